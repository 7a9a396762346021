//! What a run leaves behind: for each record its facts, summed by facet, and a print of every turn, so that two runs are
//! compared without keeping either. Records are known by how they were born, never by number or code: one born of an
//! outside event by that event's line in the recorded journal, a child by (parent, workflow, how-manieth).

use std::collections::{BTreeMap, BTreeSet};

use super::divergence::Divergence;
use super::facet::{Facet, Sums};
use super::mix::Mix;
use crate::engine::Desk;
use crate::model::{
    CloseReason, Effect, FieldId, IncidentNo, Instant, Line, LineNo, NameId, Outcome, RecordNo,
    Task, TaskKind, TaskNo, Text,
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
    pub(super) steps: u32,
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

    /// Whether a field holds codes, which never count.
    pub(super) fn is_code(&self, workflow: NameId, field: FieldId) -> bool {
        self.codes.contains(&(workflow, field))
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

    /// Who the next record of a workflow that this one starts will be.
    pub(super) fn next_child(&self, by: RecordNo, workflow: NameId) -> Ident {
        let born = self.children.get(&(by, workflow)).copied().unwrap_or(0);
        Ident::child(self.ident(by), workflow, born + 1)
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
        let starter = line.event.what.started().map(|(_, by)| by);
        let Some(record) = line.record.or(starter) else {
            return;
        };
        let mut sums = Sums::default();
        if let (None, Some((workflow, _)), Outcome::Refused(_)) =
            (line.record, line.event.what.started(), &line.outcome)
        {
            sums.add(Facet::Path, Mix::new(15).name(workflow).done());
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
        let parent = line.event.what.started().map(|(_, by)| by);
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
            Effect::IncidentOpened { incident, .. } | Effect::Undelivered { incident, .. } => {
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
            | Effect::Assigned { .. }
            | Effect::SignersSet { .. }
            | Effect::Signed { .. }
            | Effect::Unsigned { .. }
            | Effect::Offered { .. }
            | Effect::MayWithdraw { .. }
            | Effect::Nudged { .. }
            | Effect::DeadlineAwaited { .. }
            | Effect::IncidentClosed { .. } => {}
        }
    }
}
