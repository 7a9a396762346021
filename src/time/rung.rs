//! The rungs of a ladder: a share or a length before due, due, a length after.

use std::fmt;

use super::calendar::{Calendar, TimeError};
use super::clock::{Clock, Count, Start, checked, plus_months};
use crate::model::{Duration, Instant, Ledger, RungAt, Unit};

impl RungAt {
    /// Reads `25% before`, `2h before`, `2 working days before`, `due`, `4h after`, `1 working day after`; `None` for
    /// anything else, for a length of 0, and for `end of the working day`, which is no length.
    #[must_use]
    pub fn parse(text: &str) -> Option<RungAt> {
        let text = text.trim();
        if text == "due" {
            return Some(RungAt::Due);
        }
        let (size, side) = text.rsplit_once(char::is_whitespace)?;
        let size = size.trim_end();
        if let Some(percent) = size.strip_suffix('%') {
            let digits = percent.trim_end();
            let plain = digits.bytes().all(|b| b.is_ascii_digit());
            let percent: u8 = digits.parse().ok().filter(|_| plain)?;
            return (side == "before" && (1..=100).contains(&percent))
                .then_some(RungAt::Share { percent });
        }
        let length = Duration::parse(size)?;
        if length.unit == Unit::EndOfWorkingDay || checked(length).is_err() {
            return None;
        }
        match side {
            "before" => Some(RungAt::Before(length)),
            "after" => Some(RungAt::After(length)),
            _ => None,
        }
    }
}

impl fmt::Display for RungAt {
    /// As [`RungAt::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RungAt::Share { percent } => write!(f, "{percent}% before"),
            RungAt::Before(length) => write!(f, "{length} before"),
            RungAt::Due => f.write_str("due"),
            RungAt::After(length) => write!(f, "{length} after"),
        }
    }
}

/// When a rung comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RungInstant {
    /// At this instant.
    At(Instant),
    /// It would lie before the deadline began: recorded as skipped.
    Skipped(Instant),
}

impl RungInstant {
    /// The instant, whether it comes or was skipped.
    #[must_use]
    pub fn instant(self) -> Instant {
        match self {
            RungInstant::At(at) | RungInstant::Skipped(at) => at,
        }
    }
}

/// When a rung of a ledger comes; `None` while the ledger stands before it. Everything is counted on the ledger's own
/// clock: a share of its running time, a length of running time, whole days by closes (or midnights) that count, the due
/// day left out. Where a count back ends between two stretches (a night, a pause), the rung comes as the later one begins.
///
/// # Errors
/// As [`Ledger::due`].
pub fn rung_instant(
    ledger: &Ledger,
    calendar: &Calendar,
    at: RungAt,
) -> Result<Option<RungInstant>, TimeError> {
    let Some(due) = ledger.due(calendar)? else {
        return Ok(None);
    };
    let count = ledger.count(calendar);
    let at = match at {
        RungAt::Share { percent } => {
            let clock = Clock::of(ledger.budget.unit);
            let all = if ledger.is_timed() {
                ledger.total(calendar)?
            } else {
                count.between(clock, ledger.start, due)
            };
            share(count, clock, due, all, percent)?
        }
        RungAt::Before(length) => before(count, due, length)?,
        RungAt::Due => due,
        RungAt::After(length) => return Ok(after(count, due, length)?.map(RungInstant::At)),
    };
    Ok(Some(placed(ledger.start, at)))
}

/// When a rung of a fixed due instant (a date as deadline) comes; its share is of the working time since `start`.
///
/// # Errors
/// As [`Ledger::due`].
pub fn fixed_rung_instant(
    start: Instant,
    due: Instant,
    calendar: &Calendar,
    at: RungAt,
) -> Result<RungInstant, TimeError> {
    let count = Count {
        calendar,
        pauses: &[],
    };
    let at = match at {
        RungAt::Share { percent } => {
            let all = count.between(Clock::Working, start, due);
            share(count, Clock::Working, due, all, percent)?
        }
        RungAt::Before(length) => before(count, due, length)?,
        RungAt::Due => return Ok(RungInstant::At(due)),
        RungAt::After(length) => {
            return after(count, due, length)?
                .map(RungInstant::At)
                .ok_or(TimeError::OutOfRange);
        }
    };
    Ok(placed(start, at))
}

fn placed(start: Instant, at: Instant) -> RungInstant {
    if at < start {
        RungInstant::Skipped(at)
    } else {
        RungInstant::At(at)
    }
}

/// The instant with `percent` of `all` left; a part of a millisecond is rounded towards due.
fn share(
    count: Count<'_>,
    clock: Clock,
    due: Instant,
    all: i64,
    percent: u8,
) -> Result<Instant, TimeError> {
    let left = i128::from(all) * i128::from(percent) / 100;
    let left = i64::try_from(left).map_err(|_| TimeError::OutOfRange)?;
    if left == 0 {
        return Ok(due);
    }
    count.run_back(clock, due, left)
}

fn before(count: Count<'_>, due: Instant, length: Duration) -> Result<Instant, TimeError> {
    let calendar = count.calendar;
    let length = checked(length)?;
    let due_day = Start::due(calendar, length.unit, due).day;
    let counts = |at: &Instant| !count.stands_at(*at);
    let nth = usize::try_from(length.amount - 1).map_err(|_| TimeError::OutOfRange)?;
    match length.unit {
        Unit::Elapsed => count.run_back(Clock::Elapsed, due, length.amount),
        Unit::Working => count.run_back(Clock::Working, due, length.amount),
        Unit::Months => plus_months(calendar, due, -length.amount),
        Unit::WorkingDays | Unit::EndOfWorkingDay => calendar
            .closes_before(due_day)
            .map(|(_, close)| close)
            .filter(counts)
            .nth(nth)
            .ok_or_else(|| calendar.no_working_time(due_day)),
        Unit::CalendarDays => std::iter::successors(due_day.pred_opt(), |day| day.pred_opt())
            .map(|day| calendar.midnight(day))
            .filter(counts)
            .nth(nth)
            .ok_or(TimeError::OutOfRange),
    }
}

/// The instant `length` after due, standing while the pauses last; `None` when an open one comes before it.
pub(super) fn after(
    count: Count<'_>,
    due: Instant,
    length: Duration,
) -> Result<Option<Instant>, TimeError> {
    let length = checked(length)?;
    let unit = length.unit;
    match unit {
        Unit::Elapsed | Unit::Working => count.run(Clock::of(unit), due, length.amount, |_, _| {}),
        Unit::Months => {
            let ms = plus_months(count.calendar, due, length.amount)?.since_ms(due);
            count.run(Clock::Elapsed, due, ms, |_, _| {})
        }
        Unit::WorkingDays | Unit::CalendarDays | Unit::EndOfWorkingDay => {
            let start = Start::due(count.calendar, unit, due);
            let slid = i64::from(unit == Unit::CalendarDays);
            let marks = count.marks(unit, start);
            let mark = count.nth(length.amount + slid, marks, |_| {})?;
            Ok(mark.map(|(_, at)| at))
        }
    }
}
