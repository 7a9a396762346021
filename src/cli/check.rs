//! `casework check`: everything that is wrong with a configuration folder, in one go, and again on every save.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::{Exit, Global, load_folder, look, print};
use crate::config::{Folder, Loaded, Look, load, look_ahead, report, report_html, report_json};
use crate::daemon::{Clock, WallClock, keep_looking};
use crate::model::RevisionNo;
use crate::model::catalogue::{Lang, message};

/// How it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a terminal
    Text,
    /// For programs
    Json,
    /// One page for a browser, with the explanations
    Html,
}

/// What `check` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The configuration folder
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// How to print it
    ///
    /// `json` is one object: `sound` (no error), `revision` (the hash of the text), `desks` (those without fault) and
    /// `diagnostics`, a list by path and place. Each has `id`, `severity` (`error`, `warning`, `note`), `message`, `label`
    /// and `help` (or null), and its place: `path`, `line`, `column`, `end` (`line`, `column` of the place after the last
    /// character), `text` (what is underlined); `more` lists further places, each with a place and a `label`. Lines and
    /// columns count from 1, columns in characters.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// The day deadlines are counted from, to see whether the calendars' holidays are known for long enough (default: today)
    #[arg(long, value_name = "DATE")]
    today: Option<NaiveDate>,
    /// Check again whenever a file is saved, until Ctrl-C; with JSON an object a line
    #[arg(long)]
    watch: bool,
}

/// Loads the folder and prints what the check has to say.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    if args.watch {
        return watch(global, args);
    }
    let mut loaded = match load_folder(&args.dir) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    look_ahead(&mut loaded, day(args));
    print(&shown(global, args, &loaded));
    if loaded.is_sound() {
        Exit::Fine
    } else {
        Exit::Found
    }
}

/// The day asked for, else that of the clock; that it is counted in UTC is of no account for months ahead.
fn day(args: &Args) -> NaiveDate {
    args.today.unwrap_or_else(|| {
        let now = WallClock.now();
        let at = chrono::DateTime::from_timestamp_millis(now.0);
        at.map_or(NaiveDate::MIN, |at| at.date_naive())
    })
}

fn shown(global: &Global, args: &Args, loaded: &Loaded) -> String {
    let lang = global.lang.unwrap_or(loaded.settings.language);
    let (found, sources) = (&loaded.diagnostics, &loaded.sources);
    match (args.json, args.format) {
        (true, _) | (_, Format::Json) if args.watch => format!("{}\n", object(loaded, lang)),
        (true, _) | (_, Format::Json) => format!("{:#}\n", object(loaded, lang)),
        (_, Format::Html) => report_html(found, sources, lang),
        (_, Format::Text) if found.is_empty() => {
            let desks = loaded.desks.len().to_string();
            format!("{}\n", message("check-fine", lang, &[("desks", &desks)]))
        }
        (_, Format::Text) => report(found, sources, lang, look()),
    }
}

fn object(loaded: &Loaded, lang: Lang) -> Json {
    let desks: Vec<&String> = loaded.desks.keys().collect();
    json!({
        "sound": loaded.is_sound(),
        "revision": loaded.text_hash,
        "desks": desks,
        "diagnostics": report_json(&loaded.diagnostics, &loaded.sources, lang),
    })
}

/// Checks whenever the content has changed, until the program is ended.
fn watch(global: &Global, args: &Args) -> Exit {
    let mut last: Option<Result<String, String>> = None;
    let look_again = || {
        // A file may be half written: what cannot be read is told once and looked at again.
        let now = match Folder::read(&args.dir) {
            Ok(folder) => {
                let hash = Ok(folder.hash());
                if last.as_ref() == Some(&hash) {
                    return;
                }
                let mut loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
                look_ahead(&mut loaded, day(args));
                anew(&shown(global, args, &loaded));
                hash
            }
            Err(error) => {
                let told = Err(error.to_string());
                if last.as_ref() != Some(&told) {
                    eprintln!("casework: {error}");
                }
                told
            }
        };
        last = Some(now);
    };
    match keep_looking(&args.dir, look_again) {
        Ok(()) => Exit::Fine,
        Err(error) => {
            eprintln!("casework: {error}");
            Exit::Unusable
        }
    }
}

/// On a terminal the last picture gives way to the new one.
fn anew(text: &str) {
    if look() == Look::Coloured {
        print("\u{1b}[2J\u{1b}[3J\u{1b}[H");
    }
    print(text);
}
