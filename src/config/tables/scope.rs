//! What an expression in a row of a decision table can name: the inputs, and the params of whoever calls it.

use std::cell::RefCell;

use indexmap::IndexSet;

use super::Head;
use crate::config::declare::DeskDecl;
use crate::lang::{Binding, Declared, ParamId, Scope, Type, Typed};

/// The names known to the expressions of a row.
pub(super) struct RowScope<'a> {
    pub(super) desk: &'a DeskDecl<'a>,
    pub(super) inputs: &'a [Head<'a>],
    /// Which inputs may be empty in this row.
    pub(super) maybe_empty: &'a [bool],
    /// The params read so far, by their numbers in this table.
    pub(super) params: &'a RefCell<IndexSet<String>>,
}

impl RowScope<'_> {
    /// A param's type, where all workflows that have it agree.
    fn param(&self, name: &str) -> Option<Typed> {
        let declared = self.desk.flows.values();
        let mut types = declared.filter_map(|flow| flow.params.get(name));
        let first = types.next()?.typed.clone();
        match types.all(|other| other.typed == first) {
            true => Some(first),
            false => Some(Typed {
                ty: Type::Unknown,
                maybe_empty: first.maybe_empty,
            }),
        }
    }
}

impl Scope for RowScope<'_> {
    fn resolve(&self, name: &str) -> Option<Binding> {
        let mut inputs = self.inputs.iter().enumerate();
        if let Some((at, head)) = inputs.find(|(_, head)| &*head.name == name) {
            let typed = Typed {
                ty: head.ty.clone().unwrap_or(Type::Unknown),
                maybe_empty: self.maybe_empty.get(at).copied().unwrap_or(false),
            };
            return Some(Binding::Input(u16::try_from(at).ok()?, typed));
        }
        let typed = self.param(name)?;
        let at = self.params.borrow_mut().insert_full(name.to_owned()).0;
        Some(Binding::Param(ParamId(u16::try_from(at).ok()?), typed))
    }

    fn names(&self) -> Vec<String> {
        let inputs = self.inputs.iter().map(|head| head.name.to_string());
        let params = self.desk.flows.values().flat_map(|flow| flow.params.keys());
        inputs.chain(params.cloned()).collect()
    }

    fn declared(&self) -> &dyn Declared {
        self.desk
    }

    fn is_broken(&self, name: &str) -> bool {
        let flows = self.desk.flows.values();
        let mut params = flows.filter_map(|flow| flow.params.get(name));
        params.any(|param| param.broken) || self.desk.rules.is_broken(name)
    }
}
