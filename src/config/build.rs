//! The second pass: the sections of one workflow become what the engine runs. Whatever is faulty is left out and told of,
//! so that the rest can still be looked at; a desk with a fault never goes live.

use std::collections::{BTreeMap, BTreeSet};

use super::compile::Wanted;
use super::declare::{DeskDecl, FlowDecl};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::Docs;
use super::labels::Labels;
use super::reader::{Item, Said};
use super::scope::FlowScope;
use crate::engine::{Ask, Asked, EventRule, Field, Label, TaskRule, Workflow};
use crate::lang::{QueryId, Type};
use crate::model::{FieldId, NameId, Names};

/// What building a workflow needs at hand.
pub(crate) struct Build<'a, 'f> {
    pub(crate) desk: &'a DeskDecl<'a>,
    pub(crate) flow: &'a FlowDecl<'a>,
    pub(crate) names: &'a mut Names,
    pub(crate) docs: &'a mut Docs<'f>,
    pub(crate) labels: &'a Labels,
    pub(crate) found: &'a mut Diagnostics,
    /// The queries asked so far.
    pub(crate) queries: BTreeSet<QueryId>,
}

impl<'a> Build<'a, '_> {
    pub(crate) fn scope(&self) -> FlowScope<'a> {
        FlowScope::new(self.desk, self.flow)
    }

    /// The label of something of this workflow.
    pub(crate) fn label(&mut self, path: &[&str], inline: Option<&Item<'_>>) -> Label {
        let mut full = vec![self.flow.text.as_str()];
        full.extend(path);
        self.labels.of(&full, inline, self.found)
    }

    pub(crate) fn wanted(&self, types: &[Type]) -> Wanted {
        Wanted {
            money_places: self.desk.money_places,
            ..Wanted::of(types)
        }
    }

    /// A name of this kind among the known, else told of.
    pub(crate) fn known<'k, T: Copy>(
        &mut self,
        kind: &str,
        said: &Said<'_>,
        found: Option<T>,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Option<T> {
        if said.text.starts_with('=') {
            let bare = said.text.trim_start_matches('=');
            let fault = Diagnostic::new("formula-not-here", said.inner()).word("kind", kind);
            self.found.push(fault.with("text", bare));
            return None;
        }
        if found.is_none() {
            self.found.push(super::compile::unknown(kind, said, known));
        }
        found
    }

    pub(crate) fn state(&mut self, said: &Said<'_>) -> Option<NameId> {
        let flow = self.flow;
        self.known(
            "state",
            said,
            flow.states.get(said.text).copied(),
            flow.state_names(),
        )
    }

    /// Names of states in a list.
    pub(crate) fn states(&mut self, item: Option<Item<'_>>) -> Vec<NameId> {
        let said = item
            .and_then(|item| item.said_or_list(self.found))
            .unwrap_or_default();
        said.iter().filter_map(|said| self.state(said)).collect()
    }

    /// A field of this workflow that can be given or set.
    pub(crate) fn field(&mut self, said: &Said<'_>) -> Option<FieldId> {
        let flow = self.flow;
        let id = flow.fields.get(said.text).map(|field| field.id);
        self.known("field", said, id, flow.fields.keys().map(String::as_str))
    }

    /// What an act asks for: fields, `remark`, `prompt`; `?` where it may be left out.
    pub(crate) fn asks(&mut self, item: Option<Item<'_>>) -> Vec<Ask> {
        let said = item
            .and_then(|item| item.said_or_list(self.found))
            .unwrap_or_default();
        said.iter().filter_map(|said| self.ask(said)).collect()
    }

    fn ask(&mut self, said: &Said<'_>) -> Option<Ask> {
        let required = !said.text.ends_with('?');
        let bare = said.cut(said.text.len() - usize::from(!required));
        let what = match bare.text {
            "remark" => Asked::Remark,
            "prompt" => Asked::Prompt,
            name => {
                let flow = self.flow;
                let known = flow
                    .fields
                    .keys()
                    .map(String::as_str)
                    .chain(["remark", "prompt"]);
                let id = flow.fields.get(name).map(|field| field.id);
                let id = self.known("field", &bare, id, known)?;
                let computed = flow
                    .fields
                    .get(name)
                    .is_some_and(|field| field.draft.computed.is_some());
                if computed {
                    let fault = Diagnostic::new("computed-given", bare.inner());
                    self.found.push(fault.with("field", name));
                }
                Asked::Field(id)
            }
        };
        Some(Ask { what, required })
    }

    /// Names of requirements.
    pub(crate) fn requires(&mut self, item: Option<Item<'_>>) -> Vec<NameId> {
        let said = item
            .and_then(|item| item.said_or_list(self.found))
            .unwrap_or_default();
        let flow = self.flow;
        let mut ids = Vec::new();
        for said in &said {
            let item = flow
                .top
                .require
                .iter()
                .find(|item| item.name() == said.text);
            let id = item.map(|item| self.names.intern(item.name()));
            let known = flow.top.require.iter().map(Item::name);
            ids.extend(self.known("requirement", said, id, known));
        }
        ids
    }

    /// Names of tasks, clocks and acknowledgements.
    pub(crate) fn tasks(&mut self, item: Option<Item<'_>>) -> Vec<NameId> {
        let said = item
            .and_then(|item| item.said_or_list(self.found))
            .unwrap_or_default();
        let flow = self.flow;
        let mut ids = Vec::new();
        for said in &said {
            let id = flow.tasks.get(said.text).map(|(id, _)| *id);
            ids.extend(self.known("task", said, id, flow.tasks.keys().map(String::as_str)));
        }
        ids
    }
}

/// Builds a workflow.
pub(crate) fn workflow(build: &mut Build<'_, '_>) -> Workflow {
    let flow = build.flow;
    let label = build.label(&[], flow.top.label.as_ref());
    let fields = super::build_fields::fields(build);
    let params = super::build_fields::params(build);
    let code = super::build_fields::code(build);
    let requires = super::build_requires::requires(build);
    let mut tasks: BTreeMap<NameId, TaskRule> = super::build_tasks::tasks(build);
    let notices = super::build_tasks::notices(build, &mut tasks);
    let (events, open) = super::build_tasks::events(build);
    let states = super::build_graph::states(build);
    let transitions = super::build_graph::transitions(build, &tasks, &events);
    let initial = super::build_graph::initial(build);
    let clocks = super::build_graph::clocks_at_birth(build, &states, &transitions);
    let (forms, forms_at_birth) = forms(&fields, &tasks, &events);
    let relations = flow
        .fields
        .values()
        .filter(|field| field.id != FieldId::OWNER)
        .filter_map(|field| match field.typed.ty {
            Type::Record(workflow) => Some((field.id, workflow)),
            _ => None,
        });
    let mut workflow = Workflow {
        name: flow.name,
        label,
        person: flow.person,
        roles_field: super::build_fields::roles_field(flow),
        seen_by: super::people::all_who(
            flow.top.seen_by,
            &build.scope(),
            super::people::Meant::People,
            build.found,
        ),
        reach: reach(build),
        barred: super::barred::of_flow(&build.scope()),
        assign: super::rights::assign(build),
        key: flow
            .fields
            .values()
            .find(|field| field.draft.key)
            .map(|field| field.id),
        code,
        initial,
        computed: super::build_fields::computed_order(flow, &fields, build.found),
        relations: relations.collect(),
        fields,
        forms,
        forms_at_birth,
        params,
        tasks,
        events,
        open,
        states,
        transitions,
        requires,
        notices,
        clocks,
        queries: Vec::new(),
        migrate: super::migrate::migrate(build),
    };
    super::asks::join(&mut workflow);
    workflow.queries = super::queries::queries(build, &workflow);
    workflow
}

/// The fields that hold addresses.
fn reach(build: &mut Build<'_, '_>) -> Vec<FieldId> {
    let said = build
        .flow
        .top
        .reach
        .and_then(|item| item.said_or_list(build.found));
    let said = said.unwrap_or_default();
    said.iter().filter_map(|said| build.field(said)).collect()
}

/// The fields that hold forms, and those opened at birth: frozen ones, and what no task or event asks.
fn forms(
    fields: &[Option<Field>],
    tasks: &BTreeMap<NameId, TaskRule>,
    events: &BTreeMap<NameId, EventRule>,
) -> (Vec<FieldId>, Vec<FieldId>) {
    let outcomes = tasks.values().flat_map(|task| &task.outcomes);
    let asks = outcomes
        .map(|outcome| &outcome.with)
        .chain(events.values().map(|event| &event.with));
    let asked: Vec<Asked> = asks.flatten().map(|ask| ask.what).collect();
    let held = fields
        .iter()
        .flatten()
        .filter(|field| field.holding.is_some());
    let at_birth = held
        .clone()
        .filter(|field| field.frozen || !asked.contains(&Asked::Field(field.id)));
    (
        held.clone().map(|field| field.id).collect(),
        at_birth.map(|field| field.id).collect(),
    )
}
