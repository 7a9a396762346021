//! Expressions in which names from outside are bound: what a form is given, a row's columns, an earlier answer, and the
//! form a `pass` judges. Everything else is read as the turn sees it.

use std::sync::Arc;

use chrono::NaiveDate;

use super::revision::Desk;
use crate::lang::{
    Env, EvalError, Head, Leaf, Only, QueryId, Related, RowPart, RuleId, TableId, TablePart,
};
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

    fn row(&self, list: NameId, row: NameId, part: RowPart) -> Result<Value, EvalError> {
        self.outer.row(list, row, part)
    }

    fn rule_of_rows(
        &self,
        rule: RuleId,
        args: &[Value],
        lists: &[Option<NameId>],
    ) -> Result<Value, EvalError> {
        self.outer.rule_of_rows(rule, args, lists)
    }

    fn table(&self, table: TableId, args: &[Value], part: TablePart) -> Result<Value, EvalError> {
        self.outer.table(table, args, part)
    }

    fn decided_by(&self, table: TableId, args: &[Value]) -> Option<String> {
        self.outer.decided_by(table, args)
    }

    fn param(&self, name: &str) -> Result<Value, EvalError> {
        self.outer.param(name)
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

    fn start_of(&self, date: NaiveDate) -> Result<crate::model::Instant, EvalError> {
        self.outer.start_of(date)
    }

    fn add_duration(&self, to: &Value, duration: Duration) -> Result<Value, EvalError> {
        self.outer.add_duration(to, duration)
    }
}

/// Nothing outside a form: what its `pass` can read is the form itself and what it was given.
struct Alone<'a> {
    desk: &'a Desk,
}

fn unseen(what: &str) -> EvalError {
    EvalError::Missing(what.to_owned())
}

impl Env for Alone<'_> {
    fn leaf(&self, _: &Leaf) -> Result<Value, EvalError> {
        Err(unseen("needs"))
    }

    fn follow(&self, _: RecordNo, _: FieldId) -> Result<Value, EvalError> {
        Err(unseen("record"))
    }

    fn related(&self, _: &Related) -> Result<Vec<RecordNo>, EvalError> {
        Err(unseen("record"))
    }

    fn rule(&self, _: RuleId, _: &[Value]) -> Result<Value, EvalError> {
        Err(unseen("rule"))
    }

    fn word(&self, name: NameId) -> Option<Value> {
        Some(Value::text(self.desk.names.text(name)))
    }

    fn add_duration(&self, _: &Value, _: Duration) -> Result<Value, EvalError> {
        Err(unseen("calendar"))
    }
}

/// Whether a form is passed, for those who only look at it; `None` where its `pass` takes more than the form: a rule.
#[must_use]
pub fn form_passed(desk: &Desk, sheet: &Arc<Sheet>) -> Option<bool> {
    judged(desk, sheet, &Alone { desk }).ok()
}

/// Whether a form is passed: by its `pass`, else when no item is unmet; an empty list never is.
pub(super) fn judged<E: Env + ?Sized>(
    desk: &Desk,
    sheet: &Arc<Sheet>,
    outer: &E,
) -> Result<bool, EvalError> {
    let form = desk.forms.get(&sheet.form);
    let Some((form, pass)) = form.and_then(|form| Some((form, form.pass.as_ref()?))) else {
        return Ok(sheet.is_met());
    };
    if sheet.items.is_empty() {
        return Ok(false);
    }
    let needs = form.needs.iter();
    let values: Vec<Value> = needs
        .map(|name| sheet.need(*name).cloned().unwrap_or_default())
        .collect();
    pass.holds(&Bound {
        outer,
        values: &values,
        sheet: Some(sheet),
    })
}
