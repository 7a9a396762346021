//! The language of conditions and rules: expressions parsed by rhai, checked against the declared types and kept as a
//! small typed tree that casework evaluates and explains itself; rules run in a bare, bounded rhai.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod types;

pub use types::{
    Builtin, Choices, Env, EvalError, Leaf, Only, ParamId, Related, RuleId, TaskFact, Type, Typed,
};
