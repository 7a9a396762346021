//! What a dry run says of one record.

use super::divergence::Divergence;
use super::explain::SideBySide;
use super::facet::Facets;
use crate::model::{Instant, LineNo, NameId, Text};

/// The word on one record: the current revision against the candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing differs.
    Same,
    /// It goes otherwise, and history decides wholly how.
    Changed(Facets),
    /// It is known up to an event, not past it.
    Open(Divergence),
    /// Its history does not even serve the current revision past an event.
    NotReplayable(Divergence),
    /// A turn fails that does not fail under the current revision.
    Error {
        /// When.
        at: Instant,
        /// The rule and the line in it, or what else failed.
        why: Text,
    },
    /// Nothing differs so far, but it still ran when the history ended.
    Censored,
}

/// The kinds of verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// See [`Verdict::Same`].
    Same,
    /// See [`Verdict::Changed`].
    Changed,
    /// See [`Verdict::Open`].
    Open,
    /// See [`Verdict::NotReplayable`].
    NotReplayable,
    /// See [`Verdict::Error`].
    Error,
    /// See [`Verdict::Censored`].
    Censored,
}

impl Kind {
    /// All of them, in the order they are told.
    pub const ALL: [Kind; 6] = [
        Kind::Same,
        Kind::Changed,
        Kind::Open,
        Kind::NotReplayable,
        Kind::Error,
        Kind::Censored,
    ];

    /// Its name in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Same => "same",
            Kind::Changed => "changed",
            Kind::Open => "open",
            Kind::NotReplayable => "not_replayable",
            Kind::Error => "error",
            Kind::Censored => "censored",
        }
    }
}

impl Verdict {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Verdict::Same => Kind::Same,
            Verdict::Changed(_) => Kind::Changed,
            Verdict::Open(_) => Kind::Open,
            Verdict::NotReplayable(_) => Kind::NotReplayable,
            Verdict::Error { .. } => Kind::Error,
            Verdict::Censored => Kind::Censored,
        }
    }
}

/// A turn at which two runs part, by its line in each; `None` where one has no such turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parting {
    /// When.
    pub at: Instant,
    /// The line of the first run.
    pub left: Option<LineNo>,
    /// The line of the second run.
    pub right: Option<LineNo>,
}

/// A record with its verdict.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its birth key, the same in every run.
    pub key: u64,
    /// The code people know it by.
    pub code: Text,
    /// Its workflow.
    pub workflow: NameId,
    /// The word on it.
    pub verdict: Verdict,
    /// The code of the record it depends on, where that is why.
    pub on: Option<Text>,
    /// Deadlines breached that are not breached under the current revision.
    pub new_breaches: u32,
    /// The first turn that differs.
    pub parting: Option<Parting>,
    /// That turn explained in both.
    pub explained: Option<SideBySide>,
}
