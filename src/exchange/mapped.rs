//! A log in the words of a desk: every event named, timed and put in one order, and an account of those that could not be.

mod taking;

use std::collections::BTreeMap;

use self::taking::Taking;
use super::log::{LogError, LogEvent, LogHeader, Loses};
use super::mapping::Mapping;
use super::times::TimeFault;
use crate::model::Instant;

/// So many rows are named as samples.
const SAMPLES: usize = 5;

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
    /// What a word of the mapping stands for: `open`, `note`, `skip`, `task.outcome`, or an event's name; `correct` and
    /// `void` are events of every workflow.
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

    /// Whether the desk asks for a remark with it, whatever its workflow says.
    pub(super) fn wants_a_reason(&self) -> bool {
        match self {
            Does::Note => true,
            Does::Report(event) => event == "correct" || event == "void",
            Does::Open | Does::Answer { .. } | Does::Skip(_) => false,
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

impl Reason {
    /// Its kind in a word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Reason::Malformed => "malformed",
            Reason::NoCase => "no-case",
            Reason::NoTime => "no-time",
            Reason::BadTime(_) => "bad-time",
            Reason::NoName => "no-name",
            Reason::UnknownName(_) => "unknown-name",
        }
    }

    /// The name it is about, where there is one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Reason::UnknownName(name) => Some(name),
            Reason::Malformed
            | Reason::NoCase
            | Reason::NoTime
            | Reason::BadTime(_)
            | Reason::NoName => None,
        }
    }
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
    pub(super) fn add(&mut self, row: u64, example: Option<&str>) {
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
    /// Attributes and classifiers that the mapping names and no event has: most likely slips of the pen.
    pub unseen: Vec<String>,
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

#[cfg(test)]
mod tests;
