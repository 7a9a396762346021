//! `need` and `allow` of a task: how many sign it, and what may be done with it besides answering.

use super::build::Build;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::reader::Item;
use crate::engine::{Need, OutcomeRule};
use crate::model::Handling;

/// How many must sign: `"all"`, `"any"`, or a number of at least one.
pub(super) fn need(item: &Item<'_>, found: &mut Diagnostics) -> Option<Need> {
    if item.as_said().is_some() {
        return match item.one_of(&["all", "any"], found)? {
            "all" => Some(Need::All),
            _ => Some(Need::Any),
        };
    }
    let count = item.whole(found)?;
    match u16::try_from(count) {
        Ok(count) if count > 0 => Some(Need::Count(count)),
        _ => {
            found.push(Diagnostic::new("need-nobody", item.span()));
            None
        }
    }
}

/// What else may be done with a task.
pub(super) fn allowed(
    item: &Item<'_>,
    need: Option<Need>,
    found: &mut Diagnostics,
) -> Vec<&'static str> {
    let mut allow = Vec::new();
    for said in item.said_or_list(found).unwrap_or_default() {
        let Some(word) = Handling::ALLOWED
            .into_iter()
            .find(|word| *word == said.text)
        else {
            let told = Diagnostic::new("unknown-word", said.inner())
                .with("word", said.text)
                .with("key", "allow");
            found.push(told.known(said.text, Handling::ALLOWED));
            continue;
        };
        if word == "add_signer" && need.is_none() {
            let told = Diagnostic::new("key-needs", said.inner()).with("key", word);
            found.push(told.with("other", "need"));
        }
        allow.push(word);
    }
    allow
}

/// An answer of a task must not be called as something that may be done with it.
pub(super) fn not_handled(
    build: &mut Build<'_, '_>,
    item: &Item<'_>,
    outcomes: &[OutcomeRule],
    allow: &[&str],
) {
    let transfers = allow.contains(&"transfer");
    for outcome in outcomes {
        let name = build.names.text(outcome.name);
        if allow.contains(&name) || transfers && ["accept", "decline"].contains(&name) {
            let at = item
                .inside("outcomes")
                .map_or(item.name_span(), |outcomes| outcomes.span());
            let told = Diagnostic::new("outcome-reserved", at)
                .with("name", name)
                .word("kind", "outcome")
                .with("near", format!("{name}_"));
            build.found.push(told);
        }
    }
}
