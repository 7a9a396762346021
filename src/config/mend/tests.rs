use super::*;
use crate::config::source::Sources;

/// The fault and the line to paste.
fn mended(line: &str) -> Option<(&'static str, String, String)> {
    let mut sources = Sources::default();
    let source = sources.add("x.toml", line);
    let fault = Diagnostic::new("toml-syntax", sources.whole(source));
    let fault = match line.contains(['[', '{']) {
        true => Diagnostic::new("toml-unclosed", fault.span),
        false => fault,
    };
    let found = mend(line, 0, &fault)?;
    let underlined = sources.underlined(found.told.span).to_owned();
    Some((found.told.id, underlined, without_comment(&found.line)))
}

#[track_caller]
fn is(line: &str, id: &str, underlined: &str, right: &str) {
    let (got, text, line) = mended(line).expect("mended");
    assert_eq!((got, text.as_str(), line.as_str()), (id, underlined, right));
}

#[test]
fn wide_signs_become_those_of_toml() {
    let sign = "toml-wrong-sign";
    is("a ＝ \"x\" # ＝", sign, "＝", "a = \"x\"");
    is("a： \"x\"", sign, "：", "a = \"x\"");
    is("a: \"x\"", sign, ":", "a = \"x\"");
    is("a = “x”", sign, "“", "a = \"x\"");
    is("a = \"x”", sign, "”", "a = \"x\"");
    is("a = “x\"", sign, "“", "a = \"x\"");
    is(
        "a = { b = \"x”, c = \"y\" }",
        sign,
        "”",
        "a = { b = \"x\", c = \"y\" }",
    );
    is("【task】", sign, "【", "[task]");
    is("a = [\"x\"，\"y\"]", sign, "，", "a = [\"x\", \"y\"]");
    is("a = (\"x\")", sign, "(", "a = [\"x\"]");
    is("a　= 1", sign, "　", "a = 1");
    is(
        "a = ｛ b ＝ “x”， c ＝ ２ ｝",
        sign,
        "｛",
        "a = { b = \"x\", c = 2 }",
    );
}

#[test]
fn a_lost_quote_is_found_where_it_was_lost() {
    is("a = x\"", "toml-unopened-text", "x\"", "a = \"x\"");
    is(
        "a = [x\", \"y\"]",
        "toml-unopened-text",
        "x\"",
        "a = [\"x\", \"y\"]",
    );
    is(
        "a = [\"x, \"y\"]",
        "toml-unclosed-text",
        "\"x",
        "a = [\"x\", \"y\"]",
    );
    is(
        "a = { b = \"x, c = 1 }",
        "toml-unclosed-text",
        "\"x",
        "a = { b = \"x\", c = 1 }",
    );
    is("a = \"x\"\"", "toml-after-value", "\"", "a = \"x\"");
}

#[test]
fn lost_signs_are_put_back() {
    is(
        "a = [\"x\" \"y\"]",
        "toml-missing-comma",
        "\"y\"",
        "a = [\"x\", \"y\"]",
    );
    is(
        "a = { b \"x\" }",
        "toml-missing-equals",
        "b",
        "a = { b = \"x\" }",
    );
    is("a =  b = 1 }", "toml-unopened", "b = 1 }", "a =  { b = 1 }");
    is("a = \"x\"]", "toml-unopened", "\"x\"]", "a = [\"x\"]");
    is("a]", "toml-unopened", "a]", "[a]");
    is(
        "a = { b = [\"x\" }",
        "toml-unclosed",
        "a = { b = [\"x\" }",
        "a = { b = [\"x\"] }",
    );
    is("a = [\"x\"]]", "toml-after-value", "]", "a = [\"x\"]");
    is(
        "w = \"x == \"y\"\"",
        "toml-after-value",
        "y\"\"",
        "w = 'x == \"y\"'",
    );
    is(
        "a = {n}-{m}",
        "toml-unquoted-text",
        "{n}-{m}",
        "a = \"{n}-{m}\"",
    );
    is(
        "a = [x, y]",
        "toml-unquoted-text",
        "x",
        "a = [\"x\", \"y\"]",
    );
}

#[test]
fn where_two_places_would_do_no_line_is_told() {
    assert_eq!(mended("a = { b = { c = 1, d = { e = 1 } }"), None);
}
