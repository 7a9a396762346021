//! `casework dry-run`: what a changed folder would have done with the desk's own history.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::place::Place;
use super::{Exit, Global, look, print};
use crate::config::{Folder, Loaded, load, report};
use crate::daemon::{DaemonError, Shelf};
use crate::model::catalogue::{Arg, Lang, Reason};
use crate::model::{LineNo, RevisionNo};
use crate::replay::{DryRun, Gate, Options, dry_run};
use crate::store::{Access, SqliteStore, Store};

/// What `dry-run` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The data file whose history is replayed; a daemon may be using it (default: casework.db in the folder `data` of
    /// the candidate's casework.toml)
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// The folder tried
    #[arg(long, value_name = "DIR", default_value = ".")]
    candidate: PathBuf,
    /// Only this desk
    #[arg(long)]
    desk: Option<String>,
    /// Explain so many records turn by turn
    #[arg(long, default_value_t = 20)]
    explain: usize,
    /// List so many records of each verdict (in the JSON; the text lists ten)
    #[arg(long, default_value_t = 500)]
    list: usize,
    /// Print a JSON array, one object for each desk
    #[arg(long)]
    json: bool,
}

/// Replays, compares, prints; the exit code says whether the gate of the revision in use is passed.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    match told(global, args) {
        Ok(exit) => exit,
        Err(Stop::Said(exit)) => exit,
        Err(Stop::Error(error)) => {
            eprintln!("casework: {}", error.chain());
            Exit::of(&error)
        }
    }
}

enum Stop {
    /// It was said why already.
    Said(Exit),
    Error(DaemonError),
}

impl From<DaemonError> for Stop {
    fn from(error: DaemonError) -> Stop {
        Stop::Error(error)
    }
}

fn told(global: &Global, args: &Args) -> Result<Exit, Stop> {
    let place = Place {
        dir: args.candidate.clone(),
        data: args.data.clone(),
    };
    let data = place.existing().map_err(Stop::Said)?;
    let store = SqliteStore::open(&data, Access::ReadOnly).map_err(DaemonError::from)?;
    let folder = Folder::read(&args.candidate).map_err(DaemonError::Folder)?;
    let desks = store.desks().map_err(DaemonError::from)?;
    let mut objects: Vec<Json> = Vec::new();
    let mut text = String::new();
    let mut passes = true;
    let mut any = false;
    stands(&folder, args, global)?;
    for kept in desks {
        let Some(active) = kept
            .active
            .filter(|_| args.desk.as_ref().is_none_or(|d| *d == kept.name))
        else {
            continue;
        };
        any = true;
        let mut shelf = Shelf::new(&store, &kept.name)?;
        let baseline = shelf.rules(active)?;
        let loaded = load(&folder, shelf.known(), RevisionNo(u32::MAX));
        let lang = global.lang.unwrap_or(loaded.settings.language);
        let Some(candidate) = loaded.desk(&kept.name) else {
            return Err(faulty(&loaded, &kept.name, lang));
        };
        let recorded = shelf.recorded()?;
        let options = Options {
            explained: args.explain,
            listed: args.list,
        };
        let lines = store
            .lines(&kept.name, LineNo(1))
            .map_err(DaemonError::from)?;
        let dry =
            dry_run(lines, &recorded, &baseline, candidate, options).map_err(
                |error| match error {
                    crate::replay::DryRunError::Lines(error) => DaemonError::from(error),
                    other => DaemonError::Broke(other.to_string()),
                },
            )?;
        let settings = shelf.settings(active)?;
        let gate = Gate::judge(&dry, &settings.gate);
        passes &= gate.passes();
        said(&dry, &gate, lang, &mut objects, &mut text);
    }
    if !any {
        let known = store.desks().map_err(DaemonError::from)?;
        let known = Arg::List(known.into_iter().map(|kept| kept.name).collect());
        let wanted = args.desk.as_deref().unwrap_or("");
        let reason = Reason::new("unknown-desk").with("desk", wanted);
        let reason = reason.with("known", known);
        let lang = global.lang.unwrap_or(Lang::En);
        eprintln!("casework: {}", reason.text(lang));
        return Err(Stop::Said(Exit::Unusable));
    }
    print(&match args.json {
        true => format!("{:#}\n", Json::Array(objects)),
        false => text,
    });
    Ok(match passes {
        true => Exit::Fine,
        false => Exit::Found,
    })
}

/// Whether the folder as a whole can stand: a fault outside all desks is nobody's, and the daemon refuses it as well.
fn stands(folder: &Folder, args: &Args, global: &Global) -> Result<(), Stop> {
    let loaded = load(folder, &BTreeMap::new(), RevisionNo(u32::MAX));
    let whole = args.desk.is_none() || loaded.broken_desks.is_empty();
    if whole && loaded.diagnostics.has_errors() {
        let lang = global.lang.unwrap_or(loaded.settings.language);
        return Err(told_faults(&loaded, lang));
    }
    Ok(())
}

/// Says why the folder has no such desk that could be tried.
fn faulty(loaded: &Loaded, desk: &str, lang: Lang) -> Stop {
    if loaded.broken_desks.contains(desk) {
        return told_faults(loaded, lang);
    }
    let gone = Reason::new("desk-vanished").with("desk", desk);
    eprintln!("casework: {}", gone.text(lang));
    Stop::Said(Exit::Found)
}

fn told_faults(loaded: &Loaded, lang: Lang) -> Stop {
    let (found, sources) = (&loaded.diagnostics, &loaded.sources);
    eprint!("{}", report(found, sources, lang, look()));
    Stop::Said(Exit::Found)
}

fn said(dry: &DryRun, gate: &Gate, lang: Lang, objects: &mut Vec<Json>, text: &mut String) {
    let mut object = dry.json();
    if let Some(object) = object.as_object_mut() {
        object.insert("gate".to_owned(), gate.json());
    }
    objects.push(json!(object));
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&dry.text(lang, Some(gate)));
}
