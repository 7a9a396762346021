//! Personal fields: a condition must still be explained once they are erased, and what a rule or table makes of them would
//! stay behind.

use super::{Seen, reads};
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::node::{Node, NodeValue};
use crate::config::source::Span;
use crate::engine::Workflow;
use crate::lang::{Expr, Leaf, Read, Type};

pub(super) fn check(seen: Seen<'_>, found: &mut Diagnostics) {
    let conditions = conditions(seen.built);
    for when in &conditions {
        tell("personal-in-guard", seen, when, found);
    }
    for query in seen.built.queries.iter().flatten() {
        let of = seen.all.get(&query.workflow);
        for (expr, of) in query.filter.iter().zip(of) {
            let read = personal_item(seen, of, expr);
            if let Some(field) = read {
                let at = place(seen, expr).unwrap_or(seen.flow.at);
                found.push(Diagnostic::new("personal-in-guard", at).with("field", field));
            }
        }
    }
    for expr in reads::all(seen.built) {
        let calls = !expr.rules_called().is_empty() || !expr.tables_called().is_empty();
        let condition = conditions.iter().any(|when| std::ptr::eq(*when, expr));
        if calls && !condition {
            tell("personal-in-rule", seen, expr, found);
        }
    }
}

fn tell(id: &'static str, seen: Seen<'_>, expr: &Expr, found: &mut Diagnostics) {
    if let Some(field) = personal_read(seen, expr) {
        let at = place(seen, expr).unwrap_or(seen.flow.at);
        found.push(Diagnostic::new(id, at).with("field", field));
    }
}

/// Everything that decides: guards, requirements, what is started or sent only where something holds, and values that
/// depend on a condition.
fn conditions(workflow: &Workflow) -> Vec<&Expr> {
    let mut out: Vec<&Expr> = Vec::new();
    for transition in &workflow.transitions {
        out.extend(&transition.when);
        for setting in transition.after.iter().chain(&transition.at_most) {
            out.extend(setting.except.iter().map(|(when, _)| when));
        }
    }
    for actions in reads::all_actions(workflow) {
        out.extend(
            actions
                .starts
                .iter()
                .filter_map(|start| start.when.as_ref()),
        );
    }
    for param in &workflow.params {
        out.extend(param.value.except.iter().map(|(when, _)| when));
    }
    out.extend(workflow.requires.values().map(|require| &require.when));
    out.extend(
        workflow
            .notices
            .values()
            .filter_map(|notice| notice.when.as_ref()),
    );
    out
}

/// The personal field an expression of a record reads, also by way of another record.
fn personal_read(seen: Seen<'_>, expr: &Expr) -> Option<String> {
    expr.reads().into_iter().find_map(|read| {
        let Read::Leaf(Leaf::Field(first), path) = read else {
            return None;
        };
        let path: Vec<_> = std::iter::once(first).chain(path).collect();
        follow(seen, seen.built, &path)
    })
}

/// The same where the record is the item chosen by a query.
fn personal_item<'a>(seen: Seen<'a>, of: &'a Workflow, expr: &Expr) -> Option<String> {
    expr.reads().into_iter().find_map(|read| match read {
        Read::Leaf(Leaf::Item, path) => follow(seen, of, &path),
        _ => None,
    })
}

fn follow<'a>(
    seen: Seen<'a>,
    mut workflow: &'a Workflow,
    path: &[crate::model::FieldId],
) -> Option<String> {
    for id in path {
        let field = workflow.field(*id)?;
        if field.personal {
            return Some(seen.text(field.name).to_owned());
        }
        match field.typed.ty {
            Type::Record(next) => workflow = seen.all.get(&next)?,
            _ => return None,
        }
    }
    None
}

/// Where an expression is written: the first text of the flow that is it.
fn place(seen: Seen<'_>, expr: &Expr) -> Option<Span> {
    let written = |text: &str| text.strip_prefix('=').unwrap_or(text) == expr.text();
    find(&seen.flow.merged.root, &written)
}

fn find(node: &Node, written: &impl Fn(&str) -> bool) -> Option<Span> {
    match &node.value {
        NodeValue::Text(text) if written(text) => Some(node.span),
        NodeValue::List(items) => items.iter().find_map(|item| find(item, written)),
        NodeValue::Table(entries) => {
            let mut entries = entries.values();
            entries.find_map(|entry| find(&entry.node, written))
        }
        _ => None,
    }
}
