//! What a field that holds a form adds to it: what the form needs, the figures read when it opens, the form it continues and
//! which items are asked again.

use super::build::Build;
use super::build_forms::{cells_of, compile, given};
use super::cells::{self, Reading, Spot};
use super::declare::FieldDecl;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::form_scope::AskScope;
use super::forms::{FormDecl, filled};
use super::reader::Item;
use crate::engine::Holding;
use crate::lang::{Expr, Type, Typed, Want};
use crate::model::NameId;

/// What a field that holds a form adds to it; `None` for any other field, where what only a form takes is told.
pub(crate) fn holding(
    build: &mut Build<'_, '_>,
    name: &str,
    decl: &FieldDecl<'_>,
) -> Option<Holding> {
    let draft = &decl.draft;
    let Type::Form(form) = decl.typed.ty else {
        let keys = [&draft.fill, &draft.continues, &draft.ask];
        for item in keys.into_iter().flatten().filter(|_| !decl.broken) {
            let fault = Diagnostic::new("key-needs", item.name_span()).with("key", item.name());
            let other = format!(
                "type = \"{}\"",
                build.desk.forms.keys().next().map_or("…", |n| n)
            );
            build.found.push(fault.with("other", other));
        }
        return None;
    };
    let desk = build.desk;
    let form = desk.form(form)?;
    let needs = fill(build, name, decl, form);
    let continues = draft
        .continues
        .as_ref()
        .and_then(|item| continued(build, item));
    let ask = match (&draft.ask, &draft.continues) {
        (Some(item), Some(_)) => asked(build, item, form),
        (Some(item), None) => {
            let fault = Diagnostic::new("key-needs", item.name_span()).with("key", "ask");
            build.found.push(fault.with("other", "continues"));
            Vec::new()
        }
        (None, _) => Vec::new(),
    };
    Some(Holding {
        form: form.id,
        needs,
        figures: figures(build, form),
        continues,
        ask,
    })
}

/// What the record gives for each need; one it does not give, and what the form does not need, are told.
fn fill(
    build: &mut Build<'_, '_>,
    name: &str,
    decl: &FieldDecl<'_>,
    form: &FormDecl<'_>,
) -> Vec<(NameId, Expr)> {
    let scope = build.scope();
    let entries = decl
        .draft
        .fill
        .as_ref()
        .and_then(|item| item.entries(build.found));
    for entry in entries.unwrap_or_default() {
        if !form.needs.iter().any(|need| need.text == entry.name()) {
            let known: Vec<&str> = form.needs.iter().map(|need| need.text).collect();
            let fault = Diagnostic::new("unknown-name", entry.name_span())
                .word("kind", "need-of-form")
                .with("name", entry.name());
            build.found.push(fault.known(entry.name(), known));
        }
    }
    let mut needs = Vec::with_capacity(form.needs.len());
    let known = form.needs.iter().zip(&form.need_ids).zip(&form.given);
    for ((need, id), typed) in known {
        let before = build.found.len();
        match given(need, decl, (&scope, typed.as_ref()), build.found) {
            Some(expr) => {
                let fits = typed.as_ref().is_none_or(|typed| expr.ty().ty == typed.ty);
                if !fits {
                    let fault = Diagnostic::new("form-need-differs", decl.at)
                        .with("field", name)
                        .with("need", need.text)
                        .also(need.span, "declared-here");
                    build.found.push(fault);
                }
                needs.push((*id, expr));
            }
            None if build.found.len() == before => {
                let fault = Diagnostic::new("form-need", decl.at)
                    .with("field", name)
                    .with("need", need.text)
                    .also(need.span, "declared-here");
                build.found.push(fault);
            }
            None => {}
        }
    }
    needs
}

/// The items answered by an expression over the record.
fn figures(build: &mut Build<'_, '_>, form: &FormDecl<'_>) -> Vec<(NameId, Expr)> {
    let scope = build.scope();
    let mut figures = Vec::new();
    let column = form.sheet.as_ref().and_then(|sheet| sheet.column("figure"));
    for item in form.items.iter().filter(|item| item.ty != Type::Unknown) {
        let cell = filled(cells_of(form, item), column);
        let Some(cell) = cell.filter(|cell| cell.text.starts_with('=')) else {
            continue;
        };
        let how = Reading {
            ty: &item.ty,
            money_places: form.money_places,
            scope: Some(&scope),
        };
        let read = cells::output(&Spot::cell(cell), &how, build.found);
        figures.extend(read.map(|expr| (item.name, expr)));
    }
    figures
}

/// The form an earlier answer stands in.
fn continued(build: &mut Build<'_, '_>, item: &Item<'_>) -> Option<Expr> {
    let said = item.said(build.found)?;
    let Some(rest) = said.strip("=") else {
        let fault = Diagnostic::new("wrong-type", said.span)
            .with("key", "continues")
            .word("expected", "a-formula")
            .word("found", "a-text")
            .with("example", format!("continues = \"={}\"", said.text));
        build.found.push(fault);
        return None;
    };
    let scope = build.scope();
    let expr = super::compile::expression(&rest, &scope, &Want::Any, build.found)?;
    if !matches!(expr.ty().ty, Type::Form(_)) {
        let fault = Diagnostic::new("wrong-kind-of-value", rest.inner())
            .word("expected", "a-form")
            .word("found", super::compile::expected(&expr.ty().ty));
        build.found.push(fault);
        return None;
    }
    Some(expr)
}

/// `ask` for each item, with `last` of the item's type. Where it fits some items and not others, an earlier answer to
/// those it does not fit stands; where it fits none, its faults are told.
fn asked(build: &mut Build<'_, '_>, item: &Item<'_>, form: &FormDecl<'_>) -> Vec<(NameId, Expr)> {
    let Some(said) = item.said(build.found) else {
        return Vec::new();
    };
    let mut asked = Vec::new();
    let mut first: Option<Diagnostics> = None;
    for entry in form.items.iter().filter(|entry| entry.ty != Type::Unknown) {
        let scope = AskScope {
            flow: build.scope(),
            last: Typed {
                ty: entry.ty.clone(),
                maybe_empty: true,
            },
        };
        let mut found = Diagnostics::default();
        match compile(&said, item, &scope, &mut found) {
            Some(expr) => asked.push((entry.name, expr)),
            None => drop(first.get_or_insert(found)),
        }
    }
    if asked.is_empty()
        && let Some(found) = first
    {
        build.found.extend(found);
    }
    asked
}
