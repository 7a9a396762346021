//! The turn: [`step`] decides, purely, what an event does to a record under a revision.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod access;
mod acts;
mod answers;
mod assign;
mod begin;
mod birth;
mod bound;
mod choose;
mod clockwork;
mod code;
mod dates;
mod deadline;
mod env;
mod find;
mod fit;
mod handle;
mod label;
mod list;
mod migrate;
mod parts;
mod pattern;
mod revision;
mod sheets;
mod sign;
mod step;
mod take;
mod tasks;
mod turn;
mod view;

pub use access::{Sees, Stands, has_right, is_prompted, lead_of, roles_of, stands_with};
pub use deadline::{recompute, stop};

pub use bound::form_passed;
pub use label::{Label, Labels};
pub use list::{Column, List, ListRow};
pub use migrate::{Migrate, Rename};
pub use parts::{
    Actions, Ask, Asked, DeadlineRule, Each, EventRule, Form, FormItem, Holding, Need, NoticeRule,
    OutcomeRule, QueryRule, Require, RungRule, StartRule, State, TaskRule, Transition, Trigger,
};
pub use pattern::{CodePart, CodePattern};
pub use revision::{Assign, Desk, Field, Param, Pick, Right, Role, Setting, Who, Within, Workflow};
pub use step::{Decision, step};
pub use turn::{Considered, Trace, Turn};
pub use view::{Next, Parked, View};
