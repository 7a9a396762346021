//! What the analysis of a decision table finds, in the spreadsheet's words: a row that would fill a hole, the cells of
//! rows that never count or contradict each other.

use std::collections::BTreeMap;

use super::analyse::{Findings, Row, analyse};
use super::classes::Classes;
use super::cover::{Bits, Region};
use super::{Head, TableDecl};
use crate::config::csv::Cell as Written;
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::source::Span;
use crate::lang::{Hit, Table, TableRow, Type};
use crate::model::Cell;

/// Looks at a table as a whole; gives whether a row always applies.
pub(super) fn check(
    name: &str,
    decl: &TableDecl<'_>,
    table: &Table,
    money_places: u32,
    found: &mut Diagnostics,
) -> bool {
    let always = table.otherwise.is_some();
    let classes: Option<Vec<Classes>> = decl
        .inputs
        .iter()
        .enumerate()
        .map(|(at, head)| classes(at, head, table, money_places))
        .collect();
    let (Some(classes), false) = (classes, table.rows.is_empty()) else {
        return always;
    };
    let domain: Region = classes
        .iter()
        .map(|column| column.possible.clone())
        .collect();
    let findings = analyse(&domain, &rows(&classes, table), table.hit);
    let whole = findings.whole;
    Told {
        name,
        decl,
        table,
        classes: &classes,
        domain: &domain,
    }
    .tell(&findings, found);
    whole || always
}

fn classes(at: usize, head: &Head<'_>, table: &Table, money_places: u32) -> Option<Classes> {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
    let cells: Vec<&Cell> = cells.map(|matching| &matching.cell).collect();
    let within = head.within.as_ref().map(|(_, within)| &within.cell);
    let ty = head.ty.as_ref().unwrap_or(&Type::Unknown);
    Classes::of(ty, money_places, &cells, (within, head.maybe_empty))
}

fn rows(classes: &[Classes], table: &Table) -> Vec<Row> {
    let mut marks: BTreeMap<String, usize> = BTreeMap::new();
    let mut row = |row: &TableRow| {
        let columns = classes.iter().zip(&row.cells);
        let (least, most) = columns
            .map(|(column, cell)| column.taken(&cell.cell))
            .unzip();
        let outputs = row.outputs.iter().map(|output| match output.as_constant() {
            Some(value) => format!("{value:?}"),
            None => format!("={}", output.text()),
        });
        let fresh = marks.len();
        let mark = marks.entry(outputs.collect::<Vec<_>>().join("\n"));
        Row {
            least,
            most,
            gives: *mark.or_insert(fresh),
        }
    };
    table.rows.iter().map(&mut row).collect()
}

fn push(found: &mut Diagnostics, told: Option<Diagnostic>) {
    told.into_iter().for_each(|told| found.push(told));
}

struct Told<'a> {
    name: &'a str,
    decl: &'a TableDecl<'a>,
    table: &'a Table,
    classes: &'a [Classes],
    domain: &'a [Bits],
}

impl Told<'_> {
    fn tell(&self, findings: &Findings, found: &mut Diagnostics) {
        for at in &findings.never {
            push(found, self.of_row(*at, "table-row-never"));
        }
        for (at, by) in &findings.masked {
            let numbers = by.iter().filter_map(|by| self.table.rows.get(*by));
            let numbers: Vec<String> = numbers.map(|row| row.number.to_string()).collect();
            let told = self.of_row(*at, "table-row-masked");
            let told = told.map(|told| told.list("rows", numbers));
            let first = by.first().and_then(|by| self.span(*by));
            push(
                found,
                match (told, first) {
                    (Some(told), Some((span, _))) => Some(told.also(span, "takes-it-all")),
                    (told, _) => told,
                },
            );
        }
        for (first, second, both) in &findings.overlaps {
            let told = self.of_row(*second, "table-overlap");
            let other = self.span(*first);
            if let (Some(told), Some((span, cells))) = (told, other) {
                let told = told.with("other", cells).with("what", self.words(both));
                found.push(told.also(span, "other-row"));
            }
        }
        if findings.too_large {
            let told = Diagnostic::new("table-too-large", self.head());
            found.push(told.with("table", self.name));
        }
        if self.table.hit == Hit::Collect {
            return;
        }
        if let (Some(otherwise), true) = (&self.table.otherwise, findings.whole) {
            push(found, self.otherwise(otherwise));
        }
        // Of a table nobody calls it is not known what is asked.
        let called = !self.decl.calls.borrow().is_empty() && !self.decl.half_declared;
        let asked = called && self.table.otherwise.is_none();
        if let (Some(hole), true) = (findings.holes.first(), asked) {
            let words = findings.holes.iter().map(|hole| self.words(hole));
            let told = Diagnostic::new("table-hole", self.head())
                .with("table", self.name)
                .list("what", words)
                .with("row", self.row(hole));
            found.push(told);
        }
    }

    /// The head of the table.
    fn head(&self) -> Span {
        let head = &self.decl.sheet.head;
        match (head.first(), head.last()) {
            (Some(first), Some(last)) => Span {
                end: last.span.end,
                ..first.span
            },
            _ => Span {
                source: self.decl.sheet.source,
                start: 0,
                end: 0,
            },
        }
    }

    fn of_row(&self, at: usize, id: &'static str) -> Option<Diagnostic> {
        let (span, cells) = self.span(at)?;
        let number = self.table.rows.get(at)?.number;
        let told = Diagnostic::new(id, span).with("cells", cells);
        Some(told.with("row", number.to_string()))
    }

    /// Where the inputs of a row stand, and their name in the spreadsheet: `A5:D5`.
    fn span(&self, at: usize) -> Option<(Span, String)> {
        let cells = self.cells(self.table.rows.get(at)?.number)?;
        let place = |head: Option<&Head<'_>>| cells.get(head?.at);
        let first = place(self.decl.inputs.first())?;
        let last = place(self.decl.inputs.last())?;
        let span = Span {
            end: last.span.end,
            ..first.span
        };
        let name = match first.place == last.place {
            true => first.place.clone(),
            false => format!("{}:{}", first.place, last.place),
        };
        Some((span, name))
    }

    fn cells(&self, number: u32) -> Option<&[Written]> {
        let mut rows = self.decl.sheet.rows.iter();
        let row = rows.find(|row| row.first().is_some_and(|cell| cell.row == number))?;
        Some(row)
    }

    fn otherwise(&self, row: &TableRow) -> Option<Diagnostic> {
        let cell = self.cells(row.number)?.get(self.decl.inputs.first()?.at)?;
        let told = Diagnostic::new("table-else-masked", cell.span);
        Some(told.with("cell", cell.place.as_str()))
    }

    /// A part of the table's space in words: `days > 15, defect no`.
    fn words(&self, region: &[Bits]) -> String {
        let columns = self.classes.iter().zip(region).zip(self.domain);
        let cells = columns.zip(&self.decl.inputs);
        let cells = cells.filter(|(((_, set), domain), _)| !domain.is_within(set));
        let cells: Vec<String> = cells
            .map(|(((column, set), _), head)| format!("{} {}", head.name, column.cell(set)))
            .collect();
        cells.join(", ")
    }

    /// A part of the table's space as a row that can be pasted, its outputs left out.
    fn row(&self, region: &[Bits]) -> String {
        let cells = self.classes.iter().zip(region).map(|(column, set)| {
            let cell = column.cell(set);
            match cell.contains([',', '"']) {
                true => format!("\"{}\"", cell.replace('"', "\"\"")),
                false => cell,
            }
        });
        format!("{},", cells.collect::<Vec<_>>().join(","))
    }
}
