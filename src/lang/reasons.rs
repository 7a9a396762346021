//! Why a text is no expression, in words an admin can act on.

use std::ops::Range;

use super::fault::Fault;

/// Why a text is no expression: a stable word for the catalogue (the argument `reason` of `expression-syntax`), and the
/// sentence in English.
pub const SYNTAX_REASONS: &[(&str, &str)] = &[
    ("empty", "an expression is missing"),
    ("assignment", "a single `=` sets a value; compare with `==`"),
    (
        "word-operator",
        "write `&&` for and, `||` for or, `!` for not",
    ),
    ("full-width", "write this sign in its half-width form"),
    ("null", "there is no null: ask `is_set(x)` or `!is_set(x)`"),
    (
        "number",
        "a number is written with digits on both sides of the point and without an exponent",
    ),
    ("quotes", "text stands in double quotes"),
    ("reserved", "this word is reserved"),
    (
        "interpolation",
        "text is not put together inside backticks here",
    ),
    (
        "statement",
        "an expression has no statements: no `let`, `if`, `for`, `;`",
    ),
    ("function", "an expression defines no functions"),
    ("map", "there are no maps in expressions"),
    ("index", "there is no indexing in expressions"),
    ("method", "call a function as `f(x)`, not `x.f()`"),
    ("range", "write `x >= a && x <= b` for a range"),
    ("operator", "this operator does not exist in expressions"),
    ("too-deep", "this expression is nested too deeply"),
    ("unfinished", "something must follow this"),
    ("unclosed", "a bracket is not closed"),
    ("rhai", "this cannot be read"),
];

/// The fault `expression-syntax` with one of [`SYNTAX_REASONS`].
pub(super) fn syntax(at: Range<usize>, reason: &'static str) -> Fault {
    let sentence = SYNTAX_REASONS
        .iter()
        .find(|(known, _)| *known == reason)
        .map_or("", |(_, sentence)| sentence);
    Fault::new("expression-syntax", at)
        .arg("reason", reason)
        .arg("sentence", sentence)
}

/// The half-width form of a sign a Chinese keyboard gives.
#[must_use]
pub(crate) fn half_width(sign: char) -> Option<&'static str> {
    Some(match sign {
        '“' | '”' | '＂' | '「' | '」' => "\"",
        '（' => "(",
        '）' => ")",
        '，' => ",",
        '＝' => "==",
        '＞' => ">",
        '＜' => "<",
        '≥' => ">=",
        '≤' => "<=",
        '≠' => "!=",
        '！' => "!",
        '＋' => "+",
        '－' => "-",
        '\u{3000}' => " ",
        '＆' => "&",
        '｜' => "|",
        '？' => "?",
        '．' => ".",
        '＊' | '×' => "*",
        '／' | '÷' => "/",
        '【' | '［' => "[",
        '】' | '］' => "]",
        _ => return None,
    })
}
