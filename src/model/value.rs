//! What a field can hold. A [`Value`] is 16 bytes; long text, lists and form answers are shared, not copied.

use std::cmp::Ordering;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::duration::{Duration, Unit};
use super::ids::RecordNo;
use super::instant::{Instant, Month};
use super::names::NameId;
use super::number::Number;
use super::sheet::{Sheet, SheetItem};

/// A shared, immutable text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Text(Arc<Box<str>>);

impl Text {
    /// A text with this content.
    #[must_use]
    pub fn new(text: &str) -> Text {
        Text(Arc::new(Box::from(text)))
    }

    /// Its content.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::new(text)
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The answers given to a form: item name and answer, in the order of the form's items; unanswered items are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Which form.
    pub form: NameId,
    /// Item and answer.
    pub items: Vec<(NameId, Value)>,
}

/// The value of a field, an argument or a result. `Empty` is a field without value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// No value.
    #[default]
    Empty,
    /// `yes_no`, and the result of a condition.
    YesNo(bool),
    /// A whole number (of any number type: `whole`, `number`, `money`, `percent`).
    Whole(i64),
    /// `mantissa × 10^-scale`, normalised (no trailing zeros, scale at least 1).
    Short {
        /// Places behind the point.
        scale: u8,
        /// All digits as a whole number.
        mantissa: i64,
    },
    /// A decimal whose digits do not fit a `Short`.
    Wide(Arc<Decimal>),
    /// Text; also codes and file names.
    Text(Text),
    /// One of a declared choice, a row of a list, or a role.
    Choice(NameId),
    /// A date of the local calendar.
    Date(NaiveDate),
    /// A time of day, in seconds since midnight.
    Time(u32),
    /// A point in time.
    Instant(Instant),
    /// A month of a year.
    Month(Month),
    /// A duration; fields as in [`Duration`].
    Duration {
        /// Which clock counts.
        unit: Unit,
        /// How much, see [`Duration::amount`].
        amount: i64,
    },
    /// Another record: a relation, a person, a department.
    Record(RecordNo),
    /// Several values: a `many` field, the result of a query.
    List(Arc<Vec<Value>>),
    /// Answers to a form, as an act gives them.
    Form(Arc<Answers>),
    /// A form as a record holds it.
    Sheet(Arc<Sheet>),
    /// An item of a form, while expressions speak of it.
    Item(Arc<SheetItem>),
}

impl Value {
    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Value::Empty)
    }

    /// A text value.
    #[must_use]
    pub fn text(text: &str) -> Value {
        Value::Text(Text::new(text))
    }

    /// The number, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<Number> {
        match self {
            Value::Whole(whole) => Some(Number::Whole(*whole)),
            Value::Short { scale, mantissa } => {
                Some(Number::Decimal(Decimal::new(*mantissa, u32::from(*scale))))
            }
            Value::Wide(decimal) => Some(Number::Decimal(**decimal)),
            _ => None,
        }
    }

    /// The duration, if it is one.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        match self {
            Value::Duration { unit, amount } => Some(Duration {
                unit: *unit,
                amount: *amount,
            }),
            _ => None,
        }
    }

    /// The record referred to, if it is one.
    #[must_use]
    pub fn record(&self) -> Option<RecordNo> {
        match self {
            Value::Record(record) => Some(*record),
            _ => None,
        }
    }

    /// The records it names: one, or those of a list.
    #[must_use]
    pub fn records(&self) -> Vec<RecordNo> {
        match self {
            Value::Record(record) => vec![*record],
            Value::List(list) => list.iter().filter_map(Value::record).collect(),
            _ => Vec::new(),
        }
    }

    /// How it is ordered to another value of its kind (numbers of all types are one kind); `None` for values of
    /// different kinds, durations of different clocks, and where one is empty.
    #[must_use]
    pub fn order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::YesNo(a), Value::YesNo(b)) => Some(a.cmp(b)),
            (Value::Whole(a), Value::Whole(b)) => Some(a.cmp(b)),
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Choice(a), Value::Choice(b)) => Some(a.cmp(b)),
            (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
            (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
            (Value::Instant(a), Value::Instant(b)) => Some(a.cmp(b)),
            (Value::Month(a), Value::Month(b)) => Some(a.cmp(b)),
            (Value::Record(a), Value::Record(b)) => Some(a.cmp(b)),
            (Value::Duration { unit: a, amount: n }, Value::Duration { unit: b, amount: m }) => {
                (a == b).then(|| n.cmp(m))
            }
            (a, b) => match (a.number(), b.number()) {
                (Some(a), Some(b)) => Some(a.cmp(&b)),
                _ => None,
            },
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text.as_str()),
            _ => None,
        }
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Value {
        match number {
            Number::Whole(whole) => Value::Whole(whole),
            Number::Decimal(decimal) => {
                match (
                    i64::try_from(decimal.mantissa()),
                    u8::try_from(decimal.scale()),
                ) {
                    (Ok(mantissa), Ok(scale)) => Value::Short { scale, mantissa },
                    _ => Value::Wide(Arc::new(decimal)),
                }
            }
        }
    }
}

impl From<Duration> for Value {
    fn from(duration: Duration) -> Value {
        Value::Duration {
            unit: duration.unit,
            amount: duration.amount,
        }
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Value {
        Value::YesNo(yes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_sixteen_bytes() {
        assert_eq!(size_of::<Value>(), 16);
    }

    #[test]
    fn equal_numbers_have_one_form() {
        let a = Value::from(Number::parse("1.50").expect("a number"));
        let b = Value::from(Number::parse("1.5").expect("a number"));
        assert_eq!(a, b);
        assert_eq!(
            Value::from(Number::parse("2.00").expect("a number")),
            Value::Whole(2)
        );
    }
}
