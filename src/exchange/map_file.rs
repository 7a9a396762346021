//! The TOML below a mapping: sections and keys with the place each stands at, so that every fault can be shown.

use std::ops::Range;

use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mapping::MappingFault;

/// A mapping file being read, with what is wrong so far.
#[derive(Debug)]
pub(super) struct MapFile<'t> {
    text: &'t str,
    tree: Option<DeTable<'t>>,
    faults: Vec<(usize, MappingFault)>,
}

/// A table of the file.
#[derive(Clone, Debug)]
pub(super) struct Section<'t> {
    name: String,
    start: usize,
    table: DeTable<'t>,
}

impl Section<'_> {
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn keys(&self) -> Vec<String> {
        self.table
            .keys()
            .map(|key| key.get_ref().to_string())
            .collect()
    }

    /// Where a key stands; the section's own place when it has none of that name.
    fn place(&self, key: &str) -> usize {
        self.table
            .get_key_value(key)
            .map_or(self.start, |(key, _)| key.span().start)
    }
}

impl<'t> MapFile<'t> {
    pub(super) fn new(text: &'t str) -> MapFile<'t> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (tree, errors) = DeTable::parse_recoverable(text);
        let mut file = MapFile {
            text,
            tree: errors.is_empty().then(|| tree.into_inner()),
            faults: Vec::new(),
        };
        for error in errors {
            let start = error.span().map_or(0, |span| span.start);
            file.push(start, error.message().to_owned(), None);
        }
        file
    }

    /// The whole file; `None` when it is not TOML.
    pub(super) fn root(&self) -> Option<Section<'t>> {
        Some(Section {
            name: String::new(),
            start: 0,
            table: self.tree.clone()?,
        })
    }

    /// What was found wrong, in the order of the file.
    pub(super) fn into_faults(mut self) -> Vec<MappingFault> {
        self.faults.sort_by_key(|(start, _)| *start);
        self.faults.into_iter().map(|(_, fault)| fault).collect()
    }

    fn push(&mut self, start: usize, message: String, help: Option<String>) {
        let before = self.text.get(..start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).map_or(0, |l| l.chars().count());
        let fault = MappingFault {
            line: before.matches('\n').count() + 1,
            column: column + 1,
            message,
            help,
        };
        self.faults.push((start, fault));
    }

    pub(super) fn fault(&mut self, at: &Section<'_>, key: &str, message: &str, help: Option<&str>) {
        self.push(at.place(key), message.to_owned(), help.map(str::to_owned));
    }

    pub(super) fn missing(&mut self, at: &Section<'_>, what: &str, help: &str) {
        let within = match at.name.as_str() {
            "" => String::new(),
            name => format!(" under `[{name}]`"),
        };
        let message = format!("{what} is missing{within}");
        self.push(at.start, message, Some(help.to_owned()));
    }

    /// Faults every key that is not one of these.
    pub(super) fn only(&mut self, at: &Section<'_>, known: &[&str]) {
        for (key, _) in &at.table {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let nearest = known
                .iter()
                .map(|known| (strsim::osa_distance(known, name), known))
                .min()
                .filter(|(distance, _)| *distance <= 2);
            let help = match nearest {
                Some((_, nearest)) => format!("did you mean `{nearest}`?"),
                None => format!("known here: {}", known.join(", ")),
            };
            self.push(
                key.span().start,
                format!("unknown key `{name}`"),
                Some(help),
            );
        }
    }

    fn wrong_kind(&mut self, value: &Spanned<DeValue<'_>>, key: &str, expected: &str) {
        let message = format!("`{key}` wants {expected}, not {}", kind(value.get_ref()));
        self.push(value.span().start, message, None);
    }

    /// A text; `None` when there is none of that key, or (with a fault) when it is something else or empty.
    pub(super) fn text(&mut self, at: &Section<'_>, key: &str) -> Option<String> {
        let value = at.table.get(key)?;
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.push(value.span().start, format!("`{key}` is empty"), None);
                None
            }
            DeValue::String(text) => Some(text.to_string()),
            _ => {
                self.wrong_kind(value, key, "a text");
                None
            }
        }
    }

    /// A text that must be there.
    pub(super) fn required(&mut self, at: &Section<'_>, key: &str) -> Option<String> {
        if !at.has(key) {
            self.missing(at, &format!("`{key}`"), &format!("{key} = \"…\""));
        }
        self.text(at, key)
    }

    /// A text, if it is one; no fault when it is not.
    pub(super) fn text_if(&mut self, at: &Section<'_>, key: &str) -> Option<String> {
        at.table.get(key)?.get_ref().as_str().map(str::to_owned)
    }

    /// One text, or a list of some, that must be there.
    pub(super) fn texts(&mut self, at: &Section<'_>, key: &str) -> Option<Vec<String>> {
        let Some(value) = at.table.get(key) else {
            self.missing(
                at,
                &format!("`{key}`"),
                &format!("{key} = \"concept:name\""),
            );
            return None;
        };
        if let DeValue::Array(items) = value.get_ref() {
            let texts: Vec<_> = items
                .iter()
                .filter_map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect();
            if texts.len() == items.len() && !texts.is_empty() {
                return Some(texts);
            }
            self.wrong_kind(value, key, "names of attributes");
            return None;
        }
        Some(vec![self.text(at, key)?])
    }

    /// One of a few words.
    pub(super) fn word(&mut self, at: &Section<'_>, key: &str, words: &[&str]) -> Option<String> {
        let word = self.text(at, key)?;
        if words.contains(&word.as_str()) {
            return Some(word);
        }
        let help = format!("{key} = \"{}\"", words.join("\" or \""));
        self.fault(at, key, &format!("`{word}` is not understood"), Some(&help));
        None
    }

    pub(super) fn yes_no(&mut self, at: &Section<'_>, key: &str) -> Option<bool> {
        let value = at.table.get(key)?;
        let yes_no = value.get_ref().as_bool();
        if yes_no.is_none() {
            self.wrong_kind(value, key, "true or false");
        }
        yes_no
    }

    /// Texts by text; numbers and `true` are taken as they are written.
    pub(super) fn map(&mut self, at: &Section<'_>, key: &str) -> IndexMap<String, String> {
        let mut map = IndexMap::new();
        let Some(inner) = self.section(at, key) else {
            return map;
        };
        for (from, to) in &inner.table {
            let text = match to.get_ref() {
                DeValue::String(text) => text.to_string(),
                DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
                DeValue::Float(number) => number.as_str().to_owned(),
                DeValue::Boolean(yes) => yes.to_string(),
                _ => {
                    self.wrong_kind(to, from.get_ref(), "a text");
                    continue;
                }
            };
            map.insert(from.get_ref().to_string(), text);
        }
        map
    }

    /// A table; `None` when there is none of that key, or (with a fault) when it is something else.
    pub(super) fn section<'s>(&mut self, at: &Section<'s>, key: &str) -> Option<Section<'s>> {
        let value = at.table.get(key)?;
        if !value.get_ref().is_table() {
            self.wrong_kind(value, key, "a table");
        }
        self.section_if(at, key)
    }

    /// A table, if it is one; no fault when it is not.
    pub(super) fn section_if<'s>(&mut self, at: &Section<'s>, key: &str) -> Option<Section<'s>> {
        let Range { start, .. } = at.table.get(key)?.span();
        let table = at.table.get(key)?.get_ref().as_table()?.clone();
        let name = match at.name.as_str() {
            "" => key.to_owned(),
            outer => format!("{outer}.{key}"),
        };
        Some(Section { name, start, table })
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
