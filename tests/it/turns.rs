//! The turn, sentence by sentence: a small desk whose `ticket.toml` is the test's, fed act by act on a virtual clock. After
//! every line a second world is folded from the journal alone and must be the same, and neither may hang loose.

use std::collections::BTreeMap;
use std::sync::Arc;

use casework::config::{Folder, Look, load, report};
use casework::engine::{Desk, View};
use casework::model::catalogue::Lang;
use casework::model::{
    Actor, Duration, Effect, IncidentNo, Instant, Judgement, Line, Outcome, Point, RecordNo,
    Refusal, RevisionNo,
};
use casework::world::{self, Act, World, read_instant, resolve, value_text};
use serde_json::{Map, Value as Json, json};

use crate::small;

mod acts;
mod deadlines;
mod failures;
mod queries;
mod related;

const DESK: &str = r#"currency = "CNY"
[calendar.office]
default = true
file = "office"
[role]
clerk = { above = "boss" }
boss = {}
[right]
publish = { who = ["boss"] }
void = { who = ["boss"] }
correct = { who = ["clerk"] }
[ladder]
rungs = [{ at = "1h before", remind = "assignee" }, { at = "due", remind = "boss" }, { at = "2h after", remind = "boss" }]
raising = [{ at = "due", raise = "bad" }, { at = "2h after", remind = "boss" }]
"#;

/// A desk at work.
pub(crate) struct Play {
    folder: Folder,
    pub(crate) desk: Arc<Desk>,
    pub(crate) world: World,
    shadow: World,
    pub(crate) now: Instant,
    pub(crate) lines: Vec<Line>,
}

fn compiled(folder: &Folder, old: Option<&Desk>, revision: u32) -> Arc<Desk> {
    let known: BTreeMap<_, _> = old
        .into_iter()
        .map(|desk| (desk.name.to_string(), (*desk.names).clone()))
        .collect();
    let loaded = load(folder, &known, RevisionNo(revision));
    let text = report(&loaded.diagnostics, &loaded.sources, Lang::En, Look::Plain);
    assert!(loaded.is_sound(), "{text}");
    loaded.desk("d").expect("it is sound").clone()
}

/// A desk whose tickets follow this flow, with a clerk `an`, another `li`, a boss `bo` and the customers `k1` and `k2`.
pub(crate) fn play(flow: &str) -> Play {
    play_with(&[("workflows/d/ticket.toml", flow)])
}

pub(crate) fn play_with(files: &[(&str, &str)]) -> Play {
    let mut folder = small::with(&[("workflows/d/desk.toml", DESK)]);
    let customer =
        "[field]\nno = { type = \"text\", required = true, key = true }\nname = \"text\"\n";
    folder.insert("workflows/d/customer.toml", customer);
    for (path, text) in files {
        folder.insert(path, *text);
    }
    let desk = compiled(&folder, None, 1);
    let mut play = Play {
        folder,
        world: World::new(&desk),
        shadow: World::new(&desk),
        now: Instant::MIN,
        lines: Vec::new(),
        desk,
    };
    play.at("2026-03-02T09:00");
    for (login, role) in [("an", "clerk"), ("li", "clerk"), ("bo", "boss")] {
        let outcome = play.run(
            "",
            Act::Open("staff".into()),
            json!({"login": login, "roles": role}),
        );
        assert_eq!(outcome, Outcome::Applied);
    }
    for no in ["k1", "k2"] {
        let outcome = play.run("an", Act::Open("customer".into()), json!({"no": no}));
        assert_eq!(outcome, Outcome::Applied);
    }
    play
}

impl Play {
    /// Goes to a local time; what is due before it fires.
    pub(crate) fn at(&mut self, time: &str) {
        self.now = read_instant(&self.desk, time).expect("a time");
        self.pass();
    }

    pub(crate) fn after(&mut self, length: &str) {
        let length = Duration::parse(length).expect("a duration");
        self.now = self.now.plus_ms(length.amount);
        self.pass();
    }

    fn pass(&mut self) {
        let (shadow, lines) = (&mut self.shadow, &mut self.lines);
        let mut sink = |_: &World, line: Line| {
            shadow.fold(&line);
            lines.push(line);
        };
        world::advance(&mut self.world, &self.desk, self.now, &mut sink);
        self.sound();
    }

    fn sound(&self) {
        assert_eq!(self.world.differences(&self.shadow), Vec::<&str>::new());
        assert_eq!(self.world.faults(), Vec::<String>::new());
        for task in self.world.tasks().filter(|task| task.is_open()) {
            let record = self.world.record(task.record).expect("it is there");
            assert!(record.ended.is_none(), "{task:?} is open after the end");
        }
    }

    /// Other rules go live.
    pub(crate) fn mend(&mut self, path: &str, text: &str) {
        self.folder.insert(path, text);
        let revision = self.desk.revision.0 + 1;
        self.desk = compiled(&self.folder, Some(&self.desk), revision);
        self.shadow.bind(&self.desk);
        let (shadow, lines) = (&mut self.shadow, &mut self.lines);
        let mut sink = |_: &World, line: Line| {
            shadow.fold(&line);
            lines.push(line);
        };
        let live = (RevisionNo(revision), "hash");
        world::activate(
            &mut self.world,
            &self.desk,
            self.now,
            Actor::ENGINE.into(),
            live,
            &mut sink,
        );
        self.sound();
    }

    fn person(&self, by: &str) -> Actor {
        if by.is_empty() {
            return Actor::ENGINE;
        }
        // People who left are found by their code, so that the engine has to refuse them.
        let staff = self.desk.names.find("staff").expect("a workflow");
        Actor::named(self.world.by_word(&self.desk, staff, by).expect(by))
    }

    pub(crate) fn run(&mut self, by: &str, act: Act, with: Json) -> Outcome {
        let actor = self.person(by);
        self.run_at(actor, act, with, None)
    }

    /// By a deputy of somebody.
    pub(crate) fn run_for(
        &mut self,
        by: &str,
        principal: Option<RecordNo>,
        act: Act,
        with: Json,
    ) -> Outcome {
        let mut actor = self.person(by);
        actor.principal = principal;
        self.run_at(actor, act, with, None)
    }

    fn run_at(&mut self, actor: Actor, act: Act, with: Json, occurred: Option<&str>) -> Outcome {
        let with: Map<String, Json> = with.as_object().cloned().unwrap_or_default();
        let mut event =
            resolve(&self.desk, &self.world, &act, actor, self.now, &with).expect("understood");
        event.occurred = occurred.map(|time| read_instant(&self.desk, time).expect("a time"));
        self.pass();
        let before = self.world.clone();
        let (shadow, lines) = (&mut self.shadow, &mut self.lines);
        let mut sink = |_: &World, line: Line| {
            shadow.fold(&line);
            lines.push(line);
        };
        let (_, outcome) = world::feed(&mut self.world, &self.desk, event, &mut sink);
        self.sound();
        if matches!(outcome, Outcome::Refused(_)) {
            let changed = self.world.differences(&before);
            assert!(
                changed
                    .iter()
                    .all(|part| ["last line", "instant"].contains(part)),
                "a refusal changed {changed:?}"
            );
        }
        outcome
    }

    /// Opens a ticket and gives its code.
    pub(crate) fn open(&mut self, with: Json) -> String {
        self.open_a("ticket", with)
    }

    pub(crate) fn open_a(&mut self, workflow: &str, with: Json) -> String {
        let outcome = self.run("an", Act::Open(workflow.into()), with);
        assert_eq!(outcome, Outcome::Applied);
        self.newest(workflow)
    }

    pub(crate) fn newest(&self, workflow: &str) -> String {
        let name = self.desk.names.find(workflow).expect("a workflow");
        let records: Vec<_> = self
            .world
            .records()
            .filter(|r| r.workflow == name)
            .collect();
        records
            .last()
            .map(|record| record.code.to_string())
            .expect("one was born")
    }

    /// `CODE.event` or `CODE.task outcome`.
    pub(crate) fn act(&mut self, by: &str, what: &str, with: Json) -> Outcome {
        self.run(by, understood(what), with)
    }

    /// The same, of something that happened before.
    pub(crate) fn occurred(&mut self, at: &str, by: &str, what: &str) -> Outcome {
        let actor = self.person(by);
        self.run_at(actor, understood(what), json!({}), Some(at))
    }

    pub(crate) fn does(&mut self, by: &str, what: &str, with: Json) {
        assert_eq!(self.act(by, what, with), Outcome::Applied, "{what}");
    }

    pub(crate) fn retry(&mut self, by: &str, incident: u32) -> Outcome {
        self.run(by, Act::Retry(IncidentNo(incident)), json!({}))
    }

    pub(crate) fn no(&self, code: &str) -> RecordNo {
        self.world.by_code(code).expect(code)
    }

    pub(crate) fn state(&self, code: &str) -> &str {
        let record = self.world.record(self.no(code)).expect(code);
        record.state.map_or("", |state| self.desk.names.text(state))
    }

    pub(crate) fn value(&self, code: &str, field: &str) -> String {
        let record = self.world.record(self.no(code)).expect(code);
        let id = self
            .desk
            .names
            .find_field(record.workflow, field)
            .expect(field);
        let value = self.world.row(record.no).get(id.place()).cloned();
        value_text(&self.desk, &self.world, &value.unwrap_or_default())
    }

    /// The open tasks: `name@person`, `name@role` or `name`.
    pub(crate) fn tasks(&self, code: &str) -> Vec<String> {
        let no = self.no(code);
        let open = self.world.tasks().filter(|t| t.record == no && t.is_open());
        open.map(|task| {
            let name = self.desk.names.text(task.name);
            match (task.assignee, task.role) {
                (Some(person), _) => format!("{name}@{}", self.world.word_of(&self.desk, person)),
                (None, Some(role)) => format!("{name}@{}", self.desk.names.text(role)),
                (None, None) => name.to_owned(),
            }
        })
        .collect()
    }

    /// The open incidents.
    pub(crate) fn incidents(&self) -> Vec<u32> {
        let open = self.world.incidents().filter(|one| one.closed.is_none());
        open.map(|one| one.no.0).collect()
    }

    /// The points of deadlines passed so far, in order: `late`, `rung 0`, `judged`.
    pub(crate) fn points(&self) -> Vec<String> {
        let passed = self.lines.iter().flat_map(|line| {
            line.effects.iter().filter_map(|effect| match effect {
                Effect::PointPassed { point, .. } => Some((line.event.at, *point)),
                _ => None,
            })
        });
        passed
            .map(|(at, point)| {
                let local = self.desk.calendar.local(at).format("%m-%d %H:%M");
                match point {
                    Point::Late => format!("{local} late"),
                    Point::Rung(place) => format!("{local} rung {place}"),
                    Point::Judge => format!("{local} judged"),
                }
            })
            .collect()
    }

    /// The final word on the newest task of this name.
    pub(crate) fn judged(&self, code: &str, task: &str) -> Option<Judgement> {
        let (no, name) = (self.no(code), self.desk.names.find(task).expect(task));
        let mut tasks = self
            .world
            .tasks()
            .filter(|t| t.record == no && t.name == name);
        tasks.next().expect(task).deadline.as_ref()?.judged
    }

    pub(crate) fn field(&self, workflow: &str, field: &str) -> casework::model::FieldId {
        let workflow = self.desk.names.find(workflow).expect(workflow);
        self.desk.names.find_field(workflow, field).expect(field)
    }
}

fn understood(what: &str) -> Act {
    let (record, rest) = what.split_once('.').expect("CODE.what");
    let record = record.to_owned();
    match rest.split_once(' ') {
        Some((task, outcome)) => Act::Answer {
            record,
            task: task.to_owned(),
            outcome: outcome.to_owned(),
        },
        None => Act::Report {
            record,
            event: rest.to_owned(),
        },
    }
}

pub(crate) fn refusals(outcome: Outcome) -> Vec<Refusal> {
    match outcome {
        Outcome::Refused(refusals) => refusals,
        other => panic!("not refused but {other:?}"),
    }
}
