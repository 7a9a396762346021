//! For tests of the check: diagnostics as short lines, so that a test can assert place, underlined text and words.

use super::diagnostic::Diagnostics;
use super::node::Doc;
use super::source::Sources;
use crate::model::catalogue::Lang;

/// A text read as the file `path`, with what its syntax gave.
pub(crate) fn parse(path: &str, text: &str) -> (Doc, Sources, Diagnostics) {
    let mut sources = Sources::default();
    let mut out = Diagnostics::default();
    let doc = Doc::parse(path, text, &mut sources, &mut out);
    (doc, sources, out)
}

/// `line:column id [underlined] sentence | help`, in English, by place; of one file.
pub(crate) fn lines(out: &Diagnostics, sources: &Sources) -> Vec<String> {
    out.sorted(sources)
        .into_iter()
        .map(|d| {
            let (line, column) = sources.line_column(d.span.source, d.span.start);
            let text = sources.underlined(d.span);
            let said = d.message(Lang::En);
            let help = d
                .help(Lang::En)
                .map(|h| format!(" | {h}"))
                .unwrap_or_default();
            format!("{line}:{column} {} [{text}] {said}{help}", d.id)
        })
        .collect()
}
