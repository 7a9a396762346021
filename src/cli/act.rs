//! `casework open`, `event`, `answer`, `retry`: what people do, from the command line.

use serde_json::{Map, Value as Json, json};

use super::client::{
    Answered, Client, Common, Once, encoded, values, with_client, with_client_or_new, word,
};
use super::{Exit, Global};
use crate::model::catalogue::{Lang, message};

/// What `open` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Open {
    /// The workflow
    workflow: String,
    /// Fields: NAME=VALUE
    #[arg(value_name = "NAME=VALUE")]
    with: Vec<String>,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    common: Common,
}

/// What `event` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Event {
    /// The record's code or key
    record: String,
    /// The event; `note`, `correct` and `void` are built in
    event: String,
    /// Fields: NAME=VALUE, also remark=TEXT
    #[arg(value_name = "NAME=VALUE")]
    with: Vec<String>,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    common: Common,
}

/// What `answer` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Answer {
    /// The record's code or key
    record: String,
    /// The task
    task: String,
    /// The outcome (default: done)
    #[arg(long)]
    outcome: Option<String>,
    /// The outcome, then fields: NAME=VALUE, also remark=TEXT
    #[arg(value_name = "OUTCOME|NAME=VALUE")]
    with: Vec<String>,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    common: Common,
}

/// What `retry` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Retry {
    /// The incident's number
    incident: u32,
    #[command(flatten)]
    once: Once,
    #[command(flatten)]
    common: Common,
}

/// Opens a record.
pub(crate) fn open(global: &Global, args: &Open) -> Exit {
    let with = match values(&args.with) {
        Ok(with) => with,
        Err(exit) => return exit,
    };
    let ask = |client: &Client| {
        let mut body = brought(with, &args.once);
        body.insert("workflow".to_owned(), args.workflow.as_str().into());
        let path = format!("/desks/{}/records", client.desk()?);
        client.post(&path, &Json::Object(body), &args.once)
    };
    with_client_or_new(global, &args.common, ask, done)
}

/// Reports an event.
pub(crate) fn event(global: &Global, args: &Event) -> Exit {
    let with = match values(&args.with) {
        Ok(with) => with,
        Err(exit) => return exit,
    };
    let ask = |client: &Client| {
        let (record, event) = (encoded(&args.record), encoded(&args.event));
        let path = format!(
            "/desks/{}/records/{record}/events/{event}",
            client.desk_of(&args.record)?
        );
        client.post(&path, &Json::Object(brought(with, &args.once)), &args.once)
    };
    with_client(global, &args.common, ask, done)
}

/// Answers a task.
pub(crate) fn answer(global: &Global, args: &Answer) -> Exit {
    let mut pairs = args.with.as_slice();
    let mut outcome = args.outcome.clone();
    if let (None, Some((first, rest))) = (&outcome, pairs.split_first())
        && !first.contains('=')
    {
        outcome = Some(first.clone());
        pairs = rest;
    }
    let with = match values(pairs) {
        Ok(with) => with,
        Err(exit) => return exit,
    };
    let ask = |client: &Client| {
        let mut body = brought(with, &args.once);
        if let Some(outcome) = &outcome {
            body.insert("outcome".to_owned(), outcome.as_str().into());
        }
        let (record, task) = (encoded(&args.record), encoded(&args.task));
        let path = format!(
            "/desks/{}/records/{record}/tasks/{task}",
            client.desk_of(&args.record)?
        );
        client.post(&path, &Json::Object(body), &args.once)
    };
    with_client(global, &args.common, ask, done)
}

/// Tries an incident again.
pub(crate) fn retry(global: &Global, args: &Retry) -> Exit {
    let ask = |client: &Client| -> Result<Answered, Exit> {
        let path = format!(
            "/desks/{}/incidents/{}/retry",
            client.desk()?,
            args.incident
        );
        client.post(&path, &json!({}), &args.once)
    };
    with_client(global, &args.common, ask, done)
}

fn brought(with: Map<String, Json>, once: &Once) -> Map<String, Json> {
    let mut body = Map::new();
    body.insert("with".to_owned(), Json::Object(with));
    if let Some(occurred) = &once.occurred {
        body.insert("occurred".to_owned(), occurred.as_str().into());
    }
    body
}

fn done(body: &Json, lang: Lang) -> String {
    let (record, state, line) = (
        word(body, "record"),
        match word(body, "state_label") {
            none if none == "—" => word(body, "state"),
            label => label,
        },
        word(body, "line"),
    );
    let args = [("record", &*record), ("state", &*state), ("line", &*line)];
    format!("{}\n", message("act-done", lang, &args))
}
