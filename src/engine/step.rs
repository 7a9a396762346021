//! One turn: an event on one record, run to completion, all or nothing.

use std::cell::RefCell;

use super::deadline::next_point;
use super::revision::{Desk, Workflow};
use super::turn::{Failure, Turn, Work};
use super::view::View;
use crate::model::{
    Armed, Effect, Event, Ignored, IncidentNo, Judgement, LineNo, NameId, Outcome, Point, Read,
    RecordNo, Refusal, Text, TimerNo, TimerOf, What,
};

/// The most lines that may stand between an event and what came from outside.
const MOST_HOPS: u16 = 64;

/// What a turn came to: the record it was about and the outcome. Its effects and reads are in the [`Turn`] handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The record, also where it was born by this turn.
    pub record: Option<RecordNo>,
    /// What became of the event.
    pub outcome: Outcome,
}

/// How a turn that did not fail ended.
pub(super) enum Verdict {
    /// Its effects happen.
    Applied,
    /// Nothing of it happens; the reasons.
    Refused(Vec<Refusal>),
    /// Nothing happens, but a timer is used up.
    Ignored(Ignored),
}

/// Decides, purely, what an event does. `line` is the number the journal line will have. Effects and reads are appended
/// to the turn's buffers; the world is not touched.
pub fn step<V: View>(
    desk: &Desk,
    view: &V,
    event: &Event,
    line: LineNo,
    turn: &mut Turn,
) -> Decision {
    if matches!(event.what, What::Activated { .. }) {
        return Decision {
            record: None,
            outcome: Outcome::Applied,
        };
    }
    turn.effects.reserve(8);
    let start = turn.effects.len();
    let reads = RefCell::new(std::mem::take(&mut turn.reads));
    let trace = turn.trace.take();
    let traced = trace.is_some();
    let (record, result, trace) = decide(desk, view, event, line, &mut turn.effects, &reads, trace);
    turn.reads = reads.into_inner();
    turn.trace = if traced {
        Some(trace.unwrap_or_default())
    } else {
        None
    };
    let outcome = match result {
        Ok(Verdict::Applied) => Outcome::Applied,
        Ok(Verdict::Refused(refusals)) => {
            turn.effects.truncate(start);
            Outcome::Refused(refusals)
        }
        Ok(Verdict::Ignored(ignored)) => {
            if ignored != Ignored::AlreadyStarted {
                turn.effects.truncate(start);
            }
            use_timer(event, &mut turn.effects);
            settle(view, event, &mut turn.effects);
            Outcome::Ignored(ignored)
        }
        Err(failure) if let Some(incident) = retried(view, event) => {
            // The incident stays open; what it parked is the same.
            turn.effects.truncate(start);
            let why = Text::new(&failure.to_string());
            Outcome::Failed { incident, why }
        }
        Err(failure) => {
            turn.effects.truncate(start);
            park_timer(desk, view, event, &mut turn.effects);
            let incident = IncidentNo(view.next().incident);
            let why = Text::new(&failure.to_string());
            turn.effects.push(Effect::IncidentOpened {
                incident,
                task: None,
                why: why.clone(),
            });
            Outcome::Failed { incident, why }
        }
    };
    let record = match outcome {
        Outcome::Applied => record,
        _ => event.record,
    };
    Decision { record, outcome }
}

fn use_timer(event: &Event, effects: &mut Vec<Effect>) {
    if let What::Timer { no, .. } = &event.what {
        effects.push(Effect::TimerUsed { no: *no });
    }
}

/// The open incident whose parked event is tried again.
fn retried<V: View>(view: &V, event: &Event) -> Option<IncidentNo> {
    match &event.what {
        What::Retry { incident } => view.incident(*incident).map(|_| *incident),
        _ => None,
    }
}

/// What was parked and does not apply any more is not to be tried once more.
fn settle<V: View>(view: &V, event: &Event, effects: &mut Vec<Effect>) {
    if let Some(incident) = retried(view, event) {
        effects.push(Effect::IncidentClosed { incident });
    }
}

/// The timer of a failed turn is used up; what its deadline comes to after it still comes.
fn park_timer<V: View>(desk: &Desk, view: &V, event: &Event, effects: &mut Vec<Effect>) {
    let What::Timer {
        no,
        of: TimerOf::Deadline { task, point },
    } = &event.what
    else {
        use_timer(event, effects);
        return;
    };
    let deadline = view.task(*task).and_then(|task| task.deadline.as_deref());
    let Some(mut deadline) = deadline
        .cloned()
        .filter(|d| d.armed.is_some_and(|a| a.no == *no))
    else {
        return;
    };
    deadline.passed |= point.bit();
    let next = next_point(&deadline, desk).ok().flatten();
    let timer = TimerNo(view.next().timer);
    effects.push(Effect::PointPassed {
        task: *task,
        point: *point,
        skipped: true,
        reminds: None,
        judged: (*point == Point::Judge).then_some(Judgement::Breached),
        next: next.map(|(due, point)| Armed {
            due: due.max(event.at),
            no: timer,
            point,
        }),
    });
}

type Decided = (
    Option<RecordNo>,
    Result<Verdict, Failure>,
    Option<Vec<super::turn::Trace>>,
);

fn decide<V: View>(
    desk: &Desk,
    view: &V,
    event: &Event,
    line: LineNo,
    effects: &mut Vec<Effect>,
    reads: &RefCell<Vec<Read>>,
    trace: Option<Vec<super::turn::Trace>>,
) -> Decided {
    if event.hops > MOST_HOPS {
        return (event.record, Err(Failure::TooManyHops(MOST_HOPS)), trace);
    }
    if let What::Retry { incident } = &event.what {
        return retry(desk, view, event, *incident, line, effects, reads, trace);
    }
    let workflow = match workflow_of(desk, view, event) {
        Ok(workflow) => workflow,
        Err(failure) => return (event.record, Err(failure), trace),
    };
    let mut work = work(desk, view, workflow, event, line, effects, reads, trace);
    let result = match work.run() {
        // What a person was asked for and did not give is for them to add.
        Err(Failure::NotGiven(fields)) if event.what.is_outside() => {
            let missing = fields.into_iter().map(Some);
            let missing = missing.map(|field| Refusal::MissingValue { field });
            Ok(Verdict::Refused(missing.collect()))
        }
        other => other,
    };
    (Some(work.record), result, work.trace)
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of a turn, put together in one place"
)]
fn retry<V: View>(
    desk: &Desk,
    view: &V,
    event: &Event,
    incident: IncidentNo,
    line: LineNo,
    effects: &mut Vec<Effect>,
    reads: &RefCell<Vec<Read>>,
    trace: Option<Vec<super::turn::Trace>>,
) -> Decided {
    let Some(parked) = view.incident(incident) else {
        return (
            event.record,
            Ok(Verdict::Refused(vec![Refusal::NothingToRetry])),
            trace,
        );
    };
    if let Some(refusal) = super::access::may_retry(desk, view, event.actor, parked.event) {
        return (event.record, Ok(Verdict::Refused(vec![refusal])), trace);
    }
    effects.push(Effect::IncidentClosed { incident });
    // A new event now, with what the parked one brought, by whoever it came from.
    let mut again = parked.event.clone();
    again.at = event.at;
    if matches!(again.what, What::Answer { .. }) {
        // It was given then; that the rules failed is not for its clock to pay.
        again.occurred = again.occurred.or(Some(parked.event.at));
    }
    again.hops = event.hops;
    again.parent = event.parent;
    if let Some(task) = parked.task {
        let Some(task) = view.task(task) else {
            return (
                event.record,
                Ok(Verdict::Ignored(Ignored::NotApplicable)),
                trace,
            );
        };
        again.record = Some(task.record);
    }
    if parked.task.is_some() || parked.notice.is_some() {
        // Nothing but the task or notice is looked at: what opened or sent it has long been done.
        again.record = again.record.or(event.record);
        again.what = What::Note;
        again.with.clear();
    }
    let workflow = match workflow_of(desk, view, &again) {
        Ok(workflow) => workflow,
        Err(failure) => return (again.record, Err(failure), trace),
    };
    let mut work = work(desk, view, workflow, &again, line, effects, reads, trace);
    work.retry = true;
    work.parked_at = parked.event.at;
    let result = match (parked.task, parked.notice) {
        (Some(task), _) => work.address_again(task),
        (None, Some(notice)) => work.send_again(notice),
        (None, None) => work.run(),
    };
    let result = match result {
        // It will never apply again.
        Ok(Verdict::Refused(refusals)) if refusals.contains(&Refusal::RecordEnded) => {
            Ok(Verdict::Ignored(Ignored::RecordEnded))
        }
        other => other,
    };
    (Some(work.record), result, work.trace)
}

fn workflow_of<'a, V: View>(
    desk: &'a Desk,
    view: &V,
    event: &Event,
) -> Result<&'a Workflow, Failure> {
    let name: Option<NameId> = match (&event.what, event.record) {
        (
            What::Open { workflow }
            | What::Started { workflow, .. }
            | What::StartedOnce { workflow, .. },
            _,
        ) => Some(*workflow),
        (_, Some(record)) => view.record(record).map(|record| record.workflow),
        (_, None) => None,
    };
    name.and_then(|name| desk.workflow(name))
        .ok_or_else(|| Failure::Gone {
            what: "workflow",
            name: name.map_or_else(String::new, |name| desk.names.text(name).to_owned()),
        })
}

#[expect(
    clippy::too_many_arguments,
    reason = "the parts of a turn, put together in one place"
)]
fn work<'a, V: View>(
    desk: &'a Desk,
    view: &'a V,
    workflow: &'a Workflow,
    event: &'a Event,
    line: LineNo,
    effects: &'a mut Vec<Effect>,
    reads: &'a RefCell<Vec<Read>>,
    trace: Option<Vec<super::turn::Trace>>,
) -> Work<'a, V> {
    let next = view.next();
    let before = match event.what {
        What::Open { .. } | What::Started { .. } | What::StartedOnce { .. } => None,
        _ => event.record.and_then(|record| view.record(record)),
    };
    Work {
        desk,
        view,
        workflow,
        event,
        line,
        record: before.map_or(RecordNo(next.record), |record| record.no),
        before,
        row: before.map_or(&[][..], |record| view.row(record.no)),
        state: before.and_then(|record| record.state),
        entered: before.map_or(event.at, |record| record.entered),
        opened: before.map_or(event.at, |record| record.opened),
        opened_by: before.map_or(event.actor.person, |record| record.opened_by),
        started_by: match &event.what {
            What::Started { by, .. } | What::StartedOnce { by, .. } => Some(*by),
            _ => before.and_then(|record| record.started_by),
        },
        code: None,
        ended: before.is_some_and(|record| record.ended.is_some()),
        sets: Vec::new(),
        tasks: Vec::new(),
        held: before.map_or_else(Vec::new, |record| record.tasks.clone()),
        waits: before.map_or_else(Vec::new, |record| record.waits.clone()),
        taken: Vec::new(),
        reached: Vec::new(),
        starts: Vec::new(),
        counted: Vec::new(),
        next,
        retry: false,
        parked_at: event.at,
        entered_now: false,
        computed: false,
        effects,
        reads,
        noted: RefCell::default(),
        trace,
    }
}

/// Looks at a record as it stands: what an expression of it would give now. Nothing is decided.
pub(super) fn at_rest<V: View, T>(
    desk: &Desk,
    view: &V,
    record: RecordNo,
    look: impl FnOnce(&Work<'_, V>) -> T,
) -> Option<T> {
    let at = view.record(record)?.updated;
    let event = Event::bare(Some(record), What::Note, crate::model::Actor::ENGINE, at);
    let workflow = workflow_of(desk, view, &event).ok()?;
    let (mut effects, reads) = (Vec::new(), RefCell::new(Vec::new()));
    let line = LineNo(0);
    let work = work(
        desk,
        view,
        workflow,
        &event,
        line,
        &mut effects,
        &reads,
        None,
    );
    Some(look(&work))
}

impl<V: View> Work<'_, V> {
    fn run(&mut self) -> Result<Verdict, Failure> {
        // Who has left does nothing any more, whatever still names them.
        if self.event.what.is_outside()
            && self.event.actor.person.is_some_and(|no| !self.is_here(no))
        {
            let roles = Vec::new();
            return Ok(Verdict::Refused(vec![Refusal::NotAllowed { roles }]));
        }
        let verdict = match &self.event.what {
            What::Open { .. } | What::Started { .. } | What::StartedOnce { .. } => self.birth()?,
            What::Report { event } => self.report(*event)?,
            What::Answer { task, outcome } => self.answer(*task, *outcome)?,
            What::Handle { task, act } => self.handle(*task, *act)?,
            What::Note => self.note(),
            What::Correct => self.correct()?,
            What::Void => self.void()?,
            What::Told { .. } => self.told()?,
            What::Timer {
                no,
                of: TimerOf::Transition(name),
            } => self.waited(*no, *name)?,
            What::Timer {
                no,
                of: TimerOf::Deadline { task, point },
            } => self.point(*no, *task, *point)?,
            What::Migrate => self.migrate()?,
            What::Activated { .. } | What::Retry { .. } => Verdict::Ignored(Ignored::NotApplicable),
        };
        if matches!(verdict, Verdict::Applied) {
            self.run_on()?;
            self.recompute()?;
            if self.follow_needs()? {
                self.recompute()?;
                self.run_on()?;
                self.recompute()?;
            }
            self.follow_limits()?;
            self.begin_awaited()?;
            self.raise();
        }
        Ok(verdict)
    }
}
