//! Queries, one start for every item, what is asked on behalf of a start, records never started twice.

use casework::engine::View;
use casework::model::{Ignored, Outcome, Refusal, What};
use serde_json::json;

use super::{Play, play_with, refusals};

const WORKER: &str = r#"initial = "here"
[field]
login2 = { type = "text", key = true, required = true }
hired = { type = "date", required = true }
left_on = "date"
grade = { type = "whole", default = 1 }
tags = { type = "text", many = true }
[event]
open = { who = ["clerk"], with = ["login2", "hired", "left_on?", "grade?", "tags?"] }
leave = { who = ["clerk"], with = ["left_on"] }
[state]
here = {}
gone = { final = true }
[transition]
leave = { from = "here", on = "leave", to = "gone" }
"#;

const SLIP: &str = r#"initial = "made"
[field]
worker = { type = "worker", required = true }
month = { type = "month", required = true }
grade = "whole"
run = { type = "run" }
[event]
sign = { who = ["clerk"] }
[state]
made = {}
signed = { final = true }
[transition]
sign = { from = "made", on = "sign", to = "signed" }
"#;

const DESK: &str = r#"currency = "CNY"
[calendar.office]
default = true
file = "office"
[role]
clerk = { above = "boss" }
boss = {}
[right]
void = { who = ["boss"] }
correct = { who = ["clerk"] }
[query.on_the_books]
of    = "worker"
needs = ["month"]
where = "hired <= month.end && (!is_set(left_on) || left_on >= month.start)"
order = ["grade", "login2"]
"#;

fn run(more: &str) -> String {
    format!(
        r#"initial = "new"
[field]
month = {{ type = "month", required = true }}
[event]
open = {{ who = ["clerk"], with = ["month"] }}
compute = {{ who = ["clerk"] }}
[state]
new = {{}}
computing = {{ starts = [{{ workflow = "slip", each = "on_the_books", fill = {{ worker = "=item" }}, once_per = ["worker", "month"] }}] }}
over = {{ final = true }}
[transition]
compute = {{ from = "new", on = "compute", to = "computing" }}
all = {{ from = "computing", on = "slip.all_ended", to = "over" }}
{more}
"#
    )
}

fn stage(run: &str) -> Play {
    let files = [
        ("workflows/d/desk.toml", DESK),
        ("workflows/d/worker.toml", WORKER),
        ("workflows/d/slip.toml", SLIP),
        ("workflows/d/run.toml", run),
    ];
    play_with(&files)
}

/// Four workers: two on the books in May, one gone before, one hired later.
fn hire(play: &mut Play) -> Vec<String> {
    let rows = [
        json!({"login2": "wu", "hired": "2020-01-01", "grade": 2}),
        json!({"login2": "xu", "hired": "2026-05-31"}),
        json!({"login2": "yu", "hired": "2026-06-01"}),
        json!({"login2": "zu", "hired": "2020-01-01", "left_on": "2026-04-30"}),
    ];
    rows.map(|row| play.open_a("worker", row)).to_vec()
}

fn slips(play: &Play) -> Vec<String> {
    let slip = play.desk.names.find("slip").expect("a workflow");
    let all = play.world.records().filter(|r| r.workflow == slip);
    all.map(|r| play.value(r.code.as_str(), "worker")).collect()
}

#[test]
fn each_record_of_a_query_gets_one_in_the_order_said() {
    let mut play = stage(&run(""));
    hire(&mut play);
    let c = play.open_a("run", json!({"month": "2026-05"}));
    play.does("an", &format!("{c}.compute"), json!({}));
    assert_eq!(slips(&play), ["xu", "wu"]);
    let slip = play.newest("slip");
    // From the item, from this record, and the reference back.
    assert_eq!(
        [
            play.value(&slip, "grade"),
            play.value(&slip, "month"),
            play.value(&slip, "run")
        ],
        ["2".to_owned(), "2026-05".to_owned(), c.clone()]
    );
    // Everything the query looked at is on record.
    let line = play.lines.iter().rev();
    let mut line = line.filter(|line| line.record == Some(play.no(&c)));
    let read = line.find_map(|line| (!line.reads.is_empty()).then_some(&line.reads));
    let worker = play.desk.names.find("worker").expect("a workflow");
    let seen = read.expect("it read").iter().filter(|read| {
        let record = play.world.record(read.record).expect("it is there");
        read.field.is_none() && record.workflow == worker
    });
    assert_eq!(seen.count(), 4);
}

#[test]
fn who_left_is_found_and_who_was_entered_by_mistake_is_not() {
    let mut play = stage(&run(""));
    let workers = hire(&mut play);
    play.does(
        "an",
        &format!("{}.leave", workers[0]),
        json!({"left_on": "2026-05-03"}),
    );
    assert_eq!(play.state(&workers[0]), "gone");
    play.does(
        "bo",
        &format!("{}.void", workers[1]),
        json!({"remark": "twice"}),
    );
    let c = play.open_a("run", json!({"month": "2026-05"}));
    play.does("an", &format!("{c}.compute"), json!({}));
    assert_eq!(slips(&play), ["wu"]);
}

#[test]
fn none_is_started_twice_and_the_join_waits_for_its_own_alone() {
    let mut play = stage(&run(""));
    hire(&mut play);
    let first = play.open_a("run", json!({"month": "2026-05"}));
    play.does("an", &format!("{first}.compute"), json!({}));
    let second = play.open_a("run", json!({"month": "2026-05"}));
    play.does("an", &format!("{second}.compute"), json!({}));
    // Nothing was left to start: the join is passed at once.
    assert_eq!((slips(&play).len(), play.state(&second)), (2, "over"));
    // One written by mistake counts nowhere.
    let slip = play.newest("slip");
    play.does("bo", &format!("{slip}.void"), json!({"remark": "wrong"}));
    let third = play.open_a("run", json!({"month": "2026-05"}));
    play.does("an", &format!("{third}.compute"), json!({}));
    assert_eq!((slips(&play).len(), play.state(&third)), (3, "computing"));
    let other = play.open_a("run", json!({"month": "2026-06"}));
    play.does("an", &format!("{other}.compute"), json!({}));
    assert_eq!(slips(&play).len(), 6);
}

#[test]
fn two_that_start_the_same_in_one_commit_get_one() {
    let outer = r#"initial = "new"
[event]
open = { who = ["clerk"] }
twice = { who = ["clerk"] }
[state]
new = {}
[transition]
twice = { from = "new", on = "twice", stay = true, starts = [{ workflow = "run", fill = { month = "=month(\"2026-05\")" } }, { workflow = "run", fill = { month = "=month(\"2026-05\")" } }] }
"#;
    let run = run("now = { from = \"new\", to = \"computing\" }");
    let files = [
        ("workflows/d/desk.toml", DESK),
        ("workflows/d/worker.toml", WORKER),
        ("workflows/d/slip.toml", SLIP),
        ("workflows/d/run.toml", run.as_str()),
        ("workflows/d/outer.toml", outer),
    ];
    let mut play = play_with(&files);
    hire(&mut play);
    let c = play.open_a("outer", json!({}));
    play.does("an", &format!("{c}.twice"), json!({}));
    assert_eq!(slips(&play), ["xu", "wu"]);
    let ignored = play.lines.iter().filter(|line| {
        matches!(line.event.what, What::StartedOnce { .. })
            && line.outcome == Outcome::Ignored(Ignored::AlreadyStarted)
    });
    assert_eq!(ignored.count(), 2);
    // Whoever came second has nothing to wait for, and is told so.
    let runs = play.desk.names.find("run").expect("a workflow");
    let states: Vec<String> = play
        .world
        .records()
        .filter(|record| record.workflow == runs)
        .map(|record| play.state(record.code.as_str()).to_owned())
        .collect();
    assert_eq!(states, ["computing", "over"]);
}

#[test]
fn a_many_field_starts_one_for_each_of_its_values() {
    let run = r#"initial = "new"
[field]
months = { type = "month", many = true }
[event]
open = { who = ["clerk"], with = ["months?"] }
go = { who = ["clerk"] }
[state]
new = {}
[transition]
go = { from = "new", on = "go", stay = true, starts = [{ workflow = "slip", each = "months", when = 'item != month("2026-02")', fill = { month = "=item", worker = "=none" } }] }
"#;
    let run = run.replace(
        "worker = \"=none\"",
        "worker = { value = \"=someone\", except = [{ when = \"item == month(\\\"2026-03\\\")\", value = \"=other\" }] }",
    );
    let run = run.replace(
        "[field]\n",
        "[field]\nsomeone = { type = \"worker\", required = true }\nother = { type = \"worker\", required = true }\n",
    );
    let run = run.replace("\"months?\"", "\"months?\", \"someone\", \"other\"");
    let mut play = stage(&run);
    let workers = hire(&mut play);
    let c = play.open_a(
        "run",
        json!({"someone": workers[0], "other": workers[1], "months": ["2026-01", "2026-02", "2026-03"]}),
    );
    play.does("an", &format!("{c}.go"), json!({}));
    assert_eq!(slips(&play), ["wu", "xu"]);
    let empty = play.open_a("run", json!({"someone": workers[0], "other": workers[1]}));
    play.does("an", &format!("{empty}.go"), json!({}));
    assert_eq!(slips(&play).len(), 2);
}

const ASKING: &str = r#"initial = "new"
[field]
worker = { type = "worker" }
claim = { type = "whole", default = 0 }
[task]
look = { who = "clerk", outcomes = ["pay", "drop"] }
[event]
open = { who = ["clerk"], with = ["worker?", "claim?"] }
more = { who = ["clerk"] }
[state]
new = { opens = ["look"] }
paid = { final = true }
[transition]
pay = { from = "new", on = "look.pay", to = "paid", starts = [{ workflow = "slip", fill = { worker = "=item_worker ?? opened_worker" } }] }
drop = { from = "new", on = "look.drop", to = "paid" }
more = { from = "new", on = "more", stay = true, starts = [{ workflow = "slip", when = "claim > 5" }] }
"#;

#[test]
fn what_a_start_needs_is_asked_of_who_acts() {
    let run = ASKING.replace(
        ", fill = { worker = \"=item_worker ?? opened_worker\" }",
        "",
    );
    let mut play = stage(&run);
    let workers = hire(&mut play);
    let c = play.open_a("run", json!({"worker": workers[0]}));
    let refused = play.act("an", &format!("{c}.look pay"), json!({}));
    let month = play.field("run", "month");
    assert_eq!(
        refusals(refused),
        [Refusal::MissingValue { field: Some(month) }]
    );
    play.does("an", &format!("{c}.look pay"), json!({"month": "2026-05"}));
    let slip = play.newest("slip");
    assert_eq!(play.value(&slip, "month"), "2026-05");
    // The other answer asks nothing.
    let other = play.open_a("run", json!({"worker": workers[0]}));
    play.does("an", &format!("{other}.look drop"), json!({}));
    // Where it is not sure that one is started, it is asked only if it is.
    let third = play.open_a("run", json!({"worker": workers[0]}));
    play.does("an", &format!("{third}.more"), json!({}));
    let fourth = play.open_a("run", json!({"worker": workers[0], "claim": 6}));
    let refused = play.act("an", &format!("{fourth}.more"), json!({}));
    assert_eq!(
        refusals(refused),
        [Refusal::MissingValue { field: Some(month) }]
    );
    play.does("an", &format!("{fourth}.more"), json!({"month": "2026-06"}));
    // What was given for one start does not serve the next.
    let again = play.act("an", &format!("{fourth}.more"), json!({}));
    assert_eq!(
        refusals(again),
        [Refusal::MissingValue { field: Some(month) }]
    );
}

#[test]
fn code_state_and_dates_of_another_record_are_read() {
    let run = r#"initial = "new"
[field]
worker = { type = "worker", required = true }
seen = { type = "text", computed = "=worker.code + \" \" + text(worker.state)" }
by = { type = "person", computed = "=worker.opened_by" }
[event]
open = { who = ["clerk"], with = ["worker"] }
go = { who = ["clerk"] }
[state]
new = {}
old = { final = true }
[transition]
go = { from = "new", on = "go", when = 'worker.state == "gone" && worker.opened < worker.updated', to = "old" }
"#;
    let mut play = stage(run);
    let workers = hire(&mut play);
    let c = play.open_a("run", json!({"worker": workers[0]}));
    assert_eq!(
        (play.value(&c, "seen"), play.value(&c, "by")),
        (format!("{} here", workers[0]), "an".to_owned())
    );
    assert!(matches!(
        play.act("an", &format!("{c}.go"), json!({})),
        Outcome::Refused(_)
    ));
    play.after("1h");
    play.does(
        "an",
        &format!("{}.leave", workers[0]),
        json!({"left_on": "2026-05-03"}),
    );
    play.does("an", &format!("{c}.go"), json!({}));
    assert_eq!(play.state(&c), "old");
}

#[test]
fn a_query_is_counted_in_a_condition() {
    let more = r#"enough = { from = "new", on = "compute", when = "count(on_the_books) > 2 || sum(on_the_books.grade) > 4 || any(on_the_books.gone)", to = "over" }"#;
    let mut play = stage(&run(more));
    let workers = hire(&mut play);
    let may = play.open_a("run", json!({"month": "2026-05"}));
    play.does("an", &format!("{may}.compute"), json!({}));
    let june = play.open_a("run", json!({"month": "2026-06"}));
    play.does("an", &format!("{june}.compute"), json!({}));
    assert_eq!((play.state(&may), play.state(&june)), ("computing", "over"));
    play.does(
        "an",
        &format!("{}.leave", workers[0]),
        json!({"left_on": "2026-05-03"}),
    );
    let again = play.open_a("run", json!({"month": "2026-05"}));
    play.does("an", &format!("{again}.compute"), json!({}));
    assert_eq!(play.state(&again), "over");
}

#[test]
fn a_rule_reads_the_records_it_is_given() {
    let slip = SLIP.replace(
        "[event]",
        "pay = { type = \"number\", computed = \"=pay(worker, month)\", frozen = true }\n[event]",
    );
    let rule = "// pay by grade\nfn pay(worker, month) {\n    if worker.hired > month.start { return 0; }\n    base * worker.grade + bonus(worker.mentor)\n}\nfn bonus(mentor) { if mentor == () { 1 } else { mentor.grade / 2 } }\n";
    let worker = WORKER.replace(
        "left_on = \"date\"",
        "left_on = \"date\"\nmentor = \"worker\"",
    );
    let worker = worker.replace("\"left_on?\"", "\"left_on?\", \"mentor?\"");
    let slip = format!("[param]\nbase = 100\n{slip}").replacen(
        "[param]\nbase = 100\ninitial = \"made\"\n",
        "initial = \"made\"\n[param]\nbase = 100\n",
        1,
    );
    let run = run("");
    let files = [
        ("workflows/d/desk.toml", DESK),
        ("workflows/d/worker.toml", worker.as_str()),
        ("workflows/d/slip.toml", slip.as_str()),
        ("workflows/d/run.toml", run.as_str()),
        ("rules/d/pay.rhai", rule),
    ];
    let mut play = play_with(&files);
    let wu = play.open_a(
        "worker",
        json!({"login2": "wu", "hired": "2020-01-01", "grade": 3}),
    );
    play.open_a(
        "worker",
        json!({"login2": "xu", "hired": "2020-01-01", "grade": 2, "mentor": wu}),
    );
    let c = play.open_a("run", json!({"month": "2026-05"}));
    play.does("an", &format!("{c}.compute"), json!({}));
    let slip = play.desk.names.find("slip").expect("a workflow");
    let all = play.world.records().filter(|r| r.workflow == slip);
    let pays: Vec<String> = all.map(|r| play.value(r.code.as_str(), "pay")).collect();
    assert_eq!(pays, ["201.5", "301"]);
    let births = play.lines.iter().rev().filter(|line| {
        matches!(line.event.what, What::StartedOnce { .. }) && line.outcome == Outcome::Applied
    });
    let reads: Vec<usize> = births.map(|line| line.reads.len()).collect();
    // hired, grade and mentor of the worker, and of the mentor the grade; the older one has none.
    assert_eq!(reads, [3, 4]);
}

#[test]
fn a_value_depends_wherever_it_stands() {
    let run = r#"initial = "new"
[param]
key_parts = ["motor", "battery"]
favourite = "wheel"
wait = { value = "2h", from = [{ date = 2026-03-03, value = "1h" }] }
[field]
part = { choice = ["motor", "wheel", "battery", "seat"], required = true }
weight = { type = "whole", default = { value = 1, except = [{ when = "part in key_parts", value = 5 }] } }
rank = { type = "whole", default = 0 }
[task]
look = { who = "clerk", up_to = { rank = { value = 3, except = [{ when = "part == favourite", value = 1 }] }, weight = 100 }, with = ["rank"] }
[event]
open = { who = ["clerk"], with = ["part"] }
again = { who = ["clerk"] }
[state]
new = { opens = ["look"] }
old = {}
over = { final = true }
[transition]
looked = { from = "new", on = "look.done", to = "old", sets = { weight = { value = "=weight + 1", except = [{ when = "rank > 2", value = 77 }] } } }
again = { from = "old", on = "again", stay = true, at_most = { value = 1, except = [{ when = "part in [\"motor\"]", value = 2 }] }, since = "looked" }
late = { from = "old", after = "=wait", to = "over" }
"#;
    let mut play = stage(run);
    let motor = play.open_a("run", json!({"part": "motor"}));
    let wheel = play.open_a("run", json!({"part": "wheel"}));
    assert_eq!(
        (play.value(&motor, "weight"), play.value(&wheel, "weight")),
        ("5".into(), "1".into())
    );
    let above = play.act("an", &format!("{wheel}.look done"), json!({"rank": 2}));
    assert!(matches!(above, Outcome::Refused(_)), "{above:?}");
    play.does("an", &format!("{wheel}.look done"), json!({"rank": 1}));
    play.does("an", &format!("{motor}.look done"), json!({"rank": 3}));
    assert_eq!(
        (play.value(&motor, "weight"), play.value(&wheel, "weight")),
        ("77".into(), "2".into())
    );
    let mut again = |code: &str| play.act("an", &format!("{code}.again"), json!({}));
    let taken = [again(&wheel), again(&motor), again(&motor)];
    assert!(taken.iter().all(|o| *o == Outcome::Applied), "{taken:?}");
    for spent in [again(&wheel), again(&motor)] {
        assert!(matches!(spent, Outcome::Refused(_)), "{spent:?}");
    }
    play.after("119m");
    assert_eq!(play.state(&motor), "old");
    play.after("2m");
    assert_eq!(play.state(&motor), "over");
    // From the third of March on an hour is enough, for what is opened then.
    play.at("2026-03-03T09:00");
    let later = play.open_a("run", json!({"part": "seat"}));
    play.does("an", &format!("{later}.look done"), json!({"rank": 1}));
    play.after("61m");
    assert_eq!(play.state(&later), "over");
}
