//! The commands through the shipped binary, in a folder of their own: what they print, and the exit code.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value as Json;
use tempfile::TempDir;

/// A copy of the shipped folder with its scenarios.
fn copy() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["casework.toml", "workflows", "rules", "tests/scenarios"] {
        copy_all(&root.join(part), &folder.path().join(part));
    }
    folder
}

fn copy_all(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy_all(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("a file");
    }
}

fn edit(folder: &TempDir, file: &str, from: &str, to: &str) {
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).expect("it can be written");
}

/// Runs the binary in a folder; its exit code and what it printed.
fn casework(folder: &TempDir, args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("casework")
        .expect("the binary is built")
        .current_dir(folder.path())
        .args(args)
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    let code = output.status.code().expect("an exit code");
    (code, text(output.stdout), text(output.stderr))
}

#[test]
fn check_says_nothing_was_found_or_underlines_it() {
    let folder = copy();
    let (code, out, _) = casework(&folder, &["check", "--lang", "en", "--today", "2026-03-06"]);
    // The one list that is empty in the source, and what is not carried out yet.
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("Errors: 0; warnings: 1; notes: "), "{out}");
    assert!(out.contains(" more are not carried out yet"), "{out}");
    edit(
        &folder,
        "workflows/fresh-bus/complaint.toml",
        "label ",
        "lable ",
    );
    let (code, out, _) = casework(&folder, &["check", "--lang", "en", "--today", "2026-03-06"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("--> workflows/fresh-bus/complaint.toml:4:1"),
        "{out}"
    );
    let (code, out, _) = casework(&folder, &["check", "--json", "--today", "2026-03-06"]);
    assert_eq!(code, 1);
    let object: Json = serde_json::from_str(&out).expect("JSON");
    assert_eq!(object["sound"], false);
    let told = object["diagnostics"].as_array().expect("a list");
    let mut errors = told.iter().filter(|one| one["severity"] == "error");
    let first = errors.next().expect("one");
    assert_eq!(first["path"], "workflows/fresh-bus/complaint.toml");
    let (code, _, err) = casework(&folder, &["check", "elsewhere"]);
    assert_eq!(code, 4);
    assert!(err.contains("elsewhere"), "{err}");
}

#[test]
fn test_counts_and_puts_expected_and_found_side_by_side() {
    let folder = copy();
    let (code, out, _) = casework(&folder, &["test", "--lang", "en"]);
    let passed = out.strip_suffix(" passed, 0 failed\n").expect(&out);
    assert_eq!(code, 0);
    assert!(passed.parse::<u32>().expect("a number") > 200, "{out}");
    edit(
        &folder,
        "workflows/fresh-bus/complaint.toml",
        "answer_within = \"12h\"",
        "answer_within = \"13h\"",
    );
    let late = "tests/scenarios/fresh-bus/E6-late.toml";
    let (code, out, _) = casework(&folder, &["test", late, "--lang", "en"]);
    assert_eq!(code, 1);
    let expected = "\
tests/scenarios/fresh-bus/E6-late.toml:18: E6-late in fresh-bus, step 3
  reminded
    expected: `answer@supervisor`
    found: []
  in_time
    expected: []
    found: `answer@li`
  breached
    expected: `answer`
    found: []

0 passed, 1 failed
";
    assert_eq!(out, expected);
    let (code, out, _) = casework(&folder, &["test", late, "--json"]);
    assert_eq!(code, 1);
    let object: Json = serde_json::from_str(&out).expect("JSON");
    assert_eq!(
        (&object["passed"], &object["failed"]),
        (&Json::from(0), &Json::from(1))
    );
    let failure = &object["runs"][0]["failures"][0];
    assert_eq!(
        (&failure["step"], &failure["line"]),
        (&Json::from(3), &Json::from(18))
    );
    let (code, _, err) = casework(&folder, &["test", "no/such.toml"]);
    assert_eq!(code, 4);
    assert!(err.contains("no/such.toml"), "{err}");
}

#[test]
fn a_fault_in_a_scenario_is_underlined_and_counts_as_failed() {
    let folder = copy();
    let late = "tests/scenarios/fresh-bus/E6-late.toml";
    edit(&folder, late, "c1.answer done", "c2.answer done");
    let (code, out, _) = casework(&folder, &["test", "--lang", "en", late]);
    assert_eq!(code, 1);
    assert!(out.contains("There is no record `c2`."), "{out}");
    assert!(out.contains("E6-late.toml:16:9"), "{out}");
    assert!(out.ends_with("0 passed, 1 failed\n"), "{out}");
}
