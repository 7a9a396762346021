//! What an expression of a workflow can name: fields, params, tasks and the workflows whose records name this one share
//! one name space; what was declared with a fault silences echoes.

use indexmap::IndexMap;

use super::declare::{DeskDecl, FlowDecl, QueryDecl, Relation};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::source::Span;
use crate::lang::{Binding, Builtin, Declared, Head, Scope, TableShape, Type, Typed};
use crate::model::{FieldId, NameId};

/// The names known to an expression of a workflow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FlowScope<'a> {
    pub(crate) desk: &'a DeskDecl<'a>,
    pub(crate) flow: &'a FlowDecl<'a>,
    /// The workflows whose steps this place hears of.
    pub(crate) senders: &'a [NameId],
    /// The type of the item at hand, where something is done for each of several.
    pub(crate) item: Option<&'a Typed>,
    /// What is being chosen: bare names are those of one of its records.
    pub(crate) choosing: Option<&'a Choosing>,
    /// The fields the act demanded that brought this about: they are not empty here.
    pub(crate) demanded: &'a [FieldId],
    /// Whether this stands in what recurs, and whose.
    pub(crate) recurs: Option<Recurs>,
}

/// Whose schedule an expression stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recurs {
    /// The desk's: there is no record.
    OfDesk,
    /// A record's.
    OfRecord,
}

/// What a query chooses from, and what it is given from outside.
#[derive(Clone, Debug)]
pub(crate) struct Choosing {
    pub(crate) of: NameId,
    pub(crate) needs: Vec<(String, Typed)>,
}

impl<'a> FlowScope<'a> {
    pub(crate) fn new(desk: &'a DeskDecl<'a>, flow: &'a FlowDecl<'a>) -> FlowScope<'a> {
        FlowScope {
            desk,
            flow,
            senders: &[],
            item: None,
            choosing: None,
            demanded: &[],
            recurs: None,
        }
    }

    /// What a bare name stands for while a query chooses.
    fn chosen(&self, choosing: &Choosing, name: &str) -> Option<Binding> {
        let head = match name {
            "code" => Some(Head::Code),
            "state" => Some(Head::State),
            "opened" => Some(Head::Opened),
            "opened_by" => Some(Head::OpenedBy),
            "updated" => Some(Head::Updated),
            "self" => return Some(Binding::Item(sure(Type::Record(choosing.of)))),
            _ => None,
        };
        if let Some(head) = head {
            return Some(Binding::ItemHead(head));
        }
        if let Some((field, typed)) = self.desk.field_of(choosing.of, name) {
            return Some(Binding::ItemField(field, typed));
        }
        let need = choosing.needs.iter().position(|(need, _)| need == name);
        if let Some((place, (_, typed))) = need.zip(need.and_then(|at| choosing.needs.get(at))) {
            let place = u16::try_from(place).unwrap_or(u16::MAX);
            return Some(Binding::Need(place, typed.clone()));
        }
        if let Some(param) = self.flow.params.get(name) {
            return Some(Binding::Param(param.id, param.typed.clone()));
        }
        let outside = matches!(name, "today" | "now" | "actor");
        outside.then(|| self.builtin(name)).flatten()
    }

    /// A query by its name, with the first of its needs that this workflow cannot give.
    pub(crate) fn query(&self, name: &str) -> Option<(&'a QueryDecl<'a>, Option<&'a str>)> {
        let query = self.flow.queries.get(name)?;
        let missing = query
            .needs
            .iter()
            .find(|need| need.given.is_none() && self.give(need.name).is_none());
        Some((query, missing.map(|need| need.name)))
    }

    /// The type of what a query can be given under this name.
    pub(crate) fn give(&self, name: &str) -> Option<Typed> {
        let plain = FlowScope::new(self.desk, self.flow);
        match plain.resolve(name)? {
            Binding::Field(_, typed) | Binding::Param(_, typed) | Binding::Builtin(_, typed) => {
                Some(typed)
            }
            _ => None,
        }
    }

    /// What only schedules know: the firing, and the month before it. Of the desk's, nothing a record has.
    fn recurring(&self, recurs: Recurs, name: &str) -> Option<Option<Binding>> {
        match name {
            "event" => Some(Some(Binding::Item(sure(Type::Unknown)))),
            "last_month" => Some(Some(Binding::Item(sure(Type::Month)))),
            "self" | "opened" | "opened_by" | "updated" | "code" | "state" | "actor"
            | "assignee"
                if recurs == Recurs::OfDesk =>
            {
                Some(None)
            }
            _ => None,
        }
    }

    /// The relation a bare workflow name stands for; one heard of without a field for it has no `via`.
    fn relation(&self, name: &str) -> Option<Binding> {
        let known = self.flow.relations.get(name);
        let heard = self.senders.iter().copied().find(|sender| {
            self.desk
                .flow(*sender)
                .is_some_and(|flow| flow.text == name)
        });
        let via = known
            .map(|relation| relation.via.clone())
            .unwrap_or_default();
        match (heard, known) {
            (Some(workflow), _) => Some(Binding::Sender { workflow, via }),
            (None, Some(relation)) => Some(Binding::Relation {
                workflow: relation.workflow,
                via,
            }),
            (None, None) => None,
        }
    }

    fn builtin(&self, name: &str) -> Option<Binding> {
        let person = || maybe(self.desk.person_type());
        let (builtin, typed) = match name {
            "self" => (Builtin::This, sure(Type::Record(self.flow.name))),
            "today" => (Builtin::Today, sure(Type::Date)),
            "now" => (Builtin::Now, sure(Type::Instant)),
            "opened" => (Builtin::Opened, sure(Type::Instant)),
            "opened_by" => (Builtin::OpenedBy, person()),
            "updated" => (Builtin::Updated, sure(Type::Instant)),
            "code" => (Builtin::Code, sure(Type::Text)),
            "state" => (Builtin::State, sure(Type::Text)),
            "actor" => (Builtin::Actor, person()),
            "assignee" => (Builtin::Assignee, person()),
            _ => return None,
        };
        Some(Binding::Builtin(builtin, typed))
    }
}

fn sure(ty: Type) -> Typed {
    Typed {
        ty,
        maybe_empty: false,
    }
}

fn maybe(ty: Type) -> Typed {
    Typed {
        ty,
        maybe_empty: true,
    }
}

const BUILTINS: [&str; 10] = [
    "self",
    "today",
    "now",
    "opened",
    "opened_by",
    "updated",
    "code",
    "state",
    "actor",
    "assignee",
];

/// What is known of itself while a query chooses.
const CHOOSING: [&str; 9] = [
    "self",
    "code",
    "state",
    "opened",
    "opened_by",
    "updated",
    "today",
    "now",
    "actor",
];

impl Scope for FlowScope<'_> {
    fn resolve(&self, name: &str) -> Option<Binding> {
        if let Some(choosing) = self.choosing {
            return self.chosen(choosing, name);
        }
        if let Some(bound) = self.recurs.and_then(|recurs| self.recurring(recurs, name)) {
            return bound;
        }
        if name == "item" {
            return self.item.map(|typed| Binding::Item(typed.clone()));
        }
        if let Some(field) = self.flow.fields.get(name) {
            let mut typed = field.typed.clone();
            typed.maybe_empty &= !self.demanded.contains(&field.id);
            return Some(Binding::Field(field.id, typed));
        }
        if let Some(param) = self.flow.params.get(name) {
            return Some(Binding::Param(param.id, param.typed.clone()));
        }
        if let Some((task, _)) = self.flow.tasks.get(name) {
            return Some(Binding::Task(*task));
        }
        self.relation(name)
            .or_else(|| self.builtin(name))
            .or_else(|| {
                let (query, missing) = self.query(name)?;
                Some(Binding::Query {
                    query: query.id,
                    workflow: query.of?,
                    missing: missing.map(str::to_owned),
                })
            })
    }

    fn names(&self) -> Vec<String> {
        let heard = self
            .senders
            .iter()
            .filter_map(|sender| self.desk.flow(*sender));
        let flow = self.flow;
        let builtins = || {
            let recurs = self.recurs.map(|recurs| {
                let all = BUILTINS.into_iter().chain(["event", "last_month"]);
                all.filter(move |name| {
                    self.recurring(recurs, name)
                        .is_none_or(|bound| bound.is_some())
                })
            });
            let plain = self
                .recurs
                .is_none()
                .then_some(BUILTINS)
                .into_iter()
                .flatten();
            recurs.into_iter().flatten().chain(plain).map(str::to_owned)
        };
        if let Some(choosing) = self.choosing {
            let needs = choosing.needs.iter().map(|(need, _)| need.clone());
            return self
                .desk
                .fields_of(choosing.of)
                .into_iter()
                .chain(needs)
                .chain(flow.params.keys().cloned())
                .chain(CHOOSING.map(str::to_owned))
                .collect();
        }
        flow.fields
            .keys()
            .chain(flow.params.keys())
            .chain(flow.tasks.keys())
            .chain(flow.relations.keys())
            .chain(flow.queries.keys())
            .cloned()
            .chain(heard.map(|flow| flow.text.clone()))
            .chain(builtins())
            .collect()
    }

    fn table(&self, name: &str) -> Option<TableShape> {
        let table = self.desk.tables.get(name).filter(|table| !table.broken)?;
        Some(table.shape(|param| self.flow.params.contains_key(param)))
    }

    fn declared(&self) -> &dyn Declared {
        self.desk
    }

    fn is_lines(&self, name: &str) -> bool {
        let own = self.choosing.is_none().then_some(&self.flow.fields);
        own.and_then(|fields| fields.get(name))
            .is_some_and(super::resting::is_lines)
    }

    fn is_broken(&self, name: &str) -> bool {
        let fields = match self.choosing {
            Some(choosing) => self.desk.flow(choosing.of).map(|flow| &flow.fields),
            None => Some(&self.flow.fields),
        };
        let field = fields.and_then(|fields| fields.get(name));
        let field = field.is_some_and(|field| field.broken);
        let param = self.flow.params.get(name).is_some_and(|param| param.broken);
        let other = self.desk.broken.iter().any(|broken| broken == name);
        let rule = self.desk.rules.is_broken(name) && self.resolve(name).is_none();
        let table = self.desk.tables.get(name).is_some_and(|table| table.broken);
        field || param || other || rule || table
    }
}

/// Finds the workflows whose records name those of another: a field whose type is a workflow is the relation, both ways.
/// `owner` alone is one too, but only where no other field is, and it never clashes with a name.
pub(crate) fn relate(desk: &mut DeskDecl<'_>) {
    let mut named: Vec<(NameId, String, Relation)> = Vec::new();
    for flow in desk.flows.values() {
        let mut targets: IndexMap<NameId, [Vec<(String, FieldId)>; 2]> = IndexMap::new();
        for (name, field) in &flow.fields {
            if let Type::Record(target) = field.typed.ty {
                let [fields, owner] = targets.entry(target).or_default();
                let of = match field.id == FieldId::OWNER {
                    true => owner,
                    false => fields,
                };
                of.push((name.clone(), field.id));
            }
        }
        for (target, [fields, owner]) in targets {
            let relation = Relation {
                workflow: flow.name,
                via: if fields.is_empty() { owner } else { fields },
            };
            named.push((target, flow.text.clone(), relation));
        }
    }
    for (target, name, relation) in named {
        let place = desk.flow_places.get(&target).copied();
        if let Some((_, flow)) = place.and_then(|place| desk.flows.get_index_mut(place)) {
            flow.relations.insert(name, relation);
        }
    }
}

/// Reports names of one workflow's name space that are declared twice, and takes relations out that clash, so that the
/// declared thing is meant.
pub(crate) fn clashes(flow: &mut FlowDecl<'_>, found: &mut Diagnostics) {
    let mut seen: IndexMap<String, (&'static str, Span)> = IndexMap::new();
    let fields = flow
        .fields
        .iter()
        .map(|(name, field)| (name, "field", field.at));
    let params = flow
        .params
        .iter()
        .map(|(name, param)| (name, "param", param.at));
    let tasks = flow.tasks.iter().map(|(name, (_, at))| (name, "task", *at));
    for (name, kind, at) in fields.chain(params).chain(tasks) {
        match seen.get(name) {
            Some((first, first_at)) => {
                let fault = Diagnostic::new("name-clash", at)
                    .with("name", name.as_str())
                    .word("first", first)
                    .word("second", kind)
                    .also(*first_at, "declared-here");
                found.push(fault);
            }
            None => drop(seen.insert(name.clone(), (kind, at))),
        }
    }
    for (name, (kind, at)) in &seen {
        let Some(relation) = flow.relations.get(name) else {
            continue;
        };
        if relation
            .via
            .iter()
            .any(|(_, field)| *field != FieldId::OWNER)
        {
            let fault = Diagnostic::new("name-clash", *at)
                .with("name", name.as_str())
                .word("first", kind)
                .word("second", "workflow");
            found.push(fault);
        }
    }
    flow.relations.retain(|name, _| !seen.contains_key(name));
}
