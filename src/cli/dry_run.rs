//! `casework dry-run`: what a changed folder would have done with the desk's own history.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::place::Place;
use super::{Exit, Global, look, print, tell, unknown_desk};
use crate::config::{Folder, Loaded, load, report, spend};
use crate::daemon::{DaemonError, Shelf, Tried, digest, gate_differs};
use crate::model::RevisionNo;
use crate::model::catalogue::{Lang, Reason, message};
use crate::replay::{DryRun, Gate, Options};
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
    let checked = load(&folder, &BTreeMap::new(), RevisionNo(u32::MAX));
    let lang = global.lang.unwrap_or(checked.settings.language);
    let whole = args.desk.is_none() || checked.broken_desks.is_empty();
    if whole && checked.diagnostics.has_errors() {
        return Err(broken(&checked, lang));
    }
    let (mut objects, mut text) = (Vec::new(), String::new());
    let mut passes = true;
    let hash = folder.hash();
    let revisions = store.revisions().map_err(DaemonError::from)?;
    let mut found = Finds::new();
    if whole {
        for (name, desk) in &checked.desks {
            if desk.not_run_yet.is_empty() {
                found.insert(name.clone(), (None, None));
            }
        }
    }
    for kept in &desks {
        let wanted = args.desk.as_ref().is_none_or(|desk| *desk == kept.name);
        let Some(active) = kept.active.filter(|_| wanted) else {
            continue;
        };
        let base = revisions.iter().find(|info| info.no == active);
        let base = base.map(|info| info.hash.clone());
        let from = (active, base.as_deref());
        let (dry, gate, changed) = tried(&store, &kept.name, from, (&folder, lang), args)?;
        passes &= gate.passes();
        if changed {
            found.insert(kept.name.clone(), (base, Some(dry.found())));
        } else {
            found.remove(&kept.name);
        }
        said(&dry, &gate, lang, &mut objects, &mut text);
    }
    if objects.is_empty() {
        let known: Vec<String> = desks.into_iter().map(|kept| kept.name).collect();
        match &args.desk {
            Some(desk) => tell(&unknown_desk(desk, &known), lang),
            None => tell(&Reason::new("no-history"), lang),
        }
        return Err(Stop::Said(Exit::Unusable));
    }
    if args.desk.is_none() && !found.is_empty() {
        text += &named(&hash, &found, lang, &mut objects);
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

/// What each desk ran, and what the dry run of it found.
type Finds = BTreeMap<String, (Option<String>, Option<u64>)>;

/// The digest of it all, as a line and in each object. Of one desk out of several a staged revision knows none.
fn named(hash: &str, found: &Finds, lang: Lang, objects: &mut [Json]) -> String {
    let tried = found.iter().map(|(desk, (base, found))| Tried {
        desk,
        base: base.as_deref(),
        found: *found,
    });
    let digest = digest(hash, &tried.collect::<Vec<_>>());
    for object in objects.iter_mut().filter_map(Json::as_object_mut) {
        object.insert("digest".to_owned(), Json::from(digest.as_str()));
    }
    format!("{}\n", message("dry-digest", lang, &[("digest", &digest)]))
}

/// One desk's history under the folder tried, judged by the gate of the revision in use.
fn tried(
    store: &SqliteStore,
    desk: &str,
    (active, base): (RevisionNo, Option<&str>),
    (folder, lang): (&Folder, Lang),
    args: &Args,
) -> Result<(DryRun, Gate, bool), Stop> {
    let mut shelf = Shelf::new(store, desk)?;
    let baseline = shelf.rules(active)?;
    let mut loaded = load(folder, shelf.known(), RevisionNo(u32::MAX));
    let Some(mut candidate) = loaded.desks.remove(desk) else {
        if loaded.broken_desks.contains(desk) {
            return Err(broken(&loaded, lang));
        }
        let gone = Reason::new("desk-vanished").with("desk", desk);
        eprintln!("casework: {}", gone.text(lang));
        return Err(Stop::Said(Exit::Found));
    };
    let options = Options {
        explained: args.explain,
        listed: args.list,
    };
    // As staging does: what of `[migrate]` speaks of another revision is spent.
    if let Some(rules) = Arc::get_mut(&mut candidate) {
        spend(rules, base);
    }
    let dry = shelf.dry_run(&baseline, &candidate, options)?;
    let settings = shelf.settings(active)?;
    let gate = Gate::judge(&dry, &settings.gate);
    let changed =
        baseline.meaning != candidate.meaning || gate_differs(&settings, &loaded.settings);
    Ok((dry, gate, changed))
}

/// The folder cannot be tried: what is wrong with it.
fn broken(loaded: &Loaded, lang: Lang) -> Stop {
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
