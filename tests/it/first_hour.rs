//! What a new user meets in the first hour after `casework init`, through the binary: every slip gets one clear sentence,
//! and nothing is left behind half done.

use std::path::{Path, PathBuf};

use assert_cmd::Command;

struct Desk {
    _outer: tempfile::TempDir,
    dir: PathBuf,
}

impl Desk {
    fn new(lang: &str) -> Desk {
        let outer = tempfile::tempdir().unwrap();
        let dir = outer.path().join("客服 desk");
        let made = run(outer.path(), &["init", "客服 desk", "--lang", lang]);
        assert_eq!(made.0, 0, "{made:?}");
        Desk { _outer: outer, dir }
    }

    /// With Ann and Tom in it.
    fn peopled() -> Desk {
        let desk = Desk::new("en");
        let people = "tests/scenarios/service/people.csv";
        desk.fine(&["import", people, "--as", "employee"]);
        desk
    }

    fn fine(&self, args: &[&str]) -> String {
        let (code, out, err) = run(&self.dir, args);
        assert_eq!(code, 0, "{args:?}: {out}{err}");
        out
    }

    /// The exit code must be this, and these words be said.
    fn says(&self, args: &[&str], exit: i32, words: &[&str]) {
        let (code, out, err) = run(&self.dir, args);
        assert_eq!(code, exit, "{args:?}: {out}{err}");
        for word in words {
            assert!(
                err.contains(word) || out.contains(word),
                "{args:?}: {out}{err}"
            );
        }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.dir.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.dir.join(path)).unwrap();
        assert!(text.contains(from), "{from}");
        self.write(path, &text.replace(from, to));
    }

    fn files(&self, below: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.dir.join(below))
            .into_iter()
            .flatten();
        let names = entries.map(|one| one.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

fn run(dir: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
    let output = command.args(args).current_dir(dir).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

const LOG: &str = "no,at,who,what,subject\n1,2026-09-01 09:20,ann,opened,Printer\n1,2026-09-01 10:00,ann,solved,\n2,2026-09-02 09:00,bob,opened,Screen\n";
const MAP: &str = r#"desk = "service"
workflow = "request"
zone = "UTC"
format = "%Y-%m-%d %H:%M"
[column]
case = "no"
time = "at"
person = "who"
[person]
workflow = "employee"
key = "login"
role = "specialist"
[field]
title = "subject"
measure = { value = "repaired" }
[event]
from = "what"
map = { opened = "open", solved = "answer.solved" }
"#;

#[test]
fn a_log_comes_into_the_desk_of_init_and_its_people_are_called_as_it_calls_them() {
    let desk = Desk::new("en");
    desk.write("log.csv", LOG);
    desk.write("map.toml", MAP);
    let told = desk.fine(&["import", "log.csv", "--map", "map.toml"]);
    for line in ["applied 3", "refused 0", "people 2", "records 2"] {
        assert!(told.contains(line), "{told}");
    }
    // No state is named in this log, so none was compared.
    assert!(!told.contains("100.000"), "{told}");
    assert!(desk.fine(&["show", "bob"]).contains("Name   bob"));
    assert_eq!(desk.files("data"), ["casework.db", "casework.db.lock"]);
    desk.fine(&["verify"]);
}

#[test]
fn why_an_event_of_a_log_was_refused_stands_there_as_a_sentence() {
    let desk = Desk::new("en");
    desk.write("log.csv", LOG);
    desk.write(
        "map.toml",
        &MAP.replace("measure = { value = \"repaired\" }\n", ""),
    );
    let told = desk.fine(&["import", "log.csv", "--map", "map.toml"]);
    assert!(
        told.contains("These must be filled in: Measure (`measure`)."),
        "{told}"
    );
}

#[test]
fn what_people_must_have_and_a_log_cannot_give_is_said_before_anything_is_done() {
    let desk = Desk::new("en");
    desk.write("log.csv", LOG);
    desk.write("map.toml", MAP);
    desk.edit(
        "workflows/service/employee.toml",
        "[event]",
        "hired = { type = \"date\", required = true }\n\n[event]",
    );
    desk.says(
        &["import", "log.csv", "--map", "map.toml"],
        1,
        &["`employee` demands `hired`"],
    );
    assert!(!desk.dir.join("data/casework.db").exists());
}

#[test]
fn names_of_a_mapping_are_checked_before_the_log_is_read() {
    for (right, wrong, said) in [
        (
            "answer.solved",
            "answer.solvd",
            "did you mean `answer.solved`?",
        ),
        (
            "\"specialist\"",
            "\"specialst\"",
            "did you mean `specialist`?",
        ),
        ("title =", "titel =", "did you mean `title`?"),
        ("\"request\"", "\"reqest\"", "did you mean `request`?"),
        ("\"login\"", "\"logn\"", "did you mean `login`?"),
        ("\"service\"", "\"servce\"", "did you mean `service`?"),
    ] {
        let desk = Desk::new("en");
        desk.write("log.csv", LOG);
        desk.write("map.toml", &MAP.replace(right, wrong));
        desk.says(&["import", "log.csv", "--map", "map.toml"], 1, &[said]);
        assert!(!desk.dir.join("data/casework.db").exists());
    }
}

#[test]
fn an_import_that_breaks_off_leaves_no_data_file() {
    let desk = Desk::new("en");
    // An XES file that ends in the middle.
    desk.write(
        "log.xes",
        "<log><trace><string key=\"concept:name\" value=\"1\"/><event>",
    );
    desk.write("map.toml", MAP);
    let (code, _, err) = run(&desk.dir, &["import", "log.xes", "--map", "map.toml"]);
    assert_ne!(code, 0, "{err}");
    let left = desk.files("data");
    assert!(left.iter().all(|name| name.ends_with(".lock")), "{left:?}");
}

#[test]
fn one_change_has_one_digest_wherever_it_is_shown() {
    let desk = Desk::peopled();
    desk.fine(&["open", "request", "title=Printer", "--as", "ann"]);
    let text = |args: &[&str]| {
        let (_, out, err) = run(&desk.dir, args);
        format!("{out}{err}")
    };
    desk.edit(
        "workflows/service/request.toml",
        "value = \"1 working day\"",
        "value = \"2 working days\"",
    );
    let digest = |text: &str| -> String {
        let after = text.rsplit_once("digest ").map(|(_, after)| after);
        let after = after.unwrap_or_else(|| panic!("{text}"));
        after.chars().take_while(char::is_ascii_hexdigit).collect()
    };
    // The daemon stages it.
    let mut daemon = std::process::Command::new(env!("CARGO_BIN_EXE_casework"));
    let daemon = daemon.args(["serve", "--listen", "127.0.0.1:0"]);
    let daemon = daemon
        .current_dir(&desk.dir)
        .stdout(std::process::Stdio::piped());
    let mut daemon = daemon.stderr(std::process::Stdio::null()).spawn().unwrap();
    let mut first = String::new();
    let out = daemon.stdout.take().unwrap();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut first).unwrap();
    let list = text(&["revisions"]);
    let one = text(&["revisions", "2"]);
    // More work that the change does not touch does not alter what was found.
    text(&[
        "open",
        "request",
        "title=Screen",
        "urgent=true",
        "--as",
        "ann",
    ]);
    let tried = text(&["dry-run"]);
    let stale = text(&["publish", "2", "--digest", "abc", "--as", "tom"]);
    let found = digest(&list);
    let live = text(&["publish", "2", "--digest", &found, "--as", "tom"]);
    let _ = daemon.kill();
    let _ = daemon.wait();
    assert_eq!(found, digest(&one));
    assert_eq!(found, digest(&tried));
    assert!(stale.contains(&format!("that is `{found}`")), "{stale}");
    assert!(live.contains("Revision 2 is live"), "{live}");
    assert!(
        list.contains("live: ") && list.contains("staged: "),
        "{list}"
    );
}

#[test]
fn every_slip_on_the_command_line_says_what_was_meant() {
    let desk = Desk::peopled();
    let opened = desk.fine(&["open", "request", "title=Printer", "--as", "ann"]);
    let code = opened.split(':').next().unwrap();
    let meant = |name: &str| format!("did you mean `{name}`?");
    for (args, exit, name) in [
        (
            vec!["open", "reqest", "title=x", "--as", "ann"],
            3,
            "request",
        ),
        (
            vec!["open", "request", "titel=x", "--as", "ann"],
            3,
            "title",
        ),
        (vec!["open", "request", "title=x", "--as", "anm"], 3, "ann"),
        (
            vec!["answer", code, "anser", "solved", "--as", "ann"],
            3,
            "answer",
        ),
        (
            vec!["answer", code, "answer", "solvd", "--as", "ann"],
            3,
            "solved",
        ),
        (vec!["event", code, "nite", "--as", "ann"], 3, "note"),
        (vec!["tasks", "--person", "anm"], 3, "ann"),
        (vec!["tasks", "--desk", "servce"], 3, "service"),
        (vec!["dry-run", "--desk", "servce"], 4, "service"),
        (
            vec![
                "import",
                "tests/scenarios/service/people.csv",
                "--as",
                "employe",
            ],
            2,
            "employee",
        ),
    ] {
        desk.says(&args, exit, &[&meant(name)]);
    }
    desk.says(&["open", "request", "title=x"], 3, &["--as PERSON"]);
    desk.says(&["tasks", "--data", "typo.db"], 4, &["`typo.db`", "--data"]);
    desk.says(&["opne"], 2, &["'open'"]);
    let empty = tempfile::tempdir().unwrap();
    let (code, _, err) = run(empty.path(), &["tasks"]);
    assert!(code == 4 && err.contains("casework init"), "{err}");
    let (code, _, err) = run(empty.path(), &[]);
    assert!(
        code == 2 && err.contains("To begin") && err.contains("Exit codes"),
        "{err}"
    );
}

#[test]
fn a_scenario_that_fails_says_the_sentence_and_a_broken_one_stands_at_the_end() {
    let desk = Desk::new("en");
    let head = "id = \"x\"\nsays = \"x\"\nstart = 2026-03-02T10:00:00\ngiven = { employee = \"people.csv\" }\n";
    let open = "[[step]]\nby = \"ann\"\ndo = \"open request as r1\"\n";
    desk.write("tests/scenarios/service/bad.toml", &format!("{head}{open}"));
    desk.write("tests/scenarios/service/worse.toml", "id = \n");
    // Who was refused opened nothing: the name is free.
    let again = format!(
        "{head}{open}expect = {{ refused = [\"missing-value\"] }}\n{open}with = {{ title = \"x\" }}\n"
    );
    desk.write("tests/scenarios/service/again.toml", &again);
    let (code, out, _) = run(&desk.dir, &["test"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("bad.toml:5: x in service, step 1"), "{out}");
    assert!(
        out.contains("because: These must be filled in: Title (`title`)."),
        "{out}"
    );
    let end = "worse.toml\n\n2 passed, 2 failed\n";
    assert!(out.ends_with(end), "{out}");
}
