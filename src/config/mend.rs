//! The one change that would make a broken line of TOML right. The toml package says where it gave up, which is often far
//! behind the slip: a quote lost at the front of a text is noticed at the end of the line. So small changes are tried one
//! after the other, and the first that makes the line readable tells what the slip was, and what to paste.

use toml::de::DeTable;

use super::diagnostic::Diagnostic;
use super::scan;
use super::source::Span;
use super::syntax::wrong_sign;

mod edits;
mod signs;

use edits::{Boundary, boundaries, inserted, removed, replaced};

/// Lines longer than this are not tried.
const LONGEST: usize = 1_000;

/// A line made right, and what was wrong with it.
pub(super) struct Mended {
    /// The fault, at its place.
    pub(super) told: Diagnostic,
    /// The line as it should be, its comment included.
    pub(super) line: String,
}

/// A line and where it stands.
#[derive(Clone, Copy)]
struct Broken<'a> {
    line: &'a str,
    /// An empty place at the line's start.
    start: Span,
}

impl Broken<'_> {
    fn place(&self, from: usize, to: usize) -> Span {
        self.start.at(self.start.start, from, to)
    }

    /// Whether a line alone is TOML, of the version that is read.
    fn reads(&self, line: &str) -> bool {
        let parsed = DeTable::parse(line);
        let scanned = || scan::scan(line, self.start.source);
        parsed.is_ok_and(|table| !table.get_ref().is_empty()) && scanned().newer.is_empty()
    }

    fn mended(&self, told: Diagnostic, line: String) -> Mended {
        let told = told.with("line", without_comment(&line));
        Mended { told, line }
    }
}

/// Mends the line a fault is told of, if one change does; `base` is where the line starts in its file.
pub(super) fn mend(line: &str, base: usize, fault: &Diagnostic) -> Option<Mended> {
    let broken = Broken {
        line,
        start: fault.span.at(base, 0, 0),
    };
    let from = fault.span.start.saturating_sub(base);
    let word = line.get(from..fault.span.end.saturating_sub(base));
    if line.len() > LONGEST || broken.reads(line) || is_understood(fault.id, word.unwrap_or("")) {
        return None;
    }
    if let Some(mended) = wrong_signs(broken) {
        return Some(mended);
    }
    if fault.id == "toml-quote-key" {
        return None;
    }
    if fault.id == "toml-extra-comma" {
        return superfluous(broken, fault, &[',']);
    }
    let quotes = line.matches('"').count();
    if quotes % 2 == 1 {
        return lost_quote(broken, '"').or_else(|| superfluous(broken, fault, &['"']));
    }
    nested_quotes(broken)
        .or_else(|| lost_comma(broken))
        .or_else(|| lost_equals(broken))
        .or_else(|| superfluous_closer(broken, fault))
        .or_else(|| lost_opener(broken))
        .or_else(|| lost_closer(broken, fault))
        .or_else(|| unquoted(broken))
        .or_else(|| lost_quote(broken, '\''))
        .or_else(|| superfluous(broken, fault, &[',', '=', ']', '}', '[', '{']))
}

/// Whether what the toml package says is already the whole truth.
fn is_understood(id: &str, word: &str) -> bool {
    let shouted = ["true", "false", "inf", "nan"].contains(&word.to_lowercase().as_str());
    let unsure = [
        "toml-syntax",
        "toml-unclosed",
        "toml-unclosed-text",
        "toml-unquoted-text",
        "toml-missing-comma",
        "toml-wrong-sign",
        "toml-missing-value",
        "toml-missing-equals",
        "toml-missing-key",
        "toml-after-value",
        "toml-extra-comma",
        "toml-quote-key",
        "toml-lower-case",
    ];
    shouted || !unsure.contains(&id)
}

/// The line without the comment behind it and the blanks around it.
pub(super) fn without_comment(line: &str) -> String {
    let code = scan::comment_at(line).and_then(|at| line.get(..at));
    code.unwrap_or(line).trim().to_owned()
}

/// What only TOML 1.1 reads, with the line as 1.0 has it where one line says it.
pub(super) fn in_older(text: &str, told: Diagnostic) -> Diagnostic {
    let (from, to) = (told.span.start, told.span.end);
    let start = text.get(..from).and_then(|before| before.rfind('\n'));
    let start = start.map_or(0, |end| end + 1);
    let there = text.get(from..to).unwrap_or("");
    let rest = text.get(start..).unwrap_or("");
    let line = rest.lines().next().unwrap_or("");
    let tried = match there.chars().next() {
        Some(',') => removed(line, from - start, ','),
        Some('{') => edits::joined(rest, from - start),
        Some(c) if c.is_ascii_digit() => {
            replaced(line, from - start, there.len(), &format!("{there}:00"))
        }
        _ => return told,
    };
    let broken = Broken {
        line,
        start: told.span.at(start, 0, 0),
    };
    match tried.len() <= LONGEST && broken.reads(&tried) {
        true => told.with("line", without_comment(&tried)),
        false => told,
    }
}

/// Wide signs, and those of other notations.
fn wrong_signs(broken: Broken<'_>) -> Option<Mended> {
    let mut tried = signs::rewritings(broken.line).into_iter();
    let found = tried.find(|found| broken.reads(&found.line))?;
    let place = broken.place(found.at, found.at + found.wide.len());
    let told = wrong_sign(place, &found.wide, &found.sign);
    Some(broken.mended(told, found.line))
}

/// A quote lost at one end of a text.
fn lost_quote(broken: Broken<'_>, quote: char) -> Option<Mended> {
    let line = broken.line;
    for (at, boundary) in boundaries(line) {
        let tried = inserted(line, at, quote);
        if !broken.reads(&tried) {
            continue;
        }
        let told = match boundary {
            Boundary::Begin => {
                let rest = line.get(at..)?;
                let end = rest.find(quote).map_or(rest.len(), |end| end + 1);
                Diagnostic::new("toml-unopened-text", broken.place(at, at + end))
            }
            Boundary::End => {
                let begin = line.get(..at)?.rfind(quote).unwrap_or(at);
                Diagnostic::new("toml-unclosed-text", broken.place(begin, at))
            }
        };
        return Some(broken.mended(told.with("close", quote), tried));
    }
    None
}

/// Quotes inside a text of the same quotes: the outer ones become single ones.
fn nested_quotes(broken: Broken<'_>) -> Option<Mended> {
    let line = broken.line;
    let quotes: Vec<usize> = line.match_indices('"').map(|(at, _)| at).collect();
    for (first, from) in quotes.iter().enumerate() {
        // The second ends the text in the midst of a word.
        let second = quotes.get(first + 1).and_then(|at| line.get(at + 1..));
        let next = second.and_then(|rest| rest.chars().next());
        if next.is_none_or(|c| c.is_whitespace() || ",]}#=\"'".contains(c)) {
            continue;
        }
        for to in quotes.iter().skip(first + 3).step_by(2) {
            let text = line.get(from + 1..*to)?;
            if text.contains('\'') {
                break;
            }
            let tried = replaced(&replaced(line, *from, 1, "'"), *to, 1, "'");
            if broken.reads(&tried) {
                let inner = quotes.get(first + 1).map_or(*from, |at| at + 1);
                let told = Diagnostic::new("toml-after-value", broken.place(inner, to + 1));
                return Some(broken.mended(told, tried));
            }
        }
    }
    None
}

fn lost_comma(broken: Broken<'_>) -> Option<Mended> {
    let line = broken.line;
    edits::word_starts(line).into_iter().find_map(|at| {
        let before = line.get(..at)?.trim_end().len();
        let tried = inserted(line, before, ',');
        broken.reads(&tried).then(|| {
            let place = broken.place(at, at + edits::word_length(line, at));
            broken.mended(Diagnostic::new("toml-missing-comma", place), tried)
        })
    })
}

fn lost_equals(broken: Broken<'_>) -> Option<Mended> {
    let line = broken.line;
    edits::word_starts(line).into_iter().find_map(|at| {
        let before = line.get(..at)?.trim_end();
        let tried = format!("{before} = {}", line.get(at..)?);
        let begin = before.rfind([' ', '\t', '{', ',']).map_or(0, |at| at + 1);
        let key = before.get(begin..)?;
        broken.reads(&tried).then(|| {
            let whole = line
                .get(..begin)
                .is_some_and(|blank| blank.trim().is_empty());
            let code = scan::comment_at(line).and_then(|at| line.get(..at));
            let code = code.unwrap_or(line).trim_end().len();
            let place = broken.place(begin, if whole { code } else { before.len() });
            let told = Diagnostic::new("toml-missing-equals", place).with("key", key);
            broken.mended(told, tried)
        })
    })
}

/// `]]` or `}}` where one closes nothing, all before it being right.
fn superfluous_closer(broken: Broken<'_>, fault: &Diagnostic) -> Option<Mended> {
    let code = without_comment(broken.line);
    let mut ends = code.chars().rev().filter(|c| !c.is_whitespace());
    let (last, before) = (ends.next()?, ends.next()?);
    let doubled = "]}".contains(last) && "]}".contains(before);
    doubled
        .then(|| superfluous(broken, fault, &[last]))
        .flatten()
}

fn lost_opener(broken: Broken<'_>) -> Option<Mended> {
    let line = broken.line;
    for (open, close) in [('{', '}'), ('[', ']')] {
        for (at, boundary) in boundaries(line) {
            let sign = match open {
                '{' => "{ ",
                _ => "[",
            };
            let tried = replaced(line, at, 0, sign);
            if boundary == Boundary::Begin && broken.reads(&tried) {
                let end = edits::closed_at(&tried, at)?.saturating_sub(sign.len());
                let told = Diagnostic::new("toml-unopened", broken.place(at, end + 1))
                    .with("open", open)
                    .with("close", close);
                return Some(broken.mended(told, tried));
            }
        }
    }
    None
}

/// Where several places would do, nobody can say which was meant, and the line is not told.
fn lost_closer(broken: Broken<'_>, fault: &Diagnostic) -> Option<Mended> {
    let line = broken.line;
    let goes_on = without_comment(line).ends_with(['[', '{', ',']);
    if fault.id != "toml-unclosed" || goes_on {
        return None;
    }
    let mut meanings: Vec<(toml::Table, String)> = Vec::new();
    for close in ['}', ']'] {
        for (at, boundary) in boundaries(line) {
            let blank = match close {
                '}' => " }",
                _ => "]",
            };
            let tried = replaced(line, at, 0, blank);
            if boundary != Boundary::End || !broken.reads(&tried) {
                continue;
            }
            let meaning: toml::Table = toml::from_str(&tried).ok()?;
            if meanings.iter().all(|(other, _)| *other != meaning) {
                meanings.push((meaning, tried));
            }
        }
    }
    match meanings.len() {
        1 => meanings
            .pop()
            .map(|(_, tried)| broken.mended(fault.clone(), tried)),
        _ => None,
    }
}

/// Texts without any quotes.
fn unquoted(broken: Broken<'_>) -> Option<Mended> {
    let line = broken.line;
    let mut tried = edits::quoted(line).into_iter();
    let (from, to, tried) = tried.find(|(_, _, tried)| broken.reads(tried))?;
    let text = line.get(from..to)?;
    let told = Diagnostic::new("toml-unquoted-text", broken.place(from, to)).with("text", text);
    Some(broken.mended(told, tried))
}

/// One of these signs too much.
fn superfluous(broken: Broken<'_>, fault: &Diagnostic, signs: &[char]) -> Option<Mended> {
    let line = broken.line;
    let code = scan::comment_at(line).unwrap_or(line.len());
    let all = line.char_indices().rev();
    let mut all = all.filter(|(at, c)| *at < code && signs.contains(c));
    let (at, sign, tried) = all.find_map(|(at, sign)| {
        let tried = removed(line, at, sign);
        broken.reads(&tried).then_some((at, sign, tried))
    })?;
    let id = match sign {
        ',' => "toml-extra-comma",
        _ => "toml-after-value",
    };
    let kept = id == "toml-extra-comma" && fault.id == id;
    let place = broken.place(at, at + sign.len_utf8());
    let told = match kept {
        true => fault.clone(),
        false => Diagnostic::new(id, place),
    };
    Some(broken.mended(told, tried))
}

#[cfg(test)]
mod tests;
