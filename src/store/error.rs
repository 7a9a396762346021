//! Why the store could not do what it was asked. What the database says is kept as the source, not as a type, so that
//! stores of another make fail in the same words.

use std::path::PathBuf;

use crate::model::LineNo;

use super::codec::CodecError;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no file at this path.
    #[error("there is no store at `{}`", path.display())]
    NotFound {
        /// The path.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("`{}` is not a casework store", path.display())]
    NotAStore {
        /// The path.
        path: PathBuf,
    },
    /// A newer program wrote the store.
    #[error("the store has format {found}, this program knows up to {known}")]
    NewerFormat {
        /// The store's format.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// An older program wrote the store, and a reader may not bring it up to date.
    #[error("the store has format {found} and must be opened for writing once to become {known}")]
    OlderFormat {
        /// The store's format.
        found: u32,
        /// The format of this program.
        known: u32,
    },
    /// The file was moved, deleted or replaced under the writer: what it would write nobody would find again.
    #[error("the data file `{}` was moved or deleted while it was in use", path.display())]
    Moved {
        /// Where it was.
        path: PathBuf,
    },
    /// The database gave up what was to be kept as one, after an earlier failure.
    #[error("the database gave up what was being brought in")]
    GivenUp,
    /// Another process writes to the store.
    #[error("the store is in use by another process: stop the `casework serve` on it first")]
    InUse,
    /// The store was opened for reading only.
    #[error("the store is open for reading only")]
    ReadOnly,
    /// The disk is full; nothing of the batch was kept.
    #[error("the disk is full")]
    DiskFull,
    /// A journal is not what was written.
    #[error("the journal of desk `{desk}` is broken at line {line}: {why}")]
    Broken {
        /// The desk.
        desk: String,
        /// The first line that is wrong or missing.
        line: LineNo,
        /// What is wrong with it.
        why: String,
    },
    /// The file is damaged outside the journal.
    #[error("the store is damaged: {why}")]
    Damaged {
        /// How.
        why: String,
    },
    /// The key belongs to a line already kept.
    #[error("key `{key}` of `{sender}` is taken")]
    KeyTaken {
        /// Who sent it.
        sender: String,
        /// The key.
        key: String,
    },
    /// A file of this hash was imported before.
    #[error("`{file}` was imported before")]
    Imported {
        /// The file handed in.
        file: String,
    },
    /// A line handed in does not follow the desk's last one.
    #[error("desk `{desk}`: line {found} does not follow, {expected} would")]
    OutOfOrder {
        /// The desk.
        desk: String,
        /// The number that would follow.
        expected: LineNo,
        /// The number handed in.
        found: LineNo,
    },
    /// Names handed in do not continue those already kept.
    #[error("desk `{desk}`: names once given are missing or have other numbers")]
    NamesLost {
        /// The desk.
        desk: String,
    },
    /// A line could not be put into bytes.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// A file could not be reached.
    #[error("`{}` cannot be used", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The database failed in another way. After this a writer must be opened anew.
    #[error("the database failed")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
}
