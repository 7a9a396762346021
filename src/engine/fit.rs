//! Whether a value fits its field, and the small conversions that are exact: a rule's text to a declared choice, a whole
//! number to money.

use super::turn::{Failure, Work};
use super::view::View;
use crate::lang::{EvalError, Type, coerce, kind_of};
use crate::model::{FieldId, RecordNo, Refusal, Text, Value};

impl<V: View> Work<'_, V> {
    /// A computed or set value brought to its field's type.
    pub(super) fn fitted(&self, id: FieldId, value: Value) -> Result<Value, Failure> {
        let Some(field) = self.workflow.field(id) else {
            return Ok(value);
        };
        let value = coerce(value, &field.typed.ty)?;
        if field.unique && self.holder(id, &value).is_some() {
            return Err(Failure::NotUnique {
                field: self.text(field.name),
            });
        }
        if let Some(within) = field
            .within
            .as_ref()
            .filter(|within| !within.allows(&value))
        {
            return Err(Failure::Outside {
                field: self.text(field.name),
                within: within.text.to_string(),
            });
        }
        match self.misfit(&field.typed.ty, &value) {
            None => Ok(value),
            Some(why) => Err(Failure::Eval(EvalError::Type {
                what: self.text(field.name),
                got: kind_of(&value).to_owned(),
                wanted: why,
            })),
        }
    }

    /// Why a given value may not stand in its field, if so.
    pub(super) fn refused_value(&self, id: FieldId, value: &Value) -> Option<Refusal> {
        let Some(field) = self.workflow.field(id) else {
            return Some(Refusal::NotAsked { field: id });
        };
        if field.computed.is_some() {
            return Some(Refusal::NotAsked { field: id });
        }
        if value.is_empty() {
            return field
                .required
                .then_some(Refusal::MissingValue { field: Some(id) });
        }
        if let Some(why) = self.misfit(&field.typed.ty, value) {
            return Some(Refusal::BadValue {
                field: id,
                why: Text::new(&why),
            });
        }
        if field
            .within
            .as_ref()
            .is_some_and(|within| !within.allows(value))
        {
            return Some(Refusal::NotWithin { field: id });
        }
        let holder = self.holder(id, value).filter(|_| field.unique);
        holder.map(|record| Refusal::NotUnique { field: id, record })
    }

    /// The other record of this workflow that has a value in a unique field.
    fn holder(&self, id: FieldId, value: &Value) -> Option<RecordNo> {
        let holder = self.view.holder(self.workflow.name, id, value);
        holder.filter(|no| *no != self.record && !value.is_empty())
    }

    /// What was wanted, where a value is of another type.
    fn misfit(&self, ty: &Type, value: &Value) -> Option<String> {
        let fits = match (ty, value) {
            (_, Value::Empty) | (Type::Unknown, _) => true,
            (Type::YesNo, Value::YesNo(_))
            | (Type::Text, Value::Text(_))
            | (Type::Date, Value::Date(_))
            | (Type::Time, Value::Time(_))
            | (Type::Instant, Value::Instant(_))
            | (Type::Month, Value::Month(_))
            | (Type::Duration, Value::Duration { .. }) => true,
            (Type::Whole, Value::Whole(_)) => true,
            (Type::Number | Type::Percent, value) => value.number().is_some(),
            (Type::Money, value) => value
                .number()
                .is_some_and(|n| n.places() <= self.desk.money_places),
            (Type::Choice(choices) | Type::Row(_, choices), Value::Choice(name)) => {
                choices.text(*name).is_some()
            }
            (Type::Record(workflow), Value::Record(no)) => {
                *no == self.record
                    || self
                        .view
                        .record(*no)
                        .is_some_and(|record| record.workflow == *workflow)
            }
            (Type::List(of), Value::List(list)) => {
                return list.iter().find_map(|value| self.misfit(of, value));
            }
            (Type::Form(form), Value::Form(answers)) => answers.form == *form,
            (Type::Form(form), Value::Sheet(sheet)) => sheet.form == *form,
            _ => false,
        };
        (!fits).then(|| self.type_name(ty))
    }

    fn type_name(&self, ty: &Type) -> String {
        match ty {
            Type::YesNo => "yes_no".to_owned(),
            Type::Whole => "whole".to_owned(),
            Type::Number => "number".to_owned(),
            Type::Money => format!("money with at most {} places", self.desk.money_places),
            Type::Percent => "percent".to_owned(),
            Type::Text => "text".to_owned(),
            Type::Choice(choices) => {
                let names: Vec<&str> = choices.0.iter().map(|(name, _)| &**name).collect();
                format!("one of {}", names.join(", "))
            }
            Type::Row(list, _) => format!("a row of {}", self.text(*list)),
            Type::Date => "date".to_owned(),
            Type::Time => "time".to_owned(),
            Type::Instant => "instant".to_owned(),
            Type::Month => "month".to_owned(),
            Type::Duration => "duration".to_owned(),
            Type::Record(workflow) => self.text(*workflow),
            Type::List(of) => format!("a list of {}", self.type_name(of)),
            Type::Form(form) => format!("answers to {}", self.text(*form)),
            Type::Item(form) => format!("an item of {}", self.text(*form)),
            Type::Unknown => "a value".to_owned(),
        }
    }
}
