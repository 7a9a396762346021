//! Records: what a desk looks after.

use serde::{Deserialize, Serialize};

use super::ids::{LineNo, RecordNo, TaskNo, TimerNo};
use super::instant::Instant;
use super::names::NameId;
use super::value::Text;

/// A record's head; its field values stand in the row beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its number in the desk.
    pub no: RecordNo,
    /// Its workflow.
    pub workflow: NameId,
    /// Its state; `None` in a register.
    pub state: Option<NameId>,
    /// The code people know it by.
    pub code: Text,
    /// When it was opened.
    pub opened: Instant,
    /// The person who opened it.
    pub opened_by: Option<RecordNo>,
    /// The record that started it.
    pub started_by: Option<RecordNo>,
    /// When it last changed.
    pub updated: Instant,
    /// When it entered its state.
    pub entered: Instant,
    /// The line by which it entered its state.
    pub entered_line: LineNo,
    /// How it ended; `None` while it lives.
    pub ended: Option<Ended>,
    /// Its open tasks and clocks, and the newest closed one of each name.
    pub tasks: Vec<TaskNo>,
    /// Transitions that wait for an instant.
    pub waits: Vec<Waiting>,
    /// The transitions taken, in order.
    pub path: Vec<NameId>,
}

/// How a record ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: Instant,
    /// Whether it was voided, not finished.
    pub voided: bool,
}

/// A transition that waits for an instant (`after`, `at`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The transition.
    pub transition: NameId,
    /// When it is tried.
    pub due: Instant,
    /// Its timer.
    pub no: TimerNo,
}
