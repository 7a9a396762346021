//! A request to do something, in words, and what it is told apart by.

use serde_json::{Map, Value as Json};

use crate::world::Act;

/// What makes a request happen once, however often it is sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sender {
    /// Who sends.
    pub source: String,
    /// The sender's key.
    pub key: String,
}

/// What somebody wants to do on a desk.
#[derive(Clone, Debug)]
pub struct Request {
    /// The desk.
    pub desk: String,
    /// What.
    pub act: Act,
    /// Who, by key or code.
    pub person: Option<String>,
    /// Values given, by field name, and `remark`.
    pub with: Map<String, Json>,
    /// When it happened, where that was not now.
    pub occurred: Option<String>,
    /// What it is told apart by, where the sender may repeat it.
    pub sender: Option<Sender>,
}

impl Request {
    /// The hash of what is asked, the same however the sender orders its keys.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        let mut text = String::new();
        let act = match &self.act {
            Act::Open(workflow) => vec!["open", workflow],
            Act::Report { record, event } => vec!["report", record, event],
            Act::Answer {
                record,
                task,
                outcome,
            } => vec!["answer", record, task, outcome],
            Act::Retry(_) => vec!["retry"],
        };
        let mut parts: Vec<Json> = act.into_iter().map(Json::from).collect();
        if let Act::Retry(incident) = &self.act {
            parts.push(incident.0.into());
        }
        parts.push(Json::from(self.desk.as_str()));
        parts.push(self.person.clone().into());
        parts.push(self.occurred.clone().into());
        parts.push(Json::Object(self.with.clone()));
        canonical(&Json::Array(parts), &mut text);
        *blake3::hash(text.as_bytes()).as_bytes()
    }
}

fn canonical(json: &Json, text: &mut String) {
    match json {
        Json::Object(object) => {
            let mut keys: Vec<&String> = object.keys().collect();
            keys.sort();
            text.push('{');
            for key in keys {
                text.push_str(&Json::from(key.as_str()).to_string());
                text.push(':');
                canonical(object.get(key).unwrap_or(&Json::Null), text);
                text.push(',');
            }
            text.push('}');
        }
        Json::Array(list) => {
            text.push('[');
            for item in list {
                canonical(item, text);
                text.push(',');
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}
