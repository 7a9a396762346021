//! A desk from texts, people at work on it, and the journal that comes of it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::config::{Folder, Look, load, to_text};
use crate::engine::Desk;
use crate::model::catalogue::Lang;
use crate::model::{Actor, HOUR_MS, Instant, Line, Names, Outcome, RecordNo, RevisionNo};
use crate::replay::{DryRun, Options, Recorded, dry_run};
use crate::world::{Act, World, advance, feed, resolve};

pub(super) const DESK: &str = r#"
label    = "Shop"
language = "en"

[calendar.office]
default = true
file    = "office"

[role]
clerk = {}
boss  = {}

[right]
publish = { who = ["boss"] }
correct = { who = ["boss"] }
void    = { who = ["boss"] }
"#;

pub(super) const PEOPLE: &str = r#"
label  = "Employee"
person = true
code   = "P-{n:3}"

[field]
login = { type = "text", required = true, key = true, unique = true }
roles = { type = "role", many = true }

[event]
open = { who = ["boss"], with = ["login", "roles?"] }
"#;

/// A ticket: checked by a clerk; a large one is decided by the boss; then mended, and closed by itself after three days.
pub(super) const TICKET: &str = r#"
label   = "Ticket"
code    = "T-{n:4}"
initial = "new"

[param]
limit        = 100
check_within = "24h"
rest         = "3 days"

[field]
amount  = { type = "money", required = true }
measure = "text"
level   = '=if_large(amount)'

[task]
check  = { who = "clerk", due = "=check_within", ladder = false, outcomes = ["accept", "decline"] }
decide = { who = "boss", due = "48h", ladder = false, outcomes = ["grant", "deny"] }
mend   = { who = "clerk", due = "72h", ladder = false, outcomes = { mended = { with = ["measure"] }, hopeless = {} } }

[event]
open  = { who = ["clerk", "boss"], with = ["amount"] }
hurry = { who = ["clerk"] }

[state]
new      = { opens = ["check"] }
deciding = { opens = ["decide"] }
mending  = { opens = ["mend"] }
resting  = {}
closed   = { final = true }
declined = { final = true }

[transition]
large    = { from = "new", on = "check.accept", when = "amount > limit", to = "deciding" }
small    = { from = "new", on = "check.accept", to = "mending" }
declined = { from = "new", on = "check.decline", to = "declined" }
granted  = { from = "deciding", on = "decide.grant", to = "mending" }
denied   = { from = "deciding", on = "decide.deny", to = "declined" }
mended   = { from = "mending", on = "mend.mended", to = "resting" }
hopeless = { from = "mending", on = "mend.hopeless", to = "declined" }
hurried  = { from = ["new", "mending"], on = "hurry", stay = true }
again    = { from = "resting", on = "hurry", to = "mending" }
closed   = { from = "resting", after = "=rest", to = "closed" }
"#;

const RULES: &str = r#"
fn if_large(amount) { if amount > 1000 { "large" } else { "usual" } }
"#;

const OFFICE: &str = r#"
label           = "Office"
zone            = "Asia/Shanghai"
week            = { mon-fri = ["09:00-12:00", "13:00-18:00"] }
published_until = 2036-12-31
"#;

/// The folder of the desk `shop`, with other files in place of or beside the usual ones.
pub(super) fn folder(files: &[(&str, &str)]) -> Folder {
    let mut folder = Folder::default();
    let usual = [
        ("workflows/shop/desk.toml", DESK),
        ("workflows/shop/employee.toml", PEOPLE),
        ("workflows/shop/ticket.toml", TICKET),
        ("rules/shop/level.rhai", RULES),
        ("rules/calendars/office.toml", OFFICE),
    ];
    for (path, text) in usual.iter().chain(files) {
        folder.insert(path, text.as_bytes());
    }
    folder
}

/// The desk `shop` of a folder; panics with the check's words where it has faults.
pub(super) fn desk(folder: &Folder, names: &Names, revision: u32) -> Arc<Desk> {
    let known: BTreeMap<String, Names> = [("shop".to_owned(), names.clone())].into();
    let loaded = load(folder, &known, RevisionNo(revision));
    let told: Vec<String> = loaded
        .diagnostics
        .sorted(&loaded.sources)
        .into_iter()
        .map(|told| to_text(told, &loaded.sources, Lang::En, Look::Plain))
        .collect();
    let found = loaded.desk("shop");
    Arc::clone(found.unwrap_or_else(|| panic!("{}", told.join("\n"))))
}

/// A ticket workflow with some words replaced; each must be there.
pub(super) fn with(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(TICKET.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replace(old, new)
    })
}

/// The desk with another ticket workflow.
pub(super) fn changed(now: &Desk, changes: &[(&str, &str)]) -> Arc<Desk> {
    let text = with(changes);
    desk(
        &folder(&[("workflows/shop/ticket.toml", &text)]),
        &now.names,
        2,
    )
}

/// A desk at work.
pub(super) struct Live {
    pub(super) desk: Arc<Desk>,
    pub(super) world: World,
    pub(super) lines: Vec<Line>,
}

pub(super) fn hours(hours: i64) -> Instant {
    Instant::parse_rfc3339("2026-03-02T09:00:00+08:00")
        .expect("an instant")
        .plus_ms(hours * HOUR_MS)
}

fn object(with: &[(&str, &str)]) -> Map<String, Json> {
    with.iter()
        .map(|(name, value)| ((*name).to_owned(), Json::String((*value).to_owned())))
        .collect()
}

impl Live {
    /// A desk with a clerk `li`, another `wu`, and a boss `bo`.
    pub(super) fn new(desk: Arc<Desk>) -> Live {
        let world = World::new(&desk);
        let mut live = Live {
            desk,
            world,
            lines: Vec::new(),
        };
        for (login, role) in [("li", "clerk"), ("wu", "clerk"), ("bo", "boss")] {
            let act = Act::Open("employee".to_owned());
            let given = [("login", login), ("roles", role)];
            live.act(&act, Actor::ENGINE, hours(0), &given);
        }
        live
    }

    pub(super) fn usual() -> Live {
        Live::new(desk(&folder(&[]), &Names::default(), 1))
    }

    fn act(&mut self, act: &Act, actor: Actor, at: Instant, given: &[(&str, &str)]) -> Outcome {
        let desk = Arc::clone(&self.desk);
        let event = resolve(&desk, &self.world, act, actor, at, &object(given))
            .unwrap_or_else(|errors| panic!("{errors:?}"));
        let lines = &mut self.lines;
        feed(&mut self.world, &desk, event, &mut |_, line| {
            lines.push(line)
        })
        .1
    }

    pub(super) fn actor(&self, person: &str) -> Actor {
        Actor::named(self.world.person(&self.desk, person).expect("a person"))
    }

    pub(super) fn open(&mut self, by: &str, at: i64, amount: &str) -> RecordNo {
        let no = self.open_as("ticket", by, at, &[("amount", amount)]);
        no.expect("opened")
    }

    pub(super) fn open_as(
        &mut self,
        workflow: &str,
        by: &str,
        at: i64,
        given: &[(&str, &str)],
    ) -> Option<RecordNo> {
        let before = self.world.records().count();
        let actor = self.actor(by);
        self.act(&Act::Open(workflow.to_owned()), actor, hours(at), given);
        let born = self.world.records().nth(before);
        born.map(|record| record.no)
    }

    fn word(&self, record: RecordNo) -> String {
        self.world.word_of(&self.desk, record)
    }

    /// Answers `task.outcome`, or reports an event.
    pub(super) fn act_on(
        &mut self,
        record: RecordNo,
        by: &str,
        at: i64,
        what: &str,
        given: &[(&str, &str)],
    ) -> Outcome {
        let record = self.word(record);
        let act = match what.split_once('.') {
            Some((task, outcome)) => Act::Answer {
                record,
                task: task.to_owned(),
                outcome: outcome.to_owned(),
            },
            None => Act::Report {
                record,
                event: what.to_owned(),
            },
        };
        let actor = self.actor(by);
        self.act(&act, actor, hours(at), given)
    }

    pub(super) fn does(&mut self, record: RecordNo, by: &str, at: i64, what: &str) {
        let given: &[(&str, &str)] = match what {
            "mend.mended" => &[("measure", "glue")],
            _ => &[],
        };
        let outcome = self.act_on(record, by, at, what, given);
        assert_eq!(outcome, Outcome::Applied, "{what}");
    }

    /// Lets time pass.
    pub(super) fn wait_until(&mut self, at: i64) {
        let desk = Arc::clone(&self.desk);
        let lines = &mut self.lines;
        advance(&mut self.world, &desk, hours(at), &mut |_, line| {
            lines.push(line)
        });
    }

    pub(super) fn dry_run(&self, candidate: &Arc<Desk>) -> DryRun {
        dry_run_of(&self.lines, &self.desk, candidate)
    }
}

pub(super) fn dry_run_of(lines: &[Line], baseline: &Arc<Desk>, candidate: &Arc<Desk>) -> DryRun {
    let lines = lines.iter().cloned().map(Ok::<Line, Infallible>);
    let recorded = Recorded::default();
    dry_run(lines, &recorded, baseline, candidate, Options::default()).expect("made")
}

/// The verdicts in the order of birth, people left out: `code kind`, and what says more.
pub(super) fn told(dry: &DryRun) -> Vec<String> {
    use crate::replay::Verdict;
    let records = dry.records.iter();
    let tickets = records.filter(|record| dry.names.text(record.workflow) != "employee");
    tickets
        .map(|record| {
            let more = match &record.verdict {
                Verdict::Changed(facets) => facets
                    .iter()
                    .map(|facet| facet.word())
                    .collect::<Vec<_>>()
                    .join(" "),
                Verdict::Open(divergence) | Verdict::NotReplayable(divergence) => {
                    let task = divergence.reason.task();
                    let task = task.map(|task| dry.names.text(task).to_owned());
                    let on = record.on.as_ref().map(ToString::to_string);
                    let word = divergence.reason.word().to_owned();
                    let parts = [Some(word), task, on];
                    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
                }
                Verdict::Error { why, .. } => why.to_string(),
                Verdict::Same | Verdict::Censored => String::new(),
            };
            let kind = record.verdict.kind().word();
            format!("{} {kind} {more}", record.code)
                .trim_end()
                .to_owned()
        })
        .collect()
}
