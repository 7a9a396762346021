//! Records started from others: what fills their fields, said or by the same name.

use super::build::Build;
use super::compile::{Wanted, condition, value};
use super::declare::{FieldDecl, FlowDecl};
use super::diagnostic::Diagnostic;
use super::later;
use super::reader::{Item, Said};
use super::scope::FlowScope;
use crate::engine::StartRule;
use crate::lang::{self, Expr, Type, Typed, Want};
use crate::model::FieldId;

/// The records a state or transition starts.
pub(crate) fn starts(
    build: &mut Build<'_, '_>,
    item: &Item<'_>,
    scope: &FlowScope<'_>,
) -> Vec<StartRule> {
    let items = item.list(build.found).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| start(build, item, scope))
        .collect()
}

fn start(build: &mut Build<'_, '_>, item: &Item<'_>, scope: &FlowScope<'_>) -> Option<StartRule> {
    let mut table = item.table("starts", build.found)?;
    let workflow = table
        .need("workflow", build.found)
        .and_then(|item| item.said(build.found));
    let mut later = false;
    for key in ["each", "once_per", "attach"] {
        if let Some(item) = table.take(key) {
            later::note(&item, build.found);
            later = true;
        }
    }
    let fill = table
        .take("fill")
        .and_then(|item| item.entries(build.found));
    let when = table
        .take("when")
        .and_then(|item| condition(&item, scope, build.found));
    table.finish(build.found);
    let workflow = workflow?;
    let child = started(build, &workflow)?;
    if later {
        // What fills it may come from the row it is started for.
        return None;
    }
    let fill = fill.unwrap_or_default();
    let fill = filled(build, child, &workflow, &fill, scope);
    Some(StartRule {
        workflow: child.name,
        fill,
        when,
    })
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

fn filled(
    build: &mut Build<'_, '_>,
    child: &FlowDecl<'_>,
    at: &Said<'_>,
    fill: &[Item<'_>],
    scope: &FlowScope<'_>,
) -> Vec<(FieldId, Expr)> {
    for item in fill {
        if !child.fields.contains_key(item.name()) {
            let known: Vec<&str> = child.fields.keys().map(String::as_str).collect();
            let fault = Diagnostic::new("unknown-name", item.name_span())
                .word("kind", "field")
                .with("name", item.name());
            build.found.push(fault.known(item.name(), known));
        }
    }
    let back = Type::Record(build.flow.name);
    let naming = child
        .fields
        .values()
        .filter(|field| field.typed.ty == back && field.id != FieldId::OWNER);
    let only_back = naming.clone().count() == 1;
    let mut filled = Vec::new();
    for (name, field) in &child.fields {
        let said = fill.iter().find(|item| item.name() == name);
        if let Some(item) = said {
            let typed = Typed {
                ty: field.typed.ty.clone(),
                maybe_empty: !field.draft.required,
            };
            let wanted = Wanted::one(&typed, build.desk.money_places);
            let value = value(item, scope, &wanted, build.found);
            filled.extend(value.map(|value| (field.id, value)));
            continue;
        }
        if field.draft.computed.is_some() {
            continue;
        }
        let same = build
            .flow
            .fields
            .get(name)
            .filter(|own| own.typed.ty == field.typed.ty);
        let text = match same {
            Some(own) if !own.broken => Some(name.as_str()),
            _ if only_back && field.typed.ty == back && field.id != FieldId::OWNER => Some("self"),
            _ => None,
        };
        match text.and_then(|text| read(text, scope)) {
            Some(expr) => filled.push((field.id, expr)),
            None => report_unfilled(build, child, (name, field), at),
        }
    }
    filled
}

/// What stands in this record under a bare name.
fn read(text: &str, scope: &FlowScope<'_>) -> Option<Expr> {
    lang::compile(text, scope, &Want::Any).ok()
}

fn report_unfilled(
    build: &mut Build<'_, '_>,
    child: &FlowDecl<'_>,
    (name, field): (&str, &FieldDecl<'_>),
    at: &Said<'_>,
) {
    if !field.draft.required || field.draft.default.is_some() || field.broken {
        return;
    }
    let fault = Diagnostic::new("required-unfilled", at.inner())
        .with("workflow", child.text.as_str())
        .with("field", name)
        .also(field.at, "declared-here");
    build.found.push(fault);
}
