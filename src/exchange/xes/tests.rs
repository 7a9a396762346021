use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::log::{LogError, LogEvent, LogOptions, LogReader, Loses, RawKind};
use super::element::{is_decimal, split_keys};

fn reader(bytes: &[u8]) -> Result<LogReader, LogError> {
    LogReader::new(
        Box::new(Cursor::new(bytes.to_vec())),
        &LogOptions::default(),
    )
}

fn events(text: &str) -> Vec<LogEvent> {
    reader(text.as_bytes())
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// The faults of a log, each as its message, and how many events came all the same.
fn faults(text: &str) -> (Vec<String>, usize) {
    let reader = match reader(text.as_bytes()) {
        Ok(reader) => reader,
        Err(error) => return (vec![error.to_string()], 0),
    };
    let mut faults = Vec::new();
    let mut events = 0;
    for event in reader {
        match event {
            Ok(_) => events += 1,
            Err(error) => faults.push(error.to_string()),
        }
    }
    (faults, events)
}

const LOG: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="trace"><string key="concept:name" value="?"/></global>
  <global scope="event">
    <string key="concept:name" value="UNKNOWN"/>
    <string key="resource country" value="UNKNOWN"/>
  </global>
  <classifier name="Activity" keys="concept:name lifecycle:transition"/>
  <classifier name="Where" keys="resource country concept:name"/>
  <float key="deviation" value="7.626"><float key="Ann" value="0.012"><int key="deep" value="x"/></float></float>
  <trace>
    <string key="concept:name" value="case 1"/>
    <event>
      <string key="concept:name" value="A &amp; B"/>
      <date key="time:timestamp" value="2010-03-31T16:59:42+02:00"/>
      <int key="n" value="12"/>
      <float key="cost" value="0.1000"><string key="currency" value="EUR"/></float>
      <boolean key="urgent" value="true"/>
      <id key="id" value="6f1c"/>
      <list key="parts"><values><string key="part" value="wheel"/></values></list>
    </event>
    <event/>
    <string key="product" value="PROD1"/>
  </trace>
  <trace><event><string key="concept:name" value="处理"/></event></trace>
</log>
"#;

#[test]
fn an_event_has_its_own_attributes_and_those_of_its_case() {
    let events = events(LOG);
    assert_eq!(events.len(), 3);
    let first = &events[0];
    assert_eq!((first.case.as_str(), first.row), ("case 1", 1));
    assert_eq!(first.get("concept:name"), Some("A & B"));
    assert_eq!(first.get("case"), Some("case 1"));
    assert_eq!(first.get("case:concept:name"), Some("case 1"));
    // It stands behind the events, and belongs to them all the same.
    assert_eq!(first.get("case:product"), Some("PROD1"));
    assert_eq!(events[1].attributes, []);
    assert_eq!((events[2].case.as_str(), events[2].row), ("", 3));
    assert_eq!(events[2].get("concept:name"), Some("处理"));
    assert_eq!(events[2].get("case:product"), None);
}

#[test]
fn values_are_kept_as_written_and_nested_ones_are_passed_over() {
    let first = &events(LOG)[0];
    let kinds: Vec<_> = first
        .attributes
        .iter()
        .map(|(key, raw)| (key.as_ref(), raw.kind, raw.text.as_str()))
        .collect();
    assert_eq!(
        kinds,
        [
            ("concept:name", RawKind::Text, "A & B"),
            ("time:timestamp", RawKind::Date, "2010-03-31T16:59:42+02:00"),
            ("n", RawKind::Whole, "12"),
            ("cost", RawKind::Decimal, "0.1000"),
            ("urgent", RawKind::YesNo, "true"),
            ("id", RawKind::Id, "6f1c"),
        ]
    );
}

#[test]
fn the_header_tells_classifiers_and_defaults() {
    let reader = reader(LOG.as_bytes()).unwrap();
    let header = reader.header();
    assert_eq!(header.columns, ["concept:name", "resource country"]);
    assert_eq!(header.defaults["concept:name"].text, "UNKNOWN");
    assert_eq!(
        header.classifiers[0].keys,
        ["concept:name", "lifecycle:transition"]
    );
    assert_eq!(
        header.classifiers[1].keys,
        ["resource country", "concept:name"]
    );
}

#[test]
fn a_packed_log_reads_the_same_by_its_first_bytes() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(LOG.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let read: Vec<_> = reader(&packed).unwrap().map(Result::unwrap).collect();
    assert_eq!(read, events(LOG));
    let cut = reader(&packed[..packed.len() / 2]).and_then(|r| r.collect::<Result<Vec<_>, _>>());
    assert!(matches!(cut, Err(LogError::Io(_))), "{cut:?}");
}

#[test]
fn a_byte_order_mark_is_no_text() {
    let with_mark = format!("\u{feff}{LOG}");
    assert_eq!(events(&with_mark), events(LOG));
}

#[test]
fn malformed_xml_is_told_with_line_and_column() {
    let (told, _) = faults("<log>\n  <trace>\n    <event></trace>\n</log>");
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("line 3, column 12: "), "{told:?}");
    assert!(told[0].ends_with("expected well-formed XML"), "{told:?}");

    let (told, _) = faults("<log>\n<trace>\n  <event>\n");
    assert_eq!(
        told,
        ["line 4, column 1: the end of the file; expected </event>"]
    );

    let (told, _) = faults("<html></html>");
    assert_eq!(
        told,
        ["line 1, column 1: <html>; expected <log>, as XES begins"]
    );

    let (told, _) = faults("<log><trace/>\n  客 <trace/></log>");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("text between elements"), "{told:?}");
}

#[test]
fn a_wrong_value_costs_the_value_only() {
    let (told, events) = faults(
        "<log><trace><string key=\"concept:name\" value=\"c\"/>\n<event>\n  <int key=\"n\" value=\"1,5\"/>\n  <string key=\"a\" value=\"1\"/><float key=\"f\" value=\"NaN\"/>\n\
         <string key=\"a\" value=\"2\"/><string value=\"x\"/><boolean key=\"b\" value=\"1\"/>\n</event></trace></log>",
    );
    assert_eq!(
        told,
        [
            "line 3, column 3: `1,5` for `n`; expected a whole number",
            "line 4, column 30: `NaN` for `f`; expected a number such as 12.5",
            "line 5, column 1: `a` a second time; expected every attribute once",
            "line 5, column 28: <string> without key; expected key=\"…\" value=\"…\"",
            "line 5, column 47: `1` for `b`; expected true or false",
        ]
    );
    assert_eq!(events, 1);
}

#[test]
fn columns_count_characters() {
    let text = "<log><trace><event><string key=\"客户\" value=\"处理\"/><int key=\"n\" value=\"x\"/></event></trace></log>";
    let (told, _) = faults(text);
    assert_eq!(
        told,
        ["line 1, column 49: `x` for `n`; expected a whole number"]
    );
}

#[test]
fn an_event_outside_any_trace_is_lost_and_told() {
    let text =
        "<log>\n<event/><event><int key=\"n\" value=\"1\"/></event><trace><event/></trace></log>";
    let all: Vec<_> = reader(text.as_bytes()).unwrap().collect();
    assert_eq!(all.len(), 3);
    let losses: Vec<_> = all
        .iter()
        .filter_map(|event| event.as_ref().err().map(LogError::loses))
        .collect();
    assert_eq!(losses, [Loses::Event, Loses::Event]);
    assert_eq!(all[2].as_ref().unwrap().row, 3);
}

#[test]
fn what_others_write_is_bounded() {
    let deep = format!(
        "<log><trace><event><string key=\"a\" value=\"\">{}",
        "<string key=\"a\" value=\"\">".repeat(100)
    );
    let (told, _) = faults(&deep);
    assert!(told[0].contains("nested deeper than 64"), "{told:?}");

    let long = format!(
        "<log><trace><event><string key=\"a\" value=\"{}",
        "x".repeat(3_000_000)
    );
    let error = reader(long.as_bytes())
        .unwrap()
        .next()
        .unwrap()
        .unwrap_err();
    assert!(matches!(error, LogError::Io(_)), "{error}");

    let (told, _) = faults("<!DOCTYPE log [<!ENTITY a \"b\">]>\n<log/>");
    assert_eq!(
        told,
        ["line 1, column 1: a document type; expected plain XML without one"]
    );
    let (told, _) = faults("<?xml version=\"1.0\" encoding=\"GBK\"?><log/>");
    assert_eq!(told, ["line 1, column 1: encoding GBK; expected UTF-8"]);
}

#[test]
fn decimals_are_told_from_other_texts() {
    for good in ["1", "-1.5", ".5", "1.", "1.94818911E8", "+2e-3"] {
        assert!(is_decimal(good), "{good}");
    }
    for bad in ["", ".", "-", "1,5", "NaN", "INF", "1e", "0x1", "1.2.3", "١"] {
        assert!(!is_decimal(bad), "{bad}");
    }
}

#[test]
fn classifier_keys_may_hold_blanks() {
    let declared = ["org".to_owned(), "org group".to_owned()];
    assert_eq!(
        split_keys(" org group  org ", &declared),
        ["org group", "org"]
    );
    assert_eq!(split_keys("'my key' org", &declared), ["my key", "org"]);
    assert_eq!(split_keys("a b", &[]), ["a", "b"]);
    assert!(split_keys("  ", &[]).is_empty());
}
