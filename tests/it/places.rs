//! Many places for every message: `tests/broken/*.md`, a case a heading, each an edit of the base folder of the
//! explanations with the wrong and the right words and the place marked (see `config::explain::Example`). The wrong side
//! gives that one message there, in these words; the right side gives none. `says`, `zh` and `help` are parts of the
//! message; a case that lacks them is shown with what it got, to be copied once that reads right.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use casework::config::explain::{Piece, Side, families, pieces};
use casework::model::catalogue;
use serde_json::Value as Json;

use crate::explained::{fault, told};

fn cases() -> Vec<Piece> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    files.sort();
    let texts = files
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap());
    texts.flat_map(|text| pieces(&text).split_off(1)).collect()
}

/// The message a case is about: the first word of its heading.
fn id(case: &Piece) -> &str {
    case.heading.split([' ', ':']).next().unwrap()
}

/// What is written behind this word.
fn written<'a>(case: &'a Piece, word: &str) -> Vec<&'a str> {
    let lines = case.paragraphs.iter().flat_map(|words| words.lines());
    let ours = lines.filter_map(|line| line.strip_prefix(word)?.strip_prefix(": "));
    ours.collect()
}

/// What a case's message does not say as written.
fn unsaid(case: &Piece, got: &[Vec<Json>; 2]) -> Option<String> {
    let [en, zh] = got;
    let ours = |told: &&Json| told["id"] == id(case);
    let (Some(en), Some(zh)) = (en.iter().find(ours), zh.iter().find(ours)) else {
        return None;
    };
    let part = |told: &Json, key: &str, word: &str| {
        let parts = written(case, word);
        let said = told[key].as_str().unwrap_or("-");
        !parts.is_empty() && parts.iter().all(|part| said.contains(part))
    };
    if part(en, "message", "says") && part(zh, "message", "zh") && part(en, "help", "help") {
        return None;
    }
    let text = |told: &Json, key: &str| told[key].as_str().unwrap_or("-").to_owned();
    Some(format!(
        "@@ {}\nsays: {}\nzh: {}\nhelp: {}\n",
        case.heading,
        text(en, "message"),
        text(zh, "message"),
        text(en, "help")
    ))
}

/// What underlines bytes that cannot be marked, or a file as a whole.
const UNMARKED: [&str; 2] = ["not-utf-8", "toml-syntax"];

#[test]
fn every_case_gives_its_message_there_and_no_other() {
    let mut wrong = String::new();
    for case in cases() {
        assert!(catalogue::find(id(&case)).is_some(), "{}", case.heading);
        let marked = case.example.places().len();
        assert_eq!(
            marked,
            usize::from(!UNMARKED.contains(&id(&case))),
            "{}",
            case.heading
        );
        let got = told(&case.example, Side::Wrong);
        if let Some(fault) = fault(id(&case), &case.example, &got[0]) {
            let _ = writeln!(wrong, "-- {}\n{fault}", case.heading);
        } else {
            wrong.extend(unsaid(&case, &got));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Messages that cannot stand in three places, in how many they do, and why.
const FEW: [(&str, usize); 6] = [
    // It is about the folder as a whole.
    ("no-desk", 1),
    // Only a change to a desk with records shows them.
    ("narrowed", 1),
    ("newly-required", 1),
    ("timer-never-armed", 1),
    ("vanished", 1),
    // It is about a table as a whole, thousands of combinations large; the head is the one place to underline.
    ("table-too-large", 2),
];

/// The messages of the folders of `tests/broken`, once for a folder.
fn of_folders() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken");
    let cases = std::fs::read_dir(folder).unwrap();
    let written = cases
        .filter_map(|case| std::fs::read_to_string(case.unwrap().path().join("expect.toml")).ok());
    let told = written.flat_map(|text| {
        let ids = text.lines().filter_map(|line| {
            let (key, id) = line.split_once('=')?;
            (key.trim() == "id").then(|| id.trim().trim_matches('"').to_owned())
        });
        ids.collect::<BTreeSet<String>>()
    });
    told.collect()
}

#[test]
fn every_message_stands_in_three_places() {
    let pages = families().iter().flat_map(|family| &family.pages);
    let mut count: BTreeMap<String, usize> = pages.map(|page| (page.id.clone(), 1)).collect();
    let more = cases().into_iter().map(|case| id(&case).to_owned());
    for id in more.chain(of_folders()) {
        *count.entry(id).or_default() += 1;
    }
    let wrong: Vec<String> = count
        .iter()
        .filter(|(id, count)| {
            let few = FEW.iter().find(|(few, _)| few == id);
            few.map_or(**count < 3, |(_, few)| *few != **count)
        })
        .map(|(id, count)| format!("{id}: {count}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
