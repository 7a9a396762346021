//! The words for the things of a workflow: labels for names, sentences for settings and for who is meant.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::engine::{Ask, Asked, CodePart, CodePattern, Desk, Label, Workflow};
use crate::lang::{Expr, RuleId, Type};
use crate::model::catalogue::{Lang, message};
use crate::model::{FieldId, NameId};

/// Looks up and words things of one workflow.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    pub(super) desk: &'a Desk,
    pub(super) workflow: &'a Workflow,
    pub(super) lang: Lang,
    /// The type of the item at hand, where something is done for each of several.
    pub(super) item: Option<&'a Type>,
    /// Whether that item is the one being chosen: then its fields are named without it, as they are written.
    pub(super) choosing: bool,
    /// What a query is given from outside, or a table is asked, by its place.
    pub(super) needs: &'a [(String, Type)],
    /// The rules the page has named so far.
    pub(super) rules: &'a RefCell<BTreeSet<RuleId>>,
}

impl<'a> Words<'a> {
    pub(super) fn new(
        desk: &'a Desk,
        workflow: &'a Workflow,
        lang: Lang,
        rules: &'a RefCell<BTreeSet<RuleId>>,
    ) -> Words<'a> {
        Words {
            desk,
            workflow,
            lang,
            item: None,
            choosing: false,
            needs: &[],
            rules,
        }
    }

    /// A phrase of the catalogue.
    pub(super) fn say(&self, id: &str, args: &[(&str, &str)]) -> String {
        let said = message(id, self.lang, args);
        match self.lang {
            Lang::Zh => tight(&said),
            Lang::En => said,
        }
    }

    /// What stands between two sentences.
    pub(super) fn gap(&self) -> &'static str {
        match self.lang {
            Lang::Zh => "",
            Lang::En => " ",
        }
    }

    /// A label in quotes; what stands in quotes already as it is.
    pub(super) fn quoted(&self, text: &str) -> String {
        if text.starts_with('“') && text.ends_with('”') && text.matches('“').count() == 1 {
            return text.to_owned();
        }
        format!("“{text}”")
    }

    /// What stands for itself where nothing labels it: a key of the files in quotes, a word in the reader's own letters
    /// as it is.
    pub(super) fn key(&self, name: &str) -> String {
        let is_key = !name.is_empty() && name.is_ascii();
        if is_key {
            self.quoted(name)
        } else {
            name.to_owned()
        }
    }

    /// What people see of a thing: its label, else its name.
    pub(super) fn label(&self, label: &Label, name: NameId) -> String {
        let text = label.text(self.lang);
        let name = self.desk.names.text(name);
        if text.is_empty() || text == name {
            self.key(name)
        } else {
            text.to_owned()
        }
    }

    /// The label of what stands at this path, the last name where there is none.
    pub(super) fn at_path(&self, path: &[NameId]) -> String {
        let names: Vec<&str> = path
            .iter()
            .map(|name| self.desk.names.text(*name))
            .collect();
        self.loose(&names)
    }

    /// The label of what stands at a path of texts, the last of them where there is none.
    pub(super) fn loose(&self, path: &[&str]) -> String {
        self.labelled(path)
            .unwrap_or_else(|| self.key(path.last().copied().unwrap_or("")))
    }

    /// The label of what stands at a path of texts, if it has one in any language.
    pub(super) fn labelled(&self, path: &[&str]) -> Option<String> {
        let label = self.desk.labels.find(path);
        let own = label.text(self.lang);
        let other = if self.lang == Lang::Zh {
            &label.en
        } else {
            &label.zh
        };
        let text = if own.is_empty() { other } else { own };
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The label written for exactly this path of texts.
    pub(super) fn whole(&self, path: &[&str]) -> Option<String> {
        let label = self.desk.labels.0.get(path.join(".").as_str())?;
        let text = label.text(self.lang);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A text of a CSV in the reader's language: what exactly its path is called, else what the word of its key is
    /// called where that means the same in the language of the file.
    pub(super) fn translated(&self, path: &[&str], text: &str) -> String {
        if let Some(whole) = self.whole(path) {
            return whole;
        }
        let label = self.desk.labels.find(path);
        let same = &*label.zh == text || &*label.en == text;
        let own = label.text(self.lang);
        if same && !own.is_empty() {
            own.to_owned()
        } else {
            text.to_owned()
        }
    }

    /// The label of something of a kind (`query`, `right`, `rule`): written for the kind, else for the bare name.
    pub(super) fn of_kind(&self, kind: &str, name: &str) -> String {
        self.loose(&[kind, name])
    }

    /// The label of a word every record knows; the phrase where nobody labelled it.
    pub(super) fn known(&self, name: &str, id: &str) -> String {
        let label = self.desk.labels.find(&[name]);
        let text = label.text(self.lang);
        if text.is_empty() {
            self.say(id, &[])
        } else {
            text.to_owned()
        }
    }

    /// “a”, “b” or “c”.
    pub(super) fn either(&self, items: &[String]) -> String {
        self.joined(items, "describe-or")
    }

    /// “a”, “b” and “c”.
    pub(super) fn both(&self, items: &[String]) -> String {
        self.joined(items, "describe-and")
    }

    fn joined(&self, items: &[String], last: &str) -> String {
        let comma = self.say("describe-comma", &[]);
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., end] => {
                let first = first.join(&comma);
                self.say(last, &[("first", &first), ("last", end)])
            }
        }
    }

    pub(super) fn other(&self, workflow: NameId) -> Option<&'a Workflow> {
        self.desk.workflow(workflow)
    }

    /// A workflow's label.
    pub(super) fn workflow(&self, name: NameId) -> String {
        self.other(name).map_or_else(
            || self.key(self.desk.names.text(name)),
            |workflow| self.label(&workflow.label, name),
        )
    }

    /// A state's label, in quotes.
    pub(super) fn state(&self, name: NameId) -> String {
        self.state_of(self.workflow, name)
    }

    pub(super) fn state_of(&self, workflow: &Workflow, name: NameId) -> String {
        let state = workflow.states.get(&name);
        let text = state.map_or_else(
            || self.key(self.desk.names.text(name)),
            |state| self.label(&state.label, name),
        );
        self.quoted(&text)
    }

    /// A task's label, in quotes.
    pub(super) fn task(&self, name: NameId) -> String {
        let task = self.workflow.tasks.get(&name);
        let text = task.map_or_else(
            || self.at_path(&[self.workflow.name, name]),
            |task| self.label(&task.label, name),
        );
        self.quoted(&text)
    }

    /// Several tasks.
    pub(super) fn tasks(&self, names: &[NameId]) -> String {
        let names: Vec<String> = names.iter().map(|name| self.task(*name)).collect();
        self.both(&names)
    }

    /// The label of a field of a workflow.
    pub(super) fn field_of(&self, workflow: NameId, field: FieldId) -> String {
        let found = self
            .other(workflow)
            .and_then(|workflow| workflow.field(field));
        match found {
            // Everybody has an owner, and nobody labels it workflow by workflow.
            Some(found) if field == FieldId::OWNER => {
                let label = found.label.text(self.lang);
                if label.is_empty() || label == "owner" {
                    self.say("describe-owner", &[])
                } else {
                    label.to_owned()
                }
            }
            Some(found) => self.label(&found.label, found.name),
            None if field == FieldId::OWNER => self.known("owner", "describe-owner"),
            None => self.key(self.desk.names.field_text(workflow, field)),
        }
    }

    pub(super) fn field(&self, field: FieldId) -> String {
        self.field_of(self.workflow.name, field)
    }

    /// A role's label.
    pub(super) fn role(&self, name: NameId) -> String {
        self.of_kind("role", self.desk.names.text(name))
    }

    /// What an act asks: what must be given, then what may be.
    pub(super) fn asks(&self, asks: &[Ask]) -> Option<String> {
        let named = |required: bool| {
            let asks = asks.iter().filter(|ask| ask.required == required);
            let names: Vec<String> = asks.map(|ask| self.asked(&ask.what)).collect();
            (!names.is_empty()).then(|| self.both(&names))
        };
        Some(match (named(true), named(false)) {
            (None, None) => return None,
            (Some(must), None) => self.say("describe-must", &[("fields", &must)]),
            (None, Some(may)) => self.say("describe-may", &[("fields", &may)]),
            (Some(must), Some(may)) => self.say(
                "describe-must-and-may",
                &[("fields", &must), ("others", &may)],
            ),
        })
    }

    fn asked(&self, asked: &Asked) -> String {
        match asked {
            Asked::Field(field) => self.field(*field),
            Asked::Remark => self.known("remark", "describe-remark"),
            Asked::Prompt => self.known("prompt", "describe-prompt"),
        }
    }

    /// How a code looks.
    pub(super) fn pattern(&self, pattern: &CodePattern) -> String {
        let parts = pattern.parts.iter().map(|part| match part {
            CodePart::Text(text) => text.to_string(),
            CodePart::Opened(format) | CodePart::Today(format) => dates(format),
            CodePart::Field(field) => format!("‹{}›", self.field(*field)),
            CodePart::Number(width) => format!("{:0width$}", 1),
        });
        parts.collect()
    }

    /// What an expression gives, in words.
    pub(super) fn value(&self, expr: &Expr) -> String {
        self.part(&expr.terms(), None)
    }
}

/// Chinese without blanks but beside Latin letters and figures.
fn tight(said: &str) -> String {
    let latin = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(
                c,
                '%' | '+' | '−' | '×' | '÷' | '=' | '<' | '>' | '≤' | '≥' | '≠' | '`'
            )
    };
    let mut out = String::with_capacity(said.len());
    let mut rest = said.chars().peekable();
    while let Some(c) = rest.next() {
        let before = out.chars().next_back();
        let between = before.is_some_and(|b| !latin(b)) && rest.peek().is_some_and(|n| !latin(*n));
        if c != ' ' || !between {
            out.push(c);
        }
    }
    out
}

/// A date's format as people write it.
fn dates(format: &str) -> String {
    format
        .replace("%Y", "YYYY")
        .replace("%y", "YY")
        .replace("%m", "MM")
        .replace("%d", "DD")
}
