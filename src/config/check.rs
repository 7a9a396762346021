//! What can be said of a whole desk once every part of it is built: its graphs, and what nobody reads or fills.

use std::collections::BTreeMap;

use super::declare::DeskDecl;
use super::diagnostic::Diagnostics;
use super::docs::Docs;
use crate::engine::Workflow;
use crate::model::{NameId, Names};

/// Looks at a desk as a whole.
pub(crate) fn check(
    _decl: &DeskDecl<'_>,
    _workflows: &BTreeMap<NameId, Workflow>,
    _names: &Names,
    _docs: &Docs<'_>,
    _found: &mut Diagnostics,
) {
}
