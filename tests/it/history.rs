//! Through the shipped binary: a log becomes a journal, tables become records, the journal is proved, a change is dry-run.

mod kept;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;

const FILES: [(&str, &str); 6] = [
    (
        "workflows/shop/desk.toml",
        "label = \"Shop\"\nlanguage = \"en\"\n[calendar.office]\ndefault = true\nfile = \"office\"\n[role]\nclerk = {}\n",
    ),
    (
        "workflows/shop/employee.toml",
        "label = \"Employee\"\nperson = true\n[field]\nlogin = { type = \"text\", required = true, key = true, unique = true }\nroles = { type = \"role\", many = true }\n",
    ),
    (
        "workflows/shop/customer.toml",
        "label = \"Customer\"\n[field]\nname = { type = \"text\", required = true, key = true, unique = true }\ncity = \"text\"\n",
    ),
    (
        "workflows/shop/ticket.toml",
        r#"label = "Ticket"
code = "T-{n:4}"
initial = "new"
[param]
large_from = 100
[field]
amount = { type = "money", required = true }
[event]
open = { who = ["clerk"], with = ["amount"] }
work = { who = ["clerk"] }
done = { who = ["clerk"] }
[state]
new = {}
working = {}
closed = { final = true }
[transition]
large = { from = "new", on = "work", when = "amount >= large_from", to = "working" }
small = { from = "new", on = "work", to = "working" }
done = { from = "working", on = "done", to = "closed" }
"#,
    ),
    (
        "rules/calendars/office.toml",
        "label = \"Office\"\nzone = \"Asia/Shanghai\"\nweek = { mon-fri = [\"09:00-18:00\"] }\npublished_until = 2036-12-31\n",
    ),
    (
        "map.toml",
        r#"desk = "shop"
workflow = "ticket"
zone = "Asia/Shanghai"
[column]
case = "case"
time = "time"
person = "who"
[person]
workflow = "employee"
key = "login"
role = "clerk"
[field]
amount = "amount"
[state]
from = "state"
map = { New = "new", Working = "working", Done = "closed" }
[event]
from = "what"
map = { Open = "open", Work = "work", Done = "done", Chat = "skip" }
"#,
    ),
];

const LOG: &str = "case,time,who,what,state,amount
a,2026-03-02 09:00:00,li,Open,New,50
b,2026-03-02 09:30:00,wu,Open,New,500
a,2026-03-02 10:00:00,li,Work,Working,50
b,2026-03-02 10:10:00,li,Chat,New,500
b,2026-03-02 11:00:00,wu,Done,Done,500
b,2026-03-02 12:00:00,wu,Work,Working,500
a,2026-03-02 13:00:00,wu,Done,Done,50
c,2026-03-02 14:00:00,wu,Fly,New,50
";

struct Shop(tempfile::TempDir);

impl Shop {
    fn new() -> Shop {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in FILES {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("written");
        }
        std::fs::write(folder.path().join("log.csv"), LOG).expect("written");
        Shop(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_casework"))
            .args(args)
            .current_dir(self.path())
            .output()
            .expect("it runs")
    }

    fn json(&self, args: &[&str], exit: i32) -> Json {
        let output = self.run(args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(exit), "{told}");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{told}"))
    }

    fn import(&self) -> Json {
        self.json(
            &[
                "import", "log.csv", "--map", "map.toml", "--data", "d.db", "--json",
            ],
            0,
        )
    }
}

#[test]
fn a_log_is_accounted_for_to_the_last_row() {
    let shop = Shop::new();
    let told = shop.import();
    assert_eq!(told["read"], 8);
    assert_eq!(told["mapped"], 6);
    assert_eq!(told["skipped"], 1);
    assert_eq!(told["unmapped"][0]["reason"], "unknown-name");
    assert_eq!(told["unmapped"][0]["count"], 1);
    assert_eq!(told["applied"], 5);
    assert_eq!(told["refused"][0]["does"], "done");
    assert_eq!(told["refused"][0]["state"], "new");
    assert_eq!(told["refused"][0]["why"], "not-applicable");
    assert_eq!(
        (&told["people"], &told["records"]),
        (&Json::from(2), &Json::from(2))
    );
    assert_eq!(
        (&told["compared"], &told["agree"]),
        (&Json::from(6), &Json::from(5))
    );
    assert_eq!(told["differs"][0]["log"], "closed");
    assert_eq!(told["adds_up"], true);

    let again = shop.run(&["import", "log.csv", "--map", "map.toml", "--data", "d.db"]);
    assert_eq!(again.status.code(), Some(3));
    std::fs::write(shop.path().join("log.csv"), LOG.replace(",500", ",600")).expect("written");
    let other = shop.run(&["import", "log.csv", "--map", "map.toml", "--data", "d.db"]);
    assert_eq!(
        other.status.code(),
        Some(3),
        "a history can only be the beginning"
    );
    let proved = shop.json(&["verify", "--data", "d.db", "--json"], 0);
    assert_eq!(proved[0]["count"], 0);
}

#[test]
fn a_table_comes_in_by_key_again_and_again() {
    let shop = Shop::new();
    shop.import();
    let bring = |rows: &str, exit| {
        std::fs::write(shop.path().join("c.csv"), rows).expect("written");
        shop.json(
            &[
                "import", "c.csv", "--as", "customer", "--data", "d.db", "--json",
            ],
            exit,
        )
    };
    let told = bring("name,city\nAda,Wuhan\nBo,Xian\n", 0);
    assert_eq!(
        (&told["opened"], &told["unchanged"]),
        (&Json::from(2), &Json::from(0))
    );
    let told = bring("name,city\nAda,Wuhan\nBo,Lanzhou\nCy,\n,Harbin\n", 3);
    assert_eq!(told["opened"], 1);
    assert_eq!(told["corrected"], 1);
    assert_eq!(told["unchanged"], 1);
    assert_eq!(told["refused"][0]["line"], 5);
    assert_eq!(told["adds_up"], true);
    let wrong = {
        std::fs::write(shop.path().join("c.csv"), "name,town\nAda,Wuhan\n").expect("written");
        shop.run(&["import", "c.csv", "--as", "customer", "--data", "d.db"])
    };
    assert_eq!(wrong.status.code(), Some(1));
    shop.json(&["verify", "--data", "d.db", "--json"], 0);
}

#[test]
fn a_change_is_dry_run_and_the_gate_sets_the_exit_code() {
    let shop = Shop::new();
    shop.import();
    std::fs::write(shop.path().join("casework.toml"), "").expect("written");
    // Four records are too few for a gate that wants fifty.
    let told = shop.json(
        &["dry-run", "--data", "d.db", "--candidate", ".", "--json"],
        1,
    );
    assert_eq!(told[0]["records"], 4);
    assert_eq!(told[0]["verdicts"]["changed"], 0);
    assert_eq!(told[0]["verdicts"]["censored"], 1);
    assert_eq!(told[0]["gate"]["passes"], false);

    let flow = shop.path().join("workflows/shop/ticket.toml");
    let text = std::fs::read_to_string(&flow).expect("read");
    std::fs::write(&flow, text.replace("large_from = 100", "large_from = 10")).expect("written");
    let told = shop.json(&["dry-run", "--data", "d.db", "--json"], 1);
    assert_eq!(told[0]["verdicts"]["changed"], 1);
    assert_eq!(told[0]["facets"]["path"], 1);
    let first = &told[0]["lists"]["changed"][0];
    assert_eq!(first["code"], "T-0001");
    assert_eq!(first["baseline"]["transition"], "small");
    assert_eq!(first["candidate"]["transition"], "large");
    assert_eq!(first["candidate"]["tried"][0]["values"]["large_from"], "10");
    let again = shop.json(&["dry-run", "--data", "d.db", "--json"], 1);
    assert_eq!(told[0]["digest"], again[0]["digest"]);
    for lang in ["zh", "en"] {
        let text = shop.run(&["dry-run", "--data", "d.db", "--lang", lang]);
        assert!(
            String::from_utf8(text.stdout)
                .expect("text")
                .contains("T-0001")
        );
    }
}

#[test]
fn a_row_that_was_touched_is_found() {
    let shop = Shop::new();
    shop.import();
    let data = rusqlite::Connection::open(shop.path().join("d.db")).expect("opened");
    let touched = data.execute(
        "UPDATE record SET state = 'closed' WHERE state = 'working'",
        [],
    );
    assert_eq!(touched.expect("written"), 1);
    drop(data);
    let told = shop.json(&["verify", "--data", "d.db", "--json"], 5);
    assert_eq!(told[0]["count"], 1);
    assert_eq!(told[0]["differences"][0]["what"], "record");
}

#[test]
fn a_candidate_that_cannot_stand_says_so() {
    let shop = Shop::new();
    shop.import();
    let run = |args: &[&str], exit: i32| {
        let output = shop.run(&[&["dry-run", "--data", "d.db", "--lang", "en"], args].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(exit), "{told}");
        told
    };
    assert!(run(&["--desk", "nope"], 4).contains("There is no desk `nope`; there are: `shop`."));
    std::fs::write(shop.path().join("casework.toml"), "nonsense = 5\n").expect("written");
    assert!(run(&[], 1).contains("nonsense"));
    std::fs::write(shop.path().join("casework.toml"), "").expect("written");
    let (here, gone) = ("workflows/shop", "workflows/store");
    std::fs::rename(shop.path().join(here), shop.path().join(gone)).expect("moved");
    assert!(run(&[], 1).contains("holds the desk `shop`, which this folder does not have"));
}
