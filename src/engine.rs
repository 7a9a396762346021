//! The turn: `step(revision, view, event)` decides, purely, what an event does.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod code;
mod label;
mod migrate;
mod revision;

pub use code::{CodePart, CodePattern};
pub use label::{Label, Labels};
pub use migrate::{Migrate, Rename};
pub use revision::{
    Actions, Ask, Asked, DeadlineRule, Desk, EventRule, Field, Form, FormItem, NoticeRule,
    OutcomeRule, Param, Require, Role, RungRule, Setting, StartRule, State, TaskRule, Transition,
    Trigger, Who, Workflow,
};
