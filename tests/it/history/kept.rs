//! What is brought into a data file that is there already: all of it, beside what the file holds, or nothing.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use super::{Command, Json, LOG, Shop};

/// A second desk in the folder.
fn with_store(shop: &Shop) {
    let text = std::fs::read_to_string(shop.path().join("workflows/shop/customer.toml"));
    let desk = std::fs::read_to_string(shop.path().join("workflows/shop/desk.toml"));
    let dir = shop.path().join("other/workflows/store");
    std::fs::create_dir_all(&dir).expect("a folder");
    std::fs::write(dir.join("customer.toml"), text.expect("read")).expect("written");
    std::fs::write(dir.join("desk.toml"), desk.expect("read")).expect("written");
    let calendars = shop.path().join("other/rules/calendars");
    std::fs::create_dir_all(&calendars).expect("a folder");
    let office = "rules/calendars/office.toml";
    std::fs::copy(shop.path().join(office), calendars.join("office.toml")).expect("copied");
    std::fs::write(shop.path().join("other/casework.toml"), "").expect("written");
}

/// Serves the second desk on `d.db` and pulls the plug.
fn served_and_killed(shop: &Shop) {
    let mut daemon = Command::new(env!("CARGO_BIN_EXE_casework"))
        .args([
            "serve",
            "other",
            "--listen",
            "127.0.0.1:0",
            "--data",
            "d.db",
        ])
        .current_dir(shop.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut said = String::new();
    let out = daemon.stdout.take().expect("its output");
    BufReader::new(out).read_line(&mut said).expect("a line");
    assert!(said.starts_with("http://"), "{said}");
    // On Unix this is -9.
    daemon.kill().expect("killed");
    daemon.wait().expect("gone");
}

/// The second desk with two records, all of it in the file itself.
fn store(shop: &Shop) {
    with_store(shop);
    served_and_killed(shop);
    std::fs::write(shop.path().join("s.csv"), "name,city\nAda,Wuhan\nBo,Xian\n").expect("written");
    shop.json(
        &[
            "import", "s.csv", "--as", "customer", "--data", "d.db", "--json",
        ],
        0,
    );
}

/// By desk, how many records; and that all verify.
fn held(shop: &Shop) -> Vec<(String, i64)> {
    let proved = shop.json(&["verify", "--data", "d.db", "--json"], 0);
    let desks = proved.as_array().expect("a list").iter();
    let proved: Vec<&Json> = desks.map(|desk| &desk["desk"]).collect();
    let data = rusqlite::Connection::open(shop.path().join("d.db")).expect("opened");
    let mut select = data
        .prepare(
            "SELECT name, (SELECT count(*) FROM record WHERE desk = desk.no) FROM desk ORDER BY no",
        )
        .expect("prepared");
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let rows: Vec<(String, i64)> = rows.expect("rows").map(|row| row.expect("a row")).collect();
    let names: Vec<Json> = rows.iter().map(|(name, _)| name.as_str().into()).collect();
    assert_eq!(proved, names.iter().collect::<Vec<_>>());
    rows
}

fn wal(shop: &Shop) -> u64 {
    std::fs::metadata(shop.path().join("d.db-wal")).map_or(0, |found| found.len())
}

#[test]
fn an_import_after_a_killed_daemon_stands_beside_what_that_had_kept() {
    let shop = Shop::new();
    store(&shop);
    served_and_killed(&shop);
    assert!(wal(&shop) > 0, "the daemon left no log behind");
    assert_eq!(shop.import()["applied"], 5);
    let both = [("store".to_owned(), 2), ("shop".to_owned(), 4)];
    assert_eq!(held(&shop), both);
    assert_eq!(held(&shop), both, "opened once more");

    // A table as well, and with nothing before the log.
    let shop = Shop::new();
    with_store(&shop);
    served_and_killed(&shop);
    assert!(wal(&shop) > 0, "the daemon left no log behind");
    assert_eq!(shop.import()["applied"], 5);
    assert_eq!(
        held(&shop),
        [("store".to_owned(), 0), ("shop".to_owned(), 4)]
    );
}

/// Runs it where no file may grow past so many KiB.
#[cfg(unix)]
fn on_a_full_disk(shop: &Shop, kib: u32, args: &[&str]) -> (Option<i32>, String) {
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2);
    let output = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_casework")])
        .args(args)
        .current_dir(shop.path())
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), told)
}

#[cfg(unix)]
#[test]
fn an_import_that_finds_the_disk_full_leaves_the_data_as_it_was() {
    let shop = Shop::new();
    let mut log = LOG.to_owned();
    for case in 0..3000 {
        let _ = writeln!(log, "n{case},2026-03-03 09:00:00,li,Open,New,50");
    }
    std::fs::write(shop.path().join("log.csv"), log).expect("written");
    let import = ["import", "log.csv", "--map", "map.toml", "--data", "d.db"];
    let import = [&import[..], &["--lang", "en"]].concat();
    let left = |shop: &Shop| {
        let entries = std::fs::read_dir(shop.path()).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names
            .map(|name| name.to_string_lossy().into_owned())
            .filter(|name| name.starts_with("d.db") && !name.ends_with(".lock"))
            .collect();
        names.sort();
        names
    };

    let (code, told) = on_a_full_disk(&shop, 300, &import);
    assert_eq!(code, Some(4), "{told}");
    assert!(told.contains("nothing of log.csv was brought in"), "{told}");
    assert!(left(&shop).is_empty(), "{:?}", left(&shop));

    store(&shop);
    let before = std::fs::read(shop.path().join("d.db")).expect("read");
    let (code, told) = on_a_full_disk(&shop, 300, &import);
    assert_eq!(code, Some(4), "{told}");
    assert!(told.contains("nothing of log.csv was brought in"), "{told}");
    let after = std::fs::read(shop.path().join("d.db")).expect("read");
    assert!(before == after, "the data file changed");
    assert_eq!(held(&shop), [("store".to_owned(), 2)]);

    // A table that breaks off leaves no half of itself either.
    let mut rows = "name,city\n".to_owned();
    for no in 0..5000 {
        let _ = writeln!(rows, "c{no},Wuhan");
    }
    std::fs::write(shop.path().join("c.csv"), rows).expect("written");
    let table = ["import", "c.csv", "--as", "customer", "--data", "d.db"];
    let (code, told) = on_a_full_disk(&shop, 300, &table);
    assert_eq!(code, Some(4), "{told}");
    assert_eq!(held(&shop), [("store".to_owned(), 2)]);

    assert_eq!(shop.run(&import).status.code(), Some(0));
    assert_eq!(
        held(&shop),
        [("store".to_owned(), 2), ("shop".to_owned(), 3004)]
    );
}

#[cfg(unix)]
#[test]
fn a_data_file_keeps_its_permissions_and_its_links() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let shop = Shop::new();
    store(&shop);
    let (path, kept) = (shop.path().join("d.db"), shop.path().join("kept.db"));
    std::fs::rename(&path, &kept).expect("moved");
    symlink(&kept, &path).expect("a link");
    std::fs::set_permissions(&kept, PermissionsExt::from_mode(0o600)).expect("set");
    let before = std::fs::metadata(&kept).expect("there");
    shop.import();
    let after = std::fs::metadata(&kept).expect("there");
    assert_eq!((before.mode(), before.ino()), (after.mode(), after.ino()));
    assert!(path.is_symlink());
    assert_eq!(held(&shop).len(), 2);
}

#[test]
fn people_are_corrected_by_a_table_also_where_their_workflow_says_who_corrects() {
    let shop = Shop::new();
    let file = shop.path().join("workflows/shop/employee.toml");
    let text = std::fs::read_to_string(&file).expect("read");
    let own = "city = \"text\"\n[event]\ncorrect = { who = [\"clerk\"] }\n";
    std::fs::write(&file, text + own).expect("written");
    shop.import();
    let bring = |rows: &str| {
        std::fs::write(shop.path().join("p.csv"), rows).expect("written");
        let told = shop.json(
            &[
                "import", "p.csv", "--as", "employee", "--data", "d.db", "--json",
            ],
            0,
        );
        ["opened", "corrected", "unchanged"].map(|count| told[count].clone())
    };
    assert_eq!(bring("login,city\nmo,Wuhan\nxu,Xian\n"), [2, 0, 0]);
    assert_eq!(bring("login,city\nmo,Wuhan\nxu,Harbin\n"), [0, 1, 1]);
    assert_eq!(bring("login,city\nmo,Wuhan\nxu,Harbin\n"), [0, 0, 2]);
    let data = rusqlite::Connection::open(shop.path().join("d.db")).expect("opened");
    let fields: String = data
        .query_row(
            "SELECT fields FROM record WHERE fields LIKE '%\"xu\"%'",
            [],
            |row| row.get(0),
        )
        .expect("the person");
    assert!(fields.contains("Harbin"), "{fields}");
    held(&shop);
}

#[test]
fn a_log_may_correct_and_void() {
    let shop = Shop::new();
    let file = shop.path().join("workflows/shop/desk.toml");
    let text = std::fs::read_to_string(&file).expect("read");
    let rights = "[right]\ncorrect = { who = [\"clerk\"] }\nvoid = { who = [\"clerk\"] }\n";
    std::fs::write(&file, text + rights).expect("written");
    let file = shop.path().join("map.toml");
    let text = std::fs::read_to_string(&file).expect("read");
    let text = text.replace(
        "Chat = \"skip\"",
        "Fix = \"correct\", Cancel = \"void\", Chat = \"skip\"",
    );
    std::fs::write(&file, text).expect("written");
    let log = LOG.to_owned()
        + "d,2026-03-03 09:00:00,li,Open,New,50\nd,2026-03-03 10:00:00,wu,Fix,New,75\n\
           e,2026-03-03 11:00:00,li,Open,New,10\ne,2026-03-03 12:00:00,li,Cancel,,10\n";
    std::fs::write(shop.path().join("log.csv"), log).expect("written");
    let told = shop.import();
    assert_eq!(told["applied"], 9, "{told:#}");
    assert_eq!(told["adds_up"], true);
    let data = rusqlite::Connection::open(shop.path().join("d.db")).expect("opened");
    let mut select = data
        .prepare("SELECT fields, voided FROM record WHERE workflow = 'ticket' ORDER BY no")
        .expect("prepared");
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let rows: Vec<(String, bool)> = rows.expect("rows").map(|row| row.expect("a row")).collect();
    let voided: Vec<bool> = rows.iter().map(|(_, voided)| *voided).collect();
    assert_eq!(voided, [false, false, false, true]);
    assert!(rows[2].0.contains("75"), "{}", rows[2].0);
    held(&shop);
}
