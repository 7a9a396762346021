//! Which files make up a desk: its own workflows, the common ones it uses, what each extends, and what desk.toml includes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::compile::unknown;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::{COMMON, Docs};
use super::merge::Merged;
use super::node::Doc;
use super::reader::{Item, Said, Table};
use super::source::Span;
use super::straighten::straightened;

/// The files of a desk, merged.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// desk.toml with what it includes.
    pub(crate) desk: Option<Merged>,
    /// The workflows by name, each with what it extends under it.
    pub(crate) flows: BTreeMap<String, Merged>,
    /// Workflows that exist and could not be read.
    pub(crate) broken: Vec<String>,
}

/// Finds and merges the files of a desk.
pub(crate) fn files(desk: &str, docs: &mut Docs<'_>, found: &mut Diagnostics) -> Files {
    let mut files = Files::default();
    let path = format!("workflows/{desk}/desk.toml");
    let doc = docs.toml(&path);
    let doc = doc.map(|doc| straightened(doc, "desk", found));
    if let Some(doc) = &doc {
        files.desk = Some(with_includes(desk, doc, docs, found));
    } else if !docs.folder.has(&path) {
        let source = docs.sources.add(&path, "");
        let span = docs.sources.whole(source);
        found.push(Diagnostic::new("no-such-file", span).with("file", path));
    }
    let own = docs.stems(&format!("workflows/{desk}"), ".toml");
    for name in own.iter().filter(|name| *name != "desk") {
        let path = format!("workflows/{desk}/{name}.toml");
        if is_included(&path, &files, docs) {
            continue;
        }
        add(&mut files, name, &path, docs, found);
    }
    let uses = doc.as_ref().map(|doc| used(doc, found)).unwrap_or_default();
    for said in uses {
        if files.flows.contains_key(said.text) || files.broken.iter().any(|b| b == said.text) {
            continue;
        }
        let path = format!("workflows/{COMMON}/{}.toml", said.text);
        if docs.folder.has(&path) {
            add(&mut files, said.text, &path, docs, found);
        } else {
            let known = docs.stems(&format!("workflows/{COMMON}"), ".toml");
            found.push(unknown("workflow", &said, known.iter().map(String::as_str)));
        }
    }
    files
}

fn used<'n>(doc: &'n Arc<Doc>, found: &mut Diagnostics) -> Vec<Said<'n>> {
    let item = Item::of(&doc.root).inside("uses");
    item.and_then(|item| item.said_or_list(found))
        .unwrap_or_default()
}

/// A file desk.toml includes holds parts of the desk, and is no workflow.
fn is_included(path: &str, files: &Files, docs: &Docs<'_>) -> bool {
    let included = files.desk.iter().flat_map(|desk| &desk.files);
    included
        .map(|span| docs.sources.path(span.source))
        .any(|known| known == path)
}

fn add(files: &mut Files, name: &str, path: &str, docs: &mut Docs<'_>, found: &mut Diagnostics) {
    let merged = merged(path, &mut Vec::new(), docs, found);
    match merged {
        Some(merged) => {
            let syntax = merged
                .files
                .iter()
                .any(|span| docs.found.is_broken(span.source));
            if syntax {
                files.broken.push(name.to_owned());
            } else {
                files.flows.insert(name.to_owned(), merged);
            }
        }
        None => files.broken.push(name.to_owned()),
    }
}

/// A workflow file over what it extends; `None` when a file of the chain cannot be had, which has been told.
fn merged(
    path: &str,
    stack: &mut Vec<String>,
    docs: &mut Docs<'_>,
    found: &mut Diagnostics,
) -> Option<Merged> {
    let doc = straightened(docs.toml(path)?, "workflow", found);
    let file = docs.sources.whole(doc.source);
    stack.push(path.to_owned());
    let base = match extends(&doc) {
        None => Merged::empty(file),
        Some(said) => {
            let below = extended_path(path, said.text);
            if let Some(first) = stack.iter().position(|path| *path == below) {
                let circle = stack.iter().skip(first);
                let mut circle: Vec<&str> = circle.map(|path| short(path)).collect();
                circle.push(short(&below));
                let fault = Diagnostic::new("extends-cycle", said.inner());
                found.push(fault.with("path", circle.join(" → ")));
                return None;
            }
            if !docs.folder.has(&below) {
                report_missing(&said, path, docs, found);
                return None;
            }
            merged(&below, stack, docs, found)?
        }
    };
    let _ = stack.pop();
    Some(base.overlay(&doc.root, file, found))
}

fn extends(doc: &Arc<Doc>) -> Option<Said<'_>> {
    Item::of(&doc.root).inside("extends")?.as_said()
}

/// `common/complaint` from anywhere; `complaint` beside the file itself.
fn extended_path(path: &str, text: &str) -> String {
    if text.contains('/') {
        return format!("workflows/{text}.toml");
    }
    let folder = path
        .rsplit_once('/')
        .map_or("workflows", |(folder, _)| folder);
    format!("{folder}/{text}.toml")
}

fn short(path: &str) -> &str {
    let path = path.strip_prefix("workflows/").unwrap_or(path);
    path.strip_suffix(".toml").unwrap_or(path)
}

fn report_missing(said: &Said<'_>, path: &str, docs: &Docs<'_>, found: &mut Diagnostics) {
    let folder = path
        .rsplit_once('/')
        .map_or("workflows", |(folder, _)| folder);
    let mut known: Vec<String> = docs
        .stems(&format!("workflows/{COMMON}"), ".toml")
        .into_iter()
        .map(|stem| format!("{COMMON}/{stem}"))
        .collect();
    known.extend(docs.stems(folder, ".toml"));
    found.push(unknown("workflow", said, known.iter().map(String::as_str)));
}

fn with_includes(
    desk: &str,
    doc: &Arc<Doc>,
    docs: &mut Docs<'_>,
    found: &mut Diagnostics,
) -> Merged {
    let mut base = Merged::empty(docs.sources.whole(doc.source));
    let item = Item::of(&doc.root).inside("include");
    let included = item
        .and_then(|item| item.said_or_list(found))
        .unwrap_or_default();
    for said in included {
        let paths = [
            format!("workflows/{desk}/{}", said.text),
            format!("workflows/{}", said.text),
        ];
        let path = paths.into_iter().find(|path| docs.folder.has(path));
        let Some(path) = path else {
            let below = ["workflows/common/".to_owned(), format!("workflows/{desk}/")];
            let known: Vec<String> = below
                .iter()
                .flat_map(|prefix| docs.folder.below(prefix))
                .filter(|path| path.ends_with(".toml"))
                .filter_map(|path| path.strip_prefix("workflows/"))
                .map(str::to_owned)
                .collect();
            docs.no_such_file(said.text, said.inner(), &known, found);
            continue;
        };
        if let Some(part) = docs.toml(&path) {
            let part = straightened(part, "desk", found);
            let file = docs.sources.whole(part.source);
            base = base.overlay(&part.root, file, found);
        }
    }
    let file = docs.sources.whole(doc.source);
    base.overlay(&doc.root, file, found)
}

/// The flows every other desk has, by name, so that a name of one is told apart from a slip.
pub(crate) fn elsewhere(
    desk: &str,
    desks: &[String],
    docs: &Docs<'_>,
) -> indexmap::IndexMap<String, String> {
    let mut flows = indexmap::IndexMap::new();
    for other in desks.iter().filter(|other| *other != desk) {
        for stem in docs.stems(&format!("workflows/{other}"), ".toml") {
            if stem != "desk" {
                flows.entry(stem).or_insert_with(|| other.clone());
            }
        }
    }
    flows
}

/// The sections of desk.toml, opened.
#[derive(Debug, Default)]
pub(crate) struct DeskTop<'n> {
    pub(crate) label: Option<Item<'n>>,
    pub(crate) language: Option<Item<'n>>,
    pub(crate) currency: Option<Item<'n>>,
    pub(crate) backdate_within: Option<Item<'n>>,
    pub(crate) undo_within: Option<Item<'n>>,
    pub(crate) param: Vec<Item<'n>>,
    pub(crate) ladder: Vec<Item<'n>>,
    pub(crate) role: Vec<Item<'n>>,
    pub(crate) right: Vec<Item<'n>>,
    pub(crate) assign: Vec<Item<'n>>,
    pub(crate) calendar: Vec<Item<'n>>,
    pub(crate) form: Vec<Item<'n>>,
    pub(crate) query: Vec<Item<'n>>,
    pub(crate) table: Vec<Item<'n>>,
    /// What this version does not carry out.
    pub(crate) later: Vec<Item<'n>>,
    pub(crate) span: Option<Span>,
}

/// Opens desk.toml; what this version does not carry out is told of.
pub(crate) fn desk_top<'n>(merged: &'n Merged, found: &mut Diagnostics) -> DeskTop<'n> {
    let Some(mut table) = Table::open(&merged.root, "desk", found) else {
        return DeskTop::default();
    };
    let mut entries = |table: &mut Table<'n>, key: &str| {
        let item = table.take(key);
        item.and_then(|item| item.entries(found))
            .unwrap_or_default()
    };
    let mut top = DeskTop {
        label: table.take("label"),
        language: table.take("language"),
        currency: table.take("currency"),
        backdate_within: table.take("backdate_within"),
        undo_within: table.take("undo_within"),
        param: entries(&mut table, "param"),
        ladder: entries(&mut table, "ladder"),
        role: entries(&mut table, "role"),
        right: entries(&mut table, "right"),
        assign: entries(&mut table, "assign"),
        calendar: entries(&mut table, "calendar"),
        form: entries(&mut table, "form"),
        query: entries(&mut table, "query"),
        table: entries(&mut table, "table"),
        later: Vec::new(),
        span: merged.files.last().copied(),
    };
    for key in ["uses", "include"] {
        let _ = table.take(key);
    }
    for key in ["schedule", "figure", "watch", "report", "migrate"] {
        if let Some(item) = table.take(key) {
            super::later::construct(&item, "desk", found);
            top.later.push(item);
        }
    }
    table.finish(found);
    top
}
