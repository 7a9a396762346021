//! The documents stay true: their commands parse, the cheap ones are run and print what is shown, their links lead
//! somewhere, their pictures are those drawn now, and both languages show the same commands.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

const DOCUMENTS: [&str; 4] = [
    "README.md",
    "README.zh-CN.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
];
const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(document: &str) -> String {
    std::fs::read_to_string(root().join(document)).unwrap()
}

/// A command of a `console` block, and the lines shown below it.
struct Shown {
    command: String,
    lines: Vec<String>,
}

fn shown(document: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in text(document).lines() {
        if let Some(kind) = line.strip_prefix("```") {
            inside = !inside && kind == "console";
        } else if let (true, Some(command)) = (inside, line.strip_prefix("$ ")) {
            all.push(Shown {
                command: command.to_owned(),
                lines: Vec::new(),
            });
        } else if let (true, Some(last)) = (inside, all.last_mut()) {
            last.lines.push(line.to_owned());
        }
    }
    all
}

/// The words of a command as a shell would hand them over; only plain words and quotes are understood.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => word.get_or_insert_default().push(c),
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c == ' ' => words.extend(word.take()),
            None => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// The words of every `casework …` shown, with its arguments; `cargo run … -- …` is one too.
fn caseworks(document: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let all = shown(document).into_iter();
    let ours = all.filter_map(|shown| {
        let own = shown.command.strip_prefix("casework ");
        let cargo = shown.command.strip_prefix("cargo run --release -- ");
        let rest = own.or(cargo)?;
        let rest = rest.strip_suffix(" &").unwrap_or(rest);
        Some((words(rest), shown.lines))
    });
    ours.collect()
}

#[test]
fn every_command_shown_is_one() {
    for document in READMES {
        let all = caseworks(document);
        assert!(all.len() > 15, "{document} shows {}", all.len());
        for (words, _) in &all {
            let line = std::iter::once("casework").chain(words.iter().map(String::as_str));
            let parsed = casework::cli::command().try_get_matches_from(line);
            assert!(
                parsed.is_ok(),
                "{document}: {words:?}: {}",
                parsed.unwrap_err()
            );
        }
    }
}

#[test]
fn every_command_is_in_the_readmes_table() {
    for document in READMES {
        let text = text(document);
        for command in casework::cli::command().get_subcommands() {
            let row = format!("| `{}", command.get_name());
            assert!(
                text.contains(&row),
                "{document} has no row for {}",
                command.get_name()
            );
        }
    }
}

/// Those that need no data and no file of the reader's.
fn is_cheap(words: &[String]) -> bool {
    let first = words.first().map(String::as_str);
    let cheap = ["check", "test", "show-config", "graph"].map(Some);
    cheap.contains(&first) && !words.iter().any(|word| word.starts_with("my-desk"))
}

#[test]
fn cheap_commands_print_what_is_shown() {
    let out = tempfile::tempdir().unwrap();
    let mut run = 0;
    for document in READMES {
        for (mut words, lines) in caseworks(document) {
            if !is_cheap(&words) {
                continue;
            }
            if let Some(at) = words.iter().position(|word| word == "--out") {
                words[at + 1] = out.path().join(&words[at + 1]).display().to_string();
            }
            let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
            let output = command.args(&words).current_dir(root()).output().unwrap();
            let printed = String::from_utf8(output.stdout).unwrap();
            assert!(
                output.status.success(),
                "{document}: {words:?}: {printed}{}",
                String::from_utf8_lossy(&output.stderr)
            );
            let printed: BTreeSet<&str> = printed.lines().collect();
            for line in lines.iter().filter(|line| !line.is_empty() && *line != "…") {
                assert!(
                    printed.contains(line.as_str()),
                    "{document}: {words:?} does not print: {line}"
                );
            }
            run += 1;
        }
    }
    assert!(run >= 8, "{run}");
}

#[test]
fn both_languages_show_the_same_commands() {
    let commands = |document| {
        let all = shown(document).into_iter();
        let all = all.map(|shown| shown.command.replace(" --lang en", ""));
        all.map(|command| words(&command)[..2.min(words(&command).len())].join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(commands("README.md"), commands("README.zh-CN.md"));
    let rows = |document| {
        let text = text(document);
        let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
        let rows = rows.filter_map(|row| row.split('`').next());
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(rows("README.md"), rows("README.zh-CN.md"));
}

#[test]
fn every_link_leads_somewhere() {
    for document in DOCUMENTS {
        let text = text(document);
        let mut links: Vec<&str> = Vec::new();
        for piece in text.split("](").skip(1) {
            links.extend(piece.split(')').next());
        }
        for piece in text.split("src=\"").skip(1) {
            links.extend(piece.split('"').next());
        }
        for link in links {
            if link.starts_with("http") || link.starts_with('#') {
                continue;
            }
            let path = link.split('#').next().unwrap();
            assert!(root().join(path).exists(), "{document}: {link}");
        }
    }
}

#[test]
fn what_architecture_names_is_there() {
    let mut tests = String::new();
    let mut paths: Vec<PathBuf> = vec![root().join("src"), root().join("tests/it")];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(path).unwrap();
            paths.extend(inside.map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|end| end == "rs") {
            tests.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    let text = text("ARCHITECTURE.md");
    let mut named = 0;
    for word in text.split('`').skip(1).step_by(2) {
        // A test's name is a sentence.
        if word.matches('_').count() >= 3
            && word.chars().all(|c| c == '_' || c.is_ascii_lowercase())
        {
            assert!(
                tests.contains(&format!("fn {word}(")),
                "there is no test {word}"
            );
            named += 1;
        }
    }
    assert!(named > 15, "{named}");
}

#[test]
fn the_pictures_are_those_drawn_now() {
    for (picture, lang) in [("complaint.en.svg", "en"), ("complaint.zh.svg", "zh")] {
        let kept = std::fs::read_to_string(root().join("docs/pictures").join(picture)).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_casework"));
        let drawn = command
            .args(["graph", "fresh-bus/complaint", "--lang", lang])
            .current_dir(root());
        let drawn = drawn.output().unwrap().stdout;
        assert!(
            kept.as_bytes() == drawn,
            "docs/pictures/{picture} is old: casework graph fresh-bus/complaint --lang {lang} --out docs/pictures/{picture}"
        );
    }
}
