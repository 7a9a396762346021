//! From the configuration folder to a checked revision: sources with their spans, the reader that walks TOML key by
//! key, and diagnostics that say everything that is wrong in one go. Only [`Folder::read`] touches the disk; all else
//! works on text handed in.

mod diagnostic;
pub mod keys;
mod node;
mod reader;
mod render;
mod scan;
mod source;
mod suggest;
mod syntax;
#[cfg(test)]
pub(crate) mod testing;

pub use diagnostic::{Diagnostic, Diagnostics, More};
pub use node::{Doc, Entry, Node, NodeValue};
pub use reader::{Item, Said, Table};
pub use render::{Look, report, report_json, to_json, to_text};
pub use source::{Folder, SourceId, Sources, Span};
pub use suggest::nearest;
