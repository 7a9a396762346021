//! Answers to tasks, and what else their `allow` lets people do with them, in words.

use serde_json::{Map, Value as Json};

use super::InboxError;
use crate::engine::{Desk, View, Workflow};
use crate::model::{Handling, RecordNo, TaskKind, What};
use crate::world::World;

/// A person people mean by a word.
pub(super) fn person(
    desk: &Desk,
    world: &World,
    name: &str,
    given: &Json,
) -> Result<RecordNo, InboxError> {
    let word = given.as_str().map(str::trim).unwrap_or_default();
    world.person(desk, word).ok_or_else(|| {
        let args = [("field", name), ("value", word)];
        InboxError::new("refused-no-such-record", &args).at(name)
    })
}

/// One of the things a task's `allow` names, by its word; `to` says to whom or where.
fn handling(
    desk: &Desk,
    world: &World,
    workflow: &Workflow,
    (word, with): (&str, &Map<String, Json>),
) -> Option<Result<Handling, InboxError>> {
    let to = || {
        let missing = || InboxError::new("refused-missing-value", &[("fields", "to")]).at("to");
        with.get("to").ok_or_else(missing)
    };
    let whom = || person(desk, world, "to", to()?);
    let state = || {
        let word = to()?.as_str().unwrap_or_default();
        let found = desk.names.find(word);
        found
            .filter(|state| workflow.states.contains_key(state))
            .ok_or_else(|| {
                let known = workflow.states.keys().map(|state| desk.names.text(*state));
                let known: Vec<&str> = known.collect();
                let args = [
                    ("value", word),
                    ("field", "to"),
                    ("known", &known.join(", ")),
                ];
                InboxError::new("refused-unknown-choice", &args).at("to")
            })
    };
    Some(match word {
        "return" => state().map(|to| Handling::Return { to }),
        "transfer" => whom().map(|to| Handling::Transfer { to }),
        "accept" => Ok(Handling::Accept),
        "decline" => Ok(Handling::Decline),
        "add_signer" => whom().map(|person| Handling::AddSigner { person }),
        "withdraw" => Ok(Handling::Withdraw),
        "nudge" => Ok(Handling::Nudge),
        _ => return None,
    })
}

pub(super) fn answer(
    desk: &Desk,
    world: &World,
    (no, workflow): (RecordNo, &Workflow),
    task: &str,
    (outcome, with): (&str, &Map<String, Json>),
) -> Result<What, InboxError> {
    let missing = || {
        let code = world.word_of(desk, no);
        let error = InboxError::new("refused-no-task", &[("code", &code), ("task", task)]);
        let open = world
            .record(no)
            .into_iter()
            .flat_map(|record| &record.tasks);
        let open = open.filter_map(|no| world.task(*no));
        let open = open.filter(|task| task.is_open() && task.kind != TaskKind::Clock);
        error
            .known(task, open.map(|task| desk.names.text(task.name)))
            .at(task)
    };
    let name = desk.names.find(task).ok_or_else(missing)?;
    let record = world.record(no).ok_or_else(missing)?;
    let held = record.tasks.iter().rev().filter_map(|no| world.task(*no));
    let found = held
        .into_iter()
        .find(|held| held.name == name)
        .ok_or_else(missing)?;
    let offered: Vec<&str> = found
        .offers
        .iter()
        .map(|offer| desk.names.text(offer.outcome))
        .collect();
    let rule = workflow.tasks.get(&name);
    let allowed = rule.map_or(&[][..], |rule| rule.allow.as_slice());
    if !offered.contains(&outcome)
        && let Some(act) = handling(desk, world, workflow, (outcome, with))
        && (act.is_err()
            || act
                .as_ref()
                .is_ok_and(|act| allowed.contains(&act.allowed_by())))
    {
        return act.map(|act| What::Handle {
            task: found.no,
            act,
        });
    }
    if !offered.contains(&outcome) {
        let offered = [offered, allowed.to_vec()].concat();
        let args = [
            ("outcome", outcome),
            ("task", task),
            ("known", &offered.join(", ")),
        ];
        let error = InboxError::new("unknown-outcome", &args);
        return Err(error.known(outcome, offered).at(outcome));
    }
    let outcome = desk.names.find(outcome).ok_or_else(missing)?;
    Ok(What::Answer {
        task: found.no,
        outcome,
    })
}
