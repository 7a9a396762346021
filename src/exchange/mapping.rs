//! The mapping file: what the columns and words of a log mean on a desk. An admin writes it beside the log; it is read
//! whole, and everything wrong with it is told in one go.

use chrono_tz::Tz;
use indexmap::IndexMap;

use super::map_file::{MapFile, Section};
use super::mapped::Does;
use super::times::Times;

/// Something wrong with a mapping file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct MappingFault {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What could be written instead.
    pub help: Option<String>,
}

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
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn parse(text: &str) -> Result<Mapping, Vec<MappingFault>> {
        let mut file = MapFile::new(text);
        let mapping = file.root().and_then(|root| read(&mut file, &root));
        let faults = file.into_faults();
        match mapping {
            Some(mapping) if faults.is_empty() => Ok(mapping),
            _ => Err(faults),
        }
    }
}

const ROOT: [&str; 12] = [
    "desk",
    "workflow",
    "zone",
    "format",
    "delimiter",
    "column",
    "person",
    "field",
    "state",
    "event",
    "moment",
    "doubles",
];

fn read(file: &mut MapFile<'_>, root: &Section<'_>) -> Option<Mapping> {
    file.only(root, &ROOT);
    let desk = file.required(root, "desk");
    let workflow = file.required(root, "workflow");
    let times = Times {
        zone: zone(file, root),
        format: format(file, root),
    };
    let delimiter = delimiter(file, root);
    let column = file.section(root, "column").or_else(|| {
        file.missing(
            root,
            "[column]",
            "[column]\ncase = \"case\"\ntime = \"time:timestamp\"",
        );
        None
    });
    let (case, time, person) = match &column {
        None => (None, None, None),
        Some(column) => {
            file.only(column, &["case", "time", "person"]);
            let case = file.required(column, "case");
            (case, file.text(column, "time"), file.text(column, "person"))
        }
    };
    let people = people(file, root, person.is_some());
    let fields = fields(file, root);
    let state = file.section(root, "state").and_then(|section| {
        file.only(&section, &["from", "map", "default"]);
        named_by(file, &section)
    });
    let event = file
        .section(root, "event")
        .and_then(|section| asks(file, root, &section));
    let moments = moments(file, root);
    let has_columns = column.is_some();
    one_way(
        file,
        root,
        has_columns.then_some((time.is_some(), event.is_some(), !moments.is_empty())),
    );
    Some(Mapping {
        desk: desk?,
        workflow: workflow?,
        times,
        delimiter,
        case: case?,
        time,
        person,
        people,
        fields,
        state,
        event,
        moments,
    })
}

/// Either every row is an event (`time` and `[event]`), or every row is a case (`[moment]`).
fn one_way(file: &mut MapFile<'_>, root: &Section<'_>, has: Option<(bool, bool, bool)>) {
    match has {
        None | Some((true, true, false) | (false, false, true)) => {}
        Some((_, _, true)) => file.fault(
            root,
            "moment",
            "`[moment]` says that a row is a case; `time` and `[event]` say that it is an event",
            None,
        ),
        Some((false, _, false)) => {
            let help = "time = \"time:timestamp\"";
            file.missing(root, "`time` under `[column]`", help);
        }
        Some((true, false, false)) if root.has("event") => {}
        Some((true, false, false)) => {
            let help = "[event]\nfrom  = \"concept:name\"\nmap   = { }\nfirst = \"open\"";
            file.missing(root, "[event]", help);
        }
    }
}

fn zone(file: &mut MapFile<'_>, root: &Section<'_>) -> Option<Tz> {
    let name = file.text(root, "zone")?;
    match name.parse() {
        Ok(zone) => Some(zone),
        Err(_) => {
            let message = format!("`{name}` is no time zone");
            file.fault(root, "zone", &message, Some("zone = \"Europe/Stockholm\""));
            None
        }
    }
}

fn format(file: &mut MapFile<'_>, root: &Section<'_>) -> Option<String> {
    let format = file.text(root, "format")?;
    if !Times::is_format(&format) {
        let message = format!("`{format}` says no time");
        file.fault(
            root,
            "format",
            &message,
            Some("format = \"%d/%m/%Y %H:%M\""),
        );
        return None;
    }
    Some(format)
}

fn delimiter(file: &mut MapFile<'_>, root: &Section<'_>) -> Option<u8> {
    let text = file.text(root, "delimiter")?;
    match text.as_bytes() {
        [one] if !one.is_ascii_alphanumeric() && !matches!(one, b'"' | b'\n' | b'\r') => Some(*one),
        _ => {
            let message = format!("`{text}` cannot separate cells");
            file.fault(root, "delimiter", &message, Some("delimiter = \";\""));
            None
        }
    }
}

fn people(file: &mut MapFile<'_>, root: &Section<'_>, has_column: bool) -> Option<People> {
    let section = file.section(root, "person")?;
    file.only(&section, &["workflow", "key", "role"]);
    if !has_column {
        let help = "[column]\nperson = \"org:resource\"";
        file.missing(
            root,
            "`person` under `[column]`, which `[person]` speaks of",
            help,
        );
    }
    let workflow = file.required(&section, "workflow");
    let key = file.required(&section, "key");
    let role = match file.text_if(&section, "role") {
        Some(role) => Some(Pick::Fixed(role)),
        None => pick(file, &section, "role"),
    };
    Some(People {
        workflow: workflow?,
        key: key?,
        role,
    })
}

fn fields(file: &mut MapFile<'_>, root: &Section<'_>) -> IndexMap<String, Pick> {
    let mut fields = IndexMap::new();
    let Some(section) = file.section(root, "field") else {
        return fields;
    };
    for name in section.keys() {
        let picked = match file.text_if(&section, &name) {
            Some(column) => Some(Pick::Column {
                column,
                map: None,
                default: None,
            }),
            None => pick(file, &section, &name),
        };
        if let Some(picked) = picked {
            fields.insert(name, picked);
        }
    }
    fields
}

/// `{ column = "impact", map = { High = "high" }, default = "low" }` or `{ value = "phone" }`.
fn pick(file: &mut MapFile<'_>, section: &Section<'_>, key: &str) -> Option<Pick> {
    let inner = file.section(section, key)?;
    file.only(&inner, &["column", "map", "default", "value"]);
    if let Some(value) = file.text(&inner, "value") {
        if inner.keys().len() > 1 {
            let message = "`value` is always the same and stands alone";
            file.fault(&inner, "value", message, None);
        }
        return Some(Pick::Fixed(value));
    }
    let map = inner.has("map").then(|| file.map(&inner, "map"));
    let default = file.text(&inner, "default");
    Some(Pick::Column {
        column: file.required(&inner, "column")?,
        map,
        default,
    })
}

fn named_by(file: &mut MapFile<'_>, section: &Section<'_>) -> Option<NamedBy> {
    let default = file.text(section, "default");
    if !section.has("map") && default.is_none() {
        let help = "map = { \"Accepted/In Progress\" = \"start_work\" }";
        file.missing(section, "`map`", help);
    }
    let map = file.map(section, "map");
    let (from, classifier) = match file.section_if(section, "from") {
        Some(inner) => {
            file.only(&inner, &["classifier"]);
            (Vec::new(), Some(file.required(&inner, "classifier")?))
        }
        None => (file.texts(section, "from")?, None),
    };
    Some(NamedBy {
        from,
        classifier,
        map,
        default,
    })
}

fn asks(file: &mut MapFile<'_>, root: &Section<'_>, section: &Section<'_>) -> Option<Asks> {
    file.only(section, &["from", "map", "default", "first", "open_then"]);
    let first = file.word(section, "first", &["open"]);
    let open_then = file.yes_no(section, "open_then");
    if open_then.is_some() && first.is_none() {
        let message = "`open_then` speaks of `first = \"open\"`, which is missing";
        file.fault(section, "open_then", message, Some("first = \"open\""));
    }
    let doubles = file.word(root, "doubles", &["keep", "skip"]);
    let by = named_by(file, section)?;
    for (name, word) in &by.map {
        if Does::of_word(word).is_none() {
            let message = format!("`{word}`, for `{name}`, is neither an event nor `task.outcome`");
            file.fault(section, "map", &message, None);
        }
    }
    Some(Asks {
        by,
        first_opens: first.is_some(),
        open_then: open_then.unwrap_or(false),
        skip_doubles: doubles.as_deref() == Some("skip"),
    })
}

fn moments(file: &mut MapFile<'_>, root: &Section<'_>) -> Vec<Moment> {
    let mut moments = Vec::new();
    let Some(section) = file.section(root, "moment") else {
        return moments;
    };
    for column in section.keys() {
        let Some(word) = file.text(&section, &column) else {
            continue;
        };
        match Does::of_word(&word) {
            Some(does) => moments.push(Moment { column, does }),
            None => {
                let message = format!("`{word}` is neither an event nor `task.outcome`");
                file.fault(&section, &column, &message, None);
            }
        }
    }
    moments
}

#[cfg(test)]
mod tests;
