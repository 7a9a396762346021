//! Reads a mapping from its TOML, key by key, against the key table.

use chrono_tz::Tz;
use indexmap::IndexMap;

use super::super::mapped::Does;
use super::super::times::Times;
use super::names::spoken;
use super::{Asks, Mapping, Moment, NamedBy, People, Pick};
use crate::config::{Diagnostic, Diagnostics, Item, Node, NodeValue, Table};

/// The mapping a file says; `None` when something it cannot do without is missing.
pub(super) fn mapping(root: &Node, out: &mut Diagnostics) -> Option<Mapping> {
    let mut table = Table::open(root, "mapping", out)?;
    let desk = need(&mut table, "desk", out);
    let workflow = need(&mut table, "workflow", out);
    let times = Times {
        zone: table.take("zone").and_then(|item| zone(&item, out)),
        format: table.take("format").and_then(|item| format(&item, out)),
    };
    let delimiter = table.take("delimiter");
    let delimiter = delimiter.and_then(|item| delimiter_of(&item, out));
    let doubles = table.take("doubles");
    let doubles = doubles.and_then(|item| item.one_of(&["keep", "skip"], out));
    let columns = table
        .need("column", out)
        .and_then(|item| columns(&item, out));
    let people = table.take("person").and_then(|item| people(&item, out));
    let fields = table.take("field").map(|item| fields(&item, out));
    let state = table.take("state").and_then(|item| state(&item, out));
    let event_item = table.take("event");
    let event = event_item.and_then(|item| asks(&item, doubles == Some("skip"), out));
    let moment_item = table.take("moment");
    let moments = moment_item
        .map(|item| moments(&item, out))
        .unwrap_or_default();
    if let Some(columns) = &columns {
        if people.is_some() && columns.person.is_none() {
            out.push(Diagnostic::new("map-person-column", columns.span));
        }
        match moment_item {
            Some(moment) if columns.time.is_some() || event_item.is_some() => {
                out.push(Diagnostic::new("map-two-ways", moment.name_span()));
            }
            Some(_) => {}
            None => {
                columns.need_time(out);
                table.need("event", out);
            }
        }
    }
    table.finish(out);
    let columns = columns?;
    Some(Mapping {
        desk: desk?,
        workflow: workflow?,
        times,
        delimiter,
        case: columns.case?,
        time: columns.time,
        person: columns.person,
        people,
        fields: fields.unwrap_or_default(),
        state,
        event,
        moments,
        spoken: spoken(root),
    })
}

/// A text that is not blank.
fn filled(item: &Item<'_>, out: &mut Diagnostics) -> Option<String> {
    let text = item.text(out)?;
    if text.trim().is_empty() {
        out.push(Diagnostic::new("map-empty", item.span()).with("key", item.name()));
        return None;
    }
    Some(text.to_owned())
}

fn need(table: &mut Table<'_>, key: &str, out: &mut Diagnostics) -> Option<String> {
    let item = table.need(key, out)?;
    filled(&item, out)
}

fn may(table: &mut Table<'_>, key: &str, out: &mut Diagnostics) -> Option<String> {
    let item = table.take(key)?;
    filled(&item, out)
}

fn zone(item: &Item<'_>, out: &mut Diagnostics) -> Option<Tz> {
    let text = item.text(out)?;
    let zone = text.parse().ok();
    if zone.is_none() {
        out.push(Diagnostic::new("map-zone", item.span()).with("text", text));
    }
    zone
}

fn format(item: &Item<'_>, out: &mut Diagnostics) -> Option<String> {
    let text = item.text(out)?;
    if !Times::is_format(text) {
        out.push(Diagnostic::new("map-format", item.span()).with("text", text));
        return None;
    }
    Some(text.to_owned())
}

fn delimiter_of(item: &Item<'_>, out: &mut Diagnostics) -> Option<u8> {
    let text = item.text(out)?;
    match text.as_bytes() {
        [b] if !b.is_ascii_alphanumeric() && !matches!(b, b'"' | b'\n' | b'\r') => Some(*b),
        _ => {
            out.push(Diagnostic::new("map-delimiter", item.span()).with("text", text));
            None
        }
    }
}

struct Columns {
    span: crate::config::Span,
    has_time: bool,
    case: Option<String>,
    time: Option<String>,
    person: Option<String>,
}

impl Columns {
    /// Where a row is an event, its time is needed.
    fn need_time(&self, out: &mut Diagnostics) {
        if !self.has_time {
            let missing = Diagnostic::new("missing-key", self.span)
                .with("key", "time")
                .both("section", " [column] ", "[column]")
                .with("example", "time = \"time:timestamp\"");
            out.push(missing);
        }
    }
}

fn columns(item: &Item<'_>, out: &mut Diagnostics) -> Option<Columns> {
    let mut table = item.table("mapping.column", out)?;
    let columns = Columns {
        span: table.span(),
        has_time: table.has("time"),
        case: need(&mut table, "case", out),
        time: may(&mut table, "time", out),
        person: may(&mut table, "person", out),
    };
    table.finish(out);
    Some(columns)
}

fn people(item: &Item<'_>, out: &mut Diagnostics) -> Option<People> {
    let mut table = item.table("mapping.person", out)?;
    let workflow = need(&mut table, "workflow", out);
    let key = need(&mut table, "key", out);
    let role = table.take("role").and_then(|role| match role.as_said() {
        Some(_) => filled(&role, out).map(Pick::Fixed),
        None => pick(&role, out),
    });
    table.finish(out);
    Some(People {
        workflow: workflow?,
        key: key?,
        role,
    })
}

fn fields(item: &Item<'_>, out: &mut Diagnostics) -> IndexMap<String, Pick> {
    let mut fields = IndexMap::new();
    for entry in item.entries(out).unwrap_or_default() {
        let picked = match entry.as_said() {
            Some(_) => filled(&entry, out).map(|column| Pick::Column {
                column,
                map: None,
                default: None,
            }),
            None => pick(&entry, out),
        };
        if let Some(picked) = picked {
            fields.insert(entry.name().to_owned(), picked);
        }
    }
    fields
}

/// `{ column = "impact", map = { High = "high" }, default = "low" }` or `{ value = "phone" }`.
fn pick(item: &Item<'_>, out: &mut Diagnostics) -> Option<Pick> {
    let mut table = item.table("mapping.pick", out)?;
    let fixed = table.take("value");
    if let Some(fixed) = fixed {
        let others = ["column", "map", "default"].map(|key| table.take(key));
        if others.iter().any(Option::is_some) {
            out.push(Diagnostic::new("map-value-alone", fixed.name_span()));
        }
        table.finish(out);
        return filled(&fixed, out).map(Pick::Fixed);
    }
    let map = table.take("map").map(|item| words(&item, out));
    let default = may(&mut table, "default", out);
    let column = need(&mut table, "column", out);
    table.finish(out);
    Some(Pick::Column {
        column: column?,
        map,
        default,
    })
}

/// Texts by text; numbers, `true` and `false` as they are written.
fn words(item: &Item<'_>, out: &mut Diagnostics) -> IndexMap<String, String> {
    let mut words = IndexMap::new();
    for entry in item.entries(out).unwrap_or_default() {
        let word = match &entry.node().value {
            NodeValue::Number(digits) => Some(digits.clone()),
            NodeValue::YesNo(yes) => Some(yes.to_string()),
            _ => filled(&entry, out),
        };
        if let Some(word) = word {
            words.insert(entry.name().to_owned(), word);
        }
    }
    words
}

fn state(item: &Item<'_>, out: &mut Diagnostics) -> Option<NamedBy> {
    let mut table = item.table("mapping.state", out)?;
    let by = named_by(&mut table, out);
    table.finish(out);
    by
}

fn named_by(table: &mut Table<'_>, out: &mut Diagnostics) -> Option<NamedBy> {
    let default = may(table, "default", out);
    let map = match default {
        Some(_) => table.take("map"),
        None => table.need("map", out),
    };
    let map = map.map(|item| words(&item, out)).unwrap_or_default();
    let from = table.need("from", out)?;
    let (from, classifier) = if from.is_table() {
        let mut inner = from.table("mapping.classifier", out)?;
        let name = need(&mut inner, "classifier", out);
        inner.finish(out);
        (Vec::new(), Some(name?))
    } else {
        let names = from.said_or_list(out)?;
        if names.is_empty() {
            out.push(Diagnostic::new("map-empty", from.span()).with("key", "from"));
        }
        (
            names.iter().map(|said| said.text.to_owned()).collect(),
            None,
        )
    };
    Some(NamedBy {
        from,
        classifier,
        map,
        default,
    })
}

fn asks(item: &Item<'_>, skip_doubles: bool, out: &mut Diagnostics) -> Option<Asks> {
    let mut table = item.table("mapping.event", out)?;
    for key in ["map", "default"] {
        if let Some(item) = table.take(key) {
            check_words(&item, out);
        }
    }
    let first = table.take("first");
    let first_opens = first.and_then(|item| item.one_of(&["open"], out)).is_some();
    let open_then = table.take("open_then");
    if let Some(then) = open_then.filter(|_| first.is_none()) {
        out.push(Diagnostic::new("map-open-then", then.name_span()));
    }
    let open_then = open_then.and_then(|item| item.yes_no(out)).unwrap_or(false);
    let by = named_by(&mut table, out);
    table.finish(out);
    Some(Asks {
        by: by?,
        first_opens,
        open_then,
        skip_doubles,
    })
}

/// What stands in the event's map, or is its default, must name something that can happen.
fn check_words(item: &Item<'_>, out: &mut Diagnostics) {
    let words = match item.is_table() {
        true => item.entries(out).unwrap_or_default(),
        false => vec![*item],
    };
    for word in words {
        if let Some(said) = word.as_said().filter(|said| !said.text.trim().is_empty())
            && Does::of_word(said.text).is_none()
        {
            out.push(Diagnostic::new("map-word", said.span).with("word", said.text));
        }
    }
}

fn moments(item: &Item<'_>, out: &mut Diagnostics) -> Vec<Moment> {
    let mut moments = Vec::new();
    for entry in item.entries(out).unwrap_or_default() {
        check_words(&entry, out);
        let does = filled(&entry, out).and_then(|word| Does::of_word(&word));
        if let Some(does) = does {
            let column = entry.name().to_owned();
            moments.push(Moment { column, does });
        }
    }
    moments
}
