//! What a common flow needs of its desk: a list, table or rule that another desk has and this one lacks is no slip of the
//! flow, and is told as what the desk must still write.

use super::diagnostic::Diagnostic;
use super::docs::{COMMON, Docs};
use crate::model::catalogue::Arg;

/// The message in place of one that only says there is no such name.
pub(super) fn part(desk: &str, told: &Diagnostic, docs: &Docs<'_>) -> Option<Diagnostic> {
    let kind = match told.id {
        "unknown-name" if is_type(told) => "list",
        "unknown-function" => "rule",
        _ => return None,
    };
    let path = docs.sources.path(told.span.source);
    let flow = path.strip_prefix(&format!("workflows/{COMMON}/"))?;
    let name = match arg(told, "name")? {
        Arg::Said(name) => name.as_str(),
        _ => return None,
    };
    let mut files = docs.folder.below("rules/");
    let found = files.find(|file| has(file, name, docs))?;
    let (other, file) = found.strip_prefix("rules/")?.split_once('/')?;
    let kind = if file.ends_with(".csv") && kind == "rule" {
        "table"
    } else {
        kind
    };
    let flow = flow.strip_suffix(".toml").unwrap_or(flow);
    let needed = Diagnostic::new("part-needed", told.span)
        .with("workflow", flow)
        .word("kind", kind)
        .with("name", name)
        .with("desk", desk)
        .with("other", other)
        .with("file", format!("`rules/{desk}/{file}`"));
    Some(needed)
}

fn is_type(told: &Diagnostic) -> bool {
    arg(told, "kind") == Some(&Arg::Word("type".to_owned()))
}

fn arg<'d>(told: &'d Diagnostic, name: &str) -> Option<&'d Arg> {
    let found = told.args.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value)
}

/// Whether a file is the list or table of this name, or holds the rule.
fn has(file: &str, name: &str, docs: &Docs<'_>) -> bool {
    let stem = file
        .rsplit('/')
        .next()
        .and_then(|file| file.rsplit_once('.'));
    match stem {
        Some((stem, "csv")) => stem == name,
        Some((_, "rhai")) => docs
            .folder
            .text(file)
            .is_some_and(|text| text.contains(&format!("fn {name}("))),
        _ => false,
    }
}
