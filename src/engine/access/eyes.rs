//! Who a task falls to once its limit and its four eyes are judged: those it names, else the role above them, and so on up.

use super::{holds, people, roles_of};
use crate::engine::env::Sight;
use crate::engine::parts::TaskRule;
use crate::engine::revision::{Desk, Who};
use crate::engine::step::at_rest;
use crate::engine::turn::{Failure, Work};
use crate::engine::view::View;
use crate::lang::{Env, Leaf};
use crate::model::{NameId, RecordNo, Refusal, Task, TaskKind};

/// Who decides, by how much is at stake and by who may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Limit {
    /// Those named.
    Within,
    /// A role above them.
    Above(NameId),
    /// Nobody: there is no role above, or nobody in any of them who may.
    Nobody,
}

/// With whom a task stands: a person, else a role.
pub type Stands = (Option<RecordNo>, Option<NameId>);

/// With whom a task lies now: as it was addressed, and where nobody of those may do it any more, as it would be addressed
/// today.
pub fn stands_with<V: View>(desk: &Desk, view: &V, task: &Task) -> Stands {
    let stored = (task.assignee, task.role);
    if !task.is_open() || task.kind == TaskKind::Clock || task.signing().is_some() {
        return stored;
    }
    let now = at_rest(desk, view, task.record, |work| work.stands_with(task));
    now.and_then(Result::ok).unwrap_or(stored)
}

impl<V: View> Work<'_, V> {
    fn stands_with(&self, task: &Task) -> Result<Stands, Failure> {
        let stored = (task.assignee, task.role);
        let Some(rule) = self.workflow.tasks.get(&task.name) else {
            return Ok(stored);
        };
        let stands = match stored {
            (Some(person), _) => match self.limit_of(task, rule)? {
                Limit::Within => self.is_still_for(person, rule)?,
                Limit::Above(above) => {
                    holds(self.desk, self.view, person, above) && self.is_still_for(person, rule)?
                }
                Limit::Nobody => false,
            },
            (None, Some(role)) => self.has_bearer(role, &self.barred(&rule.who, &rule.not))?,
            (None, None) => false,
        };
        if stands {
            return Ok(stored);
        }
        let now = self.address(rule)?;
        Ok(match self.is_nobody(now) {
            true => stored,
            false => (now.person, now.role),
        })
    }

    /// Whether a person is kept from a task by its `not`, or by that of the rights it is for.
    pub(in crate::engine) fn is_barred(
        &self,
        person: RecordNo,
        rule: &TaskRule,
    ) -> Result<bool, Failure> {
        self.is_kept_out(person, &rule.who, &rule.not)
    }

    /// Whether a person is here and not kept from a task that lies with them.
    fn is_still_for(&self, person: RecordNo, rule: &TaskRule) -> Result<bool, Failure> {
        Ok(self.is_here(person) && !self.is_barred(person, rule)?)
    }

    /// Whether somebody is kept from what is for these and not for those. A right keeps out whom it does not serve, but for
    /// those who are named otherwise as well.
    fn is_kept_out(&self, person: RecordNo, who: &[Who], not: &[Who]) -> Result<bool, Failure> {
        if self.is_one_of(person, not)? {
            return Ok(true);
        }
        let (mut named, mut serves, mut bars) = (false, false, false);
        for one in who {
            let barred = self.is_one_of(person, self.barred_of(one))?;
            bars = bars || barred;
            if self.is_one_of(person, std::slice::from_ref(one))? {
                named = true;
                serves = serves || !barred;
            }
        }
        Ok(match named {
            true => !serves,
            false => bars,
        })
    }

    /// Whom one of those named does not serve on this record: a right's own `not`.
    fn barred_of(&self, one: &Who) -> &[Who] {
        match one {
            Who::Right(name) => self.workflow.barred.get(name).map_or(&[], Vec::as_slice),
            Who::Role(_) | Who::Person(_) => &[],
        }
    }

    /// Those excluded, and those whom the rights named do not serve.
    fn barred(&self, who: &[Who], not: &[Who]) -> Vec<Who> {
        let by_rights = who.iter().flat_map(|one| self.barred_of(one));
        not.iter().chain(by_rights).cloned().collect()
    }

    /// Whether somebody who holds a role may do a task.
    pub(in crate::engine) fn has_bearer(&self, role: NameId, not: &[Who]) -> Result<bool, Failure> {
        if not.is_empty() {
            return Ok(self.has_holder(role));
        }
        for person in people(self.desk, self.view) {
            if holds(self.desk, self.view, person, role) && !self.is_one_of(person, not)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Addresses open tasks anew whose limit reads what this turn set: more than those it lies with may decide goes up, and
    /// what they may decide after all comes back.
    pub(in crate::engine) fn follow_limits(&mut self) -> Result<(), Failure> {
        if self.ended || self.before.is_none() || self.sets.is_empty() {
            return Ok(());
        }
        let workflow = self.workflow;
        for no in self.held.clone() {
            let Some(task) = self.task(no).filter(|task| task.is_open()) else {
                continue;
            };
            let (name, person, role) = (task.name, task.assignee, task.role);
            let Some(rule) = workflow.tasks.get(&name) else {
                continue;
            };
            let mut limits = rule.up_to.iter().map(|(field, _)| field);
            if !limits.any(|field| self.sets.iter().any(|(set, _)| set == field)) {
                continue;
            }
            let stays = match (self.limit_of(task, rule)?, person, role) {
                // To whom it was handed keeps it, but for those above, to whom it had gone up.
                (Limit::Within, Some(person), _) => {
                    self.is_one_of(person, &rule.who)? || !self.is_above(person, &rule.who)?
                }
                (Limit::Within, None, Some(role)) => self.roles_named(&rule.who).contains(&role),
                (Limit::Above(above), Some(person), _) => {
                    holds(self.desk, self.view, person, above)
                }
                (Limit::Above(above), None, role) => role == Some(above),
                (Limit::Within, None, None) | (Limit::Nobody, _, _) => false,
            };
            if !stays {
                let to = self.address(rule)?;
                self.open_for(rule, to)?;
            }
        }
        Ok(())
    }

    /// Who decides: those named, the role above where what is to be decided exceeds their limit, and above these where four
    /// eyes leave nobody of them.
    pub(in crate::engine) fn limit(&self, rule: &TaskRule) -> Result<Limit, Failure> {
        let limit = self.authority(rule)?;
        match limit {
            Limit::Nobody => Ok(limit),
            Limit::Above(_) if rule.not.is_empty() => Ok(limit),
            Limit::Above(role) => self.first_bearer(vec![role], &rule.not),
            Limit::Within => self.left_of(&rule.who, &rule.not),
        }
    }

    /// Who decides an open task: within the limit whoever it lies with or those who sign it, as long as they may, whatever
    /// became of the others named.
    pub(in crate::engine) fn limit_of(
        &self,
        task: &Task,
        rule: &TaskRule,
    ) -> Result<Limit, Failure> {
        let theirs = match (task.signing(), task.assignee) {
            (Some(signing), _) => !signing.signers.is_empty(),
            (None, Some(person)) => self.is_still_for(person, rule)?,
            (None, None) => false,
        };
        if theirs && self.authority(rule)? == Limit::Within {
            return Ok(Limit::Within);
        }
        self.limit(rule)
    }

    /// Who may do what is for these and not for those: whoever is left of these, else the role above them.
    pub(super) fn left_of(&self, who: &[Who], not: &[Who]) -> Result<Limit, Failure> {
        let barred = self.barred(who, not);
        // Nobody to be excluded: nobody has to be looked for.
        if barred.is_empty() {
            return Ok(Limit::Within);
        }
        let named = self.people_named(who)?;
        // Whoever comes to hold the role is waited for.
        let mut left = named.is_empty();
        for person in &named {
            if left {
                break;
            }
            left = !self.is_kept_out(*person, who, not)?;
        }
        if left {
            return Ok(Limit::Within);
        }
        let above = self.above(&self.roles_of_named(who)?);
        self.first_bearer(above, &barred)
    }

    /// Why the actor may not do what is for these and not for those, if so.
    pub(in crate::engine) fn kept_from(
        &self,
        who: &[Who],
        not: &[Who],
    ) -> Result<Option<Refusal>, Failure> {
        let roles = |roles| Ok(Some(Refusal::NotAllowed { roles }));
        let actor = self.event.actor;
        let Some(person) = actor.person else {
            return roles(self.roles_named(who));
        };
        let mut excluded = false;
        for one in actor.person.into_iter().chain(actor.principal) {
            excluded = excluded || self.is_kept_out(one, who, not)?;
        }
        match self.left_of(who, not)? {
            Limit::Within if !self.is_one_of(person, who)? => roles(self.roles_named(who)),
            _ if excluded => Ok(Some(Refusal::FourEyes)),
            Limit::Within => Ok(None),
            Limit::Above(above) if holds(self.desk, self.view, person, above) => Ok(None),
            Limit::Above(above) => roles(vec![above]),
            Limit::Nobody => roles(Vec::new()),
        }
    }

    /// The first of these roles with somebody who may do it, else of the roles above them, and so on up.
    fn first_bearer(&self, mut level: Vec<NameId>, not: &[Who]) -> Result<Limit, Failure> {
        // No role is above itself, so there are no more levels than roles.
        for _ in 0..=self.desk.roles.len() {
            for role in &level {
                if self.has_bearer(*role, not)? {
                    return Ok(Limit::Above(*role));
                }
            }
            level = self.above(&level);
        }
        Ok(Limit::Nobody)
    }

    /// Whether a person holds a role above those named, however far up.
    fn is_above(&self, person: RecordNo, who: &[Who]) -> Result<bool, Failure> {
        let mut level = self.above(&self.roles_of_named(who)?);
        for _ in 0..=self.desk.roles.len() {
            let mut roles = level.iter();
            if roles.any(|role| holds(self.desk, self.view, person, *role)) {
                return Ok(true);
            }
            level = self.above(&level);
        }
        Ok(false)
    }

    /// The roles above these, each once.
    fn above(&self, roles: &[NameId]) -> Vec<NameId> {
        let mut found = Vec::new();
        for above in roles
            .iter()
            .filter_map(|role| self.desk.roles.get(role)?.above)
        {
            if !found.contains(&above) {
                found.push(above);
            }
        }
        found
    }

    /// The roles a task names, and those that the people it names hold.
    fn roles_of_named(&self, named: &[Who]) -> Result<Vec<NameId>, Failure> {
        let sight = Sight::of(self);
        let mut roles = self.roles_named(named);
        for who in named {
            for person in sight.people(who)? {
                roles.extend(roles_of(self.desk, self.view, person));
            }
        }
        Ok(roles)
    }

    /// Who decides, where what is to be decided may exceed the limit of those named.
    fn authority(&self, rule: &TaskRule) -> Result<Limit, Failure> {
        let sight = Sight::of(self);
        for (field, limit) in &rule.up_to {
            let value = sight.leaf(&Leaf::Field(*field))?;
            let limit = sight.setting(limit)?;
            if let (Some(value), Some(limit)) = (value.number(), limit.number())
                && value > limit
            {
                let roles = self.roles_of_named(&rule.who)?;
                let above = self.above(&roles);
                return Ok(above
                    .first()
                    .map_or(Limit::Nobody, |role| Limit::Above(*role)));
            }
        }
        Ok(Limit::Within)
    }
}
