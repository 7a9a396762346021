//! A record is born: what it is given, what it begins with, and what stands against it.

use super::env::Sight;
use super::parts::EventRule;
use super::revision::Field;
use super::step::Verdict;
use super::turn::{Failure, Work};
use super::view::View;
use crate::lang::{Expr, Leaf, Read, Type};
use crate::model::{Actor, Effect, FieldId, Ignored, Refusal, Value, What};

impl<V: View> Work<'_, V> {
    /// A record is born: opened by a person, or started by another record.
    pub(super) fn birth(&mut self) -> Result<Verdict, Failure> {
        let workflow = self.workflow;
        let opened = matches!(self.event.what, What::Open { .. });
        let mut refusals = Vec::new();
        self.effects.push(Effect::Born {
            record: self.record,
            workflow: workflow.name,
            opened_by: self.opened_by,
            started_by: self.started_by,
        });
        self.next.record += 1;
        if opened {
            self.apply_given();
        } else {
            self.take_over()?;
        }
        self.defaults()?;
        if opened {
            // Only with what is given is known whom the record is about, and so who may not open it.
            if let Some(rule) = &workflow.open {
                refusals.extend(self.may_open(rule)?);
            }
            refusals.extend(self.given_refused(None));
        }
        self.lacking(&mut refusals);
        if !opened && !refusals.is_empty() {
            return Err(self.cannot_start(&refusals));
        }
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        let code = self.birth_code(&workflow.code);
        self.code = Some(code.clone());
        self.effects.push(Effect::Coded { code });
        self.recompute()?;
        // What opening requires is asked of what was given, and of people only.
        if opened
            && self.event.actor != Actor::ENGINE
            && let Some(rule) = &workflow.open
        {
            let unmet = self.unmet(&rule.require)?;
            if !unmet.is_empty() {
                return Ok(Verdict::Refused(unmet));
            }
        }
        if let Some(twin) = self.superfluous() {
            self.spare(twin);
            return Ok(Verdict::Ignored(Ignored::AlreadyStarted));
        }
        let refusals = self.open_forms()?;
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        for clock in &workflow.clocks {
            self.open(*clock)?;
        }
        if let Some(initial) = workflow.initial {
            if let Some(state) = workflow.states.get(&initial) {
                let sets = self.evaluate_sets(&state.actions)?;
                self.prepare_starts(&state.actions.starts)?;
                for (field, value) in sets {
                    self.set(field, value);
                }
                self.recompute()?;
            }
            self.enter(initial, None)?;
        }
        Ok(Verdict::Applied)
    }

    /// What stands against opening a record so.
    fn may_open(&self, rule: &EventRule) -> Result<Vec<Refusal>, Failure> {
        let mut refusals = Vec::new();
        // Rights are a person's; what the engine itself sets up (the first people, a scenario's stage) has none to ask.
        if self.event.actor != Actor::ENGINE {
            refusals.extend(self.may_report(rule)?);
        }
        refusals.extend(self.missing(&rule.with));
        self.by_right(&rule.who, &mut refusals)?;
        Ok(refusals)
    }

    /// Adds what a record being born must have and has not; its forms open once it has everything else.
    fn lacking(&self, refusals: &mut Vec<Refusal>) {
        for field in self.workflow.fields.iter().flatten() {
            let missing =
                field.required && field.holding.is_none() && self.value(field.id).is_empty();
            let said = Refusal::MissingValue {
                field: Some(field.id),
            };
            if missing && !refusals.contains(&said) {
                refusals.push(said);
            }
        }
    }

    /// Nobody is there to be asked for what a started record lacks.
    fn cannot_start(&self, refusals: &[Refusal]) -> Failure {
        let missing = refusals.iter().filter_map(|refusal| match refusal {
            Refusal::MissingValue { field: Some(field) } => self.workflow.field(*field),
            _ => None,
        });
        let missing: Vec<String> = missing.map(|field| self.text(field.name)).collect();
        Failure::CannotStart {
            workflow: self.text(self.workflow.name),
            why: format!("it has no {}", missing.join(", ")),
        }
    }

    /// What a record started by another is given by it.
    fn take_over(&mut self) -> Result<(), Failure> {
        let event = self.event;
        for (field, value) in event.given() {
            let value = self.fitted(*field, value.clone())?;
            self.set(*field, value);
        }
        Ok(())
    }

    /// What nothing was given for: first what does not ask who owns it, so that the owner may be chosen by it.
    fn defaults(&mut self) -> Result<(), Failure> {
        let workflow = self.workflow;
        let (of_owner, others): (Vec<&Field>, Vec<&Field>) =
            workflow.fields.iter().flatten().partition(asks_owner);
        for field in others {
            self.default(field)?;
        }
        if self.value(FieldId::OWNER).is_empty()
            && let Some(chosen) = self.assign()?
        {
            self.set(FieldId::OWNER, Value::Record(chosen));
        }
        for field in of_owner {
            self.default(field)?;
        }
        Ok(())
    }

    fn default(&mut self, field: &Field) -> Result<(), Failure> {
        if field.computed.is_some() || !self.value(field.id).is_empty() {
            return Ok(());
        }
        let value = match &field.default {
            Some(default) => Sight::of(self).setting(default)?,
            None if field.id == FieldId::OWNER => self.default_owner(),
            None => return Ok(()),
        };
        let value = self.fitted(field.id, value)?;
        self.set(field.id, value);
        Ok(())
    }

    /// The opener owns what nobody else was named for, where they are of the desk's people.
    fn default_owner(&self) -> Value {
        let owner = self
            .workflow
            .field(FieldId::OWNER)
            .map(|field| &field.typed.ty);
        let opener = self.opened_by.and_then(|no| self.view.record(no));
        match (owner, opener) {
            (Some(Type::Record(people)), Some(opener)) if opener.workflow == *people => {
                Value::Record(opener.no)
            }
            _ => Value::Empty,
        }
    }
}

/// Whether a field is the owner, or its default asks who that is.
fn asks_owner(field: &&Field) -> bool {
    let owner =
        |read: &Read| matches!(read, Read::Leaf(Leaf::Field(read), _) if *read == FieldId::OWNER);
    let asks = |expr: &Expr| expr.reads().iter().any(owner);
    let of_default = field.default.iter().any(|default| {
        let except = default.except.iter();
        let except = except.flat_map(|(when, then)| [when, then]);
        let from = default.from.iter().map(|(_, then)| then);
        std::iter::once(&default.base)
            .chain(except)
            .chain(from)
            .any(asks)
    });
    field.id == FieldId::OWNER || of_default
}
