//! Which transition is taken: the first, in the order the revision keeps them, that waits for this trigger in this state
//! and whose guard holds.

use super::env::Sight;
use super::parts::{Transition, Trigger};
use super::turn::{Considered, Failure, Trace, Work};
use super::view::View;
use crate::lang::{EvalError, explain, kind_of};
use crate::model::{Event, FieldId, NameId, RecordNo, Refusal, What};

impl<'a, V: View> Work<'a, V> {
    /// Whether a transition could leave the state the record is in.
    pub(super) fn leaves_here(&self, transition: &Transition) -> bool {
        !self.ended
            && match (&transition.from, self.state) {
                (Some(from), Some(state)) => from.contains(&state),
                (None, Some(_)) => true,
                (_, None) => false,
            }
    }

    /// Whether a transition of this state waits for a trigger.
    pub(super) fn waits_for(&self, trigger: Trigger) -> bool {
        let mut all = self.workflow.transitions.iter();
        all.any(|t| t.on.contains(&trigger) && self.leaves_here(t))
    }

    /// The first transition of this state that waits for a trigger and whose count and guard allow it.
    pub(super) fn choose_for(
        &mut self,
        trigger: Trigger,
    ) -> Result<Option<&'a Transition>, Failure> {
        self.choose(|_, t| t.on.contains(&trigger))
    }

    /// The first transition of this state, among those that may be meant, whose count and guard allow it.
    pub(super) fn choose(
        &mut self,
        meant: impl Fn(&Self, &Transition) -> bool,
    ) -> Result<Option<&'a Transition>, Failure> {
        let workflow = self.workflow;
        for transition in &workflow.transitions {
            if !self.leaves_here(transition) || !meant(self, transition) {
                continue;
            }
            if self.trace.is_some() {
                let verdict = self.consider(transition)?;
                let transition = transition.name;
                self.trace(|| Trace::Considered {
                    transition,
                    verdict,
                });
            }
            if self.allows(transition)? {
                return Ok(Some(transition));
            }
        }
        Ok(None)
    }

    /// Whether a transition's count and guard allow it.
    fn allows(&self, transition: &Transition) -> Result<bool, Failure> {
        if self.used_up(transition)?.is_some() {
            return Ok(false);
        }
        match &transition.when {
            Some(when) => Ok(when.holds(&Sight::of(self))?),
            None => Ok(true),
        }
    }

    /// How often a transition was taken and how often it may be, where it may be no more.
    fn used_up(&self, transition: &Transition) -> Result<Option<(usize, i64)>, Failure> {
        let Some(at_most) = &transition.at_most else {
            return Ok(None);
        };
        let limit = Sight::of(self).setting(at_most)?;
        let whole = limit.number().and_then(crate::model::Number::whole);
        let limit = whole.ok_or_else(|| {
            Failure::Eval(EvalError::Type {
                what: "at_most".to_owned(),
                got: kind_of(&limit).to_owned(),
                wanted: "a whole number".to_owned(),
            })
        })?;
        let count = self.times_taken(transition.name, transition.since);
        let used_up = i64::try_from(count).unwrap_or(i64::MAX) >= limit;
        Ok(used_up.then_some((count, limit)))
    }

    /// The same with the reasons, for an explanation.
    fn consider(&self, transition: &Transition) -> Result<Considered, Failure> {
        if let Some((count, limit)) = self.used_up(transition)? {
            return Ok(Considered::AtMost { count, limit });
        }
        let Some(when) = &transition.when else {
            return Ok(Considered::Taken(None));
        };
        let sight = Sight::of(self);
        let explained = explain(when, &sight);
        Ok(match when.holds(&sight)? {
            true => Considered::Taken(Some(explained)),
            false => Considered::Guard(explained),
        })
    }

    /// The requirements that are not met, each as a refusal.
    pub(super) fn unmet(&mut self, requires: &[NameId]) -> Result<Vec<Refusal>, Failure> {
        let workflow = self.workflow;
        let mut unmet = Vec::new();
        for name in requires {
            let Some(require) = workflow.requires.get(name) else {
                let name = self.text(*name);
                return Err(Failure::Gone {
                    what: "requirement",
                    name,
                });
            };
            let sight = Sight::of(self);
            let holds = require.when.holds(&sight)?;
            if self.trace.is_some() {
                let condition = explain(&require.when, &sight);
                self.trace(|| Trace::Required {
                    require: *name,
                    condition,
                });
            }
            match require.each {
                _ if holds => {}
                Some(field) => unmet.extend(self.unmet_items(*name, field)),
                None => unmet.push(Refusal::Unmet { require: *name }),
            }
        }
        Ok(unmet)
    }

    /// What would apply in this state: events to report, tasks to answer.
    pub(super) fn applicable(&self) -> Refusal {
        let mut events: Vec<NameId> = Vec::new();
        for transition in &self.workflow.transitions {
            if !self.leaves_here(transition) {
                continue;
            }
            for trigger in &transition.on {
                if let Trigger::Event { event } = trigger
                    && !events.contains(event)
                    && self
                        .workflow
                        .events
                        .get(event)
                        .is_some_and(|rule| !rule.who.is_empty())
                {
                    events.push(*event);
                }
            }
        }
        let open = self.held.iter().filter_map(|no| self.task(*no));
        let tasks = open
            .filter(|task| task.is_open() && task.kind != crate::model::TaskKind::Clock)
            .map(|task| task.name)
            .collect();
        Refusal::NotApplicable { events, tasks }
    }

    /// Whether a transition hears of the related record's step this event tells of.
    pub(super) fn hears_this(&self, transition: &Transition) -> bool {
        let What::Told {
            by,
            workflow,
            state,
            ended,
            via,
        } = &self.event.what
        else {
            return false;
        };
        let hears = |trigger: &Trigger| {
            trigger.hears(*workflow, *state, *ended)
                && (!matches!(trigger, Trigger::AllEnded { .. })
                    || self.all_ended(*workflow, transition.via, ended.then_some(*by)))
        };
        // It is told once, also where it is named in several fields.
        let named = |field: FieldId| {
            *via == Some(field)
                || via.is_some()
                    && self
                        .view
                        .row(*by)
                        .get(field.place())
                        .is_some_and(|value| value.records().contains(&self.record))
        };
        transition.via.is_none_or(named) && transition.on.iter().any(hears)
    }

    /// The transition taken at once on entering a state that waits for related records to end where there are none.
    pub(super) fn choose_without_any(&mut self) -> Result<Option<&'a Transition>, Failure> {
        if !self.entered_now {
            return Ok(None);
        }
        self.choose(|work, t| {
            let none = |trigger: &Trigger| match trigger {
                Trigger::AllEnded { workflow } => {
                    let born =
                        |event: &Event| event.what.started().map(|(of, _)| of) == Some(*workflow);
                    !work.starts.iter().any(born) && work.all_ended(*workflow, t.via, None)
                }
                _ => false,
            };
            t.to.is_some() && t.on.iter().any(none)
        })
    }

    /// Whether every record of a workflow started here or naming this one, born since this state was entered or still
    /// open then, has ended. The one that tells has.
    fn all_ended(&self, workflow: NameId, via: Option<FieldId>, teller: Option<RecordNo>) -> bool {
        let started: &[RecordNo] = match via {
            None => self.view.started(self.record),
            Some(_) => &[],
        };
        let started = started.iter();
        let fields = self
            .desk
            .workflow(workflow)
            .map_or(&[][..], |w| w.relations.as_slice());
        let naming = fields
            .iter()
            .filter(|(field, to)| *to == self.workflow.name && via.is_none_or(|via| via == *field))
            .flat_map(|(via, _)| self.view.naming(self.record, workflow, *via).iter());
        let sight = Sight::of(self);
        started
            .chain(naming)
            .filter(|no| Some(**no) != teller)
            .all(|no| {
                let other = self.view.record(*no);
                let other = other.filter(|record| record.workflow == workflow);
                other.is_none_or(|record| {
                    sight.look(record);
                    record.ended.is_some()
                })
            })
    }
}
