//! Runs a scenario in a desk: sets the stage, goes through the steps on the virtual clock, and verifies the journal that
//! came of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::facts::Facts;
use super::{Deed, Failure, Moment, Scenario, Step, When};
use crate::engine::{Desk, View};
use crate::model::catalogue::{Arg, Lang, message};
use crate::model::{Actor, Event, Instant, Ledger, Line, NameId, Outcome, RecordNo, Refusal, What};
use crate::report::{refusal_reasons, why, why_by_key};
use crate::world::{Act, InboxError, World, advance, feed, local, resolve};

/// Runs it; what was not as expected, of the first step that was not.
pub(super) fn run(desk: &Desk, scenario: &Scenario) -> Vec<Failure> {
    let mut stage = Stage::new(desk, scenario.start.instant(desk));
    let failures = stage.set(scenario);
    if !failures.is_empty() {
        return failures;
    }
    for (number, step) in (1..).zip(&scenario.steps) {
        let mut failures = stage.step(step);
        if !failures.is_empty() {
            for failure in &mut failures {
                failure.step = Some(number);
            }
            return failures;
        }
    }
    stage.verify(scenario.line)
}

impl Moment {
    fn instant(self, desk: &Desk) -> Instant {
        match self {
            Moment::Local(local) => desk.calendar.instant_of(local),
            Moment::Fixed(at) => at,
        }
    }
}

/// A failure of this line; the step is put in by whoever knows it.
pub(super) fn failure(line: usize, what: &str, expected: Arg, found: Arg) -> Failure {
    Failure {
        step: None,
        line,
        what: what.to_owned(),
        expected,
        found,
        says: Vec::new(),
    }
}

/// A desk's world in a scenario.
pub(super) struct Stage<'d> {
    pub(super) desk: &'d Desk,
    pub(super) world: World,
    pub(super) facts: Facts,
    /// What the scenario calls its records.
    pub(super) names: BTreeMap<String, RecordNo>,
    lines: Vec<Line>,
    now: Instant,
}

/// What became of a deed.
pub(super) enum Became {
    Done,
    /// The kinds of refusal and the names of requirements, sorted; then the sentences people read.
    Refused(Vec<String>, Vec<Arg>),
}

/// A sentence in both languages.
fn sentence(say: impl Fn(Lang) -> String) -> Arg {
    Arg::both(&say(Lang::Zh), &say(Lang::En))
}

impl<'d> Stage<'d> {
    fn new(desk: &'d Desk, now: Instant) -> Stage<'d> {
        Stage {
            desk,
            world: World::new(desk),
            facts: Facts::default(),
            names: BTreeMap::new(),
            lines: Vec::new(),
            now,
        }
    }

    /// Opens what is given, in the order written.
    fn set(&mut self, scenario: &Scenario) -> Vec<Failure> {
        for given in &scenario.given {
            for row in &given.rows {
                let act = Act::Open(given.workflow.clone());
                let became = self.act(&act, Actor::ENGINE, None, &row.values);
                if let (Became::Refused(why, says), _) = became {
                    let what = format!("given {} = {}:{}", given.workflow, given.path, row.line);
                    let opened = Arg::both("开启", "opened");
                    let failure = failure(scenario.line, &what, opened, Arg::List(why));
                    return vec![Failure { says, ..failure }];
                }
            }
        }
        Vec::new()
    }

    fn step(&mut self, step: &Step) -> Vec<Failure> {
        self.facts.begin();
        if let Err(failure) = self.turn_to(step) {
            return vec![*failure];
        }
        let mut became = Became::Done;
        if let Some(deed) = &step.deed {
            match self.deed(step, deed) {
                Ok(done) => became = done,
                Err(failure) => return vec![*failure],
            }
        }
        let mut failures = self.name_started(step);
        failures.extend(self.compare(step, &became));
        failures
    }

    /// Advances the world to the step's instant.
    fn turn_to(&mut self, step: &Step) -> Result<(), Box<Failure>> {
        let at = match step.when {
            When::Now => self.now,
            When::At(moment) => moment.instant(self.desk),
            When::After(duration) => {
                let due = Ledger::new(duration, self.now).and_then(|l| l.due(&self.desk.calendar));
                match due {
                    Ok(due) => due.unwrap_or(self.now),
                    Err(error) => {
                        let counted = Arg::both("算得出的时刻", "a countable time");
                        let found = Arg::Said(error.to_string());
                        return Err(Box::new(failure(step.line, "after", counted, found)));
                    }
                }
            }
        };
        if at < self.now {
            let zh = format!("不早于 {}", local(self.desk, self.now));
            let en = format!("not before {}", local(self.desk, self.now));
            let found = Arg::Said(local(self.desk, at));
            return Err(Box::new(failure(
                step.line,
                "at",
                Arg::both(&zh, &en),
                found,
            )));
        }
        self.now = at;
        let (desk, facts, lines) = (self.desk, &mut self.facts, &mut self.lines);
        advance(&mut self.world, desk, at, &mut |world, line| {
            facts.take(desk, world, &line);
            lines.push(line);
        });
        Ok(())
    }

    fn deed(&mut self, step: &Step, deed: &Deed) -> Result<Became, Box<Failure>> {
        let by = step.by.as_deref().unwrap_or_default();
        let Some(person) = self.world.person(self.desk, by) else {
            let expected = Arg::both("部门里的人", "a person of the desk");
            return Err(Box::new(failure(
                step.line,
                "by",
                expected,
                Arg::Said(by.to_owned()),
            )));
        };
        let actor = Actor::named(person);
        let occurred = step.occurred.map(|moment| moment.instant(self.desk));
        let act = match deed {
            Deed::Open { workflow, .. } => Act::Open(workflow.clone()),
            Deed::Report { name, event } => Act::Report {
                record: self.word(name),
                event: event.clone(),
            },
            Deed::Answer {
                name,
                task,
                outcome,
            } => Act::Answer {
                record: self.word(name),
                task: task.clone(),
                outcome: outcome.clone(),
            },
        };
        // A record opened in this scenario goes by its name there also as a value.
        let mut with = step.with.clone();
        for given in with.values_mut() {
            if let Some(code) = given.as_str().filter(|name| self.names.contains_key(*name)) {
                *given = Json::String(self.word(code));
            }
        }
        let (became, record) = self.act(&act, actor, occurred, &with);
        if let Deed::Open {
            name: Some(name), ..
        } = deed
            && let Some(record) = record
        {
            self.names.insert(name.clone(), record);
        }
        Ok(became)
    }

    /// The word by which the inbox finds a record: its code where it is named in the scenario.
    fn word(&self, name: &str) -> String {
        let record = self.names.get(name).and_then(|no| self.world.record(*no));
        match record.map(|record| record.code.as_str()) {
            Some(code) if !code.is_empty() => code.to_owned(),
            _ => name.to_owned(),
        }
    }

    fn act(
        &mut self,
        act: &Act,
        actor: Actor,
        occurred: Option<Instant>,
        with: &Map<String, Json>,
    ) -> (Became, Option<RecordNo>) {
        let event = resolve(self.desk, &self.world, act, actor, self.now, with);
        let event: Event = match event {
            Ok(event) => event,
            Err(errors) => {
                let mut why: Vec<String> = errors.iter().map(unheard).collect();
                why.sort_unstable();
                why.dedup();
                let says = errors.iter().map(|error| {
                    sentence(|lang| {
                        let args = error.args.iter().map(|(name, value)| (*name, &**value));
                        message(error.id, lang, &args.collect::<Vec<_>>())
                    })
                });
                return (Became::Refused(why, says.collect()), None);
            }
        };
        let event = Event { occurred, ..event };
        let asked = event.clone();
        let workflow = match event.what {
            What::Open { workflow } => Some(workflow),
            _ => event
                .record
                .and_then(|record| self.world.record(record))
                .map(|record| record.workflow),
        };
        let (desk, facts, lines) = (self.desk, &mut self.facts, &mut self.lines);
        let (no, outcome) = feed(&mut self.world, desk, event, &mut |world, line| {
            facts.take(desk, world, &line);
            lines.push(line);
        });
        let line = self.lines.iter().rev().find(|line| line.no == no);
        let record = line.and_then(|line| line.record);
        match outcome {
            Outcome::Applied | Outcome::Ignored(_) => (Became::Done, record),
            Outcome::Refused(refusals) => {
                let mut why: Vec<String> = refusals
                    .iter()
                    .flat_map(|r| refused(desk, workflow, r))
                    .collect();
                why.sort_unstable();
                why.dedup();
                let reasons = refusal_reasons(desk, &self.world, &asked, asked.record, &refusals);
                let says = reasons.iter().map(|why| sentence(|lang| why.text(lang)));
                (Became::Refused(why, says.collect()), None)
            }
            Outcome::Failed { why, .. } => {
                let says = vec![Arg::from(why.as_str())];
                (Became::Refused(vec!["failed".to_owned()], says), None)
            }
        }
    }

    /// Gives the names of the step to what it started, in the order born.
    fn name_started(&mut self, step: &Step) -> Vec<Failure> {
        let mut failures = Vec::new();
        for (name, workflow) in &step.names {
            let wanted = self.desk.names.find(workflow);
            let named: Vec<RecordNo> = self.names.values().copied().collect();
            let mut born = self.facts.born.iter();
            let found = born.find(|(no, of)| Some(*of) == wanted && !named.contains(no));
            match found {
                Some((no, _)) => drop(self.names.insert(name.clone(), *no)),
                None => {
                    let started = self.facts.born.iter();
                    let started = started.map(|(_, of)| self.desk.names.text(*of).to_owned());
                    let found = Arg::List(started.collect());
                    let what = format!("names.{name}");
                    failures.push(failure(
                        step.line,
                        &what,
                        Arg::Said(workflow.clone()),
                        found,
                    ));
                }
            }
        }
        failures
    }

    /// The last decision explained, in both languages.
    pub(super) fn explained(&self) -> Vec<String> {
        let Some((last, before)) = self.lines.split_last() else {
            return Vec::new();
        };
        let mut world = World::new(self.desk);
        for line in before {
            world.fold(line);
        }
        let explain = |lang| why(self.desk, &world, last, lang);
        let both = [Lang::Zh, Lang::En].map(explain);
        let keys = why_by_key(self.desk, &world, last);
        let parts = both.into_iter().chain([keys]).flat_map(|why| {
            let more = [why.outcome, why.reasons, why.effects];
            std::iter::once(why.head).chain(more.into_iter().flatten())
        });
        parts.collect()
    }

    /// Folds the lines anew and compares, and looks whether the world hangs together.
    fn verify(&self, line: usize) -> Vec<Failure> {
        let mut fresh = World::new(self.desk);
        for line in &self.lines {
            fresh.fold(line);
        }
        let mut wrong: Vec<String> = fresh
            .differences(&self.world)
            .into_iter()
            .map(str::to_owned)
            .collect();
        wrong.extend(self.world.faults());
        if wrong.is_empty() {
            return Vec::new();
        }
        let expected = Arg::both("重新折叠得到同样的世界", "the same world when folded anew");
        vec![failure(line, "verify", expected, Arg::List(wrong))]
    }
}

/// The words a scenario has for a refusal: a requirement goes by its own name, an item of a form by the requirement's or
/// field's and its own (`all_met.obeys`).
fn refused(desk: &Desk, workflow: Option<NameId>, refusal: &Refusal) -> Vec<String> {
    let name = |name: NameId| desk.names.text(name).to_owned();
    match refusal {
        Refusal::Unmet { require } | Refusal::EmptyList { require, .. } => vec![name(*require)],
        Refusal::UnmetItem(unmet) => {
            vec![format!("{}.{}", name(unmet.require), name(unmet.item))]
        }
        Refusal::MissingItems { field, items } if !items.is_empty() => {
            let field = workflow.map_or("?", |workflow| desk.names.field_text(workflow, *field));
            let items = items.iter();
            items
                .map(|item| format!("{field}.{}", name(*item)))
                .collect()
        }
        Refusal::MissingItems { .. } => vec!["empty-list".to_owned()],
        other => vec![other.word().to_owned()],
    }
}

/// The same for what the inbox did not understand; its own id where a person would never get that far.
fn unheard(error: &InboxError) -> String {
    match error.id {
        "refused-wrong-type" | "refused-unknown-choice" | "refused-no-such-record" => "bad-value",
        "refused-no-task" => "not-applicable",
        "refused-no-such-item" => "not-asked",
        "unknown-outcome" => "no-such-outcome",
        _ => return error.to_string(),
    }
    .to_owned()
}
