//! `casework demo`: a year of made-up work on the folder's desks, what is due now, and what a change would have done.

mod change;
mod file;
mod next;
mod page;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveTime, Timelike};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Exit, Global, load_folder, look, print};
use crate::config::{Folder, Loaded, load, report};
use crate::daemon::Keeper;
use crate::daemon::{Clock, WallClock};
use crate::demo::{Play, Plot};
use crate::engine::Desk;
use crate::exchange::Keep;
use crate::model::catalogue::{Lang, message, word};
use crate::model::{Instant, MINUTE_MS, RevisionNo};
use crate::store::{Access, Batch, NewRevision, SqliteStore, Store, StoreError};

/// What marks a data file as made by the demo: who saved its first revision.
const MADE_BY: &str = "demo";

/// What `demo` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The day the year ends on, at noon, as 2026-11-24 (default: today; before noon, now)
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
    /// The seed: the same seed and date give the same data
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The data file; one that an earlier demo made is replaced
    #[arg(long, value_name = "FILE", default_value = "demo.casework")]
    data: PathBuf,
    /// The configuration folder
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// How many records come in over the year, all desks together
    #[arg(long, value_name = "N", default_value_t = 5_500)]
    records: u64,
}

/// One desk after its year.
#[derive(Debug)]
pub(super) struct Played<'d> {
    pub(super) desk: &'d Arc<Desk>,
    pub(super) play: Play<'d>,
    pub(super) plot: Plot,
}

/// Plays the year, keeps it, and prints what came of it.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    match demo(global, args) {
        Ok(()) => Exit::Fine,
        Err(exit) => exit,
    }
}

fn demo(global: &Global, args: &Args) -> Result<(), Exit> {
    let folder = read(&args.dir)?;
    let loaded = load_folder(&args.dir)?;
    let lang = global.lang.unwrap_or(loaded.settings.language);
    if !loaded.is_sound() {
        let found = &loaded.diagnostics;
        print(&report(found, &loaded.sources, lang, look()));
        return Err(Exit::Found);
    }
    let at = end(args.at.as_deref(), lang)?;
    let mut store = file::open_anew(&args.data, lang)?;
    let first = first_instant(&loaded, &at);
    let no = put(&mut store, &folder, &loaded, first).map_err(|error| unusable(&error))?;
    let loaded = load(&folder, &BTreeMap::new(), no);
    let desks = loaded.desks.values();
    let desks: Vec<&Arc<Desk>> = desks.filter(|desk| desk.not_run_yet.is_empty()).collect();
    if desks.is_empty() {
        let dir = args.dir.display().to_string();
        return Err(usage("demo-no-desk", lang, &[("dir", &dir)]));
    }
    let hash = loaded.text_hash.as_str();
    let bar = bar(lang, desks.len());
    let mut played = Vec::new();
    for (nth, desk) in desks.iter().enumerate() {
        let (from, until) = span(desk, &at);
        let plot = Plot {
            from,
            until,
            seed: args.seed,
            records: args.records,
        };
        let done = keep_year((desk, plot), (no, hash), &mut store, (&bar, nth));
        played.push(done.map_err(|error| unusable(&error))?);
    }
    bar.finish_and_clear();
    print(&page::page(&played, &args.data, lang));
    print(&change::tried(&folder, &loaded, &store, &played, lang)?);
    print(&next::text(&played, args, &loaded, lang));
    Ok(())
}

fn read(dir: &Path) -> Result<Folder, Exit> {
    Folder::read(dir).map_err(|error| {
        eprintln!("casework: {error}");
        Exit::Unusable
    })
}

/// When the year ends: at noon of a day, local to each desk, but no later than now.
#[derive(Clone, Copy, Debug)]
struct End {
    /// The day; `None`: the day it is now.
    day: Option<NaiveDate>,
    /// What the wall clock says, where it matters.
    now: Instant,
}

fn end(text: Option<&str>, lang: Lang) -> Result<End, Exit> {
    let now = WallClock.now();
    let Some(text) = text else {
        let now = now.plus_ms(-now.0.rem_euclid(MINUTE_MS));
        return Ok(End { day: None, now });
    };
    match text.parse() {
        Ok(day) => Ok(End {
            day: Some(day),
            now: Instant::MAX,
        }),
        Err(_) => Err(usage("demo-at", lang, &[("text", text)])),
    }
}

/// A year, from eight in the morning of its first day.
fn span(desk: &Desk, end: &End) -> (Instant, Instant) {
    let calendar = &desk.calendar;
    let last = end.day.unwrap_or_else(|| calendar.local(end.now).date());
    let noon = NaiveTime::MIN.with_hour(12).unwrap_or_default();
    let until = calendar.instant_of(last.and_time(noon)).min(end.now);
    let first = last.checked_sub_days(Days::new(365)).unwrap_or(last);
    let eight = NaiveTime::MIN.with_hour(8).unwrap_or_default();
    (calendar.instant_of(first.and_time(eight)), until)
}

/// The earliest beginning of any desk: the revision was there before all of them.
fn first_instant(loaded: &Loaded, end: &End) -> Instant {
    let desks = loaded.desks.values();
    let first = desks.map(|desk| span(desk, end).0).min();
    first.unwrap_or_default()
}

fn put(
    store: &mut SqliteStore,
    folder: &Folder,
    loaded: &Loaded,
    at: Instant,
) -> Result<RevisionNo, StoreError> {
    let files = folder.iter();
    let files: Vec<(String, Vec<u8>)> = files
        .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
        .collect();
    store.put_revision(&NewRevision {
        hash: &loaded.text_hash,
        meaning: &crate::daemon::meaning(loaded),
        files: &files,
        at,
        by: Some(MADE_BY),
    })
}

fn keep_year<'d>(
    (desk, plot): (&'d Arc<Desk>, Plot),
    revision: (RevisionNo, &str),
    store: &mut SqliteStore,
    (bar, nth): (&ProgressBar, usize),
) -> Result<Played<'d>, StoreError> {
    let mut play = Play::new(desk, plot);
    let mut commit = |batch: &Batch<'_>| store.commit(batch);
    let mut keeper = Keeper::new(&mut commit, desk);
    let whole = plot.until.since_ms(plot.from).max(1);
    let before = u64::try_from(nth).unwrap_or(0) * PARTS;
    play.run(
        revision,
        &mut |world, line| keeper.line(desk, world, line.clone()),
        &mut |at| {
            let part = i64::try_from(PARTS).unwrap_or(0) * at.since_ms(plot.from) / whole;
            bar.set_position(before + u64::try_from(part).unwrap_or(0));
        },
    );
    keeper.end()?;
    Ok(Played { desk, play, plot })
}

/// Into so many parts the bar divides a desk's year.
const PARTS: u64 = 365;

/// A bar on standard error; nothing is drawn where that is no terminal.
fn bar(lang: Lang, desks: usize) -> ProgressBar {
    let parts = u64::try_from(desks).unwrap_or(1) * PARTS;
    let bar = ProgressBar::with_draw_target(Some(parts), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{msg} {bar:40} {percent:>3} %");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(word("demo-progress", lang));
    bar
}

pub(super) fn unusable(error: &StoreError) -> Exit {
    eprintln!("casework: {error}");
    Exit::Unusable
}

fn usage(id: &str, lang: Lang, args: &[(&str, &str)]) -> Exit {
    eprintln!("casework: {}", message(id, lang, args));
    Exit::Usage
}

/// A data file that is read beside its writer.
pub(super) fn beside(path: &Path) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(path, Access::ReadOnly)
}
