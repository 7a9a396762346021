//! What the writer owns: the store and every desk's world. Nothing else changes either.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::clock::Clock;
use super::error::DaemonError;
use super::project::{Armed, Projection, armed};
use crate::config::{Folder, Settings, load};
use crate::engine::Desk;
use crate::model::catalogue::{Arg, Reason};
use crate::model::{Instant, Line, LineNo, Names, RevisionNo};
use crate::store::{Batch, DeskBatch, Key, Store, StoreError, StoredLine};
use crate::world::{World, advance};

/// How many lines one transaction takes while timers are caught up.
const CATCH_UP: usize = 1_000;

/// A desk that runs.
#[derive(Debug)]
pub struct Live {
    /// Its rules.
    pub desk: Arc<Desk>,
    /// Its state.
    pub world: World,
    /// What its revision says for the whole folder.
    pub settings: Settings,
    /// The hash of the revision it runs.
    pub hash: String,
    pub(super) armed: Armed,
}

/// The store and all desks.
#[derive(Debug)]
pub struct Office {
    pub(super) store: Box<dyn Kept>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) desks: BTreeMap<String, Live>,
    /// Desks of the folder that do not run, and why.
    pub(super) idle: BTreeMap<String, Vec<Reason>>,
}

/// A store that can be printed for debugging.
pub trait Kept: Store + std::fmt::Debug {}

impl<S: Store + std::fmt::Debug> Kept for S {}

/// What a group of turns did on one desk, until it is committed.
#[derive(Debug, Default)]
pub(super) struct Book {
    pub(super) lines: Vec<Line>,
    pub(super) keys: BTreeMap<LineNo, KeyUse>,
    pub(super) projection: Projection,
    /// The desk's names, where they grew.
    pub(super) names: Option<Arc<Names>>,
}

/// A key that a line of the group was sent with.
#[derive(Debug)]
pub(super) struct KeyUse {
    pub(super) source: String,
    pub(super) key: String,
    pub(super) payload: [u8; 32],
    pub(super) answer: String,
}

/// Books by desk.
pub(super) type Books = BTreeMap<String, Book>;

impl Office {
    /// Opens a store: every desk is folded from its journal under the revision it ran last.
    ///
    /// # Errors
    /// When the store fails, is broken, or keeps a revision that does not compile any more.
    pub fn open(store: Box<dyn Kept>, clock: Arc<dyn Clock>) -> Result<Office, DaemonError> {
        let mut office = Office {
            store,
            clock,
            desks: BTreeMap::new(),
            idle: BTreeMap::new(),
        };
        office.rebuild()?;
        Ok(office)
    }

    /// Forgets all worlds and folds them anew from what the store keeps.
    pub(super) fn rebuild(&mut self) -> Result<(), DaemonError> {
        self.desks.clear();
        let kept = self.store.desks()?;
        let mut known = BTreeMap::new();
        for desk in &kept {
            known.insert(desk.name.clone(), self.store.names(&desk.name)?);
        }
        let mut compiled = BTreeMap::new();
        for desk in kept {
            let Some(revision) = desk.active else {
                continue;
            };
            if let std::collections::btree_map::Entry::Vacant(slot) = compiled.entry(revision) {
                let folder = folder_of(self.store.as_ref(), revision)?;
                slot.insert(load(&folder, &known, revision));
            }
            let Some(loaded) = compiled.get(&revision) else {
                continue;
            };
            let Some(rules) = loaded.desk(&desk.name) else {
                let why = loaded.diagnostics.sorted(&loaded.sources);
                let why = why
                    .first()
                    .map(|told| told.message(crate::model::catalogue::Lang::En));
                return Err(DaemonError::Stored {
                    desk: desk.name,
                    hash: loaded.text_hash.clone(),
                    why: why.unwrap_or_default(),
                });
            };
            let mut world = World::new(rules);
            for line in self.store.lines(&desk.name, LineNo(1))? {
                world.fold(&line?);
            }
            let live = Live {
                desk: Arc::clone(rules),
                armed: armed(&world),
                world,
                settings: loaded.settings.clone(),
                hash: loaded.text_hash.clone(),
            };
            self.desks.insert(desk.name, live);
        }
        Ok(())
    }

    /// All desks that run, by name.
    #[must_use]
    pub fn desks(&self) -> &BTreeMap<String, Live> {
        &self.desks
    }

    /// The desks of the folder that do not run, and why.
    #[must_use]
    pub fn idle(&self) -> &BTreeMap<String, Vec<Reason>> {
        &self.idle
    }

    /// The store, for reading.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// The instant it is.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// A desk that runs.
    ///
    /// # Errors
    /// The reason where there is none of this name.
    pub fn desk(&self, name: &str) -> Result<&Live, (u16, Reason)> {
        if let Some(live) = self.desks.get(name) {
            return Ok(live);
        }
        Err(self.missing(name))
    }

    pub(super) fn missing(&self, name: &str) -> (u16, Reason) {
        match self.idle.get(name).and_then(|why| why.first()) {
            Some(why) => {
                use crate::model::catalogue::Lang;
                // It stands within a sentence.
                let said = |lang| why.text(lang).trim_end_matches(['.', '。']).to_owned();
                let why = Arg::Both {
                    zh: said(Lang::Zh),
                    en: said(Lang::En),
                };
                let reason = Reason::new("desk-not-live").with("desk", name);
                (409, reason.with("why", why).about(name))
            }
            None => {
                let known: Vec<String> = self.desks.keys().cloned().collect();
                let reason = Reason::new("unknown-desk").with("desk", name);
                let reason = reason.near(name, &known);
                (404, reason.with("known", Arg::List(known)).about(name))
            }
        }
    }

    /// The names each desk has used so far.
    pub(super) fn names(&self) -> BTreeMap<String, Names> {
        let names = self.desks.iter();
        names
            .map(|(name, live)| (name.clone(), (*live.desk.names).clone()))
            .collect()
    }

    /// When the next timer of any desk is due.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.desks
            .values()
            .filter_map(|live| live.world.next_due())
            .min()
    }

    /// Fires all timers due before now, in transactions of bounded size.
    pub(super) fn catch_up(&mut self) -> Result<(), DaemonError> {
        let now = self.clock.now();
        loop {
            let mut books = Books::new();
            let more = self.fire(now, &mut books);
            self.commit(&books)?;
            if !more {
                return Ok(());
            }
        }
    }

    /// Fires timers due before now until the books are full; whether any are left.
    fn fire(&mut self, now: Instant, books: &mut Books) -> bool {
        for (name, live) in &mut self.desks {
            let Live {
                desk, world, armed, ..
            } = live;
            while let Some(due) = world.next_due().filter(|due| *due < now) {
                let book = books.entry(name.clone()).or_default();
                if book.lines.len() >= CATCH_UP {
                    return true;
                }
                let until = due.plus_ms(1).min(now);
                advance(world, desk, until, &mut |world, line| {
                    book.projection.line(desk, world, &line, armed);
                    book.lines.push(line);
                });
            }
        }
        false
    }

    /// Keeps what a group did, in one transaction.
    pub(super) fn commit(&mut self, books: &Books) -> Result<(), StoreError> {
        let batches = books.iter().filter(|(_, book)| !book.lines.is_empty());
        let desks: Vec<DeskBatch<'_>> = batches
            .map(|(name, book)| DeskBatch {
                desk: name,
                names: book.names.as_deref(),
                lines: book.lines.iter().map(|line| stored(book, line)).collect(),
                records: book.projection.records.values().cloned().collect(),
                tasks: book.projection.tasks.values().cloned().collect(),
                timers: book.projection.timers.clone(),
                incidents: book.projection.incidents.values().cloned().collect(),
                outbox: book.projection.outbox.clone(),
            })
            .collect();
        if desks.is_empty() {
            return Ok(());
        }
        self.store.commit(&Batch { desks })
    }
}

fn stored<'a>(book: &'a Book, line: &'a Line) -> StoredLine<'a> {
    let key = book.keys.get(&line.no).map(|used| Key {
        source: &used.source,
        key: &used.key,
        payload: used.payload,
        answer: &used.answer,
    });
    StoredLine { line, key }
}

/// The folder as a revision kept it.
pub(super) fn folder_of(store: &dyn Store, revision: RevisionNo) -> Result<Folder, DaemonError> {
    let files = store.revision(revision)?.unwrap_or_default();
    let mut folder = Folder::default();
    for (path, bytes) in files {
        folder.insert(&path, bytes);
    }
    Ok(folder)
}
