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
        (409, &json!("urn:casework:revision-other-digest"))
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
fn what_of_a_migration_was_spent_is_spent_for_the_proof_too() {
    let shop = Shop::new();
    let daemon = shop.serve();
    shop.people(&daemon);
    daemon.complain("li");
    let path = "workflows/fresh-bus/complaint.toml";
    let first = daemon.get("/revisions")[0]["hash"].as_str().unwrap()[..12].to_owned();
    let flow = std::fs::read_to_string(shop.file(path)).unwrap();

    let rearmed = format!(
        "{}\n[migrate]\nsince = \"{first}\"\n[migrate.deadline]\nanswer = \"rearm\"\n",
        flow.replace("12h", "8h")
    );
    std::fs::write(shop.file(path), &rearmed).unwrap();
    let staged = daemon.staged(1, "waits");
    let digest = staged["staged"]["digest"].as_str().unwrap();
    assert_eq!(publish(&daemon, "zhao", &staged, digest).0, 200);
    let moved = due(&daemon);

    // `since` still names the first revision: the rename is carried out, the deadline is left alone.
    let renamed = rearmed
        .replace("8h", "6h")
        .replace("\n[param]", "initial = \"arrived\"\n[param]")
        + "\n[migrate.rename]\nstate.received = \"arrived\"\n"
        + "\n[state]\nreceived = false\narrived = { opens = [\"answer\", \"details\"] }\n"
        + "\n[transition]\nrecorded = { from = \"arrived\" }\n";
    std::fs::write(shop.file(path), renamed).unwrap();
    let staged = daemon.staged(2, "waits");
    let digest = staged["staged"]["digest"].as_str().unwrap();
    assert_eq!(publish(&daemon, "zhao", &staged, digest).0, 200);
    assert_eq!(due(&daemon), moved);
    daemon.terminate();
    shop.verify();
    let daemon = shop.serve();
    assert_eq!(due(&daemon), moved);
    daemon.complain("li");
    daemon.terminate();
    shop.verify();
}

#[cfg(unix)]
#[test]
fn a_folder_swapped_in_or_put_back_is_watched_like_the_first() {
    let shop = Shop::new();
    for part in ["workflows", "rules", "casework.toml"] {
        std::fs::create_dir_all(shop.file("one")).unwrap();
        std::fs::rename(shop.file(part), shop.file(&format!("one/{part}"))).unwrap();
    }
    std::os::unix::fs::symlink("one", shop.file("now")).unwrap();
    let daemon = shop.serve_of("now");
    let begun = std::time::Instant::now();

    let path = |folder: &str| format!("{folder}/workflows/fresh-bus/complaint.toml");
    super::rig::copy(&shop.file("one"), &shop.file("two"));
    shop.edit(&path("two"), "12h", "1 dais");
    std::os::unix::fs::symlink("two", shop.file("next")).unwrap();
    std::fs::rename(shop.file("next"), shop.file("now")).unwrap();
    daemon.staged(1, "refused");
    // Behind the link as well as through it.
    shop.edit(&path("two"), "1 dais", "2 dais");
    daemon.staged(2, "refused");

    std::fs::rename(shop.file("two"), shop.file("away")).unwrap();
    super::rig::until("the loss of the folder", || {
        shop.log().contains("could not be staged").then_some(())
    });
    std::fs::rename(shop.file("away"), shop.file("two")).unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    shop.edit(&path("two"), "2 dais", "3 dais");
    daemon.staged(3, "refused");
    // By what was heard, not by the look every so often.
    assert!(begun.elapsed() < std::time::Duration::from_secs(40));
    daemon.terminate();
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
    let told = shown["report"]["diagnostics"].as_array().unwrap();
    let errors: Vec<_> = told
        .iter()
        .filter(|one| one["severity"] == "error")
        .collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0]["path"], path);

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

#[test]
fn a_change_of_two_desks_is_published_by_somebody_of_each() {
    let shop = Shop::new().with_studio();
    let daemon = shop.serve();
    shop.people(&daemon);
    let chief = json!({ "workflow": "employee", "with": { "login": "sun", "name": "sun", "roles": "manager" } });
    let (status, answer) = daemon.post("", "/desks/model-studio/records", &chief);
    assert_eq!(status, 201, "{answer}");
    shop.edit(
        "workflows/common/complaint.toml",
        "\"2 working days\"",
        "\"3 working days\"",
    );
    let staged = daemon.staged(1, "waits");
    assert_eq!(
        staged["staged"]["desks"],
        json!(["fresh-bus", "model-studio"])
    );
    let digest = staged["staged"]["digest"].as_str().unwrap();
    assert_eq!(publish(&daemon, "li", &staged, digest).0, 403);
    let (status, answer) = publish(&daemon, "zhao", &staged, digest);
    assert_eq!(
        (status, &answer["desks"]),
        (200, &json!(["fresh-bus"])),
        "{answer}"
    );
    let rest = daemon.staged(1, "waits");
    assert_eq!(rest["staged"]["desks"], json!(["model-studio"]));
    assert_eq!(publish(&daemon, "zhao", &staged, digest).0, 403);
    let (status, answer) = publish(&daemon, "sun", &staged, digest);
    assert_eq!(
        (status, &answer["desks"]),
        (200, &json!(["model-studio"])),
        "{answer}"
    );
    assert_eq!(publish(&daemon, "sun", &staged, digest).0, 404);
    daemon.terminate();
    shop.verify();
}

#[test]
fn a_change_on_a_superior_s_prompt_names_who_prompted_it() {
    let shop = Shop::new();
    let desk = "workflows/common/rights.toml";
    let right = "publish = { who = [\"supervisor\", \"manager\"]";
    let prompted = format!("{right}, with = [\"prompt\"], prompted_by = \"manager\"");
    shop.edit(desk, right, &prompted);
    let daemon = shop.serve();
    shop.people(&daemon);
    daemon.complain("li");
    shop.edit("workflows/fresh-bus/complaint.toml", "\"12h\"", "\"10h\"");
    let staged = daemon.staged(1, "waits");
    let digest = staged["staged"]["digest"].as_str().unwrap();
    let path = format!("/revisions/{}/publish", staged["revision"]);
    let with = |more: Json| {
        let mut body = json!({ "digest": digest });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let (status, answer) = daemon.post("zhao", &path, &body);
        (status, answer["type"].as_str().unwrap_or("live").to_owned())
    };
    let lacks = "urn:casework:refused-missing-value".to_owned();
    assert_eq!(with(json!({})), (422, lacks));
    let unnamed = "urn:casework:refused-not-prompted".to_owned();
    assert_eq!(with(json!({"prompt": "sooner"})), (403, unnamed.clone()));
    let by = |who: &str| with(json!({"prompt": "sooner", "prompted_by": who}));
    assert_eq!(by("li"), (403, unnamed));
    let unknown = "urn:casework:unknown-person".to_owned();
    assert_eq!(by("nobody"), (403, unknown));
    assert_eq!(by("qian").0, 200);
    daemon.terminate();
    shop.verify();
}
