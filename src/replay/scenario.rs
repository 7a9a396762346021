//! Scenarios: what an admin tests. A scenario is read from TOML and run on a virtual clock, in one desk or in every desk
//! that has what it opens; the engine and world are those of the daemon.

mod expect;
mod facts;
mod given;
mod read;
mod run;
mod suite;
#[cfg(test)]
mod tests;

use chrono::NaiveDateTime;
use serde_json::{Map, Value as Json};

use crate::config::Span;
use crate::model::catalogue::Arg;
use crate::model::{Duration, Instant};

pub use suite::Suite;

/// One scenario in one desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The scenario's id.
    pub id: String,
    /// The desk it ran in.
    pub desk: String,
    /// Its file.
    pub path: String,
    /// What was not as expected, all of the first step that was not; empty where it passed.
    pub failures: Vec<Failure>,
}

impl Run {
    /// Whether everything was as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// One thing that was not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The step, from 1; `None` where it is not about a step.
    pub step: Option<usize>,
    /// The line of the file.
    pub line: usize,
    /// What it is about: a key of `expect` or of the step.
    pub what: String,
    /// What was expected.
    pub expected: Arg,
    /// What was found.
    pub found: Arg,
    /// Why something was refused or failed, in the sentences people read; empty where nothing was.
    pub says: Vec<Arg>,
}

/// A scenario as it was read.
#[derive(Clone, Debug)]
struct Scenario {
    id: String,
    path: String,
    /// Where its id stands, for what is wrong with it as a whole.
    span: Span,
    desks: Vec<(String, Span)>,
    start: Moment,
    given: Vec<Given>,
    steps: Vec<Step>,
    line: usize,
}

/// Records that stand at the start.
#[derive(Clone, Debug)]
struct Given {
    workflow: String,
    path: String,
    rows: Vec<Row>,
}

/// One of them: the line it stands in, and its fields.
#[derive(Clone, Debug)]
struct Row {
    line: usize,
    values: Map<String, Json>,
}

/// A point in time as it is written.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// By the desk's calendar.
    Local(NaiveDateTime),
    /// By a zone of its own.
    Fixed(Instant),
}

/// When a step happens.
#[derive(Clone, Copy, Debug)]
enum When {
    /// At the instant of the step before.
    Now,
    /// So long after it.
    After(Duration),
    /// At this time.
    At(Moment),
}

/// What somebody does.
#[derive(Clone, Debug)]
enum Deed {
    Open {
        workflow: String,
        name: Option<String>,
    },
    Report {
        name: String,
        event: String,
    },
    Answer {
        name: String,
        task: String,
        outcome: String,
    },
}

#[derive(Clone, Debug)]
struct Step {
    line: usize,
    when: When,
    by: Option<String>,
    deed: Option<Deed>,
    with: Map<String, Json>,
    occurred: Option<Moment>,
    names: Vec<(String, String)>,
    expect: Expect,
}

/// What must hold after a step; what is not written is not asked.
#[derive(Clone, Debug, Default)]
struct Expect {
    line: usize,
    /// Record's name, state.
    states: Vec<(String, String)>,
    tasks: Option<Vec<String>>,
    reminded: Option<Vec<String>>,
    raised: Option<Vec<String>>,
    notices: Option<Vec<String>>,
    /// The names of tasks and notices that have nobody.
    incidents: Option<Vec<String>>,
    late: Option<Vec<String>>,
    in_time: Option<Vec<String>>,
    breached: Option<Vec<String>>,
    refused: Option<Vec<String>>,
    /// Record's name, fields on the way, the value.
    values: Vec<(String, Vec<String>, Json)>,
    why: Option<String>,
}

impl Scenario {
    /// The workflows it opens records of.
    fn opens(&self) -> Vec<&str> {
        let given = self.given.iter().map(|given| given.workflow.as_str());
        let deeds = self.steps.iter().filter_map(|step| match &step.deed {
            Some(Deed::Open { workflow, .. }) => Some(workflow.as_str()),
            _ => None,
        });
        let named = self.steps.iter().flat_map(|step| &step.names);
        let named = named.map(|(_, workflow)| workflow.as_str());
        let mut opens: Vec<&str> = given.chain(deeds).chain(named).collect();
        opens.sort_unstable();
        opens.dedup();
        opens
    }
}
