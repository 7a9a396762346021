//! Queries: which records of a workflow, under which condition and in which order. Bare names are those of the record
//! being chosen; what comes from outside is listed in `needs` and given by whoever asks.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::build::Build;
use super::check::reads;
use super::compile::{condition, expression, unknown};
use super::declare::{DeskDecl, FlowDecl, Need, QueryDecl};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::fields;
use super::reader::{Item, Said};
use super::scope::{Choosing, FlowScope};
use super::source::Span;
use crate::engine::{QueryRule, Workflow};
use crate::lang::{self, Expr, QueryId, Read, Type, Typed, Want};
use crate::model::{NameId, Names};

/// The queries a workflow may ask: its own, and the desk's that it does not shadow.
pub(crate) fn declare<'n>(
    desk: &[Item<'n>],
    own: &[Item<'n>],
    decl: &DeskDecl<'_>,
    names: &mut Names,
    found: &mut Diagnostics,
) -> IndexMap<String, QueryDecl<'n>> {
    let shadowed = |item: &&Item<'n>| !own.iter().any(|other| other.name() == item.name());
    let mut queries = IndexMap::new();
    for item in desk.iter().filter(shadowed).chain(own) {
        let id = QueryId(u16::try_from(queries.len()).unwrap_or(u16::MAX));
        let name = names.intern(item.name());
        let query = query(item, (id, name), decl, found);
        queries.extend(query.map(|query| (item.name().to_owned(), query)));
    }
    queries
}

fn query<'n>(
    item: &Item<'n>,
    (id, name): (QueryId, NameId),
    decl: &DeskDecl<'_>,
    found: &mut Diagnostics,
) -> Option<QueryDecl<'n>> {
    fields::check_name(item, "query", found);
    let mut table = item.table("query", found)?;
    let _ = table.take("label");
    let of = table.need("of", found).and_then(|item| item.said(found));
    let names = |item: Option<Item<'n>>, found: &mut Diagnostics| {
        item.and_then(|item| item.said_or_list(found))
            .unwrap_or_default()
    };
    let needs = needs(table.take("needs"), found);
    let filter = table.take("where");
    let order = names(table.take("order"), found);
    table.finish(found);
    let of = of.and_then(|said| workflow(&said, decl, found));
    Some(QueryDecl {
        id,
        name,
        at: item.name_span(),
        of,
        needs,
        filter,
        order,
    })
}

/// `["month"]`, or `{ of_whom = "=employee" }` where the records chosen have a field of the same name themselves.
fn needs<'n>(item: Option<Item<'n>>, found: &mut Diagnostics) -> Vec<Need<'n>> {
    let Some(item) = item else {
        return Vec::new();
    };
    if item.is_table() {
        let entries = item.entries(found).unwrap_or_default();
        let given = entries.iter().map(|entry| Need {
            name: entry.name(),
            at: entry.name_span(),
            given: entry
                .said(found)
                .map(|said| said.strip("=").unwrap_or(said)),
        });
        return given.collect();
    }
    let names = item.said_or_list(found).unwrap_or_default();
    let same = names.iter().map(|said| Need {
        name: said.text,
        at: said.inner(),
        given: None,
    });
    same.collect()
}

fn workflow(said: &Said<'_>, decl: &DeskDecl<'_>, found: &mut Diagnostics) -> Option<NameId> {
    if let Some(flow) = decl.flows.get(said.text) {
        return Some(flow.name);
    }
    if decl.broken.iter().any(|broken| broken == said.text) {
        return None;
    }
    found.push(match decl.elsewhere.get(said.text) {
        Some(other) => Diagnostic::new("crosses-desk", said.inner())
            .with("name", said.text)
            .with("other", other.as_str()),
        None => unknown("workflow", said, decl.flows.keys().map(String::as_str)),
    });
    None
}

/// The queries a workflow asks, by their place.
pub(crate) fn queries(build: &mut Build<'_, '_>, workflow: &Workflow) -> Vec<Option<QueryRule>> {
    let mut asked: BTreeSet<QueryId> = build.queries.clone();
    for read in reads::all(workflow).into_iter().flat_map(Expr::reads) {
        if let Read::Query(query) = read {
            asked.insert(query);
        }
    }
    let flow = build.flow;
    let built = flow.queries.values().map(|decl| {
        let asked = asked.contains(&decl.id);
        asked
            .then(|| rule(build.desk, flow, decl, build.found))
            .flatten()
    });
    built.collect()
}

fn rule(
    desk: &DeskDecl<'_>,
    flow: &FlowDecl<'_>,
    decl: &QueryDecl<'_>,
    found: &mut Diagnostics,
) -> Option<QueryRule> {
    let of = decl.of?;
    let plain = FlowScope::new(desk, flow);
    let mut needs = Vec::new();
    let mut typed = Vec::new();
    for need in &decl.needs {
        let given = match &need.given {
            Some(said) => expression(said, &plain, &Want::Any, found)?,
            None => lang::compile(need.name, &plain, &Want::Any).ok()?,
        };
        typed.push((need.name.to_owned(), given.ty().clone()));
        needs.push(given);
    }
    let choosing = Choosing { of, needs: typed };
    let (filter, order) = chosen(&plain, &choosing, decl, found)?;
    Some(QueryRule {
        name: decl.name,
        workflow: of,
        needs,
        filter,
        order,
    })
}

/// The condition and the order, read with the names of a record being chosen.
fn chosen(
    plain: &FlowScope<'_>,
    choosing: &Choosing,
    decl: &QueryDecl<'_>,
    found: &mut Diagnostics,
) -> Option<(Option<Expr>, Vec<Expr>)> {
    for need in &decl.needs {
        let chosen = plain.desk.flow(choosing.of);
        let field = chosen.and_then(|flow| flow.fields.get(need.name));
        if let Some(field) = field {
            let fault = Diagnostic::new("name-clash", need.at)
                .with("name", need.name)
                .word("first", "field")
                .word("second", "need");
            found.push(fault.also(field.at, "declared-here"));
        }
    }
    let scope = FlowScope {
        choosing: Some(choosing),
        ..*plain
    };
    let filter = match &decl.filter {
        Some(item) => Some(condition(item, &scope, found)?),
        None => None,
    };
    let mut order = Vec::new();
    for said in &decl.order {
        match lang::compile(said.text, &scope, &Want::Any) {
            Ok(key) if fields::is_name(said.text) => order.push(key),
            _ => {
                let flow = plain.desk.flow(choosing.of);
                let known = flow.into_iter().flat_map(|flow| flow.fields.keys());
                let known = known.map(String::as_str).chain(["code", "opened"]);
                found.push(unknown("field", said, known));
            }
        }
    }
    Some((filter, order))
}

/// Queries nothing asks are checked as far as they can be: nobody says of what types their needs are.
pub(crate) fn check_unused(
    desk: &DeskDecl<'_>,
    workflows: &BTreeMap<NameId, Workflow>,
    found: &mut Diagnostics,
) {
    let all = desk
        .flows
        .values()
        .filter_map(|flow| Some((flow, workflows.get(&flow.name)?)));
    let asked = all.flat_map(|(flow, built)| {
        let asked = flow
            .queries
            .values()
            .filter(|decl| built.query(decl.id).is_some());
        asked.map(|decl| decl.at)
    });
    let asked: BTreeSet<Span> = asked.collect();
    for flow in desk.flows.values() {
        let Some(built) = workflows.get(&flow.name) else {
            continue;
        };
        for decl in flow.queries.values() {
            let (Some(of), None) = (decl.of, built.query(decl.id)) else {
                continue;
            };
            let Some(chosen_flow) = desk.flow(of).filter(|_| !asked.contains(&decl.at)) else {
                continue;
            };
            let needs = decl.needs.iter();
            let choosing = Choosing {
                of,
                needs: needs
                    .map(|need| (need.name.to_owned(), likely(desk, need.name)))
                    .collect(),
            };
            // A query of a workflow file knows that flow's params; one of the desk those of whatever it chooses.
            let own = flow
                .merged
                .files
                .iter()
                .any(|file| file.source == decl.at.source);
            let known = if own { flow } else { chosen_flow };
            let mut told = Diagnostics::default();
            let _ = chosen(&FlowScope::new(desk, known), &choosing, decl, &mut told);
            // Of what type a need is, is not known here: that it cannot be read is no fault.
            let told = told.iter().filter(|told| told.id != "not-run-yet");
            for diagnostic in told.cloned().collect::<Vec<_>>() {
                found.push(diagnostic);
            }
        }
    }
}

/// The type of what is mostly given under this name.
fn likely(desk: &DeskDecl<'_>, need: &str) -> Typed {
    let mut given = desk
        .flows
        .values()
        .filter_map(|flow| FlowScope::new(desk, flow).give(need));
    Typed {
        ty: given.next().map_or(Type::Unknown, |typed| typed.ty),
        maybe_empty: false,
    }
}
