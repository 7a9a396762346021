//! States an expression of a flow names that the flow does not have: a condition on one never holds.

use super::diagnostic::{Diagnostic, Diagnostics};
use super::reader::Said;
use super::scope::FlowScope;
use crate::lang::Expr;

/// Tells of them, each at its place.
pub(crate) fn told(expr: &Expr, said: &Said<'_>, scope: &FlowScope<'_>, found: &mut Diagnostics) {
    let states = &scope.flow.states;
    // Without states of its own there is nothing to hold a name against.
    if states.is_empty() {
        return;
    }
    for (at, text) in expr.states_named() {
        if !states.contains_key(text.as_str()) {
            let fault = Diagnostic::new("no-such-choice", said.piece(at.start, at.end));
            let fault = fault.with("value", text.as_str());
            found.push(fault.known(&text, scope.flow.state_names()));
        }
    }
}
