//! Roles, rights and ladders of a desk, and whom a `who` means.

use indexmap::IndexMap;

use super::compile::{expression, unknown};
use super::declare::{Act, DeskDecl, Ladder};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::node::NodeValue;
use super::reader::{Item, Said};
use super::scope::FlowScope;
use crate::engine::{Role, Who};
use crate::lang::{Expr, Type, Want};
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

/// Roles that no record can hold: no workflow of people has a field of type `role`. Told once, at the first of them.
pub(crate) fn nobody_holds(items: &[Item<'_>], desk: &DeskDecl<'_>, found: &mut Diagnostics) {
    let holds = |flow: &super::declare::FlowDecl<'_>| {
        let mut fields = flow.fields.values();
        flow.person && fields.any(|field| field.draft.ty.is_some_and(|ty| ty.text == "role"))
    };
    let inside = |item: &&Item<'_>| {
        let outside = item.inside("outside");
        !outside.is_some_and(|item| matches!(item.node().value, NodeValue::YesNo(true)))
    };
    // Of a flow that could not be read nobody knows what fields it has.
    if found.has_errors()
        || !desk.broken.is_empty()
        || desk.flows.is_empty()
        || desk.flows.values().any(holds)
    {
        return;
    }
    if let Some(item) = items.iter().find(inside) {
        found
            .push(Diagnostic::new("role-nobody-holds", item.name_span()).with("role", item.name()));
    }
}

/// Who is meant: a role, a right, or `=` and an expression that gives people.
pub(crate) fn who(
    said: &Said<'_>,
    scope: &FlowScope<'_>,
    meant: Meant,
    found: &mut Diagnostics,
) -> Option<Who> {
    if let Some(rest) = said.strip("=") {
        return given(&rest, scope, meant, found).map(Who::Person);
    }
    let desk = scope.desk;
    if desk.roles.contains_key(said.text) || desk.rights.contains_key(said.text) {
        return role(said, desk, found);
    }
    // Of `department.head` too: no role has a dot in its name.
    let head = said.text.split('.').next().unwrap_or("");
    let known = scope.flow.fields.contains_key(head) || scope.flow.tasks.contains_key(head);
    if known || super::declare::BUILTIN.contains(&head) {
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

/// A role or right by its name.
pub(super) fn role(said: &Said<'_>, desk: &DeskDecl<'_>, found: &mut Diagnostics) -> Option<Who> {
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

/// What a key that takes `who` may name besides roles and rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// A person, or people.
    People,
    /// These, or records whose workflow names its addresses.
    Receivers,
}

impl Meant {
    /// The workflows whose records may be given.
    fn workflows(self, desk: &DeskDecl<'_>) -> Vec<NameId> {
        let reached = |flow: &&super::declare::FlowDecl<'_>| flow.top.reach.is_some();
        let reached = desk.flows.values().filter(reached).map(|flow| flow.name);
        match self {
            Meant::People => desk.person.into_iter().collect(),
            Meant::Receivers => desk.person.into_iter().chain(reached).collect(),
        }
    }

    fn want(self, desk: &DeskDecl<'_>) -> Want {
        let types: Vec<Type> = self
            .workflows(desk)
            .into_iter()
            .flat_map(|name| [Type::Record(name), Type::List(Box::new(Type::Record(name)))])
            .collect();
        match types.is_empty() {
            // A desk without people has been told so, or uses none.
            true => Want::Any,
            false => Want::OneOf {
                types,
                maybe_empty: true,
            },
        }
    }
}

/// What an expression gives where people are meant; of another kind of record it is said what would make it one.
fn given(
    said: &Said<'_>,
    scope: &FlowScope<'_>,
    meant: Meant,
    found: &mut Diagnostics,
) -> Option<Expr> {
    let desk = scope.desk;
    let want = meant.want(desk);
    let mut ignored = Diagnostics::default();
    let plain = expression(said, scope, &Want::Any, &mut ignored);
    let other = plain.as_ref().and_then(|expr| match &expr.ty().ty {
        Type::Record(name) => Some(*name),
        Type::List(of) => match **of {
            Type::Record(name) => Some(name),
            _ => None,
        },
        _ => None,
    });
    let other = other.filter(|name| !meant.workflows(desk).contains(name));
    match other.and_then(|name| desk.flow(name)) {
        Some(flow) if want != Want::Any => {
            let id = match meant {
                Meant::People => "no-person",
                Meant::Receivers => "no-address",
            };
            let told = Diagnostic::new(id, said.inner()).with("workflow", flow.text.as_str());
            found.push(told.with("text", said.text.trim()));
            None
        }
        _ => expression(said, scope, &want, found),
    }
}

/// Everybody a key names.
pub(crate) fn all_who(
    item: Option<Item<'_>>,
    scope: &FlowScope<'_>,
    meant: Meant,
    found: &mut Diagnostics,
) -> Vec<Who> {
    let said = item
        .and_then(|item| item.said_or_list(found))
        .unwrap_or_default();
    said.iter()
        .filter_map(|said| who(said, scope, meant, found))
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
