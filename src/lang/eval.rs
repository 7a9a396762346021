//! Evaluation of the typed tree. Guards over numbers and choices allocate nothing.

use std::cmp::Ordering;

use crate::model::{Duration, FieldId, NameId, Number, RecordNo, Unit, Value};

use super::expr::{MonthDay, Node, Op};
use super::native;
use super::syntax::{Arith, Cmp};
use super::types::{Among, Env, EvalError, RuleId, Type};
use super::values::{coerce, kind_of};

/// One evaluation.
pub(super) struct Run<'a, E: Env + ?Sized> {
    pub(super) env: &'a E,
    pub(super) text: &'a str,
}

impl<E: Env + ?Sized> Run<'_, E> {
    /// The value of a node.
    pub(super) fn value(&self, node: &Node) -> Result<Value, EvalError> {
        match &node.op {
            Op::Const(value) => Ok(value.clone()),
            Op::Leaf(leaf) => self.env.leaf(leaf),
            Op::Follow(inner, field) => match self.value(inner)? {
                Value::Empty => Ok(Value::Empty),
                Value::Record(record) => self.env.follow(record, *field),
                other => Err(self.wrong(inner, &other, "a record")),
            },
            Op::Head(inner, head) => match self.value(inner)? {
                Value::Empty => Ok(Value::Empty),
                Value::Record(record) => self.env.head(record, *head),
                other => Err(self.wrong(inner, &other, "a record")),
            },
            Op::MonthDay(inner, which) => self.month_day(inner, *which),
            Op::DayStart(inner) => match self.value(inner)? {
                Value::Empty => Ok(Value::Empty),
                Value::Date(date) => self.env.start_of(date).map(Value::Instant),
                other => Err(self.wrong(inner, &other, "a date")),
            },
            Op::Minus(inner) => match self.number(inner)? {
                Number::Whole(whole) if whole != i64::MIN => Ok(Value::Whole(-whole)),
                number => Ok(number.neg()?.into()),
            },
            Op::IfEmpty(parts) => self.first_given(parts),
            Op::Arith(arith, lhs, rhs) => self.arith(*arith, lhs, rhs),
            Op::List(parts) => Ok(Value::List(self.values(parts)?.into())),
            Op::Native(function, parts) => match self.arguments(parts)? {
                Some(args) => native::call(*function, &args, self.env),
                None => Ok(Value::Empty),
            },
            Op::Rule(rule, parts) => self.rule(*rule, parts),
            Op::Table(table, part, parts) => self.env.table(*table, &self.values(parts)?, *part),
            Op::Row(inner, list, part) => match self.value(inner)? {
                Value::Empty => Ok(Value::Empty),
                Value::Choice(row) => self.env.row(*list, row, *part),
                other => Err(self.wrong(inner, &other, "a row")),
            },
            Op::RowArgument(inner, _) => self.value(inner),
            Op::ChoiceText(inner, choices) => match self.value(inner)? {
                Value::Choice(id) => Ok(Value::text(choices.text(id).unwrap_or("?"))),
                other => Ok(other),
            },
            Op::Count(among) => {
                let count = self.among(among)?.len();
                Ok(Value::Whole(i64::try_from(count).unwrap_or(i64::MAX)))
            }
            Op::Sum(among, field) => self.sum(among, *field),
            Op::Filled(inner) => self.filled(inner),
            Op::OfSheet(inner, fact) => self.of_sheet(inner, fact),
            Op::OfItem(inner, fact) => self.of_item(inner, *fact),
            Op::CountOf(inner) => self.count_of(inner),
            Op::SumOf(inner) => self.sum_of(inner),
            Op::Expect(inner, ty) => self.expected(inner, ty),
            Op::Not(_)
            | Op::All(_)
            | Op::Any(_)
            | Op::Compare(..)
            | Op::In(..)
            | Op::InList(..)
            | Op::IsSet(_)
            | Op::AnyOf(_)
            | Op::AnyIn(_) => self.test(node).map(Value::YesNo),
        }
    }

    fn values(&self, parts: &[Node]) -> Result<Vec<Value>, EvalError> {
        parts.iter().map(|part| self.value(part)).collect()
    }

    fn first_given(&self, parts: &[Node]) -> Result<Value, EvalError> {
        for part in parts {
            let value = self.value(part)?;
            if !value.is_empty() {
                return Ok(value);
            }
        }
        Ok(Value::Empty)
    }

    fn rule(&self, rule: RuleId, parts: &[Node]) -> Result<Value, EvalError> {
        let Some(args) = self.arguments(parts)? else {
            return Ok(Value::Empty);
        };
        let lists: Vec<Option<NameId>> = parts.iter().map(row_of).collect();
        match lists.iter().any(Option::is_some) {
            true => self.env.rule_of_rows(rule, &args, &lists),
            false => self.env.rule(rule, &args),
        }
    }

    fn expected(&self, inner: &Node, ty: &Type) -> Result<Value, EvalError> {
        coerce(self.value(inner)?, ty).map_err(|error| match error {
            EvalError::Type { got, wanted, .. } => EvalError::Type {
                what: self.written(inner).to_owned(),
                got,
                wanted,
            },
            other => other,
        })
    }

    /// Whether a node holds.
    pub(super) fn test(&self, node: &Node) -> Result<bool, EvalError> {
        match &node.op {
            Op::Not(inner) => Ok(!self.test(inner)?),
            Op::All(parts) => {
                for part in parts {
                    if !self.test(part)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Op::Any(parts) => {
                for part in parts {
                    if self.test(part)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Op::Compare(cmp, lhs, rhs) => {
                let left = self.value(lhs)?;
                match &rhs.op {
                    Op::Const(right) => self.compare(node, *cmp, &left, right),
                    _ => self.compare(node, *cmp, &left, &self.value(rhs)?),
                }
            }
            Op::In(item, list) => {
                let item_value = self.value(item)?;
                for entry in list {
                    let found = match &entry.op {
                        Op::Const(value) => self.compare(item, Cmp::Equal, &item_value, value)?,
                        _ => self.compare(item, Cmp::Equal, &item_value, &self.value(entry)?)?,
                    };
                    if found {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Op::InList(item, list) => {
                let value = self.value(item)?;
                match self.value(list)? {
                    Value::List(items) => Ok(items.contains(&value)),
                    Value::Empty => Ok(false),
                    other => Err(self.wrong(list, &other, "a list")),
                }
            }
            Op::IsSet(inner) => Ok(!self.value(inner)?.is_empty()),
            Op::AnyIn(inner) => Ok(!self.list(inner)?.is_empty()),
            Op::AnyOf(among) => Ok(!self.among(among)?.is_empty()),
            _ => match self.value(node)? {
                Value::YesNo(yes) => Ok(yes),
                other => Err(self.wrong(node, &other, "yes or no")),
            },
        }
    }

    fn written(&self, node: &Node) -> &str {
        self.text.get(node.at.clone()).unwrap_or(self.text)
    }

    pub(super) fn wrong(&self, node: &Node, got: &Value, wanted: &str) -> EvalError {
        let what = self.written(node).to_owned();
        match got {
            Value::Empty => EvalError::Missing(what),
            _ => EvalError::Type {
                what,
                got: kind_of(got).to_owned(),
                wanted: wanted.to_owned(),
            },
        }
    }

    fn number(&self, node: &Node) -> Result<Number, EvalError> {
        let value = self.value(node)?;
        value
            .number()
            .ok_or_else(|| self.wrong(node, &value, "a number"))
    }

    /// The arguments of a call; `None` when one is empty, and the call is not made.
    fn arguments(&self, parts: &[Node]) -> Result<Option<Vec<Value>>, EvalError> {
        let mut args = Vec::with_capacity(parts.len());
        let mut empty = false;
        for part in parts {
            let value = self.value(part)?;
            empty |= value.is_empty();
            args.push(value);
        }
        Ok((!empty).then_some(args))
    }

    fn month_day(&self, inner: &Node, which: MonthDay) -> Result<Value, EvalError> {
        let day = match (self.value(inner)?, which) {
            (Value::Empty, _) => return Ok(Value::Empty),
            (Value::Month(month), MonthDay::First) => month.start(),
            (Value::Month(month), MonthDay::Last) => month.end(),
            (other, _) => return Err(self.wrong(inner, &other, "a month")),
        };
        day.map(Value::Date)
            .ok_or_else(|| EvalError::Time("the month is out of range".to_owned()))
    }

    fn compare(
        &self,
        node: &Node,
        cmp: Cmp,
        left: &Value,
        right: &Value,
    ) -> Result<bool, EvalError> {
        if let (Value::Whole(a), Value::Whole(b)) = (left, right) {
            return Ok(holds(cmp, a.cmp(b)));
        }
        match order(left, right)? {
            Some(ordering) => Ok(holds(cmp, ordering)),
            None if left.is_empty() || right.is_empty() => {
                Err(EvalError::Missing(self.written(node).to_owned()))
            }
            None => Err(EvalError::Type {
                what: self.written(node).to_owned(),
                got: kind_of(right).to_owned(),
                wanted: kind_of(left).to_owned(),
            }),
        }
    }

    fn arith(&self, arith: Arith, lhs: &Node, rhs: &Node) -> Result<Value, EvalError> {
        let (left, right) = (self.value(lhs)?, self.value(rhs)?);
        if let (Some(a), Some(b)) = (left.number(), right.number()) {
            let result = match arith {
                Arith::Add => a.add(b),
                Arith::Subtract => a.sub(b),
                Arith::Multiply => a.mul(b),
                Arith::Divide => a.div(b),
            };
            return Ok(result?.into());
        }
        match (arith, &left, &right) {
            (Arith::Add, Value::Text(a), Value::Text(b)) => {
                Ok(Value::text(&format!("{}{}", a.as_str(), b.as_str())))
            }
            (Arith::Add, Value::Date(_) | Value::Instant(_), Value::Duration { unit, amount }) => {
                self.env.add_duration(&left, duration(*unit, *amount))
            }
            (Arith::Add, Value::Duration { unit, amount }, Value::Date(_) | Value::Instant(_)) => {
                self.env.add_duration(&right, duration(*unit, *amount))
            }
            (
                Arith::Subtract,
                Value::Date(_) | Value::Instant(_),
                Value::Duration { unit, amount },
            ) => {
                let back = amount.checked_neg().unwrap_or(i64::MAX);
                self.env.add_duration(&left, duration(*unit, back))
            }
            (Arith::Subtract, Value::Instant(a), Value::Instant(b)) => {
                Ok(Duration::elapsed_ms(a.since_ms(*b)).into())
            }
            (_, Value::Empty, _) => Err(self.wrong(lhs, &left, "a number")),
            (_, _, Value::Empty) => Err(self.wrong(rhs, &right, "a number")),
            (_, left, _) if left.number().is_none() => Err(self.wrong(lhs, left, "a number")),
            (_, _, right) => Err(self.wrong(rhs, right, "a number")),
        }
    }

    fn among(&self, among: &Among) -> Result<Vec<RecordNo>, EvalError> {
        match among {
            Among::Related(related) => self.env.related(related),
            Among::Query(query, only) => self.env.query(*query, *only),
        }
    }

    fn sum(&self, among: &Among, field: FieldId) -> Result<Value, EvalError> {
        let mut sum = Number::ZERO;
        for record in self.among(among)? {
            let value = self.env.follow(record, field)?;
            if let Some(number) = value.number() {
                sum = sum.add(number)?;
            }
        }
        Ok(sum.into())
    }
}

/// The list of a row handed to a rule.
fn row_of(node: &Node) -> Option<NameId> {
    match &node.op {
        Op::RowArgument(_, list) => Some(*list),
        _ => None,
    }
}

fn duration(unit: Unit, amount: i64) -> Duration {
    Duration { unit, amount }
}

fn holds(cmp: Cmp, ordering: Ordering) -> bool {
    match cmp {
        Cmp::Equal => ordering.is_eq(),
        Cmp::NotEqual => ordering.is_ne(),
        Cmp::Less => ordering.is_lt(),
        Cmp::LessOrEqual => ordering.is_le(),
        Cmp::Greater => ordering.is_gt(),
        Cmp::GreaterOrEqual => ordering.is_ge(),
    }
}

/// How two values of one kind are ordered; `None` when they are of different kinds, or one is empty.
///
/// # Errors
/// When they are durations counted on different clocks.
pub fn order(left: &Value, right: &Value) -> Result<Option<Ordering>, EvalError> {
    if let (Value::Duration { unit: a, .. }, Value::Duration { unit: b, .. }) = (left, right)
        && a != b
    {
        return Err(EvalError::Time(
            "durations counted on different clocks cannot be compared".to_owned(),
        ));
    }
    Ok(left.order(right))
}
