//! States and transitions: what they wait for, where they lead, what they do.

use std::collections::{BTreeMap, BTreeSet};

use super::asks::{self, Acts};
use super::build::Build;
use super::build_starts::starts;
use super::compile::{condition, setting};
use super::decides;
use super::declare::FIXED;
use super::diagnostic::Diagnostic;
use super::reader::{Item, Said, Table};
use super::scope::FlowScope;
use super::triggers;
use crate::engine::{Actions, EventRule, Setting, State, TaskRule, Transition, Trigger};
use crate::lang::{Type, Typed};
use crate::model::{FieldId, NameId, TaskKind};

/// The states by name.
pub(crate) fn states(build: &mut Build<'_, '_>) -> BTreeMap<NameId, State> {
    let flow = build.flow;
    let mut states = BTreeMap::new();
    for item in &flow.top.state {
        if FIXED.contains(&item.name()) {
            let fault = Diagnostic::new("outcome-reserved", item.name_span())
                .with("name", item.name())
                .word("kind", "state")
                .with("near", format!("{}_", item.name()));
            build.found.push(fault);
        }
        let Some(mut table) = item.table("workflow.state", build.found) else {
            continue;
        };
        let inline = table.take("label");
        let ends = table
            .take("final")
            .and_then(|item| item.yes_no(build.found));
        let scope = build.scope();
        let acts = asks::who_enters(build.desk, flow, item.name());
        let actions = actions(build, (&mut table, acts), &scope);
        table.finish(build.found);
        let name = build.names.intern(item.name());
        let state = State {
            name,
            label: build.label(&[item.name()], inline.as_ref()),
            ends: ends.unwrap_or(false),
            actions,
        };
        states.insert(name, state);
    }
    states
}

fn actions(
    build: &mut Build<'_, '_>,
    (table, acts): (&mut Table<'_>, Acts),
    scope: &FlowScope<'_>,
) -> Actions {
    let flow = build.flow;
    let opens = table.take("opens");
    let opens = build.tasks(opens);
    let closes = table.take("closes");
    let closes = build.tasks(closes);
    let sends = table
        .take("sends")
        .and_then(|item| item.said_or_list(build.found));
    let mut notices = Vec::new();
    for said in sends.unwrap_or_default() {
        let known: Vec<&str> = flow.top.notice.iter().map(Item::name).collect();
        let id = known
            .contains(&said.text)
            .then(|| build.names.intern(said.text));
        notices.extend(build.known("notice", &said, id, known));
    }
    let gives = table
        .take("gives")
        .and_then(|item| item.said_or_list(build.found));
    let gives = gives.unwrap_or_default();
    let gives = gives.iter().filter_map(|said| given(build, said)).collect();
    let started = table.take("starts");
    let started = started
        .map(|item| starts(build, &item, acts, scope))
        .unwrap_or_default();
    let sets = table
        .take("sets")
        .and_then(|item| item.entries(build.found));
    let sets = sets.unwrap_or_default();
    let mut sets: Vec<_> = sets
        .iter()
        .filter_map(|item| set(build, item, scope))
        .collect();
    if let Some(item) = table.take("decides") {
        let decided = decides::sets(build, &item, &sets, scope);
        sets.extend(decided);
    }
    Actions {
        opens,
        closes,
        sends: notices,
        starts: started,
        gives,
        sets,
    }
}

fn given(build: &mut Build<'_, '_>, said: &Said<'_>) -> Option<FieldId> {
    let flow = build.flow;
    let codes = flow
        .fields
        .iter()
        .filter(|(_, field)| field.draft.ty.is_some_and(|ty| ty.text == "code"));
    let known: Vec<&str> = codes.map(|(name, _)| name.as_str()).collect();
    let id = flow
        .fields
        .get(said.text)
        .filter(|_| known.contains(&said.text));
    let broken = flow.fields.get(said.text).is_some_and(|field| field.broken);
    if broken {
        return None;
    }
    build.known("field", said, id.map(|field| field.id), known)
}

fn set(
    build: &mut Build<'_, '_>,
    item: &Item<'_>,
    scope: &FlowScope<'_>,
) -> Option<(FieldId, Setting)> {
    let flow = build.flow;
    let Some(field) = flow.fields.get(item.name()) else {
        let known: Vec<&str> = flow.fields.keys().map(String::as_str).collect();
        let fault = Diagnostic::new("unknown-name", item.name_span())
            .word("kind", "field")
            .with("name", item.name());
        build.found.push(fault.known(item.name(), known));
        return None;
    };
    if field.draft.computed.is_some() {
        let fault = Diagnostic::new("computed-given", item.name_span());
        build.found.push(fault.with("field", item.name()));
    }
    let typed = Typed {
        ty: field.typed.ty.clone(),
        maybe_empty: !field.draft.required,
    };
    let wanted = super::compile::Wanted::one(&typed, build.desk.money_places);
    let value = setting(item, scope, &wanted, build.found)?;
    Some((field.id, value))
}

/// The state a record is born into.
pub(crate) fn initial(build: &mut Build<'_, '_>) -> Option<NameId> {
    let flow = build.flow;
    let said = flow.top.initial.and_then(|item| item.said(build.found));
    match said {
        Some(said) => build.state(&said),
        None if flow.top.has_states && flow.top.initial.is_none() => {
            let first = flow.states.keys().next().cloned();
            let at = flow.top.state.first().map_or(flow.at, Item::name_span);
            let fault = Diagnostic::new("no-initial", at).maybe("state", first);
            build.found.push(fault);
            None
        }
        None => None,
    }
}

/// The transitions, in the order they are tried: own guarded, inherited guarded, then those without guard; each as in
/// the file, but for `before`.
pub(crate) fn transitions(
    build: &mut Build<'_, '_>,
    tasks: &BTreeMap<NameId, TaskRule>,
    events: &BTreeMap<NameId, EventRule>,
) -> Vec<Transition> {
    let flow = build.flow;
    let mut read: Vec<(usize, Transition)> = Vec::new();
    let mut befores = Vec::new();
    for item in &flow.top.transition {
        let Some((transition, before)) = transition(build, item, (tasks, events)) else {
            continue;
        };
        let level = flow.merged.levels.get(item.name()).copied().unwrap_or(0);
        let guarded = transition.when.is_some() || transition.at_most.is_some();
        befores.extend(before.map(|said| (transition.name, said)));
        read.push((if guarded { level } else { usize::MAX }, transition));
    }
    read.sort_by_key(|(rank, _)| *rank);
    let mut ordered: Vec<Transition> = read.into_iter().map(|(_, transition)| transition).collect();
    for (name, said) in befores {
        let other = build.names.find(said.text);
        let place = |wanted: Option<NameId>| {
            ordered
                .iter()
                .position(|transition| Some(transition.name) == wanted)
        };
        let (from, to) = (place(Some(name)), place(other));
        let known: Vec<&str> = flow.top.transition.iter().map(Item::name).collect();
        match (from, build.known("transition", &said, to, known)) {
            (Some(from), Some(to)) if from > to => {
                let moved = ordered.remove(from);
                ordered.insert(to, moved);
            }
            _ => {}
        }
    }
    ordered
}

fn transition<'n>(
    build: &mut Build<'_, '_>,
    item: &Item<'n>,
    (tasks, events): (&BTreeMap<NameId, TaskRule>, &BTreeMap<NameId, EventRule>),
) -> Option<(Transition, Option<Said<'n>>)> {
    let flow = build.flow;
    let mut table = item.table("workflow.transition", build.found)?;
    let inline = table.take("label");
    if !table.has("from") && report_vanished(build, item) {
        return None;
    }
    let from = table.need("from", build.found);
    let from = from.map(|item| from_states(build, &item));
    let mut on = heard(build, &mut table, tasks);
    let senders = triggers::senders(&on);
    let timed = table.has("after") || table.has("at");
    let demanded = match timed {
        true => Vec::new(),
        false => triggers::demanded(&on, tasks, events),
    };
    let scope = FlowScope {
        senders: &senders,
        demanded: &demanded,
        ..FlowScope::new(build.desk, flow)
    };
    let lengths = build.wanted(&[Type::Duration, Type::Date, Type::Instant]);
    let counted = build.wanted(&[Type::Whole, Type::Number]);
    let plain = build.scope();
    let after = table.take("after");
    let after = after.and_then(|item| setting(&item, &plain, &lengths, build.found));
    let mut moment = build.wanted(&[Type::Date, Type::Instant]);
    moment.maybe_empty = true;
    let at = table
        .take("at")
        .and_then(|item| setting(&item, &plain, &moment, build.found));
    if timed {
        on.push(Trigger::Timer);
    } else if !table.has("on") {
        on.push(Trigger::Automatic);
    }
    let when = table
        .take("when")
        .and_then(|item| condition(&item, &scope, build.found));
    let since = since(build, &mut table);
    let at_most = table.take("at_most");
    let at_most = at_most.and_then(|item| setting(&item, &plain, &counted, build.found));
    let before = table.take("before").and_then(|item| item.said(build.found));
    let to = leads_to(build, &mut table);
    let via = table.take("via").and_then(|item| item.said(build.found));
    let via = via.and_then(|said| triggers::via(build, &said, &senders));
    let require = table.take("require");
    let require = build.requires(require);
    let acts = asks::who_takes(build.desk, flow, item);
    let actions = actions(build, (&mut table, acts), &scope);
    table.finish(build.found);
    let transition = Transition {
        name: build.names.intern(item.name()),
        label: build.label(&[item.name()], inline.as_ref()),
        from: from.unwrap_or_else(|| Some(Vec::new())),
        on,
        after,
        at,
        when,
        at_most,
        since,
        to,
        require,
        via,
        actions,
    };
    Some((transition, before))
}

/// The triggers under `on`.
fn heard(
    build: &mut Build<'_, '_>,
    table: &mut Table<'_>,
    tasks: &BTreeMap<NameId, TaskRule>,
) -> Vec<Trigger> {
    let on = table
        .take("on")
        .and_then(|item| item.said_or_list(build.found));
    on.unwrap_or_default()
        .iter()
        .filter_map(|said| triggers::trigger(build, said, tasks))
        .collect()
}

/// The transition `at_most` counts from.
fn since(build: &mut Build<'_, '_>, table: &mut Table<'_>) -> Option<NameId> {
    let since = table.take("since")?;
    if !table.has("at_most") {
        let fault = Diagnostic::new("key-needs", since.name_span()).with("key", "since");
        build.found.push(fault.with("other", "at_most"));
    }
    let said = since.said(build.found)?;
    named_transition(build, &said)
}

/// Another transition, by name.
fn named_transition(build: &mut Build<'_, '_>, said: &Said<'_>) -> Option<NameId> {
    let items = &build.flow.top.transition;
    let known: Vec<&str> = items.iter().map(Item::name).collect();
    let id = known
        .contains(&said.text)
        .then(|| build.names.intern(said.text));
    build.known("transition", said, id, known)
}

/// A transition without `from` in a file that extends another was meant to change one that is no longer there.
fn report_vanished(build: &mut Build<'_, '_>, item: &Item<'_>) -> bool {
    let flow = build.flow;
    let extends = flow.merged.files.len() > 1;
    let own = flow.merged.levels.get(item.name()) == Some(&0);
    if !(extends && own) {
        return false;
    }
    let others = flow
        .top
        .transition
        .iter()
        .filter(|other| other.name() != item.name());
    let known: Vec<&str> = others.map(Item::name).collect();
    let fault = Diagnostic::new("override-unknown", item.name_span())
        .word("kind", "transition")
        .with("name", item.name())
        .maybe("near", super::suggest::nearest(item.name(), known));
    build.found.push(fault);
    true
}

/// The states left; `None` for `"*"`.
fn from_states(build: &mut Build<'_, '_>, item: &Item<'_>) -> Option<Vec<NameId>> {
    let said = item.said_or_list(build.found).unwrap_or_default();
    if said.iter().any(|said| said.text == "*") {
        return None;
    }
    Some(said.iter().filter_map(|said| build.state(said)).collect())
}

fn leads_to(build: &mut Build<'_, '_>, table: &mut Table<'_>) -> Option<NameId> {
    let stay = table.take("stay");
    let stays = stay
        .and_then(|item| item.yes_no(build.found))
        .unwrap_or(false);
    let to = if stays {
        table.take("to")
    } else {
        table.need("to", build.found)
    };
    let to = to?;
    if let Some(stay) = stay.filter(|_| stays) {
        let fault = Diagnostic::new("keys-exclude", stay.name_span())
            .with("key", "stay")
            .with("other", "to")
            .also(to.name_span(), "other-here");
        build.found.push(fault);
    }
    let said = to.said(build.found)?;
    build.state(&said)
}

/// The clocks no state or transition opens: they start at birth.
pub(crate) fn clocks_at_birth(
    build: &mut Build<'_, '_>,
    states: &BTreeMap<NameId, State>,
    transitions: &[Transition],
) -> Vec<NameId> {
    let actions = states.values().map(|state| &state.actions);
    let actions = actions.chain(transitions.iter().map(|transition| &transition.actions));
    let opened: BTreeSet<NameId> = actions
        .flat_map(|actions| actions.opens.iter().copied())
        .collect();
    let clocks = build
        .flow
        .top
        .clock
        .iter()
        .map(|item| build.names.intern(item.name()));
    clocks.filter(|clock| !opened.contains(clock)).collect()
}

/// Whether a task of this kind can be answered.
pub(crate) fn answers(rule: &TaskRule) -> bool {
    rule.kind != TaskKind::Clock
}
