//! Going live: inside the writer, between two groups. Rights, the digest and the living records are judged here once more;
//! a journal line of each desk says from where on the revision holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::answer::{Refused, unknown_person};
use super::error::DaemonError;
use super::office::{Book, Books, Live, Office, folder_of};
use super::project::armed;
use crate::config::{Loaded, compat, load, spend};
use crate::engine::{Desk, has_right, is_prompted};
use crate::model::catalogue::{Arg, Reason};
use crate::model::{Actor, Line, RevisionNo, Text};
use crate::store::Staged;
use crate::world::{Publisher, World, activate};

/// What was decided of a staged revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// Its meaning is that of what runs.
    Same,
    /// It went live.
    Live,
    /// It waits for a person.
    Waits,
    /// It is refused.
    Refused,
}

/// What was decided of a staged revision, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What.
    #[serde(rename = "verdict")]
    pub kind: VerdictKind,
    /// Why it is refused or waits.
    pub reasons: Vec<Reason>,
    /// The desks it would change.
    pub desks: Vec<String>,
    /// The revision each desk ran when it was staged.
    pub base: BTreeMap<String, String>,
}

impl Verdict {
    pub(super) fn new(kind: VerdictKind, reasons: Vec<Reason>) -> Verdict {
        Verdict {
            kind,
            reasons,
            desks: Vec::new(),
            base: BTreeMap::new(),
        }
    }
}

/// What a publication goes by.
#[derive(Clone, Copy, Debug)]
pub struct Approval<'a> {
    /// The digest of the dry run that was seen.
    pub digest: &'a str,
    /// Who publishes; `None` where the gate let it pass.
    pub person: Option<&'a str>,
    /// In what words it was prompted, where the right asks for them.
    pub prompt: Option<&'a str>,
    /// Who prompted it.
    pub prompted_by: Option<&'a str>,
}

type Published = Result<Vec<String>, Refused>;

impl Office {
    /// Makes a staged revision live; gives the desks it is live in.
    ///
    /// # Errors
    /// When the store fails; then nothing went live.
    pub fn publish(
        &mut self,
        no: RevisionNo,
        approval: &Approval<'_>,
    ) -> Result<Published, DaemonError> {
        let staged = self.store.staged()?;
        let Some(staged) = staged.into_iter().find(|staged| staged.revision == no) else {
            return Ok(Err(refusal(404, "revision-not-waiting", &no.to_string())));
        };
        let (verdict, desks) = match self.may_publish(&staged, approval) {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        let folder = folder_of(self.store.as_ref(), no)?;
        let mut loaded = load(&folder, &self.names(), no);
        let mut candidates = Vec::new();
        for name in &desks {
            let Some(mut desk) = loaded.desks.remove(name) else {
                let reason = Reason::new("desk-has-faults").with("desk", name.as_str());
                return Ok(Err(Refused::one(409, reason)));
            };
            let live = self.desks.get(name);
            if let Some(rules) = Arc::get_mut(&mut desk) {
                spend(rules, live.map(|live| live.hash.as_str()));
            }
            let stranded = live.map(|live| compat(&live.desk, &desk, &live.world));
            let stranded = stranded.unwrap_or_default();
            if !stranded.is_empty() {
                return Ok(Err(Refused {
                    status: 409,
                    reasons: stranded,
                    line: None,
                }));
            }
            candidates.push(desk);
        }
        self.activate(&loaded, no, &candidates, approval)?;
        self.leave(staged, verdict, &desks)?;
        Ok(Ok(desks))
    }

    /// What is live waits no longer; the desks that are not go on waiting for somebody of theirs.
    fn leave(
        &mut self,
        staged: Staged,
        verdict: Verdict,
        live: &[String],
    ) -> Result<(), DaemonError> {
        let waiting = |name: &&String| !live.contains(name);
        let desks: Vec<String> = verdict.desks.iter().filter(waiting).cloned().collect();
        if desks.is_empty() {
            return Ok(self.store.unstage(staged.revision)?);
        }
        let base = self.running();
        let rest = Verdict {
            desks,
            base,
            ..verdict
        };
        let verdict = json!(rest).to_string();
        Ok(self.store.set_staged(&Staged { verdict, ..staged })?)
    }

    /// The revision each desk runs.
    fn running(&self) -> BTreeMap<String, String> {
        let running = self.desks.iter();
        running
            .map(|(name, live)| (name.clone(), live.hash.clone()))
            .collect()
    }

    /// The verdict, and the desks of it that may be published: those where this person has the right. The dry run of one
    /// desk says nothing about another, so each may go live without the others.
    fn may_publish(
        &self,
        staged: &Staged,
        approval: &Approval<'_>,
    ) -> Result<(Verdict, Vec<String>), Refused> {
        let no = staged.revision.to_string();
        let verdict = serde_json::from_str::<Verdict>(&staged.verdict).ok();
        let verdict = verdict.filter(|v| matches!(v.kind, VerdictKind::Waits | VerdictKind::Live));
        let verdict = verdict.ok_or_else(|| refusal(409, "revision-not-waiting", &no))?;
        if let Some(moved) = self.moved(&verdict) {
            return Err(Refused::one(409, moved.with("revision", &*no).about(&no)));
        }
        if staged.digest != approval.digest {
            let reason = Reason::new("revision-other-digest").with("revision", &*no);
            let reason = reason.with("given", approval.digest);
            let reason = reason.with("digest", &*staged.digest);
            return Err(Refused::one(409, reason.about(&no)));
        }
        let Some(person) = approval.person else {
            let desks = verdict.desks.clone();
            return Ok((verdict, desks));
        };
        let (mut desks, mut refused) = (Vec::new(), None);
        for name in &verdict.desks {
            let live = self.desks.get(name);
            match live.map_or(Ok(()), |live| may_publish(live, person, approval)) {
                Ok(()) => desks.push(name.clone()),
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        match refused {
            Some(refused) if desks.is_empty() => Err(refused),
            _ => Ok((verdict, desks)),
        }
    }

    /// What runs now that did not when the revision was tried.
    fn moved(&self, verdict: &Verdict) -> Option<Reason> {
        let running = self.running();
        let other = |desk: &&String| running.get(*desk) != verdict.base.get(*desk);
        let desk = running.keys().chain(verdict.base.keys()).find(other)?;
        let hash = running.get(desk);
        let short = hash.map_or_else(
            || "—".to_owned(),
            |hash| hash.chars().take(12).collect::<String>(),
        );
        let reason = Reason::new("revision-base-moved").with("desk", desk.as_str());
        Some(reason.with("hash", short))
    }

    fn activate(
        &mut self,
        loaded: &Loaded,
        no: RevisionNo,
        candidates: &[Arc<Desk>],
        approval: &Approval<'_>,
    ) -> Result<(), DaemonError> {
        let now = self.clock.now();
        let mut books = Books::new();
        for desk in candidates {
            let name = desk.name.to_string();
            let live = self.desks.entry(name.clone()).or_insert_with(|| {
                let world = World::new(desk);
                Live {
                    desk: Arc::clone(desk),
                    armed: armed(&world),
                    world,
                    settings: loaded.settings.clone(),
                    hash: String::new(),
                }
            });
            let book = books.entry(name.clone()).or_default();
            make_live(live, desk, (no, &loaded.text_hash), (now, approval), book);
            live.settings = loaded.settings.clone();
            live.hash.clone_from(&loaded.text_hash);
            self.idle.remove(&name);
        }
        if let Err(error) = self.commit(&books) {
            self.rebuild()?;
            return Err(error.into());
        }
        Ok(())
    }

    /// Puts another verdict in place of a staged revision's.
    pub(super) fn set_verdict(
        &mut self,
        no: RevisionNo,
        verdict: Verdict,
    ) -> Result<Verdict, DaemonError> {
        let staged = self.store.staged()?;
        if let Some(staged) = staged.into_iter().find(|staged| staged.revision == no) {
            let verdict = json!(verdict).to_string();
            self.store.set_staged(&Staged { verdict, ..staged })?;
        }
        Ok(verdict)
    }
}

fn make_live(
    live: &mut Live,
    desk: &Arc<Desk>,
    revision: (RevisionNo, &str),
    (now, approval): (crate::model::Instant, &Approval<'_>),
    book: &mut Book,
) {
    let at = now.max(live.world.now());
    let person = |word| live.world.person(&live.desk, word);
    let actor = approval.person.and_then(person);
    let actor = actor.map_or(Actor::ENGINE, Actor::named);
    let publisher = Publisher {
        actor,
        words: approval.prompt.map(Text::new),
        prompted_by: approval.prompted_by.and_then(person),
    };
    let Live { world, armed, .. } = live;
    let old = Arc::clone(&live.desk);
    let mut take = |rules: &Desk, world: &World, line: Line| {
        book.projection.line(rules, world, &line, armed);
        book.lines.push(line);
    };
    // What is due by now is still decided by the rules it was due under.
    crate::world::advance(world, &old, at, &mut |world, line| take(&old, world, line));
    activate(world, desk, at, publisher, revision, &mut |world, line| {
        take(desk, world, line)
    });
    live.desk = Arc::clone(desk);
    book.names = Some(Arc::clone(&desk.names));
}

/// Whether a person may publish on a desk: by its right `publish`. Where a desk names no such right, or has no people
/// yet, everybody may.
fn may_publish(live: &Live, word: &str, approval: &Approval<'_>) -> Result<(), Refused> {
    let right = live.desk.names.find("publish");
    let named = right.is_some_and(|right| live.desk.rights.contains_key(&right));
    let mut people = live.world.records().filter(|record| {
        let workflow = live.desk.workflow(record.workflow);
        record.ended.is_none() && workflow.is_some_and(|workflow| workflow.person)
    });
    if people.next().is_none() {
        return Ok(());
    }
    let refuse = |id: &str| {
        let reason = Reason::new(id).with("person", word);
        Refused::one(403, reason.with("desk", &*live.desk.name).about(word))
    };
    let person = live.world.person(&live.desk, word);
    let nobody = |word: &str| Refused::one(403, unknown_person(&live.desk, &live.world, word));
    let person = person.ok_or_else(|| nobody(word))?;
    if named && !has_right(&live.desk, &live.world, person, "publish") {
        return Err(refuse("publish-not-allowed"));
    }
    let prompter = match approval.prompted_by {
        None => None,
        Some(word) => Some(live.world.person(&live.desk, word).ok_or_else(|| {
            let reason = unknown_person(&live.desk, &live.world, word);
            Refused::one(403, reason.about("prompted_by"))
        })?),
    };
    let said = (approval.prompt, prompter);
    is_prompted(&live.desk, &live.world, "publish", said).map_err(|lacks| match lacks {
        None => {
            let fields = Arg::List(vec!["prompt".to_owned()]);
            let reason = Reason::new("refused-missing-value").with("fields", fields);
            Refused::one(422, reason.about("prompt"))
        }
        Some(role) => {
            let reason = Reason::new("refused-not-prompted").with("act", "publish");
            let role = live.desk.names.text(role);
            Refused::one(403, reason.with("role", role).about("prompted_by"))
        }
    })
}

fn refusal(status: u16, id: &str, revision: &str) -> Refused {
    Refused::one(
        status,
        Reason::new(id).with("revision", revision).about(revision),
    )
}
