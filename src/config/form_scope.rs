//! What the expressions of forms can name: what a form is given and the columns of its rows; and, in `ask`, the earlier
//! answer beside the names of the record.

use super::declare::DeskDecl;
use super::scope::FlowScope;
use crate::lang::{Binding, FormParts, Function, Scope, TableId, TableShape, Type, Typed};
use crate::model::{FieldId, NameId};

/// The names of a form: what it is given, the columns of a row, and where its `pass` stands its items.
pub(crate) struct FormScope<'a> {
    pub(crate) desk: &'a DeskDecl<'a>,
    pub(crate) names: Vec<(String, Typed)>,
    pub(crate) sheet: Option<NameId>,
}

impl Scope for FormScope<'_> {
    fn resolve(&self, name: &str) -> Option<Binding> {
        let at = self.names.iter().position(|(known, _)| known == name)?;
        let (_, typed) = self.names.get(at)?;
        Some(Binding::Need(u16::try_from(at).ok()?, typed.clone()))
    }

    fn names(&self) -> Vec<String> {
        self.names.iter().map(|(name, _)| name.clone()).collect()
    }

    fn field_of(&self, workflow: NameId, field: &str) -> Option<(FieldId, Typed)> {
        let field = self.desk.flow(workflow)?.fields.get(field)?;
        Some((field.id, field.typed.clone()))
    }

    fn fields_of(&self, workflow: NameId) -> Vec<String> {
        let flow = self.desk.flow(workflow);
        flow.map(|flow| flow.fields.keys().cloned().collect())
            .unwrap_or_default()
    }

    fn state_of(&self, workflow: NameId, state: &str) -> Option<NameId> {
        self.desk.flow(workflow)?.states.get(state).copied()
    }

    fn states_of(&self, workflow: NameId) -> Vec<String> {
        let flow = self.desk.flow(workflow);
        flow.map(|flow| flow.states.keys().cloned().collect())
            .unwrap_or_default()
    }

    fn column_of(&self, list: NameId, column: &str) -> Option<(u16, Typed)> {
        let list = self.desk.lists.values().find(|decl| decl.id == list)?;
        let (at, _, typed) = list.columns.get_full(column)?;
        Some((u16::try_from(at).ok()?, typed.clone()))
    }

    fn columns_of(&self, list: NameId) -> Vec<String> {
        let list = self.desk.lists.values().find(|decl| decl.id == list);
        list.map(|list| list.columns.keys().cloned().collect())
            .unwrap_or_default()
    }

    fn table(&self, name: &str) -> Option<TableShape> {
        let table = self.desk.tables.get(name).filter(|table| !table.broken)?;
        Some(table.shape(|_| false))
    }

    fn called(&self, table: TableId, args: &[Typed]) {
        let mut tables = self.desk.tables.values();
        if let Some(table) = tables.find(|decl| decl.id == table) {
            table.called(args);
        }
    }

    fn function(&self, name: &str) -> Option<Function> {
        let rule = self.desk.rules.find(name)?;
        Some(Function {
            id: rule.id,
            params: rule.params.len(),
            returns: rule.returns.clone(),
        })
    }

    fn functions(&self) -> Vec<String> {
        let rules = self.desk.rules.rules();
        rules.map(|rule| rule.name.clone()).collect()
    }

    fn is_broken(&self, name: &str) -> bool {
        self.desk.rules.is_broken(name)
    }

    fn form(&self, form: NameId) -> Option<&FormParts> {
        self.desk.form(form).map(|form| &form.parts)
    }

    fn sheet(&self) -> Option<NameId> {
        self.sheet
    }
}

/// The names of the record, and `last`: the earlier answer to the item at hand.
pub(crate) struct AskScope<'a> {
    pub(crate) flow: FlowScope<'a>,
    pub(crate) last: Typed,
}

impl Scope for AskScope<'_> {
    fn resolve(&self, name: &str) -> Option<Binding> {
        match name {
            "last" => Some(Binding::Need(0, self.last.clone())),
            other => self.flow.resolve(other),
        }
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.flow.names();
        names.push("last".to_owned());
        names
    }

    fn field_of(&self, workflow: NameId, field: &str) -> Option<(FieldId, Typed)> {
        self.flow.field_of(workflow, field)
    }

    fn fields_of(&self, workflow: NameId) -> Vec<String> {
        self.flow.fields_of(workflow)
    }

    fn state_of(&self, workflow: NameId, state: &str) -> Option<NameId> {
        self.flow.state_of(workflow, state)
    }

    fn states_of(&self, workflow: NameId) -> Vec<String> {
        self.flow.states_of(workflow)
    }

    fn column_of(&self, list: NameId, column: &str) -> Option<(u16, Typed)> {
        self.flow.column_of(list, column)
    }

    fn columns_of(&self, list: NameId) -> Vec<String> {
        self.flow.columns_of(list)
    }

    fn table(&self, name: &str) -> Option<TableShape> {
        self.flow.table(name)
    }

    fn called(&self, table: TableId, args: &[Typed]) {
        self.flow.called(table, args);
    }

    fn function(&self, name: &str) -> Option<Function> {
        self.flow.function(name)
    }

    fn functions(&self) -> Vec<String> {
        self.flow.functions()
    }

    fn is_broken(&self, name: &str) -> bool {
        self.flow.is_broken(name)
    }

    fn form(&self, form: NameId) -> Option<&FormParts> {
        self.flow.form(form)
    }

    fn person(&self) -> Type {
        self.flow.person()
    }
}
