//! The second pass over forms: what chooses their items, what meets them and when they are passed, compiled once every
//! field has its type; and what each field that holds a form adds: `fill`, the figures, `continues` and `ask`.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::cells::{self, Reading, Spot};
use super::chain::{DeskTop, Files};
use super::compile::{Wanted, value};
use super::csv::Cell;
use super::declare::{DeskDecl, FieldDecl, OpenTop};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::Docs;
use super::faults::placed;
use super::form_scope::FormScope;
use super::forms::{self, FormDecl, ItemDecl, filled};
use super::labels::Labels;
use super::reader::{Item, Said};
use super::scope::FlowScope;
use super::suggest;
use crate::engine::{Form, FormItem};
use crate::lang::{self, Binding, Expr, FormParts, Scope, Type, Typed, Want};
use crate::model::{NameId, Names, Takes};

/// Declares the forms: a desk's own shadows one of a common flow; two flows declaring the same name are told.
pub(crate) fn declare<'n>(
    top: &DeskTop<'n>,
    files: &Files,
    opened: &IndexMap<String, OpenTop<'n>>,
    decl: &mut DeskDecl<'n>,
    names: &mut Names,
    docs: &mut Docs<'_>,
    found: &mut Diagnostics,
) {
    let roots = files.flows.values().chain(&files.desk);
    let figures = roots.filter_map(|merged| {
        let figures = merged.root.entries()?.get("figure")?.node.entries()?;
        Some(figures.keys().cloned())
    });
    let figures: Vec<String> = figures.flatten().collect();
    let place = forms::Place {
        desk: &decl.name,
        money_places: decl.money_places,
        figures: &figures,
    };
    let mut declared: IndexMap<String, FormDecl<'n>> = IndexMap::new();
    let own = top.form.len();
    let all = top.form.iter();
    let all = all.chain(opened.values().flat_map(|open| &open.form));
    for (at, item) in all.enumerate() {
        if let Some(first) = declared.get(item.name()) {
            let shadowed = top.form.iter().any(|own| own.name() == item.name());
            if at >= own && !shadowed {
                let fault = Diagnostic::new("duplicate-key", item.name_span());
                found.push(fault.with("key", item.name()).also(first.at, "first-here"));
            }
            continue;
        }
        if opened.contains_key(item.name()) {
            let fault = Diagnostic::new("name-clash", item.name_span()).with("name", item.name());
            found.push(fault.word("first", "workflow").word("second", "form"));
        }
        let form = forms::declare(item, &place, docs, names, found);
        declared.insert(item.name().to_owned(), form);
    }
    decl.forms = declared;
}

/// What the record gives under the name of a need: what `fill` says, else its field or param of that name.
pub(crate) fn given(
    need: &Said<'_>,
    decl: &FieldDecl<'_>,
    (scope, known): (&FlowScope<'_>, Option<&Typed>),
    found: &mut Diagnostics,
) -> Option<Expr> {
    let fill = decl.draft.fill.as_ref();
    if let Some(entry) = fill.and_then(|fill| fill.inside(need.text)) {
        let computed = entry
            .as_said()
            .is_some_and(|said| said.text.starts_with('='));
        // A literal is read as what the other holders of the form give.
        let wanted = match known {
            Some(typed) if !computed => Wanted::one(typed, scope.desk.money_places),
            _ => Wanted::of(&[]),
        };
        return value(&entry, scope, &wanted, found);
    }
    match scope.resolve(need.text) {
        Some(Binding::Field(..) | Binding::Param(..)) => {
            lang::compile(need.text, scope, &Want::Any).ok()
        }
        _ => None,
    }
}

/// Learns from the records that hold a form what type each need has, and reads the columns `use` compares with it.
pub(crate) fn learn(desk: &mut DeskDecl<'_>) {
    let mut learnt: Vec<(String, Vec<Option<Typed>>, FormParts)> = Vec::new();
    for (name, form) in &desk.forms {
        let mut known = form.given.clone();
        for (flow, field) in holders(desk, form.id) {
            let scope = FlowScope::new(desk, flow);
            for (need, known) in form.needs.iter().zip(&mut known) {
                let mut ignored = Diagnostics::default();
                let expr = given(need, field, (&scope, known.as_ref()), &mut ignored);
                let ty = expr.map(|expr| expr.ty().ty.clone());
                let ty = ty.filter(|ty| *ty != Type::Unknown);
                // What is missing when the form should open keeps it shut.
                *known = known.take().or(ty.map(sure));
            }
        }
        let parts = columns(desk, form, &known);
        learnt.push((name.clone(), known, parts));
    }
    for (name, given, parts) in learnt {
        if let Some(form) = desk.forms.get_mut(&name) {
            form.given = given;
            form.parts = parts;
        }
    }
}

fn sure(ty: Type) -> Typed {
    Typed {
        ty,
        maybe_empty: false,
    }
}

/// The fields that hold a form.
fn holders<'d>(
    desk: &'d DeskDecl<'_>,
    form: NameId,
) -> impl Iterator<Item = (&'d super::declare::FlowDecl<'d>, &'d FieldDecl<'d>)> {
    desk.flows.values().flat_map(move |flow| {
        let fields = flow.fields.values();
        let holds = fields.filter(move |field| field.typed.ty == Type::Form(form));
        holds.map(move |field| (flow, field))
    })
}

/// The names `use` knows: the needs, then the columns.
fn use_names(
    form: &FormDecl<'_>,
    given: &[Option<Typed>],
    parts: &FormParts,
) -> Vec<(String, Typed)> {
    let mut names = need_names(form, given);
    let columns = parts.columns.iter();
    names.extend(columns.map(|(name, _, ty)| (name.clone(), ty.clone())));
    names
}

fn need_names(form: &FormDecl<'_>, given: &[Option<Typed>]) -> Vec<(String, Typed)> {
    let needs = form.needs.iter().zip(given);
    needs
        .map(|(need, ty)| {
            let ty = ty.clone().unwrap_or(sure(Type::Unknown));
            (need.text.to_owned(), ty)
        })
        .collect()
}

/// The types of the columns, those that `use` compares with a choice or a row read as such.
fn columns(desk: &DeskDecl<'_>, form: &FormDecl<'_>, given: &[Option<Typed>]) -> FormParts {
    let mut parts = form.parts.clone();
    let Some(said) = form.uses.as_ref().and_then(Item::as_said) else {
        return parts;
    };
    let faults = |parts: &FormParts| {
        let scope = FormScope {
            desk,
            names: use_names(form, given, parts),
            sheet: None,
        };
        lang::compile(said.text, &scope, &Want::condition())
            .map_or_else(|faults| faults.len(), |_| 0)
    };
    let mut least = faults(&parts);
    let others: Vec<Type> = given
        .iter()
        .flatten()
        .map(|typed| typed.ty.clone())
        .collect();
    for at in 0..parts.columns.len() {
        for other in &others {
            let mut tried = parts.clone();
            if let Some((_, _, typed)) = tried.columns.get_mut(at) {
                typed.ty = other.clone();
            }
            let count = faults(&tried);
            if count < least {
                (least, parts) = (count, tried);
            }
        }
    }
    parts
}

/// Compiles all forms of a desk.
pub(crate) fn forms(
    desk: &DeskDecl<'_>,
    labels: &Labels,
    found: &mut Diagnostics,
) -> BTreeMap<NameId, Form> {
    let forms = desk.forms.iter();
    forms
        .map(|(name, form)| (form.id, self::form(desk, name, form, labels, found)))
        .collect()
}

fn form(
    desk: &DeskDecl<'_>,
    name: &str,
    form: &FormDecl<'_>,
    labels: &Labels,
    found: &mut Diagnostics,
) -> Form {
    let is_held = holders(desk, form.id).next().is_some();
    let condition = |item: &Option<Item<'_>>, scope: &FormScope<'_>, found: &mut Diagnostics| {
        // Nothing is known of what it is given while no record holds it.
        let item = item.as_ref().filter(|_| is_held || form.needs.is_empty())?;
        compile(&item.said(found)?, item, scope, found)
    };
    let uses = FormScope {
        desk,
        names: use_names(form, &form.given, &form.parts),
        sheet: None,
    };
    let passes = FormScope {
        desk,
        names: need_names(form, &form.given),
        sheet: Some(form.id),
    };
    let uses = condition(&form.uses, &uses, found);
    if uses.is_some() {
        empty_for(desk, form, found);
    }
    let pass = condition(&form.pass, &passes, found);
    let beside = FormScope {
        sheet: None,
        ..passes
    };
    let items = form.items.iter();
    Form {
        name: form.id,
        label: labels.of(&[name], form.label.as_ref(), found),
        needs: form.need_ids.clone(),
        uses,
        pass,
        items: items
            .map(|item| form_item(form, item, &beside, found))
            .collect(),
    }
}

/// Tells the rows of a list a form is used by (`grade == target`) for which it has no item: it refuses them all.
fn empty_for(desk: &DeskDecl<'_>, form: &FormDecl<'_>, found: &mut Diagnostics) {
    let (Some(said), Some(sheet)) = (form.uses.as_ref().and_then(Item::as_said), &form.sheet)
    else {
        return;
    };
    for ((name, _, typed), column) in form.parts.columns.iter().zip(&form.columns) {
        let compared = |need: &Said<'_>| {
            let (one, other) = (
                format!("{name} == {}", need.text),
                format!("{} == {name}", need.text),
            );
            let mut parts = said.text.split("&&").map(str::trim);
            parts.any(|part| part == one || part == other)
        };
        let lists = desk.lists.values();
        let list = lists
            .into_iter()
            .find(|list| list.ty().as_ref() == Some(&typed.ty));
        let Some(list) = list.filter(|_| form.needs.iter().any(compared)) else {
            continue;
        };
        let has = |key: &str| {
            let mut cells = sheet.rows.iter().filter_map(|row| row.get(*column));
            cells.any(|cell| cell.text == key)
        };
        let keys = list.sheet.rows.iter().filter_map(|row| row.first());
        for key in keys.filter(|key| !has(&key.text)) {
            let told = Diagnostic::new("empty-list", key.span).with("name", key.text.as_str());
            let told = told.weighing(crate::model::catalogue::Severity::Warning);
            found.push(told.also(form.at, "declared-here"));
        }
    }
}

/// A condition; a `=` in front of it is told.
pub(crate) fn compile(
    said: &Said<'_>,
    item: &Item<'_>,
    scope: &dyn Scope,
    found: &mut Diagnostics,
) -> Option<Expr> {
    if let Some(rest) = said.strip("=") {
        let fault = Diagnostic::new("condition-with-equals", said.piece(0, 1))
            .with("key", item.name())
            .with("text", suggest::quoted(rest.text.trim_start()));
        found.push(fault);
        return None;
    }
    match lang::compile(said.text, scope, &Want::condition()) {
        Ok(expr) => Some(expr),
        Err(faults) => {
            if faults.is_empty() {
                found.hush(said.inner().source);
            }
            faults
                .iter()
                .for_each(|fault| found.push(placed(fault, said)));
            None
        }
    }
}

fn form_item(
    form: &FormDecl<'_>,
    item: &ItemDecl,
    scope: &FormScope<'_>,
    found: &mut Diagnostics,
) -> FormItem {
    let cells = cells_of(form, item);
    let at = |column: &str| {
        let sheet = form.sheet.as_ref()?;
        filled(cells, sheet.column(column))
    };
    let how = Reading {
        ty: &item.ty,
        money_places: form.money_places,
        scope: Some(scope),
    };
    let known = item.ty != Type::Unknown;
    let matching = |column: &str, how: &Reading<'_>, found: &mut Diagnostics| {
        let cell = at(column).filter(|_| known)?;
        cells::input(&Spot::cell(cell), how, found)
    };
    let pass = matching("pass", &how, found);
    let within = matching("within", &Reading { scope: None, ..how }, found);
    let mut data = Vec::with_capacity(form.columns.len());
    for (place, (_, name, typed)) in form.columns.iter().zip(&form.parts.columns) {
        let how = Reading {
            ty: &typed.ty,
            scope: None,
            ..how
        };
        let cell = cells.get(*place);
        let value = cell.and_then(|cell| cells::literal(&Spot::cell(cell), &how, found));
        data.push((*name, value.unwrap_or_default()));
    }
    FormItem {
        name: item.name,
        text: item.text.clone(),
        takes: takes(&item.ty),
        ty: item.ty.clone(),
        required: item.required,
        weight: item.weight.clone(),
        within: within.map(|within| within.cell),
        pass: pass.map(|pass| (pass.cell, pass.beside)),
        data,
    }
}

pub(crate) fn cells_of<'f>(form: &'f FormDecl<'_>, item: &ItemDecl) -> &'f [Cell] {
    let sheet = form.sheet.as_ref();
    let cells = sheet.and_then(|sheet| sheet.rows.get(item.row));
    cells.map_or(&[][..], Vec::as_slice)
}

fn takes(ty: &Type) -> Takes {
    match ty {
        Type::YesNo => Takes::YesNo,
        Type::Whole => Takes::Whole,
        Type::Number => Takes::Number,
        Type::Money => Takes::Money,
        Type::Percent => Takes::Percent,
        Type::Date => Takes::Date,
        Type::Time => Takes::Time,
        Type::Instant => Takes::Instant,
        Type::Month => Takes::Month,
        Type::Duration => Takes::Duration,
        Type::Choice(choices) => Takes::Choice(choices.0.iter().map(|(_, id)| *id).collect()),
        _ => Takes::Text,
    }
}
