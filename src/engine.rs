//! The turn: `step(revision, view, event)` decides, purely, what an event does.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod revision;

pub use revision::{
    Actions, Ask, Asked, CodePart, CodePattern, DeadlineRule, Desk, EventRule, Field, Form,
    FormItem, Label, Labels, Migrate, NoticeRule, OutcomeRule, Param, Rename, Require, Role,
    RungRule, Setting, StartRule, State, TaskRule, Transition, Trigger, Who, Workflow,
};
