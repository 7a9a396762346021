//! A data file read back: its journal verified line by line, and the rows people query compared with what the lines come
//! to; and what a dry run needs of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::DaemonError;
use super::office::{Kept, folder_of};
use super::project::{Armed, Projection};
use crate::config::{Settings, load, spend};
use crate::engine::Desk;
use crate::model::{Line, LineNo, Names, RevisionNo, TimerNo, What};
use crate::replay::{
    DryRun, DryRunError, Options, Recorded, Verified, compare_rows, dry_run, verify,
};
use crate::store::{StoreError, TimerChange, TimerRow};
use crate::world::World;

/// Compiles a desk as the revisions of a store have it, each once.
#[derive(Debug)]
pub struct Shelf<'s> {
    store: &'s dyn Kept,
    desk: String,
    known: BTreeMap<String, Names>,
    compiled: BTreeMap<RevisionNo, Arc<Desk>>,
    /// What ran from the last activation asked for with [`Shelf::at`] on, and the hash of its revision.
    running: Option<(Arc<Desk>, String)>,
}

impl<'s> Shelf<'s> {
    /// For one desk of a store.
    ///
    /// # Errors
    /// When the desk's names cannot be read.
    pub fn new(store: &'s dyn Kept, desk: &str) -> Result<Shelf<'s>, DaemonError> {
        let known = [(desk.to_owned(), store.names(desk)?)].into();
        Ok(Shelf {
            store,
            desk: desk.to_owned(),
            known,
            compiled: BTreeMap::new(),
            running: None,
        })
    }

    /// The names the desk has used so far.
    #[must_use]
    pub fn known(&self) -> &BTreeMap<String, Names> {
        &self.known
    }

    /// The desk under a revision.
    ///
    /// # Errors
    /// Where the store does not keep it, or it does not compile any more.
    pub fn rules(&mut self, revision: RevisionNo) -> Result<Arc<Desk>, DaemonError> {
        if let Some(desk) = self.compiled.get(&revision) {
            return Ok(Arc::clone(desk));
        }
        let desk = self.compile(revision)?;
        self.compiled.insert(revision, Arc::clone(&desk));
        Ok(desk)
    }

    /// The desk as it ran from a line on. Every activation must be asked for, in order: what of `[migrate]` was spent by
    /// then hangs on the revision before.
    ///
    /// # Errors
    /// Where the store does not keep the revision, or it does not compile any more.
    pub fn at(&mut self, line: &Line) -> Result<Arc<Desk>, DaemonError> {
        if let What::Activated { revision, hash } = &line.event.what {
            let mut desk = self.compile(*revision)?;
            if let Some(rules) = Arc::get_mut(&mut desk) {
                spend(rules, self.running.as_ref().map(|(_, hash)| hash.as_str()));
            }
            self.running = Some((Arc::clone(&desk), hash.to_string()));
            return Ok(desk);
        }
        match &self.running {
            Some((desk, _)) if desk.revision == line.revision => Ok(Arc::clone(desk)),
            _ => self.rules(line.revision),
        }
    }

    fn compile(&self, revision: RevisionNo) -> Result<Arc<Desk>, DaemonError> {
        let mut loaded = load(&folder_of(self.store, revision)?, &self.known, revision);
        let Some(desk) = loaded.desks.remove(&self.desk) else {
            let told = loaded.diagnostics.sorted(&loaded.sources);
            let first = told.first();
            return Err(DaemonError::Stored {
                desk: self.desk.clone(),
                hash: loaded.text_hash.clone(),
                why: first.map_or_else(String::new, |told| {
                    told.message(crate::model::catalogue::Lang::En)
                }),
            });
        };
        Ok(desk)
    }

    /// What a revision says for the whole folder.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn settings(&self, revision: RevisionNo) -> Result<Settings, DaemonError> {
        let folder = folder_of(self.store, revision)?;
        Ok(load(&folder, &self.known, revision).settings)
    }

    /// What every revision of the store means to this desk. One that does not compile any more means something else.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn recorded(&mut self) -> Result<Recorded, DaemonError> {
        let mut recorded = Recorded::default();
        for revision in self.store.revisions()? {
            let meaning = match self.rules(revision.no) {
                Ok(desk) => desk.meaning.clone(),
                Err(DaemonError::Store(error)) => return Err(error.into()),
                Err(_) => revision.hash,
            };
            recorded.meanings.insert(revision.no, meaning);
        }
        Ok(recorded)
    }

    /// Replays the desk's history under two of its revisions, and compares.
    ///
    /// # Errors
    /// When the store cannot be read, or a replay breaks.
    pub fn dry_run(
        &mut self,
        baseline: &Arc<Desk>,
        candidate: &Arc<Desk>,
        options: Options,
    ) -> Result<DryRun, DaemonError> {
        let recorded = self.recorded()?;
        let lines = self.store.lines(&self.desk, LineNo(1))?;
        dry_run(lines, &recorded, baseline, candidate, options).map_err(|error| match error {
            DryRunError::Lines(error) => DaemonError::from(error),
            other => DaemonError::Broke(other.to_string()),
        })
    }
}

/// Verifies a desk of a store: chain, lines, records, tasks, timers, incidents.
///
/// # Errors
/// Where the journal is broken, or a revision it names cannot be had.
pub fn audit(store: &dyn Kept, desk: &str) -> Result<Verified, DaemonError> {
    let mut shelf = Shelf::new(store, desk)?;
    let mut rows = Projection::default();
    let mut timers: BTreeMap<TimerNo, TimerRow<'static>> = BTreeMap::new();
    let mut armed = Armed::new();
    let lines = store.lines(desk, LineNo(1))?;
    let lines = lines.map(|line| line.map_err(DaemonError::from));
    let mut onlooker = |desk: &Desk, world: &World, line: &Line| {
        rows.line(desk, world, line, &mut armed);
        rows.outbox.clear();
        for change in rows.timers.drain(..) {
            match change {
                TimerChange::Armed(row) => drop(timers.insert(row.no, row)),
                TimerChange::Gone(no) => drop(timers.remove(&no)),
            }
        }
    };
    let mut verified = verify(lines, |line| shelf.at(line), &mut onlooker)?;
    let found = &mut verified;
    let stored: Result<Vec<_>, StoreError> = store.records(desk)?.collect();
    compare_rows(
        "record",
        stored?,
        rows.records.into_values(),
        |row| row.no,
        found,
    );
    let stored: Result<Vec<_>, StoreError> = store.tasks(desk)?.collect();
    compare_rows(
        "task",
        stored?,
        rows.tasks.into_values(),
        |row| row.no,
        found,
    );
    let stored: Result<Vec<_>, StoreError> = store.timers(desk)?.collect();
    compare_rows("timer", stored?, timers.into_values(), |row| row.no, found);
    let stored: Result<Vec<_>, StoreError> = store.incidents(desk)?.collect();
    compare_rows(
        "incident",
        stored?,
        rows.incidents.into_values(),
        |row| row.no,
        found,
    );
    Ok(verified)
}
