//! A small scan over the characters of a TOML text, for two things the toml package does not tell well. What only TOML
//! 1.1 allows (the package reads it and cannot be told not to, but other tools an admin may use read 1.0): inline tables
//! over several lines, a comma before their `}`, the escapes `\e` and `\x`, times without seconds. And quotes and brackets
//! that are never closed, where the package only sees the wreckage further down.

use super::diagnostic::Diagnostic;
use super::source::{SourceId, Span};

/// What the scan found.
pub(super) struct Scanned {
    /// Of TOML 1.1.
    pub(super) newer: Vec<Diagnostic>,
    /// Quotes and brackets that are never closed.
    pub(super) unclosed: Vec<Diagnostic>,
    /// Where a bracket or long text opens that is never closed: what the parser says from there on is its echo.
    pub(super) cut: Option<usize>,
}

/// Scans a text.
pub(super) fn scan(text: &str, source: SourceId) -> Scanned {
    let mut scan = Scan {
        text,
        source,
        at: 0,
        open: Vec::new(),
        comma: None,
        found: Scanned {
            newer: Vec::new(),
            unclosed: Vec::new(),
            cut: None,
        },
    };
    while scan.at < text.len() && scan.found.cut.is_none() {
        scan.step();
    }
    scan.never_closed();
    scan.found
}

struct Open {
    at: usize,
    bracket: u8,
    /// The end of the line it opened on, once that is past.
    line_end: Option<usize>,
}

struct Scan<'a> {
    text: &'a str,
    source: SourceId,
    at: usize,
    open: Vec<Open>,
    /// The last comma, if nothing but blanks and comments followed it.
    comma: Option<usize>,
    found: Scanned,
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn report(&mut self, start: usize, end: usize, what: &str) {
        let span = Span {
            source: self.source,
            start,
            end,
        };
        self.found
            .newer
            .push(Diagnostic::new("toml-1-1", span).word("what", what));
    }

    fn step(&mut self) {
        let Some(&byte) = self.text.as_bytes().get(self.at) else {
            return;
        };
        match byte {
            b'#' => {
                let rest = self.rest();
                self.at += rest.find('\n').unwrap_or(rest.len());
            }
            b'\n' => {
                self.line_end();
                self.at += 1;
            }
            b' ' | b'\t' | b'\r' => self.at += 1,
            b'"' | b'\'' => {
                self.comma = None;
                self.string(char::from(byte));
            }
            b'[' if self.begins_header() => self.at += 1,
            b'[' | b'{' => {
                self.comma = None;
                self.open.push(Open {
                    at: self.at,
                    bracket: byte,
                    line_end: None,
                });
                self.at += 1;
            }
            b']' | b'}' => {
                // One over several lines is told as that.
                let lines = self.open.last().is_some_and(|open| open.line_end.is_some());
                if let (Some(comma), b'}', false) = (self.comma, byte, lines) {
                    self.report(comma, comma + 1, "toml-1-1-comma");
                }
                self.comma = None;
                self.close(byte);
                self.at += 1;
            }
            b',' => {
                self.comma = Some(self.at);
                self.at += 1;
            }
            _ => {
                self.comma = None;
                self.word();
            }
        }
    }

    /// Headers end with their line; the parser tells of them well enough.
    fn begins_header(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("");
        self.open.is_empty() && line.chars().all(|c| c.is_whitespace() || c == '[')
    }

    fn close(&mut self, byte: u8) {
        let Some(open) = self.open.last() else {
            return;
        };
        let pairs = (open.bracket == b'[') == (byte == b']');
        // The one outside is closed while the one inside still stands open.
        let outer = self
            .open
            .iter()
            .any(|open| (open.bracket == b'[') == (byte == b']'));
        if !pairs && outer {
            self.never_closed();
            return;
        }
        let Some(open) = self.open.pop() else {
            return;
        };
        if let (b'{', Some(end)) = (open.bracket, open.line_end) {
            self.report(open.at, end, "toml-1-1-lines");
        }
    }

    /// A line that begins with `key =` or `[header]` inside an open bracket: the bracket was forgotten.
    fn line_end(&mut self) {
        let end = self.at;
        let Some(open) = self.open.last_mut() else {
            return;
        };
        if open.line_end.is_none() {
            let line = self.text.get(open.at..end).unwrap_or("").trim_end();
            open.line_end = Some(open.at + line.len());
        }
        let bracket = open.bracket;
        let next = self.text.get(end + 1..).unwrap_or("");
        let line = next.lines().next().unwrap_or("");
        let forgotten = match bracket {
            b'[' => begins_with_key(line) || is_header(line),
            _ => is_header(line),
        };
        if forgotten {
            self.never_closed();
        }
    }

    /// Reports the innermost open bracket, if there is one.
    fn never_closed(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let (from, to) = match open.bracket {
            b'[' => ("[", "]"),
            _ => ("{", "}"),
        };
        self.unclosed(open.at, open.at + 1, "toml-unclosed", [from, to]);
        self.found.cut = Some(open.at);
        self.open.clear();
    }

    fn unclosed(&mut self, start: usize, end: usize, id: &'static str, signs: [&str; 2]) {
        let span = Span {
            source: self.source,
            start,
            end,
        };
        let [open, close] = signs;
        let found = Diagnostic::new(id, span)
            .with("open", open)
            .with("close", close);
        self.found.unclosed.push(found);
    }

    fn string(&mut self, quote: char) {
        let three: String = [quote; 3].iter().collect();
        let long = self.rest().starts_with(&three);
        let close: &str = if long {
            &three
        } else {
            three.get(..1).unwrap_or("")
        };
        let start = self.at;
        self.at += close.len();
        while self.at < self.text.len() {
            let rest = self.rest();
            if rest.starts_with(close) {
                self.at += close.len();
                return;
            }
            if !long && rest.starts_with('\n') {
                break;
            }
            if quote == '"' && rest.starts_with('\\') {
                if rest.starts_with("\\e") || rest.starts_with("\\x") {
                    self.report(self.at, self.at + 2, "toml-1-1-escape");
                }
                self.at += 1;
            }
            self.at += self.rest().chars().next().map_or(1, char::len_utf8);
        }
        let said = self.text.get(start..self.at).unwrap_or("");
        let line = said.lines().next().unwrap_or("").trim_end();
        let end = start + line.len();
        self.unclosed(start, end, "toml-unclosed-text", [close, close]);
        // What a text without end swallowed may have closed the brackets around it, so nothing can be said of those.
        if long || !self.open.is_empty() {
            self.found.cut = Some(start);
            self.open.clear();
        }
    }

    /// A bare key, number, date or word: up to the next character that ends it.
    fn word(&mut self) {
        let rest = self.rest();
        let ends = |c: char| c.is_whitespace() || "=,[]{}#\"'".contains(c);
        let length = rest.find(ends).unwrap_or(rest.len()).max(
            // `=` itself, and any other single character.
            rest.chars().next().map_or(1, char::len_utf8),
        );
        let word = rest.get(..length).unwrap_or("");
        let start = self.at;
        if without_seconds(word) {
            self.report(start, start + length, "toml-1-1-time");
        }
        self.at += length;
    }
}

/// Where the comment of a line begins.
pub(super) fn comment_at(line: &str) -> Option<usize> {
    let mut quote = None;
    let found = line.char_indices().find(|(_, c)| match quote {
        Some(open) => {
            if open == *c {
                quote = None;
            }
            false
        }
        None => {
            if matches!(c, '"' | '\'') {
                quote = Some(*c);
            }
            *c == '#'
        }
    });
    found.map(|(at, _)| at)
}

/// `09:00`, `2026-03-06T09:00`, `2026-03-06T09:00+08:00`.
fn without_seconds(word: &str) -> bool {
    let time = word.split_once(['T', 't']).map_or(word, |(_, time)| time);
    let digits = |at: usize| time.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let is = |at: usize, wanted: u8| time.as_bytes().get(at) == Some(&wanted);
    let hour_minute = digits(0) && digits(1) && is(2, b':') && digits(3) && digits(4);
    hour_minute && !is(5, b':')
}

/// `key =`, `"key" =`, `a.b =`: what an element of a list never begins with.
fn begins_with_key(line: &str) -> bool {
    let Some((key, value)) = line.split_once('=') else {
        return false;
    };
    let key = key.trim();
    let quoted = key.len() > 1 && key.starts_with('"') && key.ends_with('"');
    let plain = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    let bare = !key.is_empty() && key.chars().all(plain);
    (quoted || bare) && !value.starts_with('=')
}

/// `[task.answer]` alone on its line, beginning in the first column.
fn is_header(line: &str) -> bool {
    let bare = line.split('#').next().unwrap_or("").trim_end();
    let inner = bare
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|name| {
        let name = name.trim_matches(['[', ']']);
        let first = name.chars().next();
        let value = ["true", "false", "inf", "nan"].contains(&name);
        !value && first.is_some_and(char::is_alphabetic) && !name.contains([',', '[', ']'])
    })
}

#[cfg(test)]
mod tests;
