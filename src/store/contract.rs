//! What every store promises, whatever database stands behind it. The suite in `tests` holds each to it.

use crate::model::{Instant, Line, LineNo, Names, RevisionNo};

use super::error::StoreError;
use super::rows::{
    Batch, Desk, Head, ImportRow, IncidentRow, KeyEntry, NewRevision, Outgoing, RecordRow,
    RevisionFiles, RevisionInfo, Staged, TaskRow, TimerRow,
};

/// How a store is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// For writing; made if it is not there.
    Create,
    /// For writing; it must be there.
    Existing,
    /// For reading, also beside a writer.
    ReadOnly,
}

/// Rows read a page at a time.
pub type Rows<'a, T> = Box<dyn Iterator<Item = Result<T, StoreError>> + 'a>;

/// Keeps what the world yields. One writer at a time; what a failed call was given is not kept in part.
pub trait Store: Send {
    /// Keeps a group of turns in one transaction.
    ///
    /// # Errors
    /// [`StoreError::OutOfOrder`] and [`StoreError::KeyTaken`] where the batch does not fit what is kept,
    /// [`StoreError::DiskFull`] and others where the database fails. Nothing of the batch is visible then.
    fn commit(&mut self, batch: &Batch<'_>) -> Result<(), StoreError>;

    /// What is known of a sender's key.
    ///
    /// # Errors
    /// When the database fails; so for every reading below.
    fn find_key(&self, source: &str, key: &str) -> Result<Option<KeyEntry>, StoreError>;

    /// Forgets the keys of lines recorded before an instant; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    fn prune_keys(&mut self, before: Instant) -> Result<usize, StoreError>;

    /// All desks, by number.
    ///
    /// # Errors
    /// When the database fails.
    fn desks(&self) -> Result<Vec<Desk>, StoreError>;

    /// The names of a desk; none for a desk unknown.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where numbers are missing.
    fn names(&self, desk: &str) -> Result<Names, StoreError>;

    /// The end of a desk's journal.
    ///
    /// # Errors
    /// When the database fails.
    fn head(&self, desk: &str) -> Result<Head, StoreError>;

    /// The lines of a desk from a number on, in order, up to its head as it is now. The chain of hashes is verified
    /// on the way; after an error nothing follows.
    ///
    /// # Errors
    /// [`StoreError::Broken`], here or from the iterator, with the first line that is wrong or missing.
    fn lines(&self, desk: &str, from: LineNo) -> Result<Rows<'_, Line>, StoreError>;

    /// The records of a desk, by number.
    ///
    /// # Errors
    /// When the database fails.
    fn records(&self, desk: &str) -> Result<Rows<'_, RecordRow<'static>>, StoreError>;

    /// The tasks of a desk, by number.
    ///
    /// # Errors
    /// When the database fails.
    fn tasks(&self, desk: &str) -> Result<Rows<'_, TaskRow<'static>>, StoreError>;

    /// The armed timers of a desk, by number.
    ///
    /// # Errors
    /// When the database fails.
    fn timers(&self, desk: &str) -> Result<Rows<'_, TimerRow<'static>>, StoreError>;

    /// The incidents of a desk, by number.
    ///
    /// # Errors
    /// When the database fails.
    fn incidents(&self, desk: &str) -> Result<Rows<'_, IncidentRow<'static>>, StoreError>;

    /// Keeps a revision; its number, also where one of the same hash is kept already.
    ///
    /// # Errors
    /// When the database fails.
    fn put_revision(&mut self, revision: &NewRevision<'_>) -> Result<RevisionNo, StoreError>;

    /// The files of a revision, by path; `None` where there is none of this number.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where a file cannot be unpacked.
    fn revision(&self, no: RevisionNo) -> Result<Option<RevisionFiles>, StoreError>;

    /// All revisions, by number.
    ///
    /// # Errors
    /// When the database fails.
    fn revisions(&self) -> Result<Vec<RevisionInfo>, StoreError>;

    /// Stages a revision, or replaces what its dry run found.
    ///
    /// # Errors
    /// When the database fails.
    fn set_staged(&mut self, staged: &Staged) -> Result<(), StoreError>;

    /// Staged revisions, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn staged(&self) -> Result<Vec<Staged>, StoreError>;

    /// Takes a revision from the staged ones: it went live or was given up.
    ///
    /// # Errors
    /// When the database fails.
    fn unstage(&mut self, no: RevisionNo) -> Result<(), StoreError>;

    /// The import of a file with this hash.
    ///
    /// # Errors
    /// When the database fails.
    fn import(&self, hash: &str) -> Result<Option<ImportRow>, StoreError>;

    /// Keeps that a file was imported.
    ///
    /// # Errors
    /// [`StoreError::Imported`], or when the database fails.
    fn put_import(&mut self, import: &ImportRow) -> Result<(), StoreError>;

    /// Notices that may be sent at `now`, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    fn outbox_pending(&self, now: Instant, limit: u32) -> Result<Vec<Outgoing>, StoreError>;

    /// Keeps that notices were sent.
    ///
    /// # Errors
    /// When the database fails.
    fn outbox_mark_sent(&mut self, ids: &[u64], at: Instant) -> Result<(), StoreError>;

    /// Keeps that a notice could not be sent, why, and when it is tried again.
    ///
    /// # Errors
    /// When the database fails.
    fn outbox_mark_failed(&mut self, id: u64, again: Instant, why: &str) -> Result<(), StoreError>;
}
