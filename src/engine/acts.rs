//! What people do: open, report, answer, note, correct, void. Everything that stands against it is named at once.

use super::env::Sight;
use super::parts::{Ask, Asked, OutcomeRule, TaskRule, Trigger};
use super::revision::Field;
use super::step::Verdict;
use super::turn::{Failure, Work};
use super::view::View;
use crate::lang::{Expr, Leaf, Read, Type};
use crate::model::{
    Actor, CloseReason, Effect, FieldId, Ignored, NameId, Refusal, TaskNo, Value, What,
};

impl<V: View> Work<'_, V> {
    /// A record is born: opened by a person, or started by another record.
    pub(super) fn birth(&mut self) -> Result<Verdict, Failure> {
        let workflow = self.workflow;
        let opened = matches!(self.event.what, What::Open { .. });
        let mut refusals = Vec::new();
        if opened && let Some(rule) = &workflow.open {
            // Rights are a person's; what the engine itself sets up (the first people, a scenario's stage) has none to ask.
            if self.event.actor != Actor::ENGINE {
                refusals.extend(self.may_report(rule)?);
            }
            refusals.extend(self.missing(&rule.with));
            self.by_right(&rule.who, &mut refusals)?;
        }
        self.effects.push(Effect::Born {
            record: self.record,
            workflow: workflow.name,
            opened_by: self.opened_by,
            started_by: self.started_by,
        });
        self.next.record += 1;
        if opened {
            refusals.extend(self.given_refused(None));
            self.apply_given();
        } else {
            self.take_over()?;
        }
        self.defaults()?;
        if opened {
            self.may_open_this(&mut refusals)?;
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

    /// Somebody reports an event.
    pub(super) fn report(&mut self, name: NameId) -> Result<Verdict, Failure> {
        if self.ended {
            return Ok(Verdict::Refused(vec![Refusal::RecordEnded]));
        }
        let Some(rule) = self.workflow.events.get(&name) else {
            return Ok(Verdict::Refused(vec![self.applicable()]));
        };
        let mut refusals: Vec<Refusal> = self.may_report(rule)?.into_iter().collect();
        let trigger = Trigger::Event { event: name };
        if !self.waits_for(trigger) {
            refusals.push(self.applicable());
            return Ok(Verdict::Refused(refusals));
        }
        refusals.extend(self.missing(&rule.with));
        self.by_right(&rule.who, &mut refusals)?;
        refusals.extend(self.given_refused(Some(&rule.with)));
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        self.apply_given();
        let refusals = self.fill_forms(&rule.with)?;
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        self.recompute()?;
        let chosen = self.choose_for(trigger)?;
        let Some(transition) = chosen else {
            return Ok(Verdict::Refused(vec![self.applicable()]));
        };
        let mut unmet = self.unmet(&rule.require)?;
        unmet.extend(self.unmet(&transition.require)?);
        if !unmet.is_empty() {
            return Ok(Verdict::Refused(unmet));
        }
        self.take(transition)?;
        Ok(Verdict::Applied)
    }

    /// Somebody answers a task.
    pub(super) fn answer(&mut self, no: TaskNo, outcome: NameId) -> Result<Verdict, Failure> {
        let Some(task) = self.task(no).cloned() else {
            return Ok(Verdict::Refused(vec![self.applicable()]));
        };
        let Some(rule) = self.workflow.tasks.get(&task.name) else {
            return Ok(Verdict::Refused(vec![self.applicable()]));
        };
        let mut refusals: Vec<Refusal> = self.may_answer(&task, rule)?.into_iter().collect();
        if task.is_open() && refusals.is_empty() {
            refusals.extend(self.signed_already(&task));
        }
        if !task.is_open() {
            if !refusals.is_empty() {
                return Ok(Verdict::Refused(refusals));
            }
            // Too late to change anything; kept with the task.
            self.effects.push(Effect::Noted { late_answer: true });
            return Ok(Verdict::Applied);
        }
        let offered = rule.outcomes.iter().find(|offer| offer.name == outcome);
        let Some(offer) = offered.filter(|_| task.offers.iter().any(|o| o.outcome == outcome))
        else {
            let outcomes = task.offers.iter().map(|offer| offer.outcome).collect();
            refusals.push(Refusal::NoSuchOutcome { outcomes });
            return Ok(Verdict::Refused(refusals));
        };
        let triggers = [
            Trigger::Outcome {
                task: task.name,
                outcome,
            },
            Trigger::Done { task: task.name },
        ];
        if self.awaits_elsewhere(&triggers) {
            refusals.push(self.applicable());
        }
        refusals.extend(self.missing(&offer.with));
        if task.assignee != self.event.actor.person {
            self.by_right(&rule.who, &mut refusals)?;
        }
        refusals.extend(self.given_refused(Some(&offer.with)));
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        self.apply_given();
        let refusals = self.fill_forms(&offer.with)?;
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        self.recompute()?;
        // What was given in this act may exceed the limit of who gives it.
        if let Some(refusal) = self.may_answer(&task, rule)? {
            return Ok(Verdict::Refused(vec![refusal]));
        }
        if !offer.keeps
            && let Some(signing) = self.signing_with(&task, outcome)
            && !super::sign::decides(&signing, rule, outcome)
        {
            return self.sign_on(no, offer, &rule.require);
        }
        self.decide_answer(no, offer, rule, &triggers)
    }

    /// One of several signs, and others must still.
    fn sign_on(
        &mut self,
        no: TaskNo,
        offer: &OutcomeRule,
        on_task: &[NameId],
    ) -> Result<Verdict, Failure> {
        self.sign(no, offer.name);
        let mut unmet = self.unmet(on_task)?;
        unmet.extend(self.unmet(&offer.require)?);
        if !unmet.is_empty() {
            return Ok(Verdict::Refused(unmet));
        }
        Ok(Verdict::Applied)
    }

    fn decide_answer(
        &mut self,
        no: TaskNo,
        offer: &OutcomeRule,
        rule: &TaskRule,
        triggers: &[Trigger; 2],
    ) -> Result<Verdict, Failure> {
        // Guards may speak of this very answer (`handle.done_by`), so the task is closed before they are read.
        if offer.keeps {
            self.effects.push(Effect::TaskKept {
                task: no,
                outcome: offer.name,
            });
        } else {
            self.sign(no, offer.name);
            self.close_task(no, CloseReason::Answered, Some(offer.name));
            self.may_come_back(no, rule);
        }
        // An answer that keeps the task open has not done it.
        let triggers = triggers.get(..if offer.keeps { 1 } else { 2 });
        let triggers = triggers.unwrap_or_default();
        let mut chosen = None;
        for trigger in triggers {
            if chosen.is_none() {
                chosen = self.choose_for(*trigger)?;
            }
        }
        let awaited = triggers.iter().any(|trigger| self.waits_for(*trigger));
        let mut unmet = self.unmet(&rule.require)?;
        unmet.extend(self.unmet(&offer.require)?);
        if let Some(transition) = chosen {
            unmet.extend(self.unmet(&transition.require)?);
        }
        if !unmet.is_empty() {
            return Ok(Verdict::Refused(unmet));
        }
        if chosen.is_none() && awaited && offer.name != self.done() {
            return Ok(Verdict::Refused(vec![self.applicable()]));
        }
        if let Some(transition) = chosen {
            self.take(transition)?;
        }
        Ok(Verdict::Applied)
    }

    fn done(&self) -> NameId {
        self.desk.names.find("done").unwrap_or_default()
    }

    /// Whether a named answer leads somewhere, but not from the state the record is in.
    fn awaits_elsewhere(&self, triggers: &[Trigger; 2]) -> bool {
        let [named, _] = triggers;
        let somewhere = self
            .workflow
            .transitions
            .iter()
            .any(|t| t.on.contains(named));
        somewhere && triggers.iter().all(|trigger| !self.waits_for(*trigger))
    }

    /// A remark, kept with the record.
    pub(super) fn note(&mut self) -> Verdict {
        if self.event.actor.person.is_none() {
            return Verdict::Refused(vec![Refusal::NotAllowed { roles: Vec::new() }]);
        }
        if self.event.remark.is_none() {
            return Verdict::Refused(vec![Refusal::MissingValue { field: None }]);
        }
        let refusals = self.given_refused(Some(&[]));
        if !refusals.is_empty() {
            return Verdict::Refused(refusals);
        }
        self.effects.push(Effect::Noted { late_answer: false });
        Verdict::Applied
    }

    /// Fields are set right, with a reason.
    pub(super) fn correct(&mut self) -> Result<Verdict, Failure> {
        let mut refusals = Vec::new();
        let owner = self.value(FieldId::OWNER).record();
        // A workflow may say by itself who corrects its records: then neither the right nor being the owner counts.
        let own = self.desk.names.find("correct");
        if self.event.actor == Actor::ENGINE {
            // What the engine itself brings in, as the rows of an import, has no right to ask.
        } else if let Some(rule) = own.and_then(|name| self.workflow.events.get(&name)) {
            refusals.extend(self.may_report(rule)?);
        } else if owner.is_none() || owner != self.event.actor.person {
            refusals.extend(self.right_refused("correct")?);
        } else if self.right_excludes("correct")? {
            refusals.push(Refusal::FourEyes);
        }
        self.needs_remark(&mut refusals);
        refusals.extend(self.given_refused(None));
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        self.apply_given();
        let refusals = self.fill_forms(&[])?;
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        self.recompute()?;
        Ok(Verdict::Applied)
    }

    /// The record was opened by mistake.
    pub(super) fn void(&mut self) -> Result<Verdict, Failure> {
        if self.ended {
            return Ok(Verdict::Refused(vec![Refusal::RecordEnded]));
        }
        let mut refusals = self.right_refused("void")?;
        self.needs_remark(&mut refusals);
        refusals.extend(self.given_refused(Some(&[])));
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        self.end(CloseReason::Voided);
        self.reached.push((None, true));
        Ok(Verdict::Applied)
    }

    /// Asks for a reason, once.
    pub(super) fn needs_remark(&self, refusals: &mut Vec<Refusal>) {
        let said = Refusal::MissingValue { field: None };
        if self.event.remark.is_none() && !refusals.contains(&said) {
            refusals.push(said);
        }
    }

    /// What an act must give and does not.
    pub(super) fn missing(&self, asks: &[Ask]) -> Vec<Refusal> {
        let given = |field: FieldId| {
            let value = self.event.with.iter().find(|(id, _)| *id == field);
            value
                .map(|(_, value)| value)
                .filter(|value| !value.is_empty())
        };
        let mut missing = Vec::new();
        for ask in asks.iter().filter(|ask| ask.required) {
            match ask.what {
                Asked::Field(field) => {
                    // Whether a form is done shows once its answers are put in.
                    let is_form = self.workflow.forms.contains(&field);
                    if !is_form && given(field).is_none() {
                        missing.push(Refusal::MissingValue { field: Some(field) });
                    }
                }
                Asked::Remark | Asked::Prompt => {
                    if self.event.remark.is_none() {
                        missing.push(Refusal::MissingValue { field: None });
                    }
                }
            }
        }
        missing
    }

    /// Given values that may not stand where they are given: an act takes what it asks, opening and correcting all that is
    /// not computed.
    pub(super) fn given_refused(&self, asks: Option<&[Ask]>) -> Vec<Refusal> {
        let asked = |field: FieldId| {
            let what = Asked::Field(field);
            asks.is_none_or(|asks| asks.iter().any(|ask| ask.what == what))
        };
        let with = self.event.given();
        with.filter_map(|(field, value)| {
            if asked(*field) {
                self.refused_value(*field, value)
            } else {
                Some(Refusal::NotAsked { field: *field })
            }
        })
        .collect()
    }

    fn apply_given(&mut self) {
        let event = self.event;
        for (field, value) in event.given() {
            if !self.workflow.forms.contains(field) {
                self.set(*field, value.clone());
            }
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
