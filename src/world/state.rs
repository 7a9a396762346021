//! What a desk's world holds, and how people's words find their way in: codes, keys, incidents.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::Rows;
use crate::engine::{Desk, Next};
use crate::model::{
    Event, FieldId, IncidentNo, Instant, LineNo, NameId, Record, RecordNo, RevisionNo, Task,
    TaskNo, Text, TimerNo, TimerOf, Value,
};

/// Something that failed, or a task that has nobody, waiting for a retry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Its number.
    pub no: IncidentNo,
    /// The line that opened it.
    pub line: LineNo,
    /// The record.
    pub record: Option<RecordNo>,
    /// The event that failed, to be tried again.
    pub event: Event,
    /// The task that has nobody, where that is what is wrong.
    pub task: Option<TaskNo>,
    /// The notice that has nobody, where that is what is wrong.
    pub notice: Option<NameId>,
    /// Why.
    pub why: Text,
    /// When it was opened.
    pub opened: Instant,
    /// When a retry settled it.
    pub closed: Option<Instant>,
}

/// What a timer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Alarm {
    pub(super) record: RecordNo,
    pub(super) of: TimerOf,
}

/// The living state of one desk.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub(super) records: Vec<Record>,
    pub(super) rows: Rows,
    /// Tasks by number; those neither open nor the newest of their name are let go.
    pub(super) tasks: Vec<Option<Box<Task>>>,
    /// What the last line let go of, as it then stood.
    pub(super) gone: Vec<Task>,
    pub(super) timers: BTreeMap<(Instant, TimerNo), Alarm>,
    /// Who names whom: (named, workflow of the naming, field) → naming, in the order born.
    pub(super) naming: BTreeMap<(RecordNo, NameId, FieldId), Vec<RecordNo>>,
    pub(super) started: BTreeMap<RecordNo, Vec<RecordNo>>,
    /// The records of each workflow, in the order born.
    pub(super) kinds: BTreeMap<NameId, Vec<RecordNo>>,
    /// How many open tasks lie with each person.
    pub(super) load: BTreeMap<RecordNo, u32>,
    /// Whom `[assign]` chose last, for each workflow.
    pub(super) assigned: BTreeMap<NameId, RecordNo>,
    pub(super) codes: BTreeMap<Text, RecordNo>,
    pub(super) unique: BTreeMap<(NameId, FieldId), BTreeMap<String, RecordNo>>,
    pub(super) series: BTreeMap<Text, u64>,
    pub(super) incidents: Vec<Incident>,
    pub(super) next: Next,
    pub(super) line: LineNo,
    pub(super) now: Instant,
    pub(super) revision: Option<RevisionNo>,
    /// How wide the rows of a workflow are when a record is born.
    pub(super) widths: BTreeMap<NameId, usize>,
}

impl World {
    /// An empty world for the rules of a desk.
    #[must_use]
    pub fn new(desk: &Desk) -> World {
        let mut world = World {
            now: Instant::MIN,
            ..World::default()
        };
        world.bind(desk);
        world
    }

    /// Takes up the rules of a desk: which fields are unique, how wide rows are. To be called whenever other rules are
    /// to run on this world.
    pub fn bind(&mut self, desk: &Desk) {
        let mut wanted: BTreeSet<(NameId, FieldId)> = BTreeSet::new();
        for (name, workflow) in &desk.workflows {
            self.widths.insert(*name, workflow.fields.len());
            let unique = workflow
                .fields
                .iter()
                .flatten()
                .filter(|field| field.unique);
            wanted.extend(unique.map(|field| (*name, field.id)));
            wanted.extend(workflow.key.map(|key| (*name, key)));
        }
        self.unique.retain(|key, _| wanted.contains(key));
        for key in wanted {
            if self.unique.contains_key(&key) {
                continue;
            }
            let (workflow, field) = key;
            let mut holders = BTreeMap::new();
            for record in self
                .records
                .iter()
                .filter(|record| record.workflow == workflow)
            {
                let value = self.rows.row(record.no).get(field.place());
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    holders.insert(unique_key(value), record.no);
                }
            }
            self.unique.insert(key, holders);
        }
    }

    /// The instant of the last line; nothing is recorded earlier.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The number of the last line.
    #[must_use]
    pub fn last_line(&self) -> LineNo {
        self.line
    }

    /// The revision that is live, once one was activated.
    #[must_use]
    pub fn revision(&self) -> Option<RevisionNo> {
        self.revision
    }

    /// All records, in the order they were born.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.iter()
    }

    /// All tasks, clocks and acknowledgements still known, in the order they were opened.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().flatten().map(AsRef::as_ref)
    }

    /// The closed tasks that the last line put a newer one of the same name in place of, for who keeps all of them.
    pub fn let_go(&self) -> impl Iterator<Item = &Task> {
        self.gone.iter()
    }

    /// All incidents, in the order they were opened.
    pub fn incidents(&self) -> impl Iterator<Item = &Incident> {
        self.incidents.iter()
    }

    /// When the next timer is due.
    #[must_use]
    pub fn next_due(&self) -> Option<Instant> {
        self.timers.first_key_value().map(|((due, _), _)| *due)
    }

    /// All timers: when due, number, record, and what for; in the order they fire.
    pub fn timers(&self) -> impl Iterator<Item = (Instant, TimerNo, RecordNo, TimerOf)> + '_ {
        self.timers
            .iter()
            .map(|((due, no), alarm)| (*due, *no, alarm.record, alarm.of))
    }

    /// The record with this code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<RecordNo> {
        self.codes.get(&Text::new(code)).copied()
    }

    /// The record of a workflow with this key.
    #[must_use]
    pub fn by_key(&self, desk: &Desk, workflow: NameId, key: &str) -> Option<RecordNo> {
        let field = desk.workflow(workflow)?.key?;
        self.unique.get(&(workflow, field))?.get(key).copied()
    }

    /// The record of a workflow that people mean by a word: its key, or its code.
    #[must_use]
    pub fn by_word(&self, desk: &Desk, workflow: NameId, word: &str) -> Option<RecordNo> {
        self.by_key(desk, workflow, word).or_else(|| {
            let found = self.by_code(word)?;
            let record = self.records.get(found.place())?;
            (record.workflow == workflow).then_some(found)
        })
    }

    /// The record people mean by a word, of whatever workflow: its code, or its key.
    #[must_use]
    pub fn by_word_of_any(&self, desk: &Desk, word: &str) -> Option<RecordNo> {
        let mut workflows = desk.workflows.keys();
        self.by_code(word)
            .or_else(|| workflows.find_map(|name| self.by_key(desk, *name, word)))
    }

    /// The person people mean by a word, among the desk's people still here.
    #[must_use]
    pub fn person(&self, desk: &Desk, word: &str) -> Option<RecordNo> {
        let workflows = desk
            .workflows
            .iter()
            .filter(|(_, workflow)| workflow.person);
        workflows
            .filter_map(|(name, _)| self.by_word(desk, *name, word))
            .find(|no| {
                self.records
                    .get(no.place())
                    .is_some_and(|record| record.ended.is_none())
            })
    }

    /// What the people of the desk are called, for whoever was misspelt.
    #[must_use]
    pub fn people_words(&self, desk: &Desk) -> Vec<String> {
        let person = |record: &&Record| {
            let workflow = desk.workflow(record.workflow);
            record.ended.is_none() && workflow.is_some_and(|workflow| workflow.person)
        };
        let people = self.records.iter().filter(person);
        people.map(|record| self.word_of(desk, record.no)).collect()
    }

    /// What people call a record: its key where it has one, else its code.
    #[must_use]
    pub fn word_of(&self, desk: &Desk, no: RecordNo) -> String {
        let Some(record) = self.records.get(no.place()) else {
            return "?".to_owned();
        };
        let key = desk
            .workflow(record.workflow)
            .and_then(|workflow| workflow.key);
        let value = key.and_then(|key| self.rows.row(no).get(key.place()));
        match value.and_then(Value::as_text) {
            Some(text) => text.to_owned(),
            None => record.code.to_string(),
        }
    }
}

/// A value as the key of an index of unique values.
pub(super) fn unique_key(value: &Value) -> String {
    match value {
        Value::Text(text) => text.as_str().to_owned(),
        other => match other.number() {
            Some(number) => number.to_string(),
            None => format!("{other:?}"),
        },
    }
}
