//! The dry run of a candidate over a desk's own history, beside the writer: it reads the store through a connection of its
//! own, and never holds up an event.

use std::path::Path;
use std::sync::Arc;

use super::audit::Shelf;
use super::error::DaemonError;
use crate::engine::Desk;
use crate::replay::{DryRun, Options};
use crate::store::{Access, SqliteStore};

/// Replays a desk's history under the revision it runs and under the candidate.
///
/// # Errors
/// Why it could not be done; the change then waits for a person.
pub(super) fn rehearse(
    data: &Path,
    active: &Arc<Desk>,
    candidate: &Arc<Desk>,
) -> Result<DryRun, DaemonError> {
    let store = SqliteStore::open(data, Access::ReadOnly)?;
    Shelf::new(&store, &active.name)?.dry_run(active, candidate, Options::default())
}
