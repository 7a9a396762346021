//! Lists: a CSV that is neither a decision table nor a form's items is a list keyed by its first column. Types of columns
//! are declared in `[table.NAME]`, else seen from the cells.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::cells::{self, Reading, Spot};
use super::columns::{Columns, TableItem};
use super::csv::Sheet;
use super::declare::DeskDecl;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::{COMMON, Docs};
use super::source::Span;
use crate::engine::{Column, List, ListRow};
use crate::lang::{Choices, Type, Typed};
use crate::model::catalogue::Severity;
use crate::model::{NameId, Names, Number};

/// The column that divides inputs from outputs: a file with it is a decision table.
pub(crate) const THEN: &str = "then";

/// A list as it was read.
#[derive(Debug)]
pub(crate) struct ListDecl {
    pub(crate) id: NameId,
    pub(crate) sheet: Arc<Sheet>,
    /// The keys of its rows.
    pub(crate) keys: Choices,
    /// Its columns, the key first.
    pub(crate) columns: IndexMap<String, Typed>,
    /// Its key column has a fault: nothing is said about rows that are not found.
    pub(crate) broken: bool,
    rows: IndexMap<NameId, ListRow>,
}

impl ListDecl {
    /// The type of a row; `None` where nothing is known for a fault of the file.
    pub(crate) fn ty(&self) -> Option<Type> {
        (!self.broken).then(|| Type::Row(self.id, self.keys.clone()))
    }

    /// The list as the engine has it.
    fn built(&self) -> List {
        let columns = self.columns.iter().map(|(name, typed)| Column {
            name: Arc::from(name.as_str()),
            typed: typed.clone(),
        });
        List {
            name: self.id,
            columns: columns.collect(),
            label: self.columns.get_index_of("label"),
            rows: self.rows.clone(),
        }
    }
}

/// The CSV files of a desk that forms do not name: its own, and the common ones it does not shadow, by stem. Also the
/// stems of those that cannot be read.
pub(crate) fn sheets(
    desk: &str,
    of_forms: &BTreeSet<String>,
    docs: &mut Docs<'_>,
) -> (BTreeMap<String, Arc<Sheet>>, Vec<String>) {
    let mut paths: BTreeMap<String, String> = BTreeMap::new();
    for place in [COMMON, desk] {
        for stem in docs.stems(&format!("rules/{place}"), ".csv") {
            let path = format!("rules/{place}/{stem}.csv");
            paths.insert(stem, path);
        }
    }
    paths.retain(|stem, _| !of_forms.contains(stem));
    let (mut sheets, mut broken) = (BTreeMap::new(), Vec::new());
    for (stem, path) in paths {
        match docs.sheet(&path) {
            Some(sheet) => drop(sheets.insert(stem, sheet)),
            None => broken.push(stem),
        }
    }
    (sheets, broken)
}

/// Whether a CSV is a decision table.
pub(crate) fn is_table(sheet: &Sheet) -> bool {
    sheet.column(THEN).is_some()
}

/// Adds the lists to what the desk declares: their keys first, so that they can stand as types of columns.
pub(crate) fn add(
    sheets: &BTreeMap<String, Arc<Sheet>>,
    written: &BTreeMap<String, TableItem<'_>>,
    desk: &mut DeskDecl<'_>,
    names: &mut Names,
    (docs, found): (&Docs<'_>, &mut Diagnostics),
) {
    desk.lists = declare(sheets, names, docs, found);
    read(written, desk, names, found);
}

/// The lists as the engine has them.
pub(crate) fn built(lists: &IndexMap<String, ListDecl>) -> BTreeMap<NameId, List> {
    let lists = lists.values();
    lists.map(|list| (list.id, list.built())).collect()
}

/// Reads the keys of the lists: enough for them to stand as types.
fn declare(
    sheets: &BTreeMap<String, Arc<Sheet>>,
    names: &mut Names,
    docs: &Docs<'_>,
    found: &mut Diagnostics,
) -> IndexMap<String, ListDecl> {
    let mut lists = IndexMap::new();
    for (stem, sheet) in sheets.iter().filter(|(_, sheet)| !is_table(sheet)) {
        if sheet.rows.is_empty() {
            let whole = docs.sources.whole(sheet.source);
            let told = Diagnostic::new("empty-list", whole).with("name", stem.as_str());
            found.push(told.weighing(Severity::Warning));
        }
        let before = found.len();
        let keys = keys(sheet, names, found);
        let broken = found.len() > before
            && found
                .iter()
                .skip(before)
                .any(|told| told.severity == Severity::Error);
        let columns = sheet.head.iter().filter(|cell| !cell.text.is_empty());
        let columns = columns.map(|cell| (cell.text.clone(), typed(Type::Text)));
        lists.insert(
            stem.clone(),
            ListDecl {
                id: names.intern(stem),
                sheet: Arc::clone(sheet),
                keys,
                columns: columns.collect(),
                broken,
                rows: IndexMap::new(),
            },
        );
    }
    lists
}

fn typed(ty: Type) -> Typed {
    Typed {
        ty,
        maybe_empty: false,
    }
}

fn keys(sheet: &Sheet, names: &mut Names, found: &mut Diagnostics) -> Choices {
    let mut keys: Vec<(Arc<str>, NameId)> = Vec::with_capacity(sheet.rows.len());
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let cells = || sheet.rows.iter().filter_map(|row| row.first());
    for cell in cells() {
        if cell.text.is_empty() {
            found.push(
                Diagnostic::new("csv-blank-key", cell.span).with("cell", cell.place.as_str()),
            );
        } else if let Some(first) = seen.get(cell.text.as_str()) {
            let fault = Diagnostic::new("csv-duplicate-row", cell.span)
                .with("cell", cell.place.as_str())
                .with("key", cell.text.as_str());
            found.push(fault.also(*first, "first-here"));
        } else {
            seen.insert(&cell.text, cell.span);
            keys.push((Arc::from(cell.text.as_str()), names.intern(&cell.text)));
        }
    }
    // Codes of one length, some of which begin with a zero: a shorter one was one of them before it went through a spreadsheet.
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = cells().filter(|cell| cell.text.starts_with('0') && digits(&cell.text));
    let Some(length) = padded.map(|cell| cell.text.len()).max() else {
        return Choices(Arc::new(keys));
    };
    let shorter = |text: &str| !text.is_empty() && digits(text) && text.len() < length;
    for cell in cells().filter(|cell| shorter(&cell.text)) {
        let whole = format!("{:0>length$}", cell.text);
        if !seen.contains_key(whole.as_str()) {
            let told = Diagnostic::new("csv-lost-zero", cell.span)
                .with("cell", cell.place.as_str())
                .with("text", cell.text.as_str())
                .with("near", whole);
            found.push(told.weighing(Severity::Warning));
        }
    }
    Choices(Arc::new(keys))
}

/// Reads the columns and rows of the lists, once every list can stand as a type.
fn read(
    tables: &BTreeMap<String, TableItem<'_>>,
    desk: &mut DeskDecl<'_>,
    names: &mut Names,
    found: &mut Diagnostics,
) {
    let stems: Vec<String> = desk.lists.keys().cloned().collect();
    for stem in stems {
        let Some(list) = desk.lists.get(&stem) else {
            continue;
        };
        let sheet = Arc::clone(&list.sheet);
        let columns = match tables.get(&stem) {
            Some(item) => item.columns(&sheet, desk, names, found),
            None => Columns::default(),
        };
        let (columns, rows) = rows(&sheet, &columns, desk, names, found);
        if let Some(list) = desk.lists.get_mut(&stem) {
            list.columns = columns;
            list.rows = rows;
        }
    }
}

type Rows = IndexMap<NameId, ListRow>;

fn rows(
    sheet: &Sheet,
    declared: &Columns<'_>,
    desk: &DeskDecl<'_>,
    names: &Names,
    found: &mut Diagnostics,
) -> (IndexMap<String, Typed>, Rows) {
    let mut columns = IndexMap::new();
    let mut rows: Rows = IndexMap::new();
    for (at, head) in sheet.head.iter().enumerate() {
        if head.text.is_empty() {
            continue;
        }
        let cells = || sheet.rows.iter().filter_map(move |row| row.get(at));
        let declared = declared.get(&head.text);
        let ty = match declared.and_then(|column| column.ty.clone()) {
            _ if at == 0 => Type::Text,
            Some(ty) => ty,
            None => seen_type(cells().map(|cell| cell.text.as_str())),
        };
        let how = Reading {
            ty: &ty,
            money_places: desk.money_places,
            scope: None,
        };
        let mut maybe_empty = false;
        let mut values = Vec::with_capacity(sheet.rows.len());
        for cell in cells() {
            let value = cells::literal(&Spot::cell(cell), &how, found).unwrap_or_default();
            maybe_empty |= value.is_empty();
            if let Some(column) = declared {
                column.check(cell, &value, found);
            }
            values.push(value);
        }
        for (row, value) in sheet.rows.iter().zip(values) {
            let key = row.first().and_then(|cell| names.find(&cell.text));
            let number = row.first().map_or(0, |cell| cell.row);
            if let Some(key) = key {
                let row = rows.entry(key).or_insert_with(|| ListRow {
                    number,
                    values: Vec::new(),
                });
                if row.number == number {
                    row.values.push(value);
                }
            }
        }
        columns.insert(head.text.clone(), Typed { ty, maybe_empty });
    }
    (columns, rows)
}

/// The type the cells of a column show: whole numbers, numbers, yes or no, dates, else text. A zero in front, or more
/// digits than fit, keep a column text; blank cells say nothing.
pub(crate) fn seen_type<'c>(cells: impl Iterator<Item = &'c str>) -> Type {
    let cells: Vec<&str> = cells.filter(|text| !text.is_empty()).collect();
    let all =
        |fits: &dyn Fn(&str) -> bool| !cells.is_empty() && cells.iter().all(|text| fits(text));
    let number = |text: &str| {
        let bare = text.strip_prefix('-').unwrap_or(text);
        let padded = bare.len() > 1 && bare.starts_with('0') && !bare.starts_with("0.");
        Number::parse(text).filter(|_| !padded && !text.contains('_'))
    };
    if all(&|text| number(text).is_some_and(|number| number.whole().is_some())) {
        Type::Whole
    } else if all(&|text| number(text).is_some()) {
        Type::Number
    } else if all(&|text| matches!(text, "yes" | "no" | "是" | "否" | "TRUE" | "FALSE")) {
        Type::YesNo
    } else if all(&|text| cells::date(text).is_some()) {
        Type::Date
    } else {
        Type::Text
    }
}
