//! Filling in what an act asks, by the type of each field, as the inbox takes it.

use serde_json::{Map, Value as Json};

use super::chance::Chance;
use super::play::Play;
use super::words;
use crate::engine::{Ask, Asked, Field, View, Workflow};
use crate::lang::Type;
use crate::model::{Instant, Month, NameId, RecordNo};
use crate::world::local;

/// How often, per mille, what need not be given is given.
const OPTIONAL: u32 = 350;

/// Rows of (weight, least, most): amounts people ask for, in whole units of the currency.
const AMOUNTS: &[(u32, (i64, i64))] = &[
    (420, (5, 60)),
    (360, (60, 400)),
    (150, (400, 2_000)),
    (50, (2_000, 5_000)),
    (20, (5_001, 20_000)),
];

impl Play<'_> {
    /// What an act asks, filled in.
    pub(super) fn asked(
        &self,
        chance: &mut Chance,
        (workflow, record): (&Workflow, Option<RecordNo>),
        asks: &[Ask],
        at: Instant,
    ) -> Map<String, Json> {
        let mut with = Map::new();
        for ask in asks {
            if !ask.required && !chance.per_mille(OPTIONAL) {
                continue;
            }
            match ask.what {
                Asked::Field(id) => {
                    if let Some(field) = workflow.field(id) {
                        let name = self.desk.names.text(field.name).to_owned();
                        let value = self.value(chance, (workflow, record), field, at);
                        with.insert(name, value);
                    }
                }
                Asked::Remark => {
                    with.insert("remark".to_owned(), words::remark(chance).into());
                }
                Asked::Prompt => {
                    with.insert("prompt".to_owned(), words::remark(chance).into());
                }
            }
        }
        with
    }

    /// What opening a record asks, filled in; `said` stands as it is.
    pub(super) fn opening(
        &self,
        chance: &mut Chance,
        workflow: &Workflow,
        said: Map<String, Json>,
        at: Instant,
    ) -> Map<String, Json> {
        let asks = workflow.open.as_ref().map_or(&[][..], |rule| &rule.with);
        let mut with = self.asked(chance, (workflow, None), asks, at);
        for field in workflow.fields.iter().flatten() {
            let name = self.desk.names.text(field.name);
            let needed = field.required && field.default.is_none() && field.computed.is_none();
            if needed && !with.contains_key(name) {
                with.insert(
                    name.to_owned(),
                    self.value(chance, (workflow, None), field, at),
                );
            }
        }
        with.extend(said);
        with
    }

    /// A value for a field.
    pub(super) fn value(
        &self,
        chance: &mut Chance,
        (workflow, record): (&Workflow, Option<RecordNo>),
        field: &Field,
        at: Instant,
    ) -> Json {
        if let Type::Form(form) = field.typed.ty {
            return self.answers(chance, form, (record, field.id), at);
        }
        let name = self.desk.names.text(field.name);
        if field.unique && field.typed.ty == Type::Text {
            return self.number(workflow).into();
        }
        self.of_type(chance, name, &field.typed.ty, at)
    }

    /// The next number of a register, `C0042`.
    fn number(&self, workflow: &Workflow) -> String {
        let initial = self.desk.names.text(workflow.name).chars().next();
        let initial = initial.unwrap_or('N').to_uppercase();
        let known = self.members.get(&workflow.name).map_or(0, Vec::len);
        format!("{initial}{:04}", known + 1)
    }

    pub(super) fn of_type(&self, chance: &mut Chance, name: &str, ty: &Type, at: Instant) -> Json {
        let local_time = self.desk.calendar.local(at);
        match ty {
            Type::YesNo => chance.per_mille(self.habits.yes(name)).into(),
            Type::Whole => chance.between(1, 10).into(),
            Type::Number => chance.between(1, 100).into(),
            Type::Percent => "0.9".into(),
            Type::Money => amount(chance).into(),
            Type::Text | Type::Unknown => words::text(chance, name, self.habits.texts).into(),
            Type::Choice(choices) | Type::Row(_, choices) => {
                let names = choices.0.iter().map(|(choice, _)| &**choice);
                let rows: Vec<(u32, &str)> = names
                    .map(|choice| (self.habits.choice(name, choice), choice))
                    .collect();
                chance.weighted(&rows).copied().into()
            }
            Type::Date => local_time.date().to_string().into(),
            Type::Time => "09:30".into(),
            Type::Instant => local(self.desk, at).into(),
            Type::Month => Month::of(local_time.date()).to_string().into(),
            Type::Duration => "1h".into(),
            Type::Record(of) => self.some_record(chance, *of).into(),
            Type::List(of) => Json::Array(vec![self.of_type(chance, name, of, at)]),
            // A form is filled item by item.
            Type::Form(_) | Type::Item(_) => Json::Null,
        }
    }

    /// A living record of a workflow, by the word people have for it; departments by their weight.
    fn some_record(&self, chance: &mut Chance, workflow: NameId) -> Option<String> {
        let departments = self.habits.departments.iter();
        let rows: Vec<(u32, RecordNo)> = departments
            .filter_map(|known| {
                let no = self.world.by_key(self.desk, workflow, known.no)?;
                Some((known.weight, no))
            })
            .collect();
        let known = self.members.get(&workflow).map_or(&[][..], Vec::as_slice);
        for _ in 0..8 {
            let drawn = match chance.weighted(&rows) {
                Some(no) => *no,
                None => *chance.pick(known)?,
            };
            if self
                .world
                .record(drawn)
                .is_some_and(|record| record.ended.is_none())
            {
                return Some(self.world.word_of(self.desk, drawn));
            }
        }
        None
    }
}

fn amount(chance: &mut Chance) -> String {
    let (least, most) = chance.weighted(AMOUNTS).copied().unwrap_or((10, 10));
    let whole = chance.between(least, most);
    if whole < 400 && chance.per_mille(250) {
        format!("{whole}.5")
    } else {
        whole.to_string()
    }
}
