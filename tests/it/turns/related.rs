//! Records that belong together: starts, telling, joins.

use casework::model::{Effect, Outcome, What};
use serde_json::json;

use super::{Play, play_with};

const PART: &str = r#"initial = "made"
[field]
ticket = { type = "ticket" }
other = { type = "ticket" }
name = { type = "text", required = true }
no = { type = "text", unique = true }
[event]
go = { who = ["clerk"] }
[state]
made = {}
passing = {}
gone = { final = true }
[transition]
go = { from = "made", on = "go", to = "passing" }
through = { from = "passing", to = "gone" }
"#;

fn ticket(more: &str) -> String {
    format!(
        r#"initial = "a"
[field]
name = {{ type = "text", default = "-" }}
heard = {{ type = "whole", default = 0 }}
[event]
go = {{ who = ["clerk"] }}
[state]
a = {{}}
waiting = {{}}
b = {{ final = true }}
[transition]
out = {{ from = "waiting", on = "go", to = "b" }}
{more}
"#
    )
}

fn stage(more: &str) -> Play {
    let ticket = ticket(more);
    play_with(&[
        ("workflows/d/ticket.toml", &ticket),
        ("workflows/d/part.toml", PART),
    ])
}

fn told(play: &Play) -> usize {
    let lines = play.lines.iter();
    lines
        .filter(|line| matches!(line.event.what, What::Told { .. }))
        .count()
}

const JOIN: &str = r#"go = { from = "a", on = "go", to = "waiting", starts = [{ workflow = "part", when = 'name == "x"', fill = { name = "=name" } }] }
all = { from = "waiting", on = "part.all_ended", to = "b" }"#;

#[test]
fn a_join_where_there_are_none_is_passed_at_once() {
    let mut play = stage(JOIN);
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.go"), json!({}));
    assert_eq!(play.state(&c), "b");
}

#[test]
fn a_join_waits_for_what_was_started_here_and_for_what_names_it() {
    let mut play = stage(JOIN);
    let c = play.open(json!({"name": "x"}));
    let other = play.open_a("part", json!({"name": "y", "ticket": c}));
    play.does("an", &format!("{c}.go"), json!({}));
    assert_eq!(play.state(&c), "waiting");
    let started = play.newest("part");
    play.does("an", &format!("{started}.go"), json!({}));
    assert_eq!(play.state(&c), "waiting");
    play.does("an", &format!("{other}.go"), json!({}));
    assert_eq!(play.state(&c), "b");
}

#[test]
fn every_state_passed_in_one_turn_is_told_and_each_hearer_once() {
    let mut play = stage(
        r#"passing = { from = "a", on = "part.passing", stay = true, sets = { heard = "=heard + 1" } }
gone = { from = "a", on = "part.gone", stay = true, sets = { heard = "=heard + 10" } }
go = { from = "a", on = "go", stay = true, starts = [{ workflow = "part", fill = { ticket = "=self" } }] }
end = { from = "a", on = "part.ended", when = "heard == 11", to = "b" }"#,
    );
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.go"), json!({}));
    let (part, before) = (play.newest("part"), told(&play));
    play.does("an", &format!("{part}.go"), json!({}));
    assert_eq!(
        (play.value(&c, "heard"), told(&play) - before),
        ("11".into(), 2)
    );
    // Neither named nor starting, another hears nothing.
    let mut other = play;
    let d = other.open(json!({}));
    assert_eq!(other.value(&d, "heard"), "0");
}

#[test]
fn a_receiver_s_failure_is_its_own() {
    let mut play =
        stage(r#"gone = { from = "a", on = "part.gone", to = "b", when = "1 / heard > 1" }"#);
    let c = play.open(json!({}));
    let part = play.open_a("part", json!({"name": "p", "ticket": c}));
    assert_eq!(
        play.act("an", &format!("{part}.go"), json!({})),
        Outcome::Applied
    );
    assert_eq!(
        (play.state(&part), play.state(&c), play.incidents()),
        ("gone", "a", vec![0])
    );
    let ticket = ticket(r#"gone = { from = "a", on = "part.gone", to = "b" }"#);
    play.mend("workflows/d/ticket.toml", &ticket);
    assert_eq!(play.retry("an", 0), Outcome::Applied);
    assert_eq!(play.state(&c), "b");
}

#[test]
fn via_says_by_which_field_also_when_both_name_it() {
    let mut play = stage(
        r#"by_other = { from = "a", on = "part.gone", via = "other", stay = true, sets = { heard = "=heard + 1" } }
end = { from = "a", on = "go", to = "b" }"#,
    );
    let c = play.open(json!({}));
    for (with, heard) in [
        (json!({"name": "p", "ticket": c}), "0"),
        (json!({"name": "p", "other": c}), "1"),
        (json!({"name": "p", "ticket": c, "other": c}), "2"),
    ] {
        let part = play.open_a("part", with);
        play.does("an", &format!("{part}.go"), json!({}));
        assert_eq!(play.value(&c, "heard"), heard);
    }
}

#[test]
fn a_start_that_cannot_be_is_an_incident_and_no_silence() {
    let mut play = stage(
        r#"go = { from = "a", on = "go", stay = true, starts = [{ workflow = "part", fill = { no = "7" } }] }
end = { from = "a", on = "part.gone", to = "b", when = "heard > 0" }"#,
    );
    let c = play.open(json!({}));
    play.does("an", &format!("{c}.go"), json!({}));
    play.does("an", &format!("{c}.go"), json!({}));
    assert_eq!(play.incidents(), [0]);
    let part = play.newest("part");
    play.does(
        "an",
        &format!("{part}.correct"),
        json!({"remark": "r", "no": "8"}),
    );
    assert_eq!(play.retry("an", 0), Outcome::Applied);
    assert_eq!(
        (play.value(&play.newest("part"), "no"), play.incidents()),
        ("7".into(), vec![])
    );
}

#[test]
fn a_final_state_closes_what_waits_to_be_acknowledged_and_sends_its_own() {
    let ticket = r#"initial = "a"
[task]
work = { who = "clerk", lives = "record" }
[notice]
told = { to = "boss", template = "told.md", acknowledge = { due = "4h" } }
bye  = { to = "boss", template = "told.md" }
[event]
go = { who = ["clerk"] }
[state]
a = { opens = ["work"], sends = ["told"] }
b = { final = true, sends = ["bye"] }
[transition]
go = { from = "a", on = "go", to = "b" }
"#;
    let mut play = play_with(&[
        ("workflows/d/ticket.toml", ticket),
        ("workflows/d/notices/told.md", "x"),
    ]);
    let c = play.open(json!({}));
    assert_eq!(play.tasks(&c).len(), 2);
    let before = play.lines.len();
    play.does("an", &format!("{c}.go"), json!({}));
    let sent =
        |line: &casework::model::Line| line.effects.iter().any(|e| matches!(e, Effect::Sent(_)));
    assert!(play.lines.iter().skip(before).any(sent));
    assert_eq!((play.state(&c), play.tasks(&c)), ("b", vec![]));
}

#[test]
fn hops_without_end_are_an_incident() {
    let part = PART
        .replace(
            r#"through = { from = "passing", to = "gone" }"#,
            r#"ring = { from = "passing", on = "ticket.waiting", to = "passing" }
out = { from = "passing", on = "go", to = "gone" }"#,
        )
        .replace(
            r#"ticket = { type = "ticket" }"#,
            r#"of_ticket = { type = "ticket" }"#,
        );
    let ticket = ticket(
        r#"ring = { from = ["a", "waiting"], on = "part.passing", to = "waiting" }
leave = { from = "a", on = "go", to = "b" }"#,
    )
    .replace("heard =", "of_part = \"part\"\nheard =");
    let mut play = play_with(&[
        ("workflows/d/ticket.toml", &ticket),
        ("workflows/d/part.toml", &part),
    ]);
    let part = play.open_a("part", json!({"name": "p"}));
    let c = play.open(json!({"of_part": part}));
    play.does(
        "an",
        &format!("{part}.correct"),
        json!({"remark": "r", "of_ticket": c}),
    );
    let before = told(&play);
    play.does("an", &format!("{part}.go"), json!({}));
    assert_eq!(play.incidents().len(), 1);
    assert_eq!(told(&play) - before, 65);
}

#[test]
fn only_a_step_somebody_waits_for_is_told() {
    let mut play = stage(r#"gone = { from = "a", on = "part.gone", to = "b" }"#);
    let c = play.open(json!({}));
    let part = play.open_a("part", json!({"name": "p", "ticket": c}));
    assert_eq!(told(&play), 0);
    play.does("an", &format!("{part}.go"), json!({}));
    assert_eq!((told(&play), play.state(&c)), (1, "b"));
}

#[test]
fn what_is_voided_counts_nowhere_and_has_ended() {
    let mut play = stage(
        r#"all = { from = "waiting", on = "part.all_ended", to = "b" }
go = { from = "a", on = "go", to = "waiting", when = "count(part.made, via.ticket) == 2" }"#,
    );
    let c = play.open(json!({}));
    let with = json!({"name": "p", "ticket": c});
    let (one, two) = (
        play.open_a("part", with.clone()),
        play.open_a("part", with.clone()),
    );
    play.does("bo", &format!("{one}.void"), json!({"remark": "r"}));
    super::refusals(play.act("an", &format!("{c}.go"), json!({})));
    let three = play.open_a("part", with);
    play.does("an", &format!("{c}.go"), json!({}));
    play.does("an", &format!("{two}.go"), json!({}));
    assert_eq!(play.state(&c), "waiting");
    play.does("bo", &format!("{three}.void"), json!({"remark": "r"}));
    assert_eq!(play.state(&c), "b");
}

#[test]
fn what_counts_the_records_naming_it_is_computed_anew_when_they_change() {
    let part = PART.replace(
        "[event]",
        "worth = { type = \"whole\", default = 1 }\n[event]",
    );
    let ticket = ticket(r#"go = { from = "a", on = "go", to = "b", when = "twice > 0" }"#).replace(
        "heard =",
        "alive = \"=count(part.open, via.ticket)\"\ntotal = \"=sum(part.worth, via.ticket)\"\ntwice = \"=alive * 2\"\nheard =",
    );
    let mut play = play_with(&[
        ("workflows/d/ticket.toml", &ticket),
        ("workflows/d/part.toml", &part),
    ]);
    let (c, d) = (play.open(json!({})), play.open(json!({})));
    let one = play.open_a("part", json!({"name": "p", "ticket": c, "worth": 5}));
    play.open_a("part", json!({"name": "p", "ticket": c}));
    let seen = |play: &Play, code: &str| {
        ["alive", "total", "twice"]
            .map(|field| play.value(code, field))
            .join(" ")
    };
    assert_eq!(
        (seen(&play, &c), seen(&play, &d)),
        ("2 6 4".into(), "0 0 0".into())
    );
    play.does(
        "an",
        &format!("{one}.correct"),
        json!({"remark": "r", "worth": 7}),
    );
    assert_eq!(seen(&play, &c), "2 8 4");
    play.does(
        "an",
        &format!("{one}.correct"),
        json!({"remark": "r", "ticket": d}),
    );
    assert_eq!(
        (seen(&play, &c), seen(&play, &d)),
        ("1 1 2".into(), "1 7 2".into())
    );
    play.does("an", &format!("{one}.go"), json!({}));
    assert_eq!(seen(&play, &d), "0 7 0");
    play.does(
        "bo",
        &format!("{}.void", play.newest("part")),
        json!({"remark": "r"}),
    );
    assert_eq!(seen(&play, &c), "0 0 0");
}
