//! `casework check` of the shipped folder, beside parsing the same TOML files with the toml package alone; folders of 50 and
//! 500 workflows, to show that it grows with their number; and a large decision table. `cargo bench --bench check`; medians
//! of five.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark: it stops at the first surprise"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use casework::config::{Folder, Loaded, load};
use casework::model::RevisionNo;

const ROUNDS: usize = 5;

/// A desk with what the common complaint needs.
const DESK: &str = include_str!("../tests/data/complaint-desk.toml");

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shipped = Folder::read(root).unwrap();
    let (parsed, checked) = both(&shipped);
    let files = shipped.iter().count();
    let bytes: usize = shipped.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("the shipped folder: {files} files, {} KiB", bytes / 1024);
    println!("toml alone   {:>9.2} ms", parsed * 1e3);
    println!(
        "check        {:>9.2} ms, {:.1} times toml alone",
        checked * 1e3,
        checked / parsed
    );
    let mut each = Vec::new();
    for flows in [50, 500] {
        let folder = many(&shipped, flows);
        let (parsed, checked) = both(&folder);
        each.push(checked / flows as f64);
        println!(
            "{flows:>3} workflows {:>9.2} ms, {:.3} ms each, {:.1} times toml alone ({:.2} ms)",
            checked * 1e3,
            checked * 1e3 / flows as f64,
            checked / parsed,
            parsed * 1e3
        );
    }
    println!(
        "a workflow among 500 costs {:.2} times one among 50",
        each[1] / each[0]
    );
    let (without, with) = (wide(0), wide(100));
    let timed = |folder: &Folder| {
        let times = (0..ROUNDS).map(|_| {
            timed(|| {
                black_box(check(folder));
            })
        });
        median(times.collect())
    };
    println!(
        "a table of 100 rows and 8 columns: {:.2} ms, all of its analysis included",
        (timed(&with) - timed(&without)) * 1e3
    );
}

/// A desk whose decision table asks eight columns of six choices each. Its rows halve the space until there are so many:
/// none masks another and no case is left out, so the analysis has to go through to the end.
fn wide(rows: usize) -> Folder {
    const COLUMNS: [&str; 8] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight",
    ];
    const CHOICES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    let mut seed = 11_u64;
    let mut roll = move |sides: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap() % sides
    };
    let mut parts = vec![vec![CHOICES.to_vec(); COLUMNS.len()]];
    while parts.len() < rows {
        let (at, column) = (roll(parts.len()), roll(COLUMNS.len()));
        let members = parts[at][column].len();
        if members > 1 {
            let mut other = parts[at].clone();
            other[column] = parts[at][column].split_off(1 + roll(members - 1));
            parts.push(other);
        }
    }
    let mut table = format!("{},then,out\n", COLUMNS.join(","));
    for (no, part) in parts.iter().enumerate() {
        let cells: Vec<String> = part.iter().map(|of| of.join("; ")).collect();
        let _ = writeln!(table, "{},,{no}", cells.join(","));
    }
    let choices = format!("{CHOICES:?}");
    let mut flow =
        "label = \"宽\"\n[field]\nkey = { type = \"text\", key = true, required = true }\n"
            .to_owned();
    for column in COLUMNS {
        let _ = writeln!(flow, "{column} = {{ choice = {choices}, required = true }}");
    }
    let mut desk = DESK.to_owned();
    if rows > 0 {
        let args = COLUMNS.join(", ");
        let _ = writeln!(
            flow,
            "out = {{ type = \"whole\", computed = \"=wide({args})\" }}"
        );
        desk.push_str("[table.wide]\nhit = \"unique\"\n[table.wide.columns]\nout = \"whole\"\n");
        for column in COLUMNS {
            let _ = writeln!(desk, "{column} = {{ choice = {choices} }}");
        }
    }
    let shipped = Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut folder = many(&shipped, 0);
    folder.insert("workflows/many/desk.toml", desk);
    folder.insert("workflows/many/wide.toml", flow);
    if rows > 0 {
        folder.insert("rules/many/wide.csv", table);
    }
    folder
}

/// Seconds for parsing the TOML of a folder alone, and for checking all of it; the two in turns.
fn both(folder: &Folder) -> (f64, f64) {
    let (mut parsed, mut checked) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        parsed.push(timed(|| parse(folder)));
        checked.push(timed(|| {
            black_box(check(folder));
        }));
    }
    (median(parsed), median(checked))
}

fn parse(folder: &Folder) {
    let paths = folder.iter().map(|(path, _)| path);
    let texts = paths
        .filter(|path| path.ends_with(".toml"))
        .map(|path| folder.text(path).unwrap());
    for text in texts {
        black_box(toml::from_str::<toml::Table>(text).unwrap());
    }
}

fn check(folder: &Folder) -> Loaded {
    let loaded = load(folder, &BTreeMap::new(), RevisionNo(1));
    assert!(loaded.is_sound());
    loaded
}

fn timed(run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64()
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// One desk whose complaint stands in it so often, under as many names.
fn many(shipped: &Folder, flows: usize) -> Folder {
    let mut folder = Folder::default();
    let kept = ["workflows/common/", "rules/common/", "rules/calendars/"];
    for (path, bytes) in shipped.iter() {
        if kept.iter().any(|kept| path.starts_with(kept)) {
            folder.insert(path, bytes);
        }
    }
    folder.insert("workflows/many/desk.toml", DESK);
    let flow = shipped.text("workflows/common/complaint.toml").unwrap();
    for no in 0..flows {
        let own = flow.replacen("{desk}-TS-", &format!("{{desk}}-T{no}-"), 1);
        folder.insert(&format!("workflows/many/complaint_{no}.toml"), own);
    }
    folder
}
