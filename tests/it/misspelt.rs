//! Every key of the shipped desks, misspelt: one message, at the key, and nothing that only follows from it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use casework::config::keys::sections;
use casework::config::{Folder, Loaded};
use casework::model::catalogue::Lang;

use crate::small::loaded;

/// The shipped folder with one desk only, and what it shares.
fn desk(name: &str) -> Folder {
    let shipped = Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the folder is here");
    let mut folder = Folder::default();
    let below = ["common", "calendars", name];
    for (path, bytes) in shipped.iter() {
        let part = path.split('/').nth(1);
        if part.is_none_or(|part| below.contains(&part)) {
            folder.insert(path, bytes);
        }
    }
    folder
}

/// What is told, by file, id and underlined text.
fn told(loaded: &Loaded) -> BTreeSet<(String, &'static str, String)> {
    let sources = &loaded.sources;
    let found = loaded.diagnostics.sorted(sources).into_iter();
    found
        .filter(|told| told.id != "not-run-yet")
        .map(|told| {
            let path = sources.path(told.span.source).to_owned();
            (path, told.id, sources.underlined(told.span).to_owned())
        })
        .collect()
}

/// The keys written on a line, with where each begins.
fn keys_of(line: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut quote = None;
    let mut begin = None;
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '#' => break,
            None if c.is_ascii_lowercase() || c == '_' => {
                begin.get_or_insert(at);
                continue;
            }
            None => {}
        }
        if let Some(from) = begin.take() {
            let rest = line[at..].trim_start();
            if quote.is_none() && rest.starts_with('=') && !rest.starts_with("==") {
                found.push((from, &line[from..at]));
            }
        }
    }
    found
}

fn misspelt(key: &str, known: &BTreeSet<&str>) -> String {
    let shorter = &key[..key.len() - 1];
    match key.len() > 3 && !known.contains(shorter) {
        true => shorter.to_owned(),
        false => format!("{key}x"),
    }
}

/// The places of keys in a file: where, the key, and the section of the line, each once.
fn places(text: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut section = String::new();
    for line in text.split_inclusive('\n') {
        let header = line
            .strip_prefix('[')
            .and_then(|rest| rest.split(']').next());
        if let Some(header) = header {
            section = header.split('.').next().unwrap_or("").to_owned();
            if !header.contains('.') && !header.starts_with('[') {
                found.push((at + 1, header.to_owned(), String::new()));
            }
        } else {
            let keys = keys_of(line).into_iter();
            found.extend(keys.map(|(from, key)| (at + from, key.to_owned(), section.clone())));
        }
        at += line.len();
    }
    found
}

#[test]
fn a_misspelt_key_is_told_once_and_nothing_else() {
    let known: BTreeSet<&str> = sections()
        .flat_map(|section| section.keys.iter().map(|key| key.name))
        .collect();
    let (mut wrong, mut tried) = (String::new(), 0);
    let mut seen = BTreeSet::new();
    for name in ["flooring", "dealership"] {
        let mut folder = desk(name);
        let before = told(&loaded(&folder));
        let paths: Vec<String> = folder.iter().map(|(path, _)| path.to_owned()).collect();
        for path in paths.iter().filter(|path| path.ends_with(".toml")) {
            let text = folder.text(path).expect("text").to_owned();
            for (at, key, section) in places(&text) {
                let kind = path.ends_with("desk.toml");
                if !known.contains(key.as_str())
                    || !seen.insert((kind, section.clone(), key.clone()))
                {
                    continue;
                }
                let put = misspelt(&key, &known);
                let slip = format!("{}{put}{}", &text[..at], &text[at + key.len()..]);
                folder.insert(path, slip);
                let loaded = loaded(&folder);
                let after = told(&loaded);
                let new: Vec<_> = after.difference(&before).collect();
                // What is no key there but a name of the desk's own is another matter, and a file no desk uses is not read.
                let is_key = new.iter().any(|(_, id, _)| *id == "unknown-key");
                tried += usize::from(is_key);
                if is_key && new.len() != 1 {
                    let _ = writeln!(wrong, "{path} [{section}] {key} -> {put}: {new:#?}");
                }
                let sorted = loaded.diagnostics.sorted(&loaded.sources);
                let helped = sorted.iter().filter(|told| told.id == "unknown-key");
                for help in helped.map(|told| told.help(Lang::En).unwrap_or_default()) {
                    if !help.contains(&format!("`{key}`")) {
                        let _ = writeln!(wrong, "{path} [{section}] {put}: {help}");
                    }
                }
            }
            folder.insert(path, text);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried > 120, "{tried}");
}
