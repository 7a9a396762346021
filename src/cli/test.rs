//! `casework test`: the scenarios of a folder, run on a virtual clock against the folder as it is saved.

use std::path::PathBuf;

use serde_json::{Value as Json, json};

use super::{Exit, Global, load_folder, look, print};
use crate::config::{report, report_json};
use crate::model::catalogue::{Lang, message, word};
use crate::replay::{Failure, Run, Suite};

/// What `test` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Scenario files, or folders of them (default: tests/scenarios in the configuration folder)
    paths: Vec<PathBuf>,
    /// The configuration folder
    #[arg(long, default_value = ".")]
    dir: PathBuf,
    /// Print a JSON object: `passed`, `failed`, `runs`, `diagnostics`
    #[arg(long)]
    json: bool,
}

/// Runs the scenarios and prints those that failed, with what was expected and what was found.
pub(crate) fn run(global: &Global, args: &Args) -> Exit {
    let loaded = match load_folder(&args.dir) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let usual = [args.dir.join("tests/scenarios")];
    let paths = if args.paths.is_empty() {
        &usual[..]
    } else {
        &args.paths[..]
    };
    let mut suite = match Suite::read(paths) {
        Ok(suite) => suite,
        Err(error) => {
            eprintln!("casework: {error}");
            return Exit::Unusable;
        }
    };
    let lang = global.lang.unwrap_or(loaded.settings.language);
    let runs = suite.run(&loaded);
    let passed = runs.iter().filter(|run| run.passed()).count();
    let failed = runs.len() - passed + suite.broken().len();
    if args.json {
        let object = json!({
            "passed": passed,
            "failed": failed,
            "runs": runs.iter().map(|run| run_json(run, lang)).collect::<Vec<Json>>(),
            "diagnostics": report_json(&suite.diagnostics, &suite.sources, lang),
            "sound": loaded.is_sound(),
        });
        print(&format!("{object:#}\n"));
    } else {
        let mut text = String::new();
        if !loaded.is_sound() {
            text += &report(&loaded.diagnostics, &loaded.sources, lang, look());
        }
        text += &report(&suite.diagnostics, &suite.sources, lang, look());
        for run in runs.iter().filter(|run| !run.passed()) {
            text += &told(run, lang);
        }
        let counts = [
            ("passed", passed.to_string()),
            ("failed", failed.to_string()),
        ];
        let counts = counts
            .each_ref()
            .map(|(name, count)| (*name, count.as_str()));
        // What stood at the head may have scrolled away.
        if !suite.broken().is_empty() {
            text += &message("scenario-unread", lang, &[]);
            text.push('\n');
            for path in suite.broken() {
                text += &format!("  {path}\n");
            }
            text.push('\n');
        }
        text += &message("scenario-summary", lang, &counts);
        text.push('\n');
        print(&text);
    }
    if failed == 0 && loaded.is_sound() {
        Exit::Fine
    } else {
        Exit::Found
    }
}

/// A failed run: where, then what was expected and found of each thing, side by side.
fn told(run: &Run, lang: Lang) -> String {
    let mut text = String::new();
    let mut before: Option<(usize, Option<usize>)> = None;
    for failure in &run.failures {
        if before != Some((failure.line, failure.step)) {
            before = Some((failure.line, failure.step));
            text += &format!("{}\n", head(run, failure, lang));
        }
        let (expected, found) = (failure.expected.render(lang), failure.found.render(lang));
        let nothing = |text: String| {
            if text.is_empty() {
                "[]".to_owned()
            } else {
                text
            }
        };
        text += &format!(
            "  {}\n    {}: {}\n    {}: {}\n",
            failure.what,
            word("scenario-expected", lang),
            nothing(expected),
            word("scenario-found", lang),
            nothing(found),
        );
        for says in &failure.says {
            text += &format!(
                "    {}: {}\n",
                word("scenario-says", lang),
                says.render(lang)
            );
        }
    }
    text.push('\n');
    text
}

fn head(run: &Run, failure: &Failure, lang: Lang) -> String {
    let place = format!("{}:{}", run.path, failure.line);
    let step = failure.step.map(|step| step.to_string());
    let mut args = vec![
        ("place", place.as_str()),
        ("id", run.id.as_str()),
        ("desk", run.desk.as_str()),
    ];
    match &step {
        Some(step) => {
            args.push(("step", step));
            message("scenario-place", lang, &args)
        }
        None => message("scenario-file", lang, &args),
    }
}

fn run_json(run: &Run, lang: Lang) -> Json {
    let failures = run.failures.iter().map(|failure| {
        json!({
            "step": failure.step,
            "line": failure.line,
            "what": failure.what,
            "expected": failure.expected.render(lang),
                "found": failure.found.render(lang),
            "says": failure.says.iter().map(|says| says.render(lang)).collect::<Vec<_>>(),
        })
    });
    json!({
        "id": run.id,
        "desk": run.desk,
        "path": run.path,
        "passed": run.passed(),
        "failures": failures.collect::<Vec<Json>>(),
    })
}
