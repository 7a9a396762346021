//! Values in words: settings and what they depend on, amounts in their unit, lengths of time and by which clock they
//! run, choices by their labels, types.

use super::names::Of;
use super::words::Words;
use crate::engine::Setting;
use crate::lang::{Expr, Leaf, ParamId, Term, Type};
use crate::model::catalogue::Lang;
use crate::model::{Duration, FieldId, NameId, Unit, Value};
use crate::report::measure::duration_text;

impl Words<'_> {
    /// A setting and, apart, the param it is read from.
    pub(super) fn setting_and_param(&self, setting: &Setting) -> (String, String) {
        let plain = setting.except.is_empty() && setting.from.is_empty();
        if let Term::Leaf(Leaf::Param(param), _) = setting.base.terms()
            && plain
            && let Some(param) = self.workflow.param(param)
        {
            let names = &self.desk.names;
            let label = self.labelled(&[names.text(self.workflow.name), names.text(param.name)]);
            let value = self.setting_of(&param.value, None, Some(&param.typed.ty));
            // Without a label there is only the key, which says nothing to the reader.
            let said = label.map(|label| self.say("describe-in-brackets", &[("text", &label)]));
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
        self.setting_of(setting, of, None)
    }

    /// A setting of a type: its amounts stand in the unit of that type.
    pub(super) fn setting_of(&self, setting: &Setting, of: Of, ty: Option<&Type>) -> String {
        let part = |expr: &Expr| match (expr.terms(), ty) {
            (Term::Const(value), Some(ty)) if value.number().is_some() => {
                self.amount(&value, Some(ty))
            }
            (Term::Leaf(Leaf::Param(param), _), Some(ty)) => self
                .param(param, Some(ty))
                .unwrap_or_else(|| self.part(&expr.terms(), of)),
            (terms, _) => self.part(&terms, of),
        };
        let mut text = part(&setting.base);
        for (when, value) in &setting.except {
            let (when, value) = (self.condition(when), part(value));
            text = self.say(
                "describe-except",
                &[("text", &text), ("when", &when), ("value", &value)],
            );
        }
        for (date, value) in &setting.from {
            let (date, value) = (date.to_string(), part(value));
            let by = match setting.date {
                Some(field) => self.field(field),
                None => self.known("opened", "describe-opened"),
            };
            text = self.say(
                "describe-from-date",
                &[
                    ("text", &text),
                    ("date", &date),
                    ("value", &value),
                    ("by", &by),
                ],
            );
        }
        text
    }

    /// A param's value, in the unit of a type where it is compared with one, and its label.
    pub(super) fn param(&self, param: ParamId, ty: Option<&Type>) -> Option<String> {
        let param = self.workflow.param(param)?;
        let value = self.setting_of(&param.value, None, ty.or(Some(&param.typed.ty)));
        let names = &self.desk.names;
        let label = self.labelled(&[names.text(self.workflow.name), names.text(param.name)]);
        // Without a label there is only the key, which says nothing to the reader.
        Some(match label {
            None => value,
            Some(label) => self.say("describe-param", &[("value", &value), ("param", &label)]),
        })
    }

    /// A number in the unit of its type.
    pub(super) fn amount(&self, value: &Value, ty: Option<&Type>) -> String {
        let number = value
            .number()
            .map_or_else(String::new, |number| number.to_string());
        match ty {
            Some(Type::Money) if !self.desk.currency.is_empty() => {
                let unit = match (self.lang, &*self.desk.currency) {
                    (Lang::Zh, "CNY") => "元",
                    (_, other) => other,
                };
                format!("{number} {unit}")
            }
            Some(Type::Percent) => format!("{}%", hundredfold(&number)),
            _ => number,
        }
    }

    /// A length of time, and whether only working time counts.
    pub(super) fn lasting(&self, duration: Duration) -> String {
        let text = duration_text(duration, self.lang);
        match duration.unit {
            Unit::Elapsed => self.say("describe-by-the-clock", &[("time", &text)]),
            _ => text,
        }
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
                let form = self.form_label(*form);
                return self.say("describe-form-of", &[("form", &form)]);
            }
            Type::Item(form) => {
                let form = self.form_label(*form);
                return self.say("describe-item-of", &[("form", &form)]);
            }
            Type::List(inner) => {
                let inner = self.kind(inner);
                return self.say("describe-several", &[("kind", &inner)]);
            }
            Type::Row(list, _) => {
                let list = self.quoted(&self.at_path(&[*list]));
                return self.say("describe-one-of-list", &[("list", &list)]);
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
            Value::Whole(_) | Value::Short { .. } | Value::Wide(_) => {
                let ty = of.and_then(|(workflow, field)| self.type_of(workflow, field));
                self.amount(value, ty.as_ref())
            }
            Value::Text(text) => self.quoted(text.as_str()),
            Value::Choice(name) => self.choice(*name, of),
            Value::Date(date) => date.to_string(),
            Value::Time(seconds) => format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60),
            Value::Month(month) => month.to_string(),
            Value::Duration { unit, amount } => {
                let (unit, amount) = (*unit, *amount);
                self.lasting(Duration { unit, amount })
            }
            Value::List(list) => {
                let each = list.iter().map(|value| self.constant(value, of));
                self.both(&each.collect::<Vec<_>>())
            }
            Value::Instant(at) => at.to_string(),
            _ => self.say("a-value", &[]),
        }
    }

    /// What a form is called, in quotes.
    pub(super) fn form_label(&self, name: NameId) -> String {
        let form = self.desk.forms.get(&name);
        let label = form.map_or_else(
            || self.at_path(&[name]),
            |form| self.label(&form.label, form.name),
        );
        self.quoted(&label)
    }

    /// What a row of a list is called.
    pub(super) fn row_label(&self, list: NameId, row: NameId) -> String {
        let names = &self.desk.names;
        let path = [names.text(list), names.text(row)];
        let own = self.desk.lists.get(&list).and_then(|l| l.label_of(row));
        match own {
            Some(own) => self.translated(&path, own),
            None => self.loose(&path),
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
            return self.row_label(list, name);
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
}

/// A decimal number a hundred times as large, digit by digit.
pub(super) fn hundredfold(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let moved: String = places.chars().chain("00".chars()).take(2).collect();
    let rest: String = places.chars().skip(2).collect();
    let whole = format!("{whole}{moved}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{rest}")
}
