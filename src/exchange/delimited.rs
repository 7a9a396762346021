//! What event logs and tables in CSV have in common: finding the delimiter, rows with the line they begin on, and the
//! faults a spreadsheet leaves (a quote never closed, a row too long).

use std::io::{self, BufRead, Read};

use csv::{ByteRecord, ReaderBuilder};

use super::log::{LogError, Loses};
use super::place::{Place, Placed};

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// A row longer than this is no row: a quote was never closed.
const MOST_IN_ROW: usize = 1024 * 1024;
const MOST_COLUMNS: usize = 2_000;

/// The delimiter that stands most often outside quotes in the first line; a comma when none does.
pub(super) fn delimiter_of(head: &[u8]) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                for (delimiter, count) in DELIMITERS.iter().zip(&mut counts) {
                    *count += usize::from(delimiter == byte);
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    DELIMITERS
        .iter()
        .zip(counts)
        .find(|(_, count)| *count == most)
        .map_or(b',', |(delimiter, _)| *delimiter)
}

/// One row: its cells as text, and the line it begins on.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
}

impl Record {
    /// Whether no cell holds anything: the empty rows a spreadsheet leaves at the end.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Makes every line end `\n`, so that a row's line can be told, and counts the quotes that pass, so that one left open can.
#[derive(Debug)]
struct Lines<R> {
    inner: R,
    quotes: u64,
    after_return: bool,
    ended: bool,
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.inner.read(into)?;
            if read == 0 {
                self.ended = !into.is_empty();
                return Ok(0);
            }
            let kept = self.unify(into.get_mut(..read).unwrap_or_default());
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

impl<R> Lines<R> {
    /// Moves what stays to the front of `bytes`; returns how much that is.
    fn unify(&mut self, bytes: &mut [u8]) -> usize {
        let mut kept = 0;
        for at in 0..bytes.len() {
            let Some(byte) = bytes.get(at).copied() else {
                break;
            };
            let second_half = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            self.quotes += u64::from(byte == b'"');
            if second_half {
                continue;
            }
            if let Some(place) = bytes.get_mut(kept) {
                *place = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

/// Reads rows, the first of which are the heads.
#[derive(Debug)]
pub(super) struct Rows<R> {
    reader: csv::Reader<Lines<Placed<R>>>,
    heads: Vec<String>,
    ended: bool,
}

impl<R: BufRead> Rows<R> {
    /// Reads the heads.
    pub(super) fn new(input: R, delimiter: u8) -> Result<Rows<R>, LogError> {
        let lines = Lines {
            inner: Placed::new(input, MOST_IN_ROW),
            quotes: 0,
            after_return: false,
            ended: false,
        };
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(lines);
        let mut rows = Rows {
            reader,
            heads: Vec::new(),
            ended: false,
        };
        let Some(head) = rows.read()? else {
            return Err(LogError::fatal(
                Place::START,
                "an empty file",
                "a row of heads",
            ));
        };
        rows.heads = heads_of(head)?;
        Ok(rows)
    }

    pub(super) fn heads(&self) -> &[String] {
        &self.heads
    }

    /// The line the reading has come to.
    pub(super) fn place(&self) -> Place {
        at_line(self.reader.position().line())
    }

    /// The next row that is not blank, with exactly as many cells as there are heads.
    pub(super) fn next(&mut self) -> Option<Result<Record, LogError>> {
        if self.ended {
            return None;
        }
        loop {
            let mut record = match self.read() {
                Ok(Some(record)) => record,
                Ok(None) => {
                    self.ended = true;
                    return None;
                }
                Err(error) => {
                    self.ended = error.loses() == Loses::Rest;
                    return Some(Err(error));
                }
            };
            if record.is_blank() {
                continue;
            }
            return Some(match self.fit(&mut record) {
                Ok(()) => Ok(record),
                Err(error) => Err(error),
            });
        }
    }

    /// Empty cells too many or too few do not matter; cells with something in them that have no head do.
    fn fit(&self, record: &mut Record) -> Result<(), LogError> {
        let heads = self.heads.len();
        let cells = record.cells.len();
        let over = record
            .cells
            .iter()
            .skip(heads)
            .position(|c| !c.trim().is_empty());
        if let Some(over) = over {
            let place = at_line(record.line);
            let number = heads + over + 1;
            let found = format!("cell {number} has no head above it");
            return Err(LogError::at(
                place,
                Loses::Event,
                found,
                &format!("{heads} cells"),
            ));
        }
        if cells < heads {
            let place = at_line(record.line);
            let found = format!("{cells} cells");
            return Err(LogError::at(
                place,
                Loses::Event,
                found,
                &format!("{heads} cells"),
            ));
        }
        record.cells.truncate(heads);
        Ok(())
    }

    fn read(&mut self) -> Result<Option<Record>, LogError> {
        let before = self.reader.position().line();
        self.reader.get_mut().inner.mark();
        let mut bytes = ByteRecord::new();
        let there = self.reader.read_byte_record(&mut bytes).map_err(|e| {
            let place = at_line(before);
            match e.into_kind() {
                csv::ErrorKind::Io(error) => LogError::Io(error),
                other => LogError::fatal(place, format!("{other:?}"), "a row of cells"),
            }
        })?;
        if !there {
            return Ok(None);
        }
        let line = self.line_of(&bytes);
        let place = at_line(line);
        if bytes.as_slice().len() > MOST_IN_ROW || bytes.len() > MOST_COLUMNS {
            let found = "a row longer than 1 MiB or 2,000 cells";
            return Err(LogError::fatal(
                place,
                found,
                "a row (is a quote never closed?)",
            ));
        }
        if self.runs_out_quoted(&bytes) {
            let found = "a quote that is never closed";
            return Err(LogError::fatal(
                place,
                found,
                "a closing quote before the file ends",
            ));
        }
        let mut cells = Vec::with_capacity(bytes.len());
        for (at, cell) in bytes.iter().enumerate() {
            let text = std::str::from_utf8(cell).map_err(|_| {
                let found = format!("cell {} is not UTF-8", at + 1);
                LogError::fatal(place, found, "UTF-8 (save the file as CSV UTF-8)")
            })?;
            cells.push(text.to_owned());
        }
        Ok(Some(Record { line, cells }))
    }

    /// The line a row just read begins on: blank lines before it are none of it, line ends inside its cells are.
    fn line_of(&self, bytes: &ByteRecord) -> u64 {
        let inside = bytes.as_slice().iter().filter(|b| **b == b'\n').count() as u64;
        let behind = u64::from(!self.reader.get_ref().ended);
        let after = self.reader.position().line();
        after.saturating_sub(inside + behind).max(1)
    }

    /// The last row ran over a line end to the end of the file, and the file has an odd number of quotes.
    fn runs_out_quoted(&self, bytes: &ByteRecord) -> bool {
        let lines = self.reader.get_ref();
        lines.ended && lines.quotes % 2 == 1 && bytes.as_slice().contains(&b'\n')
    }
}

fn at_line(line: u64) -> Place {
    Place { line, column: 1 }
}

fn heads_of(head: Record) -> Result<Vec<String>, LogError> {
    let place = at_line(head.line);
    let mut heads = Vec::with_capacity(head.cells.len());
    for cell in head.cells {
        let name = cell.trim().to_owned();
        if !name.is_empty() && heads.contains(&name) {
            let found = format!("two columns called `{name}`");
            return Err(LogError::fatal(
                place,
                found,
                "a name of its own for every column",
            ));
        }
        heads.push(name);
    }
    Ok(heads)
}
