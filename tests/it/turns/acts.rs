//! What people do, who may, what is asked, and which transition it takes.

use casework::model::{Outcome, Refusal};
use serde_json::json;

use super::{play, refusals};

const FLOW: &str = r#"initial = "a"
code = "T-{n:3}"
[field]
amount = { type = "money", default = 0 }
note_text = "text"
other = "text"
double = "=amount * 2"
no = { type = "text", unique = true }
mark = { type = "code", pattern = "M-{n:2}" }
late_mark = "=mark"
[param]
limit = 100
[task]
work = { who = "clerk", outcomes = { yes = { with = ["amount", "note_text?"] }, no = {}, later = { keeps = true } } }
check = { who = "clerk", up_to = { amount = "=limit" }, not = ["=work.done_by"] }
[event]
open = { who = ["clerk"], with = ["amount?"] }
mark = { who = ["clerk"] }
[state]
a = { opens = ["work"] }
b = { opens = ["check"] }
c = { final = true, gives = ["mark"] }
[transition]
big = { from = "a", on = "work.yes", to = "b", when = "double > 100" }
small = { from = "a", on = "work.yes", to = "c" }
no = { from = "a", on = "work.no", to = "c", require = ["noted"] }
later = { from = "a", on = "work.later", stay = true, at_most = 2 }
finished = { from = "a", on = "work.done", to = "c", when = "is_set(other)" }
mark = { from = "a", on = "mark", stay = true, gives = ["mark"] }
checked = { from = "b", on = "check.done", to = "c" }
[require]
noted = { label = "noted", when = "is_set(note_text)" }
"#;

#[test]
fn an_answer_takes_only_what_it_asks() {
    let mut play = play(FLOW);
    let c = play.open(json!({}));
    let other = play.field("ticket", "other");
    let outcome = play.act(
        "an",
        &format!("{c}.work yes"),
        json!({"amount": 1, "other": "x"}),
    );
    assert_eq!(refusals(outcome), [Refusal::NotAsked { field: other }]);
    let outcome = play.act("an", &format!("{c}.work no"), json!({"amount": 1}));
    assert_eq!(refusals(outcome).len(), 1);
    let outcome = play.act(
        "an",
        &format!("{c}.note"),
        json!({"remark": "r", "amount": 1}),
    );
    assert_eq!(refusals(outcome).len(), 1);
    // Opening and correcting take every field that is not computed.
    play.does(
        "an",
        &format!("{c}.correct"),
        json!({"remark": "r", "other": "x"}),
    );
    play.open(json!({"other": "x", "no": "1"}));
    let double = play.field("ticket", "double");
    let outcome = play.act(
        "an",
        &format!("{c}.correct"),
        json!({"remark": "r", "double": 4}),
    );
    assert_eq!(refusals(outcome), [Refusal::NotAsked { field: double }]);
}

#[test]
fn what_is_asked_must_be_given_in_this_act() {
    let mut play = play(FLOW);
    let c = play.open(json!({"amount": 60}));
    let amount = play.field("ticket", "amount");
    let outcome = play.act("an", &format!("{c}.work yes"), json!({}));
    assert_eq!(
        refusals(outcome),
        [Refusal::MissingValue {
            field: Some(amount)
        }]
    );
}

#[test]
fn guards_read_what_is_given_and_computed_in_the_same_act() {
    for (amount, state) in [(50, "c"), (51, "b")] {
        let mut play = play(FLOW);
        let c = play.open(json!({"amount": 1}));
        play.does("an", &format!("{c}.work yes"), json!({"amount": amount}));
        assert_eq!(
            (play.state(&c), play.value(&c, "double")),
            (state, (2 * amount).to_string())
        );
    }
}

#[test]
fn an_unmet_requirement_refuses_and_nothing_is_left_of_it() {
    let mut play = play(FLOW);
    let c = play.open(json!({}));
    assert!(matches!(
        refusals(play.act("an", &format!("{c}.work no"), json!({})))[..],
        [Refusal::Unmet { .. }]
    ));
    assert_eq!(
        (play.state(&c), play.tasks(&c)),
        ("a", vec!["work@clerk".to_owned()])
    );
}

#[test]
fn an_answer_that_keeps_the_task_has_not_done_it_and_counts() {
    let mut play = play(FLOW);
    let c = play.open(json!({"other": "x"}));
    for _ in 0..2 {
        play.does("an", &format!("{c}.work later"), json!({}));
        assert_eq!(
            (play.state(&c), play.tasks(&c)),
            ("a", vec!["work@clerk".to_owned()])
        );
    }
    refusals(play.act("an", &format!("{c}.work later"), json!({})));
    assert_eq!(play.state(&c), "a");
}

#[test]
fn above_the_limit_the_role_above_decides_and_four_eyes_hold() {
    let mut play = play(FLOW);
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.work yes"), json!({"amount": 100}));
    assert_eq!(play.tasks(&c), ["check@clerk"]);
    assert_eq!(
        refusals(play.act("an", &format!("{c}.check done"), json!({}))),
        [Refusal::FourEyes]
    );
    play.does("li", &format!("{c}.check done"), json!({}));
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.work yes"), json!({"amount": "100.01"}));
    assert_eq!(play.tasks(&c), ["check@boss"]);
    assert!(matches!(
        refusals(play.act("li", &format!("{c}.check done"), json!({})))[..],
        [Refusal::NotAllowed { .. }]
    ));
    play.does("bo", &format!("{c}.check done"), json!({}));
    // A role without one above it has a limit all the same.
    let flow = FLOW.replace(r#"check = { who = "clerk""#, r#"check = { who = "boss""#);
    play.mend("workflows/d/ticket.toml", &flow);
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.work yes"), json!({"amount": 101}));
    assert_eq!(
        (play.tasks(&c), play.incidents().len()),
        (vec!["check".to_owned()], 1)
    );
    refusals(play.act("bo", &format!("{c}.check done"), json!({})));
}

#[test]
fn codes_are_given_once_and_what_is_computed_from_them_follows() {
    let mut play = play(FLOW);
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.mark"), json!({}));
    assert_eq!(
        (play.value(&c, "mark"), play.value(&c, "late_mark")),
        ("M-01".into(), "M-01".into())
    );
    play.does("an", &format!("{c}.work yes"), json!({"amount": 1}));
    assert_eq!(
        (play.state(&c), play.value(&c, "mark")),
        ("c", "M-01".into())
    );
    let d = play.open(json!({}));
    play.does("an", &format!("{d}.work yes"), json!({"amount": 1}));
    assert_eq!((&*d, play.value(&d, "mark")), ("T-002", "M-02".into()));
}

#[test]
fn unique_values_stay_unique_through_corrections_and_after_the_end() {
    let mut play = play(FLOW);
    let (c, d) = (play.open(json!({"no": "1"})), play.open(json!({"no": "2"})));
    let taken = |o: Outcome| matches!(refusals(o)[..], [Refusal::NotUnique { .. }]);
    assert!(taken(play.act(
        "an",
        &format!("{d}.correct"),
        json!({"remark": "r", "no": "1"})
    )));
    play.does(
        "an",
        &format!("{c}.correct"),
        json!({"remark": "r", "no": "3"}),
    );
    play.does(
        "an",
        &format!("{d}.correct"),
        json!({"remark": "r", "no": "1"}),
    );
    play.does("an", &format!("{d}.work yes"), json!({"amount": 1}));
    let open = casework::world::Act::Open("ticket".into());
    assert!(taken(play.run("an", open.clone(), json!({"no": "1"}))));
    // Corrected away, also on an ended record, it is free.
    play.does(
        "an",
        &format!("{d}.correct"),
        json!({"remark": "r", "no": "4"}),
    );
    assert_eq!(play.run("an", open, json!({"no": "1"})), Outcome::Applied);
}

#[test]
fn a_late_answer_is_kept_and_changes_nothing() {
    let mut play = play(FLOW);
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.work yes"), json!({"amount": 1}));
    play.does("li", &format!("{c}.work yes"), json!({"amount": 9}));
    assert_eq!(play.value(&c, "amount"), "1");
    let kept = play.lines.last().unwrap();
    assert_eq!(
        kept.effects,
        [casework::model::Effect::Noted { late_answer: true }]
    );
}

#[test]
fn an_ended_record_takes_notes_and_corrections_and_no_more() {
    let mut play = play(FLOW);
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.work yes"), json!({"amount": 1}));
    play.does("li", &format!("{c}.note"), json!({"remark": "r"}));
    play.does(
        "an",
        &format!("{c}.correct"),
        json!({"remark": "r", "amount": 7}),
    );
    assert_eq!(
        (play.state(&c), play.value(&c, "double")),
        ("c", "14".into())
    );
    assert_eq!(
        refusals(play.act("an", &format!("{c}.mark"), json!({}))),
        [Refusal::RecordEnded]
    );
    assert_eq!(
        refusals(play.act("an", &format!("{c}.void"), json!({"remark": "r"}))),
        [Refusal::RecordEnded]
    );
}

#[test]
fn who_has_left_does_nothing_any_more() {
    let flow = FLOW.replace("work = { who = \"clerk\"", "work = { who = \"=owner\"");
    let mut play = play(&flow);
    let c = play.open(json!({}));
    assert_eq!(play.tasks(&c), ["work@an"]);
    play.does("bo", "an.void", json!({"remark": "left"}));
    assert!(matches!(
        refusals(play.act("an", &format!("{c}.work yes"), json!({"amount": 1})))[..],
        [Refusal::NotAllowed { .. }]
    ));
    refusals(play.act("an", &format!("{c}.note"), json!({"remark": "r"})));
    // What opens for somebody who left has nobody.
    play.does(
        "li",
        &format!("{c}.correct"),
        json!({"remark": "r", "amount": 1}),
    );
    let open = casework::world::Act::Open("ticket".into());
    let owned = play.run("li", open, json!({"owner": "li"}));
    assert_eq!(owned, Outcome::Applied);
}

#[test]
fn to_the_same_state_begins_anew_and_stay_does_not() {
    let flow = r#"initial = "a"
[event]
again = { who = ["clerk"] }
stay = { who = ["clerk"] }
[task]
work = { who = "clerk", due = "24h", ladder = false }
kept = { who = "clerk", lives = "record" }
[state]
a = { opens = ["work", "kept"] }
b = { final = true }
[transition]
again = { from = "a", on = "again", to = "a" }
stay = { from = "a", on = "stay", stay = true }
timed = { from = "a", after = "48h", to = "b" }
"#;
    let mut play = play(flow);
    let c = play.open(json!({}));
    let first: Vec<_> = play.world.tasks().map(|task| task.no).collect();
    play.after("12h");
    play.does("an", &format!("{c}.stay"), json!({}));
    play.after("12h");
    play.does("an", &format!("{c}.again"), json!({}));
    let now: Vec<_> = play.world.tasks().map(|task| task.no).collect();
    assert_eq!(
        (now.len(), now[0]),
        (2, first[1]),
        "the kept one is the same"
    );
    play.after("47h");
    assert_eq!((play.state(&c), play.points().len()), ("a", 1));
    play.after("2h");
    assert_eq!((play.state(&c), play.tasks(&c)), ("b", vec![]));
}

#[test]
fn all_done_waits_for_every_task_of_the_state_and_for_no_clock() {
    let flow = r#"initial = "a"
[task]
one = { who = "clerk" }
two = { who = "clerk" }
[clock]
stay_long = { due = "24h", ladder = false }
[state]
a = { opens = ["one", "two", "stay_long"] }
b = { final = true }
[transition]
done = { from = "a", on = "all done", to = "b" }
"#;
    let mut play = play(flow);
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.two done"), json!({}));
    assert_eq!(play.state(&c), "a");
    play.does("an", &format!("{c}.one done"), json!({}));
    assert_eq!(play.state(&c), "b");
}

#[test]
fn what_is_computed_changes_with_its_inputs_and_not_with_the_rules() {
    let mut play = play(FLOW);
    let c = play.open(json!({"amount": 10}));
    play.mend(
        "workflows/d/ticket.toml",
        &FLOW.replace("amount * 2", "amount * 3"),
    );
    play.does("an", &format!("{c}.work later"), json!({}));
    assert_eq!(play.value(&c, "double"), "20");
    play.does(
        "an",
        &format!("{c}.correct"),
        json!({"remark": "r", "amount": 11}),
    );
    assert_eq!(play.value(&c, "double"), "33");
}

#[test]
fn the_initial_state_sets_and_what_is_frozen_is_computed_once() {
    let flow = r#"initial = "a"
[field]
n = { type = "whole", default = 1 }
m = { type = "whole", default = "=n + 1" }
once = { type = "whole", computed = "=n * 10", frozen = true }
[event]
go = { who = ["clerk"] }
[state]
a = { sets = { n = "=n + 4" } }
b = { final = true }
[transition]
more = { from = "a", when = "n == 5", stay = true, sets = { n = "=6" } }
go = { from = "a", on = "go", to = "b" }
"#;
    let mut play = play(flow);
    let c = play.open(json!({}));
    assert_eq!(
        (
            play.value(&c, "n"),
            play.value(&c, "m"),
            play.value(&c, "once")
        ),
        ("6".into(), "2".into(), "10".into())
    );
}

#[test]
fn a_transition_is_chosen_in_order_guarded_first_and_counted_since_another() {
    let flow = r#"initial = "a"
[field]
n = { type = "whole", default = 0 }
[event]
go = { who = ["clerk"], with = ["n?"] }
anew = { who = ["clerk"] }
[state]
a = {}
b = { final = true }
[transition]
plain = { from = "a", on = "go", to = "b" }
few = { from = "a", on = "go", stay = true, when = "n < 5", at_most = 2, since = "anew" }
anew = { from = "a", on = "anew", stay = true }
"#;
    let mut play = play(flow);
    let c = play.open(json!({}));
    for round in 0..2 {
        for _ in 0..2 {
            play.does("an", &format!("{c}.go"), json!({}));
            assert_eq!(play.state(&c), "a", "{round}");
        }
        if round == 0 {
            play.does("an", &format!("{c}.anew"), json!({}));
        }
    }
    play.does("an", &format!("{c}.go"), json!({}));
    assert_eq!(play.state(&c), "b");
}

#[test]
fn four_eyes_hold_for_whom_a_deputy_acts_for() {
    let flow = r#"initial = "a"
[task]
check = { who = "clerk", not = ["=opened_by"] }
[state]
a = { opens = ["check"] }
b = { final = true }
[transition]
done = { from = "a", on = "check.done", to = "b" }
"#;
    let mut play = play(flow);
    let c = play.open(json!({}));
    let staff = play.desk.names.find("staff").unwrap();
    let an = play.world.by_word(&play.desk, staff, "an");
    let act = casework::world::Act::Answer {
        record: c.clone(),
        task: "check".into(),
        outcome: "done".into(),
    };
    let outcome = play.run_for("li", an, act, json!({}));
    assert_eq!(refusals(outcome), [Refusal::FourEyes]);
    play.does("li", &format!("{c}.check done"), json!({}));
    assert_eq!(play.state(&c), "b");
}
