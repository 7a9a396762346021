//! Figures, watches and reports: what they count, by which fields, and under which conditions.

use super::Place;
use super::counted::{Counted, counted};
use super::formula;
use crate::config::compile::{Wanted, condition, unknown, value};
use crate::config::declare::DeskDecl;
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::fields::is_name;
use crate::config::reader::{Item, Said};
use crate::config::scope::{Choosing, FlowScope};
use crate::lang::{self, Scope, Type, Typed, Want};

/// The text of a key, where it is one.
fn said<'n>(item: &Item<'n>, key: &str) -> Option<Said<'n>> {
    item.inside(key)?.as_said()
}

/// One text or several, also in lists of lists.
fn all<'n>(item: Option<Item<'n>>) -> Vec<Said<'n>> {
    let Some(item) = item else {
        return Vec::new();
    };
    if let Some(said) = item.as_said() {
        return vec![said];
    }
    let inner = item.list(&mut Diagnostics::default()).unwrap_or_default();
    inner.into_iter().flat_map(|item| all(Some(item))).collect()
}

/// A figure.
pub(super) fn figure(item: &Item<'_>, place: Place<'_>, found: &mut Diagnostics) {
    if let Some(whole) = said(item, "out_of") {
        let _ = counted(&whole, place.desk, found);
    }
    if let Some(alarm) = item.inside("alarm") {
        place.sends(&alarm, found);
    }
    let Some(of) = item_of(item, place, found) else {
        return;
    };
    shared(item, &of, place, found);
    let choosing = of.choosing();
    let Some(scope) = place.scope(&choosing) else {
        return;
    };
    if let Some(said) = said(item, "value") {
        formula::check(&said, &scope, found);
    }
    if let Some(since) = said(item, "since") {
        grouped_since(&since, &all(item.inside("per")), &of, place.desk, found);
    }
    if let Some(target) = item.inside("target") {
        let _ = value(&target, &scope, &Wanted::of(&[Type::Number]), found);
    }
    if let Some(when) = item.inside("alarm").and_then(|alarm| alarm.inside("when")) {
        let mut choosing = choosing.clone();
        let figures = place.figures.iter().map(String::as_str);
        let known = figures.chain(["best_possible", "target", "value"]);
        choosing
            .needs
            .extend(known.map(|name| (name.to_owned(), sure(Type::Number))));
        if let Some(scope) = place.scope(&choosing) {
            let _ = condition(&when, &scope, found);
        }
    }
}

/// What piles up.
pub(super) fn watch(item: &Item<'_>, place: Place<'_>, found: &mut Diagnostics) {
    let Some(of) = item_of(item, place, found) else {
        return;
    };
    shared(item, &of, place, found);
    let choosing = of.choosing();
    let wanted = Wanted::of(&[Type::Whole, Type::Number]);
    let Some((reaches, scope)) = item.inside("reaches").zip(place.scope(&choosing)) else {
        return;
    };
    if reaches.is_table() {
        let _ = crate::config::compile::setting(&reaches, &scope, &wanted, found);
    } else if let Some(rest) = reaches.as_said().and_then(|said| said.strip("=")) {
        let want = Want::OneOf {
            types: vec![Type::Whole, Type::Number],
            maybe_empty: true,
        };
        let _ = crate::config::compile::expression(&rest, &scope, &want, found);
    } else {
        let _ = value(&reaches, &scope, &wanted, found);
    }
}

/// A report.
pub(super) fn report(item: &Item<'_>, place: Place<'_>, found: &mut Diagnostics) {
    for said in all(item.inside("figures")) {
        if !place.figures.iter().any(|known| known == said.text) {
            let known = place.figures.iter().map(String::as_str);
            found.push(unknown("figure", &said, known));
        }
    }
    let tables = item.inside("tables");
    let tables = tables.and_then(|item| item.list(&mut Diagnostics::default()));
    for table in tables.unwrap_or_default() {
        let Some(of) = item_of(&table, place, found) else {
            continue;
        };
        shared(&table, &of, place, found);
        for key in ["columns", "order"] {
            names(&all(table.inside(key)), &of, place, found);
        }
    }
}

fn item_of(item: &Item<'_>, place: Place<'_>, found: &mut Diagnostics) -> Option<Counted> {
    counted(&said(item, "of")?, place.desk, found)
}

/// The keys all of them share.
fn shared(item: &Item<'_>, of: &Counted, place: Place<'_>, found: &mut Diagnostics) {
    let choosing = of.choosing();
    let Some(scope) = place.scope(&choosing) else {
        return;
    };
    if let Some(filter) = item.inside("where") {
        let _ = condition(&filter, &scope, found);
    }
    names(&all(item.inside("per")), of, place, found);
    if let Some(date) = said(item, "date") {
        dated(&date, &scope, found);
    }
    if let Some(within) = item.inside("within") {
        let _ = value(&within, &scope, &Wanted::of(&[Type::Duration]), found);
    }
}

/// Names of fields of what is counted, or paths that begin with one.
fn names(said: &[Said<'_>], of: &Counted, place: Place<'_>, found: &mut Diagnostics) {
    let choosing = of.choosing();
    let Some(scope) = place.scope(&choosing) else {
        return;
    };
    for said in said {
        if is_name(said.text) {
            let _ = field(said, &scope, found);
        } else if said.text.contains('.') {
            let _ = crate::config::compile::expression(said, &scope, &Want::Any, found);
        } else {
            found.push(missing(said, &scope));
        }
    }
}

/// The type of a field of what is counted; told where there is none.
fn field(said: &Said<'_>, scope: &FlowScope<'_>, found: &mut Diagnostics) -> Option<Typed> {
    if scope.is_broken(said.text) {
        return None;
    }
    let known = scope.resolve(said.text).is_some() && !scope.flow.params.contains_key(said.text);
    if !known {
        found.push(missing(said, scope));
        return None;
    }
    let expr = lang::compile(said.text, scope, &Want::Any).ok()?;
    Some(expr.ty().clone())
}

fn missing(said: &Said<'_>, scope: &FlowScope<'_>) -> Diagnostic {
    let outside = ["self", "today", "now", "actor"];
    let mut known = scope.names();
    known.retain(|name| !outside.contains(&name.as_str()) && !scope.flow.params.contains_key(name));
    unknown("field", said, known.iter().map(String::as_str))
}

/// A field that tells a day.
fn dated(said: &Said<'_>, scope: &FlowScope<'_>, found: &mut Diagnostics) {
    let Some(typed) = field(said, scope, found) else {
        return;
    };
    if !matches!(
        typed.ty,
        Type::Date | Type::Instant | Type::Month | Type::Unknown
    ) {
        let told = Diagnostic::new("wrong-kind-of-value", said.inner())
            .word("expected", "a-date")
            .word("found", crate::config::compile::expected(&typed.ty));
        found.push(told);
    }
}

/// `since` is a date of the record each group stands for.
fn grouped_since(
    since: &Said<'_>,
    per: &[Said<'_>],
    of: &Counted,
    desk: &DeskDecl<'_>,
    found: &mut Diagnostics,
) {
    let groups = per.iter().filter_map(|said| of.type_of(said.text, desk));
    let mut groups = groups.filter_map(|typed| match typed.ty {
        Type::Record(workflow) => Some(workflow),
        _ => None,
    });
    let Some(group) = groups.next() else {
        return;
    };
    if let Some(flow) = desk.flow(group) {
        let choosing = Choosing {
            of: group,
            needs: Vec::new(),
        };
        let scope = FlowScope {
            choosing: Some(&choosing),
            ..FlowScope::new(desk, flow)
        };
        dated(since, &scope, found);
    }
}

fn sure(ty: Type) -> Typed {
    Typed {
        ty,
        maybe_empty: false,
    }
}
