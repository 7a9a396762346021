//! Lists: rows of a CSV by their keys, read in expressions and handed to rules.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::lang::Typed;
use crate::model::{NameId, Value};

/// A list of rows.
#[derive(Clone, Debug)]
pub struct List {
    /// Its name: the file's.
    pub name: NameId,
    /// Its columns, the key first.
    pub columns: Vec<Column>,
    /// The column of labels.
    pub label: Option<usize>,
    /// The rows by their keys, in the order of the file.
    pub rows: IndexMap<NameId, ListRow>,
}

/// A column of a list.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: Arc<str>,
    /// The type of its cells, and whether any is blank.
    pub typed: Typed,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// Its number in the spreadsheet.
    pub number: u32,
    /// Its values, one a column; a record is kept by its key.
    pub values: Vec<Value>,
}

impl List {
    /// The value of a cell, if there is such a row.
    #[must_use]
    pub fn value(&self, row: NameId, column: usize) -> Option<&Value> {
        self.rows.get(&row)?.values.get(column)
    }

    /// What the column of labels says of a row, if it says anything.
    #[must_use]
    pub fn label_of(&self, row: NameId) -> Option<&str> {
        self.value(row, self.label?)?.as_text()
    }

    /// A column's place.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| &*column.name == name)
    }
}
