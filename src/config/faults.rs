//! Faults of expressions and rules as diagnostics: the words the language floor uses become arguments of the catalogue's
//! sentences, and the place in the expression one in the file.

use super::diagnostic::Diagnostic;
use super::reader::Said;
use super::source::Span;
use crate::lang::{Fault, half_width};
use crate::model::catalogue::{self, Lang};

/// A fault of an expression at its place in the file.
pub(crate) fn placed(fault: &Fault, said: &Said<'_>) -> Diagnostic {
    let place = said.piece(fault.at.start, fault.at.end);
    let mut fault = fault.clone();
    if let Some(whole) = whole_value(&fault, said) {
        fault.help = Some(whole);
    }
    told(&fault, place)
}

/// The value as a whole where putting the help in place of what is underlined would not do: its quotes would end the
/// text of TOML, or one wide sign is seldom alone.
fn whole_value(fault: &Fault, said: &Said<'_>) -> Option<String> {
    let help = fault.help.as_deref()?;
    if fault.args.contains(&("reason", "full-width".to_owned())) {
        return Some(said.written(&half_width_outside(said.text)));
    }
    let quotes = help.contains('"') && said.ends_with_quote();
    let (before, behind) = (
        said.text.get(..fault.at.start)?,
        said.text.get(fault.at.end..)?,
    );
    quotes.then(|| said.written(&format!("{before}{help}{behind}")))
}

/// The expression with the signs of an English keyboard, texts in it left as they are.
fn half_width_outside(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote = false;
    for c in text.chars() {
        match half_width(c) {
            Some("\"") => {
                quote = !quote;
                out.push('"');
            }
            Some(sign) if !quote => out.push_str(sign),
            _ => {
                quote ^= c == '"';
                out.push(c);
            }
        }
    }
    out
}

/// A fault as a diagnostic at this place.
pub(crate) fn told(fault: &Fault, span: Span) -> Diagnostic {
    let arg = |name: &str| {
        let found = fault.args.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    };
    let said = |name: &str| arg(name).unwrap_or_default();
    match fault.id {
        "expression-syntax" => unreadable(fault, span),
        "unknown-name" => Diagnostic::new("unknown-name", span)
            .word("kind", "name-in-expression")
            .with("name", said("name"))
            .maybe("near", arg("nearest").or_else(|| fault.help.clone())),
        "unknown-field" if said("field").is_empty() => Diagnostic::new("wrong-kind-of-value", span)
            .word("expected", "a-value")
            .word("found", "task")
            .maybe("rewriting", fault.help.clone()),
        "unknown-field" => Diagnostic::new("unknown-name", span)
            .word("kind", "field")
            .with("name", said("field"))
            .maybe("near", arg("nearest")),
        "unknown-function" => Diagnostic::new("unknown-function", span)
            .with("name", said("function"))
            .maybe("near", arg("nearest")),
        "wrong-arguments" => arguments(fault, span),
        "maybe-empty" => Diagnostic::new("maybe-empty", span)
            .with("field", said("name"))
            .maybe("rewriting", instead_of_empty(fault)),
        "unknown-choice" => Diagnostic::new("no-such-choice", span)
            .with("value", said("choice"))
            .maybe("near", arg("nearest"))
            .maybe("known", arg("declared")),
        "never-comparable" => typed(
            typed(Diagnostic::new("never-equal", span), "left", &said("left")),
            "right",
            &said("right"),
        )
        .maybe("rewriting", fault.help.clone()),
        "type-mismatch" => typed(
            typed(
                Diagnostic::new("wrong-kind-of-value", span),
                "expected",
                &said("wanted"),
            ),
            "found",
            &said("got"),
        )
        .maybe("rewriting", fault.help.clone()),
        "bare-date" => Diagnostic::new("bare-date", span)
            .with("text", said("date"))
            .maybe("rewriting", fault.help.clone()),
        "not-run-yet" => Diagnostic::new("not-run-yet", span)
            .with("key", said("what"))
            .word("effect", "keeps-from-live"),
        id => {
            let mut told = Diagnostic::new(id, span);
            for (name, value) in &fault.args {
                told = told.with(name, value.as_str());
            }
            told
        }
    }
}

/// Why a text is no expression.
fn unreadable(fault: &Fault, span: Span) -> Diagnostic {
    let said = |name: &str| {
        let found = fault.args.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let told = Diagnostic::new("expression-syntax", span);
    let told = match catalogue::find(&format!("syntax-{}", said("reason"))) {
        Some(entry) if entry.id == "syntax-unclosed" => {
            let words = |lang| catalogue::message(entry.id, lang, &[("sign", said("word"))]);
            told.both("detail", &words(Lang::Zh), &words(Lang::En))
        }
        Some(entry) => told.word("detail", entry.id),
        None => told.with("detail", said("sentence")),
    };
    told.maybe("rewriting", fault.help.clone())
}

/// Too many or too few arguments, or some a function cannot be called with.
fn arguments(fault: &Fault, span: Span) -> Diagnostic {
    let arg = |name: &str| {
        let found = fault.args.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.clone())
    };
    let said = |name: &str| arg(name).unwrap_or_default();
    let (name, wanted) = (said("function"), said("wanted"));
    if !wanted.starts_with(|c: char| c.is_ascii_digit()) {
        let told = Diagnostic::new("wrong-call", span).with("name", name.as_str());
        return match wanted.starts_with('"') {
            true => told.with("example", format!("{name}({wanted})")),
            false => told.with("known", wanted),
        };
    }
    Diagnostic::new("wrong-arguments", span)
        .with("name", name)
        .both(
            "expected",
            &wanted.replace(" | ", " 或 ").replace(" … ", " 到 "),
            &wanted.replace(" | ", " or ").replace(" … ", " to "),
        )
        .with("found", said("got"))
        .maybe("example", arg("call"))
}

/// `(x ?? 0)`; where no such value stands to reason the help only asks for `is_set`.
fn instead_of_empty(fault: &Fault) -> Option<String> {
    let help = fault.help.clone();
    help.filter(|help| help.starts_with('('))
}

/// A type's name as the catalogue's word for a value of it.
fn typed(told: Diagnostic, arg: &'static str, names: &str) -> Diagnostic {
    let mut words = names.split(" | ").map(type_word);
    match (words.next().flatten(), words.next()) {
        (Some(word), None) => told.word(arg, word),
        (None, None) => told.with(arg, names),
        _ => told.both(arg, &any_of(names, Lang::Zh), &any_of(names, Lang::En)),
    }
}

/// One of several types, in words.
fn any_of(names: &str, lang: Lang) -> String {
    let or = match lang {
        Lang::Zh => "或",
        Lang::En => " or ",
    };
    let said = |name: &str| match type_word(name) {
        Some(id) => catalogue::word(id, lang),
        None => name.to_owned(),
    };
    names.split(" | ").map(said).collect::<Vec<_>>().join(or)
}

/// The word of the catalogue for a type of the language.
fn type_word(name: &str) -> Option<&'static str> {
    Some(match name {
        "yes_no" => "yes-or-no",
        "whole" => "a-whole-number",
        "number" => "a-number",
        "money" => "an-amount",
        "percent" => "a-percentage",
        "text" => "a-text",
        "choice" => "a-choice",
        "date" => "a-date",
        "time" => "a-time",
        "instant" => "an-instant",
        "month" => "a-month",
        "duration" => "a-duration",
        "row" => "a-row",
        "record" | "one record" => "a-record",
        "list" | "records" => "a-list",
        "form" => "a-form",
        "item" => "an-item",
        "unknown" => "a-value",
        _ => return None,
    })
}
