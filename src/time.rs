//! Working time: calendars, deadlines and their arithmetic.
//!
//! A [`Calendar`] says when people work; a [`Ledger`] is a deadline (a budget, a start, the pauses since); rungs, cadences
//! and the printed arithmetic are counted on both. Nothing here knows what a deadline is for, and nothing reads a clock:
//! every instant is an argument.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod build;
mod cadence;
mod calendar;
mod clock;
mod explain;
mod ledger;
mod period;
mod rung;
mod spans;
mod text;
mod zone;

#[cfg(test)]
mod tests;

pub use crate::model::{Kept, Ledger, Pause, RungAt};
pub use cadence::{cadence, judge_at};
pub use calendar::{Calendar, CalendarError, CalendarSpec, Place, TimeError};
pub use explain::{Arithmetic, Interval, Skipped, Why, explain};
pub use ledger::Used;
pub use period::{DayEntry, DayKind, Period};
pub use rung::{RungInstant, fixed_rung_instant, rung_instant};
pub use spans::{Closes, Span, Spans};
pub use zone::instant_of;
