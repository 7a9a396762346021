//! The kinds of values in words, and bringing a value of unknown type to a wanted one.

use std::sync::Arc;

use chrono::{NaiveTime, Timelike};

use crate::model::{Duration, Instant, Month, Value, parse_date};

use super::types::{EvalError, Type};

/// What kind of value it is, in a word.
#[must_use]
pub fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Empty => "nothing",
        Value::YesNo(_) => "yes or no",
        Value::Whole(_) => "a whole number",
        Value::Short { .. } | Value::Wide(_) => "a number",
        Value::Text(_) => "text",
        Value::Choice(_) => "a choice",
        Value::Date(_) => "a date",
        Value::Time(_) => "a time of day",
        Value::Instant(_) => "an instant",
        Value::Month(_) => "a month",
        Value::Duration { .. } => "a duration",
        Value::Record(_) => "a record",
        Value::List(_) => "a list",
        Value::Form(_) | Value::Sheet(_) => "a form",
        Value::Item(_) => "an item",
    }
}

/// The name of a type, as `type =` writes it where it can.
#[must_use]
pub fn type_name(ty: &Type) -> &'static str {
    match ty {
        Type::YesNo => "yes_no",
        Type::Whole => "whole",
        Type::Number => "number",
        Type::Money => "money",
        Type::Percent => "percent",
        Type::Text => "text",
        Type::Choice(_) => "choice",
        Type::Row(..) => "row",
        Type::Date => "date",
        Type::Time => "time",
        Type::Instant => "instant",
        Type::Month => "month",
        Type::Duration => "duration",
        Type::Record(_) => "record",
        Type::List(_) => "list",
        Type::Form(_) => "form",
        Type::Item(_) => "item",
        Type::Unknown => "unknown",
    }
}

/// Whether a type is a number.
pub(super) fn is_numeric(ty: &Type) -> bool {
    matches!(ty, Type::Whole | Type::Number | Type::Money | Type::Percent)
}

/// A text literal read as a wanted type; `None` when it is no such value. Text stays text.
#[must_use]
pub fn read_text(text: &str, ty: &Type) -> Option<Value> {
    match ty {
        Type::Text | Type::Unknown => Some(Value::text(text)),
        Type::Choice(choices) | Type::Row(_, choices) => choices.find(text).map(Value::Choice),
        Type::Date => parse_date(text).map(Value::Date),
        Type::Time => read_time(text),
        Type::Instant => Instant::parse_rfc3339(text).map(Value::Instant),
        Type::Month => Month::parse(text).map(Value::Month),
        Type::Duration => Duration::parse(text).map(Value::from),
        Type::YesNo
        | Type::Whole
        | Type::Number
        | Type::Money
        | Type::Percent
        | Type::Record(_)
        | Type::List(_)
        | Type::Form(_)
        | Type::Item(_) => None,
    }
}

fn read_time(text: &str) -> Option<Value> {
    let time = NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .ok()?;
    Some(Value::Time(time.num_seconds_from_midnight()))
}

/// A value brought to a wanted type: text to a declared choice, date, month, time or duration; numbers as they are, but
/// a fraction is no `whole`. Empty stays empty.
///
/// # Errors
/// When it is no value of that type.
pub fn coerce(value: Value, wanted: &Type) -> Result<Value, EvalError> {
    let fits = match (&value, wanted) {
        (Value::Empty, _) | (_, Type::Unknown) => true,
        (Value::Text(text), wanted) => {
            return read_text(text.as_str(), wanted).ok_or_else(|| EvalError::Type {
                what: text.as_str().to_owned(),
                got: match wanted {
                    Type::Choice(_) => format!("`{}`, which is not declared", text.as_str()),
                    Type::Row(..) => format!("`{}`, which no row has", text.as_str()),
                    _ => "text".to_owned(),
                },
                wanted: type_name(wanted).to_owned(),
            });
        }
        (Value::List(items), Type::List(inner)) => {
            let items: Result<Vec<Value>, EvalError> = items
                .iter()
                .map(|item| coerce(item.clone(), inner))
                .collect();
            return Ok(Value::List(Arc::new(items?)));
        }
        (value, Type::Number | Type::Money | Type::Percent) => value.number().is_some(),
        (Value::Choice(id), Type::Choice(choices) | Type::Row(_, choices)) => {
            choices.text(*id).is_some()
        }
        (Value::Form(answers), Type::Form(form)) => answers.form == *form,
        (Value::Sheet(sheet), Type::Form(form)) => sheet.form == *form,
        (Value::Item(_), Type::Item(_)) => true,
        (Value::YesNo(_), Type::YesNo)
        | (Value::Whole(_), Type::Whole)
        | (Value::Date(_), Type::Date)
        | (Value::Time(_), Type::Time)
        | (Value::Instant(_), Type::Instant)
        | (Value::Month(_), Type::Month)
        | (Value::Duration { .. }, Type::Duration)
        | (Value::Record(_), Type::Record(_)) => true,
        _ => false,
    };
    if fits {
        return Ok(value);
    }
    Err(EvalError::Type {
        what: "the value".to_owned(),
        got: kind_of(&value).to_owned(),
        wanted: type_name(wanted).to_owned(),
    })
}
