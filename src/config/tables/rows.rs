//! The rows of decision tables, read against the types of their columns.

use std::cell::RefCell;
use std::sync::Arc;

use indexmap::IndexSet;

use super::scope::RowScope;
use super::{Head, TableDecl, told};
use crate::config::cells::{self, Reading, Spot};
use crate::config::csv::Cell as Written;
use crate::config::declare::DeskDecl;
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::docs::Docs;
use crate::config::lists::THEN;
use crate::lang::{Expr, Input, Matching, Output, Table, TableRow, Type, Typed};
use crate::model::catalogue::Severity;
use crate::model::{Cell, FieldId, Value};

/// The word in the first cell of the last row: when no other row applies.
const ELSE: &str = "else";

/// Reads the rows of all tables, once it is known what they are called with. What is wrong in a row of a table nobody
/// calls is told as well.
pub(crate) fn read(desk: &mut DeskDecl<'_>, docs: &Docs<'_>, found: &mut Diagnostics) {
    let names: Vec<String> = desk.tables.keys().cloned().collect();
    for name in names {
        let Some(table) = desk.tables.get_mut(&name) else {
            continue;
        };
        // What a common table takes is known only where it is called.
        let common = table.path.starts_with("rules/common/");
        if table.broken || (common && table.calls.borrow().is_empty()) {
            continue;
        }
        settle(table);
        let Some(table) = desk.tables.get(&name) else {
            continue;
        };
        let before = found.len();
        let mut read = Reader {
            name: &name,
            table,
            desk,
            params: RefCell::new(IndexSet::new()),
        }
        .table(docs, found);
        let broken = found.len() > before
            && found
                .iter()
                .skip(before)
                .any(|told| told.severity == Severity::Error);
        if !broken {
            let places = desk.money_places;
            read.whole = told::check(&name, table, &read, places, found);
        }
        if let Some(table) = desk.tables.get_mut(&name) {
            for (head, output) in table.outputs.iter_mut().zip(&read.outputs) {
                head.maybe_empty = output.typed.maybe_empty;
                head.ty = Some(output.typed.ty.clone());
            }
            table.broken = broken;
            table.table = Some(Arc::new(read));
        }
    }
}

/// Takes the types of inputs that are not declared from the calls, else from what the cells say.
fn settle(table: &mut TableDecl<'_>) {
    let calls = table.calls.borrow().clone();
    for (at, head) in table.inputs.iter_mut().enumerate() {
        let given = || calls.iter().filter_map(move |call| call.get(at));
        head.maybe_empty = given().any(|typed| typed.maybe_empty);
        if head.ty.is_some() {
            continue;
        }
        let known = given().map(|typed| &typed.ty);
        let known = known.filter(|ty| **ty != Type::Unknown);
        let ty = known.fold(None, |widest: Option<Type>, ty| {
            Some(widest.map_or_else(|| ty.clone(), |widest| wider(widest, ty)))
        });
        let cells = table.sheet.rows.iter().filter_map(|row| row.get(head.at));
        let said = cells.filter(|cell| !is_free(&cell.text));
        let said: Vec<&Written> = said.collect();
        head.ty = Some(match ty {
            Some(ty) if !denied(&ty, &said) => ty,
            other => {
                table.half_declared |= other.is_some();
                shown(&said)
            }
        });
    }
}

/// The type two calls agree on: numbers widen, and of two choices the one that has the other's words. Else the first
/// call's: the other is told where it stands.
fn wider(first: Type, other: &Type) -> Type {
    match (&first, other) {
        (Type::Whole, Type::Number | Type::Money | Type::Percent) => other.clone(),
        (Type::Choice(a), Type::Choice(b)) => {
            let all = a.0.iter().all(|(_, id)| b.text(*id).is_some());
            if all { other.clone() } else { first }
        }
        // A text written out in a call is one of the choices another call hands over.
        (Type::Text, Type::Choice(_) | Type::Row(..)) => other.clone(),
        _ => first,
    }
}

/// Whether not one cell of a column can be read as the type it is called with: then it is the call that has it wrong.
fn denied(ty: &Type, said: &[&Written]) -> bool {
    let worded = matches!(ty, Type::Choice(_) | Type::Row(..) | Type::Text);
    !worded && said.len() > 1 && readable(ty, said) == 0
}

/// Whether a cell says nothing of its column's type.
fn is_free(text: &str) -> bool {
    matches!(text, "" | "-" | "none" | "not none" | ELSE)
}

/// How many cells can be read as a type.
fn readable(ty: &Type, said: &[&Written]) -> usize {
    // Names are not known here: a cell that compares with one counts for any type.
    let how = Reading {
        ty,
        money_places: 28,
        scope: None,
    };
    let mut ignored = Diagnostics::default();
    let mut fits = |cell: &Written| {
        cell.text.contains('=') || cells::input(&Spot::cell(cell), &how, &mut ignored).is_some()
    };
    said.iter().filter(|cell| fits(cell)).count()
}

/// The type most cells of a column can be read as: one that cannot is told, not taken for a sign that all are texts.
fn shown(said: &[&Written]) -> Type {
    let tried = [
        Type::Whole,
        Type::Number,
        Type::YesNo,
        Type::Date,
        Type::Duration,
    ];
    let read = |ty: &&Type| readable(ty, said);
    let all = tried.iter().find(|ty| read(ty) == said.len());
    let most = || tried.iter().find(|ty| read(ty) * 2 > said.len());
    match all.filter(|_| !said.is_empty()).or_else(most) {
        Some(ty) => ty.clone(),
        None => Type::Text,
    }
}

struct Reader<'a, 'n> {
    name: &'a str,
    table: &'a TableDecl<'n>,
    desk: &'a DeskDecl<'a>,
    params: RefCell<IndexSet<String>>,
}

impl Reader<'_, '_> {
    fn table(self, docs: &Docs<'_>, found: &mut Diagnostics) -> Table {
        let table = self.table;
        let sheet = &table.sheet;
        if sheet.rows.is_empty() {
            let whole = docs.sources.whole(sheet.source);
            let told = Diagnostic::new("empty-list", whole).with("name", self.name);
            found.push(told.weighing(Severity::Warning));
        }
        let inputs: Vec<Input> = table
            .inputs
            .iter()
            .map(|head| self.input(head, found))
            .collect();
        let mut rows = Vec::with_capacity(sheet.rows.len());
        let mut otherwise = None;
        let then = sheet.column(THEN);
        for (at, cells) in sheet.rows.iter().enumerate() {
            if let Some(cell) = then.and_then(|then| cells.get(then))
                && !cell.text.is_empty()
            {
                let fault = Diagnostic::new("cell-then", cell.span);
                found.push(
                    fault
                        .with("cell", cell.place.as_str())
                        .with("text", &*cell.text),
                );
            }
            let first = table.inputs.first().and_then(|head| cells.get(head.at));
            if let Some(first) = first.filter(|cell| cell.text == ELSE) {
                self.bare(cells, found);
                if at + 1 < sheet.rows.len() {
                    let fault = Diagnostic::new("else-not-last", first.span);
                    found.push(fault.with("cell", first.place.as_str()));
                }
                otherwise = Some(self.row(cells, Vec::new(), found));
                continue;
            }
            let matching = self.matching(cells, &inputs, found);
            rows.push(self.row(cells, matching, found));
        }
        let outputs = self.outputs(&rows, otherwise.as_ref());
        Table {
            name: Arc::from(self.name),
            path: Arc::from(table.path.as_str()),
            hit: table.hit,
            whole: otherwise.is_some(),
            inputs,
            outputs,
            rows,
            otherwise,
            params: self.params.into_inner().into_iter().collect(),
        }
    }

    /// An input; a record is named in cells by the key field of its workflow.
    fn input(&self, head: &Head<'_>, found: &mut Diagnostics) -> Input {
        let ty = head.ty.clone().unwrap_or(Type::Unknown);
        let flow = match &ty {
            Type::Record(workflow) => self.desk.flow(*workflow),
            _ => None,
        };
        let keys = flow.into_iter().flat_map(|flow| flow.fields.values());
        let key: Option<FieldId> = keys.clone().find(|field| field.draft.key).map(|key| key.id);
        if let (Type::List(_) | Type::Form(_), Some(cell)) =
            (&ty, self.table.sheet.head.get(head.at))
        {
            let fault = Diagnostic::new("table-input-type", cell.span);
            found.push(fault.with("column", &*head.name));
        }
        if let (Some(flow), None, Some(cell)) = (flow, key, self.table.sheet.head.get(head.at)) {
            let fault = Diagnostic::new("table-no-key", cell.span)
                .with("column", &*head.name)
                .with("workflow", flow.text.as_str());
            found.push(fault);
        }
        Input {
            name: Arc::clone(&head.name),
            ty,
            key,
        }
    }

    /// The other inputs of the `else` row say nothing.
    fn bare(&self, cells: &[Written], found: &mut Diagnostics) {
        let others = self.table.inputs.iter().skip(1);
        for cell in others.filter_map(|head| cells.get(head.at)) {
            if !matches!(&*cell.text, "" | "-") {
                let fault = Diagnostic::new("else-with-cells", cell.span);
                found.push(
                    fault
                        .with("cell", cell.place.as_str())
                        .with("text", &*cell.text),
                );
            }
        }
    }

    fn matching(
        &self,
        cells: &[Written],
        inputs: &[Input],
        found: &mut Diagnostics,
    ) -> Vec<Matching> {
        let free = vec![false; inputs.len()];
        let scope = self.scope(&free);
        let mut matching = Vec::with_capacity(inputs.len());
        for (head, input) in self.table.inputs.iter().zip(inputs) {
            let how = Reading {
                ty: &input.ty,
                money_places: self.desk.money_places,
                scope: Some(&scope),
            };
            let cell = cells.get(head.at);
            let one = !matches!(input.ty, Type::List(_) | Type::Form(_));
            let read = cell.filter(|_| one);
            let read = read.and_then(|cell| cells::input(&Spot::cell(cell), &how, found));
            if let (Some(cell), Some(read), Some((item, within))) = (cell, &read, &head.within) {
                outside(cell, &read.cell, item, within, found);
            }
            matching.push(read.unwrap_or(Matching {
                cell: Cell::Any,
                beside: Vec::new(),
            }));
        }
        matching
    }

    fn scope<'s>(&'s self, maybe_empty: &'s [bool]) -> RowScope<'s> {
        RowScope {
            desk: self.desk,
            inputs: &self.table.inputs,
            maybe_empty,
            params: &self.params,
        }
    }

    fn row(&self, cells: &[Written], matching: Vec<Matching>, found: &mut Diagnostics) -> TableRow {
        let maybe_empty: Vec<bool> = self
            .table
            .inputs
            .iter()
            .enumerate()
            .map(|(at, head)| {
                let cell = matching.get(at).map(|matching| &matching.cell);
                head.maybe_empty && cell.is_none_or(|cell| cell.matches(&Value::Empty, &[]))
            })
            .collect();
        let scope = self.scope(&maybe_empty);
        let heads = self.table.outputs.iter();
        let outputs = heads.map(|head| {
            let ty = head.ty.clone().unwrap_or(Type::Text);
            let how = Reading {
                ty: &ty,
                money_places: self.desk.money_places,
                scope: Some(&scope),
            };
            let cell = cells.get(head.at)?;
            let output = cells::output(&Spot::cell(cell), &how, found)?;
            if let (Some(value), Some((item, within))) = (output.as_constant(), &head.within)
                && !value.is_empty()
                && !within.cell.matches(value, &[])
            {
                found.push(outside_fault(cell, item));
            }
            Some(output)
        });
        let outputs = outputs
            .map(|output| output.unwrap_or_else(nothing))
            .collect();
        let inputs = self.table.inputs.iter();
        let texts = inputs.map(|head| {
            let text = cells.get(head.at).map_or("", |cell| &*cell.text);
            Arc::from(text)
        });
        TableRow {
            number: cells.first().map_or(0, |cell| cell.row),
            texts: texts.collect(),
            cells: matching,
            outputs,
        }
    }

    fn outputs(&self, rows: &[TableRow], otherwise: Option<&TableRow>) -> Vec<Output> {
        let heads = self.table.outputs.iter().enumerate();
        let outputs = heads.map(|(at, head)| {
            let rows = rows.iter().chain(otherwise);
            let mut given = rows.filter_map(|row| row.outputs.get(at));
            let maybe_empty = given.any(|output| output.ty().maybe_empty);
            Output {
                name: Arc::clone(&head.name),
                typed: Typed {
                    ty: head.ty.clone().unwrap_or(Type::Text),
                    maybe_empty,
                },
            }
        });
        outputs.collect()
    }
}

fn nothing() -> Expr {
    let typed = Typed {
        ty: Type::Unknown,
        maybe_empty: true,
    };
    Expr::constant(Value::Empty, typed, "")
}

/// Tells of a cell that names a value which cannot occur by what is declared.
fn outside(
    cell: &Written,
    read: &Cell,
    item: &crate::config::reader::Item<'_>,
    within: &Matching,
    found: &mut Diagnostics,
) {
    let is_outside = match read {
        Cell::Is(value) => !within.cell.matches(value, &[]),
        Cell::OneOf(parts) | Cell::NotOneOf(parts) => parts
            .iter()
            .any(|part| matches!(part, Cell::Is(value) if !within.cell.matches(value, &[]))),
        _ => false,
    };
    if is_outside {
        found.push(outside_fault(cell, item));
    }
}

fn outside_fault(cell: &Written, item: &crate::config::reader::Item<'_>) -> Diagnostic {
    Diagnostic::new("cell-outside", cell.span)
        .with("cell", cell.place.as_str())
        .with("text", cell.text.as_str())
        .with("within", item.as_said().map_or("", |said| said.text))
        .also(item.span(), "declared-here")
}
