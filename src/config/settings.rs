//! `casework.toml`: what holds for the whole folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::diagnostic::Diagnostics;
use super::docs::Docs;
use super::keys;
use super::reader::{Item, Table};
use super::source::SETTINGS;
use super::straighten::straightened;
use crate::model::Number;
use crate::model::catalogue::Lang;

/// How a saved change goes live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Publish {
    /// By itself within the gate, else by a person.
    #[default]
    Gate,
    /// By itself after the dry run, whatever that says.
    Always,
    /// By a person.
    ByHand,
}

impl Publish {
    /// As it is written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Publish::Gate => "gate",
            Publish::Always => "always",
            Publish::ByHand => "by_hand",
        }
    }
}

/// What holds for the whole folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How a saved change goes live.
    pub publish: Publish,
    /// The limits of the gate, by key (`max_changed`); 0 where none is written, 50 records at least.
    pub gate: BTreeMap<Arc<str>, Number>,
    /// The language where none is said.
    pub language: Lang,
    /// Where the data lies: a folder, or a file ending in `.db`.
    pub data: Arc<str>,
    /// The address of the interface.
    pub listen: Arc<str>,
}

/// So many records at least a dry run must have replayed, where the gate does not say.
const MIN_RECORDS: i64 = 50;

impl Default for Settings {
    fn default() -> Settings {
        let gate = keys::section("settings.gate").map_or(&[][..], |section| section.keys);
        let gate = gate.iter().map(|key| {
            let least = if key.name == "min_records" {
                MIN_RECORDS
            } else {
                0
            };
            (Arc::from(key.name), Number::Whole(least))
        });
        Settings {
            publish: Publish::Gate,
            gate: gate.collect(),
            language: Lang::Zh,
            data: Arc::from("data"),
            listen: Arc::from("127.0.0.1:7878"),
        }
    }
}

/// Reads `casework.toml`; without one everything is as usual.
pub(crate) fn settings(docs: &mut Docs<'_>, found: &mut Diagnostics) -> Settings {
    let mut settings = Settings::default();
    let Some(doc) = docs.toml(SETTINGS) else {
        return settings;
    };
    let doc = straightened(doc, "settings", found);
    let Some(mut table) = Table::open(&doc.root, "settings", found) else {
        return settings;
    };
    let publish = table.take("publish");
    let publish = publish.and_then(|item| item.one_of(&["gate", "always", "by_hand"], found));
    settings.publish = match publish {
        Some("always") => Publish::Always,
        Some("by_hand") => Publish::ByHand,
        _ => Publish::Gate,
    };
    if let Some(item) = table.take("gate") {
        gate(&item, &mut settings, found);
    }
    let language = table
        .take("language")
        .and_then(|item| item.one_of(&["zh", "en"], found));
    settings.language = language.and_then(Lang::parse).unwrap_or_default();
    let mut text = |key: &str, usual: &mut Arc<str>| {
        if let Some(text) = table.take(key).and_then(|item| item.text(found)) {
            *usual = Arc::from(text);
        }
    };
    text("data", &mut settings.data);
    text("listen", &mut settings.listen);
    table.finish(found);
    settings
}

fn gate(item: &Item<'_>, settings: &mut Settings, found: &mut Diagnostics) {
    let Some(mut table) = item.table("settings.gate", found) else {
        return;
    };
    let keys = keys::section("settings.gate").map_or(&[][..], |section| section.keys);
    for key in keys {
        if let Some(number) = table.take(key.name).and_then(|item| item.number(found)) {
            settings.gate.insert(Arc::from(key.name), number);
        }
    }
    table.finish(found);
}
