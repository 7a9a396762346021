use super::{Example, Side};

fn example(path: &str, text: &str) -> Example {
    let mut example = Example::default();
    example.add(path, text);
    example
}

const TICKET: &str = "workflows/shop/ticket.toml";

#[test]
fn one_text_gives_both_sides_and_the_place() {
    let example = example(
        TICKET,
        "[transition]\nno = { from = \"received\", on = \"answer.no\", to = \"«clsed→closed»\" }\n",
    );
    let [place] = example.places().try_into().expect("one place");
    let wrong = example.folder(Side::Wrong);
    let line = wrong
        .text(TICKET)
        .and_then(|text| text.lines().nth(place.line - 1));
    assert_eq!(
        line,
        Some("no = { from = \"received\", on = \"answer.no\", to = \"clsed\" }")
    );
    assert_eq!((place.column, place.text.as_str()), (51, "clsed"));
    let right = example.folder(Side::Right);
    assert!(
        right
            .text(TICKET)
            .is_some_and(|text| text.contains("to = \"closed\" }\nfiled"))
    );
}

#[test]
fn what_is_underlined_may_stay_while_something_else_differs() {
    let example = example("rules/shop/x.csv", "«a»,b\n1‹,2→›\n");
    let text = |side| {
        example
            .folder(side)
            .text("rules/shop/x.csv")
            .map(str::to_owned)
    };
    assert_eq!(text(Side::Wrong).as_deref(), Some("a,b\n1,2\n"));
    assert_eq!(text(Side::Right).as_deref(), Some("a,b\n1\n"));
    assert_eq!(example.places().len(), 1);
}

#[test]
fn marks_lie_in_marks() {
    let example = example("rules/shop/x.rhai", "«f(‹1→2›)»\n");
    let text = |side| {
        example
            .folder(side)
            .text("rules/shop/x.rhai")
            .map(str::to_owned)
    };
    assert_eq!(text(Side::Wrong).as_deref(), Some("f(1)\n"));
    assert_eq!(text(Side::Right).as_deref(), Some("f(2)\n"));
}

#[test]
fn lines_are_laid_over_the_base() {
    let folder = example(
        TICKET,
        "label = \"x\"\n[param]\nlimit = 7\n- answer_within\nlimit = 8\n[clock]\nage = {\n  due = \"2h\" }\n",
    )
    .folder(Side::Right);
    let text = folder.text(TICKET).expect("text");
    assert!(text.starts_with("code    = \"T-{n:4}\"\ninitial = \"received\"\nlabel = \"x\"\n\n[param]\nlimit = 7\nlimit = 8\n\n[field]"), "{text}");
    assert!(
        text.ends_with("[clock]\nage = {\n  due = \"2h\" }\n"),
        "{text}"
    );
}

#[test]
fn bytes_are_read() {
    let folder = example("rules/shop/x.csv bytes", "a\\xC4\\xE3b").folder(Side::Wrong);
    assert_eq!(folder.bytes("rules/shop/x.csv"), Some(&b"a\xc4\xe3b"[..]));
}
