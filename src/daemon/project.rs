//! From journal lines to the rows people query: what a line touched, as it stands once that line is folded. Line by line,
//! never by group, so that the rows do not depend on how events happened to be grouped.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::notices;
use crate::engine::{Desk, View};
use crate::model::{
    Effect, FieldId, IncidentNo, Line, Point, Record, RecordNo, Task, TaskNo, TimerNo, TimerOf,
    Value, What,
};
use crate::store::{IncidentRow, OutgoingRow, RecordRow, TaskRow, TimerChange, TimerRow};
use crate::world::{Incident, World, fields_json};

/// Which timer each deadline waits for. Effects name what is armed, not what it takes the place of.
pub(crate) type Armed = BTreeMap<TaskNo, TimerNo>;

/// The rows that lines changed, each as its last line left it.
#[derive(Debug, Default)]
pub(crate) struct Projection {
    pub(crate) records: BTreeMap<RecordNo, RecordRow<'static>>,
    pub(crate) tasks: BTreeMap<TaskNo, TaskRow<'static>>,
    pub(crate) timers: Vec<TimerChange<'static>>,
    pub(crate) incidents: BTreeMap<IncidentNo, IncidentRow<'static>>,
    pub(crate) outbox: Vec<OutgoingRow<'static>>,
}

/// What every deadline of a world waits for.
pub(crate) fn armed(world: &World) -> Armed {
    let of_task = |(_, no, _, of)| match of {
        TimerOf::Deadline { task, .. } => Some((task, no)),
        TimerOf::Transition(_) => None,
    };
    world.timers().filter_map(of_task).collect()
}

impl Projection {
    /// Takes in a line that `world` has just folded.
    pub(crate) fn line(&mut self, desk: &Desk, world: &World, line: &Line, armed: &mut Armed) {
        for effect in &line.effects {
            self.effect(desk, world, line, effect, armed);
        }
        let touched = line.record.filter(|_| !line.effects.is_empty());
        if let Some(record) = touched.and_then(|no| world.record(no)) {
            self.records
                .insert(record.no, record_row(desk, world, record));
        }
    }

    fn effect(
        &mut self,
        desk: &Desk,
        world: &World,
        line: &Line,
        effect: &Effect,
        armed: &mut Armed,
    ) {
        match effect {
            Effect::TaskOpened(task) => self.task(desk, world, task.no, armed),
            Effect::TaskAssigned { task, .. }
            | Effect::TaskClosed { task, .. }
            | Effect::DeadlineMoved { task, .. }
            | Effect::SignersSet { task, .. }
            | Effect::Signed { task, .. }
            | Effect::Unsigned { task, .. }
            | Effect::PointPassed { task, .. } => self.task(desk, world, *task, armed),
            Effect::TimerArmed {
                transition,
                due,
                no,
            } => self.timers.push(TimerChange::Armed(TimerRow {
                no: *no,
                record: line.record.unwrap_or_default(),
                task: None,
                what: Cow::Owned(desk.names.text(*transition).to_owned()),
                due: *due,
            })),
            Effect::TimerCancelled { no } | Effect::TimerUsed { no } => {
                self.timers.push(TimerChange::Gone(*no));
                if let What::Timer {
                    of: TimerOf::Deadline { task, .. },
                    ..
                } = &line.event.what
                {
                    armed.remove(task);
                }
            }
            Effect::IncidentOpened { incident, .. }
            | Effect::Undelivered { incident, .. }
            | Effect::IncidentClosed { incident } => {
                let found = world.incidents().find(|known| known.no == *incident);
                if let Some(found) = found {
                    self.incidents.insert(found.no, incident_row(found));
                }
            }
            Effect::Sent(notice) => {
                let rows = notices::rows(desk, world, line, notice);
                self.outbox.extend(rows);
            }
            Effect::Born { .. }
            | Effect::Coded { .. }
            | Effect::Counted { .. }
            | Effect::Set { .. }
            | Effect::Took { .. }
            | Effect::Entered { .. }
            | Effect::TaskKept { .. }
            | Effect::Starts { .. }
            | Effect::Tells { .. }
            | Effect::Noted { .. }
            | Effect::Ended { .. }
            | Effect::Assigned { .. }
            | Effect::Offered { .. }
            | Effect::MayWithdraw { .. }
            | Effect::Nudged { .. }
            | Effect::DeadlineAwaited { .. }
            | Effect::Renamed { .. } => {}
        }
    }

    fn task(&mut self, desk: &Desk, world: &World, no: TaskNo, armed: &mut Armed) {
        let gone = || world.let_go().find(|task| task.no == no);
        let Some(task) = world.task(no).or_else(gone) else {
            return;
        };
        self.tasks.insert(no, task_row(desk, world, task));
        let waits = task.deadline.as_deref().filter(|_| task.is_open());
        let waits = waits.and_then(|deadline| deadline.armed);
        let held = armed.get(&no).copied();
        if held == waits.map(|now| now.no) {
            return;
        }
        if let Some(held) = held {
            armed.remove(&no);
            self.timers.push(TimerChange::Gone(held));
        }
        if let Some(now) = waits {
            armed.insert(no, now.no);
            self.timers.push(TimerChange::Armed(TimerRow {
                no: now.no,
                record: task.record,
                task: Some(no),
                what: Cow::Owned(point_text(now.point)),
                due: now.due,
            }));
        }
    }
}

/// What a deadline's timer is for, in the rows.
fn point_text(point: Point) -> String {
    match point {
        Point::Late => "late".to_owned(),
        Point::Judge => "judge".to_owned(),
        Point::Rung(rung) => format!("rung {}", rung.saturating_add(1)),
    }
}

fn record_row(desk: &Desk, world: &World, record: &Record) -> RecordRow<'static> {
    let owner = world.row(record.no).get(FieldId::OWNER.place());
    let owner = owner.and_then(Value::record);
    let fields = serde_json::Value::Object(fields_json(desk, world, record));
    RecordRow {
        no: record.no,
        workflow: Cow::Owned(desk.names.text(record.workflow).to_owned()),
        code: Cow::Owned(record.code.as_str().to_owned()),
        state: record
            .state
            .map(|state| Cow::Owned(desk.names.text(state).to_owned())),
        owner: owner.map(|no| Cow::Owned(world.word_of(desk, no))),
        opened: record.opened,
        updated: record.updated,
        ended: record.ended.map(|ended| ended.at),
        voided: record.ended.is_some_and(|ended| ended.voided),
        fields: Cow::Owned(fields.to_string()),
    }
}

fn task_row(desk: &Desk, world: &World, task: &Task) -> TaskRow<'static> {
    let name = |name| Cow::Owned(desk.names.text(name).to_owned());
    let person = |no: Option<RecordNo>| no.map(|no| Cow::Owned(world.word_of(desk, no)));
    let deadline = task.deadline.as_deref();
    let closed = task.closed.as_ref();
    TaskRow {
        no: task.no,
        record: task.record,
        name: name(task.name),
        kind: Cow::Borrowed(task.kind.word()),
        assignee: person(task.assignee),
        role: task.role.map(name),
        opened: task.opened,
        due: deadline.map(|deadline| deadline.due),
        breach: deadline.map(|deadline| deadline.breach_at),
        late: deadline.is_some_and(crate::model::Deadline::is_late),
        judged: deadline
            .and_then(|deadline| deadline.judged)
            .map(|judged| Cow::Borrowed(judged.word())),
        closed: closed.map(|closed| closed.at),
        outcome: closed.map(|closed| match (closed.outcome, closed.why) {
            (Some(outcome), _) => name(outcome),
            (None, why) => Cow::Borrowed(why.word()),
        }),
        closed_by: closed.and_then(|closed| person(closed.by)),
    }
}

fn incident_row(incident: &Incident) -> IncidentRow<'static> {
    IncidentRow {
        no: incident.no,
        record: incident.record,
        line: incident.line,
        opened: incident.opened,
        why: Cow::Owned(incident.why.as_str().to_owned()),
        closed: incident.closed,
    }
}
