//! Putting the parts together: the store opened, the worlds folded under the stored revision, timers caught up, then the
//! folder staged. And where the daemon of a data file is to be found.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clock::Clock;
use super::error::DaemonError;
use super::office::Office;
use super::stage::{Outcome, Stager};
use super::writer::{Running, Writer};
use crate::store::{Access, SqliteStore};

/// What a start makes of the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stages {
    /// Whatever the folder says now is staged: the daemon's way.
    Folder,
    /// Only a first revision, where no desk lives yet: a command that takes the daemon's place for one act changes no rules.
    FirstRevision,
}

/// A daemon without its doors: writer and stager at work.
#[derive(Debug)]
pub struct Service {
    /// The way to the writer.
    pub writer: Writer,
    /// Stages the folder.
    pub stager: Arc<Stager>,
    /// The writer's thread.
    pub running: Running,
    /// What the folder came to at the start.
    pub staged: Option<Outcome>,
}

impl Service {
    /// Starts on a folder and a data file, which is made where there is none.
    ///
    /// # Errors
    /// When the data is in use, damaged or newer than this program, or the folder cannot be read.
    pub fn start(
        folder: &Path,
        data: &Path,
        clock: Arc<dyn Clock>,
        stages: Stages,
    ) -> Result<Service, DaemonError> {
        let store = SqliteStore::open(data, Access::Create)?;
        let mut office = Office::open(Box::new(store), clock)?;
        office.catch_up()?;
        let lives = stages == Stages::FirstRevision && !office.desks().is_empty();
        let (writer, running) = Writer::start(office)?;
        let stager = Stager::new(folder.to_owned(), data.to_owned(), writer.clone());
        let staged = if lives { Ok(None) } else { stager.stage() };
        let staged = match staged {
            Ok(staged) => staged,
            Err(error) => {
                // The stored revision goes on without the folder.
                tracing::error!(error = error.chain(), "the folder could not be staged");
                None
            }
        };
        Ok(Service {
            writer,
            stager: Arc::new(stager),
            running,
            staged,
        })
    }

    /// Ends it: the group at hand is committed and answered.
    ///
    /// # Errors
    /// Why the writer had ended before, if it had.
    pub fn stop(self) -> Result<(), DaemonError> {
        self.writer.stop();
        drop(self.writer);
        self.running.join()
    }
}

/// The file that says where the daemon of a data file listens. It counts only while the data file is in use.
#[must_use]
pub fn address_file(data: &Path) -> PathBuf {
    let real = std::fs::canonicalize(data).unwrap_or_else(|_| data.to_owned());
    let mut beside = real.into_os_string();
    beside.push(".addr");
    PathBuf::from(beside)
}
