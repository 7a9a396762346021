//! A log in the words of a desk: every event named, timed and put in one order, and an account of those that could not be.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::log::{LogError, LogEvent, LogHeader, Loses};
use super::mapping::{Asks, Mapping, NamedBy, Pick};
use super::times::TimeFault;
use crate::model::Instant;

/// So many rows are named as samples.
const SAMPLES: usize = 5;
/// So many faults are kept word for word.
const FAULTS: usize = 100;

/// What an event of the log is on the desk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Does {
    /// The record is opened.
    Open,
    /// This event is reported.
    Report(String),
    /// This task is answered.
    Answer {
        /// The task.
        task: String,
        /// The answer.
        outcome: String,
    },
    /// It changes nothing, and is kept with the record.
    Note,
    /// It is passed over.
    Skip(Skipped),
}

/// Why an event is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skipped {
    /// The mapping says so.
    ByMapping,
    /// It equals the one before it in its case, and the mapping says `doubles = "skip"`.
    Double,
}

impl Does {
    /// What a word of the mapping stands for: `open`, `note`, `skip`, `task.outcome`, or an event's name.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Does> {
        let is_name = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
        match word.split_once('.') {
            None if !is_name(word) => None,
            None => Some(match word {
                "open" => Does::Open,
                "note" => Does::Note,
                "skip" => Does::Skip(Skipped::ByMapping),
                _ => Does::Report(word.to_owned()),
            }),
            Some((task, outcome)) if is_name(task) && is_name(outcome) => Some(Does::Answer {
                task: task.to_owned(),
                outcome: outcome.to_owned(),
            }),
            Some(_) => None,
        }
    }
}

/// An event of the log in the words of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedEvent {
    /// Where it stands in the log.
    pub row: u64,
    /// Its case.
    pub case: String,
    /// When it happened.
    pub at: Instant,
    /// Who did it, as the log names them.
    pub person: Option<String>,
    /// The role that person holds here.
    pub role: Option<String>,
    /// What it is.
    pub does: Does,
    /// Fields and their values, as text, in the order of the mapping; empty ones are left out.
    pub with: Vec<(String, String)>,
    /// The state the log names after it. A birth that is then also reported as itself has none: the report carries it.
    pub state_after: Option<String>,
}

/// Why an event of the log could not be mapped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The log could not be read there.
    Malformed,
    /// It names no case.
    NoCase,
    /// It has no time.
    NoTime,
    /// Its time cannot be read.
    BadTime(TimeFault),
    /// The attributes that name it are missing.
    NoName,
    /// The mapping does not say what this name stands for.
    UnknownName(String),
}

/// How often, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often.
    pub count: u64,
    /// The first few rows.
    pub rows: Vec<u64>,
    /// What stood in the first of them, where that says more.
    pub example: Option<String>,
}

impl Tally {
    fn add(&mut self, row: u64, example: Option<&str>) {
        if self.count == 0 {
            self.example = example.map(str::to_owned);
        }
        self.count += 1;
        if self.rows.len() < SAMPLES {
            self.rows.push(row);
        }
    }
}

/// The account of a mapping: what was read is what was mapped, skipped and not mapped.
#[derive(Debug, Default)]
pub struct Report {
    /// Events read, those that the log could not give included.
    pub read: u64,
    /// Events that became events of the desk.
    pub mapped: u64,
    /// Events passed over.
    pub skipped: u64,
    /// Events that could not be mapped, by reason.
    pub unmapped: BTreeMap<Reason, Tally>,
    /// Values that a map does not hold, by attribute and value; their events are mapped without them.
    pub values: BTreeMap<(String, String), Tally>,
    /// Cases.
    pub cases: u64,
    /// Cases that no event opens.
    pub unopened: u64,
    /// Events equal to the one before them in their case.
    pub doubles: Tally,
    /// The first faults of the log itself, word for word.
    pub faults: Vec<LogError>,
    /// How many there were.
    pub fault_count: u64,
    /// The first and the last instant.
    pub span: Option<(Instant, Instant)>,
}

impl Report {
    /// Whether every event read is accounted for.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let unmapped: u64 = self.unmapped.values().map(|tally| tally.count).sum();
        self.read == self.mapped + self.skipped + unmapped
    }

    fn unmapped(&mut self, reason: Reason, row: u64, example: Option<&str>) {
        self.unmapped.entry(reason).or_default().add(row, example);
    }

    fn value(&mut self, column: &str, value: &str, row: u64) {
        let key = (column.to_owned(), value.to_owned());
        self.values.entry(key).or_default().add(row, None);
    }
}

/// A log mapped: its events by time (ties in the order of the file), and the account.
#[derive(Debug)]
pub struct Mapped {
    /// The events.
    pub events: Vec<MappedEvent>,
    /// The account.
    pub report: Report,
}

/// An event timed and named, before births are known.
#[derive(Debug)]
struct Taken {
    event: MappedEvent,
    name: String,
}

impl Mapping {
    /// Reads a log to its end and puts it in the words of the desk. A journal is one line of time, so nothing comes out
    /// before everything is in.
    ///
    /// # Errors
    /// When the log breaks off: a history of which the end is missing would judge what never came as never done.
    pub fn apply<I>(&self, header: &LogHeader, log: I) -> Result<Mapped, LogError>
    where
        I: Iterator<Item = Result<LogEvent, LogError>>,
    {
        let mut taking = Taking::new(self, header);
        for event in log {
            match event {
                Ok(event) => taking.take(&event),
                Err(error) if error.loses() == Loses::Rest => return Err(error),
                Err(error) => taking.fault(error),
            }
        }
        Ok(taking.finish())
    }
}

struct Taking<'m> {
    mapping: &'m Mapping,
    names: Vec<String>,
    states: Vec<String>,
    taken: Vec<Taken>,
    report: Report,
}

/// The attributes that make a name; a classifier's where one is asked for and the log declares it.
fn keys_of(by: &NamedBy, header: &LogHeader) -> Vec<String> {
    match &by.classifier {
        None => by.from.clone(),
        Some(name) => header
            .classifiers
            .iter()
            .find(|classifier| &classifier.name == name)
            .map(|classifier| classifier.keys.clone())
            .unwrap_or_default(),
    }
}

fn name_of(keys: &[String], event: &LogEvent) -> Option<String> {
    let parts: Option<Vec<&str>> = keys.iter().map(|key| event.get(key)).collect();
    parts.filter(|parts| !parts.is_empty()).map(|p| p.join("/"))
}

impl<'m> Taking<'m> {
    fn new(mapping: &'m Mapping, header: &LogHeader) -> Taking<'m> {
        let event = mapping.event.as_ref().map(|asks| &asks.by);
        Taking {
            mapping,
            names: event.map(|by| keys_of(by, header)).unwrap_or_default(),
            states: mapping
                .state
                .as_ref()
                .map(|by| keys_of(by, header))
                .unwrap_or_default(),
            taken: Vec::new(),
            report: Report::default(),
        }
    }

    fn fault(&mut self, error: LogError) {
        self.report.fault_count += 1;
        if error.loses() == Loses::Event {
            self.report.read += 1;
            let line = match &error {
                LogError::Malformed { line, .. } => *line,
                LogError::Io(_) => 0,
            };
            let example = error.to_string();
            self.report
                .unmapped(Reason::Malformed, line, Some(&example));
        }
        if self.report.faults.len() < FAULTS {
            self.report.faults.push(error);
        }
    }

    fn take(&mut self, event: &LogEvent) {
        let Some(case) = event.get(&self.mapping.case).map(str::to_owned) else {
            self.report.read += 1;
            self.report.unmapped(Reason::NoCase, event.row, None);
            return;
        };
        match &self.mapping.event {
            Some(asks) => {
                self.report.read += 1;
                let time = self.mapping.time.as_deref().and_then(|key| event.get(key));
                let name = name_of(&self.names, event);
                if let Some(does) = self.named(asks, event.row, name.as_deref()) {
                    self.at(event, case, time, does, name.unwrap_or_default());
                }
            }
            None => self.take_row(event, &case),
        }
    }

    /// A row that is a case: an event for each of its times.
    fn take_row(&mut self, event: &LogEvent, case: &str) {
        let mut none = true;
        for moment in &self.mapping.moments {
            if let Some(time) = event.get(&moment.column) {
                none = false;
                self.report.read += 1;
                let does = moment.does.clone();
                self.at(
                    event,
                    case.to_owned(),
                    Some(time),
                    does,
                    moment.column.clone(),
                );
            }
        }
        if none {
            self.report.read += 1;
            self.report.unmapped(Reason::NoTime, event.row, None);
        }
    }

    fn named(&mut self, asks: &Asks, row: u64, name: Option<&str>) -> Option<Does> {
        let Some(name) = name else {
            self.report.unmapped(Reason::NoName, row, None);
            return None;
        };
        let word = asks.by.map.get(name).or(asks.by.default.as_ref());
        let does = word.and_then(|word| Does::of_word(word));
        if does.is_none() {
            let reason = Reason::UnknownName(name.to_owned());
            self.report.unmapped(reason, row, None);
        }
        does
    }

    fn at(&mut self, event: &LogEvent, case: String, time: Option<&str>, does: Does, name: String) {
        let Some(time) = time else {
            self.report.unmapped(Reason::NoTime, event.row, None);
            return;
        };
        let at = match self.mapping.times.read(time) {
            Ok(at) => at,
            Err(fault) => {
                self.report
                    .unmapped(Reason::BadTime(fault), event.row, Some(time));
                return;
            }
        };
        let person = self
            .mapping
            .person
            .as_deref()
            .and_then(|key| event.get(key));
        let person = person.map(str::to_owned);
        let role = match self.mapping.people.as_ref().and_then(|p| p.role.as_ref()) {
            Some(pick) if person.is_some() => self.picked(pick, event),
            _ => None,
        };
        let mut with = Vec::new();
        for (field, pick) in &self.mapping.fields {
            if let Some(value) = self.picked(pick, event) {
                with.push((field.clone(), value));
            }
        }
        let state_after = self.state_of(event);
        let event = MappedEvent {
            row: event.row,
            case,
            at,
            person,
            role,
            does,
            with,
            state_after,
        };
        self.taken.push(Taken { event, name });
    }

    fn state_of(&mut self, event: &LogEvent) -> Option<String> {
        let by = self.mapping.state.as_ref()?;
        let name = name_of(&self.states, event)?;
        let state = by.map.get(&name).or(by.default.as_ref());
        if state.is_none() {
            self.report.value(&self.states.join("/"), &name, event.row);
        }
        state.cloned()
    }

    fn picked(&mut self, pick: &Pick, event: &LogEvent) -> Option<String> {
        let (column, map, default) = match pick {
            Pick::Fixed(value) => return Some(value.clone()),
            Pick::Column {
                column,
                map,
                default,
            } => (column, map, default),
        };
        let Some(value) = event.get(column) else {
            return default.clone();
        };
        let Some(map) = map else {
            return Some(value.to_owned());
        };
        let found = map.get(value).or(default.as_ref());
        if found.is_none() {
            self.report.value(column, value, event.row);
        }
        found.cloned()
    }

    fn finish(mut self) -> Mapped {
        self.taken.sort_by_key(|taken| taken.event.at);
        let span = self.taken.first().zip(self.taken.last());
        self.report.span = span.map(|(first, last)| (first.event.at, last.event.at));
        let asks = self.mapping.event.as_ref();
        let mut last_of: IndexMap<String, Last> = IndexMap::new();
        let mut events = Vec::with_capacity(self.taken.len());
        for Taken { mut event, name } in self.taken {
            let last = last_of.get(&event.case);
            let is_first = last.is_none();
            let this = Last {
                opened: last.is_some_and(|last| last.opened),
                at: event.at,
                name,
                person: event.person.clone(),
            };
            if last.is_some_and(|last| last.same_act(&this)) {
                self.report.doubles.add(event.row, Some(&this.name));
                if asks.is_some_and(|asks| asks.skip_doubles) {
                    event.does = Does::Skip(Skipped::Double);
                }
            }
            let mut this = this;
            push(
                &mut events,
                &mut self.report,
                event,
                asks.filter(|_| is_first),
                &mut this.opened,
            );
            let case = events.last().map(|event| event.case.clone());
            last_of.insert(case.unwrap_or_default(), this);
        }
        self.report.cases = last_of.len() as u64;
        let unopened = last_of.values().filter(|last| !last.opened).count();
        self.report.unopened = unopened as u64;
        Mapped {
            events,
            report: self.report,
        }
    }
}

/// What a case's last event was.
#[derive(Debug)]
struct Last {
    opened: bool,
    at: Instant,
    name: String,
    person: Option<String>,
}

impl Last {
    fn same_act(&self, other: &Last) -> bool {
        self.at == other.at && self.name == other.name && self.person == other.person
    }
}

/// Puts one event behind the others, before it its case's birth if it is the first of it.
fn push(
    events: &mut Vec<MappedEvent>,
    report: &mut Report,
    mut event: MappedEvent,
    first: Option<&Asks>,
    opened: &mut bool,
) {
    *opened |= event.does == Does::Open;
    let births = first.is_some_and(|asks| asks.first_opens) && event.does != Does::Open;
    if !births {
        match event.does {
            Does::Skip(_) => report.skipped += 1,
            _ => report.mapped += 1,
        }
        events.push(event);
        return;
    }
    *opened = true;
    report.mapped += 1;
    let itself = first.is_some_and(|asks| asks.open_then) && !matches!(event.does, Does::Skip(_));
    if !itself {
        event.does = Does::Open;
        events.push(event);
        return;
    }
    events.push(MappedEvent {
        does: Does::Open,
        state_after: None,
        ..event.clone()
    });
    events.push(event);
}

#[cfg(test)]
mod tests;
