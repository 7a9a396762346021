use std::io::Cursor;

use super::{LogError, LogEvent, LogOptions, LogReader};

fn read(bytes: &[u8], options: &LogOptions) -> Vec<Result<LogEvent, LogError>> {
    match LogReader::new(Box::new(Cursor::new(bytes.to_vec())), options) {
        Ok(reader) => reader.collect(),
        Err(error) => vec![Err(error)],
    }
}

fn by_case(case: &str) -> LogOptions {
    LogOptions {
        case: Some(case.to_owned()),
        delimiter: None,
    }
}

fn told(bytes: &[u8]) -> Vec<String> {
    read(bytes, &LogOptions::default())
        .into_iter()
        .map(|event| match event {
            Ok(event) => format!("{}:{}", event.row, event.attributes.len()),
            Err(error) => error.to_string(),
        })
        .collect()
}

#[test]
fn every_dialect_gives_the_same_events() {
    let comma = b"CaseID,Activity,Note\n2,1,\"a, \"\"b\"\"\"\n2,8,\n";
    let want = read(comma, &by_case("CaseID"));
    let want: Vec<_> = want.into_iter().map(Result::unwrap).collect();
    assert_eq!(want[0].case, "2");
    assert_eq!(want[0].get("Note"), Some("a, \"b\""));
    assert_eq!(want[1].get("Note"), None);
    assert_eq!((want[0].row, want[1].row), (2, 3));
    let others: [&[u8]; 3] = [
        b"CaseID;Activity;Note\n2;1;\"a, \"\"b\"\"\"\n2;8;\n",
        b"CaseID\tActivity\tNote\n2\t1\t\"a, \"\"b\"\"\"\n2\t8\t\n",
        b"\xef\xbb\xbfCaseID,Activity,Note\r\n2,1,\"a, \"\"b\"\"\"\r\n2,8,\r\n",
    ];
    for other in others {
        let got: Vec<_> = read(other, &by_case("CaseID"))
            .into_iter()
            .map(Result::unwrap)
            .collect();
        assert_eq!(got, want, "{}", String::from_utf8_lossy(other));
    }
}

#[test]
fn a_delimiter_given_is_not_questioned() {
    let options = LogOptions {
        case: Some("b;c".to_owned()),
        delimiter: Some(b','),
    };
    let events = read(b"a,b;c\n1,2\n", &options);
    assert_eq!(events[0].as_ref().unwrap().case, "2");
}

#[test]
fn rows_are_lines_also_after_a_cell_of_several() {
    let text = b"a,b\r\n1,\"two\r\nlines\"\r\n\r\n3,4\r\n";
    let rows: Vec<_> = read(text, &LogOptions::default())
        .into_iter()
        .map(|event| event.unwrap().row)
        .collect();
    assert_eq!(rows, [2, 5]);
}

#[test]
fn faulty_rows_are_told_and_the_others_read() {
    assert_eq!(
        told(b"a,b\n1,2,3\n1\n\n,,\n1,2,,\n"),
        [
            "line 2, column 1: cell 3 has no head above it; expected 2 cells",
            "line 3, column 1: 1 cells; expected 2 cells",
            "6:2",
        ]
    );
}

#[test]
fn what_breaks_a_table_ends_it() {
    assert_eq!(
        told(b"a,b\n1,2\n3,\"open\n4,5\n"),
        [
            "2:2",
            "line 3, column 1: a quote that is never closed; expected a closing quote before the file ends",
        ]
    );
    assert_eq!(
        told(b"a,b\n1,\xc4\xe3\n"),
        ["line 2, column 1: cell 2 is not UTF-8; expected UTF-8 (save the file as CSV UTF-8)"]
    );
    assert_eq!(
        told(b"a,a\n"),
        ["line 1, column 1: two columns called `a`; expected a name of its own for every column"]
    );
    assert_eq!(
        told(b""),
        ["line 1, column 1: an empty file; expected a row of heads"]
    );
    assert_eq!(
        told(b"a,b\r\n"),
        ["line 2, column 1: the end of a log without events; expected a row below the heads"]
    );
    assert_eq!(
        told(b"\xff\xfea\0"),
        ["line 1, column 1: text in UTF-16; expected UTF-8"]
    );
    let open_for_ever = format!("a,b\n1,\"{}", "x\n".repeat(2_000_000));
    assert!(told(open_for_ever.as_bytes())[0].contains("cannot be read"));
}

#[test]
fn a_case_column_that_is_not_there_is_told_with_those_that_are() {
    let events = read(b"a,b\n1,2\n", &by_case("Case"));
    let error = events[0].as_ref().unwrap_err().to_string();
    assert_eq!(
        error,
        "line 1, column 1: no column `Case`; there are `a`, `b`; expected the column that names the case"
    );
}
