//! Each reason for which a record is known only up to an event.

use super::bench::{Live, changed, desk, folder, told};
use crate::model::Names;

fn checked() -> Live {
    let mut live = Live::usual();
    let small = live.open("li", 1, "50");
    live.does(small, "li", 4, "check.accept");
    live.does(small, "li", 8, "mend.mended");
    live.wait_until(100);
    live
}

#[test]
fn a_task_history_never_had() {
    let live = checked();
    let other = changed(&live.desk, &[("limit        = 100", "limit = 10")]);
    assert_eq!(told(&live.dry_run(&other)), ["T-0001 open new_task decide"]);
}

#[test]
fn other_answers_to_the_same_task() {
    let live = checked();
    let other = changed(
        &live.desk,
        &[
            (
                "[\"accept\", \"decline\"]",
                "[\"accept\", \"decline\", \"defer\"]",
            ),
            (
                "declined = { from = \"new\",",
                "deferred = { from = \"new\", on = \"check.defer\", to = \"resting\" }\ndeclined = { from = \"new\",",
            ),
        ],
    );
    assert_eq!(
        told(&live.dry_run(&other)),
        ["T-0001 open outcomes_changed check"]
    );
}

#[test]
fn somebody_who_may_no_more() {
    let live = checked();
    let other = changed(
        &live.desk,
        &[("mend   = { who = \"clerk\"", "mend   = { who = \"boss\"")],
    );
    assert_eq!(told(&live.dry_run(&other)), ["T-0001 open not_authorised"]);
}

#[test]
fn a_value_nobody_gave() {
    let live = checked();
    let other = changed(
        &live.desk,
        &[
            (
                "outcomes = [\"accept\", \"decline\"]",
                "outcomes = { accept = { with = [\"note\"] }, decline = {} }",
            ),
            (
                "measure = \"text\"",
                "measure = \"text\"\nnote    = \"text\"",
            ),
        ],
    );
    assert_eq!(told(&live.dry_run(&other)), ["T-0001 open value_missing"]);
}

#[test]
fn an_answer_before_the_question() {
    let live = checked();
    let other = changed(
        &live.desk,
        &[
            ("initial = \"new\"", "initial = \"queued\""),
            ("new      = { opens", "queued   = {}\nnew      = { opens"),
            (
                "large    = {",
                "taken    = { from = \"queued\", after = \"6h\", to = \"new\" }\nlarge    = {",
            ),
        ],
    );
    assert_eq!(
        told(&live.dry_run(&other)),
        ["T-0001 open asked_later_than_answered check"]
    );
}

#[test]
fn an_answer_to_what_is_not_asked() {
    let live = checked();
    let other = changed(
        &live.desk,
        &[("initial = \"new\"", "initial = \"mending\"")],
    );
    assert_eq!(
        told(&live.dry_run(&other)),
        ["T-0001 open answer_unused check"]
    );
}

#[test]
fn a_question_that_stays_longer_than_people_had() {
    let change = (
        "[transition]",
        "[transition]\nexpired  = { from = \"new\", after = \"10h\", to = \"declined\" }",
    );
    let text = super::bench::with(&[change]);
    let now = desk(
        &folder(&[("workflows/shop/ticket.toml", &text)]),
        &Names::default(),
        1,
    );
    let mut live = Live::new(now);
    live.open("li", 1, "50");
    live.wait_until(30);
    let other = changed(&live.desk, &[(change.0, &change.1.replace("10h", "20h"))]);
    assert_eq!(
        told(&live.dry_run(&other)),
        ["T-0001 open asked_longer check"]
    );
    // A shorter wait is decided: nobody had answered by then.
    let other = changed(&live.desk, &[(change.0, &change.1.replace("10h", "5h"))]);
    assert_eq!(told(&live.dry_run(&other)), ["T-0001 changed due"]);
}

#[test]
fn an_act_that_is_refused_and_one_that_was() {
    let mut live = Live::usual();
    let small = live.open("li", 1, "50");
    live.does(small, "li", 2, "hurry");
    let other = changed(
        &live.desk,
        &[(
            "hurried  = { from = [\"new\", \"mending\"]",
            "hurried  = { from = [\"mending\"]",
        )],
    );
    assert_eq!(told(&live.dry_run(&other)), ["T-0001 open event_refused"]);
    // The other way round: what was refused would be done.
    let mut live = Live::new(other);
    let small = live.open("li", 1, "50");
    let refused = live.act_on(small, "li", 2, "hurry", &[]);
    assert!(matches!(refused, crate::model::Outcome::Refused(_)));
    let usual = changed(&live.desk, &[]);
    assert_eq!(
        told(&live.dry_run(&usual)),
        ["T-0001 open refused_in_history"]
    );
}
