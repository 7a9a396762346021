//! The living state of a desk in memory: the fold of its journal. One function, [`World::fold`], turns a line into state;
//! the daemon, the dry run, the scenario tests and `verify` all use it, and feed it through [`feed`] and [`advance`].

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod compare;
mod feed;
mod fold;
mod forms;
mod inbox;
mod rows;
mod show;
mod state;
mod view;

pub use feed::{Publisher, Watch, activate, advance, advance_watched, feed, feed_watched};
pub use forms::{cell_text, type_of};
pub use inbox::{Act, InboxError, read_instant, read_value, resolve};
pub use show::{arithmetic, fields_json, local, record_json, task_json, value_json, value_text};
pub use state::{Incident, World};
