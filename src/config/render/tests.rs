//! How diagnostics look.

use super::*;
use crate::config::reader::Table;
use crate::config::testing::parse;

const TEXT: &str = "label = \"客户投诉\"\n[state]\n\"处理中\" = { opens = [\"处理\"], closs = [\"处理\"] } # 备注\n";

fn unknown_key() -> (Diagnostic, Sources) {
    let (doc, sources, mut out) = parse("workflows/mall/complaint.toml", TEXT);
    let mut top = Table::open(&doc.root, "workflow", &mut out).expect("a table");
    let states = top.take("state").expect("written").entries(&mut out);
    for state in states.expect("a table") {
        let mut state = state.table("workflow.state", &mut out).expect("a table");
        state.take("opens");
        state.finish(&mut out);
    }
    let found = out.iter().next().expect("one diagnostic").clone();
    (found, sources)
}

#[test]
fn text_underlines_under_chinese() {
    let (found, sources) = unknown_key();
    insta::assert_snapshot!(to_text(&found, &sources, Lang::Zh, Look::Plain));
}

#[test]
fn text_shows_every_place() {
    let (_, sources, out) = parse(
        "workflows/mall/visit.toml",
        "[task]\n\"回访\" = {}\n\n\n\n\"回访\" = {}\n",
    );
    let found = out.iter().next().expect("one diagnostic");
    insta::assert_snapshot!(to_text(found, &sources, Lang::En, Look::Plain));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let (found, sources) = unknown_key();
    let coloured = to_text(&found, &sources, Lang::En, Look::Coloured);
    assert!(coloured.contains("\u{1b}["));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    assert_eq!(plain, to_text(&found, &sources, Lang::En, Look::Plain));
}

#[test]
fn json_says_the_same_value() {
    let (found, sources) = unknown_key();
    let json = to_json(&found, &sources, Lang::En);
    assert_eq!(
        json,
        json!({
            "id": "unknown-key",
            "severity": "error",
            "message": "`closs` is not a key of a state.",
            "label": "not known here",
            "help": "did you mean `closes`?",
            "path": "workflows/mall/complaint.toml",
            "line": 3,
            "column": 27,
            "end": { "line": 3, "column": 32 },
            "text": "closs",
            "more": [],
        })
    );
}

#[test]
fn places_at_the_end_or_inside_a_character_are_shown() {
    let (doc, sources, _) = parse("a.toml", "a = '处'\n");
    for (start, end) in [(9, 9), (10, 99), (6, 7), (0, 0)] {
        let span = Span {
            source: doc.source,
            start,
            end,
        };
        let text = to_text(
            &Diagnostic::new("zero-duration", span),
            &sources,
            Lang::En,
            Look::Plain,
        );
        assert!(text.contains("a.toml:"), "{text}");
    }
}

#[test]
fn a_file_that_is_missing_can_be_spoken_of() {
    let mut sources = Sources::default();
    let id = sources.add("workflows/mall/desk.toml", "");
    let missing = Diagnostic::new("no-such-file", sources.whole(id)).with("file", "desk.toml");
    let text = to_text(&missing, &sources, Lang::En, Look::Plain);
    assert!(text.contains("There is no file `desk.toml`."), "{text}");
}

#[test]
fn a_report_is_sorted_by_path_and_counts() {
    let (mut sources, mut out) = (Sources::default(), Diagnostics::default());
    for path in ["b.toml", "a.toml"] {
        crate::config::Doc::parse(path, "x = 1\ny = no\nz = maybe\n", &mut sources, &mut out);
    }
    let text = report(&out, &sources, Lang::En, Look::Plain);
    let places: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("--> "))
        .collect();
    assert_eq!(
        places,
        ["a.toml:2:5", "a.toml:3:5", "b.toml:2:5", "b.toml:3:5"]
    );
    assert!(
        text.ends_with("Errors: 4; warnings: 0; notes: 0.\n"),
        "{text}"
    );
    assert_eq!(
        report(&Diagnostics::default(), &sources, Lang::En, Look::Plain),
        ""
    );
    let json = report_json(&out, &sources, Lang::Zh);
    assert_eq!(json.as_array().map(Vec::len), Some(4));
}
