//! Where what happens next is no longer known, and why: people were asked something else, or not asked, or asked at
//! another time, so that what they did says nothing about what they would have done.

use super::trail::Ident;
use crate::model::{Instant, LineNo, NameId, Text};

/// Why a record is known only up to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A task is opened that history never had.
    NewTask {
        /// The task.
        task: NameId,
    },
    /// The task takes other answers.
    OutcomesChanged {
        /// The task.
        task: NameId,
    },
    /// Who acted may not do so.
    NotAuthorised,
    /// The task was answered before it is asked.
    AskedLater {
        /// The task.
        task: NameId,
    },
    /// The task that was answered is not asked, or no more.
    AnswerUnused {
        /// The task.
        task: NameId,
    },
    /// The task stays open longer than people had time to answer it.
    AskedLonger {
        /// The task.
        task: NameId,
    },
    /// A value is demanded that was not given.
    ValueMissing,
    /// What was done is refused.
    EventRefused,
    /// What was refused is done.
    RefusedInHistory,
    /// It reads or hears of a record that is itself not known.
    DependsOn {
        /// That record's birth key.
        on: u64,
    },
    /// The turn failed.
    Failed {
        /// Why.
        why: Text,
    },
}

impl Reason {
    /// Its name in reports.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Reason::NewTask { .. } => "new_task",
            Reason::OutcomesChanged { .. } => "outcomes_changed",
            Reason::NotAuthorised => "not_authorised",
            Reason::AskedLater { .. } => "asked_later_than_answered",
            Reason::AnswerUnused { .. } => "answer_unused",
            Reason::AskedLonger { .. } => "asked_longer",
            Reason::ValueMissing => "value_missing",
            Reason::EventRefused => "event_refused",
            Reason::RefusedInHistory => "refused_in_history",
            Reason::DependsOn { .. } => "depends_on",
            Reason::Failed { .. } => "failed",
        }
    }

    /// The task it is about.
    #[must_use]
    pub fn task(&self) -> Option<NameId> {
        match self {
            Reason::NewTask { task }
            | Reason::OutcomesChanged { task }
            | Reason::AskedLater { task }
            | Reason::AnswerUnused { task }
            | Reason::AskedLonger { task } => Some(*task),
            Reason::NotAuthorised
            | Reason::ValueMissing
            | Reason::EventRefused
            | Reason::RefusedInHistory
            | Reason::DependsOn { .. }
            | Reason::Failed { .. } => None,
        }
    }

    pub(super) fn depends_on(ident: Ident) -> Reason {
        Reason::DependsOn { on: ident.0 }
    }
}

/// The event past which a record is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Divergence {
    /// When.
    pub at: Instant,
    /// The recorded line at which it shows, where there is one.
    pub recorded: Option<LineNo>,
    /// The line of its own run at which it shows, where there is one.
    pub own: Option<LineNo>,
    /// Why.
    pub reason: Reason,
}
