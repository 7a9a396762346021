//! The values of an input in classes no cell of the table tells apart: the points cells speak of and what lies between
//! them, the words named and the rest. Analysis is over classes; people are shown them as cells.

use rust_decimal::Decimal;

use super::cover::Bits;
use crate::lang::{Choices, Type};
use crate::model::{Cell, Duration, Instant, Month, Number, Unit, Value};

/// The classes of an input.
#[derive(Clone, Debug)]
pub(super) struct Classes {
    classes: Vec<Class>,
    /// All words of a choice or list, for the rest to be named by them.
    words: Vec<String>,
    /// Those that can occur.
    pub(super) possible: Bits,
}

#[derive(Clone, Debug)]
struct Class {
    /// A value of it, which stands for all of them.
    sample: Value,
    shown: Shown,
}

#[derive(Clone, Debug)]
enum Shown {
    /// From one end to the other.
    Run(End, End),
    Word(String),
    /// Whatever no cell names.
    Rest,
    /// No value.
    None,
}

#[derive(Clone, Debug, PartialEq)]
enum End {
    Closed(String),
    Open(String),
    Without,
}

impl Classes {
    /// The classes the cells of a column make of its type's values; `None` where they cannot be told.
    pub(super) fn of(
        ty: &Type,
        money_places: u32,
        cells: &[&Cell],
        (within, maybe_empty): (Option<&Cell>, bool),
    ) -> Option<Classes> {
        let mut values = Vec::new();
        cells
            .iter()
            .copied()
            .chain(within)
            .for_each(|cell| named(cell, &mut values));
        let mut words = Vec::new();
        let mut classes = match ty {
            Type::YesNo => vec![
                word(Value::YesNo(true), "yes"),
                word(Value::YesNo(false), "no"),
            ],
            Type::Choice(choices) | Type::Row(_, choices) => {
                words = choices.0.iter().map(|(name, _)| name.to_string()).collect();
                of_words(choices, &values)
            }
            Type::Text | Type::Record(_) | Type::Unknown => of_texts(&values),
            Type::List(_) | Type::Form(_) => return None,
            ordered => Line::of(ordered, money_places, &values)?.classes(&values)?,
        };
        if maybe_empty {
            classes.push(Class {
                sample: Value::Empty,
                shown: Shown::None,
            });
        }
        let occurs = |class: &Class| {
            class.sample.is_empty() || within.is_none_or(|cell| cell.matches(&class.sample, &[]))
        };
        let possible = classes
            .iter()
            .enumerate()
            .filter(|(_, class)| occurs(class));
        let possible = Bits::of(possible.map(|(at, _)| at));
        Some(Classes {
            classes,
            words,
            possible,
        })
    }

    /// What a cell applies to for certain, and what it may apply to.
    pub(super) fn taken(&self, cell: &Cell) -> (Bits, Bits) {
        let of = |cell: &Cell| {
            let taken = self.classes.iter().enumerate();
            let taken = taken.filter(|(_, class)| cell.matches(&class.sample, &[]));
            Bits::of(taken.map(|(at, _)| at))
        };
        match cell.depends() {
            false => (of(cell), of(cell)),
            true => {
                let sure = without(cell);
                (of(&sure), of(&Cell::OneOf(vec![sure, Cell::NotNone])))
            }
        }
    }

    /// A set of classes as a cell.
    pub(super) fn cell(&self, set: &Bits) -> String {
        if self.possible.is_within(set) {
            return "-".to_owned();
        }
        let given = self.classes.iter().enumerate();
        let given = given.filter(|(at, class)| !class.sample.is_empty() && self.possible.has(*at));
        let given: Vec<(usize, &Class)> = given.collect();
        let mut parts = Vec::new();
        let empty = self
            .classes
            .iter()
            .position(|class| class.sample.is_empty());
        if empty.is_some_and(|at| set.has(at)) {
            parts.push("none".to_owned());
        } else if given.iter().all(|(at, _)| set.has(*at)) {
            return "not none".to_owned();
        }
        if let Some(not) = self.all_but(set, &given) {
            return not;
        }
        let mut run: Option<(End, End)> = None;
        for (at, class) in given {
            let held = set.has(at);
            if let (Shown::Run(low, high), true) = (&class.shown, held) {
                run = Some((
                    run.map_or_else(|| low.clone(), |(first, _)| first),
                    high.clone(),
                ));
                continue;
            }
            parts.extend(run.take().map(|(low, high)| range(&low, &high)));
            if let (Shown::Word(word), true) = (&class.shown, held) {
                parts.push(quoted(word));
            } else if let (Shown::Rest, true) = (&class.shown, held) {
                parts.extend(self.rest());
            }
        }
        parts.extend(run.map(|(low, high)| range(&low, &high)));
        parts.join("; ")
    }

    /// `not a; b`, where the rest belongs to a set and has no words of its own, or too many.
    fn all_but(&self, set: &Bits, given: &[(usize, &Class)]) -> Option<String> {
        let rest = given
            .iter()
            .find(|(_, class)| matches!(class.shown, Shown::Rest));
        let long = self.words.is_empty() || self.rest().count() > 3;
        if !rest.is_some_and(|(at, _)| set.has(*at)) || !long {
            return None;
        }
        let missing = given.iter().filter(|(at, _)| !set.has(*at));
        let missing = missing.filter_map(|(_, class)| match &class.shown {
            Shown::Word(word) => Some(quoted(word)),
            _ => None,
        });
        Some(format!("not {}", missing.collect::<Vec<_>>().join("; ")))
    }

    /// The words no cell names.
    fn rest(&self) -> impl Iterator<Item = String> + '_ {
        let named = |word: &&String| {
            self.classes
                .iter()
                .any(|class| matches!(&class.shown, Shown::Word(known) if known == *word))
        };
        self.words
            .iter()
            .filter(move |word| !named(word))
            .map(|word| quoted(word))
    }
}

fn word(sample: Value, text: &str) -> Class {
    Class {
        sample,
        shown: Shown::Word(text.to_owned()),
    }
}

/// A word as a cell has it.
fn quoted(word: &str) -> String {
    let plain = !matches!(word, "-" | "none" | "else")
        && !word.contains([';', '"'])
        && !word.contains("..")
        && !word.starts_with(['=', '<', '>'])
        && !word.starts_with("not ");
    if plain {
        word.to_owned()
    } else {
        format!("\"{word}\"")
    }
}

/// The values a cell speaks of.
fn named<'c>(cell: &'c Cell, values: &mut Vec<&'c Value>) {
    match cell {
        Cell::Is(value) | Cell::Than(_, value) => values.push(value),
        Cell::Range(low, high) => values.extend([low.value(), high.value()]),
        Cell::OneOf(cells) | Cell::NotOneOf(cells) => {
            cells.iter().for_each(|cell| named(cell, values));
        }
        Cell::Any | Cell::None | Cell::NotNone | Cell::ThanBeside(..) | Cell::IsBeside(_) => {}
    }
}

/// A cell without what it compares with at the call: what it applies to in any case.
fn without(cell: &Cell) -> Cell {
    match cell {
        Cell::OneOf(cells) => Cell::OneOf(cells.iter().map(without).collect()),
        // What a comparison might take out is not known.
        Cell::NotOneOf(_) | Cell::ThanBeside(..) | Cell::IsBeside(_) => Cell::OneOf(Vec::new()),
        sure => sure.clone(),
    }
}

fn of_words(choices: &Choices, values: &[&Value]) -> Vec<Class> {
    let is_named = |id| values.iter().any(|value| **value == Value::Choice(id));
    let mut classes = Vec::new();
    let mut rest = None;
    for (name, id) in choices.0.iter() {
        match is_named(*id) {
            true => classes.push(word(Value::Choice(*id), name)),
            false => rest = rest.or(Some(*id)),
        }
    }
    classes.extend(rest.map(|id| Class {
        sample: Value::Choice(id),
        shown: Shown::Rest,
    }));
    classes
}

fn of_texts(values: &[&Value]) -> Vec<Class> {
    let mut texts: Vec<&str> = values.iter().filter_map(|value| value.as_text()).collect();
    texts.sort_unstable();
    texts.dedup();
    let mut classes: Vec<Class> = texts
        .iter()
        .map(|text| word(Value::text(text), text))
        .collect();
    // Longer than any of them, so it is none of them.
    let other: String = texts.concat() + "…";
    classes.push(Class {
        sample: Value::text(&other),
        shown: Shown::Rest,
    });
    classes
}

fn range(low: &End, high: &End) -> String {
    match (low, high) {
        (End::Closed(low), End::Closed(high)) if low == high => low.clone(),
        (End::Closed(low), End::Closed(high)) => format!("{low}..{high}"),
        (End::Closed(low), End::Open(high)) => format!("{low}..<{high}"),
        (End::Open(low), End::Closed(high)) => format!("{low}<..{high}"),
        (End::Open(low), End::Open(high)) => format!("{low}<..<{high}"),
        (End::Without, End::Closed(high)) => format!("<= {high}"),
        (End::Without, End::Open(high)) => format!("< {high}"),
        (End::Closed(low), End::Without) => format!(">= {low}"),
        (End::Open(low), End::Without) => format!("> {low}"),
        (End::Without, End::Without) => "-".to_owned(),
    }
}

/// Values in an order, as places on a line.
struct Line<'t> {
    ty: &'t Type,
    /// The clock all durations are counted on.
    unit: Option<Unit>,
    /// The least distance of two values; none where there is always one between.
    step: Option<Decimal>,
    least: Option<Decimal>,
    most: Option<Decimal>,
}

impl<'t> Line<'t> {
    fn of(ty: &'t Type, money_places: u32, values: &[&Value]) -> Option<Line<'t>> {
        let mut line = Line {
            ty,
            unit: None,
            step: Some(Decimal::ONE),
            least: None,
            most: None,
        };
        match ty {
            Type::Number | Type::Percent => line.step = None,
            Type::Money => line.step = Some(Decimal::new(1, money_places)),
            Type::Time => {
                line.least = Some(Decimal::ZERO);
                line.most = Some(Decimal::from(86_399));
            }
            Type::Duration => {
                let mut units = values.iter().filter_map(|value| value.duration());
                let first = units.next()?.unit;
                if units.any(|other| other.unit != first) {
                    return None;
                }
                line.unit = Some(first);
            }
            _ => {}
        }
        Some(line)
    }

    fn place(&self, value: &Value) -> Option<Decimal> {
        Some(match value {
            Value::Date(date) => Decimal::from(date.signed_duration_since(epoch()).num_days()),
            Value::Time(seconds) => Decimal::from(*seconds),
            Value::Instant(at) => Decimal::from(at.0),
            Value::Month(month) => {
                Decimal::from(i64::from(month.year) * 12 + i64::from(month.month) - 1)
            }
            Value::Duration { amount, .. } => Decimal::from(*amount),
            number => number.number()?.to_decimal(),
        })
    }

    fn value(&self, place: Decimal) -> Option<Value> {
        let whole = || i64::try_from(place.trunc().mantissa()).ok();
        Some(match self.ty {
            Type::Date => {
                let days = chrono::TimeDelta::try_days(whole()?)?;
                Value::Date(epoch().checked_add_signed(days)?)
            }
            Type::Time => Value::Time(u32::try_from(whole()?).ok()?),
            Type::Instant => Value::Instant(Instant(whole()?)),
            Type::Month => Value::Month(Month {
                year: i32::try_from(whole()?.div_euclid(12)).ok()?,
                month: u8::try_from(whole()?.rem_euclid(12) + 1).ok()?,
            }),
            Type::Duration => Value::from(Duration {
                unit: self.unit?,
                amount: whole()?,
            }),
            _ => Value::from(Number::from_decimal(place)),
        })
    }

    /// The points the values are, and what lies before, between and after them.
    fn classes(&self, values: &[&Value]) -> Option<Vec<Class>> {
        let mut points = Vec::new();
        for value in values {
            points.push(self.place(value)?);
        }
        points.sort_unstable();
        points.dedup();
        let mut classes = Vec::new();
        let mut before: Option<Decimal> = None;
        for point in points {
            classes.extend(self.between(before, Some(point))?);
            let sample = self.value(point)?;
            let end = End::Closed(written(&sample));
            classes.push(Class {
                sample,
                shown: Shown::Run(end.clone(), end),
            });
            before = Some(point);
        }
        classes.extend(self.between(before, None)?);
        if let Some(unit) = self.unit {
            // A duration counted on another clock compares with none of these.
            let other = match unit {
                Unit::Elapsed => Unit::Months,
                _ => Unit::Elapsed,
            };
            let sample = Value::from(Duration {
                unit: other,
                amount: 1,
            });
            let shown = Shown::Word(written(&sample));
            classes.push(Class { sample, shown });
        }
        Some(classes)
    }

    /// The class of what lies between two points, if anything does. The outer `None` is for places that cannot be written.
    fn between(&self, low: Option<Decimal>, high: Option<Decimal>) -> Option<Option<Class>> {
        let step = self.step.unwrap_or(Decimal::ONE);
        let first = match (low, self.least) {
            (Some(low), _) => Some(low.checked_add(step)?),
            (None, least) => least,
        };
        let last = match (high, self.most) {
            (Some(high), _) => Some(high.checked_sub(step)?),
            (None, most) => most,
        };
        let place = match (self.step, low, high) {
            (None, Some(low), Some(high)) => low.checked_add(high)?.checked_div(Decimal::TWO)?,
            _ => match (first, last) {
                (Some(first), Some(last)) if first > last => return Some(None),
                (Some(first), _) => first,
                (None, Some(last)) => last,
                (None, None) => Decimal::ZERO,
            },
        };
        // A half that had to be rounded onto an end stands for nothing between.
        if low.is_some_and(|low| place <= low) || high.is_some_and(|high| place >= high) {
            return None;
        }
        let sample = self.value(place)?;
        let shown = |place: Decimal| Some(written(&self.value(place)?));
        let end = |point: Option<Decimal>, near: Option<Decimal>| {
            Some(match (point, near) {
                // Beyond the last point, `> 15` reads better than `>= 16`.
                (Some(point), _) if self.step.is_none() || low.is_none() || high.is_none() => {
                    End::Open(shown(point)?)
                }
                (_, Some(near)) => End::Closed(shown(near)?),
                _ => End::Without,
            })
        };
        let shown = Shown::Run(end(low, first)?, end(high, last)?);
        Some(Some(Class { sample, shown }))
    }
}

fn epoch() -> chrono::NaiveDate {
    chrono::NaiveDate::default()
}

/// A value as a cell has it.
fn written(value: &Value) -> String {
    match value {
        Value::Date(date) => date.to_string(),
        Value::Time(seconds) => format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60),
        Value::Month(month) => month.to_string(),
        Value::Instant(at) => at.to_string(),
        Value::Text(text) => text.as_str().to_owned(),
        Value::Duration { unit, amount } => Duration {
            unit: *unit,
            amount: *amount,
        }
        .to_string(),
        other => other
            .number()
            .map_or_else(String::new, |number| number.to_string()),
    }
}

#[cfg(test)]
mod tests;
