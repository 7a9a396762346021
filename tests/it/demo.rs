//! `casework demo` through the shipped binary: the same data twice, proved from its journal, and nobody's file replaced.

use std::fs;
use std::path::Path;
use std::process;

use assert_cmd::Command;
use casework::daemon::audit;
use casework::store::{Access, SqliteStore, Store};
use tempfile::TempDir;

/// Runs the demo on the repository's own folder, in a folder of its own; its exit code, output and complaints.
fn demo(here: &TempDir, args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("casework")
        .expect("the binary is built")
        .current_dir(here.path())
        .args(["demo", "--dir", env!("CARGO_MANIFEST_DIR")])
        .args(["--at", "2026-11-24", "--records", "150"])
        .args(args)
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let code = output.status.code().expect("an exit code");
    (code, text(output.stdout), text(output.stderr))
}

fn store(path: &Path) -> SqliteStore {
    SqliteStore::open(path, Access::ReadOnly).expect("a store")
}

#[test]
fn the_same_date_and_seed_give_the_same_journal_and_it_proves_the_data() {
    let here = TempDir::new().expect("a folder");
    let (code, out, err) = demo(&here, &["--lang", "en"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let path = here.path().join("demo.casework");
    let heads = |path: &Path| {
        let store = store(path);
        ["fresh-bus", "model-studio"].map(|desk| store.head(desk).expect("a journal"))
    };
    let first = heads(&path);
    for desk in ["fresh-bus", "model-studio"] {
        let store = store(&path);
        // The journal gives exactly the rows the file holds.
        let proof = audit(&store, desk).expect("the journal can be read");
        assert!(proof.is_fine(), "{:?}", proof.differences);
        assert!(proof.lines > 300, "{desk}: {} lines", proof.lines);
        assert_eq!(
            store
                .outbox_pending(casework::model::Instant::MAX, 9)
                .expect("rows"),
            []
        );
    }
    // Made by a demo, so it is replaced; another seed is another year.
    assert_eq!(demo(&here, &["--seed", "2"]).0, 0);
    assert_ne!(heads(&path), first);
    assert_eq!(demo(&here, &["--lang", "en"]).1, out);
    assert_eq!(heads(&path), first);
}

#[test]
fn it_says_what_is_due_and_what_a_change_would_have_done_in_both_languages() {
    let here = TempDir::new().expect("a folder");
    let (code, english, _) = demo(&here, &["--lang", "en"]);
    assert_eq!(code, 0);
    for part in [
        "Due today:",
        "Overdue:",
        "from 12h to 8h",
        "Where to look next:",
        "Archived",
    ] {
        assert!(english.contains(part), "{part} in {english}");
    }
    let (code, chinese, _) = demo(&here, &[]);
    assert_eq!(code, 0);
    for part in [
        "今天到期：",
        "已经超期：",
        "由 12h 改为 8h",
        "接下来可以看：",
        "已归档",
    ] {
        assert!(chinese.contains(part), "{part} in {chinese}");
    }
}

#[test]
fn what_a_demo_did_not_make_is_left_alone() {
    let here = TempDir::new().expect("a folder");
    let path = here.path().join("mine.casework");
    drop(SqliteStore::open(&path, Access::Create).expect("a store"));
    let before = fs::read(&path).expect("the file");
    let (code, _, err) = demo(&here, &["--data", "mine.casework", "--lang", "en"]);
    assert_eq!(code, 4, "{err}");
    assert!(err.contains("left alone"), "{err}");
    assert_eq!(fs::read(&path).expect("the file"), before);
    fs::write(here.path().join("notes.txt"), "mine").expect("it can be written");
    assert_eq!(demo(&here, &["--data", "notes.txt"]).0, 4);
    assert_eq!(demo(&here, &["--at", "yesterday"]).0, 2);
    assert!(!here.path().join("demo.casework").exists());
}

/// Every command told at the end can be pasted as it stands. (The daemon would not end; it has tests of its own.)
#[test]
fn what_is_told_to_look_at_next_can_be_run() {
    let here = TempDir::new().expect("a folder");
    let (code, out, _) = demo(&here, &["--lang", "en"]);
    assert_eq!(code, 0);
    let (_, told) = out.split_once("Where to look next:\n").expect("it is told");
    let commands: Vec<&str> = told
        .lines()
        .filter_map(|line| line.trim_start().split("  ").next())
        .filter(|command| !command.contains(" serve "))
        .collect();
    assert!(commands.len() >= 4, "{told}");
    for command in commands {
        let output = process::Command::new("sh")
            .args(["-c", command])
            .current_dir(here.path())
            .output()
            .expect("a shell");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {said}");
    }
}
