//! An expression laid open for whoever puts it into words: the same tree, with names still to be given to what it reads.
//! Nothing is evaluated.

use super::expr::{Expr, MonthDay, Node, Op};
use super::syntax::{Arith, Cmp};
use super::table::{TableId, TablePart};
use super::types::{Among, Head, ItemFact, Leaf, RowPart, RuleId, SheetFact};
use crate::model::{FieldId, NameId, Value};

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

/// What is asked of several records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// How many there are.
    Count,
    /// Whether there is any.
    Any,
    /// The sum of this field of theirs.
    Sum(FieldId),
}

/// What is asked of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tally {
    /// How many it has.
    Count,
    /// Whether it has any.
    Any,
    /// The sum of it.
    Sum,
}

/// Which day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// The first.
    First,
    /// The last.
    Last,
}

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A value that is the same everywhere.
    Const(Value),
    /// A leaf, and how it was written.
    Leaf(Leaf, String),
    /// A field of the record the first gives, and how the whole was written.
    Follow(Box<Term>, FieldId, String),
    /// What every record has, of the record the first gives.
    Head(Box<Term>, Head),
    /// A cell of the row of this list that the first gives.
    Row(Box<Term>, NameId, RowPart),
    /// The first or last day of a month.
    MonthDay(Box<Term>, Day),
    /// When a date begins.
    DayStart(Box<Term>),
    /// Its opposite.
    Not(Box<Term>),
    /// With the other sign.
    Minus(Box<Term>),
    /// All of these hold.
    All(Vec<Term>),
    /// One of these holds.
    Any(Vec<Term>),
    /// The first of these that has a value.
    IfEmpty(Vec<Term>),
    /// A comparison.
    Compare(Comparison, Box<Term>, Box<Term>),
    /// An operation and its sign.
    Arith(char, Box<Term>, Box<Term>),
    /// Whether the first is one of the others.
    In(Box<Term>, Vec<Term>),
    /// Whether the first is in the list the second gives.
    InList(Box<Term>, Box<Term>),
    /// A list.
    List(Vec<Term>),
    /// Whether there is a value.
    IsSet(Box<Term>),
    /// A built-in function, by its name.
    Function(&'static str, Vec<Term>),
    /// A rule.
    Rule(RuleId, Vec<Term>),
    /// What a decision table gives.
    Table(TableId, TablePart, Vec<Term>),
    /// Something asked of several records.
    Among(Counted, Among),
    /// What the form the first gives says of itself.
    Sheet(Box<Term>, SheetFact),
    /// What an item of a form says of itself; of a list of items, what each says.
    Item(Box<Term>, ItemFact),
    /// How many a list has, whether it has any, the sum of it.
    Tally(Tally, Box<Term>),
    /// Whatever is best shown as it was written.
    Written(String),
}

impl Expr {
    /// The tree, for whoever puts it into words.
    #[must_use]
    pub fn terms(&self) -> Term {
        term(&self.root, self.text())
    }
}

fn term(node: &Node, text: &str) -> Term {
    let boxed = |node: &Node| Box::new(term(node, text));
    let all = |nodes: &[Node]| nodes.iter().map(|node| term(node, text)).collect();
    match &node.op {
        Op::Const(value) => Term::Const(value.clone()),
        Op::Leaf(leaf) => Term::Leaf(leaf.clone(), written(node, text)),
        Op::Follow(inner, field) => Term::Follow(boxed(inner), *field, written(node, text)),
        Op::Head(inner, head) => Term::Head(boxed(inner), *head),
        Op::Row(inner, list, part) => Term::Row(boxed(inner), *list, *part),
        Op::DayStart(inner) => Term::DayStart(boxed(inner)),
        Op::MonthDay(inner, MonthDay::First) => Term::MonthDay(boxed(inner), Day::First),
        Op::MonthDay(inner, MonthDay::Last) => Term::MonthDay(boxed(inner), Day::Last),
        Op::Not(inner) => Term::Not(boxed(inner)),
        Op::Minus(inner) => Term::Minus(boxed(inner)),
        Op::All(nodes) => Term::All(all(nodes)),
        Op::Any(nodes) => Term::Any(all(nodes)),
        Op::IfEmpty(nodes) => Term::IfEmpty(all(nodes)),
        Op::Compare(how, lhs, rhs) => Term::Compare(comparison(*how), boxed(lhs), boxed(rhs)),
        Op::Arith(how, lhs, rhs) => Term::Arith(sign(*how), boxed(lhs), boxed(rhs)),
        Op::In(item, list) => Term::In(boxed(item), all(list)),
        Op::InList(item, list) => Term::InList(boxed(item), boxed(list)),
        Op::List(nodes) => Term::List(all(nodes)),
        Op::IsSet(inner) => Term::IsSet(boxed(inner)),
        Op::Native(function, nodes) => Term::Function(function.name(), all(nodes)),
        Op::Rule(rule, nodes) => Term::Rule(*rule, all(nodes)),
        Op::Table(table, part, nodes) => Term::Table(*table, *part, all(nodes)),
        Op::Count(among) => Term::Among(Counted::Count, *among),
        Op::AnyOf(among) => Term::Among(Counted::Any, *among),
        Op::Sum(among, field) => Term::Among(Counted::Sum(*field), *among),
        Op::OfSheet(inner, fact) => Term::Sheet(boxed(inner), fact.clone()),
        Op::OfItem(inner, fact) => Term::Item(boxed(inner), *fact),
        Op::CountOf(inner) => Term::Tally(Tally::Count, boxed(inner)),
        Op::AnyIn(inner) => Term::Tally(Tally::Any, boxed(inner)),
        Op::SumOf(inner) => Term::Tally(Tally::Sum, boxed(inner)),
        Op::Filled(inner)
        | Op::ChoiceText(inner, _)
        | Op::Expect(inner, _)
        | Op::RowArgument(inner, _) => term(inner, text),
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
