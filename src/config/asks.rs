//! What a record to be started needs and nothing fills is asked of the person whose act starts it. The starting flow
//! gets a field for it, and the answer or event that starts it asks for that field.

use std::collections::BTreeSet;

use super::build_starts::{by_itself, item_of};
use super::declare::{Act, DeskDecl, FieldDecl, FieldDraft, FlowDecl};
use super::diagnostic::Diagnostics;
use super::reader::Item;
use super::scope::FlowScope;
use crate::engine::{Ask, Asked, StartRule, Transition, Trigger, Workflow};
use crate::lang::{Type, Typed};
use crate::model::{FieldId, Names};

/// Whether somebody acts where a record is started, who can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acts {
    /// A person, always.
    Somebody,
    /// A timer, another record, or nobody at all.
    Nobody,
}

/// Who takes a transition.
pub(crate) fn who_takes(desk: &DeskDecl<'_>, flow: &FlowDecl<'_>, item: &Item<'_>) -> Acts {
    let timed = item.inside("after").is_some() || item.inside("at").is_some();
    let on = item.inside("on");
    let words = on.and_then(|on| on.said_or_list(&mut Diagnostics::default()));
    let words = words.unwrap_or_default();
    let all = !words.is_empty() && words.iter().all(|said| is_a_deed(desk, flow, said.text));
    match all && !timed {
        true => Acts::Somebody,
        false => Acts::Nobody,
    }
}

/// Whether a trigger is always something a person does.
fn is_a_deed(desk: &DeskDecl<'_>, flow: &FlowDecl<'_>, word: &str) -> bool {
    if let Some((task, outcome)) = word.split_once('.') {
        let clock = flow.top.clock.iter().any(|clock| clock.name() == task);
        return flow.tasks.contains_key(task) && !clock && !matches!(outcome, "late" | "breached");
    }
    let ladders = flow.top.ladders.values().chain(desk.ladders.values());
    let mut rungs = ladders.flat_map(|ladder| &ladder.rungs);
    let raised = rungs.any(|(_, act)| matches!(act, Act::Raise(said) if said.text == word));
    let event = flow.top.event.iter().find(|event| event.name() == word);
    !raised && event.is_some_and(|event| event.inside("who").is_some())
}

/// Who makes records enter a state.
pub(crate) fn who_enters(desk: &DeskDecl<'_>, flow: &FlowDecl<'_>, state: &str) -> Acts {
    let enters = |item: &&Item<'_>| {
        let to = item.inside("to").and_then(|to| to.as_said());
        to.is_some_and(|to| to.text == state)
    };
    let mut entering = flow.top.transition.iter().filter(enters).peekable();
    let initial = flow.top.initial.and_then(|item| item.as_said());
    let initial = initial.is_some_and(|said| said.text == state);
    let reached = initial || entering.peek().is_some();
    let by_people = entering.all(|item| who_takes(desk, flow, item) == Acts::Somebody);
    match reached && by_people && !(initial && flow.started) {
        true => Acts::Somebody,
        false => Acts::Nobody,
    }
}

/// Marks the flows whose records some record of the desk starts.
pub(crate) fn mark_started(desk: &mut DeskDecl<'_>) {
    let places = |flow: &FlowDecl<'_>| -> Vec<String> {
        let places = flow.top.state.iter().chain(&flow.top.transition);
        let starts = places.flat_map(starts_of);
        let named =
            starts.filter_map(|start| Some(start.inside("workflow")?.as_said()?.text.to_owned()));
        named.collect()
    };
    let named: BTreeSet<String> = desk.flows.values().flat_map(places).collect();
    for flow in desk.flows.values_mut() {
        flow.started = named.contains(&flow.text);
    }
}

fn starts_of<'n>(place: &Item<'n>) -> Vec<Item<'n>> {
    // What is wrong there is told where the starts are built.
    let starts = place.inside("starts");
    let starts = starts.and_then(|starts| starts.list(&mut Diagnostics::default()));
    starts.unwrap_or_default()
}

/// A field a flow gets because a record it starts needs it.
struct Needed<'n> {
    flow: String,
    name: String,
    field: FieldDecl<'n>,
}

/// Gives each flow the fields its people are asked for on behalf of what they start.
pub(crate) fn ask_for_starts(desk: &mut DeskDecl<'_>, names: &mut Names) {
    let mut needed = Vec::new();
    for flow in desk.flows.values() {
        let states = flow.top.state.iter();
        let states = states.map(|item| (item, who_enters(desk, flow, item.name())));
        let transitions = flow.top.transition.iter();
        let transitions = transitions.map(|item| (item, who_takes(desk, flow, item)));
        for (place, acts) in states.chain(transitions) {
            if acts == Acts::Nobody {
                continue;
            }
            for start in starts_of(place) {
                collect(desk, flow, &start, &mut needed);
            }
        }
    }
    for needed in needed {
        let Some(flow) = desk.flows.get_mut(&needed.flow) else {
            continue;
        };
        let field = FieldDecl {
            id: names.field(flow.name, &needed.name),
            name: names.intern(&needed.name),
            ..needed.field
        };
        flow.fields.entry(needed.name).or_insert(field);
    }
}

fn collect<'n>(
    desk: &DeskDecl<'n>,
    flow: &FlowDecl<'n>,
    start: &Item<'n>,
    needed: &mut Vec<Needed<'n>>,
) {
    let said = start.inside("workflow").and_then(|item| item.as_said());
    let Some(child) = said.and_then(|said| desk.flows.get(said.text)) else {
        return;
    };
    let plain = FlowScope::new(desk, flow);
    let each = start.inside("each").and_then(|item| item.as_said());
    let item = each.and_then(|said| item_of(&plain, said.text));
    if each.is_some() && item.is_none() {
        return;
    }
    let scope = FlowScope {
        item: item.as_ref(),
        ..plain
    };
    for (name, field) in &child.fields {
        let said = start
            .inside("fill")
            .is_some_and(|fill| fill.inside(name).is_some());
        if said || !must_be_filled(field) || by_itself(&scope, child, name, field).is_some() {
            continue;
        }
        needed.push(Needed {
            flow: flow.text.clone(),
            name: own_name(flow, child, name, &field.typed.ty),
            field: FieldDecl {
                typed: Typed {
                    ty: field.typed.ty.clone(),
                    maybe_empty: true,
                },
                asked: true,
                inferred: false,
                draft: FieldDraft {
                    label: field.draft.label,
                    ..FieldDraft::default()
                },
                ..field.clone()
            },
        });
    }
}

/// Whether a record cannot be born without a value in this field being given.
pub(crate) fn must_be_filled(field: &FieldDecl<'_>) -> bool {
    field.draft.required && field.draft.default.is_none() && !field.broken
}

/// The name under which the starting flow asks for a field of what it starts: the same where it is free.
pub(crate) fn own_name(flow: &FlowDecl<'_>, child: &FlowDecl<'_>, name: &str, ty: &Type) -> String {
    let field = flow.fields.get(name);
    let other = flow.params.contains_key(name)
        || flow.tasks.contains_key(name)
        || flow.relations.contains_key(name)
        || field.is_some_and(|own| !own.asked || own.typed.ty != *ty);
    match other {
        true => format!("{}_{name}", child.text),
        false => name.to_owned(),
    }
}

/// Joins what is asked for records to be started to the answers and events that start them. Where it is not sure that one
/// is started the ask may be left out, and the act is refused if it turns out to be needed.
pub(crate) fn join(workflow: &mut Workflow) {
    let mut joined: Vec<(Option<Trigger>, Ask)> = Vec::new();
    for transition in &workflow.transitions {
        let state = transition.to.and_then(|to| workflow.states.get(&to));
        let entered = state.into_iter().flat_map(|state| &state.actions.starts);
        for start in transition.actions.starts.iter().chain(entered) {
            let sure = is_sure(workflow, transition) && starts_surely(start);
            for (_, own) in &start.asked {
                let on = transition.on.iter();
                joined.extend(on.map(|on| (Some(*on), ask(*own, sure))));
            }
        }
    }
    let initial = workflow
        .initial
        .and_then(|state| workflow.states.get(&state));
    for start in initial.into_iter().flat_map(|state| &state.actions.starts) {
        let sure = starts_surely(start);
        joined.extend(start.asked.iter().map(|(_, own)| (None, ask(*own, sure))));
    }
    for (on, ask) in joined {
        add(workflow, on, ask);
    }
}

fn ask(field: FieldId, required: bool) -> Ask {
    Ask {
        what: Asked::Field(field),
        required,
    }
}

fn starts_surely(start: &StartRule) -> bool {
    start.when.is_none() && start.each.is_none() && start.once_per.is_empty()
}

/// Whether a transition is taken whenever its trigger comes.
fn is_sure(workflow: &Workflow, transition: &Transition) -> bool {
    let guarded = transition.when.is_some() || transition.at_most.is_some();
    let shared = workflow.transitions.iter().any(|other| {
        other.name != transition.name && other.on.iter().any(|on| transition.on.contains(on))
    });
    !guarded && !shared
}

fn add(workflow: &mut Workflow, on: Option<Trigger>, ask: Ask) {
    let push = |with: &mut Vec<Ask>| match with.iter_mut().find(|known| known.what == ask.what) {
        Some(known) => known.required |= ask.required,
        None => with.push(ask),
    };
    match on {
        None => {
            if let Some(open) = &mut workflow.open {
                push(&mut open.with);
            }
        }
        Some(Trigger::Event { event }) => {
            if let Some(event) = workflow.events.get_mut(&event) {
                push(&mut event.with);
            }
        }
        Some(Trigger::Outcome { task, outcome }) => {
            let task = workflow.tasks.get_mut(&task);
            let outcomes = task.into_iter().flat_map(|task| &mut task.outcomes);
            for known in outcomes.filter(|known| known.name == outcome) {
                push(&mut known.with);
            }
        }
        Some(Trigger::Done { task }) => {
            let named: Vec<_> = workflow
                .transitions
                .iter()
                .flat_map(|transition| &transition.on)
                .filter_map(|on| match on {
                    Trigger::Outcome { task: of, outcome } if *of == task => Some(*outcome),
                    _ => None,
                })
                .collect();
            let task = workflow.tasks.get_mut(&task);
            let outcomes = task.into_iter().flat_map(|task| &mut task.outcomes);
            for known in outcomes.filter(|known| !known.keeps && !named.contains(&known.name)) {
                push(&mut known.with);
            }
        }
        Some(_) => {}
    }
}
