//! The stage of a scenario: CSV files whose columns are fields. An empty cell gives no value; several values stand in
//! one cell, separated by `;`.

use serde_json::{Map, Value as Json};

use super::{Given, Row};
use crate::config::{Diagnostic, Diagnostics, Item, Sheet, Sources, csv_text};

/// Reads the files `given` names, in the order written. `load` gives the bytes of a file by its path.
pub(super) fn given(
    item: &Item<'_>,
    beside: &str,
    load: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Vec<Given> {
    let mut stage = Vec::new();
    for entry in item.entries(found).unwrap_or_default() {
        let Some(said) = entry.said(found) else {
            continue;
        };
        let path = joined(beside, said.text);
        let Some(bytes) = load(&path) else {
            found.push(Diagnostic::new("no-such-file", said.span).with("file", path));
            continue;
        };
        let Some(text) = csv_text(&bytes) else {
            let source = sources.add(&path, "");
            found.push(Diagnostic::new("not-utf-8", sources.whole(source)));
            continue;
        };
        let source = sources.add(&path, &text);
        let Some(sheet) = Sheet::read(sources, source, found) else {
            continue;
        };
        stage.push(Given {
            workflow: entry.name().to_owned(),
            rows: rows(&sheet, sources),
            path,
        });
    }
    stage
}

fn rows(sheet: &Sheet, sources: &Sources) -> Vec<Row> {
    let row = |cells: &Vec<crate::config::Cell>| {
        let filled = sheet.head.iter().zip(cells);
        let filled = filled.filter(|(head, cell)| !head.text.is_empty() && !cell.text.is_empty());
        let values: Map<String, Json> = filled
            .map(|(head, cell)| (head.text.clone(), Json::String(cell.text.clone())))
            .collect();
        let start = cells.first().map_or(0, |cell| cell.span.start);
        Row {
            line: sources.line_column(sheet.source, start).0,
            values,
        }
    };
    sheet.rows.iter().map(row).collect()
}

/// A path written in a file of the folder `beside`, with `.` and `..` resolved.
pub(super) fn joined(beside: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let root = if path.starts_with('/') { "" } else { beside };
    let absolute = root.starts_with('/') || path.starts_with('/');
    for part in root.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if absolute {
        format!("/{joined}")
    } else {
        joined
    }
}
