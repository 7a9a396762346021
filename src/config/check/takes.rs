//! What transitions take of what happens: outcomes and ends nobody takes, transitions that compete, steps never heard.

use std::collections::BTreeSet;

use super::graph::left;
use super::{Seen, reads};
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::node::NodeValue;
use crate::config::reader::Item;
use crate::config::source::Span;
use crate::engine::{OutcomeRule, TaskRule, Transition, Trigger};
use crate::lang::Type;
use crate::model::{Lives, NameId, TaskKind};

pub(super) fn check(seen: Seen<'_>, found: &mut Diagnostics) {
    outcomes(seen, found);
    ends(seen, found);
    rivals(seen, found);
    unheard(seen, found);
}

/// Named outcomes of an opened task that no transition takes where it is open; tasks nothing opens.
fn outcomes(seen: Seen<'_>, found: &mut Diagnostics) {
    for task in seen
        .built
        .tasks
        .values()
        .filter(|task| task.kind == TaskKind::Task)
    {
        let states = opened_in(seen, task.name);
        if states.is_empty() {
            let told = Diagnostic::new("unopened-task", seen.task(task.name));
            found.push(told.with("task", seen.text(task.name)));
            continue;
        }
        if let [only] = task.outcomes.as_slice()
            && seen.text(only.name) == "done"
        {
            continue;
        }
        for outcome in task.outcomes.iter().filter(|outcome| !outcome.keeps) {
            untaken(seen, task, outcome, &states, found);
        }
    }
}

/// The states in which a task is opened, in the order of the file.
fn opened_in(seen: Seen<'_>, task: NameId) -> Vec<NameId> {
    let mut states: BTreeSet<NameId> = BTreeSet::new();
    for state in seen.built.states.values() {
        if state.actions.opens.contains(&task) {
            states.insert(state.name);
        }
    }
    for transition in &seen.built.transitions {
        if transition.actions.opens.contains(&task) {
            match transition.to {
                Some(to) => drop(states.insert(to)),
                None => states.extend(left(seen, transition)),
            }
        }
    }
    seen.flow
        .states
        .values()
        .copied()
        .filter(|state| states.contains(state))
        .collect()
}

fn untaken(
    seen: Seen<'_>,
    task: &TaskRule,
    outcome: &OutcomeRule,
    states: &[NameId],
    found: &mut Diagnostics,
) {
    let takes = |transition: &&Transition| {
        transition.on.iter().any(|on| match on {
            Trigger::Outcome {
                task: of,
                outcome: taken,
            } => *of == task.name && *taken == outcome.name,
            Trigger::Done { task: of } => *of == task.name,
            Trigger::AllDone => true,
            _ => false,
        })
    };
    let all = &seen.built.transitions;
    let mut taking = all.iter().filter(takes);
    let missing = match task.lives {
        // It may be answered in a later state: then it is enough that one takes it.
        Lives::Record if taking.next().is_some() => None,
        Lives::Record => states.first().copied(),
        Lives::State => states.iter().copied().find(|state| {
            !all.iter()
                .filter(takes)
                .any(|transition| left(seen, transition).contains(state))
        }),
    };
    let Some(state) = missing else {
        return;
    };
    let (task_name, name) = (seen.text(task.name), seen.text(outcome.name));
    let line = format!(
        "{name} = {{ from = \"{}\", on = \"{task_name}.{name}\", to = \"…\" }}",
        seen.text(state)
    );
    let told = Diagnostic::new("untaken-outcome", outcome_span(seen, task.name, name))
        .with("task", task_name)
        .with("outcome", name)
        .with("state", seen.text(state))
        .with("line", line);
    found.push(told.also(seen.state(state), "opened-here"));
}

fn outcome_span(seen: Seen<'_>, task: NameId, outcome: &str) -> Span {
    let item = seen.item(&seen.flow.top.task, task);
    let outcomes = item.and_then(|item| item.inside("outcomes"));
    let place = outcomes.and_then(|outcomes| match &outcomes.node().value {
        NodeValue::List(items) => {
            let item = items.iter().find(|item| item.text() == Some(outcome));
            item.map(|item| item.span)
        }
        _ => outcomes.inside(outcome).map(|item| item.name_span()),
    });
    place.unwrap_or_else(|| seen.task(task))
}

/// A state left only by the end of another record must take each of its ends.
fn ends(seen: Seen<'_>, found: &mut Diagnostics) {
    for state in seen.flow.states.values() {
        let all = seen.built.transitions.iter();
        let leaving: Vec<&Transition> = all
            .filter(|transition| transition.to != Some(*state) && transition.to.is_some())
            .filter(|transition| left(seen, transition).contains(state))
            .collect();
        let mut workflow = None;
        let mut taken = BTreeSet::new();
        let only_one = !leaving.is_empty()
            && leaving
                .iter()
                .flat_map(|transition| &transition.on)
                .all(|on| match on {
                    Trigger::Reached {
                        workflow: of,
                        state,
                    } => {
                        taken.insert(*state);
                        // A state passed through is no end: whoever hears of it waits for no end.
                        let awaited = seen.all.get(of).and_then(|flow| flow.states.get(state));
                        awaited.is_some_and(|state| state.ends)
                            && *workflow.get_or_insert(*of) == *of
                    }
                    _ => false,
                });
        let Some(awaited) = workflow
            .filter(|_| only_one)
            .and_then(|id| seen.all.get(&id))
        else {
            continue;
        };
        let ends = awaited.states.values().filter(|state| state.ends);
        for end in ends.filter(|end| !taken.contains(&end.name)) {
            let told = Diagnostic::new("untaken-end", seen.state(*state))
                .with("state", seen.text(*state))
                .with("workflow", seen.text(awaited.name))
                .with("end", seen.text(end.name));
            let first = leaving
                .first()
                .map(|transition| seen.transition(transition.name));
            found.push(match first {
                Some(first) => told.also(first, "awaited-here"),
                None => told,
            });
        }
    }
}

/// Transitions of one trigger in one state: two without condition, or one that always loses.
fn rivals(seen: Seen<'_>, found: &mut Diagnostics) {
    let mut told: BTreeSet<(NameId, NameId)> = BTreeSet::new();
    let all = &seen.built.transitions;
    for (at, later) in all.iter().enumerate() {
        for earlier in all.iter().take(at) {
            let Some((state, trigger)) = shared(seen, earlier, later) else {
                continue;
            };
            if told.contains(&(earlier.name, later.name)) {
                continue;
            }
            if let Some(diagnostic) = rivalry(seen, earlier, later, state, trigger) {
                told.insert((earlier.name, later.name));
                found.push(diagnostic);
            }
        }
    }
}

/// A state both leave on the same trigger. Timers are each transition's own.
fn shared(seen: Seen<'_>, a: &Transition, b: &Transition) -> Option<(NameId, Trigger)> {
    let trigger =
        a.on.iter()
            .find(|on| b.on.contains(on) && **on != Trigger::Timer)?;
    let states = left(seen, b);
    let state = left(seen, a)
        .into_iter()
        .find(|state| states.contains(state))?;
    Some((state, *trigger))
}

fn rivalry(
    seen: Seen<'_>,
    earlier: &Transition,
    later: &Transition,
    state: NameId,
    trigger: Trigger,
) -> Option<Diagnostic> {
    let unguarded =
        |transition: &Transition| transition.when.is_none() && transition.at_most.is_none();
    if earlier.via != later.via {
        return None;
    }
    let span = seen.transition(later.name);
    let other = seen.transition(earlier.name);
    if unguarded(earlier) && unguarded(later) {
        let told = Diagnostic::new("several-unguarded", span).with("state", seen.text(state));
        let text = trigger_text(seen, trigger);
        let told = match text.is_empty() {
            true => told.both("trigger", "有两条没有 `on`、", "without `on`"),
            false => told.both(
                "trigger",
                &format!("对 `{text}` 有两条"),
                &format!("on `{text}`"),
            ),
        };
        return Some(told.also(other, "other-here"));
    }
    let same = match (&earlier.when, &later.when) {
        (Some(a), Some(b)) => b.implies(a),
        (None, _) => true,
        (Some(_), None) => false,
    };
    if earlier.at_most.is_some() || !same {
        return None;
    }
    let told = Diagnostic::new("shadowed-transition", span)
        .with("transition", seen.text(later.name))
        .with("other", seen.text(earlier.name));
    Some(told.also(other, "masked-by-this"))
}

/// A trigger as it is written.
fn trigger_text(seen: Seen<'_>, trigger: Trigger) -> String {
    let text = |id: NameId| seen.text(id).to_owned();
    match trigger {
        Trigger::Outcome { task, outcome } => format!("{}.{}", text(task), text(outcome)),
        Trigger::Done { task } => format!("{}.done", text(task)),
        Trigger::Late { task } => format!("{}.late", text(task)),
        Trigger::Breached { task } => format!("{}.breached", text(task)),
        Trigger::AllDone => "all done".to_owned(),
        Trigger::Event { event } => text(event),
        Trigger::Reached { workflow, state } => format!("{}.{}", text(workflow), text(state)),
        Trigger::RelatedEnded { workflow } => format!("{}.ended", text(workflow)),
        Trigger::AllEnded { workflow } => format!("{}.all_ended", text(workflow)),
        Trigger::Timer => "after".to_owned(),
        Trigger::Automatic => String::new(),
    }
}

/// Steps of a workflow whose records neither name this one nor are started by it.
fn unheard(seen: Seen<'_>, found: &mut Diagnostics) {
    let this = Type::Record(seen.built.name);
    for transition in &seen.built.transitions {
        for on in &transition.on {
            let (Trigger::Reached { workflow, .. }
            | Trigger::RelatedEnded { workflow }
            | Trigger::AllEnded { workflow }) = on
            else {
                continue;
            };
            let Some(sender) = seen.all.get(workflow) else {
                continue;
            };
            let names = sender
                .fields
                .iter()
                .flatten()
                .any(|field| field.typed.ty == this);
            let starts = reads::all_actions(seen.built)
                .flat_map(|actions| &actions.starts)
                .any(|start| start.workflow == *workflow);
            let started_by = reads::all_actions(sender)
                .flat_map(|actions| &actions.starts)
                .any(|start| start.workflow == seen.built.name);
            if names || starts || started_by || !seen.desk_runs_all() {
                continue;
            }
            let item = seen.item(&seen.flow.top.transition, transition.name);
            let span = item
                .and_then(|item| item.inside("on"))
                .map(|on| Item::span(&on));
            let told = Diagnostic::new(
                "never-heard",
                span.unwrap_or_else(|| seen.transition(transition.name)),
            );
            let told = told.with("workflow", seen.text(*workflow));
            found.push(told.with("this", seen.flow.text.as_str()));
        }
    }
}
