//! `casework describe`: a workflow or a desk read aloud.

use std::path::PathBuf;

use super::graph::{desk_of, flow_of};
use super::{Exit, Global, load_folder, print};
use crate::config::Loaded;
use crate::model::catalogue::Lang;
use crate::report::{Page, PageFormat, describe_desk, describe_workflow};

/// What `describe` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A workflow, as `mall/complaint`, or a desk, as `mall`
    #[arg(value_name = "DESK[/WORKFLOW]")]
    what: String,
    /// The configuration folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    dir: PathBuf,
    /// How it is written
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// The file to write (default: standard output)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// As HTML that needs nothing else
    Html,
    /// As Markdown
    Markdown,
}

/// Prints or writes the page, or says why there is none.
pub(super) fn run(global: &Global, args: &Args) -> Exit {
    let loaded = match load_folder(&args.dir) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let page = match page(&loaded, &args.what, global.lang) {
        Ok(page) => page,
        Err((said, exit)) => {
            eprintln!("casework: {said}");
            return exit;
        }
    };
    let text = page.write(match args.format {
        Format::Text => PageFormat::Text,
        Format::Html => PageFormat::Html,
        Format::Markdown => PageFormat::Markdown,
    });
    let Some(path) = &args.out else {
        print(&text);
        return Exit::Fine;
    };
    match std::fs::write(path, text) {
        Ok(()) => Exit::Fine,
        Err(error) => {
            eprintln!("casework: {}: {error}", path.display());
            Exit::Unusable
        }
    }
}

fn page(loaded: &Loaded, what: &str, lang: Option<Lang>) -> Result<Page, (String, Exit)> {
    let (desk, workflow) = match what.split_once('/') {
        Some((desk, workflow)) => (desk, Some(workflow)),
        None => (what, None),
    };
    let rules = desk_of(loaded, desk, lang)?;
    let lang = lang.unwrap_or(rules.language);
    Ok(match workflow {
        Some(workflow) => describe_workflow(loaded, rules, flow_of(rules, workflow)?, lang),
        None => describe_desk(loaded, rules, lang),
    })
}
