//! What each message of the check means and why it matters, with an example wrong and right: the pages `casework explain`
//! prints, the manual shows and the tests hold the check to. They are written in `pages/`, a file a family:
//!
//! ````text
//! # 中文 | English                 the family
//! ## unknown-name                  a message
//! (what it means, why it matters, in Chinese; then both in English: four paragraphs)
//! ```workflows/shop/ticket.toml    an example, see `Example`
//! ```
//! ````

mod base;
mod example;
mod overlay;
mod page;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use example::{Example, Place, Side};
pub use page::{markdown, text};

use crate::model::catalogue::Lang;

/// The families, in the order of the manual.
const FAMILIES: [&str; 9] = [
    include_str!("explain/pages/text.md"),
    include_str!("explain/pages/keys.md"),
    include_str!("explain/pages/names.md"),
    include_str!("explain/pages/expressions.md"),
    include_str!("explain/pages/graph.md"),
    include_str!("explain/pages/tables.md"),
    include_str!("explain/pages/decisions.md"),
    include_str!("explain/pages/people.md"),
    include_str!("explain/pages/living.md"),
];

/// What a message means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The message.
    pub id: String,
    zh: [String; 2],
    en: [String; 2],
    /// The example, wrong and right. What only shows on staging has one that the check alone does not find.
    pub example: Example,
}

impl Page {
    /// What it means, and why it matters.
    #[must_use]
    pub fn words(&self, lang: Lang) -> &[String; 2] {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Messages that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    zh: String,
    en: String,
    /// Their pages.
    pub pages: Vec<Page>,
}

impl Family {
    /// What they have in common.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

static PAGES: LazyLock<Vec<Family>> = LazyLock::new(|| FAMILIES.into_iter().map(family).collect());

static BY_ID: LazyLock<BTreeMap<&'static str, &'static Page>> = LazyLock::new(|| {
    let pages = families().iter().flat_map(|family| &family.pages);
    pages.map(|page| (page.id.as_str(), page)).collect()
});

/// All pages, by family.
#[must_use]
pub fn families() -> &'static [Family] {
    &PAGES
}

/// The page of a message.
#[must_use]
pub fn page(id: &str) -> Option<&'static Page> {
    BY_ID.get(id).copied()
}

/// A piece of such a file: a heading and what stands under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// The heading, without `## `.
    pub heading: String,
    /// Its paragraphs, in the lines they are written in.
    pub paragraphs: Vec<String>,
    /// Its fences.
    pub example: Example,
}

/// Reads what is written under headings `## `; the first piece is what stands before them.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece::default()];
    let mut paragraph = String::new();
    let mut fence: Option<(&str, String)> = None;
    for line in text.lines().chain([""]) {
        let Some(piece) = pieces.last_mut() else {
            continue;
        };
        if let Some((head, text)) = &mut fence {
            if line == "```" {
                piece.example.add(head, text);
                fence = None;
            } else {
                text.push_str(line);
                text.push('\n');
            }
            continue;
        }
        let head = line.strip_prefix("```");
        let heading = line.strip_prefix("## ");
        if (line.is_empty() || head.is_some() || heading.is_some()) && !paragraph.is_empty() {
            piece.paragraphs.push(std::mem::take(&mut paragraph));
        }
        if let Some(head) = head {
            fence = Some((head, String::new()));
        } else if let Some(heading) = heading {
            pieces.push(Piece {
                heading: heading.to_owned(),
                ..Piece::default()
            });
        } else if !line.is_empty() {
            if !paragraph.is_empty() {
                paragraph.push('\n');
            }
            paragraph.push_str(line);
        }
    }
    pieces
}

/// A paragraph on one line; between Chinese signs stands no blank.
fn joined(paragraph: &str) -> String {
    let wide = |c: Option<char>| c.is_none_or(|c| c > '\u{2e7f}');
    let mut text = String::new();
    for line in paragraph.lines() {
        if !wide(text.chars().next_back()) || !wide(line.chars().next()) {
            text.push(' ');
        }
        text.push_str(line);
    }
    text.trim().to_owned()
}

fn family(text: &str) -> Family {
    let mut pieces = pieces(text).into_iter();
    let head = pieces.next().unwrap_or_default();
    let title = head.paragraphs.first().map_or("", String::as_str);
    let (zh, en) = title
        .trim_start_matches("# ")
        .split_once(" | ")
        .unwrap_or_default();
    Family {
        zh: zh.to_owned(),
        en: en.to_owned(),
        pages: pieces.map(page_of).collect(),
    }
}

fn page_of(piece: Piece) -> Page {
    let mut words = piece.paragraphs.iter().map(|words| joined(words));
    let mut two = || {
        [
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        ]
    };
    Page {
        id: piece.heading,
        zh: two(),
        en: two(),
        example: piece.example,
    }
}
