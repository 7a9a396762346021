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

#[path = "support/drive.rs"]
mod drive;
#[path = "support/floor.rs"]
mod floor;
#[path = "support/workload.rs"]
mod workload;

use casework::engine::{Desk, View};
use casework::model::{Effect, Judgement, Line, Number, Outcome, RecordNo};
use casework::store::encode_line;
use casework::world::World;
use drive::{desk, median};

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

/// Tasks opened, breaches judged and the newest due instant of each case.
type Tally = Vec<(u32, u32, i64)>;

/// The whole workload; lines are encoded for the journal as the daemon does. Tallies stand by record.
fn run(desk: &Desk, events: &[workload::Event]) -> (World, Tally, usize) {
    let mut tally: Tally = Vec::new();
    let mut journal: Vec<u8> = Vec::with_capacity(events.len() * 96);
    let mut lines = 0;
    let world = drive::run(desk, events, &mut |_, line| {
        lines += 1;
        if let Some(record) = line.record {
            note(&mut tally, record, &line);
        }
        assert!(
            !matches!(line.outcome, Outcome::Refused(_) | Outcome::Failed { .. }),
            "{line:?}"
        );
        encode_line(&line, &mut journal).unwrap();
    });
    (world, tally, lines)
}

fn note(tally: &mut Tally, record: RecordNo, line: &Line) {
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
        let (tasks, breaches, due) = tally.get(no.place()).copied().unwrap_or_default();
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
