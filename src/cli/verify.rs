//! `casework verify`: whether a data file's journal gives exactly what the file holds.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::place::Place;
use super::{Exit, Global, print};
use crate::daemon::{DaemonError, audit};
use crate::model::catalogue::{Lang, message};
use crate::replay::Verified;
use crate::store::{Access, SqliteStore, Store};

/// What `verify` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,
    /// Only this desk
    #[arg(long)]
    desk: Option<String>,
    /// Print a JSON array, one object for each desk
    #[arg(long)]
    json: bool,
}

/// Verifies every desk and prints what is not as it must be.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    let data = match args.place.existing() {
        Ok(data) => data,
        Err(exit) => return exit,
    };
    let lang = global.lang.unwrap_or_else(|| args.place.language());
    match verified(&data, args) {
        Ok(found) => {
            let fine = found.iter().all(|(_, verified)| verified.is_fine());
            let text = match args.json {
                true => {
                    let objects = found.iter().map(|(desk, verified)| object(desk, verified));
                    format!("{:#}\n", objects.collect::<Json>())
                }
                false => found
                    .iter()
                    .map(|(desk, verified)| text(desk, verified, lang))
                    .collect(),
            };
            print(&text);
            match fine {
                true => Exit::Fine,
                false => Exit::Damaged,
            }
        }
        Err(error) => {
            eprintln!("casework: {}", error.chain());
            Exit::of(&error)
        }
    }
}

fn verified(data: &Path, args: &Args) -> Result<Vec<(String, Verified)>, DaemonError> {
    let store = SqliteStore::open(data, Access::ReadOnly)?;
    let mut found = Vec::new();
    for desk in store.desks()? {
        if args.desk.as_ref().is_none_or(|wanted| *wanted == desk.name) {
            let verified = audit(&store, &desk.name)?;
            found.push((desk.name, verified));
        }
    }
    Ok(found)
}

fn object(desk: &str, verified: &Verified) -> Json {
    let differences: Vec<Json> = verified
        .differences
        .iter()
        .map(|difference| {
            json!({
                "line": difference.line.0,
                "what": difference.what,
                "stored": difference.stored,
                "derived": difference.derived,
            })
        })
        .collect();
    json!({
        "desk": desk,
        "lines": verified.lines,
        "count": verified.count,
        "differences": differences,
    })
}

fn text(desk: &str, verified: &Verified, lang: Lang) -> String {
    let (lines, count) = (verified.lines.to_string(), verified.count.to_string());
    let id = match verified.is_fine() {
        true => "verify-fine",
        false => "verify-differs",
    };
    let args = [("desk", desk), ("lines", &*lines), ("count", &*count)];
    let mut text = message(id, lang, &args) + "\n";
    for difference in &verified.differences {
        let line = difference.line.to_string();
        let args = [
            ("line", &*line),
            ("what", difference.what),
            ("stored", &*difference.stored),
            ("derived", &*difference.derived),
        ];
        text += &format!("  {}\n", message("verify-line", lang, &args));
    }
    text
}
