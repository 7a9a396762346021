//! When something is due. The value may be missing at first: the deadline begins with the act that gives it. So it may be
//! missing only for want of the record's own fields, which acts on the record fill; of what another record or a task says
//! later, no act on this record would tell.

use super::build::Build;
use super::compile::{Wanted, setting};
use super::diagnostic::Diagnostics;
use super::reader::Item;
use super::scope::FlowScope;
use crate::engine::Setting;
use crate::lang::{Builtin, Declared, Expr, Leaf, Read, TaskFact, Type};
use crate::model::FieldId;

/// A due value.
pub(super) fn due(build: &mut Build<'_, '_>, item: &Item<'_>) -> Option<Setting> {
    let scope = build.scope();
    let given = build.wanted(&[Type::Duration, Type::Date, Type::Instant]);
    let maybe = Wanted {
        maybe_empty: true,
        ..given.clone()
    };
    let due = setting(item, &scope, &maybe, build.found)?;
    let except = due.except.iter().map(|(_, then)| then);
    let from = due.from.iter().map(|(_, then)| then);
    let mut all = std::iter::once(&due.base).chain(except).chain(from);
    if !all.any(|expr| waits_in_vain(build, expr)) {
        return Some(due);
    }
    // Told as where a value must not be missing; of the record's own fields only where nothing else is to blame.
    let own: Vec<FieldId> = build.flow.fields.values().map(|field| field.id).collect();
    let filled = FlowScope {
        demanded: &own,
        ..build.scope()
    };
    for scope in [filled, scope] {
        let mut faults = Diagnostics::default();
        setting(item, &scope, &given, &mut faults);
        let mut told = false;
        for fault in faults.iter().filter(|fault| fault.id == "maybe-empty") {
            build.found.push(fault.clone());
            told = true;
        }
        if told {
            break;
        }
    }
    None
}

/// Whether a value may be missing for want of something else than the record's own fields.
fn waits_in_vain(build: &Build<'_, '_>, expr: &Expr) -> bool {
    let elsewhere = |read: &Read| match read {
        Read::Leaf(Leaf::Field(_), path) if path.is_empty() => false,
        Read::Leaf(Leaf::Field(first), path) => follows_into_nothing(build, *first, path),
        Read::Leaf(Leaf::Param(_), _) => false,
        Read::Leaf(Leaf::Task(_, fact), _) => matches!(
            fact,
            TaskFact::DoneBy | TaskFact::DoneAt | TaskFact::Assignee | TaskFact::Due
        ),
        Read::Leaf(Leaf::Builtin(builtin), _) => matches!(
            builtin,
            Builtin::OpenedBy | Builtin::Actor | Builtin::Assignee
        ),
        Read::Leaf(..) | Read::Related(..) | Read::Query(_) => true,
    };
    expr.ty().maybe_empty && expr.reads().iter().any(elsewhere)
}

/// Whether something on the way from a field through other records may be missing.
fn follows_into_nothing(build: &Build<'_, '_>, first: FieldId, path: &[FieldId]) -> bool {
    let own = build.flow.fields.values().find(|field| field.id == first);
    let Some(mut typed) = own.map(|field| field.typed.clone()) else {
        return true;
    };
    for next in path {
        let Type::Record(workflow) = typed.ty else {
            return true;
        };
        let name = build.names.field_text(workflow, *next).to_owned();
        match build.desk.field_of(workflow, &name) {
            Some((_, found)) if !typed.maybe_empty => typed = found,
            _ => return true,
        }
    }
    typed.maybe_empty
}
