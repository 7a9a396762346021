//! A row changed in a spreadsheet: shown as the cause where it decides otherwise, refused where records stand on it.

use std::sync::Arc;

use super::bench::{Live, desk, folder, told, with};
use crate::config::compat;
use crate::engine::Desk;
use crate::model::Names;
use crate::model::catalogue::Lang;

const GUARD: &str = "when = \"amount > limit\"";

fn shop(ticket: &str, files: &[(&str, &str)], now: Option<&Desk>) -> Arc<Desk> {
    let mut all = vec![("workflows/shop/ticket.toml", ticket)];
    all.extend(files);
    let names = now.map_or_else(Names::default, |desk| (*desk.names).clone());
    desk(&folder(&all), &names, if now.is_some() { 2 } else { 1 })
}

/// What both runs saw before the first turn that differs, as `name value` of the transition `large`.
fn seen(dry: &crate::replay::DryRun) -> (Vec<String>, Vec<String>) {
    let explained = dry
        .records
        .iter()
        .find_map(|record| record.explained.clone());
    let explained = explained.expect("a turn that differs");
    let values = |turn: Option<crate::replay::TurnView>| {
        let tried = turn.expect("a turn").tried;
        let large = tried
            .into_iter()
            .find(|tried| tried.transition.key == "large");
        let values = large.expect("tried").values.into_iter();
        values
            .map(|(name, value)| format!("{name} {value}"))
            .collect()
    };
    (values(explained.baseline), values(explained.candidate))
}

#[test]
fn a_changed_row_of_a_table_is_shown_as_the_cause() {
    let ticket = with(&[(GUARD, "when = 'size(amount) == \"large\"'")]);
    let rows = |limit: &str| format!("amount,then,size\n> {limit},,large\nelse,,usual\n");
    let now = shop(&ticket, &[("rules/shop/size.csv", &rows("100"))], None);
    let mut live = Live::new(Arc::clone(&now));
    let small = live.open("li", 1, "50");
    let between = live.open("li", 1, "80");
    live.does(small, "wu", 2, "check.accept");
    live.does(between, "wu", 2, "check.accept");

    let same = shop(
        &ticket,
        &[("rules/shop/size.csv", &rows("100.00"))],
        Some(&now),
    );
    assert!(
        told(&live.dry_run(&same))
            .iter()
            .all(|line| !line.contains("new_task"))
    );

    let other = shop(&ticket, &[("rules/shop/size.csv", &rows("60"))], Some(&now));
    assert_ne!(now.meaning, other.meaning);
    let dry = live.dry_run(&other);
    let lines = told(&dry);
    assert!(!lines[0].contains("new_task"), "{lines:?}");
    assert!(lines[1].contains("new_task decide"), "{lines:?}");
    let (before, after) = seen(&dry);
    assert_eq!(
        before,
        [
            "size(amount) usual",
            "size(amount).row 3: else",
            "amount 80"
        ]
    );
    assert_eq!(
        after,
        [
            "size(amount) large",
            "size(amount).row 2: amount > 60",
            "amount 80"
        ]
    );
}

#[test]
fn a_changed_row_of_a_list_is_shown_as_the_cause() {
    let ticket = with(&[
        (GUARD, "when = \"amount > kind.limit\""),
        (
            "measure = \"text\"",
            "measure = \"text\"\nkind = { type = \"kinds\", default = \"usual\" }",
        ),
    ]);
    let rows = |limit: &str| format!("kind,limit\nusual,{limit}\n");
    let now = shop(&ticket, &[("rules/shop/kinds.csv", &rows("100"))], None);
    let mut live = Live::new(Arc::clone(&now));
    let ticket_no = live.open("li", 1, "80");
    live.does(ticket_no, "wu", 2, "check.accept");
    let other = shop(
        &ticket,
        &[("rules/shop/kinds.csv", &rows("60"))],
        Some(&now),
    );
    assert_ne!(now.meaning, other.meaning);
    let (before, after) = seen(&live.dry_run(&other));
    assert!(before.contains(&"kind.limit 100".to_owned()), "{before:?}");
    assert!(after.contains(&"kind.limit 60".to_owned()), "{after:?}");
}

#[test]
fn a_row_in_use_that_vanishes_is_refused() {
    let ticket = with(&[(
        "measure = \"text\"",
        "measure = \"text\"\nkind = { type = \"kinds\" }",
    )]);
    let ticket = ticket.replace(
        "open  = { who = [\"clerk\", \"boss\"], with = [\"amount\"] }",
        "open  = { who = [\"clerk\", \"boss\"], with = [\"amount\", \"kind?\"] }",
    );
    let now = shop(
        &ticket,
        &[("rules/shop/kinds.csv", "kind,limit\nusual,1\nrare,2\n")],
        None,
    );
    let mut live = Live::new(Arc::clone(&now));
    let given = [("amount", "5"), ("kind", "rare")];
    let _ = live.open_as("ticket", "li", 1, &given).expect("opened");
    let told = |rows: &str| {
        let new = shop(&ticket, &[("rules/shop/kinds.csv", rows)], Some(&now));
        let reasons = compat(&live.desk, &new, &live.world);
        let words = reasons.iter().map(|reason| reason.text(Lang::En));
        words.collect::<Vec<_>>()
    };
    assert_eq!(told("kind,limit\nrare,3\nother,1\n"), Vec::<String>::new());
    let gone = told("kind,limit\nusual,1\n");
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert!(
        gone[0].contains("row") && gone[0].contains("kind: rare"),
        "{gone:?}"
    );
}
