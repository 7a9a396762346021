//! A revision: the whole configuration folder, compiled. Nothing in it names a thing by text that has to be looked up
//! again; what is written in the files and what the engine runs are two types, and `config` is the way from one to the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::parts::{EventRule, Form, NoticeRule, Require, State, TaskRule, Transition};
use crate::lang::{Expr, ParamId, RuleSet, Typed};
use crate::model::catalogue::Lang;
use crate::model::{Duration, FieldId, NameId, Names, RevisionNo};
use crate::time::Calendar;

/// The compiled rules of one desk.
#[derive(Debug)]
pub struct Desk {
    /// The folder's name.
    pub name: Arc<str>,
    /// What people see.
    pub label: Label,
    /// The language of its messages and pages.
    pub language: Lang,
    /// The currency, by its ISO code; empty where none is said.
    pub currency: Arc<str>,
    /// The revision this is part of.
    pub revision: RevisionNo,
    /// The hash of the compiled meaning: equal where activating would change nothing.
    pub meaning: String,
    /// The desk's names; only ever appended to.
    pub names: Arc<Names>,
    /// Places of the currency behind the point.
    pub money_places: u32,
    /// The calendar everything uses that names none.
    pub calendar: Arc<Calendar>,
    /// That calendar's name.
    pub calendar_name: NameId,
    /// All calendars by name.
    pub calendars: BTreeMap<NameId, Arc<Calendar>>,
    /// How long after the due instant a deed done in time may still be recorded; `None` judges at once.
    pub backdate_within: Option<Duration>,
    /// How long its answerer may undo an answer; `None`: not at all.
    pub undo_within: Option<Duration>,
    /// The desk's roles.
    pub roles: BTreeMap<NameId, Role>,
    /// Rights, and who has them.
    pub rights: BTreeMap<NameId, Vec<Who>>,
    /// Rules in rhai, callable from expressions.
    pub rules: RuleSet,
    /// Forms by name.
    pub forms: BTreeMap<NameId, Form>,
    /// The workflows, by name.
    pub workflows: BTreeMap<NameId, Workflow>,
    /// What people see of names that stand in no rule of their own: choices, roles, items.
    pub labels: Labels,
    /// What of this desk cannot be run yet; a desk with any does not go live. One line each, naming file and key.
    pub not_run_yet: Vec<String>,
}

impl Desk {
    /// A workflow by its name.
    #[must_use]
    pub fn workflow(&self, name: NameId) -> Option<&Workflow> {
        self.workflows.get(&name)
    }
}

/// A role people hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// The role work escalates to. It inherits nothing.
    pub above: Option<NameId>,
    /// Whether its holders are not of the department.
    pub outside: bool,
}

/// Somebody a task may lie with, or who may do something.
#[derive(Clone, Debug)]
pub enum Who {
    /// All who hold this role.
    Role(NameId),
    /// All who have this right.
    Right(NameId),
    /// The person (or the record with an address) this gives.
    Person(Expr),
}

/// A value that may depend: on conditions (first that holds), or on a date (the last one reached).
#[derive(Clone, Debug)]
pub struct Setting {
    /// The value when nothing else applies.
    pub base: Expr,
    /// First condition that holds gives the value.
    pub except: Vec<(Expr, Expr)>,
    /// From a date on, the value is this; in order of dates. The date compared is the record's `date`.
    pub from: Vec<(chrono::NaiveDate, Expr)>,
    /// The field whose date counts; `None`: the day the record was opened.
    pub date: Option<FieldId>,
}

/// One kind of record.
#[derive(Debug)]
pub struct Workflow {
    /// Its name.
    pub name: NameId,
    /// What people see.
    pub label: Label,
    /// Whether its records are people.
    pub person: bool,
    /// In a person's workflow: the field that holds the roles.
    pub roles_field: Option<FieldId>,
    /// The field by which people name a record (`key = true`).
    pub key: Option<FieldId>,
    /// How records are coded.
    pub code: CodePattern,
    /// The state a record is born into; `None` in a register.
    pub initial: Option<NameId>,
    /// The fields, by their place; `None` where a place belonged to a field that is gone.
    pub fields: Vec<Option<Field>>,
    /// The computed fields, in the order in which they depend on each other.
    pub computed: Vec<FieldId>,
    /// The params.
    pub params: Vec<Param>,
    /// Tasks, clocks and acknowledgements by name.
    pub tasks: BTreeMap<NameId, TaskRule>,
    /// What may be reported, by name.
    pub events: BTreeMap<NameId, EventRule>,
    /// What opening asks and who may; `None`: everybody of the desk, and the required fields without default.
    pub open: Option<EventRule>,
    /// States by name.
    pub states: BTreeMap<NameId, State>,
    /// Transitions, in the order they are tried among those of one trigger in one state.
    pub transitions: Vec<Transition>,
    /// Requirements by name.
    pub requires: BTreeMap<NameId, Require>,
    /// Notices by name.
    pub notices: BTreeMap<NameId, NoticeRule>,
    /// Clocks started at birth (those no state or transition opens).
    pub clocks: Vec<NameId>,
    /// The fields that name records, and the workflow they name.
    pub relations: Vec<(FieldId, NameId)>,
    /// What a change says about living records.
    pub migrate: Migrate,
}

/// What a change says about living records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrate {
    /// The revision it was written for; all but the renames are spent after it.
    pub since: Option<Arc<str>>,
    /// Names that took the place of others; each applies only while the old name no longer exists.
    pub renames: Vec<Rename>,
    /// Tasks and clocks whose open deadlines take a changed budget.
    pub rearm: Vec<NameId>,
    /// Timers new to a state already occupied, and whether they are armed there.
    pub timers: Vec<(NameId, bool)>,
    /// Computed fields computed anew.
    pub recompute: Vec<FieldId>,
}

/// A name that took the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// What it names: `state`, `task`, `outcome`, `field`, `choice`, `event` or `clock`.
    pub kind: Arc<str>,
    /// The name that is gone.
    pub old: Arc<str>,
    /// The name that stands for it.
    pub new: Arc<str>,
}

impl Workflow {
    /// A field by its place.
    #[must_use]
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields.get(id.place())?.as_ref()
    }

    /// Whether going live does anything to living records of this workflow.
    #[must_use]
    pub fn migrates(&self) -> bool {
        let migrate = &self.migrate;
        let armed = migrate.timers.iter().any(|(_, arm)| *arm);
        armed
            || !migrate.renames.is_empty()
            || !migrate.rearm.is_empty()
            || !migrate.recompute.is_empty()
    }

    /// A transition by its name.
    #[must_use]
    pub fn transition(&self, name: NameId) -> Option<&Transition> {
        self.transitions
            .iter()
            .find(|transition| transition.name == name)
    }

    /// A param by its place.
    #[must_use]
    pub fn param(&self, id: ParamId) -> Option<&Param> {
        self.params.get(usize::from(id.0))
    }
}

/// What people see of a thing, in both languages. Where one is missing the other serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Chinese.
    pub zh: Arc<str>,
    /// English.
    pub en: Arc<str>,
}

impl Label {
    /// The label in a language, or the other language's where that is missing; empty where there is none at all.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Zh => (&self.zh, &self.en),
            Lang::En => (&self.en, &self.zh),
        };
        if first.is_empty() { second } else { first }
    }
}

/// The labels of a desk by path (`complaint.decide.assign`). The most specific path wins, a bare word serves all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(pub BTreeMap<Arc<str>, Label>);

impl Labels {
    /// The label of what stands at this path, the name itself where there is none.
    #[must_use]
    pub fn of(&self, path: &[&str]) -> Label {
        let mut label = self.find(path);
        let name = path.last().copied().unwrap_or("");
        match (label.zh.is_empty(), label.en.is_empty()) {
            (true, true) => {
                label.zh = Arc::from(name);
                label.en = Arc::from(name);
            }
            (true, false) => label.zh = Arc::clone(&label.en),
            (false, true) => label.en = Arc::clone(&label.zh),
            (false, false) => {}
        }
        label
    }

    /// What is written for this path in each language, empty where nothing is.
    #[must_use]
    pub fn find(&self, path: &[&str]) -> Label {
        let mut label = Label::default();
        for start in 0..path.len() {
            let end = path.get(start..).unwrap_or(&[]).join(".");
            let Some(written) = self.0.get(end.as_str()) else {
                continue;
            };
            if label.zh.is_empty() {
                label.zh = Arc::clone(&written.zh);
            }
            if label.en.is_empty() {
                label.en = Arc::clone(&written.en);
            }
        }
        label
    }
}

/// A field of a workflow.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: NameId,
    /// Its place in rows.
    pub id: FieldId,
    /// What people see.
    pub label: Label,
    /// Its type, and whether it may be empty after birth.
    pub typed: Typed,
    /// Whether it must be given when the record is opened.
    pub required: bool,
    /// What it is where nothing is given.
    pub default: Option<Expr>,
    /// How it is computed.
    pub computed: Option<Expr>,
    /// Computed once, at birth.
    pub frozen: bool,
    /// No two living or ended records of the workflow share a value.
    pub unique: bool,
    /// Erasable, kept out of guards.
    pub personal: bool,
    /// For a field of type `code`: its pattern.
    pub code: Option<CodePattern>,
}

/// A number an admin may set.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: NameId,
    /// Its type.
    pub typed: Typed,
    /// Its value.
    pub value: Setting,
}

/// How codes are made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodePattern {
    /// The parts, in order.
    pub parts: Vec<CodePart>,
}

/// A part of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodePart {
    /// As it stands.
    Text(Arc<str>),
    /// The day the record was opened, in a chrono format.
    Opened(Arc<str>),
    /// The day of the turn, in a chrono format.
    Today(Arc<str>),
    /// A field's value.
    Field(FieldId),
    /// The running number within the text of the rest, at least so many digits.
    Number(usize),
}
