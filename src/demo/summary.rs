//! What is worth knowing of a desk at an instant: how many records stand where, what is due today, what is overdue.

use std::collections::BTreeMap;

use crate::engine::{Desk, View};
use crate::model::{Instant, NameId, RecordNo, TaskNo};
use crate::world::World;

/// How many records of a workflow stand in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateCount {
    /// The workflow.
    pub workflow: NameId,
    /// The state; `None` in a register, and for those voided.
    pub state: Option<NameId>,
    /// Whether they were voided, not finished.
    pub voided: bool,
    /// How many.
    pub count: usize,
}

/// A task that is due today, or overdue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The record.
    pub record: RecordNo,
    /// The task or clock.
    pub task: TaskNo,
    /// Its name.
    pub name: NameId,
    /// Whom it lies with.
    pub who: Option<RecordNo>,
    /// The role it lies with.
    pub role: Option<NameId>,
    /// When it was due or will be.
    pub due: Instant,
}

/// A desk at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records by workflow and state, in the order of the revision.
    pub states: Vec<StateCount>,
    /// Due later today, soonest first.
    pub today: Vec<Owed>,
    /// Overdue, the longest first.
    pub overdue: Vec<Owed>,
}

/// What is worth knowing at an instant. A deadline whose clock stands is neither due nor overdue.
#[must_use]
pub fn summary(desk: &Desk, world: &World, at: Instant) -> Summary {
    let mut counts: BTreeMap<(NameId, bool, Option<NameId>), usize> = BTreeMap::new();
    for record in world.records() {
        let voided = record.ended.is_some_and(|ended| ended.voided);
        let state = record.state.filter(|_| !voided);
        *counts.entry((record.workflow, voided, state)).or_default() += 1;
    }
    let counts = counts.into_iter();
    let states = counts.map(|((workflow, voided, state), count)| StateCount {
        workflow,
        state,
        voided,
        count,
    });
    let midnight = desk.calendar.midnight(desk.calendar.date_of(at));
    let mut owed: Vec<Owed> = world
        .tasks()
        .filter(|task| task.is_open())
        .filter_map(|task| {
            let deadline = task
                .deadline
                .as_deref()
                .filter(|deadline| !deadline.is_paused())?;
            let living = world
                .record(task.record)
                .is_some_and(|record| record.ended.is_none());
            (living && deadline.due <= midnight).then_some(Owed {
                record: task.record,
                task: task.no,
                name: task.name,
                who: task.assignee,
                role: task.role,
                due: deadline.due,
            })
        })
        .collect();
    owed.sort_by_key(|owed| (owed.due, owed.task));
    let (overdue, today) = owed.into_iter().partition(|owed| owed.due < at);
    Summary {
        states: states.collect(),
        today,
        overdue,
    }
}
