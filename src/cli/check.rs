//! `casework check`: everything that is wrong with a configuration folder, in one go.

use std::path::PathBuf;

use serde_json::json;

use super::{Exit, Global, load_folder, look, print};
use crate::config::{report, report_json};
use crate::model::catalogue::message;

/// What `check` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The configuration folder
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Print a JSON object: `sound`, `revision` (the hash of the text), `desks`, `diagnostics`
    #[arg(long)]
    json: bool,
}

/// Loads the folder and prints what the check has to say.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    let loaded = match load_folder(&args.dir) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let lang = global.lang.unwrap_or(loaded.settings.language);
    let (found, sources) = (&loaded.diagnostics, &loaded.sources);
    if args.json {
        let desks: Vec<&String> = loaded.desks.keys().collect();
        let object = json!({
            "sound": loaded.is_sound(),
            "revision": loaded.text_hash,
            "desks": desks,
            "diagnostics": report_json(found, sources, lang),
        });
        print(&format!("{object:#}\n"));
    } else if found.is_empty() {
        let desks = loaded.desks.len().to_string();
        let fine = message("check-fine", lang, &[("desks", &desks)]);
        print(&format!("{fine}\n"));
    } else {
        print(&report(found, sources, lang, look()));
    }
    if loaded.is_sound() {
        Exit::Fine
    } else {
        Exit::Found
    }
}
