//! What goes into the store and comes out of it. Names stand as text here: the rows are for people's queries and must be
//! readable without the desk's table of names.

use std::borrow::Cow;

use crate::model::{
    IncidentNo, Instant, Line, LineNo, Names, RecordNo, RevisionNo, TaskNo, TimerNo,
};

use super::codec::LineHash;

/// A desk the store knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    /// Its number in the store; part of every line's hash.
    pub no: u32,
    /// Its name.
    pub name: String,
    /// The revision of its last `Activated` line.
    pub active: Option<RevisionNo>,
}

/// The end of a desk's journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last line; 0 where there is none.
    pub line: LineNo,
    /// Its hash.
    pub hash: LineHash,
}

/// What a group of turns did, of all desks: kept as one, or not at all.
#[derive(Clone, Debug, Default)]
pub struct Batch<'a> {
    /// By desk.
    pub desks: Vec<DeskBatch<'a>>,
}

/// What a group of turns did on one desk.
#[derive(Clone, Debug, Default)]
pub struct DeskBatch<'a> {
    /// The desk's name; it gets a number with its first batch.
    pub desk: &'a str,
    /// The desk's names as they stand after the group; what is new of them is appended. `None`: nothing is new.
    pub names: Option<&'a Names>,
    /// The lines, in order, following the desk's last one.
    pub lines: Vec<StoredLine<'a>>,
    /// Records as they stand after the group.
    pub records: Vec<RecordRow<'a>>,
    /// Tasks, clocks and acknowledgements as they stand after the group.
    pub tasks: Vec<TaskRow<'a>>,
    /// Timers armed or gone, in order.
    pub timers: Vec<TimerChange<'a>>,
    /// Incidents as they stand after the group.
    pub incidents: Vec<IncidentRow<'a>>,
    /// Notices that leave.
    pub outbox: Vec<OutgoingRow<'a>>,
}

/// A line and the key it was sent with.
#[derive(Clone, Copy, Debug)]
pub struct StoredLine<'a> {
    /// The line.
    pub line: &'a Line,
    /// The key, where its sender gave one.
    pub key: Option<Key<'a>>,
}

/// What makes an event happen once, however often it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// Who sent the event.
    pub source: &'a str,
    /// The sender's key. Running numbers are kept most cheaply.
    pub key: &'a str,
    /// The hash of the event as sent.
    pub payload: [u8; 32],
    /// What the sender was answered, as JSON.
    pub answer: &'a str,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyEntry {
    /// The desk.
    pub desk: String,
    /// The line the event became.
    pub line: LineNo,
    /// The hash of the event as sent the first time.
    pub payload: [u8; 32],
    /// What the sender was answered, as JSON.
    pub answer: String,
}

/// A record, for people's queries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow<'a> {
    /// Its number in the desk.
    pub no: RecordNo,
    /// Its workflow.
    pub workflow: Cow<'a, str>,
    /// Its code.
    pub code: Cow<'a, str>,
    /// Its state; `None` in a register.
    pub state: Option<Cow<'a, str>>,
    /// The code of the person responsible.
    pub owner: Option<Cow<'a, str>>,
    /// When it was opened.
    pub opened: Instant,
    /// When it last changed.
    pub updated: Instant,
    /// When it ended.
    pub ended: Option<Instant>,
    /// Whether it was voided.
    pub voided: bool,
    /// Its fields as a JSON object.
    pub fields: Cow<'a, str>,
}

/// A task, clock or acknowledgement, for people's queries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskRow<'a> {
    /// Its number in the desk.
    pub no: TaskNo,
    /// The record it belongs to.
    pub record: RecordNo,
    /// Its name.
    pub name: Cow<'a, str>,
    /// `task`, `clock` or `acknowledgement`.
    pub kind: Cow<'a, str>,
    /// The code of the person it lies with.
    pub assignee: Option<Cow<'a, str>>,
    /// The role it lies with.
    pub role: Option<Cow<'a, str>>,
    /// When it was opened.
    pub opened: Instant,
    /// Its due instant.
    pub due: Option<Instant>,
    /// Its breach instant.
    pub breach: Option<Instant>,
    /// Whether due has passed while its clock ran.
    pub late: bool,
    /// The final word on its deadline.
    pub judged: Option<Cow<'a, str>>,
    /// When it was closed.
    pub closed: Option<Instant>,
    /// The answer, or why it was closed without one.
    pub outcome: Option<Cow<'a, str>>,
    /// The code of the person who answered.
    pub closed_by: Option<Cow<'a, str>>,
}

/// What became of a timer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimerChange<'a> {
    /// It was armed.
    Armed(TimerRow<'a>),
    /// It fired or was cancelled.
    Gone(TimerNo),
}

/// An armed timer, for people's queries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimerRow<'a> {
    /// Its number in the desk.
    pub no: TimerNo,
    /// The record it belongs to.
    pub record: RecordNo,
    /// The task whose deadline it serves.
    pub task: Option<TaskNo>,
    /// What happens when it fires.
    pub what: Cow<'a, str>,
    /// When it fires.
    pub due: Instant,
}

/// An incident, for people's queries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentRow<'a> {
    /// Its number in the desk.
    pub no: IncidentNo,
    /// The record it happened to.
    pub record: Option<RecordNo>,
    /// The line that failed.
    pub line: LineNo,
    /// When.
    pub opened: Instant,
    /// Why.
    pub why: Cow<'a, str>,
    /// When a retry settled it.
    pub closed: Option<Instant>,
}

/// A notice to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingRow<'a> {
    /// The line that sent it.
    pub line: LineNo,
    /// Its name in the workflow.
    pub notice: Cow<'a, str>,
    /// Whom it goes to.
    pub to: Cow<'a, str>,
    /// The template it was written by.
    pub template: Cow<'a, str>,
    /// Its text.
    pub body: Cow<'a, str>,
    /// When it was written.
    pub created: Instant,
}

/// A notice that waits in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its number in the store, never given twice: what a receiver tells a repetition by.
    pub id: u64,
    /// The desk that sends it.
    pub desk: String,
    /// The notice.
    pub row: OutgoingRow<'static>,
    /// How often sending it failed.
    pub attempts: u32,
}

/// The files of a revision: path inside the folder, and content.
pub type RevisionFiles = Vec<(String, Vec<u8>)>;

/// A revision to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewRevision<'a> {
    /// The hash of its text, which names it.
    pub hash: &'a str,
    /// The hash of its compiled meaning.
    pub meaning: &'a str,
    /// Path inside the folder and content of every file.
    pub files: &'a [(String, Vec<u8>)],
    /// When it was first seen.
    pub at: Instant,
    /// Who saved it, where that is known.
    pub by: Option<&'a str>,
}

/// Where a revision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevisionStatus {
    /// Kept, and neither staged nor ever live.
    Kept,
    /// It waits to go live.
    Staged,
    /// At least one desk runs it.
    Active,
    /// It was live once.
    Retired,
}

/// A revision the store keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionInfo {
    /// Its number.
    pub no: RevisionNo,
    /// The hash of its text.
    pub hash: String,
    /// The hash of its compiled meaning.
    pub meaning: String,
    /// When it was first seen.
    pub at: Instant,
    /// Who saved it.
    pub by: Option<String>,
    /// Where it stands.
    pub status: RevisionStatus,
}

/// A staged revision and what its dry run found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// The revision.
    pub revision: RevisionNo,
    /// When it was staged.
    pub at: Instant,
    /// Names the dry run a publication refers to.
    pub digest: String,
    /// The dry run's report, as JSON.
    pub report: String,
    /// The gate's word on it, as JSON or a word; the store does not read it.
    pub verdict: String,
}

/// A file that was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// The file's hash.
    pub hash: String,
    /// Its name.
    pub file: String,
    /// The desk it went to.
    pub desk: String,
    /// When.
    pub at: Instant,
    /// The first and the last line it became.
    pub lines: (LineNo, LineNo),
}
