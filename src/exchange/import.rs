//! A history from elsewhere becomes a journal of a desk's own: people are opened by key as they appear, events are fed at
//! the log's time under the folder's revision, and after each the record's state is compared with the one the log names.
//! What the engine refuses is counted and named; rights bind an import as they bind everybody.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::mapped::{Does, Mapped, MappedEvent, Tally};
use super::mapping::{Mapping, People};
use crate::engine::{Asked, Desk, View, Workflow};
use crate::lang::Type;
use crate::model::{Actor, Event, Instant, Line, Outcome, RecordNo, Refusal, RevisionNo, What};
use crate::world::{Act, InboxError, World, activate, feed, resolve};

/// Where the lines of an import go. A failure is remembered there and told at the end.
pub trait Keep {
    /// The next line, folded into the world.
    fn line(&mut self, desk: &Desk, world: &World, line: Line);

    /// Whether there is any use in going on.
    fn goes_on(&self) -> bool {
        true
    }
}

/// What stands against an event, for whoever puts it into a sentence.
#[derive(Debug)]
pub enum Against<'a> {
    /// Words were not understood.
    Unread(&'a [InboxError]),
    /// The engine refused it.
    Refused(&'a World, &'a Event, &'a [Refusal]),
}

/// Puts what stands against an event into a sentence.
pub type Say<'a> = &'a dyn Fn(&Desk, Against<'_>) -> String;

/// Why nothing came of an act: in a word, and in a sentence where there is more to say.
struct Why {
    word: String,
    says: Option<String>,
}

impl From<&str> for Why {
    fn from(word: &str) -> Why {
        Why {
            word: word.to_owned(),
            says: None,
        }
    }
}

/// Why an event of the log did not happen on the desk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// What it is on the desk: `open`, an event, `task.outcome`.
    pub does: String,
    /// The state the record was in; empty where there was none.
    pub state: String,
    /// Why, in one word.
    pub why: String,
}

/// States that differ from those the log names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Differs {
    /// The record's state; empty where there is no record.
    pub is: String,
    /// The state the log names.
    pub named: String,
}

/// The account of an import: what was fed is what was applied and what was refused.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Events fed.
    pub fed: u64,
    /// Those that happened.
    pub applied: u64,
    /// Those that did not, by what, state and reason.
    pub refused: BTreeMap<Refused, Tally>,
    /// Passed over, as the mapping says.
    pub skipped: u64,
    /// People opened.
    pub people: u64,
    /// People who could not be opened, by reason: each name of the log once.
    pub nobody: BTreeMap<String, Tally>,
    /// Records opened.
    pub records: u64,
    /// Events after which the log names a state.
    pub compared: u64,
    /// Those where the record's state is that one.
    pub agree: u64,
    /// The others, by both states.
    pub differs: BTreeMap<Differs, Tally>,
}

impl Imported {
    /// How many events were refused.
    #[must_use]
    pub fn refusals(&self) -> u64 {
        self.refused.values().map(|tally| tally.count).sum()
    }

    /// Whether every event fed, and every state compared, is accounted for.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let differing: u64 = self.differs.values().map(|tally| tally.count).sum();
        self.fed == self.applied + self.refusals() && self.compared == self.agree + differing
    }

    /// The share of states that agree, in thousandths of a percent, rounded half up.
    #[must_use]
    pub fn share(&self) -> u64 {
        self.agree
            .saturating_mul(100_000)
            .saturating_add(self.compared / 2)
            .checked_div(self.compared)
            .unwrap_or(100_000)
    }
}

/// Why an import could not begin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The mapping names a workflow the desk does not have.
    #[error("the desk has no workflow `{0}`")]
    NoWorkflow(String),
    /// The mapping names the key of a person by a field the workflow does not have.
    #[error("`{workflow}` has no field `{field}`")]
    NoField {
        /// The workflow.
        workflow: String,
        /// The field.
        field: String,
    },
    /// The log names people by one text, and a person's record demands what is no text.
    #[error(
        "a record of `{workflow}` demands `{field}`, which the log does not give for the people it names; \
         let it be optional"
    )]
    Demands {
        /// The workflow.
        workflow: String,
        /// The field.
        field: String,
    },
}

/// Feeds a mapped log to an empty desk; the revision goes live at the instant of the first event.
///
/// # Errors
/// Where the mapping does not fit the desk.
pub fn import_log(
    desk: &Desk,
    mapping: &Mapping,
    mapped: &Mapped,
    revision: (RevisionNo, &str),
    keep: &mut dyn Keep,
    say: Say<'_>,
) -> Result<(World, Imported), ImportError> {
    workflow(desk, &mapping.workflow)?;
    let mut names = Vec::new();
    if let Some(people) = &mapping.people {
        let found = workflow(desk, &people.workflow)?;
        let place = desk.names.find_field(found.name, &people.key);
        if place.is_none_or(|place| found.field(place).is_none()) {
            return Err(ImportError::NoField {
                workflow: people.workflow.clone(),
                field: people.key.clone(),
            });
        }
        names = named_alike(desk, found, people)?;
    }
    let mut world = World::new(desk);
    if let Some(first) = mapped.events.first() {
        activate(
            &mut world,
            desk,
            first.at,
            Actor::ENGINE.into(),
            revision,
            &mut |world, line| keep.line(desk, world, line),
        );
    }
    let mut import = Import {
        desk,
        mapping,
        world,
        keep,
        say,
        names,
        cases: BTreeMap::new(),
        people: BTreeMap::new(),
        account: Imported::default(),
    };
    for event in &mapped.events {
        if !import.keep.goes_on() {
            break;
        }
        import.event(event);
    }
    Ok((import.world, import.account))
}

fn workflow<'d>(desk: &'d Desk, name: &str) -> Result<&'d Workflow, ImportError> {
    let found = desk.names.find(name).and_then(|name| desk.workflow(name));
    found.ok_or_else(|| ImportError::NoWorkflow(name.to_owned()))
}

/// The fields besides the key that a person must have: texts, which take the name the log gives as well. A log knows
/// people by one name, and an admin should not have to weaken the desk for it.
fn named_alike(
    desk: &Desk,
    workflow: &Workflow,
    people: &People,
) -> Result<Vec<String>, ImportError> {
    let asked = workflow.open.iter().flat_map(|open| &open.with);
    let asked: Vec<_> = asked
        .filter(|ask| ask.required)
        .filter_map(|ask| match ask.what {
            Asked::Field(field) => Some(field),
            Asked::Remark | Asked::Prompt => None,
        })
        .collect();
    let mut names = Vec::new();
    for field in workflow.fields.iter().flatten() {
        let name = desk.names.text(field.name);
        let given = field.default.is_some() || field.computed.is_some() || field.code.is_some();
        let demanded = (field.required && !given) || asked.contains(&field.id);
        let role = people.role.is_some() && workflow.roles_field == Some(field.id);
        if !demanded || role || name == people.key {
            continue;
        }
        if field.typed.ty != Type::Text {
            return Err(ImportError::Demands {
                workflow: people.workflow.clone(),
                field: name.to_owned(),
            });
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

struct Import<'a> {
    desk: &'a Desk,
    mapping: &'a Mapping,
    world: World,
    keep: &'a mut dyn Keep,
    say: Say<'a>,
    /// The fields of a person that take the name the log gives, besides the key.
    names: Vec<String>,
    cases: BTreeMap<String, RecordNo>,
    /// Who could not be opened is nobody, once and for all.
    people: BTreeMap<String, Option<RecordNo>>,
    account: Imported,
}

impl Import<'_> {
    fn event(&mut self, event: &MappedEvent) {
        if let Does::Skip(_) = event.does {
            self.account.skipped += 1;
            return;
        }
        let actor = match (&event.person, &self.mapping.people) {
            (Some(person), Some(people)) => self.person(person, people, event),
            _ => Actor::ENGINE,
        };
        self.account.fed += 1;
        let before = self.state(&event.case);
        match self.happens(event, actor) {
            Ok(()) => self.account.applied += 1,
            Err(why) => {
                let refused = Refused {
                    does: said(&event.does),
                    state: before,
                    why: why.word,
                };
                let tally = self.account.refused.entry(refused).or_default();
                tally.add(event.row, why.says.as_deref());
            }
        }
        let Some(named) = &event.state_after else {
            return;
        };
        self.account.compared += 1;
        let is = self.state(&event.case);
        if is == *named {
            self.account.agree += 1;
            return;
        }
        let named = named.clone();
        let tally = self.account.differs.entry(Differs { is, named });
        tally.or_default().add(event.row, None);
    }

    /// The state a case's record is in; empty where there is none.
    fn state(&self, case: &str) -> String {
        let record = self.cases.get(case).and_then(|no| self.world.record(*no));
        let state = record.and_then(|record| record.state);
        state.map_or_else(String::new, |state| self.desk.names.text(state).to_owned())
    }

    /// The person the log names, opened where they appear for the first time.
    fn person(&mut self, name: &str, people: &People, event: &MappedEvent) -> Actor {
        if let Some(known) = self.people.get(name) {
            return known.map_or_else(Actor::default, Actor::named);
        }
        let mut with = Map::new();
        for field in self.names.iter().chain([&people.key]) {
            with.insert(field.clone(), Json::String(name.to_owned()));
        }
        let roles = self
            .desk
            .names
            .find(&people.workflow)
            .and_then(|name| self.desk.workflow(name))
            .and_then(|workflow| workflow.field(workflow.roles_field?));
        if let (Some(role), Some(field)) = (&event.role, roles) {
            let field = self.desk.names.text(field.name).to_owned();
            with.insert(field, Json::String(role.clone()));
        }
        let act = Act::Open(people.workflow.clone());
        let born = self.feed(&act, Actor::ENGINE, event.at, &with);
        let born = match born {
            Ok(born) => born,
            Err(why) => {
                let tally = self.account.nobody.entry(why.word).or_default();
                tally.add(event.row, why.says.as_deref());
                None
            }
        };
        self.account.people += u64::from(born.is_some());
        self.people.insert(name.to_owned(), born);
        // The acts of who could not be opened are nobody's, and refused as such.
        born.map_or_else(Actor::default, Actor::named)
    }

    fn happens(&mut self, event: &MappedEvent, actor: Actor) -> Result<(), Why> {
        let given = |wanted: &dyn Fn(&str) -> bool| -> Map<String, Json> {
            let with = event.with.iter().filter(|(field, _)| wanted(field));
            with.map(|(field, value)| (field.clone(), Json::String(value.clone())))
                .collect()
        };
        if event.does == Does::Open {
            if self.cases.contains_key(&event.case) {
                return Err(Why::from("opened_before"));
            }
            let act = Act::Open(self.mapping.workflow.clone());
            let born = self.feed(&act, actor, event.at, &given(&|_| true))?;
            if let Some(no) = born {
                self.account.records += 1;
                self.cases.insert(event.case.clone(), no);
            }
            return Ok(());
        }
        let no = *self
            .cases
            .get(&event.case)
            .ok_or_else(|| Why::from("no_record"))?;
        let code = self.world.record(no).map(|record| record.code.to_string());
        let record = code.unwrap_or_default();
        let asked = asked(self.desk, &self.mapping.workflow, &event.does);
        // A correction asks for nothing by name: it takes what the row says.
        let corrects = matches!(&event.does, Does::Report(name) if name == "correct");
        let mut with = given(&|field| corrects || asked.iter().any(|known| known == field));
        if event.does.wants_a_reason() {
            // A log has none but that it says so.
            let remark = format!("row {}", event.row);
            with.insert("remark".to_owned(), Json::String(remark));
        }
        let act = match &event.does {
            Does::Report(name) => Act::Report {
                record,
                event: name.clone(),
            },
            Does::Answer { task, outcome } => Act::Answer {
                record,
                task: task.clone(),
                outcome: outcome.clone(),
            },
            Does::Note | Does::Open | Does::Skip(_) => Act::Report {
                record,
                event: "note".to_owned(),
            },
        };
        self.feed(&act, actor, event.at, &with).map(|_| ())
    }

    /// Feeds an act; the record born by it, or why nothing came of it.
    fn feed(
        &mut self,
        act: &Act,
        actor: Actor,
        at: Instant,
        with: &Map<String, Json>,
    ) -> Result<Option<RecordNo>, Why> {
        let (desk, say, keep) = (self.desk, self.say, &mut *self.keep);
        let event = resolve(desk, &self.world, act, actor, at, with).map_err(|errors| Why {
            word: errors
                .first()
                .map_or_else(String::new, |error| error.id.to_owned()),
            says: Some(say(desk, Against::Unread(&errors))),
        })?;
        let asked = event.clone();
        let mut born = None;
        let (_, outcome) = feed(&mut self.world, desk, event, &mut |world, line| {
            if matches!(line.event.what, What::Open { .. }) {
                born = line.record;
            }
            keep.line(desk, world, line);
        });
        match outcome {
            Outcome::Applied | Outcome::Ignored(_) => Ok(born),
            Outcome::Refused(refusals) => Err(Why {
                word: refusals.first().map_or("refused", Refusal::word).to_owned(),
                says: Some(say(desk, Against::Refused(&self.world, &asked, &refusals))),
            }),
            Outcome::Failed { why, .. } => Err(Why {
                word: "failed".to_owned(),
                says: Some(why.as_str().to_owned()),
            }),
        }
    }
}

/// The fields an act asks for.
fn asked(desk: &Desk, workflow: &str, does: &Does) -> Vec<String> {
    let found = desk.names.find(workflow);
    let Some(workflow) = found.and_then(|name| desk.workflow(name)) else {
        return Vec::new();
    };
    let asks = match does {
        Does::Report(event) => desk
            .names
            .find(event)
            .and_then(|event| workflow.events.get(&event))
            .map_or(&[][..], |rule| rule.with.as_slice()),
        Does::Answer { task, outcome } => {
            let task = desk
                .names
                .find(task)
                .and_then(|task| workflow.tasks.get(&task));
            let outcome = desk.names.find(outcome);
            let outcome = task.and_then(|task| {
                let mut outcomes = task.outcomes.iter();
                outcomes.find(|known| Some(known.name) == outcome)
            });
            outcome.map_or(&[][..], |outcome| outcome.with.as_slice())
        }
        Does::Open | Does::Note | Does::Skip(_) => &[],
    };
    let fields = asks.iter().filter_map(|ask| match ask.what {
        Asked::Field(field) => Some(desk.names.field_text(workflow.name, field).to_owned()),
        Asked::Remark | Asked::Prompt => None,
    });
    fields.collect()
}

fn said(does: &Does) -> String {
    match does {
        Does::Open => "open".to_owned(),
        Does::Report(event) => event.clone(),
        Does::Answer { task, outcome } => format!("{task}.{outcome}"),
        Does::Note => "note".to_owned(),
        Does::Skip(_) => "skip".to_owned(),
    }
}
