//! Decision tables: a CSV with a blank column headed `then`, inputs before it, outputs after. The heads are read first, so
//! that expressions can call them; then, once it is known what they are called with, the rows.

mod analyse;
mod classes;
mod cover;
mod rows;
mod scope;
mod told;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::columns::{Columns, TableItem};
use super::csv::Sheet;
use super::declare::DeskDecl;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::Docs;
use super::fields;
use super::lists::{THEN, is_table};
use super::reader::Item;
use crate::lang::{Hit, Table, TableId, TableShape, Type, Typed, is_function};
use crate::model::Names;

pub(crate) use rows::read;

/// A decision table as it is declared.
#[derive(Debug)]
pub(crate) struct TableDecl<'n> {
    pub(crate) id: TableId,
    pub(crate) sheet: Arc<Sheet>,
    pub(crate) path: String,
    pub(crate) hit: Hit,
    pub(crate) inputs: Vec<Head<'n>>,
    pub(crate) outputs: Vec<Head<'n>>,
    /// Its head has a fault: nothing is said about its use.
    pub(crate) broken: bool,
    /// What `[table]` says of it stands under another name: nobody knows yet what can occur.
    pub(crate) half_declared: bool,
    /// What its calls hand over: each argument's type, and whether it may be empty.
    pub(crate) calls: RefCell<Vec<Vec<Typed>>>,
    /// The table as it runs, once its rows are read.
    pub(crate) table: Option<Arc<Table>>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(crate) struct Head<'n> {
    pub(crate) name: Arc<str>,
    /// Its place in the file.
    pub(crate) at: usize,
    /// Its type, where it is declared or was taken from the calls.
    pub(crate) ty: Option<Type>,
    /// Whether a call may leave it empty, or for an output a row.
    pub(crate) maybe_empty: bool,
    /// What can occur.
    pub(crate) within: Option<(Item<'n>, crate::lang::Matching)>,
}

impl TableDecl<'_> {
    /// The table as an expression sees it; `params` are those known where it stands.
    pub(crate) fn shape(&self, knows: impl Fn(&str) -> bool) -> TableShape {
        let inputs = self.inputs.iter();
        let outputs = self.outputs.iter().map(|head| {
            let typed = Typed {
                ty: head.ty.clone().unwrap_or(Type::Text),
                maybe_empty: head.maybe_empty,
            };
            (Arc::clone(&head.name), typed)
        });
        let table = self.table.as_ref();
        let mut params = table.iter().flat_map(|table| &table.params);
        TableShape {
            id: self.id,
            inputs: inputs
                .map(|head| (Arc::clone(&head.name), head.ty.clone()))
                .collect(),
            outputs: outputs.collect(),
            hit: self.hit,
            whole: table.is_some_and(|table| table.whole),
            lacks: params.find(|param| !knows(param)).cloned(),
        }
    }

    /// Keeps what a call hands over.
    pub(crate) fn called(&self, args: &[Typed]) {
        let mut calls = self.calls.borrow_mut();
        if !calls.iter().any(|known| known.as_slice() == args) {
            calls.push(args.to_vec());
        }
    }
}

/// Reads the heads of the decision tables of a desk, and what `[table]` says of them.
pub(crate) fn declare<'n>(
    sheets: &BTreeMap<String, Arc<Sheet>>,
    written: &BTreeMap<String, TableItem<'n>>,
    desk: &DeskDecl<'_>,
    names: &mut Names,
    (docs, found): (&Docs<'_>, &mut Diagnostics),
) -> IndexMap<String, TableDecl<'n>> {
    let mut tables = IndexMap::new();
    let mut meant: BTreeSet<String> = BTreeSet::new();
    for (stem, item) in written {
        if desk.broken.contains(stem) {
            continue;
        }
        let Some(sheet) = sheets.get(stem) else {
            let known: Vec<&str> = sheets.keys().map(String::as_str).collect();
            let fault = Diagnostic::new("unknown-name", item.item.name_span())
                .word("kind", "table")
                .with("name", stem.as_str());
            let near = super::suggest::nearest(stem, known.iter().copied());
            meant.extend(near);
            found.push(fault.known(stem, known));
            continue;
        };
        if let (Some(hit), false) = (&item.hit, is_table(sheet)) {
            let fault = Diagnostic::new("hit-of-list", hit.name_span());
            found.push(fault.with("list", stem.as_str()));
        }
    }
    for (stem, sheet) in sheets.iter().filter(|(_, sheet)| is_table(sheet)) {
        let id = TableId(u16::try_from(tables.len()).unwrap_or(u16::MAX));
        let before = found.len();
        check_name(stem, sheet, desk, docs, found);
        let columns = match written.get(stem) {
            Some(item) => item.columns(sheet, desk, names, found),
            None => Columns::default(),
        };
        let hit = written.get(stem).and_then(|item| item.hit);
        let hit = hit
            .and_then(|item| read_hit(&item, found))
            .unwrap_or_default();
        let (inputs, outputs) = heads(stem, sheet, &columns, docs, found);
        let table = TableDecl {
            id,
            sheet: Arc::clone(sheet),
            path: docs.sources.path(sheet.source).to_owned(),
            hit,
            half_declared: meant.contains(stem),
            broken: found.len() > before || inputs.is_empty() || outputs.is_empty(),
            inputs,
            outputs,
            calls: RefCell::new(Vec::new()),
            table: None,
        };
        tables.insert(stem.clone(), table);
    }
    tables
}

/// A table is called by its file's name.
fn check_name(
    stem: &str,
    sheet: &Sheet,
    desk: &DeskDecl<'_>,
    docs: &Docs<'_>,
    found: &mut Diagnostics,
) {
    let at = docs.sources.whole(sheet.source);
    if !fields::is_name(stem) {
        found.push(Diagnostic::new("bad-name", at).with("name", stem));
    } else if is_function(stem) || crate::lang::is_reserved(stem) {
        let fault = Diagnostic::new("reserved-name", at)
            .with("name", stem)
            .word("kind", "table");
        found.push(fault.with("near", format!("{stem}_")));
    } else if desk.rules.find(stem).is_some() {
        // Rules and tables are called alike: no name may be both.
        let fault = Diagnostic::new("name-clash", at)
            .with("name", stem)
            .word("first", "table")
            .word("second", "rule");
        found.push(fault);
    }
}

/// `first`, `unique` or `collect`; other ways of other tools are answered with how they are written here.
fn read_hit(item: &Item<'_>, found: &mut Diagnostics) -> Option<Hit> {
    let said = item.said(found)?;
    let meant = match said.text.to_lowercase().replace(['-', '_'], " ").as_str() {
        "first" if said.text == "first" => return Some(Hit::First),
        "unique" if said.text == "unique" => return Some(Hit::Unique),
        "collect" if said.text == "collect" => return Some(Hit::Collect),
        "any" | "u" | "a" | "single" | "only" | "unique" => "hit-unique",
        "priority" | "p" | "f" | "top" | "first" => "hit-first",
        "all" | "rule order" | "output order" | "r" | "o" | "multiple" | "c" | "collect" => {
            "hit-collect"
        }
        text if text.starts_with(['c', '+', '#', '<', '>'])
            || matches!(text, "sum" | "count" | "min" | "max") =>
        {
            "hit-aggregate"
        }
        _ => {
            let words = ["first", "unique", "collect"];
            let near = super::suggest::nearest(said.text, words);
            let fault = Diagnostic::new("bad-hit", said.inner()).with("text", said.text);
            found.push(fault.maybe("near", near.map(|near| format!("hit = \"{near}\""))));
            return None;
        }
    };
    let fault = Diagnostic::new("bad-hit", said.inner()).with("text", said.text);
    found.push(fault.word("rewriting", meant));
    None
}

type Heads<'n> = Vec<Head<'n>>;

fn heads<'n>(
    stem: &str,
    sheet: &Sheet,
    columns: &Columns<'n>,
    docs: &Docs<'_>,
    found: &mut Diagnostics,
) -> (Heads<'n>, Heads<'n>) {
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    let then = sheet.column(THEN).unwrap_or(0);
    for (at, cell) in sheet.head.iter().enumerate().filter(|(at, _)| *at != then) {
        if cell.text.is_empty() {
            let fault = Diagnostic::new("csv-blank-head", cell.span);
            found.push(fault.with("cell", cell.place.as_str()));
            continue;
        }
        if !fields::is_name(&cell.text) {
            found.push(Diagnostic::new("bad-name", cell.span).with("name", cell.text.as_str()));
            continue;
        }
        if at > then && cell.text == "row" {
            let fault = Diagnostic::new("reserved-name", cell.span)
                .with("name", "row")
                .word("kind", "column");
            found.push(fault.with("near", "row_"));
            continue;
        }
        let column = columns.get(&cell.text);
        let head = Head {
            name: Arc::from(cell.text.as_str()),
            at,
            ty: column.and_then(|column| column.ty.clone()),
            maybe_empty: false,
            within: column.and_then(|column| column.within.clone()),
        };
        match at < then {
            true => inputs.push(head),
            false => outputs.push(head),
        }
    }
    let whole = docs.sources.whole(sheet.source);
    for (missing, id) in [(&inputs, "table-no-inputs"), (&outputs, "table-no-outputs")] {
        let told = sheet.head.len() > 1 || id == "table-no-outputs";
        if missing.is_empty() && told {
            found.push(Diagnostic::new(id, whole).with("table", stem));
        }
    }
    (inputs, outputs)
}

/// The tables as they run.
pub(crate) fn built(desk: &DeskDecl<'_>) -> BTreeMap<TableId, Arc<Table>> {
    let tables = desk.tables.values();
    let built = tables.filter_map(|decl| Some((decl.id, Arc::clone(decl.table.as_ref()?))));
    built.collect()
}
