use proptest::prelude::*;

use super::{Table, TableError, letters};

#[test]
fn cells_know_where_they_stand() {
    let table =
        Table::read("\u{feff}no;name;class\r\nk1;\"王; 老板\";\r\n\r\nk2; 李 ;key\r\n".as_bytes())
            .unwrap();
    assert_eq!(table.heads, ["no", "name", "class"]);
    assert_eq!(table.rows.len(), 2);
    let name = table.column("name").unwrap();
    let cell = table.rows[0].cell(name).unwrap();
    assert_eq!(
        (cell.text.as_str(), cell.to_string().as_str()),
        ("王; 老板", "B2")
    );
    assert_eq!(table.rows[0].cell(2), None);
    let given: Vec<_> = table.rows[1]
        .given(&table)
        .map(|(head, cell)| (head, cell.text.as_str(), cell.to_string()))
        .collect();
    assert_eq!(
        given,
        [
            ("no", "k2", "A4".to_owned()),
            ("name", "李", "B4".to_owned()),
            ("class", "key", "C4".to_owned()),
        ]
    );
    assert_eq!(table.column("phone"), None);
}

#[test]
fn faults_name_the_line() {
    let error = Table::read(b"no,name\nk1,a,b\n").unwrap_err();
    assert!(
        error.to_string().starts_with("line 2, column 1: cell 3"),
        "{error}"
    );
    let error = Table::read(b"no,\nk1,a\n").unwrap_err();
    assert!(
        matches!(&error, TableError::Nameless(column) if column == "B"),
        "{error}"
    );
    // An empty column that nobody uses does no harm.
    assert_eq!(Table::read(b"no,\nk1,\n").unwrap().rows.len(), 1);
    assert!(Table::read(b"").is_err());
}

#[test]
fn columns_are_called_as_in_a_spreadsheet() {
    let names = [0, 25, 26, 51, 52, 701, 702].map(letters);
    assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
}

/// A table as a spreadsheet program would write it: quotes where needed, or everywhere. Returns the text and, for each row, the
/// line it begins on, counted while writing.
fn written(rows: &[Vec<String>], delimiter: char, end: &str, always: bool) -> (String, Vec<u64>) {
    let mut text = format!("a{delimiter}b{delimiter}c{end}");
    let mut lines = Vec::new();
    for row in rows {
        lines.push(1 + text.matches('\n').count() as u64);
        let cells: Vec<String> = row
            .iter()
            .map(|cell| {
                let needs = always || cell.contains(['"', '\n', ',', ';', '\t']);
                match needs {
                    true => format!("\"{}\"", cell.replace('"', "\"\"").replace('\n', end)),
                    false => cell.clone(),
                }
            })
            .collect();
        text.push_str(&cells.join(&delimiter.to_string()));
        text.push_str(end);
    }
    (text, lines)
}

proptest! {
    /// Whatever is in the cells, in every dialect the same cells come back from the same lines.
    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::vec(prop::collection::vec("[a客\",;\t\n ]{0,4}", 3), 1..6),
        delimiter in prop::sample::select(vec![',', ';', '\t']),
        end in prop::sample::select(vec!["\n", "\r\n"]),
        always: bool,
        last_end: bool,
    ) {
        let (mut text, lines) = written(&rows, delimiter, end, always);
        if !last_end {
            text.truncate(text.len() - end.len());
        }
        let table = Table::read(text.as_bytes()).unwrap();
        let want: Vec<_> = rows
            .iter()
            .zip(lines)
            .map(|(row, line)| (line, row.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()))
            .filter(|(_, row)| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        let got: Vec<_> = table
            .rows
            .iter()
            .map(|row| {
                let text = |at: usize| row.cell(at).map(|cell| cell.text.clone()).unwrap_or_default();
                (row.line, vec![text(0), text(1), text(2)])
            })
            .collect();
        prop_assert_eq!(got, want);
    }
}
