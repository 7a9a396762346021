//! What an admin may write is taken to pieces by random bytes: whatever stands in a file, the check must answer, without
//! panic or hang, and what it accepts must run. Each function is one target of `cargo fuzz`.

use std::collections::BTreeMap;

use casework::config::{Folder, Loaded, Look, load, report, report_json, show_config};
use casework::engine::Desk;
use casework::model::catalogue::Lang;
use casework::model::{Actor, Instant, RevisionNo};
use casework::world::{self, Act, World, read_instant, resolve};
use serde_json::{Map, Value as Json, json};

const DESK: &str = r#"currency = "CNY"
[calendar.office]
default = true
file = "office"
[role]
clerk = {}
[right]
publish = { who = ["clerk"] }
"#;

const OFFICE: &str = r#"zone = "Asia/Shanghai"
week = { mon-fri = ["09:00-12:00", "13:00-18:00"] }
"#;

const STAFF: &str = r#"person = true
[field]
login = { type = "text", required = true, key = true }
roles = { type = "role", many = true }
"#;

const CUSTOMER: &str = r#"[field]
no = { type = "text", required = true, key = true }
name = "text"
class = { choice = ["normal", "key"], default = "normal" }
born = "date"
"#;

/// A flow whose computed field is what a target puts in.
const TICKET: &str = r#"initial = "asked"
[param]
limit = 100
within = "2 working days"
[field]
customer = { type = "customer", required = true }
amount = { type = "money", default = 0 }
facts = "text"
urgent = "yes_no"
due_on = "date"
channel = { choice = ["phone", "信件"], default = "phone" }
[task]
answer = { who = "=owner", due = "=within", outcomes = ["yes", "no"] }
[event]
open = { who = ["clerk"], with = ["customer", "amount?", "facts?", "urgent?", "due_on?", "channel?"] }
[state]
asked = { opens = ["answer"] }
closed = { final = true }
[transition]
yes = { from = "asked", on = "answer.yes", to = "closed" }
no = { from = "asked", on = "answer.no", to = "closed" }
"#;

fn base() -> Folder {
    let mut folder = Folder::default();
    folder.insert("workflows/d/desk.toml", DESK);
    folder.insert("workflows/d/staff.toml", STAFF);
    folder.insert("workflows/d/customer.toml", CUSTOMER);
    folder.insert("workflows/d/ticket.toml", TICKET);
    folder.insert("rules/calendars/office.toml", OFFICE);
    folder
}

/// The base with a computed field `seen` in its tickets.
fn seeing(formula: &str) -> Folder {
    let mut folder = base();
    let value = Json::String(format!("={formula}")).to_string();
    let ticket = TICKET.replace("[task]", &format!("seen = {value}\n[task]"));
    folder.insert("workflows/d/ticket.toml", ticket);
    folder
}

/// Loads a folder and tells everything found in every form.
fn check(folder: &Folder) -> Loaded {
    let loaded = load(folder, &BTreeMap::new(), RevisionNo(1));
    for lang in [Lang::En, Lang::Zh] {
        let _ = report(&loaded.diagnostics, &loaded.sources, lang, Look::Plain);
    }
    let _ = report_json(&loaded.diagnostics, &loaded.sources, Lang::En).to_string();
    loaded
}

/// Opens tickets under what was accepted and lets a month pass.
fn run(loaded: &Loaded) {
    let Some(desk) = loaded.desk("d").filter(|desk| desk.not_run_yet.is_empty()) else {
        return;
    };
    let mut world = World::new(desk);
    let mut now = read_instant(desk, "2026-03-02T09:00").expect("a time");
    act(&mut world, desk, now, "", "staff", json!({"login": "an", "roles": "clerk"}));
    act(&mut world, desk, now, "an", "customer", json!({"no": "k1"}));
    for with in [
        json!({"customer": "k1"}),
        json!({"customer": "k1", "amount": "99.5", "facts": "坏了", "urgent": true, "due_on": "2026-02-28", "channel": "信件"}),
    ] {
        act(&mut world, desk, now, "an", "ticket", with);
    }
    now = now.plus_ms(31 * 24 * 3_600_000);
    world::advance(&mut world, desk, now, &mut |_: &World, _| {});
    assert_eq!(world.faults(), Vec::<String>::new());
}

fn act(world: &mut World, desk: &Desk, now: Instant, by: &str, workflow: &str, with: Json) {
    let staff = desk.names.find("staff");
    let person = staff.and_then(|staff| world.by_word(desk, staff, by));
    let actor = person.map_or(Actor::ENGINE, Actor::named);
    let with: Map<String, Json> = with.as_object().cloned().unwrap_or_default();
    // What is not understood (a field the flow no longer has) is the caller's to hear.
    if let Ok(event) = resolve(desk, world, &Act::Open(workflow.into()), actor, now, &with) {
        let _ = world::feed(world, desk, event, &mut |_: &World, _| {});
    }
}

/// A workflow file.
pub fn folder(bytes: &[u8]) {
    let mut folder = base();
    folder.insert("workflows/d/ticket.toml", bytes);
    let loaded = check(&folder);
    if loaded.is_sound() {
        let _ = show_config(&loaded, "d/ticket");
        run(&loaded);
    }
}

/// A CSV: a decision table that is called, a list a field refers to, the items of a form, and the days of a calendar.
pub fn table(bytes: &[u8]) {
    let mut folder = seeing("fine(amount, channel).fee");
    folder.insert("rules/d/fine.csv", bytes);
    folder.insert("rules/d/grades.csv", bytes);
    folder.insert("rules/d/paper.csv", bytes);
    folder.insert("rules/calendars/office.csv", bytes);
    let ticket = folder.text("workflows/d/ticket.toml").map(str::to_owned);
    let ticket = ticket.unwrap_or_default().replace(
        "[task]",
        "grade = { type = \"grades\" }\npaper = { type = \"paper\" }\n[task]",
    );
    folder.insert("workflows/d/ticket.toml", ticket);
    folder.insert(
        "workflows/d/desk.toml",
        format!("{DESK}[form]\npaper = {{ items = \"paper.csv\" }}\n"),
    );
    folder.insert(
        "rules/calendars/office.toml",
        format!("{OFFICE}days = \"office.csv\"\n"),
    );
    run(&check(&folder));
}

/// A formula, as the value of a field and as a guard.
pub fn expression(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    run(&check(&seeing(text)));
    let guard = Json::String(text.to_owned()).to_string();
    let mut folder = base();
    let guarded = format!("on = \"answer.yes\", when = {guard},");
    let ticket = TICKET.replace("on = \"answer.yes\",", &guarded);
    folder.insert(
        "workflows/d/ticket.toml",
        ticket + "rest = { from = \"asked\", on = \"answer.yes\", to = \"closed\" }\n",
    );
    run(&check(&folder));
}

/// A file of rules; whatever it calls `judge` is called.
pub fn rule(bytes: &[u8]) {
    let mut folder = seeing("judge(amount, facts ?? \"\")");
    folder.insert("rules/d/rules.rhai", bytes);
    run(&check(&folder));
}
