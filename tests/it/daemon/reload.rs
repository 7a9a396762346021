//! Editing the folder while records live.

use serde_json::{Value as Json, json};

use super::rig::{Daemon, Shop};

/// The due instants of all open tasks `answer`, by record.
fn due(daemon: &Daemon) -> Vec<(String, String)> {
    let tasks = daemon.get("/desks/fresh-bus/tasks?task=answer&limit=10000");
    let due = tasks.as_array().unwrap().iter().map(|task| {
        let text = |json: &Json| json.as_str().unwrap().to_owned();
        (text(&task["record"]), text(&task["deadline"]["due"]))
    });
    let mut due: Vec<_> = due.collect();
    due.sort();
    due
}

fn publish(daemon: &Daemon, by: &str, staged: &Json, digest: &str) -> (u16, Json) {
    let path = format!("/revisions/{}/publish", staged["revision"]);
    daemon.post(by, &path, &json!({ "digest": digest }))
}

#[test]
fn a_changed_deadline_waits_with_its_dry_run_and_holds_for_later_records_only() {
    let shop = Shop::new();
    let daemon = shop.serve();
    shop.people(&daemon);
    daemon.complain_often(1000);
    let before = due(&daemon);
    assert_eq!(before.len(), 1000);

    shop.edit("workflows/fresh-bus/complaint.toml", "\"12h\"", "\"10h\"");
    let staged = daemon.staged(1, "waits");
    let shown = daemon.get(&format!("/revisions/{}", staged["revision"]));
    let dry = &shown["report"]["dry_run"]["fresh-bus"];
    // Everybody, the customer included, was replayed; each complaint's deadline lies elsewhere.
    assert_eq!(dry["facets"]["due"], 1000, "{}", dry["verdicts"]);
    assert!(
        dry["text"].as_str().unwrap().contains("1000"),
        "{}",
        dry["text"]
    );

    let digest = staged["staged"]["digest"].as_str().unwrap();
    let (status, answer) = publish(&daemon, "zhao", &staged, "0123456789abcdef");
    assert_eq!(
        (status, &answer["type"]),
        (409, &json!("urn:casework:revision-stale"))
    );
    let (status, answer) = publish(&daemon, "li", &staged, digest);
    assert_eq!(
        (status, &answer["type"]),
        (403, &json!("urn:casework:publish-not-allowed"))
    );
    let (status, answer) = publish(&daemon, "zhao", &staged, digest);
    assert_eq!(status, 200, "{answer}");

    assert_eq!(
        due(&daemon),
        before,
        "open deadlines keep what they were computed with"
    );
    let code = daemon.complain("li");
    let late = daemon.get(&format!("/desks/fresh-bus/records/{code}"));
    let task = late["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|task| task["task"] == "answer");
    let said = task.unwrap()["deadline"]["arithmetic"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(said.starts_with("10h"), "{said}");
    daemon.terminate();
    shop.verify();
}

#[test]
fn a_state_in_use_is_not_renamed_unless_the_edit_says_so() {
    let shop = Shop::new();
    let daemon = shop.serve();
    shop.people(&daemon);
    let code = daemon.complain("li");

    let flow = std::fs::read_to_string(shop.file("workflows/common/complaint.toml")).unwrap();
    let renamed = flow
        .replace("\"received\"", "\"accepted\"")
        .replace("received   =", "accepted   =");
    assert_ne!(flow, renamed);
    std::fs::write(shop.file("workflows/common/complaint.toml"), &renamed).unwrap();
    let staged = daemon.staged(1, "refused");
    let reason = &staged["staged"]["reasons"][0];
    assert_eq!(reason["id"], "vanished", "{staged}");
    assert!(
        reason["detail"].as_str().unwrap().contains(&code),
        "{reason}"
    );
    assert!(
        reason["help"]
            .as_str()
            .unwrap()
            .contains("state.received = \"accepted\""),
        "{reason}"
    );
    // The revision before goes on.
    daemon.complain("li");

    let migrated = format!("{renamed}\n[migrate.rename]\nstate.received = \"accepted\"\n");
    std::fs::write(shop.file("workflows/common/complaint.toml"), migrated).unwrap();
    let staged = daemon.staged(2, "waits");
    let digest = staged["staged"]["digest"].as_str().unwrap();
    let (status, answer) = publish(&daemon, "zhao", &staged, digest);
    assert_eq!(status, 200, "{answer}");
    let shown = daemon.get(&format!("/desks/fresh-bus/records/{code}"));
    assert_eq!(shown["state"], "accepted");
    daemon.terminate();
    shop.verify();
}

#[test]
fn an_edit_that_changes_no_history_goes_live_by_itself_and_a_broken_one_never() {
    let shop = Shop::new();
    let daemon = shop.serve();
    shop.people(&daemon);
    daemon.complain_often(60);

    let path = "workflows/common/complaint.toml";
    shop.edit(
        path,
        "archive_within = \"2 working days\"",
        "archive_within = \"2 working dais\"",
    );
    let staged = daemon.staged(1, "refused");
    assert_eq!(
        staged["staged"]["reasons"][0]["id"], "desk-has-faults",
        "{staged}"
    );
    let shown = daemon.get(&format!("/revisions/{}", staged["revision"]));
    assert_eq!(shown["report"]["diagnostics"][0]["path"], path);

    // Nobody came as far as the archive.
    shop.edit(
        path,
        "archive_within = \"2 working dais\"",
        "archive_within = \"3 working days\"",
    );
    let live = daemon.staged(2, "live");
    assert_eq!(live["desks"], json!(["fresh-bus"]));

    shop.edit(path, "[param]", "# 只是一句说明\n[param]");
    daemon.staged(3, "same");
    daemon.terminate();
    shop.verify();
}
