//! `casework tasks`: what is open, what is due first on top.

use serde_json::Value as Json;

use super::client::{Client, Common, columns, encoded, with_client, word};
use super::{Exit, Global};
use crate::model::catalogue::Lang;

/// What `tasks` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only what lies with this person, or with a role they hold
    #[arg(long)]
    person: Option<String>,
    /// Only what lies with this role
    #[arg(long)]
    role: Option<String>,
    /// Only what is late
    #[arg(long)]
    late: bool,
    /// How many at most
    #[arg(long, default_value_t = 200)]
    limit: usize,
    #[command(flatten)]
    common: Common,
}

/// Lists open tasks.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    let ask = |client: &Client| {
        let mut path = format!("tasks?limit={}", args.limit);
        for (name, value) in [("person", &args.person), ("role", &args.role)] {
            if let Some(value) = value {
                path.push_str(&format!("&{name}={}", encoded(value)));
            }
        }
        if args.late {
            path.push_str("&late=true");
        }
        client.get_lists(&path)
    };
    with_client(global, &args.common, ask, table)
}

/// What something of a task is called, else its key.
fn label(task: &Json, key: &str) -> String {
    let labels = task.get("labels").unwrap_or(&Json::Null);
    match word(labels, key) {
        none if none == "—" => word(task, key),
        label => label,
    }
}

/// Below a task of one record: its answers, and what each asks.
pub(crate) fn answers(task: &Json, lang: Lang) -> Vec<Vec<String>> {
    let outcomes = task.pointer("/labels/outcomes").and_then(Json::as_array);
    let outcomes = outcomes.into_iter().flatten();
    let rows = outcomes.map(|one| {
        let asks = one
            .get("asks")
            .and_then(Json::as_array)
            .into_iter()
            .flatten();
        let asks: Vec<&str> = asks.filter_map(Json::as_str).collect();
        vec![
            format!(
                "  → {}",
                typed(&word(one, "label"), &word(one, "outcome"), lang)
            ),
            asks.join(", "),
        ]
    });
    rows.collect()
}

/// A label with the key that is to be typed.
fn typed(label: &str, key: &str, lang: Lang) -> String {
    match (label == key, lang) {
        (true, _) => key.to_owned(),
        (false, Lang::Zh) => format!("{label}（{key}）"),
        (false, Lang::En) => format!("{label} ({key})"),
    }
}

/// Tasks as columns: record, task, with whom, due.
pub(crate) fn table(body: &Json, lang: Lang) -> String {
    let tasks = body.as_array().map_or(&[][..], Vec::as_slice);
    let rows: Vec<Vec<String>> = tasks
        .iter()
        .map(|task| {
            let deadline = task.get("deadline").unwrap_or(&Json::Null);
            let late = deadline.get("late").and_then(Json::as_bool) == Some(true);
            let waiting = task.pointer("/signing/waiting").and_then(Json::as_array);
            let waiting = waiting.into_iter().flatten().filter_map(Json::as_str);
            let waiting: Vec<&str> = waiting.collect();
            let whom = match word(task, "assignee") {
                _ if !waiting.is_empty() => waiting.join("+"),
                none if none == "—" => label(task, "role"),
                person => person,
            };
            let whom = match word(task, "offered") {
                none if none == "—" => whom,
                to => format!("{whom} → {to}"),
            };
            let due = word(deadline, "due_local");
            vec![
                word(task, "record"),
                typed(&label(task, "task"), &word(task, "task"), lang),
                whom,
                if late { format!("{due} !") } else { due },
            ]
        })
        .collect();
    columns(&rows)
}
