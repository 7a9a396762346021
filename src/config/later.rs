//! What the format shows and this version does not carry out: read against the key table, so that slips in it are found,
//! and told of once, so that nobody waits for it in vain. What nothing else depends on rests, and the desk runs without
//! it; anything else keeps the desk from going live.

use super::chain::{DeskTop, Files};
use super::compile::unknown;
use super::declare::{DeskDecl, FlowDecl, Top};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::Docs;
use super::keys::{self, Kind};
use super::labels::Labels;
use super::node::{Node, NodeValue};
use super::reader::{Item, Table};
use super::scope::{Choosing, FlowScope};
use super::source::{Sources, Span};
use super::{fields, queries};
use crate::model::Names;
use crate::model::catalogue::Arg;

mod cadence;
mod counted;
mod figures;
mod formula;
mod recurring;

/// The constructs a desk runs without: nothing a record decides depends on them.
const RESTING: [&str; 4] = ["figure", "report", "schedule", "watch"];

/// The word of the catalogue that says the rest runs without it.
const RUNS_WITHOUT: &str = "runs-without";

/// Tells that a key is not carried out yet, at the key.
pub(crate) fn note(item: &Item<'_>, found: &mut Diagnostics) {
    note_at(item.name(), item.name_span(), found);
}

/// Tells that a word is not carried out yet.
pub(crate) fn note_at(key: &str, span: Span, found: &mut Diagnostics) {
    tell(key, span, "keeps-from-live", found);
}

/// Tells that a key is not carried out yet, and that the desk runs without it.
pub(crate) fn rests(item: &Item<'_>, found: &mut Diagnostics) {
    rests_at(item.name(), item.name_span(), found);
}

/// Tells that a word is not carried out yet, and that the desk runs without it.
pub(crate) fn rests_at(key: &str, span: Span, found: &mut Diagnostics) {
    tell(key, span, RUNS_WITHOUT, found);
}

fn tell(key: &str, span: Span, effect: &str, found: &mut Diagnostics) {
    let told = Diagnostic::new("not-run-yet", span).with("key", key);
    found.push(told.word("effect", effect));
}

/// Checks the keys of a construct of the key table and tells, once per name, that it is not carried out yet.
pub(crate) fn construct(item: &Item<'_>, section: &str, found: &mut Diagnostics) {
    let kind = keys::section(section)
        .and_then(|section| section.key(item.name()))
        .map(|key| key.kind);
    match kind {
        Some(Kind::Entries(inner)) => {
            for entry in item.entries(found).unwrap_or_default() {
                match RESTING.contains(&item.name()) {
                    true => rests(&entry, found),
                    false => note(&entry, found),
                }
                skim(&entry, inner, found);
            }
        }
        Some(kind) => {
            note(item, found);
            skim_kind(item, kind, found);
        }
        None => note(item, found),
    }
}

/// Reads every key of a table so that unknown ones are found.
fn skim(item: &Item<'_>, section: &str, found: &mut Diagnostics) {
    let Some(mut table) = item.table(section, found) else {
        return;
    };
    skim_table(&mut table, section, found);
    table.finish(found);
}

fn skim_table(table: &mut Table<'_>, section: &str, found: &mut Diagnostics) {
    let keys = keys::section(section).map_or(&[][..], |section| section.keys);
    for key in keys {
        if let Some(item) = table.take(key.name) {
            if (section, key.name) == ("schedule", "every") {
                cadence(&item, found);
            }
            skim_kind(&item, key.kind, found);
        }
    }
}

/// A day of the month that not every month has.
fn cadence(item: &Item<'_>, found: &mut Diagnostics) {
    let Some(said) = item.as_said().filter(|said| said.text.contains("month")) else {
        return;
    };
    let ends = ["st", "nd", "rd", "th"];
    let number = |word: &str| {
        let bare = ends.iter().find_map(|end| word.strip_suffix(end));
        bare.unwrap_or(word).parse::<u32>().ok()
    };
    let words = said.text.split_whitespace();
    if let Some(day) = words.filter_map(number).find(|day| (29..=31).contains(day)) {
        let told = Diagnostic::new("cadence-day", said.inner());
        found.push(told.with("day", day.to_string()));
    }
}

fn skim_kind(item: &Item<'_>, kind: Kind, found: &mut Diagnostics) {
    match kind {
        Kind::Table(section) => skim(item, section, found),
        Kind::Short(_) if !item.is_table() => {}
        Kind::Entries(section) | Kind::Short(section) => {
            for entry in item.entries(found).unwrap_or_default() {
                if entry.is_table() {
                    skim(&entry, section, found);
                }
            }
        }
        Kind::Tables(section) => {
            for entry in item.list(found).unwrap_or_default() {
                skim(&entry, section, found);
            }
        }
        Kind::Text | Kind::Condition | Kind::Name | Kind::Sentence => {
            let _ = item.text(found);
        }
        Kind::Word(words) => {
            let _ = item.one_of(words, found);
        }
        Kind::Whole => {
            let _ = item.whole(found);
        }
        Kind::YesNo => {
            let _ = item.yes_no(found);
        }
        Kind::Names => {
            let _ = item.said_or_list(found);
        }
        Kind::Values
        | Kind::Number
        | Kind::Date
        | Kind::Moment
        | Kind::Duration
        | Kind::Value
        | Kind::Map
        | Kind::Any => {}
    }
}

/// One line for each thing that keeps the desk from going live, naming file and key.
pub(crate) fn lines(found: &Diagnostics, sources: &Sources) -> Vec<String> {
    let rests = ("effect", Arg::Word(RUNS_WITHOUT.to_owned()));
    let told = found
        .iter()
        .filter(|told| told.id == "not-run-yet" && !told.args.contains(&rests));
    let lines = told.map(|told| {
        let (line, _) = sources.line_column(told.span.source, told.span.start);
        let path = sources.path(told.span.source);
        format!("{path}:{line}: {}", sources.underlined(told.span))
    });
    lines.collect()
}

/// The text of a value, or of `value` in `{ value = …, except = … }`.
pub(crate) fn base_text<'n>(item: &Item<'n>) -> Option<super::reader::Said<'n>> {
    item.as_said().or_else(|| item.inside("value")?.as_said())
}

/// Whether a name stands in a formula, condition or list of what is not carried out yet: then it is no slip.
pub(crate) fn mentions(node: &Node, name: &str) -> bool {
    let part = |c: char| c == '_' || c.is_alphanumeric();
    match &node.value {
        NodeValue::Text(text) => text.split(|c: char| !part(c)).any(|word| word == name),
        NodeValue::List(items) => items.iter().any(|item| mentions(item, name)),
        NodeValue::Table(entries) => entries.values().any(|entry| mentions(&entry.node, name)),
        _ => false,
    }
}

/// Whether a start of what is not carried out yet fills this field of this workflow.
pub(crate) fn fills(node: &Node, workflow: &str, field: &str) -> bool {
    match &node.value {
        NodeValue::List(items) => items.iter().any(|item| fills(item, workflow, field)),
        NodeValue::Table(entries) => {
            let of_it = entries
                .get("workflow")
                .is_some_and(|entry| entry.node.text() == Some(workflow));
            let filled = entries.get("fill").and_then(|entry| entry.node.entries());
            (of_it && filled.is_some_and(|filled| filled.contains_key(field)))
                || entries
                    .values()
                    .any(|entry| fills(&entry.node, workflow, field))
        }
        _ => false,
    }
}

/// The constructs of a workflow that are not carried out yet.
pub(crate) fn of_flow(root: &Node) -> impl Iterator<Item = &Node> {
    let keys = ["schedule", "figure", "watch", "report"];
    keys.into_iter()
        .filter_map(|key| Some(&root.entries()?.get(key)?.node))
}

/// Where a construct stands, and what it may name.
#[derive(Clone, Copy)]
struct Place<'a> {
    desk: &'a DeskDecl<'a>,
    /// The workflow whose file it stands in; none where it is the desk's.
    own: Option<&'a FlowDecl<'a>>,
    figures: &'a [String],
    labels: &'a Labels,
}

impl<'a> Place<'a> {
    /// What a condition over the records of a workflow can name: their fields, and the params of this place.
    fn scope<'b>(&self, choosing: &'b Choosing) -> Option<FlowScope<'b>>
    where
        'a: 'b,
    {
        let flow = self.own.or_else(|| self.desk.flow(choosing.of))?;
        Some(FlowScope {
            choosing: Some(choosing),
            ..FlowScope::new(self.desk, flow)
        })
    }

    /// The notices a construct sends: those of its workflow, or of any of the desk's; of the desk's own there is only
    /// the label.
    fn sends(&self, item: &Item<'_>, found: &mut Diagnostics) {
        let sends = item
            .inside("sends")
            .and_then(|item| item.said_or_list(found));
        let flows = self.desk.flows.values();
        let flows = flows.filter(|flow| self.own.is_none_or(|own| own.name == flow.name));
        let notices = flows.flat_map(|flow| flow.top.notice.iter().map(Item::name));
        let labelled = self.labels.table.0.keys();
        let labelled = labelled.filter_map(|path| path.strip_prefix("notice."));
        let known: Vec<&str> = notices.chain(labelled).collect();
        for said in sends.unwrap_or_default() {
            if !known.contains(&said.text) {
                found.push(unknown("notice", &said, known.iter().copied()));
            }
        }
    }
}

/// Checks the names and expressions of what is not carried out yet, as far as that needs no running.
pub(crate) fn check(
    decl: &DeskDecl<'_>,
    (top, files): (&DeskTop<'_>, &Files),
    labels: &Labels,
    (names, docs): (&Names, &mut Docs<'_>),
    found: &mut Diagnostics,
) {
    // What they name is carried out by nobody: it needs no numbers of its own.
    let mut names = names.clone();
    let mut told = Diagnostics::default();
    let figures = figures_of(decl);
    let place = Place {
        desk: decl,
        own: None,
        figures: &figures,
        labels,
    };
    if let Some(merged) = &files.desk {
        let flow = FlowDecl {
            params: fields::params(&top.param, &[], &mut names, &mut Diagnostics::default()),
            queries: queries::declare(
                &top.query,
                &[],
                decl,
                &mut names,
                &mut Diagnostics::default(),
            ),
            text: decl.name.clone(),
            name: names.intern(&decl.name),
            at: merged.root.span,
            merged,
            person: false,
            started: false,
            fields: indexmap::IndexMap::new(),
            tasks: indexmap::IndexMap::new(),
            events: indexmap::IndexMap::new(),
            states: indexmap::IndexMap::new(),
            relations: indexmap::IndexMap::new(),
            top: Top::default(),
        };
        for item in &decl.later {
            each(item, place, &flow, (&mut names, docs), &mut told);
        }
    }
    for flow in decl.flows.values() {
        let place = Place {
            own: Some(flow),
            ..place
        };
        let table = Table::open(&flow.merged.root, "workflow", &mut Diagnostics::default());
        let Some(mut table) = table else {
            continue;
        };
        for key in RESTING {
            if let Some(item) = table.take(key) {
                each(&item, place, flow, (&mut names, docs), &mut told);
            }
        }
    }
    for told in told.iter().filter(|told| told.id != "not-run-yet") {
        found.push(told.clone());
    }
}

/// Every figure of the desk and its workflows, by name.
fn figures_of(decl: &DeskDecl<'_>) -> Vec<String> {
    let flows = decl.flows.values();
    let of_flows = flows.filter_map(|flow| flow.merged.root.entries()?.get("figure"));
    let of_flows = of_flows.map(|entry| &entry.node);
    let of_desk = decl.later.iter().filter(|item| item.name() == "figure");
    let all = of_flows.chain(of_desk.map(|item| item.node()));
    let names = all.filter_map(|node| Some(node.entries()?.keys().cloned()));
    names.flatten().collect()
}

fn each(
    item: &Item<'_>,
    place: Place<'_>,
    flow: &FlowDecl<'_>,
    (names, docs): (&mut Names, &mut Docs<'_>),
    found: &mut Diagnostics,
) {
    let quiet = &mut Diagnostics::default();
    for entry in item.entries(quiet).unwrap_or_default() {
        match item.name() {
            "figure" => figures::figure(&entry, place, found),
            "watch" => figures::watch(&entry, place, found),
            "report" => figures::report(&entry, place, found),
            "schedule" => recurring::schedule(&entry, place, flow, (names, docs), found),
            _ => {}
        }
    }
}
