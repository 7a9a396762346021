//! Notices put into words: the template's text is part of the revision, the values are the record's as the line left it.
//! Persons and other records read as their name (or key), and their fields are reached by a dot.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, Value as Shown};

use crate::engine::{Desk, View};
use crate::model::{Line, Notice, RecordNo, Value};
use crate::store::OutgoingRow;
use crate::world::{World, value_text};

/// How far a template may reach from record to record (`department.head.name`).
const REACH: usize = 2;

/// The outbox rows of a notice: one for each person or role addressed.
pub(crate) fn rows(
    desk: &Desk,
    world: &World,
    line: &Line,
    notice: &Notice,
) -> Vec<OutgoingRow<'static>> {
    let body = body(desk, world, line.record, notice);
    let people = notice.people.iter().map(|no| world.word_of(desk, *no));
    let roles = notice
        .roles
        .iter()
        .map(|role| desk.names.text(*role).to_owned());
    people
        .chain(roles)
        .map(|to| OutgoingRow {
            line: line.no,
            notice: Cow::Owned(desk.names.text(notice.name).to_owned()),
            to: Cow::Owned(to),
            template: Cow::Owned(notice.template.as_str().to_owned()),
            body: Cow::Owned(body.clone()),
            created: line.event.at,
        })
        .collect()
}

fn body(desk: &Desk, world: &World, record: Option<RecordNo>, notice: &Notice) -> String {
    let head = record.and_then(|no| world.record(no));
    let workflow = head.and_then(|record| desk.workflow(record.workflow));
    let rule = workflow.and_then(|workflow| workflow.notices.get(&notice.name));
    let (Some(no), Some(rule)) = (record, rule) else {
        return String::new();
    };
    let mut engine = minijinja::Environment::empty();
    engine.set_fuel(Some(100_000));
    match engine.render_str(
        &rule.body,
        Shown::from_object(shown(desk, world, no, REACH)),
    ) {
        Ok(text) => text,
        // A slip in a template must not hold up the record: the notice leaves and says what is wrong with it.
        Err(error) => {
            tracing::warn!(template = %notice.template, %error, "a notice could not be put into words");
            format!("{}: {error}", notice.template)
        }
    }
}

/// A record in a template: printed by its name, its fields by a dot.
#[derive(Debug)]
struct Named {
    word: String,
    fields: BTreeMap<String, Shown>,
}

impl Object for Named {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Shown) -> Option<Shown> {
        self.fields.get(key.as_str()?).cloned()
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.word)
    }
}

fn shown(desk: &Desk, world: &World, no: RecordNo, reach: usize) -> Named {
    let mut fields = BTreeMap::new();
    let mut word = world.word_of(desk, no);
    let record = world.record(no);
    if let Some(record) = record {
        fields.insert("code".to_owned(), Shown::from(record.code.as_str()));
        if let Some(state) = record.state {
            fields.insert("state".to_owned(), Shown::from(desk.names.text(state)));
        }
        let workflow = desk.workflow(record.workflow).into_iter();
        for field in workflow.flat_map(|workflow| workflow.fields.iter().flatten()) {
            let value = world.row(no).get(field.id.place()).unwrap_or(&Value::Empty);
            let name = desk.names.text(field.name);
            if name == "name" && !value.is_empty() {
                word = value_text(desk, world, value);
            }
            fields.insert(name.to_owned(), field_shown(desk, world, value, reach));
        }
    }
    Named { word, fields }
}

fn field_shown(desk: &Desk, world: &World, value: &Value, reach: usize) -> Shown {
    match value {
        Value::Empty => Shown::from(""),
        Value::YesNo(yes) => Shown::from(*yes),
        Value::Whole(whole) => Shown::from(*whole),
        Value::Record(no) if reach > 0 => Shown::from_object(shown(desk, world, *no, reach - 1)),
        Value::List(list) => list
            .iter()
            .map(|value| field_shown(desk, world, value, reach))
            .collect(),
        other => Shown::from(value_text(desk, world, other)),
    }
}
