//! Keeps what a history yields outside the daemon (an import, the demo): lines with the rows people query, a group at a
//! time, as the writer keeps them. The outbox stays empty: notices of what is long past, or made up, must not leave.

use std::sync::Arc;

use super::project::{Armed, Projection};
use crate::engine::Desk;
use crate::exchange::Keep;
use crate::model::{Line, LineNo, Names};
use crate::store::{Batch, DeskBatch, StoreError, StoredLine};
use crate::world::World;

/// What takes a group: a store's [`Store::commit`](crate::store::Store::commit).
pub type Commit<'s> = &'s mut dyn FnMut(&Batch<'_>) -> Result<(), StoreError>;

/// Keeps one desk's lines.
pub struct Keeper<'s> {
    commit: Commit<'s>,
    desk: String,
    /// Names not kept yet.
    names: Option<Arc<Names>>,
    /// So many lines are kept in one transaction.
    group: usize,
    lines: Vec<Line>,
    projection: Projection,
    armed: Armed,
    last: LineNo,
    failed: Option<StoreError>,
}

impl<'s> Keeper<'s> {
    /// For a desk that has no line yet.
    pub fn new(commit: Commit<'s>, desk: &Desk) -> Keeper<'s> {
        let names = Some(Arc::clone(&desk.names));
        Keeper {
            names,
            ..Keeper::going_on(commit, &desk.name, Armed::new())
        }
    }

    /// For a desk that has lines: the timers its world has armed.
    pub(super) fn going_on(commit: Commit<'s>, desk: &str, armed: Armed) -> Keeper<'s> {
        Keeper {
            commit,
            desk: desk.to_owned(),
            names: None,
            group: 2_000,
            lines: Vec::new(),
            projection: Projection::default(),
            armed,
            last: LineNo(0),
            failed: None,
        }
    }

    /// With this many lines in one transaction.
    #[must_use]
    pub fn in_groups_of(mut self, lines: usize) -> Keeper<'s> {
        self.group = lines;
        self
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        let projection = std::mem::take(&mut self.projection);
        let names = self.names.take();
        if self.lines.is_empty() {
            return Ok(());
        }
        let lines = self.lines.iter();
        let batch = DeskBatch {
            desk: &self.desk,
            names: names.as_deref(),
            lines: lines.map(|line| StoredLine { line, key: None }).collect(),
            records: projection.records.into_values().collect(),
            tasks: projection.tasks.into_values().collect(),
            timers: projection.timers,
            incidents: projection.incidents.into_values().collect(),
            outbox: Vec::new(),
        };
        (self.commit)(&Batch { desks: vec![batch] })?;
        self.lines.clear();
        Ok(())
    }

    /// Keeps what is left and gives the number of the last line.
    ///
    /// # Errors
    /// The first failure to keep anything.
    pub fn end(mut self) -> Result<LineNo, StoreError> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.flush()?;
        Ok(self.last)
    }
}

impl Keep for Keeper<'_> {
    fn line(&mut self, desk: &Desk, world: &World, line: Line) {
        if self.failed.is_some() {
            return;
        }
        self.projection.line(desk, world, &line, &mut self.armed);
        self.last = line.no;
        self.lines.push(line);
        if self.lines.len() >= self.group {
            self.failed = self.flush().err();
        }
    }

    fn goes_on(&self) -> bool {
        self.failed.is_none()
    }
}

impl std::fmt::Debug for Keeper<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keeper")
            .field("desk", &self.desk)
            .field("waiting", &self.lines.len())
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}
