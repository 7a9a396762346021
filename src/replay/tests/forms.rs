//! Forms under another revision: what a person answered serves where every item now required is filled; and a form already
//! opened stays as it was.

use std::sync::Arc;

use super::bench::{DESK, Live, desk, folder, hours, told};
use crate::config::compat;
use crate::engine::{Desk, View};
use crate::model::{Actor, Names, Outcome, RecordNo, RevisionNo, Sheet, Value};
use crate::world::activate;

const ROUND: &str = r#"
label   = "Round"
code    = "R-{n:4}"
initial = "checking"

[field]
round = { type = "checks" }
bad   = "=count(round.unmet)"

[task]
check = { who = "clerk", with = ["round"] }

[event]
open = { who = ["clerk"] }

[state]
checking = { opens = ["check"] }
fine     = { final = true }
faulty   = { final = true }

[transition]
passed = { from = "checking", on = "check.done", when = "round.passed", to = "fine" }
failed = { from = "checking", on = "check.done", to = "faulty" }
"#;

const CHECKS: &str = "name,text,type,pass,required\n\
    floor,Is the floor clean?,,,\n\
    score,How many points?,whole,>= 3,\n";

fn with(checks: &str, names: &Names, revision: u32) -> Arc<Desk> {
    let top = format!("{DESK}\n[form.checks]\nitems = \"checks.csv\"\n");
    let files = [
        ("workflows/shop/desk.toml", top.as_str()),
        ("workflows/shop/inspection.toml", ROUND),
        ("rules/shop/checks.csv", checks),
    ];
    desk(&folder(&files), names, revision)
}

/// A round begun, and one done with four points.
fn live() -> (Live, RecordNo, RecordNo) {
    let mut live = Live::new(with(CHECKS, &Names::default(), 1));
    let done = live.open_as("inspection", "li", 1, &[]).expect("opened");
    let given = [("round.floor", "yes"), ("round.score", "4")];
    let outcome = live.act_on(done, "li", 2, "check.done", &given);
    assert_eq!(outcome, Outcome::Applied);
    let begun = live.open_as("inspection", "li", 3, &[]).expect("opened");
    (live, done, begun)
}

fn sheet(live: &Live, record: RecordNo) -> Arc<Sheet> {
    let name = live.desk.names.find("inspection").expect("a workflow");
    let field = live.desk.names.find_field(name, "round").expect("a field");
    match live.world.row(record).get(field.place()) {
        Some(Value::Sheet(sheet)) => Arc::clone(sheet),
        other => panic!("{other:?}"),
    }
}

fn verdicts(checks: &str) -> Vec<String> {
    let (live, ..) = live();
    told(&live.dry_run(&with(checks, &live.desk.names, 2)))
}

#[test]
fn the_same_items_change_nothing() {
    let reformatted = CHECKS.replace("\n", "\r\n");
    let (live, ..) = live();
    let other = with(&reformatted, &live.desk.names, 2);
    assert_eq!(other.meaning, live.desk.meaning);
    let dry = live.dry_run(&other);
    assert_eq!(told(&dry), ["R-0001 same", "R-0002 censored"]);
    let changed = with(&CHECKS.replace(">= 3", ">= 4"), &live.desk.names, 2);
    assert_ne!(changed.meaning, live.desk.meaning);
}

#[test]
fn an_item_now_required_was_never_answered() {
    let more = format!("{CHECKS}lights,Do the lights work?,,,\n");
    assert_eq!(
        verdicts(&more).first().map(String::as_str),
        Some("R-0001 open value_missing")
    );
}

#[test]
fn an_item_that_may_be_left_out_hinders_nothing() {
    let more = format!("{CHECKS}words,Anything else?,text,,no\n");
    assert_eq!(
        verdicts(&more).first().map(String::as_str),
        Some("R-0001 changed values")
    );
}

#[test]
fn an_item_asked_no_more_leaves_its_answer_unused() {
    let fewer = CHECKS.replace("floor,Is the floor clean?,,,\n", "");
    assert_eq!(
        verdicts(&fewer).first().map(String::as_str),
        Some("R-0001 changed values")
    );
}

#[test]
fn a_stricter_pass_takes_the_other_way() {
    let strict = CHECKS.replace(">= 3", ">= 5");
    let told = verdicts(&strict);
    let first = told.first().expect("a record");
    assert!(first.starts_with("R-0001 changed path"), "{first}");
}

#[test]
fn an_opened_form_keeps_its_items() {
    let (mut live, _, begun) = live();
    let before = sheet(&live, begun);
    let more = format!(
        "{}lights,Do the lights work?,,,\n",
        CHECKS.replace(">= 3", ">= 5")
    );
    let other = with(&more, &live.desk.names, 2);
    assert!(compat(&live.desk, &other, &live.world).is_empty());
    let lines = &mut live.lines;
    let revision = (RevisionNo(2), "second");
    activate(
        &mut live.world,
        &other,
        hours(4),
        Actor::ENGINE.into(),
        revision,
        &mut |_, line| {
            lines.push(line);
        },
    );
    live.desk = other;
    assert_eq!(sheet(&live, begun), before);
    // Three points were enough when it was opened, and nobody asked about lights then.
    let given = [("round.floor", "yes"), ("round.score", "3")];
    assert_eq!(
        live.act_on(begun, "li", 5, "check.done", &given),
        Outcome::Applied
    );
    let state = live.world.record(begun).and_then(|record| record.state);
    assert_eq!(state.map(|name| live.desk.names.text(name)), Some("fine"));
    let next = live.open_as("inspection", "li", 6, &[]).expect("opened");
    assert_eq!(sheet(&live, next).items.len(), 3);
}

#[test]
fn an_item_whose_kept_answer_fits_no_more_is_refused() {
    let (mut live, _, begun) = live();
    let given = [("round.score", "2"), ("remark", "so far")];
    live.act_on(begun, "bo", 4, "correct", &given);
    let other = with(
        &CHECKS.replace("whole,>= 3", "yes_no,yes"),
        &live.desk.names,
        2,
    );
    let reasons = compat(&live.desk, &other, &live.world);
    let about: Vec<&str> = reasons.iter().map(|reason| reason.id.as_str()).collect();
    assert_eq!(about, ["narrowed"], "{reasons:?}");
    // A number is as good as a whole one.
    let wider = with(
        &CHECKS.replace("whole,>= 3", "number,>= 3"),
        &live.desk.names,
        2,
    );
    assert!(compat(&live.desk, &wider, &live.world).is_empty());
}
