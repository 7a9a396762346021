//! Taking a transition: set, leave, enter, and what follows of itself.

use super::env::Sight;
use super::parts::{Actions, Transition, Trigger};
use super::turn::{Failure, Work};
use super::view::View;
use crate::lang::{EvalError, Expr, Read, explain, kind_of};
use crate::model::{
    CloseReason, Effect, Event, FieldId, NameId, RecordNo, TaskKind, Value, Waiting, What,
};

/// The most transitions without a trigger in one turn.
const MOST_STEPS: usize = 64;

impl<'a, V: View> Work<'a, V> {
    /// Takes a transition: everything of it, then the transitions that need no trigger are left to [`Work::run_on`].
    pub(super) fn take(&mut self, transition: &'a Transition) -> Result<(), Failure> {
        let workflow = self.workflow;
        let target = match transition.to {
            Some(to) => Some(workflow.states.get(&to).ok_or_else(|| Failure::Gone {
                what: "state",
                name: self.desk.names.text(to).to_owned(),
            })?),
            None => None,
        };
        // Guards, sets and fill read the values before.
        let mut sets = self.evaluate_sets(&transition.actions)?;
        self.prepare_starts(&transition.actions.starts)?;
        if let Some(state) = target {
            sets.extend(self.evaluate_sets(&state.actions)?);
            self.prepare_starts(&state.actions.starts)?;
        }
        self.effects.push(Effect::Took {
            transition: transition.name,
        });
        self.taken.push(transition.name);
        for (field, value) in sets {
            self.set(field, value);
        }
        self.recompute()?;
        self.give(&transition.actions)?;
        if target.is_some() {
            self.close_with_state();
            self.cancel_waits();
        }
        self.close_named(&transition.actions.closes);
        match target {
            Some(state) => self.enter(state.name, Some(&transition.actions)),
            None => {
                self.do_actions(&transition.actions)?;
                self.recompute_forms()?;
                self.pause_for_state()
            }
        }
    }

    /// Enters a state: the record is in it from here on.
    pub(super) fn enter(
        &mut self,
        name: NameId,
        taken: Option<&'a Actions>,
    ) -> Result<(), Failure> {
        let workflow = self.workflow;
        let state = workflow.states.get(&name).ok_or_else(|| Failure::Gone {
            what: "state",
            name: self.desk.names.text(name).to_owned(),
        })?;
        self.state = Some(name);
        self.entered = self.now();
        self.entered_now = true;
        self.effects.push(Effect::Entered { state: name });
        self.pause_for_state()?;
        self.give(&state.actions)?;
        self.close_named(&state.actions.closes);
        if state.ends {
            self.end(CloseReason::RecordEnded);
        }
        if let Some(actions) = taken {
            self.do_actions(actions)?;
        }
        self.do_actions(&state.actions)?;
        if !state.ends {
            self.open_awaited()?;
            self.recompute_forms()?;
            // What was opened just now may stand in this state too.
            self.pause_for_state()?;
            self.arm_waits()?;
        }
        self.reached.push((Some(name), state.ends));
        Ok(())
    }

    /// Ends the record: everything still open is closed.
    pub(super) fn end(&mut self, why: CloseReason) {
        self.ended = true;
        for no in self.held.clone() {
            self.close_task(no, why, None);
        }
        self.cancel_waits();
        let voided = why == CloseReason::Voided;
        self.effects.push(Effect::Ended { voided });
    }

    fn do_actions(&mut self, actions: &'a Actions) -> Result<(), Failure> {
        for name in &actions.opens {
            self.open(*name)?;
        }
        for name in &actions.sends {
            self.send(*name)?;
        }
        Ok(())
    }

    fn close_named(&mut self, names: &[NameId]) {
        for name in names {
            if let Some(no) = self.open_task(*name).map(|task| task.no) {
                self.close_task(no, CloseReason::Closed, None);
            }
        }
    }

    fn give(&mut self, actions: &'a Actions) -> Result<(), Failure> {
        let workflow = self.workflow;
        let mut given = false;
        for field in &actions.gives {
            if !self.value(*field).is_empty() {
                continue;
            }
            let pattern = workflow.field(*field).and_then(|field| field.code.as_ref());
            if let Some(pattern) = pattern {
                let code = self.next_code(pattern);
                self.set(*field, Value::Text(code));
                given = true;
            }
        }
        if given {
            self.recompute()?;
        }
        Ok(())
    }

    pub(super) fn evaluate_sets(
        &mut self,
        actions: &Actions,
    ) -> Result<Vec<(FieldId, Value)>, Failure> {
        let mut sets = Vec::with_capacity(actions.sets.len());
        for (field, setting) in &actions.sets {
            let value = Sight::of(self).setting(setting)?;
            sets.push((*field, self.fitted(*field, value)?));
            if self.trace.is_some() && !setting.base.reads().is_empty() {
                let expression = explain(&setting.base, &Sight::of(self));
                self.trace(|| super::turn::Trace::Computed {
                    field: *field,
                    expression,
                });
            }
        }
        Ok(sets)
    }

    /// An event this turn raises for another record.
    pub(super) fn raised(
        &self,
        record: Option<RecordNo>,
        what: What,
        with: Vec<(FieldId, Value)>,
    ) -> Event {
        Event {
            record,
            what,
            actor: self.event.actor,
            at: self.now(),
            occurred: None,
            with,
            remark: None,
            parent: Some(self.line),
            hops: self.event.hops.saturating_add(1),
        }
    }

    pub(super) fn cancel_waits(&mut self) {
        for wait in std::mem::take(&mut self.waits) {
            self.effects.push(Effect::TimerCancelled { no: wait.no });
        }
    }

    /// Arms the transitions of the state just entered that wait for an instant.
    pub(super) fn arm_waits(&mut self) -> Result<(), Failure> {
        let workflow = self.workflow;
        for transition in &workflow.transitions {
            if !transition.on.contains(&Trigger::Timer) {
                continue;
            }
            let here = match (&transition.from, self.state) {
                (Some(from), Some(state)) => from.contains(&state),
                (None, state) => state.is_some(),
                (Some(_), None) => false,
            };
            if !here {
                continue;
            }
            if let Some(due) = self.wait_until(transition)? {
                let no = self.take_timer();
                self.waits.push(Waiting {
                    transition: transition.name,
                    due,
                    no,
                });
                self.effects.push(Effect::TimerArmed {
                    transition: transition.name,
                    due,
                    no,
                });
            }
        }
        Ok(())
    }

    /// When a waiting transition is tried; `None` where its date or duration is empty.
    pub(super) fn wait_until(
        &self,
        transition: &Transition,
    ) -> Result<Option<crate::model::Instant>, Failure> {
        let sight = Sight::of(self);
        let value = match (&transition.after, &transition.at) {
            (Some(after), _) => sight.setting(after)?,
            (None, Some(at)) => sight.setting(at)?,
            (None, None) => return Ok(None),
        };
        let calendar = &self.desk.calendar;
        Ok(match value {
            Value::Empty => None,
            Value::Instant(at) => Some(at.max(self.now())),
            Value::Date(date) => Some(calendar.midnight(date).max(self.now())),
            other => {
                let budget = other.duration().ok_or_else(|| {
                    Failure::Eval(EvalError::Type {
                        what: "after".to_owned(),
                        got: kind_of(&other).to_owned(),
                        wanted: "a duration".to_owned(),
                    })
                })?;
                crate::time::Ledger::new(budget, self.now())?.due(calendar)?
            }
        })
    }

    /// Goes on with transitions that need no trigger, until none applies.
    pub(super) fn run_on(&mut self) -> Result<(), Failure> {
        let mut steps = 0;
        while !self.ended {
            let chosen = match self.choose_for(Trigger::Automatic)? {
                None if self.all_done() => self.choose_for(Trigger::AllDone)?,
                chosen => chosen,
            };
            let chosen = match chosen {
                None => self.choose_without_any()?,
                chosen => chosen,
            };
            let Some(transition) = chosen else {
                return Ok(());
            };
            if steps == MOST_STEPS {
                return Err(Failure::TooManySteps(MOST_STEPS));
            }
            steps += 1;
            self.take(transition)?;
        }
        Ok(())
    }

    /// Whether the tasks that belong to this state are all closed, and there was one.
    fn all_done(&self) -> bool {
        let opens = self
            .state
            .and_then(|state| self.workflow.states.get(&state))
            .map_or(&[][..], |state| state.actions.opens.as_slice());
        // A clock is nobody's task.
        let mut tasks = opens.iter().filter(|name| {
            let rule = self.workflow.tasks.get(*name);
            rule.is_some_and(|rule| rule.kind != TaskKind::Clock)
        });
        let closed = |name: &NameId| self.newest(*name).is_some_and(|task| !task.is_open());
        tasks.next().is_some_and(closed) && tasks.all(closed)
    }

    /// Computes what depends on other fields, in the order they depend on each other: at birth, and when something it is
    /// computed from has changed. What was read of other records stays as it was read last.
    pub(super) fn recompute(&mut self) -> Result<(), Failure> {
        let workflow = self.workflow;
        for id in &workflow.computed {
            let Some(field) = workflow.field(*id) else {
                continue;
            };
            let Some(expr) = &field.computed else {
                continue;
            };
            let changed = || self.sets.iter().any(|(set, _)| field.inputs.contains(set));
            let newborn = self.before.is_none();
            let again = !newborn || self.computed;
            if field.frozen && again
                || !(newborn || field.follows_tasks || changed() || self.counts_teller(expr))
            {
                continue;
            }
            let value = expr.eval(&Sight::of(self))?;
            let value = self.fitted(*id, value)?;
            if self.trace.is_some() && value != self.value(*id) {
                let expression = explain(expr, &Sight::of(self));
                self.trace(|| super::turn::Trace::Computed {
                    field: *id,
                    expression,
                });
            }
            self.set(*id, value);
        }
        self.computed = true;
        Ok(())
    }

    /// Computes anew what depends on forms just opened.
    pub(super) fn recompute_forms(&mut self) -> Result<(), Failure> {
        match self.workflow.forms.is_empty() {
            true => Ok(()),
            false => self.recompute(),
        }
    }

    /// Whether an expression counts records of the kind this event tells of.
    fn counts_teller(&self, expr: &Expr) -> bool {
        let What::Told { workflow, .. } = &self.event.what else {
            return false;
        };
        let counts = |read: &Read| matches!(read, Read::Related(of, _) if of.workflow == *workflow);
        expr.reads().iter().any(counts)
    }

    /// Sends what the turn raised for other records: births first, then the steps related records hear of.
    pub(super) fn raise(&mut self) {
        for event in std::mem::take(&mut self.starts) {
            self.effects.push(Effect::Starts {
                event: Box::new(event),
            });
        }
        let mut told: Vec<RecordNo> = Vec::new();
        for (state, ended) in std::mem::take(&mut self.reached) {
            for (record, via) in self.hearers(state, ended) {
                let what = What::Told {
                    by: self.record,
                    workflow: self.workflow.name,
                    state,
                    ended,
                    via,
                };
                let event = self.raised(Some(record), what, Vec::new());
                told.push(record);
                self.effects.push(Effect::Tells {
                    event: Box::new(event),
                });
            }
        }
        self.tell_who_counts(&told);
    }

    /// Tells the records that count this one in a computed field, or that it names no more, and were told of no step.
    fn tell_who_counts(&mut self, told: &[RecordNo]) {
        let workflow = self.workflow;
        let changed = self.before.is_none() || self.ended || !self.sets.is_empty();
        if !changed && !self.entered_now {
            return;
        }
        let mut counting: Vec<(RecordNo, FieldId)> = Vec::new();
        for (field, _) in &workflow.relations {
            let before = self.row.get(field.place()).map(Value::records);
            let named = self.value(*field).records();
            let before = before.unwrap_or_default();
            for record in named.iter().chain(&before) {
                let known = counting.iter().any(|(known, _)| known == record);
                if known || told.contains(record) {
                    continue;
                }
                // Who waits for all that name it to end may have waited for this one alone.
                let freed = !named.contains(record) && self.is_joined_by(*record);
                if freed || self.is_counted_by(*record, *field) {
                    counting.push((*record, *field));
                }
            }
        }
        for (record, via) in counting {
            let what = What::Told {
                by: self.record,
                workflow: workflow.name,
                state: None,
                ended: false,
                via: Some(via),
            };
            let event = self.raised(Some(record), what, Vec::new());
            self.effects.push(Effect::Tells {
                event: Box::new(event),
            });
        }
    }

    /// Whether a record waits somewhere for all records of this kind to end.
    fn is_joined_by(&self, record: RecordNo) -> bool {
        let on = Trigger::AllEnded {
            workflow: self.workflow.name,
        };
        let other = self.view.record(record);
        let workflow = other.and_then(|record| self.desk.workflow(record.workflow));
        workflow.is_some_and(|workflow| workflow.transitions.iter().any(|t| t.on.contains(&on)))
    }

    /// Whether a computed field of another record counts those that name it in this field.
    fn is_counted_by(&self, record: RecordNo, via: FieldId) -> bool {
        let other = self
            .view
            .record(record)
            .filter(|record| record.ended.is_none());
        let Some(workflow) = other.and_then(|record| self.desk.workflow(record.workflow)) else {
            return false;
        };
        let counts = |read: &Read| match read {
            Read::Related(of, _) => of.workflow == self.workflow.name && of.via == via,
            Read::Leaf(..) | Read::Query(_) => false,
        };
        workflow.computed.iter().any(|id| {
            let field = workflow.field(*id).filter(|field| !field.frozen);
            let expr = field.and_then(|field| field.computed.as_ref());
            expr.is_some_and(|expr| expr.reads().iter().any(counts))
        })
    }

    /// The records whose workflow hears of this step: those it names, and the one that started it.
    fn hearers(&self, state: Option<NameId>, ended: bool) -> Vec<(RecordNo, Option<FieldId>)> {
        let mut hearers: Vec<(RecordNo, Option<FieldId>)> = Vec::new();
        for (field, _) in &self.workflow.relations {
            for record in self.value(*field).records() {
                if self.hears(record, state, ended)
                    && !hearers.iter().any(|(known, _)| *known == record)
                {
                    hearers.push((record, Some(*field)));
                }
            }
        }
        if let Some(record) = self.started_by
            && self.hears(record, state, ended)
            && !hearers.iter().any(|(known, _)| *known == record)
        {
            hearers.push((record, None));
        }
        hearers
    }

    fn hears(&self, record: RecordNo, state: Option<NameId>, ended: bool) -> bool {
        let workflow = self
            .view
            .record(record)
            .and_then(|r| self.desk.workflow(r.workflow));
        workflow.is_some_and(|workflow| {
            let mut triggers = workflow.transitions.iter().flat_map(|t| &t.on);
            triggers.any(|trigger| trigger.hears(self.workflow.name, state, ended))
        })
    }
}
