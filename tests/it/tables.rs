//! Lists and decision tables run: the folder `tables` with its scenarios.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use casework::config::{Folder, Loaded, Look, load, report};
use casework::lang::{Env, EvalError, Leaf, Related, RuleId, TablePart};
use casework::model::catalogue::Lang;
use casework::model::{Duration, FieldId, RecordNo, RevisionNo, Value};
use casework::replay::Suite;
use proptest::prelude::*;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables")
}

fn loaded(folder: &Folder) -> Loaded {
    let loaded = load(folder, &BTreeMap::new(), RevisionNo(1));
    let text = report(&loaded.diagnostics, &loaded.sources, Lang::En, Look::Plain);
    assert!(loaded.diagnostics.is_empty(), "{text}");
    loaded
}

#[test]
fn the_scenarios_of_lists_and_tables_pass() {
    let folder = Folder::read(&root()).expect("the folder is here");
    let mut suite = Suite::read(&[root().join("scenarios")]).expect("the scenarios are here");
    let runs = suite.run(&loaded(&folder));
    let text = report(&suite.diagnostics, &suite.sources, Lang::En, Look::Plain);
    assert_eq!(suite.broken().len(), 0, "{text}");
    for run in &runs {
        for failure in &run.failures {
            let (wanted, got) = (
                failure.expected.render(Lang::En),
                failure.found.render(Lang::En),
            );
            eprintln!(
                "{}:{} {}: {wanted} / {got}",
                run.path, failure.line, failure.what
            );
        }
    }
    assert!(runs.iter().all(casework::replay::Run::passed));
    assert_eq!(runs.len(), 2);
}

const DESK: &str = "currency = \"CNY\"\n[calendar.office]\ndefault = true\nfile = \"office\"\n[role]\nclerk = {}\n";
const OFFICE: &str = "zone = \"Asia/Shanghai\"\nweek = { mon-fri = [\"09:00-18:00\"] }\n";
const STAFF: &str = "person = true\n[field]\nlogin = { type = \"text\", key = true, required = true }\nroles = { type = \"role\", many = true }\n";
const CASE: &str = r#"initial = "new"
[field]
n = { type = "whole", required = true }
yes = { type = "yes_no", required = true }
kind = { choice = ["a", "b", "c"] }
out = "=t(n, yes, kind).out ?? \"\""
[event]
open = { who = ["clerk"], with = ["n", "yes", "kind?"] }
end = { who = ["clerk"] }
[state]
new = {}
ended_ = { final = true }
[transition]
end = { from = "new", on = "end", to = "ended_" }
"#;

/// A desk whose one table is this text.
fn with_table(hit: &str, rows: impl Into<Vec<u8>>) -> Loaded {
    let mut folder = Folder::default();
    let declared = format!(
        "{DESK}[table.t]\nhit = \"{hit}\"\ncolumns = {{ n = {{ type = \"whole\", within = \"0..9\" }} }}\n"
    );
    for (path, text) in [
        ("casework.toml", "language = \"en\"\n"),
        ("workflows/d/desk.toml", declared.as_str()),
        ("workflows/d/staff.toml", STAFF),
        ("workflows/d/ticket.toml", CASE),
        ("rules/calendars/office.toml", OFFICE),
    ] {
        folder.insert(path, text);
    }
    folder.insert("rules/d/t.csv", rows);
    load(&folder, &BTreeMap::new(), RevisionNo(1))
}

#[test]
fn encodings_and_separators_mean_the_same() {
    let text = "n,yes,kind,then,out\n0..3,yes,-,,退款\nelse,,,,拒绝\n";
    let meaning = |bytes: Vec<u8>| {
        let loaded = with_table("first", bytes);
        let told = report(&loaded.diagnostics, &loaded.sources, Lang::En, Look::Plain);
        loaded
            .desk("d")
            .unwrap_or_else(|| panic!("{told}"))
            .meaning
            .clone()
    };
    let plain = meaning(text.into());
    let (gbk, _, _) = encoding_rs::GBK.encode(text);
    let semicolons = format!("\u{feff}{}", text.replace(',', ";").replace('\n', "\r\n"));
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            text.replace(',', "\t")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    assert_eq!(meaning(gbk.into_owned()), plain);
    assert_eq!(meaning(semicolons.into()), plain);
    assert_eq!(meaning(utf16), plain);
    assert_ne!(
        meaning(text.replace("退款", "换货").into()),
        plain,
        "a changed cell is a change"
    );
}

/// What a call gives and which row: rows are matched one by one, as a person would with a finger on the paper.
struct Alone;

impl Env for Alone {
    fn leaf(&self, leaf: &Leaf) -> Result<Value, EvalError> {
        Err(EvalError::Missing(format!("{leaf:?}")))
    }
    fn follow(&self, _: RecordNo, _: FieldId) -> Result<Value, EvalError> {
        Err(EvalError::Missing("record".to_owned()))
    }
    fn related(&self, _: &Related) -> Result<Vec<RecordNo>, EvalError> {
        Ok(Vec::new())
    }
    fn rule(&self, _: RuleId, _: &[Value]) -> Result<Value, EvalError> {
        Err(EvalError::Missing("rule".to_owned()))
    }
    fn add_duration(&self, _: &Value, _: Duration) -> Result<Value, EvalError> {
        Err(EvalError::Missing("calendar".to_owned()))
    }
}

fn number_cell() -> impl Strategy<Value = String> {
    let n = 0..10_u8;
    let one = prop_oneof![
        n.clone().prop_map(|n| n.to_string()),
        (n.clone(), n.clone()).prop_map(|(a, b)| format!("{}..{}", a.min(b), a.max(b))),
        n.clone().prop_map(|n| format!("< {n}")),
        n.clone().prop_map(|n| format!(">= {n}")),
        (0..9_u8).prop_map(|n| format!("{n}..<{}", n + 1)),
    ];
    prop_oneof![
        2 => Just("-".to_owned()),
        4 => one.clone(),
        1 => (one.clone(), one.clone()).prop_map(|(a, b)| format!("{a}; {b}")),
        1 => one.prop_map(|a| format!("not {a}")),
    ]
}

fn rows() -> impl Strategy<Value = Vec<(String, &'static str, &'static str, &'static str)>> {
    let yes = prop::sample::select(vec!["-", "yes", "no", "yes; no"]);
    let kind = prop::sample::select(vec![
        "-", "a", "b; c", "not a", "none", "not none", "none; b",
    ]);
    let out = prop::sample::select(vec!["x", "y"]);
    proptest::collection::vec((number_cell(), yes, kind, out), 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Holes, rows that never count and contradictions are those found by asking the table everything that can be asked.
    #[test]
    fn what_the_check_says_of_a_table_is_what_asking_it_shows(
        rows in rows(),
        hit in prop::sample::select(vec!["first", "unique"]),
    ) {
        let mut text = "n,yes,kind,then,out\n".to_owned();
        for (n, yes, kind, out) in &rows {
            text += &format!("{n},{yes},{kind},,{out}\n");
        }
        let loaded = with_table(hit, text.clone());
        let told: Vec<(&str, u32)> = loaded
            .diagnostics
            .iter()
            .map(|told| {
                let (line, _) = loaded.sources.line_column(told.span.source, told.span.start);
                (told.id, u32::try_from(line).unwrap())
            })
            .collect();
        let says = |id: &str| told.iter().filter(|(told, _)| *told == id).map(|(_, line)| *line).collect::<Vec<_>>();
        // `hit = "first"` shows which rows win; all matching rows are those left when the ones above are taken away.
        let all: Vec<_> = (0..rows.len()).map(|at| {
            let one = with_table("first", format!("n,yes,kind,then,out\n{},{},{},,{}\n", rows[at].0, rows[at].1, rows[at].2, rows[at].3));
            one.desk("d").expect("one row is sound").clone()
        }).collect();
        let names = &all[0].names;
        let choices: Vec<Value> = ["a", "b", "c"].iter().map(|c| Value::Choice(names.find(c).unwrap())).chain([Value::Empty]).collect();
        let mut hole = false;
        let mut wins = vec![false; rows.len()];
        let mut reached = vec![false; rows.len()];
        let mut clash = std::collections::BTreeSet::new();
        for n in 0..10_i64 {
            for yes in [true, false] {
                for kind in &choices {
                    let args = [Value::Whole(n), Value::YesNo(yes), kind.clone()];
                    let matching: Vec<usize> = (0..rows.len()).filter(|at| {
                        let table = all[*at].tables.values().next().expect("a table");
                        !table.answer(&args, TablePart::Row, &Alone).expect("an answer").is_empty()
                    }).collect();
                    hole |= matching.is_empty();
                    for at in &matching { reached[*at] = true; }
                    if let Some(first) = matching.first() { wins[*first] = true; }
                    for at in &matching {
                        if matching.iter().any(|other| other < at && rows[*other].3 != rows[*at].3) {
                            clash.insert(*at);
                        }
                    }
                }
            }
        }
        let line = |at: usize| u32::try_from(at + 2).unwrap();
        prop_assert_eq!(!says("table-hole").is_empty(), hole, "{}\n{:?}", text, told);
        let never: Vec<u32> = (0..rows.len()).filter(|at| !reached[*at]).map(line).collect();
        prop_assert_eq!(says("table-row-never"), never, "{}", text);
        if hit == "first" {
            let masked: Vec<u32> = (0..rows.len()).filter(|at| reached[*at] && !wins[*at]).map(line).collect();
            prop_assert_eq!(says("table-row-masked"), masked, "{}", text);
            prop_assert!(says("table-overlap").is_empty());
        } else {
            let clashing: Vec<u32> = clash.into_iter().map(line).collect();
            prop_assert_eq!(says("table-overlap"), clashing, "{}", text);
        }
    }
}
