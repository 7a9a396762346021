//! `casework show-config`: the merged flow of a desk, with where each line came from.

use std::path::PathBuf;

use super::{Exit, Global, load_folder, look, print};
use crate::config::{report, show_config};
use crate::model::catalogue::message;

/// What `show-config` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A desk's workflow, `fresh-bus/complaint`, or a desk, `fresh-bus`
    what: String,
    /// The configuration folder
    #[arg(long, default_value = ".")]
    dir: PathBuf,
}

/// Prints TOML that means what the folder means, each entry with the file and line that wrote it.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    let loaded = match load_folder(&args.dir) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let lang = global.lang.unwrap_or(loaded.settings.language);
    if let Some(text) = show_config(&loaded, &args.what) {
        print(&text);
        return Exit::Fine;
    }
    if !loaded.is_sound() {
        eprint!(
            "{}",
            report(&loaded.diagnostics, &loaded.sources, lang, look())
        );
    }
    let known: Vec<String> = loaded
        .desks
        .iter()
        .flat_map(|(name, desk)| {
            let names = desk.workflows.keys().map(|flow| desk.names.text(*flow));
            names
                .map(move |flow| format!("{name}/{flow}"))
                .collect::<Vec<_>>()
        })
        .collect();
    let args = [
        ("workflow", args.what.as_str()),
        ("known", &known.join(", ")),
    ];
    eprintln!("casework: {}", message("unknown-workflow", lang, &args));
    Exit::Unusable
}
