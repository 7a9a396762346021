//! Working time: calendars, deadlines and their arithmetic.
//!
//! A [`Calendar`] says when people work; a [`Ledger`] is a deadline (a budget, a start, the pauses since); rungs, cadences
//! and the printed arithmetic are counted on both. Nothing here knows what a deadline is for, and nothing reads a clock:
//! every instant is an argument.
//!
//! ```
//! use casework::model::{Duration, Instant};
//! use casework::time::{Calendar, CalendarSpec, Ledger, Period, explain};
//!
//! let work = vec![Period::parse("09:00-12:00").unwrap(), Period::parse("13:00-18:00").unwrap()];
//! let mut week: [Vec<Period>; 7] = std::array::from_fn(|_| work.clone());
//! week[5].clear();
//! week[6].clear();
//! let office = Calendar::new(CalendarSpec {
//!     name: "office".into(),
//!     zone: chrono_tz::Asia::Shanghai,
//!     week,
//!     makeup: work,
//!     published_until: None,
//!     days: Vec::new(),
//! })?;
//! let friday = Instant::parse_rfc3339("2026-03-06T19:00:00+08:00").unwrap();
//! let ledger = Ledger::new(Duration::parse("2 working days").unwrap(), friday)?;
//! assert_eq!(ledger.due(&office)?, Instant::parse_rfc3339("2026-03-10T18:00:00+08:00"));
//! assert_eq!(explain(&ledger, &office)?.text(), "2 working days = Mon 03-09 18:00, Tue 03-10 18:00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
pub use rung::{Rung, fixed_rung_instant, rung_instant};
pub use spans::{Closes, Span, Spans};
