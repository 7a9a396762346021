//! A revision: the whole configuration folder, compiled. Nothing in it names a thing by text that has to be looked up
//! again; what is written in the files and what the engine runs are two types, and `config` is the way from one to the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::label::{Label, Labels};
use super::list::List;
use super::migrate::Migrate;
use super::parts::{
    Ask, EventRule, Form, Holding, NoticeRule, QueryRule, Require, State, TaskRule, Transition,
};
use super::pattern::CodePattern;
use crate::lang::{Expr, ParamId, QueryId, RuleSet, Table, TableId, Typed};
use crate::model::catalogue::Lang;
use crate::model::{Cell, Duration, FieldId, NameId, Names, RevisionNo, Value};
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
    /// The desk's roles.
    pub roles: BTreeMap<NameId, Role>,
    /// Rights, and who has them.
    pub rights: BTreeMap<NameId, Right>,
    /// Rules in rhai, callable from expressions.
    pub rules: RuleSet,
    /// Lists by name.
    pub lists: BTreeMap<NameId, List>,
    /// Decision tables, by their numbers.
    pub tables: BTreeMap<TableId, Arc<Table>>,
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
    /// A decision table by its number.
    #[must_use]
    pub fn table(&self, id: TableId) -> Option<&Table> {
        self.tables.get(&id).map(|table| &**table)
    }

    /// What people see of a row of a list: its label, else its key.
    #[must_use]
    pub fn row_label(&self, list: NameId, row: NameId) -> String {
        let own = self.lists.get(&list).and_then(|list| list.label_of(row));
        if let Some(own) = own {
            return own.to_owned();
        }
        let path = [self.names.text(list), self.names.text(row)];
        self.labels.of(&path).text(self.language).to_owned()
    }

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

/// What the holders of some roles may do beside what workflows say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Right {
    /// The roles that have it.
    pub roles: Vec<NameId>,
    /// What its use asks: a remark, or on whose prompt.
    pub with: Vec<Ask>,
    /// The role at whose prompt it is used.
    pub prompted_by: Option<NameId>,
}

/// Who owns a new record.
#[derive(Clone, Debug)]
pub struct Assign {
    /// The role the candidates hold; `None`: everybody who holds one.
    pub role: Option<NameId>,
    /// What narrows them, one after the other.
    pub pick: Vec<Pick>,
}

/// One step of an assignment; one that leaves nobody is passed over.
#[derive(Clone, Debug)]
pub enum Pick {
    /// Those this gives: a person, people, or who holds a role.
    Given(Expr),
    /// Those with the fewest open tasks.
    LeastLoaded,
    /// The one after whoever was chosen last.
    RoundRobin,
}

/// Somebody a task may lie with, or who may do something.
#[derive(Clone, Debug)]
pub enum Who {
    /// All who hold this role.
    Role(NameId),
    /// All who have this right.
    Right(NameId),
    /// The person or people (or the records with an address) this gives.
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

impl Setting {
    /// A value that depends on nothing but its expression.
    #[must_use]
    pub fn plain(base: Expr) -> Setting {
        Setting {
            base,
            except: Vec::new(),
            from: Vec::new(),
            date: None,
        }
    }
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
    /// Who may see its records; empty: everybody.
    pub seen_by: Vec<Who>,
    /// The fields that hold addresses by which notices reach a record.
    pub reach: Vec<FieldId>,
    /// Whom a right does not serve on a record of this workflow.
    pub barred: BTreeMap<NameId, Vec<Who>>,
    /// Who owns a new record, before the default of `owner`.
    pub assign: Option<Assign>,
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
    /// The fields that hold forms.
    pub forms: Vec<FieldId>,
    /// Those of them that are opened at birth: frozen ones, and what nothing asks.
    pub forms_at_birth: Vec<FieldId>,
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
    /// The queries, by their place; `None` where nothing here asks.
    pub queries: Vec<Option<QueryRule>>,
    /// What a change says about living records.
    pub migrate: Migrate,
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

    /// A query by its place.
    #[must_use]
    pub fn query(&self, id: QueryId) -> Option<&QueryRule> {
        self.queries.get(usize::from(id.0))?.as_ref()
    }

    /// A param by its place.
    #[must_use]
    pub fn param(&self, id: ParamId) -> Option<&Param> {
        self.params.get(usize::from(id.0))
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
    pub default: Option<Setting>,
    /// How it is computed.
    pub computed: Option<Expr>,
    /// The record's own fields it is computed from: it is computed anew when one of them changes, and at no other time.
    pub inputs: Vec<FieldId>,
    /// Whether it is computed from what became of tasks.
    pub follows_tasks: bool,
    /// Computed once, at birth.
    pub frozen: bool,
    /// No two living or ended records of the workflow share a value.
    pub unique: bool,
    /// Erasable, kept out of guards.
    pub personal: bool,
    /// What the value can be.
    pub within: Option<Within>,
    /// Who may see the value; empty: whoever sees the record.
    pub seen_by: Vec<Who>,
    /// For a field of type `code`: its pattern.
    pub code: Option<CodePattern>,
    /// For a field that holds a form: what it adds to it.
    pub holding: Option<Holding>,
}

/// What a field's value can be.
#[derive(Clone, Debug)]
pub struct Within {
    /// As it was written.
    pub text: Arc<str>,
    /// What it matches.
    pub cell: Cell,
}

impl Within {
    /// Whether a value can occur; of several each must.
    #[must_use]
    pub fn allows(&self, value: &Value) -> bool {
        match value {
            Value::Empty => true,
            Value::List(list) => list.iter().all(|value| self.cell.matches(value, &[])),
            one => self.cell.matches(one, &[]),
        }
    }
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
