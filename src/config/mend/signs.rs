//! Wide signs of a Chinese keyboard and curly quotes of a text processor in place of those of TOML, and signs of other
//! notations: `:` for `=`, round brackets for square ones.

use super::super::suggest::quoted;

/// A line with other signs, and the first that was changed.
pub(super) struct Rewriting {
    pub(super) line: String,
    /// Where the first wrong sign stands.
    pub(super) at: usize,
    pub(super) wide: String,
    pub(super) sign: String,
}

/// Which signs are taken for wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// Those no TOML has outside of a text.
    Wide,
    /// And a curly quote ends a text that begins with a straight one.
    CurlyEnds,
    /// And the plain ones of other notations.
    Plain,
}

/// The rewritings that are worth a try.
pub(super) fn rewritings(line: &str) -> Vec<Rewriting> {
    let all = [Taken::Wide, Taken::CurlyEnds, Taken::Plain];
    let tried = all.into_iter().filter_map(|taken| rewritten(line, taken));
    tried.collect()
}

const CURLY: [char; 12] = [
    '“', '”', '‘', '’', '「', '」', '『', '』', '＂', '＇', '„', '`',
];

/// What is meant by a sign outside of a text.
fn meant(c: char, taken: Taken) -> Option<char> {
    Some(match c {
        '：' => '=',
        '，' | '、' | '；' => ',',
        '【' | '〔' | '（' => '[',
        '】' | '〕' | '）' => ']',
        '\u{3000}' | '\u{a0}' => ' ',
        '。' => '.',
        ':' if taken == Taken::Plain => '=',
        ';' if taken == Taken::Plain => ',',
        '(' if taken == Taken::Plain => '[',
        ')' if taken == Taken::Plain => ']',
        // The wide forms of ASCII stand at a fixed distance from it.
        c @ '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
        _ => return None,
    })
}

/// Two signs that stand for `=` elsewhere.
fn pair(rest: &str, taken: Taken) -> Option<&'static str> {
    let found = ["==", "=>", ":="]
        .into_iter()
        .find(|pair| rest.starts_with(pair));
    found.filter(|_| taken == Taken::Plain)
}

struct Writer {
    line: String,
    first: Option<(usize, String, String)>,
}

impl Writer {
    fn note(&mut self, at: usize, wide: char, sign: char) {
        let told = || (at, wide.to_string(), sign.to_string());
        self.first.get_or_insert_with(told);
    }

    /// Writes a sign of TOML for another; `:` stands close behind its key, `=` does not.
    fn sign(&mut self, at: usize, wide: char, sign: char) {
        self.note(at, wide, sign);
        let close = !self.line.ends_with(' ');
        if sign == '=' && close {
            self.line.push(' ');
        }
        self.line.push(sign);
    }
}

fn rewritten(line: &str, taken: Taken) -> Option<Rewriting> {
    let mut out = Writer {
        line: String::with_capacity(line.len()),
        first: None,
    };
    let mut rest = line.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let behind = line.get(at + c.len_utf8()..).unwrap_or("");
        if c == '#' {
            out.line.push_str(line.get(at..).unwrap_or(""));
            break;
        }
        let length = if c == '"' || c == '\'' {
            straight(&mut out, at, c, behind, taken)
        } else if CURLY.contains(&c) {
            curly(&mut out, at, c, behind)
        } else if let Some(pair) = pair(line.get(at..).unwrap_or(""), taken) {
            out.first
                .get_or_insert_with(|| (at, pair.to_owned(), "=".to_owned()));
            out.line.push('=');
            pair.len() - c.len_utf8()
        } else {
            match meant(c, taken) {
                Some(sign) => {
                    out.sign(at, c, sign);
                    let tight = behind.starts_with(|c: char| !c.is_whitespace());
                    if ",=".contains(sign) && tight {
                        out.line.push(' ');
                    }
                }
                None => out.line.push(c),
            }
            0
        };
        let end = at + c.len_utf8() + length;
        while rest.next_if(|(at, _)| *at < end).is_some() {}
    }
    let (at, wide, sign) = out.first?;
    Some(Rewriting {
        line: out.line,
        at,
        wide,
        sign,
    })
}

/// Copies a text that begins with a straight quote; how long it is behind that.
fn straight(out: &mut Writer, at: usize, quote: char, behind: &str, taken: Taken) -> usize {
    let curly = behind.find(|c: char| CURLY.contains(&c) && c != '`');
    let end = behind.find(quote);
    out.line.push(quote);
    let (end, closes) = match (end, curly) {
        (_, Some(curly)) if taken == Taken::CurlyEnds => (curly, behind.get(curly..)),
        (Some(end), _) => (end, None),
        (None, _) => {
            out.line.push_str(behind);
            return behind.len();
        }
    };
    out.line.push_str(behind.get(..end).unwrap_or(""));
    out.line.push(quote);
    let sign = closes.and_then(|rest| rest.chars().next());
    if let Some(sign) = sign {
        out.note(at + quote.len_utf8() + end, sign, quote);
    }
    end + sign.map_or(1, char::len_utf8)
}

/// Writes a text that begins with a curly quote in straight ones; how long it is behind that quote.
fn curly(out: &mut Writer, at: usize, open: char, behind: &str) -> usize {
    let ends = |c: char| CURLY.contains(&c);
    let end = behind.find(ends).or_else(|| behind.find(['"', '\'']));
    let end = end.unwrap_or(behind.len());
    let text = quoted(behind.get(..end).unwrap_or(""));
    out.note(at, open, text.chars().next().unwrap_or('"'));
    out.line.push_str(&text);
    let close = behind.get(end..).and_then(|rest| rest.chars().next());
    end + close.map_or(0, char::len_utf8)
}
