//! Forms: which items are asked when, which answer meets one, when the whole is passed.

use super::names::Named;
use super::page::Block;
use super::words::Words;
use crate::engine::{Form, FormItem, Holding};
use crate::lang::{Expr, ItemFact, SheetFact, Term, Type};
use crate::model::{Bound, Cell, NameId, Value};

impl Words<'_> {
    /// The forms this workflow holds, item by item.
    pub(super) fn forms(&self) -> Vec<Block> {
        let mut names: Vec<NameId> = Vec::new();
        for field in self.workflow.fields.iter().flatten() {
            if let Type::Form(form) = &field.typed.ty
                && !names.contains(form)
            {
                names.push(*form);
            }
        }
        let forms = names.iter().filter_map(|name| self.desk.forms.get(name));
        forms.flat_map(|form| self.form(form)).collect()
    }

    fn form(&self, form: &Form) -> Vec<Block> {
        let label = self.form_label(form.name);
        let mut blocks = vec![Block::Heading(
            self.say("describe-form-of", &[("form", &label)]),
        )];
        blocks.extend(self.about(form).map(Block::Text));
        let first = form.items.first();
        let columns: Vec<NameId> = first
            .into_iter()
            .flat_map(|item| item.data.iter().map(|(column, _)| *column))
            .collect();
        let weighs = form.items.iter().any(|item| item.weight != Value::Whole(1));
        let judged = form.items.iter().any(|item| item.pass.is_some());
        let mut head = vec!["describe-item", "describe-answer-is"];
        head.extend(judged.then_some("describe-met-if"));
        head.extend(weighs.then_some("describe-weight"));
        head.push("describe-remarks");
        let mut head: Vec<String> = head.into_iter().map(|id| self.say(id, &[])).collect();
        let named = columns
            .iter()
            .map(|column| self.at_path(&[form.name, *column]));
        head.extend(named);
        let rows = form.items.iter().map(|item| {
            let mut row = vec![self.item_text(form, item), self.item_takes(form, item)];
            if judged {
                let pass = item.pass.as_ref();
                row.push(pass.map_or_else(String::new, |(cell, beside)| {
                    self.cell_text(form, item, (cell, beside))
                }));
            }
            if weighs {
                row.push(self.constant(&item.weight, None));
            }
            let said = if item.required {
                "describe-required"
            } else {
                "describe-optional"
            };
            row.push(self.say(said, &[]));
            for column in &columns {
                let value = item.data.iter().find(|(known, _)| known == column);
                row.push(
                    value.map_or_else(String::new, |(_, value)| self.datum(form, *column, value)),
                );
            }
            row
        });
        let rows = rows.collect();
        blocks.push(Block::Table { head, rows });
        blocks
    }

    /// Which items are used, and when the form is passed.
    fn about(&self, form: &Form) -> Option<String> {
        let first = form.items.first();
        let columns = first
            .into_iter()
            .flat_map(|item| item.data.iter().map(|(name, _)| *name));
        // A condition over items knows what the record gives, then the columns.
        let this = self.say("describe-this", &[]);
        let given = form.needs.iter();
        let given = given.map(|name| self.its(&this, &self.at_path(&[form.name, *name])));
        let of_item = columns.map(|name| self.at_path(&[form.name, name]));
        let known: Vec<(String, Type)> = given
            .chain(of_item)
            .map(|name| (name, Type::Unknown))
            .collect();
        let words = Words {
            needs: &known,
            ..*self
        };
        let mut said = Vec::new();
        if let Some(uses) = &form.uses {
            said.push(self.say("describe-uses", &[("when", &words.condition(uses))]));
        }
        if let Some(pass) = &form.pass {
            said.push(self.say("describe-passes", &[("when", &words.condition(pass))]));
        } else if form.items.iter().any(|item| item.pass.is_some()) {
            said.push(self.say("describe-passes-all", &[]));
        }
        (!said.is_empty()).then(|| said.join(self.gap()))
    }

    /// What an item asks: its label, else its text.
    fn item_text(&self, form: &Form, item: &FormItem) -> String {
        let names = &self.desk.names;
        let path = [names.text(form.name), names.text(item.name)];
        match item.text.as_str() {
            "" => self.loose(&path),
            text => self.whole(&path).unwrap_or_else(|| text.to_owned()),
        }
    }

    /// A column of an item, by its label where it has one.
    fn datum(&self, form: &Form, column: NameId, value: &Value) -> String {
        match value {
            Value::Empty => String::new(),
            Value::Text(text) => {
                let names = &self.desk.names;
                self.datum_text((names.text(form.name), names.text(column)), text.as_str())
            }
            value => self.constant(value, None),
        }
    }

    /// Which answers a cell means.
    fn cell_text(&self, form: &Form, item: &FormItem, (cell, beside): (&Cell, &[Expr])) -> String {
        let known: Vec<(String, Type)> = form
            .needs
            .iter()
            .map(|name| (self.at_path(&[form.name, *name]), Type::Unknown))
            .collect();
        let words = Words {
            needs: &known,
            ..*self
        };
        words.matching(cell, beside, &|value| words.item_value(form, item, value))
    }

    /// What an answer to an item can be.
    fn item_takes(&self, form: &Form, item: &FormItem) -> String {
        let kind = match &item.ty {
            Type::Choice(choices) => {
                let each = choices.0.iter();
                let each = each.map(|(_, name)| self.item_choice(form, item, *name));
                self.either(&each.collect::<Vec<_>>())
            }
            ty => self.kind(ty),
        };
        let Some(within) = &item.within else {
            return kind;
        };
        let within = self.matching(within, &[], &|value| self.item_value(form, item, value));
        let within = self.say("describe-in-brackets", &[("text", &within)]);
        format!("{kind}{within}")
    }

    fn item_choice(&self, form: &Form, item: &FormItem, choice: NameId) -> String {
        self.at_path(&[form.name, item.name, choice])
    }

    fn item_value(&self, form: &Form, item: &FormItem, value: &Value) -> String {
        match value {
            Value::Choice(name) => self.item_choice(form, item, *name),
            value if value.number().is_some() => self.amount(value, Some(&item.ty)),
            value => self.constant(value, None),
        }
    }

    /// What a cell matches; `shown` says what a value is called.
    pub(super) fn matching(
        &self,
        cell: &Cell,
        beside: &[Expr],
        shown: &dyn Fn(&Value) -> String,
    ) -> String {
        let expr = |at: &u16| {
            let expr = beside.get(usize::from(*at));
            expr.map_or_else(String::new, |expr| self.value(expr))
        };
        match cell {
            Cell::Any => self.say("describe-any-answer", &[]),
            Cell::None => self.say("describe-empty", &[]),
            Cell::NotNone => self.say("describe-any-given", &[]),
            Cell::Is(value) => shown(value),
            Cell::Range(from, to) => {
                let id = match (from, to) {
                    (Bound::Closed(_), Bound::Closed(_)) => "describe-range",
                    (Bound::Closed(_), Bound::Open(_)) => "describe-range-below",
                    (Bound::Open(_), Bound::Closed(_)) => "describe-range-above",
                    (Bound::Open(_), Bound::Open(_)) => "describe-range-between",
                };
                let (a, b) = (shown(from.value()), shown(to.value()));
                self.say(id, &[("from", &a), ("to", &b)])
            }
            Cell::Than(than, value) => format!("{} {}", typeset(than.sign()), shown(value)),
            Cell::ThanBeside(than, at) => format!("{} {}", typeset(than.sign()), expr(at)),
            Cell::IsBeside(at) => expr(at),
            Cell::OneOf(cells) => {
                let each = cells.iter().map(|cell| self.matching(cell, beside, shown));
                self.either(&each.collect::<Vec<_>>())
            }
            Cell::NotOneOf(cells) => {
                let each = cells.iter().map(|cell| self.matching(cell, beside, shown));
                let each = self.either(&each.collect::<Vec<_>>());
                self.say("describe-any-but", &[("these", &each)])
            }
        }
    }

    /// What a field that holds a form adds to it.
    pub(super) fn holding(&self, holding: &Holding) -> Vec<String> {
        let form = self.desk.forms.get(&holding.form);
        let mut said = Vec::new();
        for (need, expr) in &holding.needs {
            let need = self.at_path(&[holding.form, *need]);
            let value = self.value(expr);
            if value != need {
                said.push(self.say("describe-filled", &[("field", &need), ("value", &value)]));
            }
        }
        if let Some(from) = &holding.continues {
            let from = self.value(from);
            said.push(self.say("describe-continues", &[("from", &from)]));
            let last = [(self.say("describe-last-answer", &[]), Type::Unknown)];
            let words = Words {
                needs: &last,
                ..*self
            };
            if let Some((_, ask)) = holding.ask.first() {
                said.push(self.say("describe-asks-again", &[("when", &words.condition(ask))]));
            }
        }
        for (item, expr) in &holding.figures {
            let found =
                form.and_then(|form| Some((form, form.items.iter().find(|i| i.name == *item)?)));
            let item = found.map_or_else(
                || self.at_path(&[holding.form, *item]),
                |(form, item)| self.item_text(form, item),
            );
            let value = self.value(expr);
            said.push(self.say("describe-read-from", &[("item", &item), ("value", &value)]));
        }
        said
    }

    /// Whether a form is passed, or filled in.
    pub(super) fn sheet_holds(&self, inner: &Term, fact: &SheetFact, yes: bool) -> String {
        let form = self.part(inner, None);
        let id = match (fact, yes) {
            (SheetFact::Passed, true) => "describe-passed",
            (SheetFact::Passed, false) => "describe-not-passed",
            (_, true) => "describe-filled-in",
            (_, false) => "describe-not-filled-in",
        };
        self.say(id, &[("form", &form)])
    }

    /// What a form says of itself.
    pub(super) fn sheet(&self, inner: &Term, fact: &SheetFact) -> Named {
        let named = self.named(inner);
        let form = named.as_ref().and_then(|named| match &named.ty {
            Some(Type::Form(form)) => self.desk.forms.get(form),
            _ => None,
        });
        let whose = named.map_or_else(|| self.part(inner, None), |named| named.text);
        let id = match fact {
            SheetFact::Answer(item, ty) => {
                let found = form
                    .and_then(|form| Some((form, form.items.iter().find(|i| i.name == *item)?)));
                let text = found.map_or_else(
                    || self.at_path(&[*item]),
                    |(form, item)| self.item_text(form, item),
                );
                let text = self.its(&whose, &self.quoted(&text));
                return Named::plain(text, Some(ty.clone()));
            }
            SheetFact::Met => "describe-items-met",
            SheetFact::Unmet => "describe-items-unmet",
            SheetFact::Items => "describe-items",
            SheetFact::Passed | SheetFact::Done => {
                return Named::plain(self.sheet_holds(inner, fact, true), Some(Type::YesNo));
            }
        };
        Named::plain(self.say(id, &[("form", &whose)]), None)
    }

    /// What an item of a form says of itself.
    pub(super) fn item(&self, inner: &Term, fact: ItemFact) -> Named {
        let whose = self.part(inner, None);
        let id = match fact {
            ItemFact::Name => "describe-item-name",
            ItemFact::Text => "describe-item-text",
            ItemFact::Answer => "describe-item-answer",
            ItemFact::Weight => "describe-item-weight",
            ItemFact::Met => {
                let text = self.say("describe-is-met", &[("item", &whose)]);
                return Named::plain(text, Some(Type::YesNo));
            }
            ItemFact::Column(name) => {
                return Named::plain(self.its(&whose, &self.at_path(&[name])), None);
            }
        };
        let text = self.its(&whose, &self.say(id, &[]));
        Named::plain(text, None)
    }
}

/// A sign as it is printed.
fn typeset(sign: &str) -> &str {
    match sign {
        ">=" => "≥",
        "<=" => "≤",
        sign => sign,
    }
}
