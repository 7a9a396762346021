//! Every message of the check is explained, and every example is one: its wrong side gives that message at the marked
//! place and no other, its right side gives none.

use std::collections::BTreeSet;
use std::fmt::Write;

use casework::config::explain::{Example, Page, Side, families, page};
use casework::config::{Loaded, look_ahead, to_json};
use casework::model::catalogue::{self, Lang};
use chrono::NaiveDate;
use serde_json::Value as Json;

use crate::small::loaded;

/// What only a change to a desk with records shows; the dry run's and the staging's tests hold them.
const STAGING: [&str; 4] = [
    "narrowed",
    "newly-required",
    "timer-never-armed",
    "vanished",
];
/// What no small folder brings about: tables of thousands of combinations, cells of a form's `pass`.
const LARGE: [&str; 2] = ["table-too-large", "cell-no-names"];

/// The day examples are looked at.
const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 30).expect("a date");

fn shows(page: &Page) -> bool {
    let id = page.id.as_str();
    !STAGING.contains(&id) && !LARGE.contains(&id)
}

/// The messages of a side, as JSON in English and in Chinese.
pub(crate) fn told(example: &Example, side: Side) -> [Vec<Json>; 2] {
    let mut loaded = loaded(&example.folder(side));
    look_ahead(&mut loaded, TODAY);
    let Loaded {
        diagnostics,
        sources,
        ..
    } = loaded;
    let sorted = diagnostics.sorted(&sources);
    [Lang::En, Lang::Zh].map(|lang| {
        let told = sorted.iter().map(|told| to_json(told, &sources, lang));
        told.collect()
    })
}

/// A line a message: where and what.
pub(crate) fn line(told: &Json) -> String {
    format!(
        "  {}:{}:{} {} [{}] {} | {}",
        told["path"],
        told["line"],
        told["column"],
        told["id"],
        told["text"],
        told["message"],
        told["help"]
    )
}

/// What differs from one message `id` at the one marked place, `got` being what the wrong side gives; `None` when nothing does.
pub(crate) fn fault(id: &str, example: &Example, got: &[Json]) -> Option<String> {
    let places = example.places();
    let as_marked = |told: &Json| {
        let marked = places.iter().any(|place| {
            told["path"] == place.path
                && told["line"] == place.line
                && told["column"] == place.column
                && told["text"] == place.text
        });
        told["id"] == id && (marked || places.is_empty())
    };
    // What recurs is not carried out yet, and that is told beside all else.
    let kept = |told: &&Json| told["id"] == id || told["id"] != "not-run-yet";
    let got: Vec<&Json> = got.iter().filter(kept).collect();
    let mut wrong = String::new();
    if got.len() != 1 || !got.iter().all(|told| as_marked(told)) {
        let _ = writeln!(
            wrong,
            "== {id}: wanted {places:?}, got {} messages",
            got.len()
        );
        got.iter()
            .for_each(|told| wrong += &format!("{}\n", line(told)));
    }
    let [mut clean, _] = told(example, Side::Right);
    clean.retain(|told| kept(&told) && (id == "not-run-yet" || told["id"] != "not-run-yet"));
    if !clean.is_empty() {
        let _ = writeln!(wrong, "== {id}: its right side is told");
        clean
            .iter()
            .for_each(|told| wrong += &format!("{}\n", line(told)));
    }
    (!wrong.is_empty()).then_some(wrong)
}

fn pages() -> impl Iterator<Item = &'static Page> {
    families().iter().flat_map(|family| &family.pages)
}

#[test]
fn every_message_of_the_check_is_explained() {
    let known: BTreeSet<&str> = catalogue::diagnostics().map(|message| message.id).collect();
    let explained: BTreeSet<&str> = pages().map(|page| page.id.as_str()).collect();
    let missing: Vec<&&str> = known.difference(&explained).collect();
    let spare: Vec<&&str> = explained.difference(&known).collect();
    assert!(missing.is_empty(), "no page: {missing:?}");
    assert!(spare.is_empty(), "a page for no message: {spare:?}");
    assert_eq!(pages().count(), explained.len(), "two pages of one message");
}

#[test]
fn every_page_is_written_in_both_languages_and_has_an_example() {
    for page in pages() {
        for words in page.words(Lang::Zh) {
            assert!(
                words.chars().any(|c| c > '\u{4e00}'),
                "{}: {words}",
                page.id
            );
        }
        for words in page.words(Lang::En) {
            assert!(!words.is_empty(), "{}", page.id);
            assert!(words.ends_with(['.', ')']), "{}: {words}", page.id);
            let own = words.split('`').step_by(2).collect::<String>();
            assert!(!own.chars().any(|c| c > '\u{4e00}'), "{}: {words}", page.id);
        }
        assert!(!page.example.is_empty(), "{}", page.id);
    }
}

#[test]
fn every_example_gives_its_message_and_no_other() {
    let mut wrong = String::new();
    for page in pages().filter(|page| shows(page)) {
        let [got, _] = told(&page.example, Side::Wrong);
        wrong.extend(fault(&page.id, &page.example, &got));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn staging_is_explained_too() {
    for id in STAGING {
        let page = page(id).unwrap_or_else(|| panic!("{id}"));
        let [clean, _] = told(&page.example, Side::Right);
        assert!(clean.is_empty(), "{id}: {clean:#?}");
    }
}
