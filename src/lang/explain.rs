//! Why an expression came out as it did: its conditions with the values they saw. Computed when asked for, never during
//! a turn; values are left as they are, so that the caller prints their labels.

use std::ops::Range;

use crate::model::Value;

use super::eval::Run;
use super::expr::{Expr, Node, Op};
use super::types::{Env, EvalError};

/// How a part came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With this value.
    Value(Value),
    /// It was not looked at: what stands before it had decided.
    Skipped,
    /// It has no value.
    Failed(EvalError),
}

/// A part of an expression with what it saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The part as written.
    pub text: String,
    /// Where it stands in the expression.
    pub at: Range<usize>,
    /// What it read and what that was, in the order written; the parts of `&&`, `||`, `!` list their own.
    pub values: Vec<(String, Value)>,
    /// How it came out.
    pub outcome: Outcome,
    /// The conditions it is made of.
    pub children: Vec<Explained>,
}

/// Explains an expression against the view it was (or would be) evaluated in.
pub fn explain<E: Env + ?Sized>(expr: &Expr, env: &E) -> Explained {
    let run = Run {
        env,
        text: expr.text(),
    };
    part(&run, &expr.root)
}

fn part<E: Env + ?Sized>(run: &Run<'_, E>, node: &Node) -> Explained {
    let children = match &node.op {
        Op::All(parts) => chain(run, parts, |value| *value == Value::YesNo(false)),
        Op::Any(parts) => chain(run, parts, |value| *value == Value::YesNo(true)),
        Op::IfEmpty(parts) => chain(run, parts, |value| !value.is_empty()),
        Op::Not(inner) => vec![part(run, inner)],
        _ => Vec::new(),
    };
    let mut values = Vec::new();
    if children.is_empty() {
        seen(run, node, &mut values);
    }
    let outcome = match run.value(node) {
        Ok(value) => Outcome::Value(value),
        Err(error) => Outcome::Failed(error),
    };
    explained(run, node, values, outcome, children)
}

fn explained<E: Env + ?Sized>(
    run: &Run<'_, E>,
    node: &Node,
    values: Vec<(String, Value)>,
    outcome: Outcome,
    children: Vec<Explained>,
) -> Explained {
    Explained {
        text: run.text.get(node.at.clone()).unwrap_or("").to_owned(),
        at: node.at.clone(),
        values,
        outcome,
        children,
    }
}

/// The parts of a chain up to the one that decides; the rest was skipped.
fn chain<E: Env + ?Sized>(
    run: &Run<'_, E>,
    parts: &[Node],
    decides: fn(&Value) -> bool,
) -> Vec<Explained> {
    let mut over = false;
    parts
        .iter()
        .map(|node| {
            if over {
                return explained(run, node, Vec::new(), Outcome::Skipped, Vec::new());
            }
            let child = part(run, node);
            over = match &child.outcome {
                Outcome::Value(value) => decides(value),
                Outcome::Skipped | Outcome::Failed(_) => true,
            };
            child
        })
        .collect()
}

/// What a part reads, each once: paths, counts and calls, with their values.
fn seen<E: Env + ?Sized>(run: &Run<'_, E>, node: &Node, values: &mut Vec<(String, Value)>) {
    let reads = matches!(
        node.op,
        Op::Leaf(_)
            | Op::Follow(..)
            | Op::Head(..)
            | Op::MonthDay(..)
            | Op::DayStart(_)
            | Op::OfSheet(..)
            | Op::OfItem(..)
            | Op::CountOf(_)
            | Op::AnyIn(_)
            | Op::SumOf(_)
            | Op::Count(_)
            | Op::AnyOf(_)
            | Op::Sum(..)
            | Op::Row(..)
            | Op::Rule(..)
            | Op::Table(..)
    );
    if reads {
        let text = run.text.get(node.at.clone()).unwrap_or("").to_owned();
        if !values.iter().any(|(known, _)| *known == text)
            && let Ok(value) = run.value(node)
        {
            values.push((text, value));
            values.extend(decided(run, node));
        }
    }
    let inside = matches!(
        node.op,
        Op::Leaf(_)
            | Op::Follow(..)
            | Op::Head(..)
            | Op::MonthDay(..)
            | Op::DayStart(_)
            | Op::Row(..)
            | Op::OfSheet(..)
            | Op::OfItem(..)
            | Op::CountOf(_)
            | Op::AnyIn(_)
            | Op::SumOf(_)
    );
    if !inside {
        for inner in node.parts() {
            seen(run, inner, values);
        }
    }
}

/// Which row of a decision table decided a call.
fn decided<E: Env + ?Sized>(run: &Run<'_, E>, node: &Node) -> Option<(String, Value)> {
    let Op::Table(table, _, parts) = &node.op else {
        return None;
    };
    let args: Result<Vec<Value>, EvalError> = parts.iter().map(|part| run.value(part)).collect();
    let words = run.env.decided_by(*table, &args.ok()?)?;
    let text = run.text.get(node.at.clone()).unwrap_or("");
    let call = text
        .rfind(')')
        .map_or(text, |end| text.get(..=end).unwrap_or(text));
    Some((format!("{call}.row"), Value::text(&words)))
}

#[cfg(test)]
mod tests;
