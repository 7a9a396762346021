use std::io::Cursor;

use super::super::log::{LogOptions, LogReader};
use super::super::mapping::Mapping;
use super::super::times::TimeFault;
use crate::config::{Diagnostics, Sources};

use super::{Does, Mapped, Reason, Skipped};

fn mapping(text: &str) -> Mapping {
    let mut out = Diagnostics::default();
    Mapping::parse("map.toml", text, &mut Sources::default(), &mut out).unwrap()
}

fn mapped(map: &str, log: &str) -> Mapped {
    let mapping = mapping(map);
    let source = Box::new(Cursor::new(log.as_bytes().to_vec()));
    let reader = LogReader::new(source, &LogOptions::default()).unwrap();
    let header = reader.header().clone();
    let mapped = mapping.apply(&header, reader).unwrap();
    assert!(mapped.report.adds_up(), "{:?}", mapped.report);
    mapped
}

/// Each event as `row case what → state`.
fn lines(mapped: &Mapped) -> Vec<String> {
    let line = |event: &super::MappedEvent| {
        let does = match &event.does {
            Does::Open => "open".to_owned(),
            Does::Report(name) => name.clone(),
            Does::Answer { task, outcome } => format!("{task}.{outcome}"),
            Does::Note => "note".to_owned(),
            Does::Skip(Skipped::ByMapping) => "skip".to_owned(),
            Does::Skip(Skipped::Double) => "double".to_owned(),
        };
        let state = event.state_after.as_deref().unwrap_or("-");
        format!("{} {} {does} → {state}", event.row, event.case)
    };
    mapped.events.iter().map(line).collect()
}

const MAP: &str = r#"
desk     = "d"
workflow = "w"
zone     = "Etc/UTC"
[column]
case   = "id"
time   = "time"
person = "who"
[person]
workflow = "employee"
key      = "login"
role     = { column = "group", map = { G1 = "agent" } }
[field]
impact = { column = "impact", map = { High = "high" } }
[state]
from = ["step", "part"]
map  = { "A/1" = "working", "B/1" = "waiting" }
[event]
from  = ["step", "part"]
map   = { "A/1" = "work", "B/1" = "task.done", "N/1" = "note", "S/1" = "skip" }
first = "open"
open_then = true
"#;

const LOG: &str = "\
id,time,who,group,impact,step,part
1,2020-01-02 10:00:00,ann,G1,High,A,1
2,2020-01-01 10:00:00,bob,G2,Low,B,1
1,2020-01-01 09:00:00,ann,G1,High,B,1
1,2020-01-01 10:00:00,,G1,,X,1
1,yesterday,ann,G1,High,A,1
,2020-01-01 10:00:00,ann,G1,High,A,1
1,,ann,G1,High,A,1
2,2020-01-03 10:00:00,ann,G1,High,S,1
2,2020-01-03 10:00:00,ann,G1,High,N,1
2,2020-01-03 10:00:00,ann,G1,High,N,1
2,2020-01-03 11:00:00,ann,G1,High,A,
";

#[test]
fn events_come_by_time_and_the_first_of_a_case_is_its_birth() {
    let mapped = mapped(MAP, LOG);
    assert_eq!(
        lines(&mapped),
        [
            "4 1 open → -",
            "4 1 task.done → waiting",
            "3 2 open → -",
            "3 2 task.done → waiting",
            "2 1 work → working",
            "9 2 skip → -",
            "10 2 note → -",
            "11 2 note → -",
        ]
    );
    let first = &mapped.events[0];
    assert_eq!(first.with, [("impact".to_owned(), "high".to_owned())]);
    assert_eq!(first.person.as_deref(), Some("ann"));
    assert_eq!(first.role.as_deref(), Some("agent"));
}

#[test]
fn what_is_not_mapped_is_counted_and_named() {
    let report = mapped(MAP, LOG).report;
    assert_eq!(
        (report.read, report.mapped, report.skipped, report.cases),
        (11, 5, 1, 2)
    );
    let reasons: Vec<_> = report
        .unmapped
        .iter()
        .map(|(reason, tally)| (reason.clone(), tally.rows.clone()))
        .collect();
    assert_eq!(
        reasons,
        [
            (Reason::NoCase, vec![7]),
            (Reason::NoTime, vec![8]),
            (Reason::BadTime(TimeFault::NotWrittenSo), vec![6]),
            (Reason::NoName, vec![12]),
            (Reason::UnknownName("X/1".to_owned()), vec![5]),
        ]
    );
    let bad = &report.unmapped[&Reason::BadTime(TimeFault::NotWrittenSo)];
    assert_eq!(bad.example.as_deref(), Some("yesterday"));
    let values: Vec<_> = report
        .values
        .keys()
        .map(|(c, v)| format!("{c}={v}"))
        .collect();
    assert_eq!(
        values,
        ["group=G2", "impact=Low", "step/part=N/1", "step/part=S/1"]
    );
    assert_eq!(
        (report.doubles.count, report.doubles.rows.clone()),
        (1, vec![11])
    );
}

#[test]
fn doubles_are_skipped_only_when_the_mapping_says_so() {
    let map = MAP.replace("zone ", "doubles = \"skip\"\nzone ");
    let mapped = mapped(&map, LOG);
    assert_eq!(lines(&mapped).last().unwrap(), "11 2 double → -");
    assert_eq!((mapped.report.mapped, mapped.report.skipped), (4, 2));
}

#[test]
fn without_open_then_the_first_event_is_only_the_birth() {
    let map = MAP.replace("open_then = true", "");
    assert_eq!(
        lines(&mapped(&map, LOG))[..2],
        ["4 1 open → waiting", "3 2 open → waiting"]
    );
    let map = map.replace("first = \"open\"", "");
    let mapped = mapped(&map, LOG);
    assert_eq!(lines(&mapped)[0], "4 1 task.done → waiting");
    assert_eq!(mapped.report.unopened, 2);
}

#[test]
fn a_row_can_be_a_whole_case() {
    let map = "desk = \"d\"\nworkflow = \"w\"\nzone = \"America/New_York\"\nformat = \"%m/%d/%Y %H:%M\"\n\
               [column]\ncase = \"Unique Key\"\n[moment]\n\"Created Date\" = \"open\"\n\"Closed Date\" = \"close\"\n";
    let log = "Unique Key,Created Date,Closed Date\n1,3/14/2025 1:20,3/14/2025 2:20\n2,3/14/2025 1:50,\n3,,\n";
    let mapped = mapped(map, log);
    assert_eq!(
        lines(&mapped),
        ["2 1 open → -", "3 2 open → -", "2 1 close → -"]
    );
    assert_eq!((mapped.report.read, mapped.report.unopened), (4, 0));
    assert_eq!(mapped.report.unmapped[&Reason::NoTime].rows, [4]);
    let (first, last) = mapped.report.span.unwrap();
    assert_eq!(last.since_ms(first), 60 * 60 * 1000);
}

#[test]
fn names_the_log_does_not_know_are_told() {
    let map = MAP
        .replace("person = \"who\"", "person = \"whom\"")
        .replace(
            "[event]\nfrom  = [\"step\", \"part\"]",
            "[event]\nfrom = { classifier = \"Steps\" }",
        );
    let report = mapped(&map, LOG).report;
    assert_eq!(report.unseen, ["Steps", "whom"]);
    assert!(mapped(MAP, LOG).report.unseen.is_empty());
}

#[test]
fn a_log_that_breaks_off_is_no_history() {
    let mapping = mapping(MAP);
    let log = "<log><trace><event/></trace><trace>";
    let source = Box::new(Cursor::new(log.as_bytes().to_vec()));
    let reader = LogReader::new(source, &LogOptions::default()).unwrap();
    let header = reader.header().clone();
    assert!(mapping.apply(&header, reader).is_err());
}
