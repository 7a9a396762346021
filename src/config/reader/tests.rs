//! What the reader reports, and where.

use super::*;
use crate::config::testing::{lines, parse};

/// Reads `text` as a task and gives what was found, with `read` in between.
fn task(text: &str, read: impl FnOnce(&mut Table<'_>, &mut Diagnostics)) -> Vec<String> {
    let (doc, sources, mut out) = parse("complaint.toml", text);
    if let Some(mut table) = Table::open(&doc.root, "workflow.task", &mut out) {
        read(&mut table, &mut out);
        table.finish(&mut out);
    }
    lines(&out, &sources)
}

#[test]
fn an_unknown_key_draws_the_nearest_one() {
    let found = task("whoo = \"=owner\"\npause_in = []\nzzz = 1\n", |_, _| {});
    assert_eq!(
        found,
        [
            "1:1 unknown-key [whoo] `whoo` is not a key of a task. | did you mean `who`?",
            "2:1 unknown-key [pause_in] `pause_in` is not a key of a task. | did you mean `pauses_in`?",
            "3:1 unknown-key [zzz] `zzz` is not a key of a task. | possible here: `label`, `who`, `not`, `up_to`, `need`, `allow`, `with`, `outcomes` and 7 more",
        ]
    );
}

#[test]
fn a_key_already_written_may_be_the_one_meant() {
    let found = task("who = \"a\"\nwhoo = \"b\"\n", |table, out| {
        assert_eq!(table.take("who").and_then(|who| who.text(out)), Some("a"));
    });
    assert!(found[0].ends_with("did you mean `who`?"), "{found:?}");
}

#[test]
fn a_key_nobody_takes_is_said_not_passed_over() {
    let found = task("need = \"all\"\n", |_, _| {});
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("1:1 not-run-yet [need]"), "{found:?}");
}

#[test]
fn a_wrong_type_is_told_at_the_value() {
    let found = task("who = 3\nwith = [\"a\", 5]\ndue = true\n", |table, out| {
        assert!(table.take("who").expect("written").said(out).is_none());
        let with = table.take("with").expect("written").said_or_list(out);
        assert_eq!(with.expect("a list").len(), 1);
        assert!(table.take("due").expect("written").duration(out).is_none());
    });
    assert_eq!(
        found,
        [
            "1:7 wrong-type [3] `who` takes a text, and this is a number. | for example `who = \"=owner\"`",
            "2:14 wrong-type [5] `with` takes a text, and this is a number. | for example `with = [\"facts\", \"claim?\"]`",
            "3:7 wrong-type [true] `due` takes a duration, and this is true or false. | for example `due = \"2 working days\"`",
        ]
    );
}

#[test]
fn a_missing_key_is_told_at_the_header() {
    let (doc, sources, mut out) = parse("a.toml", "[task.\"处理\"]\nwho = \"x\"\n");
    let mut top = Table::open(&doc.root, "workflow", &mut out).expect("a table");
    let tasks = top.take("task").expect("written").entries(&mut out);
    let tasks = tasks.expect("a table");
    assert_eq!(tasks[0].name(), "处理");
    assert_eq!(sources.underlined(tasks[0].name_span()), "\"处理\"");
    let mut table = tasks[0].table("workflow.task", &mut out).expect("a table");
    assert!(table.need("due", &mut out).is_none());
    let found = lines(&out, &sources);
    assert_eq!(
        found,
        [
            "1:1 missing-key [[task.\"处理\"]] `due` is missing in a task. | add `due = \"2 working days\"`"
        ]
    );
}

#[test]
fn entries_keep_the_order_of_the_file() {
    let (doc, _, mut out) = parse("a.toml", "[task]\nz = {}\na = {}\nm = {}\n");
    let mut top = Table::open(&doc.root, "workflow", &mut out).expect("a table");
    let items = top.take("task").expect("written").entries(&mut out);
    let names: Vec<&str> = items.expect("a table").iter().map(Item::name).collect();
    assert_eq!(names, ["z", "a", "m"]);
}

#[test]
fn numbers_are_exact() {
    let cases = [
        ("0.98", "0.98"),
        ("1_000.50", "1000.5"),
        ("-0.1", "-0.1"),
        ("+7", "7"),
        ("0x1F", "31"),
        ("9223372036854775808", "9223372036854775808"),
        (
            "0.1234567890123456789012345678",
            "0.1234567890123456789012345678",
        ),
    ];
    for (written, exact) in cases {
        let (doc, _, mut out) = parse("a.toml", &format!("a = {written}"));
        let items = Item::of(&doc.root).entries(&mut out).expect("a table");
        let number = items[0].number(&mut out).map(|n| n.to_string());
        assert_eq!(number.as_deref(), Some(exact), "{written}");
        assert!(out.is_empty());
    }
}

#[test]
fn what_has_no_exact_digits_is_refused() {
    let many = "1".repeat(40);
    for written in [
        "inf",
        "-nan",
        "1e3",
        many.as_str(),
        "0.12345678901234567890123456789",
    ] {
        let (doc, sources, mut out) = parse("a.toml", &format!("a = {written}"));
        let items = Item::of(&doc.root).entries(&mut out).expect("a table");
        items[0].number(&mut out);
        let found = lines(&out, &sources);
        assert_eq!(found.len(), 1, "{written}: {found:?}");
        let start = format!("1:5 bad-number [{written}] `");
        assert!(found[0].starts_with(&start), "{found:?}");
    }
}

#[test]
fn a_piece_of_a_text_is_placed_exactly_where_that_is_certain() {
    let text = "a = '处理 == x'\nb = \"a\\tb\"\nc = '''\nx'''\nd = \"=claim\"\n";
    let (doc, sources, mut out) = parse("a.toml", text);
    let items = Item::of(&doc.root).entries(&mut out).expect("a table");
    let said: Vec<Said<'_>> = items.iter().filter_map(|i| i.said(&mut out)).collect();
    let x = "处理 == ".len();
    let piece = said[0].piece(x, x + 1);
    assert_eq!(sources.underlined(piece), "x");
    assert_eq!(sources.line_column(piece.source, piece.start), (1, 12));
    // Behind what is written with a backslash too.
    assert_eq!(sources.underlined(said[1].piece(0, 1)), "a");
    assert_eq!(sources.underlined(said[1].piece(1, 2)), "\\t");
    assert_eq!(sources.underlined(said[1].piece(2, 3)), "b");
    assert_eq!(sources.underlined(said[2].piece(0, 1)), "x");
    let bare = said[3].strip("=").expect("a formula");
    assert_eq!(
        (bare.text, sources.underlined(bare.inner())),
        ("claim", "claim")
    );
}

#[test]
fn durations_are_checked_where_they_stand() {
    let found = task(
        "due = \"2 workin days\"\nbreach = \"0 working days\"\n",
        |table, out| {
            assert!(table.take("due").expect("written").duration(out).is_none());
            assert!(
                table
                    .take("breach")
                    .expect("written")
                    .duration(out)
                    .is_none()
            );
        },
    );
    assert_eq!(
        found,
        [
            "1:7 bad-duration [\"2 workin days\"] `2 workin days` is not a duration. | did you mean `2 working days`?",
            "2:10 zero-duration [\"0 working days\"] A duration cannot be 0. | for example `1h`; for no deadline leave the key out",
        ]
    );
}

#[test]
fn a_word_of_a_closed_list_draws_the_nearest() {
    let found = task("lives = \"Record \"\n", |table, out| {
        let lives = table.take("lives").expect("written");
        assert_eq!(lives.one_of(&["record", "state"], out), None);
    });
    assert_eq!(
        found,
        [
            "1:9 unknown-word [\"Record \"] `Record ` is not one of the words `lives` takes. | did you mean `record`?"
        ]
    );
}

#[test]
fn a_broken_file_says_only_what_is_wrong_with_its_syntax() {
    let found = task("whoo = 1\ndue = 24h\n", |table, out| {
        table.need("who", out);
    });
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("2:7 toml-unquoted-text [24h]"));
}

#[test]
fn dates_and_times_are_typed() {
    let text = "d = 2026-03-06\nt = 09:30:00\nl = 2026-03-06T16:00:00\no = 2026-03-06T16:00:00+08:00\ns = \"09:30\"\n";
    let (doc, _, mut out) = parse("a.toml", text);
    let items = Item::of(&doc.root).entries(&mut out).expect("a table");
    assert_eq!(items[0].date(&mut out), NaiveDate::from_ymd_opt(2026, 3, 6));
    let half = NaiveTime::from_hms_opt(9, 30, 0);
    assert_eq!(items[1].time(&mut out), half);
    assert_eq!(items[4].time(&mut out), half);
    assert!(matches!(items[2].node().value, NodeValue::Local(_)));
    let NodeValue::Offset(at) = items[3].node().value else {
        panic!("an offset is kept");
    };
    assert_eq!(at.timestamp(), 1_772_784_000);
    assert!(out.is_empty());
}

#[test]
fn the_same_fault_at_the_same_place_is_kept_once() {
    let (doc, _, mut out) = parse("a.toml", "a = 1\n");
    let items = Item::of(&doc.root).entries(&mut out).expect("a table");
    items[0].text(&mut out);
    items[0].text(&mut out);
    assert_eq!(out.len(), 1);
}

#[test]
fn own_names_may_stand_beside_fixed_keys() {
    let (doc, sources, mut out) = parse("e6.toml", "c1 = \"received\"\nlate = [\"answer\"]\n");
    let mut table = Table::open(&doc.root, "scenario.expect", &mut out).expect("a table");
    table.take("late");
    let names: Vec<&str> = table.others().iter().map(Item::name).collect();
    assert_eq!(names, ["c1"]);
    table.finish(&mut out);
    assert_eq!(lines(&out, &sources), [""; 0]);
}
