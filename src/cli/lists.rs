//! `casework incidents` and `outbox`: what went wrong, and what waits to leave.

use serde_json::Value as Json;

use super::client::{Client, Common, columns, with_client, word};
use super::{Exit, Global};

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

/// Lists incidents.
pub(crate) fn incidents(global: &Global, args: &Incidents) -> Exit {
    let path = if args.all {
        "/incidents?all=true"
    } else {
        "/incidents"
    };
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

fn rows(body: &Json, keys: &[&str]) -> String {
    let list = body.as_array().map_or(&[][..], Vec::as_slice);
    let row = |object: &Json| keys.iter().map(|key| word(object, key)).collect();
    columns(&list.iter().map(row).collect::<Vec<_>>())
}
