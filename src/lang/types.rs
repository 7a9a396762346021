//! The types values have, what an expression can read, and the view it is evaluated against.

use std::sync::Arc;

use crate::model::{FieldId, NameId, NumberError, RecordNo, Value};

#[cfg(doc)]
use super::table::Table;
use super::table::{TableId, TablePart};

/// The names a choice, list or role may take, in the order declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(pub Arc<Vec<(Arc<str>, NameId)>>);

impl Choices {
    /// The number of a declared name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<NameId> {
        self.0
            .iter()
            .find(|(known, _)| &**known == name)
            .map(|(_, id)| *id)
    }

    /// The text of a declared name.
    #[must_use]
    pub fn text(&self, id: NameId) -> Option<&str> {
        self.0
            .iter()
            .find(|(_, known)| *known == id)
            .map(|(text, _)| &**text)
    }
}

/// The type of a field, parameter or expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Yes or no; the type of every condition.
    YesNo,
    /// A whole number.
    Whole,
    /// An exact decimal.
    Number,
    /// Money: an exact decimal with at most the currency's places when stored.
    Money,
    /// A share, `0.98`.
    Percent,
    /// Text (also codes and file names).
    Text,
    /// One of declared names: a `choice`, a desk's roles.
    Choice(Choices),
    /// A row of this list, by one of its keys.
    Row(NameId, Choices),
    /// A date of the local calendar.
    Date,
    /// A time of day.
    Time,
    /// A point in time.
    Instant,
    /// A month of a year.
    Month,
    /// A duration.
    Duration,
    /// A record of this workflow (a person is a record of a workflow with `person = true`).
    Record(NameId),
    /// Several values of one type.
    List(Box<Type>),
    /// This form, as a record holds it.
    Form(NameId),
    /// An item of this form.
    Item(NameId),
    /// Not known before it is run (the result of a rule whose result cannot be inferred): checked when it is used.
    Unknown,
}

/// A type, and whether the value may be missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The type.
    pub ty: Type,
    /// Whether it may be empty, so that it needs `is_set` or `??`.
    pub maybe_empty: bool,
}

/// The place of a param in its workflow's list of params.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ParamId(pub u16);

/// The place of a rule in its desk's list of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleId(pub u16);

/// What can be asked of the newest instance of a task, clock or acknowledgement of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskFact {
    /// Closed by any answer (yes or no).
    Done,
    /// Who answered it (a person, may be empty).
    DoneBy,
    /// When it was answered (an instant, may be empty).
    DoneAt,
    /// Late: past due, by the clock, not yet judged otherwise (yes or no).
    Late,
    /// Judged breached (yes or no).
    Breached,
    /// Open now (yes or no).
    Open,
    /// Who it lies with (a person, may be empty).
    Assignee,
    /// When it is due (an instant, may be empty).
    Due,
}

/// What is read of a row of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowPart {
    /// The cell in this column.
    Column(u16),
    /// `label`: what people see of it.
    Label,
}

/// Names every expression knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// `self`: the record.
    This,
    /// `today`: the local date of the turn.
    Today,
    /// `now`: the instant of the turn.
    Now,
    /// `opened`: when the record was opened.
    Opened,
    /// `opened_by`: the person who opened it, may be empty.
    OpenedBy,
    /// `updated`: when it last changed.
    Updated,
    /// `code`: its code, a text.
    Code,
    /// `state`: its state's name, a text.
    State,
    /// `actor`: the person who acts in this turn, may be empty.
    Actor,
    /// `assignee`: the person the task in question lies with, may be empty.
    Assignee,
}

/// What a leaf of an expression reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// A field of the record.
    Field(FieldId),
    /// A param.
    Param(ParamId),
    /// A fact about the newest instance of a task.
    Task(NameId, TaskFact),
    /// One of the built-in names.
    Builtin(Builtin),
    /// The related record of this workflow whose step this turn hears of (`payment` on `payment.paid`).
    Sender(NameId),
    /// The item at hand: a record of a query, an entry of a list, an item of a form.
    Item,
    /// What is given from outside, by its place among the names bound here.
    Need(u16),
    /// The form being judged by its `pass`.
    Sheet,
    /// In a row of a decision table: an argument of the call.
    Input(u16),
}

/// What can be asked of a form a record holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetFact {
    /// Whether it is passed, by the form's `pass` (yes or no).
    Passed,
    /// Whether every item that must be answered is (yes or no).
    Done,
    /// Its items that are met.
    Met,
    /// Its items that are not met.
    Unmet,
    /// All its items.
    Items,
    /// The answer to one of its items, of this type (may be empty).
    Answer(NameId, Type),
}

/// What can be asked of an item of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemFact {
    /// Its name, as text.
    Name,
    /// What is asked.
    Text,
    /// The answer, may be empty.
    Answer,
    /// Its weight; 1 where the form has no weights.
    Weight,
    /// Whether it is met (yes or no).
    Met,
    /// A column of its row.
    Column(NameId),
}

/// What every record has besides its fields, as others read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// Its code, a text.
    Code,
    /// Its state, one of its workflow's; empty in a register.
    State,
    /// When it was opened.
    Opened,
    /// The person who opened it, may be empty.
    OpenedBy,
    /// When it last changed.
    Updated,
    /// Of a person: how many open tasks lie with them.
    OpenTasks,
}

/// The place of a query in its workflow's list of queries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueryId(pub u16);

/// The records an aggregate speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// Those naming this record.
    Related(Related),
    /// Those a query finds.
    Query(QueryId, Only),
}

/// Which of the records naming this one an aggregate speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// All of them.
    Every,
    /// Those not ended.
    Open,
    /// Those in this state.
    State(NameId),
    /// Those ended.
    Ended,
    /// Those in which this field is yes, or has a value where it is not of type yes or no.
    With(FieldId),
}

/// The records of a workflow that name this record in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Related {
    /// The workflow of the records that name this one.
    pub workflow: NameId,
    /// The field they name it in.
    pub via: FieldId,
    /// Which of them.
    pub only: Only,
}

/// Why an expression has no value. A turn that meets one fails as a whole and opens an incident.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// Arithmetic without a result.
    #[error("{0}")]
    Number(#[from] NumberError),
    /// A value was missing where one is needed.
    #[error("a value is missing: `{0}`")]
    Missing(String),
    /// A value had another type than declared (a rule's result).
    #[error("`{what}` gave {got}, wanted {wanted}")]
    Type {
        /// What gave the value.
        what: String,
        /// What it gave.
        got: String,
        /// What was wanted.
        wanted: String,
    },
    /// A rule failed.
    #[error("rule `{rule}` failed at line {line}: {why}")]
    Rule {
        /// The rule's name.
        rule: String,
        /// The line in its file, from 1; 0 when unknown.
        line: usize,
        /// Why.
        why: String,
    },
    /// Two rows of a table with `hit = "unique"` apply and disagree.
    #[error("rows {first} and {second} of table `{table}` both apply and disagree")]
    Rows {
        /// The table.
        table: String,
        /// The first row's number in the spreadsheet.
        first: u32,
        /// The other's.
        second: u32,
    },
    /// A date, duration or calendar could not be computed.
    #[error("{0}")]
    Time(String),
    /// Expressions and params refer to each other too deeply.
    #[error("nested more than {0} deep")]
    TooDeep(u32),
}

/// What an expression is evaluated against. The engine implements it over the turn and the world; reads of other
/// records go through it so that the turn can keep a list of them.
pub trait Env {
    /// The value of a leaf, `Value::Empty` where there is none.
    ///
    /// # Errors
    /// When a param it leads to cannot be computed.
    fn leaf(&self, leaf: &Leaf) -> Result<Value, EvalError>;

    /// A field of another record.
    ///
    /// # Errors
    /// When there is no such record.
    fn follow(&self, record: RecordNo, field: FieldId) -> Result<Value, EvalError>;

    /// The records naming this one, in the order they were born.
    ///
    /// # Errors
    /// When the relation cannot be read.
    fn related(&self, related: &Related) -> Result<Vec<RecordNo>, EvalError>;

    /// What every record has besides its fields, of another record.
    ///
    /// # Errors
    /// When there is no such record.
    fn head(&self, record: RecordNo, head: Head) -> Result<Value, EvalError> {
        let _ = record;
        Err(EvalError::Missing(format!("{head:?}").to_lowercase()))
    }

    /// The records a query finds, in its order.
    ///
    /// # Errors
    /// When one of its conditions cannot be evaluated.
    fn query(&self, query: QueryId, only: Only) -> Result<Vec<RecordNo>, EvalError> {
        let _ = (query, only);
        Err(EvalError::Missing("query".to_owned()))
    }

    /// A value of a spreadsheet as its type has it: a record stands there by its key.
    fn of_sheet(&self, ty: &Type, value: &Value) -> Value {
        let _ = ty;
        value.clone()
    }

    /// The result of a rule.
    ///
    /// # Errors
    /// When the rule fails or exceeds its limits.
    fn rule(&self, rule: RuleId, args: &[Value]) -> Result<Value, EvalError>;

    /// Whether a form is passed. Where nothing knows its rule, it is when no item is unmet.
    ///
    /// # Errors
    /// When its rule cannot be evaluated.
    fn passed(&self, sheet: &Arc<crate::model::Sheet>) -> Result<bool, EvalError> {
        Ok(sheet.is_met())
    }

    /// The text of a name: an item's.
    fn word(&self, name: NameId) -> Option<Value> {
        let _ = name;
        None
    }

    /// What stands in a row of a list.
    ///
    /// # Errors
    /// When there is no such list or row here.
    fn row(&self, list: NameId, row: NameId, part: RowPart) -> Result<Value, EvalError> {
        let _ = (list, row, part);
        Err(EvalError::Missing("row".to_owned()))
    }

    /// The result of a rule some of whose arguments are rows: `lists` names the list of each, by place.
    ///
    /// # Errors
    /// As [`Env::rule`].
    fn rule_of_rows(
        &self,
        rule: RuleId,
        args: &[Value],
        lists: &[Option<NameId>],
    ) -> Result<Value, EvalError> {
        let _ = lists;
        self.rule(rule, args)
    }

    /// What a decision table gives.
    ///
    /// # Errors
    /// As [`Table::answer`].
    fn table(&self, table: TableId, args: &[Value], part: TablePart) -> Result<Value, EvalError> {
        let _ = (args, part);
        Err(EvalError::Missing(format!("table #{}", table.0)))
    }

    /// Which rows of a decision table decide, in words; `None` where nobody can tell.
    fn decided_by(&self, table: TableId, args: &[Value]) -> Option<String> {
        let _ = (table, args);
        None
    }

    /// The value of a param by its name.
    ///
    /// # Errors
    /// When there is none here.
    fn param(&self, name: &str) -> Result<Value, EvalError> {
        Err(EvalError::Missing(name.to_owned()))
    }

    /// The local date of an instant, by the desk's zone; used by `date_of`, `month_of`, `full_months` and their like.
    ///
    /// # Errors
    /// When no zone is known here.
    fn local_date(&self, at: &Value) -> Result<chrono::NaiveDate, EvalError> {
        Err(EvalError::Time(format!(
            "no zone is known here to tell the local date of {}",
            super::values::kind_of(at)
        )))
    }

    /// When a date begins, by the desk's zone; used by `date.start`.
    ///
    /// # Errors
    /// When no zone is known here.
    fn start_of(&self, date: chrono::NaiveDate) -> Result<crate::model::Instant, EvalError> {
        Err(EvalError::Time(format!(
            "no zone is known here to tell when {date} begins"
        )))
    }

    /// The instant at which a duration counted from an instant or date ends, by the desk's calendar; used by `date + duration`.
    ///
    /// # Errors
    /// When the calendar has no answer.
    fn add_duration(
        &self,
        to: &Value,
        duration: crate::model::Duration,
    ) -> Result<Value, EvalError>;
}
