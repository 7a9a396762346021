//! Turns per second in memory on the complaint-v1 workload: the ordinary engine on ordinary TOML, outcomes and journal
//! lines built, beside the same workload by hand. `cargo bench --bench turns [-- CASES]`; medians of five, ratios count.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a benchmark: it stops at the first surprise"
)]

#[path = "support/floor.rs"]
mod floor;
#[path = "support/workload.rs"]
mod workload;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant as Clock;

use casework::config::{Folder, load};
use casework::engine::{Desk, View};
use casework::model::{
    Actor, Event, FieldId, Instant, Judgement, Line, NameId, Number, Outcome, RecordNo, RevisionNo,
    TimerOf, Value, What,
};
use casework::store::encode_line;
use casework::world::{World, feed};
use workload::{CHANNELS, Kind, TIERS};

/// Checksums the workload's definition states for seed 42.
const KNOWN: [(u32, &str); 4] = [
    (200, "f7fb23dda4b534f6"),
    (1000, "49d126274324422f"),
    (5000, "b4093944cb6470af"),
    (20_000, "08bcf9824e33dd81"),
];

fn main() {
    let cases = std::env::args()
        .skip(1)
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(20_000);
    let events = workload::events(cases, 42);
    let desk = desk();
    let floor = median(|| floor::run(cases, &events));
    let casework = median(|| run(&desk, &events));
    let (world, tally, lines) = run(&desk, &events);
    check(cases, "by hand", &floor_lines(cases, &events));
    check(
        cases,
        "casework",
        &casework_lines(&desk, &world, &tally, cases),
    );
    let n = events.len() as f64;
    println!(
        "complaint-v1, {cases} cases, {} events, {lines} journal lines",
        events.len()
    );
    println!("by hand   {:>10.0} events/s", n / floor);
    println!(
        "casework  {:>10.0} events/s, 1/{:.1} of by hand",
        n / casework,
        casework / floor
    );
}

fn desk() -> Arc<Desk> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/complaint-v1");
    let loaded = load(
        &Folder::read(&path).unwrap(),
        &BTreeMap::new(),
        RevisionNo(1),
    );
    let found: Vec<String> = loaded
        .diagnostics
        .iter()
        .map(|d| d.message(casework::model::catalogue::Lang::En))
        .collect();
    Arc::clone(loaded.desk("bench").unwrap_or_else(|| panic!("{found:#?}")))
}

fn median<T>(mut run: impl FnMut() -> T) -> f64 {
    drop(run());
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let start = Clock::now();
            let kept = run();
            let took = start.elapsed().as_secs_f64();
            drop(kept);
            took
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

/// Tasks opened, breaches judged and the newest due instant of each case.
type Tally = Vec<(u32, u32, i64)>;

struct Ids {
    complaint: NameId,
    channel: FieldId,
    severity: FieldId,
    amount: FieldId,
    tier: FieldId,
    assignee: FieldId,
    satisfied: FieldId,
    channels: Vec<NameId>,
    tiers: Vec<NameId>,
    acknowledge: NameId,
    triage: NameId,
    assign: NameId,
    resolve: NameId,
    follow_up: NameId,
    people: Vec<Value>,
}

fn ids(desk: &Desk) -> Ids {
    let name = |text: &str| desk.names.find(text).unwrap();
    let complaint = name("complaint");
    let field = |text: &str| desk.names.find_field(complaint, text).unwrap();
    Ids {
        complaint,
        channel: field("channel"),
        severity: field("severity"),
        amount: field("amount"),
        tier: field("customer_tier"),
        assignee: field("assignee_name"),
        satisfied: field("satisfied"),
        channels: CHANNELS.iter().map(|text| name(text)).collect(),
        tiers: TIERS.iter().map(|text| name(text)).collect(),
        acknowledge: name("acknowledge"),
        triage: name("triage"),
        assign: name("assign"),
        resolve: name("resolve"),
        follow_up: name("follow_up"),
        people: (0..40).map(|n| Value::text(&format!("u{n:02}"))).collect(),
    }
}

/// The whole workload through the world's feed; lines are encoded for the journal as the daemon does.
fn run(desk: &Desk, events: &[workload::Event]) -> (World, Tally, usize) {
    let ids = ids(desk);
    let mut world = World::new(desk);
    let mut tally: Tally = Vec::new();
    let mut journal: Vec<u8> = Vec::with_capacity(events.len() * 96);
    let mut lines = 0;
    let mut sink = |_: &World, line: Line| {
        lines += 1;
        if let Some(record) = line.record {
            note(&mut tally, record, &line);
        }
        assert!(
            !matches!(line.outcome, Outcome::Refused(_) | Outcome::Failed { .. }),
            "{line:?}"
        );
        encode_line(&line, &mut journal).unwrap();
    };
    let agent = hire(desk, &mut world, &mut sink);
    // The person is record 0, so case n is record n + 1 if opened in order; cases open out of order of number only by time.
    let mut records: BTreeMap<u32, RecordNo> = BTreeMap::new();
    let mut next = 1;
    for event in events {
        let record = records.get(&event.case).copied();
        if record.is_none() {
            records.insert(event.case, RecordNo(next));
            next += 1;
        }
        feed(
            &mut world,
            desk,
            translate(&ids, event, record, agent),
            &mut sink,
        );
    }
    let last = events.last().map_or(0, |event| event.ts);
    let _ = last;
    let mut ordered = vec![(0, 0, 0); records.len()];
    for (case, record) in &records {
        ordered[*case as usize] = tally.get(record.place()).copied().unwrap_or_default();
    }
    // Keep which record each case is, by storing it in order of case.
    let world = world;
    let _ = &records;
    (world, ordered, lines)
}

fn note(tally: &mut Tally, record: RecordNo, line: &Line) {
    use casework::model::Effect;
    if tally.len() <= record.place() {
        tally.resize(record.place() + 1, (0, 0, 0));
    }
    let slot = &mut tally[record.place()];
    for effect in &line.effects {
        match effect {
            Effect::TaskOpened(task) => {
                slot.0 += 1;
                slot.2 = task.deadline.as_ref().map_or(0, |deadline| deadline.due.0);
            }
            Effect::PointPassed {
                judged: Some(Judgement::Breached),
                ..
            } => slot.1 += 1,
            _ => {}
        }
    }
    let _: Option<TimerOf> = None;
}

fn hire(desk: &Desk, world: &mut World, sink: &mut dyn FnMut(&World, Line)) -> RecordNo {
    let employee = desk.names.find("employee").unwrap();
    let field = |text: &str| desk.names.find_field(employee, text).unwrap();
    let roles = ["agent", "supervisor"].map(|role| Value::Choice(desk.names.find(role).unwrap()));
    let event = Event {
        with: vec![
            (field("login"), Value::text("agent")),
            (field("roles"), Value::List(Arc::new(roles.to_vec()))),
        ],
        ..blank(What::Open { workflow: employee }, Instant(0), Actor::ENGINE)
    };
    feed(world, desk, event, sink);
    RecordNo(0)
}

fn blank(what: What, at: Instant, actor: Actor) -> Event {
    Event {
        record: None,
        what,
        actor,
        at,
        occurred: None,
        with: Vec::new(),
        remark: None,
        parent: None,
        hops: 0,
    }
}

fn translate(
    ids: &Ids,
    event: &workload::Event,
    record: Option<RecordNo>,
    agent: RecordNo,
) -> Event {
    let (what, with) = match event.kind {
        Kind::Opened {
            channel,
            severity,
            amount,
            tier,
        } => (
            What::Open {
                workflow: ids.complaint,
            },
            vec![
                (ids.channel, Value::Choice(ids.channels[channel as usize])),
                (ids.severity, Value::Whole(severity)),
                (ids.amount, Value::Whole(amount)),
                (ids.tier, Value::Choice(ids.tiers[tier as usize])),
            ],
        ),
        Kind::Acknowledged => (
            What::Report {
                event: ids.acknowledge,
            },
            Vec::new(),
        ),
        Kind::Triaged => (What::Report { event: ids.triage }, Vec::new()),
        Kind::Assigned(person) => (
            What::Report { event: ids.assign },
            vec![(ids.assignee, ids.people[person as usize].clone())],
        ),
        Kind::Resolved => (What::Report { event: ids.resolve }, Vec::new()),
        Kind::FollowUp(satisfied) => (
            What::Report {
                event: ids.follow_up,
            },
            vec![(ids.satisfied, Value::YesNo(satisfied))],
        ),
    };
    Event {
        record,
        with,
        ..blank(what, Instant(event.ts), Actor::named(agent))
    }
}

fn casework_lines(desk: &Desk, world: &World, tally: &Tally, cases: u32) -> Vec<String> {
    let complaint = desk.names.find("complaint").unwrap();
    let field = |text: &str| desk.names.find_field(complaint, text).unwrap();
    let (score, reopen) = (field("score"), field("reopen"));
    // Cases open in the order of their first event; that order gives the record.
    let mut firsts: Vec<(i64, u32)> = workload::events(cases, 42)
        .iter()
        .filter(|event| event.seq == 0)
        .map(|event| (event.ts, event.case))
        .collect();
    firsts.sort_unstable();
    let mut lines = Vec::new();
    for (at, (_, case)) in firsts.iter().enumerate() {
        let no = RecordNo(at as u32 + 1);
        let record = world.record(no).unwrap();
        let state = desk.names.text(record.state.unwrap());
        let row = world.row(no);
        let score = row[score.place()].number().unwrap();
        let millionths = score
            .mul(Number::Whole(1_000_000))
            .unwrap()
            .round(0)
            .whole()
            .unwrap();
        let reopen = row[reopen.place()].number().unwrap();
        let (tasks, breaches, due) = tally[*case as usize];
        lines.push(format!(
            "C{case:07}|{state}|{millionths}|{reopen}|{tasks}|{breaches}|{due}"
        ));
    }
    lines
}

fn floor_lines(cases: u32, events: &[workload::Event]) -> Vec<String> {
    let states = ["received", "handling", "escalated", "confirming", "closed"];
    let (all, _) = floor::run(cases, events);
    let each = all.iter().enumerate();
    each.map(|(no, case)| {
        format!(
            "C{no:07}|{}|{}|{}|{}|{}|{}",
            states[case.state as usize],
            case.score,
            case.reopen,
            case.tasks,
            case.breaches,
            case.last_due
        )
    })
    .collect()
}

fn check(cases: u32, who: &str, lines: &[String]) {
    let mut lines = lines.to_vec();
    lines.sort();
    let sum = sha256(lines.join("\n").as_bytes());
    match KNOWN.iter().find(|(known, _)| *known == cases) {
        Some((_, wanted)) if sum.starts_with(wanted) => {
            println!("checksum of {who}: {wanted}, right")
        }
        Some((_, wanted)) => panic!(
            "checksum of {who}: {}, wanted {wanted}; {:?}",
            &sum[..16],
            &lines[..3]
        ),
        None => println!("checksum of {who}: {}", &sum[..16]),
    }
}

/// SHA-256 of a text by the system's own tool, so that no package is needed for a benchmark.
fn sha256(bytes: &[u8]) -> String {
    use std::io::Write;
    use std::process::{Command, Stdio};
    let mut child = Command::new("sha256sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}
