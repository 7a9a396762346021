//! What is TOML 1.1 and what is not.

use crate::config::testing::{lines, parse};

#[test]
fn what_only_toml_1_1_allows_is_an_error_that_says_so() {
    let text =
        "a = { b = 1,\n c = 2,\n}\nt = 09:00\nu = 2026-01-01T09:00\nx = \"处\\e\"\ny = \"\\x41\"\n";
    let (_, sources, out) = parse("a.toml", text);
    let found = lines(&out, &sources);
    let starts = [
        "1:5 toml-1-1 [{ b = 1,] This is TOML 1.1",
        "4:5 toml-1-1 [09:00] ",
        "5:5 toml-1-1 [2026-01-01T09:00] ",
        "6:7 toml-1-1 [\\e] ",
        "7:6 toml-1-1 [\\x] ",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (line, start) in found.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
    assert!(found[1].contains("write `09:00:00`"));
}

#[test]
fn toml_1_0_passes() {
    let text = concat!(
        "a = [\n { b = 1 },\n { c = '\\e' },\n] # trailing comma in a list is 1.0\n",
        "t = 09:00:00\n",
        "u = 2026-01-01T09:00:00+08:00\n",
        "d = 2026-01-01\n",
        "s = \"09:00-12:00\"\n",
        "long = \"\"\"\n{ a = 1,\n}\"\"\"\n",
        "e = \"\\\\e \\\\x \\u0041\"\n",
        "week = { mon-fri = [\"09:00-12:00\",\n \"13:00-18:00\"] }\n",
    );
    // The last one is 1.0 too: the line ends inside the list, not in the inline table.
    let (_, sources, out) = parse("a.toml", text);
    assert_eq!(lines(&out, &sources), [""; 0]);
}

#[test]
fn toml_1_1_alone_does_not_hide_other_faults() {
    let (doc, _, out) = parse("a.toml", "t = 09:00\n");
    assert!(out.has_errors());
    assert!(!out.is_broken(doc.source));
}
