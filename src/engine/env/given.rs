//! What rules are given: params by name, rows of lists whole, and what they ask of records.

use std::sync::Arc;

use super::Sight;
use crate::engine::view::View;
use crate::lang::{Argument, Env, EvalError, Head, RowPart, RuleId, Type};
use crate::model::{NameId, RecordNo, Value};

impl<V: View> Sight<'_, '_, V> {
    /// What a rule reads of a record by name; `None` where such a record has nothing of this name.
    pub(super) fn property(&self, no: RecordNo, name: &str) -> Result<Option<Argument>, EvalError> {
        let (work, desk) = (self.work, self.work.desk);
        let workflow = match no == work.record {
            true => Some(work.workflow),
            false => {
                let record = work.view.record(no);
                record.and_then(|record| desk.workflow(record.workflow))
            }
        };
        let Some(workflow) = workflow else {
            return Ok(None);
        };
        if let Some(head) = Head::find(name) {
            return self.head(no, head).map(Argument::Value).map(Some);
        }
        let id = desk.names.find_field(workflow.name, name);
        let Some((id, field)) = id.and_then(|id| Some((id, workflow.field(id)?))) else {
            return Ok(None);
        };
        let value = self.follow(no, id)?;
        self.argument(value, list_of(&field.typed.ty)).map(Some)
    }

    /// A value as a rule gets it: a row of a list as a map.
    pub(super) fn argument(
        &self,
        value: Value,
        list: Option<NameId>,
    ) -> Result<Argument, EvalError> {
        Ok(match (list, &value) {
            (Some(list), Value::Choice(row)) => Argument::Row(self.whole_row(list, *row)?),
            (Some(list), Value::List(rows)) => {
                let rows = rows.iter().filter_map(|row| match row {
                    Value::Choice(row) => Some(self.whole_row(list, *row)),
                    _ => None,
                });
                Argument::Rows(rows.collect::<Result<_, _>>()?)
            }
            _ => Argument::Value(value),
        })
    }

    pub(super) fn params_of(&self, rule: RuleId) -> Result<Vec<(String, Value)>, EvalError> {
        let work = self.work;
        let mut params = Vec::new();
        for name in work.desk.rules.params_read(rule) {
            let param = work
                .workflow
                .params
                .iter()
                .find(|param| work.desk.names.text(param.name) == name);
            if let Some(param) = param {
                params.push((name.clone(), self.deeper(|| self.setting(&param.value))?));
            }
        }
        Ok(params)
    }

    /// A row as a rule gets it: its columns by name, and what people see of it.
    pub(super) fn whole_row(
        &self,
        list: NameId,
        row: NameId,
    ) -> Result<Vec<(Arc<str>, Value)>, EvalError> {
        let columns = self.work.desk.lists.get(&list).map(|list| &list.columns);
        let mut cells = Vec::new();
        for (column, place) in columns.into_iter().flatten().zip(0..) {
            let value = self.row(list, row, RowPart::Column(place))?;
            cells.push((Arc::clone(&column.name), value));
        }
        if !cells.iter().any(|(name, _)| &**name == "label") {
            cells.push((Arc::from("label"), self.row(list, row, RowPart::Label)?));
        }
        Ok(cells)
    }

    /// A value of a spreadsheet as its type has it: a record stands there by its key.
    pub(super) fn named(&self, ty: &Type, value: &Value) -> Value {
        let (Type::Record(workflow), Value::Text(_)) = (ty, value) else {
            return value.clone();
        };
        let key = self.work.desk.workflow(*workflow).and_then(|of| of.key);
        let holder = key.and_then(|key| self.work.view.holder(*workflow, key, value));
        holder.map_or(Value::Empty, Value::Record)
    }
}

/// The list whose rows a type holds.
fn list_of(ty: &Type) -> Option<NameId> {
    match ty {
        Type::Row(list, _) => Some(*list),
        Type::List(of) => list_of(of),
        _ => None,
    }
}
