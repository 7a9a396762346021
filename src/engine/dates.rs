//! Dates and durations added: by whole days and months where a calendar says nothing, else on its clock.

use chrono::{Months, NaiveDate};

use crate::lang::EvalError;
use crate::model::{DAY_MS, Duration, Unit, Value};
use crate::time::Calendar;

/// What lies a duration after a date or instant, or before it where the duration is less than nothing.
pub(super) fn add(calendar: &Calendar, to: &Value, duration: Duration) -> Result<Value, EvalError> {
    if duration.amount < 0 {
        return before(calendar, to, duration);
    }
    let start = match to {
        // A date stands for its whole day: what is added begins when it ends.
        Value::Date(date) => calendar.midnight(*date).plus_ms(-1),
        Value::Instant(at) => *at,
        _ => return Err(EvalError::Missing("date".to_owned())),
    };
    if let (Value::Date(date), Some(moved)) = (to, moved(to, duration)) {
        return moved.map(Value::Date).ok_or_else(|| out_of_range(*date));
    }
    let ends = crate::time::Ledger::new(duration, start)
        .and_then(|ledger| ledger.due(calendar))
        .map_err(|error| EvalError::Time(error.to_string()))?
        .unwrap_or(start);
    Ok(match to {
        Value::Date(_) => Value::Date(calendar.working_date(ends)),
        _ => Value::Instant(ends),
    })
}

/// A date moved by calendar days, whole days of 24 hours or months; `None` for durations that need a calendar.
fn moved(to: &Value, duration: Duration) -> Option<Option<NaiveDate>> {
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

fn out_of_range(date: NaiveDate) -> EvalError {
    EvalError::Time(format!(
        "the date counted from {date} lies outside the years that can be written"
    ))
}

/// What lies a duration before a date or instant.
fn before(calendar: &Calendar, to: &Value, duration: Duration) -> Result<Value, EvalError> {
    match (to, moved(to, duration)) {
        (Value::Date(date), Some(moved)) => {
            moved.map(Value::Date).ok_or_else(|| out_of_range(*date))
        }
        (Value::Date(date), None) if duration.unit == Unit::WorkingDays => {
            let back = working_days_before(calendar, *date, duration.amount.unsigned_abs());
            back.map(Value::Date).ok_or_else(|| out_of_range(*date))
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

/// How far back working days are looked for, in days.
const FURTHEST_BACK: usize = 36_600;

/// The n-th working day before a date, the date itself left out.
fn working_days_before(calendar: &Calendar, date: NaiveDate, n: u64) -> Option<NaiveDate> {
    let n = usize::try_from(n).ok()?;
    let days = std::iter::successors(date.pred_opt(), NaiveDate::pred_opt);
    let mut working = days
        .take(FURTHEST_BACK)
        .filter(|day| calendar.is_working_day(*day));
    working.nth(n.checked_sub(1)?)
}
