//! The readers over the public logs, whose folder `CASEWORK_LOGS` names; the counts are those of their READMEs.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{LogError, LogEvent, LogOptions, LogReader, Loses};
use crate::config::{Diagnostics, Sources};
use crate::exchange::{Does, Mapped, Mapping};

fn path(name: &str) -> PathBuf {
    let folder =
        std::env::var("CASEWORK_LOGS").expect("CASEWORK_LOGS names the folder of the logs");
    PathBuf::from(folder).join(name)
}

fn read(name: &str, case: Option<&str>) -> Vec<LogEvent> {
    let options = LogOptions {
        case: case.map(str::to_owned),
        delimiter: None,
    };
    LogReader::open(&path(name), &options)
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn mapped(map: &str, name: &str) -> Mapped {
    let mut out = Diagnostics::default();
    let mapping = Mapping::parse("map.toml", map, &mut Sources::default(), &mut out).unwrap();
    let reader = LogReader::open(&path(name), &LogOptions::default()).unwrap();
    let header = reader.header().clone();
    let mapped = mapping.apply(&header, reader).unwrap();
    assert!(mapped.report.adds_up());
    mapped
}

#[test]
fn cases_events_and_people_are_as_counted_by_hand() {
    let counted = [
        (
            "volvo-incidents/07_bpic2013_incidents.xes.gz",
            None,
            7_554,
            65_533,
        ),
        (
            "volvo-incidents/06_bpic2013_closed.xes.gz",
            None,
            1_487,
            6_660,
        ),
        ("helpdesk-italy/helpdesk.xes.gz", None, 4_580, 21_348),
        (
            "helpdesk-italy/helpdesk-codes.csv",
            Some("CaseID"),
            3_804,
            13_710,
        ),
        ("permit-receipt/08_receipt.xes.gz", None, 1_434, 8_577),
        (
            "permit-receipt/receipt.csv.gz",
            Some("case:concept:name"),
            1_434,
            8_577,
        ),
        ("loan-applications/bpic2012.xes.gz", None, 13_087, 262_200),
        ("airline-compensation/running-example.xes", None, 6, 42),
        (
            "airline-compensation/running-example-transformed.csv",
            Some("CaseID"),
            6,
            42,
        ),
    ];
    for (name, case, cases, events) in counted {
        let log = read(name, case);
        let named: BTreeSet<_> = log.iter().map(|event| event.case.as_str()).collect();
        assert_eq!((named.len(), log.len()), (cases, events), "{name}");
    }
}

#[test]
fn both_volvo_logs_are_mapped_whole() {
    let incidents = mapped(
        include_str!("../../../tests/imports/volvo-incidents/map.toml"),
        "volvo-incidents/07_bpic2013_incidents.xes.gz",
    );
    let report = &incidents.report;
    assert_eq!(
        (report.read, report.mapped, report.cases),
        (65_533, 65_533, 7_554)
    );
    assert!(
        report.values.is_empty() && report.unseen.is_empty() && report.fault_count == 0,
        "{report:?}"
    );
    assert_eq!((report.unopened, report.doubles.count), (0, 0));
    let births = incidents
        .events
        .iter()
        .filter(|e| e.does == Does::Open)
        .count();
    assert_eq!((births, incidents.events.len()), (7_554, 65_533 + 7_554));
    assert!(incidents.events.is_sorted_by_key(|event| event.at));
    let people: BTreeSet<_> = incidents
        .events
        .iter()
        .filter_map(|e| e.person.as_ref())
        .collect();
    assert_eq!(people.len(), 1_440);
    assert_eq!(
        incidents.events[0].at.to_string(),
        "2010-03-31T14:59:42.000Z"
    );

    let problems = mapped(
        include_str!("../../../tests/imports/volvo-problems/map.toml"),
        "volvo-incidents/06_bpic2013_closed.xes.gz",
    );
    assert_eq!(
        (problems.report.mapped, problems.report.cases),
        (6_660, 1_487)
    );
    assert!(problems.report.values.is_empty());
}

/// One mapping serves a log in both formats, and gives the same history.
#[test]
fn a_log_is_the_same_as_csv_and_as_xes() {
    let map = "desk = \"d\"\nworkflow = \"w\"\n\
        [column]\ncase = \"case:concept:name\"\ntime = \"time:timestamp\"\nperson = \"org:resource\"\n\
        [field]\nchannel = \"case:channel\"\n\
        [event]\nfrom = \"concept:name\"\ndefault = \"note\"\nfirst = \"open\"\n";
    let history = |name| {
        let mut events = mapped(map, name).events;
        events.sort_by(|a, b| (a.at, &a.case).cmp(&(b.at, &b.case)));
        events
            .into_iter()
            .map(|e| (e.at, e.case, e.person, e.with))
            .collect::<Vec<_>>()
    };
    let (xes, csv) = (
        history("permit-receipt/08_receipt.xes.gz"),
        history("permit-receipt/receipt.csv.gz"),
    );
    assert_eq!(xes.len(), 8_577);
    assert!(xes == csv, "the histories differ");
}

/// The Italian desk wrote some acts twice, at the same instant.
#[test]
fn doubles_are_counted() {
    let map = "desk = \"d\"\nworkflow = \"w\"\n[column]\ncase = \"case\"\ntime = \"time:timestamp\"\n\
        [event]\nfrom = \"concept:name\"\ndefault = \"note\"\nfirst = \"open\"\n";
    let report = mapped(map, "helpdesk-italy/helpdesk.xes.gz").report;
    assert_eq!((report.read, report.doubles.count), (21_348, 127));
}

/// Every hand-made file gives either an import or a fault with its place; none a panic, none silently nothing.
#[test]
fn hand_made_files_are_read_or_told() {
    let mut told = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(path("xes-edge-cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "xes" || e == "gz"))
        .collect();
    files.sort();
    assert_eq!(files.len(), 74);
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let mut events = 0;
        let mut lost = Vec::new();
        match LogReader::open(&file, &LogOptions::default()) {
            Err(error) => lost.push(error),
            Ok(reader) => reader.for_each(|event| match event {
                Ok(_) => events += 1,
                Err(error) => lost.push(error),
            }),
        }
        let place = |error: &LogError| match error {
            LogError::Malformed { line, column, .. } => *line > 0 && *column > 0,
            LogError::Io(_) => false,
        };
        assert!(lost.iter().all(place), "{name}: {lost:?}");
        let ends = lost
            .iter()
            .filter(|error| error.loses() == Loses::Rest)
            .count();
        assert!(ends <= 1, "{name}: {lost:?}");
        let lost = lost
            .iter()
            .map(|error| format!("\n    {error}"))
            .collect::<String>();
        assert!(events > 0 || !lost.is_empty(), "{name} says nothing");
        told.push(format!("{name}: {events} events{lost}"));
    }
    insta::assert_snapshot!(told.join("\n"));
}
