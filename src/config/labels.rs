//! Labels: what people see instead of the keys. `labels.csv` of the desk lies over the common one; the most specific path
//! wins, a bare word serves all.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::{COMMON, Docs};
use super::node::Node;
use super::reader::Item;
use crate::engine::{Label, Labels as Table};

/// What is named in a section and has no rule of its own to keep a `label` written in place: kept by the path
/// `query.dealers`.
const IN_PLACE: [&str; 9] = [
    "role", "right", "calendar", "query", "table", "schedule", "figure", "watch", "report",
];

/// What people also see by its bare name.
const BARE: [&str; 2] = ["role", "right"];

/// The labels of a desk.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    pub(crate) table: Table,
    pub(crate) language: &'static str,
}

impl Labels {
    /// Reads the common labels and, over them, the desk's own.
    pub(crate) fn read(
        desk: &str,
        language: &'static str,
        docs: &mut Docs<'_>,
        found: &mut Diagnostics,
    ) -> Labels {
        let mut labels = Labels {
            table: Table::default(),
            language,
        };
        for place in [COMMON, desk] {
            labels.file(&format!("workflows/{place}/labels.csv"), docs, found);
        }
        labels
    }

    fn file(&mut self, path: &str, docs: &mut Docs<'_>, found: &mut Diagnostics) {
        let Some(sheet) = docs.sheet(path) else {
            return;
        };
        let Some(key) = sheet.needed("path", &docs.sources, found) else {
            return;
        };
        let (zh, en) = (sheet.column("zh"), sheet.column("en"));
        let mut seen: BTreeMap<&str, super::source::Span> = BTreeMap::new();
        for cells in &sheet.rows {
            let Some(cell) = cells.get(key) else {
                continue;
            };
            if let Some(first) = seen.insert(&cell.text, cell.span) {
                let fault = Diagnostic::new("csv-duplicate-row", cell.span)
                    .with("cell", cell.place.as_str())
                    .with("key", cell.text.as_str());
                found.push(fault.also(first, "first-here"));
            }
            let text = |column: Option<usize>| {
                let cell = column.and_then(|column| cells.get(column));
                cell.map_or_else(|| Arc::from(""), |cell| Arc::from(cell.text.as_str()))
            };
            let label = Label {
                zh: text(zh),
                en: text(en),
            };
            self.table.0.insert(Arc::from(cell.text.as_str()), label);
        }
    }

    /// Takes over the labels written in place of what keeps none itself.
    pub(crate) fn in_place(&mut self, root: &Node) {
        for kind in IN_PLACE {
            let section = root.entries().and_then(|root| root.get(kind));
            let entries = section.and_then(|section| section.node.entries());
            for (name, entry) in entries.into_iter().flatten() {
                let written = entry.node.entries().and_then(|keys| keys.get("label"));
                if let Some(text) = written.and_then(|label| label.node.text()) {
                    let label = self.with_own(text, &[kind, name]);
                    if BARE.contains(&kind) && !self.table.0.contains_key(name.as_str()) {
                        self.table.0.insert(Arc::from(name.as_str()), label.clone());
                    }
                    let path = format!("{kind}.{name}");
                    self.table.0.insert(Arc::from(path), label);
                }
            }
        }
    }

    /// The label of what stands at this path (`["complaint", "decide", "assign"]`): in place, else of the longest end of
    /// the path that has one, else the name itself.
    pub(crate) fn of(
        &self,
        path: &[&str],
        inline: Option<&Item<'_>>,
        found: &mut Diagnostics,
    ) -> Label {
        let Some(text) = inline.and_then(|item| item.text(found)) else {
            return self.table.of(path);
        };
        self.with_own(text, path)
    }

    /// What the file says of a path, the text in place for the desk's own language.
    fn with_own(&self, text: &str, path: &[&str]) -> Label {
        let mut label = self.table.find(path);
        let text: Arc<str> = Arc::from(text);
        let (own, other) = match self.language {
            "en" => (&mut label.en, &mut label.zh),
            _ => (&mut label.zh, &mut label.en),
        };
        if other.is_empty() {
            other.clone_from(&text);
        }
        *own = text;
        label
    }
}
