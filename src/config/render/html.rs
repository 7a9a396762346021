//! Diagnostics as one page for a browser, with nothing to fetch: each with the lines it speaks of, the place marked in the
//! text itself, so that it is right under wide signs too, and with the explanation of its id further down.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::diagnostic::{Diagnostic, Diagnostics};
use super::super::explain::{self, Page, Side};
use super::super::source::{Sources, Span};
use crate::model::catalogue::{self, Lang, Severity};
use crate::model::markup::escaped;

const STYLE: &str = "\
:root { color-scheme: light dark; --line: #8884; --error: #c0392b; --warning: #b9770e; --note: #2471a3; }\n\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }\n\
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin: 0; } h3 { font-size: 1rem; }\n\
article { border-left: .3rem solid var(--line); padding: .2rem 1rem; margin: 1.5rem 0; }\n\
article.error { border-color: var(--error); } article.warning { border-color: var(--warning); }\n\
article.note { border-color: var(--note); }\n\
pre { overflow-x: auto; background: #8881; padding: .5rem; margin: .3rem 0; }\n\
mark { background: none; color: inherit; text-decoration: underline wavy var(--error); text-underline-offset: .25em; }\n\
pre mark.more { text-decoration-color: var(--note); } .no { color: #888; user-select: none; }\n\
.place, .label { color: #888; } .id { font-weight: normal; font-size: .9rem; }\n";

/// All diagnostics as a page of HTML, by path and place.
#[must_use]
pub fn report_html(found: &Diagnostics, sources: &Sources, lang: Lang) -> String {
    let sorted = super::weightiest_first(found, sources);
    let title = match sorted.is_empty() {
        true => catalogue::word("check-nothing", lang),
        false => super::summary(&sorted, lang),
    };
    let title = escaped(&title);
    let code = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<h1>{title}</h1>\n"
    );
    for diagnostic in &sorted {
        page.push_str(&article(diagnostic, sources, lang));
    }
    let ids: BTreeSet<&str> = sorted.iter().map(|diagnostic| diagnostic.id).collect();
    for page_of in ids.iter().filter_map(|id| explain::page(id)) {
        page.push_str(&explanation(page_of, lang));
    }
    page.push_str("</body>\n</html>\n");
    page
}

fn article(diagnostic: &Diagnostic, sources: &Sources, lang: Lang) -> String {
    let (class, weight) = match diagnostic.severity {
        Severity::Error => ("error", catalogue::word("error", lang)),
        Severity::Warning => ("warning", catalogue::word("warning", lang)),
        Severity::Note => ("note", catalogue::word("note", lang)),
    };
    let id = diagnostic.id;
    let message = marked_up(&diagnostic.message(lang));
    let mut text = format!(
        "<article class=\"{class}\">\n<h2>{weight}: {message} <a class=\"id\" href=\"#{id}\">{id}</a></h2>\n"
    );
    let label = diagnostic.label(lang).unwrap_or_default();
    text.push_str(&excerpt(sources, diagnostic.span, &label, "main"));
    for more in diagnostic.more.iter().take(catalogue::SHOWN) {
        let label = catalogue::word(more.label, lang);
        text.push_str(&excerpt(sources, more.span, &label, "more"));
    }
    if let Some(help) = diagnostic.help(lang) {
        let word = catalogue::word("help", lang);
        let _ = writeln!(text, "<p>{word}: {}</p>", marked_up(&help));
    }
    text.push_str("</article>\n");
    text
}

/// The lines of a place, the place marked in them.
fn excerpt(sources: &Sources, span: Span, label: &str, class: &str) -> String {
    let span = sources.clamped(span);
    let whole = sources.text(span.source);
    let piece = |from: usize, to: usize| escaped(whole.get(from..to).unwrap_or(""));
    let start = whole
        .get(..span.start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |at| at + 1);
    let rest = whole.get(span.end..).unwrap_or("");
    let end = span.end + rest.find(['\r', '\n']).unwrap_or(rest.len());
    let lines = format!(
        "{}<mark class=\"{class}\">{}</mark>{}",
        piece(start, span.start),
        piece(span.start, span.end),
        piece(span.end, end)
    );
    let (first, column) = sources.line_column(span.source, span.start);
    let numbered: Vec<String> = lines
        .lines()
        .enumerate()
        .map(|(at, line)| format!("<span class=\"no\">{:>5} </span>{line}", first + at))
        .collect();
    let path = escaped(sources.path(span.source));
    format!(
        "<div class=\"place\">{path}:{first}:{column} <span class=\"label\">{}</span></div>\n<pre>{}</pre>\n",
        escaped(label),
        numbered.join("\n")
    )
}

fn explanation(page: &Page, lang: Lang) -> String {
    let [means, matters] = page.words(lang);
    let mut text = format!(
        "<section id=\"{id}\">\n<h3>{id}</h3>\n<p>{} {}</p>\n",
        marked_up(means),
        marked_up(matters),
        id = page.id
    );
    for (title, side) in [
        ("explain-wrong", Side::Wrong),
        ("explain-right", Side::Right),
    ] {
        for (path, shown) in page.example.shown(side) {
            let title = catalogue::word(title, lang);
            let _ = writeln!(
                text,
                "<div class=\"place\">{title} · {}</div>\n<pre>{}</pre>",
                escaped(path),
                escaped(&shown)
            );
        }
    }
    text.push_str("</section>\n");
    text
}

/// A sentence, what stands in backticks as code.
fn marked_up(sentence: &str) -> String {
    let pieces = sentence.split('`').enumerate();
    let pieces = pieces.map(|(at, piece)| match at % 2 {
        1 => format!("<code>{}</code>", escaped(piece)),
        _ => escaped(piece),
    });
    pieces.collect()
}
