//! A record of which nothing more is known stands still: its timers are taken away, so that none of them makes anything up.

use crate::engine::{Desk, View};
use crate::model::{Actor, Effect, Event, Line, LineNo, Outcome, RecordNo, What};
use crate::world::World;

/// Takes away all timers of a record.
pub(super) fn freeze(world: &mut World, desk: &Desk, record: RecordNo) {
    let Some(head) = world.record(record) else {
        return;
    };
    let mut effects: Vec<Effect> = head
        .waits
        .iter()
        .map(|wait| Effect::TimerCancelled { no: wait.no })
        .collect();
    for task in head.tasks.iter().filter_map(|no| world.task(*no)) {
        let armed = task.deadline.as_deref().filter(|d| d.armed.is_some());
        if let Some(deadline) = armed {
            let mut deadline = deadline.clone();
            deadline.armed = None;
            effects.push(Effect::DeadlineMoved {
                task: task.no,
                deadline: Box::new(deadline),
            });
        }
    }
    if !effects.is_empty() {
        let line = stand_still(world, desk, record, effects);
        world.fold(&line);
    }
}

fn stand_still(world: &World, desk: &Desk, record: RecordNo, effects: Vec<Effect>) -> Line {
    Line {
        no: LineNo(world.last_line().0 + 1),
        revision: desk.revision,
        event: Event::bare(Some(record), What::Note, Actor::ENGINE, world.now()),
        record: Some(record),
        outcome: Outcome::Applied,
        effects,
        reads: Vec::new(),
    }
}
