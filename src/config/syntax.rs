//! What the toml package says about broken syntax, in the admin's words: one diagnostic for one cause.

use std::collections::BTreeSet;

use toml::de::Error;

use super::diagnostic::Diagnostic;
use super::source::{SourceId, Span};

/// The faults of a text. Of several on one line the first is the cause and the rest its echo.
pub(super) fn explain(text: &str, source: SourceId, errors: &[Error]) -> Vec<Diagnostic> {
    let mut lines = BTreeSet::new();
    let mut sorted: Vec<(Span, &Error)> = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or(0..0);
            let span = Span {
                source,
                start: range.start.min(text.len()),
                end: range.end.min(text.len()),
            };
            (span, error)
        })
        .collect();
    sorted.sort_by_key(|(span, _)| span.start);
    sorted
        .into_iter()
        .filter(|(span, _)| lines.insert(line_start(text, span.start)))
        .map(|(span, error)| reworded(text, span, error.message()))
        .collect()
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |end| end + 1)
}

fn reworded(text: &str, span: Span, message: &str) -> Diagnostic {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let there = text.get(span.start..span.end).unwrap_or("");
    match what {
        "duplicate key" => duplicate(text, span, there),
        "string values must be quoted" => unquoted(text, span),
        "unclosed array" => unclosed(span, "[", "]"),
        "unclosed table" => unclosed(span, "[", "]"),
        "unclosed array table" => unclosed(span, "[[", "]]"),
        "unclosed inline table" => unclosed(span, "{", "}"),
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            Diagnostic::new("toml-missing-comma", span)
        }
        "extra comma in array" | "extra comma in inline table" => {
            Diagnostic::new("toml-extra-comma", span)
        }
        "key with no value" | "missing value for key" | "missing value" => {
            missing_value(text, span)
        }
        "invalid unquoted key" => Diagnostic::new("toml-quote-key", span).with("text", there),
        "missing escaped value" | "invalid escape sequence" => Diagnostic::new("toml-escape", span),
        _ if what.starts_with("invalid") && expects_quote(expected) => {
            Diagnostic::new("toml-unclosed-text", span).with("close", closing(expected))
        }
        _ => Diagnostic::new("toml-syntax", span).with("detail", message),
    }
}

fn expects_quote(expected: &str) -> bool {
    ["`\"`", "`'`", "`\"\"\"`", "`'''`"].contains(&expected)
}

fn closing(expected: &str) -> &str {
    expected.trim_matches('`')
}

fn unclosed(span: Span, open: &str, close: &str) -> Diagnostic {
    Diagnostic::new("toml-unclosed", span)
        .with("open", open)
        .with("close", close)
}

/// The whole rest of the value, for the toml package stops at the first blank of a text without quotes.
fn unquoted(text: &str, span: Span) -> Diagnostic {
    let rest = text.get(span.start..).unwrap_or("");
    let end = rest.find(['\n', ',', '#', ']', '}']).unwrap_or(rest.len());
    let value = rest.get(..end).unwrap_or("").trim_end();
    let whole = span.at(span.start, 0, value.len().max(span.end - span.start));
    Diagnostic::new("toml-unquoted-text", whole).with("text", value)
}

fn missing_value(text: &str, span: Span) -> Diagnostic {
    let start = line_start(text, span.start);
    let line = text.get(start..).unwrap_or("").lines().next().unwrap_or("");
    let key = line.split('=').next().unwrap_or("").trim();
    let indent = line.len() - line.trim_start().len();
    let whole = span.at(start, indent, line.trim_end().len());
    Diagnostic::new("toml-missing-value", whole).with("key", key)
}

/// The toml package names the second place only; the first is the nearest line before that begins with the same.
fn duplicate(text: &str, span: Span, key: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new("duplicate-key", span).with("key", key);
    let before = text.get(..span.start).unwrap_or("");
    let here = text
        .get(line_start(text, span.start)..span.start)
        .unwrap_or("");
    let wanted = format!("{}{key}", here.trim_start());
    let mut at = 0;
    let mut first = None;
    for line in before.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let follows = line.trim_start().strip_prefix(&wanted);
        if follows.is_some_and(|rest| rest.starts_with([' ', '=', ']', '.', '\t'])) {
            first = Some(at + indent + wanted.len() - key.len());
        }
        at += line.len();
    }
    match first {
        Some(start) => diagnostic.also(span.at(start, 0, key.len()), "first-here"),
        None => diagnostic,
    }
}
