//! Counting: the two clocks that run (elapsed and working) and the marks that are counted (closes, midnights), each standing
//! while a pause lasts.

use chrono::NaiveDate;

use super::calendar::{Calendar, TimeError};
use crate::model::Pause;
use crate::model::{Duration, HOUR_MS, Instant, Unit};

/// A hundred years and some: no budget is longer, so no walk is.
const MOST_DAYS: i64 = 37_000;

/// A clock that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// Always.
    Elapsed,
    /// In working time only.
    Working,
}

impl Clock {
    /// The clock on which a budget of this unit passes.
    pub(super) fn of(unit: Unit) -> Clock {
        match unit {
            Unit::Elapsed | Unit::CalendarDays | Unit::Months => Clock::Elapsed,
            Unit::Working | Unit::WorkingDays | Unit::EndOfWorkingDay => Clock::Working,
        }
    }
}

/// A calendar and the pauses of one ledger: everything a count depends on besides its start.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) pauses: &'a [Pause],
}

/// A mark reached: the day it closes, and when.
pub(super) type Mark = (NaiveDate, Instant);

impl<'a> Count<'a> {
    /// Whether a pause covers `at` (pause ≤ at < resume).
    pub(super) fn stands_at(self, at: Instant) -> bool {
        self.pauses
            .iter()
            .any(|pause| pause.from <= at && pause.to.is_none_or(|to| at < to))
    }

    /// The stretches from `at` on in which no pause lasts; the last has no end unless a pause is open.
    fn stretches(self, at: Instant) -> impl Iterator<Item = (Instant, Option<Instant>)> + 'a {
        let mut from = Some(at);
        let mut pauses = self.pauses.iter();
        std::iter::from_fn(move || {
            let start = from?;
            match pauses.next() {
                None => {
                    from = None;
                    Some((start, None))
                }
                Some(pause) => {
                    from = pause.to.map(|to| to.max(start));
                    Some((start, Some(pause.from)))
                }
            }
        })
        .filter(|(from, to)| to.is_none_or(|to| *from < to))
    }

    /// Runs `clock` from `at` until it has counted `ms`, showing each running piece. The answer is the earliest instant at
    /// which that much is counted; `None` when an open pause comes before it.
    pub(super) fn run(
        self,
        clock: Clock,
        at: Instant,
        ms: i64,
        mut visit: impl FnMut(Instant, Instant),
    ) -> Result<Option<Instant>, TimeError> {
        if ms <= 0 {
            return Ok(Some(at));
        }
        let mut left = ms;
        for (from, until) in self.stretches(at) {
            let until = until.unwrap_or(Instant::MAX);
            if clock == Clock::Elapsed {
                let end = from.plus_ms(left).min(until);
                visit(from, end);
                left -= end.since_ms(from);
                if left == 0 {
                    return Ok(Some(end));
                }
                continue;
            }
            let mut spans = self.calendar.spans_from(from);
            loop {
                let Some(span) = spans.next() else {
                    if until < Instant::MAX {
                        break;
                    }
                    return Err(self.calendar.no_working_time(self.calendar.date_of(from)));
                };
                if span.from >= until {
                    break;
                }
                let end = span.from.plus_ms(left).min(span.to).min(until);
                visit(span.from, end);
                left -= end.since_ms(span.from);
                if left == 0 {
                    return Ok(Some(end));
                }
            }
        }
        if self.open_from() == Instant::MAX {
            return Err(TimeError::OutOfRange);
        }
        Ok(None)
    }

    /// From when on an open pause lasts; the end of time without one.
    fn open_from(self) -> Instant {
        self.pauses
            .last()
            .filter(|pause| pause.to.is_none())
            .map_or(Instant::MAX, |pause| pause.from)
    }

    /// Runs `clock` backwards from `at`: the latest instant from which `ms` are counted up to `at`, pauses left out.
    pub(super) fn run_back(self, clock: Clock, at: Instant, ms: i64) -> Result<Instant, TimeError> {
        let mut left = ms;
        let mut end = at;
        let mut pauses = self.pauses.iter().rev().filter(|pause| pause.from < at);
        loop {
            let pause = pauses.next();
            let until = pause.map_or(Instant::MIN, |pause| pause.to.map_or(at, |to| to.min(at)));
            match clock {
                Clock::Elapsed => {
                    let from = end.plus_ms(-left).max(until);
                    left -= end.since_ms(from).max(0);
                    if left <= 0 {
                        return Ok(from);
                    }
                }
                Clock::Working => {
                    let spans = self.calendar.spans_back(end);
                    for span in spans.take_while(|span| span.to > until) {
                        let from = span.to.plus_ms(-left).max(span.from).max(until);
                        left -= span.to.since_ms(from);
                        if left <= 0 {
                            return Ok(from);
                        }
                    }
                }
            }
            let Some(pause) = pause else {
                return Err(self.calendar.no_working_time(self.calendar.date_of(end)));
            };
            end = pause.from.min(end);
        }
    }

    /// Milliseconds `clock` counts between two instants, pauses left out.
    pub(super) fn between(self, clock: Clock, from: Instant, to: Instant) -> i64 {
        self.stretches(from)
            .take_while(|(start, _)| *start < to)
            .map(|(start, end)| {
                let end = end.map_or(to, |end| end.min(to));
                match clock {
                    Clock::Elapsed => end.since_ms(start),
                    Clock::Working => self.calendar.working_ms_between(start, end),
                }
            })
            .fold(0, i64::saturating_add)
    }

    /// The `n`-th mark of `marks` that does not pass while paused, showing each that counts; `None` when an open pause comes
    /// before it.
    pub(super) fn nth(
        self,
        n: i64,
        marks: impl Iterator<Item = Mark>,
        mut visit: impl FnMut(Mark),
    ) -> Result<Option<Mark>, TimeError> {
        let open = self.open_from();
        let mut counted = 0;
        let mut last = None;
        for mark in marks {
            if mark.1 >= open {
                return Ok(None);
            }
            last = Some(mark.0);
            if self.stands_at(mark.1) {
                continue;
            }
            counted += 1;
            visit(mark);
            if counted >= n {
                return Ok(Some(mark));
            }
        }
        if open < Instant::MAX {
            return Ok(None);
        }
        Err(last.map_or(TimeError::OutOfRange, |day| {
            self.calendar.no_working_time(day)
        }))
    }

    /// The marks a budget of days counts from `start` on: for working days the closes of the days after the first, for
    /// calendar days the midnights from that of the first day on.
    pub(super) fn marks(self, unit: Unit, start: Start) -> Box<dyn Iterator<Item = Mark> + 'a> {
        let calendar = self.calendar;
        let first = match unit {
            Unit::EndOfWorkingDay => start.day.pred_opt(),
            Unit::WorkingDays => start.day.succ_opt(),
            _ => Some(start.day),
        };
        let Some(first) = first else {
            return Box::new(std::iter::empty());
        };
        let (after, strictly) = (start.after, unit == Unit::EndOfWorkingDay);
        let counts = move |mark: &Mark| match after {
            Some(after) => mark.1 > after,
            None => !strictly || mark.1 > start.at,
        };
        if unit == Unit::CalendarDays {
            let midnights = first
                .iter_days()
                .map(move |day| (day, calendar.midnight(day)));
            Box::new(midnights.filter(counts))
        } else {
            Box::new(calendar.closes_from(first).filter(counts))
        }
    }
}

/// Where a count begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    /// The instant.
    pub(super) at: Instant,
    /// The day it counts to, which is itself never counted.
    pub(super) day: NaiveDate,
    /// Marks up to here were counted before, under another calendar.
    pub(super) after: Option<Instant>,
}

impl Start {
    /// The start of a deadline.
    pub(super) fn of(calendar: &Calendar, unit: Unit, at: Instant) -> Start {
        let day = match unit {
            Unit::CalendarDays => calendar.date_of(at),
            _ => calendar.working_date(at),
        };
        Start {
            at,
            day,
            after: None,
        }
    }

    /// The start of what counts on from a due instant: due at 24:00 or at a close, it lies in the day that ends there.
    pub(super) fn due(calendar: &Calendar, unit: Unit, due: Instant) -> Start {
        Start {
            at: due,
            ..Start::of(calendar, unit, due.plus_ms(-1))
        }
    }
}

/// The budget, if it is more than nothing and less than a century.
pub(super) fn checked(budget: Duration) -> Result<Duration, TimeError> {
    let most = match budget.unit {
        Unit::Elapsed | Unit::Working => MOST_DAYS * 24 * HOUR_MS,
        Unit::WorkingDays | Unit::CalendarDays | Unit::EndOfWorkingDay => MOST_DAYS,
        Unit::Months => MOST_DAYS / 31,
    };
    if budget.amount <= 0 {
        Err(TimeError::NoBudget { budget })
    } else if budget.amount > most {
        Err(TimeError::TooLong { budget })
    } else {
        Ok(budget)
    }
}

/// `months` after an instant: the same local time, the day clamped to the month's last.
pub(super) fn plus_months(
    calendar: &Calendar,
    at: Instant,
    months: i64,
) -> Result<Instant, TimeError> {
    let local = calendar.local(at);
    let size = u32::try_from(months.unsigned_abs()).map_err(|_| TimeError::OutOfRange)?;
    let size = chrono::Months::new(size);
    let moved = if months < 0 {
        local.checked_sub_months(size)
    } else {
        local.checked_add_months(size)
    };
    moved
        .map(|local| calendar.instant_of(local))
        .ok_or(TimeError::OutOfRange)
}
