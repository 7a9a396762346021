//! A TOML file as an owned tree in which every key and value knows where it stands. Trees of several files can be kept
//! together and merged: each node points into its own source. Numbers stay as they were written.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use super::diagnostic::{Diagnostic, Diagnostics};
use super::source::{Folder, SourceId, Sources, Span};
use super::{mend, scan, syntax};

/// A value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: NodeValue,
    /// Where it stands; of a table under a header, the header.
    pub span: Span,
    /// Of a text: where its characters stand, where that is certain.
    pub(super) content: Option<Content>,
}

/// Where the characters of a text stand in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    start: usize,
    /// For each escape in it: the byte of the text behind it, and how many bytes more it takes in the file.
    escapes: Vec<(usize, usize)>,
    /// The quote the text begins with.
    quote: char,
}

impl Content {
    /// Of a text as it is written, quotes included; `None` when it is none of the forms understood here.
    fn of(raw: &str, text: &str, start: usize) -> Option<Content> {
        for quotes in ["\"\"\"", "'''"] {
            let inner = raw
                .strip_prefix(quotes)
                .and_then(|raw| raw.strip_suffix(quotes));
            if let Some(inner) = inner {
                // The line end behind the opening quotes is no part of it.
                let trimmed = inner.strip_prefix("\r\n").or(inner.strip_prefix('\n'));
                let skipped = inner.len() - trimmed.unwrap_or(inner).len();
                let same = trimmed.unwrap_or(inner) == text;
                return same.then_some(Content {
                    start: start + quotes.len() + skipped,
                    escapes: Vec::new(),
                    quote: quotes.chars().next()?,
                });
            }
        }
        let inner = raw.get(1..raw.len().checked_sub(1)?)?;
        let escapes = match inner == text {
            true => Vec::new(),
            false => escapes(inner, text)?,
        };
        Some(Content {
            start: start + 1,
            escapes,
            quote: raw.chars().next()?,
        })
    }

    /// The quote the text begins with.
    pub(super) fn quote(&self) -> char {
        self.quote
    }

    /// Where byte `at` of the text stands.
    pub(super) fn place(&self, at: usize) -> usize {
        let before = self.escapes.iter().filter(|(behind, _)| *behind <= at);
        let more: usize = before.map(|(_, more)| more).sum();
        self.start.saturating_add(at).saturating_add(more)
    }

    /// The same of the text without its first `length` bytes.
    pub(super) fn without(&self, length: usize) -> Content {
        let behind = self.escapes.iter().filter(|(behind, _)| *behind > length);
        Content {
            start: self.place(length),
            escapes: behind
                .map(|(behind, more)| (behind - length, *more))
                .collect(),
            quote: self.quote,
        }
    }
}

/// The escapes of a text in double quotes; `None` when what they come to is not the text.
fn escapes(inner: &str, text: &str) -> Option<Vec<(usize, usize)>> {
    let mut escapes = Vec::new();
    let (mut raw, mut read) = (inner, text);
    while let Some(at) = raw.find('\\') {
        let (before, after) = raw.split_at_checked(at)?;
        read = read.strip_prefix(before)?;
        let written = match after.get(1..2)? {
            "u" => 6,
            "U" => 10,
            "x" => 4,
            _ => 2,
        };
        let character = read.chars().next()?.len_utf8();
        read = read.get(character..)?;
        raw = after.get(written..)?;
        escapes.push((text.len() - read.len(), written.checked_sub(character)?));
    }
    (raw == read).then_some(escapes)
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeValue {
    /// A text.
    Text(String),
    /// A number as decimal digits, without `_`; never through a binary fraction.
    Number(String),
    /// True or false.
    YesNo(bool),
    /// A date.
    Date(NaiveDate),
    /// A time of day.
    Time(NaiveTime),
    /// A date with a time, of the desk's zone.
    Local(NaiveDateTime),
    /// A date with a time and an offset from UTC.
    Offset(DateTime<FixedOffset>),
    /// A list.
    List(Vec<Node>),
    /// A table, in the order of the file.
    Table(IndexMap<String, Entry>),
}

/// A key's value in a table, and where the key stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where the key stands.
    pub key: Span,
    /// Its value.
    pub node: Node,
}

impl Node {
    /// The word of the catalogue that says what it is.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            NodeValue::Text(_) => "a-text",
            NodeValue::Number(_) => "a-number",
            NodeValue::YesNo(_) => "yes-or-no",
            NodeValue::Date(_) => "a-date",
            NodeValue::Time(_) => "a-time",
            NodeValue::Local(_) | NodeValue::Offset(_) => "an-instant",
            NodeValue::List(_) => "a-list",
            NodeValue::Table(_) => "a-table",
        }
    }

    /// The entries, if it is a table.
    #[must_use]
    pub fn entries(&self) -> Option<&IndexMap<String, Entry>> {
        match &self.value {
            NodeValue::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The entries, if it is a table, to be merged.
    pub fn entries_mut(&mut self) -> Option<&mut IndexMap<String, Entry>> {
        match &mut self.value {
            NodeValue::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// Its text.
    pub source: SourceId,
    /// Its top table; of a broken file, what could be saved of it.
    pub root: Node,
}

impl Doc {
    /// Reads a file of the folder; `None` when there is none. One that is not UTF-8 is reported, and read as far as it can be.
    pub fn load(
        folder: &Folder,
        path: &str,
        sources: &mut Sources,
        out: &mut Diagnostics,
    ) -> Option<Doc> {
        let bytes = folder.bytes(path)?;
        if let Some(text) = folder.text(path) {
            return Some(Doc::parse(path, text, sources, out));
        }
        let mut aside = Diagnostics::default();
        let doc = Doc::parse(path, &String::from_utf8_lossy(bytes), sources, &mut aside);
        out.push_syntax(Diagnostic::new("not-utf-8", sources.whole(doc.source)));
        Some(doc)
    }

    /// Reads a file and takes it into `sources`. All faults of its syntax are reported, each once, and from then on
    /// `out` keeps nothing else about this file; the tree holds what could still be read, so that names stay known.
    pub fn parse(path: &str, text: &str, sources: &mut Sources, out: &mut Diagnostics) -> Doc {
        let source = sources.add(path, text);
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut scanned = scan::scan(text, source);
        let mut builder = Builder {
            text,
            source,
            faults: Vec::new(),
        };
        let span = sources.whole(source);
        let root = Node {
            value: builder.table(table.get_ref()),
            span,
            content: None,
        };
        let faults = builder.faults;
        // Before the syntax, which silences all else.
        let newer = std::mem::take(&mut scanned.newer);
        let broken = syntax::explain(text, source, &errors, scanned);
        let line = |told: &Diagnostic| sources.line_column(source, told.span.start).0;
        for diagnostic in newer {
            if broken.iter().all(|told| line(told) != line(&diagnostic)) {
                out.push(mend::in_older(text, diagnostic));
            }
        }
        for diagnostic in broken {
            out.push_syntax(diagnostic);
        }
        for diagnostic in faults {
            out.push(diagnostic);
        }
        Doc { source, root }
    }
}

struct Builder<'a> {
    text: &'a str,
    source: SourceId,
    faults: Vec<Diagnostic>,
}

impl Builder<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span {
            source: self.source,
            start: range.start,
            end: range.end,
        }
    }

    fn table(&mut self, table: &DeTable<'_>) -> NodeValue {
        let mut entries = IndexMap::with_capacity(table.len());
        for (key, value) in table {
            let entry = Entry {
                key: self.span(key.span()),
                node: self.node(value),
            };
            entries.insert(key.get_ref().to_string(), entry);
        }
        NodeValue::Table(entries)
    }

    fn node(&mut self, value: &Spanned<DeValue<'_>>) -> Node {
        let span = self.span(value.span());
        let mut content = None;
        let value = match value.get_ref() {
            DeValue::String(text) => {
                content = self
                    .text
                    .get(span.start..span.end)
                    .and_then(|raw| Content::of(raw, text, span.start));
                NodeValue::Text(text.to_string())
            }
            DeValue::Integer(number) => self.number(
                span,
                whole(number.as_str(), number.radix()),
                number.as_str(),
            ),
            DeValue::Float(number) => self.number(span, decimal(number.as_str()), number.as_str()),
            DeValue::Boolean(yes) => NodeValue::YesNo(*yes),
            DeValue::Datetime(moment) => self.moment(span, moment),
            DeValue::Array(items) => {
                NodeValue::List(items.iter().map(|item| self.node(item)).collect())
            }
            DeValue::Table(table) => self.table(table),
        };
        Node {
            value,
            span,
            content,
        }
    }

    fn number(&mut self, span: Span, digits: Option<String>, written: &str) -> NodeValue {
        let digits = digits.unwrap_or_else(|| {
            let there = self.text.get(span.start..span.end).unwrap_or("");
            let written = if written.is_empty() { there } else { written };
            let fault = Diagnostic::new("bad-number", span).with("text", written);
            self.faults.push(fault);
            "0".to_owned()
        });
        NodeValue::Number(digits)
    }

    fn moment(&mut self, span: Span, moment: &Datetime) -> NodeValue {
        read_moment(moment).unwrap_or_else(|| {
            let text = self.text.get(span.start..span.end).unwrap_or("");
            self.faults
                .push(Diagnostic::new("bad-date", span).with("text", text));
            NodeValue::Date(NaiveDate::default())
        })
    }
}

fn whole(digits: &str, radix: u32) -> Option<String> {
    i128::from_str_radix(digits, radix)
        .ok()
        .map(|n| n.to_string())
}

/// Plain decimals only: `inf`, `nan` and powers of ten have no exact digits as written.
fn decimal(digits: &str) -> Option<String> {
    let plain = digits.strip_prefix('+').unwrap_or(digits);
    let fits = plain
        .chars()
        .all(|c| c.is_ascii_digit() || c == '.' || c == '-');
    fits.then(|| plain.to_owned())
}

fn read_moment(moment: &Datetime) -> Option<NodeValue> {
    let date = match moment.date {
        Some(d) => Some(NaiveDate::from_ymd_opt(
            i32::from(d.year),
            u32::from(d.month),
            u32::from(d.day),
        )?),
        None => None,
    };
    let time = match moment.time {
        Some(t) => Some(NaiveTime::from_hms_nano_opt(
            u32::from(t.hour),
            u32::from(t.minute),
            u32::from(t.second.unwrap_or(0)),
            t.nanosecond.unwrap_or(0),
        )?),
        None => None,
    };
    let minutes = match moment.offset {
        None => None,
        Some(toml::value::Offset::Z) => Some(0),
        Some(toml::value::Offset::Custom { minutes }) => Some(i32::from(minutes)),
    };
    match (date, time, minutes) {
        (Some(date), Some(time), None) => Some(NodeValue::Local(date.and_time(time))),
        (Some(date), Some(time), Some(minutes)) => {
            let offset = FixedOffset::east_opt(minutes.checked_mul(60)?)?;
            let local = date.and_time(time).and_local_timezone(offset);
            local.single().map(NodeValue::Offset)
        }
        (Some(date), None, _) => Some(NodeValue::Date(date)),
        (None, Some(time), _) => Some(NodeValue::Time(time)),
        (None, None, _) => None,
    }
}
