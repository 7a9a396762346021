//! `[table.NAME]`: the types of a CSV's columns and which row counts, for decision tables and lists alike.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::cells::{self, Reading, Spot};
use super::csv::{Cell, Sheet};
use super::declare::DeskDecl;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::fields;
use super::lists::THEN;
use super::reader::Item;
use super::suggest;
use crate::lang::{Matching, Type};
use crate::model::{Names, Value};

/// `[table.NAME]` as it is written.
#[derive(Clone, Debug)]
pub(crate) struct TableItem<'n> {
    pub(crate) item: Item<'n>,
    pub(crate) hit: Option<Item<'n>>,
    columns: Vec<Item<'n>>,
}

/// The declared columns of a file, by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns<'n>(IndexMap<String, Column<'n>>);

/// A column as it is declared.
#[derive(Clone, Debug)]
pub(crate) struct Column<'n> {
    pub(crate) ty: Option<Type>,
    /// What can occur.
    pub(crate) within: Option<(Item<'n>, Matching)>,
}

impl<'n> Columns<'n> {
    /// A column by name.
    pub(crate) fn get(&self, name: &str) -> Option<&Column<'n>> {
        self.0.get(name)
    }
}

impl Column<'_> {
    /// Tells of a value that cannot occur by what is declared.
    pub(crate) fn check(&self, cell: &Cell, value: &Value, found: &mut Diagnostics) {
        let Some((item, within)) = &self.within else {
            return;
        };
        if !value.is_empty() && !within.cell.matches(value, &[]) {
            let fault = Diagnostic::new("cell-outside", cell.span)
                .with("cell", cell.place.as_str())
                .with("text", cell.text.as_str())
                .with("within", item.as_said().map_or("", |said| said.text));
            found.push(fault.also(item.span(), "declared-here"));
        }
    }
}

/// Opens `[table.NAME]` of the desk and of its workflows; the desk's own stands for all.
pub(crate) fn items<'n: 'o, 'o>(
    of_workflows: impl Iterator<Item = &'o Vec<Item<'n>>>,
    of_desk: &'o [Item<'n>],
    found: &mut Diagnostics,
) -> BTreeMap<String, TableItem<'n>> {
    let mut items = BTreeMap::new();
    for item in of_desk.iter().chain(of_workflows.flatten()) {
        let Some(mut table) = item.table("table", found) else {
            continue;
        };
        let _ = table.take("label");
        let hit = table.take("hit");
        let columns = table.take("columns").and_then(|item| item.entries(found));
        table.finish(found);
        let read = TableItem {
            item: *item,
            hit,
            columns: columns.unwrap_or_default(),
        };
        items.entry(item.name().to_owned()).or_insert(read);
    }
    items
}

impl<'n> TableItem<'n> {
    /// The columns it declares, against the head of the file.
    pub(crate) fn columns(
        &self,
        sheet: &Sheet,
        desk: &DeskDecl<'_>,
        names: &mut Names,
        found: &mut Diagnostics,
    ) -> Columns<'n> {
        let mut columns = IndexMap::new();
        for item in &self.columns {
            if sheet.column(item.name()).is_none() || item.name() == THEN {
                let heads = sheet.head.iter().map(|cell| cell.text.as_str());
                let heads: Vec<&str> = heads
                    .filter(|head| !head.is_empty() && *head != THEN)
                    .collect();
                let fault = Diagnostic::new("unknown-name", item.name_span())
                    .word("kind", "column")
                    .with("name", item.name());
                found.push(fault.known(item.name(), heads));
                continue;
            }
            let column = column(item, desk, names, found);
            columns.insert(item.name().to_owned(), column);
        }
        Columns(columns)
    }
}

fn column<'n>(
    item: &Item<'n>,
    desk: &DeskDecl<'_>,
    names: &mut Names,
    found: &mut Diagnostics,
) -> Column<'n> {
    let none = Column {
        ty: None,
        within: None,
    };
    if let Some(said) = item.as_said() {
        return Column {
            ty: column_type(said, desk, found),
            within: None,
        };
    }
    let Some(mut table) = item.table("table.column", found) else {
        return none;
    };
    let ty = table.take("type").and_then(|item| item.said(found));
    let choice = table.take("choice").and_then(|item| item.said_list(found));
    let within = table.take("within");
    table.finish(found);
    let ty = match choice {
        Some(choice) => Some(Type::Choice(fields::choices(&choice, names, found))),
        None => ty.and_then(|said| column_type(said, desk, found)),
    };
    let within = within.and_then(|item| {
        let said = item.said(found)?;
        let how = Reading {
            ty: ty.as_ref()?,
            money_places: desk.money_places,
            scope: None,
        };
        let read = cells::input(&Spot::said(said, "within"), &how, found)?;
        Some((item, read))
    });
    Column { ty, within }
}

fn column_type(
    said: super::reader::Said<'_>,
    desk: &DeskDecl<'_>,
    found: &mut Diagnostics,
) -> Option<Type> {
    let ty = fields::named_type(said, desk, found)?;
    if matches!(ty, Type::Form(_)) {
        let words: Vec<&str> = desk.lists.keys().map(String::as_str).collect();
        let fault = Diagnostic::new("unknown-name", said.inner())
            .word("kind", "type")
            .with("name", said.text)
            .maybe("near", suggest::nearest(said.text, words));
        found.push(fault);
        return None;
    }
    Some(ty)
}
