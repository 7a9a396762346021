//! `casework tasks`: what is open, what is due first on top.

use serde_json::Value as Json;

use super::client::{Client, Common, columns, encoded, with_client, word};
use super::{Exit, Global};

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
    with_client(global, &args.common, ask, |body, _| table(body))
}

/// Tasks as columns: record, task, with whom, due.
pub(crate) fn table(body: &Json) -> String {
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
                none if none == "—" => word(task, "role"),
                person => person,
            };
            let whom = match word(task, "offered") {
                none if none == "—" => whom,
                to => format!("{whom} → {to}"),
            };
            let due = word(deadline, "due_local");
            vec![
                word(task, "record"),
                word(task, "task"),
                whom,
                if late { format!("{due} !") } else { due },
            ]
        })
        .collect();
    columns(&rows)
}
