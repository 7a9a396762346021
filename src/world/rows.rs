//! Field values: one block of values per workflow, a row of fixed width for each record. A new field widens the block.

use std::collections::BTreeMap;

use crate::model::{FieldId, NameId, RecordNo, Value};

/// The rows of one workflow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Block {
    width: usize,
    values: Vec<Value>,
    rows: usize,
}

impl Block {
    /// Makes room for rows of this width.
    fn widen(&mut self, width: usize) {
        if width <= self.width {
            return;
        }
        let mut values = Vec::with_capacity(width * self.rows);
        let mut old = std::mem::take(&mut self.values).into_iter();
        for _ in 0..self.rows {
            values.extend(old.by_ref().take(self.width));
            values.resize(values.len() + width - self.width, Value::Empty);
        }
        self.values = values;
        self.width = width;
    }
}

/// The rows of all records of a desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    blocks: BTreeMap<NameId, Block>,
    /// Each record's workflow and place in its block.
    places: Vec<(NameId, u32)>,
}

impl Rows {
    /// A row for the next record.
    pub(super) fn add(&mut self, workflow: NameId, width: usize) {
        let block = self.blocks.entry(workflow).or_default();
        block.widen(width.max(1));
        self.places
            .push((workflow, u32::try_from(block.rows).unwrap_or(u32::MAX)));
        block.rows += 1;
        block.values.resize(block.width * block.rows, Value::Empty);
    }

    /// A record's values; empty for a record that does not exist.
    pub(super) fn row(&self, record: RecordNo) -> &[Value] {
        let Some((workflow, at)) = self.places.get(record.place()) else {
            return &[];
        };
        let Some(block) = self.blocks.get(workflow) else {
            return &[];
        };
        let start = block.width * (*at as usize);
        block.values.get(start..start + block.width).unwrap_or(&[])
    }

    /// Sets a value and gives back the one it replaces.
    pub(super) fn set(&mut self, record: RecordNo, field: FieldId, value: Value) -> Value {
        let Some((workflow, at)) = self.places.get(record.place()) else {
            return Value::Empty;
        };
        let Some(block) = self.blocks.get_mut(workflow) else {
            return Value::Empty;
        };
        block.widen(field.place() + 1);
        let slot = block
            .values
            .get_mut(block.width * (*at as usize) + field.place());
        slot.map_or(Value::Empty, |slot| std::mem::replace(slot, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_field_widens_all_rows_and_keeps_their_values() {
        let flow = NameId(1);
        let mut rows = Rows::default();
        rows.add(flow, 2);
        rows.add(flow, 2);
        rows.set(RecordNo(0), FieldId(1), Value::Whole(10));
        rows.set(RecordNo(1), FieldId(0), Value::Whole(20));
        let old = rows.set(RecordNo(1), FieldId(4), Value::Whole(24));
        assert_eq!(old, Value::Empty);
        assert_eq!(rows.row(RecordNo(0)).len(), 5);
        assert_eq!(rows.row(RecordNo(0)).get(1), Some(&Value::Whole(10)));
        assert_eq!(rows.row(RecordNo(1)).first(), Some(&Value::Whole(20)));
        assert_eq!(rows.row(RecordNo(1)).get(4), Some(&Value::Whole(24)));
        rows.add(flow, 2);
        assert_eq!(
            rows.row(RecordNo(2)),
            &[
                Value::Empty,
                Value::Empty,
                Value::Empty,
                Value::Empty,
                Value::Empty
            ]
        );
    }
}
