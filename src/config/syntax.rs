//! What the toml package says about broken syntax, in the admin's words: one diagnostic for one cause.

use std::collections::BTreeSet;

use toml::de::{DeTable, Error};

use super::diagnostic::Diagnostic;
use super::mend::mend;
use super::scan::{self, Scanned};
use super::source::{SourceId, Span};

/// How many lines of a file are mended; what is wrong beyond is told as it is.
const MOST: usize = 30;

/// The faults of a text. Of several on one line the first is the cause and the rest its echo, and so is everything
/// behind a bracket that is never closed. A line that one change makes right is mended and the rest of the file read on.
pub(super) fn explain(
    text: &str,
    source: SourceId,
    errors: &[Error],
    scanned: Scanned,
) -> Vec<Diagnostic> {
    let mut faults = parsed(text, source, errors, scanned);
    let mut text = text.to_owned();
    let mut told: Vec<Diagnostic> = Vec::new();
    // How much longer than in the file the text became up to there.
    let mut moved = Moved::default();
    while let Some(fault) = faults.first().cloned() {
        let start = line_start(&text, fault.span.start);
        let line = rest_of_line(&text, start).to_owned();
        let mended = match told.len() < MOST {
            true => mend(&line, start, &fault),
            false => None,
        };
        let Some(mended) = mended else {
            told.push(moved.back(fault));
            faults.remove(0);
            continue;
        };
        told.push(moved.back(mended.told));
        moved.note(start, line.len(), mended.line.len());
        text.replace_range(start..start + line.len(), &mended.line);
        let (_, errors) = DeTable::parse_recoverable(&text);
        let after = start + mended.line.len();
        faults = parsed(&text, source, &errors, scan::scan(&text, source));
        faults.retain(|fault| fault.span.start >= after);
    }
    told.sort_by_key(|fault| fault.span.start);
    told
}

/// Lines that became longer or shorter, so that a place behind them is found in the file as it is.
#[derive(Default)]
struct Moved {
    /// Where each ends in the text as it became, and how much longer it is.
    lines: Vec<(usize, isize)>,
}

impl Moved {
    fn note(&mut self, start: usize, before: usize, after: usize) {
        let longer = isize::try_from(after).unwrap_or(0) - isize::try_from(before).unwrap_or(0);
        self.lines.push((start + after, longer));
    }

    fn back_at(&self, at: usize) -> usize {
        let before = self.lines.iter().filter(|(end, _)| *end <= at);
        let by: isize = before.map(|(_, longer)| longer).sum();
        at.saturating_add_signed(-by)
    }

    /// A fault of a line that is not yet mended, at its place in the file.
    fn back(&self, mut fault: Diagnostic) -> Diagnostic {
        let more = fault.more.iter_mut().map(|more| &mut more.span);
        for span in more.chain(std::iter::once(&mut fault.span)) {
            span.start = self.back_at(span.start);
            span.end = self.back_at(span.end);
        }
        fault
    }
}

/// What the parser and the scan say, one fault a line.
fn parsed(text: &str, source: SourceId, errors: &[Error], scanned: Scanned) -> Vec<Diagnostic> {
    let cut = scanned.cut.map_or(text.len(), |at| line_start(text, at));
    let mut faults = scanned.unclosed;
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let span = Span {
            source,
            start: range.start.min(text.len()),
            end: range.end.min(text.len()),
        };
        if scanned.cut.is_none() || span.start < cut {
            faults.push(reworded(text, span, error.message()));
        }
    }
    let mut lines = BTreeSet::new();
    faults.sort_by_key(|fault| fault.span.start);
    faults.retain(|fault| lines.insert(line_start(text, fault.span.start)));
    faults
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |end| end + 1)
}

fn reworded(text: &str, span: Span, message: &str) -> Diagnostic {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let there = text.get(span.start..span.end).unwrap_or("");
    if expects_quote(expected)
        && there.is_empty()
        && let Some(told) = missing_value_inside(text, span)
    {
        return told;
    }
    match what {
        "duplicate key" => duplicate(text, span, there),
        "string values must be quoted" => unquoted(text, span),
        "unclosed table" => unclosed(whole_line(text, span), "[", "]"),
        "unclosed array table" => unclosed(whole_line(text, span), "[[", "]]"),
        "unclosed array" => unclosed(span, "[", "]"),
        "unclosed inline table" => unclosed(span, "{", "}"),
        "missing comma between array elements" | "missing comma between key-value pairs" => {
            missing_comma(text, span)
        }
        "extra comma in array" | "extra comma in inline table" => {
            Diagnostic::new("toml-extra-comma", to_word_end(text, span))
        }
        "key with no value" | "missing value for key" | "missing value" => {
            missing_value(text, span)
        }
        "unquoted keys cannot be empty" if rest_of_line(text, span.end).starts_with('=') => {
            Diagnostic::new("toml-missing-key", span.at(span.end, 0, 1))
        }
        "invalid unquoted key" => Diagnostic::new("toml-quote-key", span).with("text", there),
        "missing escaped value" | "invalid escape sequence" => {
            let wide = span.at(span.start.saturating_sub(1), 0, 2);
            let there = text.get(wide.start..wide.end).unwrap_or("\\");
            Diagnostic::new("toml-escape", wide).with("text", there)
        }
        "unexpected key or value" => {
            if let Some(told) = thousands(text, span) {
                return told;
            }
            let end = rest_of_line(text, span.start).trim_end().len();
            Diagnostic::new("toml-after-value", span.at(span.start, 0, end))
        }
        "extra `=`" => wrong_sign(span.at(span.start.saturating_sub(1), 0, 2), "==", "="),
        "`_` may only go between digits"
        | "invalid fraction"
        | "invalid mantissa"
        | "invalid exponent" => number(text, span),
        "missing assignment between key-value pairs" => missing_equals_inside(text, span),
        "invalid boolean" => Diagnostic::new("toml-lower-case", span)
            .with("text", there)
            .with("word", there.to_lowercase()),
        "unexpected leading zero" => leading_zero(text, span),
        "invalid date" => Diagnostic::new("bad-date", span).with("text", there),
        "invalid time" => Diagnostic::new("bad-time", span).with("text", there),
        _ if what.starts_with("invalid") && expects_quote(expected) => {
            let close = expected.trim_matches('`');
            Diagnostic::new("toml-unclosed-text", span).with("close", close)
        }
        _ => other(span, what, message),
    }
}

/// The whole word of a number that is none.
fn number(text: &str, span: Span) -> Diagnostic {
    let before = text.get(..span.start).unwrap_or("");
    let inside = |c: char| c.is_ascii_digit() || "+-._".contains(c);
    let start = before.trim_end_matches(inside).len();
    let word = to_word_end(text, span.at(start, 0, span.end.saturating_sub(start)));
    let written = text.get(word.start..word.end).unwrap_or("");
    Diagnostic::new("bad-number", word).with("text", written)
}

/// `1,000`: a comma between thousands.
fn thousands(text: &str, span: Span) -> Option<Diagnostic> {
    let rest = rest_of_line(text, span.start);
    let more = rest.len()
        - rest
            .trim_start_matches(|c: char| c.is_ascii_digit() || ",.".contains(c))
            .len();
    let before = text.get(..span.start)?;
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let group = rest.strip_prefix(',')?.get(..3)?;
    let digits = start < span.start && group.chars().all(|c| c.is_ascii_digit());
    let place = span.at(start, 0, span.start - start + more);
    let written = text.get(place.start..place.end)?;
    digits.then(|| {
        Diagnostic::new("bad-number", place)
            .with("text", written)
            .with("plain", written.replace(',', ""))
    })
}

/// `{ due "2h" }`: the key that has no `=` behind it.
fn missing_equals_inside(text: &str, span: Span) -> Diagnostic {
    let before = text.get(..span.start).unwrap_or("").trim_end();
    let ends = |c: char| c.is_whitespace() || "{,".contains(c);
    let start = before.rfind(ends).map_or(0, |at| at + 1);
    let key = before.get(start..).unwrap_or("");
    if let Some((at, wide)) = key.char_indices().find(|(_, c)| is_wide_comma(*c)) {
        return wrong_sign(span.at(start, at, at + wide.len_utf8()), wide, ",");
    }
    let word = to_word_end(text, span);
    let value = text.get(word.start..word.end).unwrap_or("");
    Diagnostic::new("toml-missing-equals", span.at(start, 0, key.len()))
        .with("key", key)
        .with("rewriting", format!("{key} = {value}"))
}

/// `{ default }`: the key before this place has no value.
fn missing_value_inside(text: &str, span: Span) -> Option<Diagnostic> {
    let before = text.get(..span.start).unwrap_or("");
    let before = before.trim_end().trim_end_matches('=').trim_end();
    let ends = |c: char| c.is_whitespace() || "{,".contains(c);
    let start = before.rfind(ends).map_or(0, |at| at + 1);
    let key = before.get(start..).unwrap_or("");
    let bare = |c: char| c.is_alphanumeric() || "_-".contains(c);
    let is_key = !key.is_empty() && key.chars().all(bare);
    is_key.then(|| {
        Diagnostic::new("toml-missing-value", span.at(start, 0, key.len())).with("key", key)
    })
}

/// What has no sentence of its own: the usual ones in plain words, the rest in those of the toml package.
fn other(span: Span, what: &str, message: &str) -> Diagnostic {
    let told = Diagnostic::new("toml-syntax", span);
    if what.contains("recursion") || what.contains("recurse") {
        return told.word("detail", "syntax-too-deep");
    }
    if message.contains("visible characters") || message.contains("printable characters") {
        return told.word("detail", "syntax-invisible");
    }
    told.with("detail", message)
}

fn expects_quote(expected: &str) -> bool {
    ["`\"`", "`'`", "`\"\"\"`", "`'''`"].contains(&expected)
}

fn leading_zero(text: &str, span: Span) -> Diagnostic {
    let word = to_word_end(text, span);
    let written = text.get(word.start..word.end).unwrap_or("");
    let bare = written.trim_start_matches('0');
    let number = bare.starts_with(|c: char| c.is_ascii_digit());
    Diagnostic::new("toml-leading-zero", word)
        .with("text", written)
        .maybe("number", number.then(|| bare.to_owned()))
}

fn rest_of_line(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    rest.lines().next().unwrap_or("")
}

/// A place the toml package names as a point, made wide enough to be seen.
fn to_word_end(text: &str, span: Span) -> Span {
    let rest = rest_of_line(text, span.start);
    let end = rest
        .find(|c: char| c.is_whitespace() || ",]}#=".contains(c))
        .unwrap_or(rest.len());
    let one = rest.chars().next().map_or(0, char::len_utf8);
    span.at(span.start, 0, end.max(one).max(span.end - span.start))
}

fn unclosed(span: Span, open: &str, close: &str) -> Diagnostic {
    Diagnostic::new("toml-unclosed", span)
        .with("open", open)
        .with("close", close)
}

/// The whole rest of the value, for the toml package stops at the first blank of a text without quotes.
fn unquoted(text: &str, span: Span) -> Diagnostic {
    let rest = rest_of_line(text, span.start);
    let end = rest.find([',', '#', ']', '}']).unwrap_or(rest.len());
    let value = rest.get(..end).unwrap_or("").trim_end();
    let Some(first) = value.chars().next() else {
        return missing_value(text, span);
    };
    if let Some(sign) = bracket(first) {
        return wrong_sign(span.at(span.start, 0, first.len_utf8()), first, sign);
    }
    if first == '>'
        && text
            .get(..span.start)
            .is_some_and(|before| before.ends_with('='))
    {
        return wrong_sign(span.at(span.start.saturating_sub(1), 0, 2), "=>", "=");
    }
    if let Some(second) = second_of_two(value) {
        let place = span.at(span.start, second, value.len());
        let before = text.get(line_start(text, span.start)..span.start);
        let inside = before.is_some_and(|before| before.contains(['[', '{']));
        let id = match inside {
            true => "toml-missing-comma",
            false => "toml-after-value",
        };
        return Diagnostic::new(id, place);
    }
    let whole = span.at(span.start, 0, value.len().max(span.end - span.start));
    let bare = value.trim_matches(['“', '”', '‘', '’', '「', '」', '\u{ff02}']);
    Diagnostic::new("toml-unquoted-text", whole).with("text", bare)
}

/// Two values (`1 2`), or a value and a key (`1 b = 2`), where a comma or a line end was forgotten: where the second begins.
fn second_of_two(value: &str) -> Option<usize> {
    let (one, rest) = value.split_at_checked(value.find(char::is_whitespace)?)?;
    let second = rest.trim_start();
    let next = second.split_whitespace().next().unwrap_or("");
    let two = is_value(one) && (is_value(next) || second.contains('='));
    two.then(|| value.len() - second.len())
}

/// Where a wide `，` or `、` stands in for the comma, it alone is at fault.
fn missing_comma(text: &str, span: Span) -> Diagnostic {
    let wide = rest_of_line(text, span.start).chars().next();
    let before = text.get(..span.start).unwrap_or("");
    if before.ends_with(['"', '\'']) && wide.is_some_and(char::is_alphanumeric) {
        // The quote meant to open a text inside the text has ended it.
        return Diagnostic::new("toml-after-value", to_word_end(text, span));
    }
    match wide.filter(|c| is_wide_comma(*c)) {
        Some(wide) => wrong_sign(span.at(span.start, 0, wide.len_utf8()), wide, ","),
        None => Diagnostic::new("toml-missing-comma", to_word_end(text, span)),
    }
}

fn is_wide_comma(c: char) -> bool {
    matches!(c, '，' | '、' | '；' | ';')
}

/// The bracket a wide one is meant to be.
fn bracket(wide: char) -> Option<&'static str> {
    match wide {
        '【' | '［' => Some("["),
        '｛' => Some("{"),
        _ => None,
    }
}

/// A sign that is none of TOML, and the one meant.
pub(super) fn wrong_sign(place: Span, wide: impl Into<String>, sign: &str) -> Diagnostic {
    let told = Diagnostic::new("toml-wrong-sign", place);
    let wide = wide.into();
    if wide.trim().is_empty() {
        return told.word("wide", "wide-blank").word("sign", "plain-blank");
    }
    told.with("wide", format!("`{wide}`"))
        .with("sign", format!("`{sign}`"))
}

fn is_value(word: &str) -> bool {
    let digits = word.trim_start_matches(['+', '-']);
    let number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || "._-:".contains(c));
    number || word == "true" || word == "false"
}

fn missing_value(text: &str, span: Span) -> Diagnostic {
    let start = line_start(text, span.start);
    let line = rest_of_line(text, start);
    if line.trim_start().starts_with("//") {
        let indent = line.len() - line.trim_start().len();
        return wrong_sign(span.at(start, indent, indent + 2), "//", "#");
    }
    let wide = line.char_indices().find_map(|(at, c)| match c {
        '＝' | '：' => Some((at, c, "=")),
        c => Some((at, c, bracket(c)?)),
    });
    if let (Some((at, wide, sign)), false) = (wide, line.contains(['=', '#'])) {
        return wrong_sign(span.at(start, at, at + wide.len_utf8()), wide, sign);
    }
    if let Some((key, value)) = without_equals(line) {
        let rewriting = format!("{key} = {value}");
        return Diagnostic::new("toml-missing-equals", whole_line(text, span))
            .with("key", key)
            .with("rewriting", rewriting);
    }
    let key = line.split('=').next().unwrap_or("").trim();
    let indent = line.len() - line.trim_start().len();
    if key.contains(char::is_whitespace) && line.contains('=') {
        let whole = span.at(start, indent, indent + key.len());
        return Diagnostic::new("toml-quote-key", whole).with("text", key);
    }
    Diagnostic::new("toml-missing-value", whole_line(text, span)).with("key", key)
}

/// A key and its value with nothing but blanks between them.
fn without_equals(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.trim().split_once(char::is_whitespace)?;
    let value = value.trim();
    let bare = |c: char| c.is_alphanumeric() || "_-.\"'".contains(c);
    let begins = value.starts_with(['"', '\'', '[', '{']) || is_value(value);
    (begins && key.chars().all(bare)).then_some((key, value))
}

/// The line of a place, without the blanks around it.
fn whole_line(text: &str, span: Span) -> Span {
    let start = line_start(text, span.start);
    let line = rest_of_line(text, start);
    let indent = line.len() - line.trim_start().len();
    span.at(start, indent, line.trim_end().len())
}

/// The toml package names the second place only; the first is the nearest before that is the same: in the braces around
/// it, on a line that begins with the same, or under the header of what holds it.
fn duplicate(text: &str, span: Span, key: &str) -> Diagnostic {
    let told = Diagnostic::new("duplicate-key", span).with("key", key.trim_matches(['"', '\'']));
    let before = text.get(..span.start).unwrap_or("");
    let start = line_start(text, span.start);
    let here = text.get(start..span.start).unwrap_or("");
    let first = written_in_braces(here, key).map(|at| start + at);
    let first = first
        .or_else(|| on_its_line(before, &format!("{}{key}", here.trim_start()), key))
        .or_else(|| under_header(before, here, key));
    match first {
        Some(first) => told.also(span.at(first, 0, key.len()), "first-here"),
        None => told,
    }
}

/// Where a key stands in the same braces further left.
fn written_in_braces(here: &str, key: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in here.char_indices().rev() {
        match c {
            '}' | ']' => depth += 1,
            '{' | '[' if depth == 0 => break,
            '{' | '[' => depth -= 1,
            _ => {}
        }
        let begins = depth == 0 && (c == ',' || c.is_whitespace() || c == '{');
        let rest = here.get(at + c.len_utf8()..).unwrap_or("");
        let same = rest.strip_prefix(key).map(str::trim_start);
        if begins && same.is_some_and(|rest| rest.starts_with('=') && !rest.starts_with("==")) {
            return Some(at + c.len_utf8());
        }
    }
    // The first key stands right behind the brace.
    let brace = here.rfind('{')? + 1;
    let rest = here.get(brace..)?;
    let same = depth == 0 && rest.trim_start().starts_with(key);
    same.then(|| brace + rest.len() - rest.trim_start().len())
}

/// Where the nearest line begins so.
fn on_its_line(before: &str, wanted: &str, key: &str) -> Option<usize> {
    let mut at = 0;
    let mut first = None;
    for line in before.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let follows = line.trim_start().strip_prefix(wanted);
        if follows.is_some_and(|rest| rest.starts_with([' ', '=', ']', '.', '\t'])) {
            first = Some(at + indent + wanted.len() - key.len());
        }
        at += line.len();
    }
    first
}

/// `[state]` and `received = …`, then `[state.received]`.
fn under_header(before: &str, here: &str, key: &str) -> Option<usize> {
    let parent = format!("{}]", here.trim_start().strip_suffix('.')?);
    let mut at = before.find(&parent)? + parent.len();
    let mut lines = before.get(at..)?.split_inclusive('\n');
    at += lines.next()?.len();
    for line in lines.take_while(|line| !line.starts_with('[')) {
        let rest = line.strip_prefix(key).map(str::trim_start);
        if rest.is_some_and(|rest| rest.starts_with(['=', '.'])) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests;
