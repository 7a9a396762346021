//! The arithmetic of a deadline as data: which stretches or closes were counted, which days were not, what was assumed.
//! How it is printed is in `text`.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::calendar::{Calendar, TimeError};
use super::clock::Clock;
use super::ledger::Piece;
use super::period::DayKind;
use crate::model::{Duration, Instant, Unit};
use crate::model::{Ledger, Pause};

/// A deadline's arithmetic. `carried` and the counts of the intervals add up to `total`, less what is left while it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arithmetic {
    /// The budget.
    pub budget: Duration,
    /// The budget in the measure of the intervals: milliseconds, or a count of days.
    pub total: i64,
    /// What was counted under an earlier calendar, and until when.
    pub carried: Option<(Instant, i64)>,
    /// When it began.
    pub start: Instant,
    /// When it is due; `None` while it stands with something left.
    pub due: Option<Instant>,
    /// What was counted, whole and in order.
    pub intervals: Vec<Interval>,
    /// The rest days passed over, neighbouring ones of one name together; empty where every day counts.
    pub skipped: Vec<Skipped>,
    /// The pauses before due.
    pub pauses: Vec<Pause>,
    /// The last date with published holidays, if the deadline lies beyond it: that later weeks are plain is assumed.
    pub assumed_after: Option<NaiveDate>,
    /// The zone it is printed in.
    pub zone: Tz,
}

/// A stretch that was counted, or the day whose close or midnight was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Its first instant: of a day, its opening or midnight.
    pub from: Instant,
    /// The first instant after it: of a day, its close or midnight.
    pub to: Instant,
    /// Milliseconds, or 1 for a day.
    pub counts: i64,
}

/// Rest days passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// Why nobody worked.
    pub why: Why,
}

/// Why nobody works on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is listed in the calendar, under this kind and name.
    Listed(DayKind, String),
    /// Its weekday has no periods.
    Weekday,
}

/// The arithmetic of a deadline.
///
/// # Errors
/// As [`Ledger::due`].
pub fn explain(ledger: &Ledger, calendar: &Calendar) -> Result<Arithmetic, TimeError> {
    let mut intervals = Vec::new();
    let due = ledger.walk(calendar, |piece| intervals.push(interval(calendar, piece)))?;
    let carried = ledger.kept.map(|kept| {
        let slid = i64::from(ledger.budget.unit == Unit::CalendarDays);
        (kept.until, (kept.amount - slid).max(0))
    });
    // The first midnight passed stands for the start day, which is not counted.
    let starts_uncounted = ledger.budget.unit == Unit::CalendarDays
        && ledger.kept_amount() == 0
        && !intervals.is_empty();
    if starts_uncounted {
        intervals.remove(0);
    }
    let last = due
        .or_else(|| intervals.last().map(|last| last.to))
        .unwrap_or(ledger.start);
    let pauses = ledger.pauses.iter().copied();
    Ok(Arithmetic {
        budget: ledger.budget,
        total: ledger.total(calendar)?,
        carried,
        start: ledger.start,
        due,
        intervals,
        skipped: match Clock::of(ledger.budget.unit) {
            Clock::Working => skipped(calendar, ledger.since(), last),
            Clock::Elapsed => Vec::new(),
        },
        pauses: pauses
            .filter(|pause| due.is_none_or(|due| pause.from < due))
            .collect(),
        assumed_after: calendar.published_until().filter(|until| {
            Clock::of(ledger.budget.unit) == Clock::Working
                && calendar.date_of(last.plus_ms(-1)) > *until
        }),
        zone: calendar.zone(),
    })
}

fn interval(calendar: &Calendar, piece: Piece) -> Interval {
    let Piece { day, from, to } = piece;
    let Some(day) = day else {
        return Interval {
            from,
            to,
            counts: to.since_ms(from),
        };
    };
    let opening = calendar
        .periods_on(day)
        .first()
        .filter(|_| calendar.close_of(day) == Some(to))
        .map(|period| period.from);
    Interval {
        from: calendar
            .at_minute(day, opening.unwrap_or(0))
            .unwrap_or(from),
        to,
        counts: 1,
    }
}

/// The rest days between two instants, in runs.
fn skipped(calendar: &Calendar, from: Instant, to: Instant) -> Vec<Skipped> {
    let (first, last) = (calendar.date_of(from), calendar.date_of(to.plus_ms(-1)));
    let mut runs: Vec<Skipped> = Vec::new();
    for day in first.iter_days().take_while(|day| *day <= last) {
        if calendar.is_working_day(day) {
            continue;
        }
        let why = match calendar.day_kind(day) {
            Some(kind) => Why::Listed(kind, calendar.day_name(day).to_owned()),
            None => Why::Weekday,
        };
        join(&mut runs, day, why);
    }
    runs
}

/// Adds a day to the runs. A holiday that goes on after plain rest days takes those in: 10-01…10-07 is one holiday, though
/// only its weekdays be listed.
fn join(runs: &mut Vec<Skipped>, day: NaiveDate, why: Why) {
    let before = day.pred_opt();
    if let Some(run) = runs
        .last_mut()
        .filter(|run| Some(run.to) == before && alike(&run.why, &why))
    {
        run.to = day;
        return;
    }
    if let [.., holiday, rest] = runs.as_mut_slice() {
        let between = Some(rest.to) == before
            && Some(holiday.to) == rest.from.pred_opt()
            && rest.why == Why::Weekday;
        if between && alike(&holiday.why, &why) {
            holiday.to = day;
            runs.pop();
            return;
        }
    }
    runs.push(Skipped {
        from: day,
        to: day,
        why,
    });
}

/// One name, though the kinds may differ (a statutory day, the swapped one after it); without names, one kind.
fn alike(a: &Why, b: &Why) -> bool {
    match (a, b) {
        (Why::Weekday, Why::Weekday) => true,
        (Why::Listed(kind, name), Why::Listed(other, its)) => {
            name == its && (!name.is_empty() || kind == other)
        }
        _ => false,
    }
}
