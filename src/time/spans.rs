//! Walking a calendar day by day, forward and back.

use chrono::NaiveDate;

use super::calendar::Calendar;
use crate::model::Instant;

/// Days without work after which a walk gives up: three years.
const IDLE_DAYS: u32 = 3 * 366;

/// A stretch of working time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The working day it belongs to.
    pub day: NaiveDate,
    /// Its first instant.
    pub from: Instant,
    /// The first instant after it.
    pub to: Instant,
}

/// Working time from an instant on, stretch by stretch; it ends only where nobody works for three years.
#[derive(Clone, Debug)]
pub struct Spans<'a> {
    calendar: &'a Calendar,
    at: Instant,
    date: Option<NaiveDate>,
    index: usize,
    idle: u32,
}

/// Working time before an instant, the latest stretch first; it ends only where nobody worked for three years.
#[derive(Clone, Debug)]
pub(super) struct SpansBack<'a> {
    calendar: &'a Calendar,
    at: Instant,
    date: Option<NaiveDate>,
    /// How many periods of the date were looked at, from its end.
    taken: usize,
    idle: u32,
}

/// The closes of business from a date on; it ends only where nobody works for three years.
#[derive(Clone, Debug)]
pub struct Closes<'a> {
    calendar: &'a Calendar,
    date: Option<NaiveDate>,
    idle: u32,
    step: fn(&NaiveDate) -> Option<NaiveDate>,
}

impl Calendar {
    /// Working time from `at` on; the first stretch begins at `at` if that lies within one.
    #[must_use]
    pub fn spans_from(&self, at: Instant) -> Spans<'_> {
        let date = self.local(at).date();
        Spans {
            calendar: self,
            at,
            // A night shift of the day before may reach in.
            date: date.pred_opt(),
            index: 0,
            idle: 0,
        }
    }

    /// Working time before `at`, backwards; the first stretch ends at `at` if that lies within one.
    pub(super) fn spans_back(&self, at: Instant) -> SpansBack<'_> {
        SpansBack {
            calendar: self,
            at,
            date: self.local(at).date().succ_opt(),
            taken: 0,
            idle: 0,
        }
    }

    /// The closes of the working days from `date` on.
    #[must_use]
    pub fn closes_from(&self, date: NaiveDate) -> Closes<'_> {
        Closes {
            calendar: self,
            date: Some(date),
            idle: 0,
            step: NaiveDate::succ_opt,
        }
    }

    /// The closes of the working days before `date`, backwards.
    pub(super) fn closes_before(&self, date: NaiveDate) -> Closes<'_> {
        Closes {
            calendar: self,
            date: date.pred_opt(),
            idle: 0,
            step: NaiveDate::pred_opt,
        }
    }
}

impl Iterator for Spans<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        while self.idle <= IDLE_DAYS {
            let day = self.date?;
            let Some(period) = self.calendar.periods_on(day).get(self.index) else {
                self.date = day.succ_opt();
                self.index = 0;
                self.idle += 1;
                continue;
            };
            self.index += 1;
            let to = self.calendar.at_minute(day, period.to)?;
            if to <= self.at {
                continue;
            }
            let from = self.calendar.at_minute(day, period.from)?.max(self.at);
            // A period may vanish in the gap of a zone.
            if from < to {
                self.idle = 0;
                return Some(Span { day, from, to });
            }
        }
        None
    }
}

impl Iterator for SpansBack<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        while self.idle <= IDLE_DAYS {
            let day = self.date?;
            let Some(period) = self.calendar.periods_on(day).iter().nth_back(self.taken) else {
                self.date = day.pred_opt();
                self.taken = 0;
                self.idle += 1;
                continue;
            };
            self.taken += 1;
            let from = self.calendar.at_minute(day, period.from)?;
            let to = self.calendar.at_minute(day, period.to)?.min(self.at);
            if from < to {
                self.idle = 0;
                return Some(Span { day, from, to });
            }
        }
        None
    }
}

impl Iterator for Closes<'_> {
    type Item = (NaiveDate, Instant);

    fn next(&mut self) -> Option<(NaiveDate, Instant)> {
        while self.idle <= IDLE_DAYS {
            let day = self.date?;
            self.date = (self.step)(&day);
            if let Some(close) = self.calendar.close_of(day) {
                self.idle = 0;
                return Some((day, close));
            }
            self.idle += 1;
        }
        None
    }
}
