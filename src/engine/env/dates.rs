//! Dates and instants with a duration added or taken away.

use chrono::{Months, NaiveDate};

use crate::lang::EvalError;
use crate::model::{DAY_MS, Duration, Unit, Value};
use crate::time::Calendar;

/// A date moved by calendar days, whole days of 24 hours or months; `None` for durations that need a calendar.
pub(super) fn moved(to: &Value, duration: Duration) -> Option<Option<NaiveDate>> {
    let Value::Date(date) = to else { return None };
    let days = match duration.unit {
        Unit::CalendarDays => duration.amount,
        Unit::Elapsed if duration.amount % DAY_MS == 0 => duration.amount / DAY_MS,
        Unit::Months => {
            let months = Months::new(u32::try_from(duration.amount.unsigned_abs()).ok()?);
            return Some(if duration.amount < 0 {
                date.checked_sub_months(months)
            } else {
                date.checked_add_months(months)
            });
        }
        _ => return None,
    };
    Some(chrono::TimeDelta::try_days(days).and_then(|days| date.checked_add_signed(days)))
}

pub(super) fn out_of_range(date: NaiveDate) -> EvalError {
    EvalError::Time(format!(
        "the date counted from {date} lies outside the years that can be written"
    ))
}

/// What lies a duration before a date or instant.
pub(super) fn before(
    calendar: &Calendar,
    to: &Value,
    duration: Duration,
) -> Result<Value, EvalError> {
    match (to, moved(to, duration)) {
        (Value::Date(date), Some(moved)) => {
            moved.map(Value::Date).ok_or_else(|| out_of_range(*date))
        }
        (Value::Instant(at), _) if duration.unit == Unit::Elapsed => {
            Ok(Value::Instant(at.plus_ms(duration.amount)))
        }
        (Value::Instant(at), _) => {
            let local = calendar.local(*at);
            let date = moved(&Value::Date(local.date()), duration).flatten();
            date.map(|date| Value::Instant(calendar.instant_of(date.and_time(local.time()))))
                .ok_or_else(|| EvalError::Time("working time cannot be counted back".to_owned()))
        }
        _ => Err(EvalError::Time(
            "working time cannot be counted back".to_owned(),
        )),
    }
}
