//! The manual stays true: its pages of keys are those the key table gives, its pages are all in the summary, its links
//! lead somewhere, and every example that says which file it is loads as it says.
//!
//! An example is a fenced block whose first line names its file: ```` ```toml file=workflows/service/request.toml ````. It
//! is put over the desk that `casework init` makes in the page's language. After the path may stand:
//! - `part`: it is laid over that file as a file that extends it is, so that only what it speaks of need be shown;
//! - `add`: its lines are put behind those of that file;
//! - `swap`: of that file its lines marked `-` are taken out and those marked `+` put in their place; a line that begins with
//!   a blank stands in both, and `…` parts one place of the file from the next;
//! - `keep`: it stays there for the examples after it on the page;
//! - `fails=ID`: the check must tell this, and nothing else that is an error. Without, it must tell nothing.
//!
//! A block `text told` after an example that fails shows what the check printed of it, word for word. A mapping (a file
//! under `imports/`) is read as an import reads it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use casework::config::keys::key_pages;
use casework::config::{Diagnostics, Folder, Look, Sources, load, starter, to_text};
use casework::exchange::Mapping;
use casework::model::RevisionNo;
use casework::model::catalogue::{Lang, Severity};

fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src")
}

fn pages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.extension().is_some_and(|end| end == "md") {
            found.push(path);
        }
    }
    found.sort();
}

fn all() -> Vec<(String, String)> {
    let mut found = Vec::new();
    pages(&book(), &mut found);
    let found = found.into_iter();
    found
        .map(|path| {
            let name = path
                .strip_prefix(book())
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect()
}

/// A fenced block that names a file.
struct Example {
    line: usize,
    file: String,
    words: Vec<String>,
    text: String,
    /// What the page says the check printed.
    printed: Option<String>,
}

impl Example {
    fn says(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }

    fn fails(&self) -> Option<&str> {
        self.words
            .iter()
            .find_map(|word| word.strip_prefix("fails="))
    }
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut fence: Option<Option<Example>> = None;
    let mut printed = false;
    for (at, line) in page.lines().enumerate() {
        match (&mut fence, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let mut words: Vec<String> =
                    info.split_whitespace().skip(1).map(str::to_owned).collect();
                let file = words.iter().position(|word| word.starts_with("file="));
                printed = words.iter().any(|word| word == "told");
                if printed {
                    let of = examples.last_mut().expect("an example before it");
                    of.printed = Some(String::new());
                }
                fence = Some(file.map(|place| Example {
                    line: at + 1,
                    file: words.remove(place)["file=".len()..].to_owned(),
                    words,
                    text: String::new(),
                    printed: None,
                }));
            }
            (Some(block), Some("")) => {
                examples.extend(block.take());
                fence = None;
                printed = false;
            }
            (Some(Some(example)), _) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            (Some(None), _) if printed => {
                let of = examples
                    .last_mut()
                    .and_then(|example| example.printed.as_mut());
                *of.expect("begun with the block") += &format!("{line}\n");
            }
            _ => {}
        }
    }
    assert!(fence.is_none(), "a fence is not closed");
    examples
}

/// The text with the lines of each place of a `swap` in place of the old ones.
fn swapped(text: &str, swap: &str) -> String {
    let mut text = text.to_owned();
    for place in swap.split("…\n") {
        let of = |sign: char| -> String {
            let lines = place.lines();
            let lines = lines.filter_map(|line| line.strip_prefix([sign, ' ']));
            lines.flat_map(|line| [line, "\n"]).collect()
        };
        let (old, new) = (of('-'), of('+'));
        assert!(
            !old.is_empty() && text.matches(&old).count() == 1,
            "to be there once:\n{old}"
        );
        text = text.replacen(&old, &new, 1);
    }
    text
}

/// The folder with the example in it.
fn over(base: &Folder, example: &Example) -> Folder {
    let mut folder = base.clone();
    let file = &example.file;
    let before = || {
        base.text(file)
            .unwrap_or_else(|| panic!("there is no {file} to change"))
    };
    if example.says("part") {
        let stem = file
            .rsplit('/')
            .next()
            .unwrap()
            .strip_suffix(".toml")
            .unwrap();
        folder.insert(&format!("workflows/common/{stem}.toml"), before());
        let text = format!("extends = \"common/{stem}\"\n{}", example.text);
        folder.insert(file, text);
    } else if example.says("swap") {
        folder.insert(file, swapped(before(), &example.text));
    } else if example.says("add") {
        let text = format!("{}{}", before(), example.text);
        folder.insert(file, text);
    } else {
        folder.insert(file, example.text.as_str());
    }
    folder
}

/// What the check says of a folder: `id`, and the whole message to be shown. A label missing is no fault of an example.
fn told(folder: &Folder, lang: Lang) -> Vec<(&'static str, String)> {
    let loaded = load(folder, &BTreeMap::new(), RevisionNo(1));
    let told = loaded.diagnostics.sorted(&loaded.sources).into_iter();
    told.filter(|told| {
        told.severity != Severity::Note && !told.id.starts_with("missing-translation")
    })
    .map(|told| (told.id, to_text(told, &loaded.sources, lang, Look::Plain)))
    .collect()
}

/// What an import says of the mapping itself.
fn told_of_mapping(example: &Example, lang: Lang) -> Vec<(&'static str, String)> {
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    Mapping::parse(&example.file, &example.text, &mut sources, &mut found);
    let told = found.sorted(&sources).into_iter();
    told.map(|told| (told.id, to_text(told, &sources, lang, Look::Plain)))
        .collect()
}

/// The page's language and the desk its examples begin with.
fn beginning(page: &str) -> (Lang, Folder) {
    let lang = match page.starts_with("zh/") {
        true => Lang::Zh,
        false => Lang::En,
    };
    (lang, starter("service", lang))
}

#[test]
fn every_example_loads_as_it_says() {
    let mut tried = 0;
    let mut wrong = String::new();
    for (page, text) in all() {
        let (lang, mut base) = beginning(&page);
        for example in examples(&text) {
            let folder = over(&base, &example);
            let mut told = told(&folder, lang);
            if example.file.starts_with("imports/") && example.file.ends_with(".toml") {
                told.extend(told_of_mapping(&example, lang));
            }
            let fits = match example.fails() {
                None => told.is_empty(),
                Some(id) => {
                    let printed = example.printed.as_deref();
                    told.len() == 1
                        && told[0].0 == id
                        && printed.is_none_or(|text| text.contains(&told[0].1))
                }
            };
            if !fits {
                let told: Vec<String> = told.into_iter().map(|(_, text)| text).collect();
                wrong += &format!("docs/src/{page}:{}\n{}\n\n", example.line, told.join("\n"));
            }
            if example.says("keep") {
                base = folder;
            }
            tried += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried > 25, "{tried}");
}

/// Whether the command does well in a folder that holds these files.
fn runs(folder: &Folder, commands: &[&[&str]]) {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in folder.iter() {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    for args in commands {
        let mut casework = Command::new(env!("CARGO_BIN_EXE_casework"));
        casework
            .current_dir(dir.path())
            .args(*args)
            .assert()
            .success();
    }
}

#[test]
fn the_desk_of_a_page_passes_its_scenarios_and_takes_its_register() {
    let import = [
        "import",
        "imports/register.csv",
        "--map",
        "imports/register.toml",
    ];
    let pages: [(&str, &[&[&str]]); 2] = [
        ("tutorial.md", &[&["test"]]),
        ("spreadsheet.md", &[&["test"], &import]),
    ];
    for folder in ["zh", "en"] {
        for (page, commands) in pages {
            let page = format!("{folder}/{page}");
            let (_, mut base) = beginning(&page);
            let text = std::fs::read_to_string(book().join(&page)).unwrap();
            for example in examples(&text)
                .iter()
                .filter(|example| example.says("keep"))
            {
                base = over(&base, example);
            }
            runs(&base, commands);
        }
    }
}

#[test]
fn the_pages_of_keys_are_those_of_the_key_table() {
    for (folder, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
        let pages = key_pages(lang);
        for page in &pages {
            let path = book().join(folder).join(&page.path);
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                kept == page.text,
                "{} is old: casework keys --out docs/src",
                path.display()
            );
        }
        let kept = std::fs::read_dir(book().join(folder).join("keys")).unwrap();
        assert_eq!(
            kept.count(),
            pages.len(),
            "{folder}/keys holds a page of no section"
        );
    }
}

#[test]
fn every_page_is_in_the_summary() {
    let summary = std::fs::read_to_string(book().join("SUMMARY.md")).unwrap();
    for (page, _) in all() {
        if page != "SUMMARY.md" {
            assert!(
                summary.contains(&format!("]({page})")),
                "SUMMARY.md lacks {page}"
            );
        }
    }
    for (folder, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
        for page in key_pages(lang) {
            let line = format!("[{}]({folder}/{})", page.title, page.path);
            assert!(summary.contains(&line), "SUMMARY.md lacks {line}");
        }
    }
}

#[test]
fn every_link_leads_to_a_page() {
    for (page, text) in all() {
        let folder = book().join(&page);
        let folder = folder.parent().unwrap();
        for piece in text.split("](").skip(1) {
            let link = piece.split(')').next().unwrap();
            if link.starts_with("http") || link.starts_with('#') {
                continue;
            }
            let path = link.split('#').next().unwrap();
            assert!(folder.join(path).exists(), "docs/src/{page}: {link}");
        }
    }
}

#[test]
fn both_languages_have_the_same_pages_and_examples() {
    let of = |folder: &str| {
        let all = all().into_iter();
        let own =
            all.filter_map(|(page, text)| Some((page.strip_prefix(folder)?.to_owned(), text)));
        own.map(|(page, text)| {
            let examples = examples(&text).into_iter();
            let examples: Vec<(String, Vec<String>)> = examples
                .map(|example| (example.file, example.words))
                .collect();
            (page, examples)
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(of("zh/"), of("en/"));
}
