//! The merged flow as one file, with where each entry came from: what `show-config` prints. It loads as it stands.

use std::fmt::Write;

use super::load::Loaded;
use super::merge::Merged;
use super::node::{Entry, Node, NodeValue};
use super::source::{Sources, Span};

/// Sections whose order of entries means something.
const ORDERED: [&str; 2] = ["transition", "param"];
/// Lines longer than this are written a key a line.
const WIDTH: usize = 100;

/// The merged text of `desk/workflow`, or of `desk` alone (its desk.toml with what it includes); `None` when the folder has
/// no such file.
#[must_use]
pub fn show_config(loaded: &Loaded, path: &str) -> Option<String> {
    let (desk, flow) = path.split_once('/').unwrap_or((path, "desk"));
    let merged = loaded.merged.get(desk)?.get(flow)?;
    let mut out = Shown {
        text: String::new(),
        sources: &loaded.sources,
    };
    out.file(merged);
    Some(out.text)
}

struct Shown<'s> {
    text: String,
    sources: &'s Sources,
}

impl Shown<'_> {
    fn file(&mut self, merged: &Merged) {
        let entries = merged.root.entries();
        let (tables, plain): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .flatten()
            .partition(|(_, entry)| entry.node.entries().is_some());
        for (name, entry) in plain {
            self.line(name, entry);
        }
        for (name, entry) in tables {
            let mut entries: Vec<_> = entry.node.entries().into_iter().flatten().collect();
            if name == "transition" {
                entries.sort_by_key(|(name, entry)| rank(merged, name, &entry.node));
            }
            self.section(name, entries);
        }
    }

    fn section(&mut self, name: &str, entries: Vec<(&String, &Entry)>) {
        if ORDERED.contains(&name) {
            self.in_order(name, &entries);
            return;
        }
        let (long, short): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .partition(|(_, entry)| self.is_long(entry));
        // A table emptied by what lies over it, or holding only long entries, needs no header of its own.
        if !short.is_empty() || long.is_empty() {
            let _ = write!(self.text, "\n[{}]\n", key(name));
        }
        for (entry_name, entry) in short {
            self.line(entry_name, entry);
        }
        for (entry_name, entry) in long {
            let _ = write!(self.text, "\n[{}.{}]", key(name), key(entry_name));
            self.place(entry.key);
            for (inner, entry) in entry.node.entries().into_iter().flatten() {
                self.line(inner, entry);
            }
        }
    }

    /// Entries whose order means something: none is moved behind the others under a header of its own.
    fn in_order(&mut self, name: &str, entries: &[(&String, &Entry)]) {
        let _ = write!(self.text, "\n[{}]\n", key(name));
        for (entry_name, entry) in entries {
            if !self.is_long(entry) {
                self.line(entry_name, entry);
                continue;
            }
            for (inner, entry) in entry.node.entries().into_iter().flatten() {
                let (name, inner) = (key(entry_name), key(inner));
                let _ = write!(self.text, "{name}.{inner} = {}", value(&entry.node));
                self.place(entry.key);
            }
        }
    }

    /// Whether an entry is written a key a line: it is long, or several files had a hand in it.
    fn is_long(&self, entry: &Entry) -> bool {
        entry.node.entries().is_some_and(|keys| !keys.is_empty())
            && (value(&entry.node).chars().count() > WIDTH || self.files(&entry.node).len() > 1)
    }

    fn line(&mut self, name: &str, entry: &Entry) {
        let _ = write!(self.text, "{} = {}", key(name), value(&entry.node));
        self.place(entry.key);
    }

    /// The trailing comment, and the end of the line.
    fn place(&mut self, span: Span) {
        let (line, _) = self.sources.line_column(span.source, span.start);
        let path = self.sources.path(span.source);
        let _ = writeln!(self.text, "  # {path}:{line}");
    }

    /// The files an entry was written in, so that one changed key by key is shown key by key.
    fn files(&self, node: &Node) -> std::collections::BTreeSet<&str> {
        let keys = node.entries().into_iter().flatten();
        keys.map(|(_, entry)| self.sources.path(entry.key.source))
            .collect()
    }
}

/// In one file all transitions are its own: they are written in the order they are tried.
fn rank(merged: &Merged, name: &str, transition: &Node) -> usize {
    let keys = transition.entries();
    let guarded =
        keys.is_some_and(|keys| keys.contains_key("when") || keys.contains_key("at_most"));
    let level = merged.levels.get(name).copied().unwrap_or(0);
    if guarded { level } else { usize::MAX }
}

/// A key as TOML writes it: bare where it may be.
fn key(name: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(bare) {
        return name.to_owned();
    }
    text(name)
}

/// A text in quotes: single ones where that spares escapes.
fn text(text: &str) -> String {
    let plain = !text.contains(['"', '\\']) && !text.chars().any(char::is_control);
    if plain {
        return format!("\"{text}\"");
    }
    if !text.contains('\'') && !text.chars().any(char::is_control) {
        return format!("'{text}'");
    }
    escaped(text)
}

/// A value on one line.
fn value(node: &Node) -> String {
    match &node.value {
        NodeValue::Text(said) => text(said),
        NodeValue::Number(digits) => digits.clone(),
        NodeValue::YesNo(yes) => yes.to_string(),
        NodeValue::Date(date) => date.to_string(),
        NodeValue::Time(time) => time.format("%H:%M:%S").to_string(),
        NodeValue::Local(at) => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
        NodeValue::Offset(at) => at.to_rfc3339(),
        NodeValue::List(items) => {
            let items: Vec<String> = items.iter().map(value).collect();
            format!("[{}]", items.join(", "))
        }
        NodeValue::Table(entries) if entries.is_empty() => "{}".to_owned(),
        NodeValue::Table(entries) => {
            let entries = entries.iter();
            let entries: Vec<String> = entries
                .map(|(name, entry)| format!("{} = {}", key(name), value(&entry.node)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// With escapes, on one line whatever it says, so that the comment can follow.
fn escaped(said: &str) -> String {
    let mut out = String::from("\"");
    for c in said.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
