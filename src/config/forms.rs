//! Forms as they are declared: the items of a CSV, the types of their answers, and the columns that are data. What is
//! computed of a form is compiled later, when every field has its type.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cells::{self, Reading, Spot};
use super::csv::{Cell, Sheet};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::Docs;
use super::fields;
use super::later;
use super::reader::{Item, Said};
use super::source::Span;
use super::suggest;
use crate::lang::{Choices, FormParts, ITEM_FACTS, SHEET_FACTS, Type, Typed};
use crate::model::catalogue::Severity;
use crate::model::{NameId, Names, Number, Text, Value};

/// A form as it is written, with the types of its items.
#[derive(Clone, Debug)]
pub(crate) struct FormDecl<'n> {
    pub(crate) id: NameId,
    pub(crate) at: Span,
    pub(crate) label: Option<Item<'n>>,
    pub(crate) needs: Vec<Said<'n>>,
    pub(crate) need_ids: Vec<NameId>,
    /// What the records that hold it give for `needs`, as far as it is known.
    pub(crate) given: Vec<Option<Typed>>,
    pub(crate) uses: Option<Item<'n>>,
    pub(crate) pass: Option<Item<'n>>,
    pub(crate) items: Vec<ItemDecl>,
    /// The places of the columns of [`FormParts::columns`].
    pub(crate) columns: Vec<usize>,
    pub(crate) parts: FormParts,
    pub(crate) sheet: Option<Arc<Sheet>>,
    pub(crate) money_places: u32,
}

/// An item as far as it can be read alone.
#[derive(Clone, Debug)]
pub(crate) struct ItemDecl {
    pub(crate) name: NameId,
    pub(crate) text: Text,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) weight: Value,
    /// Its row among those of the sheet.
    pub(crate) row: usize,
}

/// The columns that have a meaning of their own.
const KNOWN: [&str; 8] = [
    "name", "text", "type", "weight", "pass", "figure", "required", "within",
];

/// Where the forms of a desk are read from.
pub(crate) struct Place<'a> {
    pub(crate) desk: &'a str,
    pub(crate) money_places: u32,
    /// The figures declared.
    pub(crate) figures: &'a [String],
}

/// Reads a form and its items.
pub(crate) fn declare<'n>(
    item: &Item<'n>,
    place: &Place<'_>,
    docs: &mut Docs<'_>,
    names: &mut Names,
    found: &mut Diagnostics,
) -> FormDecl<'n> {
    let mut form = FormDecl {
        id: names.intern(item.name()),
        at: item.name_span(),
        label: None,
        needs: Vec::new(),
        need_ids: Vec::new(),
        given: Vec::new(),
        uses: None,
        pass: None,
        items: Vec::new(),
        columns: Vec::new(),
        parts: FormParts::default(),
        sheet: None,
        money_places: place.money_places,
    };
    let Some(mut table) = item.table("form", found) else {
        return form;
    };
    form.label = table.take("label");
    let items = table.need("items", found).and_then(|item| item.said(found));
    let needs = table
        .take("needs")
        .and_then(|item| item.said_or_list(found));
    form.needs = needs.unwrap_or_default();
    form.need_ids = form
        .needs
        .iter()
        .map(|need| names.intern(need.text))
        .collect();
    form.given = vec![None; form.needs.len()];
    form.uses = table.take("use");
    form.pass = table.take("pass");
    for key in ["per", "date"] {
        if let Some(item) = table.take(key) {
            later::rests(&item, found);
        }
    }
    table.finish(found);
    let Some(sheet) = items.and_then(|said| sheet(&said, place, docs, found)) else {
        return form;
    };
    let Some(name) = sheet.needed("name", &docs.sources, found) else {
        return form;
    };
    if sheet.rows.is_empty() && !sheet.faulty {
        let told = Diagnostic::new("empty-list", docs.sources.whole(sheet.source));
        found.push(told.with("name", item.name()).weighing(Severity::Warning));
    }
    let mut reader = Rows {
        sheet: &sheet,
        place,
        names,
        found,
        seen: BTreeSet::new(),
    };
    form.items = reader.items(name);
    reader.figures();
    let (columns, parts) = reader.parts(&form.items);
    form.columns = columns;
    form.parts = parts;
    form.sheet = Some(sheet);
    form
}

fn sheet(
    said: &Said<'_>,
    place: &Place<'_>,
    docs: &mut Docs<'_>,
    found: &mut Diagnostics,
) -> Option<Arc<Sheet>> {
    let Some(path) = docs.own_or_common("rules", place.desk, said.text) else {
        let mut known = docs.stems(&format!("rules/{}", place.desk), ".csv");
        known.extend(docs.stems("rules/common", ".csv"));
        let known: Vec<String> = known
            .into_iter()
            .map(|stem| format!("{stem}.csv"))
            .collect();
        docs.no_such_file(said.text, said.inner(), &known, found);
        return None;
    };
    docs.sheet(&path)
}

/// The rows of a form's CSV being read.
struct Rows<'a> {
    sheet: &'a Sheet,
    place: &'a Place<'a>,
    names: &'a mut Names,
    found: &'a mut Diagnostics,
    seen: BTreeSet<String>,
}

/// The cell of a row in a column that may be missing; blank ones are none.
pub(crate) fn filled(cells: &[Cell], column: Option<usize>) -> Option<&Cell> {
    let cell = column.and_then(|column| cells.get(column))?;
    (!cell.text.is_empty()).then_some(cell)
}

impl Rows<'_> {
    fn items(&mut self, name: usize) -> Vec<ItemDecl> {
        let sheet = self.sheet;
        let mut items = Vec::with_capacity(sheet.rows.len());
        for (row, cells) in sheet.rows.iter().enumerate() {
            let Some(cell) = cells.get(name) else {
                continue;
            };
            if self.is_named(cell) {
                items.push(self.item(row, cell, cells));
            }
        }
        items
    }

    /// Whether a name can be an item's; what is wrong with it is told.
    fn is_named(&mut self, cell: &Cell) -> bool {
        let name = cell.text.as_str();
        let fault = if !fields::is_name(name) {
            Diagnostic::new("bad-name", cell.span).with("name", name)
        } else if SHEET_FACTS.contains(&name) || ITEM_FACTS.contains(&name) || fields::is_kept(name)
        {
            Diagnostic::new("reserved-name", cell.span)
                .with("name", name)
                .word("kind", "form-item")
                .with("near", format!("{name}_"))
        } else if !self.seen.insert(cell.text.clone()) {
            Diagnostic::new("csv-duplicate-row", cell.span)
                .with("cell", cell.place.as_str())
                .with("key", name)
        } else {
            return true;
        };
        self.found.push(fault);
        false
    }

    fn item(&mut self, row: usize, name: &Cell, cells: &[Cell]) -> ItemDecl {
        let at = |column: &str| filled(cells, self.sheet.column(column));
        let text = at("text").unwrap_or(name);
        let ty = match (at("type"), at("pass")) {
            (Some(cell), _) => self.answer_type(cell).unwrap_or(Type::Unknown),
            (None, Some(pass)) => type_of_pass(&pass.text),
            (None, None) => Type::YesNo,
        };
        let required = at("required").is_none_or(|cell| self.yes_no(cell));
        let weight = at("weight").and_then(|cell| self.read(cell, &Type::Number));
        let weight = match self.sheet.column("weight") {
            Some(_) => weight.unwrap_or_default(),
            None => Value::Whole(1),
        };
        ItemDecl {
            name: self.names.intern(&name.text),
            text: Text::new(&text.text),
            ty,
            required,
            weight,
            row,
        }
    }

    fn read(&mut self, cell: &Cell, ty: &Type) -> Option<Value> {
        let how = Reading {
            ty,
            money_places: self.place.money_places,
            scope: None,
        };
        cells::literal(&Spot::cell(cell), &how, self.found)
    }

    fn yes_no(&mut self, cell: &Cell) -> bool {
        !matches!(self.read(cell, &Type::YesNo), Some(Value::YesNo(false)))
    }

    /// A basic type, or `choice: good; fair; poor`.
    fn answer_type(&mut self, cell: &Cell) -> Option<Type> {
        const WORDS: [&str; 12] = [
            "text",
            "whole",
            "number",
            "money",
            "percent",
            "yes_no",
            "date",
            "time",
            "instant",
            "month",
            "duration",
            "choice: a; b",
        ];
        let words = cell.text.split_once([':', '：']);
        if let Some((_, words)) = words.filter(|(kind, _)| kind.trim() == "choice") {
            return self.choices(cell, words).map(Type::Choice);
        }
        let ty = fields::basic(&cell.text);
        if ty.is_none() {
            let fault = Diagnostic::new("unknown-name", cell.span)
                .word("kind", "type")
                .with("name", cell.text.as_str())
                .maybe("near", suggest::nearest(&cell.text, WORDS));
            self.found.push(fault.list("known", WORDS));
        }
        ty
    }

    fn choices(&mut self, cell: &Cell, words: &str) -> Option<Choices> {
        let mut choices: Vec<(Arc<str>, NameId)> = Vec::new();
        for word in words.split([';', '；']).map(str::trim) {
            let known = choices.iter().any(|(known, _)| **known == *word);
            if word.is_empty() || known {
                let fault = Diagnostic::new("form-choice", cell.span)
                    .with("cell", cell.place.as_str())
                    .with("text", cell.text.as_str());
                self.found.push(fault);
                return None;
            }
            choices.push((Arc::from(word), self.names.intern(word)));
        }
        Some(Choices(Arc::new(choices)))
    }

    /// Names in the `figure` column: asked of people until figures run.
    fn figures(&mut self) {
        let column = self.sheet.column("figure");
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for cells in &self.sheet.rows {
            let Some(cell) = filled(cells, column) else {
                continue;
            };
            if cell.text.starts_with('=') {
                continue;
            }
            let figures = self.place.figures;
            if !figures.contains(&cell.text) {
                let known = figures.iter().map(String::as_str);
                let fault = Diagnostic::new("unknown-name", cell.span)
                    .word("kind", "figure")
                    .with("name", cell.text.as_str())
                    .known(&cell.text, known.collect::<Vec<_>>());
                self.found.push(fault);
            } else if told.insert(&cell.text) {
                later::rests_at(&cell.text, cell.span, self.found);
            }
        }
    }

    /// The columns that are data, with the types their cells show, and what else expressions can read.
    fn parts(&mut self, items: &[ItemDecl]) -> (Vec<usize>, FormParts) {
        let mut places = Vec::new();
        let mut columns = Vec::new();
        for (at, head) in self.sheet.head.iter().enumerate() {
            let name = head.text.as_str();
            if KNOWN.contains(&name) || name.is_empty() {
                continue;
            }
            let fault = if !fields::is_name(name) {
                Diagnostic::new("bad-name", head.span).with("name", name)
            } else if ITEM_FACTS.contains(&name) {
                Diagnostic::new("reserved-name", head.span)
                    .with("name", name)
                    .word("kind", "column")
                    .with("near", format!("{name}_"))
            } else {
                let cells = self.sheet.rows.iter().filter_map(|cells| cells.get(at));
                places.push(at);
                columns.push((name.to_owned(), self.names.intern(name), seen_type(cells)));
                continue;
            };
            self.found.push(fault);
        }
        let weights = items.iter().map(|item| &item.weight);
        let whole = weights
            .clone()
            .all(|w| matches!(w, Value::Whole(_) | Value::Empty));
        let weight = Typed {
            ty: if whole { Type::Whole } else { Type::Number },
            maybe_empty: weights.into_iter().any(Value::is_empty),
        };
        let item = |item: &ItemDecl| {
            let name = self.names.text(item.name).to_owned();
            (name, item.name, item.ty.clone())
        };
        let parts = FormParts {
            items: items.iter().map(item).collect(),
            columns,
            weight: self.sheet.column("weight").map(|_| weight),
        };
        (places, parts)
    }
}

/// The type a column's cells show: the narrowest that reads them all.
fn seen_type<'c>(cells: impl Iterator<Item = &'c Cell>) -> Typed {
    let texts: Vec<&str> = cells.map(|cell| cell.text.as_str()).collect();
    let given = || texts.iter().copied().filter(|text| !text.is_empty());
    let all = |is: fn(&str) -> bool| given().next().is_some() && given().all(is);
    let ty = if all(is_whole) {
        Type::Whole
    } else if all(|text| !lost_zero(text) && Number::parse(text).is_some()) {
        Type::Number
    } else if all(is_yes_no) {
        Type::YesNo
    } else if all(|text| cells::date(text).is_some()) {
        Type::Date
    } else {
        Type::Text
    };
    Typed {
        ty,
        maybe_empty: texts.iter().any(|text| text.is_empty()),
    }
}

fn is_whole(text: &str) -> bool {
    !lost_zero(text) && Number::parse(text).is_some_and(|number| number.whole().is_some())
}

/// A zero in front says that it is no number to count with.
fn lost_zero(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && !text.starts_with("0.")
}

fn is_yes_no(text: &str) -> bool {
    matches!(text, "yes" | "no" | "是" | "否")
}

/// The type of an answer where no column says it: what its `pass` compares with.
fn type_of_pass(pass: &str) -> Type {
    let bare = pass.trim().trim_start_matches("not ");
    let parts = bare
        .split(';')
        .flat_map(|part| part.split(".."))
        .map(|part| part.trim_matches(|c: char| "<>= ".contains(c)));
    let parts: Vec<&str> = parts
        .filter(|part| !part.is_empty() && !matches!(*part, "-" | "none"))
        .collect();
    let all = |is: fn(&str) -> bool| parts.iter().all(|part| is(part));
    if parts.is_empty() || all(is_yes_no) {
        Type::YesNo
    } else if all(|part| Number::parse(part).is_some()) {
        Type::Number
    } else if all(|part| cells::date(part).is_some()) {
        Type::Date
    } else if bare.contains(['<', '>']) {
        // Compared with a name: an order is only among numbers unless a type says else.
        Type::Number
    } else {
        Type::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pass_cell_shows_what_is_answered() {
        let shown = |pass| super::super::compile::expected(&type_of_pass(pass));
        assert_eq!(shown("yes"), "yes-or-no");
        assert_eq!(shown("-"), "yes-or-no");
        assert_eq!(shown(">= 3"), "a-number");
        assert_eq!(shown("3..<7; 9"), "a-number");
        assert_eq!(shown("not 0"), "a-number");
        assert_eq!(shown(">= =months"), "a-number");
        assert_eq!(shown("2026-01-05"), "a-date");
        assert_eq!(shown("good; fair"), "a-text");
    }
}
