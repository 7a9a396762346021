//! `casework keys`: every key of the configuration, from the one key table: the manual's own pages.

use std::path::PathBuf;

use super::{Exit, Global, print};
use crate::config::keys::{KeyPage, key_pages, section, sections};
use crate::config::nearest;
use crate::model::catalogue::Lang;

/// What `keys` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// One section, as `workflow.task`; without, all
    section: Option<String>,
    /// Write the manual's pages, both languages, below this folder instead of printing
    #[arg(long, value_name = "DIR", conflicts_with = "section")]
    out: Option<PathBuf>,
}

/// Prints the keys as Markdown, or writes the pages.
pub(super) fn run(global: &Global, args: &Args) -> Exit {
    let lang = global.lang.unwrap_or(Lang::En);
    if let Some(dir) = &args.out {
        for (folder, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
            for page in key_pages(lang) {
                let path = dir.join(folder).join(&page.path);
                let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
                if let Err(error) = made.and_then(|()| std::fs::write(&path, &page.text)) {
                    eprintln!("casework: {}: {error}", path.display());
                    return Exit::Unusable;
                }
            }
        }
        return Exit::Fine;
    }
    let pages = key_pages(lang);
    let wanted: Vec<&KeyPage> = match &args.section {
        None => pages.iter().collect(),
        Some(path) if section(path).is_some() => {
            let file = format!("keys/{}.md", path.replace(['.', '_'], "-"));
            pages.iter().filter(|page| page.path == file).collect()
        }
        Some(path) => {
            let known: Vec<&str> = sections().map(|section| section.path).collect();
            let near = nearest(path, known.iter().copied());
            let near =
                near.map_or_else(|| known.join(", "), |near| format!("did you mean {near}?"));
            eprintln!("casework: no section {path}; {near}");
            return Exit::Usage;
        }
    };
    let texts: Vec<&str> = wanted.iter().map(|page| page.text.as_str()).collect();
    print(&texts.join("\n"));
    Exit::Fine
}
