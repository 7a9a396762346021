//! The parts of a workflow: what acts ask, tasks, events, states, transitions, notices and forms.

use std::sync::Arc;

use super::label::Label;
use super::revision::{Setting, Who};
use crate::lang::{Expr, QueryId};
use crate::model::{Cell, FieldId, Lives, NameId, RungAct, RungAt, Takes, TaskKind, Text, Value};

/// What an act asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What is asked.
    pub what: Asked,
    /// Whether it must be given in this act.
    pub required: bool,
}

/// What can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A field of the record.
    Field(FieldId),
    /// A remark, kept with the event.
    Remark,
    /// On whose prompt, kept with the event as its remark.
    Prompt,
}

/// A task, clock or acknowledgement.
#[derive(Clone, Debug)]
pub struct TaskRule {
    /// Its name.
    pub name: NameId,
    /// What people see.
    pub label: Label,
    /// What it is.
    pub kind: TaskKind,
    /// Whom it lies with: the first that gives somebody.
    pub who: Vec<Who>,
    /// Who may not answer it.
    pub not: Vec<Who>,
    /// Fields and the most that may be decided here; above it the task goes to the role's `above`.
    pub up_to: Vec<(FieldId, Setting)>,
    /// How many of those named must sign; `None`: one answer is enough, and whoever it lies with gives it.
    pub need: Option<Need>,
    /// What may be done with it besides ([`crate::model::Handling::ALLOWED`]).
    pub allow: Vec<&'static str>,
    /// The answers; a plain task has the one outcome `done`.
    pub outcomes: Vec<OutcomeRule>,
    /// Its deadline.
    pub deadline: Option<DeadlineRule>,
    /// How long it stays.
    pub lives: Lives,
    /// Requirements on every answer.
    pub require: Vec<NameId>,
}

/// How many of the signers of a task must give the same answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Every one of them.
    All,
    /// Any one of them.
    Any,
    /// So many.
    Count(u16),
}

/// An answer a task takes.
#[derive(Clone, Debug)]
pub struct OutcomeRule {
    /// Its name.
    pub name: NameId,
    /// What people see.
    pub label: Label,
    /// What it asks.
    pub with: Vec<Ask>,
    /// Whether the task stays open.
    pub keeps: bool,
    /// Requirements on this answer.
    pub require: Vec<NameId>,
}

/// A deadline as configured.
#[derive(Clone, Debug)]
pub struct DeadlineRule {
    /// The budget until due.
    pub due: Setting,
    /// The budget until breach, where it differs.
    pub breach: Option<Setting>,
    /// The calendar.
    pub calendar: NameId,
    /// The ladder.
    pub ladder: Vec<RungRule>,
    /// States in which its clock stands.
    pub pauses_in: Vec<NameId>,
}

/// A rung as configured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RungRule {
    /// When.
    pub at: RungAt,
    /// What.
    pub act: RungAct,
}

/// What may be reported, and by whom.
#[derive(Clone, Debug)]
pub struct EventRule {
    /// Its name.
    pub name: NameId,
    /// What people see.
    pub label: Label,
    /// Who may report it; empty: only the engine raises it.
    pub who: Vec<Who>,
    /// Who may not, actor and principal alike.
    pub not: Vec<Who>,
    /// What it asks.
    pub with: Vec<Ask>,
    /// Requirements on reporting it.
    pub require: Vec<NameId>,
}

/// What states and transitions alike may do.
#[derive(Clone, Debug, Default)]
pub struct Actions {
    /// Tasks and clocks opened (one still open is kept, re-addressed).
    pub opens: Vec<NameId>,
    /// Tasks closed.
    pub closes: Vec<NameId>,
    /// Notices sent.
    pub sends: Vec<NameId>,
    /// Records started.
    pub starts: Vec<StartRule>,
    /// Fields of type code that get their code.
    pub gives: Vec<FieldId>,
    /// Fields set.
    pub sets: Vec<(FieldId, Setting)>,
}

/// A record started from another.
#[derive(Clone, Debug)]
pub struct StartRule {
    /// Its workflow.
    pub workflow: NameId,
    /// One for every item of this; `None`: one.
    pub each: Option<Each>,
    /// Fields of the new record and what fills them, evaluated on the starting record; same names and the reference back included.
    pub fill: Vec<(FieldId, Setting)>,
    /// Fields of the new record and those of the starting one by which they are asked of the person who acts.
    pub asked: Vec<(FieldId, FieldId)>,
    /// Only where this holds.
    pub when: Option<Expr>,
    /// None is started twice with these values; empty: as often as it comes to that.
    pub once_per: Vec<FieldId>,
}

/// What a start is repeated for.
#[derive(Clone, Debug)]
pub enum Each {
    /// The records a query finds.
    Query(QueryId),
    /// The values of a list: a `many` field, the rows of a list, the items of a form.
    List(Expr),
}

/// A query: which records of a workflow, and in which order.
#[derive(Clone, Debug)]
pub struct QueryRule {
    /// Its name.
    pub name: NameId,
    /// The workflow of the records.
    pub workflow: NameId,
    /// What it is given from outside, evaluated on the record that asks.
    pub needs: Vec<Expr>,
    /// What must hold of a record.
    pub filter: Option<Expr>,
    /// What the records are ordered by; those alike stay in the order they were born.
    pub order: Vec<Expr>,
}

/// A state.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name.
    pub name: NameId,
    /// What people see.
    pub label: Label,
    /// Whether the record ends here.
    pub ends: bool,
    /// What entering it does.
    pub actions: Actions,
}

/// What a transition waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trigger {
    /// A named answer to a task.
    Outcome {
        /// The task.
        task: NameId,
        /// The answer.
        outcome: NameId,
    },
    /// Any answer that closes a task.
    Done {
        /// The task.
        task: NameId,
    },
    /// A deadline passed its due instant.
    Late {
        /// The task or clock.
        task: NameId,
    },
    /// A deadline was judged breached.
    Breached {
        /// The task or clock.
        task: NameId,
    },
    /// Every task of this state is closed; tried after the turn.
    AllDone,
    /// A reported or raised event.
    Event {
        /// The event.
        event: NameId,
    },
    /// A related record entered a state.
    Reached {
        /// Its workflow.
        workflow: NameId,
        /// The state.
        state: NameId,
    },
    /// A related record ended.
    RelatedEnded {
        /// Its workflow.
        workflow: NameId,
    },
    /// Every related record born since this state was entered, or still open then, has ended.
    AllEnded {
        /// Their workflow.
        workflow: NameId,
    },
    /// Its own `after` or `at`.
    Timer,
    /// None: tried after every turn of the record.
    Automatic,
}

impl Trigger {
    /// Whether it waits for this step of a related record: the state it reached, and whether that ended it. For
    /// [`Trigger::AllEnded`] the others are still to be looked at; it also hears of one that belongs here no more.
    pub(super) fn hears(&self, workflow: NameId, state: Option<NameId>, ended: bool) -> bool {
        match self {
            Trigger::Reached {
                workflow: of,
                state: at,
            } => *of == workflow && Some(*at) == state,
            Trigger::RelatedEnded { workflow: of } => *of == workflow && ended,
            Trigger::AllEnded { workflow: of } => *of == workflow && (ended || state.is_none()),
            Trigger::Outcome { .. }
            | Trigger::Done { .. }
            | Trigger::Late { .. }
            | Trigger::Breached { .. }
            | Trigger::AllDone
            | Trigger::Event { .. }
            | Trigger::Timer
            | Trigger::Automatic => false,
        }
    }
}

/// A transition.
#[derive(Clone, Debug)]
pub struct Transition {
    /// Its name.
    pub name: NameId,
    /// What people see.
    pub label: Label,
    /// The states it leaves; `None`: any that does not end.
    pub from: Option<Vec<NameId>>,
    /// What it waits for: any of these.
    pub on: Vec<Trigger>,
    /// How long after entering the state it is tried.
    pub after: Option<Setting>,
    /// The date or instant at which it is tried.
    pub at: Option<Setting>,
    /// Its guard.
    pub when: Option<Expr>,
    /// How often it may be taken, in the record's life or since `since` was last taken.
    pub at_most: Option<Setting>,
    /// The transition that starts the count anew.
    pub since: Option<NameId>,
    /// Where it leads; `None`: the record stays, neither leaving nor entering.
    pub to: Option<NameId>,
    /// Requirements on what a person does.
    pub require: Vec<NameId>,
    /// The field by which the related record must name this one.
    pub via: Option<FieldId>,
    /// What it does besides.
    pub actions: Actions,
}

/// A requirement with the words a refusal uses.
#[derive(Clone, Debug)]
pub struct Require {
    /// Its name.
    pub name: NameId,
    /// What people see.
    pub label: Label,
    /// What must hold.
    pub when: Expr,
    /// The form whose unmet items are named one by one.
    pub each: Option<FieldId>,
}

/// A notice.
#[derive(Clone, Debug)]
pub struct NoticeRule {
    /// Its name.
    pub name: NameId,
    /// What people see.
    pub label: Label,
    /// Whom it goes to: all of them.
    pub to: Vec<Who>,
    /// The template's file name.
    pub template: Arc<str>,
    /// Its text.
    pub body: Arc<str>,
    /// Only where this holds.
    pub when: Option<Expr>,
    /// Whether it is acknowledged, by the task of the same name.
    pub acknowledged: bool,
}

/// A list of items to answer.
#[derive(Clone, Debug)]
pub struct Form {
    /// Its name.
    pub name: NameId,
    /// What people see.
    pub label: Label,
    /// What the record that holds it gives.
    pub needs: Vec<NameId>,
    /// Which items are used: over the needs, then the columns.
    pub uses: Option<Expr>,
    /// When it is passed; where nothing is said, when no item is unmet.
    pub pass: Option<Expr>,
    /// Its items, in the order of the file.
    pub items: Vec<FormItem>,
}

/// An item of a form.
#[derive(Clone, Debug)]
pub struct FormItem {
    /// Its stable name.
    pub name: NameId,
    /// What is asked.
    pub text: Text,
    /// The type of the answer.
    pub ty: crate::lang::Type,
    /// The same as plain data.
    pub takes: Takes,
    /// Whether it must be answered.
    pub required: bool,
    /// Its weight.
    pub weight: Value,
    /// The answers that can occur.
    pub within: Option<Cell>,
    /// The answers that meet it, and the expressions it compares with, over the needs.
    pub pass: Option<(Cell, Vec<Expr>)>,
    /// The other columns of its row.
    pub data: Vec<(NameId, Value)>,
}

/// What a field that holds a form adds to it.
#[derive(Clone, Debug)]
pub struct Holding {
    /// The form.
    pub form: NameId,
    /// What the record gives for each need.
    pub needs: Vec<(NameId, Expr)>,
    /// The items that are read when the form is opened, and from what.
    pub figures: Vec<(NameId, Expr)>,
    /// The form whose answers stand in this one.
    pub continues: Option<Expr>,
    /// For an item: whether its earlier answer, `last`, is asked anew.
    pub ask: Vec<(NameId, Expr)>,
}
