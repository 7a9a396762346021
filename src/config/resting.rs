//! Fields that rest: `lines` and what is computed from them stay empty in this version. Where nothing else reads them the
//! desk runs without; a guard, a deadline or a start that does would decide on what is not there.

use std::collections::BTreeSet;

use super::compile::compiled;
use super::declare::{DeskDecl, FieldDecl};
use super::diagnostic::Diagnostics;
use super::later;
use super::reader::Said;
use super::scope::FlowScope;
use crate::lang::{Builtin, Expr, Leaf, Only, Read, Type, Want};
use crate::model::{FieldId, NameId};

/// Whether a field is declared as lines.
pub(crate) fn is_lines(field: &FieldDecl<'_>) -> bool {
    field.draft.ty.is_some_and(|ty| ty.text == "lines")
}

/// Finds the computed fields that read what rests, through each other and across workflows.
pub(crate) fn find(desk: &mut DeskDecl<'_>) {
    let fields = desk.flows.values().flat_map(|flow| flow.fields.values());
    if !fields.into_iter().any(is_lines) {
        return;
    }
    loop {
        let more = reached(desk);
        if more.is_empty() {
            return;
        }
        for (flow, name) in more {
            let flow = desk.flows.get_mut(&flow);
            if let Some(field) = flow.and_then(|flow| flow.fields.get_mut(&name)) {
                field.rests = true;
                field.typed.maybe_empty = true;
            }
        }
    }
}

fn reached(desk: &DeskDecl<'_>) -> BTreeSet<(String, String)> {
    let mut more = BTreeSet::new();
    for flow in desk.flows.values() {
        let scope = FlowScope::new(desk, flow);
        for (name, field) in flow.fields.iter().filter(|(_, field)| !field.rests) {
            let said = field.draft.computed.and_then(|said| said.strip("="));
            let expr = said
                .and_then(|said| compiled(&said, &scope, &Want::Any, &mut Diagnostics::default()));
            let reads = expr.is_some_and(|expr| first(&expr, &scope).is_some());
            if is_lines(field) || reads {
                more.insert((flow.text.clone(), name.clone()));
            }
        }
    }
    more
}

/// Tells of an expression that decides by what rests.
pub(crate) fn told(expr: &Expr, said: &Said<'_>, scope: &FlowScope<'_>, found: &mut Diagnostics) {
    if let Some(name) = first(expr, scope) {
        later::note_at(&name, said.inner(), found);
    }
}

/// The first field that rests among what an expression reads.
fn first(expr: &Expr, scope: &FlowScope<'_>) -> Option<String> {
    expr.reads().iter().find_map(|read| of_read(read, scope))
}

fn of_read(read: &Read, scope: &FlowScope<'_>) -> Option<String> {
    let desk = scope.desk;
    match read {
        Read::Leaf(leaf, path) => {
            if let Leaf::Field(field) = leaf
                && let Some(name) = rests(desk, scope.flow.name, *field)
            {
                return Some(name);
            }
            let mut at = begins(leaf, scope);
            path.iter().find_map(|field| {
                let workflow = at?;
                at = leads_to(desk, workflow, *field);
                rests(desk, workflow, *field)
            })
        }
        Read::Related(related, summed) => {
            let with = match related.only {
                Only::With(field) => Some(field),
                _ => None,
            };
            let mut fields = summed.iter().copied().chain(with);
            fields.find_map(|field| rests(desk, related.workflow, field))
        }
        Read::Query(_) => None,
    }
}

fn rests(desk: &DeskDecl<'_>, workflow: NameId, field: FieldId) -> Option<String> {
    let flow = desk.flow(workflow)?;
    let (name, field) = flow.field_by_id(field)?;
    field.rests.then(|| name.to_owned())
}

/// The workflow of the record a path begins at.
fn begins(leaf: &Leaf, scope: &FlowScope<'_>) -> Option<NameId> {
    match leaf {
        Leaf::Field(field) => leads_to(scope.desk, scope.flow.name, *field),
        Leaf::Sender(workflow) => Some(*workflow),
        Leaf::Builtin(Builtin::This) => Some(scope.flow.name),
        Leaf::Item => match (scope.choosing, scope.item.map(|item| &item.ty)) {
            (Some(choosing), _) => Some(choosing.of),
            (None, Some(Type::Record(workflow))) => Some(*workflow),
            (None, _) => None,
        },
        _ => None,
    }
}

fn leads_to(desk: &DeskDecl<'_>, workflow: NameId, field: FieldId) -> Option<NameId> {
    let (_, field) = desk.flow(workflow)?.field_by_id(field)?;
    match field.typed.ty {
        Type::Record(workflow) => Some(workflow),
        _ => None,
    }
}
