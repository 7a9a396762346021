//! Misspelt keys, put right as soon as a file is read: the slip is told there, and what stands under it is read as it was
//! meant. Otherwise a `outcome` for `outcomes` would be told once for itself and once for every outcome that is then
//! missing, far away.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::diagnostic::{Diagnostic, Diagnostics};
use super::keys::{self, Kind, Section};
use super::node::{Doc, Entry, Node, NodeValue};
use super::source::Span;
use super::suggest;

type Entries = IndexMap<String, Entry>;

/// A file with the keys of this section misspelt near beyond doubt put right, and told.
pub(super) fn straightened(doc: Arc<Doc>, section: &str, found: &mut Diagnostics) -> Arc<Doc> {
    let Some(section) = keys::section(section) else {
        return doc;
    };
    let mut slips = Vec::new();
    collect(&doc.root, section, &mut slips);
    if slips.is_empty() || found.is_broken(doc.source) {
        return doc;
    }
    let mut names = BTreeMap::new();
    for slip in slips {
        names.insert(slip.told.span, slip.meant);
        found.push(slip.told);
    }
    let mut own = Doc::clone(&doc);
    rename(&mut own.root, &names);
    Arc::new(own)
}

/// A misspelt key.
struct Slip {
    meant: &'static str,
    told: Diagnostic,
}

/// What is told of a key a section does not have.
pub(super) fn unknown_key(
    section: &'static Section,
    entries: &Entries,
    name: &str,
    span: Span,
) -> Diagnostic {
    // One that is written already may still be the one meant.
    let all = section.keys.iter().map(|key| key.name);
    let unused = all.clone().filter(|key| !entries.contains_key(*key));
    let unused: Vec<&str> = unused.collect();
    let told = Diagnostic::new("unknown-key", span)
        .with("key", name)
        .both("section", section.zh, section.en)
        .maybe("near", suggest::nearest(name, all));
    match unused.is_empty() {
        true => told,
        false => told.list("known", unused),
    }
}

/// The key of the section that was meant, if it is not written as well.
fn meant(section: &'static Section, entries: &Entries, name: &str) -> Option<&'static str> {
    if section.key(name).is_some() {
        return None;
    }
    let all = section.keys.iter().map(|key| key.name);
    let near = suggest::nearest(name, all)?;
    let key = section.key(&near)?;
    let is_table = |name: &str| {
        entries
            .get(name)
            .is_none_or(|entry| entry.node.entries().is_some())
    };
    // `[tasks]` beside `[task.answer]`: both hold names of the admin's own.
    let holds_names = matches!(key.kind, Kind::Entries(_) | Kind::Short(_) | Kind::Map);
    let joins = holds_names && is_table(name) && is_table(key.name);
    (joins || !entries.contains_key(key.name)).then_some(key.name)
}

fn collect(node: &Node, section: &'static Section, slips: &mut Vec<Slip>) {
    let Some(entries) = node.entries() else {
        return;
    };
    let mut taken: Vec<&str> = Vec::new();
    for (name, entry) in entries {
        let mut key = section.key(name);
        if let Some(meant) = meant(section, entries, name).filter(|near| !taken.contains(near)) {
            taken.push(meant);
            key = section.key(meant);
            let told = unknown_key(section, entries, name, entry.key);
            slips.push(Slip { meant, told });
        }
        let Some(key) = key else {
            continue;
        };
        for (node, section) in below(key.kind, &entry.node) {
            collect(node, section, slips);
        }
    }
}

/// Gives the entries whose keys stand at these places their right names.
fn rename(node: &mut Node, names: &BTreeMap<Span, &'static str>) {
    match &mut node.value {
        NodeValue::List(items) => items.iter_mut().for_each(|item| rename(item, names)),
        NodeValue::Table(entries) => {
            if entries.values().any(|entry| names.contains_key(&entry.key)) {
                for (name, entry) in std::mem::take(entries) {
                    let name = names
                        .get(&entry.key)
                        .map_or(name, |meant| (*meant).to_owned());
                    join(entries, name, entry);
                }
            }
            entries
                .values_mut()
                .for_each(|entry| rename(&mut entry.node, names));
        }
        _ => {}
    }
}

/// Puts an entry in; what stands under the same name is kept with it.
fn join(entries: &mut Entries, name: String, entry: Entry) {
    match entries.get_mut(&name) {
        None => drop(entries.insert(name, entry)),
        Some(there) => {
            let more = entry.node.entries().cloned().unwrap_or_default();
            if let Some(there) = there.node.entries_mut() {
                for (name, entry) in more {
                    there.entry(name).or_insert(entry);
                }
            }
        }
    }
}

/// The tables below a value, each with its section.
fn below(kind: Kind, node: &Node) -> Vec<(&Node, &'static Section)> {
    let values = || node.entries().into_iter().flat_map(|all| all.values());
    let (section, nodes): (&str, Vec<&Node>) = match kind {
        Kind::Table(path) | Kind::Tables(path) => (path, items(node)),
        Kind::Entries(path) | Kind::Short(path) => (
            path,
            values().flat_map(|entry| items(&entry.node)).collect(),
        ),
        Kind::Map => (
            "depends",
            values()
                .map(|entry| &entry.node)
                .filter(|node| depends(node))
                .collect(),
        ),
        Kind::Value | Kind::Duration | Kind::Any if depends(node) => ("depends", vec![node]),
        _ => return Vec::new(),
    };
    let Some(section) = keys::section(section) else {
        return Vec::new();
    };
    let tables = nodes.into_iter().filter(|node| node.entries().is_some());
    tables.map(|node| (node, section)).collect()
}

/// The items of a list, or the one value.
fn items(node: &Node) -> Vec<&Node> {
    match &node.value {
        NodeValue::List(items) => items.iter().collect(),
        _ => vec![node],
    }
}

/// `{ value = …, except = [ … ] }`.
fn depends(node: &Node) -> bool {
    node.entries()
        .is_some_and(|entries| entries.contains_key("value"))
}
