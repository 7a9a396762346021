//! Roles, rights and ladders of a desk, and whom a `who` means.

use indexmap::IndexMap;

use super::compile::{expression, unknown};
use super::declare::{Act, DeskDecl, Ladder};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::reader::{Item, Said};
use super::scope::FlowScope;
use crate::engine::{Role, Who};
use crate::lang::{Type, Want};
use crate::model::{NameId, Names, Reminded, RungAt as ModelRungAt};
use crate::time::RungAt;

/// Words a `remind` takes beside roles.
const REMINDED: [&str; 2] = ["assignee", "owner"];

/// The roles, with whom each escalates to. The names are interned before.
pub(crate) fn roles(
    items: &[Item<'_>],
    known: &IndexMap<String, NameId>,
    found: &mut Diagnostics,
) -> std::collections::BTreeMap<NameId, Role> {
    let mut above: IndexMap<&str, Said<'_>> = IndexMap::new();
    let mut roles = std::collections::BTreeMap::new();
    for item in items {
        let Some(id) = known.get(item.name()) else {
            continue;
        };
        let mut role = Role::default();
        if let Some(mut table) = item.table("role", found) {
            let _ = table.take("label");
            let outside = table.take("outside").and_then(|item| item.yes_no(found));
            role.outside = outside.unwrap_or(false);
            if let Some(said) = table.take("above").and_then(|item| item.said(found)) {
                match known.get(said.text) {
                    Some(id) => {
                        role.above = Some(*id);
                        above.insert(item.name(), said);
                    }
                    None => found.push(unknown("role", &said, known.keys().map(String::as_str))),
                }
            }
            table.finish(found);
        }
        roles.insert(*id, role);
    }
    report_circles(&above, found);
    roles
}

fn report_circles(above: &IndexMap<&str, Said<'_>>, found: &mut Diagnostics) {
    for (role, said) in above {
        let mut at = said.text;
        for _ in 0..above.len() {
            if at == *role {
                found.push(Diagnostic::new("above-cycle", said.inner()).with("role", *role));
                return;
            }
            match above.get(at) {
                Some(next) => at = next.text,
                None => break,
            }
        }
    }
}

/// The rights, and who has each: roles only, for a right is not of one record.
pub(crate) fn rights(
    items: &[Item<'_>],
    desk: &DeskDecl<'_>,
    found: &mut Diagnostics,
) -> std::collections::BTreeMap<NameId, Vec<Who>> {
    let mut rights = std::collections::BTreeMap::new();
    for item in items {
        let Some(id) = desk.rights.get(item.name()) else {
            continue;
        };
        let Some(mut table) = item.table("right", found) else {
            continue;
        };
        let _ = table.take("label");
        let who = table
            .need("who", found)
            .and_then(|item| item.said_or_list(found));
        for key in ["with", "prompted_by"] {
            if let Some(item) = table.take(key) {
                check_right_key(&item, desk, found);
            }
        }
        table.finish(found);
        let who = who.unwrap_or_default();
        rights.insert(
            *id,
            who.iter()
                .filter_map(|said| role(said, desk, found))
                .collect(),
        );
    }
    rights
}

fn check_right_key(item: &Item<'_>, desk: &DeskDecl<'_>, found: &mut Diagnostics) {
    for said in item.said_or_list(found).unwrap_or_default() {
        if item.name() == "prompted_by" {
            let _ = role(&said, desk, found);
            super::later::note(item, found);
        } else if said.text.trim_end_matches('?') == "prompt" {
            super::later::note_at("prompt", said.inner(), found);
        } else if !["remark", "prompt"].contains(&said.text.trim_end_matches('?')) {
            let known = ["remark", "prompt"];
            let fault = Diagnostic::new("unknown-word", said.inner())
                .with("word", said.text)
                .with("key", item.name());
            found.push(fault.known(said.text, known));
        }
    }
}

/// A role or right by its name.
fn role(said: &Said<'_>, desk: &DeskDecl<'_>, found: &mut Diagnostics) -> Option<Who> {
    if let Some(role) = desk.roles.get(said.text) {
        return Some(Who::Role(*role));
    }
    if let Some(right) = desk.rights.get(said.text) {
        return Some(Who::Right(*right));
    }
    let known = desk.roles.keys().chain(desk.rights.keys());
    found.push(unknown("role", said, known.map(String::as_str)));
    None
}

/// Who is meant: a role, a right, or `=` and an expression that gives a person.
pub(crate) fn who(
    said: &Said<'_>,
    scope: &FlowScope<'_>,
    want: &Want,
    found: &mut Diagnostics,
) -> Option<Who> {
    if let Some(rest) = said.strip("=") {
        let expr = expression(&rest, scope, want, found)?;
        return Some(Who::Person(expr));
    }
    let desk = scope.desk;
    if desk.roles.contains_key(said.text) || desk.rights.contains_key(said.text) {
        return role(said, desk, found);
    }
    // Of `department.head` too: no role has a dot in its name.
    let head = said.text.split('.').next().unwrap_or("");
    if scope.flow.fields.contains_key(head) || scope.flow.tasks.contains_key(head) {
        let told = Diagnostic::new("literal-looks-like-name", said.inner())
            .with("text", said.text)
            .word("kind", "field")
            .weighing(crate::model::catalogue::Severity::Error);
        found.push(told);
        return None;
    }
    let foreign = scope
        .flow
        .merged
        .files
        .last()
        .is_some_and(|own| own.source != said.span.source);
    if foreign && super::suggest::nearest(said.text, desk.roles.keys()).is_none() {
        let fault = Diagnostic::new("role-needed", said.inner())
            .with("workflow", scope.flow.text.as_str())
            .word("kind", "role")
            .with("name", said.text)
            .with("desk", desk.name.as_str())
            .with("line", format!("{} = {{}}", said.text));
        found.push(fault);
        return None;
    }
    role(said, desk, found)
}

/// What a `who` or `not` must give: a person, perhaps none.
pub(crate) fn a_person(desk: &DeskDecl<'_>) -> Want {
    match desk.person {
        Some(person) => Want::optional(Type::Record(person)),
        None => Want::Any,
    }
}

/// Everybody a key names.
pub(crate) fn all_who(
    item: Option<Item<'_>>,
    scope: &FlowScope<'_>,
    want: &Want,
    found: &mut Diagnostics,
) -> Vec<Who> {
    let said = item
        .and_then(|item| item.said_or_list(found))
        .unwrap_or_default();
    said.iter()
        .filter_map(|said| who(said, scope, want, found))
        .collect()
}

/// The ladders of a desk or workflow.
pub(crate) fn ladders<'n>(
    items: &[Item<'n>],
    roles: &IndexMap<String, NameId>,
    found: &mut Diagnostics,
) -> IndexMap<String, Ladder<'n>> {
    let mut ladders = IndexMap::new();
    for item in items {
        let rungs = item.list(found).unwrap_or_default();
        let mut ladder = Ladder::default();
        for rung in &rungs {
            read_rung(rung, roles, &mut ladder, found);
        }
        ladders.insert(item.name().to_owned(), ladder);
    }
    ladders
}

fn read_rung<'n>(
    item: &Item<'n>,
    roles: &IndexMap<String, NameId>,
    ladder: &mut Ladder<'n>,
    found: &mut Diagnostics,
) {
    let Some(mut table) = item.table("ladder.rung", found) else {
        return;
    };
    let at = table.need("at", found).and_then(|item| item.said(found));
    let remind = table.take("remind");
    let raise = table.take("raise").and_then(|item| item.said(found));
    if remind.is_none() && raise.is_none() {
        let fault = Diagnostic::new("key-needs", item.span()).with("key", "at");
        found.push(fault.with("other", "remind"));
    }
    table.finish(found);
    let at = at.and_then(|said| rung_at(&said, found));
    let reminded = remind
        .and_then(|item| item.said_or_list(found))
        .unwrap_or_default();
    let reminded: Vec<Reminded> = reminded
        .iter()
        .filter_map(|said| reminds(said, roles, found))
        .collect();
    let Some(at) = at else {
        return;
    };
    ladder
        .rungs
        .extend(reminded.into_iter().map(|who| (at, Act::Remind(who))));
    ladder
        .rungs
        .extend(raise.map(|said| (at, Act::Raise(said))));
}

fn rung_at(said: &Said<'_>, found: &mut Diagnostics) -> Option<ModelRungAt> {
    let Some(at) = RungAt::parse(said.text) else {
        let fault = Diagnostic::new("bad-sentence", said.inner())
            .with("key", "at")
            .with("text", said.text)
            .list(
                "known",
                ["25% before", "2h before", "due", "1 working day after"],
            );
        found.push(fault);
        return None;
    };
    Some(at)
}

fn reminds(
    said: &Said<'_>,
    roles: &IndexMap<String, NameId>,
    found: &mut Diagnostics,
) -> Option<Reminded> {
    match said.text {
        "assignee" => Some(Reminded::Assignee),
        "owner" => Some(Reminded::Owner),
        role => match roles.get(role) {
            Some(role) => Some(Reminded::Role(*role)),
            None => {
                let known = roles.keys().map(String::as_str).chain(REMINDED);
                found.push(unknown("role", said, known));
                None
            }
        },
    }
}

/// Interns the names of a section's entries.
pub(crate) fn intern_all(items: &[Item<'_>], names: &mut Names) -> IndexMap<String, NameId> {
    let ids = items
        .iter()
        .map(|item| (item.name().to_owned(), names.intern(item.name())));
    ids.collect()
}
