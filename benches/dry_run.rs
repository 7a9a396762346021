//! The dry run on the complaint-v1 workload: baseline and candidate replayed from the journal and compared, beside one
//! plain pass of the same events through the engine. `cargo bench --bench dry_run [-- CASES]`; medians of five.

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
#[path = "support/workload.rs"]
mod workload;

use std::convert::Infallible;
use std::sync::Arc;

use casework::engine::Desk;
use casework::model::Line;
use casework::replay::{DryRun, Options, Recorded, dry_run};
use drive::median;

fn main() {
    let cases = std::env::args()
        .skip(1)
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(5_000);
    let events = workload::events(cases, 42);
    let desk = drive::desk();
    let candidate = drive::changed(|folder| {
        let path = "workflows/bench/complaint.toml";
        let text = folder
            .text(path)
            .unwrap()
            .replace("amount_over   = 5000", "amount_over   = 8000");
        folder.insert(path, text.into_bytes());
    });
    let mut lines: Vec<Line> = Vec::new();
    drive::run(&desk, &events, &mut |_, line| lines.push(line));
    let pass = median(|| drive::run(&desk, &events, &mut |_, _| {}));
    let same = median(|| compare(&lines, &desk, &desk));
    let changed = median(|| compare(&lines, &desk, &candidate));
    let found = compare(&lines, &desk, &candidate);
    let n = events.len() as f64;
    println!(
        "complaint-v1 replayed, {cases} cases, {} events, {} lines",
        events.len(),
        lines.len()
    );
    println!("one pass through the engine {:>9.0} events/s", n / pass);
    println!(
        "dry run, nothing changed    {:>9.0} events/s, {:.2} passes",
        n / same,
        same / pass
    );
    println!(
        "dry run, a guard changed    {:>9.0} events/s, {:.2} passes",
        n / changed,
        changed / pass
    );
    println!(
        "of {} records {} are the same",
        found.records.len(),
        found.count(casework::replay::Kind::Same)
    );
}

fn compare(lines: &[Line], baseline: &Arc<Desk>, candidate: &Arc<Desk>) -> DryRun {
    let lines = lines.iter().cloned().map(Ok::<_, Infallible>);
    dry_run(
        lines,
        &Recorded::default(),
        baseline,
        candidate,
        Options::default(),
    )
    .unwrap()
}
