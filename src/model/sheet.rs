//! A form as one record holds it: its items as they were when it was opened, and what was answered. What is later written
//! in the form's CSV touches no sheet already opened.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::ids::RecordNo;
use super::instant::Instant;
use super::names::NameId;
use super::value::{Answers, Text, Value};

/// A form as it was when it was opened, with its answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Which form.
    pub form: NameId,
    /// When it was opened.
    pub opened: Instant,
    /// The task or event it was opened for; `None` at birth.
    pub asked_by: Option<NameId>,
    /// What the record gave to choose the items by.
    pub needs: Vec<(NameId, Value)>,
    /// Its items, in the order of the file. Those a change does not touch are shared, not copied.
    pub items: Vec<Arc<SheetItem>>,
}

/// An item of a form as it was when the form was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetItem {
    /// Its stable name.
    pub name: NameId,
    /// What is asked.
    pub text: Text,
    /// What kind of answer it takes.
    pub takes: Takes,
    /// Whether it must be answered.
    pub required: bool,
    /// Its weight; empty where it has none.
    pub weight: Value,
    /// The answers that can occur.
    pub within: Option<Cell>,
    /// The answers that meet it.
    pub pass: Option<Cell>,
    /// The other columns of its row.
    pub data: Vec<(NameId, Value)>,
    /// The answer; empty while there is none.
    pub answer: Value,
    /// Where the answer came from.
    pub filled: Filled,
}

/// The kind of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Takes {
    /// Yes or no.
    YesNo,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Money.
    Money,
    /// A share.
    Percent,
    /// Text.
    Text,
    /// One of these.
    Choice(Vec<NameId>),
    /// A date.
    Date,
    /// A time of day.
    Time,
    /// A point in time.
    Instant,
    /// A month.
    Month,
    /// A duration.
    Duration,
}

/// Where an answer came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Filled {
    /// There is none yet.
    Open,
    /// It was read when the form was opened; nobody types it in.
    Read,
    /// It stands from an earlier form.
    Before,
    /// It was given.
    Given {
        /// By whom; `None` where the engine brought it in.
        by: Option<RecordNo>,
        /// When that was.
        at: Instant,
    },
}

impl SheetItem {
    /// Whether it was answered.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        !self.answer.is_empty()
    }

    /// Whether its answer meets it: by its `pass`, else yes where yes or no is asked, else any answer.
    #[must_use]
    pub fn is_met(&self) -> bool {
        if !self.is_answered() {
            return !self.required
                && self
                    .pass
                    .as_ref()
                    .is_some_and(|pass| meets(pass, &self.answer));
        }
        match (&self.pass, &self.answer) {
            (Some(pass), answer) => meets(pass, answer),
            (None, Value::YesNo(yes)) => *yes,
            (None, _) => true,
        }
    }

    /// Whether it is not met. What need not be answered and was not is neither.
    #[must_use]
    pub fn is_unmet(&self) -> bool {
        !self.is_met() && (self.required || self.is_answered())
    }

    /// A column of its row.
    #[must_use]
    pub fn column(&self, name: NameId) -> Option<&Value> {
        let mut data = self.data.iter();
        data.find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// The same item with another answer.
    #[must_use]
    pub fn answered(&self, answer: Value, filled: Filled) -> SheetItem {
        let filled = if answer.is_empty() {
            Filled::Open
        } else {
            filled
        };
        SheetItem {
            answer,
            filled,
            ..self.clone()
        }
    }

    /// Whether another item asks the same, so that an answer to it is one to this.
    #[must_use]
    pub fn asks_as(&self, other: &SheetItem) -> bool {
        self.name == other.name && self.text == other.text && self.takes == other.takes
    }
}

fn meets(pass: &Cell, answer: &Value) -> bool {
    pass.matches(answer, &[])
}

impl Sheet {
    /// An item.
    #[must_use]
    pub fn item(&self, name: NameId) -> Option<&Arc<SheetItem>> {
        self.items.iter().find(|item| item.name == name)
    }

    /// Whether every item that must be answered is; an empty list never is.
    #[must_use]
    pub fn is_done(&self) -> bool {
        !self.items.is_empty() && self.unanswered().next().is_none()
    }

    /// The items that must be answered and are not.
    pub fn unanswered(&self) -> impl Iterator<Item = &Arc<SheetItem>> {
        let items = self.items.iter();
        items.filter(|item| item.required && !item.is_answered())
    }

    /// The items that are met.
    pub fn met(&self) -> impl Iterator<Item = &Arc<SheetItem>> {
        self.items.iter().filter(|item| item.is_met())
    }

    /// The items that are not met.
    pub fn unmet(&self) -> impl Iterator<Item = &Arc<SheetItem>> {
        self.items.iter().filter(|item| item.is_unmet())
    }

    /// Whether every item is met; an empty list never passes.
    #[must_use]
    pub fn is_met(&self) -> bool {
        !self.items.is_empty() && self.unmet().next().is_none()
    }

    /// What the record gave under this name when the form was opened.
    #[must_use]
    pub fn need(&self, name: NameId) -> Option<&Value> {
        let mut needs = self.needs.iter();
        needs
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// The sheet with these answers put in; an empty one takes an answer back. Names it does not have are passed over.
    #[must_use]
    pub fn with(&self, answers: &Answers, filled: Filled) -> Sheet {
        let mut sheet = self.clone();
        for item in &mut sheet.items {
            let given = answers.items.iter().rfind(|(name, _)| *name == item.name);
            if let Some((_, answer)) = given
                && *answer != item.answer
            {
                *item = Arc::new(item.answered(answer.clone(), filled));
            }
        }
        sheet
    }

    /// Its answers, the unanswered items left out.
    #[must_use]
    pub fn answers(&self) -> Answers {
        let answered = self.items.iter().filter(|item| item.is_answered());
        Answers {
            form: self.form,
            items: answered
                .map(|item| (item.name, item.answer.clone()))
                .collect(),
        }
    }
}

impl Takes {
    /// Whether an answer is of this kind; money's places are the currency's.
    #[must_use]
    pub fn takes(&self, answer: &Value, money_places: u32) -> bool {
        match (self, answer) {
            (_, Value::Empty)
            | (Takes::YesNo, Value::YesNo(_))
            | (Takes::Whole, Value::Whole(_))
            | (Takes::Text, Value::Text(_))
            | (Takes::Date, Value::Date(_))
            | (Takes::Time, Value::Time(_))
            | (Takes::Instant, Value::Instant(_))
            | (Takes::Month, Value::Month(_))
            | (Takes::Duration, Value::Duration { .. }) => true,
            (Takes::Number | Takes::Percent, answer) => answer.number().is_some(),
            (Takes::Money, answer) => answer.number().is_some_and(|n| n.places() <= money_places),
            (Takes::Choice(choices), Value::Choice(name)) => choices.contains(name),
            _ => false,
        }
    }

    /// The kind in a word, as the `type` column writes it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Takes::YesNo => "yes_no",
            Takes::Whole => "whole",
            Takes::Number => "number",
            Takes::Money => "money",
            Takes::Percent => "percent",
            Takes::Text => "text",
            Takes::Choice(_) => "choice",
            Takes::Date => "date",
            Takes::Time => "time",
            Takes::Instant => "instant",
            Takes::Month => "month",
            Takes::Duration => "duration",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Than;

    fn item(name: u32, required: bool, pass: Option<Cell>, answer: Value) -> Arc<SheetItem> {
        Arc::new(SheetItem {
            name: NameId(name),
            text: Text::new("?"),
            takes: Takes::YesNo,
            required,
            weight: Value::Empty,
            within: None,
            pass,
            data: Vec::new(),
            answer,
            filled: Filled::Open,
        })
    }

    fn sheet(items: Vec<Arc<SheetItem>>) -> Sheet {
        Sheet {
            form: NameId(0),
            opened: Instant(0),
            asked_by: None,
            needs: Vec::new(),
            items,
        }
    }

    fn names<'s>(items: impl Iterator<Item = &'s Arc<SheetItem>>) -> Vec<u32> {
        items.map(|item| item.name.0).collect()
    }

    #[test]
    fn an_item_is_met_unmet_or_neither() {
        let at_least = || Some(Cell::Than(Than::AtLeast, Value::Whole(3)));
        let sheet = sheet(vec![
            item(1, true, None, Value::YesNo(true)),
            item(2, true, None, Value::YesNo(false)),
            item(3, true, None, Value::Empty),
            item(4, true, None, Value::text("any")),
            item(5, true, at_least(), Value::Whole(3)),
            item(6, true, at_least(), Value::Whole(2)),
            item(7, false, None, Value::Empty),
            item(8, false, at_least(), Value::Whole(2)),
            item(
                9,
                true,
                Some(Cell::Is(Value::YesNo(false))),
                Value::YesNo(false),
            ),
            item(10, true, Some(Cell::Any), Value::Empty),
        ]);
        assert_eq!(names(sheet.met()), [1, 4, 5, 9]);
        assert_eq!(names(sheet.unmet()), [2, 3, 6, 8, 10]);
        assert_eq!(names(sheet.unanswered()), [3, 10]);
        assert!(!sheet.is_done() && !sheet.is_met());
    }

    #[test]
    fn an_empty_list_is_never_done_and_never_met() {
        let none = sheet(Vec::new());
        assert!(!none.is_done() && !none.is_met());
        let optional = sheet(vec![item(1, false, None, Value::Empty)]);
        assert!(optional.is_done() && optional.is_met());
    }

    #[test]
    fn answers_are_put_in_and_taken_back() {
        let before = sheet(vec![
            item(1, true, None, Value::Empty),
            item(2, true, None, Value::YesNo(true)),
        ]);
        let given = |name, answer| Answers {
            form: NameId(0),
            items: vec![(NameId(name), answer)],
        };
        let by = Filled::Given {
            by: None,
            at: Instant(5),
        };
        let after = before.with(&given(1, Value::YesNo(true)), by);
        assert!(after.is_done());
        assert_eq!(after.items[0].filled, by);
        assert!(Arc::ptr_eq(&after.items[1], &before.items[1]), "shared");
        let back = after.with(&given(1, Value::Empty), by);
        assert_eq!(back.items[0].filled, Filled::Open);
        assert_eq!(names(back.unanswered()), [1]);
    }
}
