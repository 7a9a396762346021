//! Forms: the items of a CSV.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::csv::Sheet;
use super::declare::DeskDecl;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::Docs;
use super::fields;
use super::later;
use super::reader::Item;
use super::suggest;
use crate::engine::{Form, FormItem};
use crate::lang::Type;
use crate::model::{NameId, Names};

/// Reads a form and its items.
pub(crate) fn form(
    item: &Item<'_>,
    id: NameId,
    desk: &DeskDecl<'_>,
    docs: &mut Docs<'_>,
    names: &mut Names,
    found: &mut Diagnostics,
) -> Option<Form> {
    let mut table = item.table("form", found)?;
    let _ = table.take("label");
    let items = table.need("items", found).and_then(|item| item.said(found));
    for key in ["needs", "use", "pass", "per", "date"] {
        if let Some(item) = table.take(key) {
            later::note(&item, found);
        }
    }
    table.finish(found);
    let said = items?;
    let Some(path) = docs.own_or_common("rules", &desk.name, said.text) else {
        let mut known = docs.stems(&format!("rules/{}", desk.name), ".csv");
        known.extend(docs.stems("rules/common", ".csv"));
        let known: Vec<String> = known
            .into_iter()
            .map(|stem| format!("{stem}.csv"))
            .collect();
        docs.no_such_file(said.text, said.inner(), &known, found);
        return None;
    };
    let sheet = docs.sheet(&path)?;
    let name = sheet.needed("name", &docs.sources, found)?;
    if sheet.rows.is_empty() && !sheet.faulty {
        let whole = docs.sources.whole(sheet.source);
        let told = Diagnostic::new("empty-list", whole).with("name", item.name());
        found.push(told.weighing(crate::model::catalogue::Severity::Warning));
    }
    for column in ["weight", "pass", "figure"] {
        if let Some(cell) = sheet.column(column).and_then(|at| sheet.head.get(at)) {
            later::note_at(column, cell.span, found);
        }
    }
    let items = read_items(&sheet, name, names, found);
    Some(Form { name: id, items })
}

fn read_items(
    sheet: &Sheet,
    name: usize,
    names: &mut Names,
    found: &mut Diagnostics,
) -> Vec<FormItem> {
    let (text, ty) = (sheet.column("text"), sheet.column("type"));
    let required = sheet.column("required");
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut items = Vec::with_capacity(sheet.rows.len());
    for cells in &sheet.rows {
        let at = |column: Option<usize>| column.and_then(|column| cells.get(column));
        let Some(cell) = cells.get(name) else {
            continue;
        };
        if !fields::is_name(&cell.text) {
            found.push(Diagnostic::new("bad-name", cell.span).with("name", cell.text.as_str()));
            continue;
        }
        if !seen.insert(cell.text.clone()) {
            let fault = Diagnostic::new("csv-duplicate-row", cell.span)
                .with("cell", cell.place.as_str())
                .with("key", cell.text.as_str());
            found.push(fault);
            continue;
        }
        let answer = match at(ty).filter(|cell| !cell.text.is_empty()) {
            None => Some(Type::YesNo),
            Some(cell) => item_type(cell, found),
        };
        let needed = match at(required).map(|cell| (cell, cell.text.as_str())) {
            None | Some((_, "" | "yes" | "是")) => true,
            Some((_, "no" | "否")) => false,
            Some((cell, text)) => {
                let fault = Diagnostic::new("csv-cell", cell.span)
                    .with("cell", cell.place.as_str())
                    .with("text", text)
                    .word("expected", "yes-no-cell")
                    .with("example", "yes");
                found.push(fault);
                true
            }
        };
        items.push(FormItem {
            name: names.intern(&cell.text),
            text: at(text).map_or_else(
                || Arc::from(cell.text.as_str()),
                |cell| Arc::from(cell.text.as_str()),
            ),
            ty: answer.unwrap_or(Type::Unknown),
            required: needed,
        });
    }
    items
}

fn item_type(cell: &super::csv::Cell, found: &mut Diagnostics) -> Option<Type> {
    const WORDS: [&str; 11] = [
        "text", "whole", "number", "money", "percent", "yes_no", "date", "time", "instant",
        "month", "duration",
    ];
    let ty = fields::basic(&cell.text);
    if ty.is_none() {
        let fault = Diagnostic::new("unknown-name", cell.span)
            .word("kind", "type")
            .with("name", cell.text.as_str())
            .maybe("near", suggest::nearest(&cell.text, WORDS));
        found.push(fault.list("known", WORDS));
    }
    ty
}
