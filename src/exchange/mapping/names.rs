//! The names of the desk that a mapping speaks of, each with its place, so that a slip is told before a log is read and
//! not a hundred thousand refusals later.

use super::super::mapped::Does;
use crate::config::{Diagnostic, Diagnostics, Item, Node, NodeValue, Span, nearest};
use crate::engine::{Desk, Workflow};

/// What a name must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Workflow,
    PeopleWorkflow,
    PeopleField,
    Role,
    Field,
    State,
    /// An event, or `task.outcome`.
    Deed,
}

/// A name, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spoken {
    kind: Kind,
    text: String,
    span: Span,
}

/// All names of the desk in a mapping. What is no text is told by the reader.
pub(super) fn spoken(root: &Node) -> Vec<Spoken> {
    let mut names = Names(Vec::new());
    let root = Item::of(root);
    names.at(Kind::Workflow, root.inside("workflow"));
    if let Some(people) = root.inside("person") {
        names.at(Kind::PeopleWorkflow, people.inside("workflow"));
        names.at(Kind::PeopleField, people.inside("key"));
        match people.inside("role") {
            Some(role) if role.is_table() => {
                names.at(Kind::Role, role.inside("value"));
                names.mapped(Kind::Role, &role);
            }
            role => names.at(Kind::Role, role),
        }
    }
    if let Some(NodeValue::Table(fields)) = root.inside("field").map(|item| &item.node().value) {
        for (name, entry) in fields {
            names.0.push(Spoken {
                kind: Kind::Field,
                text: name.clone(),
                span: entry.key,
            });
        }
    }
    for (section, kind) in [("state", Kind::State), ("event", Kind::Deed)] {
        if let Some(item) = root.inside(section) {
            names.mapped(kind, &item);
        }
    }
    names.values(Kind::Deed, root.inside("moment"));
    names.0
}

struct Names(Vec<Spoken>);

impl Names {
    fn at(&mut self, kind: Kind, item: Option<Item<'_>>) {
        if let Some(said) = item.and_then(|item| item.as_said()) {
            self.0.push(Spoken {
                kind,
                text: said.text.to_owned(),
                span: said.inner(),
            });
        }
    }

    /// What `map` leads to, and `default`.
    fn mapped(&mut self, kind: Kind, item: &Item<'_>) {
        self.at(kind, item.inside("default"));
        self.values(kind, item.inside("map"));
    }

    fn values(&mut self, kind: Kind, item: Option<Item<'_>>) {
        let Some(NodeValue::Table(words)) = item.map(|item| &item.node().value) else {
            return;
        };
        for entry in words.values() {
            self.at(kind, Some(Item::of(&entry.node)));
        }
    }
}

/// Tells of every name that the desk does not have.
pub(super) fn check(spoken: &[Spoken], desk: &Desk, out: &mut Diagnostics) {
    let workflow = |kind: Kind| {
        let said = spoken.iter().find(|one| one.kind == kind)?;
        desk.workflow(desk.names.find(&said.text)?)
    };
    let (flow, people) = (workflow(Kind::Workflow), workflow(Kind::PeopleWorkflow));
    for one in spoken {
        let told = match (one.kind, flow, people) {
            (Kind::Workflow | Kind::PeopleWorkflow, ..) => {
                let known = desk.workflows.values().map(|flow| flow.name);
                one.among(
                    "workflow",
                    known.map(|name| desk.names.text(name)).collect(),
                )
            }
            (Kind::Role, ..) => {
                let known = desk.roles.keys().map(|name| desk.names.text(*name));
                one.among("role", known.collect())
            }
            (Kind::PeopleField, _, Some(people)) => one.among("field", fields(desk, people)),
            (Kind::Field, Some(flow), _) => one.among("field", fields(desk, flow)),
            (Kind::State, Some(flow), _) => {
                let known = flow.states.keys().map(|name| desk.names.text(*name));
                one.among("state", known.collect())
            }
            (Kind::Deed, Some(flow), _) => one.deed(desk, flow),
            (Kind::PeopleField | Kind::Field | Kind::State | Kind::Deed, ..) => None,
        };
        if let Some(told) = told {
            out.push(told);
        }
    }
}

fn fields<'d>(desk: &'d Desk, workflow: &Workflow) -> Vec<&'d str> {
    let fields = workflow.fields.iter().flatten();
    fields.map(|field| desk.names.text(field.name)).collect()
}

impl Spoken {
    fn among(&self, kind: &str, known: Vec<&str>) -> Option<Diagnostic> {
        if known.contains(&self.text.as_str()) {
            return None;
        }
        let told = Diagnostic::new("unknown-name", self.span)
            .word("kind", kind)
            .with("name", self.text.as_str())
            .maybe("near", nearest(&self.text, known.iter().copied()));
        Some(match known.is_empty() {
            true => told,
            false => told.list("known", known),
        })
    }

    /// An event of the workflow, or an outcome of one of its tasks.
    fn deed(&self, desk: &Desk, workflow: &Workflow) -> Option<Diagnostic> {
        match Does::of_word(&self.text)? {
            Does::Open | Does::Note | Does::Skip(_) => None,
            Does::Report(_) => {
                let events = workflow.events.keys().map(|name| desk.names.text(*name));
                let built_in = ["open", "note", "correct", "void", "skip"].into_iter();
                self.among("event", events.chain(built_in).collect())
            }
            Does::Answer { .. } => {
                let mut known = Vec::new();
                for task in workflow.tasks.values() {
                    let name = desk.names.text(task.name);
                    let outcomes = task.outcomes.iter();
                    known.extend(
                        outcomes.map(|one| format!("{name}.{}", desk.names.text(one.name))),
                    );
                }
                self.among("outcome", known.iter().map(String::as_str).collect())
            }
        }
    }
}
