//! What an expression holds the state of its record against: texts, as far as the language is concerned, and so nothing
//! here can say whether there is such a state.

use std::ops::Range;

use super::expr::{Descend, Expr, Node, Op};
use super::types::{Builtin, Leaf};
use crate::model::Value;

impl Expr {
    /// The texts the state of the flow itself is compared with, and the bytes they stand at.
    pub(crate) fn states_named(&self) -> Vec<(Range<usize>, String)> {
        let mut named = Vec::new();
        self.root.each(&mut |node| {
            match &node.op {
                Op::Compare(_, left, right) if is_state(left) => texts(right, &mut named),
                Op::Compare(_, left, right) if is_state(right) => texts(left, &mut named),
                Op::In(item, list) if is_state(item) => {
                    list.iter().for_each(|part| texts(part, &mut named));
                }
                Op::InList(item, list) if is_state(item) => texts(list, &mut named),
                _ => {}
            }
            Descend::Yes
        });
        named
    }
}

fn is_state(node: &Node) -> bool {
    matches!(&node.op, Op::Leaf(Leaf::Builtin(Builtin::State)))
}

fn texts(node: &Node, named: &mut Vec<(Range<usize>, String)>) {
    match &node.op {
        Op::Const(Value::Text(text)) => named.push((node.at.clone(), text.to_string())),
        Op::List(parts) => parts.iter().for_each(|part| texts(part, named)),
        _ => {}
    }
}
