//! What people do: report, answer, note, correct, void. Everything that stands against it is named at once.

use super::parts::{Ask, Asked, OutcomeRule, TaskRule, Trigger};
use super::step::Verdict;
use super::turn::{Failure, Work};
use super::view::View;
use crate::model::{Actor, CloseReason, Effect, FieldId, NameId, Refusal, TaskNo};

impl<V: View> Work<'_, V> {
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
        let own = own.and_then(|name| self.workflow.events.get(&name));
        // What the engine itself brings in, as the rows of an import, has no right to ask.
        let own = own.filter(|_| self.event.actor != Actor::ENGINE);
        if self.event.actor == Actor::ENGINE {
        } else if let Some(rule) = own {
            refusals.extend(self.may_report(rule)?);
            refusals.extend(self.missing(&rule.with));
            self.by_right(&rule.who, &mut refusals)?;
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
        let refusals = self.fill_forms(own.map_or(&[], |rule| &rule.with))?;
        if !refusals.is_empty() {
            return Ok(Verdict::Refused(refusals));
        }
        self.recompute()?;
        let unmet = self.unmet(own.map_or(&[], |rule| &rule.require))?;
        if !unmet.is_empty() {
            return Ok(Verdict::Refused(unmet));
        }
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

    pub(super) fn apply_given(&mut self) {
        let event = self.event;
        for (field, value) in event.given() {
            if !self.workflow.forms.contains(field) {
                self.set(*field, value.clone());
            }
        }
    }
}
