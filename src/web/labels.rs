//! Labels beside the keys of records and tasks, in the reader's language. Programs go by the keys, people by the labels.

use serde_json::{Map, Value as Json, json};

use crate::engine::{Desk, View};
use crate::model::catalogue::Lang;
use crate::model::{FieldId, RecordNo, Task, Value};
use crate::report::Called;
use crate::world::World;

/// Adds to a record what its workflow, state, fields, choices and tasks are called.
pub(super) fn label_record(desk: &Desk, world: &World, no: RecordNo, shown: &mut Json, lang: Lang) {
    let (Some(record), Some(shown)) = (world.record(no), shown.as_object_mut()) else {
        return;
    };
    let called = Called::new(desk, lang);
    let name = record.workflow;
    let row = world.row(no);
    let hidden: Vec<String> = shown
        .get("hidden")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(|one| one.as_str().map(str::to_owned))
        .collect();
    let (mut fields, mut values) = (Map::new(), Map::new());
    let workflow = desk.workflow(name).into_iter();
    for field in workflow.flat_map(|workflow| workflow.fields.iter().flatten()) {
        let key = desk.names.text(field.name).to_owned();
        let value = row.get(field.id.place()).unwrap_or(&Value::Empty);
        let form = matches!(value, Value::Form(_) | Value::Sheet(_) | Value::Empty);
        if !form && !hidden.contains(&key) {
            let value = called.value(world, (name, field.id), value);
            values.insert(key.clone(), Json::from(value));
        }
        fields.insert(key, Json::from(called.field(name, field.id)));
    }
    let open = record.tasks.iter().filter_map(|no| world.task(*no));
    let open = open.filter(|task| task.is_open());
    if let Some(tasks) = shown.get_mut("tasks").and_then(Json::as_array_mut) {
        for (task, told) in open.zip(tasks) {
            label_task(desk, world, task, told, lang);
        }
    }
    let labels = json!({
        "workflow": called.workflow(name),
        "state": record.state.map(|state| called.state(name, state)),
        "fields": fields,
        "values": values,
        "zone": desk.calendar.zone().name(),
    });
    shown.insert("labels".to_owned(), labels);
}

/// Adds to a task what it, its role, its answers and what they ask are called.
pub(super) fn label_task(desk: &Desk, world: &World, task: &Task, told: &mut Json, lang: Lang) {
    let (Some(record), Some(told)) = (world.record(task.record), told.as_object_mut()) else {
        return;
    };
    let called = Called::new(desk, lang);
    let workflow = record.workflow;
    let typed = |field: FieldId| {
        let key = desk.names.field_text(workflow, field);
        called.typed(&called.field(workflow, field), key)
    };
    let outcomes = task.offers.iter().map(|offer| {
        let key = desk.names.text(offer.outcome);
        let label = called.outcome(workflow, task.name, offer.outcome);
        let asks: Vec<String> = offer.required.iter().map(|field| typed(*field)).collect();
        json!({ "outcome": key, "label": label, "asks": asks })
    });
    // Where the task stands now, which may be elsewhere than where it was put.
    let role = told.get("role").and_then(Json::as_str);
    let role = role.and_then(|role| desk.names.find(role));
    let labels = json!({
        "workflow": called.workflow(workflow),
        "task": called.task(workflow, task.name),
        "role": role.map(|role| called.role(role)),
        "outcomes": outcomes.collect::<Vec<_>>(),
    });
    told.insert("labels".to_owned(), labels);
}
