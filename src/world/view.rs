//! The world as a turn reads it.

use super::state::{World, unique_key};
use crate::engine::{Next, Parked, View};
use crate::model::{FieldId, IncidentNo, NameId, Record, RecordNo, Task, TaskNo, Text, Value};

impl View for World {
    fn record(&self, no: RecordNo) -> Option<&Record> {
        self.records.get(no.place())
    }

    fn row(&self, no: RecordNo) -> &[Value] {
        self.rows.row(no)
    }

    fn task(&self, no: TaskNo) -> Option<&Task> {
        self.tasks.get(no.place())?.as_deref()
    }

    fn naming(&self, record: RecordNo, workflow: NameId, via: FieldId) -> &[RecordNo] {
        self.naming
            .get(&(record, workflow, via))
            .map_or(&[], Vec::as_slice)
    }

    fn of_workflow(&self, workflow: NameId) -> &[RecordNo] {
        self.kinds.get(&workflow).map_or(&[], Vec::as_slice)
    }

    fn started(&self, by: RecordNo) -> &[RecordNo] {
        self.started.get(&by).map_or(&[], Vec::as_slice)
    }

    fn open_tasks(&self, person: RecordNo) -> u32 {
        self.load.get(&person).copied().unwrap_or(0)
    }

    fn last_assigned(&self, workflow: NameId) -> Option<RecordNo> {
        self.assigned.get(&workflow).copied()
    }

    fn holder(&self, workflow: NameId, field: FieldId, value: &Value) -> Option<RecordNo> {
        self.unique
            .get(&(workflow, field))?
            .get(&unique_key(value))
            .copied()
    }

    fn is_coded(&self, code: &str) -> bool {
        self.by_code(code).is_some()
    }

    fn counted(&self, series: &str) -> u64 {
        self.series.get(&Text::new(series)).copied().unwrap_or(0)
    }

    fn next(&self) -> Next {
        self.next
    }

    fn incident(&self, no: IncidentNo) -> Option<Parked<'_>> {
        let incident = self.incidents.get(usize::try_from(no.0).ok()?)?;
        let open = incident.closed.is_none();
        open.then_some(Parked {
            event: &incident.event,
            task: incident.task,
            notice: incident.notice,
        })
    }
}
