use super::super::mapped::Does;
use super::{Mapping, Pick};
use crate::config::testing::lines;
use crate::config::{Diagnostics, Doc, Folder, Sources};

const MAP: &str = r#"
desk     = "service"
workflow = "incident"
zone     = "Europe/Stockholm"
[column]
case   = "case"
time   = "time:timestamp"
person = "org:resource"
[person]
workflow = "employee"
key      = "login"
role     = { column = "org:role", map = { "A2_1" = "specialist" }, default = "agent" }
[field]
product = "product"
impact  = { column = "impact", map = { "High" = "high", "2" = 2 } }
channel = { value = "phone" }
[state]
from = ["concept:name", "lifecycle:transition"]
map  = { "Accepted/In Progress" = "in_progress" }
[event]
from  = { classifier = "Activity classifier" }
map   = { "Accepted/In Progress" = "start_work", "Completed/Closed" = "confirm.closed", "x" = "skip" }
first = "open"
open_then = true
"#;

fn parse(text: &str) -> (Option<Mapping>, Vec<String>) {
    let mut sources = Sources::default();
    let mut out = Diagnostics::default();
    let mapping = Mapping::parse("map.toml", text, &mut sources, &mut out);
    (mapping, lines(&out, &sources))
}

fn sound(text: &str) -> Mapping {
    let (mapping, told) = parse(text);
    assert!(told.is_empty(), "{told:#?}");
    mapping.unwrap()
}

fn faults(text: &str) -> Vec<String> {
    let (mapping, told) = parse(text);
    assert!(mapping.is_none() && !told.is_empty());
    told
}

#[test]
fn a_mapping_is_read_whole() {
    let mapping = sound(MAP);
    assert_eq!(
        (mapping.desk.as_str(), mapping.workflow.as_str()),
        ("service", "incident")
    );
    assert_eq!(mapping.times.zone, Some(chrono_tz::Europe::Stockholm));
    let people = mapping.people.unwrap();
    assert!(matches!(people.role, Some(Pick::Column { default: Some(ref d), .. }) if d == "agent"));
    assert_eq!(mapping.fields["channel"], Pick::Fixed("phone".to_owned()));
    match &mapping.fields["impact"] {
        Pick::Column { map: Some(map), .. } => assert_eq!(map["2"], "2"),
        other => panic!("{other:?}"),
    }
    let event = mapping.event.unwrap();
    assert_eq!(event.by.classifier.as_deref(), Some("Activity classifier"));
    assert!(event.first_opens && event.open_then && !event.skip_doubles);
}

#[test]
fn words_of_the_mapping() {
    let answer = Does::Answer {
        task: "handle".to_owned(),
        outcome: "solved".to_owned(),
    };
    assert_eq!(Does::of_word("handle.solved"), Some(answer));
    assert_eq!(Does::of_word("open"), Some(Does::Open));
    assert_eq!(Does::of_word("note"), Some(Does::Note));
    assert_eq!(Does::of_word("接单"), Some(Does::Report("接单".to_owned())));
    for bad in ["", "start work", "a.", ".b", "a.b c"] {
        assert_eq!(Does::of_word(bad), None, "{bad}");
    }
}

#[test]
fn everything_wrong_is_told_at_once_and_in_place() {
    let text = MAP
        .replace("workflow = \"incident\"", "worflow = \"incident\"")
        .replace("Europe/Stockholm", "Sweden")
        .replace("\"start_work\"", "\"start work\"")
        .replace("product = \"product\"", "product = 7")
        .replace("first = \"open\"", "");
    insta::assert_snapshot!(faults(&text).join("\n"));
}

#[test]
fn what_is_not_toml_is_told_in_place() {
    let told = faults("desk = \"a\"\nworkflow = \n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("2:"), "{told:?}");
}

/// The mappings that are shipped as examples.
#[test]
fn the_examples_are_sound() {
    for text in [
        include_str!("../../../tests/imports/volvo-incidents/map.toml"),
        include_str!("../../../tests/imports/volvo-problems/map.toml"),
    ] {
        let mapping = sound(text);
        let (state, event) = (mapping.state.unwrap(), mapping.event.unwrap());
        assert!(state.map.keys().eq(event.by.map.keys()));
    }
}

/// And so are the files of the desks they speak of: TOML 1.0, which a newer reader alone would not notice.
#[test]
fn the_example_desks_are_toml() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports");
    for (name, files) in [("volvo-incidents", 5), ("volvo-problems", 5)] {
        let folder = Folder::read(&root.join(name)).unwrap();
        let mut sources = Sources::default();
        let mut out = Diagnostics::default();
        for (path, _) in folder.iter() {
            Doc::load(&folder, path, &mut sources, &mut out).unwrap();
        }
        assert!(out.is_empty(), "{:#?}", lines(&out, &sources));
        assert_eq!(folder.iter().count(), files);
    }
}

#[test]
fn a_row_is_an_event_or_a_case() {
    let head = "desk = \"d\"\nworkflow = \"w\"\nformat = \"%m/%d/%Y\"\n[column]\ncase = \"id\"\n";
    let says = |told: &[String], words: &str| told.iter().any(|line| line.contains(words));
    let told = faults(head);
    assert_eq!(told.len(), 2);
    assert!(says(&told, "`time` is missing in [column]"), "{told:?}");
    assert!(says(&told, "`event` is missing in a mapping"), "{told:?}");
    let told = faults(&format!("{head}time = \"t\"\n"));
    assert_eq!(told.len(), 1);
    assert!(says(&told, "`event` is missing in a mapping"), "{told:?}");
    let rows = format!("{head}[moment]\n\"Created\" = \"open\"\n\"Closed\" = \"close\"\n");
    let mapping = sound(&rows);
    assert_eq!(mapping.moments.len(), 2);
    let both = rows.replace("case = \"id\"", "case = \"id\"\ntime = \"t\"");
    let told = faults(&both);
    assert!(told[0].contains("map-two-ways"), "{told:?}");
}

#[test]
fn formats_and_delimiters_are_checked() {
    let head = "desk = \"d\"\nworkflow = \"w\"\nformat = \"day first\"\ndelimiter = \"ab\"\n[column]\ncase = \"c\"\n[moment]\nt = \"open\"\n";
    let told = faults(head);
    assert_eq!(told.len(), 2);
    assert!(
        told[0].starts_with("3:10 map-format [\"day first\"]"),
        "{told:?}"
    );
    assert!(
        told[1].starts_with("4:13 map-delimiter [\"ab\"]"),
        "{told:?}"
    );
}
