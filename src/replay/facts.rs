//! Facts: what each effect says of its record, as a number for the facet it belongs to. Codes, timers and line numbers are
//! no facts: they differ between runs that are the same to people.

use super::facet::{Facet, Sums};
use super::mix::Mix;
use super::trail::{Trail, offers};
use crate::model::{
    CloseReason, Deadline, Effect, FieldId, Judgement, Line, NameId, Notice, Point, RecordNo,
    Reminded, Task, TaskKind, TaskNo, Value,
};

impl Trail {
    /// A task's name and ordinal, begun as a fact.
    fn of_task(&self, kind: u64, task: TaskNo) -> Mix {
        let mix = Mix::new(kind);
        self.task(task)
            .map_or(mix, |mark| mix.name(mark.name).num(u64::from(mark.ordinal)))
    }

    fn who(&self, mix: Mix, person: Option<RecordNo>, role: Option<NameId>) -> u64 {
        let person = person.map_or(0, |no| self.ident(no).0);
        mix.num(person).maybe(role).done()
    }

    /// Adds what an effect says of a record, for each facet.
    pub(super) fn facts(
        &mut self,
        record: RecordNo,
        line: &Line,
        effect: &Effect,
        sums: &mut Sums,
    ) {
        match effect {
            Effect::Born { workflow, .. } => {
                sums.add(Facet::Path, Mix::new(10).name(*workflow).done());
            }
            Effect::Took { transition } => {
                let step = self.step(record);
                sums.add(Facet::Path, Mix::new(11).num(step).name(*transition).done());
            }
            Effect::Entered { state } | Effect::Renamed { state } => {
                let step = self.step(record);
                sums.add(Facet::Path, Mix::new(12).num(step).name(*state).done());
            }
            Effect::Ended { voided } => {
                sums.add(Facet::Path, Mix::new(13).num(u64::from(*voided)).done());
            }
            Effect::Starts { event } => {
                if let Some((workflow, _)) = event.what.started() {
                    sums.add(Facet::Path, Mix::new(14).name(workflow).done());
                }
            }
            Effect::Set { field, value } => self.set(record, *field, value, sums),
            Effect::TaskOpened(_)
            | Effect::TaskAssigned { .. }
            | Effect::TaskKept { .. }
            | Effect::TaskClosed { .. }
            | Effect::DeadlineMoved { .. }
            | Effect::PointPassed { .. }
            | Effect::SignersSet { .. }
            | Effect::Signed { .. }
            | Effect::Unsigned { .. }
            | Effect::Offered { .. }
            | Effect::Nudged { .. }
            | Effect::DeadlineAwaited { .. } => self.task_facts(record, line, effect, sums),
            Effect::TimerArmed {
                transition, due, ..
            } => {
                let mix = Mix::new(26).name(*transition).int(due.0);
                sums.add(Facet::Due, mix.done());
            }
            Effect::Sent(notice) => sums.add(Facet::Notices, self.sent(notice)),
            Effect::Coded { .. }
            | Effect::Counted { .. }
            | Effect::TimerCancelled { .. }
            | Effect::TimerUsed { .. }
            | Effect::Tells { .. }
            | Effect::Noted { .. }
            | Effect::Assigned { .. }
            | Effect::MayWithdraw { .. }
            | Effect::Undelivered { .. }
            | Effect::IncidentOpened { .. }
            | Effect::IncidentClosed { .. } => {}
        }
    }

    fn task_facts(&mut self, record: RecordNo, line: &Line, effect: &Effect, sums: &mut Sums) {
        match effect {
            Effect::TaskOpened(task) => self.opened(task, sums),
            Effect::TaskAssigned { task, person, role } => {
                let mix = self.of_task(20, *task);
                sums.add(Facet::Assignee, self.who(mix, *person, *role));
            }
            Effect::TaskKept { task, outcome } => {
                sums.add(Facet::Tasks, self.of_task(21, *task).name(*outcome).done());
            }
            Effect::TaskClosed {
                task,
                closed,
                judged,
            } => {
                let by = closed.by.map_or(0, |no| self.ident(no).0);
                let why = match closed.why {
                    CloseReason::Answered => 1,
                    CloseReason::LeftState => 2,
                    CloseReason::Closed => 3,
                    CloseReason::RecordEnded => 4,
                    CloseReason::Voided => 5,
                    CloseReason::Returned => 6,
                };
                let mix = self.of_task(22, *task).num(why).maybe(closed.outcome);
                sums.add(Facet::Tasks, mix.num(by).done());
                self.judged(record, *task, *judged, sums);
            }
            Effect::DeadlineMoved { task, deadline } => {
                let mix = self.of_task(23, *task);
                sums.add(Facet::Due, due(mix, deadline));
            }
            Effect::PointPassed {
                task,
                point,
                skipped,
                reminds,
                judged,
                ..
            } => {
                if *point == Point::Late && !skipped {
                    sums.add(Facet::Breach, self.of_task(24, *task).done());
                }
                if let (Some(reminds), false) = (reminds, skipped) {
                    let mix = self.of_task(25, *task).int(line.event.at.0);
                    sums.add(Facet::Notices, reminded(mix, *reminds));
                }
                self.judged(record, *task, *judged, sums);
            }
            other => self.handled(line, other, sums),
        }
    }

    /// What came to a task beside its answer.
    fn handled(&self, line: &Line, effect: &Effect, sums: &mut Sums) {
        match effect {
            Effect::SignersSet {
                task,
                need,
                signers,
            } => {
                let mix = self.of_task(31, *task).num(u64::from(*need));
                let mix = signers
                    .iter()
                    .fold(mix, |mix, no| mix.num(self.ident(*no).0));
                sums.add(Facet::Assignee, mix.done());
            }
            Effect::Signed { task, signature } => {
                let mix = self.of_task(32, *task).name(signature.outcome);
                sums.add(Facet::Tasks, mix.num(self.ident(signature.by).0).done());
            }
            Effect::Unsigned { task, by } => {
                let by = by.map_or(0, |no| self.ident(no).0);
                sums.add(Facet::Tasks, self.of_task(33, *task).num(by).done());
            }
            Effect::Offered { task, from, to } => {
                let to = to.map_or(0, |no| self.ident(no).0);
                let mix = self.of_task(34, *task).num(self.ident(*from).0);
                sums.add(Facet::Assignee, mix.num(to).done());
            }
            Effect::Nudged { task } => {
                let mix = self.of_task(35, *task).int(line.event.at.0);
                sums.add(Facet::Notices, mix.done());
            }
            _ => {}
        }
    }

    fn step(&mut self, record: RecordNo) -> u64 {
        let trace = self.traces.get_mut(record.place());
        trace.map_or(0, |trace| {
            trace.steps += 1;
            u64::from(trace.steps)
        })
    }

    fn set(&self, record: RecordNo, field: FieldId, value: &Value, sums: &mut Sums) {
        let Some(trace) = self.trace(record) else {
            return;
        };
        if self.is_code(trace.workflow, field) {
            return;
        }
        let mix = Mix::new(30)
            .num(u64::from(field.0))
            .num(u64::from(trace.steps));
        let fact = mix.value(value, &|no| self.ident(no).0).done();
        let facet = match field {
            FieldId::OWNER => Facet::Assignee,
            _ => Facet::Values,
        };
        sums.add(facet, fact);
    }

    fn opened(&self, task: &Task, sums: &mut Sums) {
        let mix = self.of_task(27, task.no).num(offers(task));
        let kind = match task.kind {
            TaskKind::Task => 1,
            TaskKind::Clock => 2,
            TaskKind::Acknowledgement => 3,
        };
        sums.add(Facet::Tasks, mix.num(kind).done());
        let mix = self.of_task(20, task.no);
        sums.add(Facet::Assignee, self.who(mix, task.assignee, task.role));
        if let Some(deadline) = &task.deadline {
            sums.add(Facet::Due, due(self.of_task(23, task.no), deadline));
        }
    }

    fn judged(
        &mut self,
        record: RecordNo,
        task: TaskNo,
        judged: Option<Judgement>,
        sums: &mut Sums,
    ) {
        let Some(judged) = judged else {
            return;
        };
        let word = match judged {
            Judgement::InTime => 1,
            Judgement::Late => 2,
            Judgement::Breached => 3,
        };
        sums.add(Facet::Breach, self.of_task(28, task).num(word).done());
        if judged == Judgement::Breached
            && let Some(trace) = self.trace_mut(record)
            && trace.diverged.is_none()
        {
            trace.breaches += 1;
        }
    }

    fn sent(&self, notice: &Notice) -> u64 {
        let mix = Mix::new(29).name(notice.name);
        let mix = notice
            .people
            .iter()
            .fold(mix, |mix, no| mix.num(self.ident(*no).0));
        let mix = notice
            .roles
            .iter()
            .fold(mix.num(0), |mix, role| mix.name(*role));
        mix.done()
    }
}

fn due(mix: Mix, deadline: &Deadline) -> u64 {
    let mix = mix.int(deadline.due.0).int(deadline.breach_at.0);
    mix.num(u64::from(deadline.is_paused())).done()
}

fn reminded(mix: Mix, reminded: Reminded) -> u64 {
    match reminded {
        Reminded::Assignee => mix.num(1).done(),
        Reminded::Owner => mix.num(2).done(),
        Reminded::Role(role) => mix.num(3).name(role).done(),
    }
}
