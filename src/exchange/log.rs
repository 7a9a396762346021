//! Event logs, whatever their format: one iterator of [`LogEvent`]. The format is told by the first bytes (gzip's magic
//! number, then `<` for XES), never by the file's name.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::csv_log::CsvLog;
use super::place::Place;
use super::xes::Xes;

/// So much of the beginning is looked at to tell format and delimiter.
const SNIFFED: u64 = 64 * 1024;
const GZIP: [u8; 2] = [0x1f, 0x8b];
const BOM: [u8; 3] = [0xef, 0xbb, 0xbf];

/// What a log says a value is. CSV says nothing: all its values are [`RawKind::Text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RawKind {
    /// A text.
    Text,
    /// An instant, as written.
    Date,
    /// A whole number.
    Whole,
    /// A number with a fraction or an exponent, as written: never through a binary float.
    Decimal,
    /// `true` or `false`.
    YesNo,
    /// An identifier.
    Id,
}

/// A value as the log writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// What it is.
    pub kind: RawKind,
    /// How it is written, surrounding blanks cut off.
    pub text: String,
}

/// One event of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvent {
    /// The case it belongs to; empty when the log does not say.
    pub case: String,
    /// Where it stands: in CSV the line it begins on, in XES the how-manieth event of the file, both from 1.
    pub row: u64,
    /// Its attributes, in the order of the file; empty cells of a CSV are left out.
    pub attributes: Vec<(Arc<str>, Raw)>,
    /// The attributes of its case, shared by all events of the case.
    pub case_attributes: Arc<Vec<(Arc<str>, Raw)>>,
}

impl LogEvent {
    /// The value of an attribute: of the event, or under `case:NAME` of its case. `case` is the name of the case itself.
    /// So one mapping serves the same log as CSV and as XES.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let find = |list: &'_ [(Arc<str>, Raw)], name: &str| {
            list.iter().position(|(key, _)| key.as_ref() == name)
        };
        if let Some(at) = find(&self.attributes, name) {
            return self.attributes.get(at).map(|(_, raw)| raw.text.as_str());
        }
        if name == "case" {
            return (!self.case.is_empty()).then_some(self.case.as_str());
        }
        let of_case = name.strip_prefix("case:")?;
        let at = find(&self.case_attributes, of_case)?;
        let (_, raw) = self.case_attributes.get(at)?;
        Some(raw.text.as_str())
    }
}

/// Attributes that together name an event (XES); `Activity classifier` = `concept:name` + `lifecycle:transition`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classifier {
    /// Its name.
    pub name: String,
    /// The attributes, in order.
    pub keys: Vec<String>,
}

/// What a log says of itself before its first event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogHeader {
    /// CSV: the columns. XES: the attributes it declares every event to have.
    pub columns: Vec<String>,
    /// The values it declares for event attributes that are missing. Told, not filled in: a missing person is no person.
    pub defaults: BTreeMap<String, Raw>,
    /// The classifiers it declares.
    pub classifiers: Vec<Classifier>,
}

/// How to read a log where the log itself does not say.
#[derive(Clone, Debug, Default)]
pub struct LogOptions {
    /// The column of a CSV that names the case.
    pub case: Option<String>,
    /// What separates the cells of a CSV; found out from its first line when not given.
    pub delimiter: Option<u8>,
}

/// How much of a log a fault costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loses {
    /// One value; its event comes all the same.
    Value,
    /// One event.
    Event,
    /// Everything behind it.
    Rest,
}

/// Why a log cannot be read, or a part of it.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The file cannot be read.
    #[error("the log cannot be read")]
    Io(#[from] io::Error),
    /// Something else stands where the format wants something.
    #[error("line {line}, column {column}: {found}; expected {expected}")]
    Malformed {
        /// The line, from 1.
        line: u64,
        /// The column, from 1, in characters.
        column: u64,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
        /// How much is lost by it.
        loses: Loses,
    },
}

impl LogError {
    pub(super) fn fatal(place: Place, found: impl Into<String>, expected: &str) -> LogError {
        LogError::at(place, Loses::Rest, found, expected)
    }

    pub(super) fn at(
        place: Place,
        loses: Loses,
        found: impl Into<String>,
        expected: &str,
    ) -> LogError {
        LogError::Malformed {
            line: place.line,
            column: place.column,
            found: found.into(),
            expected: expected.to_owned(),
            loses,
        }
    }

    /// How much is lost by it.
    #[must_use]
    pub fn loses(&self) -> Loses {
        match self {
            LogError::Io(_) => Loses::Rest,
            LogError::Malformed { loses, .. } => *loses,
        }
    }
}

/// Everything a log is read from.
pub(super) type Input = BufReader<Source>;

/// A file, or what stands in for one.
pub(super) struct Source(Box<dyn Read + Send>);

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

/// Reads a log event by event; at most one case is in memory.
#[derive(Debug)]
pub struct LogReader {
    format: Format,
    gave: bool,
}

#[derive(Debug)]
enum Format {
    Xes(Box<Xes>),
    Csv(Box<CsvLog>),
}

impl LogReader {
    /// Opens a log and reads as far as its first event.
    ///
    /// # Errors
    /// When the file cannot be read, or its beginning is neither XES nor CSV.
    pub fn open(path: &Path, options: &LogOptions) -> Result<LogReader, LogError> {
        LogReader::new(Box::new(File::open(path)?), options)
    }

    /// Reads a log from anywhere.
    ///
    /// # Errors
    /// As [`LogReader::open`].
    pub fn new(
        mut source: Box<dyn Read + Send>,
        options: &LogOptions,
    ) -> Result<LogReader, LogError> {
        let mut magic = Vec::new();
        source.by_ref().take(2).read_to_end(&mut magic)?;
        let packed = magic == GZIP;
        let whole = Cursor::new(magic).chain(source);
        let mut plain: Box<dyn Read + Send> = match packed {
            true => Box::new(MultiGzDecoder::new(BufReader::new(whole))),
            false => Box::new(whole),
        };
        let mut head = Vec::new();
        plain.by_ref().take(SNIFFED).read_to_end(&mut head)?;
        if head.starts_with(&BOM) {
            head.drain(..BOM.len());
        }
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return Err(LogError::fatal(Place::START, "text in UTF-16", "UTF-8"));
        }
        let is_xml = head.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<');
        let rest: Box<dyn Read + Send> = Box::new(Cursor::new(head.clone()).chain(plain));
        let input = BufReader::new(Source(rest));
        let format = match is_xml {
            true => Format::Xes(Box::new(Xes::new(input)?)),
            false => Format::Csv(Box::new(CsvLog::new(input, &head, options)?)),
        };
        Ok(LogReader {
            format,
            gave: false,
        })
    }

    /// What the log says of itself.
    #[must_use]
    pub fn header(&self) -> &LogHeader {
        match &self.format {
            Format::Xes(xes) => xes.header(),
            Format::Csv(csv) => csv.header(),
        }
    }
}

impl Iterator for LogReader {
    type Item = Result<LogEvent, LogError>;

    /// The next event, or what is wrong with it. Behind an error that [loses the rest](Loses::Rest) nothing comes. A log
    /// without a single event is such an error: nobody means to import nothing.
    fn next(&mut self) -> Option<Self::Item> {
        let next = match &mut self.format {
            Format::Xes(xes) => xes.next(),
            Format::Csv(csv) => csv.next(),
        };
        if next.is_none() && !self.gave {
            self.gave = true;
            let (place, expected) = match &self.format {
                Format::Xes(xes) => (xes.place(), "<event>"),
                Format::Csv(csv) => (csv.place(), "a row below the heads"),
            };
            let found = "the end of a log without events";
            return Some(Err(LogError::fatal(place, found, expected)));
        }
        self.gave = true;
        next
    }
}

/// The hash that names a file, so that the same log is not imported twice.
///
/// # Errors
/// When the file cannot be read.
pub fn file_hash(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}

#[cfg(test)]
mod tests;

#[cfg(test)]
#[cfg(feature = "logs")]
mod public;
