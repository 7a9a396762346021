//! `[assign]`: who owns a new record. Each entry of `pick` narrows the candidates, one that leaves nobody is passed over,
//! and of who is left the first born is taken. The line keeps the candidates and the choice.

use super::access::{choice, holds, people, roles_of};
use super::env::Sight;
use super::revision::Pick;
use super::turn::{Failure, Work};
use super::view::View;
use crate::lang::Expr;
use crate::model::{Effect, FieldId, NameId, RecordNo, Value};

impl<V: View> Work<'_, V> {
    /// Chooses the owner of the record being born, where the desk says how and there is anybody.
    pub(super) fn assign(&mut self) -> Result<Option<RecordNo>, Failure> {
        let workflow = self.workflow;
        let Some(rule) = &workflow.assign else {
            return Ok(None);
        };
        self.compute_ahead()?;
        let mut candidates = self.eligible(rule.role);
        let mut admitted = candidates.clone();
        for pick in &rule.pick {
            let narrowed = self.narrowed(pick, &candidates)?;
            if narrowed.is_empty() {
                continue;
            }
            candidates = narrowed;
            if matches!(pick, Pick::Given(_)) {
                admitted.clone_from(&candidates);
            }
        }
        // What history chose stands while the rule admits it: who had how much to do then is not known again.
        let recorded = self.event.beside(FieldId::CHOSEN);
        let chosen = recorded
            .filter(|person| admitted.contains(person))
            .or_else(|| candidates.first().copied());
        if let Some(chosen) = chosen {
            self.effects.push(Effect::Assigned { candidates, chosen });
        }
        Ok(chosen)
    }

    /// Those who could own it before anything narrows them.
    fn eligible(&self, role: Option<NameId>) -> Vec<RecordNo> {
        let (desk, view) = (self.desk, self.view);
        let inside = |role: &NameId| desk.roles.get(role).is_some_and(|role| !role.outside);
        let may = |person: &RecordNo| match role {
            Some(role) => holds(desk, view, *person, role),
            None => roles_of(desk, view, *person).iter().any(inside),
        };
        people(desk, view).filter(may).collect()
    }

    fn narrowed(&self, pick: &Pick, candidates: &[RecordNo]) -> Result<Vec<RecordNo>, Failure> {
        let view = self.view;
        let of = candidates.iter().copied();
        Ok(match pick {
            Pick::Given(expr) => self.given_by(expr, candidates)?,
            Pick::LeastLoaded => {
                let least = of.clone().map(|person| view.open_tasks(person)).min();
                of.filter(|person| Some(view.open_tasks(*person)) == least)
                    .collect()
            }
            Pick::RoundRobin => {
                let last = view.last_assigned(self.workflow.name);
                let next = of.clone().find(|person| Some(*person) > last);
                next.or_else(|| candidates.first().copied())
                    .into_iter()
                    .collect()
            }
        })
    }

    /// The candidates an expression gives: people, or who holds a role.
    fn given_by(&self, expr: &Expr, candidates: &[RecordNo]) -> Result<Vec<RecordNo>, Failure> {
        let value = expr.eval(&Sight::of(self))?;
        let parts = match &value {
            Value::List(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        let given = |person: &RecordNo| {
            parts.iter().any(|part| match choice(part) {
                Some(role) => holds(self.desk, self.view, *person, role),
                None => part.record() == Some(*person),
            })
        };
        Ok(candidates.iter().copied().filter(given).collect())
    }

    /// What is computed and not frozen, so that the rule may speak of it; all is computed once more when the owner is known.
    fn compute_ahead(&mut self) -> Result<(), Failure> {
        let workflow = self.workflow;
        for id in &workflow.computed {
            let field = workflow.field(*id).filter(|field| !field.frozen);
            let Some(expr) = field.and_then(|field| field.computed.as_ref()) else {
                continue;
            };
            let value = expr.eval(&Sight::of(self))?;
            let value = self.fitted(*id, value)?;
            self.set(*id, value);
        }
        Ok(())
    }
}
