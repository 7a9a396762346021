//! Whether two worlds are the same, and whether one hangs together. `verify` asks both of the fold of a journal.

use std::collections::BTreeSet;

use super::state::World;
use crate::model::{NameId, RecordNo, TimerOf};

impl World {
    /// The parts in which two worlds under the same rules differ; none where they are equal.
    #[must_use]
    pub fn differences(&self, other: &World) -> Vec<&'static str> {
        let parts = [
            ("records", self.records == other.records),
            ("values", self.rows == other.rows),
            ("tasks", self.tasks == other.tasks),
            ("timers", self.timers == other.timers),
            ("relations", self.naming == other.naming),
            ("started records", self.started == other.started),
            ("loads", self.load == other.load),
            ("assignments", self.assigned == other.assigned),
            ("codes", self.codes == other.codes),
            ("unique values", self.unique == other.unique),
            ("series of codes", self.series == other.series),
            ("incidents", self.incidents == other.incidents),
            ("next numbers", self.next == other.next),
            ("last line", self.line == other.line),
            ("instant", self.now == other.now),
            ("revision", self.revision == other.revision),
        ];
        parts
            .into_iter()
            .filter_map(|(part, same)| (!same).then_some(part))
            .collect()
    }

    /// What cannot be: a task open twice, a timer that nothing waits for, something that waits for a timer that is not
    /// there, a timer that should have fired before the last line.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut open: BTreeSet<(RecordNo, NameId)> = BTreeSet::new();
        for task in self.tasks().filter(|task| task.is_open()) {
            if !open.insert((task.record, task.name)) {
                faults.push(format!(
                    "task {} of record {} is open twice",
                    task.name, task.record
                ));
            }
            if let Some(armed) = task.deadline.as_deref().and_then(|d| d.armed)
                && !self.timers.contains_key(&(armed.due, armed.no))
            {
                faults.push(format!(
                    "task {} waits for timer {}, which is not there",
                    task.no, armed.no
                ));
            }
        }
        for record in &self.records {
            for wait in &record.waits {
                if !self.timers.contains_key(&(wait.due, wait.no)) {
                    faults.push(format!(
                        "record {} waits for timer {}, which is not there",
                        record.no, wait.no
                    ));
                }
            }
        }
        for ((due, no), alarm) in &self.timers {
            let waited_for = match alarm.of {
                TimerOf::Transition(name) => {
                    self.records
                        .get(alarm.record.place())
                        .is_some_and(|record| {
                            let waits = &mut record.waits.iter();
                            waits.any(|w| (w.due, w.no, w.transition) == (*due, *no, name))
                        })
                }
                TimerOf::Deadline { task, point } => {
                    let task = self.tasks.get(task.place()).and_then(Option::as_ref);
                    task.filter(|task| task.is_open())
                        .and_then(|task| task.deadline.as_deref()?.armed)
                        .is_some_and(|armed| {
                            (armed.due, armed.no, armed.point) == (*due, *no, point)
                        })
                }
            };
            if !waited_for {
                faults.push(format!("nothing waits for timer {no}"));
            }
            if *due < self.now {
                faults.push(format!("timer {no} should have fired"));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::Alarm;
    use super::*;
    use crate::model::{Instant, TaskNo, Text, TimerNo};

    #[test]
    fn a_world_is_equal_to_its_copy_and_a_difference_is_named() {
        let world = World::default();
        let mut other = world.clone();
        assert_eq!(world.differences(&other), Vec::<&str>::new());
        other.series.insert(Text::new("GD-2026"), 3);
        other.now = Instant(1);
        assert_eq!(world.differences(&other), ["series of codes", "instant"]);
    }

    #[test]
    fn a_timer_without_its_task_is_a_fault() {
        let mut world = World::default();
        assert_eq!(world.faults(), Vec::<String>::new());
        let of = TimerOf::Deadline {
            task: TaskNo(0),
            point: crate::model::Point::Late,
        };
        let alarm = Alarm {
            record: RecordNo(0),
            of,
        };
        world.timers.insert((Instant(5), TimerNo(7)), alarm);
        assert_eq!(world.faults(), ["nothing waits for timer 7"]);
        world.now = Instant(6);
        assert_eq!(world.faults().len(), 2);
    }
}
