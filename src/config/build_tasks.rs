//! Tasks, clocks, acknowledgements and their deadlines; notices, events and requirements.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::build::Build;
use super::compile::{condition, setting};
use super::declare::{Act, Ladder};
use super::diagnostic::Diagnostic;
use super::people::{Meant, all_who};
use super::reader::{Item, Table};
use super::{due, signers};
use crate::engine::{
    Ask, DeadlineRule, EventRule, NoticeRule, OutcomeRule, RungRule, Setting, TaskRule, Who,
};
use crate::lang::Type;
use crate::model::{FieldId, Lives, NameId, RungAct, TaskKind};

/// The tasks and clocks.
pub(crate) fn tasks(build: &mut Build<'_, '_>) -> BTreeMap<NameId, TaskRule> {
    let flow = build.flow;
    let mut tasks = BTreeMap::new();
    for item in &flow.top.task {
        if let Some(rule) = task(build, item) {
            tasks.insert(rule.name, rule);
        }
    }
    for item in &flow.top.clock {
        if let Some(rule) = clock(build, item) {
            // One of the name of a task is told as a clash.
            tasks.entry(rule.name).or_insert(rule);
        }
    }
    tasks
}

fn task(build: &mut Build<'_, '_>, item: &Item<'_>) -> Option<TaskRule> {
    let mut table = item.table("workflow.task", build.found)?;
    let label = table.take("label");
    let scope = build.scope();
    let who = table.need("who", build.found);
    let who = all_who(who, &scope, Meant::People, build.found);
    let not = all_who(table.take("not"), &scope, Meant::People, build.found);
    let up_to = table.take("up_to");
    let up_to = up_to.map(|item| limits(build, &item)).unwrap_or_default();
    let need = table
        .take("need")
        .and_then(|item| signers::need(&item, build.found));
    let allow = table.take("allow");
    let allow = allow
        .map(|item| signers::allowed(&item, need, build.found))
        .unwrap_or_default();
    let with = table.take("with");
    let with = build.asks(with);
    let outcomes = table.take("outcomes");
    let require = table.take("require");
    let require = build.requires(require);
    let (deadline, lives) = deadline(build, &mut table);
    table.finish(build.found);
    let outcomes = outcomes_of(build, item.name(), outcomes, &with);
    signers::not_handled(build, item, &outcomes, &allow);
    Some(TaskRule {
        name: build.names.intern(item.name()),
        label: build.label(&[item.name()], label.as_ref()),
        kind: TaskKind::Task,
        who,
        not,
        up_to,
        need,
        allow,
        outcomes,
        deadline,
        lives: lives.unwrap_or(Lives::State),
        require,
    })
}

fn limits(build: &mut Build<'_, '_>, item: &Item<'_>) -> Vec<(FieldId, Setting)> {
    let mut limits = Vec::new();
    let numbers = [Type::Money, Type::Number, Type::Whole, Type::Percent];
    for entry in item.entries(build.found).unwrap_or_default() {
        let flow = build.flow;
        let Some(field) = flow.fields.get(entry.name()) else {
            let known = flow.fields.keys().map(String::as_str).collect::<Vec<_>>();
            let fault = Diagnostic::new("unknown-name", entry.name_span())
                .word("kind", "field")
                .with("name", entry.name());
            build.found.push(fault.known(entry.name(), known));
            continue;
        };
        let wanted = build.wanted(&numbers);
        let most = setting(&entry, &build.scope(), &wanted, build.found);
        limits.extend(most.map(|most| (field.id, most)));
    }
    limits
}

fn outcomes_of(
    build: &mut Build<'_, '_>,
    task: &str,
    item: Option<Item<'_>>,
    with: &[Ask],
) -> Vec<OutcomeRule> {
    let Some(item) = item else {
        return vec![outcome(build, task, "done", None, with.to_vec())];
    };
    let mut outcomes = Vec::new();
    if item.is_list() {
        for said in item.said_list(build.found).unwrap_or_default() {
            check_outcome(build, said.text, said.inner());
            outcomes.push(outcome(build, task, said.text, None, with.to_vec()));
        }
        return outcomes;
    }
    for entry in item.entries(build.found).unwrap_or_default() {
        let Some(mut table) = entry.table("workflow.outcome", build.found) else {
            continue;
        };
        let label = table.take("label");
        let asked = table.take("with");
        let mut asks = build.asks(asked);
        asks.extend(
            with.iter()
                .filter(|ask| !asks.iter().any(|own| own.what == ask.what))
                .copied()
                .collect::<Vec<_>>(),
        );
        let keeps = table
            .take("keeps")
            .and_then(|item| item.yes_no(build.found));
        let require = table.take("require");
        let require = build.requires(require);
        table.finish(build.found);
        check_outcome(build, entry.name(), entry.name_span());
        let rule = outcome(build, task, entry.name(), label.as_ref(), asks);
        outcomes.push(OutcomeRule {
            keeps: keeps.unwrap_or(false),
            require,
            ..rule
        });
    }
    outcomes
}

/// Tells an outcome that cannot be called so. It is built all the same, so that what speaks of it is not told as well.
fn check_outcome(build: &mut Build<'_, '_>, name: &str, at: super::source::Span) {
    if !super::fields::is_name(name) {
        let fault = Diagnostic::new("bad-name", at).with("name", name);
        build.found.push(fault);
        return;
    }
    // A task may spell its plain answer out; the other fixed words have a meaning of their own behind a task's name.
    if name != "done" && super::declare::FIXED.contains(&name) {
        let fault = Diagnostic::new("outcome-reserved", at)
            .with("name", name)
            .word("kind", "outcome")
            .with("near", format!("{name}_"));
        build.found.push(fault);
    }
}

fn outcome(
    build: &mut Build<'_, '_>,
    task: &str,
    name: &str,
    label: Option<&Item<'_>>,
    with: Vec<Ask>,
) -> OutcomeRule {
    OutcomeRule {
        name: build.names.intern(name),
        label: build.label(&[task, name], label),
        with,
        keeps: false,
        require: Vec::new(),
    }
}

fn clock(build: &mut Build<'_, '_>, item: &Item<'_>) -> Option<TaskRule> {
    let mut table = item.table("workflow.clock", build.found)?;
    let label = table.take("label");
    if !table.has("due") {
        let _ = table.need("due", build.found);
    }
    let (deadline, lives) = deadline(build, &mut table);
    table.finish(build.found);
    let opened = opened_by_something(build, item.name());
    Some(TaskRule {
        name: build.names.intern(item.name()),
        label: build.label(&[item.name()], label.as_ref()),
        kind: TaskKind::Clock,
        who: Vec::new(),
        not: Vec::new(),
        up_to: Vec::new(),
        need: None,
        allow: Vec::new(),
        outcomes: Vec::new(),
        deadline,
        lives: lives.unwrap_or(if opened { Lives::State } else { Lives::Record }),
        require: Vec::new(),
    })
}

/// Whether a state or transition names this clock under `opens`.
pub(crate) fn opened_by_something(build: &Build<'_, '_>, clock: &str) -> bool {
    let top = &build.flow.top;
    top.state.iter().chain(&top.transition).any(|item| {
        let opens = item.inside("opens");
        opens.is_some_and(|opens| match &opens.node().value {
            super::node::NodeValue::List(items) => {
                items.iter().any(|item| item.text() == Some(clock))
            }
            _ => opens.node().text() == Some(clock),
        })
    })
}

/// `due`, `breach`, `ladder`, `pauses_in`, `lives`, `calendar`: one shape everywhere.
fn deadline(
    build: &mut Build<'_, '_>,
    table: &mut Table<'_>,
) -> (Option<DeadlineRule>, Option<Lives>) {
    let scope = build.scope();
    let due_item = table.take("due");
    let breach_item = table.take("breach");
    let due = due_item.and_then(|item| due::due(build, &item));
    let lengths = build.wanted(&[Type::Duration]);
    let breach = breach_item.and_then(|item| setting(&item, &scope, &lengths, build.found));
    let ladder = table.take("ladder");
    let ladder = rungs(build, ladder);
    let pauses = table.take("pauses_in");
    let pauses_in = build.states(pauses);
    let lives = table
        .take("lives")
        .and_then(|item| item.one_of(&["record"], build.found));
    let calendar = table
        .take("calendar")
        .and_then(|item| item.said(build.found));
    let desk = build.desk;
    let calendar = match calendar {
        Some(said) => {
            let id = desk.calendars.get(said.text).copied();
            build.known(
                "calendar",
                &said,
                id,
                desk.calendars.keys().map(String::as_str),
            )
        }
        None => desk.default_calendar,
    };
    if let (None, Some(breach)) = (due_item, breach_item) {
        let fault = Diagnostic::new("key-needs", breach.name_span()).with("key", "breach");
        build.found.push(fault.with("other", "due"));
    }
    let rule = due.map(|due| DeadlineRule {
        due,
        breach,
        // A desk without a calendar has been told so, and does not load.
        calendar: calendar.unwrap_or_default(),
        ladder,
        pauses_in,
    });
    (rule, lives.map(|_| Lives::Record))
}

fn rungs(build: &mut Build<'_, '_>, item: Option<Item<'_>>) -> Vec<RungRule> {
    let (desk, flow) = (build.desk, build.flow);
    let find = |name: &str| {
        flow.top
            .ladders
            .get(name)
            .or_else(|| desk.ladders.get(name))
    };
    let ladder: Option<&Ladder<'_>> = match item {
        None => find("default"),
        Some(item) if item.is_false() => None,
        Some(item) => {
            let Some(said) = item.said(build.found) else {
                return Vec::new();
            };
            let known = flow.top.ladders.keys().chain(desk.ladders.keys());
            build.known("ladder", &said, find(said.text), known.map(String::as_str))
        }
    };
    let mut rungs = Vec::new();
    for (at, act) in ladder.into_iter().flat_map(|ladder| &ladder.rungs) {
        let act = match act {
            Act::Remind(who) => Some(RungAct::Remind(*who)),
            Act::Raise(said) => {
                let id = flow.events.get(said.text).copied();
                let known = flow.events.keys().map(String::as_str);
                build.known("event", said, id, known).map(RungAct::Raise)
            }
        };
        rungs.extend(act.map(|act| RungRule { at: *at, act }));
    }
    rungs
}

/// The notices; one that is acknowledged gives a task of its name.
pub(crate) fn notices(
    build: &mut Build<'_, '_>,
    tasks: &mut BTreeMap<NameId, TaskRule>,
) -> BTreeMap<NameId, NoticeRule> {
    let flow = build.flow;
    let mut notices = BTreeMap::new();
    for item in &flow.top.notice {
        let Some(mut table) = item.table("workflow.notice", build.found) else {
            continue;
        };
        let scope = build.scope();
        let inline = table.take("label");
        let to = table.need("to", build.found);
        let to = all_who(to, &scope, Meant::Receivers, build.found);
        let template = table
            .need("template", build.found)
            .and_then(|item| item.said(build.found));
        let when = table
            .take("when")
            .and_then(|item| condition(&item, &scope, build.found));
        let acknowledge = table.take("acknowledge");
        table.finish(build.found);
        let name = build.names.intern(item.name());
        let label = build.label(&[item.name()], inline.as_ref());
        let body = template.and_then(|said| template_text(build, &said));
        if let Some(item) = &acknowledge
            && let Some(rule) = acknowledgement(build, item, (name, label.clone()), &to)
        {
            tasks.insert(name, rule);
        }
        let rule = NoticeRule {
            name,
            label,
            to,
            template: template.map_or_else(|| Arc::from(""), |said| Arc::from(said.text)),
            body: body.unwrap_or_else(|| Arc::from("")),
            when,
            acknowledged: acknowledge.is_some(),
        };
        notices.insert(name, rule);
    }
    notices
}

fn template_text(build: &mut Build<'_, '_>, said: &super::reader::Said<'_>) -> Option<Arc<str>> {
    let desk = build.desk.name.as_str();
    let places = [desk, super::docs::COMMON];
    let mut paths = places
        .iter()
        .map(|place| format!("workflows/{place}/notices/{}", said.text));
    let path = paths.find(|path| build.docs.folder.has(path));
    let Some(path) = path else {
        let known: Vec<String> = places
            .iter()
            .flat_map(|place| {
                let prefix = format!("workflows/{place}/notices/");
                let below = build.docs.folder.below(&prefix);
                below
                    .filter_map(|path| path.strip_prefix(prefix.as_str()))
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            })
            .collect();
        build
            .docs
            .no_such_file(said.text, said.inner(), &known, build.found);
        return None;
    };
    let source = build.docs.text(&path)?;
    super::templates::check(build, source);
    Some(Arc::from(build.docs.sources.text(source)))
}

fn acknowledgement(
    build: &mut Build<'_, '_>,
    item: &Item<'_>,
    (name, label): (NameId, crate::engine::Label),
    to: &[Who],
) -> Option<TaskRule> {
    let mut table = item.table("workflow.acknowledge", build.found)?;
    let inline = table.take("label");
    let (deadline, _) = deadline(build, &mut table);
    table.finish(build.found);
    let text = build.names.text(name).to_owned();
    let label = match inline {
        Some(inline) => build.label(&[&text], Some(&inline)),
        None => label,
    };
    Some(TaskRule {
        name,
        label,
        kind: TaskKind::Acknowledgement,
        who: to.to_vec(),
        not: Vec::new(),
        up_to: Vec::new(),
        need: None,
        allow: Vec::new(),
        outcomes: vec![outcome(build, &text, "done", None, Vec::new())],
        deadline,
        lives: Lives::Record,
        require: Vec::new(),
    })
}

/// What may be reported; `open` apart, for it is the birth.
pub(crate) fn events(
    build: &mut Build<'_, '_>,
) -> (BTreeMap<NameId, EventRule>, Option<EventRule>) {
    let flow = build.flow;
    let mut events = BTreeMap::new();
    let mut open = None;
    for item in &flow.top.event {
        let Some(mut table) = item.table("workflow.event", build.found) else {
            continue;
        };
        let inline = table.take("label");
        let scope = build.scope();
        let who_item = table.take("who");
        let not = all_who(table.take("not"), &scope, Meant::People, build.found);
        let with = table.take("with");
        let with = build.asks(with);
        let require = table.take("require");
        let require = build.requires(require);
        table.finish(build.found);
        let is_open = item.name() == "open";
        let who = match who_item {
            Some(item) => all_who(Some(item), &scope, Meant::People, build.found),
            // Nobody in particular may open: everybody of the desk may.
            None if is_open => build.desk.roles.values().copied().map(Who::Role).collect(),
            None => Vec::new(),
        };
        let rule = EventRule {
            name: build.names.intern(item.name()),
            label: build.label(&[item.name()], inline.as_ref()),
            who,
            not,
            with,
            require,
        };
        if is_open {
            open = Some(rule);
        } else {
            events.insert(rule.name, rule);
        }
    }
    (events, open)
}
