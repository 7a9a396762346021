//! From the configuration folder to a checked revision: sources with their spans, the reader that walks TOML key by
//! key, and diagnostics that say everything that is wrong in one go. Only [`Folder::read`] touches the disk; all else
//! works on text handed in.

mod asks;
mod assemble;
mod build;
mod build_fields;
mod build_graph;
mod build_starts;
mod build_tasks;
mod calendars;
mod cells;
mod chain;
mod check;
mod codes;
mod columns;
mod compat;
mod compile;
mod csv;
mod currency;
mod declare;
mod diagnostic;
mod docs;
mod faults;
mod fields;
mod forms;
pub mod keys;
mod labels;
mod later;
mod lists;
mod load;
mod meaning;
mod merge;
mod migrate;
mod node;
mod people;
mod queries;
mod reader;
mod render;
mod rights;
mod rules;
mod scan;
mod scope;
mod settings;
mod show;
mod signers;
mod source;
mod suggest;
mod syntax;
mod tables;
#[cfg(test)]
pub(crate) mod testing;
mod triggers;

pub use compat::{compat, spend};
pub(crate) use csv::{Cell, Sheet};
pub use diagnostic::{Diagnostic, Diagnostics, More};
pub use load::{Loaded, load};
pub use node::{Doc, Entry, Node, NodeValue};
pub use reader::{Item, Said, Table};
pub use render::{Look, report, report_json, to_json, to_text};
pub use settings::{Publish, Settings};
pub use show::show_config;
pub use source::{Folder, SourceId, Sources, Span};
pub use suggest::nearest;
