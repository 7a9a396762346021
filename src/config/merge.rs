//! Extending: what a file says is laid over what it extends, entry by entry and key by key. Every node keeps the place it
//! was written at, so that a fault points into the file that made it, and `show-config` can name it.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::diagnostic::{Diagnostic, Diagnostics};
use super::node::{Entry, Node, NodeValue};
use super::source::Span;
use super::suggest;

/// A file with all it extends laid under it.
#[derive(Clone, Debug)]
pub(crate) struct Merged {
    /// The merged top table.
    pub(crate) root: Node,
    /// Of each transition: how many files lie between the one that first wrote it and this one; 0 where this one did.
    pub(crate) levels: BTreeMap<String, usize>,
    /// Of each file merged, from the farthest one extended to the one itself: its whole span.
    pub(crate) files: Vec<Span>,
}

/// Keys under which `false` is a value, not a removal.
const FALSE_IS_A_VALUE: [&str; 1] = ["ladder"];

/// Sections whose entries are the admin's own names, and the word of the catalogue for one of them.
const SECTIONS: [(&str, &str); 20] = [
    ("param", "param"),
    ("field", "field"),
    ("task", "task"),
    ("clock", "clock"),
    ("notice", "notice"),
    ("event", "event"),
    ("state", "state"),
    ("transition", "transition"),
    ("require", "requirement"),
    ("ladder", "ladder"),
    ("role", "role"),
    ("right", "right"),
    ("calendar", "calendar"),
    ("form", "form"),
    ("table", "table"),
    ("schedule", "schedule"),
    ("figure", "figure"),
    ("watch", "watch"),
    ("query", "query"),
    ("report", "report"),
];

type Entries = IndexMap<String, Entry>;

impl Merged {
    /// A file that extends nothing yet.
    pub(crate) fn empty(at: Span) -> Merged {
        Merged {
            root: table(Entries::new(), at),
            levels: BTreeMap::new(),
            files: Vec::new(),
        }
    }

    /// Lays a file over this one.
    pub(crate) fn overlay(mut self, own: &Node, file: Span, found: &mut Diagnostics) -> Merged {
        for level in self.levels.values_mut() {
            *level += 1;
        }
        let base = std::mem::replace(&mut self.root, table(Entries::new(), own.span));
        let mut entries = match base.value {
            NodeValue::Table(entries) => entries,
            _ => Entries::new(),
        };
        let mut merging = Merging { found };
        for (key, entry) in own.entries().into_iter().flatten() {
            if key == "extends" || key == "include" {
                continue;
            }
            match SECTIONS.iter().find(|(name, _)| name == key) {
                Some((section, kind)) if entry.node.entries().is_some() => {
                    merging.section(section, kind, &mut entries, entry);
                }
                _ => {
                    // What an earlier file said is replaced in its place.
                    entries.insert(key.clone(), merging.plain(entry));
                }
            }
        }
        for name in names_of(&entries, "transition") {
            self.levels.entry(name).or_insert(0);
        }
        let present = names_of(&entries, "transition");
        self.levels.retain(|name, _| present.contains(name));
        self.root = table(entries, own.span);
        self.files.push(file);
        self
    }
}

fn names_of(entries: &Entries, section: &str) -> Vec<String> {
    let section = entries.get(section).and_then(|entry| entry.node.entries());
    section
        .into_iter()
        .flat_map(|names| names.keys().cloned())
        .collect()
}

fn table(entries: Entries, span: Span) -> Node {
    Node {
        value: NodeValue::Table(entries),
        span,
        content: None,
    }
}

struct Merging<'d> {
    found: &'d mut Diagnostics,
}

impl Merging<'_> {
    fn section(&mut self, section: &str, kind: &str, entries: &mut Entries, own: &Entry) {
        let known = entries.entry(section.to_owned()).or_insert_with(|| Entry {
            key: own.key,
            node: table(Entries::new(), own.node.span),
        });
        let Some(base) = known.node.entries_mut() else {
            *known = own.clone();
            return;
        };
        for (name, entry) in own.node.entries().into_iter().flatten() {
            let drops = entry.node.value == NodeValue::YesNo(false);
            let entry = Entry {
                key: entry.key,
                node: normal(section, &entry.node),
            };
            let Some(before) = base.get_mut(name) else {
                if drops && section != "param" {
                    self.unknown(kind, name, entry.key, base.keys());
                } else {
                    base.insert(name.clone(), self.plain(&entry));
                }
                continue;
            };
            let is_switch = section == "param" && matches!(before.node.value, NodeValue::YesNo(_));
            if drops && !is_switch {
                base.shift_remove(name);
            } else if before.node.entries().is_some() && entry.node.entries().is_some() {
                self.keys(&mut before.node, &entry.node);
            } else {
                *before = self.plain(&entry);
            }
        }
    }

    fn unknown<'a>(
        &mut self,
        kind: &str,
        name: &str,
        at: Span,
        known: impl Iterator<Item = &'a String>,
    ) {
        let near = suggest::nearest(name, known.map(String::as_str).collect::<Vec<_>>());
        let fault = Diagnostic::new("override-unknown", at)
            .word("kind", kind)
            .with("name", name);
        self.found.push(fault.maybe("near", near));
    }

    /// Lays the keys of one table over those of another, `false` dropping one.
    fn keys(&mut self, base: &mut Node, own: &Node) {
        let Some(base) = base.entries_mut() else {
            return;
        };
        for (key, entry) in own.entries().into_iter().flatten() {
            let Some(before) = base.get_mut(key) else {
                base.insert(key.clone(), self.added(entry));
                continue;
            };
            let drops = entry.node.value == NodeValue::YesNo(false)
                && !matches!(before.node.value, NodeValue::YesNo(_))
                && !FALSE_IS_A_VALUE.contains(&key.as_str());
            if drops {
                base.shift_remove(key);
                continue;
            }
            if key == "outcomes"
                && before.node.entries().is_some() != entry.node.entries().is_some()
            {
                before.node = outcomes_as_table(&before.node);
            }
            if before.node.entries().is_some() && entry.node.entries().is_some() {
                self.keys(&mut before.node, &entry.node);
            } else if let Some(changes) = self.changes(&entry.node) {
                self.change(before, &changes);
            } else {
                *before = entry.clone();
            }
        }
    }

    /// An entry nothing lies under: a list in it that changes one has none to change.
    fn plain(&mut self, entry: &Entry) -> Entry {
        let mut entry = entry.clone();
        self.no_changes(&mut entry.node);
        entry
    }

    fn no_changes(&mut self, node: &mut Node) {
        if let Some(changes) = self.changes(node)
            && let Some(first) = changes.first()
        {
            let fault = Diagnostic::new("list-change-without-list", first.node.span);
            self.found
                .push(fault.with("text", first.node.text().unwrap_or("")));
            // Read on as if the signs were not there, so that nothing else is said of them.
            node.value = NodeValue::List(changes.into_iter().map(|change| change.node).collect());
        }
        for entry in node.entries_mut().into_iter().flatten() {
            self.no_changes(&mut entry.1.node);
        }
    }

    /// A key new to an entry that is there: a list of additions adds to an empty one.
    fn added(&mut self, entry: &Entry) -> Entry {
        let mut entry = entry.clone();
        match self.changes(&entry.node) {
            Some(changes) if changes.iter().all(|change| change.adds) => {
                let items = changes.into_iter().map(|change| change.node);
                entry.node.value = NodeValue::List(items.collect());
            }
            _ => self.no_changes(&mut entry.node),
        }
        entry
    }

    /// What a list changes, if its items begin with `+` or `-`.
    fn changes(&mut self, node: &Node) -> Option<Vec<Change>> {
        let NodeValue::List(items) = &node.value else {
            return None;
        };
        let changes: Vec<Change> = items.iter().filter_map(Change::read).collect();
        if changes.is_empty() {
            return None;
        }
        if changes.len() != items.len() {
            self.found
                .push(Diagnostic::new("list-change-mixed", node.span));
        }
        Some(changes)
    }

    fn change(&mut self, base: &mut Entry, changes: &[Change]) {
        if base.node.text().is_some() {
            let span = base.node.span;
            let only = base.node.clone();
            base.node = Node {
                value: NodeValue::List(vec![only]),
                span,
                content: None,
            };
        }
        for change in changes {
            let name = change.node.text().unwrap_or("").to_owned();
            let known = match &mut base.node.value {
                NodeValue::List(items) => {
                    let at = items
                        .iter()
                        .position(|item| item.text() == Some(name.as_str()));
                    match (change.adds, at) {
                        (true, None) => items.push(change.node.clone()),
                        (false, Some(at)) => drop(items.remove(at)),
                        _ => {}
                    }
                    change.adds || at.is_some()
                }
                NodeValue::Table(entries) if change.adds => {
                    let empty = table(Entries::new(), change.node.span);
                    entries.entry(name.clone()).or_insert(Entry {
                        key: change.node.span,
                        node: empty,
                    });
                    true
                }
                NodeValue::Table(entries) => entries.shift_remove(&name).is_some(),
                _ => {
                    let fault = Diagnostic::new("list-change-without-list", change.node.span);
                    self.found.push(fault.with("text", name.as_str()));
                    true
                }
            };
            if !known {
                let names: Vec<String> = texts_of(&base.node);
                self.unknown("item", &name, change.node.span, names.iter());
            }
        }
    }
}

fn texts_of(node: &Node) -> Vec<String> {
    match &node.value {
        NodeValue::List(items) => items
            .iter()
            .filter_map(Node::text)
            .map(str::to_owned)
            .collect(),
        NodeValue::Table(entries) => entries.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// One item of a list that changes another.
struct Change {
    adds: bool,
    node: Node,
}

impl Change {
    fn read(item: &Node) -> Option<Change> {
        let text = item.text()?;
        let (adds, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('-')?),
        };
        // `-` alone, or a number, is a value.
        rest.starts_with(|c: char| !c.is_ascii_digit() && !c.is_whitespace())
            .then(|| Change {
                adds,
                node: Node {
                    value: NodeValue::Text(rest.to_owned()),
                    span: item.span,
                    content: item.content.as_ref().map(|content| content.without(1)),
                },
            })
    }
}

/// A field's short form as the table it stands for, so that it can be extended key by key.
fn normal(section: &str, node: &Node) -> Node {
    match node.text() {
        Some(text) if section == "field" => {
            let key = if text.starts_with('=') {
                "computed"
            } else {
                "type"
            };
            let entry = Entry {
                key: node.span,
                node: node.clone(),
            };
            table(Entries::from([(key.to_owned(), entry)]), node.span)
        }
        _ => node.clone(),
    }
}

fn outcomes_as_table(node: &Node) -> Node {
    let NodeValue::List(items) = &node.value else {
        return node.clone();
    };
    let entries = items.iter().filter_map(|item| {
        let entry = Entry {
            key: item.span,
            node: table(Entries::new(), item.span),
        };
        Some((item.text()?.to_owned(), entry))
    });
    table(entries.collect(), node.span)
}

#[cfg(test)]
mod tests;
