//! `casework check` over what no sane person wrote: it ends, with an exit code of its list and a sentence, and never panics.

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const DESK: &str = "workflows/shop/desk.toml";
const FLOW: &str = "workflows/shop/ticket.toml";
const RULES: &str = "rules/shop/score.rhai";

/// A sound folder with the bytes of one file put in place of what was there, and what is added to its end.
fn folder(path: &str, bytes: &[u8]) -> TempDir {
    let dir = TempDir::new().unwrap();
    let clean = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken/unknown-rule/clean");
    for file in [
        "casework.toml",
        DESK,
        "workflows/shop/staff.toml",
        FLOW,
        RULES,
        "rules/calendars/office.toml",
    ] {
        put(dir.path(), file, &std::fs::read(clean.join(file)).unwrap());
    }
    put(dir.path(), path, bytes);
    dir
}

fn put(dir: &Path, file: &str, bytes: &[u8]) {
    let path = dir.join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// What is written into the clean twin's workflow in place of its condition.
fn guarded(condition: &str) -> TempDir {
    let dir = folder(RULES, b"fn score_of(amount) { amount }");
    let flow = std::fs::read_to_string(dir.path().join(FLOW)).unwrap();
    let changed = flow.replace("(score ?? 0) > 100", condition);
    assert_ne!(flow, changed);
    put(dir.path(), FLOW, changed.as_bytes());
    dir
}

/// Exit code, standard output and standard error.
fn check(dir: &Path) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
    command.args(["check", "--lang", "en"]).arg(dir);
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// It is told as one error whose sentence has these words.
fn one_error(name: &str, dir: &Path, says: &str) {
    let (code, out, err) = check(dir);
    let shown: String = out.chars().take(2000).collect();
    assert_eq!(code, Some(1), "{name}: {shown}\n{err}");
    assert_eq!(err, "", "{name}");
    let first = out.lines().next().unwrap();
    assert!(first.contains(says), "{name}: {first}");
    assert!(
        out.ends_with("Errors: 1; warnings: 0; notes: 0.\n"),
        "{name}: {shown}"
    );
}

fn cannot_be_used(dir: &Path, says: &str) {
    let (code, out, err) = check(dir);
    assert_eq!((code, out.as_str()), (Some(4), ""), "{err}");
    assert!(err.contains(says), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
}

#[test]
fn what_is_no_configuration_folder_cannot_be_used() {
    let dir = TempDir::new().unwrap();
    cannot_be_used(&dir.path().join("missing"), "missing: No such file");
    cannot_be_used(dir.path(), "no configuration here");
    put(dir.path(), "file", b"x");
    cannot_be_used(&dir.path().join("file"), "not a folder");
}

#[test]
fn a_folder_without_desks_says_so() {
    let dir = TempDir::new().unwrap();
    put(dir.path(), "casework.toml", b"language = \"en\"\n");
    one_error("settings alone", dir.path(), "There is no desk");
    put(dir.path(), "workflows/common/a.toml", b"label = \"x\"\n");
    one_error("common flows alone", dir.path(), "There is no desk");
}

#[test]
fn a_desk_without_its_file_is_told_once() {
    let dir = folder(RULES, b"fn score_of(amount) { amount }");
    std::fs::remove_file(dir.path().join(DESK)).unwrap();
    one_error(
        "no desk.toml",
        dir.path(),
        "There is no file `workflows/shop/desk.toml`",
    );
}

#[test]
fn a_file_larger_than_configuration_is_refused() {
    let mut text = b"# ".to_vec();
    text.resize(4 * 1024 * 1024, b'x');
    let dir = folder(FLOW, &text);
    let (code, ..) = check(dir.path());
    assert_eq!(
        code,
        Some(0),
        "4 MiB are read: a register with a long comment"
    );
    text.push(b'\n');
    cannot_be_used(folder(FLOW, &text).path(), "larger than 4 MiB");
}

#[test]
fn what_is_no_text_is_told_once_a_file() {
    let every_byte: Vec<u8> = (0..=255).collect();
    for path in [
        "casework.toml",
        DESK,
        FLOW,
        RULES,
        "rules/calendars/office.toml",
        "workflows/shop/labels.csv",
    ] {
        one_error(path, folder(path, &every_byte).path(), "not UTF-8");
    }
}

#[test]
fn a_nul_is_shown_and_breaks_nothing() {
    one_error(
        "TOML",
        folder(FLOW, b"label = \"a\0b\"\n").path(),
        "cannot be seen",
    );
    one_error(
        "rhai",
        folder(RULES, b"fn score_of(amount) { \0 }").path(),
        "cannot stand here",
    );
    let days = b"zone = \"UTC\"\nweek = { mon-sun = [\"00:00-24:00\"] }\ndays = \"d.csv\"\n";
    let dir = folder("rules/calendars/office.toml", days);
    put(dir.path(), "rules/calendars/d.csv", b"date,kind\n\0,\0\n");
    let (code, ..) = check(dir.path());
    assert_eq!(code, Some(1));
}

#[test]
fn deep_nesting_is_told() {
    let many = 20_000;
    let nested = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(many), close.repeat(many))
    };
    for condition in [
        nested("(", "true", ")"),
        nested("!", "true", ""),
        nested("abs(", "1", ")"),
        nested("true && ", "true", ""),
        nested("1 + ", "1 > 0", ""),
        nested("[", "", "]"),
        format!("score{}", ".score".repeat(many)),
        "(".repeat(many),
    ] {
        let name: String = condition.chars().take(12).collect();
        one_error(&name, guarded(&condition).path(), "nested too deeply");
    }
    for body in [
        nested("(", "1", ")"),
        nested("{", "1", "}"),
        nested("!", "true", ""),
        nested("1 + ", "1", ""),
        format!("amount{}", ".a".repeat(many)),
        format!("amount{}", "[0]".repeat(many)),
        format!("{}{{ 1 }}", "if true { 1 } else ".repeat(many)),
    ] {
        let rule = format!("fn score_of(amount) {{ {body} }}\n");
        let name: String = body.chars().take(12).collect();
        one_error(
            &name,
            folder(RULES, rule.as_bytes()).path(),
            "nested too deeply",
        );
    }
    for value in [nested("[", "", "]"), nested("{ a = ", "1", " }")] {
        let flow = format!("x = {value}\n");
        let name: String = value.chars().take(12).collect();
        one_error(
            &name,
            folder(FLOW, flow.as_bytes()).path(),
            "nested too deeply",
        );
    }
    let dotted = format!("a{} = 1\n", ".a".repeat(many));
    one_error(
        "dotted",
        folder(FLOW, dotted.as_bytes()).path(),
        "nested too deeply",
    );
    let open = format!("x = {}\n", "[".repeat(many));
    one_error("open", folder(FLOW, open.as_bytes()).path(), "never closed");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_back_up_ends() {
    let dir = folder(RULES, b"fn score_of(amount) { amount }");
    std::os::unix::fs::symlink("..", dir.path().join("workflows/shop/up")).unwrap();
    let (code, out, _) = check(dir.path());
    assert_eq!(code, Some(0), "{out}");
}
