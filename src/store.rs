//! Keeps what the world yields: journal lines, keys, names, revisions, and the rows people query. Decides nothing.
//!
//! Everything a group of turns did is one transaction: after [`Store::commit`] returns, all of it survives the pulled
//! plug; after it fails, none of it is visible. What is absent: the store judges no event, fires no timer and knows no
//! clock; every instant in it was handed in.

mod codec;
mod contract;
mod error;
mod rows;
mod sqlite;

#[cfg(test)]
mod tests;

pub use codec::{CodecError, JOURNAL_VERSION, LineHash, decode_line, encode_line};
pub use contract::{Access, Rows, Store};
pub use error::StoreError;
pub use rows::{
    Batch, Desk, DeskBatch, Head, ImportRow, IncidentRow, Key, KeyEntry, NewRevision, Outgoing,
    OutgoingRow, RecordRow, RevisionFiles, RevisionInfo, RevisionStatus, Staged, StoredLine,
    TaskRow, TimerChange, TimerRow,
};
pub use sqlite::{Draft, FORMAT, SqliteStore};
