//! Events: what happened to a record. Outside events come from people, imports and other systems and are replayed;
//! engine events (timers, starts, steps of related records) are derived anew.

use serde::{Deserialize, Serialize};

use super::ids::{IncidentNo, LineNo, RecordNo, RevisionNo, TaskNo, TimerNo};
use super::instant::Instant;
use super::names::{FieldId, NameId};
use super::task::Point;
use super::value::{Text, Value};

/// Who acts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The person, or `None` for the engine.
    pub person: Option<RecordNo>,
    /// The person they act for, where they are a deputy.
    pub principal: Option<RecordNo>,
    /// Whether an account stood behind the name given.
    pub verified: bool,
}

impl Actor {
    /// The engine itself.
    pub const ENGINE: Actor = Actor {
        person: None,
        principal: None,
        verified: true,
    };

    /// A person who named themselves.
    #[must_use]
    pub fn named(person: RecordNo) -> Actor {
        Actor {
            person: Some(person),
            principal: None,
            verified: false,
        }
    }
}

/// What a timer was armed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimerOf {
    /// A transition with `after` or `at`.
    Transition(NameId),
    /// A point in the life of a task's deadline.
    Deadline {
        /// The task.
        task: TaskNo,
        /// The point.
        point: Point,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Somebody opens a record of this workflow.
    Open {
        /// The workflow.
        workflow: NameId,
    },
    /// Somebody reports an event.
    Report {
        /// The event.
        event: NameId,
    },
    /// Somebody answers a task.
    Answer {
        /// The task.
        task: TaskNo,
        /// The answer.
        outcome: NameId,
    },
    /// A remark, kept with the record.
    Note,
    /// Fields are set right, with a reason in `remark`.
    Correct,
    /// The record was opened by mistake; the reason stands in `remark`.
    Void,
    /// An event parked by an incident is tried again.
    Retry {
        /// The incident.
        incident: IncidentNo,
    },
    /// Another record started this one.
    Started {
        /// The workflow of the record to be born.
        workflow: NameId,
        /// Who started it.
        by: RecordNo,
    },
    /// A record that names this one, or that this one started, entered a state.
    Told {
        /// Who tells.
        by: RecordNo,
        /// Its workflow.
        workflow: NameId,
        /// The state it entered; `None` where it ended without one, or only changed and is counted by a computed field.
        state: Option<NameId>,
        /// Whether it ended thereby.
        ended: bool,
        /// The field it names this record in; `None` where this record started it.
        via: Option<FieldId>,
    },
    /// A timer fired; the event's instant is the instant it was due.
    Timer {
        /// Its number.
        no: TimerNo,
        /// What it was armed for.
        of: TimerOf,
    },
    /// A revision went live (of the desk, not of one record).
    Activated {
        /// The revision.
        revision: RevisionNo,
        /// Its text's hash.
        hash: Text,
    },
    /// What a revision's `[migrate]` does to one record when it goes live.
    Migrate,
    /// Another record started this one, unless there is one with the same values in these fields.
    StartedOnce {
        /// The workflow of the record to be born.
        workflow: NameId,
        /// Who started it.
        by: RecordNo,
        /// The fields no two records share.
        per: Vec<FieldId>,
    },
    /// Somebody does one of the things a task's `allow` names.
    Handle {
        /// The task.
        task: TaskNo,
        /// What.
        act: Handling,
    },
}

/// What may be done with a task besides answering it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Handling {
    /// The record goes back to a step it was in before, which begins anew.
    Return {
        /// The state.
        to: NameId,
    },
    /// The task is offered to another person, with whom it lies once they accept.
    Transfer {
        /// To whom.
        to: RecordNo,
    },
    /// Whom a task was offered to takes it.
    Accept,
    /// Whom a task was offered to does not take it.
    Decline,
    /// One more person must sign.
    AddSigner {
        /// Who.
        person: RecordNo,
    },
    /// Whoever answered takes the answer back, before the next step was answered.
    Withdraw,
    /// Those it lies with are reminded now.
    Nudge,
}

impl Handling {
    /// The words that may stand under `allow`.
    pub const ALLOWED: [&'static str; 5] =
        ["return", "transfer", "add_signer", "withdraw", "nudge"];

    /// The word people use for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Handling::Return { .. } => "return",
            Handling::Transfer { .. } => "transfer",
            Handling::Accept => "accept",
            Handling::Decline => "decline",
            Handling::AddSigner { .. } => "add_signer",
            Handling::Withdraw => "withdraw",
            Handling::Nudge => "nudge",
        }
    }

    /// The word of `allow` that permits it.
    #[must_use]
    pub fn allowed_by(self) -> &'static str {
        match self {
            Handling::Accept | Handling::Decline => "transfer",
            other => other.word(),
        }
    }
}

impl What {
    /// Whether it came from outside: it is replayed, not derived.
    #[must_use]
    pub fn is_outside(&self) -> bool {
        match self {
            What::Open { .. }
            | What::Report { .. }
            | What::Answer { .. }
            | What::Note
            | What::Correct
            | What::Void
            | What::Retry { .. }
            | What::Handle { .. } => true,
            What::Started { .. }
            | What::Told { .. }
            | What::Timer { .. }
            | What::Activated { .. }
            | What::Migrate
            | What::StartedOnce { .. } => false,
        }
    }

    /// The workflow of the record to be born and who started it, where a record starts another.
    #[must_use]
    pub fn started(&self) -> Option<(NameId, RecordNo)> {
        match self {
            What::Started { workflow, by } | What::StartedOnce { workflow, by, .. } => {
                Some((*workflow, *by))
            }
            _ => None,
        }
    }
}

/// An event with everything a turn needs of it. Codes and keys are already numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The record; `None` where one is to be born, and for the desk itself.
    pub record: Option<RecordNo>,
    /// What happened.
    pub what: What,
    /// Who acts.
    pub actor: Actor,
    /// When it was recorded: the turn's `now`.
    pub at: Instant,
    /// When it happened, where that was given. It only ever stops a clock.
    pub occurred: Option<Instant>,
    /// Values given in this act.
    pub with: Vec<(FieldId, Value)>,
    /// A remark given in this act.
    pub remark: Option<Text>,
    /// The line that raised it; `None` from outside.
    pub parent: Option<LineNo>,
    /// How many lines stand between it and what came from outside.
    pub hops: u16,
}

impl Event {
    /// An event from outside with nothing but what happened, to whom, by whom and when.
    #[must_use]
    pub fn bare(record: Option<RecordNo>, what: What, actor: Actor, at: Instant) -> Event {
        Event {
            record,
            what,
            actor,
            at,
            occurred: None,
            with: Vec::new(),
            remark: None,
            parent: None,
            hops: 0,
        }
    }

    /// The values given for fields of the record.
    pub fn given(&self) -> impl Iterator<Item = &(FieldId, Value)> {
        self.with.iter().filter(|(field, _)| field.is_stored())
    }

    /// A person said beside the values ([`FieldId::PROMPTER`], [`FieldId::CHOSEN`]).
    #[must_use]
    pub fn beside(&self, what: FieldId) -> Option<RecordNo> {
        let found = self.with.iter().find(|(field, _)| *field == what);
        found.and_then(|(_, value)| value.record())
    }
}
