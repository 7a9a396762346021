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
