//! What a reader may know of the values an explanation names.

use super::Teller;
use crate::engine::View;
use crate::lang::Explained;
use crate::model::{FieldId, Value};
use crate::report::refusal::value_or_dash;
use crate::world::World;

impl Teller<'_> {
    /// Whether the reader may see a field of the record.
    pub(super) fn shows_field(&self, id: FieldId) -> bool {
        let field = self.workflow().and_then(|workflow| workflow.field(id));
        match (self.line.record, field) {
            (Some(record), Some(field)) => self.sees.field(record, field),
            _ => true,
        }
    }

    /// Whether the reader may see what a path of an expression (`employee.grade`) reads.
    fn shows(&self, path: &str) -> bool {
        let Some(mut record) = self.line.record.filter(|_| !self.sees.all()) else {
            return true;
        };
        for part in path.split('.') {
            let head = self.after.record(record);
            let workflow = head.and_then(|head| self.desk.workflow(head.workflow));
            let field = workflow.and_then(|workflow| {
                let id = self.desk.names.find_field(workflow.name, part)?;
                workflow.field(id)
            });
            let Some(field) = field else {
                return true;
            };
            if !self.sees.field(record, field) {
                return false;
            }
            match self.after.row(record).get(field.id.place()) {
                Some(Value::Record(next)) if self.sees.record(*next) => record = *next,
                Some(Value::Record(_)) => return false,
                _ => return true,
            }
        }
        true
    }

    pub(super) fn hidden(&self) -> String {
        self.say("value-hidden", &[])
    }

    /// Whether every value an expression names may be seen.
    pub(super) fn shows_all(&self, explained: &Explained) -> bool {
        let mut values = explained.values.iter();
        values.all(|(name, _)| self.shows(name))
    }

    /// Values an explanation names, `claim = 6000, authority = 5000`.
    pub(super) fn values(&self, world: &World, values: &[(String, Value)]) -> String {
        let words = values.iter().map(|(name, value)| match self.shows(name) {
            true => format!("{name} = {}", value_or_dash(self.desk, world, value)),
            false => format!("{name} = {}", self.hidden()),
        });
        words.collect::<Vec<_>>().join(", ")
    }
}
