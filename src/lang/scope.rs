//! What an expression can name while it is compiled: the config floor implements it over the declarations it has read.

use std::sync::Arc;

use crate::model::{FieldId, NameId};

use super::table::{Hit, TableId};
use super::types::{Builtin, Head, ParamId, QueryId, RuleId, Type, Typed};

/// What a bare name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// A field of the record.
    Field(FieldId, Typed),
    /// A param.
    Param(ParamId, Typed),
    /// A task, clock or acknowledgement; only its facts (`answer.done`) are values.
    Task(NameId),
    /// The records of a workflow that name this one.
    Relation {
        /// Their workflow.
        workflow: NameId,
        /// The fields they can name it in; `via.FIELD` chooses where there are several.
        via: Vec<(String, FieldId)>,
    },
    /// One of the names every expression knows.
    Builtin(Builtin, Typed),
    /// The related record whose step is heard of; in `count(…)` still the relation.
    Sender {
        /// Its workflow.
        workflow: NameId,
        /// As in [`Binding::Relation`].
        via: Vec<(String, FieldId)>,
    },
    /// In a row of a decision table: an argument of the call.
    Input(u16, Typed),
    /// The item at hand: what is being started from, or the record being chosen (`self` of a query).
    Item(Typed),
    /// A field of the record being chosen.
    ItemField(FieldId, Typed),
    /// What every record has, of the record being chosen.
    ItemHead(Head),
    /// What a query is given from outside.
    Need(u16, Typed),
    /// A query; a value only inside `count`, `any` and `sum`.
    Query {
        /// Which.
        query: QueryId,
        /// The workflow of the records it finds.
        workflow: NameId,
        /// A name it needs that is not given here.
        missing: Option<String>,
    },
}

/// What an expression can read of a form's items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormParts {
    /// The items' names and the types of their answers.
    pub items: Vec<(String, NameId, Type)>,
    /// The columns besides those that have a meaning of their own.
    pub columns: Vec<(String, NameId, Typed)>,
    /// The type of the weights; `None` where no column gives any.
    pub weight: Option<Typed>,
}

impl FormParts {
    /// The type all answers have; unknown where they differ. Different types of number are a number.
    #[must_use]
    pub fn answer(&self) -> Type {
        let mut types = self.items.iter().map(|(_, _, ty)| ty);
        let Some(first) = types.next() else {
            return Type::Unknown;
        };
        if types.clone().all(|ty| ty == first) {
            return first.clone();
        }
        match super::values::is_numeric(first) && types.all(super::values::is_numeric) {
            true => Type::Number,
            false => Type::Unknown,
        }
    }
}

/// A rule as an expression sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its number.
    pub id: RuleId,
    /// How many arguments it takes.
    pub params: usize,
    /// What it returns when no argument is empty.
    pub returns: Typed,
}

/// A decision table as an expression sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableShape {
    /// Its number.
    pub id: TableId,
    /// What it takes: name, and type where it is known yet.
    pub inputs: Vec<(Arc<str>, Option<Type>)>,
    /// What it gives.
    pub outputs: Vec<(Arc<str>, Typed)>,
    /// Which rows count.
    pub hit: Hit,
    /// Whether a row always applies.
    pub whole: bool,
    /// A param its rows read and nobody declares where it is called from.
    pub lacks: Option<String>,
}

impl TableShape {
    /// Whether a name after a call is one of the table's own.
    pub(super) fn gives(&self, name: &str) -> bool {
        name == "row" || self.outputs.iter().any(|(output, _)| &**output == name)
    }
}

/// What a desk declares, the same for every expression in it.
pub trait Declared {
    /// A field of a workflow.
    fn field_of(&self, workflow: NameId, field: &str) -> Option<(FieldId, Typed)>;
    /// The names of a workflow's fields.
    fn fields_of(&self, workflow: NameId) -> Vec<String>;
    /// A state of a workflow.
    fn state_of(&self, workflow: NameId, state: &str) -> Option<NameId>;
    /// The names of a workflow's states.
    fn states_of(&self, workflow: NameId) -> Vec<String>;
    /// A column of a list.
    fn column_of(&self, list: NameId, column: &str) -> Option<(u16, Typed)> {
        let _ = (list, column);
        None
    }
    /// The names of a list's columns.
    fn columns_of(&self, list: NameId) -> Vec<String> {
        let _ = list;
        Vec::new()
    }
    /// A rule.
    fn function(&self, name: &str) -> Option<Function>;
    /// The names of all rules.
    fn functions(&self) -> Vec<String>;
    /// The names of all decision tables.
    fn tables(&self) -> Vec<String> {
        Vec::new()
    }
    /// Hears of a call of a decision table, with the types of its arguments.
    fn called(&self, table: TableId, args: &[Typed]) {
        let _ = (table, args);
    }
    /// What can be read of a form's items.
    fn form(&self, form: NameId) -> Option<&FormParts> {
        let _ = form;
        None
    }
    /// The type of a person (`handle.done_by`, `handle.assignee`).
    fn person(&self) -> Type {
        Type::Unknown
    }
}

/// The names known where an expression stands.
pub trait Scope {
    /// What a bare name stands for; `None` when it is not known.
    fn resolve(&self, name: &str) -> Option<Binding>;
    /// All bare names, for “did you mean”.
    fn names(&self) -> Vec<String>;
    /// What stands behind the names.
    fn declared(&self) -> &dyn Declared;
    /// A decision table that may be called here.
    fn table(&self, name: &str) -> Option<TableShape> {
        let _ = name;
        None
    }
    /// Whether a name is declared but its declaration has a fault of its own, so that nothing is said about its use.
    fn is_broken(&self, name: &str) -> bool;
    /// The form being judged by its `pass`: its parts stand here as bare names.
    fn sheet(&self) -> Option<NameId> {
        None
    }
}

/// What an expression must yield.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// A value of this type, empty only where `maybe_empty` allows it.
    Is(Typed),
    /// A value of one of these types; a text literal is read as the first that takes it.
    OneOf {
        /// The types.
        types: Vec<Type>,
        /// Whether the value may be missing.
        maybe_empty: bool,
    },
    /// Anything.
    Any,
}

impl Want {
    /// A condition: yes or no, never empty.
    #[must_use]
    pub fn condition() -> Want {
        Want::required(Type::YesNo)
    }

    /// A value of this type that is never empty.
    #[must_use]
    pub fn required(ty: Type) -> Want {
        Want::Is(Typed {
            ty,
            maybe_empty: false,
        })
    }

    /// A value of this type, or none.
    #[must_use]
    pub fn optional(ty: Type) -> Want {
        Want::Is(Typed {
            ty,
            maybe_empty: true,
        })
    }
}
