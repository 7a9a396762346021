//! Plain data every floor speaks in: values, names, numbers, and (as they are decided) records, events, effects, tasks.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod catalogue;
mod duration;
mod ids;
mod instant;
mod names;
mod number;
mod value;

pub use duration::{Duration, Unit};
pub use ids::{IncidentNo, LineNo, RecordNo, RevisionNo, TaskNo, TimerNo};
pub use instant::{DAY_MS, HOUR_MS, Instant, MINUTE_MS, Month, SECOND_MS};
pub use names::{FieldId, NameId, Names};
pub use number::{Number, NumberError};
pub use value::{Answers, Text, Value};
