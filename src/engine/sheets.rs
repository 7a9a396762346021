//! Forms a record holds: when they open, with which items, and how they are filled.
//!
//! A form is opened with the task that asks it, with the state in which an event that asks it is awaited, or at birth where
//! nothing asks it. It goes on until it is done, whoever asks it; once done, it is opened anew when the same task opens
//! again or the same event is reported again. Where what its items were chosen by changes, it is opened anew at once, and
//! answers to items that ask the same stand.

use std::sync::Arc;

use super::bound::Bound;
use super::env::Sight;
use super::parts::{Ask, Asked, Form, FormItem, Holding, TaskRule, Trigger};
use super::turn::{Failure, Work};
use super::view::View;
use crate::lang::{EvalError, coerce, kind_of};
use crate::model::{Cell, FieldId, Filled, NameId, Refusal, Sheet, SheetItem, Value, What};

impl<V: View> Work<'_, V> {
    /// A form as the record holds it.
    pub(super) fn sheet(&self, field: FieldId) -> Option<Arc<Sheet>> {
        self.as_sheet(&self.value(field))
    }

    /// A value as a form; answers kept by an older version stand in the items as they are now.
    pub(super) fn as_sheet(&self, value: &Value) -> Option<Arc<Sheet>> {
        match value {
            Value::Sheet(sheet) => Some(Arc::clone(sheet)),
            Value::Form(answers) => {
                let form = self.desk.forms.get(&answers.form)?;
                let items = form.items.iter();
                let sheet = Sheet {
                    form: answers.form,
                    opened: self.opened,
                    asked_by: None,
                    needs: Vec::new(),
                    items: items.map(|item| Arc::new(blank(item, None))).collect(),
                };
                let by = Filled::Given {
                    by: None,
                    at: self.opened,
                };
                Some(Arc::new(sheet.with(answers, by)))
            }
            _ => None,
        }
    }

    pub(super) fn holding(&self, field: FieldId) -> Option<&Holding> {
        self.workflow.field(field)?.holding.as_ref()
    }

    /// The fields that hold forms among what is asked.
    pub(super) fn forms_asked(&self, asks: &[Ask]) -> Vec<FieldId> {
        let fields = asks.iter().filter_map(|ask| match ask.what {
            Asked::Field(field) => Some(field),
            Asked::Remark | Asked::Prompt => None,
        });
        fields
            .filter(|field| self.workflow.forms.contains(field))
            .collect()
    }

    /// Opens the forms a task asks that has just been opened.
    pub(super) fn open_asked(&mut self, rule: &TaskRule) -> Result<(), Failure> {
        if self.workflow.forms.is_empty() {
            return Ok(());
        }
        for outcome in &rule.outcomes {
            for field in self.forms_asked(&outcome.with) {
                self.open_sheet(field, Some(rule.name))?;
            }
        }
        Ok(())
    }

    /// Opens the forms asked by events that can be reported in the state just entered, where there is none yet.
    pub(super) fn open_awaited(&mut self) -> Result<(), Failure> {
        let workflow = self.workflow;
        if workflow.forms.is_empty() {
            return Ok(());
        }
        let mut events: Vec<NameId> = Vec::new();
        for transition in workflow.transitions.iter().filter(|t| self.leaves_here(t)) {
            events.extend(transition.on.iter().filter_map(|trigger| match trigger {
                Trigger::Event { event } => Some(*event),
                _ => None,
            }));
        }
        for event in events {
            let asks = workflow
                .events
                .get(&event)
                .map_or(&[][..], |rule| &rule.with);
            for field in self.forms_asked(asks) {
                if self.sheet(field).is_none() {
                    self.open_sheet(field, Some(event))?;
                }
            }
        }
        Ok(())
    }

    /// Opens a form, or lets one that is not done go on under who asks it now.
    pub(super) fn open_sheet(
        &mut self,
        field: FieldId,
        asker: Option<NameId>,
    ) -> Result<(), Failure> {
        match self.sheet(field) {
            Some(sheet) if sheet.items.is_empty() => {}
            Some(sheet) if sheet.is_done() && (asker.is_none() || sheet.asked_by != asker) => {
                return Ok(());
            }
            Some(sheet) if sheet.is_done() => {}
            Some(sheet) => {
                if asker.is_some() && sheet.asked_by != asker {
                    let mut sheet = Sheet::clone(&sheet);
                    sheet.asked_by = asker;
                    self.set(field, Value::Sheet(Arc::new(sheet)));
                }
                return Ok(());
            }
            None => {}
        }
        if let Some(sheet) = self.new_sheet(field, asker)? {
            self.set(field, Value::Sheet(Arc::new(sheet)));
        }
        Ok(())
    }

    /// The form as it opens now; `None` while something its items are chosen by is missing.
    fn new_sheet(&self, field: FieldId, asker: Option<NameId>) -> Result<Option<Sheet>, Failure> {
        let Some(holding) = self.holding(field) else {
            return Ok(None);
        };
        let form = self
            .desk
            .forms
            .get(&holding.form)
            .ok_or_else(|| Failure::Gone {
                what: "form",
                name: self.text(holding.form),
            })?;
        let Some(needs) = self.needs(holding)? else {
            return Ok(None);
        };
        let given: Vec<Value> = needs.iter().map(|(_, value)| value.clone()).collect();
        let sight = Sight::of(self);
        let earlier = match &holding.continues {
            Some(continues) => self.as_sheet(&continues.eval_form(&sight)?),
            None => None,
        };
        let mut items = Vec::with_capacity(form.items.len());
        for item in &form.items {
            if !self.uses(form, item, &given)? {
                continue;
            }
            let mut blank = blank(item, self.pass_of(item, &given)?);
            let figure = holding.figures.iter().find(|(name, _)| *name == item.name);
            if let Some((_, figure)) = figure {
                blank = self.read_figure(&blank, item, figure.eval(&sight)?)?;
            }
            if !blank.is_answered()
                && let Some(earlier) = earlier.as_deref()
            {
                blank = self.stood(blank, holding, earlier)?;
            }
            items.push(Arc::new(blank));
        }
        Ok(Some(Sheet {
            form: form.name,
            opened: self.now(),
            asked_by: asker,
            needs,
            items,
        }))
    }

    /// What the record gives for each need; `None` while one is missing.
    pub(super) fn needs(&self, holding: &Holding) -> Result<Option<Vec<(NameId, Value)>>, Failure> {
        let sight = Sight::of(self);
        let mut needs = Vec::with_capacity(holding.needs.len());
        for (name, expr) in &holding.needs {
            let value = expr.eval(&sight)?;
            if value.is_empty() {
                return Ok(None);
            }
            needs.push((*name, value));
        }
        Ok(Some(needs))
    }

    fn uses(&self, form: &Form, item: &FormItem, given: &[Value]) -> Result<bool, Failure> {
        let Some(uses) = &form.uses else {
            return Ok(true);
        };
        let columns = item.data.iter().map(|(_, value)| value.clone());
        let values: Vec<Value> = given.iter().cloned().chain(columns).collect();
        let sight = Sight::of(self);
        let bound = Bound {
            outer: &sight,
            values: &values,
            sheet: None,
        };
        Ok(uses.holds(&bound)?)
    }

    /// What meets an item, as it stands when the form opens: names in it give their values.
    fn pass_of(&self, item: &FormItem, given: &[Value]) -> Result<Option<Cell>, Failure> {
        let Some((cell, beside)) = &item.pass else {
            return Ok(None);
        };
        let sight = Sight::of(self);
        let bound = Bound {
            outer: &sight,
            values: given,
            sheet: None,
        };
        let beside: Result<Vec<Value>, EvalError> =
            beside.iter().map(|expr| expr.eval(&bound)).collect();
        Ok(Some(cell.settled(&beside?)))
    }

    fn read_figure(
        &self,
        blank: &SheetItem,
        item: &FormItem,
        value: Value,
    ) -> Result<SheetItem, Failure> {
        let value = coerce(value, &item.ty)?;
        if !blank.takes.takes(&value, self.desk.money_places) {
            return Err(Failure::Eval(EvalError::Type {
                what: self.text(item.name),
                got: kind_of(&value).to_owned(),
                wanted: blank.takes.word().to_owned(),
            }));
        }
        Ok(blank.answered(value, Filled::Read))
    }

    /// The item with its earlier answer, unless that is asked anew.
    fn stood(
        &self,
        blank: SheetItem,
        holding: &Holding,
        earlier: &Sheet,
    ) -> Result<SheetItem, Failure> {
        let Some(before) = earlier.item(blank.name).filter(|item| item.is_answered()) else {
            return Ok(blank);
        };
        if !blank.takes.takes(&before.answer, self.desk.money_places) {
            return Ok(blank);
        }
        let ask = holding.ask.iter().find(|(name, _)| *name == blank.name);
        if let Some((_, ask)) = ask {
            let sight = Sight::of(self);
            let bound = Bound {
                outer: &sight,
                values: std::slice::from_ref(&before.answer),
                sheet: None,
            };
            if ask.holds(&bound)? {
                return Ok(blank);
            }
        }
        Ok(blank.answered(before.answer.clone(), Filled::Before))
    }

    /// Opens what is still shut and now can open, and anew what was opened for something else. Whether anything changed.
    pub(super) fn follow_needs(&mut self) -> Result<bool, Failure> {
        let workflow = self.workflow;
        let mut changed = false;
        if self.ended {
            return Ok(false);
        }
        for field in &workflow.forms {
            changed |= self.follow(*field)?;
        }
        Ok(changed)
    }

    pub(super) fn follow(&mut self, field: FieldId) -> Result<bool, Failure> {
        let sheet = match self.sheet(field) {
            None => {
                let Some(asker) = self.awaiting(field) else {
                    return Ok(false);
                };
                self.open_sheet(field, asker)?;
                return Ok(self.sheet(field).is_some());
            }
            Some(sheet) => sheet,
        };
        let rule = self.workflow.field(field);
        let Some(holding) = self
            .holding(field)
            .filter(|holding| !holding.needs.is_empty())
        else {
            return Ok(false);
        };
        if rule.is_some_and(|field| field.frozen) {
            return Ok(false);
        }
        let needs = self.needs(holding)?;
        if needs.is_none_or(|needs| needs == sheet.needs) {
            return Ok(false);
        }
        let Some(mut anew) = self.new_sheet(field, sheet.asked_by)? else {
            return Ok(false);
        };
        for item in &mut anew.items {
            let before = sheet.item(item.name);
            let stands = before.filter(|before| {
                before.filled != Filled::Read && before.asks_as(item) && !item.is_answered()
            });
            if let Some(before) = stands {
                *item = Arc::new(item.answered(before.answer.clone(), before.filled));
            }
        }
        self.set(field, Value::Sheet(Arc::new(anew)));
        Ok(true)
    }

    /// Who asks for a form that is shut: an open task, an event of this state, or nobody where it opens at birth.
    fn awaiting(&self, field: FieldId) -> Option<Option<NameId>> {
        let workflow = self.workflow;
        let asks = |asks: &[Ask]| asks.iter().any(|ask| ask.what == Asked::Field(field));
        let tasks = self.held.iter().filter_map(|no| self.task(*no));
        let mut tasks = tasks.filter(|task| task.is_open());
        let task = tasks.find(|task| {
            let rule = workflow.tasks.get(&task.name);
            rule.is_some_and(|rule| rule.outcomes.iter().any(|outcome| asks(&outcome.with)))
        });
        if let Some(task) = task {
            return Some(Some(task.name));
        }
        let here = workflow.transitions.iter().filter(|t| self.leaves_here(t));
        let mut events = here
            .flat_map(|t| &t.on)
            .filter_map(|trigger| match trigger {
                Trigger::Event { event } => Some(*event),
                _ => None,
            });
        let event = events.find(|event| {
            let rule = workflow.events.get(event);
            rule.is_some_and(|rule| asks(&rule.with))
        });
        match event {
            Some(event) => Some(Some(event)),
            None => workflow.forms_at_birth.contains(&field).then_some(None),
        }
    }

    /// Opens the forms a record is born with, and puts in what was given.
    pub(super) fn open_forms(&mut self) -> Result<Vec<Refusal>, Failure> {
        let workflow = self.workflow;
        if !matches!(self.event.what, What::Open { .. }) {
            for field in &workflow.forms_at_birth {
                self.open_sheet(*field, None)?;
            }
            self.recompute_forms()?;
            return Ok(Vec::new());
        }
        let asks = workflow.open.as_ref().map_or(&[][..], |rule| &rule.with);
        let refusals = self.fill_forms(asks)?;
        for field in &workflow.forms_at_birth {
            self.open_sheet(*field, None)?;
        }
        self.recompute_forms()?;
        Ok(refusals)
    }
}

/// An item as it opens, without an answer.
fn blank(item: &FormItem, pass: Option<Cell>) -> SheetItem {
    SheetItem {
        name: item.name,
        text: item.text.clone(),
        takes: item.takes.clone(),
        required: item.required,
        weight: item.weight.clone(),
        within: item.within.clone(),
        pass: pass.or_else(|| item.pass.as_ref().map(|(cell, _)| cell.clone())),
        data: item.data.clone(),
        answer: Value::Empty,
        filled: Filled::Open,
    }
}
