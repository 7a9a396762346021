//! Expressions in which names from outside are bound: what a form is given, a row's columns, an earlier answer, and the
//! form a `pass` judges. Everything else is read as the turn sees it.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::lang::{Env, EvalError, Head, Leaf, Only, QueryId, Related, RuleId};
use crate::model::{Duration, FieldId, NameId, RecordNo, Sheet, Value};

/// A view with names bound in front of another.
pub(super) struct Bound<'b, E: Env + ?Sized> {
    pub(super) outer: &'b E,
    /// The values of [`Leaf::Need`], by their places.
    pub(super) values: &'b [Value],
    /// The value of [`Leaf::Sheet`].
    pub(super) sheet: Option<&'b Arc<Sheet>>,
}

impl<E: Env + ?Sized> Env for Bound<'_, E> {
    fn leaf(&self, leaf: &Leaf) -> Result<Value, EvalError> {
        match leaf {
            Leaf::Need(at) => Ok(self
                .values
                .get(usize::from(*at))
                .cloned()
                .unwrap_or_default()),
            Leaf::Sheet => Ok(self.sheet.cloned().map_or(Value::Empty, Value::Sheet)),
            other => self.outer.leaf(other),
        }
    }

    fn follow(&self, record: RecordNo, field: FieldId) -> Result<Value, EvalError> {
        self.outer.follow(record, field)
    }

    fn related(&self, related: &Related) -> Result<Vec<RecordNo>, EvalError> {
        self.outer.related(related)
    }

    fn head(&self, record: RecordNo, head: Head) -> Result<Value, EvalError> {
        self.outer.head(record, head)
    }

    fn query(&self, query: QueryId, only: Only) -> Result<Vec<RecordNo>, EvalError> {
        self.outer.query(query, only)
    }

    fn rule(&self, rule: RuleId, args: &[Value]) -> Result<Value, EvalError> {
        self.outer.rule(rule, args)
    }

    fn passed(&self, sheet: &Arc<Sheet>) -> Result<bool, EvalError> {
        self.outer.passed(sheet)
    }

    fn word(&self, name: NameId) -> Option<Value> {
        self.outer.word(name)
    }

    fn local_date(&self, at: &Value) -> Result<NaiveDate, EvalError> {
        self.outer.local_date(at)
    }

    fn add_duration(&self, to: &Value, duration: Duration) -> Result<Value, EvalError> {
        self.outer.add_duration(to, duration)
    }
}
