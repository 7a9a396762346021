//! What can be going on in each state: the tasks opened there, and those still open from before.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Transition, Trigger, Workflow};
use crate::model::{Lives, NameId, TaskKind};

/// The tasks a state may find open.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    /// Opened on entering it, or while in it.
    pub(super) here: Vec<NameId>,
    /// Opened before, and living with the record.
    pub(super) before: BTreeSet<NameId>,
    /// Of those opened here, the ones that may be open from before.
    pub(super) kept: BTreeSet<NameId>,
}

/// What each state may find open.
pub(super) fn open_tasks(workflow: &Workflow) -> BTreeMap<NameId, Open> {
    let mut open: BTreeMap<NameId, Open> = BTreeMap::new();
    for (name, state) in &workflow.states {
        add(&mut open, *name, &state.actions.opens);
    }
    for transition in &workflow.transitions {
        for state in targets(workflow, transition) {
            add(&mut open, state, &transition.actions.opens);
        }
    }
    let live = |task: &NameId| {
        let rule = workflow.tasks.get(task);
        rule.is_some_and(|rule| rule.lives == Lives::Record && rule.kind == TaskKind::Task)
    };
    // Carried along every transition that does not close them, until nothing more is carried.
    loop {
        let mut carried = Vec::new();
        for transition in &workflow.transitions {
            let Some(to) = transition.to else { continue };
            let ends = workflow.states.get(&to).is_some_and(|state| state.ends);
            for from in sources(workflow, transition) {
                let Some(there) = open.get(&from) else {
                    continue;
                };
                let tasks = there.here.iter().chain(&there.before);
                let tasks =
                    tasks.filter(|task| live(task) && !closes(workflow, transition, **task));
                carried.extend(tasks.filter(|_| !ends).map(|task| (to, *task)));
            }
        }
        let mut grew = false;
        for (state, task) in carried {
            let there = open.entry(state).or_default();
            let known = if there.here.contains(&task) {
                &mut there.kept
            } else {
                &mut there.before
            };
            grew |= known.insert(task);
        }
        if !grew {
            return open;
        }
    }
}

/// The tasks a state opens, each once, in the order they are named.
fn add(open: &mut BTreeMap<NameId, Open>, state: NameId, tasks: &[NameId]) {
    let here = &mut open.entry(state).or_default().here;
    for task in tasks {
        if !here.contains(task) {
            here.push(*task);
        }
    }
}

/// The states a transition leaves.
pub(super) fn sources(workflow: &Workflow, transition: &Transition) -> Vec<NameId> {
    match &transition.from {
        Some(from) => from.clone(),
        None => {
            let states = workflow.states.iter().filter(|(_, state)| !state.ends);
            states.map(|(name, _)| *name).collect()
        }
    }
}

/// The states reached from one without leaving these.
pub(super) fn reached(
    workflow: &Workflow,
    begin: Option<NameId>,
    within: &BTreeSet<NameId>,
) -> BTreeSet<NameId> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<NameId> = begin.into_iter().collect();
    while let Some(state) = next.pop() {
        if !within.contains(&state) || !seen.insert(state) {
            continue;
        }
        let ways = workflow.transitions.iter();
        let ways = ways.filter(|way| way.from.as_ref().is_some_and(|from| from.contains(&state)));
        next.extend(ways.filter_map(|way| way.to));
    }
    seen
}

/// The states a record is in after it was taken.
fn targets(workflow: &Workflow, transition: &Transition) -> Vec<NameId> {
    match transition.to {
        Some(to) => vec![to],
        None => sources(workflow, transition),
    }
}

/// Whether nothing is left of a task once a transition was taken.
fn closes(workflow: &Workflow, transition: &Transition, task: NameId) -> bool {
    let by_name = transition.actions.closes.contains(&task);
    let target = transition.to.and_then(|to| workflow.states.get(&to));
    let on_entering = target.is_some_and(|state| state.actions.closes.contains(&task));
    let keeps = |outcome: NameId| {
        let rule = workflow.tasks.get(&task);
        let mut outcomes = rule.into_iter().flat_map(|rule| &rule.outcomes);
        outcomes.any(|known| known.name == outcome && known.keeps)
    };
    // Every way to take it answers the task for good.
    let answered = !transition.on.is_empty()
        && transition.on.iter().all(|trigger| match trigger {
            Trigger::Done { task: of } => *of == task,
            Trigger::Outcome { task: of, outcome } => *of == task && !keeps(*outcome),
            _ => false,
        });
    by_name || on_entering || answered
}

/// Whether a workflow starts records of another.
pub(super) fn starts(workflow: &Workflow, other: NameId) -> bool {
    let states = workflow.states.values().map(|state| &state.actions);
    let taken = workflow.transitions.iter().map(|taken| &taken.actions);
    let mut starts = states.chain(taken).flat_map(|actions| &actions.starts);
    starts.any(|start| start.workflow == other)
}

/// The transitions that may leave a state, in the order they are tried.
pub(super) fn leaving(workflow: &Workflow, state: NameId) -> Vec<&Transition> {
    let all = workflow.transitions.iter();
    all.filter(|transition| sources(workflow, transition).contains(&state))
        .collect()
}
