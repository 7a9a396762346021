//! `casework incidents`, `outbox`, `verify`: what went wrong, what waits to leave, and whether the data is whole.

use serde_json::Value as Json;

use super::client::{Client, Common, columns, with_client, word};
use super::{Exit, Global};
use crate::model::catalogue::{Lang, message};

/// What `incidents` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Incidents {
    /// Settled ones too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    common: Common,
}

/// What `outbox` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Outbox {
    #[command(flatten)]
    common: Common,
}

/// What `verify` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    common: Common,
}

/// Lists incidents.
pub(crate) fn incidents(global: &Global, args: &Incidents) -> Exit {
    let path = if args.all { "/incidents?all=true" } else { "/incidents" };
    let ask = |client: &Client| client.get(path);
    with_client(global, &args.common, ask, |body, _| {
        rows(body, &["desk", "no", "record", "task", "opened", "why"])
    })
}

/// Lists notices that wait to leave.
pub(crate) fn outbox(global: &Global, args: &Outbox) -> Exit {
    let ask = |client: &Client| client.get("/outbox?limit=10000");
    with_client(global, &args.common, ask, |body, _| {
        rows(body, &["id", "desk", "created", "notice", "to"])
    })
}

/// Verifies the data.
pub(crate) fn verify(global: &Global, args: &Verify) -> Exit {
    let mut clean = true;
    let exit = {
        let clean = &mut clean;
        let ask = |client: &Client| {
            let answered = client.get("/verify")?;
            *clean = answered.body.get("clean") != Some(&Json::Bool(false));
            Ok(answered)
        };
        with_client(global, &args.common, ask, verified)
    };
    if exit == Exit::Fine && !clean {
        return Exit::Damaged;
    }
    exit
}

fn verified(body: &Json, lang: Lang) -> String {
    let (lines, count) = (word(body, "lines"), word(body, "rows"));
    let differences = body.get("differences").and_then(Json::as_array);
    let differences = differences.map_or(&[][..], Vec::as_slice);
    let id = if differences.is_empty() { "verify-clean" } else { "verify-differs" };
    let mut text = message(id, lang, &[("lines", &lines), ("rows", &count)]);
    text.push('\n');
    for difference in differences.iter().filter_map(Json::as_str) {
        text.push_str(&format!("  {difference}\n"));
    }
    text
}

fn rows(body: &Json, keys: &[&str]) -> String {
    let list = body.as_array().map_or(&[][..], Vec::as_slice);
    let row = |object: &Json| keys.iter().map(|key| word(object, key)).collect();
    columns(&list.iter().map(row).collect::<Vec<_>>())
}
