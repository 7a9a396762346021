//! Seeded people driving the engine: they open records, answer what lies with them, sometimes late, sometimes not at all,
//! and go on leave. They act only through the same inbox as everybody ([`crate::world::resolve`], then the feed) and see
//! only what a desk shows them: open tasks, the answers these take, the events a state waits for. So any desk can be
//! driven; the tables in [`habits`] only say how often and how soon. The same seed and dates give the same journal.
//!
//! Nothing here reads a clock or touches a file: the span is handed in, the lines are handed out.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod act;
mod cast;
mod chance;
mod fill;
mod forms;
pub mod habits;
mod leave;
mod news;
mod play;
mod rhythm;
mod stage;
mod summary;
mod tables;
mod words;

#[cfg(test)]
mod tests;

pub use cast::{Away, Cast, Person};
pub use chance::Chance;
pub use play::{Play, Plot, Tally};
pub use summary::{Owed, StateCount, Summary, summary};
