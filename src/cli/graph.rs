//! `casework graph`: a workflow as a picture.

use std::path::PathBuf;

use super::{Exit, Global, load_folder, print};
use crate::config::{Loaded, Look, report};
use crate::engine::Desk;
use crate::model::catalogue::Lang;
use crate::report::graph_svg;

/// What `graph` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The workflow, as `mall/complaint`
    #[arg(value_name = "DESK/WORKFLOW")]
    workflow: String,
    /// The configuration folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// The file to write (default: standard output)
    #[arg(long, value_name = "FILE.svg")]
    out: Option<PathBuf>,
}

/// Draws, and writes the picture or says why there is none.
pub(super) fn run(global: &Global, args: &Args) -> Exit {
    let loaded = match load_folder(&args.dir) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    match svg(&loaded, &args.workflow, global.lang) {
        Ok(svg) => write(args, &svg),
        Err((said, exit)) => {
            eprintln!("casework: {said}");
            exit
        }
    }
}

fn write(args: &Args, svg: &str) -> Exit {
    let Some(path) = &args.out else {
        print(svg);
        return Exit::Fine;
    };
    match std::fs::write(path, svg) {
        Ok(()) => Exit::Fine,
        Err(error) => {
            eprintln!("casework: {}: {error}", path.display());
            Exit::Unusable
        }
    }
}

/// The picture, or what to say instead and the exit code that goes with it.
fn svg(loaded: &Loaded, path: &str, lang: Option<Lang>) -> Result<String, (String, Exit)> {
    let usage = |said: String| (said, Exit::Usage);
    let (desk, workflow) = path
        .split_once('/')
        .ok_or_else(|| usage(format!("{path}: write DESK/WORKFLOW, as mall/complaint")))?;
    let Some(rules) = loaded.desk(desk) else {
        return Err(if loaded.broken_desks.contains(desk) {
            let lang = lang.unwrap_or(loaded.settings.language);
            let told = report(&loaded.diagnostics, &loaded.sources, lang, Look::Plain);
            (format!("desk {desk} has faults\n\n{told}"), Exit::Found)
        } else {
            usage(format!(
                "no desk {desk}; there are: {}",
                loaded.desks.keys().cloned().collect::<Vec<_>>().join(", ")
            ))
        });
    };
    let found = rules
        .names
        .find(workflow)
        .and_then(|name| rules.workflow(name));
    let found = found.ok_or_else(|| {
        usage(format!(
            "desk {desk} has no workflow {workflow}; it has: {}",
            workflows(rules)
        ))
    })?;
    Ok(graph_svg(rules, found, lang.unwrap_or(rules.language)))
}

fn workflows(desk: &Desk) -> String {
    let mut names: Vec<&str> = desk
        .workflows
        .keys()
        .map(|name| desk.names.text(*name))
        .collect();
    names.sort_unstable();
    names.join(", ")
}
