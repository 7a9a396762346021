//! Random people do random things on the desk of people and rights: sign, return, transfer, withdraw, answer. Whatever they
//! do, the world is the fold of its journal, nobody signs twice, what lies with whom is counted right, the journal is
//! proved and replays without difference. And what a change of `[assign]` does to a history.

use std::collections::BTreeMap;
use std::sync::Arc;

use casework::config::{Folder, load};
use casework::engine::{Desk, View};
use casework::model::{
    Actor, CloseReason, Effect, Instant, Line, Names, Outcome, RecordNo, RevisionNo, Task,
    TaskKind, Value,
};
use casework::replay::{DryRun, Options, Recorded, Verdict, dry_run, verify};
use casework::world::{self, Act, World, read_instant, resolve};
use serde_json::{Map, Value as Json, json};

const PEOPLE: [(&str, &str); 8] = [
    ("an", "clerk"),
    ("bo", "clerk"),
    ("cy", "clerk"),
    ("di", "clerk; lead"),
    ("li", "lead"),
    ("lu", "lead"),
    ("max", "boss"),
    ("au", "auditor"),
];

fn rules(edit: (&str, &str), names: Option<&Names>, revision: u32) -> Arc<Desk> {
    let mut folder = Folder::read(&super::folder()).unwrap();
    let path = "workflows/office/desk.toml";
    let text = folder.text(path).unwrap();
    assert!(text.contains(edit.0), "{}", edit.0);
    let edited = text.replace(edit.0, edit.1);
    folder.insert(path, edited);
    let known: BTreeMap<String, Names> = names
        .map(|names| ("office".to_owned(), names.clone()))
        .into_iter()
        .collect();
    let loaded = load(&folder, &known, RevisionNo(revision));
    loaded.desk("office").unwrap().clone()
}

struct Walk {
    desk: Arc<Desk>,
    world: World,
    lines: Vec<Line>,
    now: Instant,
    dice: u64,
}

impl Walk {
    fn new(dice: u64) -> Walk {
        let desk = rules(("", ""), None, 1);
        let mut walk = Walk {
            world: World::new(&desk),
            now: read_instant(&desk, "2026-03-02T09:00").unwrap(),
            desk,
            lines: Vec::new(),
            dice,
        };
        for (login, roles) in PEOPLE {
            let with = json!({"login": login, "roles": roles});
            walk.act(&Act::Open("staff".into()), "", with).unwrap();
        }
        for (no, phone, keepers) in [("k1", "1", "bo"), ("k2", "", "bo; cy"), ("k3", "2", "")] {
            let with = json!({"no": no, "phone": phone, "keepers": keepers});
            walk.act(&Act::Open("client".into()), "an", with).unwrap();
        }
        walk
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        usize::try_from(self.dice % u64::try_from(sides).unwrap()).unwrap()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }

    fn act(&mut self, act: &Act, by: &str, with: Json) -> Option<Outcome> {
        let actor = match by {
            "" => Actor::ENGINE,
            word => Actor::named(self.world.person(&self.desk, word)?),
        };
        let with: Map<String, Json> = with.as_object().unwrap().clone();
        let event = resolve(&self.desk, &self.world, act, actor, self.now, &with).ok()?;
        let lines = &mut self.lines;
        let mut sink = |_: &World, line: Line| lines.push(line);
        let (_, outcome) = world::feed(&mut self.world, &self.desk, event, &mut sink);
        Some(outcome)
    }

    fn step(&mut self) {
        let minutes = i64::try_from(self.roll(300)).unwrap();
        self.now = self.now.plus_ms(minutes * 60_000);
        let by = self.pick(&PEOPLE).0;
        if self.roll(4) == 0 {
            self.open(by);
            return;
        }
        let tasks: Vec<Task> = self
            .world
            .tasks()
            .filter(|task| task.kind == TaskKind::Task)
            .filter(|task| task.is_open() || task.is_done())
            .cloned()
            .collect();
        if tasks.is_empty() {
            return;
        }
        // Mostly what is open now, for most has long been done.
        let at = match self.roll(4) {
            0 => self.roll(tasks.len()),
            _ => tasks.len() - 1 - self.roll(tasks.len().min(6)),
        };
        let chosen = &tasks[at];
        let record = self.world.record(chosen.record).unwrap();
        let rule = &self.desk.workflow(record.workflow).unwrap().tasks[&chosen.name];
        let offers = chosen.offers.iter();
        let mut words: Vec<String> = offers
            .map(|offer| self.desk.names.text(offer.outcome).to_owned())
            .collect();
        words.extend(rule.allow.iter().map(|word| (*word).to_owned()));
        let offered = chosen.extra.as_deref().and_then(|extra| extra.offered);
        if offered.is_some() {
            words.extend(["accept".to_owned(), "decline".to_owned()]);
        }
        let code = record.code.to_string();
        let task = self.desk.names.text(chosen.name).to_owned();
        let mine = |login: &&str| {
            let person = self.world.person(&self.desk, login).unwrap();
            let held = casework::engine::roles_of(&self.desk, &self.world, person);
            let closed = chosen.closed.as_ref().and_then(|closed| closed.by);
            let signed = chosen
                .signing()
                .is_some_and(|signing| signing.has_signed(person));
            chosen.lies_with(person)
                || chosen.role.is_some_and(|role| held.contains(&role))
                || closed == Some(person)
                || offered.is_some_and(|(to, _)| to == person)
                || signed
        };
        let likely: Vec<&str> = PEOPLE
            .iter()
            .map(|(login, _)| *login)
            .filter(mine)
            .collect();
        let by = match likely.is_empty() || self.roll(5) == 0 {
            true => by,
            false => self.pick(&likely),
        };
        let outcome = words[self.roll(words.len())].clone();
        let mut with = json!({});
        match outcome.as_str() {
            "return" => {
                with["to"] = json!(self.pick(&["writing", "reviewing", "signing"]));
                with["remark"] = json!("again");
            }
            "transfer" | "add_signer" => with["to"] = json!(self.pick(&PEOPLE).0),
            "wrong" => with["remark"] = json!("no"),
            "done" if task == "write" => with["text"] = json!("words"),
            _ => {}
        }
        let act = Act::Answer {
            record: code,
            task,
            outcome,
        };
        self.act(&act, by, with);
    }

    fn open(&mut self, by: &str) {
        let client = self.pick(&["k1", "k2", "k3"]);
        let kind = self.pick(&["all", "any", "two"]);
        let (workflow, with) = match self.roll(5) {
            0 => ("motion", json!({"kind": kind})),
            1 => ("permit", json!({})),
            2 => ("parcel", json!({"client": client})),
            3 => ("errand", json!({})),
            _ => ("request", json!({"client": client})),
        };
        self.act(&Act::Open(workflow.into()), by, with);
    }

    /// Counted by looking at every task.
    fn load(&self, person: RecordNo) -> usize {
        let lies = |task: &&Task| match task.signing() {
            Some(signing) => {
                let signed = signing.given.iter().any(|one| one.by == person);
                signing.signers.contains(&person) && !signed
            }
            None => task.assignee == Some(person),
        };
        let open = self.world.tasks().filter(|task| task.is_open());
        let open = open.filter(|task| task.kind != TaskKind::Clock);
        open.filter(lies).count()
    }

    fn sound(&self) {
        assert_eq!(self.world.faults(), Vec::<String>::new());
        let mut fresh = World::new(&self.desk);
        for line in &self.lines {
            fresh.fold(line);
        }
        assert_eq!(fresh.differences(&self.world), Vec::<&str>::new());
        for (login, _) in PEOPLE {
            let person = self.world.person(&self.desk, login).unwrap();
            let load = usize::try_from(self.world.open_tasks(person)).unwrap();
            assert_eq!(load, self.load(person), "{login}");
        }
        for task in self.world.tasks() {
            if let Some(signing) = task.signing() {
                self.signed(task, signing.need);
            }
        }
    }

    /// What its signatures say, counted by hand.
    fn signed(&self, task: &Task, need: u16) {
        let signing = task.signing().unwrap();
        for (at, one) in signing.given.iter().enumerate() {
            assert!(signing.signers.contains(&one.by));
            assert!(!signing.given[..at].iter().any(|two| two.by == one.by));
        }
        let name = |word: &str| self.desk.names.find(word).unwrap();
        let count = |word| {
            signing
                .given
                .iter()
                .filter(|one| one.outcome == name(word))
                .count()
        };
        let (yes, no, need) = (count("yes"), count("no"), usize::from(need));
        let left = signing.signers.len() - signing.given.len();
        match task
            .closed
            .as_ref()
            .filter(|closed| closed.why == CloseReason::Answered)
        {
            Some(closed) if closed.outcome == Some(name("yes")) => assert_eq!(yes, need),
            Some(_) => assert!(no >= need || yes + left < need),
            None if task.is_open() => assert!(yes < need && no < need && yes + left >= need),
            None => {}
        }
    }

    fn lines(&self) -> impl Iterator<Item = Result<Line, std::convert::Infallible>> + Clone {
        self.lines.clone().into_iter().map(Ok)
    }

    fn dry(&self, candidate: &Arc<Desk>) -> DryRun {
        let (recorded, options) = (Recorded::default(), Options::default());
        dry_run(self.lines(), &recorded, &self.desk, candidate, options).expect("it runs")
    }
}

fn others(dry: &DryRun) -> usize {
    let same = |verdict: &Verdict| matches!(verdict, Verdict::Same | Verdict::Censored);
    let mut count = 0;
    for record in &dry.records {
        count += usize::from(!same(&record.verdict));
    }
    count
}

#[test]
fn whatever_people_do_hangs_together_and_replays() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in [3, 5, 8, 13] {
        let mut walk = Walk::new(seed);
        for _ in 0..700 {
            walk.step();
        }
        walk.sound();
        let rules = |_: &Line| Ok(walk.desk.clone());
        let verified = verify(walk.lines(), rules, &mut |_, _, _| {}).expect("it is read");
        assert!(verified.is_fine(), "{:?}", verified.differences.first());
        let dry = walk.dry(&walk.desk);
        assert!(dry.drift.is_empty(), "{:?}", dry.drift.first());
        assert_eq!(others(&dry), 0);
        for effect in walk.lines.iter().flat_map(|line| &line.effects) {
            let word = match effect {
                Effect::Assigned { .. } => "assigned",
                Effect::Signed { .. } => "signed",
                Effect::Unsigned { .. } => "unsigned",
                Effect::Offered { to: Some(_), .. } => "offered",
                Effect::Offered { to: None, .. } => "offer over",
                Effect::Nudged { .. } => "nudged",
                Effect::Undelivered { .. } => "undelivered",
                Effect::TaskClosed { closed, .. } if closed.why == CloseReason::Returned => {
                    "returned"
                }
                _ => continue,
            };
            *seen.entry(word).or_default() += 1;
        }
    }
    assert_eq!(seen.len(), 8, "{seen:?}");
}

#[test]
fn a_recorded_assignment_stands_while_the_rule_admits_it() {
    let mut walk = Walk::new(21);
    for _ in 0..400 {
        walk.step();
    }
    let owners: Vec<Option<RecordNo>> = walk
        .world
        .records()
        .map(|record| walk.world.row(record.no).first().and_then(Value::record))
        .collect();
    assert!(owners.iter().flatten().count() > 20);
    // Another way of choosing among those admitted makes no difference to what was chosen.
    let turns = (
        "\"=expert\", \"least loaded\"",
        "\"=expert\", \"round robin\"",
    );
    let otherwise = rules(turns, Some(&walk.desk.names), 2);
    assert_eq!(others(&walk.dry(&otherwise)), 0);
    // Clerks are admitted no more: every request that was assigned goes to another.
    let leads = ("role = \"clerk\" }\nerrand", "role = \"boss\" }\nerrand");
    let otherwise = rules(leads, Some(&walk.desk.names), 2);
    let assigned = |line: &&Line| {
        let flow = line.record.and_then(|no| walk.world.record(no));
        let request = flow.is_some_and(|record| walk.desk.names.text(record.workflow) == "request");
        let mut effects = line.effects.iter();
        request && effects.any(|effect| matches!(effect, Effect::Assigned { .. }))
    };
    let wanted = walk.lines.iter().filter(assigned).count();
    assert!(wanted > 10);
    assert_eq!(others(&walk.dry(&otherwise)), wanted);
}
