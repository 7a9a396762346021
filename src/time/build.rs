//! From a calendar as written to a checked one.

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};

use super::calendar::{Calendar, CalendarError, CalendarSpec, Day, Place};
use super::period::{DAY_MINUTES, DayEntry, DayKind, Period};

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// Checks a calendar; see [`Calendar::new`].
pub(super) fn build(spec: CalendarSpec) -> Result<Calendar, CalendarError> {
    let CalendarSpec {
        name,
        zone,
        mut week,
        mut makeup,
        published_until,
        days: entries,
    } = spec;
    for (periods, weekday) in week.iter_mut().zip(WEEK) {
        settle(periods, Place::Weekday(weekday))?;
    }
    settle(&mut makeup, Place::Makeup)?;
    let tomorrows = week.iter().cycle().skip(1);
    for ((today, tomorrow), weekday) in week.iter().zip(tomorrows).zip(WEEK) {
        apart(today, tomorrow, Place::Weekday(weekday.succ()))?;
    }

    let places: Vec<NaiveDate> = entries.iter().map(|entry| entry.date).collect();
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for (index, entry) in entries.into_iter().enumerate() {
        if let Some(earlier) = days.get(&entry.date) {
            return Err(twice(index, &entry, earlier.kind));
        }
        let date = entry.date;
        let day = settle_day(index, entry, &makeup)?;
        days.insert(date, day);
    }
    let calendar = Calendar {
        name,
        zone,
        week,
        published_until,
        days,
    };
    for (index, date) in places.into_iter().enumerate() {
        let place = Place::Entry(index);
        if let Some(before) = date.pred_opt() {
            apart(
                calendar.periods_on(before),
                calendar.periods_on(date),
                place,
            )?;
        }
        if let Some(after) = date.succ_opt() {
            apart(calendar.periods_on(date), calendar.periods_on(after), place)?;
        }
    }
    let works = calendar.week.iter().any(|periods| !periods.is_empty())
        || calendar.days.values().any(|day| !day.periods.is_empty());
    if works {
        Ok(calendar)
    } else {
        Err(CalendarError::NoWorkingPeriod)
    }
}

/// The fault of a date listed a second time.
fn twice(index: usize, entry: &DayEntry, earlier: DayKind) -> CalendarError {
    let date = entry.date;
    let makeup = |kind| kind == DayKind::Makeup;
    if (makeup(entry.kind) && earlier.is_rest()) || (makeup(earlier) && entry.kind.is_rest()) {
        CalendarError::HolidayAndMakeup { index, date }
    } else {
        CalendarError::RepeatedDate { index, date }
    }
}

/// An entry with its periods settled.
fn settle_day(index: usize, entry: DayEntry, makeup: &[Period]) -> Result<Day, CalendarError> {
    let DayEntry {
        date,
        kind,
        name,
        periods,
    } = entry;
    let own = periods.filter(|periods| !periods.is_empty());
    let mut periods = match (kind, own) {
        (DayKind::Makeup | DayKind::Half, Some(own)) => own,
        (DayKind::Makeup, None) if makeup.is_empty() => {
            return Err(CalendarError::MakeupWithoutPeriods { index, date });
        }
        (DayKind::Makeup, None) => makeup.to_vec(),
        (DayKind::Half, None) => return Err(CalendarError::HalfWithoutPeriods { index, date }),
        (_, Some(_)) => return Err(CalendarError::RestWithPeriods { index, date }),
        (_, None) => Vec::new(),
    };
    settle(&mut periods, Place::Entry(index))?;
    Ok(Day {
        kind,
        name,
        periods,
    })
}

/// Sorts the periods of a day; refuses bad and overlapping ones, and joins none: a break of no length is still written down.
fn settle(periods: &mut [Period], place: Place) -> Result<(), CalendarError> {
    if let Some(period) = periods.iter().copied().find(|period| !period.is_valid()) {
        return Err(CalendarError::BadPeriod { place, period });
    }
    periods.sort_unstable();
    for (first, second) in periods.iter().zip(periods.iter().skip(1)) {
        if second.from < first.to {
            return Err(CalendarError::Overlap {
                place,
                first: *first,
                second: *second,
            });
        }
    }
    Ok(())
}

/// Refuses a day whose last period runs into the first of the next day.
fn apart(today: &[Period], tomorrow: &[Period], place: Place) -> Result<(), CalendarError> {
    match (today.last(), tomorrow.first()) {
        (Some(first), Some(second)) if first.to > DAY_MINUTES + second.from => {
            Err(CalendarError::Overlap {
                place,
                first: *first,
                second: *second,
            })
        }
        _ => Ok(()),
    }
}
