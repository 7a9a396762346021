//! The catalogue is whole, and says the same in both languages.

use super::*;

#[test]
fn every_id_stands_once_and_is_kebab_case() {
    let written: usize = areas().iter().map(|area| area.len()).sum();
    assert_eq!(written, all().count(), "an id is written twice");
    for message in all() {
        assert!(
            message.id.chars().all(|c| c.is_ascii_lowercase()
                || c.is_ascii_digit()
                || c == '-'
                || (c == '_' && message.id.starts_with("dry-"))),
            "{}",
            message.id
        );
    }
}

#[test]
fn both_languages_say_the_same() {
    for message in all() {
        for words in message.parts() {
            let (zh, en) = (words.template(Lang::Zh), words.template(Lang::En));
            assert!(!zh.is_empty() && !en.is_empty(), "{}", message.id);
            assert_eq!(placeholders(zh), placeholders(en), "{}", message.id);
            let braces = |text: &str| {
                (
                    text.matches('{').count(),
                    text.matches('}').count(),
                    text.matches('`').count() % 2,
                )
            };
            assert_eq!(braces(zh), braces(en), "{}", message.id);
            assert_eq!(
                braces(zh).2,
                0,
                "an odd number of backticks: {}",
                message.id
            );
        }
    }
}

#[test]
fn what_went_wrong_is_told_in_sentences_and_a_label_is_none() {
    for message in all() {
        let sentence = message.sentence.template(Lang::En);
        let title = message.id.starts_with("problem-");
        let wrong = message.severity != Severity::Note && !title;
        assert!(
            !wrong || sentence.ends_with(['.', '?']),
            "{}: {sentence}",
            message.id
        );
        if let Some(label) = &message.label {
            assert!(!label.en.ends_with('.'), "{}", message.id);
        }
    }
}

#[test]
fn the_first_help_that_can_be_filled_is_shown() {
    let near = help(
        "unknown-key",
        Lang::En,
        &[("near", "who"), ("known", "`who`")],
    );
    assert_eq!(near.as_deref(), Some("did you mean `who`?"));
    let known = help("unknown-key", Lang::En, &[("known", "`who`, `due`")]);
    assert_eq!(known.as_deref(), Some("possible here: `who`, `due`"));
    assert_eq!(help("unknown-key", Lang::En, &[]), None);
}

#[test]
fn braces_of_toml_in_a_help_are_text() {
    let (text, whole) = fill("write `x = { to = \"{name}\" }`", &[("name", "a")]);
    assert_eq!(text, "write `x = { to = \"a\" }`");
    assert!(whole);
}

#[test]
fn an_argument_is_not_expanded_again() {
    let (text, _) = fill("{a} {b}", &[("a", "{b}"), ("b", "x")]);
    assert_eq!(text, "{b} x");
}

#[test]
fn long_lists_stop_at_eight() {
    let items: Vec<String> = (1..=10).map(|n| format!("s{n}")).collect();
    assert_eq!(
        Arg::List(items.clone()).render(Lang::En),
        "`s1`, `s2`, `s3`, `s4`, `s5`, `s6`, `s7`, `s8` and 2 more"
    );
    assert_eq!(
        Arg::List(items).render(Lang::Zh),
        "`s1`、`s2`、`s3`、`s4`、`s5`、`s6`、`s7`、`s8`，另有 2 个"
    );
}

#[test]
fn a_language_is_read_with_its_region() {
    assert_eq!(Lang::parse("zh-CN"), Some(Lang::Zh));
    assert_eq!(Lang::parse("en_US.UTF-8"), Some(Lang::En));
    assert_eq!(Lang::parse("fr"), None);
}
