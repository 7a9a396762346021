//! The one key table: every key an admin may write, with its kind, what it does in both languages, and an example. It
//! feeds the reader (a key that is not here cannot be read), the schema, the manual and completion.
//!
//! To add a key, add its line to the section it belongs to.

mod desk;
mod files;
mod flow;
mod mapping;
mod pages;
mod words;

use crate::model::catalogue::Lang;

pub use pages::{KeyPage, key_pages};
pub use words::word_doc;

/// What a key takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text, as it is.
    Text,
    /// A text, or `=` and an expression.
    Value,
    /// A condition: always an expression, without `=`.
    Condition,
    /// A bare name.
    Name,
    /// A bare name or a list of them.
    Names,
    /// A list of values or formulas.
    Values,
    /// A whole number.
    Whole,
    /// An exact number.
    Number,
    /// True or false.
    YesNo,
    /// A date.
    Date,
    /// A date with a time.
    Moment,
    /// A duration, a date, or a formula that gives one.
    Duration,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A sentence of a closed list.
    Sentence,
    /// A table with the keys of this section.
    Table(&'static str),
    /// A list of tables with the keys of this section.
    Tables(&'static str),
    /// Names of the admin's own, each with the keys of this section.
    Entries(&'static str),
    /// As [`Kind::Entries`], but each, or the whole, may also be written shorter: `facts = "text"`, `outcomes = ["a", "b"]`.
    Short(&'static str),
    /// Names of the admin's own, each with a value or a formula.
    Map,
    /// More than one of these; the text of the key says which.
    Any,
}

/// One key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    zh: &'static str,
    en: &'static str,
    /// A line that can be pasted.
    pub example: &'static str,
}

impl Key {
    /// What it does, in one sentence.
    #[must_use]
    pub fn doc(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

const fn key(
    name: &'static str,
    kind: Kind,
    zh: &'static str,
    en: &'static str,
    example: &'static str,
) -> Key {
    Key {
        name,
        kind,
        zh,
        en,
        example,
    }
}

/// The keys of one kind of table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// Where it stands (`"workflow.task"`).
    pub path: &'static str,
    /// What it is called in a sentence, in Chinese.
    pub zh: &'static str,
    /// What it is called in a sentence, in English.
    pub en: &'static str,
    /// Its keys, in the order the manual shows them.
    pub keys: &'static [Key],
}

impl Section {
    /// What it is called in a sentence.
    #[must_use]
    pub fn called(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// The key of this name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// All sections, in the order the manual shows them.
pub fn sections() -> impl Iterator<Item = &'static Section> {
    [
        files::SECTIONS,
        desk::SECTIONS,
        flow::SECTIONS,
        mapping::SECTIONS,
    ]
    .into_iter()
    .flatten()
}

/// The section of this path, if there is one.
#[must_use]
pub fn section(path: &str) -> Option<&'static Section> {
    sections().find(|section| section.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_section_and_key_stands_once() {
        let mut paths = BTreeSet::new();
        for section in sections() {
            assert!(paths.insert(section.path), "{} twice", section.path);
            let mut names = BTreeSet::new();
            for key in section.keys {
                assert!(names.insert(key.name), "{}.{}", section.path, key.name);
                assert!(!key.zh.is_empty() && !key.en.is_empty());
            }
        }
    }

    #[test]
    fn what_a_key_leads_to_exists() {
        for section in sections() {
            for key in section.keys {
                if let Kind::Table(path)
                | Kind::Tables(path)
                | Kind::Short(path)
                | Kind::Entries(path) = key.kind
                {
                    assert!(super::section(path).is_some(), "{}: {path}", key.name);
                }
            }
        }
    }

    #[test]
    fn every_example_is_toml_and_says_its_key() {
        for section in sections() {
            for key in section.keys {
                let parsed = toml::from_str::<toml::Table>(key.example);
                let table = parsed.unwrap_or_else(|e| panic!("{}: {e}", key.example));
                assert!(table.contains_key(key.name), "{}", key.example);
                let value = &table[key.name];
                let fits = match key.kind {
                    Kind::Text | Kind::Condition | Kind::Name | Kind::Sentence => value.is_str(),
                    Kind::Word(words) => value.as_str().is_some_and(|v| words.contains(&v)),
                    Kind::Whole => value.is_integer(),
                    Kind::Number => value.is_integer() || value.is_float(),
                    Kind::YesNo => value.is_bool(),
                    Kind::Date | Kind::Moment => value.is_datetime(),
                    Kind::Names => value.is_str() || value.is_array(),
                    Kind::Values | Kind::Tables(_) => value.is_array(),
                    Kind::Table(_) | Kind::Entries(_) | Kind::Map => value.is_table(),
                    Kind::Short(_) => value.is_table() || value.is_array(),
                    Kind::Value | Kind::Duration | Kind::Any => true,
                };
                assert!(fits, "{}: {}", section.path, key.example);
            }
        }
    }
}
