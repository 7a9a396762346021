//! The language of conditions and rules: expressions parsed by rhai, checked against the declared types and kept as a
//! small typed tree that casework evaluates and explains itself; rules run in a bare, bounded rhai.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

mod call;
mod check;
mod compile;
mod dynamic;
mod eval;
mod explain;
mod expr;
mod fault;
#[cfg(test)]
mod fixture;
mod form;
mod functions;
mod lex;
mod narrow;
mod native;
mod operate;
mod path;
mod reads;
mod reasons;
mod rules;
mod sandbox;
mod scope;
mod script;
mod stated;
mod syntax;
mod table;
mod tabled;
mod terms;
mod types;
mod values;

pub use compile::compile;
pub use dynamic::Argument;
pub use eval::order as order_values;
pub use explain::{Explained, Outcome, explain};
pub use expr::{Called, Expr, Read};
pub use fault::Fault;
pub use form::{ITEM_FACTS, SHEET_FACTS};
pub use functions::{FUNCTIONS, FunctionDoc, is_function};
pub use reasons::SYNTAX_REASONS;
pub(crate) use reasons::half_width;
pub use rules::{Part, PartRead, Records, Rule, RuleFault, RuleSet, undeclared};
pub use sandbox::RULE_FUNCTIONS;
pub use scope::{Binding, Declared, FormParts, Function, Scope, TableShape, Want};
pub use syntax::is_reserved;
pub use table::{Hit, Input, Matching, Output, Table, TableId, TablePart, TableRow};
pub use terms::{Comparison, Counted, Day, Tally, Term};
pub use types::{
    Among, Builtin, Choices, Env, EvalError, Head, ItemFact, Leaf, Only, ParamId, QueryId, Related,
    RowPart, RuleId, SheetFact, TaskFact, Type, Typed,
};
pub use values::{coerce, kind_of, read_text, type_name};
