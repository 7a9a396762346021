//! What SQLite's files promise: found again after reopening, one writer, refused when not ours, damage found.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::Connection;
use tempfile::TempDir;

use super::samples::{self, T0, batch, notes};
use super::suite::{SUITE, keyed, read};
use crate::model::LineNo;
use crate::store::{Access, FORMAT, SqliteStore, Store, StoreError};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn create(path: &Path) -> SqliteStore {
    SqliteStore::open(path, Access::Create).expect("a new store")
}

#[test]
fn in_memory_passes_the_suite() {
    for (name, check) in SUITE {
        eprintln!("{name}");
        check(&mut SqliteStore::in_memory().expect("a store in memory"));
    }
}

#[test]
fn a_file_passes_the_suite() {
    let folder = folder();
    for (no, (name, check)) in SUITE.iter().enumerate() {
        eprintln!("{name}");
        check(&mut create(&folder.path().join(format!("{no}.casework"))));
    }
}

#[test]
fn everything_is_there_after_reopening() {
    let folder = folder();
    let path = folder.path().join("店.casework");
    let (lines, names) = (notes(1, 5), samples::names());
    {
        let mut store = create(&path);
        let mut group = batch("mall", &lines[..3]);
        group.desks[0].lines[2] = keyed(&lines[2], "crm", "42");
        group.desks[0].names = Some(&names);
        store.commit(&group).expect("a batch");
    }
    let mut store = SqliteStore::open(&path, Access::Existing).expect("the store");
    assert_eq!(read(&store, "mall", 1), lines[..3]);
    assert_eq!(store.names("mall").expect("names"), names);
    let entry = store
        .find_key("crm", "42")
        .expect("a look")
        .expect("the key");
    assert_eq!(entry.line, LineNo(3));
    let mut group = batch("mall", &lines[3..]);
    group.desks[0].lines[0] = keyed(&lines[3], "crm", "43");
    group.desks[0].names = Some(&names);
    store.commit(&group).expect("the next batch");
    drop(store);
    let store = create(&path);
    assert_eq!(read(&store, "mall", 1), lines);
}

#[test]
fn one_writer_and_readers_beside_it() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    let mut writer = create(&path);
    for access in [Access::Existing, Access::Create] {
        assert!(matches!(
            SqliteStore::open(&path, access),
            Err(StoreError::InUse)
        ));
    }
    #[cfg(unix)]
    {
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).expect("a link");
        assert!(matches!(
            SqliteStore::open(&link, Access::Existing),
            Err(StoreError::InUse)
        ));
    }
    writer
        .commit(&batch("mall", &notes(1, 2)))
        .expect("a batch");
    let mut reader = SqliteStore::open(&path, Access::ReadOnly).expect("a reader");
    assert_eq!(read(&reader, "mall", 1), notes(1, 2));
    writer
        .commit(&batch("mall", &notes(3, 4)))
        .expect("a batch");
    assert_eq!(read(&reader, "mall", 1), notes(1, 4));
    assert!(matches!(
        reader.commit(&batch("mall", &notes(5, 5))),
        Err(StoreError::ReadOnly)
    ));
    assert!(matches!(reader.prune_keys(T0), Err(StoreError::ReadOnly)));
    drop(writer);
    SqliteStore::open(&path, Access::Existing).expect("the lock is free again");
}

/// This test is its own child: told so by a variable, it commits until it is killed and says what it was acknowledged.
#[test]
fn a_killed_writer_lets_go_and_loses_nothing_acknowledged() {
    const CHILD: &str = "CASEWORK_TEST_STORE_TO_FILL";
    if let Some(path) = std::env::var_os(CHILD) {
        let mut store = create(Path::new(&path));
        for no in 1.. {
            store
                .commit(&batch("mall", &notes(no, no)))
                .expect("a batch");
            writeln!(std::io::stdout(), "\nkept {no}").expect("the parent listens");
        }
    }
    let folder = folder();
    let path = folder.path().join("a.casework");
    let (_, module) = module_path!().split_once("::").expect("this module");
    let name = format!("{module}::a_killed_writer_lets_go_and_loses_nothing_acknowledged");
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", &name, "--nocapture"])
        .env(CHILD, &path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    let said = BufReader::new(child.stdout.take().expect("its words"));
    let mut kept = said.lines().map_while(Result::ok).filter_map(|line| {
        line.strip_prefix("kept ")
            .and_then(|no| no.parse::<u64>().ok())
    });
    assert_eq!(kept.by_ref().find(|no| *no == 20), Some(20));
    assert!(matches!(
        SqliteStore::open(&path, Access::Existing),
        Err(StoreError::InUse)
    ));
    child.kill().expect("killed");
    child.wait().expect("gone");
    // The last word may be cut off in the middle of its number: the one before is whole.
    let heard: Vec<u64> = kept.collect();
    let sure = heard.len().checked_sub(2).map_or(20, |at| heard[at]);
    let store = SqliteStore::open(&path, Access::Existing).expect("the lock is free");
    let lines = read(&store, "mall", 1);
    let last = store.head("mall").expect("a head").line.0;
    assert!(last >= sure, "{last} lines, {sure} acknowledged");
    assert_eq!(lines, notes(1, last));
}

#[test]
fn a_journal_read_while_it_grows_ends_where_it_ended_then() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    let mut writer = create(&path);
    writer
        .commit(&batch("mall", &notes(1, 1_500)))
        .expect("a batch");
    let reader = SqliteStore::open(&path, Access::ReadOnly).expect("a reader");
    let mut lines = reader.lines("mall", LineNo(1)).expect("the journal");
    lines.next().expect("a line").expect("a good line");
    writer
        .commit(&batch("mall", &notes(1_501, 1_600)))
        .expect("a batch");
    assert_eq!(
        lines.map(|line| line.expect("a good line").no.0).last(),
        Some(1_500)
    );
}

fn refused(path: &Path) -> StoreError {
    let before = std::fs::read(path).expect("the file");
    for access in [Access::ReadOnly, Access::Create] {
        SqliteStore::open(path, access).expect_err("refused");
    }
    let error = SqliteStore::open(path, Access::Existing).expect_err("refused");
    assert_eq!(
        std::fs::read(path).expect("the file"),
        before,
        "a refused file is left alone"
    );
    error
}

#[test]
fn what_is_no_store_is_refused() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("text"), "label = \"商场\"\n".repeat(100)).expect("a text file");
    assert!(matches!(refused(&at("text")), StoreError::NotAStore { .. }));
    let other = Connection::open(at("other")).expect("a database");
    other
        .execute_batch("CREATE TABLE journal (a); PRAGMA user_version = 1")
        .expect("a table");
    drop(other);
    assert!(matches!(
        refused(&at("other")),
        StoreError::NotAStore { .. }
    ));
    std::fs::write(at("blank"), "").expect("an empty file");
    for access in [Access::Existing, Access::ReadOnly] {
        let error = SqliteStore::open(&at("blank"), access).expect_err("refused");
        assert!(matches!(error, StoreError::NotAStore { .. }));
    }
    create(&at("blank"));
    for access in [Access::Existing, Access::ReadOnly] {
        let error = SqliteStore::open(&at("absent"), access).expect_err("refused");
        assert!(matches!(error, StoreError::NotFound { .. }));
    }
    assert!(!at("absent").exists() && !at("absent.lock").exists());
}

#[test]
fn a_newer_format_is_refused() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    drop(create(&path));
    tamper(&path, &format!("PRAGMA user_version = {}", FORMAT + 1));
    assert!(matches!(
        refused(&path),
        StoreError::NewerFormat { found, known: FORMAT } if found == FORMAT + 1
    ));
}

fn tamper(path: &Path, sql: &str) {
    let conn = Connection::open(path).expect("the file");
    conn.execute_batch(sql).expect("tampered with");
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("written through");
}

/// The lines read before the journal breaks, and where it does.
fn broken(path: &Path) -> (u64, u64) {
    let store = SqliteStore::open(path, Access::ReadOnly).expect("the store");
    let mut good = 0;
    for line in store.lines("mall", LineNo(1)).expect("the journal") {
        match line {
            Ok(line) => good = line.no.0,
            Err(StoreError::Broken { desk, line, .. }) => {
                assert_eq!(desk, "mall");
                return (good, line.0);
            }
            Err(error) => panic!("{error}"),
        }
    }
    panic!("nothing was found, {good} lines read");
}

#[test]
fn damage_is_found_with_its_line() {
    let cases: &[(&str, (u64, u64))] = &[
        (
            "UPDATE journal_1 SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || x'7f' AS BLOB) WHERE no = 1300",
            (1299, 1300),
        ),
        (
            "UPDATE journal_1 SET hash = zeroblob(32) WHERE no = 7",
            (6, 7),
        ),
        ("UPDATE journal_1 SET hash = x'00' WHERE no = 7", (6, 7)),
        ("UPDATE journal_1 SET bytes = x'' WHERE no = 1", (0, 1)),
        ("DELETE FROM journal_1 WHERE no = 1000", (999, 1000)),
        ("DELETE FROM journal_1 WHERE no >= 1490", (1489, 1490)),
        ("DELETE FROM journal_1 WHERE no = 1500", (1499, 1500)),
        ("DELETE FROM journal_1", (0, 1)),
        (
            "UPDATE journal_1 SET no = -no WHERE no IN (20, 21); UPDATE journal_1 SET no = 41 + no WHERE no < 0",
            (19, 20),
        ),
        ("UPDATE desk SET head = 1400", (1400, 1400)),
        (
            "UPDATE desk SET head = 1400, hash = (SELECT hash FROM journal_1 WHERE no = 1400)",
            (1400, 1401),
        ),
        ("UPDATE desk SET head = 1501", (1500, 1501)),
        ("UPDATE desk SET hash = zeroblob(32)", (1500, 1500)),
        (
            "UPDATE desk SET no = 2; ALTER TABLE journal_1 RENAME TO journal_2",
            (0, 1),
        ),
    ];
    let folder = folder();
    for (no, (sql, expected)) in cases.iter().enumerate() {
        let path = folder.path().join(format!("{no}.casework"));
        create(&path)
            .commit(&batch("mall", &notes(1, 1_500)))
            .expect("a batch");
        tamper(&path, sql);
        assert_eq!(broken(&path), *expected, "{sql}");
    }
}

/// One bit of the file itself: whatever it hits of a line, the line is named.
#[test]
fn a_bit_flipped_in_the_file_is_found() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    create(&path)
        .commit(&batch("mall", &notes(1, 40)))
        .expect("a batch");
    let mut file = std::fs::read(&path).expect("the file");
    let text = "第23条".as_bytes();
    let at = file
        .windows(text.len())
        .position(|window| window == text)
        .expect("the remark");
    file[at + 3] ^= 1;
    std::fs::write(&path, file).expect("the damaged file");
    assert_eq!(broken(&path), (22, 23));
}

#[test]
fn a_page_lost_from_the_file_is_found() {
    const PAGE: usize = 4_096;
    let folder = folder();
    let path = folder.path().join("a.casework");
    create(&path)
        .commit(&batch("mall", &notes(1, 1_500)))
        .expect("a batch");
    let mut file = std::fs::read(&path).expect("the file");
    let text = "第700条".as_bytes();
    let at = file
        .windows(text.len())
        .position(|window| window == text)
        .expect("the remark");
    let page = at / PAGE * PAGE;
    file[page..page + PAGE].fill(0);
    std::fs::write(&path, file).expect("the damaged file");
    let (good, line) = broken(&path);
    assert!(good + 1 == line && (600..=700).contains(&line), "{line}");
}

#[test]
fn a_missing_line_before_the_first_one_asked_for_is_found() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    create(&path)
        .commit(&batch("mall", &notes(1, 9)))
        .expect("a batch");
    tamper(&path, "DELETE FROM journal_1 WHERE no = 5");
    let store = SqliteStore::open(&path, Access::ReadOnly).expect("the store");
    assert!(matches!(
        store.lines("mall", LineNo(6)).err(),
        Some(StoreError::Broken {
            line: LineNo(5),
            ..
        })
    ));
    assert_eq!(read(&store, "mall", 7), notes(7, 9));
}

#[test]
fn a_full_disk_keeps_nothing_of_the_batch() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    let mut store = create(&path);
    store
        .commit(&batch("mall", &notes(1, 10)))
        .expect("a batch");
    let pages: i64 = store
        .connection()
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .expect("a count");
    let limit = |store: &SqliteStore, pages: i64| {
        store
            .connection()
            .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
            .expect("a limit");
    };
    limit(&store, pages + 2);
    let many = notes(11, 2_000);
    let error = store.commit(&batch("mall", &many)).expect_err("no room");
    assert!(matches!(error, StoreError::DiskFull), "{error:?}");
    assert_eq!(read(&store, "mall", 1), notes(1, 10));
    limit(&store, 1_000_000);
    store.commit(&batch("mall", &many)).expect("room again");
    assert_eq!(read(&store, "mall", 1), notes(1, 2_000));
}

#[cfg(unix)]
#[test]
fn nothing_is_written_into_a_file_that_nobody_finds_again() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    let mut store = create(&path);
    store
        .commit(&batch("mall", &notes(1, 10)))
        .expect("a batch");
    let aside = folder.path().join("aside.casework");
    std::fs::rename(&path, &aside).expect("moved");
    let refused = store.commit(&batch("mall", &notes(11, 20)));
    assert!(
        matches!(refused, Err(StoreError::Moved { .. })),
        "{refused:?}"
    );
    std::fs::write(&path, "another file").expect("written");
    let refused = store.commit(&batch("mall", &notes(11, 20)));
    assert!(
        matches!(refused, Err(StoreError::Moved { .. })),
        "{refused:?}"
    );
    std::fs::rename(&aside, &path).expect("put back");
    store
        .commit(&batch("mall", &notes(11, 20)))
        .expect("found again");
    assert_eq!(read(&store, "mall", 1), notes(1, 20));
}

#[test]
fn people_read_instants_as_text() {
    let folder = folder();
    let path = folder.path().join("a.casework");
    let mut store = create(&path);
    let mut group = batch("mall", &[]);
    group.desks[0].records = vec![samples::record(7, "new")];
    group.desks[0].tasks = vec![samples::task_row(1)];
    group.desks[0].timers = vec![samples::armed(1)];
    store.commit(&group).expect("a batch");
    let text = |sql: &str| -> String {
        store
            .connection()
            .query_row(sql, [], |row| row.get(0))
            .expect("a row")
    };
    assert_eq!(
        text("SELECT opened FROM record_readable WHERE desk = 'mall'"),
        T0.to_string()
    );
    assert_eq!(
        text("SELECT closed FROM task_readable"),
        T0.plus_ms(3).to_string()
    );
    assert_eq!(
        text("SELECT record || ' ' || due FROM timer_readable"),
        format!("MALL-TS-202603-0007 {}", T0.plus_ms(5))
    );
    for view in ["incident", "outbox"] {
        assert_eq!(
            text(&format!("SELECT count(*) || '' FROM {view}_readable")),
            "0"
        );
    }
}
