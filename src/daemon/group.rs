//! A group of requests: each becomes an event and a turn, all are committed together, and only then answered.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::act::{Request, Sender};
use super::answer::{Answer, Refused, answer, not_understood, unknown_person};
use super::error::DaemonError;
use super::office::{Book, Books, KeyUse, Live, Office};
use crate::engine::{Desk, Sees};
use crate::model::catalogue::Reason;
use crate::model::{Actor, Instant};
use crate::world::{Act, World, advance, feed, read_instant, resolve};

/// What each request of a group comes to.
pub(super) type Answers = Vec<Result<Answer, Reason>>;

/// Keys used so far in this group: what was sent with them, and which answer it got.
type Used = BTreeMap<Sender, ([u8; 32], usize)>;

impl Office {
    /// Carries out a group. After an error nothing of it happened, and the worlds are as the store has them.
    ///
    /// # Errors
    /// Only when the worlds could not be rebuilt: then the writer must end.
    pub(super) fn group(&mut self, requests: &[Request]) -> Result<Answers, DaemonError> {
        let mut broken: BTreeMap<usize, String> = BTreeMap::new();
        loop {
            let mut answers = Answers::new();
            let mut books = Books::new();
            let mut used = Used::new();
            let now = self.clock.now();
            let mut failed = None;
            for (place, request) in requests.iter().enumerate() {
                if let Some(why) = broken.get(&place) {
                    answers.push(Err(Reason::new("not-done").with("why", why.as_str())));
                    continue;
                }
                let turn =
                    AssertUnwindSafe(|| self.take(request, now, &answers, &mut books, &mut used));
                match catch_unwind(turn) {
                    Ok(answer) => answers.push(answer),
                    Err(panic) => {
                        failed = Some((place, panic_text(panic.as_ref())));
                        break;
                    }
                }
            }
            if let Some((place, why)) = failed {
                // The turn left the world half changed: the group begins anew without it.
                tracing::error!(%why, "a turn broke off; the group is taken again without it");
                self.rebuild()?;
                broken.insert(place, why);
                continue;
            }
            return match self.commit(&books) {
                Ok(()) => Ok(answers),
                Err(error) => {
                    let error = DaemonError::from(error);
                    tracing::error!(error = error.chain(), "a group could not be kept");
                    self.rebuild()?;
                    let why = Reason::new("not-done").with("why", error.chain());
                    Ok(requests.iter().map(|_| Err(why.clone())).collect())
                }
            };
        }
    }

    fn take(
        &mut self,
        request: &Request,
        now: Instant,
        answers: &Answers,
        books: &mut Books,
        used: &mut Used,
    ) -> Result<Answer, Reason> {
        let payload = request.hash();
        if let Some(sender) = &request.sender {
            if let Some((before, place)) = used.get(sender) {
                return match answers.get(*place) {
                    Some(first) if *before == payload => first.clone(),
                    _ => Ok(Answer::Refused(conflict(sender))),
                };
            }
            match self.store.find_key(&sender.source, &sender.key) {
                Ok(Some(entry)) if entry.payload == payload => {
                    let first = serde_json::from_str(&entry.answer);
                    return first.map_err(|error| not_done(&error.to_string()));
                }
                Ok(Some(_)) => return Ok(Answer::Refused(conflict(sender))),
                Ok(None) => {}
                Err(error) => return Err(not_done(&DaemonError::from(error).chain())),
            }
        }
        let Some(live) = self.desks.get_mut(&request.desk) else {
            let (status, reason) = self.missing(&request.desk);
            return Ok(Answer::Refused(Refused::one(status, reason)));
        };
        let book = books.entry(request.desk.clone()).or_default();
        match turn(live, request, now, book) {
            Ok((answer, line)) => {
                if let Some(sender) = &request.sender {
                    let text = serde_json::to_string(&answer);
                    let text = text.map_err(|error| not_done(&error.to_string()))?;
                    let key = KeyUse {
                        source: sender.source.clone(),
                        key: sender.key.clone(),
                        payload,
                        answer: text,
                    };
                    book.keys.insert(line, key);
                    used.insert(sender.clone(), (payload, answers.len()));
                }
                Ok(answer)
            }
            Err(refused) => Ok(Answer::Refused(refused)),
        }
    }
}

/// One request on its desk: timers first, then the words, then the turn.
fn turn(
    live: &mut Live,
    request: &Request,
    now: Instant,
    book: &mut Book,
) -> Result<(Answer, crate::model::LineNo), Refused> {
    let Live {
        desk, world, armed, ..
    } = live;
    let at = now.max(world.now());
    let actor = actor(desk, world, request)?;
    let mut sink = |world: &World, line: crate::model::Line| {
        book.projection.line(desk, world, &line, armed);
        book.lines.push(line);
    };
    // Timers come before the words: what is due may close the task the words speak of.
    advance(world, desk, at, &mut sink);
    let event = resolve(desk, world, &request.act, actor, at, &request.with);
    let unseen = unseen(desk, world, &request.act, actor);
    let mut event = event.map_err(|errors| match &unseen {
        Some(refused) => refused.clone(),
        None => not_understood(&errors),
    })?;
    event.occurred = occurred(desk, request, at)?;
    let sent = event.clone();
    let mut record = None;
    let (line, outcome) = feed(world, desk, event, &mut |world, line| {
        if record.is_none() && line.event.parent.is_none() {
            record = Some(line.record);
        }
        sink(world, line);
    });
    let record = record.flatten();
    let answer = match answer(desk, world, &sent, (line, at), record, &outcome) {
        // Why it is refused would tell what the record is.
        Answer::Refused(refused) => Answer::Refused(Refused {
            line: refused.line,
            ..unseen.unwrap_or(refused)
        }),
        done => done,
    };
    Ok((answer, line))
}

/// The refusal for a record the actor may not see: as if it were not there. Who may do something with it all the same
/// (a `who` names them) does it.
fn unseen(desk: &Desk, world: &World, act: &Act, actor: Actor) -> Option<Refused> {
    let word = match act {
        Act::Report { record, .. } | Act::Answer { record, .. } => record,
        Act::Open(_) | Act::Retry(_) => return None,
    };
    let no = world.by_word_of_any(desk, word)?;
    let sees = Sees::of(desk, world, Some(actor.person?));
    let reason = Reason::new("refused-no-record").with("code", word.as_str());
    (!sees.record(no)).then(|| Refused::one(404, reason.about(word)))
}

/// Who acts. Nobody may stand behind the opening of a person while the desk has none.
fn actor(desk: &Desk, world: &World, request: &Request) -> Result<Actor, Refused> {
    let Some(word) = &request.person else {
        let opens = match &request.act {
            Act::Open(workflow) => desk
                .names
                .find(workflow)
                .and_then(|name| desk.workflow(name)),
            _ => None,
        };
        let person = |name| desk.workflow(name).is_some_and(|workflow| workflow.person);
        let mut people = world
            .records()
            .filter(|record| record.ended.is_none() && person(record.workflow));
        let none = people.next().is_none();
        return if none && opens.is_some_and(|workflow| workflow.person) {
            Ok(Actor::ENGINE)
        } else {
            Err(Refused::one(403, Reason::new("nobody-acts")))
        };
    };
    match world.person(desk, word) {
        Some(person) => Ok(Actor::named(person)),
        None => {
            let reason = unknown_person(desk, world, word);
            Err(Refused::one(403, reason))
        }
    }
}

fn occurred(desk: &Desk, request: &Request, at: Instant) -> Result<Option<Instant>, Refused> {
    let Some(text) = &request.occurred else {
        return Ok(None);
    };
    match read_instant(desk, text).filter(|occurred| *occurred <= at) {
        Some(occurred) => Ok(Some(occurred)),
        None => {
            let reason = Reason::new("refused-occurred").with("text", text.as_str());
            Err(Refused::one(422, reason.about("occurred")))
        }
    }
}

fn conflict(sender: &Sender) -> Refused {
    let reason = Reason::new("key-conflict").with("key", sender.key.as_str());
    Refused::one(409, reason.about(&sender.key))
}

fn not_done(why: &str) -> Reason {
    Reason::new("not-done").with("why", why)
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "unknown".to_owned())
}
