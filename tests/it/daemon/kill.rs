//! The pulled plug: the daemon is killed at any moment while clients send and reminders fire. What was acknowledged is
//! there, what was sent again happened once, no reminder came twice, and the data verifies.
//!
//! Three kills here; the long form is `CASEWORK_KILLS=20 cargo test --test it daemon::kill`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, Instant};

use casework::model::{Effect, LineNo};
use casework::store::{Access, SqliteStore, Store};
use serde_json::json;

use super::rig::{Daemon, Shop, agent, post};

const CLIENTS: u64 = 16;
/// All clients together: 200 a second.
const PACE: Duration = Duration::from_millis(1000 * CLIENTS / 200);
/// How long a client sends the same again before the test has failed.
const PATIENCE: Duration = Duration::from_secs(60);
const BETWEEN_KILLS: Duration = Duration::from_secs(2);

#[test]
fn nothing_is_lost_and_nothing_happens_twice() {
    let kills = std::env::var("CASEWORK_KILLS")
        .ok()
        .and_then(|text| text.parse().ok());
    let kills: u32 = kills.unwrap_or(3);
    let shop = Shop::new();
    // Reminders within the test's time.
    shop.edit("workflows/fresh-bus/complaint.toml", "\"12h\"", "\"3s\"");
    shop.edit(
        "workflows/fresh-bus/desk.toml",
        "{ at = \"2h before\", remind = \"assignee\" }",
        "{ at = \"1s before\", remind = \"assignee\" }",
    );
    let daemon = shop.serve();
    shop.people(&daemon);
    let acknowledged = storm(&shop, daemon, kills);

    let daemon = shop.serve();
    let client = agent();
    for (key, code) in &acknowledged {
        let again = open(&client, &daemon.base, *key).expect("the daemon answers");
        assert_eq!(
            again.as_ref(),
            Some(code),
            "key {key} had another answer before"
        );
    }
    assert_eq!(complaints(&daemon), acknowledged.len());
    daemon.terminate();
    let reminders = reminders(&shop);
    assert!(reminders > 0, "no reminder fired");
    shop.verify();
}

/// How many complaints there are, read a page at a time.
fn complaints(daemon: &Daemon) -> usize {
    let mut count = 0;
    let mut after = String::new();
    loop {
        let page = daemon.get(&format!(
            "/desks/fresh-bus/records?workflow=complaint&limit=2000{after}"
        ));
        let page = page.as_array().unwrap();
        let Some(last) = page.last() else {
            return count;
        };
        count += page.len();
        after = format!("&after={}", last["code"].as_str().unwrap());
    }
}

/// Clients send while the daemon is killed again and again; gives the code each key was answered with.
fn storm(shop: &Shop, daemon: Daemon, kills: u32) -> BTreeMap<u64, String> {
    let base = RwLock::new(daemon.base.clone());
    let (next, over) = (AtomicU64::new(1), AtomicBool::new(false));
    let acknowledged = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                let agent = agent();
                while !over.load(Ordering::SeqCst) {
                    let begun = Instant::now();
                    let key = next.fetch_add(1, Ordering::SeqCst);
                    // Unanswered is sent again under its key, until it is answered.
                    let code = loop {
                        assert!(begun.elapsed() < PATIENCE, "key {key} was never answered");
                        let now = base.read().unwrap().clone();
                        match open(&agent, &now, key) {
                            Ok(Some(code)) => break code,
                            Ok(None) | Err(_) => std::thread::sleep(Duration::from_millis(20)),
                        }
                    };
                    let before = acknowledged.lock().unwrap().insert(key, code);
                    assert_eq!(before, None);
                    std::thread::sleep(PACE.saturating_sub(begun.elapsed()));
                }
            });
        }
        let _end = End(&over);
        let mut daemon = daemon;
        for _ in 0..kills {
            std::thread::sleep(BETWEEN_KILLS);
            daemon.child.kill().unwrap();
            daemon.child.wait().unwrap();
            daemon = shop.serve();
            base.write().unwrap().clone_from(&daemon.base);
        }
        daemon
    })
    // The scope has waited for the clients, each for its last answer; only now may the daemon end.
    .terminate();
    acknowledged.into_inner().unwrap()
}

/// Ends the clients, also where the test breaks off.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Opens a complaint under a key; `None` where the daemon could not.
fn open(agent: &ureq::Agent, base: &str, key: u64) -> Result<Option<String>, ureq::Error> {
    let body =
        json!({ "workflow": "complaint", "with": { "customer": "k1", "channel": "letter" } });
    let key = key.to_string();
    let (status, answer) = post(
        agent,
        base,
        "li",
        "/desks/fresh-bus/records",
        &body,
        Some(&key),
    )?;
    assert!(
        status == 201 || status == 200 || status == 503,
        "{status}: {answer}"
    );
    Ok(answer["record"].as_str().map(str::to_owned))
}

/// How many reminders the journal holds; none twice.
fn reminders(shop: &Shop) -> usize {
    let store = SqliteStore::open(&shop.data(), Access::ReadOnly).unwrap();
    let mut seen = BTreeSet::new();
    for line in store.lines("fresh-bus", LineNo(1)).unwrap() {
        for effect in line.unwrap().effects {
            if let Effect::PointPassed {
                task,
                point,
                reminds: Some(_),
                ..
            } = effect
            {
                assert!(
                    seen.insert((task, point)),
                    "a reminder came twice: {task} {point:?}"
                );
            }
        }
    }
    seen.len()
}
