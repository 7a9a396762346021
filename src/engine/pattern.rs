//! Patterns of the codes records are known by.

use std::sync::Arc;

use crate::model::FieldId;

/// How codes are made.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodePattern {
    /// The parts, in order.
    pub parts: Vec<CodePart>,
}

/// A part of a code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodePart {
    /// As it stands.
    Text(Arc<str>),
    /// The day the record was opened, in a chrono format.
    Opened(Arc<str>),
    /// The day of the turn, in a chrono format.
    Today(Arc<str>),
    /// A field's value.
    Field(FieldId),
    /// The running number within the text of the rest, at least so many digits.
    Number(usize),
}
