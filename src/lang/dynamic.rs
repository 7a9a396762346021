//! Values across the border to rhai and back. Numbers stay exact; what rhai has no type for travels as one opaque
//! [`Held`] value, which rules can compare and hand on, and whose parts they read by name.

use std::sync::Arc;

use rhai::{Array, Dynamic, ImmutableString, Map};
use rust_decimal::Decimal;

use crate::model::{Names, Number, SheetItem, Value};

use super::native::written;
use super::types::EvalError;

/// A date, time, instant, month, duration or record inside a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held(pub(super) Value);

impl std::fmt::Display for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&written(&self.0).unwrap_or_else(|| "?".to_owned()))
    }
}

/// A value as rhai holds it: a choice is its text.
pub(super) fn to_dynamic(value: &Value, names: &Names) -> Dynamic {
    match value {
        Value::Empty => Dynamic::UNIT,
        Value::YesNo(yes) => Dynamic::from_bool(*yes),
        Value::Whole(whole) => Dynamic::from_int(*whole),
        Value::Short { .. } | Value::Wide(_) => {
            value.number().map_or(Dynamic::UNIT, number_to_dynamic)
        }
        Value::Text(text) => Dynamic::from(ImmutableString::from(text.as_str())),
        Value::Choice(id) => Dynamic::from(ImmutableString::from(names.text(*id))),
        Value::List(items) => {
            let items: Array = items.iter().map(|item| to_dynamic(item, names)).collect();
            Dynamic::from_array(items)
        }
        Value::Sheet(sheet) => {
            let items = sheet.items.iter().map(|item| item_map(item, names));
            Dynamic::from_array(items.collect())
        }
        Value::Item(item) => item_map(item, names),
        Value::Date(_)
        | Value::Time(_)
        | Value::Instant(_)
        | Value::Month(_)
        | Value::Duration { .. }
        | Value::Record(_)
        | Value::Form(_) => Dynamic::from(Held(value.clone())),
    }
}

/// An item of a form as rules read it: the columns of its row, and what it says of itself.
fn item_map(item: &SheetItem, names: &Names) -> Dynamic {
    let mut map = Map::new();
    for (column, value) in &item.data {
        map.insert(names.text(*column).into(), to_dynamic(value, names));
    }
    let name = Dynamic::from(ImmutableString::from(names.text(item.name)));
    map.insert("name".into(), name);
    let text = Dynamic::from(ImmutableString::from(item.text.as_str()));
    map.insert("text".into(), text);
    map.insert("answer".into(), to_dynamic(&item.answer, names));
    map.insert("weight".into(), to_dynamic(&item.weight, names));
    map.insert("met".into(), Dynamic::from_bool(item.is_met()));
    Dynamic::from_map(map)
}

/// A value handed to a rule.
#[derive(Clone, Debug)]
pub enum Argument {
    /// As it is.
    Value(Value),
    /// A row of a list: a map of its columns.
    Row(Vec<(Arc<str>, Value)>),
    /// Several rows.
    Rows(Vec<Vec<(Arc<str>, Value)>>),
}

/// An argument as rhai holds it.
pub(super) fn argument(argument: &Argument, names: &Names) -> Dynamic {
    let row = |cells: &Vec<(Arc<str>, Value)>| {
        let cells = cells
            .iter()
            .map(|(name, value)| ((&**name).into(), to_dynamic(value, names)));
        Dynamic::from_map(cells.collect::<Map>())
    };
    match argument {
        Argument::Value(value) => to_dynamic(value, names),
        Argument::Row(cells) => row(cells),
        Argument::Rows(rows) => Dynamic::from_array(rows.iter().map(row).collect()),
    }
}

/// A number as rhai holds it, whole ones as integers.
pub(super) fn number_to_dynamic(number: Number) -> Dynamic {
    match number {
        Number::Whole(whole) => Dynamic::from_int(whole),
        Number::Decimal(decimal) => Dynamic::from_decimal(decimal),
    }
}

/// The number, if it is one.
pub(super) fn number_of(value: &Dynamic) -> Option<Number> {
    if let Ok(whole) = value.as_int() {
        return Some(Number::Whole(whole));
    }
    value.as_decimal().ok().map(Number::from_decimal)
}

/// What rhai gave as a value; text stays text.
///
/// # Errors
/// When it is of a kind no value has.
pub(super) fn from_dynamic(value: Dynamic) -> Result<Value, EvalError> {
    if value.is_unit() {
        return Ok(Value::Empty);
    }
    if let Some(number) = number_of(&value) {
        return Ok(number.into());
    }
    if let Ok(yes) = value.as_bool() {
        return Ok(Value::YesNo(yes));
    }
    let kind = value.type_name();
    if value.is_string() || value.is_char() {
        return Ok(Value::text(&value.to_string()));
    }
    if let Some(Held(held)) = value.read_lock::<Held>().map(|held| held.clone()) {
        return Ok(held);
    }
    match value.into_array() {
        Ok(items) => {
            let items: Result<Vec<Value>, EvalError> =
                items.into_iter().map(from_dynamic).collect();
            Ok(Value::List(Arc::new(items?)))
        }
        Err(_) => Err(EvalError::Type {
            what: "the rule".to_owned(),
            got: kind.to_owned(),
            wanted: "a value".to_owned(),
        }),
    }
}

/// The kind of a value inside a rule, in a word.
pub(super) fn kind(value: &Dynamic) -> &'static str {
    if value.is_int() || value.is::<Decimal>() {
        "a number"
    } else if value.is_string() || value.is_char() {
        "text"
    } else if value.is_bool() {
        "yes or no"
    } else if value.is_unit() {
        "nothing"
    } else if value.is_array() {
        "a list"
    } else if value.is_map() {
        "a map"
    } else if let Some(held) = value.read_lock::<Held>() {
        super::values::kind_of(&held.0)
    } else {
        "something else"
    }
}
