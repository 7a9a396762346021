//! Filling in forms: what the record's own form still asks, within what can occur, and mostly so that it is met.

use serde_json::{Map, Value as Json};

use super::chance::Chance;
use super::play::Play;
use crate::engine::View;
use crate::lang::Type;
use crate::model::{FieldId, Filled, Instant, NameId, RecordNo, SheetItem, Takes, Value};
use crate::world::{read_value, value_json};

/// How often, per mille, an item is answered as its `pass` wants it.
const MET: u32 = 800;

/// How often an answer is drawn anew until it fits.
const DRAWS: usize = 24;

impl Play<'_> {
    /// Answers to a form: to what the record's own asks and does not answer itself, else to all its items.
    pub(super) fn answers(
        &self,
        chance: &mut Chance,
        form: NameId,
        (record, field): (Option<RecordNo>, FieldId),
        at: Instant,
    ) -> Json {
        let held = record.and_then(|record| self.world.row(record).get(field.place()));
        if let Some(Value::Sheet(sheet)) = held {
            let open = sheet.items.iter();
            let open = open.filter(|item| item.filled != Filled::Read);
            let answers = open.map(|item| {
                let name = self.desk.names.text(item.name);
                (name.to_owned(), self.item(chance, item, at))
            });
            return Json::Object(answers.collect::<Map<String, Json>>());
        }
        let form = self.desk.forms.get(&form);
        let items = form.map_or(&[][..], |form| &form.items);
        let answers = items.iter().map(|item| {
            let name = self.desk.names.text(item.name);
            (name.to_owned(), self.of_type(chance, name, &item.ty, at))
        });
        Json::Object(answers.collect::<Map<String, Json>>())
    }

    fn item(&self, chance: &mut Chance, item: &SheetItem, at: Instant) -> Json {
        let name = self.desk.names.text(item.name);
        let ty = self.type_of(item);
        let mut drawn = self.of_type(chance, name, &ty, at);
        if item.within.is_none() && item.pass.is_none() {
            return drawn;
        }
        let met = item.pass.is_some() && chance.per_mille(MET);
        let fits = |drawn: &Json| {
            let value = read_value(self.desk, &self.world, name, &ty, drawn);
            value.is_ok_and(|value| {
                let can = |cell: &crate::model::Cell| cell.matches(&value, &[]);
                item.within.as_ref().is_none_or(can) && (!met || item.pass.as_ref().is_none_or(can))
            })
        };
        for _ in 0..DRAWS {
            if fits(&drawn) {
                return drawn;
            }
            drawn = self.of_type(chance, name, &ty, at);
        }
        // What is drawn by its type alone seldom falls into a narrow place: an end of it does.
        let cells = item.within.iter().chain(&item.pass);
        let ends = cells
            .flat_map(ends)
            .map(|value| value_json(self.desk, &self.world, &value));
        ends.into_iter().find(|end| fits(end)).unwrap_or(drawn)
    }

    fn type_of(&self, item: &SheetItem) -> Type {
        crate::world::type_of(
            self.desk,
            match &item.takes {
                // Small numbers are what most forms ask for.
                Takes::Number => &Takes::Whole,
                takes => takes,
            },
        )
    }
}

/// The values a cell names.
fn ends(cell: &crate::model::Cell) -> Vec<Value> {
    use crate::model::Cell;
    match cell {
        Cell::Is(value) | Cell::Than(_, value) => vec![value.clone()],
        Cell::Range(low, high) => vec![low.value().clone(), high.value().clone()],
        Cell::OneOf(cells) => cells.iter().flat_map(ends).collect(),
        Cell::Any
        | Cell::None
        | Cell::NotNone
        | Cell::NotOneOf(_)
        | Cell::ThanBeside(..)
        | Cell::IsBeside(_) => Vec::new(),
    }
}
