//! What fails leaves the record as it was, is parked with an incident, and can be tried again.

use casework::model::Outcome;
use serde_json::json;

use super::{play, refusals};

const FLOW: &str = r#"initial = "a"
[field]
amount = { type = "money", default = 0 }
[event]
go = { who = ["clerk"] }
[task]
work = { who = "clerk", due = "24h", with = ["amount?"] }
[state]
a = { opens = ["work"] }
b = {}
c = { final = true }
[transition]
timed = { from = "a", after = "2h", to = "b", when = "10 / amount > 1" }
gone = { from = "a", on = "go", to = "b", when = "10 / amount > 1" }
back = { from = "b", on = "work.done", to = "a" }
end = { from = "b", on = "go", to = "c" }
"#;

fn mended() -> String {
    FLOW.replace("10 / amount > 1", "amount == 0")
}

#[test]
fn a_timer_that_fails_is_parked_and_its_retry_under_mended_rules_goes_on() {
    let mut play = play(FLOW);
    let c = play.open(json!({}));
    play.after("3h");
    assert_eq!((play.state(&c), play.incidents()), ("a", vec![0]));
    // Failing again opens no second incident.
    assert!(matches!(play.retry("li", 0), Outcome::Failed { .. }));
    assert_eq!(play.incidents(), [0]);
    play.mend("workflows/d/ticket.toml", &mended());
    assert_eq!(play.retry("li", 0), Outcome::Applied);
    assert_eq!((play.state(&c), play.incidents()), ("b", vec![]));
    let again = refusals(play.retry("li", 0));
    assert_eq!(again, [casework::model::Refusal::NothingToRetry]);
}

#[test]
fn a_parked_timer_does_not_take_a_later_stay_in_its_state() {
    let flow = FLOW.replace(r#"b = {}"#, r#"b = { opens = ["work"] }"#);
    let mut play = play(&flow);
    let c = play.open(json!({}));
    play.after("3h");
    play.mend(
        "workflows/d/ticket.toml",
        &flow.replace("10 / amount > 1", "amount == 0"),
    );
    play.does("an", &format!("{c}.go"), json!({}));
    play.does("an", &format!("{c}.work done"), json!({}));
    assert_eq!(play.state(&c), "a");
    assert!(matches!(play.retry("an", 0), Outcome::Ignored(_)));
    assert_eq!((play.state(&c), play.incidents()), ("a", vec![]));
    play.after("3h");
    assert_eq!(play.state(&c), "b", "its own timer still comes");
}

#[test]
fn a_person_s_failed_event_is_refused_and_its_retry_is_that_person_s() {
    let mut play = play(FLOW);
    let c = play.open(json!({}));
    assert!(matches!(
        play.act("an", &format!("{c}.go"), json!({})),
        Outcome::Failed { .. }
    ));
    play.mend("workflows/d/ticket.toml", &mended());
    assert_eq!(play.retry("bo", 0), Outcome::Applied);
    let line = play.lines.last().unwrap();
    assert_eq!(
        play.world
            .word_of(&play.desk, line.event.actor.person.unwrap()),
        "bo"
    );
    assert_eq!((play.state(&c), play.incidents()), ("b", vec![]));
}

#[test]
fn a_retry_that_never_applies_again_settles_the_incident() {
    let mut play = play(FLOW);
    let c = play.open(json!({}));
    assert!(matches!(
        play.act("an", &format!("{c}.go"), json!({})),
        Outcome::Failed { .. }
    ));
    play.after("3h");
    assert_eq!(play.incidents(), [0, 1]);
    play.mend("workflows/d/ticket.toml", &mended());
    play.does("an", &format!("{c}.go"), json!({}));
    play.does("an", &format!("{c}.go"), json!({}));
    assert_eq!(play.state(&c), "c");
    assert!(matches!(play.retry("an", 0), Outcome::Ignored(_)));
    assert!(matches!(play.retry("an", 1), Outcome::Ignored(_)));
    assert_eq!(play.incidents(), Vec::<u32>::new());
}

#[test]
fn a_task_with_nobody_is_addressed_anew_by_a_retry() {
    let flow = r#"initial = "a"
[field]
chief = "staff"
[task]
work = { who = "=chief" }
[state]
a = { opens = ["work"] }
b = { final = true }
[transition]
done = { from = "a", on = "work.done", to = "b" }
"#;
    let mut play = play(flow);
    let c = play.open(json!({}));
    assert_eq!(
        (play.tasks(&c), play.incidents()),
        (vec!["work".to_owned()], vec![0])
    );
    assert!(matches!(play.retry("li", 0), Outcome::Failed { .. }));
    assert_eq!(play.incidents(), [0]);
    play.does(
        "an",
        &format!("{c}.correct"),
        json!({"chief": "li", "remark": "given"}),
    );
    assert_eq!(play.retry("li", 0), Outcome::Applied);
    assert_eq!(
        (play.tasks(&c), play.incidents()),
        (vec!["work@li".to_owned()], vec![])
    );
}

#[test]
fn a_retry_takes_a_role_of_the_desk_or_the_right() {
    let mut play = play(FLOW);
    let c = play.open(json!({}));
    play.run(
        "",
        casework::world::Act::Open("staff".into()),
        json!({"login": "guest"}),
    );
    assert!(matches!(
        play.act("an", &format!("{c}.go"), json!({})),
        Outcome::Failed { .. }
    ));
    refusals(play.retry("guest", 0));
    assert_eq!(play.incidents(), [0]);
}

#[test]
fn points_after_one_that_fails_still_come_and_a_breach_is_judged() {
    let flow = r#"initial = "a"
[field]
amount = { type = "money", default = 0 }
[event]
bad = {}
[task]
work = { who = "clerk", due = "4h", ladder = "raising" }
[state]
a = { opens = ["work"] }
b = { final = true }
[transition]
late = { from = "a", on = "work.late", to = "b", when = "10 / amount > 1" }
bad = { from = "a", on = "bad", to = "b", when = "10 / amount > 1" }
breached = { from = "a", on = "work.breached", to = "b", when = "10 / amount > 1" }
done = { from = "a", on = "work.done", to = "b" }
"#;
    let mut play = play(flow);
    let c = play.open(json!({}));
    play.at("2026-03-09T09:00");
    let told: Vec<String> = play.points().iter().map(|p| p[6..].to_owned()).collect();
    assert_eq!(
        told,
        ["13:00 late", "13:00 rung 0", "15:00 rung 1", "18:00 judged"]
    );
    assert_eq!(play.incidents(), [0, 1, 2]);
    assert_eq!(
        play.judged(&c, "work"),
        Some(casework::model::Judgement::Breached)
    );
    let mended = flow.replace("10 / amount > 1", "amount == 0");
    play.mend("workflows/d/ticket.toml", &mended);
    assert_eq!(play.retry("an", 2), Outcome::Applied);
    assert_eq!(play.state(&c), "b");
    assert!(matches!(play.retry("an", 0), Outcome::Ignored(_)));
    assert_eq!(play.incidents(), [1]);
}

#[test]
fn sixty_four_automatic_steps_may_be_taken_and_no_more() {
    let flow = |most: u32| {
        format!(
            "initial = \"a\"\n[field]\nn = {{ type = \"whole\", default = 0 }}\n[event]\ngo = {{ who = [\"clerk\"] }}\n\
             [state]\na = {{}}\nb = {{ final = true }}\n[transition]\n\
             up = {{ from = \"a\", when = \"n > 0 && n < {most}\", stay = true, sets = {{ n = \"=n + 1\" }} }}\n\
             start = {{ from = \"a\", on = \"go\", stay = true, when = \"n == 0\", sets = {{ n = \"=1\" }} }}\n\
             end = {{ from = \"a\", on = \"go\", to = \"b\" }}\n"
        )
    };
    let mut few = play(&flow(65));
    let c = few.open(json!({}));
    few.does("an", &format!("{c}.go"), json!({}));
    assert_eq!(few.value(&c, "n"), "65");
    let mut many = play(&flow(66));
    let c = many.open(json!({}));
    assert!(matches!(
        many.act("an", &format!("{c}.go"), json!({})),
        Outcome::Failed { .. }
    ));
    assert_eq!(many.value(&c, "n"), "0");
}

#[test]
fn an_answer_given_in_time_is_in_time_when_its_retry_comes_later() {
    let flow = r#"initial = "a"
[field]
amount = { type = "money", default = 0 }
[task]
work = { who = "clerk", due = "4h", ladder = false }
[state]
a = { opens = ["work"] }
b = { final = true }
[transition]
done = { from = "a", on = "work.done", to = "b", when = "10 / amount > 1" }
"#;
    let mut play = play(flow);
    let c = play.open(json!({}));
    play.after("2h");
    assert!(matches!(
        play.act("an", &format!("{c}.work done"), json!({})),
        Outcome::Failed { .. }
    ));
    let mended = flow.replace("10 / amount > 1", "amount == 0");
    play.mend("workflows/d/ticket.toml", &mended);
    play.after("5h");
    assert_eq!(play.retry("li", 0), Outcome::Applied);
    assert_eq!(play.state(&c), "b");
    assert_eq!(
        play.judged(&c, "work"),
        Some(casework::model::Judgement::InTime)
    );
}
