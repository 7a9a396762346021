//! A store that takes all of what is brought in at one go, or nothing: one transaction around every group. The file stays
//! where it is, so that nothing is copied, moved or left beside it, and a process that is killed leaves it as it was.

use std::fs;
use std::path::{Path, PathBuf};

use crate::store::contract::Access;
use crate::store::error::StoreError;

use super::SqliteStore;
use super::open::{Before, open_seen};

/// A store with a transaction under way. Dropped before it was kept, nothing of it remains.
#[derive(Debug)]
pub struct Draft {
    /// Gone once it was kept or dropped.
    store: Option<SqliteStore>,
    /// The file, where the draft itself made it.
    made: Option<PathBuf>,
}

impl Draft {
    /// Begins at the store at `path`; whether one is made where there is none is for `access` to say.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn begin(path: &Path, access: Access) -> Result<Draft, StoreError> {
        let there = path.exists();
        let (store, before) = open_seen(path, access)?;
        // Both must be so: another may have made the file after the first look, and a file that was there is not ours.
        let made = (!there && before == Before::Blank).then(|| {
            // Not the link by which it may have been reached.
            fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
        });
        let mut draft = Draft {
            store: Some(store),
            made,
        };
        let store = draft.store();
        store.conn.execute_batch("BEGIN IMMEDIATE")?;
        store.whole = true;
        // What was read before the transaction held others off may be old.
        store.known = None;
        Ok(draft)
    }

    /// The store, to be written to.
    ///
    /// # Panics
    /// Never: only what ends the draft takes it away.
    pub fn store(&mut self) -> &mut SqliteStore {
        self.store.as_mut().expect("a draft that has not ended")
    }

    /// Keeps all of it.
    ///
    /// # Errors
    /// Where the database cannot; then nothing of it is kept.
    pub fn keep(mut self) -> Result<(), StoreError> {
        let store = self.store();
        // A transaction the database gave up by itself is none to commit.
        store.writable()?;
        store.conn.execute_batch("COMMIT")?;
        store.whole = false;
        self.made = None;
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let Some(SqliteStore {
            conn, whole, _lock, ..
        }) = self.store.take()
        else {
            return;
        };
        if whole && !conn.is_autocommit() {
            // Should this fail, closing does the same.
            let _ = conn.execute_batch("ROLLBACK");
        }
        drop(conn);
        if let Some(made) = &self.made {
            // The file last: a log without its file is passed over, a file without its log is not.
            for ending in ["-wal", "-shm", ""] {
                let mut name = made.clone().into_os_string();
                name.push(ending);
                let _ = fs::remove_file(name);
            }
        }
    }
}
