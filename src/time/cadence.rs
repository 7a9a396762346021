//! Instants that follow from others without a ledger: the n-th of a cadence, and when a late deadline is judged.

use super::calendar::{Calendar, TimeError};
use super::clock::Count;
use super::rung::after;
use crate::model::Ledger;
use crate::model::{Duration, Instant};

/// The `n`-th time of a cadence: the anchor and `n` periods, counted from the anchor, so that month ends do not drift
/// (31 January and monthly: 28 February, 31 March). The 0th is the anchor.
///
/// # Errors
/// A period of nothing, more than a century, or a calendar without working time.
pub fn cadence(
    anchor: Instant,
    period: Duration,
    n: u32,
    calendar: &Calendar,
) -> Result<Instant, TimeError> {
    Ledger::new(period, anchor)?;
    if n == 0 {
        return Ok(anchor);
    }
    let amount = period
        .amount
        .checked_mul(i64::from(n))
        .ok_or(TimeError::OutOfRange)?;
    let whole = Duration { amount, ..period };
    Ledger::new(whole, anchor)?
        .due(calendar)?
        .ok_or(TimeError::OutOfRange)
}

/// When a deadline that was not met is judged: once `backdate_within` has passed since it was due, and at once for `None`
/// or 0.
///
/// # Errors
/// As [`Ledger::due`].
pub fn judge_at(
    due: Instant,
    backdate_within: Option<Duration>,
    calendar: &Calendar,
) -> Result<Instant, TimeError> {
    let Some(within) = backdate_within.filter(|within| within.amount != 0) else {
        return Ok(due);
    };
    let count = Count {
        calendar,
        pauses: &[],
    };
    after(count, due, within)?.ok_or(TimeError::OutOfRange)
}
