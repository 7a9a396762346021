//! The type check of operators: comparisons, arithmetic, `in`.

use std::ops::Range;

use crate::model::{Number, Value};

use super::check::{Checked, Checker, Facts, made, mismatch};
use super::expr::Op;
use super::fault::Fault;
use super::syntax::{Arith, Cmp, Kind, Syn};
use super::types::{Leaf, Type};
use super::values::{is_numeric, type_name};

fn is_choice(part: &Checked) -> bool {
    matches!(part.ty.ty, Type::Choice(_))
}

/// Whether a part is a param, whose text an admin may have meant as one of a field's choices.
fn is_param(part: &Checked) -> bool {
    matches!(part.node.op, Op::Leaf(Leaf::Param(_)))
}

/// A choice as its text; anything else as it is.
fn as_text(part: Checked) -> Checked {
    let Type::Choice(choices) = part.ty.ty else {
        return part;
    };
    let at = part.node.at.clone();
    let mut text = made(Op::ChoiceText(Box::new(part.node), choices), Type::Text, at);
    text.ty.maybe_empty = part.ty.maybe_empty;
    text
}

impl Checker<'_> {
    /// Both sides of an operator, so that both report their faults.
    fn sides(&mut self, lhs: &Syn, rhs: &Syn, facts: &Facts) -> Option<(Checked, Checked)> {
        let left = self.needed(lhs, facts);
        let right = self.needed(rhs, facts);
        Some((left?, right?))
    }

    pub(super) fn compare(
        &mut self,
        cmp: Cmp,
        lhs: &Syn,
        rhs: &Syn,
        at: Range<usize>,
        facts: &Facts,
    ) -> Option<Checked> {
        let (left, right) = self.sides(lhs, rhs, facts)?;
        let chained = |syn: &Syn| matches!(syn.kind, Kind::Compare(..));
        let (left, right) = self.alike(left, right, &at, chained(lhs) || chained(rhs))?;
        let ty = match left.ty.ty {
            Type::Unknown => &right.ty.ty,
            ref known => known,
        };
        let ordered = !matches!(cmp, Cmp::Equal | Cmp::NotEqual);
        let without_order = matches!(
            ty,
            Type::YesNo | Type::Text | Type::Choice(_) | Type::Row(..) | Type::Record(_)
        );
        if ordered && without_order {
            return self.report(
                Fault::new("type-mismatch", at)
                    .arg("wanted", "number, date, time or duration")
                    .arg("got", type_name(ty)),
            );
        }
        let op = Op::Compare(cmp, Box::new(left.node), Box::new(right.node));
        Some(made(op, Type::YesNo, at))
    }

    /// Brings both sides of a comparison to types that can be equal, or reports `never-comparable`.
    fn alike(
        &mut self,
        left: Checked,
        right: Checked,
        at: &Range<usize>,
        chained: bool,
    ) -> Option<(Checked, Checked)> {
        let literal = |part: &Checked| matches!(&part.node.op, Op::Const(Value::Text(_)));
        match (&left.ty.ty, &right.ty.ty) {
            (Type::Unknown, Type::Unknown) => Some((left, right)),
            (Type::Choice(_) | Type::Row(..), _) if literal(&right) => {
                let right = self.fit(right, &left.ty.ty)?;
                Some((left, right))
            }
            (_, Type::Choice(_) | Type::Row(..)) if literal(&left) => {
                let left = self.fit(left, &right.ty.ty)?;
                Some((left, right))
            }
            (Type::Choice(_) | Type::Row(..), Type::Text)
                if matches!(right.node.op, Op::Rule(..) | Op::Table(..)) =>
            {
                let right = self.fit(right, &left.ty.ty)?;
                Some((left, right))
            }
            (Type::Text, Type::Choice(_) | Type::Row(..))
                if matches!(left.node.op, Op::Rule(..) | Op::Table(..)) =>
            {
                let left = self.fit(left, &right.ty.ty)?;
                Some((left, right))
            }
            (Type::Choice(_), Type::Text) if is_param(&right) => Some((as_text(left), right)),
            (Type::Text, Type::Choice(_)) if is_param(&left) => Some((left, as_text(right))),
            (Type::Unknown, _) => {
                let left = self.fit(left, &right.ty.ty)?;
                Some((left, right))
            }
            (_, Type::Unknown) => {
                let right = self.fit(right, &left.ty.ty)?;
                Some((left, right))
            }
            (a, b) if comparable(a, b) => Some((left, right)),
            (a, b) => {
                let mut fault = Fault::new("never-comparable", at.clone())
                    .arg("left", type_name(a))
                    .arg("right", type_name(b));
                if let Some(help) = rewrite(self, &left, &right, chained) {
                    fault = fault.help(help);
                }
                self.report(fault)
            }
        }
    }

    pub(super) fn is_in(
        &mut self,
        item: &Syn,
        list: &Syn,
        at: Range<usize>,
        facts: &Facts,
    ) -> Option<Checked> {
        let item = self.needed(item, facts);
        let Kind::List(entries) = &list.kind else {
            let list = self.check(list, facts);
            let list = list.and_then(|list| self.in_list(list));
            return self.in_value(item?, list?, at);
        };
        let entries: Vec<Option<Checked>> = entries
            .iter()
            .map(|entry| self.needed(entry, facts))
            .collect();
        let item = item?;
        let mut nodes = Some(Vec::new());
        for entry in entries {
            let fitted = entry.and_then(|entry| {
                let place = entry.node.at.clone();
                self.alike(item.clone(), entry, &place, false)
            });
            match (fitted, &mut nodes) {
                (Some((_, entry)), Some(nodes)) => nodes.push(entry.node),
                _ => nodes = None,
            }
        }
        Some(made(Op::In(Box::new(item.node), nodes?), Type::YesNo, at))
    }

    /// A list that may be empty is one with nothing in it; anything else must have a value.
    pub(super) fn in_list(&mut self, mut list: Checked) -> Option<Checked> {
        if matches!(list.ty.ty, Type::List(_)) {
            list.ty.maybe_empty = false;
        }
        self.need(list)
    }

    /// `item in list`, where the list is a value.
    pub(super) fn in_value(
        &mut self,
        item: Checked,
        list: Checked,
        at: Range<usize>,
    ) -> Option<Checked> {
        match list.ty.ty.clone() {
            Type::List(of) if *of == Type::Unknown => {
                let op = Op::InList(Box::new(item.node), Box::new(list.node));
                Some(made(op, Type::YesNo, at))
            }
            Type::List(of) if *of == Type::Text && is_choice(&item) => {
                let item = as_text(item);
                let op = Op::InList(Box::new(item.node), Box::new(list.node));
                Some(made(op, Type::YesNo, at))
            }
            Type::List(of) => {
                // The text of a rule or literal is looked up among the choices; unlike kinds must not just be “not in”.
                let element = made(Op::Const(Value::Empty), *of, list.node.at.clone());
                let (item, _) = self.alike(item, element, &at, false)?;
                let op = Op::InList(Box::new(item.node), Box::new(list.node));
                Some(made(op, Type::YesNo, at))
            }
            Type::Unknown => {
                let op = Op::InList(Box::new(item.node), Box::new(list.node));
                Some(made(op, Type::YesNo, at))
            }
            other => {
                let fault = mismatch(list.node.at.clone(), "list", &other);
                let fault = match other {
                    Type::Text => {
                        let whole = self.written(&list.node.at).to_owned();
                        let part = self.written(&item.node.at).to_owned();
                        fault.arg("instead", format!("contains({whole}, {part})"))
                    }
                    _ => fault,
                };
                self.report(fault)
            }
        }
    }

    pub(super) fn arith(
        &mut self,
        arith: Arith,
        lhs: &Syn,
        rhs: &Syn,
        at: Range<usize>,
        facts: &Facts,
    ) -> Option<Checked> {
        let (left, right) = self.sides(lhs, rhs, facts)?;
        let timed = |part: &Checked| matches!(part.ty.ty, Type::Date | Type::Instant);
        let literal = |part: &Checked| matches!(&part.node.op, Op::Const(Value::Text(_)));
        let moves = matches!(arith, Arith::Add | Arith::Subtract);
        let (left, right) = match (timed(&left), timed(&right)) {
            (true, false) if moves && literal(&right) => {
                let right = self.fit(right, &Type::Duration)?;
                (left, right)
            }
            (false, true) if arith == Arith::Add && literal(&left) => {
                let left = self.fit(left, &Type::Duration)?;
                (left, right)
            }
            _ => (left, right),
        };
        let Some(ty) = result(arith, &left.ty.ty, &right.ty.ty) else {
            return self.no_result(arith, left, right, at);
        };
        let op = Op::Arith(arith, Box::new(left.node), Box::new(right.node));
        Some(made(op, ty, at))
    }

    /// Reports arithmetic between types that have none, at the side that is to blame where there is one.
    fn no_result(
        &mut self,
        arith: Arith,
        left: Checked,
        right: Checked,
        at: Range<usize>,
    ) -> Option<Checked> {
        let (a, b) = (left.ty.ty, right.ty.ty);
        let fault = match (&a, &b) {
            (a, b) if is_numeric(a) => mismatch(right.node.at, "number", b),
            (a, b) if is_numeric(b) => mismatch(left.node.at, "number", a),
            (Type::Date | Type::Instant, b) if *b != Type::Date => {
                mismatch(right.node.at, "duration", b)
            }
            (Type::Date, Type::Date) if arith == Arith::Subtract => {
                let from = self.written(&right.node.at).to_owned();
                let to = self.written(&left.node.at).to_owned();
                mismatch(at, "number", &Type::Date).help(format!("days_between({from}, {to})"))
            }
            (a, _) => mismatch(at, "number", a),
        };
        self.report(fault)
    }
}

/// Whether values of two types can be equal at all.
fn comparable(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::List(_) | Type::Form(_) | Type::Item(_), _)
        | (_, Type::List(_) | Type::Form(_) | Type::Item(_)) => false,
        (Type::Row(a, _), Type::Row(b, _)) => a == b,
        (Type::Choice(a), Type::Choice(b)) => a.0.iter().any(|(_, id)| b.text(*id).is_some()),
        (a, b) => (is_numeric(a) && is_numeric(b)) || a == b,
    }
}

/// How a comparison that can never hold was most likely meant.
fn rewrite(
    checker: &Checker<'_>,
    left: &Checked,
    right: &Checked,
    chained: bool,
) -> Option<String> {
    let (a, b) = (
        checker.written(&left.node.at),
        checker.written(&right.node.at),
    );
    let is_date = |part: &Checked| matches!(&part.node.op, Op::Const(Value::Text(text)) if text.as_str().len() == 10);
    match (&left.ty.ty, &right.ty.ty) {
        (Type::YesNo, ty) if chained && is_numeric(ty) => match &left.node.op {
            Op::Compare(_, _, middle) => Some(format!(
                "{a} && {}{}",
                checker.written(&middle.at),
                checker
                    .text
                    .get(left.node.at.end..right.node.at.end)
                    .unwrap_or("")
            )),
            _ => None,
        },
        (Type::Date, Type::Text) if is_date(right) => Some(format!(
            "{}date({b})",
            checker
                .text
                .get(left.node.at.start..right.node.at.start)
                .unwrap_or("")
        )),
        (Type::Date, Type::Instant) => Some(format!(
            "{}date_of({b})",
            checker
                .text
                .get(left.node.at.start..right.node.at.start)
                .unwrap_or("")
        )),
        (Type::Instant, Type::Date) => Some(format!(
            "date_of({a}){}",
            checker
                .text
                .get(left.node.at.end..right.node.at.end)
                .unwrap_or("")
        )),
        (ty, Type::Text) if is_numeric(ty) => {
            let bare = quoted_number(right)?;
            let before = checker.text.get(left.node.at.start..right.node.at.start);
            Some(format!("{}{bare}", before.unwrap_or("")))
        }
        (Type::Text, ty) if is_numeric(ty) => {
            let bare = quoted_number(left)?;
            let after = checker.text.get(left.node.at.end..right.node.at.end);
            Some(format!("{bare}{}", after.unwrap_or("")))
        }
        _ => None,
    }
}

/// A number that was written as a text, without its quotes.
fn quoted_number(part: &Checked) -> Option<String> {
    match &part.node.op {
        Op::Const(Value::Text(text)) => {
            let text = text.as_str().trim();
            Number::parse(text).map(|_| text.to_owned())
        }
        _ => None,
    }
}

/// The type of arithmetic; `None` where there is none.
fn result(arith: Arith, a: &Type, b: &Type) -> Option<Type> {
    match (arith, a, b) {
        (Arith::Add, Type::Text, Type::Text) => Some(Type::Text),
        (Arith::Add, ty @ (Type::Date | Type::Instant), Type::Duration | Type::Unknown)
        | (Arith::Subtract, ty @ (Type::Date | Type::Instant), Type::Duration)
        | (Arith::Add, Type::Duration | Type::Unknown, ty @ (Type::Date | Type::Instant)) => {
            Some(ty.clone())
        }
        (Arith::Subtract, Type::Instant, Type::Instant) => Some(Type::Duration),
        (_, Type::Unknown, Type::Unknown) => Some(Type::Unknown),
        (_, Type::Unknown, ty) | (_, ty, Type::Unknown) if is_numeric(ty) => Some(Type::Number),
        (Arith::Add, Type::Unknown, Type::Text) | (Arith::Add, Type::Text, Type::Unknown) => {
            Some(Type::Text)
        }
        (arith, a, b) if is_numeric(a) && is_numeric(b) => Some(numeric(arith, a, b)),
        _ => None,
    }
}

fn numeric(arith: Arith, a: &Type, b: &Type) -> Type {
    let money = [a, b].iter().filter(|ty| ***ty == Type::Money).count();
    match (arith, a, b) {
        (Arith::Divide, _, Type::Money) => Type::Number,
        (Arith::Divide, Type::Money, _) => Type::Money,
        (Arith::Divide, ..) => Type::Number,
        (Arith::Multiply, ..) if money == 1 => Type::Money,
        (Arith::Add | Arith::Subtract, ..) if money > 0 => Type::Money,
        (_, Type::Whole, Type::Whole) => Type::Whole,
        (Arith::Add | Arith::Subtract, Type::Percent, Type::Percent) => Type::Percent,
        _ => Type::Number,
    }
}
