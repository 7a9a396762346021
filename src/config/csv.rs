//! CSV files with a place for every cell, so that a fault underlines the cell that has it. Excel's byte-order mark, CRLF,
//! `;` and tab are read.

use super::diagnostic::{Diagnostic, Diagnostics};
use super::source::{SourceId, Sources, Span};
use super::suggest;

/// One cell: its text without quotes and surrounding blanks, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What it says.
    pub(crate) text: String,
    /// Where, without surrounding blanks and with its quotes; never empty unless the cell is.
    pub(crate) span: Span,
    /// Its name in a spreadsheet, `B3`.
    pub(crate) place: String,
    /// The number of its row in a spreadsheet.
    pub(crate) row: u32,
}

impl Cell {
    /// Where bytes `start..end` of the text stand in the file, whether the cell is quoted or not.
    pub(crate) fn piece(&self, start: usize, end: usize) -> Span {
        let quoted = self.span.end - self.span.start > self.text.len();
        let place = |at: usize| match quoted {
            false => at,
            // The opening quote, and every quote inside written twice.
            true => {
                let before = self.text.get(..at).unwrap_or(&self.text);
                1 + at + before.matches('"').count()
            }
        };
        self.span.at(self.span.start, place(start), place(end))
    }
}

/// A file's head and rows. Every row has as many cells as the head.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// The file.
    pub(crate) source: SourceId,
    /// The head.
    pub(crate) head: Vec<Cell>,
    /// The rows below it, blank ones left out.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Whether rows were left out because of their faults.
    pub(crate) faulty: bool,
}

impl Sheet {
    /// Reads a text already taken into `sources`. Faults of shape are reported and their rows left out; `None` without a head.
    pub(crate) fn read(
        sources: &Sources,
        source: SourceId,
        found: &mut Diagnostics,
    ) -> Option<Sheet> {
        let text = sources.text(source);
        let mut records = Records::new(text).filter(|record| !record.is_blank(text));
        let Some(head) = records.next() else {
            let file = sources.path(source).to_owned();
            found.push(Diagnostic::new("csv-empty", sources.whole(source)).with("file", file));
            return None;
        };
        let mut sheet = Sheet {
            source,
            head: head.cells(source, text),
            rows: Vec::new(),
            faulty: false,
        };
        let width = sheet.head.len();
        sheet.report_twice(found);
        for record in records {
            let cells = record.cells(source, text);
            sheet.faulty |= record.unclosed || cells.len() != sheet.head.len();
            if record.unclosed {
                let fault = Diagnostic::new("csv-syntax", first_line(record.whole(source), text))
                    .with("row", record.row.to_string())
                    .word("detail", "csv-unclosed");
                found.push(fault);
            } else if cells.len() != width {
                let fault = Diagnostic::new("csv-shape", record.whole(source))
                    .with("row", record.row.to_string())
                    .with("found", cells.len().to_string())
                    .with("expected", width.to_string());
                found.push(fault);
            } else {
                sheet.rows.push(cells);
            }
        }
        sheet.drop_blank_columns();
        Some(sheet)
    }

    /// Leaves out columns at the end without head and cells, as spreadsheets write where something once stood.
    fn drop_blank_columns(&mut self) {
        let is_blank =
            |cells: &Vec<Cell>, at: usize| cells.get(at).is_none_or(|c| c.text.is_empty());
        while let Some(last) = self.head.len().checked_sub(1)
            && last > 0
            && is_blank(&self.head, last)
            && self.rows.iter().all(|row| is_blank(row, last))
        {
            self.head.truncate(last);
            self.rows.iter_mut().for_each(|row| row.truncate(last));
        }
    }

    fn report_twice(&self, found: &mut Diagnostics) {
        for (at, cell) in self.head.iter().enumerate() {
            let before = self.head.iter().take(at);
            if let Some(first) = before
                .into_iter()
                .find(|first| first.text == cell.text && !cell.text.is_empty())
            {
                let fault = Diagnostic::new("csv-duplicate-column", cell.span)
                    .with("column", cell.text.clone())
                    .also(first.span, "first-here");
                found.push(fault);
            }
        }
    }

    /// The place of a column, if the file has it.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.head.iter().position(|cell| cell.text == name)
    }

    /// The place of a column the file must have; reported where it is missing.
    pub(crate) fn needed(
        &self,
        name: &str,
        sources: &Sources,
        found: &mut Diagnostics,
    ) -> Option<usize> {
        let column = self.column(name);
        if column.is_none() {
            let known: Vec<&str> = self.head.iter().map(|cell| cell.text.as_str()).collect();
            let meant = suggest::nearest(name, known.iter().copied());
            let meant = meant.and_then(|near| self.head.iter().find(|cell| cell.text == near));
            // The slip is in the head, so that is what is underlined, and the column wanted is what was meant.
            let (span, near) = match meant {
                Some(cell) => (cell.span, Some(name.to_owned())),
                None => (sources.whole(self.source), None),
            };
            let fault = Diagnostic::new("csv-no-column", span)
                .with("file", sources.path(self.source))
                .with("column", name)
                .maybe("near", near);
            found.push(fault.list("known", known));
        }
        column
    }
}

/// A span up to the end of the line it begins on.
fn first_line(span: Span, text: &str) -> Span {
    let said = text.get(span.start..span.end).unwrap_or("");
    let length = said.find(['\r', '\n']).unwrap_or(said.len());
    span.at(span.start, 0, length)
}

/// The separator the head uses most: a comma, unless a semicolon or tab stands there more often.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or("");
    let count = |c: u8| {
        let mut quoted = false;
        let signs = head.bytes().filter(|byte| {
            quoted ^= *byte == b'"';
            *byte == c && !quoted
        });
        signs.count()
    };
    let mut best = b',';
    for other in [b';', b'\t'] {
        if count(other) > count(best) {
            best = other;
        }
    }
    best
}

/// A record's raw cells.
struct Record {
    row: usize,
    cells: Vec<(usize, usize)>,
    unclosed: bool,
}

impl Record {
    /// Whether nothing stands in it, or nothing but separators.
    fn is_blank(&self, text: &str) -> bool {
        let mut cells = self.cells.iter();
        cells.all(|(start, end)| {
            text.get(*start..*end)
                .is_none_or(|cell| cell.trim().is_empty())
        })
    }

    fn whole(&self, source: SourceId) -> Span {
        let start = self.cells.first().map_or(0, |cell| cell.0);
        let end = self.cells.last().map_or(start, |cell| cell.1);
        Span { source, start, end }
    }

    fn cells(&self, source: SourceId, text: &str) -> Vec<Cell> {
        let name = |column: usize| format!("{}{}", letters(column), self.row);
        self.cells
            .iter()
            .enumerate()
            .map(|(column, (start, end))| {
                let raw = text.get(*start..*end).unwrap_or("");
                let lead = raw.len() - raw.trim_start().len();
                let bare = raw.trim();
                let start = start + lead;
                Cell {
                    text: unquoted(bare),
                    span: Span {
                        source,
                        start,
                        end: start + bare.len(),
                    },
                    place: name(column),
                    row: u32::try_from(self.row).unwrap_or(u32::MAX),
                }
            })
            .collect()
    }
}

fn unquoted(raw: &str) -> String {
    match raw
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inner) => inner.replace("\"\"", "\""),
        None => raw.to_owned(),
    }
}

/// `A`, `B`, … `Z`, `AA`: a column's name in a spreadsheet.
fn letters(column: usize) -> String {
    let mut rest = column;
    let mut name = Vec::new();
    loop {
        let digit = u8::try_from(rest % 26).unwrap_or(0);
        name.push(char::from(b'A' + digit));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => break,
        }
    }
    name.into_iter().rev().collect()
}

/// Cuts a text into records by its separators and quotes, keeping where each cell stands.
struct Records<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    at: usize,
    row: usize,
}

impl<'a> Records<'a> {
    fn new(text: &'a str) -> Records<'a> {
        let bytes = text.as_bytes();
        // Excel's own way to say the separator: a first line `sep=;`.
        let said = match bytes {
            [b's', b'e', b'p', b'=', sign, b'\r' | b'\n', ..] => Some(*sign),
            _ => None,
        };
        let after = bytes.iter().position(|byte| *byte == b'\n');
        Records {
            bytes,
            delimiter: said.unwrap_or_else(|| delimiter(text)),
            at: said.and(after).map_or(0, |end| end + 1),
            row: usize::from(said.is_some()),
        }
    }

    /// The end of the cell that begins at `start`, and whether its quotes were closed.
    fn cell_end(&self, start: usize) -> (usize, bool) {
        let mut at = start;
        let mut quoted = false;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'"' if quoted || at == start => quoted = !quoted,
                b'"' if self.bytes.get(at - 1) == Some(&b'"') => quoted = true,
                b'\n' if !quoted => break,
                byte if *byte == self.delimiter && !quoted => break,
                _ => {}
            }
            at += 1;
        }
        (at, !quoted)
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.at >= self.bytes.len() {
            return None;
        }
        self.row += 1;
        let mut record = Record {
            row: self.row,
            cells: Vec::new(),
            unclosed: false,
        };
        loop {
            let (end, closed) = self.cell_end(self.at);
            let carriage = end > self.at && self.bytes.get(end - 1) == Some(&b'\r');
            let bare = if carriage && self.bytes.get(end) != Some(&self.delimiter) {
                end - 1
            } else {
                end
            };
            record.cells.push((self.at, bare));
            record.unclosed |= !closed;
            self.at = end + 1;
            if self.bytes.get(end) != Some(&self.delimiter) {
                return Some(record);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(text: &str) -> (Sheet, Sources, Diagnostics) {
        let mut sources = Sources::default();
        let source = sources.add("a.csv", text);
        let mut found = Diagnostics::default();
        let sheet = Sheet::read(&sources, source, &mut found).expect("a head");
        (sheet, sources, found)
    }

    fn texts(sheet: &Sheet) -> Vec<Vec<&str>> {
        sheet
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| cell.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn quotes_separators_and_line_ends_are_read() {
        let (sheet, sources, found) =
            sheet("name;text\r\n\r\na;\"x;\"\"y\"\"\nz\"\r\nb; 处理 \r\n");
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(texts(&sheet), [["a", "x;\"y\"\nz"], ["b", "处理"]]);
        let cell = &sheet.rows[1][1];
        assert_eq!(sources.underlined(cell.span), "处理");
        assert_eq!(cell.place, "B4");
    }

    #[test]
    fn a_row_of_another_length_is_named_and_left_out() {
        let (sheet, sources, found) = sheet("a,b\n1,2,3\n4,5\n");
        assert_eq!(texts(&sheet), [["4", "5"]]);
        let fault = found.iter().next().expect("a fault");
        assert_eq!(fault.id, "csv-shape");
        assert_eq!(sources.underlined(fault.span), "1,2,3");
    }

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        let names = [0, 25, 26, 51, 52, 701, 702].map(letters);
        assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn what_a_spreadsheet_leaves_lying_about_is_passed_over() {
        let (sheet, _, found) = sheet("sep=;\r\na;\"b,c\";;\r\n;;;\r\n1;2,5;;\r\n");
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(sheet.head.len(), 2);
        assert_eq!(texts(&sheet), [["1", "2,5"]]);
        assert_eq!(sheet.rows[0][1].place, "B4");
    }

    #[test]
    fn a_column_written_twice_is_named() {
        let (_, sources, found) = sheet("a,b,a\n");
        let fault = found.iter().next().expect("a fault");
        assert_eq!((fault.id, fault.span.start), ("csv-duplicate-column", 4));
        assert_eq!(sources.underlined(fault.more[0].span), "a");
    }
}
