//! The examples of the documentation load as they are written there.

use std::path::Path;

use casework::config::Folder;

use crate::small::{loaded, told};

const DESK: &str = include_str!("../data/complaint-desk.toml");

/// The shipped common flows with a desk of our own beside.
fn beside(files: &[(&str, &str)]) -> Folder {
    let shipped = Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the folder is here");
    let mut folder = Folder::default();
    for (path, bytes) in shipped.iter() {
        if path.contains("/common/") || path.contains("/calendars/") || path == "casework.toml" {
            folder.insert(path, bytes);
        }
    }
    folder.insert("workflows/mall/desk.toml", DESK);
    for (path, text) in files {
        folder.insert(path, *text);
    }
    folder
}

fn sound(folder: &Folder) {
    let told: Vec<String> = told(folder)
        .into_iter()
        .filter(|line| !line.contains("missing-translation"))
        .collect();
    assert!(told.is_empty(), "{told:#?}");
}

const DEALERSHIP: &str = r#"extends = "common/complaint"
[param]
answer_within = { value = "24h", except = [{ when = 'channel == "manufacturer"', value = "4 working hours" }] }
[field]
channel = { choice = ["+manufacturer"] }
[notice]
to_manufacturer = { to = "manufacturer", template = "reply.md", when = 'channel == "manufacturer"' }
[state]
archived = { sends = ["+to_manufacturer"] }
"#;

#[test]
fn a_desk_says_only_what_differs() {
    let folder = beside(&[
        ("workflows/mall/complaint.toml", DEALERSHIP),
        ("workflows/mall/notices/reply.md", "{{ code }}"),
    ]);
    sound(&folder);
    let loaded = loaded(&folder);
    let desk = loaded.desk("mall").expect("the desk");
    let id = |name: &str| desk.names.find(name).expect("a name");
    let complaint = desk.workflow(id("complaint")).expect("the flow");
    let archived = &complaint.states[&id("archived")];
    assert!(archived.ends, "what is not said again stays");
    assert_eq!(archived.actions.sends, [id("to_manufacturer")]);
    let within = complaint
        .params
        .iter()
        .find(|param| param.name == id("answer_within"));
    assert_eq!(within.map(|param| param.value.except.len()), Some(1));
}

#[test]
fn follow_up_until_satisfied() {
    let follow_up = r#"initial = "waiting"
[param]
first_call = "2 days"
recall = "3 days"
rounds = 3
tries = 3
satisfied_from = 80
ring_within = "4 working hours"
settle_within = "1 working day"
[field]
customer = { type = "customer", required = true }
index = "number"
[task]
ring   = { who = "=owner", due = "=ring_within", outcomes = { talked = { with = ["index"] }, not_reached = {}, refused = {} } }
settle = { who = "supervisor", due = "=settle_within", outcomes = ["settled", "call_again"] }
[event]
complain = { who = ["specialist"] }
[state]
waiting = {}
calling = { opens = ["ring"] }
complaining = {}
improving = {}
with_supervisor = { opens = ["settle"] }
satisfied = { final = true }
given_up = { final = true }
[transition]
first      = { from = "waiting", after = "=first_call", to = "calling" }
hold       = { from = "calling", on = "ring.talked", when = "any(complaint.open)", to = "complaining" }
happy      = { from = "calling", on = "ring.talked", when = "(index ?? 0) >= satisfied_from", to = "satisfied" }
unhappy    = { from = "calling", on = "ring.talked", to = "improving", at_most = "=rounds", since = "call_again" }
enough     = { from = "calling", on = "ring.talked", to = "with_supervisor" }
missed     = { from = "calling", on = "ring.not_reached", to = "waiting", at_most = "=tries" }
given_up   = { from = "calling", on = ["ring.not_reached", "ring.refused"], to = "given_up" }
recall     = { from = "improving", after = "=recall", to = "calling" }
complaint  = { from = "complaining", on = "complaint.ended", to = "satisfied" }
settled    = { from = "with_supervisor", on = "settle.settled", to = "satisfied" }
call_again = { from = "with_supervisor", on = "settle.call_again", to = "calling" }

[transition.complain]
from   = "calling"
on     = "complain"
stay   = true
starts = [{ workflow = "complaint", fill = { channel = "follow_up", customer = "=customer" } }]
"#;
    let complaint =
        "extends = \"common/complaint\"\n[field]\nfollow_up = { type = \"follow_up\" }\n";
    sound(&beside(&[
        ("workflows/mall/follow_up.toml", follow_up),
        ("workflows/mall/complaint.toml", complaint),
    ]));
}

#[test]
fn a_payment_is_heard_of_by_the_customer_it_names() {
    let customer = r#"initial = "active"
[field]
no = { type = "text", required = true, key = true }
name = { type = "text", required = true }
class = { choice = ["normal", "key"], default = "normal" }
late_days = { type = "whole", default = 0 }
paid_so_far = "=sum(payment.amount)"
[state]
active = {}
[transition]
paid = { from = "active", on = "payment.paid", stay = true, sets = { late_days = "=late_days + payment.days_late" } }
"#;
    let payment = r#"initial = "due"
[field]
customer = { type = "customer", required = true }
amount = { type = "money", required = true }
days_late = { type = "whole", default = 0 }
[event]
pay = { who = ["specialist"], with = ["days_late"] }
[state]
due = {}
paid = { final = true }
[transition]
pays = { from = "due", on = "pay", to = "paid" }
"#;
    sound(&beside(&[
        ("workflows/mall/customer.toml", customer),
        ("workflows/mall/payment.toml", payment),
        (
            "workflows/mall/complaint.toml",
            "extends = \"common/complaint\"\n",
        ),
    ]));
}
