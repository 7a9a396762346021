//! The inbox: people's words become an event. Codes, keys and names are resolved once, here; what cannot be resolved is
//! answered in the words of the catalogue and never becomes an event.

mod answer;

use std::sync::Arc;

use chrono::NaiveDateTime;
use serde_json::{Map, Value as Json};

use self::answer::{answer, person};
use super::forms::type_of;
use super::state::World;
use crate::engine::{Desk, View, Workflow};
use crate::lang::{Type, read_text, type_name};
use crate::model::catalogue::{self, Lang};
use crate::model::{
    Actor, Answers, Event, FieldId, IncidentNo, Instant, NameId, Number, RecordNo, Text, Value,
    What, nearest,
};

/// What somebody wants to do, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Open a record of this workflow.
    Open(String),
    /// Report an event on a record; `note`, `correct` and `void` are built in.
    Report {
        /// The record's code or key.
        record: String,
        /// The event.
        event: String,
    },
    /// Answer a record's task.
    Answer {
        /// The record's code or key.
        record: String,
        /// The task.
        task: String,
        /// The answer; a plain task takes `done`.
        outcome: String,
    },
    /// Try again what an incident parked.
    Retry(IncidentNo),
}

/// Why words did not become an event: a message of the catalogue, with what fills it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{id}: {}", self.sentence())]
pub struct InboxError {
    /// The message's id.
    pub id: &'static str,
    /// What fills it.
    pub args: Vec<(&'static str, String)>,
    /// The field or name it is about, where there is one.
    pub at: Option<String>,
}

impl InboxError {
    fn new(id: &'static str, args: &[(&'static str, &str)]) -> InboxError {
        let args = args
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        InboxError { id, args, at: None }
    }

    fn sentence(&self) -> String {
        let args = self.args.iter().map(|(name, value)| (*name, &**value));
        catalogue::message(self.id, Lang::En, &args.collect::<Vec<_>>())
    }

    /// With what there is, and the one that was probably meant.
    fn known<'k>(mut self, name: &str, known: impl IntoIterator<Item = &'k str>) -> InboxError {
        let known: Vec<&str> = known.into_iter().collect();
        if let Some(near) = nearest(name, known.iter().copied()) {
            self.args.push(("near", near));
        }
        let listed = self.args.iter().any(|(name, _)| *name == "known");
        if !known.is_empty() && !listed {
            self.args.push(("known", known.join(", ")));
        }
        self
    }

    fn at(mut self, name: &str) -> InboxError {
        self.at = Some(name.to_owned());
        self
    }
}

/// Makes an event of an act. `with` holds the values given, by field name, and `remark` (or `prompt`).
///
/// # Errors
/// All that cannot be understood: unknown names, codes and keys, values of another type.
pub fn resolve(
    desk: &Desk,
    world: &World,
    act: &Act,
    actor: Actor,
    at: Instant,
    with: &Map<String, Json>,
) -> Result<Event, Vec<InboxError>> {
    let one = |error: InboxError| vec![error];
    let (record, workflow, what) = match act {
        Act::Open(name) => {
            let found = desk.names.find(name).and_then(|name| desk.workflow(name));
            let workflow = found.ok_or_else(|| one(unknown_workflow(desk, name)))?;
            (
                None,
                workflow,
                What::Open {
                    workflow: workflow.name,
                },
            )
        }
        Act::Report { record, event } => {
            let (no, workflow) = find(desk, world, record).map_err(one)?;
            let what = match event.as_str() {
                "note" => What::Note,
                "correct" => What::Correct,
                "void" => What::Void,
                name => What::Report {
                    event: known(desk, workflow, name).ok_or_else(|| {
                        let error = InboxError::new("unknown-event", &[("event", name)]);
                        let events = workflow.events.keys().map(|event| desk.names.text(*event));
                        let built_in = ["note", "correct", "void"];
                        one(error.known(name, events.chain(built_in)).at(name))
                    })?,
                },
            };
            (Some(no), workflow, what)
        }
        Act::Answer {
            record,
            task,
            outcome,
        } => {
            let (no, workflow) = find(desk, world, record).map_err(one)?;
            let what = answer(desk, world, (no, workflow), task, (outcome, with)).map_err(one)?;
            (Some(no), workflow, what)
        }
        Act::Retry(incident) => {
            let found = world.incidents().find(|known| known.no == *incident);
            let record = found.and_then(|incident| incident.record);
            let event = Event::bare(
                record,
                What::Retry {
                    incident: *incident,
                },
                actor,
                at,
            );
            return Ok(event);
        }
    };
    let event = Event::bare(record, what, actor, at);
    bring(desk, world, workflow, event, with)
}

/// Puts to an event what is given with it.
fn bring(
    desk: &Desk,
    world: &World,
    workflow: &Workflow,
    mut event: Event,
    with: &Map<String, Json>,
) -> Result<Event, Vec<InboxError>> {
    let mut errors = Vec::new();
    for (name, given) in &gathered(with) {
        // It says what is done with the task, and is read above.
        if name == "to" && matches!(event.what, What::Handle { .. }) {
            continue;
        }
        if name == "prompted_by" && desk.names.find_field(workflow.name, name).is_none() {
            match person(desk, world, name, given) {
                Ok(no) => event.with.push((FieldId::PROMPTER, Value::Record(no))),
                Err(error) => errors.push(error),
            }
            continue;
        }
        if name == "remark" || name == "prompt" {
            match given.as_str() {
                Some(text) => event.remark = Some(Text::new(text)),
                None => errors.push(wrong_type(name, "text", given)),
            }
            continue;
        }
        match value_for(desk, world, (event.record, workflow), name, given) {
            Ok(pair) => event.with.push(pair),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(event)
    } else {
        Err(errors)
    }
}

fn unknown_workflow(desk: &Desk, name: &str) -> InboxError {
    let known: Vec<&str> = desk
        .workflows
        .keys()
        .map(|name| desk.names.text(*name))
        .collect();
    let args = [("workflow", name), ("known", &known.join(", "))];
    InboxError::new("unknown-workflow", &args)
        .known(name, known)
        .at(name)
}

/// A record by its code, or by its key in any register of the desk.
fn find<'d>(
    desk: &'d Desk,
    world: &World,
    word: &str,
) -> Result<(RecordNo, &'d Workflow), InboxError> {
    let by_key = || {
        desk.workflows
            .keys()
            .find_map(|name| world.by_key(desk, *name, word))
    };
    let no = world.by_code(word).or_else(by_key);
    let missing = || InboxError::new("refused-no-record", &[("code", word)]).at(word);
    let no = no.ok_or_else(missing)?;
    let record = world.records.get(no.place()).ok_or_else(missing)?;
    let workflow = desk.workflow(record.workflow).ok_or_else(missing)?;
    Ok((no, workflow))
}

fn known(desk: &Desk, workflow: &Workflow, event: &str) -> Option<NameId> {
    let name = desk.names.find(event)?;
    workflow.events.contains_key(&name).then_some(name)
}

fn value_for(
    desk: &Desk,
    world: &World,
    (record, workflow): (Option<RecordNo>, &Workflow),
    name: &str,
    given: &Json,
) -> Result<(FieldId, Value), InboxError> {
    let id = desk.names.find_field(workflow.name, name);
    let Some(field) = id.and_then(|id| workflow.field(id)) else {
        let args = [
            ("workflow", desk.names.text(workflow.name)),
            ("field", name),
        ];
        let fields = workflow.fields.iter().flatten();
        let fields = fields.filter(|field| field.computed.is_none());
        let fields = fields.map(|field| desk.names.text(field.name));
        let error = InboxError::new("refused-unknown-field", &args);
        return Err(error.known(name, fields).at(name));
    };
    let held = record.and_then(|record| items_held(desk, world, record, field.id));
    let value = match (&field.typed.ty, held) {
        (Type::Form(form), Some(items)) if given.is_object() => {
            let wrong = || wrong_type(name, type_name(&field.typed.ty), given);
            read_form(desk, world, (name, *form), &items, given).ok_or_else(wrong)?
        }
        (ty, _) => read_value(desk, world, name, ty, given),
    };
    value.map(|value| (field.id, value))
}

fn wrong_type(name: &str, expected: &str, given: &Json) -> InboxError {
    let shown = match given {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let args = [("field", name), ("expected", expected), ("value", &shown)];
    InboxError::new("refused-wrong-type", &args).at(name)
}

/// Reads a value of a type from JSON. Numbers are read from their digits, never through binary fractions; a record is
/// named by its key or code; an empty text or `null` is no value.
///
/// # Errors
/// When it is no value of that type.
pub fn read_value(
    desk: &Desk,
    world: &World,
    name: &str,
    ty: &Type,
    given: &Json,
) -> Result<Value, InboxError> {
    let wrong = || wrong_type(name, type_name(ty), given);
    if given.is_null() || given.as_str().is_some_and(|text| text.trim().is_empty()) {
        return Ok(Value::Empty);
    }
    let text = given.as_str().map(str::trim);
    match ty {
        Type::YesNo => match (given, text) {
            (Json::Bool(yes), _) => Ok(Value::YesNo(*yes)),
            (_, Some("yes" | "true" | "是")) => Ok(Value::YesNo(true)),
            (_, Some("no" | "false" | "否")) => Ok(Value::YesNo(false)),
            _ => Err(wrong()),
        },
        Type::Whole | Type::Number | Type::Money | Type::Percent => read_number(given)
            .filter(|n| *ty != Type::Whole || n.whole().is_some())
            .map(Value::from)
            .ok_or_else(wrong),
        Type::Text | Type::Unknown => match given {
            Json::String(text) => Ok(Value::text(text)),
            Json::Number(number) => Ok(Value::text(&number.to_string())),
            _ => Err(wrong()),
        },
        Type::Choice(choices) | Type::Row(_, choices) => {
            let word = text.ok_or_else(wrong)?;
            choices.find(word).map(Value::Choice).ok_or_else(|| {
                // A list may have thousands of rows.
                let all = choices.0.iter().map(|(name, _)| &**name);
                let mut known: Vec<&str> = all.take(NAMED).collect();
                if choices.0.len() > NAMED {
                    known.push("…");
                }
                let args = [
                    ("value", word),
                    ("field", name),
                    ("known", &known.join(", ")),
                ];
                let all = choices.0.iter().map(|(name, _)| &**name);
                InboxError::new("refused-unknown-choice", &args)
                    .known(word, all)
                    .at(name)
            })
        }
        Type::Date | Type::Time | Type::Month | Type::Duration => {
            text.and_then(|text| read_text(text, ty)).ok_or_else(wrong)
        }
        Type::Instant => text
            .and_then(|text| read_instant(desk, text))
            .map(Value::Instant)
            .ok_or_else(wrong),
        Type::Record(workflow) => {
            let word = text.ok_or_else(wrong)?;
            world
                .by_word(desk, *workflow, word)
                .map(Value::Record)
                .ok_or_else(|| {
                    let args = [("field", name), ("value", word)];
                    InboxError::new("refused-no-such-record", &args).at(name)
                })
        }
        Type::List(of) => read_list(desk, world, name, of, given),
        Type::Form(form) => {
            let items = desk.forms.get(form).map_or(&[][..], |form| &form.items);
            let items: Vec<(NameId, Type)> = items
                .iter()
                .map(|item| (item.name, item.ty.clone()))
                .collect();
            read_form(desk, world, (name, *form), &items, given).ok_or_else(wrong)?
        }
        Type::Item(_) => Err(wrong()),
    }
}

/// So many of the words that were possible are named where another was given.
const NAMED: usize = 20;

fn read_number(given: &Json) -> Option<Number> {
    match given {
        Json::Number(number) => Number::parse(&number.to_string()),
        Json::String(text) => Number::parse(text.trim()),
        _ => None,
    }
}

/// An instant: RFC 3339, or local time of the desk's calendar (`2026-03-06T16:00`, seconds optional).
#[must_use]
pub fn read_instant(desk: &Desk, text: &str) -> Option<Instant> {
    Instant::parse_rfc3339(text).or_else(|| {
        let formats = [
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M:%S%.f",
            "%Y-%m-%d %H:%M",
        ];
        let local = formats
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
        Some(desk.calendar.instant_of(local))
    })
}

fn read_list(
    desk: &Desk,
    world: &World,
    name: &str,
    of: &Type,
    given: &Json,
) -> Result<Value, InboxError> {
    let parts: Vec<Json> = match given {
        Json::Array(list) => list.clone(),
        Json::String(text) => text
            .split(';')
            .map(|part| Json::String(part.trim().to_owned()))
            .collect(),
        other => vec![other.clone()],
    };
    let mut values = Vec::with_capacity(parts.len());
    for part in &parts {
        let value = read_value(desk, world, name, of, part)?;
        if !value.is_empty() {
            values.push(value);
        }
    }
    Ok(if values.is_empty() {
        Value::Empty
    } else {
        Value::List(Arc::new(values))
    })
}

/// `None` when it is no set of answers at all; else the answers, or what is wrong with one.
fn read_form(
    desk: &Desk,
    world: &World,
    (name, form): (&str, NameId),
    items: &[(NameId, Type)],
    given: &Json,
) -> Option<Result<Value, InboxError>> {
    let answers = given.as_object()?;
    let mut read = Vec::new();
    for (item, ty) in items {
        let word = desk.names.text(*item);
        let Some(answer) = answers.get(word) else {
            continue;
        };
        match read_value(desk, world, word, ty, answer) {
            Ok(value) => read.push((*item, value)),
            Err(error) => return Some(Err(error)),
        }
    }
    let known = |key: &str| items.iter().any(|(item, _)| desk.names.text(*item) == key);
    if let Some(stray) = answers.keys().find(|key| !known(key)) {
        let args = [("field", name), ("item", stray.as_str())];
        return Some(Err(InboxError::new("refused-no-such-item", &args).at(stray)));
    }
    Some(Ok(Value::Form(Arc::new(Answers { form, items: read }))))
}

/// The items of a form as the record holds it: what was asked when it was opened counts.
fn items_held(
    desk: &Desk,
    world: &World,
    record: RecordNo,
    field: FieldId,
) -> Option<Vec<(NameId, Type)>> {
    let Some(Value::Sheet(sheet)) = world.row(record).get(field.place()) else {
        return None;
    };
    let items = sheet.items.iter();
    Some(
        items
            .map(|item| (item.name, type_of(desk, &item.takes)))
            .collect(),
    )
}

/// What was given, `FORM.ITEM` gathered under the form.
fn gathered(with: &Map<String, Json>) -> Map<String, Json> {
    let mut all: Map<String, Json> = Map::new();
    for (name, given) in with {
        let Some((field, item)) = name.split_once('.') else {
            match (all.get_mut(name), given) {
                (Some(Json::Object(known)), Json::Object(more)) => {
                    known.extend(
                        more.iter()
                            .map(|(item, given)| (item.clone(), given.clone())),
                    );
                }
                _ => drop(all.insert(name.clone(), given.clone())),
            }
            continue;
        };
        let entry = all.entry(field).or_insert_with(|| Json::Object(Map::new()));
        if let Some(items) = entry.as_object_mut() {
            items.insert(item.to_owned(), given.clone());
        }
    }
    all
}
