//! What happened in a scenario, gathered from its lines: worlds let go of old tasks, an expectation does not.

use std::collections::BTreeMap;

use crate::engine::{Desk, View, stands_with, stop};
use crate::model::{
    Deadline, Effect, FieldId, Judgement, Line, NameId, Notice, Point, RecordNo, Reminded, RungAct,
    Signing, Task, TaskKind, TaskNo, Value,
};
use crate::world::World;

/// Everything gathered so far, and what of it came since the step before.
#[derive(Debug, Default)]
pub(super) struct Facts {
    tasks: BTreeMap<TaskNo, Task>,
    pub(super) reminded: Vec<String>,
    pub(super) raised: Vec<String>,
    pub(super) notices: Vec<String>,
    /// The tasks and notices that had nobody, and why else an incident was opened.
    pub(super) incidents: Vec<String>,
    /// Records born, and their workflows.
    pub(super) born: Vec<(RecordNo, NameId)>,
}

impl Facts {
    /// A step begins: what came before it counts no more.
    pub(super) fn begin(&mut self) {
        self.reminded.clear();
        self.raised.clear();
        self.notices.clear();
        self.incidents.clear();
        self.born.clear();
    }

    /// Takes a line in, just folded into the world.
    pub(super) fn take(&mut self, desk: &Desk, world: &World, line: &Line) {
        for effect in &line.effects {
            match effect {
                Effect::Born {
                    record, workflow, ..
                } => self.born.push((*record, *workflow)),
                Effect::TaskOpened(task) => drop(self.tasks.insert(task.no, (**task).clone())),
                Effect::TaskAssigned { task, person, role } => self.change(*task, |task| {
                    task.assignee = *person;
                    task.role = *role;
                }),
                Effect::TaskClosed {
                    task,
                    closed,
                    judged,
                } => self.change(*task, |task| {
                    task.closed = Some(closed.clone());
                    if let Some(deadline) = &mut task.deadline {
                        stop(deadline, closed.at, *judged);
                    }
                }),
                Effect::DeadlineMoved { task, deadline } => {
                    self.change(*task, |task| task.deadline = Some(deadline.clone()));
                }
                Effect::PointPassed {
                    task,
                    point,
                    skipped,
                    reminds,
                    judged,
                    ..
                } => {
                    self.change(*task, |task| {
                        if let Some(deadline) = &mut task.deadline {
                            deadline.passed |= point.bit();
                            deadline.judged = judged.or(deadline.judged);
                        }
                    });
                    if !skipped {
                        self.passed(desk, world, (*task, *point), *reminds);
                    }
                }
                Effect::SignersSet { .. }
                | Effect::Signed { .. }
                | Effect::Unsigned { .. }
                | Effect::Nudged { .. }
                | Effect::IncidentOpened { .. }
                | Effect::Undelivered { .. } => self.handled(desk, world, effect),
                Effect::Sent(notice) => self.sent(desk, world, notice),
                Effect::Coded { .. }
                | Effect::Counted { .. }
                | Effect::Set { .. }
                | Effect::Took { .. }
                | Effect::Entered { .. }
                | Effect::Renamed { .. }
                | Effect::TaskKept { .. }
                | Effect::DeadlineAwaited { .. }
                | Effect::TimerArmed { .. }
                | Effect::TimerCancelled { .. }
                | Effect::TimerUsed { .. }
                | Effect::Starts { .. }
                | Effect::Tells { .. }
                | Effect::Noted { .. }
                | Effect::Ended { .. }
                | Effect::Assigned { .. }
                | Effect::Offered { .. }
                | Effect::MayWithdraw { .. }
                | Effect::IncidentClosed { .. } => {}
            }
        }
    }

    /// What came to a task beside its answer, and what had nobody.
    fn handled(&mut self, desk: &Desk, world: &World, effect: &Effect) {
        match effect {
            Effect::SignersSet {
                task,
                need,
                signers,
            } => self.signing(*task, |signing| {
                signing.need = *need;
                signing.signers.clone_from(signers);
            }),
            Effect::Signed { task, signature } => {
                self.signing(*task, |signing| signing.given.push(*signature));
            }
            Effect::Unsigned { task, by } => {
                self.signing(*task, |signing| signing.unsign(*by));
            }
            Effect::Nudged { task } => {
                let task = self.tasks.get(task).map(|task| label_of(desk, world, task));
                self.reminded.extend(task);
            }
            Effect::IncidentOpened { task, why, .. } => {
                let task = task.and_then(|task| self.tasks.get(&task));
                let named = task.map(|task| desk.names.text(task.name));
                self.incidents
                    .push(named.unwrap_or(why.as_str()).to_owned());
            }
            Effect::Undelivered { notice, .. } => {
                self.incidents.push(desk.names.text(*notice).to_owned());
            }
            _ => {}
        }
    }

    fn sent(&mut self, desk: &Desk, world: &World, notice: &Notice) {
        let people = notice.people.iter().map(|no| world.word_of(desk, *no));
        let roles = notice.roles.iter();
        let roles = roles.map(|role| desk.names.text(*role).to_owned());
        let name = desk.names.text(notice.name);
        let sent = people.chain(roles).map(|to| format!("{name}@{to}"));
        self.notices.extend(sent);
    }

    fn change(&mut self, no: TaskNo, change: impl FnOnce(&mut Task)) {
        if let Some(task) = self.tasks.get_mut(&no) {
            change(task);
        }
    }

    fn signing(&mut self, no: TaskNo, change: impl FnOnce(&mut Signing)) {
        self.change(no, |task| {
            let extra = task.extra.get_or_insert_default();
            change(extra.signing.get_or_insert_default());
        });
    }

    fn passed(
        &mut self,
        desk: &Desk,
        world: &World,
        (no, point): (TaskNo, Point),
        reminds: Option<Reminded>,
    ) {
        let Some(task) = self.tasks.get(&no) else {
            return;
        };
        let name = desk.names.text(task.name);
        let text = |role: NameId| desk.names.text(role).to_owned();
        let whom = reminds.map(|whom| match whom {
            Reminded::Assignee => lies_with(desk, world, task),
            Reminded::Owner => world
                .row(task.record)
                .get(FieldId::OWNER.place())
                .and_then(Value::record)
                .map(|no| world.word_of(desk, no)),
            Reminded::Role(role) => Some(text(role)),
        });
        if let Some(whom) = whom {
            let reminded = whom.map_or_else(|| name.to_owned(), |whom| format!("{name}@{whom}"));
            self.reminded.push(reminded);
        }
        if let Point::Rung(place) = point {
            let rungs = task.deadline.as_deref().map(|deadline| &deadline.rungs);
            let rung = rungs.and_then(|rungs| rungs.get(usize::from(place)));
            if let Some(RungAct::Raise(event)) = rung.map(|rung| rung.act) {
                self.raised.push(text(event));
            }
        }
    }

    /// The tasks and acknowledgements open on these records.
    pub(super) fn open(&self, desk: &Desk, world: &World, records: &[RecordNo]) -> Vec<String> {
        self.labels(desk, world, records, |task| {
            task.is_open() && task.kind != TaskKind::Clock
        })
    }

    /// The deadlines past due and not yet judged.
    pub(super) fn late(&self, desk: &Desk, world: &World, records: &[RecordNo]) -> Vec<String> {
        self.labels(desk, world, records, |task| {
            let deadline = task.deadline.as_deref().filter(|_| task.is_open());
            deadline.is_some_and(|deadline| deadline.is_late() && deadline.judged.is_none())
        })
    }

    /// The deadlines judged so, those of closed tasks included.
    pub(super) fn judged(
        &self,
        desk: &Desk,
        world: &World,
        records: &[RecordNo],
        word: Judgement,
    ) -> Vec<String> {
        self.labels(desk, world, records, |task| {
            let deadline = task.deadline.as_deref();
            deadline.is_some_and(|deadline| deadline.judged == Some(word))
        })
    }

    /// The deadlines of these records.
    pub(super) fn deadlines(&self, records: &[RecordNo]) -> impl Iterator<Item = &Deadline> {
        let tasks = self.tasks.values();
        let of = tasks.filter(|task| records.contains(&task.record));
        of.filter_map(|task| task.deadline.as_deref())
    }

    fn labels(
        &self,
        desk: &Desk,
        world: &World,
        records: &[RecordNo],
        which: impl Fn(&Task) -> bool,
    ) -> Vec<String> {
        let tasks = self.tasks.values();
        let chosen = tasks.filter(|task| records.contains(&task.record) && which(task));
        chosen.map(|task| label_of(desk, world, task)).collect()
    }
}

/// A task as expectations write it.
fn label_of(desk: &Desk, world: &World, task: &Task) -> String {
    let name = desk.names.text(task.name);
    match lies_with(desk, world, task) {
        Some(whom) => format!("{name}@{whom}"),
        None => name.to_owned(),
    }
}

/// The person or role a task lies with; where several must sign, those who have yet to, joined by `+`.
fn lies_with(desk: &Desk, world: &World, task: &Task) -> Option<String> {
    if let Some(signing) = task.signing() {
        let waiting = signing.waiting().map(|no| world.word_of(desk, no));
        let waiting: Vec<String> = waiting.collect();
        return (!waiting.is_empty()).then(|| waiting.join("+"));
    }
    let (assignee, role) = stands_with(desk, world, task);
    let person = assignee.map(|no| world.word_of(desk, no));
    person.or_else(|| role.map(|role| desk.names.text(role).to_owned()))
}
