//! Params nobody reads, fields nothing fills, conditions that can never hold.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{Seen, reads};
use crate::config::declare::{DeskDecl, FlowDecl};
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::docs::Docs;
use crate::config::later;
use crate::config::node::Node;
use crate::config::reader::Item;
use crate::config::source::{SourceId, Span};
use crate::config::suggest;
use crate::engine::{Asked, Workflow};
use crate::lang::{Expr, Leaf, Read, Table, TableId};
use crate::model::catalogue::Severity;
use crate::model::{FieldId, NameId};

/// The conditions of transitions, requirements and notices, and where they are written.
fn conditions<'a>(seen: Seen<'a>) -> impl Iterator<Item = (&'a Expr, Option<Item<'a>>)> {
    let written = move |section: &'a [Item<'a>], id: NameId| {
        let item = section.iter().find(|item| item.name() == seen.text(id))?;
        item.inside("when")
    };
    let top = &seen.flow.top;
    let transitions = seen.built.transitions.iter().filter_map(move |transition| {
        let when = transition.when.as_ref()?;
        Some((when, written(&top.transition, transition.name)))
    });
    let requires = seen.built.requires.values();
    let requires =
        requires.map(move |require| (&require.when, written(&top.require, require.name)));
    let notices = seen.built.notices.values().filter_map(move |notice| {
        let when = notice.when.as_ref()?;
        Some((when, written(&top.notice, notice.name)))
    });
    transitions.chain(requires).chain(notices)
}

/// Conditions two parts of which exclude each other.
pub(super) fn never_holds(seen: Seen<'_>, found: &mut Diagnostics) {
    for (when, item) in conditions(seen) {
        let Some([first, second]) = when.contradiction() else {
            continue;
        };
        let part = |at: &Range<usize>| when.text().get(at.clone()).unwrap_or("").to_owned();
        let said = item.and_then(|item| item.as_said());
        let place = |at: &Range<usize>| match &said {
            Some(said) => said.piece(at.start, at.end),
            None => seen.flow.at,
        };
        let told = Diagnostic::new("never-holds", place(&second))
            .with("first", part(&first))
            .with("second", part(&second));
        found.push(told.also(place(&first), "excluded-here"));
    }
}

/// Params no expression, rule or template of the desk reads, told where this desk (or the common flow it takes as it is)
/// wrote them.
pub(super) fn unread_params(
    desk: &DeskDecl<'_>,
    workflows: &BTreeMap<NameId, Workflow>,
    docs: &Docs<'_>,
    found: &mut Diagnostics,
) {
    let mut read: BTreeSet<Span> = BTreeSet::new();
    let mut declared: Vec<(&str, Span, bool)> = Vec::new();
    // Of each file, those whose params it may override.
    let mut below: BTreeMap<SourceId, BTreeSet<SourceId>> = BTreeMap::new();
    for flow in desk.flows.values() {
        let Some(built) = workflows.get(&flow.name) else {
            continue;
        };
        let names = names_read(desk, built);
        if let [extended @ .., own] = flow.merged.files.as_slice() {
            let extended = extended.iter().map(|file| file.source);
            below.entry(own.source).or_default().extend(extended);
        }
        for (name, param) in &flow.params {
            let own = flow
                .merged
                .files
                .last()
                .is_some_and(|file| file.source == param.at.source);
            let of_desk = docs.sources.path(param.at.source).ends_with("/desk.toml");
            declared.push((name, param.at, own || of_desk));
            let in_template = built
                .notices
                .values()
                .any(|notice| notice.body.contains(name.as_str()));
            let later = of_later(desk, flow).any(|node| later::mentions(node, name));
            if names.contains(name.as_str())
                || in_template
                || later
                || reads_param(flow, built, name)
            {
                read.insert(param.at);
            }
        }
    }
    // A param that overrides nothing is most often one misspelt: another one that is read is probably meant.
    let known: BTreeMap<&str, SourceId> = declared
        .iter()
        .filter(|(_, at, _)| read.contains(at))
        .map(|(name, at, _)| (*name, at.source))
        .collect();
    for (name, at, own) in declared {
        if own && !read.contains(&at) {
            let near = suggest::nearest(name, known.keys().copied());
            let told = Diagnostic::new("unread-param", at).with("param", name);
            let overridden = near.as_ref().and_then(|near| known.get(near.as_str()));
            let overridden = overridden.is_some_and(|source| {
                let of_desk = docs.sources.path(*source).ends_with("/desk.toml");
                of_desk
                    || below
                        .get(&at.source)
                        .is_some_and(|below| below.contains(source))
            });
            // What was to be overridden keeps its old value, and nobody would notice.
            let told = if overridden {
                told.weighing(Severity::Error)
            } else {
                told
            };
            found.push(told.maybe("near", near));
        }
    }
}

/// What of a workflow and its desk is not carried out yet.
fn of_later<'d>(desk: &'d DeskDecl<'_>, flow: &'d FlowDecl<'_>) -> impl Iterator<Item = &'d Node> {
    let own = later::of_flow(&flow.merged.root);
    own.chain(desk.later.iter().map(|item| item.node()))
}

/// The params rules called by this workflow read.
fn names_read<'d>(desk: &'d DeskDecl<'_>, built: &'d Workflow) -> BTreeSet<&'d str> {
    let own = reads::all(built);
    let called: BTreeSet<TableId> = own.iter().flat_map(|expr| expr.tables_called()).collect();
    let tables = || {
        let tables = desk
            .tables
            .values()
            .filter(|table| called.contains(&table.id));
        tables.filter_map(|table| table.table.as_deref())
    };
    let inside = tables().flat_map(Table::expressions);
    let rules = own.into_iter().chain(inside).flat_map(Expr::rules_called);
    rules
        .flat_map(|rule| desk.rules.params_read(rule))
        .chain(tables().flat_map(|table| &table.params))
        .map(String::as_str)
        .collect()
}

fn reads_param(flow: &FlowDecl<'_>, built: &Workflow, name: &str) -> bool {
    let Some(id) = flow.params.get(name).map(|param| param.id) else {
        return false;
    };
    let reads = reads::all(built).into_iter().flat_map(Expr::reads);
    reads
        .into_iter()
        .any(|read| matches!(read, Read::Leaf(Leaf::Param(read), _) if read == id))
}

/// Fields that are asked nowhere, set nowhere, filled by no start and have no default. A register is changed by `correct`.
pub(super) fn unfilled_fields(
    desk: &DeskDecl<'_>,
    workflows: &BTreeMap<NameId, Workflow>,
    found: &mut Diagnostics,
) {
    let mut filled: BTreeSet<(NameId, FieldId)> = BTreeSet::new();
    for built in workflows.values() {
        for actions in reads::all_actions(built) {
            for start in &actions.starts {
                filled.extend(start.fill.iter().map(|(field, _)| (start.workflow, *field)));
                filled.extend(
                    start
                        .asked
                        .iter()
                        .map(|(field, _)| (start.workflow, *field)),
                );
            }
            filled.extend(actions.sets.iter().map(|(field, _)| (built.name, *field)));
            filled.extend(actions.gives.iter().map(|field| (built.name, *field)));
        }
        let tasks = built
            .tasks
            .values()
            .flat_map(|task| &task.outcomes)
            .flat_map(|outcome| &outcome.with);
        let events = built
            .events
            .values()
            .chain(&built.open)
            .flat_map(|event| &event.with);
        filled.extend(tasks.chain(events).filter_map(|ask| match ask.what {
            Asked::Field(field) => Some((built.name, field)),
            Asked::Remark | Asked::Prompt => None,
        }));
    }
    let started = desk
        .flows
        .values()
        .flat_map(|other| later::of_flow(&other.merged.root));
    let desk_wide = desk.later.iter().map(|item| item.node());
    let started: Vec<&Node> = started.chain(desk_wide).collect();
    for flow in desk.flows.values().filter(|flow| flow.top.has_states) {
        for (name, field) in &flow.fields {
            let draft = &field.draft;
            let given = draft.required || draft.default.is_some() || draft.computed.is_some();
            if given || field.id == FieldId::OWNER || filled.contains(&(flow.name, field.id)) {
                continue;
            }
            if started
                .iter()
                .any(|node| later::fills(node, &flow.text, name))
            {
                continue;
            }
            found.push(Diagnostic::new("unfilled-field", field.at).with("field", name.as_str()));
        }
    }
}
