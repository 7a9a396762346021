//! One desk put together from its files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use super::build::{Build, workflow};
use super::build_fields::infer;
use super::chain::{DeskTop, Files, desk_top, elsewhere, files};
use super::check::MissingLabel;
use super::declare::{DeskDecl, FlowDecl, OpenTop, open_top};
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::Docs;
use super::labels::Labels;
use super::merge::Merged;
use super::needed;
use super::reader::Item;
use super::scope::{clashes, relate};
use super::source::Span;
use super::{
    asks, build_forms, calendars, columns, fields, later, lists, meaning, people, queries, resting,
    rights, rules, tables,
};
use crate::engine::{Desk, Workflow};
use crate::lang::{Choices, Typed};
use crate::model::catalogue::{Lang, Severity};
use crate::model::{Duration, FieldId, NameId, Names, RevisionNo};
use crate::time::Calendar;

/// A desk, or what is wrong with it.
pub(crate) struct Made {
    pub(crate) desk: Option<Desk>,
    pub(crate) found: Diagnostics,
    pub(crate) merged: BTreeMap<String, Merged>,
    pub(crate) unlabelled: Vec<MissingLabel>,
}

/// Puts a desk together.
pub(crate) fn assemble(
    name: &str,
    desks: &[String],
    mut names: Names,
    revision: RevisionNo,
    docs: &mut Docs<'_>,
) -> Made {
    // What is wrong with the text of files silences all else about them; only what this desk uses counts for it.
    let before = docs.found.clone();
    let mut found = before.clone();
    docs.begin();
    let files = files(name, docs, &mut found);
    let made = put_together(name, desks, &files, &mut names, revision, docs, &mut found);
    let (desk, unlabelled) = made.unwrap_or_default();
    found.drop_all(echoes(name, &files, docs));
    found.reword(|told| needed::part(name, told, docs));
    let faulty = !files.broken.is_empty() || docs.touched_error() || adds_errors(&found, &before);
    let mut merged = files.flows;
    merged.extend(files.desk.map(|desk| ("desk".to_owned(), desk)));
    Made {
        desk: desk.filter(|_| !faulty),
        found,
        merged,
        unlabelled,
    }
}

/// The messages that would only be echoes: where desk.toml is missing or broken, nobody knows what names it would
/// declare; where a file of rules cannot be read, which rules.
fn echoes(name: &str, files: &Files, docs: &Docs<'_>) -> &'static [&'static str] {
    let mut parts = files.desk.iter().flat_map(|desk| &desk.files);
    if files.desk.is_none() || parts.any(|part| docs.found.is_broken(part.source)) {
        return &[
            "unknown-name",
            "unknown-function",
            "role-needed",
            "no-default-calendar",
            "not-run-yet",
        ];
    }
    let mut paths = rules::paths(name, docs).into_iter();
    if paths.any(|path| docs.is_unreadable(&path)) {
        return &["unknown-function"];
    }
    &[]
}

/// Whether more errors were found than there were before.
fn adds_errors(found: &Diagnostics, before: &Diagnostics) -> bool {
    let known: BTreeSet<(&str, Span)> = before.iter().map(|told| (told.id, told.span)).collect();
    let mut errors = found.iter().filter(|told| told.severity == Severity::Error);
    errors.any(|told| !known.contains(&(told.id, told.span)))
}

fn put_together(
    name: &str,
    desks: &[String],
    files: &Files,
    names: &mut Names,
    revision: RevisionNo,
    docs: &mut Docs<'_>,
    found: &mut Diagnostics,
) -> Option<(Option<Desk>, Vec<MissingLabel>)> {
    let top = files.desk.as_ref().map(|merged| desk_top(merged, found));
    let top = top.unwrap_or_default();
    let language = top
        .language
        .and_then(|item| item.one_of(&["zh", "en"], found));
    let language = language.unwrap_or("zh");
    let mut labels = Labels::read(name, language, docs, found);
    for merged in files.desk.iter().chain(files.flows.values()) {
        labels.in_place(&merged.root);
    }
    let mut decl = declare_desk(name, &top, names, found);
    decl.elsewhere = elsewhere(name, desks, docs);
    decl.broken.clone_from(&files.broken);
    let calendars = read_calendars(&top, &mut decl, docs, found);
    let opened = open_flows(files, names, &mut decl, found);
    build_forms::declare(&top, files, &opened, &mut decl, names, docs, found);
    let written = columns::items(opened.values().map(|open| &open.table), &top.table, found);
    let (sheets, unread) = lists::sheets(name, &of_forms(&top, &opened), docs);
    decl.broken.extend(unread);
    lists::add(&sheets, &written, &mut decl, names, (docs, found));
    declare_flows(&top, opened.clone(), &mut decl, names, found);
    relate(&mut decl);
    for flow in decl.flows.values_mut() {
        clashes(flow, found);
    }
    rules::compile(&mut decl, docs, found);
    decl.tables = tables::declare(&sheets, &written, &decl, names, (docs, found));
    infer(&mut decl);
    build_forms::learn(&mut decl);
    infer(&mut decl);
    asks::mark_started(&mut decl);
    asks::ask_for_starts(&mut decl, names);
    read_tables(&mut decl, names, docs, &labels, found);
    let forms = build_forms::forms(&decl, &labels, found);
    let (roles, rights) = rights::read(&top, &mut decl, found);
    let workflows = build_flows(&decl, names, docs, &labels, found);
    rights::check(&top, &rights, &decl, &workflows, found);
    queries::check_unused(&decl, &workflows, found);
    later::check(&decl, (&top, files), &labels, (names, docs), found);
    let unlabelled = super::check::check(&decl, &workflows, names, (docs, &labels), found);
    let backdate_within = backdate(&top, found);
    let default = decl.default_calendar?;
    let calendar = calendars.get(&default).cloned()?;
    let tables = tables::built(&decl);
    let mut desk = Desk {
        name: Arc::from(name),
        label: labels.of(&[name], top.label.as_ref(), found),
        language: Lang::parse(language).unwrap_or_default(),
        currency: Arc::from(decl.currency.as_str()),
        revision,
        meaning: String::new(),
        names: Arc::new(names.clone()),
        money_places: decl.money_places,
        calendar,
        calendar_name: default,
        calendars,
        backdate_within,
        roles: roles.into_iter().collect(),
        rights,
        rules: decl.rules,
        lists: lists::built(&decl.lists),
        tables,
        forms,
        workflows,
        labels: labels.table,
        not_run_yet: later::lines(found, &docs.sources),
    };
    let sheets = sheets.values().map(|sheet| &**sheet);
    desk.meaning = meaning::hash(&desk, name, files, sheets, docs);
    Some((Some(desk), unlabelled))
}

fn declare_desk<'n>(
    name: &str,
    top: &DeskTop<'n>,
    names: &mut Names,
    found: &mut Diagnostics,
) -> DeskDecl<'n> {
    let roles = people::intern_all(&top.role, names);
    for item in top.role.iter().chain(&top.right) {
        if !fields::is_name(item.name()) {
            found.push(Diagnostic::new("bad-name", item.name_span()).with("name", item.name()));
        }
    }
    let choices = roles
        .iter()
        .map(|(name, id)| (Arc::from(name.as_str()), *id))
        .collect();
    let currency = top.currency.and_then(|item| item.said(found));
    let places = currency.map_or(2, |said| super::currency::places(&said, found));
    DeskDecl {
        name: name.to_owned(),
        money_places: places,
        currency: currency.map_or_else(String::new, |said| said.text.to_owned()),
        role_choices: Choices(Arc::new(choices)),
        rights: people::intern_all(&top.right, names),
        right_nots: Vec::new(),
        has_above: BTreeMap::new(),
        assign: top.assign.clone(),
        forms: IndexMap::new(),
        lists: IndexMap::new(),
        tables: IndexMap::new(),
        calendars: people::intern_all(&top.calendar, names),
        default_calendar: None,
        ladders: people::ladders(&top.ladder, &roles, found),
        roles,
        flows: IndexMap::new(),
        flow_places: BTreeMap::new(),
        broken: Vec::new(),
        elsewhere: IndexMap::new(),
        person: None,
        rules: rules::none(),
        rules_broken: false,
        later: top.later.clone(),
    }
}

fn read_calendars(
    top: &DeskTop<'_>,
    decl: &mut DeskDecl<'_>,
    docs: &mut Docs<'_>,
    found: &mut Diagnostics,
) -> BTreeMap<NameId, Arc<Calendar>> {
    let mut calendars = BTreeMap::new();
    for item in &top.calendar {
        let Some(mut table) = item.table("calendar", found) else {
            continue;
        };
        let _ = table.take("label");
        let default = table.take("default").and_then(|item| item.yes_no(found));
        let file = table.need("file", found).and_then(|item| item.said(found));
        table.finish(found);
        let Some(id) = decl.calendars.get(item.name()).copied() else {
            continue;
        };
        if default == Some(true) || (top.calendar.len() == 1 && default.is_none()) {
            decl.default_calendar = Some(id);
        }
        let calendar = file.and_then(|said| calendars::calendar(&said, docs, found));
        calendars.extend(calendar.map(|calendar| (id, calendar)));
    }
    if decl.default_calendar.is_none()
        && let Some(span) = top.span
    {
        let first = top.calendar.first();
        let told = Diagnostic::new("no-default-calendar", first.map_or(span, Item::name_span))
            .with("desk", decl.name.as_str())
            .maybe("calendar", first.map(|item| item.name().to_owned()));
        found.push(told.weighing(Severity::Error));
    }
    calendars
}

fn open_flows<'n>(
    files: &'n Files,
    names: &mut Names,
    decl: &mut DeskDecl<'n>,
    found: &mut Diagnostics,
) -> IndexMap<String, OpenTop<'n>> {
    let mut opened = IndexMap::new();
    for (name, merged) in &files.flows {
        let id = names.intern(name);
        let Some(open) = open_top(merged, found) else {
            decl.broken.push(name.clone());
            continue;
        };
        let at = merged.files.last().copied().unwrap_or(merged.root.span);
        if !fields::is_name(name) {
            found.push(Diagnostic::new("bad-name", at).with("name", name.as_str()));
        } else if fields::is_kept(name) {
            let fault = Diagnostic::new("reserved-name", at)
                .with("name", name.as_str())
                .word("kind", "workflow");
            found.push(fault.with("near", format!("{name}_")));
        }
        if open.person {
            decl.person = decl.person.or(Some(id));
        }
        let flow = FlowDecl {
            text: name.clone(),
            name: id,
            at,
            merged,
            person: open.person,
            started: false,
            fields: IndexMap::new(),
            params: IndexMap::new(),
            tasks: IndexMap::new(),
            events: IndexMap::new(),
            states: IndexMap::new(),
            relations: IndexMap::new(),
            queries: IndexMap::new(),
            top: super::declare::Top::default(),
        };
        let (place, _) = decl.flows.insert_full(name.clone(), flow);
        decl.flow_places.insert(id, place);
        for item in &open.later {
            later::construct(item, "workflow", found);
        }
        opened.insert(name.clone(), open);
    }
    opened
}

/// Declares the names of all workflows: states and tasks first, then fields, whose types name workflows.
fn declare_flows<'n>(
    top: &DeskTop<'n>,
    opened: IndexMap<String, OpenTop<'n>>,
    decl: &mut DeskDecl<'n>,
    names: &mut Names,
    found: &mut Diagnostics,
) {
    for (name, open) in opened {
        let Some(workflow) = decl.flows.get(&name).map(|flow| flow.name) else {
            continue;
        };
        let declared = declare_fields(workflow, &open, decl, names, found);
        let params = fields::params(&top.param, &open.param, names, found);
        let ladders = people::ladders(&open.ladder, &decl.roles, found);
        let queries = queries::declare(&top.query, &open.query, decl, names, found);
        let mut named = |items: &[Item<'_>]| people::intern_all(items, names);
        let states = named(&open.top.state);
        let mut events = named(&open.top.event);
        events.shift_remove("open");
        let acknowledged = open
            .top
            .notice
            .iter()
            .filter(|item| item.inside("acknowledge").is_some());
        let tasks = open
            .top
            .task
            .iter()
            .chain(&open.top.clock)
            .chain(acknowledged);
        for item in open.top.state.iter().chain(&open.top.event) {
            if !fields::is_name(item.name()) {
                found.push(Diagnostic::new("bad-name", item.name_span()).with("name", item.name()));
            }
        }
        let mut declared_tasks: IndexMap<String, (NameId, Span)> = IndexMap::new();
        for item in tasks {
            fields::check_name(item, "task", found);
            let entry = (names.intern(item.name()), item.name_span());
            if let Some((_, first)) = declared_tasks.get(item.name()) {
                let is_clock = open
                    .top
                    .clock
                    .iter()
                    .any(|clock| clock.name() == item.name());
                let fault = Diagnostic::new("name-clash", item.name_span())
                    .with("name", item.name())
                    .word("first", "task")
                    .word("second", if is_clock { "clock" } else { "notice" });
                found.push(fault.also(*first, "declared-here"));
                continue;
            }
            declared_tasks.insert(item.name().to_owned(), entry);
        }
        if let Some(flow) = decl.flows.get_mut(&name) {
            flow.fields = declared;
            flow.params = params;
            flow.queries = queries;
            flow.states = states;
            flow.events = events;
            flow.tasks = declared_tasks;
            flow.top = open.top;
            flow.top.ladders = ladders;
        }
    }
}

fn declare_fields<'n>(
    workflow: NameId,
    open: &OpenTop<'n>,
    decl: &DeskDecl<'_>,
    names: &mut Names,
    found: &mut Diagnostics,
) -> IndexMap<String, super::declare::FieldDecl<'n>> {
    let mut declared = IndexMap::new();
    let owner = names.intern("owner");
    let _ = names.field(workflow, "owner");
    // The person responsible: a field of every record, declared or not.
    let usual = super::declare::FieldDecl {
        id: FieldId::OWNER,
        name: owner,
        at: open
            .field
            .first()
            .map_or_else(|| open.span, Item::name_span),
        typed: Typed {
            ty: decl.person_type(),
            maybe_empty: true,
        },
        broken: false,
        inferred: false,
        asked: false,
        rests: false,
        draft: super::declare::FieldDraft::default(),
    };
    declared.insert("owner".to_owned(), usual);
    for item in &open.field {
        let id = names.field(workflow, item.name());
        let name = names.intern(item.name());
        let mut field = fields::declare(item, (id, name), decl, names, found);
        if id == FieldId::OWNER {
            field.typed.ty = decl.person_type();
            field.typed.maybe_empty = true;
            field.broken = false;
        }
        declared.insert(item.name().to_owned(), field);
    }
    declared
}

/// Reads the rows of the decision tables: what they are called with is known once every expression was read, and what
/// expressions of them give only after that.
fn read_tables(
    decl: &mut DeskDecl<'_>,
    names: &mut Names,
    docs: &mut Docs<'_>,
    labels: &Labels,
    found: &mut Diagnostics,
) {
    if !decl.tables.is_empty() {
        let _ = build_flows(decl, names, docs, labels, &mut found.clone());
        tables::read(decl, docs, found);
        infer(decl);
        build_forms::learn(decl);
    }
    resting::find(decl);
}

/// The stems of the CSV files forms name: those are no lists.
fn of_forms(top: &DeskTop<'_>, opened: &IndexMap<String, OpenTop<'_>>) -> BTreeSet<String> {
    let forms = top
        .form
        .iter()
        .chain(opened.values().flat_map(|open| &open.form));
    let items = forms.filter_map(|form| form.inside("items")?.as_said());
    let stems = items.filter_map(|said| said.text.strip_suffix(".csv"));
    stems.map(str::to_owned).collect()
}

fn build_flows(
    decl: &DeskDecl<'_>,
    names: &mut Names,
    docs: &mut Docs<'_>,
    labels: &Labels,
    found: &mut Diagnostics,
) -> BTreeMap<NameId, Workflow> {
    let mut workflows = BTreeMap::new();
    for flow in decl.flows.values() {
        let mut build = Build {
            desk: decl,
            flow,
            names,
            docs,
            labels,
            found,
            queries: BTreeSet::new(),
        };
        let workflow = workflow(&mut build);
        workflows.insert(workflow.name, workflow);
    }
    workflows
}

/// How long an act may be entered late: one working day unless said, `"0"` for not at all.
fn backdate(top: &DeskTop<'_>, found: &mut Diagnostics) -> Option<Duration> {
    if let Some(item) = &top.undo_within {
        let _ = item.duration(found);
        later::rests(item, found);
    }
    let item = top.backdate_within.as_ref();
    let Some(item) = item else {
        return Duration::parse("1 working day");
    };
    let is_none = match &item.node().value {
        super::node::NodeValue::Number(digits) => digits == "0",
        super::node::NodeValue::Text(text) => text == "0",
        _ => false,
    };
    if is_none { None } else { item.duration(found) }
}
