//! Rules that give a text where one of a field's choices is wanted: every text they write out must be one.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::declare::{DeskDecl, FieldDecl};
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::docs::Docs;
use crate::config::source::Span;
use crate::engine::Workflow;
use crate::lang::{Choices, Expr, TablePart, Type, undeclared};
use crate::model::NameId;

/// Tells texts of a decision table's output that the field computed by it does not declare.
fn tables(
    desk: &DeskDecl<'_>,
    (name, decl): (&str, &FieldDecl<'_>),
    computed: &Expr,
    choices: &Choices,
    found: &mut Diagnostics,
) {
    let Some((table, part)) = computed.is_table() else {
        return;
    };
    let table = desk.tables.values().find(|decl| decl.id == table);
    let (Some(table), TablePart::Output(at)) = (table, part) else {
        return;
    };
    let Some(head) = table.outputs.get(usize::from(at)) else {
        return;
    };
    if head.ty != Some(Type::Text) {
        return;
    }
    let known: Vec<&str> = choices.0.iter().map(|(choice, _)| &**choice).collect();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for cell in table.sheet.rows.iter().filter_map(|row| row.get(head.at)) {
        let literal = !cell.text.is_empty() && !cell.text.starts_with('=');
        if literal && choices.find(&cell.text).is_none() && told.insert(&cell.text) {
            let fault = Diagnostic::new("unknown-choice", cell.span)
                .with("value", cell.text.as_str())
                .with("field", name)
                .known(&cell.text, known.iter().copied())
                .also(decl.at, "used-here");
            found.push(fault);
        }
    }
}

/// Tells texts of rules that the field computed by them does not declare.
pub(super) fn check(
    desk: &DeskDecl<'_>,
    workflows: &BTreeMap<NameId, Workflow>,
    docs: &Docs<'_>,
    found: &mut Diagnostics,
) {
    for flow in desk.flows.values() {
        let Some(built) = workflows.get(&flow.name) else {
            continue;
        };
        for (name, decl) in &flow.fields {
            let computed = built
                .field(decl.id)
                .and_then(|field| field.computed.as_ref());
            let (Some(computed), Type::Choice(choices)) = (computed, &decl.typed.ty) else {
                continue;
            };
            tables(desk, (name, decl), computed, choices, found);
            // Only where the field is what the rule gives, not where the rule is asked about something.
            let called = computed.rules_called();
            let [rule] = called.as_slice() else {
                continue;
            };
            let Some(rule) = desk.rules.rule(*rule) else {
                continue;
            };
            let alone = computed.text().trim().strip_prefix(&*rule.name);
            if !alone.is_some_and(|rest| rest.trim_start().starts_with('(') && rest.ends_with(')'))
            {
                continue;
            }
            let Some(source) = docs.sources.find(&rule.path) else {
                continue;
            };
            let known: Vec<&str> = choices.0.iter().map(|(choice, _)| &**choice).collect();
            for (text, at) in undeclared(rule, &decl.typed.ty) {
                let span = Span {
                    source,
                    start: at.start,
                    end: at.end,
                };
                let told = Diagnostic::new("unknown-choice", span)
                    .with("value", text.as_str())
                    .with("field", name.as_str())
                    .known(text, known.iter().copied())
                    .also(decl.at, "used-here");
                found.push(told);
            }
        }
    }
}
