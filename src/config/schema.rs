//! JSON Schemas of the folder's TOML files, made from the one key table: what an editor needs to complete a key, to say
//! on hovering what it does, and to underline one that is not there. They are kinder than the check: what depends on
//! other files (names, types, expressions) is left to it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::keys::{self, Key, Kind, Section, word_doc};
use crate::model::catalogue::Lang;

/// A kind of file the folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SchemaFile {
    /// `casework.toml`.
    Settings,
    /// `workflows/<desk>/desk.toml`, and what it includes.
    Desk,
    /// Any other TOML file of a desk.
    Workflow,
    /// `rules/calendars/*.toml`.
    Calendar,
    /// A scenario below `tests/scenarios/`.
    Scenario,
    /// The mapping of a log to be imported.
    Mapping,
}

impl SchemaFile {
    /// All kinds, in the order the manual shows them.
    pub const ALL: [SchemaFile; 6] = [
        SchemaFile::Settings,
        SchemaFile::Desk,
        SchemaFile::Workflow,
        SchemaFile::Calendar,
        SchemaFile::Scenario,
        SchemaFile::Mapping,
    ];

    /// The word a command line has for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            SchemaFile::Settings => "casework",
            SchemaFile::Desk => "desk",
            SchemaFile::Workflow => "workflow",
            SchemaFile::Calendar => "calendar",
            SchemaFile::Scenario => "scenario",
            SchemaFile::Mapping => "mapping",
        }
    }

    /// The kind a word names.
    #[must_use]
    pub fn parse(word: &str) -> Option<SchemaFile> {
        SchemaFile::ALL.into_iter().find(|file| file.word() == word)
    }

    /// The section of the key table its top level is.
    #[must_use]
    pub fn section(self) -> &'static str {
        match self {
            SchemaFile::Settings => "settings",
            SchemaFile::Desk => "desk",
            SchemaFile::Workflow => "workflow",
            SchemaFile::Calendar => "calendar_file",
            SchemaFile::Scenario => "scenario",
            SchemaFile::Mapping => "mapping",
        }
    }

    /// Which files it is for, as patterns below the folder; a mapping lies where its log does.
    #[must_use]
    pub fn patterns(self) -> &'static [&'static str] {
        match self {
            SchemaFile::Settings => &["casework.toml"],
            SchemaFile::Desk => &["workflows/*/desk.toml"],
            SchemaFile::Workflow => &["workflows/*/*.toml"],
            SchemaFile::Calendar => &["rules/calendars/*.toml"],
            SchemaFile::Scenario => &["tests/scenarios/**/*.toml"],
            SchemaFile::Mapping => &["**/map.toml"],
        }
    }
}

/// The schema of a kind of file, its texts in one language or, with none, in both.
#[must_use]
pub fn schema(file: SchemaFile, lang: Option<Lang>) -> Value {
    let mut made = Made {
        lang,
        definitions: BTreeMap::new(),
        merges: matches!(file, SchemaFile::Desk | SchemaFile::Workflow),
    };
    let Some(section) = keys::section(file.section()) else {
        return Value::Bool(true);
    };
    let mut top = made.table(section);
    let definitions = std::mem::take(&mut made.definitions).into_iter();
    let definitions: Map<String, Value> = definitions
        .map(|(name, made)| (name.to_owned(), made))
        .collect();
    top.insert("definitions".to_owned(), Value::Object(definitions));
    let mut whole = Map::new();
    let draft = "http://json-schema.org/draft-07/schema#";
    whole.insert("$schema".to_owned(), json!(draft));
    whole.insert("title".to_owned(), json!(made.called(section)));
    whole.extend(top);
    Value::Object(whole)
}

struct Made {
    lang: Option<Lang>,
    definitions: BTreeMap<&'static str, Value>,
    /// Whether files of this kind lie over each other, so that `false` drops what a lower one says.
    merges: bool,
}

impl Made {
    fn both(&self, said: impl Fn(Lang) -> &'static str) -> String {
        match self.lang {
            Some(lang) => said(lang).trim().to_owned(),
            None => {
                let (zh, en) = (said(Lang::Zh).trim(), said(Lang::En).trim());
                if zh == en {
                    zh.to_owned()
                } else {
                    format!("{zh}\n{en}")
                }
            }
        }
    }

    fn called(&self, section: &Section) -> String {
        self.both(|lang| section.called(lang))
    }

    /// A table with these keys and no others.
    fn table(&mut self, section: &'static Section) -> Map<String, Value> {
        let mut properties = Map::new();
        for key in section.keys {
            properties.insert(key.name.to_owned(), self.property(section, key));
        }
        let Value::Object(mut table) = json!({ "type": "object", "additionalProperties": false })
        else {
            return Map::new();
        };
        table.insert("description".to_owned(), json!(self.called(section)));
        table.insert("properties".to_owned(), Value::Object(properties));
        if section.path == "scenario.expect" {
            // Beside the keys stand the scenario's own names for records, each with the state it must be in.
            table.insert("additionalProperties".to_owned(), text());
        }
        table
    }

    /// A reference to a section, which is made the first time it is asked for.
    fn refer(&mut self, path: &'static str) -> Value {
        if !self.definitions.contains_key(path)
            && let Some(section) = keys::section(path)
        {
            // Stands there before it is made, for sections lead back to each other.
            self.definitions.insert(path, Value::Bool(true));
            let made = Value::Object(self.table(section));
            self.definitions.insert(path, made);
        }
        json!({ "$ref": format!("#/definitions/{path}") })
    }

    /// A key: what it takes, what it does, and an example.
    fn property(&mut self, section: &'static Section, key: &'static Key) -> Value {
        let mut shapes = self.shapes(section, key);
        let droppable = self.merges && is_laid_over(section) && !shapes.is_empty();
        if droppable && !shapes.iter().any(takes_false) {
            shapes.push(json!({ "const": false }));
        }
        let mut property = Map::new();
        let doc = self.both(|lang| key.doc(lang));
        property.insert("description".to_owned(), json!(doc));
        if let Some(example) = example(key) {
            property.insert("examples".to_owned(), json!([example]));
        }
        let hover = format!("{doc}\n\n```toml\n{}\n```", key.example);
        property.insert("x-taplo".to_owned(), json!({ "docs": { "main": hover } }));
        match (shapes.pop(), shapes.is_empty()) {
            (Some(Value::Object(only)), true) if !only.contains_key("$ref") => {
                if let Some(docs) = only.get("enum").and_then(|words| self.words(key, words))
                    && let Some(inner) = property.get_mut("x-taplo")
                    && let Some(inner) = inner.get_mut("docs").and_then(Value::as_object_mut)
                {
                    inner.insert("enumValues".to_owned(), docs);
                }
                property.extend(only);
            }
            (Some(last), _) => {
                shapes.push(last);
                property.insert("anyOf".to_owned(), Value::Array(shapes));
            }
            (None, _) => {}
        }
        Value::Object(property)
    }

    /// What the words of a list mean, word by word.
    fn words(&self, key: &Key, words: &Value) -> Option<Value> {
        let words = words.as_array()?.iter();
        let docs = words.map(|word| {
            let word = word.as_str().unwrap_or("");
            word_doc(key.name, word, Lang::En)?;
            Some(self.both(|lang| word_doc(key.name, word, lang).unwrap_or("")))
        });
        Some(json!(docs.collect::<Vec<_>>()))
    }

    /// Everything a key takes; none: anything.
    fn shapes(&mut self, section: &'static Section, key: &'static Key) -> Vec<Value> {
        if let Some(shapes) = self.special(section, key) {
            return shapes;
        }
        match key.kind {
            Kind::Text | Kind::Condition | Kind::Name | Kind::Sentence => vec![text()],
            Kind::Value | Kind::Duration => vec![scalar(), self.refer("depends")],
            Kind::Names | Kind::Values => vec![text(), list(&scalar())],
            Kind::Whole => vec![json!({ "type": "integer" })],
            Kind::Number => vec![json!({ "type": "number" })],
            Kind::YesNo => vec![json!({ "type": "boolean" })],
            Kind::Date => vec![json!({ "type": "string", "pattern": DATE })],
            Kind::Moment => vec![json!({ "type": "string", "pattern": MOMENT })],
            Kind::Word(words) => vec![json!({ "enum": words })],
            Kind::Table(path) => vec![self.refer(path)],
            Kind::Tables(path) => vec![list(&self.refer(path))],
            Kind::Entries(path) => vec![self.entries(path, Vec::new())],
            Kind::Short(path) => self.short(path),
            Kind::Map => {
                let inside = vec![scalar(), list(&scalar()), self.refer("depends")];
                vec![json!({ "type": "object", "additionalProperties": { "anyOf": inside } })]
            }
            Kind::Any => Vec::new(),
        }
    }

    /// Names of the admin's own, each a table of this section or written shorter.
    fn entries(&mut self, path: &'static str, shorter: Vec<Value>) -> Value {
        let mut each = vec![self.refer(path)];
        each.extend(shorter);
        if self.merges {
            each.push(json!({ "const": false }));
        }
        json!({ "type": "object", "additionalProperties": { "anyOf": each } })
    }

    fn short(&mut self, path: &'static str) -> Vec<Value> {
        match path {
            // A ladder is a list of rungs.
            "ladder.rung" => {
                let rung = self.refer(path);
                let named = json!({ "anyOf": [list(&rung), { "const": false }] });
                vec![json!({ "type": "object", "additionalProperties": named })]
            }
            // Names alone where there is nothing more to say of any.
            "workflow.outcome" => vec![self.entries(path, Vec::new()), list(&text())],
            _ => vec![self.entries(path, vec![text()])],
        }
    }

    /// Keys that take more, or less, than their kind says.
    fn special(&mut self, section: &'static Section, key: &'static Key) -> Option<Vec<Value>> {
        let named = || vec![text(), list(&text())];
        Some(match (section.path, key.name) {
            ("workflow.task", "need") => vec![
                json!({ "enum": ["all", "any"] }),
                json!({ "type": "integer", "minimum": 1 }),
                text_of("=", "a formula"),
            ],
            ("workflow.task", "allow") => {
                let words = ["return", "transfer", "add_signer", "withdraw", "nudge"];
                let lifted = words
                    .iter()
                    .flat_map(|word| [(*word).to_owned(), format!("+{word}"), format!("-{word}")]);
                vec![list(&json!({ "enum": lifted.collect::<Vec<_>>() }))]
            }
            (_, "ladder") if section.path.starts_with("workflow.") => {
                vec![text(), json!({ "const": false })]
            }
            (_, "who" | "to") => named(),
            ("watch", "per") => vec![text(), list(&json!({ "anyOf": [text(), list(&text())] }))],
            ("watch", "reaches") => vec![scalar(), self.refer("depends")],
            ("calendar_file", "week") => {
                vec![json!({ "type": "object", "additionalProperties": list(&text()) })]
            }
            ("calendar_file", "makeup") => named(),
            ("migrate", "rename") => {
                let names = json!({ "type": "object", "additionalProperties": text() });
                vec![
                    json!({ "type": "object", "additionalProperties": { "anyOf": [names, text()] } }),
                ]
            }
            ("migrate", "deadline") => vec![map_of(&["keep", "rearm"])],
            ("migrate", "timer") => vec![map_of(&["arm", "leave"])],
            ("mapping.event" | "mapping.state", "from") => {
                vec![text(), list(&text()), self.refer("mapping.classifier")]
            }
            // The answers of a form are given item by item.
            ("scenario.step", "with") => {
                let inside = vec![scalar(), list(&scalar()), json!({ "type": "object" })];
                vec![json!({ "type": "object", "additionalProperties": { "anyOf": inside } })]
            }
            ("depends" | "depends.except" | "depends.from", "value") => {
                vec![scalar(), list(&scalar())]
            }
            _ => return None,
        })
    }
}

/// TOML dates reach a schema as text.
const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const MOMENT: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+.*)?$";

fn text() -> Value {
    json!({ "type": "string" })
}

fn text_of(begins: &str, says: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^{begins}"), "description": says })
}

fn scalar() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

fn list(of: &Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn map_of(words: &[&str]) -> Value {
    json!({ "type": "object", "additionalProperties": { "enum": words } })
}

/// Whether a shape takes `false` already.
fn takes_false(shape: &Value) -> bool {
    let boolean = |ty: &Value| ty == "boolean";
    shape.get("const") == Some(&Value::Bool(false))
        || shape.get("type").is_some_and(|ty| {
            boolean(ty) || ty.as_array().is_some_and(|all| all.iter().any(boolean))
        })
}

/// Whether the tables of a section are laid over each other key by key, so that `false` drops a key.
fn is_laid_over(section: &Section) -> bool {
    let whole = [
        "desk",
        "workflow",
        "migrate",
        "starts",
        "ladder.rung",
        "report.table",
    ];
    !whole.contains(&section.path) && !section.path.starts_with("depends")
}

/// The value of the key's example.
fn example(key: &Key) -> Option<Value> {
    let table: toml::Table = key.example.parse().ok()?;
    Some(plain(table.get(key.name)?))
}

/// A TOML value as an editor hands it to a schema: dates as text.
fn plain(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(yes) => json!(yes),
        toml::Value::Datetime(at) => json!(at.to_string()),
        toml::Value::Array(items) => items.iter().map(plain).collect(),
        toml::Value::Table(entries) => {
            let entries = entries.iter();
            Value::Object(entries.map(|(k, v)| (k.clone(), plain(v))).collect())
        }
    }
}
