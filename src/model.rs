//! Plain data every floor speaks in: values, names, numbers, records, tasks, events, and what a turn decided.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod catalogue;
mod cell;
mod duration;
mod effect;
mod event;
mod ids;
mod instant;
pub mod markup;
mod names;
mod number;
mod record;
mod sheet;
pub(crate) mod suggest;
mod task;
mod value;

pub use cell::{Bound, Cell, Than};
pub use duration::{Duration, Unit};
pub use effect::{Effect, Ignored, Line, Notice, Outcome, Read, Refusal, UnmetItem};
pub use event::{Actor, Event, Handling, TimerOf, What};
pub use ids::{IncidentNo, LineNo, RecordNo, RevisionNo, TaskNo, TimerNo};
pub use instant::{DAY_MS, HOUR_MS, Instant, MINUTE_MS, Month, SECOND_MS, parse_date};
pub use names::{FieldId, NameId, Names};
pub use number::{Number, NumberError};
pub use record::{Ended, Record, Waiting};
pub use sheet::{Filled, Sheet, SheetItem, Takes};
pub use suggest::nearest;
pub use task::{
    Armed, CloseReason, Closed, Deadline, Extra, Judgement, Kept, Ledger, Lives, Offer, Pause,
    Point, Reminded, Rung, RungAct, RungAt, Signature, Signing, Task, TaskKind,
};
pub use value::{Answers, Text, Value};
