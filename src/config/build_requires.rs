//! Requirements: a condition, or the items of a form one by one.

use std::collections::BTreeMap;

use super::build::Build;
use super::compile::{condition, unknown};
use super::diagnostic::Diagnostic;
use super::reader::Item;
use crate::engine::Require;
use crate::lang::{self, Expr, Type, Want};
use crate::model::{FieldId, NameId};

/// The requirements.
pub(crate) fn requires(build: &mut Build<'_, '_>) -> BTreeMap<NameId, Require> {
    let flow = build.flow;
    let mut requires = BTreeMap::new();
    for item in &flow.top.require {
        let Some(mut table) = item.table("workflow.require", build.found) else {
            continue;
        };
        let inline = table.take("label");
        let scope = build.scope();
        let each = table.take("each");
        let when = match (table.take("when"), &each) {
            (None, None) => table.need("when", build.found),
            (Some(when), Some(_)) => {
                let fault = Diagnostic::new("keys-exclude", when.name_span()).with("key", "when");
                build.found.push(fault.with("other", "each"));
                None
            }
            (when, _) => when,
        };
        let when = when.and_then(|item| condition(&item, &scope, build.found));
        table.finish(build.found);
        let each = each.and_then(|item| each_of(build, &item));
        let (each, when) = match each {
            Some((field, when)) => (Some(field), Some(when)),
            None => (None, when),
        };
        let name = build.names.intern(item.name());
        let label = build.label(&[item.name()], inline.as_ref());
        requires.extend(when.map(|when| {
            (
                name,
                Require {
                    name,
                    label,
                    when,
                    each,
                },
            )
        }));
    }
    requires
}

/// The form field whose items a requirement names, one by one.
fn each_of(build: &mut Build<'_, '_>, item: &Item<'_>) -> Option<(FieldId, Expr)> {
    let said = item.said(build.found)?;
    let flow = build.flow;
    let field = flow.fields.get(said.text);
    let forms = flow
        .fields
        .iter()
        .filter(|(_, field)| matches!(field.typed.ty, Type::Form(_)));
    let Some(field) = field else {
        let known = forms.map(|(name, _)| name.as_str());
        build.found.push(unknown("field", &said, known));
        return None;
    };
    if field.broken {
        return None;
    }
    if !matches!(field.typed.ty, Type::Form(_)) {
        let fault = Diagnostic::new("wrong-kind-of-value", said.inner())
            .word("expected", "a-form")
            .word("found", super::compile::expected(&field.typed.ty));
        build.found.push(fault);
        return None;
    }
    // The same, as a condition an explanation can show.
    let name = said.text;
    let text = format!("count({name}) > 0 && count({name}.unmet) == 0");
    let when = lang::compile(&text, &build.scope(), &Want::condition()).ok()?;
    Some((field.id, when))
}
