//! `casework import`: a log becomes the history of an empty desk; a table of customers or people becomes records.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::place::Place;
use super::{Exit, Global, load_folder, look, print, tell, unknown_desk};
use crate::config::{Diagnostics, Folder, Sources, load, report};
use crate::daemon::{
    BringInError, BroughtLog, Clock, DaemonError, Service, Stages, WallClock, bring_log, bring_rows,
};
use crate::exchange::{Brought, Mapping, Refused, Tally};
use crate::model::RevisionNo;
use crate::model::catalogue::{Lang, message};
use crate::store::StoreError;

/// What `import` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The log (XES, XES.gz, CSV), or the table (CSV)
    file: PathBuf,
    /// What the words of the log mean on the desk
    #[arg(
        long,
        value_name = "TOML",
        required_unless_present = "workflow",
        conflicts_with = "workflow"
    )]
    map: Option<PathBuf>,
    /// Bring a table in as records of this workflow
    #[arg(long = "as", value_name = "WORKFLOW")]
    workflow: Option<String>,
    #[command(flatten)]
    place: Place,
    /// The desk (for a log the mapping says it)
    #[arg(long)]
    desk: Option<String>,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// Brings the file in and accounts for every row.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    let lang = global.lang.unwrap_or_else(|| args.place.language());
    let data = match args.place.find() {
        Ok(found) => found.data,
        Err(exit) => return exit,
    };
    if args.map.is_none()
        && let Err(error) = begin(args, &data)
    {
        eprintln!("casework: {}", chain(&error));
        return Exit::of(&error);
    }
    let result = match (&args.map, &args.workflow) {
        (Some(map), _) => log(args, &data, map, lang),
        (None, Some(workflow)) => rows(args, &data, workflow, lang),
        (None, None) => return Exit::Usage,
    };
    match result {
        Ok(exit) => exit,
        Err(error) => {
            let text = message(
                "import-before",
                lang,
                &[("file", &args.file.display().to_string())],
            );
            if let BringInError::NoDesk { .. } = &error
                && let Ok(loaded) = load_folder(&args.place.dir)
            {
                eprint!(
                    "{}",
                    report(&loaded.diagnostics, &loaded.sources, lang, look())
                );
            }
            match &error {
                BringInError::Store(StoreError::Imported { .. }) => eprintln!("casework: {text}"),
                BringInError::NoWorkflow(reason) => tell(reason, lang),
                _ => eprintln!("casework: {}", chain(&error)),
            }
            if broke_off(&error) {
                let file = args.file.display().to_string();
                let text = message("import-nothing", lang, &[("file", &file)]);
                eprintln!("casework: {text}");
            }
            match &error {
                BringInError::Store(StoreError::Imported { .. })
                | BringInError::NotEmpty { .. } => Exit::Refused,
                BringInError::NoDesk { .. } | BringInError::Import(_) | BringInError::Bring(_) => {
                    Exit::Found
                }
                BringInError::NoWorkflow(_) | BringInError::WhichDesk(_) => Exit::Usage,
                _ => Exit::Unusable,
            }
        }
    }
}

/// Makes the folder's own data file where there is none yet: the first people of a new desk come in by a table. A file
/// named by `--data` is not made, for its name may be a slip.
fn begin(args: &Args, data: &Path) -> Result<(), DaemonError> {
    if args.place.data.is_some() || data.exists() {
        return Ok(());
    }
    let clock = Arc::new(WallClock);
    Service::start(&args.place.dir, data, clock, Stages::FirstRevision)?.stop()
}

/// Whether it failed in the middle, where one asks oneself what is left of it.
fn broke_off(error: &BringInError) -> bool {
    matches!(
        error,
        BringInError::Store(
            StoreError::DiskFull
                | StoreError::GivenUp
                | StoreError::Io { .. }
                | StoreError::Moved { .. }
                | StoreError::Database(_)
        )
    )
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

fn log(args: &Args, data: &Path, map: &Path, lang: Lang) -> Result<Exit, BringInError> {
    let text = std::fs::read_to_string(map).map_err(|source| BringInError::File {
        file: map.display().to_string(),
        source,
    })?;
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    let mapping = Mapping::parse(&map.display().to_string(), &text, &mut sources, &mut found);
    if !found.is_empty() {
        eprint!("{}", report(&found, &sources, lang, look()));
    }
    let Some(mapping) = mapping.filter(|_| !found.has_errors()) else {
        return Ok(Exit::Found);
    };
    let folder = Folder::read(&args.place.dir).map_err(DaemonError::Folder)?;
    // The names it speaks of are those of the folder: a slip is told before anything is read.
    let loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
    let known = loaded.desks.keys().chain(&loaded.broken_desks);
    let known: Vec<&String> = known.collect();
    if !known.contains(&&mapping.desk) {
        let reason = unknown_desk(&mapping.desk, &known);
        tell(&reason, lang);
        return Ok(Exit::Found);
    }
    if let Some(desk) = loaded.desk(&mapping.desk) {
        let mut slips = Diagnostics::default();
        mapping.check(desk, &mut slips);
        if slips.has_errors() {
            eprint!("{}", report(&slips, &sources, lang, look()));
            return Ok(Exit::Found);
        }
    }
    let now = (WallClock.now(), lang);
    let brought = bring_log(data, &folder, &mapping, &args.file, now)?;
    print(&match args.json {
        true => format!("{:#}\n", log_json(args, &brought)),
        false => log_text(args, &brought, lang),
    });
    // A log of which nothing came in was not understood: mostly a column is misspelt in the mapping.
    Ok(
        match brought.mapped.read > 0 && brought.imported.applied == 0 {
            true => Exit::Found,
            false => Exit::Fine,
        },
    )
}

fn log_json(args: &Args, brought: &BroughtLog) -> Json {
    let (mapped, imported) = (&brought.mapped, &brought.imported);
    let tally = |tally: &Tally| json!({ "count": tally.count, "rows": tally.rows });
    let unmapped: Vec<Json> = mapped
        .unmapped
        .iter()
        .map(|(reason, tally)| {
            json!({
                "reason": reason.word(),
                "name": reason.name(),
                "example": tally.example,
                "count": tally.count,
                "rows": tally.rows,
            })
        })
        .collect();
    let refused: Vec<Json> = imported
        .refused
        .iter()
        .map(|(refused, t)| {
            json!({ "does": refused.does, "state": refused.state, "why": refused.why, "says": t.example, "tally": tally(t) })
        })
        .collect();
    let differs: Vec<Json> = imported
        .differs
        .iter()
        .map(|(differs, t)| json!({ "is": differs.is, "log": differs.named, "tally": tally(t) }))
        .collect();
    let nobody: Vec<Json> = imported
        .nobody
        .iter()
        .map(|(why, t)| json!({ "why": why, "says": t.example, "tally": tally(t) }))
        .collect();
    json!({
        "file": args.file.display().to_string(),
        "hash": brought.hash,
        "read": mapped.read,
        "mapped": mapped.mapped,
        "skipped": mapped.skipped,
        "unmapped": unmapped,
        "fed": imported.fed,
        "applied": imported.applied,
        "refused_count": imported.refusals(),
        "refused": refused,
        "people": imported.people,
        "nobody": nobody,
        "records": imported.records,
        "compared": imported.compared,
        "agree": imported.agree,
        "agreement": (imported.compared > 0).then(|| share(imported.share())),
        "differs": differs,
        "adds_up": mapped.adds_up() && imported.adds_up(),
    })
}

/// Thousandths of a percent as a percentage.
fn share(thousandths: u64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

fn log_text(args: &Args, brought: &BroughtLog, lang: Lang) -> String {
    let (mapped, imported) = (&brought.mapped, &brought.imported);
    let (read, file) = (mapped.read.to_string(), args.file.display().to_string());
    let head = [("read", &*read), ("file", &*file), ("hash", &*brought.hash)];
    let mut text = message("import-head", lang, &head) + "\n";
    let unmapped: u64 = mapped.unmapped.values().map(|tally| tally.count).sum();
    let counts = [
        ("import-applied", imported.applied),
        ("import-refused", imported.refusals()),
        ("import-skipped", imported.skipped),
        ("import-unmapped", unmapped),
        ("import-people", imported.people),
        ("import-records", imported.records),
    ];
    for (id, count) in counts {
        let count = count.to_string();
        text += &format!("  {}\n", message(id, lang, &[("count", &count)]));
    }
    for (reason, tally) in &mapped.unmapped {
        let said = reason.name().or(tally.example.as_deref());
        let said = said.map_or_else(String::new, |said| format!(" `{said}`"));
        text += &tallied(tally, &format!("{}{said}", reason.word()));
    }
    for (word, tally) in &imported.nobody {
        let why = tally.example.as_deref().unwrap_or(word);
        text += &tallied(tally, &message("import-nobody", lang, &[("why", why)]));
    }
    for (refused, tally) in &imported.refused {
        let Refused { does, state, why } = refused;
        let why = tally.example.as_deref().unwrap_or(why);
        text += &tallied(tally, &format!("{does} ({state}): {why}"));
    }
    for ((column, value), tally) in &mapped.values {
        let args = [("column", column.as_str()), ("value", value.as_str())];
        text += &tallied(tally, &message("import-value", lang, &args));
    }
    if !mapped.unseen.is_empty() {
        let names: Vec<String> = mapped
            .unseen
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let args = [("columns", &*names.join(", "))];
        text += &format!("    {}\n", message("import-unseen", lang, &args));
    }
    if imported.compared == 0 {
        return text;
    }
    let (agree, compared) = (imported.agree.to_string(), imported.compared.to_string());
    let share = share(imported.share());
    let args = [
        ("agree", &*agree),
        ("compared", &*compared),
        ("share", &*share),
    ];
    text + &message("import-agreement", lang, &args) + "\n"
}

/// How often, what, and the first rows of the file where.
fn tallied(tally: &Tally, what: &str) -> String {
    let rows: Vec<String> = tally.rows.iter().map(ToString::to_string).collect();
    format!("    {:>6}  {what} [{}]\n", tally.count, rows.join(", "))
}

fn rows(args: &Args, data: &Path, workflow: &str, lang: Lang) -> Result<Exit, BringInError> {
    let now = WallClock.now();
    let brought = bring_rows(data, args.desk.as_deref(), workflow, &args.file, now)?;
    print(&match args.json {
        true => format!("{:#}\n", rows_json(args, &brought)),
        false => rows_text(args, &brought, lang),
    });
    Ok(match brought.refused.is_empty() {
        true => Exit::Fine,
        false => Exit::Refused,
    })
}

fn rows_json(args: &Args, brought: &Brought) -> Json {
    let refused: Vec<Json> = brought
        .refused
        .iter()
        .map(|(line, why)| json!({ "line": line, "why": why }))
        .collect();
    json!({
        "file": args.file.display().to_string(),
        "rows": brought.rows,
        "opened": brought.opened,
        "corrected": brought.corrected,
        "unchanged": brought.unchanged,
        "refused": refused,
        "adds_up": brought.adds_up(),
    })
}

fn rows_text(args: &Args, brought: &Brought, lang: Lang) -> String {
    let file = args.file.display().to_string();
    let counts = [
        brought.opened.to_string(),
        brought.corrected.to_string(),
        brought.unchanged.to_string(),
        brought.refused.len().to_string(),
    ];
    let [opened, corrected, unchanged, refused] = &counts;
    let said = [
        ("file", &*file),
        ("opened", opened),
        ("corrected", corrected),
        ("unchanged", unchanged),
        ("refused", refused),
    ];
    let mut text = message("import-table", lang, &said) + "\n";
    for (line, why) in &brought.refused {
        text += &format!("  {file}:{line}: {why}\n");
    }
    text
}
