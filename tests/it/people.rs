//! People and rights on a desk made for them (`tests/desks/people`): its folder is clean, its scenarios pass, and what a
//! person may not see is shown to them nowhere.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/desks/people")
}

fn casework(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
    command.args(args).output().unwrap()
}

#[test]
fn the_desk_is_clean_and_its_scenarios_pass() {
    let dir = folder();
    let dir = dir.to_str().unwrap();
    let checked = casework(&["check", dir]);
    let said = String::from_utf8_lossy(&checked.stdout);
    assert_eq!(checked.status.code(), Some(0), "{said}");
    assert!(said.starts_with("Nothing found"), "{said}");
    let tested = casework(&["test", "--dir", dir]);
    let said = String::from_utf8_lossy(&tested.stdout);
    assert_eq!(tested.status.code(), Some(0), "{said}");
    assert!(said.contains(" passed, 0 failed"), "{said}");
}
