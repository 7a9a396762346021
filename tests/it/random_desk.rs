//! Random acts of random people at random instants over the shipped desks, and over one whose records start and await each
//! other. Whatever they do, the world hangs together, is the fold of its journal, and what is refused changes nothing; the
//! journal is proved by its own rules, and replayed under them it shows no difference.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use casework::config::{Folder, load};
use casework::engine::{Asked, Desk, Trigger, View, Workflow};
use casework::lang::Type;
use casework::model::{
    Actor, Effect, Event, FieldId, Ignored, Instant, Line, NameId, Outcome, Record, RecordNo,
    RevisionNo, TaskKind, Value, What,
};
use casework::replay::{Options, Recorded, Verdict, dry_run, verify};
use casework::world::{self, Act, World, read_instant, resolve};
use serde_json::{Map, Value as Json, json};

/// A small generator, so that a run is told by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides.max(1)).unwrap()).unwrap()
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.roll(from.len()))
    }

    fn once_in(&mut self, sides: usize) -> bool {
        self.roll(sides) == 0
    }
}

struct Run {
    desk: Arc<Desk>,
    world: World,
    shadow: World,
    now: Instant,
    dice: Dice,
    seen: BTreeMap<&'static str, usize>,
    lines: Vec<Line>,
}

/// Whether a record that is to be started but once was there already: looked up in all records there are.
fn is_twin(world: &World, line: &Line) -> Option<bool> {
    let What::StartedOnce { workflow, per, .. } = &line.event.what else {
        return None;
    };
    let given = |field: &FieldId| match line.record {
        Some(born) => world.row(born)[field.place()].clone(),
        None => {
            let with = line.event.with.iter().find(|(known, _)| known == field);
            with.map(|(_, value)| value.clone()).unwrap_or_default()
        }
    };
    let same = |other: &Record| {
        other.workflow == *workflow
            && Some(other.no) != line.record
            && !other.ended.is_some_and(|ended| ended.voided)
            && per
                .iter()
                .all(|field| world.row(other.no)[field.place()] == given(field))
    };
    Some(world.records().any(same))
}

impl Run {
    fn feed(&mut self, event: Event) -> Outcome {
        let mut last = self.world.now();
        let (shadow, seen, lines) = (&mut self.shadow, &mut self.seen, &mut self.lines);
        let mut sink = |world: &World, line: Line| {
            assert!(line.event.at >= last, "time went back");
            last = line.event.at;
            shadow.fold(&line);
            lines.push(line.clone());
            if let Some(twin) = is_twin(world, &line) {
                let ignored = Outcome::Ignored(Ignored::AlreadyStarted);
                assert_eq!(twin, line.outcome == ignored, "{line:?}");
            }
            let name = match &line.outcome {
                Outcome::Applied => "applied",
                Outcome::Refused(_) => {
                    assert_eq!(line.effects, [], "a refusal does nothing: {line:?}");
                    "refused"
                }
                Outcome::Ignored(_) => "ignored",
                Outcome::Failed { incident, .. } => {
                    let mut open = world.incidents().filter(|one| one.closed.is_none());
                    assert!(open.any(|one| one.no == *incident), "{line:?}");
                    // The only thing that can go wrong twice: still nobody to give a task to.
                    let retry = matches!(line.event.what, What::Retry { .. });
                    if retry { "failed again" } else { "failed" }
                }
            };
            *seen.entry(name).or_default() += 1;
            for effect in &line.effects {
                let name = match effect {
                    Effect::PointPassed { .. } => "points",
                    Effect::DeadlineMoved { .. } => "moved",
                    Effect::Ended { voided: true } => "voided",
                    Effect::Ended { voided: false } => "ended",
                    Effect::IncidentOpened { .. } => "incidents",
                    Effect::IncidentClosed { .. } => "settled",
                    Effect::Noted { late_answer: true } => "late answers",
                    Effect::Tells { .. } => "told",
                    Effect::Starts { .. } => "started",
                    _ => continue,
                };
                *seen.entry(name).or_default() += 1;
            }
        };
        world::advance(&mut self.world, &self.desk, event.at, &mut sink);
        world::feed(&mut self.world, &self.desk, event, &mut sink).1
    }

    fn open(&mut self, workflow: &str, with: Json) {
        let act = Act::Open(workflow.to_owned());
        let with = with.as_object().cloned().unwrap();
        let event = resolve(
            &self.desk,
            &self.world,
            &act,
            Actor::ENGINE,
            self.now,
            &with,
        );
        assert_eq!(self.feed(event.expect(workflow)), Outcome::Applied);
    }

    fn stage(&mut self) {
        for (login, role) in [
            ("li", "specialist"),
            ("wang", "specialist"),
            ("zhao", "supervisor"),
            ("qian", "manager"),
            ("han", ""),
        ] {
            self.open(
                "employee",
                json!({"login": login, "name": login, "roles": role}),
            );
        }
        self.open(
            "department",
            json!({"no": "d1", "name": "d1", "head": "han"}),
        );
        self.open("department", json!({"no": "d2", "name": "d2"}));
        for no in ["k1", "k2", "k3"] {
            self.open("customer", json!({"no": no, "name": no}));
        }
    }

    /// Often the very instant something is due, or just after it; else some time later.
    fn pass_time(&mut self) {
        let now = self.now.max(self.world.now());
        let due = self.world.next_due().unwrap_or(now);
        self.now = match self.dice.roll(6) {
            0 => due.max(now),
            1 => due.max(now).plus_ms(1),
            2 => now,
            3 => now.plus_ms(i64::try_from(self.dice.roll(40 * 3_600_000)).unwrap()),
            _ => now.plus_ms(i64::try_from(self.dice.roll(90 * 60_000)).unwrap()),
        };
    }

    fn value(&mut self, ty: &Type, names: &str) -> Json {
        match ty {
            Type::YesNo => json!(self.dice.once_in(2)),
            Type::Whole => json!(self.dice.roll(9)),
            Type::Number | Type::Money | Type::Percent => json!(self.dice.roll(9000)),
            Type::Text => json!(format!("{names}{}", self.dice.roll(40))),
            Type::Choice(choices) | Type::Row(_, choices) => match self.dice.pick(&choices.0) {
                Some((name, _)) => json!(&**name),
                None => Json::Null,
            },
            // Days of long ago and of next year are refused where only today makes sense.
            Type::Date => json!(self.desk.calendar.date_of(self.now).to_string()),
            Type::Time => json!("10:00"),
            Type::Month => json!("2026-03"),
            Type::Instant => json!("2026-03-20T10:00"),
            Type::Duration => json!("2h"),
            Type::Record(workflow) => {
                let all: Vec<RecordNo> = self
                    .world
                    .records()
                    .filter(|record| record.workflow == *workflow)
                    .map(|record| record.no)
                    .collect();
                match self.dice.pick(&all) {
                    Some(no) => json!(self.world.word_of(&self.desk, *no)),
                    None => Json::Null,
                }
            }
            Type::List(of) => json!([self.value(of, names)]),
            Type::Form(form) => {
                let desk = self.desk.clone();
                let mut answers = Map::new();
                for item in &desk.forms[form].items {
                    let answer = self.value(&item.ty, "i");
                    if !self.dice.once_in(30) {
                        answers.insert(desk.names.text(item.name).to_owned(), answer);
                    }
                }
                Json::Object(answers)
            }
            Type::Item(_) | Type::Unknown => Json::Null,
        }
    }

    /// Mostly what is asked, sometimes less, sometimes more.
    fn with(&mut self, workflow: &Workflow, asked: &BTreeSet<FieldId>) -> Map<String, Json> {
        let mut with = Map::new();
        for field in workflow.fields.iter().flatten() {
            let wanted = asked.contains(&field.id) && !self.dice.once_in(40);
            if wanted || self.dice.once_in(300) {
                let value = self.value(&field.typed.ty, "t");
                with.insert(self.desk.names.text(field.name).to_owned(), value);
            }
        }
        if !self.dice.once_in(20) {
            with.insert("remark".to_owned(), json!("r"));
        }
        with
    }

    fn act(&mut self) -> Option<(Act, Map<String, Json>)> {
        let desk = self.desk.clone();
        let records: Vec<RecordNo> = self.world.records().map(|record| record.no).collect();
        let flows: Vec<NameId> = desk.workflows.keys().copied().collect();
        let asked = |asks: &[casework::engine::Ask]| -> BTreeSet<FieldId> {
            let asks = asks.iter().filter_map(|ask| match ask.what {
                Asked::Field(field) => Some(field),
                Asked::Remark | Asked::Prompt => None,
            });
            asks.collect()
        };
        match self.dice.roll(40) {
            0..=5 => {
                let workflow = desk.workflow(*self.dice.pick(&flows)?)?;
                let needed = workflow
                    .fields
                    .iter()
                    .flatten()
                    .filter(|field| field.required);
                let needed: BTreeSet<FieldId> = needed.map(|field| field.id).collect();
                let with = self.with(workflow, &needed);
                let name = desk.names.text(workflow.name).to_owned();
                Some((Act::Open(name), with))
            }
            6..=27 => {
                let open = !self.dice.once_in(20);
                let tasks: Vec<_> = self
                    .world
                    .tasks()
                    .filter(|task| task.is_open() == open && task.kind != TaskKind::Clock)
                    .map(|task| (task.record, task.name))
                    .collect();
                let (record, task) = *self.dice.pick(&tasks)?;
                let workflow = desk.workflow(self.world.record(record)?.workflow)?;
                let rule = workflow.tasks.get(&task)?;
                let outcome = self.dice.pick(&rule.outcomes)?;
                let with = self.with(workflow, &asked(&outcome.with));
                let act = Act::Answer {
                    record: self.world.word_of(&desk, record),
                    task: desk.names.text(task).to_owned(),
                    outcome: desk.names.text(outcome.name).to_owned(),
                };
                Some((act, with))
            }
            28..=34 => {
                let record = *self.dice.pick(&records)?;
                let workflow = desk.workflow(self.world.record(record)?.workflow)?;
                let rules: Vec<_> = workflow.events.values().collect();
                let rule = self.dice.pick(&rules)?;
                let with = self.with(workflow, &asked(&rule.with));
                let act = Act::Report {
                    record: self.world.word_of(&desk, record),
                    event: desk.names.text(rule.name).to_owned(),
                };
                Some((act, with))
            }
            35..=38 => {
                let record = *self.dice.pick(&records)?;
                let head = self.world.record(record)?;
                let workflow = desk.workflow(head.workflow)?;
                // People and customers are few: they are seldom voided.
                let kinds: &[&str] = match workflow.initial {
                    Some(_) => &["note", "correct", "correct", "void", "void"],
                    None => &["note", "correct"],
                };
                let event = (*self.dice.pick(kinds)?).to_owned();
                let some: BTreeSet<FieldId> = match event.as_str() {
                    "correct" if !workflow.person => {
                        let fields: Vec<_> = workflow.fields.iter().flatten().collect();
                        self.dice.pick(&fields).map(|f| f.id).into_iter().collect()
                    }
                    _ => BTreeSet::new(),
                };
                let with = self.with(workflow, &some);
                let record = self.world.word_of(&desk, record);
                Some((Act::Report { record, event }, with))
            }
            _ => {
                let incidents: Vec<_> = self.world.incidents().map(|one| one.no).collect();
                Some((Act::Retry(*self.dice.pick(&incidents)?), Map::new()))
            }
        }
    }

    fn go(&mut self) {
        self.pass_time();
        let people: Vec<RecordNo> = self
            .world
            .records()
            .filter(|record| {
                self.desk
                    .workflow(record.workflow)
                    .is_some_and(|w| w.person)
            })
            .map(|record| record.no)
            .collect();
        let Some((act, with)) = self.act() else {
            return;
        };
        let person = match self.dice.roll(4) {
            0 if self.dice.once_in(2) => *self.dice.pick(&people).unwrap(),
            // Often the one whose task it is, so that something gets done.
            _ => self.likely(&act).unwrap_or(people[self.dice.roll(5)]),
        };
        let Ok(mut event) = resolve(
            &self.desk,
            &self.world,
            &act,
            Actor::named(person),
            self.now,
            &with,
        ) else {
            return;
        };
        if self.dice.once_in(6) {
            let ms = i64::try_from(self.dice.roll(30 * 3_600_000)).unwrap();
            event.occurred = Some(self.now.plus_ms(3_600_000 - ms));
        }
        self.feed(event);
    }

    fn likely(&mut self, act: &Act) -> Option<RecordNo> {
        let (record, task) = match act {
            Act::Answer { record, task, .. } => (record, task),
            Act::Report { event, .. } if event == "void" => return Some(RecordNo(2)),
            Act::Report { .. } | Act::Open(_) | Act::Retry(_) => {
                return Some(RecordNo(u32::try_from(self.dice.roll(2)).unwrap()));
            }
        };
        let (no, name) = (self.world.by_code(record)?, self.desk.names.find(task)?);
        let mut tasks = self
            .world
            .tasks()
            .filter(|t| t.record == no && t.name == name);
        let task = tasks.next()?;
        let by_role = || {
            let role = task.role?;
            let mut people = self.world.records().filter(|record| {
                casework::engine::roles_of(&self.desk, &self.world, record.no).contains(&role)
            });
            people.next().map(|record| record.no)
        };
        task.assignee.or_else(by_role)
    }

    fn sound(&self) {
        assert_eq!(self.world.faults(), Vec::<String>::new());
        assert_eq!(self.world.differences(&self.shadow), Vec::<&str>::new());
        for task in self.world.tasks().filter(|task| task.is_open()) {
            let record = self.world.record(task.record).unwrap();
            assert!(record.ended.is_none(), "{task:?} is open after the end");
            assert!(record.tasks.contains(&task.no));
        }
    }

    /// Nobody waits for records that have all ended.
    fn joins(&self) {
        let (desk, world) = (&self.desk, &self.world);
        for record in world.records().filter(|record| record.ended.is_none()) {
            let workflow = desk.workflow(record.workflow).unwrap();
            let here = |from: &Option<Vec<NameId>>| match (from, record.state) {
                (Some(from), Some(state)) => from.contains(&state),
                _ => false,
            };
            for transition in workflow.transitions.iter().filter(|t| here(&t.from)) {
                for on in &transition.on {
                    let Trigger::AllEnded { workflow: of } = on else {
                        continue;
                    };
                    let belongs = |other: &&Record| {
                        let names = world.row(other.no).iter().skip(1);
                        other.workflow == *of
                            && (other.started_by == Some(record.no)
                                || names.flat_map(Value::records).any(|no| no == record.no))
                    };
                    let mut awaited = world.records().filter(belongs);
                    assert!(
                        awaited.any(|other| other.ended.is_none()),
                        "{} waits for nobody",
                        record.code
                    );
                }
            }
        }
    }

    /// The journal is proved, and under the same rules nothing of it is otherwise.
    fn replays(&self) {
        let lines = || {
            let lines = self.lines.iter().cloned();
            lines.map(Ok::<Line, std::convert::Infallible>)
        };
        let rules = |_: &Line| Ok(self.desk.clone());
        let verified = verify(lines(), rules, &mut |_, _, _| {}).expect("it is read");
        assert!(verified.is_fine(), "{:?}", verified.differences.first());
        let (recorded, options) = (Recorded::default(), Options::default());
        let dry = dry_run(lines(), &recorded, &self.desk, &self.desk, options).expect("it runs");
        assert!(dry.drift.is_empty(), "{:?}", dry.drift.first());
        let other = dry
            .records
            .iter()
            .find(|record| !matches!(record.verdict, Verdict::Same | Verdict::Censored));
        assert!(other.is_none(), "{other:?}");
    }

    /// Every index says what a look through all rows says.
    fn indexes(&self) {
        let mut naming: BTreeMap<(RecordNo, NameId, FieldId), BTreeSet<RecordNo>> = BTreeMap::new();
        let (desk, world) = (&self.desk, &self.world);
        for record in world.records() {
            assert_eq!(world.by_code(&record.code.to_string()), Some(record.no));
            let workflow = desk.workflow(record.workflow).unwrap();
            for field in workflow.fields.iter().flatten() {
                let value = &world.row(record.no)[field.id.place()];
                if field.unique && !value.is_empty() {
                    let holder = world.holder(workflow.name, field.id, value);
                    assert_eq!(holder, Some(record.no));
                }
                if let Value::Record(named) = value {
                    let key = (*named, workflow.name, field.id);
                    naming.entry(key).or_default().insert(record.no);
                }
            }
        }
        for name in desk.workflows.keys() {
            let all = world.records().filter(|record| record.workflow == *name);
            let all: Vec<RecordNo> = all.map(|record| record.no).collect();
            assert_eq!(world.of_workflow(*name), all);
        }
        for record in world.records() {
            for (name, workflow) in &desk.workflows {
                for field in workflow.fields.iter().flatten() {
                    if field.id == FieldId::OWNER {
                        continue;
                    }
                    let wanted = naming.get(&(record.no, *name, field.id));
                    let wanted: Vec<RecordNo> = wanted.into_iter().flatten().copied().collect();
                    assert_eq!(world.naming(record.no, *name, field.id), wanted);
                }
            }
        }
    }
}

fn desks() -> Vec<Arc<Desk>> {
    let folder = Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the folder is here");
    let loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
    let names = ["fresh-bus", "model-studio"];
    let mut desks: Vec<Arc<Desk>> = names
        .iter()
        .map(|name| loaded.desk(name).unwrap().clone())
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/together");
    let folder = Folder::read(&folder).expect("the folder is here");
    let loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
    desks.push(loaded.desk("mill").unwrap().clone());
    desks
}

#[test]
fn whatever_people_do_the_world_hangs_together() {
    for desk in desks() {
        let mut all: BTreeMap<&'static str, usize> = BTreeMap::new();
        for seed in 1..=6_u64 {
            let now = read_instant(&desk, "2026-03-02T09:00").unwrap();
            let mut run = Run {
                world: World::new(&desk),
                shadow: World::new(&desk),
                desk: desk.clone(),
                now,
                dice: Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
                seen: BTreeMap::new(),
                lines: Vec::new(),
            };
            run.stage();
            for act in 0..800 {
                run.go();
                run.sound();
                run.joins();
                if act % 100 == 99 {
                    run.indexes();
                }
            }
            run.replays();
            for (name, count) in run.seen {
                *all.entry(name).or_default() += count;
            }
        }
        println!("{}: {all:?}", desk.name);
        // A run in which nothing happens proves nothing.
        let usual = [
            "applied",
            "refused",
            "ended",
            "voided",
            "points",
            "moved",
            "late answers",
        ];
        let together = ["applied", "refused", "ended", "voided", "started", "told"];
        let wanted = match &*desk.name {
            "mill" => &together[..],
            _ => &usual[..],
        };
        for name in wanted {
            assert!(
                all.get(*name).copied().unwrap_or(0) > 5,
                "{name} in {all:?}"
            );
        }
        assert_eq!(
            all.get("failed"),
            None,
            "no rule of the shipped desks fails"
        );
    }
}
