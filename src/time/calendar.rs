//! Calendars: when people work, in which zone, as far as the holidays are published.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::period::{DayEntry, DayKind, Period};
use super::zone;
use crate::model::{Duration, Instant, Month};

/// A calendar as written, before it is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarSpec {
    /// Its name, `cn-office`.
    pub name: String,
    /// The zone its times are local to.
    pub zone: Tz,
    /// The periods of each weekday, Monday first.
    pub week: [Vec<Period>; 7],
    /// The periods a make-up day takes.
    pub makeup: Vec<Period>,
    /// The last date whose holidays are known.
    pub published_until: Option<NaiveDate>,
    /// The dates that differ from their week, in any order.
    pub days: Vec<DayEntry>,
}

/// Where in a calendar a fault lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The periods of a weekday.
    Weekday(Weekday),
    /// The periods of make-up days.
    Makeup,
    /// An entry of `days`, by its index.
    Entry(usize),
}

/// Why a calendar cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CalendarError {
    /// A period that ends before it begins, or lasts more than a day.
    #[error("the period `{period}` is empty or longer than a day")]
    BadPeriod {
        /// Where it stands.
        place: Place,
        /// The period.
        period: Period,
    },
    /// Two periods of a day, or of neighbouring days, overlap.
    #[error("the periods `{first}` and `{second}` overlap")]
    Overlap {
        /// Where the later one stands.
        place: Place,
        /// The earlier one.
        first: Period,
        /// The later one.
        second: Period,
    },
    /// A date is both a holiday and a make-up day.
    #[error("{date} is both a holiday and a make-up day")]
    HolidayAndMakeup {
        /// The entry that contradicts an earlier one.
        index: usize,
        /// The date.
        date: NaiveDate,
    },
    /// A date is listed twice.
    #[error("{date} is listed twice")]
    RepeatedDate {
        /// The later entry.
        index: usize,
        /// The date.
        date: NaiveDate,
    },
    /// A half day without periods of its own.
    #[error("{date} is a half day without periods of its own")]
    HalfWithoutPeriods {
        /// The entry.
        index: usize,
        /// The date.
        date: NaiveDate,
    },
    /// A make-up day, and no periods are given for make-up days.
    #[error("{date} is a make-up day, and the calendar gives no make-up periods")]
    MakeupWithoutPeriods {
        /// The entry.
        index: usize,
        /// The date.
        date: NaiveDate,
    },
    /// A rest day with working periods.
    #[error("{date} is a rest day, yet has working periods")]
    RestWithPeriods {
        /// The entry.
        index: usize,
        /// The date.
        date: NaiveDate,
    },
    /// Nobody ever works.
    #[error("the calendar has no working period at all")]
    NoWorkingPeriod,
}

/// Why a deadline cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// A budget of nothing, or less.
    #[error("a deadline of `{budget}` leaves no time")]
    NoBudget {
        /// The budget.
        budget: Duration,
    },
    /// A budget of more than a century.
    #[error("a deadline of `{budget}` is longer than a hundred years")]
    TooLong {
        /// The budget.
        budget: Duration,
    },
    /// The calendar has no working time for three years on end.
    #[error("calendar `{calendar}` has no working time within three years of {from}")]
    NoWorkingTime {
        /// The calendar.
        calendar: String,
        /// Where the search began.
        from: NaiveDate,
    },
    /// The result lies outside the years that can be written.
    #[error("the time lies outside the years that can be written")]
    OutOfRange,
}

/// A checked calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub(super) name: String,
    pub(super) zone: Tz,
    pub(super) week: [Vec<Period>; 7],
    pub(super) published_until: Option<NaiveDate>,
    pub(super) days: BTreeMap<NaiveDate, Day>,
}

/// A date that differs from its week, its periods settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) kind: DayKind,
    pub(super) name: String,
    pub(super) periods: Vec<Period>,
}

impl Calendar {
    /// Checks a calendar and sorts its periods.
    ///
    /// # Errors
    /// The first fault found, with its place.
    pub fn new(spec: CalendarSpec) -> Result<Calendar, CalendarError> {
        super::build::build(spec)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The zone its times are local to.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The last date whose holidays are known.
    #[must_use]
    pub fn published_until(&self) -> Option<NaiveDate> {
        self.published_until
    }

    /// The working periods of a date, in order; empty on a rest day.
    #[must_use]
    pub fn periods_on(&self, date: NaiveDate) -> &[Period] {
        if let Some(day) = self.days.get(&date) {
            return &day.periods;
        }
        usize::try_from(date.weekday().num_days_from_monday())
            .ok()
            .and_then(|index| self.week.get(index))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether anybody works on a date.
    #[must_use]
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !self.periods_on(date).is_empty()
    }

    /// How a date differs from its week, if it is listed.
    #[must_use]
    pub fn day_kind(&self, date: NaiveDate) -> Option<DayKind> {
        self.days.get(&date).map(|day| day.kind)
    }

    /// What a listed date is called; empty where it has no name.
    #[must_use]
    pub fn day_name(&self, date: NaiveDate) -> &str {
        self.days.get(&date).map_or("", |day| &day.name)
    }

    /// The local time at an instant (clamped to the year 9999).
    #[must_use]
    pub fn local(&self, at: Instant) -> NaiveDateTime {
        zone::local(self.zone, at)
    }

    /// The instant a local time names: a time that does not exist is the first instant after the gap; of two, the earlier.
    #[must_use]
    pub fn instant_of(&self, local: NaiveDateTime) -> Instant {
        zone::instant_of(self.zone, local)
    }

    /// The local date an instant lies in. A date ends at its 24:00, also where the zone then sets its clocks back and
    /// part of the evening comes twice.
    #[must_use]
    pub fn date_of(&self, at: Instant) -> NaiveDate {
        let date = self.local(at).date();
        match date.succ_opt() {
            Some(next) if self.midnight(date) <= at => next,
            _ => date,
        }
    }

    /// The working day an instant counts to: that of the period it lies in (a night shift is one day), else its date.
    #[must_use]
    pub fn working_date(&self, at: Instant) -> NaiveDate {
        self.spans_from(at)
            .next()
            .filter(|span| span.from <= at)
            .map_or_else(|| self.date_of(at), |span| span.day)
    }

    /// 24:00 of a date.
    #[must_use]
    pub fn midnight(&self, date: NaiveDate) -> Instant {
        date.succ_opt().map_or(Instant::MAX, |next| {
            self.instant_of(next.and_time(NaiveTime::MIN))
        })
    }

    /// 00:00 of a date; where that does not exist, the first instant after the gap.
    #[must_use]
    pub fn start_of(&self, date: NaiveDate) -> Instant {
        self.instant_of(date.and_time(NaiveTime::MIN))
    }

    /// When a date's work ends; `None` on a rest day. The close of a night shift lies on the day after.
    #[must_use]
    pub fn close_of(&self, date: NaiveDate) -> Option<Instant> {
        let last = self.periods_on(date).last()?;
        self.at_minute(date, last.to)
    }

    /// The instant of a minute of a date, which may lie past its midnight.
    pub(super) fn at_minute(&self, date: NaiveDate, minute: u16) -> Option<Instant> {
        zone::plus_minutes(date.and_time(NaiveTime::MIN), minute).map(|at| self.instant_of(at))
    }

    /// The instant a date as deadline means: the close of that day, or of the next working day.
    ///
    /// # Errors
    /// When nobody works for three years.
    pub fn due_date(&self, date: NaiveDate) -> Result<Instant, TimeError> {
        let (_, close) = self
            .closes_from(date)
            .next()
            .ok_or_else(|| self.no_working_time(date))?;
        Ok(close)
    }

    /// The next instant at which somebody works: `at` itself within a period, else the next opening.
    ///
    /// # Errors
    /// When nobody works for three years.
    pub fn next_opening(&self, at: Instant) -> Result<Instant, TimeError> {
        self.spans_from(at)
            .next()
            .map(|span| span.from)
            .ok_or_else(|| self.no_working_time(self.date_of(at)))
    }

    /// Working milliseconds between two instants; 0 when the second is not after the first.
    #[must_use]
    pub fn working_ms_between(&self, from: Instant, to: Instant) -> i64 {
        self.spans_from(from)
            .take_while(|span| span.from < to)
            .map(|span| span.to.min(to).since_ms(span.from))
            .fold(0, i64::saturating_add)
    }

    /// The working days of a month, in order (“first working day of the month”).
    pub fn working_days_in(&self, month: Month) -> impl Iterator<Item = NaiveDate> + '_ {
        let first = month.start();
        first
            .into_iter()
            .flat_map(|first| first.iter_days())
            .take_while(move |date| Month::of(*date) == month)
            .filter(|date| self.is_working_day(*date))
    }

    /// The error of a search that found nobody at work.
    pub(super) fn no_working_time(&self, from: NaiveDate) -> TimeError {
        TimeError::NoWorkingTime {
            calendar: self.name.clone(),
            from,
        }
    }
}
