//! A scenario is read with every fault at its place.

use std::collections::BTreeMap;

use super::Suite;
use super::given::joined;
use crate::config::{Look, to_text};
use crate::model::catalogue::Lang;

fn told(scenario: &str) -> Vec<(String, String)> {
    let files = [
        ("t/a/x.toml", scenario),
        ("t/people.csv", "login,name\nli,Li\n"),
    ];
    let files: BTreeMap<String, Vec<u8>> = files
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .collect();
    let suite = Suite::of(&files);
    let sorted = suite.diagnostics.sorted(&suite.sources);
    for diagnostic in &sorted {
        // It can be shown in either language.
        let _ = to_text(diagnostic, &suite.sources, Lang::Zh, Look::Plain);
    }
    sorted
        .into_iter()
        .map(|d| (d.id.to_owned(), suite.sources.underlined(d.span).to_owned()))
        .collect()
}

fn ids(scenario: &str) -> Vec<(String, String)> {
    told(scenario)
}

const HEAD: &str =
    "id = \"x\"\nstart = 2026-03-06T16:00:00\ngiven = { employee = \"../people.csv\" }\n";

fn step(step: &str) -> Vec<(String, String)> {
    ids(&format!("{HEAD}[[step]]\n{step}\n"))
}

fn one(id: &str, text: &str) -> Vec<(String, String)> {
    vec![(id.to_owned(), text.to_owned())]
}

#[test]
fn a_sound_scenario_says_nothing() {
    let sound = "by = \"li\"\ndo = \"open complaint as c1\"\nexpect = { c1 = \"received\", late = [], values = { \"c1.owner\" = \"li\" } }";
    assert_eq!(step(sound), []);
}

#[test]
fn what_is_missing_or_unknown_is_named() {
    assert_eq!(ids("id = \"x\"\nstep = []\n")[0].0, "missing-key");
    assert_eq!(step("whom = \"li\""), one("unknown-key", "whom"));
    assert_eq!(step("do = \"open complaint\"")[0].0, "missing-key");
    let gone = HEAD.replace("people.csv", "folk.csv");
    let gone = ids(&format!("{gone}[[step]]\n"));
    assert_eq!(gone, one("no-such-file", "\"../folk.csv\""));
}

#[test]
fn a_deed_that_cannot_be_understood_is_named() {
    let deed = step("by = \"li\"\ndo = \"open complaint c1\"");
    assert_eq!(deed, one("scenario-do", "\"open complaint c1\""));
    let deed = step("by = \"li\"\ndo = \".x\"");
    assert_eq!(deed, one("scenario-do", "\".x\""));
}

#[test]
fn a_record_nobody_named_is_underlined_alone() {
    let deed = step("by = \"li\"\ndo = \"c9.answer done\"");
    assert_eq!(deed, one("unknown-name", "c9"));
    let state = step("expect = { c9 = \"received\" }");
    assert_eq!(state, one("unknown-name", "c9"));
    let slip = step("expect = { lates = [] }");
    assert_eq!(slip, one("unknown-key", "lates"));
    let value = step("expect = { values = { urgency = 1 } }");
    assert_eq!(value, one("scenario-value", "urgency"));
}

#[test]
fn a_key_of_the_stage_may_stand_for_its_record() {
    assert_eq!(
        step("by = \"li\"\ndo = \"li.note\"\nwith = { remark = \"x\" }"),
        []
    );
}

#[test]
fn a_name_is_given_once_and_a_time_said_once() {
    let twice = "by = \"li\"\ndo = \"open complaint as c1\"\nnames = { c1 = \"complaint\" }";
    assert_eq!(step(twice), one("scenario-name-twice", "c1"));
    let times = "after = \"1h\"\nat = 2026-03-07T10:00:00";
    assert_eq!(step(times), one("scenario-when", "at"));
}

#[test]
fn paths_are_resolved_beside_the_file() {
    assert_eq!(joined("t/a", "../people.csv"), "t/people.csv");
    assert_eq!(joined("t/a", "./b/c.csv"), "t/a/b/c.csv");
    assert_eq!(joined("", "../c.csv"), "../c.csv");
    assert_eq!(joined("/t/a", "../../../c.csv"), "/c.csv");
    assert_eq!(joined("t", "/x/c.csv"), "/x/c.csv");
}
