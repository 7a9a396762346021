//! Records started from others: what fills their fields, said or by the same name.

use std::sync::Arc;

use super::asks::{self, Acts, must_be_filled};
use super::build::Build;
use super::compile::{Wanted, condition, expression, setting, unknown};
use super::declare::{FieldDecl, FlowDecl};
use super::diagnostic::Diagnostic;
use super::later;
use super::lists::ListDecl;
use super::reader::{Item, Said};
use super::scope::FlowScope;
use crate::engine::{Each, Setting, StartRule};
use crate::lang::{self, Expr, Scope, Type, Typed, Want};
use crate::model::{FieldId, NameId, Value};

/// The records a state or transition starts.
pub(crate) fn starts(
    build: &mut Build<'_, '_>,
    item: &Item<'_>,
    acts: Acts,
    scope: &FlowScope<'_>,
) -> Vec<StartRule> {
    let items = item.list(build.found).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| start(build, item, acts, scope))
        .collect()
}

fn start(
    build: &mut Build<'_, '_>,
    item: &Item<'_>,
    acts: Acts,
    scope: &FlowScope<'_>,
) -> Option<StartRule> {
    let mut table = item.table("starts", build.found)?;
    let workflow = table
        .need("workflow", build.found)
        .and_then(|item| item.said(build.found));
    if let Some(item) = table.take("attach") {
        later::note(&item, build.found);
    }
    let repeats = table.has("each");
    let each = table.take("each").and_then(|item| item.said(build.found));
    let each = each.and_then(|said| each_of(build, &said, scope));
    let once_per = table
        .take("once_per")
        .and_then(|item| item.said_or_list(build.found));
    let fill = table
        .take("fill")
        .and_then(|item| item.entries(build.found));
    let when = table.take("when");
    table.finish(build.found);
    let workflow = workflow?;
    let child = started(build, &workflow)?;
    if repeats && each.is_none() {
        // What fills it may come from the item it is started for.
        return None;
    }
    let (each, typed) = each.unzip();
    let scope = FlowScope {
        item: typed.as_ref(),
        ..*scope
    };
    let when = when.and_then(|item| condition(&item, &scope, build.found));
    let once_per = once_per.unwrap_or_default();
    let once_per = once_per
        .iter()
        .filter_map(|said| {
            let id = child.fields.get(said.text).map(|field| field.id);
            build.known("field", said, id, child.fields.keys().map(String::as_str))
        })
        .collect();
    let filled = filled(
        build,
        (child, acts),
        &workflow,
        &fill.unwrap_or_default(),
        &scope,
    );
    Some(StartRule {
        workflow: child.name,
        each,
        fill: filled.fill,
        asked: filled.asked,
        when,
        once_per,
    })
}

/// Every row of a list, as the file has them.
fn every_row(list: &ListDecl, name: &str) -> Option<(Each, Typed)> {
    let row = list.ty()?;
    let keys = list.keys.0.iter().map(|(_, key)| Value::Choice(*key));
    let typed = |ty| Typed {
        ty,
        maybe_empty: false,
    };
    let rows = Expr::constant(
        Value::List(Arc::new(keys.collect())),
        typed(Type::List(Box::new(row.clone()))),
        name,
    );
    Some((Each::List(rows), typed(row)))
}

/// What a start is repeated for, and the type of one of it.
fn each_of(
    build: &mut Build<'_, '_>,
    said: &Said<'_>,
    scope: &FlowScope<'_>,
) -> Option<(Each, Typed)> {
    if let Some((query, missing)) = scope.query(said.text) {
        if let Some(need) = missing {
            let fault = Diagnostic::new("query-needs", said.inner())
                .with("query", said.text)
                .with("need", need);
            build.found.push(fault);
            return None;
        }
        build.queries.insert(query.id);
        return Some((Each::Query(query.id), record(query.of?)));
    }
    if let Some(list) = build.desk.lists.get(said.text) {
        return every_row(list, said.text);
    }
    if super::fields::is_name(said.text)
        && scope.resolve(said.text).is_none()
        && !scope.is_broken(said.text)
    {
        let (desk, flow) = (build.desk, build.flow);
        let fields = flow.fields.iter();
        let many = fields.filter(|(_, field)| matches!(field.typed.ty, Type::List(_)));
        let known = flow
            .queries
            .keys()
            .chain(desk.lists.keys())
            .chain(many.map(|(name, _)| name));
        let told = unknown("query", said, known.map(String::as_str));
        build.found.push(told);
        return None;
    }
    let list = expression(said, scope, &Want::Any, build.found)?;
    match &list.ty().ty {
        Type::List(inner) => {
            let typed = Typed {
                ty: (**inner).clone(),
                maybe_empty: false,
            };
            Some((Each::List(list), typed))
        }
        // Of a form, each of its items.
        Type::Form(form) => {
            let items = format!("{}.items", said.text);
            let list = lang::compile(&items, scope, &Want::Any).ok()?;
            Some((Each::List(list), item(*form)))
        }
        Type::Unknown => {
            later::note_at(said.text, said.inner(), build.found);
            None
        }
        other => {
            let fault = Diagnostic::new("wrong-kind-of-value", said.inner())
                .word("expected", "a-list")
                .word("found", super::compile::expected(other));
            build.found.push(fault);
            None
        }
    }
}

fn item(of: NameId) -> Typed {
    Typed {
        ty: Type::Item(of),
        maybe_empty: false,
    }
}

fn record(of: NameId) -> Typed {
    Typed {
        ty: Type::Record(of),
        maybe_empty: false,
    }
}

/// The type of one item of what a start is repeated for, where that can be told.
pub(crate) fn item_of(scope: &FlowScope<'_>, text: &str) -> Option<Typed> {
    if let Some((query, _)) = scope.query(text) {
        return Some(record(query.of?));
    }
    if let Some(list) = scope.desk.lists.get(text) {
        return every_row(list, text).map(|(_, typed)| typed);
    }
    let list = lang::compile(text, scope, &Want::Any).ok()?;
    match &list.ty().ty {
        Type::List(inner) => Some(Typed {
            ty: (**inner).clone(),
            maybe_empty: false,
        }),
        Type::Form(form) => Some(item(*form)),
        _ => None,
    }
}

fn started<'a>(build: &mut Build<'a, '_>, said: &Said<'_>) -> Option<&'a FlowDecl<'a>> {
    let desk = build.desk;
    if let Some(flow) = desk.flows.get(said.text) {
        return Some(flow);
    }
    if desk.broken.iter().any(|broken| broken == said.text) {
        return None;
    }
    if let Some(other) = desk.elsewhere.get(said.text) {
        let fault = Diagnostic::new("crosses-desk", said.inner())
            .with("name", said.text)
            .with("other", other.as_str());
        build.found.push(fault);
        return None;
    }
    build.known(
        "workflow",
        said,
        None,
        desk.flows.keys().map(String::as_str),
    )
}

/// What fills the fields of a record to be started.
struct Filled {
    fill: Vec<(FieldId, Setting)>,
    asked: Vec<(FieldId, FieldId)>,
}

fn filled(
    build: &mut Build<'_, '_>,
    (child, acts): (&FlowDecl<'_>, Acts),
    at: &Said<'_>,
    fill: &[Item<'_>],
    scope: &FlowScope<'_>,
) -> Filled {
    for item in fill {
        if !child.fields.contains_key(item.name()) {
            let known: Vec<&str> = child.fields.keys().map(String::as_str).collect();
            let fault = Diagnostic::new("unknown-name", item.name_span())
                .word("kind", "field")
                .with("name", item.name());
            build.found.push(fault.known(item.name(), known));
        }
    }
    let mut filled = Filled {
        fill: Vec::new(),
        asked: Vec::new(),
    };
    for (name, field) in &child.fields {
        let said = fill.iter().find(|item| item.name() == name);
        if let Some(item) = said {
            let typed = Typed {
                ty: field.typed.ty.clone(),
                maybe_empty: !field.draft.required,
            };
            let wanted = Wanted::one(&typed, build.desk.money_places);
            let value = setting(item, scope, &wanted, build.found);
            filled.fill.extend(value.map(|value| (field.id, value)));
            continue;
        }
        if field.draft.computed.is_some() {
            continue;
        }
        if let Some(expr) = by_itself(scope, child, name, field) {
            filled.fill.push((field.id, Setting::plain(expr)));
            continue;
        }
        let own = asks::own_name(build.flow, child, name, &field.typed.ty);
        let own = build.flow.fields.get(&own).filter(|own| own.asked);
        match own {
            Some(own) if acts == Acts::Somebody && must_be_filled(field) => {
                filled.asked.push((field.id, own.id));
            }
            _ => report_unfilled(build, child, (name, field), at),
        }
    }
    filled
}

/// What fills a field where nothing is said: the item's field of that name, then this record's, and a reference back.
pub(crate) fn by_itself(
    scope: &FlowScope<'_>,
    child: &FlowDecl<'_>,
    name: &str,
    field: &FieldDecl<'_>,
) -> Option<Expr> {
    let (flow, ty) = (scope.flow, &field.typed.ty);
    let fitting = |text: &str| {
        let expr = lang::compile(text, scope, &Want::Any).ok()?;
        alike(&expr.ty().ty, ty).then_some(expr)
    };
    let own = flow.fields.get(name);
    let own = own.filter(|own| alike(&own.typed.ty, ty) && !own.broken && !own.asked);
    if scope.item.is_some() {
        let of_item = format!("item.{name}");
        let both = own.and_then(|_| fitting(&format!("{of_item} ?? {name}")));
        let first = both.or_else(|| fitting(&of_item));
        if first.is_some() {
            return first;
        }
    }
    if own.is_some() {
        return fitting(name);
    }
    let back = Type::Record(flow.name);
    let naming = child
        .fields
        .values()
        .filter(|field| field.typed.ty == back && field.id != FieldId::OWNER);
    let only_back = naming.count() == 1;
    (only_back && *ty == back && field.id != FieldId::OWNER)
        .then(|| fitting("self"))
        .flatten()
}

/// Whether a field takes what one of the same name holds: it has its type, or knows all its choices.
fn alike(from: &Type, to: &Type) -> bool {
    match (from, to) {
        (Type::Choice(from), Type::Choice(to)) => {
            from.0.iter().all(|(_, choice)| to.text(*choice).is_some())
        }
        (Type::List(from), Type::List(to)) => alike(from, to),
        (_, Type::Unknown) => false,
        (from, to) => from == to,
    }
}

fn report_unfilled(
    build: &mut Build<'_, '_>,
    child: &FlowDecl<'_>,
    (name, field): (&str, &FieldDecl<'_>),
    at: &Said<'_>,
) {
    if !must_be_filled(field) {
        return;
    }
    let fault = Diagnostic::new("required-unfilled", at.inner())
        .with("workflow", child.text.as_str())
        .with("field", name)
        .also(field.at, "declared-here");
    build.found.push(fault);
}
