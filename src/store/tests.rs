//! The suite every store passes, what only SQLite promises, and the bytes of a line.

mod codec;
mod draft;
mod forms;
mod journal;
mod kept;
mod samples;
mod sqlite;
mod suite;
