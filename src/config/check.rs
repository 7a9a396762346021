//! What can be said of a whole desk once every part of it is built: its graphs, and what nobody reads, fills or hears.

mod graph;
mod labels;
mod parts;
mod people;
mod personal;
pub(super) mod reads;
mod results;
mod takes;
mod values;

use std::collections::BTreeMap;

pub use labels::MissingLabel;

use super::declare::{DeskDecl, FlowDecl};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::Docs;
use super::labels::Labels;
use super::reader::Item;
use super::source::Span;
use crate::engine::Workflow;
use crate::model::catalogue::Severity;
use crate::model::{NameId, Names};

/// A workflow as it was written and as it was built.
#[derive(Clone, Copy)]
struct Seen<'a> {
    flow: &'a FlowDecl<'a>,
    built: &'a Workflow,
    all: &'a BTreeMap<NameId, Workflow>,
    names: &'a Names,
}

impl<'a> Seen<'a> {
    fn text(&self, id: NameId) -> &'a str {
        self.names.text(id)
    }

    fn item(&self, items: &'a [Item<'a>], id: NameId) -> Option<&'a Item<'a>> {
        let name = self.text(id);
        items.iter().find(|item| item.name() == name)
    }

    /// Whether all starts of the desk are carried out: one that is not may start what is heard of.
    fn desk_runs_all(&self) -> bool {
        let items = self.flow.top.state.iter().chain(&self.flow.top.transition);
        let written = items.filter_map(|item| item.inside("starts")).count();
        let built = reads::all_actions(self.built)
            .filter(|actions| !actions.starts.is_empty())
            .count();
        written == built
    }

    /// Where a state's name stands.
    fn state(&self, id: NameId) -> Span {
        self.item(&self.flow.top.state, id)
            .map_or(self.flow.at, Item::name_span)
    }

    /// Where a transition's name stands.
    fn transition(&self, id: NameId) -> Span {
        self.item(&self.flow.top.transition, id)
            .map_or(self.flow.at, Item::name_span)
    }

    /// Where a task's name stands.
    fn task(&self, id: NameId) -> Span {
        let task = self.flow.tasks.get(self.text(id));
        task.map_or(self.flow.at, |(_, span)| *span)
    }
}

/// Looks at a desk as a whole, and gives the names without a label. A workflow whose files have an error is left out: what would be said of it mostly follows
/// from that error.
pub(crate) fn check(
    desk: &DeskDecl<'_>,
    workflows: &BTreeMap<NameId, Workflow>,
    names: &Names,
    (docs, words): (&Docs<'_>, &Labels),
    found: &mut Diagnostics,
) -> Vec<MissingLabel> {
    let mut told = Diagnostics::default();
    let mut whole = true;
    for flow in desk.flows.values() {
        let Some(built) = workflows.get(&flow.name) else {
            continue;
        };
        if is_faulty(flow, found) {
            whole = false;
            continue;
        }
        let seen = Seen {
            flow,
            built,
            all: workflows,
            names,
        };
        graph::check(seen, &mut told);
        takes::check(seen, &mut told);
        personal::check(seen, &mut told);
        values::never_holds(seen, &mut told);
        people::check(seen, desk, &mut told);
    }
    if whole && !has_errors(found) {
        values::unread_params(desk, workflows, docs, &mut told);
        values::unfilled_fields(desk, workflows, &mut told);
    }
    results::check(desk, workflows, docs, &mut told);
    parts::check(desk, workflows, docs, &mut told);
    let missing = labels::check(desk, words, docs, &mut told);
    patterns(desk, workflows, &mut told);
    for diagnostic in told.iter() {
        found.push(diagnostic.clone());
    }
    missing
}

fn is_faulty(flow: &FlowDecl<'_>, found: &Diagnostics) -> bool {
    let mut files = flow.merged.files.iter();
    if files.any(|file| found.is_hushed(file.source)) {
        return true;
    }
    let mut errors = found.iter().filter(|told| told.severity == Severity::Error);
    errors.any(|told| {
        flow.merged
            .files
            .iter()
            .any(|file| file.source == told.span.source)
    })
}

fn has_errors(found: &Diagnostics) -> bool {
    found.iter().any(|told| told.severity == Severity::Error)
}

/// Two workflows with one pattern would give one code twice.
fn patterns(desk: &DeskDecl<'_>, workflows: &BTreeMap<NameId, Workflow>, found: &mut Diagnostics) {
    let mut first = BTreeMap::new();
    for flow in desk.flows.values() {
        let (Some(said), Some(built)) = (
            flow.top.code.and_then(|item| item.as_said()),
            workflows.get(&flow.name),
        ) else {
            continue;
        };
        let same = *first.entry(&built.code).or_insert(flow);
        let same = (same.name != flow.name).then_some(same);
        if let Some(other) = same {
            let mut fault = Diagnostic::new("duplicate-pattern", said.inner())
                .with("pattern", said.text)
                .with("other", other.text.as_str());
            if let Some(first) = other.top.code.and_then(|item| item.as_said()) {
                fault = fault.also(first.inner(), "first-here");
            }
            found.push(fault);
        }
    }
}
