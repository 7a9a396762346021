//! A store made beside another, which takes its place whole or not at all: what is brought in at one go and breaks off
//! half way must leave nothing behind.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::store::contract::Access;
use crate::store::error::StoreError;

use super::SqliteStore;
use super::open::lock;

/// What the draft's file is called, behind the name of the file whose place it is to take.
const ENDING: &str = ".importing";

/// The place of a store under way. Dropped before it took the place of the other, it is removed.
#[derive(Debug)]
pub struct Draft {
    target: PathBuf,
    beside: PathBuf,
    /// Nobody else writes to the target meanwhile.
    before: Option<SqliteStore>,
    _lock: Option<File>,
}

impl Draft {
    /// Begins a copy of the store at `path`, or an empty one where there is none.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn begin(path: &Path) -> Result<(Draft, SqliteStore), StoreError> {
        let target = match fs::canonicalize(path) {
            Ok(real) => real,
            Err(_) => path.to_owned(),
        };
        let beside = with_ending(&target, ENDING);
        let exists = target.exists();
        let (before, held) = match exists {
            true => (Some(SqliteStore::open(&target, Access::Existing)?), None),
            false => (None, Some(lock(&target)?)),
        };
        let draft = Draft {
            target,
            beside,
            before,
            _lock: held,
        };
        // What a draft that was cut off left behind.
        draft.remove();
        if let Some(before) = &draft.before {
            before.conn.execute(
                "VACUUM INTO ?1",
                [draft.beside.to_string_lossy().into_owned()],
            )?;
        }
        let store = SqliteStore::open(&draft.beside, Access::Create)?;
        Ok((draft, store))
    }

    /// Ends the store and puts it in the place of the other.
    ///
    /// # Errors
    /// What the system says of the files; then the other stays.
    pub fn take_place(self, store: SqliteStore) -> Result<(), StoreError> {
        // The last one to close carries the log over into the file.
        drop(store);
        let fail = |source| StoreError::Io {
            path: self.target.clone(),
            source,
        };
        File::open(&self.beside)
            .and_then(|file| file.sync_all())
            .map_err(fail)?;
        fs::rename(&self.beside, &self.target).map_err(fail)
    }

    fn remove(&self) {
        for ending in ["", "-wal", "-shm", ".lock"] {
            let _ = fs::remove_file(with_ending(&self.beside, ending));
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.remove();
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
