//! What the sections of the files become.

use crate::small::{CASE, folder, loaded, told, with};
use casework::engine::{CodePart, Desk, Trigger, Workflow};
use casework::model::{Lives, TaskKind};
use std::collections::BTreeMap;

fn sound(folder: &casework::config::Folder) -> std::sync::Arc<Desk> {
    let loaded = loaded(folder);
    assert!(loaded.is_sound(), "{:?}", told(folder));
    loaded.desk("d").expect("the desk").clone()
}

fn flow<'d>(desk: &'d Desk, name: &str) -> &'d Workflow {
    desk.workflow(desk.names.find(name).expect("a name"))
        .expect("a workflow")
}

#[test]
fn own_guarded_transitions_come_first_and_the_unguarded_last() {
    let own = "extends = \"common/base\"\n[transition]\nmine = { from = \"open_desk\", on = \"answer.yes\", when = \"amount > 7\", to = \"closed\" }\nno = { to = \"open_desk\" }\n";
    let folder = with(&[
        ("workflows/common/base.toml", CASE),
        ("workflows/d/ticket.toml", own),
    ]);
    let desk = sound(&folder);
    let order: Vec<&str> = flow(&desk, "ticket")
        .transitions
        .iter()
        .map(|t| desk.names.text(t.name))
        .collect();
    assert_eq!(order, ["mine", "big", "small", "no"]);
    let before = own
        .replace(
            "when = \"amount > 7\"",
            "when = \"amount > 7\", before = \"no\"",
        )
        .replace("mine", "zz");
    let ordered = with(&[
        ("workflows/common/base.toml", CASE),
        ("workflows/d/ticket.toml", &before),
    ]);
    assert_eq!(told(&ordered), Vec::<String>::new());
}

#[test]
fn a_clock_nothing_opens_starts_at_birth() {
    let flow_text = format!("{CASE}[clock]\nsolve = {{ due = \"5 working days\", ladder = false }}\nlater = {{ due = \"1h\" }}\n")
        .replace("opens = [\"answer\"]", "opens = [\"answer\", \"later\"]");
    let desk = sound(&with(&[("workflows/d/ticket.toml", &flow_text)]));
    let case = flow(&desk, "ticket");
    let names: Vec<&str> = case
        .clocks
        .iter()
        .map(|clock| desk.names.text(*clock))
        .collect();
    assert_eq!(names, ["solve"]);
    let task = |name: &str| &case.tasks[&desk.names.find(name).expect("a name")];
    assert_eq!(
        (task("solve").kind, task("solve").lives),
        (TaskKind::Clock, Lives::Record)
    );
    assert_eq!(task("later").lives, Lives::State);
    assert_eq!(
        task("solve")
            .deadline
            .as_ref()
            .map(|deadline| deadline.ladder.len()),
        Some(0)
    );
    assert_eq!(
        task("later")
            .deadline
            .as_ref()
            .map(|deadline| deadline.ladder.len()),
        Some(2)
    );
}

#[test]
fn an_acknowledged_notice_gives_a_task_of_its_name() {
    let flow_text = format!("{CASE}[notice]\nword = {{ to = \"boss\", template = \"w.md\", acknowledge = {{ due = \"4 working hours\" }} }}\n")
        .replace("opens = [\"answer\"]", "opens = [\"answer\"], sends = [\"word\"]");
    let desk = sound(&with(&[
        ("workflows/d/ticket.toml", &flow_text),
        ("workflows/d/notices/w.md", "你好 {{ code }}"),
    ]));
    let case = flow(&desk, "ticket");
    let word = desk.names.find("word").expect("a name");
    assert_eq!(case.tasks[&word].kind, TaskKind::Acknowledgement);
    assert_eq!(case.tasks[&word].lives, Lives::Record);
    assert_eq!(&*case.notices[&word].body, "你好 {{ code }}");
    assert!(case.notices[&word].acknowledged);
}

#[test]
fn every_record_has_an_owner_and_a_code() {
    let desk = sound(&folder());
    let case = flow(&desk, "ticket");
    let owner = case
        .field(casework::model::FieldId::OWNER)
        .expect("an owner");
    assert_eq!(desk.names.text(owner.name), "owner");
    assert_eq!(
        owner.default.as_ref().map(|default| default.base.text()),
        Some("opened_by")
    );
    assert_eq!(
        case.code.parts,
        [CodePart::Text("d-ticket-".into()), CodePart::Number(1)]
    );
    assert_eq!(case.relations.len(), 1, "the customer");
}

#[test]
fn names_and_places_keep_their_numbers() {
    let first = sound(&folder());
    let mut known = BTreeMap::new();
    known.insert("d".to_owned(), (*first.names).clone());
    let changed = CASE
        .replace("facts = \"text\"\n", "extra = \"text\"\n")
        .replace("with = [\"facts\"]", "with = [\"extra\"]");
    let folder = with(&[("workflows/d/ticket.toml", &changed)]);
    let loaded = casework::config::load(&folder, &known, casework::model::RevisionNo(2));
    let second = loaded.desk("d").expect("the desk");
    for (id, name) in first.names.iter() {
        assert_eq!(second.names.find(name), Some(id), "{name}");
    }
    let case = flow(second, "ticket");
    let facts = first.names.find_field(case.name, "facts").expect("a place");
    assert!(
        case.field(facts).is_none(),
        "the place of a field that is gone stays empty"
    );
    assert!(second.names.width(case.name) > first.names.width(case.name));
}

#[test]
fn triggers_of_tasks_events_and_related_records() {
    let flow_text = CASE
        .replace("[state]", "note_it = { who = [\"clerk\"] }\n[state]")
        .replace(
            "no = {",
            "late = { from = \"*\", on = [\"answer.late\", \"note_it\"], stay = true }\nno = {",
        );
    let watcher = "initial = \"a\"\n[field]\nabout = { type = \"ticket\", required = true }\n[state]\na = {}\nb = { final = true }\n[transition]\nt = { from = \"a\", after = \"3 days\", to = \"b\" }\n";
    let flow_text = flow_text.replace("no = {", "heard = { from = \"open_desk\", on = \"watcher.b\", when = \"watcher.opened_late ?? false\", to = \"closed\" }\nno = {");
    let watcher = watcher.replace(
        "[state]",
        "opened_late = { type = \"yes_no\", default = false }\n[state]",
    );
    let desk = sound(&with(&[
        ("workflows/d/ticket.toml", &flow_text),
        ("workflows/d/watcher.toml", &watcher),
    ]));
    let case = flow(&desk, "ticket");
    let of = |name: &str| {
        let id = desk.names.find(name).expect("a name");
        case.transition(id).expect("a transition").on.clone()
    };
    let id = |name: &str| desk.names.find(name).expect("a name");
    assert_eq!(
        of("late"),
        [
            Trigger::Late { task: id("answer") },
            Trigger::Event {
                event: id("note_it")
            }
        ]
    );
    assert_eq!(
        of("heard"),
        [Trigger::Reached {
            workflow: id("watcher"),
            state: id("b")
        }]
    );
    assert_eq!(flow(&desk, "watcher").transitions[0].on, [Trigger::Timer]);
}

#[test]
fn reformatting_changes_the_text_and_not_the_meaning() {
    let text = CASE
        .replace("amount > limit", "amount  >  limit")
        .replace("[task]", "# a remark\n[task]");
    let (first, second) = (
        loaded(&folder()),
        loaded(&with(&[("workflows/d/ticket.toml", &text)])),
    );
    assert_ne!(first.text_hash, second.text_hash);
    assert_eq!(
        first.desk("d").map(|d| &d.meaning),
        second.desk("d").map(|d| &d.meaning)
    );
    let other = loaded(&with(&[(
        "workflows/d/ticket.toml",
        &CASE.replace("limit = 100", "limit = 101"),
    )]));
    assert_ne!(
        first.desk("d").map(|d| &d.meaning),
        other.desk("d").map(|d| &d.meaning)
    );
    let holiday = loaded(&with(&[(
        "rules/calendars/office.csv",
        "date,kind,name\n2026-10-02,statutory,国庆节\n",
    )]));
    assert_ne!(
        first.desk("d").map(|d| &d.meaning),
        holiday.desk("d").map(|d| &d.meaning)
    );
}

#[test]
fn what_is_not_run_yet_is_a_note_and_listed() {
    let rests = crate::small::desk("[figure]\ncalls = { of = \"ticket\", value = \"count()\" }\n");
    // What is computed from lines stays empty as they do; what decides by it waits.
    let fees =
        "[field]\nfees = \"lines\"\nowed = \"=sum(fees.amount)\"\ntwice = \"=2 * (owed ?? 0)\"\n";
    let lines = CASE.replace("[field]\n", fees);
    let alone = loaded(&with(&[("workflows/d/ticket.toml", &lines)]));
    assert!(alone.is_sound());
    let told: Vec<&str> = alone.diagnostics.iter().map(|told| told.id).collect();
    assert_eq!(told, ["not-run-yet"; 3]);
    let desk = alone.desk("d").expect("the desk");
    assert!(desk.not_run_yet.is_empty());
    let ticket = desk.workflow(desk.names.find("ticket").unwrap()).unwrap();
    assert!(ticket.computed.is_empty());
    let guarded = lines.replace("amount > limit", "(twice ?? 0) > limit");
    let waits = with(&[("workflows/d/ticket.toml", &guarded)]);
    let rests = loaded(&rests);
    assert!(rests.is_sound());
    assert_eq!(rests.diagnostics.iter().count(), 1);
    // Nothing depends on a figure: the desk runs without it.
    assert!(rests.desk("d").expect("the desk").not_run_yet.is_empty());
    let waits = loaded(&waits);
    assert!(waits.is_sound());
    let named = &waits.desk("d").expect("the desk").not_run_yet;
    assert_eq!(named.len(), 1, "{named:?}");
    assert!(named[0].starts_with("workflows/d/ticket.toml:") && named[0].ends_with("> limit"));
}

#[test]
fn the_merged_flow_is_shown_with_its_places_and_loads_as_it_stands() {
    let own = "extends = \"common/base\"\n[param]\nlimit = 50\n[task.answer]\ndue = \"12h\"\n[state]\n\"已 退\" = { final = true }\n[transition]\nback = { from = \"open_desk\", on = \"answer.no\", when = '(facts ?? \"\") == \"退\"', to = \"已 退\" }\n";
    let folder = with(&[
        ("workflows/common/base.toml", CASE),
        ("workflows/d/ticket.toml", &own.replace("已 退", "已退")),
    ]);
    let first = loaded(&folder);
    assert!(first.is_sound(), "{:?}", told(&folder));
    let shown = casework::config::show_config(&first, "d/ticket").expect("a flow");
    assert!(
        shown.contains("limit = 50  # workflows/d/ticket.toml:3\n"),
        "{shown}"
    );
    assert!(
        shown.contains("due = \"12h\"  # workflows/d/ticket.toml:5\n"),
        "{shown}"
    );
    assert!(
        shown.contains("\"已退\" = { final = true }  # workflows/d/ticket.toml:7\n"),
        "{shown}"
    );
    assert!(
        shown.contains("who = \"=owner\"  # workflows/common/base.toml:10\n"),
        "{shown}"
    );
    assert!(!shown.contains("extends"), "{shown}");
    let again = loaded(&with(&[("workflows/d/ticket.toml", &shown)]));
    assert!(
        again.is_sound(),
        "{shown}\n{:?}",
        told(&with(&[("workflows/d/ticket.toml", &shown)]))
    );
    let order = |loaded: &casework::config::Loaded| {
        let desk = loaded.desk("d").expect("the desk").clone();
        let transitions = &flow(&desk, "ticket").transitions;
        transitions
            .iter()
            .map(|t| desk.names.text(t.name).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(order(&first), ["back", "big", "small", "no"]);
    assert_eq!(order(&again), order(&first));
    assert_eq!(casework::config::show_config(&first, "d/nothing"), None);
}

#[test]
fn what_a_change_says_about_living_records() {
    let migrate = "[migrate]\nsince = \"3f2a91c0\"\nrecompute = [\"amount\"]\n[migrate.rename]\nstate.opened_desk = \"open_desk\"\n[migrate.deadline]\nanswer = \"rearm\"\n";
    let desk = sound(&with(&[(
        "workflows/d/ticket.toml",
        &format!("{CASE}{migrate}"),
    )]));
    let plan = &flow(&desk, "ticket").migrate;
    assert_eq!(plan.since.as_deref(), Some("3f2a91c0"));
    assert_eq!(plan.rearm, [desk.names.find("answer").expect("a name")]);
    assert_eq!(plan.recompute.len(), 1);
    let rename = &plan.renames[0];
    assert_eq!(
        (&*rename.kind, &*rename.old, &*rename.new),
        ("state", "opened_desk", "open_desk")
    );
    let nameless = format!("{CASE}[migrate.deadline]\nanswr = \"rearm\"\nanswer = \"later\"\n");
    assert_eq!(
        told(&with(&[("workflows/d/ticket.toml", &nameless)])),
        [
            "ticket.toml:21 unknown-name [answr] | did you mean `answer`?",
            "ticket.toml:22 unknown-word [\"later\"] | possible: `keep`, `rearm`",
        ]
    );
}

#[test]
fn what_an_act_demands_is_not_empty_in_what_follows_from_it() {
    let flow = |asks: &str, on: &str| {
        let text = CASE
            .replace("open = {", &format!("ask = {{ who = [\"clerk\"], with = [{asks}] }}\nother = {{ who = [\"clerk\"] }}\nopen = {{"))
            .replace("big = {", &format!("asked = {{ from = \"open_desk\", on = {on}, when = 'starts_with(facts, \"x\")', stay = true }}\nbig = {{"));
        told(&with(&[("workflows/d/ticket.toml", &text)]))
    };
    assert_eq!(flow("\"facts\"", "\"ask\""), Vec::<String>::new());
    assert_eq!(flow("\"facts\"", "\"answer.yes\""), Vec::<String>::new());
    // Not where it need not be given, nor where another act leads there as well.
    for (asks, on) in [
        ("\"facts?\"", "\"ask\""),
        ("\"facts\"", "[\"ask\", \"other\"]"),
    ] {
        let told = flow(asks, on);
        assert!(
            told.iter().any(|told| told.contains("maybe-empty")),
            "{asks} {on} {told:?}"
        );
    }
}
