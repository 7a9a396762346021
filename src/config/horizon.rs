//! Whether the holidays of a calendar are known for as long as deadlines begun today can last. It needs to know what day
//! it is, so it stands beside the check of the text and not in it.

use chrono::NaiveDate;

use super::diagnostic::Diagnostic;
use super::load::Loaded;
use super::node::{Node, NodeValue};
use super::source::{Sources, Span};
use crate::model::{Duration, Unit};
use crate::time::{Calendar, Ledger};

/// Tells each default calendar whose holidays end before the longest deadline of its desk would, begun on this day.
pub fn look_ahead(loaded: &mut Loaded, today: NaiveDate) {
    let mut found = Vec::new();
    for (name, desk) in &loaded.desks {
        let Some(until) = desk.calendar.published_until() else {
            continue;
        };
        let merged = loaded.merged.get(name).into_iter().flatten();
        let mut lengths = Vec::new();
        for (_, merged) in merged {
            collect(&merged.root, &mut lengths);
        }
        let ends = lengths.into_iter().filter_map(|(text, length)| {
            let due = due(length, today, &desk.calendar)?;
            Some((due, text))
        });
        let Some((due, text)) = ends.max().filter(|(due, _)| *due > until) else {
            continue;
        };
        let file = format!("rules/calendars/{}.toml", desk.calendar.name());
        let Some(span) = written(&file, &loaded.sources) else {
            continue;
        };
        let told = Diagnostic::new("calendar-ends", span)
            .with("calendar", desk.calendar.name())
            .with("until", until.to_string())
            .with("from", today.to_string())
            .with("length", text)
            .with("due", due.to_string())
            .with("file", file);
        found.push(told);
    }
    found
        .into_iter()
        .for_each(|told| loaded.diagnostics.push(told));
}

/// Every length in working time that is written anywhere below.
fn collect<'n>(node: &'n Node, lengths: &mut Vec<(&'n str, Duration)>) {
    match &node.value {
        NodeValue::Text(text) => {
            let length = Duration::parse(text);
            let working =
                length.filter(|length| matches!(length.unit, Unit::Working | Unit::WorkingDays));
            lengths.extend(working.map(|length| (text.as_str(), length)));
        }
        NodeValue::List(items) => items.iter().for_each(|item| collect(item, lengths)),
        NodeValue::Table(entries) => {
            for entry in entries.values() {
                collect(&entry.node, lengths);
            }
        }
        _ => {}
    }
}

fn due(length: Duration, today: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let ledger = Ledger::new(length, calendar.midnight(today)).ok()?;
    let due = ledger.due(calendar).ok()??;
    Some(calendar.date_of(due))
}

/// Where the day is written until which the holidays are published.
fn written(file: &str, sources: &Sources) -> Option<Span> {
    let source = sources.find(file)?;
    let text = sources.text(source);
    let key = text
        .match_indices("published_until")
        .map(|(at, _)| at)
        .find(|at| *at == 0 || text.get(..*at).is_some_and(|before| before.ends_with('\n')))?;
    let line = text.get(key..)?.lines().next()?;
    let (_, value) = line.split_once('=')?;
    let value = value.split('#').next().unwrap_or(value);
    let start = key
        + (line.len() - line.split_once('=')?.1.len())
        + (value.len() - value.trim_start().len());
    Some(Span {
        source,
        start,
        end: start + value.trim().len(),
    })
}
