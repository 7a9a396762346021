//! Lines go to the store in groups, with the rows people query, as the daemon writes them. The outbox stays empty: what
//! was written to made-up people must not leave when a daemon starts on this data.

use crate::daemon::{Armed, Projection};
use crate::engine::Desk;
use crate::model::Line;
use crate::store::{Batch, DeskBatch, SqliteStore, Store, StoreError, StoredLine};
use crate::world::World;

/// How many lines one transaction takes.
const GROUP: usize = 4_000;

/// Keeps one desk's lines.
#[derive(Debug)]
pub(super) struct Keeper<'a> {
    store: &'a mut SqliteStore,
    desk: &'a Desk,
    lines: Vec<Line>,
    projection: Projection,
    armed: Armed,
    names_kept: bool,
    failed: Option<StoreError>,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(store: &'a mut SqliteStore, desk: &'a Desk) -> Keeper<'a> {
        Keeper {
            store,
            desk,
            lines: Vec::with_capacity(GROUP),
            projection: Projection::default(),
            armed: Armed::new(),
            names_kept: false,
            failed: None,
        }
    }

    /// Takes a line that `world` has just folded.
    pub(super) fn line(&mut self, world: &World, line: &Line) {
        if self.failed.is_some() {
            return;
        }
        self.projection
            .line(self.desk, world, line, &mut self.armed);
        self.lines.push(line.clone());
        if self.lines.len() >= GROUP {
            self.failed = self.flush().err();
        }
    }

    /// Keeps what is left; the first failure, where there was one.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        match self.failed.take() {
            Some(error) => Err(error),
            None => self.flush(),
        }
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        let Projection {
            records,
            tasks,
            timers,
            incidents,
            ..
        } = std::mem::take(&mut self.projection);
        let lines = self.lines.iter();
        let names = (!self.names_kept).then_some(&*self.desk.names);
        let batch = DeskBatch {
            desk: &self.desk.name,
            names,
            lines: lines.map(|line| StoredLine { line, key: None }).collect(),
            records: records.into_values().collect(),
            tasks: tasks.into_values().collect(),
            timers,
            incidents: incidents.into_values().collect(),
            outbox: Vec::new(),
        };
        self.store.commit(&Batch { desks: vec![batch] })?;
        self.names_kept = true;
        self.lines.clear();
        Ok(())
    }
}
