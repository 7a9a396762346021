//! People and rights on a desk made for them (`tests/desks/people`): its folder is clean, its scenarios pass, and what a
//! person may not see is shown to them nowhere.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

mod walk;

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

/// A copy of the folder with a data file of its own.
struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    fn new() -> Office {
        let dir = tempfile::tempdir().unwrap();
        copy(&folder(), dir.path());
        let office = Office { dir };
        let people = [
            ("an", "clerk"),
            ("bo", "clerk"),
            ("li", "lead"),
            ("max", "boss"),
            ("au", "auditor"),
        ];
        for (login, role) in people {
            let (login, role) = (format!("login={login}"), format!("roles={role}"));
            let phone = format!("phone={}", login.len());
            let mut args = vec!["open", "staff", &login, &role, &phone];
            if role != "roles=clerk" || login != "login=an" {
                args.extend(["--as", "an"]);
            }
            office.does(&args);
        }
        office
    }

    fn run(&self, args: &[&str]) -> (Option<i32>, String) {
        let dir = self.dir.path().to_str().unwrap();
        let output = casework(&[args, &["--dir", dir, "--lang", "en"]].concat());
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        (output.status.code(), said)
    }

    fn does(&self, args: &[&str]) -> String {
        let (code, said) = self.run(args);
        assert_eq!(code, Some(0), "{args:?}: {said}");
        said
    }

    fn refuses(&self, args: &[&str]) -> String {
        let (code, said) = self.run(args);
        assert_ne!(code, Some(0), "{args:?}: {said}");
        said
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn what_one_may_not_see_is_shown_nowhere() {
    let office = Office::new();
    let opened = office.does(&[
        "open",
        "payslip",
        "employee=an",
        "amount=5000",
        "note_in=secret",
        "--as",
        "li",
    ]);
    let code = opened.split(':').next().unwrap();
    // The machine's owner, the auditor (`see_all`) and the lead see all of it.
    for who in [&[][..], &["--as", "au"], &["--as", "li"]] {
        let shown = office.does(&[&["show", code], who].concat());
        assert!(
            shown.contains("secret") && shown.contains("5000"),
            "{shown}"
        );
    }
    // Whose payslip it is sees it, but not the note, which has the place of its value filled.
    let shown = office.does(&["show", code, "--as", "an"]);
    assert!(
        shown.contains("5000") && !shown.contains("secret"),
        "{shown}"
    );
    assert!(shown.contains("(hidden)"), "{shown}");
    let told = office.does(&["why", code, "--as", "an"]);
    assert!(told.contains("5000") && !told.contains("secret"), "{told}");
    assert!(told.contains("(hidden)"), "{told}");
    assert!(office.does(&["why", code]).contains("secret"));
    // For anybody else it is not there, by no way of asking.
    for command in ["show", "why"] {
        let said = office.refuses(&[command, code, "--as", "bo"]);
        assert!(said.contains(&format!("no record `{code}`")), "{said}");
    }
    let said = office.refuses(&["answer", code, "check_it", "--as", "bo"]);
    assert!(
        said.contains("no record") && !said.contains("boss"),
        "{said}"
    );
    let said = office.refuses(&["event", code, "void", "--as", "bo"]);
    assert!(said.contains("no record"), "{said}");
    assert!(!office.does(&["tasks", "--as", "bo"]).contains(code));
    assert!(office.does(&["tasks", "--as", "an"]).contains(code));
    // Who has a task of it to do sees it, as long as the task is open.
    assert!(office.does(&["show", code, "--as", "max"]).contains("5000"));
    office.does(&["answer", code, "check_it", "--as", "max"]);
    office.refuses(&["show", code, "--as", "max"]);
}

#[test]
fn a_personal_value_is_its_owner_s_and_the_command_s() {
    let office = Office::new();
    let phone = |who: &str| {
        office
            .does(&["show", "bo", "--as", who])
            .contains("(hidden)")
    };
    assert!(!phone("bo") && !phone("li") && !phone("au"));
    assert!(phone("an"));
}

#[test]
fn a_task_with_nobody_is_listed_to_the_lead() {
    let office = Office::new();
    office.does(&["open", "client", "no=k1", "phone=1", "--as", "an"]);
    office.does(&["open", "parcel", "client=k1", "--as", "an"]);
    let listed = |who: &str| office.does(&["tasks", "--person", who]).contains("fetch");
    assert!(listed("li") && !listed("an") && !listed("max"));
    let incidents = office.does(&["incidents"]);
    assert!(incidents.contains("task `fetch` has nobody"), "{incidents}");
    let told = office.does(&["incidents", "--json"]);
    assert!(told.contains("\"lead\": \"lead\""), "{told}");
    // Set right and tried again, it lies with whom it is for.
    let code = office.does(&["tasks", "--person", "li"]);
    let code = code.split_whitespace().next().unwrap();
    office.does(&[
        "event",
        code,
        "correct",
        "helper=bo",
        "remark=bo is back",
        "--as",
        "li",
    ]);
    office.does(&["retry", "0", "--as", "an"]);
    assert!(listed("bo") && !listed("li"));
}

#[test]
fn four_eyes_that_leave_nobody_go_up_wherever_tasks_are_listed() {
    let office = Office::new();
    let opened = office.does(&["open", "permit", "--as", "li"]);
    let code = opened.split(':').next().unwrap();
    office.does(&["answer", code, "write", "text=mine", "--as", "li"]);
    let listed = |who: &str| {
        let said = office.does(&["tasks", "--person", who]);
        said.contains("review")
    };
    assert!(listed("max") && !listed("li") && !listed("bo"));
    let why = office.does(&["why", code]);
    assert!(why.contains("`review` opened for boss"), "{why}");
    let said = office.refuses(&["answer", code, "review", "fine", "--as", "li"]);
    assert!(said.contains("needs another person"), "{said}");
    office.does(&["answer", code, "review", "fine", "--as", "max"]);
}

#[test]
fn a_record_only_others_start_is_opened_by_nobody() {
    let office = Office::new();
    let said = office.refuses(&["open", "mend", "state_of=lost", "--as", "li"]);
    assert!(
        said.contains("nobody opens such a record by hand"),
        "{said}"
    );
}
