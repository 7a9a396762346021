//! `casework graph`: a workflow as a picture.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use super::Exit;
use crate::config::{Folder, Loaded, Look, load, report};
use crate::engine::Desk;
use crate::model::RevisionNo;
use crate::model::catalogue::Lang;
use crate::report::graph_svg;

/// Draw a workflow as SVG: its states, the tasks they open, and what leads from one to the next
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
pub(super) fn run(args: &Args, lang: Option<Lang>) -> Exit {
    let folder = match Folder::read(&args.dir) {
        Ok(folder) => folder,
        Err(error) => {
            eprintln!("casework: {error}");
            return Exit::Unusable;
        }
    };
    let loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
    match svg(&loaded, &args.workflow, lang) {
        Ok(svg) => write(args, &svg),
        Err((said, exit)) => {
            eprintln!("casework: {said}");
            exit
        }
    }
}

fn write(args: &Args, svg: &str) -> Exit {
    let (written, place) = match &args.out {
        Some(path) => (std::fs::write(path, svg), path.display().to_string()),
        None => (
            std::io::stdout().lock().write_all(svg.as_bytes()),
            "standard output".to_owned(),
        ),
    };
    match written {
        Ok(()) => Exit::Fine,
        Err(error) => {
            eprintln!("casework: {place}: {error}");
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
