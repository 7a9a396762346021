//! What people would see under its bare key in one of the languages, in a desk that has labels at all.

use crate::config::declare::{DeskDecl, FlowDecl};
use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::docs::Docs;
use crate::config::labels::Labels;
use crate::config::node::NodeValue;
use crate::config::reader::Item;
use crate::config::source::Span;

/// A name people would see as its bare key in one of the languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingLabel {
    /// Its path, as `labels.csv` has it: `complaint.decide.assign`.
    pub path: String,
    /// What is written for it in Chinese; empty where that is missing.
    pub zh: String,
    /// In English.
    pub en: String,
    kind: &'static str,
    span: Span,
}

/// More than these are told of as one.
const EACH: usize = 3;

/// Tells names without a label in one of the languages, in a desk that has labels at all, and gives them all.
pub(super) fn check(
    desk: &DeskDecl<'_>,
    labels: &Labels,
    docs: &Docs<'_>,
    found: &mut Diagnostics,
) -> Vec<MissingLabel> {
    let all = missing(desk, labels);
    if labels.table.0.is_empty() {
        return all;
    }
    let missing: Vec<&MissingLabel> = all.iter().filter(|label| label.is_missed(labels)).collect();
    let own = format!("workflows/{}/labels.csv", desk.name);
    let common = format!("workflows/{}/labels.csv", crate::config::docs::COMMON);
    let file = docs.sources.find(&own).or(docs.sources.find(&common));
    if let (true, Some(file)) = (missing.len() > EACH, file) {
        let paths = missing.iter().map(|missing| missing.path.as_str());
        let told = Diagnostic::new("missing-translations", docs.sources.whole(file))
            .with("count", missing.len().to_string())
            .with("desk", desk.name.as_str())
            .list("paths", paths);
        found.push(told);
        return all;
    }
    for label in missing {
        let lang = if label.zh.is_empty() {
            "lang-zh"
        } else {
            "lang-en"
        };
        let name = label.path.rsplit('.').next().unwrap_or("");
        let told = Diagnostic::new("missing-translation", label.span)
            .word("kind", label.kind)
            .with("name", name)
            .word("lang", lang)
            .with("line", label.line());
        found.push(told);
    }
    all
}

impl MissingLabel {
    /// Whether somebody would miss it: in the language of the desk, or in one it has labels in.
    fn is_missed(&self, labels: &Labels) -> bool {
        let spoken = |lang: &str, has: bool| lang == labels.language || has;
        let table = &labels.table.0;
        let zh = spoken("zh", table.values().any(|label| !label.zh.is_empty()));
        let en = spoken("en", table.values().any(|label| !label.en.is_empty()));
        (self.zh.is_empty() && zh) || (self.en.is_empty() && en)
    }

    /// The line of `labels.csv` to be completed.
    #[must_use]
    pub fn line(&self) -> String {
        let text = |text: &str| match text {
            "" => "…".to_owned(),
            text if text.contains([',', '"', '\n']) => format!("\"{}\"", text.replace('"', "\"\"")),
            text => text.to_owned(),
        };
        format!("{},{},{}", self.path, text(&self.zh), text(&self.en))
    }
}

fn missing(desk: &DeskDecl<'_>, labels: &Labels) -> Vec<MissingLabel> {
    let mut found = Vec::new();
    for flow in desk.flows.values() {
        let mut look = Look {
            flow,
            labels,
            found: &mut found,
        };
        look.at(
            "workflow",
            &[],
            flow.at,
            flow.top.label.and_then(|label| label.node().text()),
        );
        for (name, field) in &flow.fields {
            let written = flow
                .merged
                .root
                .entries()
                .and_then(|root| root.get("field")?.node.entries());
            if written.is_some_and(|fields| fields.contains_key(name)) {
                look.at(
                    "field",
                    &[name],
                    field.at,
                    field.draft.label.and_then(|label| label.node().text()),
                );
            }
            for choice in field.draft.choice.iter().flatten() {
                look.at("choice", &[name, choice.text], choice.inner(), None);
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
    found
}

struct Look<'a, 'd> {
    flow: &'a FlowDecl<'a>,
    labels: &'a Labels,
    found: &'d mut Vec<MissingLabel>,
}

impl Look<'_, '_> {
    fn items(&mut self, kind: &'static str, items: &[Item<'_>]) {
        for item in items {
            self.at(
                kind,
                &[item.name()],
                item.name_span(),
                item.inside("label").and_then(|label| label.node().text()),
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
                    self.at("outcome", &[task.name(), text], item.span, None);
                }
            }
        }
        for (name, entry) in outcomes.node().entries().into_iter().flatten() {
            let label = entry.node.entries().and_then(|keys| keys.get("label"));
            let label = label.and_then(|label| label.node.text());
            self.at("outcome", &[task.name(), name], entry.key, label);
        }
    }

    fn at(&mut self, kind: &'static str, path: &[&str], span: Span, inline: Option<&str>) {
        let mut full = vec![self.flow.text.as_str()];
        full.extend(path);
        let label = self.labels.table.find(&full);
        let own = self.labels.language;
        let text = |lang, text: &str| match inline {
            Some(inline) if text.is_empty() && lang == own => inline.to_owned(),
            _ => text.to_owned(),
        };
        // A `…` is what `labels --append` leaves for words to be put in its place.
        let written = |text: String| if text == "…" { String::new() } else { text };
        let (zh, en) = (
            written(text("zh", &label.zh)),
            written(text("en", &label.en)),
        );
        if zh.is_empty() || en.is_empty() {
            self.found.push(MissingLabel {
                path: full.join("."),
                zh,
                en,
                kind,
                span,
            });
        }
    }
}
