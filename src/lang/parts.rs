//! An expression laid open for whoever puts it into words: the same tree, with names still to be given to what it reads.
//! Nothing is evaluated.

use super::expr::{Expr, MonthDay, Node, Op, Read};
use super::syntax::{Arith, Cmp};
use super::types::{Leaf, Related, RuleId};
use crate::model::{FieldId, Value};

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// What is asked of the records that name this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// How many there are.
    Count,
    /// Whether there is any.
    Any,
    /// The sum of this field of theirs.
    Sum(FieldId),
}

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A value that is the same everywhere.
    Const(Value),
    /// A leaf, the fields followed from it, and how it was written.
    Read(Leaf, Vec<FieldId>, String),
    /// The first or last day of a month.
    MonthDay(Box<Part>, Day),
    /// Its opposite.
    Not(Box<Part>),
    /// With the other sign.
    Minus(Box<Part>),
    /// All of these hold.
    All(Vec<Part>),
    /// One of these holds.
    Any(Vec<Part>),
    /// The first of these that has a value.
    IfEmpty(Vec<Part>),
    /// A comparison.
    Compare(Comparison, Box<Part>, Box<Part>),
    /// An operation and its sign.
    Arith(char, Box<Part>, Box<Part>),
    /// Whether the first is one of the others.
    In(Box<Part>, Vec<Part>),
    /// Whether the first is in the list the second gives.
    InList(Box<Part>, Box<Part>),
    /// A list.
    List(Vec<Part>),
    /// Whether there is a value.
    IsSet(Box<Part>),
    /// A built-in function, by its name.
    Function(&'static str, Vec<Part>),
    /// A rule.
    Rule(RuleId, Vec<Part>),
    /// Something asked of the records that name this one.
    Related(Counted, Related),
    /// Whatever is best shown as it was written.
    Written(String),
}

/// Which day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// The first.
    First,
    /// The last.
    Last,
}

impl Expr {
    /// The tree, for whoever puts it into words.
    #[must_use]
    pub fn parts(&self) -> Part {
        part(&self.root, self.text())
    }
}

fn part(node: &Node, text: &str) -> Part {
    let boxed = |node: &Node| Box::new(part(node, text));
    let all = |nodes: &[Node]| nodes.iter().map(|node| part(node, text)).collect();
    match &node.op {
        Op::Const(value) => Part::Const(value.clone()),
        Op::Leaf(_) | Op::Follow(..) => match node.path() {
            Some(Read::Leaf(leaf, fields)) => Part::Read(leaf, fields, written(node, text)),
            _ => Part::Written(written(node, text)),
        },
        Op::MonthDay(inner, day) => {
            let day = match day {
                MonthDay::First => Day::First,
                MonthDay::Last => Day::Last,
            };
            Part::MonthDay(boxed(inner), day)
        }
        Op::Not(inner) => Part::Not(boxed(inner)),
        Op::Minus(inner) => Part::Minus(boxed(inner)),
        Op::All(nodes) => Part::All(all(nodes)),
        Op::Any(nodes) => Part::Any(all(nodes)),
        Op::IfEmpty(nodes) => Part::IfEmpty(all(nodes)),
        Op::Compare(how, lhs, rhs) => Part::Compare(comparison(*how), boxed(lhs), boxed(rhs)),
        Op::Arith(how, lhs, rhs) => Part::Arith(sign(*how), boxed(lhs), boxed(rhs)),
        Op::In(item, list) => Part::In(boxed(item), all(list)),
        Op::InList(item, list) => Part::InList(boxed(item), boxed(list)),
        Op::List(nodes) => Part::List(all(nodes)),
        Op::IsSet(inner) => Part::IsSet(boxed(inner)),
        Op::Native(function, nodes) => Part::Function(function.name(), all(nodes)),
        Op::ChoiceText(inner, _) | Op::Expect(inner, _) => part(inner, text),
        Op::Rule(rule, nodes) => Part::Rule(*rule, all(nodes)),
        Op::Count(related) => Part::Related(Counted::Count, *related),
        Op::AnyOf(related) => Part::Related(Counted::Any, *related),
        Op::Sum(related, field) => Part::Related(Counted::Sum(*field), *related),
    }
}

fn written(node: &Node, text: &str) -> String {
    text.get(node.at.clone()).unwrap_or(text).trim().to_owned()
}

fn comparison(how: Cmp) -> Comparison {
    match how {
        Cmp::Equal => Comparison::Equal,
        Cmp::NotEqual => Comparison::NotEqual,
        Cmp::Less => Comparison::Less,
        Cmp::LessOrEqual => Comparison::AtMost,
        Cmp::Greater => Comparison::Greater,
        Cmp::GreaterOrEqual => Comparison::AtLeast,
    }
}

fn sign(how: Arith) -> char {
    match how {
        Arith::Add => '+',
        Arith::Subtract => '−',
        Arith::Multiply => '×',
        Arith::Divide => '÷',
    }
}
