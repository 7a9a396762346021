//! The graph of states: what is never reached, what is never left, automatic transitions that go in a circle, a time that
//! comes and finds no way.

use std::collections::BTreeSet;

use petgraph::algo::kosaraju_scc;
use petgraph::graphmap::DiGraphMap;
use petgraph::visit::Dfs;

use super::Seen;
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::suggest;
use crate::engine::{Transition, Trigger};
use crate::model::NameId;
use crate::model::catalogue::Severity;

pub(super) fn check(seen: Seen<'_>, found: &mut Diagnostics) {
    let graph = graph(seen);
    let before = found.len();
    dead_ends(seen, found);
    // What cannot be left leads nowhere: the states behind it are unreachable only because of that.
    let blocked = found.iter().any(|told| told.id == "untaken-outcome");
    if found.len() == before && !blocked {
        unreachable(seen, &graph, found);
    }
    automatic_loops(seen, found);
    timers(seen, found);
}

/// The states a transition leaves.
pub(super) fn left<'a>(seen: Seen<'a>, transition: &'a Transition) -> Vec<NameId> {
    match &transition.from {
        Some(from) => from.clone(),
        None => {
            let states = seen.built.states.values();
            states
                .filter(|state| !state.ends)
                .map(|state| state.name)
                .collect()
        }
    }
}

/// The states in the order of the file.
fn ordered<'a>(seen: Seen<'a>) -> impl Iterator<Item = NameId> + 'a {
    seen.flow.states.values().copied()
}

fn graph(seen: Seen<'_>) -> DiGraphMap<NameId, ()> {
    let mut graph = DiGraphMap::new();
    for state in ordered(seen) {
        graph.add_node(state);
    }
    for transition in &seen.built.transitions {
        if let Some(to) = transition.to {
            for from in left(seen, transition) {
                graph.add_edge(from, to, ());
            }
        }
    }
    graph
}

/// Of states never reached, those from which the others would be.
fn unreachable(seen: Seen<'_>, graph: &DiGraphMap<NameId, ()>, found: &mut Diagnostics) {
    let Some(initial) = seen.built.initial else {
        return;
    };
    let reach = |start: NameId, into: &mut BTreeSet<NameId>| {
        let mut walk = Dfs::new(graph, start);
        while let Some(state) = walk.next(graph) {
            into.insert(state);
        }
    };
    let mut reached = BTreeSet::new();
    reach(initial, &mut reached);
    let entered = |state: NameId, reached: &BTreeSet<NameId>| {
        let before = graph.neighbors_directed(state, petgraph::Direction::Incoming);
        before
            .into_iter()
            .any(|before| before != state && !reached.contains(&before))
    };
    for only_first in [true, false] {
        for state in ordered(seen) {
            if reached.contains(&state) || (only_first && entered(state, &reached)) {
                continue;
            }
            let told = Diagnostic::new("unreachable-state", seen.state(state));
            found.push(told.with("state", seen.text(state)));
            reach(state, &mut reached);
        }
    }
}

/// A state that does not end and is never left, unless nothing in the flow ends: then it is meant to live on. One whose
/// tasks have outcomes nobody takes is told of by those.
fn dead_ends(seen: Seen<'_>, found: &mut Diagnostics) {
    if !seen.built.states.values().any(|state| state.ends) {
        return;
    }
    for state in ordered(seen) {
        let ends = seen.built.states.get(&state).is_none_or(|state| state.ends);
        let leaves = |transition: &Transition| {
            transition.to.is_some_and(|to| to != state) && left(seen, transition).contains(&state)
        };
        let told_already = found.iter().any(|told| {
            told.id == "untaken-outcome"
                && told.more.iter().any(|more| more.span == seen.state(state))
        });
        if !ends && !told_already && !seen.built.transitions.iter().any(leaves) {
            let told = Diagnostic::new("dead-end-state", seen.state(state));
            let told = told.with("state", seen.text(state));
            found.push(told.with("line", way_out(seen, state)));
        }
    }
}

/// A transition out of a state, as it might be written: on the first of its tasks, else after a time; to the first final
/// state.
fn way_out(seen: Seen<'_>, state: NameId) -> String {
    let key = |name: &str| match name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    {
        true => name.to_owned(),
        false => suggest::quoted(name),
    };
    let built = &seen.built.states;
    let task = built
        .get(&state)
        .and_then(|state| state.actions.opens.first());
    let on = match task {
        Some(task) => format!("on = \"{}.done\"", seen.text(*task)),
        None => "after = \"2 working days\"".to_owned(),
    };
    let mut ends = ordered(seen).filter(|state| built.get(state).is_some_and(|state| state.ends));
    let to = ends.next().map_or("…", |state| seen.text(state));
    let from = seen.text(state);
    let name = key(&format!("from_{from}"));
    format!("{name} = {{ from = \"{from}\", {on}, to = \"{to}\" }}")
}

/// Transitions without trigger or count that lead back to where they began. With conditions in the circle it may stop, so
/// that is only a warning.
fn automatic_loops(seen: Seen<'_>, found: &mut Diagnostics) {
    let automatic = |transition: &&Transition| {
        transition.on.contains(&Trigger::Automatic) && transition.at_most.is_none()
    };
    let mut graph: DiGraphMap<NameId, bool> = DiGraphMap::new();
    for transition in seen.built.transitions.iter().filter(automatic) {
        let guarded = transition.when.is_some();
        for from in left(seen, transition) {
            let to = transition.to.unwrap_or(from);
            let guarded = guarded && graph.edge_weight(from, to).copied().unwrap_or(true);
            graph.add_edge(from, to, guarded);
        }
    }
    for part in kosaraju_scc(&graph) {
        let Some(first) = ordered(seen).find(|state| part.contains(state)) else {
            continue;
        };
        if part.len() == 1 && !graph.contains_edge(first, first) {
            continue;
        }
        let inside = graph
            .all_edges()
            .filter(|(from, to, _)| part.contains(from) && part.contains(to));
        let guarded = inside.into_iter().any(|(_, _, guarded)| *guarded);
        let places: Vec<NameId> = ordered(seen).filter(|state| part.contains(state)).collect();
        let path: Vec<&str> = places
            .iter()
            .chain([&first])
            .map(|state| seen.text(*state))
            .collect();
        let at = seen
            .built
            .transitions
            .iter()
            .filter(automatic)
            .find(|transition| {
                left(seen, transition)
                    .iter()
                    .any(|from| part.contains(from))
                    && transition.to.is_none_or(|to| part.contains(&to))
            });
        let span = at.map_or(seen.state(first), |transition| {
            seen.transition(transition.name)
        });
        let told = Diagnostic::new("automatic-loop", span).with("path", path.join(" → "));
        found.push(if guarded {
            told.weighing(Severity::Warning)
        } else {
            told
        });
    }
}

/// A guarded `after` or `at` in a state that only time and automatic transitions leave: when it comes and the guard does
/// not hold, the record stays for good.
fn timers(seen: Seen<'_>, found: &mut Diagnostics) {
    for state in ordered(seen) {
        let all = seen.built.transitions.iter();
        let here: Vec<&Transition> = all
            .filter(|transition| left(seen, transition).contains(&state))
            .collect();
        let untimed = |transition: &&&Transition| {
            let timed = transition
                .on
                .iter()
                .all(|on| matches!(on, Trigger::Timer | Trigger::Automatic));
            transition.to.is_some() && !timed
        };
        if here.iter().any(|transition| untimed(&transition)) {
            continue;
        }
        let is_timer = |transition: &&&Transition| transition.on.contains(&Trigger::Timer);
        let unguarded =
            |transition: &Transition| transition.when.is_none() && transition.at_most.is_none();
        if here
            .iter()
            .filter(is_timer)
            .any(|transition| unguarded(transition))
        {
            continue;
        }
        if let Some(first) = here.iter().find(is_timer) {
            let told = Diagnostic::new("after-without-fallback", seen.transition(first.name))
                .with("transition", seen.text(first.name))
                .with("state", seen.text(state));
            found.push(told);
        }
    }
}
