//! A deadline as a ledger: what it may take, when it began, when it stood.

use chrono::NaiveDate;

use super::calendar::{Calendar, TimeError};
use super::clock::{Clock, Count, Start, checked, plus_months};
use super::zone::is_near;
use crate::model::{Duration, Instant, Kept, Ledger, Pause, Unit};
/// How much of a budget is used, in its own measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// Used so far: milliseconds, or days.
    pub amount: i64,
    /// Of how much.
    pub of: i64,
}

/// What a walk to the due instant passes: a stretch of running time, or a mark counted with the day it closes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) day: Option<NaiveDate>,
    pub(super) from: Instant,
    pub(super) to: Instant,
}

impl Ledger {
    /// A ledger that begins now.
    ///
    /// # Errors
    /// A budget of nothing, or of more than a century.
    pub fn new(budget: Duration, start: Instant) -> Result<Ledger, TimeError> {
        Ok(Ledger {
            budget: checked(budget)?,
            start,
            pauses: Vec::new(),
            kept: None,
        })
    }

    /// The same ledger with another budget: `breach` beside `due`, or a budget changed by `[migrate.deadline]`.
    ///
    /// # Errors
    /// A budget of nothing or of more than a century.
    pub fn with_budget(&self, budget: Duration) -> Result<Ledger, TimeError> {
        // What was kept is in the old unit's measure; another unit counts anew from the start.
        let kept = self.kept.filter(|_| budget.unit == self.budget.unit);
        Ok(Ledger {
            budget: checked(budget)?,
            kept,
            ..self.clone()
        })
    }

    /// Lets it stand from `at` on; nothing changes if it stands already. Pauses never overlap: an `at` before the last
    /// resumption counts as that resumption.
    pub fn pause(&mut self, at: Instant) {
        if self.is_paused() {
            return;
        }
        let last = self.pauses.last().and_then(|pause| pause.to);
        let from = at.max(self.start).max(last.unwrap_or(Instant::MIN));
        self.pauses.push(Pause { from, to: None });
    }

    /// Lets it go on from `at`; nothing changes unless it stands. A pause of no length leaves no trace.
    pub fn resume(&mut self, at: Instant) {
        if !self.is_paused() {
            return;
        }
        if let Some(pause) = self.pauses.last_mut() {
            pause.to = Some(at.max(pause.from));
        }
        self.pauses.retain(|pause| pause.to != Some(pause.from));
    }

    /// Whether it stands.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.pauses.last().is_some_and(|pause| pause.to.is_none())
    }

    /// When it is due; `None` while it stands with something left.
    ///
    /// # Errors
    /// A bad budget, or a calendar without working time.
    pub fn due(&self, calendar: &Calendar) -> Result<Option<Instant>, TimeError> {
        self.walk(calendar, |_| {})
    }

    /// How much of the budget is used at an instant, never more than there is.
    ///
    /// # Errors
    /// A bad budget, or a calendar without working time.
    pub fn used(&self, at: Instant, calendar: &Calendar) -> Result<Used, TimeError> {
        let of = self.total(calendar)?;
        let amount = self.used_until(at, calendar)?;
        let slid = i64::from(self.budget.unit == Unit::CalendarDays);
        Ok(Used {
            amount: (amount - slid).clamp(0, of),
            of,
        })
    }

    /// What the clock has used of the budget until an instant, in the budget's own measure.
    fn used_until(&self, at: Instant, calendar: &Calendar) -> Result<i64, TimeError> {
        let more = if self.is_timed() {
            let clock = Clock::of(self.budget.unit);
            self.count(calendar).between(clock, self.since(), at)
        } else {
            let mut marks = 0;
            self.walk(calendar, |piece| marks += i64::from(piece.to <= at))?;
            marks
        };
        Ok(self.kept_amount().saturating_add(more))
    }

    /// Milliseconds its clock has run at an instant: working time for budgets of working time and days, else elapsed
    /// time; pauses left out, and going on after due.
    #[must_use]
    pub fn consumed_ms(&self, at: Instant, calendar: &Calendar) -> i64 {
        let clock = Clock::of(self.budget.unit);
        match self.kept.filter(|_| self.is_timed()) {
            Some(kept) => kept
                .amount
                .saturating_add(self.count(calendar).between(clock, kept.until, at)),
            None => self.count(calendar).between(clock, self.start, at),
        }
    }

    /// The ledger as another calendar takes it over at `at`: what was consumed under `calendar` is kept, only the remainder
    /// will be counted anew.
    ///
    /// # Errors
    /// As [`Ledger::due`].
    pub fn keep(&self, at: Instant, calendar: &Calendar) -> Result<Ledger, TimeError> {
        // Past due nothing is left to move.
        let due = self.due(calendar)?.unwrap_or(Instant::MAX);
        let at = at.max(self.since()).min(due);
        let amount = self.used_until(at, calendar)?;
        Ok(Ledger {
            kept: Some(Kept { until: at, amount }),
            ..self.clone()
        })
    }

    /// Whether its budget is time that runs, not marks that are counted.
    pub(super) fn is_timed(&self) -> bool {
        matches!(
            self.budget.unit,
            Unit::Elapsed | Unit::Working | Unit::Months
        )
    }

    /// What its intervals add up to: milliseconds, or a count of days.
    pub(super) fn total(&self, calendar: &Calendar) -> Result<i64, TimeError> {
        let budget = checked(self.budget)?;
        match budget.unit {
            Unit::Months => {
                plus_months(calendar, self.start, budget.amount).map(|end| end.since_ms(self.start))
            }
            _ => Ok(budget.amount),
        }
    }

    /// From when it is counted under its calendar.
    pub(super) fn since(&self) -> Instant {
        self.kept.map_or(self.start, |kept| kept.until)
    }

    /// What was counted before that.
    pub(super) fn kept_amount(&self) -> i64 {
        self.kept.map_or(0, |kept| kept.amount)
    }

    pub(super) fn count<'a>(&'a self, calendar: &'a Calendar) -> Count<'a> {
        Count {
            calendar,
            pauses: &self.pauses,
        }
    }

    /// Counts until due, showing every piece of running time, or every mark counted.
    pub(super) fn walk(
        &self,
        calendar: &Calendar,
        mut visit: impl FnMut(Piece),
    ) -> Result<Option<Instant>, TimeError> {
        if !is_near(self.start) || !is_near(self.since()) {
            return Err(TimeError::OutOfRange);
        }
        let count = self.count(calendar);
        let unit = self.budget.unit;
        // Midnights move a calendar deadline on one by one, the start day's own included: so one more is counted.
        let slid = i64::from(unit == Unit::CalendarDays);
        let left = self.total(calendar)?.saturating_add(slid) - self.kept_amount();
        if left <= 0 {
            return Ok(Some(self.since()));
        }
        if self.is_timed() {
            return count.run(Clock::of(unit), self.since(), left, |from, to| {
                visit(Piece {
                    day: None,
                    from,
                    to,
                });
            });
        }
        let start = Start {
            after: self.kept.map(|kept| kept.until),
            ..Start::of(calendar, unit, self.start)
        };
        let due = count.nth(left, count.marks(unit, start), |(day, at)| {
            visit(Piece {
                day: Some(day),
                from: at,
                to: at,
            });
        })?;
        Ok(due.map(|(_, at)| at))
    }
}
