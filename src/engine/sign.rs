//! Several who sign one task (`need`): 会签、或签、票签. Who they are is settled when the task opens.

use super::access::Limit;
use super::parts::{Need, TaskRule};
use super::tasks::Address;
use super::turn::{Failure, Work};
use super::view::View;
use crate::model::{Effect, NameId, RecordNo, Refusal, Signature, Signing, Task, TaskNo};

/// Whether the answer just given decides: as many as needed gave it, or because of it they can no longer give the first
/// answer written, which is then the one refused.
pub(super) fn decides(signing: &Signing, rule: &TaskRule, outcome: NameId) -> bool {
    let need = usize::from(signing.need);
    if signing.count(outcome) >= need {
        return true;
    }
    let first = rule.outcomes.first().map(|first| first.name);
    let possible = first.map_or(0, |first| signing.count(first)) + signing.waiting().count();
    first != Some(outcome) && possible < need
}

impl<V: View> Work<'_, V> {
    /// Who must sign a task that opens, and how many of them; `None` where one answer is enough.
    pub(super) fn signing(&self, rule: &TaskRule) -> Result<Option<Signing>, Failure> {
        let Some(need) = rule.need else {
            return Ok(None);
        };
        let named = match self.limit(rule)? {
            Limit::Within => self.people_named(&rule.who)?,
            Limit::Above(above) => self.people_named(&[super::revision::Who::Role(above)])?,
            Limit::Nobody => Vec::new(),
        };
        let mut signers = Vec::with_capacity(named.len());
        for person in named {
            // Four eyes: who may not sign is not waited for.
            if !self.is_barred(person, rule)? {
                signers.push(person);
            }
        }
        let all = u16::try_from(signers.len()).unwrap_or(u16::MAX);
        let need = match need {
            Need::All => all.max(1),
            Need::Any => 1,
            Need::Count(count) => count,
        };
        Ok(Some(Signing {
            need,
            signers,
            given: Vec::new(),
        }))
    }

    /// Puts the signers to a task just opened, or opened before and addressed anew: signatures given stay. Too few of them
    /// is an incident.
    pub(super) fn set_signers(&mut self, no: TaskNo, rule: &TaskRule) -> Result<(), Failure> {
        let Some(mut signing) = self.signing(rule)? else {
            return Ok(());
        };
        if let Some(known) = self.task(no).and_then(Task::signing) {
            if known.signers == signing.signers && known.need == signing.need {
                return Ok(());
            }
            signing.given.clone_from(&known.given);
        }
        let (need, signers) = (signing.need, signing.signers.clone());
        let too_few = signers.len() < usize::from(need);
        self.change_signing(no, |known| *known = signing);
        self.effects.push(Effect::SignersSet {
            task: no,
            need,
            signers,
        });
        if too_few {
            self.nobody(no, rule.name);
        }
        Ok(())
    }

    /// With whom a signed task lies: with its only signer, else with the role it is for.
    pub(super) fn signers_address(&self, rule: &TaskRule) -> Result<Address, Failure> {
        let limit = self.limit(rule)?;
        let role = match limit {
            Limit::Above(above) => Some(above),
            Limit::Within => self.roles_named(&rule.who).first().copied(),
            Limit::Nobody => None,
        };
        let signing = self.signing(rule)?.unwrap_or_default();
        Ok(match signing.signers.as_slice() {
            [only] => Address {
                person: Some(*only),
                role: None,
            },
            _ => Address { person: None, role },
        })
    }

    pub(super) fn change_signing(&mut self, no: TaskNo, change: impl FnOnce(&mut Signing)) {
        if let Some(task) = self.task_mut(no) {
            let extra = task.extra.get_or_insert_default();
            change(extra.signing.get_or_insert_default());
        }
    }

    /// Why a person may not sign once more, if so.
    pub(super) fn signed_already(&self, task: &Task) -> Option<Refusal> {
        let actor = self.event.actor;
        let signing = task.signing()?;
        let mut people = actor.person.into_iter().chain(actor.principal);
        let signed = people.any(|person| signing.has_signed(person));
        signed.then_some(Refusal::Signed)
    }

    /// The signatures with this one added; `None` where one answer is enough.
    pub(super) fn signing_with(&self, task: &Task, outcome: NameId) -> Option<Signing> {
        let mut signing = task.signing()?.clone();
        signing.given.extend(self.signature(outcome));
        Some(signing)
    }

    fn signature(&self, outcome: NameId) -> Option<Signature> {
        let actor = self.event.actor;
        actor.person.map(|by| Signature {
            by,
            principal: actor.principal,
            outcome,
            at: self.now(),
        })
    }

    /// Puts the actor's signature to a task that takes several.
    pub(super) fn sign(&mut self, no: TaskNo, outcome: NameId) {
        let signed = self.task(no).is_some_and(|task| task.signing().is_some());
        let Some(signature) = self.signature(outcome).filter(|_| signed) else {
            return;
        };
        self.change_signing(no, |signing| signing.given.push(signature));
        self.effects.push(Effect::Signed {
            task: no,
            signature,
        });
    }

    /// Another person signs in one's place.
    pub(super) fn replace_signer(&mut self, no: TaskNo, from: RecordNo, to: RecordNo) {
        let Some(mut signing) = self.task(no).and_then(Task::signing).cloned() else {
            return;
        };
        for signer in &mut signing.signers {
            if *signer == from {
                *signer = to;
            }
        }
        self.put_signers(no, signing);
    }

    /// Puts other signers to a task.
    pub(super) fn put_signers(&mut self, no: TaskNo, signing: Signing) {
        self.effects.push(Effect::SignersSet {
            task: no,
            need: signing.need,
            signers: signing.signers.clone(),
        });
        self.change_signing(no, |known| *known = signing);
    }
}
