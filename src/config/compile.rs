//! From the texts and literals of the files to checked expressions, their faults placed in the file.

use super::declare::ParamDecl;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::faults::placed;
use super::node::NodeValue;
use super::reader::{Item, Said};
use super::scope::FlowScope;
use super::{resting, states, suggest};
use crate::engine::Setting;
use crate::lang::{self, Expr, Fault, Type, Typed, Want, read_text};
use crate::model::catalogue::Severity;
use crate::model::{Number, Value};

/// Compiles an expression's text (without `=`).
pub(crate) fn expression(
    said: &Said<'_>,
    scope: &FlowScope<'_>,
    want: &Want,
    found: &mut Diagnostics,
) -> Option<Expr> {
    let expr = compiled(said, scope, want, found)?;
    resting::told(&expr, said, scope, found);
    states::told(&expr, said, scope, found);
    Some(expr)
}

/// The same where it may read what rests.
pub(crate) fn compiled(
    said: &Said<'_>,
    scope: &FlowScope<'_>,
    want: &Want,
    found: &mut Diagnostics,
) -> Option<Expr> {
    match lang::compile(said.text, scope, want) {
        Ok(expr) => Some(expr),
        Err(faults) => {
            if faults.is_empty() {
                // The cause lies where a name it uses is declared, and was told there.
                found.hush(said.inner().source);
            }
            for fault in faults {
                let told = placed(&fault, said);
                let param = scope.flow.params.get(said.text.trim());
                if let Some(bad) = param.and_then(|param| no_duration(param, &fault)) {
                    found.push(bad);
                    continue;
                }
                found.push(match param {
                    // Mostly the value is wrong, and it may stand in another file: the desk's over the common flow's.
                    Some(param) if fault.id == "type-mismatch" => {
                        told.also(param.at, "declared-here")
                    }
                    _ => told,
                });
            }
            None
        }
    }
}

/// A param written as a text where a duration is wanted: the text is at fault, not where it is used.
fn no_duration(param: &ParamDecl<'_>, fault: &Fault) -> Option<Diagnostic> {
    let wanted = fault.args.iter().find(|(name, _)| *name == "wanted")?;
    let base = param.item.inside("value").unwrap_or(param.item);
    let text = base.node().text().filter(|text| !text.starts_with('='))?;
    let duration = fault.id == "type-mismatch" && wanted.1.contains("duration");
    duration.then(|| super::reader::bad_duration(base.span(), text))
}

/// A condition: always an expression, and a `=` in front of it is told.
pub(crate) fn condition(
    item: &Item<'_>,
    scope: &FlowScope<'_>,
    found: &mut Diagnostics,
) -> Option<Expr> {
    let said = item.said(found)?;
    if let Some(rest) = said.strip("=") {
        let fault = Diagnostic::new("condition-with-equals", said.piece(0, 1))
            .with("key", item.name())
            .with("text", suggest::quoted(rest.text.trim_start()));
        found.push(fault);
        return None;
    }
    expression(&said, scope, &Want::condition(), found)
}

/// What a value may be.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Its types; a literal is read as the first that takes it.
    pub(crate) types: Vec<Type>,
    /// Whether it may be missing.
    pub(crate) maybe_empty: bool,
    /// Places of the currency.
    pub(crate) money_places: u32,
}

impl Wanted {
    pub(crate) fn one(typed: &Typed, money_places: u32) -> Wanted {
        Wanted {
            types: vec![typed.ty.clone()],
            maybe_empty: typed.maybe_empty,
            money_places,
        }
    }

    pub(crate) fn of(types: &[Type]) -> Wanted {
        Wanted {
            types: types.to_vec(),
            maybe_empty: false,
            money_places: 2,
        }
    }

    pub(crate) fn want(&self) -> Want {
        match self.types.as_slice() {
            [] => Want::Any,
            [Type::Unknown] => Want::Any,
            [ty] => Want::Is(Typed {
                ty: ty.clone(),
                maybe_empty: self.maybe_empty,
            }),
            types => Want::OneOf {
                types: types.to_vec(),
                maybe_empty: self.maybe_empty,
            },
        }
    }
}

/// A literal, or `=` and an expression.
pub(crate) fn value(
    item: &Item<'_>,
    scope: &FlowScope<'_>,
    wanted: &Wanted,
    found: &mut Diagnostics,
) -> Option<Expr> {
    if let Some(said) = item.as_said()
        && let Some(rest) = said.strip("=")
    {
        return expression(&rest, scope, &wanted.want(), found);
    }
    literal(item, Some(scope), wanted, found)
}

/// A literal as a constant.
pub(crate) fn literal(
    item: &Item<'_>,
    scope: Option<&FlowScope<'_>>,
    wanted: &Wanted,
    found: &mut Diagnostics,
) -> Option<Expr> {
    let first = wanted.types.first().cloned().unwrap_or(Type::Unknown);
    for ty in &wanted.types {
        if let Some(value) = fitting(&item.node().value, ty) {
            check_places(item, ty, &value, wanted.money_places, found)?;
            if matches!(value, Value::Duration { .. }) {
                item.duration(found)?;
            }
            if let (Type::Text, Some(scope)) = (ty, scope)
                && let Some(told) = looks_like_name(item, scope)
            {
                found.push(told);
            }
            return Some(constant(value, ty.clone(), &written(item)));
        }
    }
    if matches!(first, Type::Unknown) {
        let value = plain(&item.node().value)?;
        return Some(constant(value, first, &written(item)));
    }
    // A choice has its own list of what may stand here, and its words may be names of fields as well.
    match scope.and_then(|scope| looks_like_name(item, scope)) {
        Some(told) if !matches!(first, Type::Choice(_) | Type::Row(..)) => {
            found.push(told.weighing(Severity::Error));
        }
        _ => report_misfit(item, &first, found),
    }
    None
}

fn constant(value: Value, ty: Type, text: &str) -> Expr {
    let typed = Typed {
        ty,
        maybe_empty: false,
    };
    Expr::constant(value, typed, text)
}

/// A literal as it would stand in a file, for texts that name it.
fn written(item: &Item<'_>) -> String {
    match &item.node().value {
        NodeValue::Text(text) => text.clone(),
        NodeValue::Number(digits) => digits.clone(),
        NodeValue::YesNo(yes) => yes.to_string(),
        NodeValue::Date(date) => date.to_string(),
        NodeValue::Time(time) => time.format("%H:%M").to_string(),
        NodeValue::Local(local) => local.to_string(),
        NodeValue::Offset(at) => at.to_rfc3339(),
        NodeValue::List(_) => "[…]".to_owned(),
        NodeValue::Table(_) => "{ … }".to_owned(),
    }
}

/// The value of a literal as this type, if it fits.
fn fitting(node: &NodeValue, ty: &Type) -> Option<Value> {
    match (node, ty) {
        (NodeValue::Text(text), ty) => read_text(text, ty).filter(|_| !is_numeric(ty)),
        (NodeValue::Number(digits), Type::Whole) => {
            let whole = Number::parse(digits)?.whole()?;
            Some(Value::Whole(whole))
        }
        (NodeValue::Number(digits), Type::Number | Type::Money | Type::Percent) => {
            Number::parse(digits).map(Value::from)
        }
        (NodeValue::YesNo(yes), Type::YesNo) => Some(Value::YesNo(*yes)),
        (NodeValue::Date(date), Type::Date) => Some(Value::Date(*date)),
        (NodeValue::Time(time), Type::Time) => {
            use chrono::Timelike;
            Some(Value::Time(time.num_seconds_from_midnight()))
        }
        (NodeValue::Offset(at), Type::Instant) => {
            Some(Value::Instant(crate::model::Instant::from_datetime(at)))
        }
        (NodeValue::List(items), Type::List(inner)) => {
            let values: Option<Vec<Value>> = items
                .iter()
                .map(|item| fitting(&item.value, inner).or_else(|| plain(&item.value)))
                .collect();
            Some(Value::List(std::sync::Arc::new(values?)))
        }
        _ => None,
    }
}

/// The value of a literal whose type is not known.
fn plain(node: &NodeValue) -> Option<Value> {
    let ty = super::fields::literal_type(node)?;
    if ty == Type::Unknown {
        None
    } else {
        fitting(node, &ty)
    }
}

fn is_numeric(ty: &Type) -> bool {
    matches!(ty, Type::Whole | Type::Number | Type::Money | Type::Percent)
}

fn check_places(
    item: &Item<'_>,
    ty: &Type,
    value: &Value,
    places: u32,
    found: &mut Diagnostics,
) -> Option<()> {
    let too_many = *ty == Type::Money && value.number().is_some_and(|n| n.places() > places);
    if too_many {
        let fault = Diagnostic::new("more-than-currency-places", item.span())
            .with("text", written(item))
            .with("places", places.to_string());
        found.push(fault);
        return None;
    }
    Some(())
}

/// A text that is the name of a field or param was probably meant as one.
fn looks_like_name(item: &Item<'_>, scope: &FlowScope<'_>) -> Option<Diagnostic> {
    let text = item.node().text()?;
    let kind = if scope.flow.fields.contains_key(text) {
        "field"
    } else if scope.flow.params.contains_key(text) {
        "param"
    } else {
        return None;
    };
    let told = Diagnostic::new("literal-looks-like-name", item.span()).with("text", text);
    Some(told.word("kind", kind))
}

fn report_misfit(item: &Item<'_>, ty: &Type, found: &mut Diagnostics) {
    match (&item.node().value, ty) {
        (NodeValue::Text(text), Type::Choice(choices) | Type::Row(_, choices)) => {
            let known = choices
                .0
                .iter()
                .map(|(name, _)| &**name)
                .collect::<Vec<_>>();
            // The key names the field, but where it is only said what a field begins with.
            let id = match item.name() {
                "default" | "value" => "no-such-choice",
                _ => "unknown-choice",
            };
            let fault = Diagnostic::new(id, item.span())
                .with("value", text.as_str())
                .with("field", item.name());
            found.push(fault.known(text, known));
        }
        (NodeValue::Text(_), Type::Duration) => {
            let _ = item.duration(found);
        }
        (NodeValue::Text(text), Type::Date) => {
            found.push(Diagnostic::new("bad-date", item.span()).with("text", text.as_str()));
        }
        (NodeValue::Text(text), Type::Time) => {
            found.push(Diagnostic::new("bad-time", item.span()).with("text", text.as_str()));
        }
        _ => item.wrong_like(expected(ty), like(ty), found),
    }
}

/// How a value of a type is written, where there is one way.
fn like(ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::YesNo => "true",
        Type::Whole => "3",
        Type::Number => "2.5",
        Type::Money => "100.00",
        Type::Percent => "0.05",
        Type::Text | Type::Choice(_) => "\"…\"",
        Type::Date => "2026-01-31",
        Type::Time => "\"09:00\"",
        Type::Duration => "\"3 days\"",
        _ => return None,
    })
}

/// The word of the catalogue that says what a type wants.
pub(crate) fn expected(ty: &Type) -> &'static str {
    match ty {
        Type::YesNo => "yes-or-no",
        Type::Whole => "a-whole-number",
        Type::Number => "a-number",
        Type::Money => "an-amount",
        Type::Percent => "a-percentage",
        Type::Text => "a-text",
        Type::Choice(_) => "a-choice",
        Type::Row(..) => "a-row",
        Type::Date => "a-date",
        Type::Time => "a-time",
        Type::Instant => "an-instant",
        Type::Month => "a-month",
        Type::Duration => "a-duration",
        Type::Record(_) => "a-formula",
        Type::List(_) => "a-list",
        Type::Form(_) => "a-form",
        Type::Item(_) => "an-item",
        Type::Unknown => "a-value",
    }
}

/// A value that may depend on conditions or on a date.
pub(crate) fn setting(
    item: &Item<'_>,
    scope: &FlowScope<'_>,
    wanted: &Wanted,
    found: &mut Diagnostics,
) -> Option<Setting> {
    if !item.is_table() {
        return value(item, scope, wanted, found).map(|base| Setting {
            base,
            except: Vec::new(),
            from: Vec::new(),
            date: None,
        });
    }
    let mut table = item.table("depends", found)?;
    let base = table.need("value", found);
    let base = base.and_then(|item| value(&item, scope, wanted, found));
    let except = table.take("except").and_then(|item| item.list(found));
    let from = table.take("from").and_then(|item| item.list(found));
    let date = table.take("date").and_then(|item| item.said(found));
    table.finish(found);
    let except = except.unwrap_or_default();
    let except = except
        .iter()
        .filter_map(|item| exception(item, scope, wanted, found))
        .collect();
    let from = from.unwrap_or_default();
    let mut from: Vec<_> = from
        .iter()
        .filter_map(|item| dated(item, scope, wanted, found))
        .collect();
    from.sort_by_key(|(date, _)| *date);
    let date = date.and_then(|said| date_field(&said, scope, found));
    Some(Setting {
        base: base?,
        except,
        from,
        date,
    })
}

fn exception(
    item: &Item<'_>,
    scope: &FlowScope<'_>,
    wanted: &Wanted,
    found: &mut Diagnostics,
) -> Option<(Expr, Expr)> {
    let mut table = item.table("depends.except", found)?;
    let when = table
        .need("when", found)
        .and_then(|item| condition(&item, scope, found));
    let then = table
        .need("value", found)
        .and_then(|item| value(&item, scope, wanted, found));
    table.finish(found);
    Some((when?, then?))
}

fn dated(
    item: &Item<'_>,
    scope: &FlowScope<'_>,
    wanted: &Wanted,
    found: &mut Diagnostics,
) -> Option<(chrono::NaiveDate, Expr)> {
    let mut table = item.table("depends.from", found)?;
    let date = table.need("date", found).and_then(|item| item.date(found));
    let then = table
        .need("value", found)
        .and_then(|item| value(&item, scope, wanted, found));
    table.finish(found);
    Some((date?, then?))
}

fn date_field(
    said: &Said<'_>,
    scope: &FlowScope<'_>,
    found: &mut Diagnostics,
) -> Option<crate::model::FieldId> {
    if said.text == "opened" {
        return None;
    }
    let fields = &scope.flow.fields;
    let Some(field) = fields.get(said.text) else {
        found.push(unknown("field", said, fields.keys().map(String::as_str)));
        return None;
    };
    let dated = matches!(field.typed.ty, Type::Date | Type::Instant | Type::Month);
    if !dated && !field.broken {
        let fault = Diagnostic::new("wrong-kind-of-value", said.inner())
            .word("expected", "a-date")
            .word("found", expected(&field.typed.ty));
        found.push(fault);
    }
    Some(field.id)
}

/// “There is no … of this name”, with what was probably meant.
pub(crate) fn unknown<'k>(
    kind: &str,
    said: &Said<'_>,
    known: impl IntoIterator<Item = &'k str>,
) -> Diagnostic {
    let known: Vec<&str> = known.into_iter().collect();
    let near = suggest::nearest(said.text, known.iter().copied());
    let fault = Diagnostic::new("unknown-name", said.inner())
        .word("kind", kind)
        .with("name", said.text)
        .maybe("near", near);
    let fault = declared(fault, kind, said.text);
    if known.is_empty() {
        fault
    } else {
        fault.list("known", known)
    }
}

/// With the line that would declare what is missing.
fn declared(fault: Diagnostic, kind: &str, name: &str) -> Diagnostic {
    let bare = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let key = match !name.is_empty() && name.chars().all(bare) {
        true => name.to_owned(),
        false => suggest::quoted(name),
    };
    let value = match kind {
        "state" | "event" => "{}",
        "task" => "{ who = \"=owner\" }",
        "notice" => "{ to = \"=owner\", template = \"word.md\" }",
        "field" => "\"text\"",
        _ => return fault,
    };
    fault
        .with("section", kind)
        .with("declaration", format!("{key} = {value}"))
}
