//! What a transition waits for, from its words: `handle.solved`, `answer.late`, `all done`, `replied`, `payment.paid`.

use std::collections::BTreeMap;

use super::build::Build;
use super::build_graph::answers;
use super::compile::unknown;
use super::diagnostic::Diagnostic;
use super::reader::Said;
use crate::engine::{Ask, Asked, EventRule, TaskRule, Trigger};
use crate::lang::Type;
use crate::model::{FieldId, NameId};

/// Reads one trigger.
pub(crate) fn trigger(
    build: &mut Build<'_, '_>,
    said: &Said<'_>,
    tasks: &BTreeMap<NameId, TaskRule>,
) -> Option<Trigger> {
    if said.text == "all done" {
        return Some(Trigger::AllDone);
    }
    let flow = build.flow;
    let Some((head, tail)) = said.text.split_once('.') else {
        let event = flow.events.get(said.text).copied();
        if event.is_none() && flow.tasks.contains_key(said.text) {
            let near = format!("{}.done", said.text);
            let fault = Diagnostic::new("unknown-name", said.inner())
                .word("kind", "event")
                .with("name", said.text);
            build.found.push(fault.with("near", near));
            return None;
        }
        let known: Vec<&str> = flow
            .events
            .keys()
            .map(String::as_str)
            .chain(["all done"])
            .collect();
        return build
            .known("event", said, event, known)
            .map(|event| Trigger::Event { event });
    };
    let tail = said.from(said.text.len() - tail.len());
    if let Some((id, _)) = flow.tasks.get(head) {
        let rule = tasks.get(id)?;
        return of_task(build, rule, &tail);
    }
    if let Some(other) = build.desk.flows.get(head) {
        return of_workflow(build, other.name, &tail);
    }
    if build.desk.broken.iter().any(|broken| broken == head) {
        return None;
    }
    let head = said.cut(head.len());
    if let Some(other) = build.desk.elsewhere.get(head.text) {
        let fault = Diagnostic::new("crosses-desk", head.inner())
            .with("name", head.text)
            .with("other", other.as_str());
        build.found.push(fault);
        return None;
    }
    let known = flow
        .tasks
        .keys()
        .chain(build.desk.flows.keys())
        .map(String::as_str);
    build.found.push(unknown("task", &head, known));
    None
}

fn of_task(build: &mut Build<'_, '_>, rule: &TaskRule, tail: &Said<'_>) -> Option<Trigger> {
    let task = rule.name;
    let outcome = rule
        .outcomes
        .iter()
        .find(|outcome| build.names.text(outcome.name) == tail.text)
        .map(|outcome| outcome.name);
    match (tail.text, outcome) {
        ("done", None) if answers(rule) => Some(Trigger::Done { task }),
        ("done", Some(outcome)) if rule.outcomes.len() > 1 => {
            Some(Trigger::Outcome { task, outcome })
        }
        ("done", Some(_)) => Some(Trigger::Done { task }),
        ("late" | "breached", None) if rule.deadline.is_none() => {
            let fault = Diagnostic::new("key-needs", tail.inner()).with("key", tail.text);
            build.found.push(fault.with("other", "due"));
            None
        }
        ("late", _) => Some(Trigger::Late { task }),
        ("breached", _) => Some(Trigger::Breached { task }),
        (_, Some(outcome)) => Some(Trigger::Outcome { task, outcome }),
        _ => {
            let names = build.names.clone();
            let outcomes = rule.outcomes.iter().map(|outcome| names.text(outcome.name));
            let mut known: Vec<&str> = outcomes.collect();
            let timed = if rule.deadline.is_some() {
                &["late", "breached"][..]
            } else {
                &[]
            };
            for word in ["done"].iter().filter(|_| answers(rule)).chain(timed) {
                if !known.contains(word) {
                    known.push(word);
                }
            }
            build.found.push(unknown("outcome", tail, known));
            None
        }
    }
}

fn of_workflow(build: &mut Build<'_, '_>, workflow: NameId, tail: &Said<'_>) -> Option<Trigger> {
    match tail.text {
        "ended" => return Some(Trigger::RelatedEnded { workflow }),
        "all_ended" => return Some(Trigger::AllEnded { workflow }),
        _ => {}
    }
    let flow = build.desk.flow(workflow)?;
    let state = flow.states.get(tail.text).copied();
    let known: Vec<&str> = flow
        .state_names()
        .into_iter()
        .chain(["ended", "all_ended"])
        .collect();
    let state = build.known("state", tail, state, known)?;
    Some(Trigger::Reached { workflow, state })
}

/// The fields each of these triggers demands in its act, so that none of them is empty in what follows from it.
pub(crate) fn demanded(
    on: &[Trigger],
    tasks: &BTreeMap<NameId, TaskRule>,
    events: &BTreeMap<NameId, EventRule>,
) -> Vec<FieldId> {
    let mut asked = on.iter().map(|trigger| match trigger {
        Trigger::Event { event } => events
            .get(event)
            .map_or(Vec::new(), |rule| fields(&rule.with)),
        Trigger::Outcome { task, outcome } => {
            let outcomes = tasks.get(task).into_iter().flat_map(|rule| &rule.outcomes);
            common(
                outcomes
                    .filter(|rule| rule.name == *outcome)
                    .map(|rule| fields(&rule.with)),
            )
        }
        Trigger::Done { task } => {
            let outcomes = tasks.get(task).into_iter().flat_map(|rule| &rule.outcomes);
            common(
                outcomes
                    .filter(|rule| !rule.keeps)
                    .map(|rule| fields(&rule.with)),
            )
        }
        _ => Vec::new(),
    });
    common(&mut asked)
}

fn fields(with: &[Ask]) -> Vec<FieldId> {
    let required = with.iter().filter(|ask| ask.required);
    let fields = required.filter_map(|ask| match ask.what {
        Asked::Field(field) => Some(field),
        Asked::Remark | Asked::Prompt => None,
    });
    fields.collect()
}

/// What all of them hold.
fn common(mut lists: impl Iterator<Item = Vec<FieldId>>) -> Vec<FieldId> {
    let mut all = lists.next().unwrap_or_default();
    for next in lists {
        all.retain(|field| next.contains(field));
    }
    all
}

/// The workflows a transition hears of.
pub(crate) fn senders(on: &[Trigger]) -> Vec<NameId> {
    let heard = on.iter().filter_map(|trigger| match trigger {
        Trigger::Reached { workflow, .. } | Trigger::RelatedEnded { workflow } => Some(*workflow),
        _ => None,
    });
    heard.collect()
}

/// The field of the sender by which it must name this record.
pub(crate) fn via(
    build: &mut Build<'_, '_>,
    said: &Said<'_>,
    senders: &[NameId],
) -> Option<FieldId> {
    let this = Type::Record(build.flow.name);
    let desk = build.desk;
    let flows = senders.iter().filter_map(|sender| desk.flow(*sender));
    let naming: Vec<(&str, FieldId)> = flows
        .flat_map(|flow| &flow.fields)
        .filter(|(_, field)| field.typed.ty == this)
        .map(|(name, field)| (name.as_str(), field.id))
        .collect();
    let id = naming
        .iter()
        .find(|(name, _)| *name == said.text)
        .map(|(_, id)| *id);
    build.known("field", said, id, naming.iter().map(|(name, _)| *name))
}
