//! Deadlines of tasks and clocks: begun, paused, resumed, passed point by point, judged.

use std::sync::Arc;

use super::env::Sight;
use super::parts::DeadlineRule;
use super::revision::Desk;
use super::turn::{Failure, Work};
use super::view::View;
use crate::lang::{EvalError, kind_of};
use crate::model::{
    Armed, CloseReason, Closed, Deadline, Effect, Instant, Judgement, Ledger, NameId, Point, Rung,
    Task, TaskKind, TaskNo, TimerNo, Unit, Value,
};
use crate::time::{self, Calendar, TimeError};

impl<V: View> Work<'_, V> {
    /// A deadline that begins now; `None` where its due value is empty.
    pub(super) fn begin_deadline(&self, rule: &DeadlineRule) -> Result<Option<Deadline>, Failure> {
        let sight = Sight::of(self);
        let calendar = calendar(self.desk, rule.calendar);
        let start = self.now();
        let value = sight.setting(&rule.due)?;
        let (ledger, fixed) = match &value {
            Value::Empty => return Ok(None),
            Value::Date(date) => (until(start, calendar.due_date(*date)?)?, true),
            Value::Instant(at) => (until(start, *at)?, true),
            other => (Ledger::new(budget(other)?, start)?, false),
        };
        let due = if fixed {
            start.plus_ms(ledger.budget.amount)
        } else {
            ledger.due(calendar)?.unwrap_or(start)
        };
        let breach = match &rule.breach {
            None => None,
            Some(breach) => Some(budget(&sight.setting(breach)?)?),
        };
        let mut deadline = Deadline {
            ledger,
            breach,
            calendar: rule.calendar,
            due,
            breach_at: due,
            fixed,
            revision: self.desk.revision,
            rungs: Arc::new(
                rule.ladder
                    .iter()
                    .map(|rung| Rung {
                        at: rung.at,
                        act: rung.act,
                    })
                    .collect(),
            ),
            passed: 0,
            armed: None,
            stopped: None,
            judged: None,
        };
        deadline.breach_at = breach_instant(&deadline, calendar)?;
        Ok(Some(deadline))
    }

    /// Notes that a task's deadline begins once its due value is there. Only such a one begins later: a task opened under
    /// rules that gave it none is left without.
    pub(super) fn await_deadline(&mut self, no: TaskNo) {
        if let Some(task) = self.task_mut(no) {
            task.extra.get_or_insert_default().awaits = true;
        }
        self.effects.push(Effect::DeadlineAwaited { task: no });
    }

    /// Begins the deadlines of open tasks that waited for their due value, where it is there now.
    pub(super) fn begin_awaited(&mut self) -> Result<(), Failure> {
        if self.ended {
            return Ok(());
        }
        let workflow = self.workflow;
        let mut begun = false;
        for no in self.held.clone() {
            let waits = |task: &&Task| {
                let awaits = task.extra.as_deref().is_some_and(|extra| extra.awaits);
                awaits && task.is_open() && task.deadline.is_none()
            };
            let Some(name) = self.task(no).filter(waits).map(|task| task.name) else {
                continue;
            };
            let rule = workflow.tasks.get(&name);
            let Some(rule) = rule.and_then(|rule| rule.deadline.as_ref()) else {
                continue;
            };
            let Some(deadline) = self.begin_deadline(rule)? else {
                continue;
            };
            if let Some(task) = self.task_mut(no) {
                task.deadline = Some(Box::new(deadline));
            }
            self.arm_first(no)?;
            if let Some(deadline) = self.task(no).and_then(|task| task.deadline.clone()) {
                let task = no;
                self.effects.push(Effect::DeadlineMoved { task, deadline });
                begun = true;
            }
        }
        if begun {
            self.pause_for_state()?;
        }
        Ok(())
    }

    /// Records rungs that lie before the start as skipped and arms the first timer. The task must be in the turn already.
    pub(super) fn arm_first(&mut self, task: TaskNo) -> Result<(), Failure> {
        let Some(mut deadline) = self.task(task).and_then(|task| task.deadline.clone()) else {
            return Ok(());
        };
        let desk = self.desk;
        let calendar = calendar(desk, deadline.calendar);
        let from = deadline.ledger.start;
        let points = points(&deadline, calendar, desk.backdate_within)?;
        for (at, point, skipped) in points {
            // Only rungs are skipped: what is due in the past is late at once.
            if matches!(point, Point::Rung(_)) && (skipped || at < from) {
                deadline.passed |= point.bit();
            }
        }
        deadline.armed = self.arm(&deadline)?;
        if let Some(task) = self.task_mut(task) {
            task.deadline = Some(deadline);
        }
        Ok(())
    }

    /// The timer for the next point of a deadline, with a number of its own; what lies in the past comes at once.
    pub(super) fn arm(&mut self, deadline: &Deadline) -> Result<Option<Armed>, Failure> {
        let next = next_point(deadline, self.desk)?;
        Ok(next.map(|(due, point)| Armed {
            due: due.max(self.now()),
            no: self.take_timer(),
            point,
        }))
    }

    pub(super) fn take_timer(&mut self) -> TimerNo {
        let no = TimerNo(self.next.timer);
        self.next.timer += 1;
        no
    }

    /// Pauses or resumes the record's open deadlines for the state it is now in.
    pub(super) fn pause_for_state(&mut self) -> Result<(), Failure> {
        let open: Vec<TaskNo> = self.held.clone();
        for no in open {
            let Some(task) = self.task(no).filter(|task| task.is_open()) else {
                continue;
            };
            let Some(deadline) = task.deadline.as_deref().filter(|d| d.stopped.is_none()) else {
                continue;
            };
            let stands = self
                .workflow
                .tasks
                .get(&task.name)
                .and_then(|rule| rule.deadline.as_ref())
                .is_some_and(|rule| {
                    self.state
                        .is_some_and(|state| rule.pauses_in.contains(&state))
                });
            if stands == deadline.is_paused() {
                continue;
            }
            let mut moved = deadline.clone();
            let calendar = calendar(self.desk, moved.calendar);
            if stands {
                moved.ledger.pause(self.now());
            } else {
                moved.ledger.resume(self.now());
                recompute(&mut moved, calendar)?;
            }
            moved.armed = self.arm(&moved)?;
            self.effects.push(Effect::DeadlineMoved {
                task: no,
                deadline: Box::new(moved.clone()),
            });
            if let Some(task) = self.task_mut(no) {
                task.deadline = Some(Box::new(moved));
            }
        }
        Ok(())
    }

    /// Closes a task, judging its deadline where the way it closed is a deed or the end.
    pub(super) fn close_task(&mut self, no: TaskNo, why: CloseReason, outcome: Option<NameId>) {
        let now = self.now();
        let deed = matches!(why, CloseReason::Answered | CloseReason::Returned);
        let occurred = self.event.occurred.filter(|_| deed);
        let by = self.event.actor.person.filter(|_| deed);
        let closed = Closed {
            at: now,
            occurred,
            why,
            outcome,
            by,
        };
        let desk = self.desk;
        let Some(task) = self.task_mut(no).filter(|task| task.is_open()) else {
            return;
        };
        let kind = task.kind;
        let judged = task
            .deadline
            .as_deref()
            .filter(|deadline| deadline.judged.is_none())
            .and_then(|d| judge(kind, d, &closed, calendar(desk, d.calendar)));
        task.closed = Some(closed.clone());
        if let Some(deadline) = &mut task.deadline {
            stop(deadline, now, judged);
        }
        self.effects.push(Effect::TaskClosed {
            task: no,
            closed,
            judged,
        });
    }
}

/// Stops a deadline's clock for good; used by the turn and by the fold alike.
pub fn stop(deadline: &mut Deadline, at: Instant, judged: Option<Judgement>) {
    deadline.stopped = Some(at);
    deadline.armed = None;
    if judged.is_some() {
        deadline.judged = judged;
    }
}

/// The final word on a deadline whose clock stops. A deed counts by when it happened, where that is not before the clock
/// began; a clock stops with its record; a task that nobody answered is judged only where it was breached already.
fn judge(
    kind: TaskKind,
    deadline: &Deadline,
    closed: &Closed,
    calendar: &Calendar,
) -> Option<Judgement> {
    let start = deadline.ledger.start;
    let stop = closed
        .occurred
        .filter(|at| *at >= start && *at <= closed.at)
        .unwrap_or(closed.at);
    // While the clock stands, what it had not come to before does not come.
    let (due, breach) = settled(deadline, calendar).unwrap_or((true, true));
    let word = if !due || stop <= deadline.due {
        Judgement::InTime
    } else if !breach || stop <= deadline.breach_at {
        Judgement::Late
    } else {
        Judgement::Breached
    };
    match closed.why {
        CloseReason::Answered | CloseReason::Returned => Some(word),
        CloseReason::RecordEnded | CloseReason::LeftState | CloseReason::Closed
            if kind == TaskKind::Clock =>
        {
            Some(word)
        }
        CloseReason::RecordEnded | CloseReason::LeftState | CloseReason::Closed => {
            (word == Judgement::Breached).then_some(word)
        }
        CloseReason::Voided => None,
    }
}

/// Computes the instants of a deadline anew from its ledger, after a resume or a change.
///
/// # Errors
/// When its calendar has no answer.
pub fn recompute(deadline: &mut Deadline, calendar: &Calendar) -> Result<(), TimeError> {
    if deadline.fixed {
        return Ok(());
    }
    if let Some(due) = deadline.ledger.due(calendar)? {
        deadline.due = due;
    }
    deadline.breach_at = breach_instant(deadline, calendar)?;
    Ok(())
}

fn breach_instant(deadline: &Deadline, calendar: &Calendar) -> Result<Instant, TimeError> {
    let Some(breach) = deadline.breach else {
        return Ok(deadline.due);
    };
    let at = deadline.ledger.with_budget(breach)?.due(calendar)?;
    Ok(at.unwrap_or(deadline.breach_at).max(deadline.due))
}

/// Whether the due and the breach instant are certain: they are not while the clock stands before them.
fn settled(deadline: &Deadline, calendar: &Calendar) -> Result<(bool, bool), TimeError> {
    if deadline.fixed || !deadline.is_paused() {
        return Ok((true, true));
    }
    let due = deadline.ledger.due(calendar)?.is_some();
    let breach = match deadline.breach {
        None => due,
        Some(breach) => {
            let ledger = deadline.ledger.with_budget(breach)?;
            due && ledger.due(calendar)?.is_some()
        }
    };
    Ok((due, breach))
}

/// The next point a deadline comes to: while its clock stands, only what it had come to before it stood.
pub(super) fn next_point(
    deadline: &Deadline,
    desk: &Desk,
) -> Result<Option<(Instant, Point)>, TimeError> {
    if deadline.stopped.is_some() {
        return Ok(None);
    }
    let calendar = calendar(desk, deadline.calendar);
    let points = points(deadline, calendar, desk.backdate_within)?;
    Ok(points
        .into_iter()
        .filter(|(_, point, _)| !deadline.has_passed(*point))
        .map(|(at, point, _)| (at, point))
        .min())
}

/// All points of a deadline that are certain: when, which, and whether it lies before the start.
pub(super) fn points(
    deadline: &Deadline,
    calendar: &Calendar,
    backdate_within: Option<crate::model::Duration>,
) -> Result<Vec<(Instant, Point, bool)>, TimeError> {
    let (due, breach) = settled(deadline, calendar)?;
    let mut points = Vec::with_capacity(deadline.rungs.len().saturating_add(2));
    if due {
        points.push((deadline.due, Point::Late, false));
    }
    for (rung, place) in deadline.rungs.iter().zip(0_u8..Point::MOST_RUNGS) {
        let at = if deadline.fixed {
            let start = deadline.ledger.start;
            Some(time::fixed_rung_instant(
                start,
                deadline.due,
                calendar,
                rung.at,
            )?)
        } else {
            time::rung_instant(&deadline.ledger, calendar, rung.at)?
        };
        match at {
            Some(time::RungInstant::At(at)) => points.push((at, Point::Rung(place), false)),
            Some(time::RungInstant::Skipped(at)) => points.push((at, Point::Rung(place), true)),
            None => {}
        }
    }
    if breach {
        let judge = time::judge_at(deadline.breach_at, backdate_within, calendar)?;
        points.push((judge, Point::Judge, false));
    }
    Ok(points)
}

/// A calendar of the desk by name, or its own.
pub(super) fn calendar(desk: &Desk, name: NameId) -> &Calendar {
    desk.calendars.get(&name).unwrap_or(&desk.calendar)
}

/// A due instant given as a date or time. It may lie in the past, where no ledger of a length begins; it may lie as far
/// ahead as a length may be long, so that counting up to it has the same bound.
fn until(start: Instant, due: Instant) -> Result<Ledger, TimeError> {
    let budget = crate::model::Duration::elapsed_ms(due.since_ms(start));
    if budget.amount > 0 {
        return Ledger::new(budget, start);
    }
    Ok(Ledger {
        budget,
        start,
        pauses: Vec::new(),
        kept: None,
    })
}

fn budget(value: &Value) -> Result<crate::model::Duration, Failure> {
    value
        .duration()
        .filter(|d| d.amount > 0 || d.unit == Unit::EndOfWorkingDay)
        .ok_or_else(|| {
            Failure::Eval(EvalError::Type {
                what: "due".to_owned(),
                got: kind_of(value).to_owned(),
                wanted: "a duration or a date".to_owned(),
            })
        })
}
