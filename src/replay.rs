//! History in, two revisions, the difference out; and the proof that a journal gives what the store holds.
//!
//! Outside events are replayed; engine events are derived anew. What people did cannot be re-asked: past the first event
//! where a person would have been asked something else, a record counts as open and nothing is made up. A dry run has no
//! socket, no store and no outbox: it reads lines and gives back data. Scenarios feed the same engine and world from text.

mod compare;
mod divergence;
mod dry_run;
mod explain;
mod facet;
mod facts;
mod freeze;
mod gate;
mod history;
mod mix;
mod report;
mod run;
mod scenario;
mod serve;
#[cfg(test)]
mod tests;
mod trail;
mod verdict;
mod verify;

pub use compare::Drifted;
pub use divergence::{Divergence, Reason};
pub use dry_run::{DryRun, DryRunError, Options, Recorded, Side, dry_run};
pub use explain::{SideBySide, Tried, TurnView};
pub use facet::{Facet, Facets};
pub use gate::{Check, Gate};
pub use history::History;
pub use scenario::{Failure, Run, Suite};
pub use verdict::{Judged, Kind, Parting, Verdict};
pub use verify::{Difference, Onlooker, Verified, compare_rows, verify};
