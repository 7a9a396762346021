//! `decides`: one call of a decision table whose answer is kept in the record, every output in the field of its name.

use super::build::Build;
use super::compile::{Wanted, expression};
use super::diagnostic::Diagnostic;
use super::reader::{Item, Said};
use super::scope::FlowScope;
use crate::engine::Setting;
use crate::lang::{Scope, TableShape, Typed};
use crate::model::FieldId;

/// The field that keeps the number of the row that decided, where it is declared.
const ROW: &str = "decided_row";

/// What a call of a table sets, but for the fields `sets` gives something else.
pub(crate) fn sets(
    build: &mut Build<'_, '_>,
    item: &Item<'_>,
    given: &[(FieldId, Setting)],
    scope: &FlowScope<'_>,
) -> Vec<(FieldId, Setting)> {
    let Some(said) = item.said(build.found) else {
        return Vec::new();
    };
    let Some((name, shape)) = called(build, &said, scope) else {
        return Vec::new();
    };
    let flow = build.flow;
    let outputs = shape.outputs.iter().map(|(output, _)| &**output);
    let kept = outputs.clone().map(|output| (output, output));
    let kept = kept.chain([(ROW, "row")]);
    let known = kept.filter_map(|(field, output)| Some((flow.fields.get(field)?, output)));
    let known: Vec<_> = known.collect();
    // The row alone is no decision.
    if !known.iter().any(|(_, output)| *output != "row") {
        let fault = Diagnostic::new("decides-nothing", said.inner()).with("table", name);
        build.found.push(fault.list("columns", outputs));
        return Vec::new();
    }
    let mut found = Vec::new();
    for (field, output) in known {
        if given.iter().any(|(known, _)| *known == field.id) {
            continue;
        }
        if field.draft.computed.is_some() {
            let at = said.inner();
            let fault =
                Diagnostic::new("computed-given", at).with("field", build.names.text(field.name));
            build.found.push(fault);
            return Vec::new();
        }
        let text = format!("{}.{output}", said.text.trim_end());
        let typed = Typed {
            ty: field.typed.ty.clone(),
            maybe_empty: !field.draft.required,
        };
        let want = Wanted::one(&typed, build.desk.money_places).want();
        let Some(expr) = expression(&said.reading(&text), scope, &want, build.found) else {
            // The others have the same fault, or another that can wait.
            return Vec::new();
        };
        if expr.is_table().is_none() {
            no_table(build, &said, scope);
            return Vec::new();
        }
        found.push((field.id, Setting::plain(expr)));
    }
    found
}

/// The table called.
fn called<'s>(
    build: &mut Build<'_, '_>,
    said: &Said<'s>,
    scope: &FlowScope<'_>,
) -> Option<(&'s str, TableShape)> {
    let name = said.text.split('(').next().unwrap_or("").trim();
    if scope.is_broken(name) {
        build.found.hush(said.inner().source);
        return None;
    }
    let ends = said.text.trim_end().ends_with(')');
    match scope.table(name).filter(|_| ends) {
        Some(shape) => Some((name, shape)),
        None => {
            no_table(build, said, scope);
            None
        }
    }
}

fn no_table(build: &mut Build<'_, '_>, said: &Said<'_>, scope: &FlowScope<'_>) {
    let known: Vec<&str> = scope.desk.tables.keys().map(String::as_str).collect();
    let name = said.text.trim_start_matches('=');
    let name = name.split(['(', '.']).next().unwrap_or("").trim();
    let fault = Diagnostic::new("decides-no-table", said.inner()).with("text", said.text);
    let fault = match known.contains(&name) {
        true => fault,
        false => fault.known(name, known),
    };
    build.found.push(fault);
}
