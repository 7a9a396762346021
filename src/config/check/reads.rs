//! All expressions of a workflow, wherever they stand.

use crate::engine::{Actions, DeadlineRule, Each, Pick, Setting, Who, Workflow};
use crate::lang::Expr;

/// Every expression of a workflow.
pub(in crate::config) fn all(workflow: &Workflow) -> Vec<&Expr> {
    let mut out = Vec::new();
    for field in workflow.fields.iter().flatten() {
        if let Some(holding) = &field.holding {
            let needs = holding.needs.iter().chain(&holding.figures);
            out.extend(needs.chain(&holding.ask).map(|(_, expr)| expr));
            out.extend(&holding.continues);
        }
        out.extend(&field.computed);
        if let Some(default) = &field.default {
            setting(default, &mut out);
        }
    }
    for param in &workflow.params {
        setting(&param.value, &mut out);
    }
    for task in workflow.tasks.values() {
        who(&task.who, &mut out);
        who(&task.not, &mut out);
        for (_, most) in &task.up_to {
            setting(most, &mut out);
        }
        if let Some(rule) = &task.deadline {
            deadline(rule, &mut out);
        }
    }
    who(&workflow.seen_by, &mut out);
    for barred in workflow.barred.values() {
        who(barred, &mut out);
    }
    for field in workflow.fields.iter().flatten() {
        who(&field.seen_by, &mut out);
    }
    let picks = workflow.assign.iter().flat_map(|assign| &assign.pick);
    out.extend(picks.filter_map(|pick| match pick {
        Pick::Given(expr) => Some(expr),
        Pick::LeastLoaded | Pick::RoundRobin => None,
    }));
    for event in workflow.events.values().chain(&workflow.open) {
        who(&event.who, &mut out);
        who(&event.not, &mut out);
    }
    for state in workflow.states.values() {
        actions(&state.actions, &mut out);
    }
    for transition in &workflow.transitions {
        out.extend(&transition.when);
        let dependent = transition.after.iter().chain(&transition.at_most);
        for dependent in dependent.chain(&transition.at) {
            setting(dependent, &mut out);
        }
        actions(&transition.actions, &mut out);
    }
    out.extend(workflow.requires.values().map(|require| &require.when));
    for query in workflow.queries.iter().flatten() {
        out.extend(&query.needs);
        out.extend(&query.filter);
        out.extend(&query.order);
    }
    for notice in workflow.notices.values() {
        who(&notice.to, &mut out);
        out.extend(&notice.when);
    }
    out
}

fn who<'w>(all: &'w [Who], out: &mut Vec<&'w Expr>) {
    out.extend(all.iter().filter_map(|who| match who {
        Who::Person(expr) => Some(expr),
        Who::Role(_) | Who::Right(_) => None,
    }));
}

/// The expressions of a value that may depend.
pub(super) fn setting<'w>(setting: &'w Setting, out: &mut Vec<&'w Expr>) {
    out.push(&setting.base);
    for (when, then) in &setting.except {
        out.push(when);
        out.push(then);
    }
    out.extend(setting.from.iter().map(|(_, then)| then));
}

fn deadline<'w>(rule: &'w DeadlineRule, out: &mut Vec<&'w Expr>) {
    setting(&rule.due, out);
    if let Some(breach) = &rule.breach {
        setting(breach, out);
    }
}

fn actions<'w>(actions: &'w Actions, out: &mut Vec<&'w Expr>) {
    for (_, value) in &actions.sets {
        setting(value, out);
    }
    for start in &actions.starts {
        out.extend(&start.when);
        if let Some(Each::List(list)) = &start.each {
            out.push(list);
        }
        for (_, value) in &start.fill {
            setting(value, out);
        }
    }
}

/// What all states and transitions do.
pub(in crate::config) fn all_actions(workflow: &Workflow) -> impl Iterator<Item = &Actions> {
    let states = workflow.states.values().map(|state| &state.actions);
    states.chain(
        workflow
            .transitions
            .iter()
            .map(|transition| &transition.actions),
    )
}
