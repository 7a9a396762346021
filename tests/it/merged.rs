//! Overriding equals the merged file: what `show-config` prints, put in place of the files it was made of, means the same,
//! for every shipped desk and for random flows that extend each other over several levels.

use std::path::{Path, PathBuf};

use casework::config::{Folder, show_config};
use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert_eq, proptest};

use crate::small::{CASE, loaded, told, with};

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = vec![
        root.to_owned(),
        root.join("tests/tables"),
        root.join("tests/imports/volvo-incidents"),
        root.join("tests/imports/volvo-problems"),
    ];
    let broken = std::fs::read_dir(root.join("tests/broken")).unwrap();
    all.extend(broken.map(|entry| entry.unwrap().path().join("clean")));
    all.retain(|path| path.join("workflows").is_dir());
    all
}

#[test]
fn every_shipped_desk_means_what_show_config_prints() {
    let mut compared = 0;
    for root in folders() {
        let folder = Folder::read(&root).unwrap();
        let before = loaded(&folder);
        for (name, desk) in &before.desks {
            // What the desk includes stands in its merged file.
            let parts = before.files_of(name, "desk");
            let own = |path: &str| {
                parts.contains(&path) && path.starts_with(&format!("workflows/{name}/"))
            };
            let mut merged = Folder::default();
            for (path, bytes) in folder.iter().filter(|(path, _)| !own(path)) {
                merged.insert(path, bytes);
            }
            let flows = desk.workflows.keys().map(|flow| desk.names.text(*flow));
            for flow in flows.chain(["desk"]) {
                let file = format!("workflows/{name}/{flow}.toml");
                // A common flow taken as it is has no file here that could be replaced.
                if folder.has(&file) {
                    let text = show_config(&before, &format!("{name}/{flow}")).unwrap();
                    merged.insert(&file, text);
                }
            }
            let after = loaded(&merged);
            let again = after.desk(name);
            assert!(
                again.is_some(),
                "{} {name}: {:?}",
                root.display(),
                told(&merged)
            );
            assert_eq!(
                again.unwrap().meaning,
                desk.meaning,
                "{} {name}",
                root.display()
            );
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}

/// The base of them all: what the entries below change is there.
fn base() -> String {
    CASE.replace(
        "outcomes = [\"yes\", \"no\"]",
        "outcomes = [\"yes\", \"no\", \"maybe\"]",
    ) + r#"maybe = { from = "open_desk", on = "answer.maybe", to = "waiting" }
back = { from = "waiting", on = "back", to = "open_desk" }
[event.back]
who = ["clerk"]
[state.waiting]
[field.tone]
choice = ["low", "high"]
default = "low"
[ladder]
strict = [{ at = "due", remind = "boss" }]
[require]
told = { label = "已告知", when = "is_set(facts)" }
"#
}

/// Entries a file may lay over another: its section, its name, what it says. Any of them may stand at any level.
const ENTRIES: &[(&str, &str, &str)] = &[
    ("param", "answer_within", "\"48h\""),
    (
        "param",
        "answer_within",
        "{ value = \"24h\", except = [{ when = \"amount > 9\", value = \"4 working hours\" }] }",
    ),
    (
        "param",
        "answer_within",
        "{ value = \"24h\", from = [{ date = 2027-01-01, value = \"12h\" }] }",
    ),
    ("param", "limit", "7"),
    ("param", "limit", "700.5"),
    ("field", "amount", "{ default = 5 }"),
    (
        "field",
        "amount",
        "{ default = 0.05, label = \"金额 \\\"元\\\"\" }",
    ),
    ("field", "facts", "{ label = \"it's \\\"it\\\"\" }"),
    ("field", "facts", "{ unique = true }"),
    ("field", "double", "\"=amount * 2\""),
    (
        "field",
        "double",
        "{ computed = \"=amount * 3\", type = \"money\" }",
    ),
    ("field", "double", "false"),
    (
        "field",
        "tone",
        "{ choice = [\"low\", \"high\"], default = \"low\" }",
    ),
    ("field", "tone", "{ choice = [\"+loud\"] }"),
    ("field", "tone", "{ choice = [\"-high\", \"+shrill\"] }"),
    ("field", "楼层", "{ type = \"whole\", default = 1 }"),
    ("task", "answer", "{ who = \"boss\" }"),
    ("task", "answer", "{ who = [\"clerk\", \"=owner\"] }"),
    ("task", "answer", "{ due = false }"),
    (
        "task",
        "answer",
        "{ due = \"2 working days\", breach = \"3 working days\" }",
    ),
    ("task", "answer", "{ breach = false }"),
    ("task", "answer", "{ with = [\"+amount?\"] }"),
    ("task", "answer", "{ with = [\"-facts\", \"+facts?\"] }"),
    ("task", "answer", "{ ladder = false }"),
    (
        "task",
        "answer",
        "{ ladder = \"strict\", lives = \"record\" }",
    ),
    (
        "task",
        "answer",
        "{ outcomes = { yes = { with = [\"amount\"] } } }",
    ),
    ("task", "answer", "{ outcomes = [\"+maybe\"] }"),
    ("task", "answer", "{ outcomes = [\"-maybe\"] }"),
    (
        "task",
        "answer",
        "{ not = [\"=opened_by\"], up_to = { amount = \"=limit\" } }",
    ),
    ("task", "answer", "{ pauses_in = [\"waiting\"] }"),
    (
        "ladder",
        "strict",
        "[{ at = \"2h before\", remind = \"assignee\" }, { at = \"due\", remind = \"boss\" }]",
    ),
    ("ladder", "strict", "[{ at = \"due\", remind = \"boss\" }]"),
    (
        "clock",
        "whole",
        "{ due = \"10 working days\", pauses_in = [\"waiting\"] }",
    ),
    ("clock", "whole", "false"),
    ("event", "open", "{ with = [\"+tone?\"] }"),
    ("event", "open", "{ who = [\"+boss\"] }"),
    ("event", "back", "{ who = [\"clerk\"] }"),
    ("state", "waiting", "{}"),
    ("state", "open_desk", "{ sets = { facts = \"\" } }"),
    ("state", "closed", "{ label = \"归档 # 不是注释\" }"),
    ("transition", "big", "{ when = \"amount > limit * 2\" }"),
    ("transition", "big", "false"),
    ("transition", "big", "{ before = \"no\" }"),
    ("transition", "no", "{ when = 'facts == \"x\"' }"),
    (
        "transition",
        "no_more",
        "{ from = \"open_desk\", on = \"answer.no\", to = \"closed\" }",
    ),
    (
        "transition",
        "mine",
        "{ from = \"open_desk\", on = \"answer.yes\", when = \"amount > 3\", to = \"closed\" }",
    ),
    (
        "transition",
        "other",
        "{ from = \"open_desk\", on = \"answer.yes\", when = \"amount > 4\", to = \"closed\", before = \"big\" }",
    ),
    (
        "transition",
        "maybe",
        "{ from = \"open_desk\", on = \"answer.maybe\", to = \"waiting\" }",
    ),
    (
        "transition",
        "back",
        "{ from = \"waiting\", on = \"back\", to = \"open_desk\" }",
    ),
    ("transition", "back", "{ at_most = 3, since = \"maybe\" }"),
    (
        "require",
        "told",
        "{ label = \"已告知\", when = \"is_set(facts)\" }",
    ),
    ("transition", "small", "{ require = [\"told\"] }"),
];

/// Entries of one section: name, value, and whether under a header.
type Lines<'e> = Vec<(&'e str, &'e str, bool)>;

/// A file of some of the entries, each on one line or under a header of its own.
fn file(extends: &str, chosen: &[(usize, bool)]) -> String {
    let mut text = format!("extends = \"{extends}\"\n");
    let mut sections: Vec<(&str, Lines)> = Vec::new();
    for (at, header) in chosen {
        let (section, name, value) = ENTRIES[*at];
        let named = sections.iter().position(|(known, _)| *known == section);
        let place = named.unwrap_or_else(|| {
            sections.push((section, Vec::new()));
            sections.len() - 1
        });
        let entries = &mut sections[place].1;
        // A key stands once in a file.
        if entries.iter().all(|(known, _, _)| *known != name) {
            entries.push((name, value, *header));
        }
    }
    for (section, entries) in sections {
        let (headers, lines): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .partition(|(_, value, header)| *header && value.starts_with("{ "));
        text += &format!("[{section}]\n");
        for (name, value, _) in lines {
            text += &format!("{} = {value}\n", quoted(name));
        }
        for (name, value, _) in headers {
            text += &format!("[{section}.{}]\n", quoted(name));
            let table: toml::Table = format!("x = {value}").parse().unwrap();
            for (key, value) in table["x"].as_table().unwrap() {
                text += &format!("{key} = {value}\n");
            }
        }
    }
    text
}

fn quoted(name: &str) -> String {
    if name.is_ascii() {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}

/// The small desk whose ticket extends one file, which extends another, which extends the base.
fn levels(files: &[Vec<(usize, bool)>; 3]) -> Folder {
    with(&[
        ("workflows/common/base.toml", &base()),
        (
            "workflows/common/first.toml",
            &file("common/base", &files[0]),
        ),
        (
            "workflows/common/second.toml",
            &file("common/first", &files[1]),
        ),
        ("workflows/d/ticket.toml", &file("common/second", &files[2])),
    ])
}

fn chosen() -> impl Strategy<Value = Vec<(usize, bool)>> {
    let one = (0..ENTRIES.len(), proptest::bool::ANY);
    prop::collection::vec(one, 0..5)
}

/// Whether the files say anything that can be loaded; if so what the ticket, merged into one file, comes to.
fn compared(files: &[Vec<(usize, bool)>; 3]) -> Option<(String, Result<String, String>)> {
    let folder = levels(files);
    let before = loaded(&folder);
    let desk = before.desk("d")?;
    let text = show_config(&before, "d/ticket").unwrap();
    let after = with(&[("workflows/d/ticket.toml", &text)]);
    let again = loaded(&after);
    let meaning = again.desk("d").map(|desk| desk.meaning.clone());
    let meaning = meaning.ok_or_else(|| format!("{text}\n{:#?}", told(&after)));
    Some((desk.meaning.clone(), meaning))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_global_rejects: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn a_merged_flow_means_what_its_files_mean(first in chosen(), second in chosen(), own in chosen()) {
        let files = [first, second, own];
        if let Some((before, after)) = compared(&files) {
            prop_assert_eq!(Ok(before), after, "{:?}", files);
        }
    }
}

#[test]
fn most_random_flows_can_be_compared() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut loads = 0;
    for _ in 0..200 {
        let mut draw = || chosen().new_tree(&mut runner).unwrap().current();
        let files = [draw(), draw(), draw()];
        loads += usize::from(levels_load(&files));
    }
    // What drops something others still name, or changes what no level wrote, cannot be loaded.
    assert!(loads > 50, "{loads} of 200");
}

fn levels_load(files: &[Vec<(usize, bool)>; 3]) -> bool {
    loaded(&levels(files)).desk("d").is_some()
}
