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
        word(body, "workflow"),
        word(body, "state")
    );
    let all = body.get("fields").unwrap_or(&Json::Null);
    let mut rows: Vec<Vec<String>> = Vec::new();
    if let Some(fields) = all.as_object() {
        for name in fields.keys() {
            let hidden = body.get("hidden").and_then(Json::as_array);
            let hidden = hidden.is_some_and(|all| all.iter().any(|one| one == name));
            let value = match hidden {
                true => message("value-hidden", lang, &[]),
                false => word(all, name).replace('\n', " "),
            };
            rows.push(vec![name.clone(), value]);
        }
    }
    text.push_str(&columns(&rows));
    let open = body.get("tasks").unwrap_or(&Json::Null);
    if open.as_array().is_some_and(|open| !open.is_empty()) {
        text.push('\n');
        text.push_str(&tasks::table(open));
    }
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
                other => format!("{} ({other})", word(line, "what")),
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
        text.push('\n');
        text.push_str(&columns(&rows));
    }
    text
}
