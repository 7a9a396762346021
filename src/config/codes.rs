//! Code patterns: `{desk}-TS-{opened:%Y%m}-{n:4}`, read into the parts the engine puts together.

use std::sync::Arc;

use super::diagnostic::{Diagnostic, Diagnostics};
use super::source::Span;
use crate::engine::{CodePart, CodePattern};
use crate::model::FieldId;

/// What a pattern is read with.
pub(crate) struct PatternEnv<'a> {
    /// The desk's name.
    pub(crate) desk: &'a str,
    /// A field of the workflow by name.
    pub(crate) field: &'a dyn Fn(&str) -> Option<FieldId>,
    /// All fields, for “did you mean”.
    pub(crate) fields: &'a [String],
}

/// Reads a pattern. `span` covers the text itself (without quotes), so that the part at fault is underlined.
pub(crate) fn pattern(
    text: &str,
    span: Span,
    env: &PatternEnv<'_>,
    found: &mut Diagnostics,
) -> Option<CodePattern> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut at = 0;
    let mut sound = true;
    if let Some(stray) = stray_brace(text) {
        let place = span.at(span.start, stray, stray + 1);
        found.push(Diagnostic::new("bad-pattern", place).with("text", text));
        return None;
    }
    while let Some((before, after)) = rest.split_once('{') {
        let start = at + before.len();
        let Some((inner, tail)) = after.split_once('}') else {
            let place = span.at(span.start, start, text.len());
            found.push(Diagnostic::new("bad-pattern", place).with("text", text));
            return None;
        };
        push_text(&mut parts, before);
        let place = span.at(span.start, start, start + inner.len() + 2);
        match part(inner, place, env) {
            Ok(part) => parts.push(part),
            Err(fault) => {
                found.push(*fault);
                sound = false;
            }
        }
        at = start + inner.len() + 2;
        rest = tail;
    }
    push_text(&mut parts, rest);
    if sound && !parts.iter().any(|part| matches!(part, CodePart::Number(_))) {
        let unique = parts.iter().any(|part| matches!(part, CodePart::Field(_)));
        if !unique {
            found.push(Diagnostic::new("bad-pattern", span).with("text", text));
            return None;
        }
    }
    sound.then(|| CodePattern {
        parts: joined(parts),
    })
}

/// The pattern of records whose workflow names none: `desk-workflow-n`.
pub(crate) fn default_pattern(desk: &str, workflow: &str) -> CodePattern {
    let text: Arc<str> = Arc::from(format!("{desk}-{workflow}-"));
    CodePattern {
        parts: vec![CodePart::Text(text), CodePart::Number(1)],
    }
}

fn part(inner: &str, place: Span, env: &PatternEnv<'_>) -> Result<CodePart, Box<Diagnostic>> {
    let (name, format) = match inner.split_once(':') {
        Some((name, format)) => (name, Some(format)),
        None => (inner, None),
    };
    let bad =
        || Box::new(Diagnostic::new("bad-pattern", place).with("text", format!("{{{inner}}}")));
    match name {
        "desk" if format.is_none() => Ok(CodePart::Text(Arc::from(env.desk))),
        "opened" | "today" => {
            let format = format.unwrap_or("%Y%m%d");
            if !is_date_format(format) {
                return Err(bad());
            }
            let format = Arc::from(format);
            Ok(if name == "opened" {
                CodePart::Opened(format)
            } else {
                CodePart::Today(format)
            })
        }
        "n" => match format.map_or(Ok(1), str::parse::<usize>) {
            Ok(digits @ 1..=12) => Ok(CodePart::Number(digits)),
            _ => Err(bad()),
        },
        field if format.is_none() => (env.field)(field).map(CodePart::Field).ok_or_else(|| {
            let words = ["desk", "opened", "today", "n"];
            let known = env.fields.iter().map(String::as_str).chain(words);
            let fault = Diagnostic::new("unknown-name", place)
                .word("kind", "field")
                .with("name", field);
            Box::new(fault.known(field, known.collect::<Vec<_>>()))
        }),
        _ => Err(bad()),
    }
}

/// A `}` that closes nothing.
fn stray_brace(text: &str) -> Option<usize> {
    let mut open = false;
    text.char_indices().find_map(|(at, c)| {
        let stray = c == '}' && !open;
        open = c == '{' || open && c != '}';
        stray.then_some(at)
    })
}

/// Whether a format has only parts of dates: a code with a time of day in it would not be read aloud.
fn is_date_format(format: &str) -> bool {
    use chrono::format::{Item, StrftimeItems};
    let sample = chrono::NaiveDate::from_ymd_opt(2026, 1, 31);
    let sound = StrftimeItems::new(format).all(|item| !matches!(item, Item::Error));
    let Some(sample) = sample.filter(|_| sound) else {
        return false;
    };
    // A date has no hour: formatting fails where the pattern asks for one.
    let mut text = String::new();
    std::fmt::Write::write_fmt(&mut text, format_args!("{}", sample.format(format))).is_ok()
}

fn push_text(parts: &mut Vec<CodePart>, text: &str) {
    if !text.is_empty() {
        parts.push(CodePart::Text(Arc::from(text)));
    }
}

/// Neighbouring texts made one, so that equal patterns are equal.
fn joined(parts: Vec<CodePart>) -> Vec<CodePart> {
    let mut joined: Vec<CodePart> = Vec::with_capacity(parts.len());
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(CodePart::Text(before)), CodePart::Text(text)) => {
                *before = Arc::from(format!("{before}{text}"));
            }
            (_, part) => joined.push(part),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::super::source::Sources;
    use super::*;

    fn read(text: &str) -> (Option<CodePattern>, Vec<(String, String)>) {
        let mut sources = Sources::default();
        let source = sources.add("a.toml", text);
        let mut found = Diagnostics::default();
        let fields = ["region".to_owned()];
        let field = |name: &str| (name == "region").then_some(FieldId(3));
        let env = PatternEnv {
            desk: "mall",
            field: &field,
            fields: &fields,
        };
        let span = Span {
            source,
            start: 0,
            end: text.len(),
        };
        let read = pattern(text, span, &env, &mut found);
        let faults = found
            .iter()
            .map(|fault| {
                (
                    fault.id.to_owned(),
                    sources.underlined(fault.span).to_owned(),
                )
            })
            .collect();
        (read, faults)
    }

    #[test]
    fn the_parts_are_read() {
        let (pattern, faults) = read("{desk}-投诉-{opened:%Y%m}-{region}-{n:4}");
        assert_eq!(faults, []);
        let parts = pattern.expect("a pattern").parts;
        let text = |text: &str| CodePart::Text(Arc::from(text));
        assert_eq!(
            parts,
            [
                text("mall-投诉-"),
                CodePart::Opened(Arc::from("%Y%m")),
                text("-"),
                CodePart::Field(FieldId(3)),
                text("-"),
                CodePart::Number(4)
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_underlined() {
        let fault = |id: &str, text: &str| (id.to_owned(), text.to_owned());
        let faults = |text: &str| read(text).1;
        assert_eq!(
            faults("投诉-{regon}-{n}"),
            [fault("unknown-name", "{regon}")]
        );
        assert_eq!(faults("投诉-{n:x}"), [fault("bad-pattern", "{n:x}")]);
        assert_eq!(
            faults("{opened:%H}-{n}"),
            [fault("bad-pattern", "{opened:%H}")]
        );
        assert_eq!(faults("投诉-{n"), [fault("bad-pattern", "{n")]);
        assert_eq!(faults("opened:%Y}-{n}"), [fault("bad-pattern", "}")]);
        assert_eq!(
            faults("投诉"),
            [fault("bad-pattern", "投诉")],
            "codes would all be the same"
        );
    }
}
