//! What a change of the rules says about the records living under the old ones.

use std::sync::Arc;

use crate::model::{FieldId, NameId};

/// What a change says about living records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrate {
    /// The revision it was written for; all but the renames are spent after it.
    pub since: Option<Arc<str>>,
    /// Names that took the place of others; each applies only while the old name no longer exists.
    pub renames: Vec<Rename>,
    /// Tasks and clocks whose open deadlines take a changed budget.
    pub rearm: Vec<NameId>,
    /// Timers new to a state already occupied, and whether they are armed there.
    pub timers: Vec<(NameId, bool)>,
    /// Computed fields computed anew.
    pub recompute: Vec<FieldId>,
}

/// A name that took the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// What it names: `state`, `task`, `outcome`, `field`, `choice`, `event` or `clock`.
    pub kind: Arc<str>,
    /// The name that is gone.
    pub old: Arc<str>,
    /// The name that stands for it.
    pub new: Arc<str>,
}
