//! The turn: [`step`] decides, purely, what an event does to a record under a revision.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod access;
mod acts;
mod choose;
mod clockwork;
mod code;
mod deadline;
mod env;
mod fit;
mod revision;
mod step;
mod take;
mod tasks;
mod turn;
mod view;

pub use access::{has_right, roles_of};
pub use deadline::{recompute, stop};
pub use revision::{
    Actions, Ask, Asked, CodePart, CodePattern, DeadlineRule, Desk, EventRule, Field, Form,
    FormItem, Label, Migrate, NoticeRule, OutcomeRule, Param, Rename, Require, Role, RungRule,
    Setting, StartRule, State, TaskRule, Transition, Trigger, Who, Workflow,
};
pub use step::{Decision, step};
pub use turn::{Considered, Trace, Turn};
pub use view::{Next, Parked, View};
