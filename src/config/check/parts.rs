//! What rules read of the records they are called with: a field a record does not have is told where the rule names it.

use std::collections::{BTreeMap, BTreeSet};

use super::reads;
use crate::config::declare::DeskDecl;
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::docs::Docs;
use crate::config::source::Span;
use crate::engine::Workflow;
use crate::lang::{Called, Expr, Head, Type};
use crate::model::NameId;

/// Tells the parts that what a rule is called with does not have.
pub(super) fn check(
    desk: &DeskDecl<'_>,
    workflows: &BTreeMap<NameId, Workflow>,
    docs: &Docs<'_>,
    found: &mut Diagnostics,
) {
    let mut seen: BTreeSet<(u16, usize, String)> = BTreeSet::new();
    for workflow in workflows.values() {
        for call in reads::all(workflow).into_iter().flat_map(Expr::calls) {
            for (place, ty) in call.args.iter().enumerate() {
                if seen.insert((call.rule.0, place, format!("{ty:?}"))) {
                    argument(desk, call, (place, ty), docs, found);
                }
            }
        }
    }
}

fn argument(
    desk: &DeskDecl<'_>,
    call: &Called,
    (place, ty): (usize, &Type),
    docs: &Docs<'_>,
    found: &mut Diagnostics,
) {
    let Some(rule) = desk.rules.rule(call.rule) else {
        return;
    };
    for read in rule.reads.iter().filter(|read| read.of == place) {
        let mut at = ty.clone();
        for part in &read.path {
            match follow(desk, &at, &part.name) {
                Followed::To(next) => at = next,
                Followed::Unsure => break,
                Followed::Missing(known) => {
                    if let Some(source) = docs.sources.find(&part.file) {
                        let span = Span {
                            source,
                            start: part.at.start,
                            end: part.at.end,
                        };
                        let told = Diagnostic::new("unknown-name", span)
                            .word("kind", "field")
                            .with("name", part.name.as_str());
                        found.push(told.known(&part.name, known.iter().map(String::as_str)));
                    }
                    break;
                }
            }
        }
    }
}

/// Where a name behind a point leads.
enum Followed {
    /// To a value of this type.
    To(Type),
    /// It shows when the rule is called.
    Unsure,
    /// Nowhere; what there is.
    Missing(Vec<String>),
}

fn follow(desk: &DeskDecl<'_>, from: &Type, name: &str) -> Followed {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    match from {
        Type::Record(workflow) => {
            let Some(flow) = desk.flow(*workflow) else {
                return Followed::Unsure;
            };
            match (flow.fields.get(name), Head::find(name)) {
                (Some(field), _) if field.broken => Followed::Unsure,
                (Some(field), _) => Followed::To(field.typed.ty.clone()),
                (None, Some(Head::OpenedBy)) => Followed::To(desk.person_type()),
                (None, Some(Head::Opened | Head::Updated)) => Followed::To(Type::Instant),
                (None, Some(Head::Code | Head::State)) => Followed::To(Type::Text),
                (None, Some(Head::OpenTasks)) => Followed::To(Type::Whole),
                (None, None)
                    if desk.person == Some(*workflow) && Head::of_person(name).is_some() =>
                {
                    Followed::To(Type::Whole)
                }
                (None, None) => {
                    let heads = ["code", "state", "opened", "opened_by", "updated"];
                    let fields = flow.fields.keys().cloned();
                    Followed::Missing(fields.chain(heads.map(str::to_owned)).collect())
                }
            }
        }
        Type::Row(list, _) => {
            let list = desk.lists.values().find(|decl| decl.id == *list);
            let Some(list) = list.filter(|list| !list.broken) else {
                return Followed::Unsure;
            };
            match list.columns.get(name) {
                Some(column) => Followed::To(column.ty.clone()),
                None if name == "label" => Followed::To(Type::Text),
                None => Followed::Missing(list.columns.keys().cloned().collect()),
            }
        }
        Type::Month => match name {
            "start" | "end" => Followed::To(Type::Date),
            "year" | "month" => Followed::To(Type::Whole),
            _ => Followed::Missing(words(&["start", "end", "year", "month"])),
        },
        Type::Date => match name {
            "year" | "month" | "day" => Followed::To(Type::Whole),
            _ => Followed::Missing(words(&["year", "month", "day"])),
        },
        Type::YesNo
        | Type::Whole
        | Type::Number
        | Type::Money
        | Type::Percent
        | Type::Text
        | Type::Time
        | Type::Instant
        | Type::Duration => Followed::Missing(Vec::new()),
        _ => Followed::Unsure,
    }
}
