//! The one function from decisions to state. It asks no rule and no clock: a line written under any revision folds alike.

use super::state::{Alarm, Incident, World, unique_key};
use crate::engine::stop;
use crate::model::{
    Armed, Effect, Ended, Extra, FieldId, IncidentNo, Instant, Line, NameId, Record, RecordNo,
    Task, TaskKind, TaskNo, Text, TimerNo, TimerOf, Value, Waiting, What,
};

impl World {
    /// Takes a line into the world. Lines must come in order, each once.
    pub fn fold(&mut self, line: &Line) {
        self.line = line.no;
        self.gone.clear();
        self.now = self.now.max(line.event.at);
        if let What::Activated { revision, .. } = &line.event.what {
            self.revision = Some(*revision);
        }
        let record = line.record.unwrap_or_default();
        for effect in &line.effects {
            self.apply(line, record, effect);
        }
        if !line.effects.is_empty()
            && let Some(head) = line.record.and_then(|no| self.records.get_mut(no.place()))
        {
            head.updated = line.event.at;
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one short arm for each kind, none of them left out"
    )]
    fn apply(&mut self, line: &Line, record: RecordNo, effect: &Effect) {
        let at = line.event.at;
        match effect {
            Effect::Born {
                record,
                workflow,
                opened_by,
                started_by,
            } => {
                self.born(line, *record, *workflow, *opened_by, *started_by);
            }
            Effect::Coded { code } => {
                self.codes.insert(code.clone(), record);
                self.head(record, |head| head.code = code.clone());
            }
            Effect::Counted { series, n } => {
                self.series.insert(series.clone(), *n);
            }
            Effect::Set { field, value } => self.set(record, *field, value),
            Effect::Took { transition } => self.head(record, |head| head.path.push(*transition)),
            Effect::Entered { state } => self.head(record, |head| {
                head.state = Some(*state);
                head.entered = at;
                head.entered_line = line.no;
            }),
            Effect::Renamed { state } => self.head(record, |head| head.state = Some(*state)),
            Effect::TaskOpened(task) => self.task_opened(task),
            Effect::TaskAssigned { task, person, role } => self.readdress(*task, |task| {
                task.assignee = *person;
                task.role = *role;
            }),
            Effect::TaskKept { .. }
            | Effect::Noted { .. }
            | Effect::Nudged { .. }
            | Effect::Sent(_) => {}
            Effect::Assigned { chosen, .. } => {
                if let Some(head) = self.records.get(record.place()) {
                    self.assigned.insert(head.workflow, *chosen);
                }
            }
            Effect::SignersSet { .. }
            | Effect::Signed { .. }
            | Effect::Unsigned { .. }
            | Effect::Offered { .. }
            | Effect::MayWithdraw { .. }
            | Effect::DeadlineAwaited { .. } => self.handled(line, effect),
            Effect::TaskClosed {
                task,
                closed,
                judged,
            } => {
                self.disarm(*task);
                self.readdress(*task, |task| {
                    task.closed = Some(closed.clone());
                    if let Some(deadline) = &mut task.deadline {
                        stop(deadline, closed.at, *judged);
                    }
                });
            }
            Effect::DeadlineMoved { task, deadline } => {
                self.disarm(*task);
                self.change(*task, |task| task.deadline = Some(deadline.clone()));
                self.arm(record, *task, deadline.armed);
            }
            Effect::PointPassed {
                task,
                point,
                judged,
                next,
                ..
            } => {
                self.disarm(*task);
                self.change(*task, |task| {
                    if let Some(deadline) = &mut task.deadline {
                        deadline.passed |= point.bit();
                        deadline.judged = judged.or(deadline.judged);
                        deadline.armed = *next;
                    }
                });
                self.arm(record, *task, *next);
            }
            Effect::TimerArmed {
                transition,
                due,
                no,
            } => {
                let waiting = Waiting {
                    transition: *transition,
                    due: *due,
                    no: *no,
                };
                self.head(record, |head| head.waits.push(waiting));
                let of = TimerOf::Transition(*transition);
                self.alarm(*due, *no, record, of);
            }
            Effect::TimerCancelled { no } => self.cancel(record, *no),
            Effect::TimerUsed { no } => {
                self.cancel(record, *no);
                self.use_up(line, *no);
            }
            Effect::Starts { .. } | Effect::Tells { .. } => {}
            Effect::Ended { voided } => {
                self.head(record, |head| {
                    head.ended = Some(Ended {
                        at,
                        voided: *voided,
                    })
                });
            }
            Effect::IncidentOpened {
                incident,
                task,
                why,
            } => {
                self.incident(line, *incident, (*task, None), why);
            }
            Effect::Undelivered {
                incident,
                notice,
                why,
            } => {
                self.incident(line, *incident, (None, Some(*notice)), why);
            }
            Effect::IncidentClosed { incident } => {
                let found = self
                    .incidents
                    .iter_mut()
                    .find(|known| known.no == *incident);
                if let Some(found) = found {
                    found.closed = Some(at);
                }
            }
        }
    }

    fn incident(
        &mut self,
        line: &Line,
        no: IncidentNo,
        (task, notice): (Option<TaskNo>, Option<NameId>),
        why: &Text,
    ) {
        self.next.incident = self.next.incident.max(no.0 + 1);
        self.incidents.push(Incident {
            no,
            line: line.no,
            record: line.record,
            event: line.event.clone(),
            task,
            notice,
            why: why.clone(),
            opened: line.event.at,
            closed: None,
        });
    }

    fn born(
        &mut self,
        line: &Line,
        no: RecordNo,
        workflow: NameId,
        opened_by: Option<RecordNo>,
        started_by: Option<RecordNo>,
    ) {
        let at = line.event.at;
        self.next.record = no.0 + 1;
        let width = self.widths.get(&workflow).copied().unwrap_or(1);
        self.rows.add(workflow, width);
        if let Some(by) = started_by {
            self.started.entry(by).or_default().push(no);
        }
        self.kinds.entry(workflow).or_default().push(no);
        self.records.push(Record {
            no,
            workflow,
            state: None,
            code: Text::new(""),
            opened: at,
            opened_by,
            started_by,
            updated: at,
            entered: at,
            entered_line: line.no,
            ended: None,
            tasks: Vec::new(),
            waits: Vec::new(),
            path: Vec::new(),
        });
    }

    fn head(&mut self, record: RecordNo, change: impl FnOnce(&mut Record)) {
        if let Some(head) = self.records.get_mut(record.place()) {
            change(head);
        }
    }

    fn change(&mut self, task: TaskNo, change: impl FnOnce(&mut Task)) {
        if let Some(Some(task)) = self.tasks.get_mut(task.place()) {
            change(task);
        }
    }

    /// As [`World::change`], where it may lie with others afterwards.
    fn readdress(&mut self, no: TaskNo, change: impl FnOnce(&mut Task)) {
        self.weigh(no, |load| load.saturating_sub(1));
        self.change(no, change);
        self.weigh(no, |load| load.saturating_add(1));
    }

    /// Counts an open task for those it lies with.
    fn weigh(&mut self, no: TaskNo, weigh: impl Fn(u32) -> u32) {
        let task = self.tasks.get(no.place()).and_then(Option::as_deref);
        let Some(task) = task.filter(|task| task.is_open() && task.kind != TaskKind::Clock) else {
            return;
        };
        let people: Vec<RecordNo> = match task.signing() {
            Some(signing) => signing.waiting().collect(),
            None => task.assignee.into_iter().collect(),
        };
        for person in people {
            let load = self.load.entry(person).or_default();
            *load = weigh(*load);
        }
    }

    fn extra(&mut self, no: TaskNo, change: impl FnOnce(&mut Extra)) {
        self.readdress(no, |task| change(task.extra.get_or_insert_default()));
    }

    /// What came to a task beside its answer.
    fn handled(&mut self, line: &Line, effect: &Effect) {
        match effect {
            Effect::SignersSet {
                task,
                need,
                signers,
            } => self.extra(*task, |extra| {
                let signing = extra.signing.get_or_insert_default();
                signing.need = *need;
                signing.signers.clone_from(signers);
            }),
            Effect::Signed { task, signature } => self.extra(*task, |extra| {
                let signing = extra.signing.get_or_insert_default();
                signing.given.push(*signature);
            }),
            Effect::Unsigned { task, by } => self.extra(*task, |extra| {
                let signing = extra.signing.get_or_insert_default();
                signing.unsign(*by);
            }),
            Effect::Offered { task, from, to } => self.extra(*task, |extra| {
                extra.offered = to.map(|to| (to, *from));
            }),
            Effect::MayWithdraw { task, state } => self.extra(*task, |extra| {
                extra.back = Some((*state, line.no));
            }),
            Effect::DeadlineAwaited { task } => self.extra(*task, |extra| extra.awaits = true),
            _ => {}
        }
    }

    fn set(&mut self, record: RecordNo, field: FieldId, value: &Value) {
        let old = self.rows.set(record, field, value.clone());
        let Some(workflow) = self.records.get(record.place()).map(|head| head.workflow) else {
            return;
        };
        if field != FieldId::OWNER {
            for named in old.records() {
                if let Some(naming) = self.naming.get_mut(&(named, workflow, field)) {
                    naming.retain(|no| *no != record);
                }
            }
            for named in value.records() {
                let naming = self.naming.entry((named, workflow, field)).or_default();
                if let Err(at) = naming.binary_search(&record) {
                    naming.insert(at, record);
                }
            }
        }
        if let Some(holders) = self.unique.get_mut(&(workflow, field)) {
            if !old.is_empty() && holders.get(&unique_key(&old)) == Some(&record) {
                holders.remove(&unique_key(&old));
            }
            if !value.is_empty() {
                holders.insert(unique_key(value), record);
            }
        }
    }

    fn task_opened(&mut self, task: &Task) {
        self.next.task = task.no.0 + 1;
        let known: Vec<TaskNo> = self
            .records
            .get(task.record.place())
            .map_or_else(Vec::new, |head| head.tasks.clone());
        // The closed one of the same name is no longer the newest: it is let go.
        let (gone, mut kept): (Vec<TaskNo>, Vec<TaskNo>) = known.into_iter().partition(|no| {
            let held = self.tasks.get(no.place()).and_then(Option::as_ref);
            held.is_none_or(|held| held.name == task.name)
        });
        for no in gone {
            if let Some(slot) = self.tasks.get_mut(no.place()) {
                self.gone.extend(slot.take().map(|task| *task));
            }
        }
        kept.push(task.no);
        self.head(task.record, |head| head.tasks = kept);
        self.tasks.resize(task.no.place(), None);
        self.tasks.push(Some(Box::new(task.clone())));
        self.weigh(task.no, |load| load.saturating_add(1));
        self.arm(
            task.record,
            task.no,
            task.deadline.as_deref().and_then(|d| d.armed),
        );
    }

    fn arm(&mut self, record: RecordNo, task: TaskNo, armed: Option<Armed>) {
        if let Some(armed) = armed {
            let of = TimerOf::Deadline {
                task,
                point: armed.point,
            };
            self.alarm(armed.due, armed.no, record, of);
        }
    }

    fn alarm(&mut self, due: Instant, no: TimerNo, record: RecordNo, of: TimerOf) {
        self.next.timer = self.next.timer.max(no.0 + 1);
        self.timers.insert((due, no), Alarm { record, of });
    }

    fn disarm(&mut self, task: TaskNo) {
        let held = self.tasks.get(task.place()).and_then(Option::as_ref);
        if let Some(armed) = held
            .and_then(|task| task.deadline.as_deref())
            .and_then(|d| d.armed)
        {
            self.timers.remove(&(armed.due, armed.no));
        }
    }

    fn cancel(&mut self, record: RecordNo, no: TimerNo) {
        let mut due = None;
        self.head(record, |head| {
            due = head
                .waits
                .iter()
                .find(|wait| wait.no == no)
                .map(|wait| wait.due);
            head.waits.retain(|wait| wait.no != no);
        });
        if let Some(due) = due {
            self.timers.remove(&(due, no));
        }
    }

    /// A timer that did nothing must not fire again.
    fn use_up(&mut self, line: &Line, no: TimerNo) {
        self.timers.remove(&(line.event.at, no));
        if let What::Timer {
            of: TimerOf::Deadline { task, .. },
            ..
        } = &line.event.what
        {
            let task = *task;
            let armed = self.tasks.get(task.place()).and_then(Option::as_ref);
            let armed = armed
                .and_then(|task| task.deadline.as_deref())
                .and_then(|d| d.armed);
            if let Some(armed) = armed.filter(|armed| armed.no == no) {
                self.timers.remove(&(armed.due, armed.no));
                self.change(task, |task| {
                    if let Some(deadline) = &mut task.deadline {
                        deadline.armed = None;
                    }
                });
            }
        }
    }
}
