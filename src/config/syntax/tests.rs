//! Broken TOML, in the words an admin gets.

use crate::config::testing::{lines, parse};

/// What `check` says of a text: `line:column id [underlined]`.
fn places(text: &str) -> Vec<String> {
    let (_, sources, out) = parse("a.toml", text);
    let cut = |line: String| line.split("] ").next().unwrap_or("").to_owned() + "]";
    lines(&out, &sources).into_iter().map(cut).collect()
}

fn whole(text: &str) -> String {
    let (_, sources, out) = parse("a.toml", text);
    lines(&out, &sources).join("\n")
}

#[test]
fn several_faults_are_found_at_once_and_each_once() {
    let text = "a = hello world # x\n处理 = 1\nb =\nc = \"x\nd = [1,,2]\n[t\nx = 1\n[u]\ny = True\nz = 1\nz = 2\n";
    assert_eq!(
        places(text),
        [
            "1:5 toml-unquoted-text [hello world]",
            "2:1 toml-quote-key [处理]",
            "3:1 toml-missing-value [b =]",
            "4:5 toml-unclosed-text [\"x]",
            "5:8 toml-extra-comma [,]",
            "6:1 toml-unclosed [[t]",
            "9:5 toml-lower-case [True]",
            "11:1 duplicate-key [z]",
        ]
    );
}

#[test]
fn an_open_bracket_is_named_where_it_opens_and_its_echoes_are_not() {
    assert_eq!(
        places("a = [1, 2\nb = 3\nc = 4\n"),
        ["1:5 toml-unclosed [[]"]
    );
    let list = "x = 1\na = [\n  \"x\",\n  \"y\"\n[t]\nb = 1\n";
    assert_eq!(places(list), ["2:5 toml-unclosed [[]"]);
    assert_eq!(places("a = { b = 1\nc = 3\n"), ["1:5 toml-unclosed [{]"]);
    assert_eq!(
        places("a = \"\"\"x\ny\nz\n"),
        ["1:5 toml-unclosed-text [\"\"\"x]"]
    );
}

#[test]
fn faults_before_an_open_bracket_and_behind_it_are_told() {
    assert_eq!(
        places("a = yes\nb = [1\nc = no\n"),
        [
            "1:5 toml-unquoted-text [yes]",
            "2:5 toml-unclosed [[]",
            "3:5 toml-unquoted-text [no]"
        ]
    );
}

#[test]
fn what_looks_like_a_key_inside_a_list_is_no_fault() {
    let text = "s = [\n [1, 2],\n [3, 4],\n]\nx = [\n { a = \"b=c\" },\n \"d = e\",\n \"[t]\",\n # e = 1\n]\n[a.\"]\"]\n";
    assert_eq!(places(text), [""; 0]);
}

#[test]
fn a_forgotten_comma_is_told_from_a_text_without_quotes() {
    assert_eq!(places("a = [1 2]\n"), ["1:8 toml-missing-comma [2]"]);
    assert_eq!(
        places("b = { c = 1 d = 2 }\n"),
        ["1:13 toml-missing-comma [d]"]
    );
    assert_eq!(
        places("a = [\"x\" \"y\"]\n"),
        ["1:10 toml-missing-comma [\"y\"]"]
    );
    assert_eq!(places("a = 3 days\n"), ["1:5 toml-unquoted-text [3 days]"]);
    assert_eq!(places("a = 1 b = 2\n"), ["1:7 toml-after-value [b = 2]"]);
}

#[test]
fn helps_can_be_pasted() {
    assert!(whole("a = 24h\n").ends_with("| write `a = \"24h\"`"));
    assert!(whole("a = “你好”\n").ends_with("| write `a = \"你好\"`"));
    assert!(whole("no = 007\n").ends_with("| write a code as the text `\"007\"`, a number as `7`"));
    assert!(whole("a b = 1\n").ends_with("| write `\"a b\"`"));
}

#[test]
fn a_key_written_twice_points_at_both_places() {
    let (_, sources, out) = parse("a.toml", "[u]\nb.c = 1\nb.cc = 5\nb.c = 2\n");
    let found = out.iter().next().expect("one diagnostic");
    assert_eq!(
        sources.line_column(found.span.source, found.span.start),
        (4, 3)
    );
    let more = found.more.first().expect("the first place");
    assert_eq!(
        sources.line_column(more.span.source, more.span.start),
        (2, 3)
    );
    assert_eq!(sources.underlined(more.span), "c");
}

#[test]
fn impossible_dates_are_errors_with_their_text() {
    assert_eq!(places("a = 2026-02-30\n"), ["1:5 bad-date [2026-02-30]"]);
    assert_eq!(places("a = 25:00:00\n"), ["1:5 bad-time [25:00:00]"]);
}

#[test]
fn an_escape_is_shown_with_its_backslash() {
    assert_eq!(places("a = \"\\d\"\n"), ["1:6 toml-escape [\\d]"]);
}

#[test]
fn whatever_the_text_nothing_panics_and_places_are_whole_characters() {
    let bits = [
        "a", "处", "=", "[", "]", "{", "}", "\"", "'", ",", "\n", "\\", "1", ".", " ", "#", "\r",
    ];
    let mut seed = 7_u64;
    for _ in 0..4000 {
        let mut text = String::new();
        for _ in 0..14 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(bits[usize::try_from(seed >> 33).expect("64 bits") % bits.len()]);
        }
        let (_, sources, out) = parse("a.toml", &text);
        for d in out.iter() {
            let span = d.span.start..d.span.end;
            assert!(
                sources.text(d.span.source).get(span).is_some(),
                "{text:?} {d:?}"
            );
        }
        let valid = toml::de::DeTable::parse(&text).is_ok();
        assert!(valid || out.has_errors(), "{text:?}");
        let only_newer = out
            .iter()
            .all(|d| ["toml-1-1", "bad-number"].contains(&d.id));
        assert!(!valid || only_newer, "{text:?} {:?}", lines(&out, &sources));
    }
}

#[test]
fn a_wide_sign_is_named_alone_with_the_one_meant() {
    let comma = whole("a = [\"x\"，\"y\"]\n");
    assert!(
        comma.contains("toml-wrong-sign") && comma.contains("write `a = [\"x\", \"y\"]`"),
        "{comma}"
    );
    assert_eq!(places("a = [\"x\"，\"y\"]\n"), ["1:9 toml-wrong-sign [，]"]);
    assert_eq!(
        places("a = [\"x\"、 \"y\"]\n"),
        ["1:9 toml-wrong-sign [、]"]
    );
    assert_eq!(places("a ＝ \"x\"\n"), ["1:3 toml-wrong-sign [＝]"]);
    assert_eq!(places("a：1\n"), ["1:2 toml-wrong-sign [：]"]);
    assert_eq!(places("【a】\nb = 1\n"), ["1:1 toml-wrong-sign [【]"]);
    assert_eq!(places("a = ｛ b = 1 ｝\n"), ["1:5 toml-wrong-sign [｛]"]);
    assert_eq!(places("a = 【1】\n"), ["1:5 toml-wrong-sign [【]"]);
    assert_eq!(places("a == 1\n"), ["1:3 toml-wrong-sign [==]"]);
}
