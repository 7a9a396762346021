//! A checked expression: the typed tree casework evaluates itself.

use std::ops::Range;
use std::sync::Arc;

use crate::model::{FieldId, NameId, Value};

use super::eval;
use super::native::Native;
use super::syntax::{Arith, Cmp};
use super::table::{TableId, TablePart};
use super::types::{
    Among, Choices, Env, EvalError, Head, ItemFact, Leaf, QueryId, Related, RowPart, RuleId,
    SheetFact, Type, Typed,
};

/// A checked expression. Cloning shares the tree.
#[derive(Clone, Debug)]
pub struct Expr {
    pub(super) root: Arc<Node>,
    ty: Typed,
    text: Arc<str>,
    calls: Arc<[Called]>,
}

/// A call of a rule, with the types of what it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// The rule.
    pub rule: RuleId,
    /// The types of its arguments.
    pub args: Vec<Type>,
}

/// A node of the tree and the bytes of the text it stands for.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) op: Op,
    pub(super) at: Range<usize>,
}

/// What a node computes.
#[derive(Clone, Debug)]
pub(super) enum Op {
    Const(Value),
    Leaf(Leaf),
    Follow(Box<Node>, FieldId),
    /// What every record has, of a record.
    Head(Box<Node>, Head),
    /// The first or last day of a month.
    MonthDay(Box<Node>, MonthDay),
    /// When a date begins.
    DayStart(Box<Node>),
    Not(Box<Node>),
    Minus(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
    IfEmpty(Vec<Node>),
    Compare(Cmp, Box<Node>, Box<Node>),
    Arith(Arith, Box<Node>, Box<Node>),
    In(Box<Node>, Vec<Node>),
    InList(Box<Node>, Box<Node>),
    List(Vec<Node>),
    IsSet(Box<Node>),
    Native(Native, Vec<Node>),
    /// The text of a choice.
    ChoiceText(Box<Node>, Choices),
    Rule(RuleId, Vec<Node>),
    /// What a decision table gives.
    Table(TableId, TablePart, Vec<Node>),
    /// What stands in a row of a list.
    Row(Box<Node>, NameId, RowPart),
    /// A row as the argument of a rule, which gets it as a map.
    RowArgument(Box<Node>, NameId),
    Count(Among),
    AnyOf(Among),
    Sum(Among, FieldId),
    /// A form as a value of its own: none while it is not done.
    Filled(Box<Node>),
    /// What a form says of itself.
    OfSheet(Box<Node>, SheetFact),
    /// What an item of a form says of itself; of a list of items, the list of what each says.
    OfItem(Box<Node>, ItemFact),
    /// How many a list has.
    CountOf(Box<Node>),
    /// Whether a list has any.
    AnyIn(Box<Node>),
    /// The sum of a list of numbers.
    SumOf(Box<Node>),
    /// A value whose type is known only now.
    Expect(Box<Node>, Type),
}

/// Which day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MonthDay {
    First,
    Last,
}

/// One thing an expression reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// A leaf, and the fields followed from it (`customer.class`: the leaf `customer`, then `class`).
    Leaf(Leaf, Vec<FieldId>),
    /// The records naming this one, and the field summed.
    Related(Related, Option<FieldId>),
    /// The records a query finds.
    Query(QueryId),
}

impl Expr {
    pub(super) fn new(root: Node, ty: Typed, text: &str) -> Expr {
        Expr {
            root: Arc::new(root),
            ty,
            text: Arc::from(text),
            calls: Arc::from([]),
        }
    }

    pub(super) fn calling(self, calls: Vec<Called>) -> Expr {
        Expr {
            calls: calls.into(),
            ..self
        }
    }

    /// The calls of rules in it.
    #[must_use]
    pub fn calls(&self) -> &[Called] {
        &self.calls
    }

    /// An expression that is always this value: what a literal of the configuration becomes.
    #[must_use]
    pub fn constant(value: Value, ty: Typed, text: &str) -> Expr {
        let node = Node {
            op: Op::Const(value),
            at: 0..text.len(),
        };
        Expr::new(node, ty, text)
    }

    /// Its type.
    #[must_use]
    pub fn ty(&self) -> &Typed {
        &self.ty
    }

    /// Its text as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its value, if it is the same everywhere.
    #[must_use]
    pub fn as_constant(&self) -> Option<&Value> {
        match &self.root.op {
            Op::Const(value) => Some(value),
            _ => None,
        }
    }

    /// Its value.
    ///
    /// # Errors
    /// When arithmetic has no result, a value is missing, a rule fails, or a rule's result has another type.
    pub fn eval<E: Env + ?Sized>(&self, env: &E) -> Result<Value, EvalError> {
        eval::Run {
            env,
            text: &self.text,
        }
        .value(&self.root)
    }

    /// The form it names, as it stands: done or not.
    ///
    /// # Errors
    /// As [`Expr::eval`].
    pub fn eval_form<E: Env + ?Sized>(&self, env: &E) -> Result<Value, EvalError> {
        let run = eval::Run {
            env,
            text: &self.text,
        };
        match &self.root.op {
            Op::Filled(inner) => run.value(inner),
            _ => run.value(&self.root),
        }
    }

    /// Whether it holds, as a condition.
    ///
    /// # Errors
    /// As [`Expr::eval`]; also when it is not yes or no.
    pub fn holds<E: Env + ?Sized>(&self, env: &E) -> Result<bool, EvalError> {
        eval::Run {
            env,
            text: &self.text,
        }
        .test(&self.root)
    }

    /// All it may read, whatever the values, each once, in the order written.
    #[must_use]
    pub fn reads(&self) -> Vec<Read> {
        let mut reads = Vec::new();
        self.root.each(&mut |node| {
            let read = match &node.op {
                Op::Leaf(_) | Op::Follow(..) => match node.path() {
                    Some(read) => read,
                    None => return Descend::Yes,
                },
                Op::Count(among) | Op::AnyOf(among) => read_of(*among, None),
                Op::Sum(among, field) => read_of(*among, Some(*field)),
                _ => return Descend::Yes,
            };
            if !reads.contains(&read) {
                reads.push(read);
            }
            Descend::No
        });
        reads
    }

    /// The rules it calls, each once.
    #[must_use]
    pub fn rules_called(&self) -> Vec<RuleId> {
        let mut rules = Vec::new();
        self.root.each(&mut |node| {
            if let Op::Rule(rule, _) = &node.op
                && !rules.contains(rule)
            {
                rules.push(*rule);
            }
            Descend::Yes
        });
        rules
    }
}

impl Expr {
    /// The table and output it is, where it is nothing but a call of a table.
    #[must_use]
    pub fn is_table(&self) -> Option<(TableId, TablePart)> {
        let mut node = &*self.root;
        while let Op::Expect(inner, _) = &node.op {
            node = inner;
        }
        match &node.op {
            Op::Table(table, part, _) => Some((*table, *part)),
            _ => None,
        }
    }

    /// The decision tables it calls, each once.
    #[must_use]
    pub fn tables_called(&self) -> Vec<TableId> {
        let mut tables = Vec::new();
        self.root.each(&mut |node| {
            if let Op::Table(table, ..) = &node.op
                && !tables.contains(table)
            {
                tables.push(*table);
            }
            Descend::Yes
        });
        tables
    }
}

fn read_of(among: Among, field: Option<FieldId>) -> Read {
    match among {
        Among::Related(related) => Read::Related(related, field),
        Among::Query(query, _) => Read::Query(query),
    }
}

/// Whether a walk goes on into a node's parts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Descend {
    Yes,
    No,
}

impl Node {
    /// The parts a node is made of.
    pub(super) fn parts(&self) -> Vec<&Node> {
        match &self.op {
            Op::Const(_) | Op::Leaf(_) | Op::Count(_) | Op::AnyOf(_) | Op::Sum(..) => Vec::new(),
            Op::Follow(inner, _)
            | Op::Head(inner, _)
            | Op::MonthDay(inner, _)
            | Op::DayStart(inner)
            | Op::Not(inner)
            | Op::Minus(inner)
            | Op::IsSet(inner)
            | Op::ChoiceText(inner, _)
            | Op::Filled(inner)
            | Op::OfSheet(inner, _)
            | Op::OfItem(inner, _)
            | Op::CountOf(inner)
            | Op::AnyIn(inner)
            | Op::SumOf(inner)
            | Op::Row(inner, ..)
            | Op::RowArgument(inner, _)
            | Op::Expect(inner, _) => vec![inner],
            Op::Compare(_, lhs, rhs) | Op::Arith(_, lhs, rhs) | Op::InList(lhs, rhs) => {
                vec![lhs, rhs]
            }
            Op::All(parts)
            | Op::Any(parts)
            | Op::IfEmpty(parts)
            | Op::List(parts)
            | Op::Native(_, parts)
            | Op::Rule(_, parts)
            | Op::Table(_, _, parts) => parts.iter().collect(),
            Op::In(item, list) => std::iter::once(&**item).chain(list).collect(),
        }
    }

    pub(super) fn each(&self, visit: &mut dyn FnMut(&Node) -> Descend) {
        if visit(self) == Descend::Yes {
            for part in self.parts() {
                part.each(visit);
            }
        }
    }

    /// The leaf and the fields followed from it, if that is all the node is.
    pub(super) fn path(&self) -> Option<Read> {
        match &self.op {
            Op::Leaf(leaf) => Some(Read::Leaf(leaf.clone(), Vec::new())),
            Op::Follow(inner, field) => match inner.path()? {
                Read::Leaf(leaf, mut fields) => {
                    fields.push(*field);
                    Some(Read::Leaf(leaf, fields))
                }
                Read::Related(..) | Read::Query(_) => None,
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
