//! `casework init`: an empty desk that runs at once. It asks nothing and never writes over anything.

use std::path::{Path, PathBuf};

use super::{Exit, Global, print};
use crate::config::{is_desk_name, starter};
use crate::model::catalogue::{Lang, message};

/// What `init` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to make; an empty one may be there
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// What the desk is called in files and codes
    #[arg(long, value_name = "NAME", default_value = "service", value_parser = desk_name)]
    desk: String,
}

fn desk_name(text: &str) -> Result<String, String> {
    if is_desk_name(text) {
        Ok(text.to_owned())
    } else {
        Err("write letters, digits, `-` and `_`; `common` is taken".to_owned())
    }
}

/// Makes the folder and says what to do next.
pub(super) fn run(global: &Global, args: &Args) -> Exit {
    let lang = global.lang.unwrap_or_else(language);
    let dir = args.dir.display().to_string();
    match is_empty(&args.dir) {
        Ok(true) => {}
        Ok(false) => {
            eprintln!(
                "casework: {}",
                message("init-not-empty", lang, &[("dir", &dir)])
            );
            return Exit::Refused;
        }
        Err(error) => {
            eprintln!("casework: {dir}: {error}");
            return Exit::Unusable;
        }
    }
    if let Err(error) = write(&args.dir, &args.desk, lang) {
        eprintln!("casework: {error}");
        return Exit::Unusable;
    }
    let who = match lang {
        Lang::Zh => "li",
        Lang::En => "ann",
    };
    let words = [("dir", dir.as_str()), ("desk", &args.desk), ("who", who)];
    print(&format!("{}\n", message("init-ready", lang, &words)));
    Exit::Fine
}

/// The language of this machine's user, for a folder that has none yet.
fn language() -> Lang {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
    let mut said = said
        .filter_map(|name| std::env::var(name).ok())
        .filter(|said| !said.is_empty());
    said.next()
        .and_then(|said| Lang::parse(&said))
        .unwrap_or(Lang::En)
}

/// Whether nothing is there that could be written over; dot files (a repository's, an editor's) are let be.
fn is_empty(dir: &Path) -> std::io::Result<bool> {
    if !dir.try_exists()? {
        return Ok(true);
    }
    for entry in std::fs::read_dir(dir)? {
        if !entry?.file_name().to_string_lossy().starts_with('.') {
            return Ok(false);
        }
    }
    Ok(true)
}

fn write(dir: &Path, desk: &str, lang: Lang) -> Result<(), String> {
    for (path, bytes) in starter(desk, lang).iter() {
        let path = dir.join(path);
        let told = |error: std::io::Error| format!("{}: {error}", path.display());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(told)?;
        }
        std::fs::write(&path, bytes).map_err(told)?;
    }
    Ok(())
}
