//! From events of a log to events of a desk: first each for itself, then, once all are in, in one order and with births.

use indexmap::IndexMap;

use super::super::log::{LogError, LogEvent, LogHeader, Loses};
use super::super::mapping::{Asks, Mapping, NamedBy, Pick};
use super::{Does, Mapped, MappedEvent, Reason, Report, Skipped};
use crate::model::Instant;

/// So many faults are kept word for word.
const FAULTS: usize = 100;

/// An event timed and named, before births are known.
#[derive(Debug)]
struct Taken {
    event: MappedEvent,
    name: String,
}

/// A log being mapped.
#[derive(Debug)]
pub(super) struct Taking<'m> {
    mapping: &'m Mapping,
    names: Vec<String>,
    states: Vec<String>,
    unseen: Vec<&'m str>,
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

/// Classifiers the mapping asks for and the log does not declare.
fn undeclared(mapping: &Mapping, header: &LogHeader) -> Vec<String> {
    let event = mapping.event.as_ref().map(|asks| &asks.by);
    let asked = mapping.state.iter().chain(event);
    asked
        .filter_map(|by| by.classifier.clone())
        .filter(|name| !header.classifiers.iter().any(|known| &known.name == name))
        .collect()
}

fn name_of(keys: &[String], event: &LogEvent) -> Option<String> {
    let parts: Option<Vec<&str>> = keys.iter().map(|key| event.get(key)).collect();
    parts.filter(|parts| !parts.is_empty()).map(|p| p.join("/"))
}

impl<'m> Taking<'m> {
    pub(super) fn new(mapping: &'m Mapping, header: &LogHeader) -> Taking<'m> {
        let event = mapping.event.as_ref().map(|asks| &asks.by);
        Taking {
            mapping,
            names: event.map(|by| keys_of(by, header)).unwrap_or_default(),
            states: mapping
                .state
                .as_ref()
                .map(|by| keys_of(by, header))
                .unwrap_or_default(),
            unseen: mapping.attributes(),
            taken: Vec::new(),
            report: Report {
                unseen: undeclared(mapping, header),
                ..Report::default()
            },
        }
    }

    pub(super) fn fault(&mut self, error: LogError) {
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

    pub(super) fn take(&mut self, event: &LogEvent) {
        self.unseen.retain(|name| event.get(name).is_none());
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

    pub(super) fn finish(mut self) -> Mapped {
        let unseen = self.unseen.iter().map(|name| (*name).to_owned());
        self.report.unseen.extend(unseen);
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
