//! The proof of a journal: every line, stepped once more on the world before it and under the revision it names, decides
//! the same; what the engine raised stands in the order it was raised; every timer fired when it was due and none was left out.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::engine::{Desk, Turn, step};
use crate::model::{Effect, Event, Line, LineNo, What};
use crate::world::World;

/// So many differences are kept; after a wrong line most of what follows is wrong as well.
const MOST: usize = 100;

/// What is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line; 0 for what stands beside the journal.
    pub line: LineNo,
    /// What of it.
    pub what: &'static str,
    /// As it is stored.
    pub stored: String,
    /// As it is derived.
    pub derived: String,
}

/// A journal verified.
#[derive(Debug)]
pub struct Verified {
    /// How many lines there are.
    pub lines: u64,
    /// What is not as it must be; the first hundred.
    pub differences: Vec<Difference>,
    /// How many there are.
    pub count: u64,
    /// The world the lines come to.
    pub world: World,
}

impl Verified {
    /// Adds what was found beside the journal.
    pub fn add(&mut self, difference: Difference) {
        self.count += 1;
        if self.differences.len() < MOST {
            self.differences.push(difference);
        }
    }

    /// Whether all is as it must be.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.count == 0
    }
}

/// Who looks on while a journal is verified: the rows people query are made from the same lines.
pub type Onlooker<'a> = &'a mut dyn FnMut(&Desk, &World, &Line);

/// Verifies a journal. `rules` gives the desk as it is from a line on that names another revision than the one before it;
/// `onlooker` sees every line once it is folded.
///
/// # Errors
/// Where the journal cannot be read (its chain of hashes included) or a revision it names cannot be had.
pub fn verify<E>(
    lines: impl Iterator<Item = Result<Line, E>>,
    mut rules: impl FnMut(&Line) -> Result<Arc<Desk>, E>,
    onlooker: Onlooker<'_>,
) -> Result<Verified, E> {
    let mut proof: Option<Proof> = None;
    let mut verified = Verified {
        lines: 0,
        differences: Vec::new(),
        count: 0,
        world: World::default(),
    };
    for line in lines {
        let line = line?;
        let current = proof
            .as_ref()
            .filter(|proof| proof.desk.revision == line.revision)
            .map(|proof| Arc::clone(&proof.desk));
        let desk = match current {
            Some(desk) => desk,
            None => rules(&line)?,
        };
        let proof = proof.get_or_insert_with(|| Proof::new(Arc::clone(&desk)));
        proof.line(desk, &line, &mut verified);
        onlooker(&proof.desk, &proof.world, &line);
        verified.lines += 1;
    }
    if let Some(proof) = proof {
        proof.end(&mut verified);
        verified.world = proof.world;
    }
    Ok(verified)
}

struct Proof {
    world: World,
    desk: Arc<Desk>,
    /// What lines raised and no line has taken up yet.
    raised: VecDeque<Event>,
    turn: Turn,
}

impl Proof {
    fn new(desk: Arc<Desk>) -> Proof {
        Proof {
            world: World::new(&desk),
            desk,
            raised: VecDeque::new(),
            turn: Turn::default(),
        }
    }

    fn line(&mut self, desk: Arc<Desk>, line: &Line, verified: &mut Verified) {
        if desk.revision != self.desk.revision {
            self.world.bind(&desk);
        }
        self.desk = desk;
        let mut differs = |what: &'static str, stored: String, derived: String| {
            verified.add(Difference {
                line: line.no,
                what,
                stored,
                derived,
            });
        };
        if line.no.0 != self.world.last_line().0 + 1 {
            let next = self.world.last_line().0 + 1;
            differs("number", line.no.to_string(), next.to_string());
        }
        if line.event.at < self.world.now() {
            let now = self.world.now().to_string();
            differs("instant", line.event.at.to_string(), now);
        }
        self.cause(&line.event, &mut differs);
        self.turn.clear();
        let decision = step(
            &self.desk,
            &self.world,
            &line.event,
            line.no,
            &mut self.turn,
        );
        if decision.record != line.record {
            let derived = format!("{:?}", decision.record);
            differs("record", format!("{:?}", line.record), derived);
        }
        if decision.outcome != line.outcome {
            let derived = format!("{:?}", decision.outcome);
            differs("outcome", format!("{:?}", line.outcome), derived);
        }
        if self.turn.effects != line.effects {
            let at = first(&line.effects, &self.turn.effects);
            let shown = |effects: &[Effect]| format!("{at}: {:?}", effects.get(at));
            differs("effects", shown(&line.effects), shown(&self.turn.effects));
        }
        if self.turn.reads != line.reads {
            let derived = format!("{:?}", self.turn.reads);
            differs("reads", format!("{:?}", line.reads), derived);
        }
        self.world.fold(line);
        let raised = line.effects.iter().filter_map(|effect| match effect {
            Effect::Starts { event } | Effect::Tells { event } => Some((**event).clone()),
            _ => None,
        });
        self.raised.extend(raised);
    }

    /// Whether this is the event that had to come next.
    fn cause(&mut self, event: &Event, differs: &mut dyn FnMut(&'static str, String, String)) {
        if let Some(next) = self.raised.pop_front() {
            if next != *event {
                differs("event raised", format!("{event:?}"), format!("{next:?}"));
            }
            return;
        }
        if event.parent.is_some() {
            differs("event raised", format!("{event:?}"), "none".to_owned());
            return;
        }
        let first = self.world.timers().next();
        if let What::Timer { no, of } = &event.what {
            let derived = first
                .map(|(due, no, record, of)| (Some(record), no, of, due.max(self.world.now())));
            let stored = Some((event.record, *no, *of, event.at));
            if derived != stored {
                differs("timer", format!("{stored:?}"), format!("{derived:?}"));
            }
        } else if let Some((due, no, ..)) = first.filter(|(due, ..)| *due < event.at) {
            let derived = format!("timer {no} at {due}");
            differs("timer left out", format!("{:?}", event.what), derived);
        }
    }

    /// What lines raised must have become lines.
    fn end(&self, verified: &mut Verified) {
        for event in &self.raised {
            verified.add(Difference {
                line: self.world.last_line(),
                what: "event raised",
                stored: "none".to_owned(),
                derived: format!("{event:?}"),
            });
        }
    }
}

fn first<T: PartialEq>(a: &[T], b: &[T]) -> usize {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b);
    same.count()
}

/// Compares stored rows with derived ones, both in the order of `key`.
pub fn compare_rows<T: PartialEq + std::fmt::Debug, K: Ord + std::fmt::Debug>(
    what: &'static str,
    stored: impl IntoIterator<Item = T>,
    derived: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
    verified: &mut Verified,
) {
    let (mut stored, mut derived) = (
        stored.into_iter().peekable(),
        derived.into_iter().peekable(),
    );
    loop {
        let order = match (stored.peek(), derived.peek()) {
            (None, None) => return,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(a), Some(b)) => key(a).cmp(&key(b)),
        };
        let (a, b) = match order {
            std::cmp::Ordering::Less => (stored.next(), None),
            std::cmp::Ordering::Greater => (None, derived.next()),
            std::cmp::Ordering::Equal => (stored.next(), derived.next()),
        };
        if a != b {
            verified.add(Difference {
                line: LineNo(0),
                what,
                stored: format!("{a:?}"),
                derived: format!("{b:?}"),
            });
        }
    }
}
