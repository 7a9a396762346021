//! Nothing for nothing, and what history decides wholly.

use super::bench::{Live, TICKET, changed, desk, folder, told};
use crate::replay::{Facet, Kind};

/// A small one mended and closed, a large one granted and under repair, one declined.
fn worked() -> Live {
    let mut live = Live::usual();
    let small = live.open("li", 1, "50");
    let large = live.open("li", 2, "500");
    let third = live.open("wu", 3, "80");
    live.does(small, "li", 4, "check.accept");
    live.does(large, "wu", 5, "check.accept");
    live.does(third, "wu", 6, "check.decline");
    live.does(large, "bo", 30, "decide.grant");
    live.does(small, "li", 31, "mend.mended");
    live.wait_until(31 + 73);
    live
}

#[test]
fn an_unchanged_folder_differs_nowhere() {
    let live = worked();
    let again = changed(&live.desk, &[]);
    let dry = live.dry_run(&again);
    assert!(dry.is_same());
    assert!(dry.drift.is_empty(), "{:?}", dry.drift);
    assert_eq!(
        told(&dry),
        ["T-0001 same", "T-0002 censored", "T-0003 same"]
    );
}

#[test]
fn a_reformatted_folder_differs_nowhere() {
    let live = worked();
    let mut sections: Vec<&str> = TICKET.split("\n[").collect();
    let head = sections.remove(0);
    // Sections in another order, comments, other line ends. The order of transitions alone means something.
    sections.reverse();
    let text = format!("# said anew\n{head}\n[{}", sections.join(" # so\n\n["));
    let text = text.replace(" # so\n", "\n# so\n").replace('\n', "\r\n");
    let other = desk(
        &folder(&[("workflows/shop/ticket.toml", &text)]),
        &live.desk.names,
        2,
    );
    let dry = live.dry_run(&other);
    assert!(dry.is_same(), "{:?}", told(&dry));
    assert!(dry.drift.is_empty());
}

#[test]
fn a_guard_that_names_another_way_to_the_same_state_is_a_changed_path() {
    let live = worked();
    let other = changed(
        &live.desk,
        &[(
            "small    = {",
            "tiny     = { from = \"new\", on = \"check.accept\", when = \"amount < 60\", to = \"mending\" }\nsmall    = {",
        )],
    );
    let dry = live.dry_run(&other);
    assert_eq!(
        told(&dry),
        ["T-0001 changed path", "T-0002 censored", "T-0003 same"]
    );
    let side = dry.records.iter().find_map(|r| r.explained.as_ref());
    let side = side.expect("explained");
    let (left, right) = (
        side.baseline.as_ref().expect("left"),
        side.candidate.as_ref().expect("right"),
    );
    assert_eq!(left.event.key, "check.accept");
    assert_eq!(
        left.transition.as_ref().map(|one| one.key.as_str()),
        Some("small")
    );
    assert_eq!(
        right.transition.as_ref().map(|one| one.key.as_str()),
        Some("tiny")
    );
    let tiny = right
        .tried
        .iter()
        .find(|tried| tried.transition.key == "tiny");
    let tiny = tiny.expect("tried");
    assert_eq!(tiny.condition.as_deref(), Some("amount < 60"));
    assert_eq!(tiny.values, [("amount".to_owned(), "50".to_owned())]);
}

#[test]
fn a_shorter_deadline_moves_what_is_due_and_may_be_breached() {
    let live = worked();
    let other = changed(
        &live.desk,
        &[("check_within = \"24h\"", "check_within = \"2h\"")],
    );
    let dry = live.dry_run(&other);
    assert_eq!(
        told(&dry),
        [
            "T-0001 changed breach due",
            "T-0002 changed breach due",
            "T-0003 changed breach due"
        ]
    );
    assert_eq!(dry.count_facet(Facet::Due), 3);
}

#[test]
fn a_longer_rest_leaves_the_record_running() {
    let live = worked();
    let other = changed(
        &live.desk,
        &[("rest         = \"3 days\"", "rest = \"30 days\"")],
    );
    let dry = live.dry_run(&other);
    assert_eq!(told(&dry)[0], "T-0001 changed path due");
    assert_eq!(dry.count(Kind::Changed), 1);
}

#[test]
fn a_rule_that_says_otherwise_changes_values_and_one_that_fails_is_an_error() {
    let live = worked();
    let rules = |text: &str| {
        desk(
            &folder(&[("rules/shop/level.rhai", text)]),
            &live.desk.names,
            2,
        )
    };
    let dry = live.dry_run(&rules(
        "fn if_large(amount) { if amount > 60 { \"large\" } else { \"usual\" } }",
    ));
    assert_eq!(
        told(&dry),
        [
            "T-0001 same",
            "T-0002 changed values",
            "T-0003 changed values"
        ]
    );
    let dry = live.dry_run(&rules(
        "fn if_large(amount) {\n  if amount > 60 { throw \"too much\"; }\n  \"usual\"\n}",
    ));
    let told = told(&dry);
    assert_eq!(told[0], "T-0001 same");
    assert!(told[1].starts_with("T-0002 error "), "{told:?}");
    assert!(told[1].contains("if_large"), "{told:?}");
    assert_eq!(dry.count(Kind::Error), 2);
}
