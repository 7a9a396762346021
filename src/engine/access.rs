//! Who may do what, and who may see what: roles, rights, four eyes, the limit of an authority. Judged here for everybody
//! alike.

mod eyes;
mod seen;

pub(super) use eyes::Limit;
pub use eyes::{Stands, stands_with};
pub use seen::Sees;

use std::collections::BTreeSet;

use super::env::Sight;
use super::parts::{Asked, EventRule, TaskRule};
use super::revision::{Desk, Right, Who};
use super::turn::{Failure, Work};
use super::view::View;
use crate::model::{Actor, Event, FieldId, NameId, RecordNo, Refusal, Task, Value};

/// The roles a person holds, in the order they stand in the record.
pub fn roles_of<V: View>(desk: &Desk, view: &V, person: RecordNo) -> Vec<NameId> {
    let held = role_values(desk, view, person);
    held.iter().filter_map(choice).collect()
}

/// Whether a person holds a role.
pub(super) fn holds<V: View>(desk: &Desk, view: &V, person: RecordNo, role: NameId) -> bool {
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

pub(super) fn choice(value: &Value) -> Option<NameId> {
    match value {
        Value::Choice(name) => Some(*name),
        _ => None,
    }
}

/// The desk's people who are still here, in the order they were born.
pub(super) fn people<'v, V: View>(
    desk: &'v Desk,
    view: &'v V,
) -> impl Iterator<Item = RecordNo> + 'v {
    let workflows = desk.workflows.values().filter(|workflow| workflow.person);
    let all = workflows.flat_map(|workflow| view.of_workflow(workflow.name));
    let here = |no: &&RecordNo| {
        view.record(**no)
            .is_some_and(|record| record.ended.is_none())
    };
    all.filter(here).copied()
}

/// A right by its name; one the desk does not name is nobody's.
fn right<'d>(desk: &'d Desk, name: &str) -> Option<&'d Right> {
    desk.rights.get(&desk.names.find(name)?)
}

/// Whether a person has a right. A right the desk does not name is nobody's.
pub fn has_right<V: View>(desk: &Desk, view: &V, person: RecordNo, name: &str) -> bool {
    let roles = right(desk, name).map_or(&[][..], |right| right.roles.as_slice());
    roles.iter().any(|role| holds(desk, view, person, *role))
}

/// The role that is to hear of a task or notice that has nobody: the one above whom it was for, else above who owns or
/// opened the record, else the topmost.
pub fn lead_of<V: View>(desk: &Desk, view: &V, record: RecordNo, who: &[Who]) -> Option<NameId> {
    let above = |role: NameId| desk.roles.get(&role)?.above;
    let named = who.iter().flat_map(|who| match who {
        Who::Role(role) => vec![*role],
        Who::Right(name) => desk
            .rights
            .get(name)
            .map_or_else(Vec::new, |r| r.roles.clone()),
        Who::Person(_) => Vec::new(),
    });
    let owner = view.row(record).get(FieldId::OWNER.place());
    let owner = owner.and_then(Value::record);
    let opener = view.record(record).and_then(|record| record.opened_by);
    let of_people = owner.into_iter().chain(opener);
    let held = of_people.flat_map(|person| roles_of(desk, view, person));
    let top = || {
        let is_above = |role: &NameId| desk.roles.values().any(|other| other.above == Some(*role));
        let mut roles = desk.roles.iter();
        let found = roles.find(|(name, role)| role.above.is_none() && is_above(name));
        found.map(|(name, _)| *name)
    };
    named.chain(held).find_map(above).or_else(top)
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
    let named = right(desk, "retry");
    let here = |person: &RecordNo| {
        view.record(*person)
            .is_some_and(|record| record.ended.is_none())
    };
    let may = actor.person.filter(here).is_some_and(|person| match named {
        _ if parked.actor.person == Some(person) => true,
        Some(_) => has_right(desk, view, person, "retry"),
        None => !roles_of(desk, view, person).is_empty(),
    });
    (!may).then(|| Refusal::NotAllowed {
        roles: named.map_or_else(Vec::new, |right| right.roles.clone()),
    })
}

impl Desk {
    /// The roles a list of who names, rights resolved to the roles that have them; one named twice stands twice.
    #[must_use]
    pub fn roles_named(&self, who: &[Who]) -> Vec<NameId> {
        let mut roles = Vec::new();
        for one in who {
            match one {
                Who::Role(role) => roles.push(*role),
                Who::Right(right) => {
                    let right = self.rights.get(right);
                    roles.extend(right.into_iter().flat_map(|right| &right.roles));
                }
                Who::Person(_) => {}
            }
        }
        roles
    }
}

impl<V: View> Work<'_, V> {
    /// The roles a list of who names, rights resolved to the roles that have them.
    pub(super) fn roles_named(&self, who: &[Who]) -> Vec<NameId> {
        self.desk.roles_named(who)
    }

    /// Whether a person is one of those named, by role or in person.
    pub(super) fn is_one_of(&self, person: RecordNo, who: &[Who]) -> Result<bool, Failure> {
        let sight = Sight::of(self);
        for one in who {
            let is = match one {
                Who::Role(_) | Who::Right(_) => {
                    let named = self.roles_named(std::slice::from_ref(one));
                    named
                        .iter()
                        .any(|role| holds(self.desk, self.view, person, *role))
                }
                Who::Person(_) => sight.people(one)?.contains(&person),
            };
            if is {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// All who are named, still here, each once, in the order named.
    pub(super) fn people_named(&self, who: &[Who]) -> Result<Vec<RecordNo>, Failure> {
        let sight = Sight::of(self);
        let mut found: Vec<RecordNo> = Vec::new();
        let mut seen = BTreeSet::new();
        for one in who {
            let named = match one {
                Who::Role(_) | Who::Right(_) => {
                    let roles = self.roles_named(std::slice::from_ref(one));
                    let people = people(self.desk, self.view);
                    let holders = people.filter(|person| {
                        let mut roles = roles.iter();
                        roles.any(|role| holds(self.desk, self.view, *person, *role))
                    });
                    holders.collect()
                }
                Who::Person(_) => sight.people(one)?,
            };
            for person in named {
                if self.is_here(person) && seen.insert(person) {
                    found.push(person);
                }
            }
        }
        Ok(found)
    }

    /// Whether anybody who is here holds a role.
    pub(super) fn has_holder(&self, role: NameId) -> bool {
        people(self.desk, self.view).any(|person| holds(self.desk, self.view, person, role))
    }

    /// Why the actor may not report an event, if so.
    pub(super) fn may_report(&self, rule: &EventRule) -> Result<Option<Refusal>, Failure> {
        self.kept_from(&rule.who, &rule.not)
    }

    /// Why the actor may not answer a task, if so.
    pub(super) fn may_answer(
        &self,
        task: &Task,
        rule: &TaskRule,
    ) -> Result<Option<Refusal>, Failure> {
        let actor = self.event.actor;
        let Some(person) = actor.person else {
            return Ok(Some(Refusal::NotAllowed {
                roles: self.roles_named(&rule.who),
            }));
        };
        let excluded = self.is_excluded(rule)?;
        // Where several must sign, whoever is above signs only where they were put among the signers.
        let signs = task
            .signing()
            .is_none_or(|signing| signing.signers.contains(&person));
        let held = |role| signs && holds(self.desk, self.view, person, role);
        match self.limit_of(task, rule)? {
            Limit::Above(above) if held(above) => {}
            // One of those named hears why it is not theirs.
            Limit::Above(_) | Limit::Nobody if excluded => return Ok(Some(Refusal::FourEyes)),
            Limit::Above(above) => {
                return Ok(Some(Refusal::NotAllowed { roles: vec![above] }));
            }
            Limit::Nobody => return Ok(Some(Refusal::NotAllowed { roles: Vec::new() })),
            Limit::Within => {
                if !self.is_addressed(task, rule, person)? {
                    let mut roles = self.roles_named(&rule.who);
                    roles.extend(task.role.filter(|role| !roles.contains(role)));
                    return Ok(Some(Refusal::NotAllowed { roles }));
                }
            }
        }
        Ok(excluded.then_some(Refusal::FourEyes))
    }

    /// Whether four eyes keep the actor, or whom the actor stands in for, from a task.
    fn is_excluded(&self, rule: &TaskRule) -> Result<bool, Failure> {
        let actor = self.event.actor;
        for one in actor.person.into_iter().chain(actor.principal) {
            if self.is_barred(one, rule)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a task is a person's to answer: it lies with them, or they are one of those it is for. Where several must
    /// sign, it is for its signers alone.
    fn is_addressed(
        &self,
        task: &Task,
        rule: &TaskRule,
        person: RecordNo,
    ) -> Result<bool, Failure> {
        if let Some(signing) = task.signing() {
            return Ok(signing.signers.contains(&person));
        }
        let held = |role| holds(self.desk, self.view, person, role);
        let addressed = task.assignee == Some(person) || task.role.is_some_and(held);
        Ok(addressed || self.is_one_of(person, &rule.who)?)
    }

    /// What stands against using a built-in right: not having it, and what its use asks.
    pub(super) fn right_refused(&self, name: &str) -> Result<Vec<Refusal>, Failure> {
        // As at birth: what the engine itself brings in has no right to ask.
        if self.event.actor == Actor::ENGINE {
            return Ok(Vec::new());
        }
        let named = right(self.desk, name);
        let roles = named.map_or(&[][..], |right| right.roles.as_slice());
        let who: Vec<Who> = roles.iter().copied().map(Who::Role).collect();
        let mut refusals = Vec::new();
        refusals.extend(self.kept_from(&who, self.barred_by(name))?);
        refusals.extend(named.into_iter().flat_map(|right| self.conditions(right)));
        Ok(refusals)
    }

    /// Whom a right does not serve on this record.
    fn barred_by(&self, right: &str) -> &[Who] {
        let right = self.desk.names.find(right);
        let barred = right.and_then(|right| self.workflow.barred.get(&right));
        barred.map_or(&[], Vec::as_slice)
    }

    /// Whether a right does not serve the actor on this record, whatever else they are.
    pub(super) fn right_excludes(&self, name: &str) -> Result<bool, Failure> {
        let not = self.barred_by(name);
        let actor = self.event.actor;
        for one in actor.person.into_iter().chain(actor.principal) {
            if self.is_one_of(one, not)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What is missing where the actor may do something only by a right that asks for more: it adds to what was found.
    pub(super) fn by_right(&self, who: &[Who], refusals: &mut Vec<Refusal>) -> Result<(), Failure> {
        let Some(person) = self.event.actor.person else {
            return Ok(());
        };
        let mut rights: Vec<&Right> = Vec::new();
        let named = self.is_one_of(person, who)?;
        // Nobody the rights serve is left, and the role above uses them.
        let goes_up = || match self.left_of(who, &[])? {
            Limit::Above(above) => Ok(holds(self.desk, self.view, person, above)),
            Limit::Within | Limit::Nobody => Ok::<_, Failure>(false),
        };
        if !named && !goes_up()? {
            return Ok(());
        }
        for one in who {
            // Whoever uses a right in place of those named brings what it asks of them.
            if named && !self.is_one_of(person, std::slice::from_ref(one))? {
                continue;
            }
            match one {
                // That it does not serve them is told where who may is judged.
                Who::Right(name) if self.right_excludes(self.desk.names.text(*name))? => {}
                Who::Right(name) => rights.extend(self.desk.rights.get(name)),
                // Somebody named otherwise needs no right.
                Who::Role(_) | Who::Person(_) => return Ok(()),
            }
        }
        for lacks in rights
            .first()
            .map_or_else(Vec::new, |right| self.conditions(right))
        {
            if !refusals.contains(&lacks) {
                refusals.push(lacks);
            }
        }
        Ok(())
    }

    /// What the use of a right asks and this act does not bring.
    fn conditions(&self, right: &Right) -> Vec<Refusal> {
        let asks = right.with.iter().any(|ask| ask.required);
        let mut refusals = Vec::new();
        if asks && self.event.remark.is_none() {
            refusals.push(Refusal::MissingValue { field: None });
        }
        if let Some(role) = right.prompted_by
            && !self.is_prompted_by(role)
        {
            refusals.push(Refusal::NotPrompted { role });
        }
        refusals
    }

    fn is_prompted_by(&self, role: NameId) -> bool {
        let prompter = self.event.beside(FieldId::PROMPTER);
        prompter.is_some_and(|person| holds(self.desk, self.view, person, role))
    }
}

/// Whether the use of a right outside a turn (a publication) brings what the right asks; what is missing.
///
/// # Errors
/// The role at whose prompt it is used, where nobody who holds it is named; `None` where the words of the prompt are.
pub fn is_prompted<V: View>(
    desk: &Desk,
    view: &V,
    name: &str,
    (words, prompter): (Option<&str>, Option<RecordNo>),
) -> Result<(), Option<NameId>> {
    let Some(right) = right(desk, name) else {
        return Ok(());
    };
    let asks =
        |ask: &super::parts::Ask| ask.required && matches!(ask.what, Asked::Prompt | Asked::Remark);
    if right.with.iter().any(asks) && words.is_none_or(|words| words.trim().is_empty()) {
        return Err(None);
    }
    match right.prompted_by {
        Some(role) if !prompter.is_some_and(|person| holds(desk, view, person, role)) => {
            Err(Some(role))
        }
        _ => Ok(()),
    }
}
