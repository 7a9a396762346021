//! Examples as they are written: fences of text that name their file, with the wrong words and the right ones marked, so
//! that one text gives both folders and the place the check must underline.
//!
//! ```text
//! ‹wrong→right›   the two folders differ here
//! «wrong→right»   the same, and the check underlines `wrong`
//! «wrong»         the check underlines it, what differs stands elsewhere
//! ```
//! A fence of a TOML file the base has is laid over it: its lines go under their header, one whose key is there takes
//! that line's place, `- key` drops one. Any other fence is the whole file. Behind the path,
//! `bytes` reads `\xNN`, and `gone` leaves out whatever lies there on the wrong side.

use super::super::source::Folder;
use super::{base, overlay};

/// Which of the two folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one with the fault.
    Wrong,
    /// The one without.
    Right,
}

/// Where the check must underline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The text underlined.
    pub text: String,
}

/// One file of an example, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fence {
    path: String,
    kind: Kind,
    text: String,
}

/// How a fence is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Bytes,
    Gone,
}

/// An example: some files laid over the base, each with what is wrong and what is right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    fences: Vec<Fence>,
}

/// Stand in a text for the marks of the underlined place while files are put together.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

impl Example {
    /// Takes a file in: `head` is what stands behind the fence's backticks.
    pub(super) fn add(&mut self, head: &str, text: &str) {
        let mut words = head.split_whitespace();
        self.fences.push(Fence {
            path: words.next().unwrap_or_default().to_owned(),
            kind: match words.next() {
                Some("bytes") => Kind::Bytes,
                Some("gone") => Kind::Gone,
                _ => Kind::Text,
            },
            text: text.to_owned(),
        });
    }

    /// Whether it shows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fences.is_empty()
    }

    /// Its files as one side has them: path and the lines to be shown.
    pub fn shown(&self, side: Side) -> impl Iterator<Item = (&str, String)> {
        let there = move |fence: &&Fence| fence.kind != Kind::Gone || side == Side::Right;
        self.fences.iter().filter(there).map(move |fence| {
            let text = plain(&sided(&fence.text, side));
            let lines: Vec<&str> = text
                .lines()
                .filter(|line| !line.starts_with("- "))
                .collect();
            (fence.path.as_str(), lines.join("\n"))
        })
    }

    /// The whole folder of one side.
    #[must_use]
    pub fn folder(&self, side: Side) -> Folder {
        let mut folder = base::folder();
        for fence in &self.fences {
            let text = plain(&whole(fence, side));
            match (fence.kind, side) {
                (Kind::Bytes, _) => folder.insert(&fence.path, unescaped(&text)),
                (Kind::Text, _) => folder.insert(&fence.path, text),
                (Kind::Gone, Side::Wrong) => folder.remove_below(&fence.path),
                (Kind::Gone, Side::Right) => {}
            }
        }
        folder
    }

    /// The marked places of the wrong side.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for fence in &self.fences {
            places.extend(marked(&fence.path, &whole(fence, Side::Wrong)));
        }
        places
    }
}

/// A file of one side, the marks of the place still in it.
fn whole(fence: &Fence, side: Side) -> String {
    let text = sided(&fence.text, side);
    let base = base::folder();
    match base.text(&fence.path) {
        Some(base) if fence.path.ends_with(".toml") => overlay::over(base, &text),
        _ => text,
    }
}

/// The text of one side; `«` and `»` become the private marks.
fn sided(text: &str, side: Side) -> String {
    let (text, more) = halves(&mut text.chars(), side);
    match more {
        // An arrow outside all marks is text.
        Some(more) => format!("{text}→{more}"),
        None => text,
    }
}

/// Reads up to the end of the mark it stands in. The second is the half behind the arrow, if there is one.
fn halves(rest: &mut std::str::Chars<'_>, side: Side) -> (String, Option<String>) {
    let (mut first, mut second) = (String::new(), None::<String>);
    while let Some(c) = rest.next() {
        if c == '→' && second.is_none() {
            second = Some(String::new());
            continue;
        }
        let out = second.as_mut().unwrap_or(&mut first);
        match c {
            '«' | '‹' => {
                let (wrong, right) = halves(rest, side);
                let taken = match side {
                    Side::Right => right.unwrap_or(wrong),
                    Side::Wrong => wrong,
                };
                if c == '«' {
                    out.push(OPEN);
                    out.push_str(&taken);
                    out.push(CLOSE);
                } else {
                    out.push_str(&taken);
                }
            }
            '»' | '›' => break,
            other => out.push(other),
        }
    }
    (first, second)
}

fn plain(text: &str) -> String {
    text.replace([OPEN, CLOSE], "")
}

/// The marked places of a file.
fn marked(path: &str, text: &str) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let (mut line, mut column, mut open) = (1, 1, false);
    for c in text.chars() {
        match c {
            OPEN => {
                open = true;
                places.push(Place {
                    path: path.to_owned(),
                    line,
                    column,
                    text: String::new(),
                });
                continue;
            }
            CLOSE => {
                open = false;
                continue;
            }
            '\n' => (line, column) = (line + 1, 1),
            // The check does not see it.
            '\u{feff}' if column == 1 && line == 1 => {}
            _ => column += 1,
        }
        if let (true, Some(place)) = (open, places.last_mut()) {
            place.text.push(c);
        }
    }
    places
}

/// `\xNN` as the byte it means.
fn unescaped(text: &str) -> Vec<u8> {
    let mut pieces = text.split("\\x");
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let byte = piece
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.extend(byte);
        bytes.extend(piece.get(2..).unwrap_or_default().as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests;
