//! `casework labels --missing`: the names people would see as bare keys, as the lines of `labels.csv` that are to be written.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Exit, Global, load_folder, print};
use crate::config::MissingLabel;
use crate::model::catalogue::message;

/// What `labels` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The configuration folder
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// List the names that have no label in one of the languages
    #[arg(long, required = true)]
    missing: bool,
    /// Write them into the labels.csv of their desk, a `…` where words are wanted
    #[arg(long)]
    append: bool,
    /// Only those of this desk
    #[arg(long, value_name = "DESK")]
    desk: Option<String>,
}

/// Lists what is missing, or writes it into the files.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    let loaded = match load_folder(&args.dir) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let lang = global.lang.unwrap_or(loaded.settings.language);
    let wanted = |desk: &&String| args.desk.as_ref().is_none_or(|only| only == *desk);
    let mut all = 0;
    for desk in loaded.unlabelled.keys().filter(wanted) {
        let missing = loaded.unlabelled.get(desk).map_or(&[][..], Vec::as_slice);
        if missing.is_empty() {
            continue;
        }
        all += missing.len();
        let file = format!("workflows/{desk}/labels.csv");
        if !args.append {
            print(&format!("{file}\n"));
            missing
                .iter()
                .for_each(|label| print(&format!("{}\n", label.line())));
            continue;
        }
        match append(&args.dir.join(&file), missing) {
            Ok(count) => {
                let count = count.to_string();
                let words = [("file", file.as_str()), ("count", count.as_str())];
                print(&format!("{}\n", message("labels-appended", lang, &words)));
            }
            Err(error) => {
                eprintln!("casework: {file}: {error}");
                return Exit::Unusable;
            }
        }
    }
    if all == 0 {
        print(&format!("{}\n", message("labels-none", lang, &[])));
    }
    Exit::Fine
}

/// Appends the lines whose paths the file does not have yet; gives their number.
fn append(file: &Path, missing: &[MissingLabel]) -> io::Result<usize> {
    let written = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let known: BTreeSet<&str> = written
        .lines()
        .filter_map(|line| line.split(',').next())
        .collect();
    let mut text = String::new();
    if written.is_empty() {
        text.push_str("path,zh,en\n");
    } else if !written.ends_with('\n') {
        text.push('\n');
    }
    let mut count = 0;
    for label in missing
        .iter()
        .filter(|label| !known.contains(label.path.as_str()))
    {
        text.push_str(&label.line());
        text.push('\n');
        count += 1;
    }
    if count > 0 {
        let mut open = OpenOptions::new().create(true).append(true).open(file)?;
        open.write_all(text.as_bytes())?;
    }
    Ok(count)
}
