//! Whatever an admin types, the check answers with places on whole characters and never fails itself.

use std::path::Path;

use casework::config::{Folder, Look, to_json, to_text};
use casework::model::catalogue::{Lang, Severity};
use proptest::prelude::*;

use crate::small::loaded;

fn shipped() -> Folder {
    Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the folder is here")
}

/// The text without the characters `from..from + length`, with `put` in their place.
fn slip(text: &str, from: usize, length: usize, put: &str) -> String {
    let count = text.chars().count();
    let from = from % (count + 1);
    let head = text.chars().take(from);
    let tail = text.chars().skip(from + length);
    head.chain(put.chars()).chain(tail).collect()
}

/// Words that are likely to mean something where they fall.
const WORDS: [&str; 18] = [
    "", "=", "\"", "{", "}", "[", "]", ",", ".", "\n", " x", "处理", "false", "0", "=none", "*",
    "\"+x\"", "owner",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn a_slip_in_any_file_is_told_and_breaks_nothing(
        file in 0usize..1000, from in 0usize..100_000, length in 0usize..12, word in 0usize..WORDS.len(),
    ) {
        let mut folder = shipped();
        let paths: Vec<String> = folder.iter().map(|(path, _)| path.to_owned()).collect();
        let path = &paths[file % paths.len()];
        let text = folder.text(path).expect("text").to_owned();
        folder.insert(path, slip(&text, from, length, WORDS[word]));
        let loaded = loaded(&folder);
        for told in loaded.diagnostics.sorted(&loaded.sources) {
            let text = loaded.sources.text(told.span.source);
            prop_assert!(text.get(told.span.start..told.span.end).is_some(), "{} {:?}", told.id, told.span);
            for lang in [Lang::Zh, Lang::En] {
                let shown = to_text(told, &loaded.sources, lang, Look::Plain);
                prop_assert!(!shown.is_empty());
                let _ = to_json(told, &loaded.sources, lang);
                let sentence = told.message(lang);
                prop_assert!(!has_placeholder(&sentence), "{}: {sentence}", told.id);
            }
        }
        let errors = loaded.diagnostics.iter().any(|told| told.severity == Severity::Error);
        prop_assert_eq!(errors, !loaded.is_sound());
        if !errors {
            prop_assert!(loaded.broken_desks.is_empty());
        }
        let settings_only = loaded.diagnostics.iter().filter(|told| told.severity == Severity::Error).all(|told| {
            let path = loaded.sources.path(told.span.source);
            path == "casework.toml" || path.starts_with("workflows/common/")
        });
        if errors && !settings_only {
            prop_assert!(!loaded.broken_desks.is_empty(), "an error that breaks no desk");
        }
    }
}

/// `{name}` of the catalogue left unfilled.
fn has_placeholder(sentence: &str) -> bool {
    let names = [
        "{kind}",
        "{name}",
        "{key}",
        "{field}",
        "{text}",
        "{section}",
        "{expected}",
        "{found}",
        "{detail}",
    ];
    names.iter().any(|name| sentence.contains(name))
}
