//! Small desks really run, and dry-run against what running the candidate for real comes to.

mod bench;
mod forms;
mod opens;
mod spread;
mod tables;
mod truth;
mod verdicts;
mod verifies;
