//! Where a line may be changed, and the changes.

use super::super::scan;
use super::super::suggest::quoted as quoted_text;

/// Which end of a value a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boundary {
    /// A value may begin here.
    Begin,
    /// A value may end here.
    End,
}

/// The places where a value may begin or end, whatever quotes say, for those may be what is wrong.
pub(super) fn boundaries(line: &str) -> Vec<(usize, Boundary)> {
    let mut found = Vec::new();
    let mut last: Option<char> = None;
    let mut last_end = 0;
    for (at, c) in line.char_indices() {
        if c.is_whitespace() {
            continue;
        }
        if last.is_none_or(|last| "=[,{".contains(last)) {
            found.push((at, Boundary::Begin));
        }
        if last.is_some() && ",]}#".contains(c) {
            found.push((last_end, Boundary::End));
        }
        last = Some(c);
        last_end = at + c.len_utf8();
    }
    found.push((last_end, Boundary::End));
    found
}

/// Where a word, text or bracket begins behind a blank, outside of texts: what may have lost a sign before it.
pub(super) fn word_starts(line: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut quote = None;
    let mut last = ' ';
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None => {
                let begins = last.is_whitespace() || "\"']}".contains(last);
                if at > 0 && begins && !c.is_whitespace() && !",]}=".contains(c) {
                    found.push(at);
                }
                if c == '#' {
                    break;
                }
                if c == '"' || c == '\'' {
                    quote = Some(c);
                }
            }
        }
        last = c;
    }
    found
}

/// How long the word at this place is.
pub(super) fn word_length(line: &str, at: usize) -> usize {
    let rest = line.get(at..).unwrap_or("");
    let one = rest.chars().next().map_or(0, char::len_utf8);
    if rest.starts_with(['"', '\'']) {
        let text = rest.get(one..).unwrap_or("");
        let end = text.find(rest.get(..one).unwrap_or("\""));
        return end.map_or(rest.len(), |end| end + 2 * one);
    }
    let end = rest.find(|c: char| c.is_whitespace() || ",]}#=".contains(c));
    end.unwrap_or(rest.len()).max(one)
}

/// With a sign put in.
pub(super) fn inserted(line: &str, at: usize, sign: char) -> String {
    let mut signs = [0; 4];
    replaced(line, at, 0, sign.encode_utf8(&mut signs))
}

/// Without the sign at this place.
pub(super) fn removed(line: &str, at: usize, sign: char) -> String {
    replaced(line, at, sign.len_utf8(), "")
}

/// With other text in place of some bytes.
pub(super) fn replaced(line: &str, at: usize, length: usize, by: &str) -> String {
    let head = line.get(..at).unwrap_or("");
    let tail = line.get(at + length..).unwrap_or("");
    format!("{head}{by}{tail}")
}

/// The line with the inline table that begins at `at`, and the lines it goes on over, as one.
pub(super) fn joined(text: &str, at: usize) -> String {
    let plain: Vec<&str> = text.lines().take(60).map(code).collect();
    let joined = plain.join("\n");
    let end = closed_at(&joined, at).unwrap_or(joined.len());
    let behind = joined.get(end..).unwrap_or("");
    let end = end + behind.find('\n').unwrap_or(behind.len());
    let lines = joined.get(..end).unwrap_or("").lines().map(str::trim);
    let line = lines.collect::<Vec<_>>().join(" ");
    line.replace(", }", " }").replace(", ]", "]")
}

/// A line without the comment behind it.
fn code(line: &str) -> &str {
    let code = scan::comment_at(line).and_then(|at| line.get(..at));
    code.unwrap_or(line).trim_end()
}

/// Where the bracket at `at` is closed, in a line that reads.
pub(super) fn closed_at(line: &str, at: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (here, c) in line.char_indices().skip_while(|(here, _)| *here < at) {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '[' || c == '{' => depth += 1,
            None if c == ']' || c == '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(here);
                }
            }
            None => {}
        }
    }
    None
}

/// As many rewritings of one line are tried; a line with more is told as it was found.
const MOST: usize = 400;

/// Rewritings with quotes around what has none: around every bare word, or around one value up to one end.
/// Each with the first piece quoted.
pub(super) fn quoted(line: &str) -> Vec<(usize, usize, String)> {
    let bounds = boundaries(line);
    let begins = |c: Option<char>| c.is_some_and(|c| !"\"'[#,".contains(c));
    let mut found: Vec<_> = all_quoted(line).into_iter().collect();
    for (from, boundary) in &bounds {
        let rest = line.get(*from..).unwrap_or("");
        if *boundary != Boundary::Begin || *from == 0 || !begins(rest.chars().next()) {
            continue;
        }
        for (to, boundary) in bounds.iter().filter(|(to, _)| to > from) {
            let text = line.get(*from..*to).unwrap_or("");
            if found.len() == MOST {
                return found;
            }
            if *boundary == Boundary::End && !assigns(text) {
                let quote = quoted_text(text);
                found.push((*from, *to, replaced(line, *from, to - from, &quote)));
            }
        }
    }
    found
}

/// Whether a `=` stands in it that is no comparison: then it is more than one text.
fn assigns(text: &str) -> bool {
    let bare = ["==", ">=", "<=", "!="].iter();
    bare.fold(text.to_owned(), |text, sign| text.replace(sign, ""))
        .contains('=')
}

/// Every bare word of a list in quotes.
fn all_quoted(line: &str) -> Option<(usize, usize, String)> {
    let bounds = boundaries(line);
    let mut text = line.to_owned();
    let mut first = None;
    let mut end = line.len();
    for (from, boundary) in bounds.iter().rev() {
        if *boundary == Boundary::End {
            end = *from;
            continue;
        }
        let word = line.get(*from..end).unwrap_or("");
        let bare = |c: char| c.is_alphanumeric() || "_?-".contains(c);
        let known = ["true", "false"].contains(&word);
        let digits = word.starts_with(|c: char| c.is_ascii_digit());
        if *from > 0 && !word.is_empty() && word.chars().all(bare) && !known && !digits {
            text = replaced(&text, *from, word.len(), &quoted_text(word));
            first = Some((*from, end));
        }
    }
    let (from, to) = first?;
    Some((from, to, text))
}
