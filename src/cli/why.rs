//! `casework why`: every decision on a record explained, by taking the recorded turns again on the world as it stood.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::place::Place;
use super::{Exit, Global, print};
use crate::daemon::{DaemonError, Shelf};
use crate::engine::{Desk, Sees};
use crate::model::catalogue::{Lang, message};
use crate::model::{LineNo, RecordNo};
use crate::report::{Why, why_to};
use crate::store::{Access, SqliteStore, Store};
use crate::world::World;

/// What `why` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The record's code
    record: String,
    /// Only this line of the journal
    line: Option<u64>,
    #[command(flatten)]
    place: Place,
    /// Whose eyes see it: a person's key or code (default: the machine's owner, who sees everything)
    #[arg(long = "as", value_name = "PERSON")]
    reader: Option<String>,
    /// Print a JSON array, one object a line
    #[arg(long)]
    json: bool,
}

/// Explains the lines of a record.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    let data = match args.place.existing() {
        Ok(data) => data,
        Err(exit) => return exit,
    };
    match explained(global, args, &data) {
        Ok(found) if found.is_empty() => {
            let lang = global.lang.unwrap_or(Lang::En);
            let said = message("refused-no-record", lang, &[("code", &args.record)]);
            eprintln!("casework: {said}");
            Exit::Refused
        }
        Ok(found) if args.json => {
            let objects = found.iter().map(|(line, why)| object(*line, why));
            print(&format!("{:#}\n", objects.collect::<Json>()));
            Exit::Fine
        }
        Ok(found) => {
            let texts: Vec<String> = found.iter().map(|(_, why)| text(why)).collect();
            print(&texts.join("\n"));
            Exit::Fine
        }
        Err(error) => {
            eprintln!("casework: {}", error.chain());
            Exit::of(&error)
        }
    }
}

fn explained(global: &Global, args: &Args, data: &Path) -> Result<Vec<(LineNo, Why)>, DaemonError> {
    let store = SqliteStore::open(data, Access::ReadOnly)?;
    for desk in store.desks()? {
        let Some(record) = find(&store, &desk.name, &args.record)? else {
            continue;
        };
        let Ok(reader) = reader(&store, &desk.name, args, record)? else {
            return Ok(Vec::new());
        };
        let mut shelf = Shelf::new(&store, &desk.name)?;
        let mut world: Option<World> = None;
        let mut found = Vec::new();
        for line in store.lines(&desk.name, LineNo(1))? {
            let line = line?;
            let rules = shelf.at(&line)?;
            let world = world.get_or_insert_with(|| World::new(&rules));
            if matches!(line.event.what, crate::model::What::Activated { .. }) {
                world.bind(&rules);
            }
            let wanted = args.line.is_none_or(|no| line.no.0 == no);
            if line.record == Some(record) && wanted {
                let lang = global.lang.unwrap_or(rules.language);
                found.push((line.no, why_to(&rules, world, &line, lang, reader)));
            }
            world.fold(&line);
        }
        return Ok(found);
    }
    Ok(Vec::new())
}

/// Who looks, where somebody in particular does; an error where they may not see the record as it stands now.
fn reader(
    store: &SqliteStore,
    desk: &str,
    args: &Args,
    record: RecordNo,
) -> Result<Result<Option<RecordNo>, NotSeen>, DaemonError> {
    let Some(word) = &args.reader else {
        return Ok(Ok(None));
    };
    let mut shelf = Shelf::new(store, desk)?;
    let mut now: Option<(World, std::sync::Arc<Desk>)> = None;
    for line in store.lines(desk, LineNo(1))? {
        let line = line?;
        let rules = shelf.at(&line)?;
        let (world, last) = now.get_or_insert_with(|| (World::new(&rules), rules.clone()));
        if matches!(line.event.what, crate::model::What::Activated { .. }) {
            world.bind(&rules);
        }
        world.fold(&line);
        *last = rules;
    }
    let person = now.and_then(|(world, rules)| {
        let person = world.person(&rules, word)?;
        Sees::of(&rules, &world, Some(person))
            .record(record)
            .then_some(person)
    });
    Ok(person.map(Some).ok_or(NotSeen))
}

/// The record is not one this reader may know of.
struct NotSeen;

/// The record with this code, by the rows people query.
fn find(store: &SqliteStore, desk: &str, code: &str) -> Result<Option<RecordNo>, DaemonError> {
    for row in store.records(desk)? {
        let row = row?;
        if row.code == code {
            return Ok(Some(row.no));
        }
    }
    Ok(None)
}

fn object(line: LineNo, why: &Why) -> Json {
    json!({
        "line": line.0,
        "what": why.head,
        "outcome": why.outcome,
        "reasons": why.reasons,
        "effects": why.effects,
    })
}

fn text(why: &Why) -> String {
    let mut text = format!("{}\n", why.head);
    for line in why.outcome.iter().chain(&why.reasons) {
        text.push_str(&format!("    {line}\n"));
    }
    for line in &why.effects {
        text.push_str(&format!("  → {line}\n"));
    }
    text
}
