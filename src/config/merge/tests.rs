use super::super::node::Doc;
use super::super::source::Sources;
use super::*;

struct Case {
    sources: Sources,
    found: Diagnostics,
    merged: Merged,
}

/// Lays texts over each other, the first at the bottom.
fn merge(texts: &[&str]) -> Case {
    let mut sources = Sources::default();
    let mut found = Diagnostics::default();
    let mut merged = None;
    for (at, text) in texts.iter().enumerate() {
        let doc = Doc::parse(&format!("{at}.toml"), text, &mut sources, &mut found);
        let file = sources.whole(doc.source);
        let base = merged.take().unwrap_or_else(|| Merged::empty(file));
        merged = Some(base.overlay(&doc.root, file, &mut found));
    }
    Case {
        sources,
        found,
        merged: merged.expect("at least one text"),
    }
}

fn shown(node: &Node) -> String {
    match &node.value {
        NodeValue::Text(text) => format!("\"{text}\""),
        NodeValue::Number(digits) => digits.clone(),
        NodeValue::YesNo(yes) => yes.to_string(),
        NodeValue::List(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        NodeValue::Table(entries) => {
            let entries = entries
                .iter()
                .map(|(key, entry)| format!("{key} = {}", shown(&entry.node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}"),
    }
}

impl Case {
    fn at(&self, path: &[&str]) -> String {
        let mut node = &self.merged.root;
        for key in path {
            match node.entries().and_then(|entries| entries.get(*key)) {
                Some(entry) => node = &entry.node,
                None => return "nothing".to_owned(),
            }
        }
        shown(node)
    }

    fn faults(&self) -> Vec<(&str, &str)> {
        let faults = self.found.iter();
        faults
            .map(|fault| (fault.id, self.sources.underlined(fault.span)))
            .collect()
    }
}

#[test]
fn entries_merge_by_name_and_key_by_key() {
    let case = merge(&[
        "[task]\nring = { who = \"=owner\", due = \"1h\" }\n[param]\nn = 3",
        "[task.ring]\ndue = \"2h\"\n[param]\nn = 4\nm = 1",
    ]);
    assert_eq!(
        case.at(&["task", "ring"]),
        "{who = \"=owner\", due = \"2h\"}"
    );
    assert_eq!(case.at(&["param"]), "{n = 4, m = 1}");
    assert_eq!(case.faults(), []);
}

#[test]
fn false_drops_an_entry_or_key_but_is_a_value_of_a_switch() {
    let case = merge(&[
        "[task]\nring = { who = \"=owner\", due = \"1h\", ladder = \"strict\" }\nold = {}\n[param]\nswitch = true",
        "[task]\nold = false\nring = { due = false, ladder = false }\n[param]\nswitch = false",
    ]);
    assert_eq!(
        case.at(&["task"]),
        "{ring = {who = \"=owner\", ladder = false}}"
    );
    assert_eq!(case.at(&["param", "switch"]), "false");
    assert_eq!(case.faults(), []);
}

#[test]
fn dropping_what_is_not_there_is_told_with_the_nearest() {
    let case = merge(&["[state]\nwaiting = {}", "[state]\nwating = false"]);
    assert_eq!(case.faults(), [("override-unknown", "wating")]);
    let help = case
        .found
        .iter()
        .next()
        .and_then(|f| f.help(crate::model::catalogue::Lang::En));
    assert_eq!(help.as_deref(), Some("did you mean `waiting`?"));
}

#[test]
fn lists_are_replaced_unless_their_items_say_plus_or_minus() {
    let case = merge(&[
        "[field]\na = { choice = [\"x\", \"y\"] }\nb = { choice = [\"x\"] }\n[task]\nt = { outcomes = [\"yes\", \"no\"] }\n[state]\ns = { sends = \"one\" }",
        "[field]\na = { choice = [\"+z\", \"-x\"] }\nb = { choice = [\"q\"] }\n[task]\nt = { outcomes = { yes = { keeps = true }, no = false } }\n[state]\ns = { sends = [\"+two\"] }",
        "[task]\nt = { outcomes = [\"+perhaps\"] }",
    ]);
    assert_eq!(case.at(&["field", "a", "choice"]), "[\"y\", \"z\"]");
    assert_eq!(case.at(&["field", "b", "choice"]), "[\"q\"]");
    assert_eq!(case.at(&["state", "s", "sends"]), "[\"one\", \"two\"]");
    assert_eq!(
        case.at(&["task", "t", "outcomes"]),
        "{yes = {keeps = true}, perhaps = {}}"
    );
    assert_eq!(case.faults(), []);
}

#[test]
fn a_change_of_a_list_needs_one_and_all_its_items() {
    let case = merge(&[
        "[field]\na = { choice = [\"甲\"] }",
        "[field]\na = { choice = [\"+乙\", \"丙\"] }\nb = { choice = [\"+丁\"] }",
    ]);
    assert_eq!(
        case.faults(),
        [
            ("list-change-mixed", "[\"+乙\", \"丙\"]"),
            ("list-change-without-list", "\"+丁\"")
        ]
    );
    let removed = merge(&[
        "[field]\na = { choice = [\"甲\"] }",
        "[field]\na = { choice = [\"-乙\"] }",
    ]);
    assert_eq!(removed.faults(), [("override-unknown", "\"-乙\"")]);
}

#[test]
fn additions_to_a_key_that_is_not_there_begin_a_list() {
    let case = merge(&[
        "[state]\ndone_with = {}",
        "[state]\ndone_with = { sends = [\"+letter\"] }",
    ]);
    assert_eq!(case.at(&["state", "done_with", "sends"]), "[\"letter\"]");
    assert_eq!(case.faults(), []);
    let none = merge(&["[state]\na = {}", "[state]\na = { sends = [\"-letter\"] }"]);
    assert_eq!(none.faults(), [("list-change-without-list", "\"-letter\"")]);
}

#[test]
fn a_short_field_can_be_extended() {
    let case = merge(&[
        "[field]\nfacts = \"text\"",
        "[field]\nfacts = { required = true }",
    ]);
    assert_eq!(
        case.at(&["field", "facts"]),
        "{type = \"text\", required = true}"
    );
    let case = merge(&["[field]\nn = \"=a + b\"", "[field]\nn = \"=a\""]);
    assert_eq!(case.at(&["field", "n"]), "{computed = \"=a\"}");
}

#[test]
fn each_transition_knows_how_far_it_comes_from_and_keeps_its_place() {
    let case = merge(&[
        "[transition]\na = { to = \"x\" }\nb = { to = \"x\" }",
        "[transition]\nc = { to = \"x\" }\na = { to = \"y\" }",
        "[transition]\nd = { to = \"x\" }",
    ]);
    let levels: Vec<(&str, usize)> = case
        .merged
        .levels
        .iter()
        .map(|(name, level)| (name.as_str(), *level))
        .collect();
    assert_eq!(levels, [("a", 2), ("b", 2), ("c", 1), ("d", 0)]);
    let order = case.at(&["transition"]);
    assert_eq!(
        order,
        "{a = {to = \"y\"}, b = {to = \"x\"}, c = {to = \"x\"}, d = {to = \"x\"}}"
    );
}

#[test]
fn every_value_keeps_the_file_that_wrote_it() {
    let case = merge(&[
        "[task]\nring = { who = \"=owner\", due = \"1h\" }",
        "[task.ring]\ndue = \"2h\"",
    ]);
    let ring = case
        .merged
        .root
        .entries()
        .and_then(|root| root["task"].node.entries())
        .expect("tasks");
    let path = |key: &str| {
        let entry = &ring["ring"].node.entries().expect("keys")[key];
        case.sources.path(entry.node.span.source).to_owned()
    };
    assert_eq!(
        (path("who"), path("due")),
        ("0.toml".to_owned(), "1.toml".to_owned())
    );
}
