//! A small desk in memory, to be changed a file at a time.

use std::collections::BTreeMap;

use casework::config::{Folder, Loaded, load};
use casework::model::RevisionNo;
use casework::model::catalogue::{Lang, Severity};

const DESK: &str = r#"currency = "CNY"
[calendar.office]
default = true
file = "office"
[role]
clerk = { above = "boss" }
boss = {}
[right]
publish = { who = ["boss"] }
[ladder]
default = [{ at = "25% before", remind = "assignee" }, { at = "due", remind = "boss" }]
"#;

const OFFICE: &str = r#"zone = "Asia/Shanghai"
week = { mon-fri = ["09:00-12:00", "13:00-18:00"] }
makeup = "mon-fri"
published_until = 2026-12-31
days = "office.csv"
"#;

const STAFF: &str = r#"person = true
[field]
login = { type = "text", required = true, key = true }
roles = { type = "role", many = true }
"#;

const CUSTOMER: &str = r#"[field]
name = { type = "text", required = true }
class = { choice = ["normal", "key"], default = "normal" }
"#;

/// A flow with something of everything.
pub(crate) const CASE: &str = r#"initial = "open_desk"
[param]
answer_within = "24h"
limit = 100
[field]
customer = { type = "customer", required = true }
amount = { type = "money", default = 0 }
facts = "text"
[task]
answer = { who = "=owner", due = "=answer_within", with = ["facts"], outcomes = ["yes", "no"] }
[event]
open = { who = ["clerk"], with = ["customer", "amount?"] }
[state]
open_desk = { opens = ["answer"] }
closed = { final = true }
[transition]
big = { from = "open_desk", on = "answer.yes", when = "amount > limit", to = "closed" }
small = { from = "open_desk", on = "answer.yes", to = "closed" }
no = { from = "open_desk", on = "answer.no", to = "closed" }
"#;

/// The small desk `d`.
pub(crate) fn folder() -> Folder {
    let mut folder = Folder::default();
    folder.insert("workflows/d/desk.toml", DESK);
    folder.insert("workflows/d/staff.toml", STAFF);
    folder.insert("workflows/d/customer.toml", CUSTOMER);
    folder.insert("workflows/d/ticket.toml", CASE);
    folder.insert("rules/calendars/office.toml", OFFICE);
    folder.insert(
        "rules/calendars/office.csv",
        "date,kind,name\n2026-10-01,statutory,国庆节\n",
    );
    folder
}

/// The small desk with some files put in place of its own.
pub(crate) fn with(files: &[(&str, &str)]) -> Folder {
    let mut folder = folder();
    for (path, text) in files {
        folder.insert(path, *text);
    }
    folder
}

/// The small desk's flow with one piece of text replaced.
pub(crate) fn case(old: &str, new: &str) -> Folder {
    assert!(CASE.contains(old), "{old}");
    with(&[("workflows/d/ticket.toml", &CASE.replacen(old, new, 1))])
}

/// Its desk.toml with lines put at the end.
pub(crate) fn desk(more: &str) -> Folder {
    with(&[("workflows/d/desk.toml", &format!("{DESK}{more}"))])
}

pub(crate) fn loaded(folder: &Folder) -> Loaded {
    load(folder, &BTreeMap::new(), RevisionNo(1))
}

/// `path:line id [underlined] | help`, in English, notes left out.
pub(crate) fn told(folder: &Folder) -> Vec<String> {
    let loaded = loaded(folder);
    let sources = &loaded.sources;
    loaded
        .diagnostics
        .sorted(sources)
        .into_iter()
        .filter(|told| told.severity != Severity::Note)
        .map(|told| {
            let (line, _) = sources.line_column(told.span.source, told.span.start);
            let path = sources.path(told.span.source);
            let file = path.rsplit('/').next().unwrap_or(path);
            let help = told
                .help(Lang::En)
                .map(|help| format!(" | {help}"))
                .unwrap_or_default();
            format!(
                "{file}:{line} {} [{}]{help}",
                told.id,
                sources.underlined(told.span)
            )
        })
        .collect()
}
