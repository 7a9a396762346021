//! What `casework init` makes is checked, tested, drawn, read aloud, and serves.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use assert_cmd::Command;

fn casework(dir: &Path, args: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
    let output = command.args(args).current_dir(dir).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        text(output.stdout),
        text(output.stderr),
        output.status.code().unwrap(),
    )
}

fn fine(dir: &Path, args: &[&str]) -> String {
    let (out, err, code) = casework(dir, args);
    assert_eq!(code, 0, "{args:?}: {out}{err}");
    out
}

fn made(lang: &str, desk: &str) -> (tempfile::TempDir, std::path::PathBuf) {
    let outer = tempfile::tempdir().unwrap();
    let args = ["init", "mine", "--desk", desk, "--lang", lang];
    let said = fine(outer.path(), &args);
    assert!(
        said.contains(&format!("casework describe {desk}/request")),
        "{said}"
    );
    let dir = outer.path().join("mine");
    (outer, dir)
}

#[test]
fn what_it_makes_has_no_fault_and_its_scenario_passes() {
    for (lang, desk) in [("zh", "service"), ("en", "help-desk"), ("zh", "客服部")] {
        let (_outer, dir) = made(lang, desk);
        let told = fine(&dir, &["check", "--json"]);
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["diagnostics"], serde_json::json!([]), "{lang} {desk}");
        let ran = fine(&dir, &["test", "--json"]);
        let ran: serde_json::Value = serde_json::from_str(&ran).unwrap();
        assert_eq!(
            (&ran["passed"], &ran["failed"]),
            (&1.into(), &0.into()),
            "{ran}"
        );
        let flow = format!("{desk}/request");
        for (command, word) in [
            ("describe", "4 "),
            ("graph", "<svg"),
            ("show-config", "[state]"),
        ] {
            let shown = fine(&dir, &[command, &flow]);
            assert!(shown.contains(word), "{command}: {shown}");
        }
        fine(&dir, &["schema", "--out", "."]);
        fine(&dir, &["check"]);
    }
}

/// A daemon that ends with the test, however that ends.
struct Served(std::process::Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn it_serves_and_takes_its_first_request() {
    let (_outer, dir) = made("en", "service");
    let people = "tests/scenarios/service/people.csv";
    fine(
        &dir,
        &["import", people, "--as", "employee", "--desk", "service"],
    );
    let mut served = Served(
        std::process::Command::new(env!("CARGO_BIN_EXE_casework"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .current_dir(&dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let mut address = String::new();
    let mut said = BufReader::new(served.0.stdout.take().unwrap());
    said.read_line(&mut address).unwrap();
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    let open = [
        "open",
        "request",
        "title=The printer",
        "--as",
        "ann",
        "--desk",
        "service",
    ];
    let opened = casework(&dir, &open);
    let tasks = casework(&dir, &["tasks", "--desk", "service"]);
    assert_eq!(opened.2, 0, "{opened:?}");
    assert!(opened.0.contains("service-"), "{opened:?}");
    assert!(tasks.0.contains("ann"), "{tasks:?}");
}

#[test]
fn nothing_is_written_over() {
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path();
    std::fs::write(dir.join("notes.txt"), "mine").unwrap();
    let (_, told, code) = casework(dir, &["init", "--lang", "en"]);
    assert_eq!(code, 3);
    assert!(told.contains("not empty"), "{told}");
    assert_eq!(std::fs::read_dir(dir).unwrap().count(), 1);
    // A file where the folder should be.
    assert_eq!(casework(dir, &["init", "notes.txt"]).2, 4);
    // A repository just begun is empty.
    std::fs::remove_file(dir.join("notes.txt")).unwrap();
    std::fs::create_dir(dir.join(".git")).unwrap();
    fine(dir, &["init"]);
}

#[test]
fn a_desk_is_not_called_what_no_folder_can_be() {
    let outer = tempfile::tempdir().unwrap();
    for name in ["", "common", "a/b", "..", ".x", "a b", "a\"b"] {
        let (_, _, code) = casework(outer.path(), &["init", "d", "--desk", name]);
        assert_eq!(code, 2, "{name:?}");
    }
}
