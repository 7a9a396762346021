//! Who a task falls to once its limit and its four eyes are judged: those it names, else the role above them, and so on up.

use super::{holds, people, roles_of};
use crate::engine::env::Sight;
use crate::engine::parts::TaskRule;
use crate::engine::revision::Desk;
use crate::engine::step::at_rest;
use crate::engine::turn::{Failure, Work};
use crate::engine::view::View;
use crate::lang::{Env, Leaf};
use crate::model::{NameId, RecordNo, Task, TaskKind};

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

/// With whom a task lies now: as it was addressed, and where nobody of those may do it any more, as it would be addressed
/// today.
pub fn stands_with<V: View>(
    desk: &Desk,
    view: &V,
    task: &Task,
) -> (Option<RecordNo>, Option<NameId>) {
    let stored = (task.assignee, task.role);
    if !task.is_open() || task.kind == TaskKind::Clock || task.signing().is_some() {
        return stored;
    }
    let now = at_rest(desk, view, task.record, |work| work.stands_with(task));
    now.and_then(Result::ok).unwrap_or(stored)
}

impl<V: View> Work<'_, V> {
    fn stands_with(&self, task: &Task) -> Result<(Option<RecordNo>, Option<NameId>), Failure> {
        let stored = (task.assignee, task.role);
        let Some(rule) = self.workflow.tasks.get(&task.name) else {
            return Ok(stored);
        };
        let stands = match stored {
            (Some(person), _) => self.is_here(person) && !self.is_barred(person, rule)?,
            (None, Some(role)) => self.has_bearer(role, rule)?,
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

    /// Whether a person is kept from a task by its `not`.
    pub(in crate::engine) fn is_barred(
        &self,
        person: RecordNo,
        rule: &TaskRule,
    ) -> Result<bool, Failure> {
        self.is_one_of(person, &rule.not)
    }

    /// Whether somebody who holds a role may do a task.
    pub(in crate::engine) fn has_bearer(
        &self,
        role: NameId,
        rule: &TaskRule,
    ) -> Result<bool, Failure> {
        if rule.not.is_empty() {
            return Ok(self.has_holder(role));
        }
        for person in people(self.desk, self.view) {
            if holds(self.desk, self.view, person, role) && !self.is_barred(person, rule)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Who decides: those named, the role above where what is to be decided exceeds their limit, and above these where four
    /// eyes leave nobody of them.
    pub(in crate::engine) fn limit(&self, rule: &TaskRule) -> Result<Limit, Failure> {
        let limit = self.authority(rule)?;
        if rule.not.is_empty() {
            return Ok(limit);
        }
        match limit {
            Limit::Nobody => Ok(limit),
            Limit::Above(role) => self.first_bearer(vec![role], rule),
            Limit::Within => {
                let named = self.people_named(&rule.who)?;
                // Nobody to be excluded: whoever comes to hold the role is waited for.
                let mut left = named.is_empty();
                for person in &named {
                    left = left || !self.is_barred(*person, rule)?;
                }
                if left {
                    return Ok(Limit::Within);
                }
                let above = self.above(&self.roles_of_named(rule)?);
                self.first_bearer(above, rule)
            }
        }
    }

    /// The first of these roles with somebody who may do it, else of the roles above them, and so on up.
    fn first_bearer(&self, mut level: Vec<NameId>, rule: &TaskRule) -> Result<Limit, Failure> {
        // No role is above itself, so there are no more levels than roles.
        for _ in 0..=self.desk.roles.len() {
            for role in &level {
                if self.has_bearer(*role, rule)? {
                    return Ok(Limit::Above(*role));
                }
            }
            level = self.above(&level);
        }
        Ok(Limit::Nobody)
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
    fn roles_of_named(&self, rule: &TaskRule) -> Result<Vec<NameId>, Failure> {
        let sight = Sight::of(self);
        let mut roles = self.roles_named(&rule.who);
        for who in &rule.who {
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
                let roles = self.roles_of_named(rule)?;
                let above = self.above(&roles);
                return Ok(above
                    .first()
                    .map_or(Limit::Nobody, |role| Limit::Above(*role)));
            }
        }
        Ok(Limit::Within)
    }
}
