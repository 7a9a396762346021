//! What a turn decided, as data. `world` folds effects into its state, `store` writes them, `replay` compares them;
//! all match without a catch-all, so that a new effect breaks them at compile time.

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::event::Event;
use super::ids::{IncidentNo, LineNo, RecordNo, RevisionNo, TaskNo, TimerNo};
use super::instant::Instant;
use super::names::{FieldId, NameId};
use super::sheet::Takes;
use super::task::{Armed, Closed, Deadline, Judgement, Point, Reminded, Signature, Task};
use super::value::{Text, Value};

/// One thing a turn does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// The record is born.
    Born {
        /// Its number.
        record: RecordNo,
        /// Its workflow.
        workflow: NameId,
        /// The person who opened it.
        opened_by: Option<RecordNo>,
        /// The record that started it.
        started_by: Option<RecordNo>,
    },
    /// The record gets the code people know it by.
    Coded {
        /// The code.
        code: Text,
    },
    /// A number of a code pattern is used up.
    Counted {
        /// The text of the pattern's other parts.
        series: Text,
        /// The number given.
        n: u64,
    },
    /// A field gets a value (`Empty` empties it).
    Set {
        /// The field.
        field: FieldId,
        /// The value.
        value: Value,
    },
    /// A transition is taken.
    Took {
        /// The transition.
        transition: NameId,
    },
    /// The record enters a state (and leaves the one it was in).
    Entered {
        /// The state.
        state: NameId,
    },
    /// A task, clock or acknowledgement is opened.
    TaskOpened(Box<Task>),
    /// An open task is addressed anew.
    TaskAssigned {
        /// The task.
        task: TaskNo,
        /// The person it lies with now.
        person: Option<RecordNo>,
        /// The role it lies with now.
        role: Option<NameId>,
    },
    /// A task is answered by an outcome that keeps it open.
    TaskKept {
        /// The task.
        task: TaskNo,
        /// The answer.
        outcome: NameId,
    },
    /// A task is closed, and its deadline judged if it had one still open to judgement.
    TaskClosed {
        /// The task.
        task: TaskNo,
        /// How.
        closed: Closed,
        /// The final word on its deadline.
        judged: Option<Judgement>,
    },
    /// A deadline is paused, resumed or computed anew; all of it is given.
    DeadlineMoved {
        /// The task.
        task: TaskNo,
        /// The deadline as it stands now.
        deadline: Box<Deadline>,
    },
    /// A point of a deadline is reached or skipped, and the next timer armed.
    PointPassed {
        /// The task.
        task: TaskNo,
        /// The point.
        point: Point,
        /// Whether it lay before the start, or in the past when the deadline was computed anew: nothing happens.
        skipped: bool,
        /// Whom it reminds.
        reminds: Option<Reminded>,
        /// The final word, at [`Point::Judge`].
        judged: Option<Judgement>,
        /// What it waits for now.
        next: Option<Armed>,
    },
    /// A transition waits for an instant.
    TimerArmed {
        /// The transition.
        transition: NameId,
        /// When it is tried.
        due: Instant,
        /// The timer's number.
        no: TimerNo,
    },
    /// A transition waits no more.
    TimerCancelled {
        /// The timer's number.
        no: TimerNo,
    },
    /// A timer has fired and is used up.
    TimerUsed {
        /// The timer's number.
        no: TimerNo,
    },
    /// Another record is started; its own line follows.
    Starts {
        /// The event that bears it.
        event: Box<Event>,
    },
    /// A related record is told; its own line follows.
    Tells {
        /// The event it gets.
        event: Box<Event>,
    },
    /// A notice leaves by the outbox.
    Sent(Box<Notice>),
    /// A built-in event changes nothing but is kept (`note`, a late answer).
    Noted {
        /// Whether it is an answer to a task already closed.
        late_answer: bool,
    },
    /// The record ends.
    Ended {
        /// Whether it was voided, not finished.
        voided: bool,
    },
    /// Something failed or has nobody to do it; it waits for a retry.
    IncidentOpened {
        /// Its number.
        incident: IncidentNo,
        /// The task that has nobody; `None` where the event itself failed and is parked.
        task: Option<TaskNo>,
        /// Why, for the log.
        why: Text,
    },
    /// An incident is settled by a retry.
    IncidentClosed {
        /// Its number.
        incident: IncidentNo,
    },
    /// The state, task or timer of an old revision gets the name the new one gives it.
    Renamed {
        /// The state it is in now.
        state: NameId,
    },
    /// A record is given an owner by `[assign]`.
    Assigned {
        /// Who could be chosen, once each entry had narrowed them.
        candidates: Vec<RecordNo>,
        /// Who was.
        chosen: RecordNo,
    },
    /// Who must sign a task, and how many must give the same answer; signatures given stay.
    SignersSet {
        /// The task.
        task: TaskNo,
        /// How many.
        need: u16,
        /// Who may sign.
        signers: Vec<RecordNo>,
    },
    /// Somebody signs a task.
    Signed {
        /// The task.
        task: TaskNo,
        /// The signature.
        signature: Signature,
    },
    /// A signature holds no more: it was taken back, or the record went back behind it.
    Unsigned {
        /// The task.
        task: TaskNo,
        /// Whose; `None`: all of them.
        by: Option<RecordNo>,
    },
    /// A task is offered to a person; it lies with them once they accept.
    Offered {
        /// The task.
        task: TaskNo,
        /// Who offers it.
        from: RecordNo,
        /// Whom it is offered to; `None`: the offer is over.
        to: Option<RecordNo>,
    },
    /// The answer just given may be taken back.
    MayWithdraw {
        /// The task.
        task: TaskNo,
        /// The state the record goes back to.
        state: NameId,
    },
    /// A notice has nobody to go to; it waits for a retry.
    Undelivered {
        /// The incident's number.
        incident: IncidentNo,
        /// The notice.
        notice: NameId,
        /// Why, for the log.
        why: Text,
    },
    /// Those a task lies with are reminded because somebody asked for it.
    Nudged {
        /// The task.
        task: TaskNo,
    },
    /// A task opens whose deadline begins once its due value is there.
    DeadlineAwaited {
        /// The task.
        task: TaskNo,
    },
}

/// A notice to people, before it is put into words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its name in the workflow.
    pub name: NameId,
    /// The template's file name.
    pub template: Text,
    /// People addressed.
    pub people: Vec<RecordNo>,
    /// Roles addressed.
    pub roles: Vec<NameId>,
    /// The task by which it is acknowledged.
    pub acknowledge: Option<TaskNo>,
}

/// Why a person's event was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The actor may not do this.
    NotAllowed {
        /// The roles that may.
        roles: Vec<NameId>,
    },
    /// The actor is excluded by `not` (four eyes).
    FourEyes,
    /// A requirement is not met.
    Unmet {
        /// Its name.
        require: NameId,
    },
    /// A value that must be given in this act is missing.
    MissingValue {
        /// The field; `None` for the remark.
        field: Option<FieldId>,
    },
    /// A value may not be given here.
    NotAsked {
        /// The field.
        field: FieldId,
    },
    /// A value does not fit its field.
    BadValue {
        /// The field.
        field: FieldId,
        /// Why.
        why: Text,
    },
    /// A value that must be unique belongs to another record.
    NotUnique {
        /// The field.
        field: FieldId,
        /// The record that has it.
        record: RecordNo,
    },
    /// The event does not apply in this state; what would.
    NotApplicable {
        /// Events that could be reported.
        events: Vec<NameId>,
        /// Tasks that could be answered.
        tasks: Vec<NameId>,
    },
    /// The task takes other answers.
    NoSuchOutcome {
        /// The answers it takes.
        outcomes: Vec<NameId>,
    },
    /// The record ended.
    RecordEnded,
    /// There is nothing to retry.
    NothingToRetry,
    /// A rule or expression failed; an incident was opened.
    Failed,
    /// An item of a form is not met.
    UnmetItem(Box<UnmetItem>),
    /// A requirement names the items of a form that has none.
    EmptyList {
        /// The requirement.
        require: NameId,
        /// The field that holds the form.
        field: FieldId,
    },
    /// A form that must be done is not; without items, its list is empty.
    MissingItems {
        /// The field that holds the form.
        field: FieldId,
        /// The items that must be answered and are not.
        items: Vec<NameId>,
    },
    /// A form has no such item, or it answers itself.
    NoSuchItem {
        /// The field that holds the form.
        field: FieldId,
        /// The item.
        item: NameId,
    },
    /// An answer does not fit its item.
    BadItem {
        /// The field that holds the form.
        field: FieldId,
        /// The item.
        item: NameId,
        /// What it takes.
        takes: Takes,
        /// The answers that can occur.
        within: Option<Cell>,
    },
    /// A form has not opened: what its items are chosen by is missing.
    FormShut {
        /// The field that holds the form.
        field: FieldId,
        /// What is missing.
        needs: Vec<NameId>,
    },
    /// This person has signed already.
    Signed,
    /// It is done at the prompt of somebody who holds this role, and no such person is named.
    NotPrompted {
        /// The role.
        role: NameId,
    },
    /// A value lies outside what its field's `within` says.
    NotWithin {
        /// The field.
        field: FieldId,
    },
    /// What a task's `allow` does not name cannot be done with it.
    NotHandled {
        /// What can.
        allowed: Vec<Text>,
    },
    /// The record was not in this step before; the steps it was in.
    NotBefore {
        /// The states.
        steps: Vec<NameId>,
    },
    /// It cannot be taken back any more: what came of it was answered or went on.
    WentOn,
    /// Nothing was offered to this person.
    NotOffered,
    /// The person is one of the signers already.
    IsSigner,
}

/// An item of a form that is not met, with the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmetItem {
    /// The requirement.
    pub require: NameId,
    /// The field that holds the form.
    pub field: FieldId,
    /// The item.
    pub item: NameId,
    /// What is asked.
    pub text: Text,
    /// The answer; empty while there is none.
    pub answer: Value,
    /// What kind of answer it takes.
    pub takes: Takes,
    /// The answers that meet it; `None`: yes, or any answer where no yes or no is asked.
    pub wanted: Option<Cell>,
}

impl Refusal {
    /// Its kind in a word, as scenarios write it and imports and the demo count it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Refusal::NotAllowed { .. } => "not-allowed",
            Refusal::FourEyes => "four-eyes",
            Refusal::Unmet { .. } => "unmet",
            Refusal::MissingValue { .. } => "missing-value",
            Refusal::NotAsked { .. } => "not-asked",
            Refusal::BadValue { .. } => "bad-value",
            Refusal::NotUnique { .. } => "not-unique",
            Refusal::NotApplicable { .. } => "not-applicable",
            Refusal::NoSuchOutcome { .. } => "no-such-outcome",
            Refusal::RecordEnded => "record-ended",
            Refusal::NothingToRetry => "nothing-to-retry",
            Refusal::Failed => "failed",
            Refusal::UnmetItem(_) | Refusal::EmptyList { .. } => "unmet",
            Refusal::MissingItems { .. } | Refusal::FormShut { .. } => "missing-value",
            Refusal::NoSuchItem { .. } => "not-asked",
            Refusal::BadItem { .. } => "bad-value",
            Refusal::Signed => "signed",
            Refusal::NotPrompted { .. } => "not-prompted",
            Refusal::NotWithin { .. } => "not-within",
            Refusal::NotHandled { .. } => "not-handled",
            Refusal::NotBefore { .. } => "not-before",
            Refusal::WentOn => "went-on",
            Refusal::NotOffered => "not-offered",
            Refusal::IsSigner => "is-signer",
        }
    }
}

/// Why an engine event did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ignored {
    /// No transition of this state waits for it, or no guard held.
    NotApplicable,
    /// The timer was cancelled, or its task closed.
    NotArmed,
    /// The record ended.
    RecordEnded,
    /// There is a record with these values already, and none is to be started twice.
    AlreadyStarted,
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The effects happened.
    Applied,
    /// A person's event was refused; the record is as it was. All reasons are named.
    Refused(Vec<Refusal>),
    /// An engine event did nothing.
    Ignored(Ignored),
    /// The turn failed: the record is as it was, the event parked (an engine event) or refused (a person's).
    Failed {
        /// The incident opened.
        incident: IncidentNo,
        /// Why, in English, for the log.
        why: Text,
    },
}

/// A value of another record that a turn read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    /// The record.
    pub record: RecordNo,
    /// The field; `None` where only its state or existence was read.
    pub field: Option<FieldId>,
    /// The value; `Empty` beside `field: None`.
    pub value: Value,
}

/// A line of a desk's journal: an event and what its turn decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its number in the desk.
    pub no: LineNo,
    /// The revision it was decided under.
    pub revision: RevisionNo,
    /// The event.
    pub event: Event,
    /// The record it happened to, also where it was born by it.
    pub record: Option<RecordNo>,
    /// What became of it.
    pub outcome: Outcome,
    /// What it did, in order.
    pub effects: Vec<Effect>,
    /// What it read of other records.
    pub reads: Vec<Read>,
}
