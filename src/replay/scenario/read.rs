//! From the TOML of a scenario to its steps. Whatever does not fit is told at its place; a scenario with a fault does
//! not run.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::given::given;
use super::{Deed, Expect, Moment, Scenario, Step, When};
use crate::config::{Diagnostic, Diagnostics, Doc, Item, Node, NodeValue, Said, Sources, Table};
use crate::model::Instant;

/// Reads one file; `None` where anything in it is wrong.
pub(super) fn scenario(
    path: &str,
    text: &str,
    load: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    sources: &mut Sources,
    found: &mut Diagnostics,
) -> Option<Scenario> {
    let doc = Doc::parse(path, text, sources, found);
    let mut table = Table::open(&doc.root, "scenario", found)?;
    let whole = sources.whole(doc.source);
    let id = table.need("id", found).and_then(|item| item.said(found));
    let _ = table.take("says").and_then(|item| item.text(found));
    let mut desks: Vec<Said<'_>> = Vec::new();
    desks.extend(table.take("desk").and_then(|item| item.said(found)));
    let several = table.take("desks").and_then(|item| item.said_list(found));
    desks.extend(several.unwrap_or_default());
    let start = table.need("start", found);
    let start = start.and_then(|item| moment(&item, found));
    let beside = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let stage = table.take("given");
    let stage = stage.map_or_else(Vec::new, |item| given(&item, beside, load, sources, found));
    let mut reading = Reading {
        names: BTreeSet::new(),
        keys: stage
            .iter()
            .flat_map(|given| &given.rows)
            .flat_map(|row| row.values.values())
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect(),
        sources,
        found,
    };
    let steps = table.need("step", reading.found);
    let steps = steps.and_then(|item| item.list(reading.found));
    let steps: Vec<Step> = steps
        .unwrap_or_default()
        .iter()
        .filter_map(|item| reading.step(item))
        .collect();
    table.finish(found);
    if found.has_errors() {
        return None;
    }
    let id = id?;
    Some(Scenario {
        id: id.text.to_owned(),
        path: path.to_owned(),
        span: id.span,
        desks: desks
            .iter()
            .map(|said| (said.text.to_owned(), said.span))
            .collect(),
        start: start?,
        given: stage,
        steps,
        line: sources.line_column(whole.source, id.span.start).0,
    })
}

struct Reading<'r> {
    /// Names records have so far.
    names: BTreeSet<String>,
    /// Words of the stage, by which its records may be meant.
    keys: BTreeSet<String>,
    sources: &'r Sources,
    found: &'r mut Diagnostics,
}

impl Reading<'_> {
    fn step(&mut self, item: &Item<'_>) -> Option<Step> {
        let mut table = item.table("scenario.step", self.found)?;
        let when = self.when(&mut table);
        let deed = table.take("do").and_then(|item| item.said(self.found));
        let by = match deed {
            Some(_) => table.need("by", self.found),
            None => table.take("by"),
        };
        let by = by.and_then(|item| item.text(self.found));
        let deed = deed.and_then(|said| self.deed(&said));
        let with = table
            .take("with")
            .and_then(|item| item.entries(self.found))
            .unwrap_or_default();
        let occurred = table.take("occurred");
        let occurred = occurred.and_then(|item| moment(&item, self.found));
        let mut names = Vec::new();
        let named = table
            .take("names")
            .and_then(|item| item.entries(self.found));
        for entry in named.unwrap_or_default() {
            if let Some(workflow) = entry.text(self.found) {
                self.name(entry.name(), entry.name_span());
                names.push((entry.name().to_owned(), workflow.to_owned()));
            }
        }
        let expect = table.take("expect");
        let expect = expect.and_then(|item| self.expect(&item));
        // Who is refused opens nothing: the name is free again.
        let refused = expect
            .as_ref()
            .is_some_and(|expect| expect.refused.is_some());
        if let (
            true,
            Some(Deed::Open {
                name: Some(name), ..
            }),
        ) = (refused, &deed)
        {
            self.names.remove(name);
        }
        let line = self.line(table.span());
        table.finish(self.found);
        Some(Step {
            line,
            when,
            by: by.map(str::to_owned),
            deed,
            with: with
                .iter()
                .map(|item| (item.name().to_owned(), json(item.node())))
                .collect(),
            occurred,
            names,
            expect: expect.unwrap_or_else(|| Expect {
                line,
                ..Expect::default()
            }),
        })
    }

    fn line(&self, span: crate::config::Span) -> usize {
        self.sources.line_column(span.source, span.start).0
    }

    fn when(&mut self, table: &mut Table<'_>) -> When {
        let after = table.take("after");
        let at = table.take("at");
        if let (Some(_), Some(at)) = (&after, &at) {
            let both = Diagnostic::new("scenario-when", at.name_span());
            self.found.push(both);
        }
        let after = after.and_then(|item| item.duration(self.found));
        let at = at.and_then(|item| moment(&item, self.found));
        match (after, at) {
            (Some(duration), _) => When::After(duration),
            (None, Some(moment)) => When::At(moment),
            (None, None) => When::Now,
        }
    }

    fn deed(&mut self, said: &Said<'_>) -> Option<Deed> {
        let words: Vec<&str> = said.text.split_whitespace().collect();
        let deed = match words.as_slice() {
            ["open", workflow] => Some(Deed::Open {
                workflow: (*workflow).to_owned(),
                name: None,
            }),
            ["open", workflow, "as", name] => {
                self.name(name, said.span);
                Some(Deed::Open {
                    workflow: (*workflow).to_owned(),
                    name: Some((*name).to_owned()),
                })
            }
            [act] => self
                .on(act, said)
                .map(|(name, event)| Deed::Report { name, event }),
            [act, outcome] => self.on(act, said).map(|(name, task)| Deed::Answer {
                name,
                task,
                outcome: (*outcome).to_owned(),
            }),
            _ => None,
        };
        if deed.is_none() {
            let fault = Diagnostic::new("scenario-do", said.span).with("text", said.text);
            self.found.push(fault);
        }
        deed
    }

    /// `c1.answer`: the record and what of it.
    fn on(&mut self, act: &str, said: &Said<'_>) -> Option<(String, String)> {
        let (name, what) = act.split_once('.')?;
        if name.is_empty() || what.is_empty() {
            return None;
        }
        if !self.keys.contains(name) {
            self.known(name, said.piece(0, name.len()));
        }
        Some((name.to_owned(), what.to_owned()))
    }

    fn name(&mut self, name: &str, span: crate::config::Span) {
        if !self.names.insert(name.to_owned()) {
            let fault = Diagnostic::new("scenario-name-twice", span).with("name", name);
            self.found.push(fault);
        }
    }

    /// Reports a name no record has yet.
    fn known(&mut self, name: &str, span: crate::config::Span) {
        if !self.names.contains(name) {
            let fault = Diagnostic::new("unknown-name", span)
                .word("kind", "record")
                .with("name", name)
                .known(name, &self.names);
            self.found.push(fault);
        }
    }

    fn expect(&mut self, item: &Item<'_>) -> Option<Expect> {
        let mut table = item.table("scenario.expect", self.found)?;
        let mut list = |key: &str| {
            let said = table.take(key)?.said_or_list(self.found)?;
            Some(said.iter().map(|said| said.text.to_owned()).collect())
        };
        let mut expect = Expect {
            line: 0,
            states: Vec::new(),
            tasks: list("tasks"),
            reminded: list("reminded"),
            raised: list("raised"),
            notices: list("notices"),
            incidents: list("incidents"),
            late: list("late"),
            in_time: list("in_time"),
            breached: list("breached"),
            refused: list("refused"),
            values: Vec::new(),
            why: None,
        };
        expect.line = self.line(item.name_span());
        let why = table.take("why").and_then(|item| item.text(self.found));
        expect.why = why.map(str::to_owned);
        let values = table
            .take("values")
            .and_then(|item| item.entries(self.found));
        for entry in values.unwrap_or_default() {
            self.value(&entry, &mut expect);
        }
        for entry in table.others() {
            // A text here is a record's state; a name of no record is reported, with the keys it may have been meant for.
            if self.names.contains(entry.name()) {
                if let Some(state) = entry.text(self.found) {
                    expect
                        .states
                        .push((entry.name().to_owned(), state.to_owned()));
                }
            } else if entry.as_said().is_some() {
                self.known(entry.name(), entry.name_span());
            } else {
                let keys = crate::config::keys::section("scenario.expect");
                let keys = keys.map_or(&[][..], |section| section.keys);
                let keys: Vec<&str> = keys.iter().map(|key| key.name).collect();
                let fault = Diagnostic::new("unknown-key", entry.name_span())
                    .with("key", entry.name())
                    .both("section", "应有的结果", "what is expected")
                    .known(entry.name(), keys);
                self.found.push(fault);
            }
        }
        Some(expect)
    }

    fn value(&mut self, entry: &Item<'_>, expect: &mut Expect) {
        let path: Vec<&str> = entry.name().split('.').collect();
        match path.as_slice() {
            [name, fields @ ..]
                if !fields.is_empty() && path.iter().all(|part| !part.is_empty()) =>
            {
                if !self.keys.contains(*name) {
                    self.known(name, entry.name_span());
                }
                let fields = fields.iter().map(|field| (*field).to_owned()).collect();
                let value = ((*name).to_owned(), fields, json(entry.node()));
                expect.values.push(value);
            }
            _ => {
                let fault = Diagnostic::new("scenario-value", entry.name_span());
                self.found.push(fault.with("text", entry.name()));
            }
        }
    }
}

/// A date with a time; a date alone is its first moment.
fn moment(item: &Item<'_>, found: &mut Diagnostics) -> Option<Moment> {
    match &item.node().value {
        NodeValue::Local(local) => Some(Moment::Local(*local)),
        NodeValue::Offset(at) => Some(Moment::Fixed(Instant::from_datetime(at))),
        NodeValue::Date(date) => Some(Moment::Local(date.and_time(chrono::NaiveTime::MIN))),
        _ => {
            item.wrong("an-instant", found);
            None
        }
    }
}

/// A value as the inbox takes it.
fn json(node: &Node) -> Json {
    match &node.value {
        NodeValue::Text(text) => Json::String(text.clone()),
        NodeValue::Number(digits) => {
            serde_json::from_str(digits).unwrap_or_else(|_| Json::String(digits.clone()))
        }
        NodeValue::YesNo(yes) => Json::Bool(*yes),
        NodeValue::Date(date) => Json::String(date.to_string()),
        NodeValue::Time(time) => Json::String(time.format("%H:%M").to_string()),
        NodeValue::Local(local) => Json::String(local.format("%Y-%m-%dT%H:%M:%S%.f").to_string()),
        NodeValue::Offset(at) => Json::String(at.to_rfc3339()),
        NodeValue::List(nodes) => nodes.iter().map(json).collect(),
        NodeValue::Table(entries) => {
            let entries = entries.iter();
            let values: Map<String, Json> = entries
                .map(|(name, entry)| (name.clone(), json(&entry.node)))
                .collect();
            Json::Object(values)
        }
    }
}
