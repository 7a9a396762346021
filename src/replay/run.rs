//! One run: the outside events of a history under one revision. Engine events are derived anew. What people did serves
//! only where they were asked the same; past the first event of a record where that fails nothing more is fed to it, its
//! timers stand, and whoever hears of it or reads it is no longer known either.

use std::collections::BTreeMap;

use super::divergence::{Divergence, Reason};
use super::explain::Lens;
use super::freeze::freeze;
use super::history::{History, Item, Outside};
use super::serve::{Served, leads_to, map_value, refused, without_unasked};
use super::trail::{Ident, Trail, code_fields};
use crate::engine::Desk;
use crate::model::{
    Actor, CloseReason, Effect, Event, FieldId, Handling, Instant, Line, LineNo, Outcome, RecordNo,
    TaskKind, Value, What,
};
use crate::world::{Watch, World, advance_watched, feed_watched};

/// What a run came to.
#[derive(Debug)]
pub(super) struct Ran {
    /// All it left behind.
    pub(super) trail: Trail,
    /// Records of history that were not born in this run, and why.
    pub(super) unborn: BTreeMap<Ident, Divergence>,
}

/// Feeds a history to a revision.
pub(super) fn run(history: &History, desk: &Desk, lens: Option<&mut Lens>) -> Ran {
    let recorded = history.trail.traces.len();
    let mut world = World::new(desk);
    let mut runner = Runner {
        history,
        desk,
        trail: Trail::new(code_fields([desk])),
        own_of: vec![None; recorded],
        unborn: BTreeMap::new(),
        feeding: LineNo(0),
        fed: None,
        to_freeze: Vec::new(),
        pending: Vec::new(),
        lens,
    };
    for item in &history.items {
        match item {
            Item::Feed(outside) => {
                advance_watched(&mut world, desk, outside.event.at, &mut runner);
                runner.settle(&mut world);
                runner.feed(&mut world, outside);
                runner.freeze(&mut world);
            }
            between => runner.pending.push(between),
        }
    }
    if let Some(until) = history.until {
        advance_watched(&mut world, desk, until, &mut runner);
        runner.settle(&mut world);
    }
    Ran {
        trail: runner.trail,
        unborn: runner.unborn,
    }
}

struct Runner<'h, 'p> {
    history: &'h History,
    desk: &'h Desk,
    trail: Trail,
    /// The own number of each recorded record.
    own_of: Vec<Option<RecordNo>>,
    unborn: BTreeMap<Ident, Divergence>,
    /// The recorded line being fed.
    feeding: LineNo,
    /// The record born by the event being fed.
    fed: Option<RecordNo>,
    to_freeze: Vec<RecordNo>,
    pending: Vec<&'h Item>,
    lens: Option<&'p mut Lens>,
}

impl Watch for Runner<'_, '_> {
    fn before(&mut self, world: &World, event: &mut Event, no: LineNo) {
        if let Some(chosen) = self.chosen(event) {
            event.with.push((FieldId::CHOSEN, Value::Record(chosen)));
        }
        if let Some(lens) = &mut self.lens {
            lens.look(world, self.desk, event, no);
        }
    }

    fn after(&mut self, _world: &World, line: Line) {
        self.depend(&line);
        self.trail.take(&line, Ident::outside(self.feeding));
        self.births(&line);
        self.new_tasks(&line);
    }
}

impl<'h> Runner<'h, '_> {
    /// Whom history chose as the owner of the record about to be born: that stands while the rule still admits them.
    fn chosen(&self, event: &Event) -> Option<RecordNo> {
        let ident = match &event.what {
            What::Open { .. } => Ident::outside(self.feeding),
            What::Started { by, workflow } => self.trail.next_child(*by, *workflow),
            _ => return None,
        };
        self.own(*self.history.chosen.get(&ident)?)
    }

    fn own(&self, recorded: RecordNo) -> Option<RecordNo> {
        self.own_of.get(recorded.place()).copied().flatten()
    }

    /// From here on a record is not known. The first reason stands.
    fn diverge(&mut self, record: RecordNo, divergence: Divergence) {
        if let Some(trace) = self.trail.trace_mut(record)
            && trace.diverged.is_none()
        {
            trace.diverged = Some(divergence);
            self.to_freeze.push(record);
        }
    }

    /// A turn that reads or hears of a record not known makes its own not known, before it counts.
    fn depend(&mut self, line: &Line) {
        let Some(record) = line.record else {
            return;
        };
        let by = match &line.event.what {
            What::Told { by, .. } => Some(*by),
            _ => None,
        };
        self.depend_on(line, by, record);
    }

    /// The record is not known from here on if what it comes from, or anything the line read, is not.
    fn depend_on(&mut self, line: &Line, from: Option<RecordNo>, record: RecordNo) {
        let read = line.reads.iter().map(|read| read.record);
        let on = from
            .into_iter()
            .chain(read)
            .find(|no| *no != record && self.trail.is_diverged(*no));
        if let Some(on) = on {
            let reason = Reason::depends_on(self.trail.ident(on));
            let divergence = Divergence {
                at: line.event.at,
                recorded: None,
                own: Some(line.no),
                reason,
            };
            self.diverge(record, divergence);
        }
    }

    fn births(&mut self, line: &Line) {
        for effect in &line.effects {
            let Effect::Born { record, .. } = effect else {
                continue;
            };
            let ident = self.trail.ident(*record);
            if let Some(recorded) = self.history.trail.by_ident.get(&ident)
                && let Some(slot) = self.own_of.get_mut(recorded.place())
            {
                *slot = Some(*record);
            }
            let parent = line.event.what.started().map(|(_, by)| by);
            if parent.is_none() {
                self.fed = Some(*record);
            }
            // What a record not known starts, or starts on what it read of one, is itself not known.
            self.depend_on(line, parent, *record);
        }
    }

    /// A task history never had: nobody was asked, so what they would have answered is not known.
    fn new_tasks(&mut self, line: &Line) {
        let Some(record) = line.record else {
            return;
        };
        for effect in &line.effects {
            let Effect::TaskOpened(task) = effect else {
                continue;
            };
            let open = self
                .trail
                .task(task.no)
                .is_some_and(|mark| mark.closed.is_none());
            if task.kind == TaskKind::Clock || !open {
                continue;
            }
            let recorded = self.recorded(record);
            let known = recorded.and_then(|recorded| {
                self.history
                    .trail
                    .task_of(recorded, task.name, task.ordinal)
            });
            if known.is_none() {
                self.diverge(
                    record,
                    Divergence {
                        at: line.event.at,
                        recorded: None,
                        own: Some(line.no),
                        reason: Reason::NewTask { task: task.name },
                    },
                );
            }
        }
    }

    fn recorded(&self, own: RecordNo) -> Option<RecordNo> {
        let ident = self.trail.ident(own);
        self.history.trail.by_ident.get(&ident).copied()
    }

    /// Compares with what the recorded engine did since the event before, now that all up to the next one has fired.
    fn settle(&mut self, world: &mut World) {
        for item in std::mem::take(&mut self.pending) {
            match item {
                Item::Feed(_) => {}
                Item::Unanswered {
                    record,
                    task,
                    ordinal,
                    at,
                    line,
                } => {
                    let Some(own) = self.own(*record) else {
                        continue;
                    };
                    let mark = self.trail.task_of(own, *task, *ordinal);
                    let mark = mark.and_then(|no| self.trail.task(no));
                    let longer = mark.is_some_and(|mark| {
                        mark.closed.is_none_or(|(closed, why)| {
                            closed > *at || (why == CloseReason::Answered && closed == *at)
                        })
                    });
                    if longer {
                        self.diverge(
                            own,
                            recorded(*at, *line, Reason::AskedLonger { task: *task }),
                        );
                    }
                }
                Item::Told {
                    record,
                    by,
                    at,
                    line,
                } => self.missing(*record, *by, *at, *line),
                Item::Read {
                    record,
                    of,
                    at,
                    line,
                } => {
                    if self.own(*of).is_none() {
                        self.missing(*record, *of, *at, *line);
                    }
                }
            }
        }
        self.freeze(world);
    }

    /// In history a record heard of or read another; here that one is not known, or not there although who starts it is.
    fn missing(&mut self, record: RecordNo, other: RecordNo, at: Instant, line: LineNo) {
        let Some(own) = self.own(record) else {
            return;
        };
        let unknown = match self.own(other) {
            Some(other) => self
                .trail
                .trace(other)
                .and_then(|trace| trace.diverged.as_ref())
                .is_some_and(|divergence| divergence.at <= at),
            None => self.is_unknown(other),
        };
        if unknown {
            let ident = self.history.trail.ident(other);
            self.diverge(own, recorded(at, line, Reason::depends_on(ident)));
        }
    }

    /// Whether a recorded record that was not born here might still have been.
    fn is_unknown(&self, recorded: RecordNo) -> bool {
        let Some(trace) = self.history.trail.trace(recorded) else {
            return false;
        };
        if self.unborn.contains_key(&trace.ident) {
            return true;
        }
        let Some(parent) = trace.parent else {
            return false;
        };
        match self.trail.find(parent) {
            Some(parent) => parent.diverged.is_some(),
            None => {
                let parent = self.history.trail.by_ident.get(&parent);
                parent.is_some_and(|parent| self.is_unknown(*parent))
            }
        }
    }

    fn feed(&mut self, world: &mut World, outside: &Outside) {
        self.feeding = outside.line;
        self.fed = None;
        let at = outside.event.at;
        let own = match outside.event.record {
            None => None,
            Some(recorded) => match self.own(recorded) {
                Some(own) if self.trail.is_diverged(own) => return,
                Some(own) => Some(own),
                // Not born here: what it comes to is its birth's affair.
                None => return,
            },
        };
        let mut event = match self.event(own, outside) {
            Served::Event(event) => *event,
            Served::Unneeded => return,
            Served::Not(reason) => {
                let divergence = recorded(at, outside.line, reason);
                match own {
                    Some(own) => self.diverge(own, divergence),
                    None => self.never_born(outside, divergence),
                }
                return;
            }
        };
        without_unasked(self.desk, world, &mut event);
        let (no, outcome) = feed_watched(world, self.desk, event, self);
        let reason = match (&outcome, outside.applied) {
            (Outcome::Applied | Outcome::Ignored(_), true) | (Outcome::Refused(_), false) => return,
            (Outcome::Applied | Outcome::Ignored(_), false) => Reason::RefusedInHistory,
            (Outcome::Refused(refusals), true) => refused(refusals),
            (Outcome::Failed { why, .. }, true) => Reason::Failed { why: why.clone() },
            (Outcome::Failed { .. }, false) => return,
        };
        let divergence = Divergence {
            own: Some(no),
            ..recorded(at, outside.line, reason)
        };
        match own.or(self.fed) {
            Some(own) => self.diverge(own, divergence),
            None => self.never_born(outside, divergence),
        }
    }

    fn never_born(&mut self, outside: &Outside, divergence: Divergence) {
        if outside.born.is_some() {
            self.unborn.insert(Ident::outside(outside.line), divergence);
        }
    }

    /// The event in this run's own numbers, if what people did serves here.
    fn event(&self, own: Option<RecordNo>, outside: &Outside) -> Served {
        let recorded = &outside.event;
        let what = match (&recorded.what, own) {
            (What::Answer { outcome, .. }, Some(own)) => match self.answer(own, outside) {
                Ok(task) => What::Answer {
                    task,
                    outcome: *outcome,
                },
                Err(reason) => return Served::Not(reason),
            },
            (What::Handle { act, .. }, Some(own)) => match self.handled(own, outside, *act) {
                Ok(what) => what,
                Err(reason) => return Served::Not(reason),
            },
            (What::Retry { .. }, Some(own)) => {
                let incidents = self.trail.trace(own).map(|trace| &trace.incidents);
                let found = outside
                    .retries
                    .and_then(|at| incidents.and_then(|incidents| incidents.get(at)));
                match found {
                    Some(incident) => What::Retry {
                        incident: *incident,
                    },
                    None => return Served::Unneeded,
                }
            }
            (what, _) => what.clone(),
        };
        let map = |no: RecordNo| {
            self.own(no)
                .ok_or_else(|| Reason::depends_on(self.history.trail.ident(no)))
        };
        let mapped = || -> Result<Event, Reason> {
            let person = recorded.actor.person.map(map).transpose()?;
            let principal = recorded.actor.principal.map(map).transpose()?;
            let mut with = Vec::with_capacity(recorded.with.len());
            for (field, value) in &recorded.with {
                with.push((*field, map_value(value, &map)?));
            }
            Ok(Event {
                record: own,
                what,
                actor: Actor {
                    person,
                    principal,
                    verified: recorded.actor.verified,
                },
                at: recorded.at,
                occurred: recorded.occurred,
                with,
                remark: recorded.remark.clone(),
                parent: None,
                hops: 0,
            })
        };
        match mapped() {
            Ok(event) => Served::Event(Box::new(event)),
            Err(reason) => Served::Not(reason),
        }
    }

    /// What was done with a task, on the same ask here and with the people of this run.
    fn handled(&self, own: RecordNo, outside: &Outside, act: Handling) -> Result<What, Reason> {
        let person = |no: RecordNo| {
            let unknown = || Reason::depends_on(self.history.trail.ident(no));
            self.own(no).ok_or_else(unknown)
        };
        let act = match act {
            Handling::Transfer { to } => Handling::Transfer { to: person(to)? },
            Handling::AddSigner { person: signer } => Handling::AddSigner {
                person: person(signer)?,
            },
            plain => plain,
        };
        let task = match act {
            // The answer taken back is on a task already closed.
            Handling::Withdraw => outside
                .answers
                .and_then(|asked| self.trail.task_of(own, asked.task, asked.ordinal)),
            _ => Some(self.answer(own, outside)?),
        };
        let task = task.ok_or(Reason::EventRefused)?;
        Ok(What::Handle { task, act })
    }

    /// The task a recorded answer serves here: the same ask, open now.
    fn answer(&self, own: RecordNo, outside: &Outside) -> Result<crate::model::TaskNo, Reason> {
        let Some(asked) = outside.answers else {
            return Err(Reason::EventRefused);
        };
        let task = asked.task;
        let Some(no) = self.trail.task_of(own, task, asked.ordinal) else {
            let state = self.trail.trace(own).filter(|trace| !trace.ended);
            let later = state.is_some_and(|trace| {
                self.desk
                    .workflow(trace.workflow)
                    .is_some_and(|workflow| leads_to(workflow, trace.state, task))
            });
            return Err(match later {
                true => Reason::AskedLater { task },
                false => Reason::AnswerUnused { task },
            });
        };
        let mark = self.trail.task(no);
        let closed = mark.is_some_and(|mark| mark.closed.is_some());
        if closed && !asked.late {
            return Err(Reason::AnswerUnused { task });
        }
        if !closed && mark.is_some_and(|mark| mark.offers != asked.offers) {
            return Err(Reason::OutcomesChanged { task });
        }
        Ok(no)
    }

    /// Stops the timers of records no longer known, so that nothing is made up.
    fn freeze(&mut self, world: &mut World) {
        for record in std::mem::take(&mut self.to_freeze) {
            freeze(world, self.desk, record);
        }
    }
}

fn recorded(at: Instant, line: LineNo, reason: Reason) -> Divergence {
    Divergence {
        at,
        recorded: Some(line),
        own: None,
        reason,
    }
}
