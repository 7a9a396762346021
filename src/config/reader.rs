//! Reads a tree key by key. A [`Table`] remembers which keys were taken; what is left at the end is an unknown key. Each
//! reading of an [`Item`] reports what does not fit at the value's own place and gives `None`; nobody else need complain.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};
use indexmap::IndexMap;

use super::diagnostic::{Diagnostic, Diagnostics};
use super::keys::{self, Key, Section};
use super::node::{Entry, Node, NodeValue};
use super::source::Span;
use super::straighten::unknown_key;
use super::suggest;
use crate::model::{Duration, Number};

mod said;

pub use said::Said;

/// A table being read against its section of the key table.
#[derive(Debug)]
pub struct Table<'n> {
    section: &'static Section,
    entries: &'n IndexMap<String, Entry>,
    span: Span,
    taken: BTreeSet<&'static str>,
    others_taken: bool,
}

impl<'n> Table<'n> {
    /// Opens a node as a table of this section (`"workflow.task"`); `None`, and reported, when it is no table.
    pub fn open(node: &'n Node, section: &str, out: &mut Diagnostics) -> Option<Table<'n>> {
        Item::of(node).table(section, out)
    }

    fn new(entries: &'n IndexMap<String, Entry>, span: Span, section: &str) -> Option<Table<'n>> {
        let section = keys::section(section);
        debug_assert!(section.is_some(), "the key table has no such section");
        Some(Table {
            section: section?,
            entries,
            span,
            taken: BTreeSet::new(),
            others_taken: false,
        })
    }

    /// The value of a key, if it is written. The key must stand in the section, else it could never be read.
    pub fn take(&mut self, key: &str) -> Option<Item<'n>> {
        let known = self.section.key(key);
        debug_assert!(
            known.is_some(),
            "`{key}` is not in the key table of {}",
            self.section.path
        );
        let known = known?;
        self.taken.insert(known.name);
        let (name, entry) = self.entries.get_key_value(key)?;
        Some(Item::entry(name, entry, Some(known)))
    }

    /// The value of a key that must be written; reported when it is not.
    pub fn need(&mut self, key: &str, out: &mut Diagnostics) -> Option<Item<'n>> {
        let item = self.take(key);
        if item.is_none() && !self.is_misspelt(key) {
            let example = self.section.key(key).map(|key| key.example.to_owned());
            let missing = Diagnostic::new("missing-key", self.span)
                .with("key", key)
                .both("section", self.section.zh, self.section.en)
                .maybe("example", example);
            out.push(missing);
        }
        item
    }

    /// Whether an unknown key stands here that will draw “did you mean” this one.
    fn is_misspelt(&self, key: &str) -> bool {
        let unused = self.unused();
        let mut unknown = self
            .entries
            .keys()
            .filter(|name| self.section.key(name).is_none());
        unknown.any(|name| suggest::nearest(name, unused.iter().copied()).as_deref() == Some(key))
    }

    /// The keys of the section that are not written.
    fn unused(&self) -> Vec<&'static str> {
        let keys = self.section.keys.iter().map(|key| key.name);
        keys.filter(|key| !self.entries.contains_key(*key))
            .collect()
    }

    /// Whether a key is written; does not take it.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Where the table stands: its header, or the whole of `{ … }`.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// Takes all entries not in the section, for tables where the admin's own names stand beside fixed keys.
    pub fn others(&mut self) -> Vec<Item<'n>> {
        self.others_taken = true;
        self.entries
            .iter()
            .filter(|(name, _)| self.section.key(name).is_none())
            .map(|(name, entry)| Item::entry(name, entry, None))
            .collect()
    }

    /// Reports every key the section does not have, and every one it has that nobody took: a key is never passed over in silence.
    pub fn finish(self, out: &mut Diagnostics) {
        for (name, entry) in self.entries {
            match self.section.key(name) {
                None if self.others_taken => {}
                None => {
                    out.push(unknown_key(self.section, self.entries, name, entry.key));
                }
                Some(key) if !self.taken.contains(key.name) => {
                    super::later::note_at(name, entry.key, out);
                }
                Some(_) => {}
            }
        }
    }
}

/// One value with the key it stands under.
#[derive(Clone, Copy, Debug)]
pub struct Item<'n> {
    name: &'n str,
    name_span: Span,
    node: &'n Node,
    key: Option<&'static Key>,
}

impl<'n> Item<'n> {
    /// A value that stands under no key (the top of a file).
    #[must_use]
    pub fn of(node: &'n Node) -> Item<'n> {
        Item {
            name: "",
            name_span: node.span,
            node,
            key: None,
        }
    }

    fn entry(name: &'n str, entry: &'n Entry, key: Option<&'static Key>) -> Item<'n> {
        Item {
            name,
            name_span: entry.key,
            node: &entry.node,
            key,
        }
    }

    /// The key as it is written, without quotes.
    #[must_use]
    pub fn name(&self) -> &'n str {
        self.name
    }

    /// Where the key stands.
    #[must_use]
    pub fn name_span(&self) -> Span {
        self.name_span
    }

    /// Where the value stands.
    #[must_use]
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// The value as it was read.
    #[must_use]
    pub fn node(&self) -> &'n Node {
        self.node
    }

    /// A value inside the table it is, if it is one and has this key; reports nothing.
    #[must_use]
    pub fn inside(&self, key: &str) -> Option<Item<'n>> {
        let (name, entry) = self.node.entries()?.get_key_value(key)?;
        Some(Item::entry(name, entry, None))
    }

    /// Whether it is `false`, which drops or switches off.
    #[must_use]
    pub fn is_false(&self) -> bool {
        self.node.value == NodeValue::YesNo(false)
    }

    /// Whether it is a table.
    #[must_use]
    pub fn is_table(&self) -> bool {
        matches!(self.node.value, NodeValue::Table(_))
    }

    /// Whether it is a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self.node.value, NodeValue::List(_))
    }

    /// The text, if it is one; reports nothing.
    #[must_use]
    pub fn as_said(&self) -> Option<Said<'n>> {
        let NodeValue::Text(text) = &self.node.value else {
            return None;
        };
        Some(Said::of(text, self.node))
    }

    /// Reports that the value is not what the key takes; `expected` is a word of the catalogue (`"a-text"`).
    pub fn wrong(&self, expected: &str, out: &mut Diagnostics) {
        self.told_wrong(expected, self.key.map(|key| key.example.to_owned()), out);
    }

    /// The same where the type wanted is not the key's: a value of that type under this key is the example.
    pub fn wrong_like(&self, expected: &str, like: Option<&str>, out: &mut Diagnostics) {
        let example = like.map(|like| format!("{} = {like}", self.name));
        self.told_wrong(expected, example, out);
    }

    fn told_wrong(&self, expected: &str, example: Option<String>, out: &mut Diagnostics) {
        let wrong = Diagnostic::new("wrong-type", self.node.span)
            .with("key", self.name)
            .word("expected", expected)
            .word("found", self.node.kind())
            .maybe("example", example);
        out.push(wrong);
    }

    fn or_wrong<T>(&self, value: Option<T>, expected: &str, out: &mut Diagnostics) -> Option<T> {
        if value.is_none() {
            self.wrong(expected, out);
        }
        value
    }

    /// A text with its place.
    pub fn said(&self, out: &mut Diagnostics) -> Option<Said<'n>> {
        self.or_wrong(self.as_said(), "a-text", out)
    }

    /// A text.
    pub fn text(&self, out: &mut Diagnostics) -> Option<&'n str> {
        self.said(out).map(|said| said.text)
    }

    /// An exact number.
    pub fn number(&self, out: &mut Diagnostics) -> Option<Number> {
        let NodeValue::Number(digits) = &self.node.value else {
            self.wrong("a-number", out);
            return None;
        };
        let number = Number::parse(digits);
        if number.is_none() {
            out.push(Diagnostic::new("bad-number", self.node.span).with("text", digits.as_str()));
        }
        number
    }

    /// A whole number.
    pub fn whole(&self, out: &mut Diagnostics) -> Option<i64> {
        let NodeValue::Number(digits) = &self.node.value else {
            self.wrong("a-whole-number", out);
            return None;
        };
        match Number::parse(digits) {
            None => self.number(out)?.whole(),
            Some(number) => self.or_wrong(number.whole(), "a-whole-number", out),
        }
    }

    /// True or false.
    pub fn yes_no(&self, out: &mut Diagnostics) -> Option<bool> {
        let value = match self.node.value {
            NodeValue::YesNo(yes) => Some(yes),
            _ => None,
        };
        self.or_wrong(value, "yes-or-no", out)
    }

    /// A date, without quotes.
    pub fn date(&self, out: &mut Diagnostics) -> Option<NaiveDate> {
        let value = match self.node.value {
            NodeValue::Date(date) => Some(date),
            _ => None,
        };
        self.or_wrong(value, "a-date", out)
    }

    /// A time of day: `09:00:00` without quotes, or the text `"09:00"`.
    pub fn time(&self, out: &mut Diagnostics) -> Option<NaiveTime> {
        match &self.node.value {
            NodeValue::Time(time) => Some(*time),
            NodeValue::Text(text) => {
                let time = NaiveTime::parse_from_str(text, "%H:%M").ok();
                if time.is_none() {
                    let bad = Diagnostic::new("bad-time", self.node.span);
                    out.push(bad.with("text", text.as_str()));
                }
                time
            }
            _ => self.or_wrong(None, "a-time", out),
        }
    }

    /// A fixed duration; 0 is refused.
    pub fn duration(&self, out: &mut Diagnostics) -> Option<Duration> {
        let text = self.or_wrong(self.node.text(), "a-duration", out)?;
        let duration = Duration::parse(text);
        match duration {
            Some(duration) if duration.is_too_long() => {
                out.push(too_long(self.node.span, text));
                None
            }
            Some(duration) if duration.amount > 0 => Some(duration),
            Some(_) => {
                out.push(Diagnostic::new("zero-duration", self.node.span));
                None
            }
            None => {
                out.push(bad_duration(self.node.span, text));
                None
            }
        }
    }

    /// One of a closed list of words; the word as it stands in the list.
    pub fn one_of(&self, words: &[&'static str], out: &mut Diagnostics) -> Option<&'static str> {
        let text = self.text(out)?;
        let found = words.iter().find(|word| **word == text).copied();
        if found.is_none() {
            let unknown = Diagnostic::new("unknown-word", self.node.span)
                .with("word", text)
                .with("key", self.name)
                .known(text, words.iter().copied());
            out.push(unknown);
        }
        found
    }

    /// The values of a list, each under the key of the list.
    pub fn list(&self, out: &mut Diagnostics) -> Option<Vec<Item<'n>>> {
        let items = match &self.node.value {
            NodeValue::List(nodes) => Some(nodes),
            _ => None,
        };
        let nodes = self.or_wrong(items, "a-list", out)?;
        Some(nodes.iter().map(|node| Item { node, ..*self }).collect())
    }

    /// A list of texts.
    pub fn said_list(&self, out: &mut Diagnostics) -> Option<Vec<Said<'n>>> {
        let NodeValue::List(_) = self.node.value else {
            self.wrong("a-list-of-texts", out);
            return None;
        };
        let items = self.list(out)?;
        Some(items.iter().filter_map(|item| item.said(out)).collect())
    }

    /// A text, or a list of texts; one text is a list of one.
    pub fn said_or_list(&self, out: &mut Diagnostics) -> Option<Vec<Said<'n>>> {
        if let Some(said) = self.as_said() {
            return Some(vec![said]);
        }
        if self.is_list() {
            return self.said_list(out);
        }
        self.or_wrong(None, "a-text-or-a-list", out)
    }

    /// A table with the keys of this section.
    pub fn table(&self, section: &str, out: &mut Diagnostics) -> Option<Table<'n>> {
        let entries = self.or_wrong(self.node.entries(), "a-table", out)?;
        Table::new(entries, self.node.span, section)
    }

    /// The entries of a table whose keys are the admin's own names, in the order of the file.
    pub fn entries(&self, out: &mut Diagnostics) -> Option<Vec<Item<'n>>> {
        let entries = self.or_wrong(self.node.entries(), "a-table", out)?;
        let items = entries.iter();
        Some(
            items
                .map(|(name, entry)| Item::entry(name, entry, None))
                .collect(),
        )
    }
}

/// A duration no deadline is counted over.
pub(super) fn too_long(span: Span, text: &str) -> Diagnostic {
    Diagnostic::new("duration-too-long", span).with("text", text)
}

/// What a duration with a slip in its unit was meant to be (`2 workdays` → `2 working days`).
pub(super) fn bad_duration(span: Span, text: &str) -> Diagnostic {
    Diagnostic::new("bad-duration", span)
        .with("text", text)
        .maybe("near", near_duration(text))
}

pub(crate) fn near_duration(text: &str) -> Option<String> {
    const UNITS: [&str; 12] = [
        "working days",
        "working hours",
        "working minutes",
        "calendar days",
        "days",
        "hours",
        "minutes",
        "months",
        "weeks",
        "working day",
        "calendar day",
        "month",
    ];
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(digits)?;
    if number.is_empty() {
        let whole = "end of the working day";
        return suggest::nearest(text, [whole]);
    }
    let unit = unit.trim();
    let near = match unit.strip_prefix('个').unwrap_or(unit) {
        "小时" | "钟头" => "hours".to_owned(),
        "分钟" | "分" => "minutes".to_owned(),
        "天" | "日" => "days".to_owned(),
        "工作日" => "working days".to_owned(),
        "月" => "months".to_owned(),
        _ => suggest::nearest(unit, UNITS)?,
    };
    Some(format!("{number} {near}"))
}

#[cfg(test)]
mod tests;
