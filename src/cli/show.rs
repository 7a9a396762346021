//! `casework show`: a record with its fields, its open tasks, and what happened to it.

use serde_json::Value as Json;

use super::client::{Client, Common, columns, encoded, with_client, word};
use super::{Exit, Global, tasks};
use crate::model::catalogue::{Lang, message};

/// What `show` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The record's code or key
    record: String,
    #[command(flatten)]
    common: Common,
}

/// Shows a record.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    let ask = |client: &Client| {
        let path = format!(
            "/desks/{}/records/{}",
            client.desk_of(&args.record)?,
            encoded(&args.record)
        );
        client.get(&path)
    };
    with_client(global, &args.common, ask, text)
}

fn text(body: &Json, lang: Lang) -> String {
    let mut text = format!(
        "{}  {}  {}\n\n",
        word(body, "code"),
        label(body, "workflow"),
        label(body, "state")
    );
    let named = |name: &str| -> String {
        let label = body
            .pointer("/labels/fields")
            .map(|labels| word(labels, name));
        label.unwrap_or_else(|| name.to_owned())
    };
    let all = body.get("fields").unwrap_or(&Json::Null);
    let mut rows: Vec<Vec<String>> = Vec::new();
    if let Some(fields) = all.as_object() {
        for (name, value) in fields {
            let hidden = body.get("hidden").and_then(Json::as_array);
            let hidden = hidden.is_some_and(|all| all.iter().any(|one| one == name));
            let shown = match (hidden, items(value)) {
                (true, _) => message("value-hidden", lang, &[]),
                (false, Some(items)) => counted(items),
                (false, None) => {
                    let label = body.pointer("/labels/values").and_then(|all| all.get(name));
                    let label = label.and_then(Json::as_str).map(str::to_owned);
                    let text = label.unwrap_or_else(|| word(all, name));
                    text.replace('\n', " ")
                }
            };
            rows.push(vec![named(name), shown]);
        }
    }
    text.push_str(&columns(&rows));
    for (name, value) in all.as_object().into_iter().flatten() {
        if let Some(items) = items(value) {
            text.push_str(&format!("\n{}  {}\n", named(name), counted(items)));
            text.push_str(&columns(&items.iter().map(item).collect::<Vec<_>>()));
        }
    }
    let open = body.get("tasks").unwrap_or(&Json::Null);
    if open.as_array().is_some_and(|open| !open.is_empty()) {
        text.push('\n');
        for task in open.as_array().into_iter().flatten() {
            text.push_str(&tasks::table(&Json::Array(vec![task.clone()]), lang));
            text.push_str(&columns(&tasks::answers(task, lang)));
        }
    }
    text + &history(body, lang)
}

/// What happened, line by line; empty where nothing is told.
fn history(body: &Json, lang: Lang) -> String {
    let mut text = String::new();
    let history = body.get("history").and_then(Json::as_array);
    let lines = history.map_or(&[][..], Vec::as_slice);
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let effects = line.get("effects").and_then(Json::as_array);
            let effects = effects.into_iter().flatten().filter_map(Json::as_str);
            let effects: Vec<&str> = effects.collect();
            let what = match word(line, "outcome").as_str() {
                "applied" => word(line, "what"),
                other => {
                    let id = format!("deed-{other}");
                    message(&id, lang, &[("what", &word(line, "what"))])
                }
            };
            vec![
                word(line, "at_local"),
                word(line, "by"),
                what,
                effects.join("; "),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let zone = body.pointer("/labels/zone").and_then(Json::as_str);
        let zone = zone.map_or_else(String::new, |zone| {
            message("show-history", lang, &[("zone", zone)]) + "\n"
        });
        text.push_str(&format!("\n{zone}"));
        text.push_str(&columns(&rows));
    }
    text
}

/// What something of the record is called, else its key.
fn label(body: &Json, key: &str) -> String {
    let labels = body.get("labels").unwrap_or(&Json::Null);
    match word(labels, key) {
        none if none == "—" => word(body, key),
        label => label,
    }
}

/// The items, where a value is a form.
fn items(value: &Json) -> Option<&[Json]> {
    value.get("items")?.as_array().map(Vec::as_slice)
}

/// How many of the items were answered.
fn counted(items: &[Json]) -> String {
    let answered = |item: &&Json| item.get("answer").is_some_and(|answer| !answer.is_null());
    format!("{}/{}", items.iter().filter(answered).count(), items.len())
}

/// An item as a row: whether it is met, its name, what is asked, the answer and what was wanted.
fn item(item: &Json) -> Vec<String> {
    let yes = |key: &str| item.get(key).and_then(Json::as_bool) == Some(true);
    let answered = item.get("answer").is_some_and(|answer| !answer.is_null());
    let mark = match (yes("met"), answered || yes("required")) {
        (true, _) => "✓",
        (false, true) => "✗",
        (false, false) => "·",
    };
    let wanted = match item.get("wanted").and_then(Json::as_str) {
        Some(wanted) => format!("[{wanted}]"),
        None => String::new(),
    };
    vec![
        format!("  {mark}"),
        word(item, "name"),
        word(item, "text"),
        word(item, "answer"),
        wanted,
    ]
}
