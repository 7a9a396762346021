//! Why the daemon cannot go on.

use crate::store::StoreError;

/// Why the daemon cannot start, or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DaemonError {
    /// The store failed.
    #[error("the data cannot be used")]
    Store(#[from] StoreError),
    /// The configuration folder cannot be read.
    #[error("the configuration folder cannot be read")]
    Folder(#[source] std::io::Error),
    /// The revision a desk ran last does not compile any more.
    #[error("revision {hash} of desk `{desk}`, which the store keeps, has errors: {why}")]
    Stored {
        /// The desk.
        desk: String,
        /// The revision.
        hash: String,
        /// The first fault.
        why: String,
    },
    /// Something in the daemon broke off.
    #[error("the daemon broke off: {0}")]
    Broke(String),
    /// A thread could not be started.
    #[error("a thread could not be started")]
    Thread(#[source] std::io::Error),
    /// The folder cannot be watched.
    #[error("the folder cannot be watched")]
    Watch(#[from] notify::Error),
    /// The writer has ended.
    #[error("the writer has ended")]
    Ended,
    /// Too many requests wait.
    #[error("too many requests are waiting")]
    Busy,
}

impl DaemonError {
    /// The error with all its causes, in one line.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}
