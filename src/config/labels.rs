//! Labels: what people see instead of the keys. `labels.csv` of the desk lies over the common one; the most specific path
//! wins, a bare word serves all.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::{COMMON, Docs};
use super::reader::Item;
use crate::engine::Label;

/// The labels of a desk.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    by_path: BTreeMap<String, (String, String)>,
    language: &'static str,
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
            by_path: BTreeMap::new(),
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
                cell.map(|cell| cell.text.clone()).unwrap_or_default()
            };
            self.by_path.insert(cell.text.clone(), (text(zh), text(en)));
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
        let mut label = Label::default();
        for start in 0..path.len() {
            let end = path.get(start..).unwrap_or(&[]).join(".");
            let Some((zh, en)) = self.by_path.get(&end) else {
                continue;
            };
            if label.zh.is_empty() {
                label.zh = Arc::from(zh.as_str());
            }
            if label.en.is_empty() {
                label.en = Arc::from(en.as_str());
            }
        }
        if let Some(text) = inline.and_then(|item| item.text(found)) {
            let side = if self.language == "en" {
                &mut label.en
            } else {
                &mut label.zh
            };
            *side = Arc::from(text);
        }
        let name = path.last().copied().unwrap_or("");
        match (label.zh.is_empty(), label.en.is_empty()) {
            (true, true) => {
                label.zh = Arc::from(name);
                label.en = Arc::from(name);
            }
            (true, false) => label.zh = label.en.clone(),
            (false, true) => label.en = label.zh.clone(),
            (false, false) => {}
        }
        label
    }
}
