//! A desk whose records start, await and read each other: `tests/together` is a folder of its own, checked and run by the
//! binary as an admin would.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value as Json;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/together")
}

fn casework(args: &[&str], folder: &Path) -> (Json, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
    command.args(args).arg(folder);
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let json = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    (json, output.status.code())
}

#[test]
fn the_desk_is_sound_and_its_scenarios_pass() {
    let (check, exit) = casework(&["check", "--json"], &folder());
    assert_eq!(
        (&check["diagnostics"], exit),
        (&serde_json::json!([]), Some(0))
    );
    let (test, exit) = casework(&["test", "--json", "--dir"], &folder());
    assert_eq!(
        (&test["passed"], &test["failed"], exit),
        (&3.into(), &0.into(), Some(0)),
        "{test:#}"
    );
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copied(&path, &target),
            false => drop(std::fs::copy(&path, &target).unwrap()),
        }
    }
}

/// What is edited, in which file, and the scenario that must notice.
const EDITS: [(&str, &str, &str, &str); 7] = [
    (
        "workflows/mill/desk.toml",
        "hired <= month.end",
        "hired <= month.start",
        "pay",
    ),
    (
        "workflows/mill/desk.toml",
        "order = [\"works_in\", \"login\"]",
        "order = \"login\"",
        "pay",
    ),
    (
        "workflows/mill/pay_run.toml",
        ", once_per = [\"employee\", \"month\"]",
        "",
        "pay",
    ),
    (
        "rules/mill/pay.rhai",
        "department.head != who",
        "department.head == who",
        "pay",
    ),
    (
        "workflows/mill/payslip.toml",
        "2026-05-01",
        "2026-04-01",
        "pay",
    ),
    (
        "workflows/mill/inspection.toml",
        ", when = 'item != \"lamp\" || !urgent'",
        "",
        "inspection",
    ),
    (
        "workflows/mill/round.toml",
        "once_per = [\"customer\", \"year\"]",
        "once_per = [\"customer\"]",
        "round",
    ),
];

#[test]
fn an_edit_is_noticed_by_its_scenario() {
    for (file, from, to, id) in EDITS {
        let dir = tempfile::tempdir().unwrap();
        copied(&folder(), dir.path());
        let path = dir.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from}");
        std::fs::write(&path, text.replace(from, to)).unwrap();
        let (test, _) = casework(&["test", "--json", "--dir"], dir.path());
        let runs = test["runs"].as_array().unwrap();
        let failed: Vec<&str> = runs
            .iter()
            .filter(|run| run["passed"] == false)
            .map(|run| run["id"].as_str().unwrap())
            .collect();
        assert_eq!(failed, [id], "{from} → {to}: {test:#}");
    }
}
