//! Diagnostics as people and programs read them: text with the line underlined, JSON, or a page of HTML. All say the
//! same value.

mod html;

pub use html::report_html;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value as Json, json};

use super::diagnostic::{Diagnostic, Diagnostics};
use super::source::{SourceId, Sources, Span};
use crate::model::catalogue::{self, Lang, Severity};

/// How text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Characters only.
    Plain,
    /// With the colours of a terminal.
    Coloured,
}

/// One diagnostic as text, without a line end behind it.
#[must_use]
pub fn to_text(diagnostic: &Diagnostic, sources: &Sources, lang: Lang, look: Look) -> String {
    let title = level(diagnostic.severity, lang)
        .primary_title(diagnostic.message(lang))
        .id(diagnostic.id);
    let mut group = Group::with_title(title);
    for snippet in snippets(diagnostic, sources, lang) {
        group = group.element(snippet);
    }
    if let Some(help) = diagnostic.help(lang) {
        let name = catalogue::word("help", lang);
        group = group.element(Level::HELP.with_name(name).message(help));
    }
    let renderer = match look {
        Look::Plain => Renderer::plain(),
        Look::Coloured => Renderer::styled(),
    };
    let text = renderer.render(&[group]);
    match lang {
        Lang::Zh => wide_colons(&text),
        Lang::En => text,
    }
}

/// The colon behind the weight and behind the word for help, as Chinese text has it.
fn wide_colons(text: &str) -> String {
    let help = catalogue::word("help", Lang::Zh);
    let wide = |(at, line): (usize, &str)| match at == 0 || line.contains(&help) {
        true => line.replacen(": ", "：", 1),
        false => line.to_owned(),
    };
    let lines: Vec<String> = text.lines().enumerate().map(wide).collect();
    lines.join("\n")
}

/// How many of what is not carried out yet are shown one by one.
const MOST_LATER: usize = 3;

/// All diagnostics as text, errors before warnings before notes, each by path and place, and a line that counts them; empty
/// when nothing was found.
#[must_use]
pub fn report(found: &Diagnostics, sources: &Sources, lang: Lang, look: Look) -> String {
    let sorted = weightiest_first(found, sources);
    if sorted.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    let mut later = 0;
    for diagnostic in &sorted {
        if diagnostic.id == "not-run-yet" {
            later += 1;
            if later > MOST_LATER {
                continue;
            }
        }
        text.push_str(&to_text(diagnostic, sources, lang, look));
        text.push_str("\n\n");
    }
    if later > MOST_LATER {
        let more = (later - MOST_LATER).to_string();
        text.push_str(&catalogue::message(
            "more-not-run-yet",
            lang,
            &[("count", more.as_str())],
        ));
        text.push_str("\n\n");
    }
    text.push_str(&summary(&sorted, lang));
    text.push('\n');
    text
}

/// What has to be mended comes before what is good to know.
fn weightiest_first<'d>(found: &'d Diagnostics, sources: &Sources) -> Vec<&'d Diagnostic> {
    let mut sorted = found.sorted(sources);
    sorted.sort_by_key(|diagnostic| diagnostic.severity);
    sorted
}

/// The line that counts them.
fn summary(sorted: &[&Diagnostic], lang: Lang) -> String {
    let count = |severity| {
        let of_it = sorted.iter().filter(|d| d.severity == severity);
        of_it.count().to_string()
    };
    let errors = count(Severity::Error);
    let warnings = count(Severity::Warning);
    let notes = count(Severity::Note);
    let args = [
        ("errors", errors.as_str()),
        ("warnings", warnings.as_str()),
        ("notes", notes.as_str()),
    ];
    catalogue::message("check-summary", lang, &args)
}

/// All diagnostics as a JSON list, by path and place.
#[must_use]
pub fn report_json(found: &Diagnostics, sources: &Sources, lang: Lang) -> Json {
    let sorted = found.sorted(sources);
    sorted
        .into_iter()
        .map(|diagnostic| to_json(diagnostic, sources, lang))
        .collect()
}

type Marked<'a> = Snippet<'a, annotate_snippets::Annotation<'a>>;

/// A place to mark in a picture, with the words beside it.
struct Mark {
    span: Span,
    kind: AnnotationKind,
    label: Option<String>,
}

/// One snippet a file: the places of a file share its picture.
fn snippets<'a>(diagnostic: &Diagnostic, sources: &'a Sources, lang: Lang) -> Vec<Marked<'a>> {
    let mut files: Vec<(SourceId, Vec<Mark>)> = vec![(
        diagnostic.span.source,
        vec![Mark {
            span: sources.clamped(diagnostic.span),
            kind: AnnotationKind::Primary,
            label: diagnostic.label(lang),
        }],
    )];
    for more in diagnostic.more.iter().take(catalogue::SHOWN) {
        let mark = Mark {
            span: sources.clamped(more.span),
            kind: AnnotationKind::Context,
            label: Some(catalogue::word(more.label, lang)),
        };
        match files.iter_mut().find(|(id, _)| *id == more.span.source) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((more.span.source, vec![mark])),
        }
    }
    files
        .into_iter()
        .map(|(source, marks)| snippet(sources, source, marks))
        .collect()
}

/// The picture of one file. Only the lines from the first to the last place are handed over: of a long file with many
/// messages each would otherwise be laid out anew for every one of them.
fn snippet(sources: &Sources, source: SourceId, marks: Vec<Mark>) -> Marked<'_> {
    let text = sources.text(source);
    let first = marks.iter().map(|mark| mark.span.start).min().unwrap_or(0);
    let last = marks.iter().map(|mark| mark.span.end).max().unwrap_or(0);
    let from = text
        .get(..first)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let rest = text.get(last..).unwrap_or("");
    let to = last + rest.find('\n').map_or(rest.len(), |at| at + 1);
    let (line, _) = sources.line_column(source, from);
    let snippet = Snippet::source(text.get(from..to).unwrap_or(""))
        .path(sources.path(source))
        .line_start(line);
    let annotations = marks.into_iter().map(|mark| {
        let span = (mark.span.start - from)..(mark.span.end - from);
        mark.kind.span(span).label(mark.label)
    });
    snippet.annotations(annotations)
}

fn level(severity: Severity, lang: Lang) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR.with_name(catalogue::word("error", lang)),
        Severity::Warning => Level::WARNING.with_name(catalogue::word("warning", lang)),
        Severity::Note => Level::NOTE.with_name(catalogue::word("note", lang)),
    }
}

/// One diagnostic as JSON. Lines and columns count from 1, columns in characters; `end` is the place after the last character.
#[must_use]
pub fn to_json(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> Json {
    let mut object = json!({
        "id": diagnostic.id,
        "severity": diagnostic.severity,
        "message": diagnostic.message(lang),
        "label": diagnostic.label(lang),
        "help": diagnostic.help(lang),
    });
    let mut place = place(sources, diagnostic.span);
    if let (Some(object), Some(place)) = (object.as_object_mut(), place.as_object_mut()) {
        object.append(place);
        let more: Vec<Json> = diagnostic
            .more
            .iter()
            .map(|m| also(sources, m, lang))
            .collect();
        object.insert("more".to_owned(), Json::Array(more));
    }
    object
}

fn also(sources: &Sources, more: &super::diagnostic::More, lang: Lang) -> Json {
    let mut object = place(sources, more.span);
    if let Some(object) = object.as_object_mut() {
        object.insert("label".to_owned(), catalogue::word(more.label, lang).into());
    }
    object
}

fn place(sources: &Sources, span: Span) -> Json {
    let (line, column) = sources.line_column(span.source, span.start);
    let (end_line, end_column) = sources.line_column(span.source, span.end);
    json!({
        "path": sources.path(span.source),
        "line": line,
        "column": column,
        "end": { "line": end_line, "column": end_column },
        "text": sources.underlined(span),
    })
}

#[cfg(test)]
mod tests;
