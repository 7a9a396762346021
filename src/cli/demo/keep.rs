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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::config::{Folder, load};
    use crate::demo::{Play, Plot};
    use crate::model::{Instant, LineNo, RevisionNo};
    use crate::replay::verify;

    /// Rows kept in groups of thousands are those the journal gives line by line.
    #[test]
    fn rows_do_not_depend_on_the_groups() {
        let folder = Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
        let desk = loaded.desk("model-studio").unwrap();
        let at = |text| Instant::parse_rfc3339(text).unwrap();
        let plot = Plot {
            from: at("2026-01-05T08:00:00+08:00"),
            until: at("2026-11-24T12:00:00+08:00"),
            seed: 5,
            records: 3_000,
        };
        let mut store = SqliteStore::in_memory().unwrap();
        let mut keeper = Keeper::new(&mut store, desk);
        let mut play = Play::new(desk, plot);
        play.run(
            (RevisionNo(1), "hash"),
            &mut |world, line| keeper.line(world, line),
            &mut |_| {},
        );
        keeper.finish().unwrap();
        let (mut whole, mut armed) = (Projection::default(), Armed::new());
        let lines = store.lines("model-studio", LineNo(1)).unwrap();
        let verified = verify(
            lines,
            |_| Ok::<_, StoreError>(Arc::clone(desk)),
            &mut |desk, world, line| {
                whole.line(desk, world, line, &mut armed);
            },
        );
        let verified = verified.unwrap();
        assert!(verified.is_fine(), "{:?}", verified.differences);
        assert!(verified.lines > 4_000, "{} lines", verified.lines);
        let records: Vec<_> = store
            .records("model-studio")
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(records, whole.records.into_values().collect::<Vec<_>>());
        let tasks: Vec<_> = store
            .tasks("model-studio")
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(tasks, whole.tasks.into_values().collect::<Vec<_>>());
        let due: Vec<_> = store
            .timers("model-studio")
            .unwrap()
            .map(|row| row.unwrap().no)
            .collect();
        let mut armed: Vec<_> = play.world().timers().map(|(_, no, ..)| no).collect();
        armed.sort_unstable();
        assert_eq!(due, armed);
    }
}
