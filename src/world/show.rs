//! Records and tasks as people and programs read them: names for numbers, keys for records, local time beside instants.

use serde_json::{Map, Value as Json, json};

use super::forms::{item_json, item_text, sheet_json, sheet_text, task_forms};
use super::state::World;
use crate::engine::{Desk, Field, Sees, Stands, View, stands_with};
use crate::model::{Deadline, Duration, Instant, NameId, Record, RecordNo, Signing, Task, Value};

/// A value in words.
#[must_use]
pub fn value_text(desk: &Desk, world: &World, value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::YesNo(true) => "yes".to_owned(),
        Value::YesNo(false) => "no".to_owned(),
        Value::Whole(_) | Value::Short { .. } | Value::Wide(_) => value
            .number()
            .map_or_else(String::new, |number| number.to_string()),
        Value::Text(text) => text.as_str().to_owned(),
        Value::Choice(name) => desk.names.text(*name).to_owned(),
        Value::Date(date) => date.to_string(),
        Value::Time(seconds) => format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60),
        Value::Instant(at) => local(desk, *at),
        Value::Month(month) => month.to_string(),
        Value::Duration { unit, amount } => Duration {
            unit: *unit,
            amount: *amount,
        }
        .to_string(),
        Value::Record(no) => world.word_of(desk, *no),
        Value::List(list) => {
            let parts: Vec<String> = list
                .iter()
                .map(|value| value_text(desk, world, value))
                .collect();
            parts.join("; ")
        }
        Value::Form(answers) => {
            let parts: Vec<String> = answers
                .items
                .iter()
                .map(|(item, answer)| {
                    format!(
                        "{} = {}",
                        desk.names.text(*item),
                        value_text(desk, world, answer)
                    )
                })
                .collect();
            parts.join("; ")
        }
        Value::Sheet(sheet) => sheet_text(desk, world, sheet),
        Value::Item(item) => item_text(desk, world, item),
    }
}

/// A value for programs; numbers as exact digits.
#[must_use]
pub fn value_json(desk: &Desk, world: &World, value: &Value) -> Json {
    match value {
        Value::Empty => Json::Null,
        Value::YesNo(yes) => Json::Bool(*yes),
        Value::Whole(whole) => json!(whole),
        Value::Short { .. } | Value::Wide(_) => {
            let digits = value_text(desk, world, value);
            serde_json::from_str(&digits).unwrap_or(Json::String(digits))
        }
        Value::Instant(at) => Json::String(at.to_string()),
        Value::List(list) => list
            .iter()
            .map(|value| value_json(desk, world, value))
            .collect(),
        Value::Form(answers) => {
            let items = answers.items.iter().map(|(item, answer)| {
                (
                    desk.names.text(*item).to_owned(),
                    value_json(desk, world, answer),
                )
            });
            Json::Object(items.collect())
        }
        Value::Sheet(sheet) => sheet_json(desk, world, sheet),
        Value::Item(item) => item_json(desk, world, item),
        other => Json::String(value_text(desk, world, other)),
    }
}

/// An instant in the desk's local time, `2026-03-06 16:00`, with seconds or milliseconds where it has any.
#[must_use]
pub fn local(desk: &Desk, at: Instant) -> String {
    let format = match at.0.rem_euclid(60_000) {
        0 => "%Y-%m-%d %H:%M",
        ms if ms % 1000 == 0 => "%Y-%m-%d %H:%M:%S",
        _ => "%Y-%m-%d %H:%M:%S%.3f",
    };
    desk.calendar.local(at).format(format).to_string()
}

/// A record with its fields and open tasks, as somebody sees it: values they may not see are `null` and named under
/// `hidden`. Whether they may see the record at all is asked before.
#[must_use]
pub fn record_json(desk: &Desk, world: &World, no: RecordNo, sees: Sees<'_, World>) -> Json {
    let Some(record) = world.record(no) else {
        return Json::Null;
    };
    let name = |name: NameId| desk.names.text(name).to_owned();
    let person = |no: Option<RecordNo>| no.map(|no| world.word_of(desk, no));
    let mut fields = fields_json(desk, world, record);
    let hidden = hidden(desk, world, record, sees);
    for name in &hidden {
        fields.insert(name.clone(), Json::Null);
    }
    let tasks: Vec<Json> = open_tasks(world, record)
        .map(|t| task_json(desk, world, t, stands_with(desk, world, t)))
        .collect();
    json!({
        "code": record.code.as_str(),
        "workflow": name(record.workflow),
        "state": record.state.map(name),
        "opened": record.opened.to_string(),
        "opened_by": person(record.opened_by),
        "started_by": person(record.started_by),
        "updated": record.updated.to_string(),
        "ended": record.ended.map(|ended| ended.at.to_string()),
        "voided": record.ended.is_some_and(|ended| ended.voided),
        "fields": fields,
        "hidden": hidden,
        "tasks": tasks,
    })
}

/// A record's fields by name, in the order of their places.
#[must_use]
pub fn fields_json(desk: &Desk, world: &World, record: &Record) -> Map<String, Json> {
    let row = world.row(record.no);
    let fields = desk.workflow(record.workflow).into_iter();
    let fields = fields.flat_map(|workflow| workflow.fields.iter().flatten());
    fields
        .map(|field| {
            let value = row.get(field.id.place()).unwrap_or(&Value::Empty);
            (
                desk.names.text(field.name).to_owned(),
                value_json(desk, world, value),
            )
        })
        .collect()
}

/// The fields of a record that somebody may not see: by `seen_by`, or because they name a record that is not seen.
fn hidden(desk: &Desk, world: &World, record: &Record, sees: Sees<'_, World>) -> Vec<String> {
    let row = world.row(record.no);
    let workflow = desk.workflow(record.workflow).into_iter();
    let fields = workflow.flat_map(|workflow| workflow.fields.iter().flatten());
    let unseen = |field: &&Field| {
        let value = row.get(field.id.place());
        let named = value.map_or_else(Vec::new, Value::records);
        !sees.field(record.no, field) || named.iter().any(|no| !sees.record(*no))
    };
    fields
        .filter(unseen)
        .map(|field| desk.names.text(field.name).to_owned())
        .collect()
}

fn open_tasks<'w>(world: &'w World, record: &'w Record) -> impl Iterator<Item = &'w Task> {
    record
        .tasks
        .iter()
        .filter_map(|no| world.task(*no))
        .filter(|task| task.is_open())
}

/// A task, clock or acknowledgement with its deadline, and with whom it stands.
#[must_use]
pub fn task_json(desk: &Desk, world: &World, task: &Task, (assignee, role): Stands) -> Json {
    let name = |name: NameId| desk.names.text(name).to_owned();
    let person = |no: Option<RecordNo>| no.map(|no| world.word_of(desk, no));
    let code = world
        .record(task.record)
        .map(|record| record.code.as_str().to_owned());
    let workflow = world
        .record(task.record)
        .and_then(|record| desk.workflow(record.workflow));
    let outcomes: Map<String, Json> = task
        .offers
        .iter()
        .map(|offer| {
            let required = offer.required.iter().map(|field| {
                workflow.map_or("?", |workflow| desk.names.field_text(workflow.name, *field))
            });
            (name(offer.outcome), required.collect())
        })
        .collect();
    json!({
        "record": code,
        "task": name(task.name),
        "kind": task.kind.word(),
        "assignee": person(assignee),
        "role": role.map(name),
        "signing": task.signing().map(|signing| signing_json(desk, world, signing)),
        "offered": person(task.extra.as_deref().and_then(|extra| extra.offered).map(|(to, _)| to)),
        "opened": task.opened.to_string(),
        "outcomes": outcomes,
        "forms": task_forms(desk, world, task),
        "deadline": task.deadline.as_deref().map(|deadline| deadline_json(desk, deadline)),
        "closed": task.closed.as_ref().map(|closed| json!({
            "at": closed.at.to_string(),
            "occurred": closed.occurred.map(|at| at.to_string()),
            "why": closed.why.word(),
            "outcome": closed.outcome.map(name),
            "by": person(closed.by),
        })),
    })
}

fn signing_json(desk: &Desk, world: &World, signing: &Signing) -> Json {
    let given = signing.given.iter().map(|one| {
        json!({
            "by": world.word_of(desk, one.by),
            "for": one.principal.map(|no| world.word_of(desk, no)),
            "outcome": desk.names.text(one.outcome),
            "at": one.at.to_string(),
        })
    });
    let waiting = signing.waiting().map(|no| world.word_of(desk, no));
    json!({
        "need": signing.need,
        "waiting": waiting.collect::<Vec<_>>(),
        "given": given.collect::<Vec<_>>(),
    })
}

fn deadline_json(desk: &Desk, deadline: &Deadline) -> Json {
    json!({
        "due": deadline.due.to_string(),
        "due_local": local(desk, deadline.due),
        "breach": deadline.breach_at.to_string(),
        "paused": deadline.is_paused(),
        "late": deadline.is_late(),
        "judged": deadline.judged.map(|judged| judged.word()),
        "arithmetic": arithmetic(desk, deadline),
    })
}

/// The deadline's arithmetic in one line; `None` where a date gave the due instant.
#[must_use]
pub fn arithmetic(desk: &Desk, deadline: &Deadline) -> Option<String> {
    if deadline.fixed {
        return None;
    }
    let calendar = desk
        .calendars
        .get(&deadline.calendar)
        .unwrap_or(&desk.calendar);
    crate::time::explain(&deadline.ledger, calendar)
        .ok()
        .map(|arithmetic| arithmetic.text())
}
