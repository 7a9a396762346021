//! Tasks nobody could ever do: four eyes that leave nobody, more signers than there can be, a limit with nobody above it.

use std::collections::BTreeSet;

use super::Seen;
use crate::config::declare::DeskDecl;
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::reader::Item;
use crate::config::source::Span;
use crate::engine::{Need, TaskRule, Who, Workflow};
use crate::lang::{Builtin, Leaf, Read, Type};
use crate::model::{FieldId, NameId, TaskKind};

pub(super) fn check(seen: Seen<'_>, desk: &DeskDecl<'_>, found: &mut Diagnostics) {
    let tasks = seen.built.tasks.values();
    for task in tasks.filter(|task| task.kind == TaskKind::Task) {
        let text = seen.text(task.name);
        let sides = (task.who.as_slice(), task.not.as_slice());
        if let Some(id) = leaves_nobody(seen, desk, sides) {
            let told = Diagnostic::new(id, at(seen, task.name, "not"));
            found.push(told.with("task", text));
        }
        too_many(seen, task, found);
        unlimited(seen, desk, task, found);
    }
    for event in seen.built.events.values().chain(&seen.built.open) {
        let sides = (event.who.as_slice(), event.not.as_slice());
        if let Some(id) = leaves_nobody(seen, desk, sides) {
            let item = seen.item(&seen.flow.top.event, event.name);
            let not = item.and_then(|item| item.inside("not"));
            let at = not
                .or_else(|| item.copied())
                .map_or(seen.flow.at, |item| item.span());
            let told = Diagnostic::new(id, at);
            found.push(told.with("task", seen.text(event.name)));
        }
    }
}

/// Whom something is for, and whom it is not for.
type Sides<'a> = (&'a [Who], &'a [Who]);

/// What is wrong where all it is for are excluded: nobody can do it, or only ever somebody above people it names.
fn leaves_nobody(seen: Seen<'_>, desk: &DeskDecl<'_>, sides: Sides<'_>) -> Option<&'static str> {
    if !nobody_left(seen.built, sides) {
        return None;
    }
    let persons = sides.0.iter().all(|who| matches!(who, Who::Person(_)));
    match nobody_above(desk, sides) {
        true => Some("four-eyes-nobody"),
        // Who opened it owns it only until another desk's flow says otherwise; the same words are the same people.
        false => (persons && same_all(sides)).then_some("four-eyes-same"),
    }
}

fn same_all((who, not): Sides<'_>) -> bool {
    who.iter().all(|who| not.iter().any(|not| same(who, not)))
}

/// Where a key of a task is written.
fn at(seen: Seen<'_>, task: NameId, key: &str) -> Span {
    let item = seen.item(&seen.flow.top.task, task);
    let key = item.and_then(|item| item.inside(key));
    key.map_or_else(|| seen.task(task), |key: Item<'_>| key.span())
}

/// Whether all whom a task is for are among those it is not for.
fn nobody_left(workflow: &Workflow, (who, not): Sides<'_>) -> bool {
    let excluded = |who: &Who| {
        let mut not = not.iter();
        not.any(|not| same(who, not) || owner_opens(workflow, who, not))
    };
    !who.is_empty() && who.iter().all(excluded)
}

/// Whether no role above those a task is for is left by its `not`: the task cannot go up either.
fn nobody_above(desk: &DeskDecl<'_>, (who, not): Sides<'_>) -> bool {
    let excluded = |role: NameId| {
        let mut not = not.iter();
        not.any(|not| matches!(not, Who::Role(other) if *other == role))
    };
    let mut level: Vec<NameId> = Vec::new();
    for who in who {
        match who {
            Who::Role(role) => level.push(*role),
            // Whatever roles they hold.
            Who::Right(_) | Who::Person(_) => level.extend(desk.has_above.keys()),
        }
    }
    let mut seen = BTreeSet::new();
    while let Some(role) = level.pop() {
        let Some(above) = desk.has_above.get(&role).filter(|_| seen.insert(role)) else {
            continue;
        };
        if !excluded(*above) {
            return false;
        }
        level.push(*above);
    }
    true
}

fn same(who: &Who, not: &Who) -> bool {
    match (who, not) {
        (Who::Role(who), Who::Role(not)) | (Who::Right(who), Who::Right(not)) => who == not,
        (Who::Person(who), Who::Person(not)) => who.text().trim() == not.text().trim(),
        _ => false,
    }
}

/// Whether one names the owner and the other who opened it, where nothing ever makes another the owner.
fn owner_opens(workflow: &Workflow, who: &Who, not: &Who) -> bool {
    let reads = |who: &Who, leaf: &Leaf| match who {
        Who::Person(expr) => expr.reads() == [Read::Leaf(leaf.clone(), Vec::new())],
        Who::Role(_) | Who::Right(_) => false,
    };
    let owner = Leaf::Field(FieldId::OWNER);
    let opener = Leaf::Builtin(Builtin::OpenedBy);
    let names =
        reads(who, &owner) && reads(not, &opener) || reads(who, &opener) && reads(not, &owner);
    names && owner_is_opener(workflow)
}

fn owner_is_opener(workflow: &Workflow) -> bool {
    let asked = |ask: &crate::engine::Ask| ask.what == crate::engine::Asked::Field(FieldId::OWNER);
    let events = workflow.events.values().chain(&workflow.open);
    let tasks = workflow.tasks.values().flat_map(|task| &task.outcomes);
    let mut asks = events
        .flat_map(|event| &event.with)
        .chain(tasks.flat_map(|outcome| &outcome.with));
    let mut sets = super::reads::all_actions(workflow).flat_map(|actions| &actions.sets);
    let owner = workflow.field(FieldId::OWNER);
    let default = owner.and_then(|owner| owner.default.as_ref());
    let usual = default.is_none_or(|default| {
        default.except.is_empty() && default.from.is_empty() && default.base.text() == "opened_by"
    });
    usual
        && workflow.assign.is_none()
        && workflow.open.is_some()
        && !asks.any(asked)
        && !sets.any(|(field, _)| *field == FieldId::OWNER)
}

/// More signatures than people can be named.
fn too_many(seen: Seen<'_>, task: &TaskRule, found: &mut Diagnostics) {
    let Some(Need::Count(count)) = task.need else {
        return;
    };
    let one = |who: &Who| match who {
        Who::Person(expr) => matches!(expr.ty().ty, Type::Record(_)),
        Who::Role(_) | Who::Right(_) => false,
    };
    if task.who.iter().all(one) && task.who.len() < usize::from(count) {
        let told = Diagnostic::new("need-too-many", at(seen, task.name, "need"))
            .with("task", seen.text(task.name))
            .with("most", task.who.len().to_string());
        found.push(told);
    }
}

/// Above its limit a task goes to the role above, and there is none.
fn unlimited(seen: Seen<'_>, desk: &DeskDecl<'_>, task: &TaskRule, found: &mut Diagnostics) {
    let known = |who: &Who| matches!(who, Who::Role(_));
    if task.up_to.is_empty() || task.who.is_empty() || !task.who.iter().all(known) {
        return;
    }
    let roles = task.who.iter().filter_map(|who| match who {
        Who::Role(role) => Some(*role),
        Who::Right(_) | Who::Person(_) => None,
    });
    let mut names: Vec<&str> = Vec::new();
    for role in roles {
        if desk.has_above.contains_key(&role) {
            return;
        }
        names.push(seen.text(role));
    }
    let told = Diagnostic::new("limit-without-above", at(seen, task.name, "up_to"))
        .with("task", seen.text(task.name))
        .list("roles", names);
    found.push(told);
}
