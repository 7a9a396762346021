//! The play: an agenda of what people mean to do and when, and a world it happens in. What a line tells is put on the
//! agenda; what comes up there is done, put off, or given up. Timers fire in between, as they do for everybody.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::cast::{Away, Cast};
use super::chance::Chance;
use super::habits::{Delay, Habits};
use super::news::{self, News};
use crate::engine::{Desk, Trigger, Turn, View, step};
use crate::model::{
    Actor, Effect, Event, Instant, Line, LineNo, MINUTE_MS, NameId, Outcome, RecordNo, Refusal,
    RevisionNo, SECOND_MS, TaskNo,
};
use crate::world::{Act, World, activate, advance, feed, resolve};

/// Lines as they come, each with the world that has just folded it.
pub(super) type Sink<'s> = dyn FnMut(&World, &Line) + 's;

/// When, how much, and by which seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plot {
    /// The first instant.
    pub from: Instant,
    /// The last instant.
    pub until: Instant,
    /// The seed: with the rest of the plot it decides everything.
    pub seed: u64,
    /// How many records come in over all shipped desks; a desk has its share of them.
    pub records: u64,
}

/// What happened, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Lines.
    pub lines: u64,
    /// What people did.
    pub acts: u64,
    /// Refused acts, by the kind of the first reason.
    pub refused: BTreeMap<&'static str, u32>,
    /// Turns that failed.
    pub failed: u32,
    /// Acts whose words the inbox did not understand: a fault of the play.
    pub not_understood: u32,
    /// Reminders sent.
    pub reminders: u64,
    /// Deadlines judged breached.
    pub breaches: u64,
}

impl Tally {
    fn line(&mut self, line: &Line) {
        self.lines += 1;
        self.acts += u64::from(line.event.what.is_outside());
        match &line.outcome {
            Outcome::Refused(reasons) => {
                if let Some(kind) = reasons.first().map(Refusal::word) {
                    *self.refused.entry(kind).or_default() += 1;
                }
            }
            Outcome::Failed { .. } => self.failed += 1,
            Outcome::Applied | Outcome::Ignored(_) => {}
        }
        for effect in &line.effects {
            let (reminded, judged) = match effect {
                Effect::PointPassed {
                    reminds,
                    skipped,
                    judged,
                    ..
                } => (reminds.is_some() && !skipped, *judged),
                Effect::TaskClosed { judged, .. } => (false, *judged),
                _ => (false, None),
            };
            self.reminders += u64::from(reminded);
            self.breaches += u64::from(judged == Some(crate::model::Judgement::Breached));
        }
    }
}

/// What somebody means to do.
#[derive(Clone, Copy, Debug)]
pub(super) enum Intent {
    /// Something comes in: a record of this workflow is opened.
    Arrive { workflow: NameId },
    /// A task is answered.
    Do {
        task: TaskNo,
        tries: u8,
        /// When it was really done, where it is only typed in now.
        done: Option<Instant>,
    },
    /// An event is reported, if the record is still in the state it entered by this line.
    Report {
        record: RecordNo,
        entered: LineNo,
        event: NameId,
        tries: u8,
    },
    /// A note is added.
    Note { record: RecordNo },
    /// A field is set right.
    Correct { record: RecordNo },
    /// The record was opened by mistake.
    Void { record: RecordNo },
    /// Somebody goes on leave and hands over.
    HandOver { who: RecordNo, away: Away },
    /// Somebody who stood in gives the role back.
    StepBack { who: RecordNo, role: NameId },
}

/// People of one desk, and the history they make.
#[derive(Debug)]
pub struct Play<'d> {
    pub(super) desk: &'d Desk,
    pub(super) world: World,
    pub(super) cast: Cast,
    pub(super) habits: Habits,
    pub(super) plot: Plot,
    pub(super) chance: Chance,
    /// The records of each workflow, in the order they were born.
    pub(super) members: BTreeMap<NameId, Vec<RecordNo>>,
    /// How often a task was answered and kept.
    pub(super) kept: BTreeMap<TaskNo, usize>,
    agenda: BTreeMap<(Instant, u64), Intent>,
    planned: u64,
    tally: Tally,
}

impl<'d> Play<'d> {
    /// A desk before its first day.
    #[must_use]
    pub fn new(desk: &'d Desk, plot: Plot) -> Play<'d> {
        let name = desk.name.bytes().map(u64::from);
        let name: Vec<u64> = name.collect();
        Play {
            desk,
            world: World::new(desk),
            cast: Cast::default(),
            habits: Habits::of(&desk.name),
            chance: Chance::new(plot.seed).fork(&name),
            plot,
            members: BTreeMap::new(),
            kept: BTreeMap::new(),
            agenda: BTreeMap::new(),
            planned: 0,
            tally: Tally::default(),
        }
    }

    /// The world as it stands.
    #[must_use]
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The people.
    #[must_use]
    pub fn cast(&self) -> &Cast {
        &self.cast
    }

    /// What happened so far, in numbers.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Plays the whole plot: the revision goes live, people are hired, and then what the days bring. Lines go to `sink`;
    /// `at` is told how far the play has come.
    pub fn run(
        &mut self,
        (revision, hash): (RevisionNo, &str),
        sink: &mut dyn FnMut(&World, &Line),
        at: &mut dyn FnMut(Instant),
    ) {
        let from = self.plot.from;
        let tally = &mut self.tally;
        activate(
            &mut self.world,
            self.desk,
            from,
            Actor::ENGINE.into(),
            (revision, hash),
            &mut |world, line| {
                tally.line(&line);
                sink(world, &line);
            },
        );
        self.set_stage(sink);
        while let Some((&(next, nth), &intent)) = self.agenda.first_key_value() {
            if next > self.plot.until {
                break;
            }
            // What a timer brings is on the agenda before anything later is done.
            if let Some(due) = self.world.next_due().filter(|due| *due < next) {
                self.pass(due.plus_ms(1), sink);
                continue;
            }
            self.agenda.remove(&(next, nth));
            at(next);
            self.come_to(next, intent, sink);
        }
        self.pass(self.plot.until, sink);
        at(self.plot.until);
    }

    /// Lets time pass: timers due before `until` fire.
    fn pass(&mut self, until: Instant, sink: &mut Sink<'_>) {
        let mut told = Vec::new();
        let tally = &mut self.tally;
        advance(&mut self.world, self.desk, until, &mut |world, line| {
            tally.line(&line);
            news::read(&line, &mut told);
            sink(world, &line);
        });
        self.take_in(told);
    }

    /// Does it.
    pub(super) fn act(&mut self, event: Event, sink: &mut Sink<'_>) -> Outcome {
        let mut told = Vec::new();
        let tally = &mut self.tally;
        let (_, outcome) = feed(&mut self.world, self.desk, event, &mut |world, line| {
            tally.line(&line);
            news::read(&line, &mut told);
            sink(world, &line);
        });
        self.take_in(told);
        outcome
    }

    /// What somebody would do, as an event; counted where the inbox does not understand it.
    pub(super) fn event(
        &mut self,
        actor: Actor,
        act: &Act,
        at: Instant,
        with: &Map<String, Json>,
    ) -> Option<Event> {
        let made = resolve(self.desk, &self.world, act, actor, at, with);
        self.tally.not_understood += u32::from(made.is_err());
        made.ok()
    }

    /// Whether an act would be taken now: people look before they click.
    pub(super) fn would_take(&self, event: &Event) -> bool {
        let line = LineNo(self.world.last_line().0 + 1);
        let mut turn = Turn::default();
        let decision = step(self.desk, &self.world, event, line, &mut turn);
        decision.outcome == Outcome::Applied
    }

    /// Puts something on the agenda.
    pub(super) fn plan(&mut self, at: Instant, intent: Intent) {
        self.planned += 1;
        self.agenda.insert((at, self.planned), intent);
    }

    fn take_in(&mut self, told: Vec<News>) {
        for news in told {
            match news {
                News::Born { record, workflow } => {
                    self.members.entry(workflow).or_default().push(record);
                    self.plan_mishaps(record, workflow);
                }
                News::Opened(task) => self.plan_task(task),
                News::Kept(task) => {
                    *self.kept.entry(task).or_default() += 1;
                    self.plan_task(task);
                }
                News::Entered {
                    record,
                    state,
                    line,
                } => self.plan_reports(record, state, line),
            }
        }
    }

    fn plan_task(&mut self, no: TaskNo) {
        let Some(task) = self.world.task(no).filter(|task| task.is_open()) else {
            return;
        };
        let kept = self.kept.get(&no).copied().unwrap_or(0);
        let kept = u64::try_from(kept).unwrap_or(0);
        let mut chance = self.chance.fork(&[10, u64::from(no.0), kept]);
        let delay = self.habits.delay(self.desk.names.text(task.name));
        let at = self.world.now().plus_ms(drawn(&mut chance, delay));
        let intent = Intent::Do {
            task: no,
            tries: 0,
            done: None,
        };
        self.plan(at, intent);
    }

    fn plan_reports(&mut self, record: RecordNo, state: NameId, entered: LineNo) {
        let desk = self.desk;
        let head = self.world.record(record);
        let Some(workflow) = head.and_then(|head| desk.workflow(head.workflow)) else {
            return;
        };
        let waits = |event: NameId| {
            workflow.transitions.iter().any(|transition| {
                transition.on.contains(&Trigger::Event { event })
                    && transition
                        .from
                        .as_ref()
                        .is_some_and(|from| from.contains(&state))
            })
        };
        for (event, rule) in &workflow.events {
            if rule.who.is_empty() || !waits(*event) {
                continue;
            }
            let mut chance = self.chance.fork(&[11, entered.0, u64::from(event.0)]);
            let (often, delay) = self.habits.event(desk.names.text(*event));
            if !chance.per_mille(often) {
                continue;
            }
            let at = self.world.now().plus_ms(drawn(&mut chance, delay));
            let intent = Intent::Report {
                record,
                entered,
                event: *event,
                tries: 0,
            };
            self.plan(at, intent);
        }
    }

    fn plan_mishaps(&mut self, record: RecordNo, workflow: NameId) {
        let flows = self
            .desk
            .workflow(workflow)
            .is_some_and(|flow| flow.initial.is_some());
        if !flows {
            return;
        }
        let mut chance = self.chance.fork(&[12, u64::from(record.0)]);
        let now = self.world.now();
        let mut after = |least: i64, most: i64, chance: &mut Chance, intent: Intent| {
            let at = now.plus_ms(chance.between(least, most) * MINUTE_MS);
            self.plan(at, intent);
        };
        if chance.per_mille(70) {
            after(60, 5_760, &mut chance, Intent::Note { record });
        }
        if chance.per_mille(18) {
            after(20, 1_500, &mut chance, Intent::Correct { record });
        }
        if chance.per_mille(7) {
            after(10, 240, &mut chance, Intent::Void { record });
        }
    }
}

/// A delay in milliseconds.
pub(super) fn drawn(chance: &mut Chance, delay: Delay) -> i64 {
    let rows: Vec<(u32, (i64, i64))> = delay
        .iter()
        .map(|(w, from, to)| (*w, (*from, *to)))
        .collect();
    let (least, most) = chance.weighted(&rows).copied().unwrap_or((60, 60));
    // Whole seconds, as people's clocks show them.
    let seconds = |minutes: i64| minutes * MINUTE_MS / SECOND_MS;
    chance.between(seconds(least), seconds(most)) * SECOND_MS
}
