//! The store in one SQLite file: write-ahead log, synced at every commit, read by people with any SQLite tool.

mod commit;
mod draft;
mod open;
mod outbox;
mod read;
mod revisions;
mod schema;

use std::fmt;
use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, ErrorCode, OptionalExtension, TransactionBehavior, params};

use crate::model::{Instant, Line, LineNo, Names, RevisionNo};

use super::contract::{Access, Rows, Store};
use super::error::StoreError;
use super::rows::{
    Batch, Desk, Head, ImportRow, IncidentRow, KeyEntry, NewRevision, Outgoing, RecordRow,
    RevisionFiles, RevisionInfo, Staged, TaskRow, TimerRow,
};
use commit::Known;

pub use draft::Draft;
pub use schema::FORMAT;

/// A store in a SQLite file, or in memory for tests.
pub struct SqliteStore {
    conn: Connection,
    /// What a writer remembers of the tables; `None` after a failure, read anew by the next commit.
    known: Option<Known>,
    writes: bool,
    /// Whether all that is written belongs to one transaction, a [`Draft`]'s.
    whole: bool,
    /// Which file a writer opened; `None` in memory, and where the system gives files no number.
    file: Option<FileNumber>,
    /// Held for the life of a writer; the system lets go of it however the process ends.
    _lock: Option<File>,
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore")
            .field("path", &self.conn.path())
            .field("writes", &self.writes)
            .finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// Opens the store at `path`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::NotAStore`], [`StoreError::NewerFormat`], [`StoreError::InUse`], or what
    /// the system says of the file. Nothing is changed in a file that is refused.
    pub fn open(path: &Path, access: Access) -> Result<SqliteStore, StoreError> {
        open::open(path, access)
    }

    /// An empty store that is gone when dropped.
    ///
    /// # Errors
    /// When SQLite finds no memory.
    pub fn in_memory() -> Result<SqliteStore, StoreError> {
        open::in_memory()
    }

    /// What lies beneath, for tests that tamper with it.
    #[cfg(test)]
    pub(super) fn connection(&self) -> &Connection {
        &self.conn
    }

    fn writable(&self) -> Result<(), StoreError> {
        if !self.writes {
            return Err(StoreError::ReadOnly);
        }
        // On a full disk SQLite may give up the transaction: what came after it would be kept without what came before.
        if self.whole && self.conn.is_autocommit() {
            return Err(StoreError::GivenUp);
        }
        let path = Path::new(self.conn.path().unwrap_or(""));
        match self.file {
            Some(opened) if file_number(path) != Some(opened) => Err(StoreError::Moved {
                path: path.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// Writes all of something or nothing: in a transaction of its own, or in a part of the draft's.
    fn together<T>(
        &mut self,
        write: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.whole {
            let part = self.conn.savepoint()?;
            let written = write(&part)?;
            part.commit()?;
            return Ok(written);
        }
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let written = write(&tx)?;
        tx.commit()?;
        Ok(written)
    }
}

/// Device and number of a file.
type FileNumber = (u64, u64);

#[cfg(unix)]
fn file_number(path: &Path) -> Option<FileNumber> {
    use std::os::unix::fs::MetadataExt;
    let file = std::fs::metadata(path).ok()?;
    Some((file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn file_number(_: &Path) -> Option<FileNumber> {
    None
}

impl Store for SqliteStore {
    fn commit(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        self.writable()?;
        let mut known = match self.known.take() {
            Some(known) => known,
            None => Known::load(&self.conn)?,
        };
        self.together(|conn| commit::write(conn, &mut known, batch))?;
        self.known = Some(known);
        Ok(())
    }

    fn find_key(&self, source: &str, key: &str) -> Result<Option<KeyEntry>, StoreError> {
        read::find_key(&self.conn, source, key)
    }

    fn prune_keys(&mut self, before: Instant) -> Result<usize, StoreError> {
        self.writable()?;
        Ok(self
            .conn
            .execute("DELETE FROM key WHERE at < ?1", params![before.0])?)
    }

    fn desks(&self) -> Result<Vec<Desk>, StoreError> {
        read::desks(&self.conn)
    }

    fn names(&self, desk: &str) -> Result<Names, StoreError> {
        read::names(&self.conn, desk)
    }

    fn head(&self, desk: &str) -> Result<Head, StoreError> {
        read::head(&self.conn, desk).map(|found| found.1)
    }

    fn lines(&self, desk: &str, from: LineNo) -> Result<Rows<'_, Line>, StoreError> {
        let lines = read::Lines::new(&self.conn, desk, from)?;
        Ok(Box::new(lines))
    }

    fn records(&self, desk: &str) -> Result<Rows<'_, RecordRow<'static>>, StoreError> {
        read::records(&self.conn, desk)
    }

    fn tasks(&self, desk: &str) -> Result<Rows<'_, TaskRow<'static>>, StoreError> {
        read::tasks(&self.conn, desk)
    }

    fn timers(&self, desk: &str) -> Result<Rows<'_, TimerRow<'static>>, StoreError> {
        read::timers(&self.conn, desk)
    }

    fn incidents(&self, desk: &str) -> Result<Rows<'_, IncidentRow<'static>>, StoreError> {
        read::incidents(&self.conn, desk)
    }

    fn put_revision(&mut self, revision: &NewRevision<'_>) -> Result<RevisionNo, StoreError> {
        self.writable()?;
        self.together(|conn| revisions::put(conn, revision))
    }

    fn revision(&self, no: RevisionNo) -> Result<Option<RevisionFiles>, StoreError> {
        revisions::files(&self.conn, no)
    }

    fn revisions(&self) -> Result<Vec<RevisionInfo>, StoreError> {
        revisions::list(&self.conn)
    }

    fn set_staged(&mut self, staged: &Staged) -> Result<(), StoreError> {
        self.writable()?;
        revisions::set_staged(&self.conn, staged)
    }

    fn staged(&self) -> Result<Vec<Staged>, StoreError> {
        revisions::staged(&self.conn)
    }

    fn unstage(&mut self, no: RevisionNo) -> Result<(), StoreError> {
        self.writable()?;
        self.conn
            .execute("DELETE FROM staged WHERE revision = ?1", params![no.0])?;
        Ok(())
    }

    fn import(&self, hash: &str) -> Result<Option<ImportRow>, StoreError> {
        let row = self.conn.query_row(
            "SELECT hash, file, desk, at, first, last FROM import WHERE hash = ?1",
            params![hash],
            |row| {
                Ok(ImportRow {
                    hash: row.get(0)?,
                    file: row.get(1)?,
                    desk: row.get(2)?,
                    at: Instant(row.get(3)?),
                    lines: (read::line_no(row, 4)?, read::line_no(row, 5)?),
                })
            },
        );
        Ok(row.optional()?)
    }

    fn put_import(&mut self, import: &ImportRow) -> Result<(), StoreError> {
        self.writable()?;
        let kept = self.conn.execute(
            "INSERT INTO import (hash, file, desk, at, first, last) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (hash) DO NOTHING",
            params![
                import.hash,
                import.file,
                import.desk,
                import.at.0,
                integer(import.lines.0.0),
                integer(import.lines.1.0)
            ],
        )?;
        match kept {
            0 => Err(StoreError::Imported {
                file: import.file.clone(),
            }),
            _ => Ok(()),
        }
    }

    fn outbox_pending(&self, now: Instant, limit: u32) -> Result<Vec<Outgoing>, StoreError> {
        outbox::pending(&self.conn, now, limit)
    }

    fn outbox_mark_sent(&mut self, ids: &[u64], at: Instant) -> Result<(), StoreError> {
        self.writable()?;
        outbox::mark_sent(&mut self.conn, ids, at)
    }

    fn outbox_mark_failed(&mut self, id: u64, again: Instant, why: &str) -> Result<(), StoreError> {
        self.writable()?;
        outbox::mark_failed(&self.conn, id, again, why)
    }
}

/// SQLite's integers are signed; no desk reaches the end of them.
fn integer(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::Error::{
            FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error,
        };
        // What we wrote can be read back; what cannot was changed by somebody else.
        if let FromSqlConversionFailure(..)
        | IntegralValueOutOfRange(..)
        | InvalidColumnType(..)
        | Utf8Error(..) = error
        {
            return StoreError::Damaged {
                why: error.to_string(),
            };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::DiskFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::InUse,
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged {
                why: error.to_string(),
            },
            _ => StoreError::Database(Box::new(error)),
        }
    }
}
