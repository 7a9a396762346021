//! Opening a store: one writer by a lock beside the file, a look before anything is changed, then the tables.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::store::contract::Access;
use crate::store::error::StoreError;

use super::commit::Known;
use super::schema::{APPLICATION_ID, FORMAT, bring_up};
use super::{SqliteStore, file_number};

/// How long another tool's write to the file is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a file turned out to be.
enum Found {
    /// Nothing was written to it yet.
    Blank,
    /// A store of this format, not newer than this program's.
    Store(u32),
}

/// What stood in a file before it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing, or there was no file.
    Blank,
    /// A store.
    Store,
}

pub(super) fn open(path: &Path, access: Access) -> Result<SqliteStore, StoreError> {
    open_seen(path, access).map(|(store, _)| store)
}

/// Opens, and tells what was there when the lock was taken.
pub(super) fn open_seen(path: &Path, access: Access) -> Result<(SqliteStore, Before), StoreError> {
    let exists = path.try_exists().map_err(|source| StoreError::Io {
        path: path.to_owned(),
        source,
    })?;
    if !exists && access != Access::Create {
        return Err(StoreError::NotFound {
            path: path.to_owned(),
        });
    }
    let writes = access != Access::ReadOnly;
    // The lock comes first: of two processes that make the store, one must wait with its look.
    let lock = if writes { Some(lock(path)?) } else { None };
    let flags = match access {
        Access::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Access::Existing => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let mut conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(PATIENCE)?;
    let found = look(&conn, path)?;
    let before = match found {
        Found::Blank => Before::Blank,
        Found::Store(_) => Before::Store,
    };
    match (found, access) {
        (Found::Blank, Access::Create) => {
            prepare_writer(&conn)?;
            make(&mut conn, 0)?;
        }
        (Found::Blank, Access::Existing | Access::ReadOnly) => {
            return Err(StoreError::NotAStore {
                path: path.to_owned(),
            });
        }
        (Found::Store(found), Access::ReadOnly) if found < FORMAT => {
            return Err(StoreError::OlderFormat {
                found,
                known: FORMAT,
            });
        }
        (Found::Store(found), Access::Create | Access::Existing) => {
            prepare_writer(&conn)?;
            if found < FORMAT {
                make(&mut conn, found)?;
            }
        }
        (Found::Store(_), Access::ReadOnly) => {}
    }
    Ok((finish(conn, writes, lock)?, before))
}

pub(super) fn in_memory() -> Result<SqliteStore, StoreError> {
    let mut conn = Connection::open_in_memory()?;
    make(&mut conn, 0)?;
    finish(conn, true, None)
}

fn finish(conn: Connection, writes: bool, lock: Option<File>) -> Result<SqliteStore, StoreError> {
    conn.set_prepared_statement_cache_capacity(64);
    let known = if writes {
        Some(Known::load(&conn)?)
    } else {
        None
    };
    let file = lock
        .as_ref()
        .and(conn.path())
        .and_then(|path| file_number(Path::new(path)));
    Ok(SqliteStore {
        conn,
        known,
        writes,
        whole: false,
        file,
        _lock: lock,
    })
}

/// Looks at a file without changing it.
fn look(conn: &Connection, path: &Path) -> Result<Found, StoreError> {
    let not_a_store = || StoreError::NotAStore {
        path: path.to_owned(),
    };
    let number = |pragma: &str| conn.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
    let application =
        number("application_id").map_err(|error| match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => not_a_store(),
            _ => StoreError::from(error),
        })?;
    let format = number("user_version")?;
    if application == APPLICATION_ID {
        let found = u32::try_from(format).map_err(|_| not_a_store())?;
        return match found {
            0 => Err(not_a_store()),
            found if found > FORMAT => Err(StoreError::NewerFormat {
                found,
                known: FORMAT,
            }),
            found => Ok(Found::Store(found)),
        };
    }
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (application, format, tables) {
        (0, 0, 0) => Ok(Found::Blank),
        _ => Err(not_a_store()),
    }
}

/// Every commit is synced; the log is carried over into the file every 64 MiB, not every 4.
fn prepare_writer(conn: &Connection) -> Result<(), StoreError> {
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "wal_autocheckpoint", 16_000)?;
    conn.pragma_update(None, "cache_size", -65_536)?;
    Ok(())
}

fn make(conn: &mut Connection, found: u32) -> Result<(), StoreError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    bring_up(&tx, found)?;
    tx.commit()?;
    Ok(())
}

/// Takes the writer's lock, a file beside the store. It stays behind when the writer ends; only the lock on it counts.
fn lock(path: &Path) -> Result<File, StoreError> {
    let beside = lock_path(path)?;
    let fail = |source| StoreError::Io {
        path: beside.clone(),
        source,
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&beside)
        .map_err(fail)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(TryLockError::Error(source)) => Err(fail(source)),
    }
}

/// One lock for one file, by whatever link it is reached.
fn lock_path(path: &Path) -> Result<PathBuf, StoreError> {
    let fail = |source| StoreError::Io {
        path: path.to_owned(),
        source,
    };
    let real = match fs::canonicalize(path) {
        Ok(real) => real,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(fail(error)),
    };
    let mut beside = real.into_os_string();
    beside.push(".lock");
    Ok(PathBuf::from(beside))
}
