//! The dry run of a candidate over a desk's own history, beside the writer: it reads the store through a connection of its
//! own, and never holds up an event.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value as Json;

use super::audit::Shelf;
use super::error::DaemonError;
use crate::engine::Desk;
use crate::model::LineNo;
use crate::replay::{Options, dry_run};
use crate::store::{Access, SqliteStore, Store, StoreError};

/// What the gate judges, and what a person reads before publishing.
#[derive(Clone, Debug, Default)]
pub(super) struct Rehearsed {
    /// How many records were replayed.
    pub(super) replayed: u64,
    /// What the gate counts, by the name its keys have (`max_changed` → `changed`).
    pub(super) counts: BTreeMap<String, u64>,
    /// The whole report.
    pub(super) report: Json,
}

/// Replays a desk's history under both revisions.
///
/// # Errors
/// Why it could not be done; the change then waits for a person.
pub(super) fn rehearse(
    data: &Path,
    desk: &str,
    active: &Arc<Desk>,
    candidate: &Arc<Desk>,
) -> Result<Rehearsed, String> {
    let say = |error: StoreError| DaemonError::from(error).chain();
    let store = SqliteStore::open(data, Access::ReadOnly).map_err(say)?;
    let shelf = Shelf::new(&store, desk);
    let recorded = shelf.and_then(|mut shelf| shelf.recorded());
    let recorded = recorded.map_err(|error| error.chain())?;
    let lines = store.lines(desk, LineNo(1)).map_err(say)?;
    let dry = dry_run(lines, &recorded, active, candidate, Options::default());
    let dry = dry.map_err(|error| error.to_string())?;
    Ok(Rehearsed {
        replayed: dry.replayed(),
        counts: dry.counts(),
        report: dry.json(),
    })
}
