//! Event logs in CSV: a row is an event, or, where the mapping says so, a whole case.

use std::sync::Arc;

use super::delimited::{Rows, delimiter_of};
use super::log::{Input, LogError, LogEvent, LogHeader, LogOptions, Raw, RawKind};
use super::place::Place;

/// A log in CSV, read row by row.
#[derive(Debug)]
pub(super) struct CsvLog {
    rows: Rows<Input>,
    header: LogHeader,
    names: Vec<Arc<str>>,
    case: Option<usize>,
    none: Arc<Vec<(Arc<str>, Raw)>>,
}

impl CsvLog {
    /// `head` is the beginning of the input, by which the delimiter is told.
    pub(super) fn new(input: Input, head: &[u8], options: &LogOptions) -> Result<CsvLog, LogError> {
        let delimiter = options.delimiter.unwrap_or_else(|| delimiter_of(head));
        let rows = Rows::new(input, delimiter)?;
        let columns = rows.heads().to_vec();
        let case = match &options.case {
            None => None,
            Some(name) => Some(columns.iter().position(|c| c == name).ok_or_else(|| {
                let found = format!("no column `{name}`; there are {}", listed(&columns));
                LogError::fatal(Place::START, found, "the column that names the case")
            })?),
        };
        let names = columns
            .iter()
            .map(|name| Arc::from(name.as_str()))
            .collect();
        let header = LogHeader {
            columns,
            ..LogHeader::default()
        };
        Ok(CsvLog {
            rows,
            header,
            names,
            case,
            none: Arc::default(),
        })
    }

    pub(super) fn header(&self) -> &LogHeader {
        &self.header
    }

    pub(super) fn place(&self) -> Place {
        self.rows.place()
    }

    pub(super) fn next(&mut self) -> Option<Result<LogEvent, LogError>> {
        let record = match self.rows.next()? {
            Ok(record) => record,
            Err(error) => return Some(Err(error)),
        };
        let case = self.case.and_then(|at| record.cells.get(at));
        let case = case.map(|cell| cell.trim().to_owned()).unwrap_or_default();
        let attributes = self
            .names
            .iter()
            .zip(&record.cells)
            .filter(|(name, cell)| !name.is_empty() && !cell.trim().is_empty())
            .map(|(name, cell)| {
                let raw = Raw {
                    kind: RawKind::Text,
                    text: cell.trim().to_owned(),
                };
                (Arc::clone(name), raw)
            })
            .collect();
        Some(Ok(LogEvent {
            case,
            row: record.line,
            attributes,
            case_attributes: Arc::clone(&self.none),
        }))
    }
}

/// At most five names, as a message lists them.
fn listed(names: &[String]) -> String {
    let mut text = String::new();
    for (at, name) in names.iter().take(5).enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        text.push('`');
        text.push_str(name);
        text.push('`');
    }
    if names.len() > 5 {
        text.push_str(", …");
    }
    text
}
