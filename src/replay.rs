//! History in, two revisions, the difference out; the scenarios an admin tests. Feeds the same engine and world as the
//! daemon does, from text instead of people.

mod scenario;

pub use scenario::{Failure, Run, Suite};
