//! The templates of notices, read as the line that sends them will: what cannot be read there would only come to light as
//! a notice leaves.

use std::collections::BTreeSet;

use super::build::Build;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::source::{SourceId, Span};
use super::suggest;
use crate::lang::{Declared, Type};

/// What a template reads of every record besides its fields.
const OF_EVERY_RECORD: [&str; 2] = ["code", "state"];

/// Tells what is wrong with a template, at its place in its own file.
pub(crate) fn check(build: &mut Build<'_, '_>, source: SourceId) {
    let text = build.docs.sources.text(source);
    let whole = build.docs.sources.whole(source);
    let engine = minijinja::Environment::empty();
    let mut told = Diagnostics::default();
    match engine.template_from_str(text) {
        Ok(template) => {
            let names: BTreeSet<String> = template.undeclared_variables(true).into_iter().collect();
            for name in names {
                if let Some(fault) = unknown(build, &name, text, whole) {
                    told.push(fault);
                }
            }
        }
        Err(error) => {
            let at = error
                .range()
                .map(|at| one_line(text, at))
                .filter(|at| at.start < at.end && text.get(at.clone()).is_some());
            let at = at.unwrap_or_else(|| line(text, error.line().unwrap_or(1)));
            let detail = error.detail().unwrap_or("syntax error").to_owned();
            told.push(Diagnostic::new("template-syntax", placed(whole, at)).with("detail", detail));
        }
    }
    build.found.extend(told);
}

fn placed(whole: Span, at: std::ops::Range<usize>) -> Span {
    Span {
        source: whole.source,
        start: at.start,
        end: at.end,
    }
}

/// As much of it as stands on the line it begins on.
fn one_line(text: &str, at: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let first = text.get(at.clone()).and_then(|said| said.lines().next());
    at.start..at.start + first.map_or(0, str::len)
}

/// The bytes of a line, counted from 1.
fn line(text: &str, no: usize) -> std::ops::Range<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n').take(no.saturating_sub(1)) {
        start += line.len();
    }
    let length = text.get(start..).and_then(|rest| rest.lines().next());
    start..start + length.map_or(0, str::len)
}

/// A name that is no field of the record, or one behind a dot that is none of what the field names.
fn unknown(build: &Build<'_, '_>, name: &str, text: &str, whole: Span) -> Option<Diagnostic> {
    let mut steps = name.split('.');
    let root = steps.next()?;
    let fields = &build.flow.fields;
    let (wrong, known, skipped) = match fields.get(root) {
        Some(field) => {
            let step = steps.next()?;
            let Type::Record(workflow) = field.typed.ty else {
                return None;
            };
            let known = build.desk.fields_of(workflow);
            (step, known, root.len() + 1)
        }
        None => (root, fields.keys().cloned().collect(), 0),
    };
    let known: Vec<&str> = known
        .iter()
        .map(String::as_str)
        .chain(OF_EVERY_RECORD)
        .collect();
    if known.contains(&wrong) {
        return None;
    }
    let path = text_of(name, skipped + wrong.len());
    let at = find(text, path).map(|at| at + skipped..at + skipped + wrong.len());
    let span = at.map_or(whole, |at| placed(whole, at));
    let near = suggest::nearest(wrong, known.iter().copied());
    let fault = Diagnostic::new("unknown-name", span)
        .word("kind", "field")
        .with("name", wrong)
        .maybe("near", near);
    Some(fault.list("known", known))
}

fn text_of(name: &str, length: usize) -> &str {
    name.get(..length).unwrap_or(name)
}

/// Where a name first stands inside `{{ … }}` or `{% … %}`.
fn find(text: &str, name: &str) -> Option<usize> {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let (before, behind) = (text.get(..*at), text.get(at + name.len()..));
        let (before, behind) = (before.unwrap_or(""), behind.unwrap_or(""));
        let alone = !before.ends_with(|c| joins(c) || c == '.') && !behind.starts_with(joins);
        let opened = before.rfind("{{").max(before.rfind("{%"));
        let closed = before.rfind("}}").max(before.rfind("%}"));
        alone && opened.is_some() && opened > closed
    })
}
