//! Deadlines of one record: due, paused, resumed, answered late and judged.

use casework::model::Judgement::{Breached, InTime, Late};
use casework::model::Outcome;
use serde_json::json;

use super::{Play, play};

fn flow(task: &str) -> String {
    format!(
        r#"initial = "a"
[field]
day = {{ type = "date", default = '=date("2026-03-20")' }}
[task]
work = {{ who = "clerk", {task}, lives = "record", outcomes = ["done_so", "wrong"] }}
[event]
wait = {{ who = ["clerk"] }}
resume = {{ who = ["clerk"] }}
leave = {{ who = ["clerk"] }}
[state]
a = {{ opens = ["work"] }}
waiting = {{}}
b = {{ final = true }}
[transition]
wait = {{ from = "a", on = "wait", to = "waiting" }}
resume = {{ from = "waiting", on = "resume", to = "a" }}
done = {{ from = ["a", "waiting"], on = ["work.done_so", "work.wrong"], to = "b" }}
leave = {{ from = "*", on = "leave", to = "b" }}
"#
    )
}

const PLAIN: &str = r#"due = "4h", ladder = "rungs", pauses_in = ["waiting"]"#;

fn begun(task: &str) -> (Play, String) {
    let mut play = play(&flow(task));
    let c = play.open(json!({}));
    (play, c)
}

#[test]
fn an_answer_at_the_due_instant_is_in_time_and_one_after_it_is_late() {
    let (mut play, c) = begun(PLAIN);
    play.at("2026-03-02T13:00");
    assert_eq!(play.points(), ["03-02 12:00 rung 0"]);
    play.does("an", &format!("{c}.work done_so"), json!({}));
    assert_eq!(play.judged(&c, "work"), Some(InTime));

    let (mut play, c) = begun(PLAIN);
    play.at("2026-03-02T13:00");
    play.after("1ms");
    assert_eq!(play.points().len(), 3);
    play.does("an", &format!("{c}.work done_so"), json!({}));
    assert_eq!(play.judged(&c, "work"), Some(Breached));
}

#[test]
fn what_happened_before_due_counts_if_it_lies_in_the_life_of_the_task() {
    for (occurred, word) in [
        ("2026-03-02T12:50", InTime),
        ("2026-03-02T13:00", InTime),
        ("2026-03-02T13:30", Breached),
        ("2026-03-02T08:59", Breached),
        ("2026-03-04T13:00", Breached),
    ] {
        let (mut play, c) = begun(PLAIN);
        play.at("2026-03-02T14:00");
        play.occurred(occurred, "an", &format!("{c}.work done_so"));
        assert_eq!(play.judged(&c, "work"), Some(word), "{occurred}");
    }
}

#[test]
fn a_pause_moves_due_and_rungs_and_nothing_comes_meanwhile() {
    let (mut play, c) = begun(PLAIN);
    play.at("2026-03-02T11:00");
    play.does("an", &format!("{c}.wait"), json!({}));
    play.at("2026-03-03T11:00");
    assert_eq!(play.points(), Vec::<String>::new());
    play.does("an", &format!("{c}.resume"), json!({}));
    play.at("2026-03-03T14:00");
    assert_eq!(
        play.points(),
        [
            "03-03 12:00 rung 0",
            "03-03 13:00 late",
            "03-03 13:00 rung 1"
        ]
    );
    // Rungs after due stand with the pause.
    play.does("an", &format!("{c}.wait"), json!({}));
    play.at("2026-03-03T17:00");
    play.does("an", &format!("{c}.resume"), json!({}));
    play.at("2026-03-03T19:00");
    assert_eq!(play.points().last().unwrap(), "03-03 18:00 rung 2");
}

#[test]
fn an_answer_while_the_clock_stands_before_due_is_in_time() {
    let (mut play, c) = begun(PLAIN);
    play.at("2026-03-02T12:30");
    play.does("an", &format!("{c}.wait"), json!({}));
    play.at("2026-03-05T12:00");
    play.does("an", &format!("{c}.work done_so"), json!({}));
    assert_eq!(play.judged(&c, "work"), Some(InTime));
}

#[test]
fn a_pause_at_the_due_instant_moves_nothing() {
    let (mut play, c) = begun(PLAIN);
    play.at("2026-03-02T13:00");
    play.does("an", &format!("{c}.wait"), json!({}));
    play.after("1h");
    assert_eq!(
        play.points(),
        [
            "03-02 12:00 rung 0",
            "03-02 13:00 late",
            "03-02 13:00 rung 1"
        ]
    );
    let mut resumed = play;
    resumed.does("an", &format!("{c}.resume"), json!({}));
    resumed.after("3h");
    assert_eq!(resumed.points().last().unwrap(), "03-02 16:00 rung 2");
    resumed.does("an", &format!("{c}.work done_so"), json!({}));
    assert_eq!(resumed.judged(&c, "work"), Some(Breached));

    let (mut play, c) = begun(PLAIN);
    play.at("2026-03-02T13:00");
    play.does("an", &format!("{c}.wait"), json!({}));
    play.after("1h");
    play.does("an", &format!("{c}.work done_so"), json!({}));
    assert_eq!(play.judged(&c, "work"), Some(Breached));
}

#[test]
fn a_pause_at_a_close_that_would_count_moves_it() {
    let (mut play, c) = begun(r#"due = "1 working day", ladder = false, pauses_in = ["waiting"]"#);
    play.at("2026-03-03T18:00");
    play.does("an", &format!("{c}.wait"), json!({}));
    play.at("2026-03-04T10:00");
    assert_eq!(play.points(), Vec::<String>::new());
    play.does("an", &format!("{c}.resume"), json!({}));
    play.at("2026-03-04T19:00");
    assert_eq!(play.points(), ["03-04 18:00 late"]);
}

#[test]
fn a_breach_is_judged_also_while_its_clock_stands_after_it() {
    let (mut play, c) = begun(PLAIN);
    play.at("2026-03-02T14:00");
    play.does("an", &format!("{c}.wait"), json!({}));
    play.at("2026-03-06T09:00");
    assert_eq!(play.points().last().unwrap(), "03-03 18:00 judged");
    assert_eq!(play.judged(&c, "work"), Some(Breached));
}

#[test]
fn a_breach_beside_due_counts_from_the_same_start_on_the_same_ledger() {
    let task = r#"due = "4h", breach = "6h", ladder = false, pauses_in = ["waiting"]"#;
    let (mut play, c) = begun(task);
    play.at("2026-03-02T14:00");
    play.does("an", &format!("{c}.wait"), json!({}));
    play.at("2026-03-03T14:00");
    play.does("an", &format!("{c}.resume"), json!({}));
    play.at("2026-03-03T15:00");
    play.does("an", &format!("{c}.work done_so"), json!({}));
    assert_eq!(play.judged(&c, "work"), Some(Late));

    let (mut play, c) = begun(task);
    play.at("2026-03-02T15:00");
    play.after("1ms");
    play.does("an", &format!("{c}.work done_so"), json!({}));
    assert_eq!(play.judged(&c, "work"), Some(Breached));
}

#[test]
fn a_date_as_deadline_is_not_moved_by_a_pause_and_comes_during_it() {
    let task = r#"due = '=day ?? date("2026-03-20")', ladder = false, pauses_in = ["waiting"]"#;
    let mut play = play(&flow(task));
    let c = play.open(json!({"day": "2026-03-04"}));
    play.at("2026-03-03T10:00");
    play.does("an", &format!("{c}.wait"), json!({}));
    play.at("2026-03-04T18:00");
    assert_eq!(play.points(), Vec::<String>::new());
    play.after("1ms");
    assert_eq!(play.points(), ["03-04 18:00 late"]);
}

#[test]
fn a_date_more_than_a_century_ahead_is_no_deadline() {
    let mut play = play(&flow(r#"due = "=day", ladder = false"#));
    let open = || casework::world::Act::Open("ticket".into());
    let near = play.run("an", open(), json!({"day": "2126-01-01"}));
    assert_eq!(near, Outcome::Applied);
    let far = play.run("an", open(), json!({"day": "9999-12-31"}));
    assert!(matches!(far, Outcome::Failed { .. }), "{far:?}");
}

#[test]
fn a_date_already_past_is_late_at_once_and_judged() {
    let mut play = play(&flow(
        r#"due = '=day ?? date("2026-03-20")', ladder = false"#,
    ));
    let c = play.open(json!({"day": "2026-02-25"}));
    play.after("1h");
    assert_eq!(play.points(), ["03-02 09:00 late", "03-02 09:00 judged"]);
    assert_eq!(play.judged(&c, "work"), Some(Breached));
}

#[test]
fn leaving_the_record_unanswered_is_judged_only_when_breached() {
    let (mut play, c) = begun(PLAIN);
    play.after("1h");
    play.does("an", &format!("{c}.leave"), json!({}));
    assert_eq!((play.state(&c), play.judged(&c, "work")), ("b", None));

    let (mut play, c) = begun(PLAIN);
    play.after("5h");
    play.does("an", &format!("{c}.leave"), json!({}));
    assert_eq!(play.judged(&c, "work"), Some(Breached));
}

#[test]
fn several_pauses_add_up() {
    let (mut play, c) = begun(PLAIN);
    for _ in 0..3 {
        play.after("1h");
        play.does("an", &format!("{c}.wait"), json!({}));
        play.after("5h");
        play.does("an", &format!("{c}.resume"), json!({}));
    }
    // 3 h used by 03:00; 1 h left.
    assert_eq!(play.points(), Vec::<String>::new());
    play.after("2h");
    assert_eq!(
        play.points(),
        [
            "03-03 03:00 rung 0",
            "03-03 04:00 late",
            "03-03 04:00 rung 1"
        ]
    );
}

#[test]
fn a_clock_stopped_by_a_transition_is_judged() {
    let flow = r#"initial = "a"
[clock]
whole = { due = "4h", ladder = false }
[event]
go = { who = ["clerk"] }
[state]
a = {}
b = {}
[transition]
go = { from = "a", on = "go", to = "b", closes = ["whole"] }
back = { from = "b", on = "go", to = "a" }
"#;
    let mut play = play(flow);
    let c = play.open(json!({}));
    play.after("4h");
    play.does("an", &format!("{c}.go"), json!({}));
    assert_eq!(play.judged(&c, "whole"), Some(InTime));
}

#[test]
fn what_is_opened_in_a_state_it_stands_in_stands_from_the_start() {
    let flow = flow(PLAIN).replace(
        r#"wait = { from = "a", on = "wait", to = "waiting" }"#,
        r#"wait = { from = "a", on = "wait", to = "waiting", closes = ["work"], opens = ["work"] }"#,
    );
    let mut play = play(&flow);
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.wait"), json!({}));
    play.after("48h");
    assert_eq!(play.points(), Vec::<String>::new());
    play.does("an", &format!("{c}.resume"), json!({}));
    play.after("4h");
    assert_eq!(play.points(), ["03-04 12:00 rung 0"]);
}

#[test]
fn a_timer_from_any_state_begins_anew_in_each_and_none_is_left_at_the_end() {
    let flow = r#"initial = "a"
[event]
go = { who = ["clerk"] }
[state]
a = {}
b = {}
c = { final = true }
[transition]
go = { from = "a", on = "go", to = "b" }
end = { from = "b", on = "go", to = "c" }
tired = { from = "*", after = "4h", to = "c" }
"#;
    let mut play = play(flow);
    let (c, d) = (play.open(json!({})), play.open(json!({})));
    play.after("3h");
    play.does("an", &format!("{c}.go"), json!({}));
    play.does("an", &format!("{d}.go"), json!({}));
    play.after("3h");
    play.does("an", &format!("{d}.go"), json!({}));
    assert_eq!((play.state(&c), play.state(&d)), ("b", "c"));
    play.after("2h");
    assert_eq!((play.state(&c), play.world.timers().count()), ("c", 0));
}

#[test]
fn a_changed_budget_takes_open_deadlines_only_where_the_change_says_so() {
    let (mut play, c) = begun(PLAIN);
    play.after("1h");
    let longer = flow(&PLAIN.replace("due = \"4h\"", "due = \"6h\""));
    play.mend("workflows/d/ticket.toml", &longer);
    play.at("2026-03-02T13:30");
    assert_eq!(play.points().len(), 3, "kept");
    let rearmed =
        format!("{longer}[migrate]\nsince = \"x\"\n[migrate.deadline]\nwork = \"rearm\"\n");
    play.mend("workflows/d/ticket.toml", &rearmed);
    play.at("2026-03-02T15:00");
    play.does("an", &format!("{c}.work done_so"), json!({}));
    assert_eq!(play.judged(&c, "work"), Some(InTime));

    // Shorter than what has passed: late at once, the rungs before are skipped.
    let (mut play, _) = begun(PLAIN);
    play.after("150m");
    let shorter = flow(&PLAIN.replace("due = \"4h\"", "due = \"2h\""));
    let rearmed =
        format!("{shorter}[migrate]\nsince = \"x\"\n[migrate.deadline]\nwork = \"rearm\"\n");
    play.mend("workflows/d/ticket.toml", &rearmed);
    play.after("2h");
    assert_eq!(play.points(), ["03-02 11:30 late", "03-02 13:00 rung 2"]);
}
