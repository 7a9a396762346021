//! The first pass over a desk: every name it declares and the type behind each, before any expression is read. Expressions
//! are then compiled against what stands here, in whatever order the files were written.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::diagnostic::Diagnostics;
use super::forms::FormDecl;
use super::lists::ListDecl;
use super::merge::Merged;
use super::reader::{Item, Said, Table};
use super::source::Span;
use super::tables::TableDecl;
use crate::lang::{
    Choices, Declared, FormParts, Function, ParamId, QueryId, RuleSet, TableId, Type, Typed,
};
use crate::model::{FieldId, NameId, RungAt};

/// What a desk declares.
#[derive(Debug)]
pub(crate) struct DeskDecl<'n> {
    pub(crate) name: String,
    pub(crate) money_places: u32,
    pub(crate) currency: String,
    pub(crate) roles: IndexMap<String, NameId>,
    pub(crate) role_choices: Choices,
    pub(crate) rights: IndexMap<String, NameId>,
    /// The roles that have another above them.
    pub(crate) has_above: Vec<NameId>,
    /// Who owns new records, by workflow.
    pub(crate) assign: Vec<Item<'n>>,
    pub(crate) forms: IndexMap<String, FormDecl<'n>>,
    /// Lists (CSV), by the names that stand as types.
    pub(crate) lists: IndexMap<String, ListDecl>,
    /// Decision tables, by the names they are called by.
    pub(crate) tables: IndexMap<String, TableDecl<'n>>,
    pub(crate) calendars: IndexMap<String, NameId>,
    pub(crate) default_calendar: Option<NameId>,
    pub(crate) ladders: IndexMap<String, Ladder<'n>>,
    pub(crate) flows: IndexMap<String, FlowDecl<'n>>,
    /// Where each stands in `flows`, by its number.
    pub(crate) flow_places: BTreeMap<NameId, usize>,
    /// Flows that exist and could not be read: nothing is said about their use.
    pub(crate) broken: Vec<String>,
    /// Flows of other desks, by name.
    pub(crate) elsewhere: IndexMap<String, String>,
    /// The workflow whose records are people.
    pub(crate) person: Option<NameId>,
    pub(crate) rules: RuleSet,
    /// The rules that could be read, though perhaps not all could.
    pub(crate) rules_broken: bool,
    /// What of the desk's own file this version does not carry out.
    pub(crate) later: Vec<Item<'n>>,
}

/// A ladder as it is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ladder<'n> {
    pub(crate) rungs: Vec<(RungAt, Act<'n>)>,
}

/// What a rung does; the event it raises is looked up in the workflow that uses the ladder.
#[derive(Clone, Debug)]
pub(crate) enum Act<'n> {
    Remind(crate::model::Reminded),
    Raise(Said<'n>),
}

/// What a workflow declares.
#[derive(Debug)]
pub(crate) struct FlowDecl<'n> {
    pub(crate) text: String,
    pub(crate) name: NameId,
    pub(crate) at: Span,
    pub(crate) merged: &'n Merged,
    pub(crate) person: bool,
    /// Whether some record of the desk starts records of it.
    pub(crate) started: bool,
    pub(crate) fields: IndexMap<String, FieldDecl<'n>>,
    pub(crate) params: IndexMap<String, ParamDecl<'n>>,
    /// Tasks, clocks and notices that are acknowledged.
    pub(crate) tasks: IndexMap<String, (NameId, Span)>,
    pub(crate) events: IndexMap<String, NameId>,
    pub(crate) states: IndexMap<String, NameId>,
    /// Workflows whose records name this one, and by which fields.
    pub(crate) relations: IndexMap<String, Relation>,
    /// The queries it may ask: the desk's, and its own.
    pub(crate) queries: IndexMap<String, QueryDecl<'n>>,
    pub(crate) top: Top<'n>,
}

/// A relation seen from the record named.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) workflow: NameId,
    pub(crate) via: Vec<(String, FieldId)>,
}

/// A query as it is written.
#[derive(Clone, Debug)]
pub(crate) struct QueryDecl<'n> {
    pub(crate) id: QueryId,
    pub(crate) name: NameId,
    pub(crate) at: Span,
    /// The workflow of the records; `None` where it is not known, which was told.
    pub(crate) of: Option<NameId>,
    pub(crate) needs: Vec<Need<'n>>,
    pub(crate) filter: Option<Item<'n>>,
    pub(crate) order: Vec<Said<'n>>,
}

/// A name a query is given from outside.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need<'n> {
    pub(crate) name: &'n str,
    pub(crate) at: Span,
    /// What is given under it; without, what whoever asks has under the same name.
    pub(crate) given: Option<Said<'n>>,
}

/// The sections of a workflow file, opened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Top<'n> {
    pub(crate) label: Option<Item<'n>>,
    pub(crate) code: Option<Item<'n>>,
    pub(crate) initial: Option<Item<'n>>,
    pub(crate) task: Vec<Item<'n>>,
    pub(crate) clock: Vec<Item<'n>>,
    pub(crate) notice: Vec<Item<'n>>,
    pub(crate) event: Vec<Item<'n>>,
    pub(crate) state: Vec<Item<'n>>,
    pub(crate) transition: Vec<Item<'n>>,
    pub(crate) require: Vec<Item<'n>>,
    pub(crate) ladders: IndexMap<String, Ladder<'n>>,
    pub(crate) migrate: Option<Item<'n>>,
    pub(crate) seen_by: Option<Item<'n>>,
    pub(crate) reach: Option<Item<'n>>,
    /// Whether `[state]` is written: without it the flow is a register.
    pub(crate) has_states: bool,
}

/// A field as it is written, with its type.
#[derive(Clone, Debug)]
pub(crate) struct FieldDecl<'n> {
    pub(crate) id: FieldId,
    pub(crate) name: NameId,
    pub(crate) at: Span,
    pub(crate) typed: Typed,
    /// Its declaration has a fault: nothing is said about its use.
    pub(crate) broken: bool,
    /// Its type is what its expression gives.
    pub(crate) inferred: bool,
    /// It is not written: a record to be started needs it, and who acts is asked for it.
    pub(crate) asked: bool,
    pub(crate) draft: FieldDraft<'n>,
}

/// The keys of a field.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldDraft<'n> {
    pub(crate) label: Option<Item<'n>>,
    pub(crate) ty: Option<Said<'n>>,
    pub(crate) choice: Option<Vec<Said<'n>>>,
    pub(crate) default: Option<Item<'n>>,
    pub(crate) computed: Option<Said<'n>>,
    pub(crate) pattern: Option<Said<'n>>,
    pub(crate) required: bool,
    pub(crate) frozen: bool,
    pub(crate) unique: bool,
    pub(crate) key: bool,
    pub(crate) many: bool,
    pub(crate) personal: bool,
    pub(crate) seen_by: Option<Item<'n>>,
    pub(crate) within: Option<Said<'n>>,
    /// What its form needs.
    pub(crate) fill: Option<Item<'n>>,
    /// The form whose answers stand in its own.
    pub(crate) continues: Option<Item<'n>>,
    /// Which of them are asked again.
    pub(crate) ask: Option<Item<'n>>,
}

/// A param as it is written, with its type.
#[derive(Clone, Debug)]
pub(crate) struct ParamDecl<'n> {
    pub(crate) id: ParamId,
    pub(crate) name: NameId,
    pub(crate) at: Span,
    pub(crate) typed: Typed,
    pub(crate) broken: bool,
    pub(crate) inferred: bool,
    pub(crate) item: Item<'n>,
}

impl FlowDecl<'_> {
    /// The places and names of all states, for “did you mean”.
    pub(crate) fn state_names(&self) -> Vec<&str> {
        self.states.keys().map(String::as_str).collect()
    }

    /// A place inside the flow that a name stands at, for messages about the flow as a whole.
    pub(crate) fn field_by_id(&self, id: FieldId) -> Option<(&str, &FieldDecl<'_>)> {
        let mut fields = self.fields.iter();
        let (name, field) = fields.find(|(_, field)| field.id == id)?;
        Some((name, field))
    }
}

impl DeskDecl<'_> {
    /// A workflow by its number.
    pub(crate) fn flow(&self, workflow: NameId) -> Option<&FlowDecl<'_>> {
        let (_, flow) = self.flows.get_index(*self.flow_places.get(&workflow)?)?;
        Some(flow)
    }

    /// A form by its number.
    pub(crate) fn form(&self, form: NameId) -> Option<&FormDecl<'_>> {
        self.forms.values().find(|known| known.id == form)
    }

    /// The type of a person; unknown while the desk has none.
    pub(crate) fn person_type(&self) -> Type {
        self.person.map_or(Type::Unknown, Type::Record)
    }
}

impl Declared for DeskDecl<'_> {
    fn field_of(&self, workflow: NameId, field: &str) -> Option<(FieldId, Typed)> {
        let field = self.flow(workflow)?.fields.get(field)?;
        Some((field.id, field.typed.clone()))
    }

    fn fields_of(&self, workflow: NameId) -> Vec<String> {
        let flow = self.flow(workflow);
        flow.map(|flow| flow.fields.keys().cloned().collect())
            .unwrap_or_default()
    }

    fn state_of(&self, workflow: NameId, state: &str) -> Option<NameId> {
        self.flow(workflow)?.states.get(state).copied()
    }

    fn states_of(&self, workflow: NameId) -> Vec<String> {
        let flow = self.flow(workflow);
        flow.map(|flow| flow.states.keys().cloned().collect())
            .unwrap_or_default()
    }

    fn column_of(&self, list: NameId, column: &str) -> Option<(u16, Typed)> {
        let list = self.lists.values().find(|decl| decl.id == list)?;
        let (at, _, typed) = list.columns.get_full(column)?;
        Some((u16::try_from(at).ok()?, typed.clone()))
    }

    fn columns_of(&self, list: NameId) -> Vec<String> {
        let list = self.lists.values().find(|decl| decl.id == list);
        list.map(|list| list.columns.keys().cloned().collect())
            .unwrap_or_default()
    }

    fn function(&self, name: &str) -> Option<Function> {
        let rule = self.rules.find(name)?;
        Some(Function {
            id: rule.id,
            params: rule.params.len(),
            returns: rule.returns.clone(),
        })
    }

    fn functions(&self) -> Vec<String> {
        let rules = self.rules.rules();
        rules.map(|rule| rule.name.clone()).collect()
    }

    fn tables(&self) -> Vec<String> {
        self.tables.keys().cloned().collect()
    }

    fn called(&self, table: TableId, args: &[Typed]) {
        let mut tables = self.tables.values();
        if let Some(table) = tables.find(|decl| decl.id == table) {
            table.called(args);
        }
    }

    fn form(&self, form: NameId) -> Option<&FormParts> {
        DeskDecl::form(self, form).map(|form| &form.parts)
    }

    fn person(&self) -> Type {
        self.person_type()
    }
}

/// Opens the sections of a workflow file and reads what needs no other file.
pub(crate) fn open_top<'n>(merged: &'n Merged, found: &mut Diagnostics) -> Option<OpenTop<'n>> {
    let mut table = Table::open(&merged.root, "workflow", found)?;
    let entries = |table: &mut Table<'n>, key: &str, found: &mut Diagnostics| {
        let item = table.take(key);
        item.and_then(|item| item.entries(found))
            .unwrap_or_default()
    };
    let has_states = table.has("state");
    let person = table.take("person").and_then(|item| item.yes_no(found));
    let mut top = OpenTop {
        span: table.span(),
        person: person.unwrap_or(false),
        param: entries(&mut table, "param", found),
        field: entries(&mut table, "field", found),
        ladder: entries(&mut table, "ladder", found),
        form: entries(&mut table, "form", found),
        query: entries(&mut table, "query", found),
        table: entries(&mut table, "table", found),
        top: Top::default(),
        later: Vec::new(),
    };
    top.top = Top {
        label: table.take("label"),
        code: table.take("code"),
        initial: table.take("initial"),
        task: entries(&mut table, "task", found),
        clock: entries(&mut table, "clock", found),
        notice: entries(&mut table, "notice", found),
        event: entries(&mut table, "event", found),
        state: entries(&mut table, "state", found),
        transition: entries(&mut table, "transition", found),
        require: entries(&mut table, "require", found),
        ladders: IndexMap::new(),
        migrate: table.take("migrate"),
        seen_by: table.take("seen_by"),
        reach: table.take("reach"),
        has_states,
    };
    let _ = table.take("extends");
    for key in ["schedule", "figure", "watch", "report"] {
        top.later.extend(table.take(key));
    }
    table.finish(found);
    Some(top)
}

/// The sections of a workflow file as far as they can be read alone.
#[derive(Clone, Debug)]
pub(crate) struct OpenTop<'n> {
    pub(crate) span: Span,
    pub(crate) person: bool,
    pub(crate) param: Vec<Item<'n>>,
    pub(crate) field: Vec<Item<'n>>,
    pub(crate) ladder: Vec<Item<'n>>,
    pub(crate) form: Vec<Item<'n>>,
    pub(crate) query: Vec<Item<'n>>,
    pub(crate) table: Vec<Item<'n>>,
    pub(crate) top: Top<'n>,
    /// What this version reads and does not carry out.
    pub(crate) later: Vec<Item<'n>>,
}

/// Names every record knows, whatever its workflow.
pub(crate) const BUILTIN: [&str; 13] = [
    "self",
    "item",
    "event",
    "actor",
    "assignee",
    "opened",
    "opened_by",
    "updated",
    "code",
    "state",
    "today",
    "now",
    "last_month",
];

/// Words that states and outcomes cannot be named by.
pub(crate) const FIXED: [&str; 6] = ["open", "ended", "all_ended", "done", "late", "breached"];
