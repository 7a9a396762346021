//! The demo's data file: made anew each time, but never in place of anything a demo did not make.

use std::path::{Path, PathBuf};

use super::super::Exit;
use super::{MADE_BY, beside, unusable};
use crate::model::catalogue::{Lang, message};
use crate::store::{Access, SqliteStore, Store, StoreError};

/// An empty store at `path`; one that a demo made is removed first.
pub(super) fn open_anew(path: &Path, lang: Lang) -> Result<SqliteStore, Exit> {
    if path.exists() {
        if !made_by_demo(path) {
            let file = path.display().to_string();
            eprintln!(
                "casework: {}",
                message("demo-not-replaced", lang, &[("file", &file)])
            );
            return Err(Exit::Unusable);
        }
        remove(path).map_err(|error| unusable(&error))?;
    }
    SqliteStore::open(path, Access::Create).map_err(|error| unusable(&error))
}

/// Whether the first revision a store kept was put there by a demo.
fn made_by_demo(path: &Path) -> bool {
    let revisions = beside(path).and_then(|store| store.revisions());
    let first = revisions.ok().and_then(|all| all.into_iter().next());
    first.is_some_and(|first| first.by.as_deref() == Some(MADE_BY))
}

/// Removes a store nobody writes to.
fn remove(path: &Path) -> Result<(), StoreError> {
    // Only who could open it for writing may take it away.
    drop(SqliteStore::open(path, Access::Existing)?);
    for ending in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(ending);
        let file = PathBuf::from(file);
        if file.exists() {
            std::fs::remove_file(&file).map_err(|source| StoreError::Io { path: file, source })?;
        }
    }
    Ok(())
}
