//! The words for the things of a workflow: labels for names, sentences for settings and for who is meant.

use super::names::Of;
use crate::engine::{
    Ask, Asked, CodePart, CodePattern, Desk, Label, Right, Setting, Who, Workflow,
};
use crate::lang::{Expr, Leaf, Term, Type};
use crate::model::catalogue::{Lang, message};
use crate::model::{Duration, FieldId, NameId, Value};
use crate::report::measure::duration_text;

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
}

impl<'a> Words<'a> {
    pub(super) fn new(desk: &'a Desk, workflow: &'a Workflow, lang: Lang) -> Words<'a> {
        Words {
            desk,
            workflow,
            lang,
            item: None,
            choosing: false,
            needs: &[],
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

    /// A label in quotes.
    pub(super) fn quoted(&self, text: &str) -> String {
        format!("“{text}”")
    }

    /// What people see of a thing: its label, else its name.
    pub(super) fn label(&self, label: &Label, name: NameId) -> String {
        let text = label.text(self.lang);
        let name = self.desk.names.text(name);
        // What was made from the label of something else tells more than a bare key.
        if text.is_empty() { name } else { text }.to_owned()
    }

    /// The label of what stands at this path, the last name where there is none.
    pub(super) fn at_path(&self, path: &[NameId]) -> String {
        let names: Vec<&str> = path
            .iter()
            .map(|name| self.desk.names.text(*name))
            .collect();
        self.desk.labels.of(&names).text(self.lang).to_owned()
    }

    /// The label of what stands at a path of texts, the last of them where there is none.
    pub(super) fn loose(&self, path: &[&str]) -> String {
        self.desk.labels.of(path).text(self.lang).to_owned()
    }

    /// The label written for exactly this path of texts, the last of them where there is none.
    pub(super) fn whole(&self, path: &[&str]) -> String {
        self.desk.labels.of_whole(path).text(self.lang).to_owned()
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
            || self.desk.names.text(name).to_owned(),
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
            || self.desk.names.text(name).to_owned(),
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
                let label = self.label(&found.label, found.name);
                if label == "owner" {
                    self.say("describe-owner", &[])
                } else {
                    label
                }
            }
            Some(found) => self.label(&found.label, found.name),
            None if field == FieldId::OWNER => self.known("owner", "describe-owner"),
            None => self.desk.names.field_text(workflow, field).to_owned(),
        }
    }

    pub(super) fn field(&self, field: FieldId) -> String {
        self.field_of(self.workflow.name, field)
    }

    /// A role's label.
    pub(super) fn role(&self, name: NameId) -> String {
        self.at_path(&[name])
    }

    /// Whom a list means.
    pub(super) fn who(&self, who: &[Who]) -> String {
        let each = who.iter().map(|who| match who {
            Who::Role(role) => self.role(*role),
            Who::Right(right) => {
                let holders = self.desk.rights.get(right);
                let holders = holders.map(|right| self.held_by(right)).unwrap_or_default();
                let label = self.at_path(&[*right]);
                // Without a label the roles that have it tell more.
                if label == self.desk.names.text(*right) && !holders.is_empty() {
                    holders
                } else {
                    self.say(
                        "describe-who-right",
                        &[("right", &label), ("who", &holders)],
                    )
                }
            }
            Who::Person(expr) => self.value(expr),
        });
        self.either(&each.collect::<Vec<_>>())
    }

    /// The roles that have a right.
    pub(super) fn held_by(&self, right: &Right) -> String {
        let each = right.roles.iter().map(|role| self.role(*role));
        self.either(&each.collect::<Vec<_>>())
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

    /// A setting and, apart, the param it is read from.
    pub(super) fn setting_and_param(&self, setting: &Setting) -> (String, String) {
        let plain = setting.except.is_empty() && setting.from.is_empty();
        if let Term::Leaf(Leaf::Param(param), _) = setting.base.terms()
            && plain
            && let Some(param) = self.workflow.param(param)
        {
            let label = self.at_path(&[self.workflow.name, param.name]);
            let value = self.setting(&param.value);
            // Without a label there is only the key, which says nothing to the reader.
            let labelled = label != self.desk.names.text(param.name);
            let said = labelled.then(|| self.say("describe-in-brackets", &[("text", &label)]));
            return (value, said.unwrap_or_default());
        }
        (self.setting(setting), String::new())
    }

    /// A setting: its ordinary value, then what it is when.
    pub(super) fn setting(&self, setting: &Setting) -> String {
        self.setting_as(setting, None)
    }

    /// A setting of a field: its choices are called as those of that field are.
    pub(super) fn setting_as(&self, setting: &Setting, of: Of) -> String {
        let mut text = self.part(&setting.base.terms(), of);
        for (when, value) in &setting.except {
            let (when, value) = (self.condition(when), self.part(&value.terms(), of));
            text = self.say(
                "describe-except",
                &[("text", &text), ("when", &when), ("value", &value)],
            );
        }
        for (date, value) in &setting.from {
            let (date, value) = (date.to_string(), self.part(&value.terms(), of));
            text = self.say(
                "describe-from-date",
                &[("text", &text), ("date", &date), ("value", &value)],
            );
        }
        text
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

    /// The type of a field, in words.
    pub(super) fn kind(&self, ty: &Type) -> String {
        let word = match ty {
            Type::YesNo => "describe-yes-or-no",
            Type::Whole => "a-whole-number",
            Type::Number => "a-number",
            Type::Money => "an-amount",
            Type::Percent => "a-percentage",
            Type::Text => "a-text",
            Type::Date => "a-date",
            Type::Time => "a-time",
            Type::Instant => "an-instant",
            Type::Month => "a-month",
            Type::Duration => "a-duration",
            Type::Record(workflow) => return self.workflow(*workflow),
            Type::Form(form) => {
                let form = self.at_path(&[*form]);
                return self.say("describe-form-of", &[("form", &form)]);
            }
            Type::Item(form) => {
                let form = self.at_path(&[*form]);
                return self.say("describe-item-of", &[("form", &form)]);
            }
            Type::List(inner) => {
                let inner = self.kind(inner);
                return self.say("describe-several", &[("kind", &inner)]);
            }
            Type::Row(list, _) => {
                let list = self.at_path(&[*list]);
                return self.say("describe-row-of", &[("list", &list)]);
            }
            Type::Choice(_) => "a-choice",
            _ => "a-value",
        };
        self.say(word, &[])
    }

    /// A value in words. `of` is the field it is a value of, for the labels of its choices.
    pub(super) fn constant(&self, value: &Value, of: Option<(NameId, FieldId)>) -> String {
        match value {
            Value::Empty => self.say("describe-empty", &[]),
            Value::YesNo(true) => self.say("describe-yes", &[]),
            Value::YesNo(false) => self.say("describe-no", &[]),
            Value::Whole(_) | Value::Short { .. } | Value::Wide(_) => value
                .number()
                .map_or_else(String::new, |number| number.to_string()),
            Value::Text(text) => self.quoted(text.as_str()),
            Value::Choice(name) => self.choice(*name, of),
            Value::Date(date) => date.to_string(),
            Value::Time(seconds) => format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60),
            Value::Month(month) => month.to_string(),
            Value::Duration { unit, amount } => {
                let (unit, amount) = (*unit, *amount);
                duration_text(Duration { unit, amount }, self.lang)
            }
            Value::List(list) => {
                let each = list.iter().map(|value| self.constant(value, of));
                self.both(&each.collect::<Vec<_>>())
            }
            Value::Instant(at) => at.to_string(),
            _ => self.say("a-value", &[]),
        }
    }

    /// A choice's label, by the field it belongs to.
    pub(super) fn choice(&self, name: NameId, of: Option<(NameId, FieldId)>) -> String {
        let ty = of.and_then(|(workflow, field)| self.type_of(workflow, field));
        let ty = match ty {
            Some(Type::List(inner)) => Some(*inner),
            ty => ty,
        };
        if let Some(Type::Row(list, _)) = ty {
            let own = self
                .desk
                .lists
                .get(&list)
                .and_then(|list| list.label_of(name));
            return own.map_or_else(|| self.at_path(&[list, name]), str::to_owned);
        }
        let field = of.and_then(|(workflow, field)| {
            let text = self.desk.names.field_text(workflow, field);
            Some((workflow, self.desk.names.find(text)?))
        });
        match field {
            Some((workflow, field)) => self.at_path(&[workflow, field, name]),
            None => self.at_path(&[name]),
        }
    }

    /// The choices of a field.
    pub(super) fn choices(&self, ty: &Type, of: (NameId, FieldId)) -> Option<String> {
        match ty {
            Type::Choice(choices) => {
                let each = choices
                    .0
                    .iter()
                    .map(|(_, name)| self.choice(*name, Some(of)));
                Some(self.either(&each.collect::<Vec<_>>()))
            }
            Type::List(inner) => self.choices(inner, of),
            _ => None,
        }
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
