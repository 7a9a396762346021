//! Tokens of an expression with their byte ranges. rhai tells only where a part of an expression starts, by line and
//! column; an underline also needs the end, which is found here.

use std::ops::Range;

/// What kind of token it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// `12`, `0.98`.
    Number,
    /// `"…"`, `` `…` `` or `'…'`.
    Text,
    /// A name or keyword.
    Word,
    /// An operator, bracket or comma.
    Mark,
}

/// A token and where it is.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) at: Range<usize>,
}

/// The tokens of a text, found by rhai's positions.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// Byte offset at which each line starts.
    lines: Vec<usize>,
}

const MARKS: [&str; 22] = [
    "..=", "**=", "&&", "||", "==", "!=", "<=", ">=", "??", "?.", "..", "=>", "+=", "-=", "*=",
    "/=", "%=", "**", "<<", ">>", "::", "->",
];

impl<'a> Tokens<'a> {
    /// Cuts a text into tokens; comments and blanks are left out.
    pub(super) fn of(text: &'a str) -> Tokens<'a> {
        let mut tokens = Vec::new();
        let mut from = 0;
        while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
            let blank = blank(rest);
            if blank > 0 {
                from += blank;
                continue;
            }
            let (kind, length) = token(rest);
            tokens.push(Token {
                kind,
                at: from..from + length,
            });
            from += length;
        }
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Tokens {
            text,
            tokens,
            lines,
        }
    }

    /// The byte at rhai's line and column, both from 1; the end of the text when beyond it.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let start = self
            .lines
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or(self.text.len());
        let rest = self.text.get(start..).unwrap_or("");
        let within = rest
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at);
        start + within
    }

    /// The place of the token at or after a byte.
    fn place(&self, from: usize) -> usize {
        self.tokens.partition_point(|token| token.at.end <= from)
    }

    /// The token at or after a byte.
    pub(super) fn at(&self, from: usize) -> Option<&Token> {
        self.tokens.get(self.place(from))
    }

    /// Where the token at or after a byte ends.
    pub(super) fn end(&self, from: usize) -> usize {
        self.at(from).map_or(self.text.len(), |token| token.at.end)
    }

    /// Where the bracket opened at or after a byte is closed (behind it).
    pub(super) fn closed(&self, from: usize) -> usize {
        let mut depth = 0_usize;
        for token in self.tokens.get(self.place(from)..).unwrap_or(&[]) {
            match self.text.get(token.at.clone()).unwrap_or("") {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => continue,
            }
            if depth == 0 {
                return token.at.end;
            }
        }
        self.text.len()
    }

    /// The range with the grouping parentheses around it.
    pub(super) fn grouped(&self, inner: &Range<usize>) -> Range<usize> {
        let mut range = inner.clone();
        loop {
            let place = self.place(range.start);
            let text = |at: usize| {
                self.tokens
                    .get(at)
                    .and_then(|token| self.text.get(token.at.clone()))
            };
            let Some(before) = place.checked_sub(1) else {
                return range;
            };
            let after = self.place(range.end);
            let called = before
                .checked_sub(1)
                .and_then(|at| self.tokens.get(at).zip(text(at)))
                .is_some_and(|(token, text)| token.kind == TokenKind::Word && text != "in");
            if text(before) != Some("(") || text(after) != Some(")") || called {
                return range;
            }
            if let (Some(open), Some(close)) = (self.tokens.get(before), self.tokens.get(after)) {
                range = open.at.start..close.at.end;
            }
        }
    }

    /// All tokens with their texts, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Token, &'a str)> {
        self.tokens
            .iter()
            .map(|token| (token, self.text.get(token.at.clone()).unwrap_or("")))
    }
}

/// How many bytes of blanks and comments a text begins with.
fn blank(rest: &str) -> usize {
    let spaces = rest.len() - rest.trim_start().len();
    if spaces > 0 {
        return spaces;
    }
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |end| end + 2);
    }
    0
}

/// The kind and length of the token a text begins with.
fn token(rest: &str) -> (TokenKind, usize) {
    let Some(first) = rest.chars().next() else {
        return (TokenKind::Mark, 0);
    };
    match first {
        '"' | '`' | '\'' => (TokenKind::Text, quoted(rest, first)),
        '0'..='9' => (TokenKind::Number, number(rest)),
        c if c.is_alphanumeric() || c == '_' => (
            TokenKind::Word,
            rest.find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len()),
        ),
        _ => (
            TokenKind::Mark,
            MARKS
                .iter()
                .find(|mark| rest.starts_with(**mark))
                .map_or(first.len_utf8(), |mark| mark.len()),
        ),
    }
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote != '`' {
            escaped = true;
        } else if c == quote {
            return at + c.len_utf8();
        }
    }
    rest.len()
}

fn number(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = c.is_ascii_alphanumeric()
            || c == '_'
            || (c == '.' && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit()));
        if !goes_on {
            return at;
        }
    }
    rest.len()
}
