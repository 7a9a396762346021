//! A page of explanation as people read it: text for the terminal, Markdown for the manual. What the check says of the
//! example is not written down but asked of the check.

use std::collections::BTreeMap;

use super::{Example, Page, Side, families};
use crate::config::load::load;
use crate::config::render::{Look, to_text};
use crate::model::RevisionNo;
use crate::model::catalogue::{self, Lang};

/// The explanation of one message.
#[must_use]
pub fn text(page: &Page, lang: Lang, look: Look) -> String {
    let word = |id: &str| catalogue::word(id, lang);
    let [means, matters] = page.words(lang);
    let mut text = format!("{}\n\n{means}\n{matters}\n", page.id);
    lines(
        &mut text,
        &word("explain-wrong"),
        &page.example,
        Side::Wrong,
    );
    let told = told(page, lang, look);
    text.push_str(&format!("\n{}\n\n{told}\n", word("explain-told")));
    lines(
        &mut text,
        &word("explain-right"),
        &page.example,
        Side::Right,
    );
    text
}

fn lines(text: &mut String, title: &str, example: &Example, side: Side) {
    text.push_str(&format!("\n{title}\n"));
    for (path, shown) in example.shown(side) {
        text.push_str(&format!("\n  {path}\n"));
        for line in shown.lines() {
            text.push_str(&format!("  | {line}\n"));
        }
    }
}

/// What the check says of the wrong side of the example.
fn told(page: &Page, lang: Lang, look: Look) -> String {
    let loaded = load(
        &page.example.folder(Side::Wrong),
        &BTreeMap::new(),
        RevisionNo(1),
    );
    let sorted = loaded.diagnostics.sorted(&loaded.sources);
    let told: Vec<String> = sorted
        .into_iter()
        .filter(|told| told.id == page.id)
        .map(|told| to_text(told, &loaded.sources, lang, look))
        .collect();
    if told.is_empty() {
        return catalogue::word("explain-staging", lang);
    }
    told.join("\n\n")
}

/// All explanations as one page of the manual.
#[must_use]
pub fn markdown(lang: Lang) -> String {
    let mut text = String::new();
    for family in families() {
        text.push_str(&format!("## {}\n\n", family.title(lang)));
        for page in &family.pages {
            let [means, matters] = page.words(lang);
            text.push_str(&format!("### `{}`\n\n{means} {matters}\n\n", page.id));
            for (title, side) in [
                ("explain-wrong", Side::Wrong),
                ("explain-right", Side::Right),
            ] {
                fences(
                    &mut text,
                    &catalogue::word(title, lang),
                    &page.example,
                    side,
                );
            }
            let told = told(page, lang, Look::Plain);
            let title = catalogue::word("explain-told", lang);
            text.push_str(&format!("{title}:\n\n```text\n{told}\n```\n\n"));
        }
    }
    text
}

fn fences(text: &mut String, title: &str, example: &Example, side: Side) {
    for (path, shown) in example.shown(side) {
        let kind = path.rsplit_once('.').map_or("text", |(_, ending)| ending);
        text.push_str(&format!(
            "{title}, `{path}`:\n\n```{kind}\n{shown}\n```\n\n"
        ));
    }
}
