//! The second pass over forms: what chooses their items, what meets them and when they are passed, compiled once every
//! field has its type; and what each field that holds a form adds: `fill`, the figures, `continues` and `ask`.

use std::collections::BTreeMap;

use super::build::Build;
use super::cells::{self, Matching, Reading, Spot};
use super::compile::{Wanted, unknown, value};
use super::csv::Cell;
use super::declare::{DeskDecl, FieldDecl};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::faults::placed;
use super::forms::{FormDecl, ItemDecl, filled};
use super::labels::Labels;
use super::reader::{Item, Said};
use super::scope::FlowScope;
use crate::engine::{Form, FormItem, Holding};
use crate::lang::{self, Binding, Expr, FormParts, Function, Scope, Type, Typed, Want};
use crate::model::{FieldId, NameId, Takes};

/// The names of a form: what it is given, the columns of a row, and where its `pass` stands its items.
struct FormScope<'a> {
    desk: &'a DeskDecl<'a>,
    names: Vec<(String, Typed)>,
    sheet: Option<NameId>,
}

impl Scope for FormScope<'_> {
    fn resolve(&self, name: &str) -> Option<Binding> {
        let at = self.names.iter().position(|(known, _)| known == name)?;
        let (_, typed) = self.names.get(at)?;
        Some(Binding::Need(u16::try_from(at).ok()?, typed.clone()))
    }

    fn names(&self) -> Vec<String> {
        self.names.iter().map(|(name, _)| name.clone()).collect()
    }

    fn field_of(&self, workflow: NameId, field: &str) -> Option<(FieldId, Typed)> {
        let field = self.desk.flow(workflow)?.fields.get(field)?;
        Some((field.id, field.typed.clone()))
    }

    fn fields_of(&self, workflow: NameId) -> Vec<String> {
        let flow = self.desk.flow(workflow);
        flow.map(|flow| flow.fields.keys().cloned().collect())
            .unwrap_or_default()
    }

    fn state_of(&self, workflow: NameId, state: &str) -> Option<NameId> {
        self.desk.flow(workflow)?.states.get(state).copied()
    }

    fn states_of(&self, workflow: NameId) -> Vec<String> {
        let flow = self.desk.flow(workflow);
        flow.map(|flow| flow.states.keys().cloned().collect())
            .unwrap_or_default()
    }

    fn function(&self, name: &str) -> Option<Function> {
        let rule = self.desk.rules.find(name)?;
        Some(Function {
            id: rule.id,
            params: rule.params.len(),
            returns: rule.returns.clone(),
        })
    }

    fn functions(&self) -> Vec<String> {
        let rules = self.desk.rules.rules();
        rules.map(|rule| rule.name.clone()).collect()
    }

    fn is_broken(&self, name: &str) -> bool {
        self.desk.rules.is_broken(name)
    }

    fn form(&self, form: NameId) -> Option<&FormParts> {
        self.desk.form(form).map(|form| &form.parts)
    }

    fn sheet(&self) -> Option<NameId> {
        self.sheet
    }
}

/// What the record gives under the name of a need: what `fill` says, else its field or param of that name.
fn given(
    need: &Said<'_>,
    decl: &FieldDecl<'_>,
    scope: &FlowScope<'_>,
    found: &mut Diagnostics,
) -> Option<Expr> {
    let fill = decl.draft.fill.as_ref();
    if let Some(entry) = fill.and_then(|fill| fill.inside(need.text)) {
        return value(&entry, scope, &Wanted::of(&[]), found);
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
                let expr = given(need, field, &scope, &mut ignored);
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

/// A condition; a `=` in front of it is told.
fn compile(
    said: &Said<'_>,
    item: &Item<'_>,
    scope: &dyn Scope,
    found: &mut Diagnostics,
) -> Option<Expr> {
    if let Some(rest) = said.strip("=") {
        let fault = Diagnostic::new("condition-with-equals", said.piece(0, 1))
            .with("key", item.name())
            .with("text", rest.text.trim_start());
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
        within: within.map(|within: Matching| within.cell),
        pass: pass.map(|pass| (pass.cell, pass.beside)),
        data,
    }
}

fn cells_of<'f>(form: &'f FormDecl<'_>, item: &ItemDecl) -> &'f [Cell] {
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
                .word("kind", "need")
                .with("name", entry.name());
            build.found.push(fault.known(entry.name(), known));
        }
    }
    let mut needs = Vec::with_capacity(form.needs.len());
    let known = form.needs.iter().zip(&form.need_ids).zip(&form.given);
    for ((need, id), typed) in known {
        let before = build.found.len();
        match given(need, decl, &scope, build.found) {
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

/// The names of the record, and `last`: the earlier answer to the item at hand.
struct AskScope<'a> {
    flow: FlowScope<'a>,
    last: Typed,
}

impl Scope for AskScope<'_> {
    fn resolve(&self, name: &str) -> Option<Binding> {
        match name {
            "last" => Some(Binding::Need(0, self.last.clone())),
            other => self.flow.resolve(other),
        }
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.flow.names();
        names.push("last".to_owned());
        names
    }

    fn field_of(&self, workflow: NameId, field: &str) -> Option<(FieldId, Typed)> {
        self.flow.field_of(workflow, field)
    }

    fn fields_of(&self, workflow: NameId) -> Vec<String> {
        self.flow.fields_of(workflow)
    }

    fn state_of(&self, workflow: NameId, state: &str) -> Option<NameId> {
        self.flow.state_of(workflow, state)
    }

    fn states_of(&self, workflow: NameId) -> Vec<String> {
        self.flow.states_of(workflow)
    }

    fn function(&self, name: &str) -> Option<Function> {
        self.flow.function(name)
    }

    fn functions(&self) -> Vec<String> {
        self.flow.functions()
    }

    fn is_broken(&self, name: &str) -> bool {
        self.flow.is_broken(name)
    }

    fn form(&self, form: NameId) -> Option<&FormParts> {
        self.flow.form(form)
    }

    fn person(&self) -> Type {
        self.flow.person()
    }
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

/// The form field whose items a requirement names, one by one.
pub(crate) fn each(build: &mut Build<'_, '_>, item: &Item<'_>) -> Option<(FieldId, Expr)> {
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
