//! What the expressions of forms can name: what a form is given and the columns of its rows; and, in `ask`, the earlier
//! answer beside the names of the record.

use super::declare::DeskDecl;
use super::scope::FlowScope;
use crate::lang::{Binding, Declared, Scope, TableShape, Typed};
use crate::model::NameId;

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

    fn table(&self, name: &str) -> Option<TableShape> {
        let table = self.desk.tables.get(name).filter(|table| !table.broken)?;
        Some(table.shape(|_| false))
    }

    fn declared(&self) -> &dyn Declared {
        self.desk
    }

    fn is_broken(&self, name: &str) -> bool {
        self.desk.rules.is_broken(name)
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

    fn table(&self, name: &str) -> Option<TableShape> {
        self.flow.table(name)
    }

    fn declared(&self) -> &dyn Declared {
        self.flow.desk
    }

    fn is_broken(&self, name: &str) -> bool {
        self.flow.is_broken(name)
    }
}
