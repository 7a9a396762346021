//! Refusals in words: what stands against an act, all of it, in the language asked for.

use crate::engine::{Desk, View, Workflow};
use crate::lang::type_name;
use crate::model::catalogue::{Lang, message};
use crate::model::{Event, NameId, Refusal, Value, What};
use crate::world::{World, value_text};

/// A refusal's id and its sentence.
#[must_use]
#[expect(
    clippy::too_many_lines,
    reason = "one short arm for each kind, none of them left out"
)]
pub fn refusal_text(
    desk: &Desk,
    world: &World,
    event: &Event,
    refusal: &Refusal,
    lang: Lang,
) -> (&'static str, String) {
    let say = |id: &'static str, args: &[(&str, &str)]| (id, message(id, lang, args));
    let actor = event.actor.person.map_or_else(
        || message("the-engine", lang, &[]),
        |person| world.word_of(desk, person),
    );
    let act = act_text(desk, world, event);
    let workflow = workflow(desk, world, event);
    let field = |id| workflow.map_or("?", |flow| desk.names.field_text(flow.name, id));
    match refusal {
        Refusal::NotAllowed { roles } => {
            let who = names(desk, roles);
            let who = if who.is_empty() {
                message("nobody", lang, &[])
            } else {
                who
            };
            say(
                "refused-not-allowed",
                &[("actor", &actor), ("act", &act), ("who", &who)],
            )
        }
        Refusal::FourEyes => say("refused-four-eyes", &[("actor", &actor), ("task", &act)]),
        Refusal::Unmet { require } => {
            let rule = workflow.and_then(|flow| flow.requires.get(require));
            let label = rule.map_or("", |rule| rule.label.text(lang));
            let label = if label.is_empty() {
                desk.names.text(*require)
            } else {
                label
            };
            say("refused-unmet", &[("unmet", label)])
        }
        Refusal::MissingValue { field: Some(id) } => {
            say("refused-missing-value", &[("fields", field(*id))])
        }
        Refusal::MissingValue { field: None } => {
            say("refused-missing-value", &[("fields", "remark")])
        }
        Refusal::NotAsked { field: id } => {
            say("refused-not-asked", &[("act", &act), ("field", field(*id))])
        }
        Refusal::BadValue { field: id, why } => {
            let given = event
                .with
                .iter()
                .find(|(known, _)| known == id)
                .map(|(_, value)| value);
            let value = given.map_or_else(String::new, |value| value_text(desk, world, value));
            let expected = workflow
                .and_then(|flow| flow.field(*id))
                .map_or("", |field| type_name(&field.typed.ty));
            let expected = if why.as_str().is_empty() {
                expected
            } else {
                why.as_str()
            };
            let args = [
                ("field", field(*id)),
                ("expected", expected),
                ("value", &value),
            ];
            say("refused-wrong-type", &args)
        }
        Refusal::NotUnique { field: id, record } => {
            let given = event
                .with
                .iter()
                .find(|(known, _)| known == id)
                .map(|(_, value)| value);
            let value = given.map_or_else(String::new, |value| value_text(desk, world, value));
            let other = world.word_of(desk, *record);
            let args = [("field", field(*id)), ("value", &value), ("other", &other)];
            say("refused-not-unique", &args)
        }
        Refusal::NotApplicable { events, tasks } => {
            let code = event
                .record
                .map_or_else(String::new, |no| world.word_of(desk, no));
            let state = event.record.and_then(|no| world.record(no)?.state);
            let state = state.map_or("", |state| desk.names.text(state));
            let all: Vec<NameId> = events.iter().chain(tasks).copied().collect();
            let possible = names(desk, &all);
            let possible = if possible.is_empty() {
                message("nothing", lang, &[])
            } else {
                possible
            };
            let args = [
                ("code", code.as_str()),
                ("state", state),
                ("act", &act),
                ("possible", &possible),
            ];
            say("refused-not-applicable", &args)
        }
        Refusal::NoSuchOutcome { outcomes } => {
            let known = names(desk, outcomes);
            say(
                "unknown-outcome",
                &[("outcome", &act), ("task", ""), ("known", &known)],
            )
        }
        Refusal::RecordEnded => {
            let code = event
                .record
                .map_or_else(String::new, |no| world.word_of(desk, no));
            say("refused-record-ended", &[("code", &code)])
        }
        Refusal::NothingToRetry => say("refused-nothing-to-retry", &[]),
        Refusal::Failed => say("refused-failed", &[]),
    }
}

fn workflow<'d>(desk: &'d Desk, world: &World, event: &Event) -> Option<&'d Workflow> {
    let name = match (&event.what, event.record) {
        (What::Open { workflow } | What::Started { workflow, .. }, _) => Some(*workflow),
        (_, Some(record)) => world.record(record).map(|record| record.workflow),
        (_, None) => None,
    };
    desk.workflow(name?)
}

fn names(desk: &Desk, names: &[NameId]) -> String {
    let words: Vec<&str> = names.iter().map(|name| desk.names.text(*name)).collect();
    words.join(", ")
}

/// The act in short: `handle.solved`, `replied`, `open complaint`.
pub(super) fn act_text(desk: &Desk, world: &World, event: &Event) -> String {
    let name = |name: NameId| desk.names.text(name).to_owned();
    match &event.what {
        What::Open { workflow } | What::Started { workflow, .. } => {
            format!("open {}", name(*workflow))
        }
        What::Report { event } => name(*event),
        What::Answer { task, outcome } => {
            let task = world
                .task(*task)
                .map_or_else(|| "?".to_owned(), |task| name(task.name));
            format!("{task}.{}", name(*outcome))
        }
        What::Note => "note".to_owned(),
        What::Correct => "correct".to_owned(),
        What::Void => "void".to_owned(),
        What::Retry { incident } => format!("retry {incident}"),
        What::Told { .. } => "told".to_owned(),
        What::Timer { .. } => "timer".to_owned(),
        What::Activated { revision, .. } => format!("revision {revision}"),
        What::Migrate => "migrate".to_owned(),
    }
}

/// Values an explanation names, `claim = 6000, authority = 5000`.
pub(super) fn values_text(desk: &Desk, world: &World, values: &[(String, Value)]) -> String {
    let words: Vec<String> = values
        .iter()
        .map(|(name, value)| {
            let text = value_text(desk, world, value);
            let text = if text.is_empty() {
                "—".to_owned()
            } else {
                text
            };
            format!("{name} = {text}")
        })
        .collect();
    words.join(", ")
}
