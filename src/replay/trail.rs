//! What a run leaves behind: for each record its facts, summed by facet, and a print of every turn, so that two runs are
//! compared without keeping either. Records are known by how they were born, never by number or code: one born of an
//! outside event by that event's line in the recorded journal, a child by (parent, workflow, how-manieth).

use std::collections::{BTreeMap, BTreeSet};

use super::divergence::Divergence;
use super::facet::{Facet, Sums};
use super::mix::Mix;
use crate::engine::Desk;
use crate::model::{
    CloseReason, Deadline, Effect, FieldId, IncidentNo, Instant, Judgement, Line, LineNo, NameId,
    Notice, Outcome, Point, RecordNo, Reminded, Task, TaskKind, TaskNo, Text, Value, What,
};

/// Who a record is, in every run alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Ident(pub(super) u64);

impl Ident {
    /// Born of an outside event that stands at this line of the recorded journal.
    pub(super) fn outside(line: LineNo) -> Ident {
        Ident(line.0)
    }

    /// Started by another record. The highest bit keeps children apart from lines.
    fn child(parent: Ident, workflow: NameId, ordinal: u32) -> Ident {
        let mix = Mix::new(2).num(parent.0).name(workflow);
        Ident(mix.num(u64::from(ordinal)).done() | (1 << 63))
    }
}

/// A turn of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TurnMark {
    /// Its line in its own run.
    pub(super) line: LineNo,
    /// When.
    pub(super) at: Instant,
    /// Its facts in one number.
    pub(super) print: u64,
}

/// A record in one run.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    pub(super) ident: Ident,
    pub(super) parent: Option<Ident>,
    pub(super) workflow: NameId,
    pub(super) code: Text,
    pub(super) sums: Sums,
    pub(super) turns: Vec<TurnMark>,
    /// Its tasks, in the order opened.
    pub(super) tasks: Vec<TaskNo>,
    /// Its incidents, in the order opened.
    pub(super) incidents: Vec<IncidentNo>,
    /// Transitions taken so far.
    steps: u32,
    pub(super) state: Option<NameId>,
    pub(super) ended: bool,
    /// Deadlines judged breached.
    pub(super) breaches: u32,
    /// Turns that failed: how many, and the first, with why.
    pub(super) failures: u32,
    pub(super) failed: Option<(Instant, LineNo, Text)>,
    failure_sum: u64,
    /// Whether it goes on past here is not known; nothing of it counts from there on.
    pub(super) diverged: Option<Divergence>,
    /// Whether a line of a revision with another meaning touched it.
    pub(super) older: bool,
}

impl Trace {
    /// Whether the same turns failed for the same reasons.
    pub(super) fn fails_like(&self, other: &Trace) -> bool {
        self.failures == other.failures && self.failure_sum == other.failure_sum
    }
}

/// A task, clock or acknowledgement in one run.
#[derive(Clone, Copy, Debug)]
pub(super) struct TaskMark {
    pub(super) name: NameId,
    pub(super) ordinal: u32,
    pub(super) kind: TaskKind,
    /// The answers it takes, in one number.
    pub(super) offers: u64,
    pub(super) closed: Option<(Instant, CloseReason)>,
}

/// All records and tasks of one run.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    pub(super) traces: Vec<Trace>,
    pub(super) tasks: Vec<TaskMark>,
    pub(super) by_ident: BTreeMap<Ident, RecordNo>,
    children: BTreeMap<(RecordNo, NameId), u32>,
    /// Fields that hold codes: they never count.
    codes: BTreeSet<(NameId, FieldId)>,
}

/// The fields of desks that hold codes.
pub(super) fn code_fields<'a>(
    desks: impl IntoIterator<Item = &'a Desk>,
) -> BTreeSet<(NameId, FieldId)> {
    let workflows = desks.into_iter().flat_map(|desk| desk.workflows.values());
    workflows
        .flat_map(|workflow| {
            let fields = workflow.fields.iter().flatten();
            fields
                .filter(|field| field.code.is_some())
                .map(|field| (workflow.name, field.id))
        })
        .collect()
}

/// The answers a task takes, in one number; their order does not count, nor what each demands: that is judged anew.
pub(super) fn offers(task: &Task) -> u64 {
    task.offers.iter().fold(0_u64, |sum, offer| {
        let mix = Mix::new(3).name(offer.outcome);
        sum.wrapping_add(mix.num(u64::from(offer.keeps)).done())
    })
}

impl Trail {
    pub(super) fn new(codes: BTreeSet<(NameId, FieldId)>) -> Trail {
        Trail {
            codes,
            ..Trail::default()
        }
    }

    pub(super) fn trace(&self, no: RecordNo) -> Option<&Trace> {
        self.traces.get(no.place())
    }

    pub(super) fn trace_mut(&mut self, no: RecordNo) -> Option<&mut Trace> {
        self.traces.get_mut(no.place())
    }

    pub(super) fn find(&self, ident: Ident) -> Option<&Trace> {
        self.trace(*self.by_ident.get(&ident)?)
    }

    pub(super) fn ident(&self, no: RecordNo) -> Ident {
        self.trace(no).map_or(Ident(u64::MAX), |trace| trace.ident)
    }

    pub(super) fn is_diverged(&self, no: RecordNo) -> bool {
        self.trace(no).is_some_and(|trace| trace.diverged.is_some())
    }

    pub(super) fn task(&self, no: TaskNo) -> Option<&TaskMark> {
        self.tasks.get(no.place())
    }

    /// The task of a record by name and ordinal.
    pub(super) fn task_of(&self, record: RecordNo, name: NameId, ordinal: u32) -> Option<TaskNo> {
        let tasks = &self.trace(record)?.tasks;
        tasks.iter().rev().copied().find(|no| {
            self.task(*no)
                .is_some_and(|task| task.name == name && task.ordinal == ordinal)
        })
    }

    /// Takes a line in. `outside` is the identity of a record born of an outside event by it.
    pub(super) fn take(&mut self, line: &Line, outside: Ident) {
        for effect in &line.effects {
            if let Effect::Born {
                record, workflow, ..
            } = effect
            {
                self.born(line, *record, *workflow, outside);
            }
        }
        // A birth that came to nothing is the starting record's affair.
        let starter = match &line.event.what {
            What::Started { by, .. } => Some(*by),
            _ => None,
        };
        let Some(record) = line.record.or(starter) else {
            return;
        };
        let mut sums = Sums::default();
        if let (None, What::Started { workflow, .. }, Outcome::Refused(_)) =
            (line.record, &line.event.what, &line.outcome)
        {
            sums.add(Facet::Path, Mix::new(15).name(*workflow).done());
        }
        for effect in &line.effects {
            self.keep(record, effect);
            self.facts(record, line, effect, &mut sums);
        }
        let at = line.event.at;
        let failed = match &line.outcome {
            Outcome::Failed { why, .. } => Some(why),
            Outcome::Applied | Outcome::Refused(_) | Outcome::Ignored(_) => None,
        };
        let Some(trace) = self.traces.get_mut(record.place()) else {
            return;
        };
        if trace.diverged.is_some() {
            return;
        }
        if let Some(why) = failed {
            trace.failures += 1;
            let fact = Mix::new(4).text(why.as_str()).done();
            trace.failure_sum = trace.failure_sum.wrapping_add(fact);
            trace
                .failed
                .get_or_insert_with(|| (at, line.no, why.clone()));
        }
        trace.sums.merge(&sums);
        let print = sums.print();
        if print != 0 {
            trace.turns.push(TurnMark {
                line: line.no,
                at,
                print,
            });
        }
    }

    fn born(&mut self, line: &Line, record: RecordNo, workflow: NameId, outside: Ident) {
        let parent = match &line.event.what {
            What::Started { by, .. } => Some(*by),
            _ => None,
        };
        let ident = match parent {
            Some(by) => {
                let ordinal = self.children.entry((by, workflow)).or_default();
                *ordinal += 1;
                let ordinal = *ordinal;
                Ident::child(self.ident(by), workflow, ordinal)
            }
            None => outside,
        };
        self.by_ident.insert(ident, record);
        self.traces.push(Trace {
            ident,
            parent: parent.map(|by| self.ident(by)),
            workflow,
            code: Text::new(""),
            sums: Sums::default(),
            turns: Vec::new(),
            tasks: Vec::new(),
            incidents: Vec::new(),
            steps: 0,
            state: None,
            ended: false,
            breaches: 0,
            failures: 0,
            failed: None,
            failure_sum: 0,
            diverged: None,
            older: false,
        });
    }

    /// What must be known of a record even when its facts count no more.
    fn keep(&mut self, record: RecordNo, effect: &Effect) {
        match effect {
            Effect::TaskOpened(task) => {
                self.tasks.push(TaskMark {
                    name: task.name,
                    ordinal: task.ordinal,
                    kind: task.kind,
                    offers: offers(task),
                    closed: None,
                });
                if let Some(trace) = self.trace_mut(record) {
                    trace.tasks.push(task.no);
                }
            }
            Effect::TaskClosed { task, closed, .. } => {
                if let Some(mark) = self.tasks.get_mut(task.place()) {
                    mark.closed = Some((closed.at, closed.why));
                }
            }
            Effect::IncidentOpened { incident, .. } => {
                if let Some(trace) = self.trace_mut(record) {
                    trace.incidents.push(*incident);
                }
            }
            Effect::Coded { code } => {
                if let Some(trace) = self.trace_mut(record) {
                    trace.code = code.clone();
                }
            }
            Effect::Entered { state } | Effect::Renamed { state } => {
                if let Some(trace) = self.trace_mut(record) {
                    trace.state = Some(*state);
                }
            }
            Effect::Ended { .. } => {
                if let Some(trace) = self.trace_mut(record) {
                    trace.ended = true;
                }
            }
            Effect::Born { .. }
            | Effect::Counted { .. }
            | Effect::Set { .. }
            | Effect::Took { .. }
            | Effect::TaskAssigned { .. }
            | Effect::TaskKept { .. }
            | Effect::DeadlineMoved { .. }
            | Effect::PointPassed { .. }
            | Effect::TimerArmed { .. }
            | Effect::TimerCancelled { .. }
            | Effect::TimerUsed { .. }
            | Effect::Starts { .. }
            | Effect::Tells { .. }
            | Effect::Sent(_)
            | Effect::Noted { .. }
            | Effect::IncidentClosed { .. } => {}
        }
    }

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

    fn facts(&mut self, record: RecordNo, line: &Line, effect: &Effect, sums: &mut Sums) {
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
                if let What::Started { workflow, .. } = &event.what {
                    sums.add(Facet::Path, Mix::new(14).name(*workflow).done());
                }
            }
            Effect::Set { field, value } => self.set(record, *field, value, sums),
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
            | Effect::IncidentOpened { .. }
            | Effect::IncidentClosed { .. } => {}
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
        if self.codes.contains(&(trace.workflow, field)) {
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
