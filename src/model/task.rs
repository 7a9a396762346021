//! Tasks, clocks and acknowledgements, and the deadline each may carry.
//!
//! Life of a task: opened → (kept and re-addressed, answered by an outcome that keeps it)* → closed: answered, or left
//! with its state, or closed by a transition, or ended with its record. A late answer to a closed task is kept beside it.
//!
//! Life of a deadline: running ⇄ paused → stopped. Beside it: on time → late (at the due instant) → judged in time or
//! breached (when it stops, or once `backdate_within` has passed since the breach instant).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::duration::Duration;
use super::ids::{LineNo, RecordNo, RevisionNo, TaskNo, TimerNo};
use super::instant::Instant;
use super::names::{FieldId, NameId};

/// What opened it and what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskKind {
    /// Work for a person or role.
    Task,
    /// A deadline that is nobody's task.
    Clock,
    /// A notice to be acknowledged by its receiver.
    Acknowledgement,
}

impl TaskKind {
    /// The word rows and answers have for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            TaskKind::Task => "task",
            TaskKind::Clock => "clock",
            TaskKind::Acknowledgement => "acknowledgement",
        }
    }
}

/// How long it stays when the record leaves the state it was opened in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lives {
    /// Closed on leaving the state.
    State,
    /// Until answered, or the record ends.
    Record,
}

/// An answer a task takes, as it stood when the task was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The outcome.
    pub outcome: NameId,
    /// Fields that must be given with it.
    pub required: Vec<FieldId>,
    /// Whether the task stays open after it.
    pub keeps: bool,
}

/// Work, or a clock, of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its number in the desk.
    pub no: TaskNo,
    /// The record it belongs to.
    pub record: RecordNo,
    /// The name it has in the workflow.
    pub name: NameId,
    /// The how-manieth instance of this name in the record's life, from 1.
    pub ordinal: u32,
    /// What it is.
    pub kind: TaskKind,
    /// When it was opened.
    pub opened: Instant,
    /// The line that opened it.
    pub line: LineNo,
    /// The person it lies with, if one.
    pub assignee: Option<RecordNo>,
    /// The role it lies with, where no person was named.
    pub role: Option<NameId>,
    /// How long it stays.
    pub lives: Lives,
    /// The answers it takes.
    pub offers: Arc<Vec<Offer>>,
    /// Its deadline, if it has one.
    pub deadline: Option<Box<Deadline>>,
    /// How it ended; `None` while open.
    pub closed: Option<Closed>,
    /// What came to it besides, by effects of their own: it is no part of the effect that opens the task.
    #[serde(skip)]
    pub extra: Option<Box<Extra>>,
}

/// What comes to a task beside its answer: several who sign, an offer to another, an answer that may be taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// Where several must sign.
    pub signing: Option<Signing>,
    /// The person it is offered to, and who offers it.
    pub offered: Option<(RecordNo, RecordNo)>,
    /// The state in which it was answered, and the line, where the answer may be taken back.
    pub back: Option<(NameId, LineNo)>,
    /// Whether its deadline begins once its due value is there.
    pub awaits: bool,
}

/// Several people who must sign one task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signing {
    /// How many must give the same answer.
    pub need: u16,
    /// Who may sign.
    pub signers: Vec<RecordNo>,
    /// The signatures given.
    pub given: Vec<Signature>,
}

/// One signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who signed.
    pub by: RecordNo,
    /// For whom, where it was a deputy.
    pub principal: Option<RecordNo>,
    /// The answer.
    pub outcome: NameId,
    /// When.
    pub at: Instant,
}

impl Signing {
    /// Whether a person has signed, in their own name or through a deputy.
    #[must_use]
    pub fn has_signed(&self, person: RecordNo) -> bool {
        let mut given = self.given.iter();
        given.any(|one| one.by == person || one.principal == Some(person))
    }

    /// Those who have not signed yet.
    pub fn waiting(&self) -> impl Iterator<Item = RecordNo> + '_ {
        let signers = self.signers.iter().copied();
        signers.filter(|signer| !self.has_signed(*signer))
    }

    /// Takes a person's signature off, or all of them.
    pub fn unsign(&mut self, by: Option<RecordNo>) {
        self.given.retain(|one| by.is_some_and(|by| one.by != by));
    }

    /// How many gave an answer.
    #[must_use]
    pub fn count(&self, outcome: NameId) -> usize {
        let given = self.given.iter();
        given.filter(|one| one.outcome == outcome).count()
    }
}

impl Task {
    /// Whether it is still open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// The signatures it takes, where several must sign.
    #[must_use]
    pub fn signing(&self) -> Option<&Signing> {
        self.extra.as_deref()?.signing.as_ref()
    }

    /// Whom it lies with by name: the assignee, or those who have yet to sign.
    #[must_use]
    pub fn lies_with(&self, person: RecordNo) -> bool {
        match self.signing() {
            Some(signing) => signing.waiting().any(|waiting| waiting == person),
            None => self.assignee == Some(person),
        }
    }

    /// Whether it was closed by an answer.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.closed
            .as_ref()
            .is_some_and(|closed| closed.why == CloseReason::Answered)
    }
}

/// Why a task is open no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CloseReason {
    /// Somebody answered it.
    Answered,
    /// The record left the state it was opened in.
    LeftState,
    /// A state or transition closed it by name.
    Closed,
    /// The record ended.
    RecordEnded,
    /// The record was voided: nothing of it is judged any more.
    Voided,
    /// Somebody sent the record back to an earlier step.
    Returned,
}

impl CloseReason {
    /// The word rows and answers have for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            CloseReason::Answered => "answered",
            CloseReason::LeftState => "left_state",
            CloseReason::Closed => "closed",
            CloseReason::RecordEnded => "record_ended",
            CloseReason::Voided => "voided",
            CloseReason::Returned => "returned",
        }
    }
}

/// How a task ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When, by the journal.
    pub at: Instant,
    /// When it happened, where that was given.
    pub occurred: Option<Instant>,
    /// Why.
    pub why: CloseReason,
    /// The answer.
    pub outcome: Option<NameId>,
    /// Who answered.
    pub by: Option<RecordNo>,
}

/// A stretch of time in which a deadline's clock stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// When it stopped.
    pub from: Instant,
    /// When it went on; `None` while it stands.
    pub to: Option<Instant>,
}

/// A running deadline: a budget, the instant it began, and its pauses in order. `breach` beside `due` is the same ledger
/// with another budget ([`Ledger::with_budget`]).
///
/// ```
/// use casework::model::{Duration, Instant};
/// use casework::time::{Calendar, CalendarSpec, Ledger, Period, explain};
///
/// let work = vec![Period::parse("09:00-12:00").unwrap(), Period::parse("13:00-18:00").unwrap()];
/// let mut week: [Vec<Period>; 7] = std::array::from_fn(|_| work.clone());
/// week[5].clear();
/// week[6].clear();
/// let office = Calendar::new(CalendarSpec {
///     name: "office".into(),
///     zone: chrono_tz::Asia::Shanghai,
///     week,
///     makeup: work,
///     published_until: None,
///     days: Vec::new(),
/// })?;
/// let friday = Instant::parse_rfc3339("2026-03-06T19:00:00+08:00").unwrap();
/// let ledger = Ledger::new(Duration::parse("2 working days").unwrap(), friday)?;
/// assert_eq!(ledger.due(&office)?, Instant::parse_rfc3339("2026-03-10T18:00:00+08:00"));
/// assert_eq!(explain(&ledger, &office)?.text(), "2 working days = Mon 03-09 18:00, Tue 03-10 18:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// How much time there is.
    pub budget: Duration,
    /// When the clock began.
    pub start: Instant,
    /// When it stood, in order, not overlapping; only the last may be open.
    pub pauses: Vec<Pause>,
    /// What a change of calendar left untouched.
    pub kept: Option<Kept>,
}

/// What was consumed under an earlier calendar and is kept as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Up to when.
    pub until: Instant,
    /// How much: milliseconds, or closes or midnights counted.
    pub amount: i64,
}

/// When a rung of a ladder is reached, relative to the due instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RungAt {
    /// This share of the time from start to due is left, in percent (`"25% before"`).
    Share {
        /// Percent of the time left.
        percent: u8,
    },
    /// So long before due (`"2h before"`).
    Before(Duration),
    /// At the due instant.
    Due,
    /// So long after due (`"1 working day after"`).
    After(Duration),
}

/// Whom a rung reminds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reminded {
    /// Whoever the task lies with.
    Assignee,
    /// The record's owner.
    Owner,
    /// Those who hold this role.
    Role(NameId),
}

/// What a rung does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RungAct {
    /// Reminds somebody.
    Remind(Reminded),
    /// Reports this event on the record.
    Raise(NameId),
}

/// One rung of a ladder, as it stood when the deadline began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// When.
    pub at: RungAt,
    /// What.
    pub act: RungAct,
}

/// A point in a deadline's life at which a timer fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Point {
    /// The due instant: from here it is late.
    Late,
    /// A rung of its ladder, by place.
    Rung(u8),
    /// Nobody can answer in time any more: it is judged breached.
    Judge,
}

/// The timer a deadline waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Armed {
    /// When it fires.
    pub due: Instant,
    /// Its number.
    pub no: TimerNo,
    /// What it then is.
    pub point: Point,
}

/// The final word on a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Judgement {
    /// Its clock stopped in time.
    InTime,
    /// After due, but before breach (only where the two differ).
    Late,
    /// After breach, or never.
    Breached,
}

impl Judgement {
    /// The word rows and answers have for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Judgement::InTime => "in_time",
            Judgement::Late => "late",
            Judgement::Breached => "breached",
        }
    }
}

/// A deadline: a ledger, the instants computed from it, and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Budget, start, pauses.
    pub ledger: Ledger,
    /// The budget until breach, where it differs from the budget until due.
    pub breach: Option<Duration>,
    /// The calendar it is counted by.
    pub calendar: NameId,
    /// The due instant; while paused, what it was or would be if it went on at once.
    pub due: Instant,
    /// The breach instant, likewise.
    pub breach_at: Instant,
    /// Whether a date gave the due instant: then pauses do not move it.
    pub fixed: bool,
    /// The revision the instants were computed under.
    pub revision: RevisionNo,
    /// Its ladder.
    pub rungs: Arc<Vec<Rung>>,
    /// The points passed (fired or skipped), as bits: bit 0 late, bit 1 judged, bit 2+n rung n.
    pub passed: u32,
    /// The timer it waits for; `None` while paused, when stopped, or with nothing left to come.
    pub armed: Option<Armed>,
    /// When its clock stopped for good.
    pub stopped: Option<Instant>,
    /// The final word, once spoken.
    pub judged: Option<Judgement>,
}

impl Deadline {
    /// Whether the due instant was passed while the clock ran.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.has_passed(Point::Late)
    }

    /// Whether its clock stands.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.ledger
            .pauses
            .last()
            .is_some_and(|pause| pause.to.is_none())
    }

    /// Whether a point lies behind.
    #[must_use]
    pub fn has_passed(&self, point: Point) -> bool {
        self.passed & point.bit() != 0
    }
}

impl Point {
    /// The most rungs a ladder may have.
    pub const MOST_RUNGS: u8 = 30;

    /// The point's bit in [`Deadline::passed`].
    #[must_use]
    pub fn bit(self) -> u32 {
        match self {
            Point::Late => 1,
            Point::Judge => 2,
            Point::Rung(rung) => 4_u32.checked_shl(u32::from(rung)).unwrap_or(0),
        }
    }
}
