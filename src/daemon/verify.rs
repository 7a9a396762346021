//! Whether the rows are what the journal gives: it is read from its first line, hash by hash, folded, and every row made anew.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::error::DaemonError;
use super::project::{Projection, armed};
use crate::config::{Folder, load};
use crate::engine::Desk;
use crate::model::{LineNo, RevisionNo, TimerNo};
use crate::store::{Access, SqliteStore, Store, StoreError, TimerChange};
use crate::world::World;

/// How many differences are named.
const NAMED: usize = 20;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    /// Lines read.
    pub lines: u64,
    /// Rows compared.
    pub rows: u64,
    /// What differs, by desk; the first of each kind.
    pub differences: Vec<String>,
}

impl Verified {
    /// Whether the data is whole.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.differences.is_empty()
    }

    /// For programs.
    #[must_use]
    pub fn to_json(&self) -> Json {
        json!({
            "clean": self.is_clean(),
            "lines": self.lines,
            "rows": self.rows,
            "differences": self.differences,
        })
    }

    fn differs(&mut self, what: String) {
        if self.differences.len() < NAMED {
            self.differences.push(what);
        }
    }

    fn compare<K: Ord + std::fmt::Display, R: PartialEq>(
        &mut self,
        what: &str,
        made: &BTreeMap<K, R>,
        kept: impl Iterator<Item = Result<(K, R), StoreError>>,
    ) -> Result<(), StoreError> {
        let mut count = 0;
        for row in kept {
            let (no, row) = row?;
            count += 1;
            self.rows += 1;
            match made.get(&no) {
                Some(made) if *made == row => {}
                Some(_) => self.differs(format!("{what} {no} is not what the journal gives")),
                None => self.differs(format!("{what} {no} is not in the journal")),
            }
        }
        if made.len() > count {
            let missing = made.len() - count;
            self.differs(format!("{missing} rows of {what} are missing"));
        }
        Ok(())
    }
}

/// Verifies a data file, beside its daemon where one runs.
///
/// # Errors
/// When the file cannot be opened or read at all; damage that was found is no error.
pub fn verify(data: &Path) -> Result<Verified, DaemonError> {
    let store = SqliteStore::open(data, Access::ReadOnly)?;
    let mut found = Verified::default();
    for desk in store.desks()? {
        match verify_desk(&store, &desk.name, &mut found) {
            Ok(()) => {}
            Err(DaemonError::Store(error @ (StoreError::Broken { .. } | StoreError::Damaged { .. }))) => {
                found.differs(error.to_string());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

fn verify_desk(store: &SqliteStore, name: &str, found: &mut Verified) -> Result<(), DaemonError> {
    let mut compiled: BTreeMap<RevisionNo, Arc<Desk>> = BTreeMap::new();
    let mut world: Option<World> = None;
    let mut rows = Projection::default();
    let mut timers = BTreeMap::new();
    let mut waits = BTreeMap::new();
    for line in store.lines(name, LineNo(1))? {
        let line = line?;
        found.lines += 1;
        if let std::collections::btree_map::Entry::Vacant(slot) = compiled.entry(line.revision) {
            slot.insert(rules(store, name, line.revision)?);
        }
        let Some(desk) = compiled.get(&line.revision) else {
            continue;
        };
        let world = world.get_or_insert_with(|| {
            let world = World::new(desk);
            waits = armed(&world);
            world
        });
        if matches!(line.event.what, crate::model::What::Activated { .. }) {
            world.bind(desk);
        }
        world.fold(&line);
        rows.line(desk, world, &line, &mut waits);
        for change in rows.timers.drain(..) {
            change_timer(&mut timers, change);
        }
        rows.outbox.clear();
    }
    let records = store.records(name)?.map(|row| row.map(|row| (row.no, row)));
    found.compare(&format!("{name}: record"), &rows.records, records)?;
    let tasks = store.tasks(name)?.map(|row| row.map(|row| (row.no, row)));
    found.compare(&format!("{name}: task"), &rows.tasks, tasks)?;
    let kept = store.timers(name)?.map(|row| row.map(|row| (row.no, row)));
    found.compare(&format!("{name}: timer"), &timers, kept)?;
    let incidents = store.incidents(name)?.map(|row| row.map(|row| (row.no, row)));
    found.compare(&format!("{name}: incident"), &rows.incidents, incidents)?;
    Ok(())
}

fn change_timer(
    timers: &mut BTreeMap<TimerNo, crate::store::TimerRow<'static>>,
    change: TimerChange<'static>,
) {
    match change {
        TimerChange::Armed(row) => drop(timers.insert(row.no, row)),
        TimerChange::Gone(no) => drop(timers.remove(&no)),
    }
}

fn rules(store: &SqliteStore, name: &str, revision: RevisionNo) -> Result<Arc<Desk>, DaemonError> {
    let mut folder = Folder::default();
    for (path, bytes) in store.revision(revision)?.unwrap_or_default() {
        folder.insert(&path, bytes);
    }
    let names = BTreeMap::from([(name.to_owned(), store.names(name)?)]);
    let mut loaded = load(&folder, &names, revision);
    loaded.desks.remove(name).ok_or_else(|| DaemonError::Stored {
        desk: name.to_owned(),
        hash: loaded.text_hash,
        why: "it has no such desk".to_owned(),
    })
}
