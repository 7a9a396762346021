//! Dense numbers of what a desk holds. Codes and keys are looked up once, at the inbox; inside, numbers travel.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $of:ty) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub struct $name(pub $of);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number!(
    /// A record of a desk, in the order they were born.
    RecordNo,
    u32
);
number!(
    /// A task, clock or acknowledgement of a desk, in the order they were opened.
    TaskNo,
    u32
);
number!(
    /// A timer of a desk, in the order they were armed.
    TimerNo,
    u64
);
number!(
    /// A line of a desk's journal, from 1 without gaps.
    LineNo,
    u64
);
number!(
    /// A revision kept in the store, in the order they were first seen.
    RevisionNo,
    u32
);
number!(
    /// An incident of a desk, in the order they were opened.
    IncidentNo,
    u32
);

impl RecordNo {
    /// The record's place in dense tables.
    #[must_use]
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

impl TaskNo {
    /// The task's place in dense tables.
    #[must_use]
    pub fn place(self) -> usize {
        self.0 as usize
    }
}
