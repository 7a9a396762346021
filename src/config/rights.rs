//! `[right]` and `[assign]` of a desk: who may do what beside the workflows, and who owns a new record.

use std::collections::BTreeMap;

use super::build::Build;
use super::chain::DeskTop;
use super::compile::{expression, unknown};
use super::declare::DeskDecl;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::people::role;
use super::reader::{Item, Said};
use super::suggest;
use crate::engine::{Ask, Asked, Assign, Pick, Right, Role, Who, Workflow};
use crate::lang::{Type, Want};
use crate::model::NameId;

/// The rights the program knows; all others are the desk's own and stand wherever a role may.
pub(crate) const BUILT_IN: [&str; 8] = [
    "publish", "void", "correct", "retry", "merge", "erase", "see_all", "export",
];

/// The sentences of `pick`.
const PICKS: [&str; 2] = ["least loaded", "round robin"];

/// The roles and the rights of a desk.
pub(crate) fn read<'n>(
    top: &DeskTop<'n>,
    desk: &mut DeskDecl<'n>,
    found: &mut Diagnostics,
) -> (BTreeMap<NameId, Role>, BTreeMap<NameId, Right>) {
    let roles = super::people::roles(&top.role, &desk.roles, found);
    let above = roles.iter();
    desk.has_above = above
        .filter_map(|(name, role)| Some((*name, role.above?)))
        .collect();
    let rights = rights(&top.right, desk, found);
    (roles, rights)
}

/// The rights, and the roles that have each, other rights resolved.
fn rights<'n>(
    items: &[Item<'n>],
    desk: &mut DeskDecl<'n>,
    found: &mut Diagnostics,
) -> BTreeMap<NameId, Right> {
    let mut rights = BTreeMap::new();
    let mut nots = Vec::new();
    let mut named: BTreeMap<NameId, Vec<Who>> = BTreeMap::new();
    for item in items {
        let Some(id) = desk.rights.get(item.name()) else {
            continue;
        };
        let Some(mut table) = item.table("right", found) else {
            continue;
        };
        let _ = table.take("label");
        let not = table.take("not");
        let who_item = table.need("who", found);
        let who = who_item.and_then(|item| item.said_or_list(found));
        let with = table.take("with").map(|item| asks(&item, found));
        let prompted_by = table.take("prompted_by").and_then(|item| item.said(found));
        let prompted_by = prompted_by.and_then(|said| one_role(&said, desk, found));
        table.finish(found);
        if let (Some(empty), Some([])) = (who_item, who.as_deref()) {
            let told = Diagnostic::new("right-nobody-has", empty.span());
            found.push(told.with("right", item.name()));
        }
        let who = who.unwrap_or_default();
        let who = who.iter().filter_map(|said| role(said, desk, found));
        named.insert(*id, who.collect());
        nots.extend(not.map(|not| (*id, not)));
        let right = Right {
            roles: Vec::new(),
            with: with.unwrap_or_default(),
            prompted_by,
        };
        rights.insert(*id, right);
    }
    desk.right_nots = nots;
    for (id, right) in &mut rights {
        right.roles = roles_of(*id, &named, &mut Vec::new());
    }
    for item in items {
        let right = desk.rights.get(item.name()).and_then(|id| rights.get(id));
        let written = item.inside("who").filter(|who| !is_empty(who));
        if let (Some(right), Some(who)) = (right, written)
            && right.roles.is_empty()
            && !found.has_errors()
        {
            found.push(Diagnostic::new("right-nobody-has", who.span()).with("right", item.name()));
        }
    }
    rights
}

fn is_empty(who: &Item<'_>) -> bool {
    matches!(&who.node().value, super::node::NodeValue::List(items) if items.is_empty())
}

/// The roles that have a right, through other rights too; a circle of rights gives nobody anything.
fn roles_of(
    right: NameId,
    named: &BTreeMap<NameId, Vec<Who>>,
    seen: &mut Vec<NameId>,
) -> Vec<NameId> {
    if seen.contains(&right) {
        return Vec::new();
    }
    seen.push(right);
    let mut roles: Vec<NameId> = Vec::new();
    for who in named.get(&right).into_iter().flatten() {
        let more = match who {
            Who::Role(role) => vec![*role],
            Who::Right(other) => roles_of(*other, named, seen),
            Who::Person(_) => Vec::new(),
        };
        for role in more {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
    }
    roles
}

/// What the use of a right asks: `remark` or `prompt`, `?` where it may be left out.
fn asks(item: &Item<'_>, found: &mut Diagnostics) -> Vec<Ask> {
    let mut asks = Vec::new();
    for said in item.said_or_list(found).unwrap_or_default() {
        let bare = said.text.trim_end_matches('?');
        let what = match bare {
            "remark" => Asked::Remark,
            "prompt" => Asked::Prompt,
            _ => {
                let known = ["remark", "prompt"];
                let fault = Diagnostic::new("unknown-word", said.inner())
                    .with("word", said.text)
                    .with("key", item.name());
                found.push(fault.known(said.text, known));
                continue;
            }
        };
        asks.push(Ask {
            what,
            required: bare == said.text,
        });
    }
    asks
}

fn one_role(said: &Said<'_>, desk: &DeskDecl<'_>, found: &mut Diagnostics) -> Option<NameId> {
    let id = desk.roles.get(said.text).copied();
    if id.is_none() {
        found.push(unknown("role", said, desk.roles.keys().map(String::as_str)));
    }
    id
}

/// What can be said of people and rights once all workflows are built.
pub(crate) fn check(
    top: &DeskTop<'_>,
    rights: &BTreeMap<NameId, Right>,
    desk: &DeskDecl<'_>,
    workflows: &BTreeMap<NameId, Workflow>,
    found: &mut Diagnostics,
) {
    stray_assigns(desk, found);
    super::people::nobody_holds(&top.role, desk, found);
    near_misses(&top.right, rights, desk, workflows, found);
    super::barred::check(&top.right, desk, found);
}

/// An own right nobody names is most often a built-in one misspelt.
fn near_misses(
    items: &[Item<'_>],
    rights: &BTreeMap<NameId, Right>,
    desk: &DeskDecl<'_>,
    workflows: &BTreeMap<NameId, Workflow>,
    found: &mut Diagnostics,
) {
    let used: Vec<NameId> = workflows.values().flat_map(named_in).collect();
    for item in items {
        let own = !BUILT_IN.contains(&item.name());
        let id = desk.rights.get(item.name());
        if !own || id.is_none_or(|id| used.contains(id) || !rights.contains_key(id)) {
            continue;
        }
        let near = suggest::nearest(item.name(), BUILT_IN);
        let told = Diagnostic::new("unused-right", item.name_span()).with("right", item.name());
        found.push(told.maybe("near", near).list("known", BUILT_IN));
    }
}

/// The rights a workflow names.
fn named_in(workflow: &Workflow) -> Vec<NameId> {
    let tasks = workflow
        .tasks
        .values()
        .flat_map(|task| task.who.iter().chain(&task.not));
    let events = workflow.events.values().chain(&workflow.open);
    let events = events.flat_map(|event| event.who.iter().chain(&event.not));
    let notices = workflow.notices.values().flat_map(|notice| &notice.to);
    let fields = workflow.fields.iter().flatten();
    let seen = fields
        .flat_map(|field| &field.seen_by)
        .chain(&workflow.seen_by);
    let barred = workflow.barred.values().flatten();
    let all = tasks.chain(events).chain(notices).chain(seen).chain(barred);
    all.filter_map(|who| match who {
        Who::Right(right) => Some(*right),
        Who::Role(_) | Who::Person(_) => None,
    })
    .collect()
}

/// Entries of `[assign]` that name no workflow.
fn stray_assigns(desk: &DeskDecl<'_>, found: &mut Diagnostics) {
    for item in &desk.assign {
        let known = desk.flows.contains_key(item.name());
        if !known && !desk.broken.iter().any(|flow| flow == item.name()) {
            let told = Diagnostic::new("unknown-name", item.name_span())
                .word("kind", "workflow")
                .with("name", item.name());
            found.push(told.known(item.name(), desk.flows.keys()));
        }
    }
}

/// Who owns a new record of this workflow.
pub(crate) fn assign(build: &mut Build<'_, '_>) -> Option<Assign> {
    let desk = build.desk;
    let flow = build.flow;
    let item = desk.assign.iter().find(|item| item.name() == flow.text)?;
    let mut table = item.table("assign", build.found)?;
    let role = table.take("role").and_then(|item| item.said(build.found));
    let role = role.and_then(|said| one_role(&said, desk, build.found));
    let pick = table.need("pick", build.found);
    let pick = pick.and_then(|item| item.said_or_list(build.found));
    table.finish(build.found);
    let pick = pick.unwrap_or_default();
    let pick = pick.iter().filter_map(|said| read_pick(build, said));
    Some(Assign {
        role,
        pick: pick.collect(),
    })
}

fn read_pick(build: &mut Build<'_, '_>, said: &Said<'_>) -> Option<Pick> {
    let desk = build.desk;
    match said.text {
        "least loaded" => return Some(Pick::LeastLoaded),
        "round robin" => return Some(Pick::RoundRobin),
        _ => {}
    }
    let Some(rest) = said.strip("=") else {
        let told = Diagnostic::new("bad-sentence", said.inner())
            .with("key", "pick")
            .with("text", said.text);
        build.found.push(told.known(said.text, PICKS));
        return None;
    };
    let role = Type::Choice(desk.role_choices.clone());
    let person = desk.person_type();
    let want = Want::OneOf {
        types: vec![
            person.clone(),
            Type::List(Box::new(person)),
            role.clone(),
            Type::List(Box::new(role)),
        ],
        maybe_empty: true,
    };
    expression(&rest, &build.scope(), &want, build.found).map(Pick::Given)
}
