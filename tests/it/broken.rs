//! The corpus of broken folders: `tests/broken/<name>/broken` has one fault, `clean` is the same folder without it, and
//! `expect.toml` says what `casework check` must answer. To add one: write both folders and an empty `expect.toml`, run
//! this test, and copy what it got once it reads right; then accept the snapshot, which keeps how people see it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use serde::Deserialize;
use serde_json::Value as Json;

/// What `expect.toml` holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    #[serde(default)]
    message: Vec<Wanted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    id: String,
    path: String,
    line: u64,
    column: u64,
    underlined: String,
    /// Parts of the English sentence.
    says: Vec<String>,
    /// Parts of the Chinese sentence.
    zh: Vec<String>,
    /// A part of the English help; none means that there is no help.
    help: Option<String>,
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

/// The folders of the corpus, by name.
fn cases() -> BTreeSet<PathBuf> {
    let entries = std::fs::read_dir(corpus()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.is_dir()).collect()
}

fn check(dir: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
    command.arg("check").args(args).arg(dir);
    command.output().unwrap()
}

/// The messages and the exit code; what is no JSON (a panic) is told as it came.
fn messages(dir: &Path, lang: &str) -> (Vec<Json>, Option<i32>) {
    let output = check(dir, &["--json", "--lang", lang]);
    let text = String::from_utf8_lossy(&output.stdout);
    let object: Json = serde_json::from_str(&text).unwrap_or_else(|error| {
        let errors = String::from_utf8_lossy(&output.stderr);
        panic!("{}: {error}\n{text}\n{errors}", dir.display())
    });
    let found = object["diagnostics"].as_array().unwrap().clone();
    (found, output.status.code())
}

/// A message as `expect.toml` would have it, to be copied.
fn as_written(en: &Json, zh: &Json) -> String {
    let quoted = |value: &Json| toml::Value::String(value.as_str().unwrap().to_owned()).to_string();
    let mut text = String::from("[[message]]\n");
    writeln!(text, "id         = {}", quoted(&en["id"])).unwrap();
    writeln!(text, "path       = {}", quoted(&en["path"])).unwrap();
    writeln!(text, "line       = {}", en["line"]).unwrap();
    writeln!(text, "column     = {}", en["column"]).unwrap();
    writeln!(text, "underlined = {}", quoted(&en["text"])).unwrap();
    writeln!(text, "says       = [{}]", quoted(&en["message"])).unwrap();
    writeln!(text, "zh         = [{}]", quoted(&zh["message"])).unwrap();
    if !en["help"].is_null() {
        writeln!(text, "help       = {}", quoted(&en["help"])).unwrap();
    }
    text
}

fn answers(wanted: &Wanted, en: &Json, zh: &Json) -> bool {
    let holds = |text: &Json, part: &String| text.as_str().is_some_and(|text| text.contains(part));
    en["id"] == wanted.id
        && en["path"] == wanted.path
        && en["line"] == wanted.line
        && en["column"] == wanted.column
        && en["text"] == wanted.underlined
        && wanted.says.iter().all(|part| holds(&en["message"], part))
        && wanted.zh.iter().all(|part| holds(&zh["message"], part))
        && match &wanted.help {
            Some(part) => holds(&en["help"], part),
            None => en["help"].is_null(),
        }
}

#[test]
fn every_fault_gives_its_message_and_the_clean_twin_none() {
    let mut wrong = String::new();
    for case in cases() {
        let name = case.file_name().unwrap().to_string_lossy();
        let written = std::fs::read_to_string(case.join("expect.toml")).unwrap();
        let expect: Expect =
            toml::from_str(&written).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (en, exit) = messages(&case.join("broken"), "en");
        let (zh, _) = messages(&case.join("broken"), "zh");
        let pairs = || expect.message.iter().zip(en.iter().zip(&zh));
        let same = expect.message.len() == en.len()
            && !en.is_empty()
            && pairs().all(|(wanted, (en, zh))| answers(wanted, en, zh));
        // A warning alone stops nobody.
        let ends = i32::from(en.iter().any(|told| told["severity"] == "error"));
        if !same || exit != Some(ends) {
            let got: Vec<String> = en
                .iter()
                .zip(&zh)
                .map(|(en, zh)| as_written(en, zh))
                .collect();
            let got = got.join("\n");
            writeln!(
                wrong,
                "== {name}: exit {exit:?}, wanted\n{written}-- got\n{got}"
            )
            .unwrap();
        }
        let (en, exit) = messages(&case.join("clean"), "en");
        if !en.is_empty() || exit != Some(0) {
            writeln!(
                wrong,
                "== {name}: its clean twin, exit {exit:?}, got {en:#?}"
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_fault_reads_well() {
    let mut changed = Vec::new();
    for case in cases() {
        let mut text = String::new();
        for lang in ["en", "zh"] {
            let output = check(&case.join("broken"), &["--lang", lang]);
            text += &String::from_utf8_lossy(&output.stdout);
            text.push('\n');
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&case);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let compared = std::panic::catch_unwind(AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!("told", text));
        }));
        if compared.is_err() {
            changed.push(case);
        }
    }
    assert!(changed.is_empty(), "{changed:#?}");
}

#[test]
fn the_corpus_is_as_large_as_promised() {
    let cases = cases();
    assert!(cases.len() >= 24, "{}", cases.len());
    let chinese = |case: &&PathBuf| {
        let expect = std::fs::read_to_string(case.join("expect.toml")).unwrap();
        let lines = expect.lines().filter(|line| line.starts_with("underlined"));
        lines.into_iter().any(|line| !line.is_ascii())
    };
    assert!(cases.iter().filter(chinese).count() >= 5);
}
