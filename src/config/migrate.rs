//! `[migrate]`: what a change says about living records.

use std::sync::Arc;

use super::build::Build;
use super::compile::unknown;
use super::diagnostic::Diagnostic;
use super::load::Loaded;
use super::node::NodeValue;
use super::reader::Item;
use crate::engine::{Migrate, Rename};

/// Kinds of names that can be renamed.
const KINDS: [&str; 7] = [
    "state", "task", "outcome", "field", "choice", "event", "clock",
];

/// Reads the section, if it is written.
pub(crate) fn migrate(build: &mut Build<'_, '_>) -> Migrate {
    let mut migrate = Migrate::default();
    let flow = build.flow;
    let Some(item) = &flow.top.migrate else {
        return migrate;
    };
    let Some(mut table) = item.table("migrate", build.found) else {
        return migrate;
    };
    migrate.since = table
        .take("since")
        .and_then(|item| item.text(build.found))
        .map(Arc::from);
    let renames = table
        .take("rename")
        .and_then(|item| item.entries(build.found));
    for kind in renames.unwrap_or_default() {
        renamed(build, &kind, &mut migrate);
    }
    let deadlines = table
        .take("deadline")
        .and_then(|item| item.entries(build.found));
    for item in deadlines.unwrap_or_default() {
        let rearms = item.one_of(&["keep", "rearm"], build.found) == Some("rearm");
        let task = flow.tasks.get(item.name()).map(|(id, _)| *id);
        match task {
            Some(task) if rearms => migrate.rearm.push(task),
            Some(_) => {}
            None => report(build, &item, "task", flow.tasks.keys().map(String::as_str)),
        }
    }
    let timers = table
        .take("timer")
        .and_then(|item| item.entries(build.found));
    for item in timers.unwrap_or_default() {
        let arms = item.one_of(&["arm", "leave"], build.found) == Some("arm");
        let known = || {
            flow.top
                .transition
                .iter()
                .chain(&flow.top.clock)
                .map(Item::name)
        };
        if known().any(|name| name == item.name()) {
            let name = build.names.intern(item.name());
            migrate.timers.push((name, arms));
        } else {
            report(build, &item, "transition", known());
        }
    }
    let recompute = table
        .take("recompute")
        .and_then(|item| item.said_or_list(build.found));
    for said in recompute.unwrap_or_default() {
        migrate.recompute.extend(build.field(&said));
    }
    table.finish(build.found);
    let spent =
        !(migrate.rearm.is_empty() && migrate.timers.is_empty() && migrate.recompute.is_empty());
    if spent && migrate.since.is_none() {
        let fault = Diagnostic::new("migrate-since", item.name_span());
        build.found.push(fault);
    }
    migrate
}

/// Puts the hash of the revision that runs into what is told of a `[migrate]` without `since`, so that the line can be
/// pasted; `running` gives it for a desk.
pub fn name_running(loaded: &mut Loaded, running: impl Fn(&str) -> Option<String>) {
    let sources = &loaded.sources;
    loaded.diagnostics.reword(|told| {
        let desk = sources.path(told.span.source).split('/').nth(1)?;
        let hash = running(desk).filter(|_| told.id == "migrate-since")?;
        let short: String = hash.chars().take(12).collect();
        Some(told.clone().with("line", format!("since = \"{short}\"")))
    });
}

fn renamed(build: &mut Build<'_, '_>, kind: &Item<'_>, migrate: &mut Migrate) {
    let Some(word) = KINDS.iter().find(|word| **word == kind.name()) else {
        let fault = Diagnostic::new("unknown-word", kind.name_span())
            .with("word", kind.name())
            .with("key", "rename");
        build.found.push(fault.known(kind.name(), KINDS));
        return;
    };
    for entry in kind.entries(build.found).unwrap_or_default() {
        if !matches!(entry.node().value, NodeValue::Text(_)) {
            entry.wrong("a-name", build.found);
            continue;
        }
        let Some(said) = entry.said(build.found) else {
            continue;
        };
        let flow = build.flow;
        if *word == "state" && !flow.states.contains_key(said.text) {
            build
                .found
                .push(unknown("state", &said, flow.state_names()));
            continue;
        }
        migrate.renames.push(Rename {
            kind: Arc::from(*word),
            old: Arc::from(entry.name()),
            new: Arc::from(said.text),
        });
    }
}

fn report<'k>(
    build: &mut Build<'_, '_>,
    item: &Item<'_>,
    kind: &str,
    known: impl Iterator<Item = &'k str>,
) {
    let known: Vec<&str> = known.collect();
    let fault = Diagnostic::new("unknown-name", item.name_span())
        .word("kind", kind)
        .with("name", item.name());
    build.found.push(fault.known(item.name(), known));
}
