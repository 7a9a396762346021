//! Filling the forms a record holds, and what stands against it: items not answered, answers that do not fit, items not met.

use std::sync::Arc;

use super::env::Sight;
use super::parts::{Ask, Asked};
use super::turn::{Failure, Work};
use super::view::View;
use crate::model::{Answers, FieldId, Filled, NameId, Refusal, Sheet, UnmetItem, Value, What};

impl<V: View> Work<'_, V> {
    /// Puts the answers of this act into the forms it gives or asks, and says what stands against it.
    pub(super) fn fill_forms(&mut self, asks: &[Ask]) -> Result<Vec<Refusal>, Failure> {
        let workflow = self.workflow;
        let mut refusals = Vec::new();
        if workflow.forms.is_empty() {
            return Ok(refusals);
        }
        let asked = self.forms_asked(asks);
        self.recompute()?;
        for field in &workflow.forms {
            let given = self.event.with.iter().find(|(id, _)| id == field);
            let required =
                self.before.is_none() && workflow.field(*field).is_some_and(|f| f.required);
            if given.is_none() && !required && !asked.contains(field) {
                continue;
            }
            self.ready(*field)?;
            if let Some((_, value)) = given {
                refusals.extend(self.fill(*field, value));
            }
            let what = Asked::Field(*field);
            let must = required || asks.iter().any(|ask| ask.required && ask.what == what);
            if must && refusals.is_empty() {
                refusals.extend(self.unfinished(*field));
            }
        }
        Ok(refusals)
    }

    /// Opens a form for this act: what is shut, and what an event asks that was done before.
    fn ready(&mut self, field: FieldId) -> Result<(), Failure> {
        self.follow(field)?;
        let asker = match self.event.what {
            What::Report { event } => Some(event),
            _ => None,
        };
        let again = asker.is_some() || self.sheet(field).is_none();
        if again {
            self.open_sheet(field, asker)?;
        }
        Ok(())
    }

    fn fill(&mut self, field: FieldId, given: &Value) -> Vec<Refusal> {
        let answers = match given {
            Value::Form(answers) => answers,
            Value::Sheet(_) => {
                self.set(field, given.clone());
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        let Some(sheet) = self.sheet(field) else {
            return vec![self.shut(field)];
        };
        let refusals = self.refused_answers(field, &sheet, answers);
        if refusals.is_empty() {
            let filled = Filled::Given {
                by: self.event.actor.person,
                at: self.event.occurred.unwrap_or(self.now()),
            };
            let sheet = sheet.with(answers, filled);
            self.set(field, Value::Sheet(Arc::new(sheet)));
        }
        refusals
    }

    fn refused_answers(&self, field: FieldId, sheet: &Sheet, answers: &Answers) -> Vec<Refusal> {
        // What was read is evidence: set right with a reason, but not typed in.
        let corrects = matches!(self.event.what, What::Correct);
        let refused = answers.items.iter().filter_map(|(name, answer)| {
            let Some(item) = sheet.item(*name) else {
                return Some(Refusal::NoSuchItem { field, item: *name });
            };
            if item.filled == Filled::Read && !corrects {
                let same = item.answer == *answer;
                return (!same).then_some(Refusal::NoSuchItem { field, item: *name });
            }
            let fits = item.takes.takes(answer, self.desk.money_places)
                && (answer.is_empty()
                    || item
                        .within
                        .as_ref()
                        .is_none_or(|cell| cell.matches(answer, &[])));
            (!fits).then(|| Refusal::BadItem {
                field,
                item: *name,
                takes: item.takes.clone(),
                within: item.within.clone(),
            })
        });
        refused.collect()
    }

    /// What a form still lacks that must be done in this act.
    fn unfinished(&self, field: FieldId) -> Option<Refusal> {
        let Some(sheet) = self.sheet(field) else {
            return Some(self.shut(field));
        };
        let items = sheet.unanswered().map(|item| item.name).collect();
        (!sheet.is_done()).then_some(Refusal::MissingItems { field, items })
    }

    /// The form cannot open: what it needs is missing.
    fn shut(&self, field: FieldId) -> Refusal {
        let sight = Sight::of(self);
        let needs = self
            .holding(field)
            .map_or(&[][..], |holding| &holding.needs);
        let missing = needs.iter().filter(|(_, expr)| {
            let value = expr.eval(&sight);
            value.is_ok_and(|value| value.is_empty())
        });
        Refusal::FormShut {
            field,
            needs: missing.map(|(name, _)| *name).collect(),
        }
    }

    /// A refusal for each item of a form that is not met; an empty list refuses with one of its own.
    pub(super) fn unmet_items(&self, require: NameId, field: FieldId) -> Vec<Refusal> {
        let sheet = self.sheet(field);
        let items = sheet.iter().flat_map(|sheet| sheet.unmet());
        let mut unmet: Vec<Refusal> = items
            .map(|item| {
                Refusal::UnmetItem(Box::new(UnmetItem {
                    require,
                    field,
                    item: item.name,
                    text: item.text.clone(),
                    answer: item.answer.clone(),
                    takes: item.takes.clone(),
                    wanted: item.pass.clone(),
                }))
            })
            .collect();
        let is_met = sheet.is_some_and(|sheet| sheet.is_met());
        if unmet.is_empty() && !is_met {
            unmet.push(Refusal::EmptyList { require, field });
        }
        unmet
    }
}
