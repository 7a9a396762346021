//! Who may do what: roles, rights, four eyes, and the limit of an authority. Judged here for everybody alike.

use super::env::Sight;
use super::parts::{EventRule, TaskRule};
use super::revision::{Desk, Who};
use super::turn::{Failure, Work};
use super::view::View;
use crate::model::{Actor, Event, NameId, RecordNo, Refusal, Task, Value};

/// The roles a person holds, in the order they stand in the record.
pub fn roles_of<V: View>(desk: &Desk, view: &V, person: RecordNo) -> Vec<NameId> {
    let held = role_values(desk, view, person);
    held.iter().filter_map(choice).collect()
}

/// Whether a person holds a role.
fn holds<V: View>(desk: &Desk, view: &V, person: RecordNo, role: NameId) -> bool {
    role_values(desk, view, person)
        .iter()
        .any(|value| choice(value) == Some(role))
}

/// The values of the field that holds a person's roles; none for people who left.
fn role_values<'v, V: View>(desk: &Desk, view: &'v V, person: RecordNo) -> &'v [Value] {
    let record = view.record(person).filter(|record| record.ended.is_none());
    let workflow = record.and_then(|record| desk.workflow(record.workflow));
    let Some(field) = workflow.and_then(|workflow| workflow.roles_field) else {
        return &[];
    };
    match view.row(person).get(field.place()) {
        Some(Value::List(list)) => list.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
}

fn choice(value: &Value) -> Option<NameId> {
    match value {
        Value::Choice(name) => Some(*name),
        _ => None,
    }
}

/// Whether a person has a right. A right the desk does not name is nobody's.
pub fn has_right<V: View>(desk: &Desk, view: &V, person: RecordNo, right: &str) -> bool {
    let Some(who) = desk
        .names
        .find(right)
        .and_then(|name| desk.rights.get(&name))
    else {
        return false;
    };
    let roles = roles_of(desk, view, person);
    who.iter().any(|who| match who {
        Who::Role(role) => roles.contains(role),
        Who::Right(_) | Who::Person(_) => false,
    })
}

/// Why the actor may not try a parked event again, if so: whoever it came from may, and else it takes the right `retry`
/// where the desk names it, a role of the desk where it does not.
pub(super) fn may_retry<V: View>(
    desk: &Desk,
    view: &V,
    actor: Actor,
    parked: &Event,
) -> Option<Refusal> {
    if actor == Actor::ENGINE {
        return None;
    }
    let right = desk.names.find("retry").and_then(|n| desk.rights.get(&n));
    let here = |person: &RecordNo| {
        view.record(*person)
            .is_some_and(|record| record.ended.is_none())
    };
    let may = actor.person.filter(here).is_some_and(|person| match right {
        _ if parked.actor.person == Some(person) => true,
        Some(_) => has_right(desk, view, person, "retry"),
        None => !roles_of(desk, view, person).is_empty(),
    });
    let named = right.into_iter().flatten();
    let roles = named.filter_map(|who| match who {
        Who::Role(role) => Some(*role),
        Who::Right(_) | Who::Person(_) => None,
    });
    (!may).then(|| Refusal::NotAllowed {
        roles: roles.collect(),
    })
}

/// Who decides, by how much is at stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    /// Those named.
    Within,
    /// The role above them.
    Above(NameId),
    /// Nobody: there is no role above.
    Nobody,
}

impl<V: View> Work<'_, V> {
    /// The roles a list of who names, rights resolved to the roles that have them.
    pub(super) fn roles_named(&self, who: &[Who]) -> Vec<NameId> {
        let mut roles = Vec::new();
        for one in who {
            match one {
                Who::Role(role) => roles.push(*role),
                Who::Right(right) => {
                    let holders = self.desk.rights.get(right).into_iter().flatten();
                    roles.extend(holders.filter_map(|who| match who {
                        Who::Role(role) => Some(*role),
                        Who::Right(_) | Who::Person(_) => None,
                    }));
                }
                Who::Person(_) => {}
            }
        }
        roles
    }

    /// Whether a person is one of those named, by role or in person.
    pub(super) fn is_one_of(&self, person: RecordNo, who: &[Who]) -> Result<bool, Failure> {
        let sight = Sight::of(self);
        for one in who {
            let is = match one {
                Who::Role(role) => holds(self.desk, self.view, person, *role),
                Who::Right(_) => {
                    let named = self.roles_named(std::slice::from_ref(one));
                    named
                        .iter()
                        .any(|role| holds(self.desk, self.view, person, *role))
                }
                Who::Person(_) => sight.person(one)? == Some(person),
            };
            if is {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Why the actor may not report an event, if so.
    pub(super) fn may_report(&self, rule: &EventRule) -> Result<Option<Refusal>, Failure> {
        match self.event.actor.person {
            Some(person) if self.is_one_of(person, &rule.who)? => Ok(None),
            _ => Ok(Some(Refusal::NotAllowed {
                roles: self.roles_named(&rule.who),
            })),
        }
    }

    /// Why the actor may not answer a task, if so.
    pub(super) fn may_answer(
        &self,
        task: &Task,
        rule: &TaskRule,
    ) -> Result<Option<Refusal>, Failure> {
        let Some(person) = self.event.actor.person else {
            return Ok(Some(Refusal::NotAllowed {
                roles: self.roles_named(&rule.who),
            }));
        };
        let held = roles_of(self.desk, self.view, person);
        match self.limit(rule)? {
            Limit::Above(above) if held.contains(&above) => {}
            Limit::Above(above) => {
                return Ok(Some(Refusal::NotAllowed { roles: vec![above] }));
            }
            Limit::Nobody => return Ok(Some(Refusal::NotAllowed { roles: Vec::new() })),
            Limit::Within => {
                let addressed = task.assignee == Some(person)
                    || task.role.is_some_and(|role| held.contains(&role));
                if !addressed && !self.is_one_of(person, &rule.who)? {
                    let mut roles = self.roles_named(&rule.who);
                    roles.extend(task.role.filter(|role| !roles.contains(role)));
                    return Ok(Some(Refusal::NotAllowed { roles }));
                }
            }
        }
        let actor = self.event.actor;
        let sight = Sight::of(self);
        for not in &rule.not {
            let excluded = not_of(not, &sight)?;
            if excluded.is_some() && (excluded == actor.person || excluded == actor.principal) {
                return Ok(Some(Refusal::FourEyes));
            }
        }
        Ok(None)
    }

    /// Who decides, where what is to be decided may exceed the limit of those named.
    pub(super) fn limit(&self, rule: &TaskRule) -> Result<Limit, Failure> {
        use crate::lang::Env;
        let sight = Sight::of(self);
        for (field, limit) in &rule.up_to {
            let value = sight.leaf(&crate::lang::Leaf::Field(*field))?;
            let limit = sight.setting(limit)?;
            if let (Some(value), Some(limit)) = (value.number(), limit.number())
                && value > limit
            {
                let mut roles = self.roles_named(&rule.who);
                for who in &rule.who {
                    let person = sight.person(who)?;
                    roles
                        .extend(person.map_or_else(Vec::new, |person| {
                            roles_of(self.desk, self.view, person)
                        }));
                }
                let above = roles
                    .iter()
                    .find_map(|role| self.desk.roles.get(role)?.above);
                return Ok(above.map_or(Limit::Nobody, Limit::Above));
            }
        }
        Ok(Limit::Within)
    }
}

fn not_of<V: View>(
    expr: &crate::lang::Expr,
    sight: &Sight<'_, '_, V>,
) -> Result<Option<RecordNo>, Failure> {
    Ok(expr.eval(sight)?.record())
}
