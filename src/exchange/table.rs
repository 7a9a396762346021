//! Tables of records to bring in: customers, departments, people, one row each, under heads that name fields. Every cell
//! knows where it stands, for messages.

use std::fmt;
use std::io::Cursor;

use super::delimited::{Rows, delimiter_of};
use super::log::LogError;

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A row of it is wrong.
    #[error(transparent)]
    Row(#[from] LogError),
    /// A head is empty over cells that are not.
    #[error("column {0} has no name in the first row")]
    Nameless(String),
}

/// A cell with something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The line its row begins on, from 1.
    pub line: u64,
    /// The column, from 0.
    pub column: usize,
    /// The text, surrounding blanks cut off.
    pub text: String,
}

impl fmt::Display for Cell {
    /// The cell's name as a spreadsheet gives it, with the line of the file for a row: `B7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", letters(self.column), self.line)
    }
}

/// One record to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line it begins on, from 1.
    pub line: u64,
    /// As many cells as heads; `None` where nothing is written.
    pub cells: Vec<Option<Cell>>,
}

/// A table: heads and rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The heads, blanks cut off.
    pub heads: Vec<String>,
    /// The rows that have something in them.
    pub rows: Vec<Row>,
}

impl Table {
    /// Reads a table from a file's bytes: UTF-8 with or without a byte-order mark; comma, semicolon or tab.
    ///
    /// # Errors
    /// At the first row that is wrong: a cell without a head, too few cells, a quote never closed, bytes that are no UTF-8.
    pub fn read(bytes: &[u8]) -> Result<Table, TableError> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut rows = Rows::new(Cursor::new(bytes), delimiter_of(bytes))?;
        let heads = rows.heads().to_vec();
        let mut table = Table {
            heads,
            rows: Vec::new(),
        };
        while let Some(record) = rows.next() {
            let record = record?;
            let cells = record.cells.iter().enumerate().map(|(column, text)| {
                let text = text.trim();
                (!text.is_empty()).then(|| Cell {
                    line: record.line,
                    column,
                    text: text.to_owned(),
                })
            });
            table.rows.push(Row {
                line: record.line,
                cells: cells.collect(),
            });
        }
        table.check_heads()?;
        Ok(table)
    }

    fn check_heads(&self) -> Result<(), TableError> {
        for (column, head) in self.heads.iter().enumerate() {
            let used = |row: &Row| row.cells.get(column).is_some_and(Option::is_some);
            if head.is_empty() && self.rows.iter().any(used) {
                return Err(TableError::Nameless(letters(column)));
            }
        }
        Ok(())
    }

    /// The column under a head.
    #[must_use]
    pub fn column(&self, head: &str) -> Option<usize> {
        self.heads.iter().position(|known| known == head)
    }
}

impl Row {
    /// The cells that have something in them, each with its head.
    pub fn given<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = (&'a str, &'a Cell)> {
        table
            .heads
            .iter()
            .zip(&self.cells)
            .filter_map(|(head, cell)| Some((head.as_str(), cell.as_ref()?)))
    }

    /// The cell of a column, if something is in it.
    #[must_use]
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column)?.as_ref()
    }
}

/// A, B, …, Z, AA, AB, …
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(b'A'.saturating_add(u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
        if rest == 0 {
            break;
        }
        rest -= 1;
    }
    letters.reverse();
    letters.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests;
