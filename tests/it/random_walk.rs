//! People who do anything at any time: whatever they do, the journal folds to the same world, no task is open twice, no
//! timer is without what waits for it, nothing fails inside, and the same deeds give the same journal.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use casework::config::{Folder, load};
use casework::engine::{Desk, View};
use casework::model::{
    Actor, CloseReason, Closed, Deadline, Effect, Instant, Judgement, Line, Outcome, Point,
    RevisionNo, Task, TaskKind, TaskNo,
};
use casework::world::{Act, World, advance, feed, read_instant, resolve};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

fn desks() -> &'static BTreeMap<String, Arc<Desk>> {
    static DESKS: OnceLock<BTreeMap<String, Arc<Desk>>> = OnceLock::new();
    DESKS.get_or_init(|| {
        let folder = Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let mut desks = load(&folder, &BTreeMap::new(), RevisionNo(1)).desks;
        // Those whose people and customers are opened with what is known here.
        let known = ["dealership", "ev-maker", "fresh-bus", "model-studio"];
        desks.retain(|name, _| known.contains(&name.as_str()));
        assert_eq!(desks.len(), known.len());
        desks
    })
}

/// One deed, in numbers that are brought into range by what there is to do.
#[derive(Clone, Debug)]
struct Deed {
    /// How long after the one before; 0: at once, 1: exactly when the next timer is due, 2: just after, else by the amount.
    wait: u8,
    minutes: u16,
    kind: u8,
    person: u8,
    record: u8,
    task: u8,
    outcome: u8,
    value: u8,
    /// Whether what is asked is left out.
    forgets: bool,
    /// How long before now it is said to have happened.
    occurred: Option<u16>,
}

fn deed() -> impl Strategy<Value = Deed> {
    let first = (0_u8..6, 0_u16..3000, 0_u8..16, any::<u8>(), any::<u8>());
    let second = (
        any::<u8>(),
        any::<u8>(),
        any::<u8>(),
        proptest::bool::weighted(0.05),
        proptest::option::weighted(0.2, 0_u16..6000),
    );
    (first, second).prop_map(|(first, second)| Deed {
        wait: first.0,
        minutes: first.1,
        kind: first.2,
        person: first.3,
        record: first.4,
        task: second.0,
        outcome: second.1,
        value: second.2,
        forgets: second.3,
        occurred: second.4,
    })
}

struct Walk<'d> {
    desk: &'d Desk,
    world: World,
    lines: Vec<Line>,
    now: Instant,
}

const PEOPLE: [&str; 6] = ["li", "wang", "zhao", "qian", "han", "sun"];

fn pick<T>(list: &[T], number: u8) -> Option<&T> {
    list.get(usize::from(number).checked_rem(list.len())?)
}

/// A value people might give for a field.
fn value(field: &str, number: u8) -> Json {
    let of = |list: &[&str]| json!(pick(list, number));
    match field {
        "customer" => of(&["k1", "k2"]),
        "channel" => of(&["phone", "letter", "visit"]),
        "harm" => of(&["none", "money", "safety"]),
        "claim" => json!([0, 800, 5000, 6000][usize::from(number % 4)]),
        "department" => of(&["d1", "d2", "d3"]),
        "satisfied" => json!(number.is_multiple_of(2)),
        "papers" => {
            json!({ "complaint_form": true, "reply_copy": true, "handling_record": true, "place": "2-3" })
        }
        _ => json!("x"),
    }
}

impl<'d> Walk<'d> {
    fn new(desk: &'d Desk) -> Walk<'d> {
        let mut walk = Walk {
            desk,
            world: World::new(desk),
            lines: Vec::new(),
            now: read_instant(desk, "2026-04-28T09:00").unwrap(),
        };
        let roles = ["specialist", "specialist", "supervisor", "manager", "", ""];
        for (login, roles) in PEOPLE.iter().zip(roles) {
            walk.open(
                "employee",
                json!({ "login": login, "name": login, "roles": roles }),
            );
        }
        for (no, head) in [("d1", "han"), ("d2", "sun"), ("d3", "li")] {
            walk.open("department", json!({ "no": no, "name": no, "head": head }));
        }
        for (no, class) in [("k1", "normal"), ("k2", "key")] {
            walk.open("customer", json!({ "no": no, "name": no, "class": class }));
        }
        walk
    }

    fn open(&mut self, workflow: &str, with: Json) {
        let with = with.as_object().unwrap().clone();
        let outcome = self.act(&Act::Open(workflow.to_owned()), Actor::ENGINE, None, &with);
        assert_eq!(outcome, Some(Outcome::Applied));
    }

    /// `None` where the inbox did not take it.
    fn act(
        &mut self,
        act: &Act,
        actor: Actor,
        occurred: Option<Instant>,
        with: &Map<String, Json>,
    ) -> Option<Outcome> {
        let mut event = resolve(self.desk, &self.world, act, actor, self.now, with).ok()?;
        event.occurred = occurred;
        let lines = &mut self.lines;
        let (_, outcome) = feed(&mut self.world, self.desk, event, &mut |_, line| {
            lines.push(line)
        });
        Some(outcome)
    }

    fn wait(&mut self, deed: &Deed) {
        let next = self.world.next_due().unwrap_or(self.now).max(self.now);
        self.now = match deed.wait {
            0 => self.now,
            1 => next,
            2 => next.plus_ms(1),
            _ => self.now.plus_ms(i64::from(deed.minutes) * 60_000),
        };
        let lines = &mut self.lines;
        advance(&mut self.world, self.desk, self.now, &mut |_, line| {
            lines.push(line)
        });
    }

    fn step(&mut self, deed: &Deed) {
        self.wait(deed);
        let person = pick(&PEOPLE, deed.person).unwrap();
        let actor = Actor::named(self.world.person(self.desk, person).unwrap());
        let occurred = deed.occurred;
        let occurred = occurred.map(|minutes| self.now.plus_ms(-i64::from(minutes) * 60_000));
        let mut with = Map::new();
        if !deed.forgets {
            with.insert("remark".to_owned(), json!("x"));
        }
        let open: Vec<_> = self
            .world
            .records()
            .filter(|record| record.ended.is_none() && record.state.is_some())
            .filter(|record| self.desk.names.text(record.workflow) != "customer")
            .map(|record| {
                (
                    record.no,
                    record.workflow,
                    record.code.to_string(),
                    record.tasks.clone(),
                )
            })
            .collect();
        let Some((_, workflow, code, tasks)) = pick(&open, deed.record).filter(|_| deed.kind > 0)
        else {
            let flows = ["complaint", "installation"];
            let flow = *pick(&flows, deed.value).unwrap();
            let asked: &[&str] = if flow == "complaint" {
                &["customer", "channel"]
            } else {
                &["customer", "project"]
            };
            for field in asked {
                with.insert((*field).to_owned(), value(field, deed.value));
            }
            with.remove("remark");
            self.act(&Act::Open(flow.to_owned()), actor, occurred, &with);
            return;
        };
        let record = code.clone();
        let names = &self.desk.names;
        if deed.kind < 4 {
            let events = ["replied", "order_back", "void", "note", "answer_late"];
            let event = (*pick(&events, deed.task).unwrap()).to_owned();
            self.act(&Act::Report { record, event }, actor, occurred, &with);
            return;
        }
        let held: Vec<_> = tasks.iter().filter_map(|no| self.world.task(*no)).collect();
        // Mostly what is still open.
        let still_open = |task: &&Task| deed.kind < 6 || task.is_open();
        let held: Vec<_> = held.into_iter().filter(still_open).collect();
        let Some(task) = pick(&held, deed.task) else {
            return;
        };
        let offer = pick(&task.offers, deed.outcome).cloned();
        let Some(offer) = offer else {
            return;
        };
        for field in offer.required.iter().filter(|_| !deed.forgets) {
            let field = names.field_text(*workflow, *field);
            with.insert(field.to_owned(), value(field, deed.value));
        }
        let act = Act::Answer {
            record,
            task: names.text(task.name).to_owned(),
            outcome: names.text(offer.outcome).to_owned(),
        };
        // Mostly whoever it lies with.
        let role = task.role.map(|role| names.text(role));
        let holder = match role {
            Some("supervisor") => self.world.person(self.desk, "zhao"),
            Some("manager") => self.world.person(self.desk, "qian"),
            _ => task.assignee,
        };
        let lies_with = holder.filter(|_| deed.kind > 5);
        self.act(&act, lies_with.map_or(actor, Actor::named), occurred, &with);
    }

    fn check(&self) {
        let mut fresh = World::new(self.desk);
        for line in &self.lines {
            fresh.fold(line);
        }
        assert_eq!(fresh.differences(&self.world), Vec::<&str>::new());
        assert_eq!(self.world.faults(), Vec::<String>::new());
        for line in &self.lines {
            assert!(!matches!(line.outcome, Outcome::Failed { .. }), "{line:#?}");
            let refused = matches!(line.outcome, Outcome::Refused(_));
            assert!(!refused || line.effects.is_empty(), "{line:#?}");
        }
        let mut opinion = SecondOpinion::default();
        for line in &self.lines {
            opinion.take(line);
        }
        let numbered = self.lines.iter().zip(1_u64..);
        assert!(numbered.into_iter().all(|(line, no)| line.no.0 == no));
        let ordered = self
            .lines
            .windows(2)
            .all(|two| two[0].event.at <= two[1].event.at);
        assert!(ordered, "lines go back in time");
    }
}

/// The deadlines of a journal, judged here a second time from what the lines say alone.
#[derive(Default)]
struct SecondOpinion {
    tasks: BTreeMap<TaskNo, Task>,
    points: BTreeSet<(TaskNo, Point)>,
    moved: BTreeSet<TaskNo>,
}

impl SecondOpinion {
    fn take(&mut self, line: &Line) {
        for effect in &line.effects {
            match effect {
                Effect::TaskOpened(task) => {
                    let open = self.tasks.values().filter(|known| known.is_open());
                    let mut same =
                        open.filter(|known| (known.record, known.name) == (task.record, task.name));
                    assert!(same.next().is_none(), "opened twice: {line:#?}");
                    self.tasks.insert(task.no, (**task).clone());
                }
                Effect::DeadlineMoved { task, deadline } => {
                    let task = self.tasks.get_mut(task).unwrap();
                    task.deadline = Some(deadline.clone());
                    self.moved.insert(task.no);
                }
                Effect::PointPassed {
                    task,
                    point,
                    skipped,
                    judged,
                    ..
                } => {
                    assert!(!skipped, "no rules changed: {line:#?}");
                    assert!(
                        self.points.insert((*task, *point)),
                        "passed twice: {line:#?}"
                    );
                    let task = self.tasks.get_mut(task).unwrap();
                    assert!(task.is_open(), "a closed task's clock runs: {line:#?}");
                    let deadline = task.deadline.as_mut().unwrap();
                    match point {
                        Point::Late => assert_eq!(line.event.at, deadline.due),
                        Point::Judge => {
                            assert!(line.event.at >= deadline.breach_at);
                            deadline.judged = *judged;
                        }
                        Point::Rung(_) => {}
                    }
                }
                Effect::TaskClosed {
                    task,
                    closed,
                    judged,
                } => {
                    let moved = self.moved.contains(task);
                    let task = self.tasks.get_mut(task).unwrap();
                    assert!(task.is_open(), "closed twice: {line:#?}");
                    task.closed = Some(closed.clone());
                    if let Some(deadline) = task.deadline.as_ref().filter(|_| !moved) {
                        assert_eq!(*judged, word(task.kind, deadline, closed), "{line:#?}");
                    }
                }
                _ => {}
            }
        }
    }
}

/// What an answer comes to: when it was given, or said to have been given if that can be, against due and breach.
fn word(kind: TaskKind, deadline: &Deadline, closed: &Closed) -> Option<Judgement> {
    if deadline.judged.is_some() || closed.why == CloseReason::Voided {
        return None;
    }
    let can_be = |at: &Instant| (deadline.ledger.start..=closed.at).contains(at);
    let stop = closed.occurred.filter(can_be).unwrap_or(closed.at);
    let word = match stop {
        stop if stop > deadline.breach_at => Judgement::Breached,
        stop if stop > deadline.due => Judgement::Late,
        _ => Judgement::InTime,
    };
    // A clock ends with its record; what nobody answered is judged only where it is past saving.
    let said = match closed.why {
        CloseReason::Answered => true,
        CloseReason::RecordEnded => kind == TaskKind::Clock || word == Judgement::Breached,
        _ => word == Judgement::Breached,
    };
    said.then_some(word)
}

fn walk<'d>(desk: &'d Desk, deeds: &[Deed]) -> Walk<'d> {
    let mut walk = Walk::new(desk);
    for deed in deeds {
        walk.step(deed);
    }
    // Long enough for every timer to fire.
    let end = walk.now.plus_ms(400 * 86_400_000);
    let lines = &mut walk.lines;
    advance(&mut walk.world, desk, end, &mut |_, line| lines.push(line));
    walk.now = end;
    walk
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_the_world_holds_together(deeds in prop::collection::vec(deed(), 1..80)) {
        for desk in desks().values() {
            let first = walk(desk, &deeds);
            first.check();
            let second = walk(desk, &deeds);
            prop_assert_eq!(&first.lines, &second.lines);
        }
    }
}

#[test]
fn the_engine_sets_the_stage_but_somebody_without_a_name_opens_nothing() {
    for desk in desks().values() {
        let mut walk = Walk::new(desk);
        let with = json!({ "no": "k9", "name": "k9" });
        let with = with.as_object().unwrap();
        let open = Act::Open("customer".to_owned());
        let nameless = walk.act(&open, Actor::default(), None, with);
        assert!(
            matches!(nameless, Some(Outcome::Refused(_))),
            "{nameless:?}"
        );
        let engine = walk.act(&open, Actor::ENGINE, None, with);
        assert_eq!(engine, Some(Outcome::Applied));
    }
}

#[test]
fn the_walk_goes_somewhere() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut reached: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..100 {
        let deeds = prop::collection::vec(deed(), 60..80);
        let deeds = deeds.new_tree(&mut runner).unwrap().current();
        for (name, desk) in desks() {
            for line in walk(desk, &deeds).lines {
                for effect in &line.effects {
                    if let Effect::Entered { state } = effect {
                        *reached
                            .entry(format!("{name}/{}", desk.names.text(*state)))
                            .or_default() += 1;
                    }
                }
            }
        }
    }
    for state in [
        "received",
        "deciding",
        "handling",
        "waiting",
        "confirming",
        "archiving",
        "archived",
    ] {
        for desk in ["fresh-bus", "model-studio"] {
            let seen = reached
                .get(&format!("{desk}/{state}"))
                .copied()
                .unwrap_or(0);
            assert!(seen > 10, "{desk}/{state}: {seen} in {reached:?}");
        }
    }
    for state in ["calling", "complaining", "closed"] {
        let seen = reached
            .get(&format!("model-studio/{state}"))
            .copied()
            .unwrap_or(0);
        assert!(seen > 10, "{state}: {seen} in {reached:?}");
    }
}
