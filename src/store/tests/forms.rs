//! Samples of what forms added to the first version of the journal.

use std::sync::Arc;

use super::journal::{T0, line};
use crate::model::{
    Bound, Cell, Effect, FieldId, Filled, Line, NameId, Outcome, RecordNo, Refusal, Sheet,
    SheetItem, Takes, Text, Than, UnmetItem, Value, What,
};

fn item(takes: Takes, pass: Option<Cell>, answer: Value, filled: Filled) -> Arc<SheetItem> {
    Arc::new(SheetItem {
        name: NameId(50),
        text: Text::new("了解分内工作的重要性"),
        takes,
        required: true,
        weight: Value::Whole(2),
        within: Some(Cell::Range(
            Bound::Closed(Value::Whole(1)),
            Bound::Open(Value::Whole(5)),
        )),
        pass,
        data: vec![(NameId(51), Value::text("中级"))],
        answer,
        filled,
    })
}

/// What forms added to the first version.
pub(super) fn form_values() -> Vec<Value> {
    let by = Filled::Given {
        by: Some(RecordNo(7)),
        at: T0,
    };
    let given = item(
        Takes::YesNo,
        Some(Cell::Is(Value::YesNo(true))),
        Value::YesNo(false),
        by,
    );
    let sheet = Sheet {
        form: NameId(1),
        opened: T0,
        asked_by: Some(NameId(12)),
        needs: vec![(NameId(52), Value::Choice(NameId(53)))],
        items: vec![
            Arc::clone(&given),
            item(Takes::Whole, None, Value::Empty, Filled::Open),
            item(
                Takes::Choice(vec![NameId(54)]),
                Some(Cell::OneOf(vec![Cell::None, Cell::Any])),
                Value::Choice(NameId(54)),
                Filled::Before,
            ),
            item(
                Takes::Duration,
                Some(Cell::Than(Than::AtLeast, Value::Whole(3))),
                Value::Empty,
                Filled::Read,
            ),
        ],
    };
    vec![Value::Sheet(Arc::new(sheet)), Value::Item(given)]
}

/// Lines 1, 2, … in which all of it occurs.
pub(super) fn form_lines() -> Vec<Line> {
    let values = form_values().into_iter();
    let effects = values.map(|value| Effect::Set {
        field: FieldId(2),
        value,
    });
    let field = FieldId(2);
    let refused = Outcome::Refused(vec![
        Refusal::UnmetItem(Box::new(UnmetItem {
            require: NameId(40),
            field,
            item: NameId(50),
            text: Text::new("满 3 个月"),
            answer: Value::Whole(2),
            takes: Takes::Number,
            wanted: Some(Cell::Than(Than::AtLeast, Value::Whole(3))),
        })),
        Refusal::EmptyList {
            require: NameId(40),
            field,
        },
        Refusal::MissingItems {
            field,
            items: vec![NameId(50)],
        },
        Refusal::NoSuchItem {
            field,
            item: NameId(50),
        },
        Refusal::BadItem {
            field,
            item: NameId(50),
            takes: Takes::Money,
            within: None,
        },
        Refusal::FormShut {
            field,
            needs: vec![NameId(52)],
        },
    ]);
    vec![
        line(1, What::Note, Outcome::Applied, effects.collect()),
        line(2, What::Note, refused, Vec::new()),
    ]
}
