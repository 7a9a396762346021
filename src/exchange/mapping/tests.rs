use super::super::mapped::Does;
use super::{Mapping, Pick};

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

fn faults(text: &str) -> Vec<String> {
    Mapping::parse(text)
        .unwrap_err()
        .iter()
        .map(|fault| match &fault.help {
            Some(help) => format!("{fault} ({help})"),
            None => fault.to_string(),
        })
        .collect()
}

#[test]
fn a_mapping_is_read_whole() {
    let mapping = Mapping::parse(MAP).unwrap();
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
        .replace("product = \"product\"", "product = 7");
    assert_eq!(
        faults(&text),
        [
            "line 1, column 1: `workflow` is missing (workflow = \"…\")",
            "line 3, column 1: unknown key `worflow` (did you mean `workflow`?)",
            "line 4, column 1: `Sweden` is no time zone (zone = \"Europe/Stockholm\")",
            "line 14, column 11: `product` wants a table, not a number",
            "line 22, column 1: `start work`, for `Accepted/In Progress`, is neither an event nor `task.outcome`",
        ]
    );
}

#[test]
fn what_is_not_toml_is_told_in_place() {
    let told = faults("desk = \"a\"\nworkflow = \n");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("line 2, column "), "{told:?}");
}

#[test]
fn a_row_is_an_event_or_a_case() {
    let head = "desk = \"d\"\nworkflow = \"w\"\nformat = \"%m/%d/%Y\"\n[column]\ncase = \"id\"\n";
    let told = faults(head);
    assert!(
        told[0].contains("`time` under `[column]` is missing"),
        "{told:?}"
    );
    let told = faults(&format!("{head}time = \"t\"\n"));
    assert!(told[0].contains("[event] is missing"), "{told:?}");
    let rows = format!("{head}[moment]\n\"Created\" = \"open\"\n\"Closed\" = \"close\"\n");
    let mapping = Mapping::parse(&rows).unwrap();
    assert_eq!(mapping.moments.len(), 2);
    let both = rows.replace("case = \"id\"", "case = \"id\"\ntime = \"t\"");
    let told = faults(&both);
    assert!(told[0].contains("says that a row is a case"), "{told:?}");
}

#[test]
fn formats_and_delimiters_are_checked() {
    let head = "desk = \"d\"\nworkflow = \"w\"\nformat = \"day first\"\ndelimiter = \"ab\"\n[column]\ncase = \"c\"\n[moment]\nt = \"open\"\n";
    assert_eq!(
        faults(head),
        [
            "line 3, column 1: `day first` says no time (format = \"%d/%m/%Y %H:%M\")",
            "line 4, column 1: `ab` cannot separate cells (delimiter = \";\")",
        ]
    );
}
