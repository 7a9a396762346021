//! What is written in the files and not carried out yet: schedules, figures, watches, reports; each read aloud, so that
//! nobody waits for it in vain.

use indexmap::IndexMap;

use super::page::{Block, Point};
use super::values::hundredfold;
use super::words::Words;
use crate::config::{Entry, Loaded, Node, NodeValue};
use crate::engine::Workflow;
use crate::model::Duration;

type Keys = IndexMap<String, Entry>;

impl<'a> Words<'a> {
    /// What a file of the desk (`desk`, or a workflow) says that this version does not carry out.
    pub(super) fn not_yet(&self, loaded: &Loaded, file: &str) -> Vec<Block> {
        let merged = loaded.merged.get(&*self.desk.name);
        let Some(root) = merged.and_then(|merged| merged.get(file)?.root.entries()) else {
            return Vec::new();
        };
        let own = (file != "desk").then_some(self.workflow);
        let mut points = Vec::new();
        for kind in ["schedule", "figure", "watch", "report"] {
            let section = root.get(kind).and_then(|entry| entry.node.entries());
            for (name, entry) in section.into_iter().flatten() {
                let Some(keys) = entry.node.entries() else {
                    continue;
                };
                let said = match kind {
                    "schedule" => self.schedule(keys, own),
                    "figure" => self.figure(keys),
                    "watch" => self.watch(keys),
                    _ => self.report(keys),
                };
                let label = self.quoted(&self.of_kind(kind, name));
                let head = match kind {
                    "schedule" => "describe-a-schedule",
                    "figure" => "describe-a-figure",
                    "watch" => "describe-a-watch",
                    _ => "describe-a-report",
                };
                points.push(Point {
                    head: self.say(head, &[("name", &label)]),
                    text: format!(
                        "{}{}",
                        said.join(&self.say("describe-semicolon", &[])),
                        self.say("describe-stop", &[])
                    ),
                    below: Vec::new(),
                });
            }
        }
        // A workflow's page tells what stands in its own files.
        let files = loaded.files_of(&self.desk.name, file);
        let here = |line: &&String| {
            let path = line.split(':').next().unwrap_or("");
            file == "desk" || files.contains(&path)
        };
        let rests = self.desk.not_run_yet.iter().filter(here);
        points.extend(
            rests.map(|line| Point::of(self.say("describe-keeps-from-live", &[("line", line)]))),
        );
        if points.is_empty() {
            return Vec::new();
        }
        vec![
            self.heading("describe-not-yet"),
            Block::Text(self.say("describe-not-yet-said", &[])),
            Block::List(points),
        ]
    }

    fn schedule(&self, keys: &Keys, own: Option<&Workflow>) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(every) = keys.get("every") {
            said.push(self.written(&every.node, own));
        }
        for (key, id) in [
            ("on", "describe-schedule-on"),
            ("from", "describe-schedule-from"),
            ("ahead", "describe-schedule-ahead"),
        ] {
            if let Some(entry) = keys.get(key) {
                let value = self.written(&entry.node, own);
                said.push(self.say(id, &[("value", &value)]));
            }
        }
        if let (Some(states), Some(own)) = (keys.get("in"), own) {
            let states = texts(&states.node);
            let states = states.iter().map(|state| {
                let name = self.desk.names.find(state);
                name.map_or_else(|| self.key(state), |name| self.state_of(own, name))
            });
            let states = self.either(&states.collect::<Vec<_>>());
            said.push(self.say("describe-schedule-in", &[("states", &states)]));
        }
        said.extend(self.consequences(keys, own));
        let missed = keys.get("missed").and_then(|entry| entry.node.text());
        let missed = match missed {
            Some("run each") => Some("describe-missed-each"),
            Some("run last") => Some("describe-missed-last"),
            Some("skip") => Some("describe-missed-skip"),
            _ => None,
        };
        said.extend(missed.map(|id| self.say(id, &[])));
        said
    }

    /// What it starts and sends.
    fn consequences(&self, keys: &Keys, own: Option<&Workflow>) -> Vec<String> {
        let mut said = Vec::new();
        let starts = keys.get("starts").map(|entry| tables(&entry.node));
        for start in starts.into_iter().flatten() {
            said.push(self.started(start, own));
        }
        if let Some(sends) = keys.get("sends") {
            let notices = texts(&sends.node);
            let notices = notices.iter().map(|n| self.quoted(&self.loose(&[n])));
            let notices = self.both(&notices.collect::<Vec<_>>());
            said.push(self.say("describe-schedule-sends", &[("notices", &notices)]));
        }
        said
    }

    fn started(&self, start: &Keys, own: Option<&Workflow>) -> String {
        let text = |key: &str| start.get(key).and_then(|entry| entry.node.text());
        let flow = text("workflow").unwrap_or("");
        let label = self.quoted(&self.flow_label(flow));
        let mut said = match text("each") {
            Some(each) => {
                let each = self.quoted(&self.loose(&["query", each]));
                self.say(
                    "describe-starts-for",
                    &[("workflow", &label), ("each", &each)],
                )
            }
            None => self.say("describe-starts", &[("workflow", &label)]),
        };
        let fill = start.get("fill").and_then(|entry| entry.node.entries());
        let fill = fill.into_iter().flatten().map(|(field, entry)| {
            let name = field.as_str();
            let field = self.loose(&[flow, name]);
            let value = match entry.node.text() {
                Some(text) if !text.starts_with('=') => self
                    .labelled(&[flow, name, text])
                    .unwrap_or_else(|| self.quoted(text)),
                _ => self.written(&entry.node, own),
            };
            self.say("describe-filled", &[("field", &field), ("value", &value)])
        });
        let fill: Vec<String> = fill.collect();
        if !fill.is_empty() {
            let fill = fill.join(&self.say("describe-semicolon", &[]));
            let fill = self.say("describe-filled-with", &[("fields", &fill)]);
            said.push_str(&self.say("describe-in-brackets", &[("text", &fill)]));
        }
        if let Some(once) = start.get("once_per") {
            let fields = texts(&once.node);
            let fields = fields.iter().map(|f| self.loose(&[flow, f]));
            let fields = self.both(&fields.collect::<Vec<_>>());
            let once = self.say("describe-once-per", &[("fields", &fields)]);
            said.push_str(&self.say("describe-in-brackets", &[("text", &once)]));
        }
        said
    }

    fn figure(&self, keys: &Keys) -> Vec<String> {
        let text = |key: &str| keys.get(key).and_then(|entry| entry.node.text());
        let of = text("of").unwrap_or("");
        let flow = self.flow(of.split('.').next().unwrap_or(""));
        let mut said = vec![self.say("describe-figure-of", &[("of", &self.counted(of))])];
        let mut formula = |key: &str, id: &str| {
            if let Some(text) = text(key) {
                let text = self.raw(text, flow);
                said.push(self.say(id, &[("value", &text)]));
            }
        };
        formula("where", "describe-figure-where");
        formula("value", "describe-figure-value");
        if let Some(whole) = text("out_of") {
            let whole = self.counted(whole);
            said.push(self.say("describe-figure-out-of", &[("value", &whole)]));
        }
        for (key, id) in [
            ("per", "describe-figure-per"),
            ("date", "describe-figure-date"),
            ("since", "describe-figure-since"),
        ] {
            if let Some(entry) = keys.get(key) {
                let names = texts(&entry.node);
                let names = names.iter().map(|name| self.raw_name(name, flow));
                let names = self.both(&names.collect::<Vec<_>>());
                said.push(self.say(id, &[("value", &names)]));
            }
        }
        for (key, id) in [
            ("within", "describe-figure-within"),
            ("target", "describe-figure-target"),
        ] {
            if let Some(entry) = keys.get(key) {
                let share =
                    key == "target" && text("value").is_some_and(|v| v.starts_with("share"));
                let value = match &entry.node.value {
                    NodeValue::Number(digits) if share => format!("{}%", hundredfold(digits)),
                    _ => self.written(&entry.node, None),
                };
                said.push(self.say(id, &[("value", &value)]));
            }
        }
        let better = match text("better") {
            Some("low") => Some("describe-figure-low"),
            Some(_) => Some("describe-figure-high"),
            None => None,
        };
        said.extend(better.map(|id| self.say(id, &[])));
        match text("if_none") {
            Some("not counted") => said.push(self.say("describe-figure-not-counted", &[])),
            Some(other) => said.push(self.say("describe-figure-if-none", &[("value", other)])),
            None => {}
        }
        if let Some(alarm) = keys.get("alarm").and_then(|entry| entry.node.entries()) {
            let when = alarm.get("when").and_then(|entry| entry.node.text());
            let when = self.raw(when.unwrap_or(""), flow);
            let then = self.consequences(alarm, None).join("");
            said.push(self.say("describe-if", &[("when", &when), ("then", &then)]));
        }
        said
    }

    fn watch(&self, keys: &Keys) -> Vec<String> {
        let text = |key: &str| keys.get(key).and_then(|entry| entry.node.text());
        let of = text("of").unwrap_or("");
        let flow = self.flow(of);
        let mut said = vec![self.say("describe-figure-of", &[("of", &self.counted(of))])];
        if let Some(text) = text("where") {
            let text = self.raw(text, flow);
            said.push(self.say("describe-figure-where", &[("value", &text)]));
        }
        if let Some(per) = keys.get("per") {
            let groups: Vec<String> = match &per.node.value {
                NodeValue::List(items) if items.iter().all(|item| item.text().is_none()) => items
                    .iter()
                    .map(|item| {
                        let names = texts(item);
                        let names = names.iter().map(|name| self.raw_name(name, flow));
                        self.both(&names.collect::<Vec<_>>())
                    })
                    .collect(),
                _ => {
                    let names = texts(&per.node);
                    let names = names.iter().map(|name| self.raw_name(name, flow));
                    vec![self.both(&names.collect::<Vec<_>>())]
                }
            };
            let groups = groups.join(&self.say("describe-any-of", &[]));
            said.push(self.say("describe-figure-per", &[("value", &groups)]));
        }
        if let Some(date) = text("date") {
            let date = self.raw_name(date, flow);
            said.push(self.say("describe-figure-date", &[("value", &date)]));
        }
        if let Some(within) = keys.get("within") {
            let value = self.written(&within.node, flow);
            said.push(self.say("describe-figure-within", &[("value", &value)]));
        }
        if let Some(reaches) = keys.get("reaches") {
            let value = self.written(&reaches.node, flow);
            let then = self.consequences(keys, flow).join("");
            said.push(self.say(
                "describe-watch-reaches",
                &[("value", &value), ("then", &then)],
            ));
        }
        said
    }

    fn report(&self, keys: &Keys) -> Vec<String> {
        let mut said = Vec::new();
        if let Some(figures) = keys.get("figures") {
            let figures = texts(&figures.node);
            let figures = figures
                .iter()
                .map(|f| self.quoted(&self.of_kind("figure", f)));
            let figures = self.both(&figures.collect::<Vec<_>>());
            said.push(self.say("describe-report-figures", &[("figures", &figures)]));
        }
        for table in keys
            .get("tables")
            .map_or(Vec::new(), |entry| tables(&entry.node))
        {
            let text = |key: &str| table.get(key).and_then(|entry| entry.node.text());
            let of = text("of").unwrap_or("");
            let flow = self.flow(of);
            let columns = table
                .get("columns")
                .map_or(Vec::new(), |entry| texts(&entry.node));
            let columns = columns.iter().map(|name| self.raw_name(name, flow));
            let columns = self.both(&columns.collect::<Vec<_>>());
            let title = self.quoted(text("title").unwrap_or(of));
            let of = self.counted(of);
            let args = [
                ("title", title.as_str()),
                ("of", &of),
                ("columns", &columns),
            ];
            let mut one = self.say("describe-report-table", &args);
            if let Some(per) = text("per") {
                let per = self.raw_name(per, flow);
                let per = self.say("describe-figure-per", &[("value", &per)]);
                one.push_str(&self.say("describe-in-brackets", &[("text", &per)]));
            }
            said.push(one);
        }
        said
    }

    /// What is counted: records, or the tasks or forms of records.
    fn counted(&self, of: &str) -> String {
        let (flow, part) = of.split_once('.').unwrap_or((of, ""));
        let label = self.quoted(&self.flow_label(flow));
        if part.is_empty() {
            return label;
        }
        self.its(&label, &self.quoted(&self.loose(&[flow, part])))
    }

    fn flow(&self, name: &str) -> Option<&'a Workflow> {
        self.desk.workflow(self.desk.names.find(name)?)
    }

    fn flow_label(&self, name: &str) -> String {
        match self.flow(name) {
            Some(flow) => self.workflow(flow.name),
            None => self.loose(&[name]),
        }
    }

    /// A value as it is written, in words: a length of time, a cadence, a formula, what it is when.
    fn written(&self, node: &Node, of: Option<&Workflow>) -> String {
        match &node.value {
            NodeValue::Text(text) => self.written_text(text, of),
            NodeValue::Number(digits) => digits.clone(),
            NodeValue::YesNo(yes) => {
                self.say(if *yes { "describe-yes" } else { "describe-no" }, &[])
            }
            NodeValue::Date(date) => date.to_string(),
            NodeValue::Table(keys) => {
                let mut text = keys
                    .get("value")
                    .map_or_else(String::new, |value| self.written(&value.node, of));
                for except in keys
                    .get("except")
                    .map_or(Vec::new(), |entry| tables(&entry.node))
                {
                    let when = except.get("when").and_then(|entry| entry.node.text());
                    let when = self.raw(when.unwrap_or(""), of);
                    let value = except.get("value");
                    let value =
                        value.map_or_else(String::new, |value| self.written(&value.node, of));
                    text = self.say(
                        "describe-except",
                        &[("text", &text), ("when", &when), ("value", &value)],
                    );
                }
                text
            }
            _ => String::new(),
        }
    }

    fn written_text(&self, text: &str, of: Option<&Workflow>) -> String {
        if let Some(formula) = text.strip_prefix('=') {
            let param = of.and_then(|of| {
                let name = self.desk.names.find(formula)?;
                of.params.iter().find(|param| param.name == name)
            });
            return match param {
                Some(param) => {
                    let value = self.setting_of(&param.value, None, Some(&param.typed.ty));
                    let name = self.desk.names.text(param.name);
                    match self.labelled(&[name]) {
                        Some(label) => {
                            self.say("describe-param", &[("value", &value), ("param", &label)])
                        }
                        None => value,
                    }
                }
                None => self.raw(formula, of),
            };
        }
        if let Some(duration) = Duration::parse(text) {
            return self.lasting(duration);
        }
        self.cadence(text)
    }

    /// A cadence: “working day at 17:00”, “25th of the month at 14:00”.
    fn cadence(&self, text: &str) -> String {
        let (days, at) = text.split_once(" at ").unwrap_or((text, ""));
        let id = match days {
            "year" => "describe-every-year",
            "month" => "describe-every-month",
            "week" => "describe-every-week",
            "day" => "describe-every-day",
            "quarter" => "describe-every-quarter",
            "working day" => "describe-every-working-day",
            "first working day of the month" => "describe-first-of-month",
            "last working day of the month" => "describe-last-of-month",
            "first working day of the quarter" => "describe-first-of-quarter",
            "first working day of the week" => "describe-first-of-week",
            "last working day of the week" => "describe-last-of-week",
            "monday" => "describe-mondays",
            "tuesday" => "describe-tuesdays",
            "wednesday" => "describe-wednesdays",
            "thursday" => "describe-thursdays",
            "friday" => "describe-fridays",
            "saturday" => "describe-saturdays",
            "sunday" => "describe-sundays",
            other => return self.nth_of_month(other, at),
        };
        self.at_time(&self.say(id, &[]), at)
    }

    fn nth_of_month(&self, days: &str, at: &str) -> String {
        let day = days.strip_suffix(" of the month").unwrap_or("");
        let digits: String = day.chars().take_while(char::is_ascii_digit).collect();
        if digits.is_empty() {
            return self.at_time(days, at);
        }
        self.at_time(&self.say("describe-nth-of-month", &[("day", &digits)]), at)
    }

    fn at_time(&self, days: &str, at: &str) -> String {
        if at.is_empty() {
            return days.to_owned();
        }
        self.say("describe-days-at", &[("days", days), ("at", at)])
    }
}

/// The texts of a list, or the one text.
fn texts(node: &Node) -> Vec<&str> {
    match &node.value {
        NodeValue::Text(text) => vec![text],
        NodeValue::List(items) => items.iter().filter_map(Node::text).collect(),
        _ => Vec::new(),
    }
}

/// The tables of a list, or the one table.
fn tables(node: &Node) -> Vec<&Keys> {
    match &node.value {
        NodeValue::Table(keys) => vec![keys],
        NodeValue::List(items) => items.iter().filter_map(Node::entries).collect(),
        _ => Vec::new(),
    }
}
