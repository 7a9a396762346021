//! What a turn may see of the world at its place in the journal. The engine cannot tell a dry run from the daemon.

use crate::model::{Event, FieldId, IncidentNo, NameId, Record, RecordNo, Task, TaskNo, Value};

/// The numbers the next new things get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// The next record.
    pub record: u32,
    /// The next task.
    pub task: u32,
    /// The next timer.
    pub timer: u64,
    /// The next incident.
    pub incident: u32,
}

/// An incident as a retry needs it.
#[derive(Clone, Copy, Debug)]
pub struct Parked<'a> {
    /// The event that failed.
    pub event: &'a Event,
    /// The task that had nobody, where that is what went wrong.
    pub task: Option<TaskNo>,
    /// The notice that had nobody to go to, where that is what went wrong.
    pub notice: Option<NameId>,
}

/// The living state of one desk, as a turn reads it.
pub trait View {
    /// A record's head.
    fn record(&self, no: RecordNo) -> Option<&Record>;

    /// A record's values by place; shorter than the workflow is wide where fields are new.
    fn row(&self, no: RecordNo) -> &[Value];

    /// A task, clock or acknowledgement that is open or the newest of its name.
    fn task(&self, no: TaskNo) -> Option<&Task>;

    /// The records of a workflow that name a record in a field, in the order they were born.
    fn naming(&self, record: RecordNo, workflow: NameId, via: FieldId) -> &[RecordNo];

    /// All records of a workflow, in the order they were born.
    fn of_workflow(&self, workflow: NameId) -> &[RecordNo];

    /// The records that this one started, in the order they were born.
    fn started(&self, by: RecordNo) -> &[RecordNo];

    /// How many open tasks lie with a person.
    fn open_tasks(&self, person: RecordNo) -> u32;

    /// Whom `[assign]` gave a record of this workflow last.
    fn last_assigned(&self, workflow: NameId) -> Option<RecordNo>;

    /// The record of a workflow that holds a value in a unique field.
    fn holder(&self, workflow: NameId, field: FieldId, value: &Value) -> Option<RecordNo>;

    /// Whether a record is known by this code.
    fn is_coded(&self, code: &str) -> bool;

    /// The last number given in a series of codes.
    fn counted(&self, series: &str) -> u64;

    /// The numbers the next new things get.
    fn next(&self) -> Next;

    /// An incident still open.
    fn incident(&self, no: IncidentNo) -> Option<Parked<'_>>;
}
