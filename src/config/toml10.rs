//! Finds what only TOML 1.1 allows. The toml package reads 1.1 and cannot be told not to, but other tools an admin may
//! use read 1.0; so a small scan over the text looks for inline tables over several lines, a comma before their `}`,
//! the escapes `\e` and `\x`, and times without seconds.

use super::diagnostic::Diagnostic;
use super::source::{SourceId, Span};

/// Everything of TOML 1.1 in a text.
pub(super) fn check(text: &str, source: SourceId) -> Vec<Diagnostic> {
    let mut scan = Scan {
        text,
        source,
        at: 0,
        open: Vec::new(),
        comma: None,
        found: Vec::new(),
    };
    while scan.at < text.len() {
        scan.step();
    }
    scan.found
}

struct Open {
    at: usize,
    bracket: u8,
    reported: bool,
}

struct Scan<'a> {
    text: &'a str,
    source: SourceId,
    at: usize,
    open: Vec<Open>,
    /// The last comma, if nothing but blanks and comments followed it.
    comma: Option<usize>,
    found: Vec<Diagnostic>,
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
            b'[' | b'{' => {
                self.comma = None;
                self.open.push(Open {
                    at: self.at,
                    bracket: byte,
                    reported: false,
                });
                self.at += 1;
            }
            b']' | b'}' => {
                if let (Some(comma), b'}') = (self.comma, byte) {
                    self.report(comma, comma + 1, "toml-1-1-comma");
                }
                self.comma = None;
                self.open.pop();
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

    fn line_end(&mut self) {
        let end = self.at;
        let inner = self.open.last_mut().filter(|open| open.bracket == b'{');
        if let Some(open) = inner.filter(|open| !open.reported) {
            open.reported = true;
            let start = open.at;
            let line = self.text.get(start..end).unwrap_or("");
            self.report(start, start + line.trim_end().len(), "toml-1-1-lines");
        }
    }

    fn string(&mut self, quote: char) {
        let three: String = [quote; 3].iter().collect();
        let long = self.rest().starts_with(&three);
        let close: &str = if long {
            &three
        } else {
            three.get(..1).unwrap_or("")
        };
        self.at += close.len();
        while self.at < self.text.len() {
            let rest = self.rest();
            if rest.starts_with(close) {
                self.at += close.len();
                return;
            }
            if !long && rest.starts_with('\n') {
                return;
            }
            if quote == '"' && rest.starts_with('\\') {
                if rest.starts_with("\\e") || rest.starts_with("\\x") {
                    self.report(self.at, self.at + 2, "toml-1-1-escape");
                }
                self.at += 1;
            }
            self.at += self.rest().chars().next().map_or(1, char::len_utf8);
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

/// `09:00`, `2026-03-06T09:00`, `2026-03-06T09:00+08:00`.
fn without_seconds(word: &str) -> bool {
    let time = word.split_once(['T', 't']).map_or(word, |(_, time)| time);
    let digits = |at: usize| time.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    let is = |at: usize, wanted: u8| time.as_bytes().get(at) == Some(&wanted);
    let hour_minute = digits(0) && digits(1) && is(2, b':') && digits(3) && digits(4);
    hour_minute && !is(5, b':')
}
