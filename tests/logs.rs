//! The public logs, imported and dry-run, against a count that shares nothing with casework (`tests/imports/volvo_count.py`).
//! The folder of the logs is named by `CASEWORK_LOGS`; without it these tests fail, they are not skipped.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use casework::config::{Diagnostics, Folder, Sources, load};
use casework::daemon::{BringInError, BroughtLog, Shelf, audit, bring_log};
use casework::engine::Desk;
use casework::exchange::Mapping;
use casework::model::catalogue::Lang;
use casework::model::{Instant, LineNo, RevisionNo};
use casework::replay::{DryRun, Kind, Options, dry_run};
use casework::store::{Access, SqliteStore, Store, StoreError};
use serde_json::Value as Json;

fn log(name: &str) -> PathBuf {
    let folder = std::env::var_os("CASEWORK_LOGS")
        .expect("CASEWORK_LOGS names the folder of the public logs");
    let folder = PathBuf::from(folder);
    let found = [folder.join(name), folder.join("volvo-incidents").join(name)];
    let found = found.into_iter().find(|path| path.exists());
    found.unwrap_or_else(|| panic!("{name} is not in {}", folder.display()))
}

fn incidents() -> PathBuf {
    log("07_bpic2013_incidents.xes.gz")
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/imports")
        .join(path)
}

fn count(kind: &str, log: &Path) -> Json {
    let output = Command::new("python3")
        .arg(here("volvo_count.py"))
        .args([kind, &log.display().to_string(), "--json"])
        .output()
        .expect("python3 counts");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A folder with a data file in it, gone at the end.
struct Data {
    folder: PathBuf,
}

impl Data {
    fn new(name: &str) -> Data {
        let folder =
            std::env::temp_dir().join(format!("casework-logs-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        Data { folder }
    }

    fn file(&self) -> PathBuf {
        self.folder.join("data")
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn mapping(folder: &str) -> Mapping {
    let text = std::fs::read_to_string(here(folder).join("map.toml")).expect("a mapping");
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    Mapping::parse("map.toml", &text, &mut sources, &mut found).expect("a mapping without fault")
}

fn bring(data: &Path, folder: &str, log: &Path) -> Result<BroughtLog, BringInError> {
    let rules = Folder::read(&here(folder)).expect("a folder");
    let now = Instant::parse_rfc3339("2026-01-01T00:00:00Z").expect("an instant");
    bring_log(data, &rules, &mapping(folder), log, (now, Lang::En))
}

fn whole(json: &Json) -> u64 {
    json.as_u64().unwrap_or_else(|| panic!("{json}"))
}

fn accounts(folder: &str, kind: &str, log: &Path, data: &Path) {
    let brought = bring(data, folder, log).expect("brought in");
    let counted = count(kind, log);
    let imported = &brought.imported;
    assert!(brought.mapped.adds_up() && imported.adds_up());
    assert_eq!(brought.mapped.read, whole(&counted["events"]));
    assert_eq!(imported.records, whole(&counted["cases"]));
    assert_eq!(imported.people, whole(&counted["people"]));
    assert_eq!(imported.agree, whole(&counted["agree"]));
    assert_eq!(
        imported.compared - imported.agree,
        whole(&counted["disagree"])
    );
    assert_eq!(imported.refusals(), whole(&counted["refused"]));
    assert!(imported.share() >= 95_000, "{}", imported.share());
    // The same file again is refused, and changes nothing.
    let again = bring(data, folder, log);
    assert!(matches!(
        again,
        Err(BringInError::Store(StoreError::Imported { .. }))
    ));
    let store = SqliteStore::open(data, Access::ReadOnly).expect("opened");
    let verified = audit(&store, "service").expect("read");
    assert!(verified.is_fine(), "{:?}", verified.differences);
}

fn candidate(store: &SqliteStore, change: &dyn Fn(&str, &str) -> String) -> (Arc<Desk>, Arc<Desk>) {
    let mut shelf = Shelf::new(store, "service").expect("names");
    let active = store.desks().expect("desks")[0].active.expect("a revision");
    let baseline = shelf.rules(active).expect("compiles");
    let folder = Folder::read(&here("volvo-incidents")).expect("a folder");
    let mut changed = Folder::default();
    for (path, bytes) in folder.iter() {
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        changed.insert(path, change(path, &text).into_bytes());
    }
    let loaded = load(&changed, shelf.known(), RevisionNo(2));
    (
        baseline,
        Arc::clone(loaded.desk("service").expect("without fault")),
    )
}

fn tried(store: &SqliteStore, change: &dyn Fn(&str, &str) -> String) -> DryRun {
    let (baseline, candidate) = candidate(store, change);
    let recorded = Shelf::new(store, "service")
        .expect("names")
        .recorded()
        .expect("read");
    let lines = store.lines("service", LineNo(1)).expect("lines");
    dry_run(lines, &recorded, &baseline, &candidate, Options::default()).expect("made")
}

/// Every section's entries in another order, but for transitions, where it means something; comments, other line ends.
fn reformatted(path: &str, text: &str) -> String {
    if path.ends_with(".csv") || path.ends_with(".rhai") {
        return text.to_owned();
    }
    let mut sections: Vec<&str> = text.split("\n[").collect();
    let head = sections.remove(0);
    sections.reverse();
    let body: String = sections
        .iter()
        .map(|section| format!("\n# said anew\n\n[{section}"))
        .collect();
    format!("# Reformatted.\n{head}{body}\n")
        .replace("\r\n", "\n")
        .replace('\n', "\r\n")
}

#[test]
fn incidents_come_in_as_counted_and_dry_run_as_counted() {
    let (data, log) = (Data::new("incidents"), incidents());
    accounts("volvo-incidents", "incidents", &log, &data.file());
    let store = SqliteStore::open(&data.file(), Access::ReadOnly).expect("opened");
    let counted = count("incidents", &log);

    let same = tried(&store, &|_, text| text.to_owned());
    assert!(same.drift.is_empty() && same.is_same());
    let reformatted = tried(&store, &reformatted);
    assert!(reformatted.drift.is_empty() && reformatted.is_same());
    for kind in Kind::ALL {
        assert_eq!(same.count(kind), reformatted.count(kind));
    }

    let severe = "'impact == \"high\" || impact == \"major\"', to = \"resolved\"";
    let guards: BTreeMap<&str, (&str, &str)> = [
        (
            "resolved_severe also takes medium",
            (severe, "'impact != \"low\"', to = \"resolved\""),
        ),
        (
            "resolved_severe takes major only",
            (severe, "'impact == \"major\"', to = \"resolved\""),
        ),
        (
            "solved_in_call takes low only",
            ("'impact != \"major\"'", "'impact == \"low\"'"),
        ),
    ]
    .into();
    for (name, (old, new)) in guards {
        let dry = tried(&store, &|path, text| {
            let here = path.ends_with("incident.toml");
            assert!(!here || text.contains(old), "{old}");
            text.replace(old, new)
        });
        assert!(dry.drift.is_empty());
        let verdicts = counted["verdicts"][name].as_object().expect("counted");
        let mut told = 0;
        for kind in Kind::ALL {
            let found = u64::try_from(dry.count(kind)).expect("few");
            assert_eq!(
                found,
                whole(&verdicts[kind.word()]),
                "{name}: {}",
                kind.word()
            );
            told += usize::from(found > 0);
        }
        assert!(told >= 3, "{name}");
    }
}

#[test]
fn problems_come_in_as_counted() {
    let (data, log) = (Data::new("problems"), log("06_bpic2013_closed.xes.gz"));
    accounts("volvo-problems", "problems", &log, &data.file());
}
