//! Forms as people and programs read them: the items with what was answered, and what meets them in the words of a cell.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use super::show::{value_json, value_text};
use super::state::World;
use crate::engine::{Asked, Desk, View, form_passed};
use crate::lang::{Choices, Type};
use crate::model::{Bound, Cell, FieldId, Filled, Sheet, SheetItem, Takes, Task, Value};

/// A form in words: how many of its items were answered, and what.
pub(super) fn sheet_text(desk: &Desk, world: &World, sheet: &Sheet) -> String {
    let answered = sheet.items.iter().filter(|item| item.is_answered());
    let parts: Vec<String> = answered.map(|item| item_text(desk, world, item)).collect();
    let count = format!("{}/{}", parts.len(), sheet.items.len());
    match parts.is_empty() {
        true => count,
        false => format!("{count}: {}", parts.join("; ")),
    }
}

/// An item in words.
pub(super) fn item_text(desk: &Desk, world: &World, item: &SheetItem) -> String {
    let name = desk.names.text(item.name);
    match item.is_answered() {
        true => format!("{name} = {}", value_text(desk, world, &item.answer)),
        false => name.to_owned(),
    }
}

/// A form for programs: whether it is done, and its items in order.
pub(super) fn sheet_json(desk: &Desk, world: &World, sheet: &Arc<Sheet>) -> Json {
    let items = sheet.items.iter().map(|item| item_json(desk, world, item));
    let unmet = sheet.unmet().map(|item| desk.names.text(item.name));
    json!({
        "form": desk.names.text(sheet.form),
        "opened": sheet.opened.to_string(),
        "done": sheet.is_done(),
        "passed": form_passed(desk, sheet),
        "unmet": unmet.collect::<Vec<_>>(),
        "items": items.collect::<Vec<_>>(),
    })
}

/// The forms a task asks, as they stand.
pub(super) fn task_forms(desk: &Desk, world: &World, task: &Task) -> Json {
    let workflow = world.record(task.record);
    let workflow = workflow.and_then(|record| desk.workflow(record.workflow));
    let Some((workflow, rule)) = workflow.and_then(|w| Some((w, w.tasks.get(&task.name)?))) else {
        return json!({});
    };
    let asks = rule.outcomes.iter().flat_map(|outcome| &outcome.with);
    let asked = |field: &FieldId| asks.clone().any(|ask| ask.what == Asked::Field(*field));
    let row = world.row(task.record);
    let forms = workflow.forms.iter().filter(|field| asked(field));
    let forms = forms.filter_map(|field| match row.get(field.place()) {
        Some(Value::Sheet(sheet)) => {
            let name = desk.names.field_text(workflow.name, *field);
            Some((name.to_owned(), sheet_json(desk, world, sheet)))
        }
        _ => None,
    });
    Json::Object(forms.collect())
}

/// An item for programs.
pub(super) fn item_json(desk: &Desk, world: &World, item: &SheetItem) -> Json {
    let mut json = Map::new();
    let mut put = |name: &str, value: Json| drop(json.insert(name.to_owned(), value));
    put("name", desk.names.text(item.name).into());
    put("text", item.text.as_str().into());
    put("takes", item.takes.word().into());
    if let Takes::Choice(choices) = &item.takes {
        let words = choices.iter().map(|name| desk.names.text(*name));
        put("choices", words.collect());
    }
    if let Some(within) = &item.within {
        put("within", cell_text(desk, world, within).into());
    }
    put("required", item.required.into());
    if !item.weight.is_empty() {
        put("weight", value_json(desk, world, &item.weight));
    }
    put("answer", value_json(desk, world, &item.answer));
    match item.filled {
        Filled::Open => {}
        Filled::Read => put("filled", "read".into()),
        Filled::Before => put("filled", "before".into()),
        Filled::Given { by, at } => {
            put("filled", "given".into());
            put("at", at.to_string().into());
            if let Some(by) = by {
                put("by", world.word_of(desk, by).into());
            }
        }
    }
    put("met", item.is_met().into());
    if let Some(pass) = &item.pass {
        put("wanted", cell_text(desk, world, pass).into());
    }
    let columns = item.data.iter().map(|(column, value)| {
        let name = desk.names.text(*column).to_owned();
        (name, value_json(desk, world, value))
    });
    put("columns", Json::Object(columns.collect()));
    Json::Object(json)
}

/// A cell as a spreadsheet has it.
#[must_use]
pub fn cell_text(desk: &Desk, world: &World, cell: &Cell) -> String {
    let text = |value: &Value| value_text(desk, world, value);
    let all = |cells: &[Cell]| {
        let parts = cells.iter().map(|cell| cell_text(desk, world, cell));
        parts.collect::<Vec<_>>().join("; ")
    };
    match cell {
        Cell::Any => "-".to_owned(),
        Cell::None => "none".to_owned(),
        Cell::NotNone => "not none".to_owned(),
        Cell::Is(value) => text(value),
        Cell::Range(low, high) => {
            let low = match low {
                Bound::Closed(value) => text(value),
                Bound::Open(value) => format!("{}<", text(value)),
            };
            match high {
                Bound::Closed(value) => format!("{low}..{}", text(value)),
                Bound::Open(value) => format!("{low}..<{}", text(value)),
            }
        }
        Cell::Than(than, value) => format!("{} {}", than.sign(), text(value)),
        Cell::ThanBeside(than, _) => format!("{} …", than.sign()),
        Cell::IsBeside(_) => "…".to_owned(),
        Cell::OneOf(cells) => all(cells),
        Cell::NotOneOf(cells) => format!("not {}", all(cells)),
    }
}

/// The type of an answer.
#[must_use]
pub fn type_of(desk: &Desk, takes: &Takes) -> Type {
    match takes {
        Takes::YesNo => Type::YesNo,
        Takes::Whole => Type::Whole,
        Takes::Number => Type::Number,
        Takes::Money => Type::Money,
        Takes::Percent => Type::Percent,
        Takes::Text => Type::Text,
        Takes::Choice(choices) => {
            let choices = choices
                .iter()
                .map(|id| (Arc::from(desk.names.text(*id)), *id));
            Type::Choice(Choices(Arc::new(choices.collect())))
        }
        Takes::Date => Type::Date,
        Takes::Time => Type::Time,
        Takes::Instant => Type::Instant,
        Takes::Month => Type::Month,
        Takes::Duration => Type::Duration,
    }
}
