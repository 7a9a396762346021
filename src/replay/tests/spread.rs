//! What is not known of one record is not known of those that read or hear of it, nor of its children.

use super::bench::{DESK, Live, PEOPLE, TICKET, desk, dry_run_of, folder, told};
use crate::model::Names;

/// A visit to a ticket, that reads it and tells it; a ticket under repair starts an order.
const VISIT: &str = r#"
label   = "Visit"
code    = "V-{n:4}"
initial = "planned"

[field]
ticket = { type = "ticket", required = true }

[event]
open = { who = ["clerk"], with = ["ticket"] }
made = { who = ["clerk"] }

[state]
planned = {}
made    = { final = true }
wasted  = { final = true }

[transition]
wasted = { from = "planned", on = "made", when = "ticket.amount > 1000", to = "wasted" }
made   = { from = "planned", on = "made", to = "made" }
"#;

const ORDER: &str = r#"
label   = "Order"
code    = "O-{n:4}"
initial = "placed"

[field]
amount = { type = "money", required = true }

[event]
came = { who = ["clerk"] }

[state]
placed = {}
here   = { final = true }

[transition]
came = { from = "placed", on = "came", to = "here" }
"#;

fn files(ticket: &str) -> Vec<(&'static str, String)> {
    vec![
        ("workflows/shop/desk.toml", DESK.to_owned()),
        ("workflows/shop/employee.toml", PEOPLE.to_owned()),
        ("workflows/shop/ticket.toml", ticket.to_owned()),
        ("workflows/shop/visit.toml", VISIT.to_owned()),
        ("workflows/shop/order.toml", ORDER.to_owned()),
    ]
}

fn rules(ticket: &str, names: &Names, revision: u32) -> std::sync::Arc<crate::engine::Desk> {
    let files = files(ticket);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
    desk(&folder(&files), names, revision)
}

fn starting() -> String {
    TICKET.replace(
        "mending  = { opens = [\"mend\"] }",
        "mending  = { opens = [\"mend\"], starts = [{ workflow = \"order\" }] }",
    )
}

#[test]
fn readers_and_children_of_an_open_record_are_open() {
    let ticket = starting();
    let mut live = Live::new(rules(&ticket, &Names::default(), 1));
    let small = live.open("li", 1, "50");
    let other = live.open("li", 1, "60");
    let code = "T-0001";
    let visit = live
        .open_as("visit", "li", 2, &[("ticket", code)])
        .expect("opened");
    let elsewhere = live
        .open_as("visit", "li", 2, &[("ticket", "T-0002")])
        .expect("opened");
    live.does(small, "li", 4, "check.accept");
    live.does(visit, "li", 5, "made");
    live.does(elsewhere, "li", 6, "made");
    let _ = other;
    // Below the new limit the boss decides on the first one: not known from there on.
    let candidate = ticket
        .replace("limit        = 100", "limit = 55")
        .replace("amount > limit", "amount < limit");
    let candidate = rules(&candidate, &live.desk.names, 2);
    let dry = dry_run_of(&live.lines, &live.desk, &candidate);
    assert_eq!(
        told(&dry),
        [
            "T-0001 open new_task decide",
            "T-0002 censored",
            "V-0001 open depends_on T-0001",
            "V-0002 same",
            "O-0001 open depends_on T-0001",
        ]
    );
}

#[test]
fn who_hears_of_an_open_record_is_open() {
    let ticket = TICKET.replace(
        "closed   = { from = \"resting\"",
        "visited  = { from = \"resting\", on = \"visit.ended\", to = \"closed\" }\nclosed   = { from = \"resting\"",
    );
    let mut live = Live::new(rules(&ticket, &Names::default(), 1));
    let small = live.open("li", 1, "50");
    live.does(small, "li", 4, "check.accept");
    live.does(small, "li", 5, "mend.mended");
    let visit = live
        .open_as("visit", "li", 6, &[("ticket", "T-0001")])
        .expect("opened");
    live.does(visit, "li", 7, "made");
    let mut files = files(&ticket);
    for (path, text) in &mut files {
        if path.ends_with("visit.toml") {
            *text = text.replace(
                "made = { who = [\"clerk\"] }",
                "made = { who = [\"boss\"] }",
            );
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
    let candidate = desk(&folder(&files), &live.desk.names, 2);
    let dry = live.dry_run(&candidate);
    assert_eq!(
        told(&dry),
        [
            "T-0001 open depends_on V-0001",
            "V-0001 open not_authorised"
        ]
    );
}
