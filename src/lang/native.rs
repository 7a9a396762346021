//! The built-in functions of expressions that compute a value from values.

use chrono::{Datelike, NaiveDate};

use crate::model::{Month, Number, Value};

use super::eval::order;
use super::types::{Env, EvalError};
use super::values::kind_of;

/// A built-in function whose arguments are values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Native {
    Round,
    Min,
    Max,
    Abs,
    DateOf,
    MonthOf,
    FullMonths,
    FullYears,
    DaysBetween,
    Len,
    Contains,
    StartsWith,
    Lower,
    Upper,
    Text,
}

impl Native {
    /// The function of this name, with the least and most arguments it takes.
    pub(super) fn find(name: &str) -> Option<(Native, usize, usize)> {
        Some(match name {
            "round" => (Native::Round, 1, 2),
            "min" => (Native::Min, 2, 16),
            "max" => (Native::Max, 2, 16),
            "abs" => (Native::Abs, 1, 1),
            "date_of" => (Native::DateOf, 1, 1),
            "month_of" => (Native::MonthOf, 1, 1),
            "full_months" => (Native::FullMonths, 2, 2),
            "full_years" => (Native::FullYears, 2, 2),
            "days_between" => (Native::DaysBetween, 2, 2),
            "len" => (Native::Len, 1, 1),
            "contains" => (Native::Contains, 2, 2),
            "starts_with" => (Native::StartsWith, 2, 2),
            "lower" => (Native::Lower, 1, 1),
            "upper" => (Native::Upper, 1, 1),
            "text" => (Native::Text, 1, 1),
            _ => return None,
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Native::Round => "round",
            Native::Min => "min",
            Native::Max => "max",
            Native::Abs => "abs",
            Native::DateOf => "date_of",
            Native::MonthOf => "month_of",
            Native::FullMonths => "full_months",
            Native::FullYears => "full_years",
            Native::DaysBetween => "days_between",
            Native::Len => "len",
            Native::Contains => "contains",
            Native::StartsWith => "starts_with",
            Native::Lower => "lower",
            Native::Upper => "upper",
            Native::Text => "text",
        }
    }
}

/// The function's value; no argument is empty.
pub(super) fn call<E: Env + ?Sized>(
    function: Native,
    args: &[Value],
    env: &E,
) -> Result<Value, EvalError> {
    let date = |value: &Value| match value {
        Value::Date(date) => Ok(*date),
        Value::Instant(_) => env.local_date(value),
        other => Err(wrong(function, other, "a date")),
    };
    match (function, args) {
        (Native::Min, args) => extreme(function, args, std::cmp::Ordering::Less),
        (Native::Max, args) => extreme(function, args, std::cmp::Ordering::Greater),
        (Native::DateOf, [at]) => Ok(Value::Date(date(at)?)),
        (Native::MonthOf, [at]) => Ok(Value::Month(Month::of(date(at)?))),
        (Native::FullMonths, [from, to]) => Ok(Value::Whole(full_months(date(from)?, date(to)?))),
        (Native::FullYears, [from, to]) => {
            Ok(Value::Whole(full_months(date(from)?, date(to)?) / 12))
        }
        (Native::DaysBetween, [from, to]) => {
            let days = date(to)?.signed_duration_since(date(from)?).num_days();
            Ok(Value::Whole(days))
        }
        (function, args) => plain(function, args),
    }
}

/// The functions that need nothing but their arguments; rules call these too.
pub(super) fn plain(function: Native, args: &[Value]) -> Result<Value, EvalError> {
    match (function, args) {
        (Native::Round, [x]) => Ok(number(function, x)?.round(0).into()),
        (Native::Round, [x, places]) => match places {
            Value::Whole(places) if (0..=28).contains(places) => {
                let places = u32::try_from(*places).unwrap_or(0);
                Ok(number(function, x)?.round(places).into())
            }
            other => Err(wrong(function, other, "a whole number from 0 to 28")),
        },
        (Native::Abs, [x]) => {
            let number = number(function, x)?;
            match number < Number::ZERO {
                true => Ok(number.neg()?.into()),
                false => Ok(number.into()),
            }
        }
        (Native::Len, [Value::Text(text)]) => Ok(whole(text.as_str().chars().count())),
        (Native::Len, [Value::List(items)]) => Ok(whole(items.len())),
        (Native::Contains, [Value::Text(text), Value::Text(part)]) => {
            Ok(text.as_str().contains(part.as_str()).into())
        }
        (Native::Contains, [Value::List(items), item]) => {
            for known in items.iter() {
                let ordering =
                    order(known, item)?.ok_or_else(|| wrong(function, item, kind_of(known)))?;
                if ordering.is_eq() {
                    return Ok(true.into());
                }
            }
            Ok(false.into())
        }
        (Native::StartsWith, [Value::Text(text), Value::Text(start)]) => {
            Ok(text.as_str().starts_with(start.as_str()).into())
        }
        (Native::Lower, [Value::Text(text)]) => Ok(Value::text(&text.as_str().to_lowercase())),
        (Native::Upper, [Value::Text(text)]) => Ok(Value::text(&text.as_str().to_uppercase())),
        (Native::Text, [value]) => written(value)
            .map(|text| Value::text(&text))
            .ok_or_else(|| wrong(function, value, "a number, date, duration or text")),
        (function, args) => {
            let odd = args
                .iter()
                .find(|arg| !matches!(arg, Value::Text(_)))
                .unwrap_or(&Value::Empty);
            Err(wrong(function, odd, "text"))
        }
    }
}

/// The least (or greatest) of the arguments.
pub(super) fn extreme(
    function: Native,
    args: &[Value],
    wanted: std::cmp::Ordering,
) -> Result<Value, EvalError> {
    let mut args = args.iter();
    let Some(first) = args.next() else {
        return Ok(Value::Empty);
    };
    let mut best = first;
    for arg in args {
        let ordering = order(arg, best)?.ok_or_else(|| wrong(function, arg, kind_of(best)))?;
        if ordering == wanted {
            best = arg;
        }
    }
    Ok(best.clone())
}

/// A value as `text(x)` shows it; `None` where only the caller knows its label.
pub(super) fn written(value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text) => text.as_str().to_owned(),
        Value::YesNo(true) => "yes".to_owned(),
        Value::YesNo(false) => "no".to_owned(),
        Value::Date(date) => date.to_string(),
        Value::Time(seconds) => {
            format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60)
        }
        Value::Instant(at) => at.to_string(),
        Value::Month(month) => month.to_string(),
        Value::Duration { .. } => value.duration()?.to_string(),
        Value::Whole(_) | Value::Short { .. } | Value::Wide(_) => value.number()?.to_string(),
        Value::Empty
        | Value::Choice(_)
        | Value::Record(_)
        | Value::List(_)
        | Value::Form(_)
        | Value::Sheet(_)
        | Value::Item(_) => {
            return None;
        }
    })
}

/// Whole months from one date to another, negative when it is earlier; the 31st is reached on a shorter month's last day.
pub(super) fn full_months(from: NaiveDate, to: NaiveDate) -> i64 {
    if to < from {
        return -full_months(to, from);
    }
    let months = (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month())
        - i64::from(from.month());
    let last = Month::of(to).end().map_or(31, |last| last.day());
    match to.day() < from.day().min(last) {
        true => months - 1,
        false => months,
    }
}

fn whole(count: usize) -> Value {
    Value::Whole(i64::try_from(count).unwrap_or(i64::MAX))
}

fn number(function: Native, value: &Value) -> Result<Number, EvalError> {
    value
        .number()
        .ok_or_else(|| wrong(function, value, "a number"))
}

fn wrong(function: Native, got: &Value, wanted: &str) -> EvalError {
    EvalError::Type {
        what: format!("{}(…)", function.name()),
        got: kind_of(got).to_owned(),
        wanted: wanted.to_owned(),
    }
}
