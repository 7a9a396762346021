//! What an expression in a row of a decision table can name: the inputs, and the params of whoever calls it.

use std::cell::RefCell;

use indexmap::IndexSet;

use super::Head;
use crate::config::declare::DeskDecl;
use crate::config::scope::FlowScope;
use crate::lang::{Binding, Function, ParamId, Scope, Type, Typed};
use crate::model::{FieldId, NameId};

/// The names known to the expressions of a row.
pub(super) struct RowScope<'a> {
    pub(super) desk: &'a DeskDecl<'a>,
    pub(super) inputs: &'a [Head<'a>],
    /// Which inputs may be empty in this row.
    pub(super) maybe_empty: &'a [bool],
    /// The params read so far, by their numbers in this table.
    pub(super) params: &'a RefCell<IndexSet<String>>,
}

impl<'a> RowScope<'a> {
    /// The scope of any workflow: what it says of records, lists and rules holds for all.
    fn any(&self) -> Option<FlowScope<'a>> {
        let flow = self.desk.flows.values().next()?;
        Some(FlowScope::new(self.desk, flow))
    }

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

    fn field_of(&self, workflow: NameId, field: &str) -> Option<(FieldId, Typed)> {
        self.any()?.field_of(workflow, field)
    }

    fn fields_of(&self, workflow: NameId) -> Vec<String> {
        self.any()
            .map(|any| any.fields_of(workflow))
            .unwrap_or_default()
    }

    fn column_of(&self, list: NameId, column: &str) -> Option<(u16, Typed)> {
        self.any()?.column_of(list, column)
    }

    fn columns_of(&self, list: NameId) -> Vec<String> {
        self.any()
            .map(|any| any.columns_of(list))
            .unwrap_or_default()
    }

    fn state_of(&self, workflow: NameId, state: &str) -> Option<NameId> {
        self.any()?.state_of(workflow, state)
    }

    fn states_of(&self, workflow: NameId) -> Vec<String> {
        self.any()
            .map(|any| any.states_of(workflow))
            .unwrap_or_default()
    }

    fn function(&self, name: &str) -> Option<Function> {
        self.any()?.function(name)
    }

    fn functions(&self) -> Vec<String> {
        self.any().map(|any| any.functions()).unwrap_or_default()
    }

    fn is_broken(&self, name: &str) -> bool {
        let flows = self.desk.flows.values();
        let mut params = flows.filter_map(|flow| flow.params.get(name));
        params.any(|param| param.broken) || self.desk.rules.is_broken(name)
    }

    fn person(&self) -> Type {
        self.desk.person_type()
    }
}
