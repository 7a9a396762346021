//! The one catalogue of messages: every sentence a person reads, by id, in Chinese and English. It stands on the lowest
//! floor so that the check, refusals, explanations, the dry run and the demo all speak from it.
//!
//! To add a message, add three lines to the file of its area: `error("id", zh, en)` (or `warning`, `note`), and
//! where it has them `.label(zh, en)` and `.help(zh, en)`. `{name}` stands for an argument. A label or help with a
//! placeholder that got no argument is left out, so one message may carry several helps: the first that can be filled is shown.

mod check;
mod daemon;
mod deeds;
mod demo;
mod describe;
mod describe_later;
mod describe_words;
mod engine;
mod exchange;
mod forms;
mod people;
mod reading;
mod reason;
mod replay;
mod scenario;
mod syntax;
mod tables;
mod why;
mod words;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use reason::Reason;

/// A language casework speaks.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Reads `zh` or `en`, also with a region (`zh-CN`); `None` for other languages.
    #[must_use]
    pub fn parse(text: &str) -> Option<Lang> {
        let bare = text.split(['-', '_', '.']).next().unwrap_or(text);
        match bare.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }
}

/// How much a message weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is loaded, or nothing was done, because of it.
    Error,
    /// It works, but probably not as meant.
    Warning,
    /// Good to know.
    Note,
}

/// One sentence in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    zh: &'static str,
    en: &'static str,
}

impl Words {
    /// The sentence with its placeholders, in one language.
    #[must_use]
    pub fn template(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// One entry of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its name, kebab-case, never reused for another meaning.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    sentence: Words,
    label: Option<Words>,
    helps: [Option<Words>; 3],
}

const fn entry(
    severity: Severity,
    id: &'static str,
    zh: &'static str,
    en: &'static str,
) -> Message {
    Message {
        id,
        severity,
        sentence: Words { zh, en },
        label: None,
        helps: [None; 3],
    }
}

const fn error(id: &'static str, zh: &'static str, en: &'static str) -> Message {
    entry(Severity::Error, id, zh, en)
}

const fn warning(id: &'static str, zh: &'static str, en: &'static str) -> Message {
    entry(Severity::Warning, id, zh, en)
}

const fn note(id: &'static str, zh: &'static str, en: &'static str) -> Message {
    entry(Severity::Note, id, zh, en)
}

impl Message {
    const fn label(mut self, zh: &'static str, en: &'static str) -> Message {
        self.label = Some(Words { zh, en });
        self
    }

    const fn help(mut self, zh: &'static str, en: &'static str) -> Message {
        let words = Some(Words { zh, en });
        self.helps = match self.helps {
            [None, ..] => [words, None, None],
            [first, None, _] => [first, words, None],
            [first, second, _] => [first, second, words],
        };
        self
    }

    /// All its sentences: the message, the label, the helps.
    pub fn parts(&self) -> impl Iterator<Item = Words> + '_ {
        let more = self.label.iter().chain(self.helps.iter().flatten());
        std::iter::once(self.sentence).chain(more.copied())
    }
}

static CATALOGUE: LazyLock<BTreeMap<&'static str, &'static Message>> = LazyLock::new(|| {
    areas()
        .into_iter()
        .flatten()
        .map(|message| (message.id, message))
        .collect()
});

fn areas() -> Vec<&'static [Message]> {
    vec![
        check::MESSAGES,
        daemon::MESSAGES,
        demo::MESSAGES,
        describe::MESSAGES,
        deeds::MESSAGES,
        describe_later::MESSAGES,
        describe_words::MESSAGES,
        engine::MESSAGES,
        exchange::MESSAGES,
        forms::MESSAGES,
        people::MESSAGES,
        reading::MESSAGES,
        replay::MESSAGES,
        scenario::MESSAGES,
        syntax::MESSAGES,
        tables::MESSAGES,
        why::MESSAGES,
        words::MESSAGES,
    ]
}

/// What the check of a folder can say, and the staging of a change: all that has a page of explanation.
pub fn diagnostics() -> impl Iterator<Item = &'static Message> {
    let areas = [
        syntax::MESSAGES,
        check::MESSAGES,
        tables::MESSAGES,
        people::MESSAGES,
    ];
    let all = areas.into_iter().flatten();
    all.filter(|message| message.id != "check-summary")
}

/// The entry of this id, if there is one.
#[must_use]
pub fn find(id: &str) -> Option<&'static Message> {
    CATALOGUE.get(id).copied()
}

/// All entries, by id.
pub fn all() -> impl Iterator<Item = &'static Message> {
    CATALOGUE.values().copied()
}

/// The sentence of this id with its arguments put in; the id itself when the catalogue has none.
#[must_use]
pub fn message(id: &str, lang: Lang, args: &[(&str, &str)]) -> String {
    match find(id) {
        Some(message) => fill(message.sentence.template(lang), args).0,
        None => id.to_owned(),
    }
}

/// The short text beside the underlined place; `None` when the message has none or an argument of it is missing.
#[must_use]
pub fn label(id: &str, lang: Lang, args: &[(&str, &str)]) -> Option<String> {
    filled(find(id)?.label.as_ref()?, lang, args)
}

/// The first help of this id all of whose arguments are given.
#[must_use]
pub fn help(id: &str, lang: Lang, args: &[(&str, &str)]) -> Option<String> {
    let helps = find(id)?.helps.iter().flatten();
    helps
        .into_iter()
        .find_map(|words| filled(words, lang, args))
}

/// A word of the catalogue (`"state"` → 状态), for arguments that must follow the language.
#[must_use]
pub fn word(id: &str, lang: Lang) -> String {
    message(id, lang, &[])
}

fn filled(words: &Words, lang: Lang, args: &[(&str, &str)]) -> Option<String> {
    let (text, whole) = fill(words.template(lang), args);
    whole.then_some(text)
}

/// Puts the arguments in. The second result is whether every placeholder had one; one without stays as it is written.
fn fill(template: &str, args: &[(&str, &str)]) -> (String, bool) {
    let mut text = String::with_capacity(template.len() + 32);
    let mut whole = true;
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        // Braces around anything but a placeholder (`{ to = "x" }` in a help that can be pasted) are text.
        let Some((name, tail)) = after.split_once('}').filter(|(name, _)| is_name(name)) else {
            text.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = args.iter().find(|(arg, _)| *arg == name) {
            text.push_str(value);
        } else {
            whole = false;
            text.push('{');
            text.push_str(name);
            text.push('}');
        }
        rest = tail;
    }
    text.push_str(rest);
    (text, whole)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// The names of the placeholders of a template, sorted, each once.
#[must_use]
pub fn placeholders(template: &str) -> Vec<&str> {
    let mut names: Vec<&str> = template
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
        .filter(|name| is_name(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// An argument of a message, kept so that one value can be said in either language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Arg {
    /// The user's own words, or a number.
    Said(String),
    /// A word of the catalogue, by its id.
    Word(String),
    /// A phrase given in both languages.
    Both {
        /// In Chinese.
        zh: String,
        /// In English.
        en: String,
    },
    /// Several of the user's words; each is quoted, at most eight are shown.
    List(Vec<String>),
}

impl Arg {
    /// A phrase given in both languages.
    #[must_use]
    pub fn both(zh: &str, en: &str) -> Arg {
        Arg::Both {
            zh: zh.to_owned(),
            en: en.to_owned(),
        }
    }

    /// How it reads in this language.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        match self {
            Arg::Said(text) => text.clone(),
            Arg::Word(id) => word(id, lang),
            Arg::Both { zh, en } => match lang {
                Lang::Zh => zh.clone(),
                Lang::En => en.clone(),
            },
            Arg::List(items) => quoted_list(items, lang),
        }
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Said(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Said(text)
    }
}

/// How many of a list are named before it says how many more there are.
pub const SHOWN: usize = 8;

fn quoted_list(items: &[String], lang: Lang) -> String {
    let between = match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    };
    let mut text = items
        .iter()
        .take(SHOWN)
        .map(|item| format!("`{item}`"))
        .collect::<Vec<_>>()
        .join(between);
    let more = items.len().saturating_sub(SHOWN);
    if more > 0 {
        let count = more.to_string();
        text.push_str(&message("and-more", lang, &[("count", &count)]));
    }
    text
}

/// Renders owned arguments for [`message`], [`label`] and [`help`].
#[must_use]
pub fn render_args<K: AsRef<str>>(args: &[(K, Arg)], lang: Lang) -> Vec<(&str, String)> {
    args.iter()
        .map(|(name, arg)| (name.as_ref(), arg.render(lang)))
        .collect()
}

/// Borrows rendered arguments as the slices [`message`] takes.
#[must_use]
pub fn borrowed<'a>(args: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    args.iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

#[cfg(test)]
mod tests;
