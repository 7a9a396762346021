//! The mapping file: what the columns and words of a log mean on a desk. An admin writes it beside the log; it is read
//! whole, and everything wrong with it is told in one go.

mod names;
mod read;

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::log::LogOptions;
use super::mapped::Does;
use super::times::Times;
use crate::config::{Diagnostics, Doc, Sources};
use crate::engine::Desk;

/// Which attributes name something, and what each name stands for. Several attributes are joined by `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBy {
    /// The attributes; empty when a classifier of the log says them.
    pub from: Vec<String>,
    /// The classifier, where one is named.
    pub classifier: Option<String>,
    /// Name in the log → word of the desk.
    pub map: IndexMap<String, String>,
    /// The word for every name that `map` does not hold.
    pub default: Option<String>,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Always this one.
    Fixed(String),
    /// An attribute, as it is, or through a map.
    Column {
        /// The attribute.
        column: String,
        /// Value in the log → value of the desk; `None` takes it as it is.
        map: Option<IndexMap<String, String>>,
        /// The value where the attribute is missing or not in the map.
        default: Option<String>,
    },
}

/// Who the people of the log are on the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// The workflow whose records they are.
    pub workflow: String,
    /// Its field that holds the name the log gives them.
    pub key: String,
    /// The role each holds.
    pub role: Option<Pick>,
}

/// Which event of the workflow each event of the log is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asks {
    /// What the log calls its events, and what that stands for (see [`Does::of_word`]).
    pub by: NamedBy,
    /// Whether the first event of each case is its birth.
    pub first_opens: bool,
    /// Whether that first event is then also reported as itself.
    pub open_then: bool,
    /// Whether an event equal to the one before it in its case (instant, name, person) is passed over.
    pub skip_doubles: bool,
}

/// A time of a row that is a whole case, and what happened then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The column that holds the time.
    pub column: String,
    /// What happened.
    pub does: Does,
}

/// A mapping, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The desk the history belongs to.
    pub desk: String,
    /// The workflow whose records the cases are.
    pub workflow: String,
    /// How times are read.
    pub times: Times,
    /// What separates the cells of a CSV, where it is not to be found out.
    pub delimiter: Option<u8>,
    /// The attribute that names the case.
    pub case: String,
    /// The attribute that holds the time; `None` where `moments` do.
    pub time: Option<String>,
    /// The attribute that names the person.
    pub person: Option<String>,
    /// Who the people are.
    pub people: Option<People>,
    /// Field of the record → where its value comes from.
    pub fields: IndexMap<String, Pick>,
    /// What the log calls the state after an event, for comparison.
    pub state: Option<NamedBy>,
    /// Which event each event is; `None` where a row is a case.
    pub event: Option<Asks>,
    /// The times of a row that is a case.
    pub moments: Vec<Moment>,
    /// The names of the desk it speaks of.
    spoken: Vec<names::Spoken>,
}

impl Mapping {
    /// Reads a mapping file; everything wrong with it is reported, and then there is no mapping.
    pub fn parse(
        path: &str,
        text: &str,
        sources: &mut Sources,
        out: &mut Diagnostics,
    ) -> Option<Mapping> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut found = Diagnostics::default();
        let doc = Doc::parse(path, text, sources, &mut found);
        let mapping = read::mapping(&doc.root, &mut found);
        let sound = !found.has_errors();
        out.extend(found);
        mapping.filter(|_| sound)
    }

    /// Tells of every event, task, outcome, field, role and state it names that the desk does not have.
    pub fn check(&self, desk: &Desk, out: &mut Diagnostics) {
        names::check(&self.spoken, desk, out);
    }

    /// How the log is to be opened.
    #[must_use]
    pub fn log_options(&self) -> LogOptions {
        LogOptions {
            case: None,
            delimiter: self.delimiter,
        }
    }

    /// Every attribute of the log that the mapping names itself, each once.
    pub(super) fn attributes(&self) -> Vec<&str> {
        let columns = [Some(&self.case), self.time.as_ref(), self.person.as_ref()];
        let mut names: Vec<&str> = columns.into_iter().flatten().map(String::as_str).collect();
        let role = self.people.as_ref().and_then(|people| people.role.as_ref());
        for pick in self.fields.values().chain(role) {
            if let Pick::Column { column, .. } = pick {
                names.push(column);
            }
        }
        let event = self.event.as_ref().map(|asks| &asks.by);
        for by in self.state.iter().chain(event) {
            names.extend(by.from.iter().map(String::as_str));
        }
        names.extend(self.moments.iter().map(|moment| moment.column.as_str()));
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(*name));
        names
    }
}

#[cfg(test)]
mod tests;
