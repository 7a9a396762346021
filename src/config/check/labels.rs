//! What people would see under its bare key in one of the languages, in a desk that has labels at all.

use crate::config::declare::{DeskDecl, FlowDecl};
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::labels::Labels;
use crate::config::node::NodeValue;
use crate::config::reader::Item;
use crate::config::source::Span;

/// Tells names without a label in one of the languages.
pub(super) fn check(desk: &DeskDecl<'_>, labels: &Labels, found: &mut Diagnostics) {
    if labels.table.0.is_empty() {
        return;
    }
    for flow in desk.flows.values() {
        let mut look = Look {
            flow,
            labels,
            found,
        };
        look.at("workflow", &[], flow.at, flow.top.label.is_some());
        for (name, field) in &flow.fields {
            let written = flow
                .merged
                .root
                .entries()
                .and_then(|root| root.get("field")?.node.entries());
            if written.is_some_and(|fields| fields.contains_key(name)) {
                look.at("field", &[name], field.at, field.draft.label.is_some());
            }
            for choice in field.draft.choice.iter().flatten() {
                look.at("choice", &[name, choice.text], choice.inner(), false);
            }
        }
        let top = &flow.top;
        look.items("state", &top.state);
        look.items("task", &top.task);
        look.items("clock", &top.clock);
        look.items("notice", &top.notice);
        look.items("event", &top.event);
        look.items("transition", &top.transition);
        look.items("requirement", &top.require);
        for task in &top.task {
            look.outcomes(task);
        }
    }
}

struct Look<'a, 'd> {
    flow: &'a FlowDecl<'a>,
    labels: &'a Labels,
    found: &'d mut Diagnostics,
}

impl Look<'_, '_> {
    fn items(&mut self, kind: &str, items: &[Item<'_>]) {
        for item in items {
            self.at(
                kind,
                &[item.name()],
                item.name_span(),
                item.inside("label").is_some(),
            );
        }
    }

    fn outcomes(&mut self, task: &Item<'_>) {
        let Some(outcomes) = task.inside("outcomes") else {
            return;
        };
        if let NodeValue::List(items) = &outcomes.node().value {
            for item in items {
                if let Some(text) = item.text() {
                    self.at("outcome", &[task.name(), text], item.span, false);
                }
            }
        }
        for (name, entry) in outcomes.node().entries().into_iter().flatten() {
            let inline = entry
                .node
                .entries()
                .is_some_and(|keys| keys.contains_key("label"));
            self.at("outcome", &[task.name(), name], entry.key, inline);
        }
    }

    fn at(&mut self, kind: &str, path: &[&str], span: Span, inline: bool) {
        let mut full = vec![self.flow.text.as_str()];
        full.extend(path);
        let label = self.labels.table.find(&full);
        let own = self.labels.language;
        for (lang, text) in [("zh", &label.zh), ("en", &label.en)] {
            if !text.is_empty() || (inline && lang == own) {
                continue;
            }
            let name = full.last().copied().unwrap_or("");
            let told = Diagnostic::new("missing-translation", span)
                .word("kind", kind)
                .with("name", name)
                .with("lang", lang)
                .with("line", format!("{},…,…", full.join(".")));
            self.found.push(told);
            return;
        }
    }
}
