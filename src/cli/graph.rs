//! `casework graph`: a workflow as a picture.

use std::path::PathBuf;

use super::{Exit, Global, load_folder, print};
use crate::config::{Loaded, Look, report};
use crate::engine::{Desk, Workflow};
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
    let (desk, workflow) = path.split_once('/').ok_or_else(|| {
        let said = format!("{path}: write DESK/WORKFLOW, as mall/complaint");
        (said, Exit::Usage)
    })?;
    let rules = desk_of(loaded, desk, lang)?;
    let found = flow_of(rules, workflow)?;
    Ok(graph_svg(rules, found, lang.unwrap_or(rules.language)))
}

/// The rules of a desk, or what to say instead.
pub(super) fn desk_of<'l>(
    loaded: &'l Loaded,
    desk: &str,
    lang: Option<Lang>,
) -> Result<&'l Desk, (String, Exit)> {
    let usage = |said: String| (said, Exit::Usage);
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
    Ok(rules)
}

/// A workflow of a desk, or what to say instead.
pub(super) fn flow_of<'d>(desk: &'d Desk, workflow: &str) -> Result<&'d Workflow, (String, Exit)> {
    let found = desk
        .names
        .find(workflow)
        .and_then(|name| desk.workflow(name));
    found.ok_or_else(|| {
        let said = format!(
            "desk {} has no workflow {workflow}; it has: {}",
            desk.name,
            workflows(desk)
        );
        (said, Exit::Usage)
    })
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
