//! A change tried on the year just played: shorter time to answer, over the desk's own history. Only a copy of the folder
//! in memory is edited.

use std::collections::BTreeMap;

use super::super::Exit;
use super::{Played, unusable};
use crate::config::{Folder, Loaded, load};
use crate::model::catalogue::{Lang, message};
use crate::model::{LineNo, RevisionNo};
use crate::replay::{Gate, Options, Recorded, dry_run};
use crate::store::{SqliteStore, Store};

/// The change: where, what, from, to.
const FILE: &str = "workflows/fresh-bus/complaint.toml";
const DESK: &str = "fresh-bus";
const PARAM: &str = "answer_within";
const OLD: &str = "12h";
const NEW: &str = "8h";
/// So many records are shown turn beside turn: enough to see what that looks like.
const EXPLAINED: usize = 2;

/// The dry run as text; empty where the folder has nothing of the kind to change.
pub(super) fn tried(
    folder: &Folder,
    loaded: &Loaded,
    store: &SqliteStore,
    played: &[Played<'_>],
    lang: Lang,
) -> Result<String, Exit> {
    let Some(one) = played.iter().find(|one| &*one.desk.name == DESK) else {
        return Ok(String::new());
    };
    let Some(edited) = edited(folder) else {
        return Ok(String::new());
    };
    let names = BTreeMap::from([(DESK.to_owned(), (*one.desk.names).clone())]);
    let candidate = RevisionNo(one.desk.revision.0 + 1);
    let changed = load(&edited, &names, candidate);
    let Some(candidate) = changed.desk(DESK) else {
        return Ok(String::new());
    };
    let lines = store
        .lines(DESK, LineNo(1))
        .map_err(|error| unusable(&error))?;
    let options = Options {
        explained: EXPLAINED,
        ..Options::default()
    };
    let dry = dry_run(lines, &Recorded::default(), one.desk, candidate, options);
    let dry = dry.map_err(|error| {
        eprintln!("casework: {error}");
        Exit::Damaged
    })?;
    let gate = Gate::judge(&dry, &loaded.settings.gate);
    let args = [("file", FILE), ("param", PARAM), ("old", OLD), ("new", NEW)];
    let head = message("demo-change", lang, &args);
    Ok(format!("\n{head}\n\n{}", dry.text(lang, Some(&gate))))
}

/// The folder with the change made, if it has the line to change.
fn edited(folder: &Folder) -> Option<Folder> {
    let text = folder.text(FILE)?;
    let old = format!("{PARAM} = \"{OLD}\"");
    let new = format!("{PARAM} = \"{NEW}\"");
    text.contains(&old).then(|| {
        let mut edited = folder.clone();
        edited.insert(FILE, text.replacen(&old, &new, 1));
        edited
    })
}
