//! What happens of itself: timers, points of deadlines, and steps of related records.

use super::deadline::{points, recompute};
use super::parts::{Transition, Trigger};
use super::step::Verdict;
use super::turn::{Failure, Work};
use super::view::View;
use crate::model::{
    Armed, Effect, Ignored, Judgement, NameId, Point, Reminded, RungAct, TaskNo, TimerNo,
};

impl<V: View> Work<'_, V> {
    /// A transition with `after` or `at` has waited long enough.
    pub(super) fn waited(&mut self, no: TimerNo, name: NameId) -> Result<Verdict, Failure> {
        // Tried again, it still speaks of the stay in the state it was armed in, not of a later one.
        let armed = if self.retry {
            self.entered <= self.parked_at
        } else {
            self.waits.iter().any(|wait| wait.no == no)
        };
        if self.ended {
            return Ok(Verdict::Ignored(Ignored::RecordEnded));
        }
        if !armed {
            return Ok(Verdict::Ignored(Ignored::NotArmed));
        }
        let meant = |_: &Self, t: &Transition| t.name == name && t.on.contains(&Trigger::Timer);
        let Some(transition) = self.choose(meant)? else {
            return Ok(Verdict::Ignored(Ignored::NotApplicable));
        };
        self.waits.retain(|wait| wait.no != no);
        self.effects.push(Effect::TimerUsed { no });
        self.take(transition)?;
        Ok(Verdict::Applied)
    }

    /// A deadline comes to a point.
    pub(super) fn point(
        &mut self,
        no: TimerNo,
        task: TaskNo,
        point: Point,
    ) -> Result<Verdict, Failure> {
        let Some(found) = self.task(task) else {
            return Ok(Verdict::Ignored(Ignored::NotArmed));
        };
        let (name, retried) = (found.name, self.retry);
        let Some(mut deadline) = found.deadline.clone().filter(|deadline| {
            deadline.stopped.is_none()
                && (retried || deadline.armed.is_some_and(|armed| armed.no == no))
        }) else {
            return Ok(Verdict::Ignored(Ignored::NotArmed));
        };
        deadline.passed |= point.bit();
        let had = deadline.armed;
        let mut reminds: Option<Reminded> = None;
        let mut raises: Option<NameId> = None;
        match point {
            Point::Late => {}
            Point::Judge => deadline.judged = Some(Judgement::Breached),
            Point::Rung(place) => match deadline.rungs.get(usize::from(place)).map(|r| r.act) {
                Some(RungAct::Remind(whom)) => reminds = Some(whom),
                Some(RungAct::Raise(event)) => raises = Some(event),
                None => {}
            },
        }
        deadline.armed = if retried { had } else { self.arm(&deadline)? };
        self.effects.push(Effect::PointPassed {
            task,
            point,
            skipped: false,
            reminds,
            judged: deadline.judged.filter(|_| point == Point::Judge),
            next: deadline.armed,
        });
        if let Some(task) = self.task_mut(task) {
            task.deadline = Some(deadline);
        }
        let trigger = match (point, raises) {
            (Point::Late, _) => Some(Trigger::Late { task: name }),
            (Point::Judge, _) => Some(Trigger::Breached { task: name }),
            (Point::Rung(_), Some(event)) => Some(Trigger::Event { event }),
            (Point::Rung(_), None) => None,
        };
        if let Some(trigger) = trigger
            && let Some(transition) = self.choose_for(trigger)?
        {
            self.take(transition)?;
        }
        Ok(Verdict::Applied)
    }

    /// A related record took a step.
    pub(super) fn told(&mut self) -> Result<Verdict, Failure> {
        if self.ended {
            return Ok(Verdict::Ignored(Ignored::RecordEnded));
        }
        self.recompute()?;
        match self.choose(Self::hears_this)? {
            Some(transition) => {
                self.take(transition)?;
                Ok(Verdict::Applied)
            }
            None if !self.sets.is_empty() => Ok(Verdict::Applied),
            None => Ok(Verdict::Ignored(Ignored::NotApplicable)),
        }
    }

    /// A task that had nobody is addressed anew.
    pub(super) fn address_again(&mut self, no: TaskNo) -> Result<Verdict, Failure> {
        let workflow = self.workflow;
        let name = self
            .task(no)
            .filter(|task| task.is_open())
            .map(|task| task.name);
        let Some(rule) = name.and_then(|name| workflow.tasks.get(&name)) else {
            return Ok(Verdict::Applied);
        };
        let to = self.address(rule)?;
        let signing = self.signing(rule)?;
        let few = signing.is_some_and(|signing| signing.signers.len() < usize::from(signing.need));
        if few || rule.need.is_none() && self.is_nobody(to) {
            return Err(Failure::Gone {
                what: "person for task",
                name: self.text(rule.name),
            });
        }
        self.readdress(no, to);
        self.set_signers(no, rule)?;
        Ok(Verdict::Applied)
    }

    /// A notice that had nobody is sent again.
    pub(super) fn send_again(&mut self, name: NameId) -> Result<Verdict, Failure> {
        let before = self.effects.len();
        self.send(name)?;
        let sent = self.effects.get(before..).unwrap_or_default();
        if sent
            .iter()
            .any(|effect| matches!(effect, Effect::Undelivered { .. }))
        {
            return Err(Failure::Gone {
                what: "person for notice",
                name: self.text(name),
            });
        }
        Ok(Verdict::Applied)
    }

    /// What the `[migrate]` of the revision that goes live does to this record.
    pub(super) fn migrate(&mut self) -> Result<Verdict, Failure> {
        let workflow = self.workflow;
        let migrate = &workflow.migrate;
        if let Some(to) = self.renamed_state() {
            self.state = Some(to);
            self.effects.push(Effect::Renamed { state: to });
        }
        for name in &migrate.rearm {
            self.rearm(*name)?;
        }
        for (name, _) in migrate.timers.iter().filter(|(_, arm)| *arm) {
            let waiting = self.waits.iter().any(|wait| wait.transition == *name);
            let transition = workflow.transitions.iter().find(|t| t.name == *name);
            let waits_here =
                |t: &&Transition| t.on.contains(&Trigger::Timer) && self.leaves_here(t);
            if let Some(transition) = transition.filter(waits_here).filter(|_| !waiting)
                && let Some(due) = self.wait_until(transition)?
            {
                let no = self.take_timer();
                self.waits.push(crate::model::Waiting {
                    transition: *name,
                    due,
                    no,
                });
                self.effects.push(Effect::TimerArmed {
                    transition: *name,
                    due,
                    no,
                });
            }
        }
        // What rests is not computed here either.
        let recompute = migrate.recompute.iter();
        for field in recompute.filter(|field| workflow.computed.contains(field)) {
            if let Some(expr) = workflow
                .field(*field)
                .and_then(|field| field.computed.as_ref())
            {
                let value = expr.eval(&super::env::Sight::of(self))?;
                let value = self.fitted(*field, value)?;
                self.set(*field, value);
            }
        }
        Ok(Verdict::Applied)
    }

    /// The state that took the place of the one the record is in, where that is gone.
    fn renamed_state(&self) -> Option<NameId> {
        let state = self
            .state
            .filter(|state| !self.workflow.states.contains_key(state))?;
        let names = &self.desk.names;
        let old = names.text(state);
        let mut renames = self.workflow.migrate.renames.iter();
        let rename = renames.find(|rename| &*rename.kind == "state" && &*rename.old == old)?;
        names
            .find(&rename.new)
            .filter(|to| self.workflow.states.contains_key(to))
    }

    /// Gives an open deadline the budget the rules have now; points already past are recorded as skipped.
    fn rearm(&mut self, name: NameId) -> Result<(), Failure> {
        let workflow = self.workflow;
        let Some(rule) = workflow
            .tasks
            .get(&name)
            .and_then(|task| task.deadline.as_ref())
        else {
            return Ok(());
        };
        let Some(task) = self.open_task(name) else {
            return Ok(());
        };
        let no = task.no;
        let Some(mut deadline) = task
            .deadline
            .clone()
            .filter(|d| d.judged.is_none() && !d.fixed)
        else {
            return Ok(());
        };
        let Some(fresh) = self.begin_deadline(rule)? else {
            return Ok(());
        };
        deadline.ledger.budget = fresh.ledger.budget;
        deadline.breach = fresh.breach;
        deadline.rungs = fresh.rungs;
        deadline.revision = self.desk.revision;
        let calendar = super::deadline::calendar(self.desk, deadline.calendar);
        recompute(&mut deadline, calendar)?;
        for (at, point, _) in points(&deadline, calendar, self.desk.backdate_within)? {
            if matches!(point, Point::Rung(_)) && at < self.now() {
                deadline.passed |= point.bit();
            }
        }
        if deadline.due >= self.now() {
            deadline.passed &= !Point::Late.bit();
        }
        deadline.armed = self.arm(&deadline)?;
        let next: Option<Armed> = deadline.armed;
        debug_assert!(
            next.is_none_or(|armed| armed.no.0 < self.next.timer),
            "timer numbers run on"
        );
        self.effects.push(Effect::DeadlineMoved {
            task: no,
            deadline: deadline.clone(),
        });
        if let Some(task) = self.task_mut(no) {
            task.deadline = Some(deadline);
        }
        Ok(())
    }
}
