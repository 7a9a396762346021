//! The state of a turn while it runs: the record as it was, and what this turn has changed so far. Nothing of it reaches
//! the world before the turn is over; a turn that fails leaves only its incident.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::revision::{Desk, Workflow};
use super::view::{Next, View};
use crate::lang::{EvalError, Explained};
use crate::model::{
    Effect, Event, FieldId, Instant, LineNo, NameId, Read, Record, RecordNo, Task, TaskNo, Value,
    Waiting,
};

/// What a turn decided, in buffers that the caller may keep and hand in again.
#[derive(Debug, Default)]
pub struct Turn {
    /// What it does, in order.
    pub effects: Vec<Effect>,
    /// What it read of other records.
    pub reads: Vec<Read>,
    /// Why it decided so; filled only where asked for.
    pub trace: Option<Vec<Trace>>,
}

impl Turn {
    /// An empty turn that also keeps why it decides.
    #[must_use]
    pub fn explained() -> Turn {
        Turn {
            trace: Some(Vec::new()),
            ..Turn::default()
        }
    }

    /// Empties the buffers for the next turn.
    pub fn clear(&mut self) {
        self.effects.clear();
        self.reads.clear();
        if let Some(trace) = &mut self.trace {
            trace.clear();
        }
    }
}

/// A step of the reasoning behind a decision.
#[derive(Clone, Debug)]
pub enum Trace {
    /// A transition was considered.
    Considered {
        /// Which.
        transition: NameId,
        /// What was found.
        verdict: Considered,
    },
    /// A requirement was judged.
    Required {
        /// Which.
        require: NameId,
        /// Its condition, with values.
        condition: Explained,
    },
    /// A computed field was computed.
    Computed {
        /// Which.
        field: FieldId,
        /// Its expression, with values.
        expression: Explained,
    },
}

/// What became of a transition considered.
#[derive(Clone, Debug)]
pub enum Considered {
    /// Taken: no guard, or it held.
    Taken(Option<Explained>),
    /// Its guard did not hold.
    Guard(Explained),
    /// It was taken as often as it may be.
    AtMost {
        /// How often it was taken.
        count: usize,
        /// How often it may be.
        limit: i64,
    },
}

/// Why a turn cannot go on: the whole of it is undone and an incident opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// An expression or rule failed.
    #[error(transparent)]
    Eval(#[from] EvalError),
    /// Transitions without trigger went on for ever.
    #[error("more than {0} transitions without a trigger in one turn")]
    TooManySteps(usize),
    /// Events raised each other too deep.
    #[error("events raised by each other went more than {0} deep")]
    TooManyHops(u16),
    /// A record to be started lacks something, or has what it may not have.
    #[error("a record of `{workflow}` cannot be started: {why}")]
    CannotStart {
        /// Its workflow.
        workflow: String,
        /// What is wrong.
        why: String,
    },
    /// A record to be started lacks what the person who acts was asked for and did not give.
    #[error("a value asked for a record to be started is missing")]
    NotGiven(Vec<FieldId>),
    /// A value set or computed belongs to another record.
    #[error("`{field}` would have a value that belongs to another record")]
    NotUnique {
        /// The field.
        field: String,
    },
    /// A value set or computed is none its field can hold.
    #[error("`{field}` would have a value outside {within}")]
    Outside {
        /// The field.
        field: String,
        /// What it can hold.
        within: String,
    },
    /// A deadline cannot be computed.
    #[error("{0}")]
    Time(#[from] crate::time::TimeError),
    /// The revision lacks something the record is in the middle of.
    #[error("the rules have no {what} `{name}`")]
    Gone {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
}

/// A turn at work on one record.
pub(super) struct Work<'a, V> {
    pub(super) desk: &'a Desk,
    pub(super) view: &'a V,
    pub(super) workflow: &'a Workflow,
    pub(super) event: &'a Event,
    pub(super) line: LineNo,
    pub(super) record: RecordNo,
    /// The head as it was before the turn; `None` while the record is being born.
    pub(super) before: Option<&'a Record>,
    /// Its values as they were.
    pub(super) row: &'a [Value],
    pub(super) state: Option<NameId>,
    pub(super) entered: Instant,
    pub(super) opened: Instant,
    pub(super) opened_by: Option<RecordNo>,
    pub(super) started_by: Option<RecordNo>,
    pub(super) code: Option<crate::model::Text>,
    pub(super) ended: bool,
    /// Fields changed in this turn.
    pub(super) sets: Vec<(FieldId, Value)>,
    /// Tasks opened or changed in this turn, as they stand.
    pub(super) tasks: Vec<Task>,
    /// The record's tasks, as [`Record::tasks`].
    pub(super) held: Vec<TaskNo>,
    /// The record's waiting transitions.
    pub(super) waits: Vec<Waiting>,
    /// Transitions taken in this turn.
    pub(super) taken: Vec<NameId>,
    /// States entered in this turn, to be told.
    pub(super) reached: Vec<(Option<NameId>, bool)>,
    /// Records to be started once the turn is decided.
    pub(super) starts: Vec<Event>,
    /// Series of codes counted up in this turn.
    pub(super) counted: Vec<(String, u64)>,
    pub(super) next: Next,
    /// Whether the event is a parked one, tried again.
    pub(super) retry: bool,
    /// When the parked event that is tried again happened first.
    pub(super) parked_at: Instant,
    /// Whether a state was entered in this turn.
    pub(super) entered_now: bool,
    /// Whether the record is being born and was computed already: what is frozen stays as it is.
    pub(super) computed: bool,
    pub(super) effects: &'a mut Vec<Effect>,
    pub(super) reads: &'a RefCell<Vec<Read>>,
    /// What stands in `reads` already.
    pub(super) noted: RefCell<BTreeSet<(RecordNo, Option<FieldId>)>>,
    pub(super) trace: Option<Vec<Trace>>,
}

impl<'a, V: View> Work<'a, V> {
    /// The instant of the turn.
    pub(super) fn now(&self) -> Instant {
        self.event.at
    }

    /// A field's value as this turn sees it.
    pub(super) fn value(&self, field: FieldId) -> Value {
        if let Some((_, value)) = self.sets.iter().rev().find(|(set, _)| *set == field) {
            return value.clone();
        }
        self.row.get(field.place()).cloned().unwrap_or_default()
    }

    /// Sets a field, if that changes it.
    pub(super) fn set(&mut self, field: FieldId, value: Value) {
        if self.value(field) == value {
            return;
        }
        self.effects.push(Effect::Set {
            field,
            value: value.clone(),
        });
        match self.sets.iter_mut().find(|(set, _)| *set == field) {
            Some(slot) => slot.1 = value,
            None => self.sets.push((field, value)),
        }
    }

    /// A task as this turn sees it.
    pub(super) fn task(&self, no: TaskNo) -> Option<&Task> {
        self.tasks
            .iter()
            .find(|task| task.no == no)
            .or_else(|| self.view.task(no))
    }

    /// The newest instance of a task of this name, open or closed.
    pub(super) fn newest(&self, name: NameId) -> Option<&Task> {
        self.held
            .iter()
            .rev()
            .filter_map(|no| self.task(*no))
            .find(|task| task.name == name)
    }

    /// The open instance of a task of this name.
    pub(super) fn open_task(&self, name: NameId) -> Option<&Task> {
        self.newest(name).filter(|task| task.is_open())
    }

    /// A copy of a task this turn may change.
    pub(super) fn task_mut(&mut self, no: TaskNo) -> Option<&mut Task> {
        if !self.tasks.iter().any(|task| task.no == no) {
            let copy = self.view.task(no)?.clone();
            self.tasks.push(copy);
        }
        self.tasks.iter_mut().find(|task| task.no == no)
    }

    /// How often a transition was taken in the record's life, or since another was last taken.
    pub(super) fn times_taken(&self, transition: NameId, since: Option<NameId>) -> usize {
        let before = self.before.map_or(&[][..], |record| record.path.as_slice());
        let mut count = 0;
        for taken in self.taken.iter().rev().chain(before.iter().rev()) {
            if since == Some(*taken) {
                break;
            }
            if *taken == transition {
                count += 1;
            }
        }
        count
    }

    /// A name's text, for messages.
    pub(super) fn text(&self, name: NameId) -> String {
        self.desk.names.text(name).to_owned()
    }

    /// Adds to the reasoning, where it is kept.
    pub(super) fn trace(&mut self, item: impl FnOnce() -> Trace) {
        if let Some(trace) = &mut self.trace {
            trace.push(item());
        }
    }
}
