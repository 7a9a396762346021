//! The house rules: each floor uses only the floors below it, every module says why it exists, files stay short.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The floors from the ground up, and how far down each may reach: a floor may use those before it.
const FLOORS: [&str; 14] = [
    "model", "time", "lang", "engine", "world", "config", "store", "exchange", "demo", "report",
    "replay", "daemon", "web", "cli",
];

/// Files longer than 500 lines. The list may only shrink.
const LONG: [&str; 0] = [];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

fn all() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    found
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// The floor a file belongs to; `None` for `main.rs` and `lib.rs`.
fn floor(file: &str) -> Option<usize> {
    let first = file.split(['/', '.']).next().unwrap();
    FLOORS.iter().position(|floor| *floor == first)
}

fn is_test(file: &str) -> bool {
    file.contains("/tests/") || file.ends_with("tests.rs") || file.ends_with("testing.rs")
}

#[test]
fn a_floor_uses_only_the_floors_below_it() {
    let mut upward = Vec::new();
    for (file, text) in all() {
        let Some(own) = floor(&file) else { continue };
        for (at, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for piece in line.split("crate::").skip(1) {
                let name = piece
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()
                    .unwrap();
                let used = FLOORS.iter().position(|floor| *floor == name);
                if used.is_some_and(|used| used > own) && !is_test(&file) {
                    upward.push(format!("{file}:{}: {}", at + 1, line.trim()));
                }
            }
        }
    }
    assert!(upward.is_empty(), "floors reach up:\n{}", upward.join("\n"));
}

#[test]
fn every_module_opens_with_why_it_exists() {
    let silent: Vec<String> = all()
        .into_iter()
        .filter(|(file, text)| !text.starts_with("//!") && !is_test(file))
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn no_file_grows_past_500_lines() {
    let long: Vec<String> = all()
        .into_iter()
        .filter(|(file, text)| text.lines().count() > 500 && !LONG.contains(&file.as_str()))
        .map(|(file, text)| format!("{file}: {}", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn the_pure_floors_deny_files_clocks_and_threads() {
    let all = all();
    for floor in ["model", "time", "lang", "engine", "world"] {
        let door = &all[&format!("{floor}.rs")];
        let denied = "#![deny(clippy::disallowed_methods, clippy::disallowed_types)]";
        assert!(door.contains(denied), "{floor}");
    }
}

/// Ids put together from a word of the program: `dry-` and a verdict, `rhai-` and `syntax-` and a reason.
const COMPOSED: [&str; 5] = ["deed-", "dry-", "revision-", "rhai-", "syntax-"];

#[test]
fn every_message_of_the_catalogue_is_said_somewhere() {
    let said: String = all()
        .into_iter()
        .filter(|(file, _)| {
            let entries = file.starts_with("model/catalogue/") && !file.ends_with("reason.rs");
            !is_test(file) && !entries
        })
        .map(|(_, text)| text)
        .collect();
    let silent: Vec<&str> = casework::model::catalogue::all()
        .map(|message| message.id)
        .filter(|id| !COMPOSED.iter().any(|start| id.starts_with(start)))
        .filter(|id| !said.contains(&format!("\"{id}\"")))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}
