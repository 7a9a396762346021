//! One desk, one writer: before an event at *t* all timers due strictly before *t* fire, by (due, order armed); then the
//! event, then what it raised for other records, in the order raised. The daemon, the dry run and the tests all feed alike.

use std::collections::VecDeque;

use super::state::World;
use crate::engine::{Desk, Turn, step};
use crate::model::{
    Actor, Effect, Event, FieldId, Instant, Line, LineNo, Outcome, RecordNo, RevisionNo, Text,
    Value, What,
};

/// Who looks on while events become lines.
pub trait Watch {
    /// The event is about to be stepped on this world; its line will have this number. What is known of it besides may be
    /// added beside its values.
    fn before(&mut self, world: &World, event: &mut Event, no: LineNo) {
        let _ = (world, event, no);
    }

    /// The line is folded.
    fn after(&mut self, world: &World, line: Line);
}

struct Sink<'a>(&'a mut dyn FnMut(&World, Line));

impl Watch for Sink<'_> {
    fn after(&mut self, world: &World, line: Line) {
        (self.0)(world, line);
    }
}

/// Fires everything due before the event, then the event, then what it raised. Each line is handed to `sink` once it is
/// folded. The event is recorded no earlier than the line before it. Gives the event's own line number and outcome.
pub fn feed(
    world: &mut World,
    desk: &Desk,
    event: Event,
    sink: &mut dyn FnMut(&World, Line),
) -> (LineNo, Outcome) {
    feed_watched(world, desk, event, &mut Sink(sink))
}

/// As [`feed`], with somebody looking on.
pub fn feed_watched(
    world: &mut World,
    desk: &Desk,
    mut event: Event,
    watch: &mut dyn Watch,
) -> (LineNo, Outcome) {
    event.at = event.at.max(world.now());
    advance_watched(world, desk, event.at, watch);
    run(world, desk, event, watch)
}

/// Fires all timers due strictly before an instant.
pub fn advance(world: &mut World, desk: &Desk, until: Instant, sink: &mut dyn FnMut(&World, Line)) {
    advance_watched(world, desk, until, &mut Sink(sink));
}

/// As [`advance`], with somebody looking on.
pub fn advance_watched(world: &mut World, desk: &Desk, until: Instant, watch: &mut dyn Watch) {
    while let Some((&(due, no), &alarm)) = world.timers.first_key_value() {
        if due >= until {
            return;
        }
        let what = What::Timer { no, of: alarm.of };
        let at = due.max(world.now());
        let event = Event::bare(Some(alarm.record), what, Actor::ENGINE, at);
        run(world, desk, event, watch);
        // A timer is used up by its turn, whatever came of it.
        world.timers.remove(&(due, no));
    }
}

/// Who makes a revision live, and at whose prompt and in what words, where that is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publisher {
    /// Who.
    pub actor: Actor,
    /// The words.
    pub words: Option<Text>,
    /// At whose prompt.
    pub prompted_by: Option<RecordNo>,
}

impl From<Actor> for Publisher {
    fn from(actor: Actor) -> Publisher {
        Publisher {
            actor,
            words: None,
            prompted_by: None,
        }
    }
}

/// Makes a revision live: its rules bind the world, and `[migrate]` is carried out on every living record it concerns.
pub fn activate(
    world: &mut World,
    desk: &Desk,
    at: Instant,
    publisher: Publisher,
    (revision, hash): (RevisionNo, &str),
    sink: &mut dyn FnMut(&World, Line),
) {
    world.bind(desk);
    let what = What::Activated {
        revision,
        hash: Text::new(hash),
    };
    let mut event = Event::bare(None, what, publisher.actor, at);
    event.remark = publisher.words;
    let by = publisher.prompted_by;
    event
        .with
        .extend(by.map(|no| (FieldId::PROMPTER, Value::Record(no))));
    feed(world, desk, event, sink);
    let concerned: Vec<_> = world
        .records()
        .filter(|record| record.ended.is_none())
        .filter(|record| {
            desk.workflow(record.workflow)
                .is_some_and(|workflow| workflow.migrates())
        })
        .map(|record| record.no)
        .collect();
    for record in concerned {
        feed(
            world,
            desk,
            Event::bare(Some(record), What::Migrate, Actor::ENGINE, at),
            sink,
        );
    }
}

fn run(world: &mut World, desk: &Desk, event: Event, watch: &mut dyn Watch) -> (LineNo, Outcome) {
    let mut turn = Turn::default();
    let (no, outcome, mut raised) = take_turn(world, desk, event, &mut turn, watch);
    while let Some(event) = raised.pop_front() {
        let (_, _, more) = take_turn(world, desk, event, &mut turn, watch);
        raised.extend(more);
    }
    (no, outcome)
}

fn take_turn(
    world: &mut World,
    desk: &Desk,
    mut event: Event,
    turn: &mut Turn,
    watch: &mut dyn Watch,
) -> (LineNo, Outcome, VecDeque<Event>) {
    let no = LineNo(world.last_line().0 + 1);
    watch.before(world, &mut event, no);
    let decision = step(desk, &*world, &event, no, turn);
    let line = Line {
        no,
        revision: desk.revision,
        event,
        record: decision.record,
        outcome: decision.outcome.clone(),
        effects: std::mem::take(&mut turn.effects),
        reads: std::mem::take(&mut turn.reads),
    };
    let raised = line
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Starts { event } | Effect::Tells { event } => Some((**event).clone()),
            _ => None,
        })
        .collect();
    world.fold(&line);
    watch.after(world, line);
    (no, decision.outcome, raised)
}
