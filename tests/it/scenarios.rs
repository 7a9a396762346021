//! Every scenario this repository ships passes in every desk it is for; and a number edited in one desk is noticed by
//! that row's scenario in that desk, and by no row's scenario of the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use casework::config::{Folder, Loaded, Look, load, report};
use casework::model::RevisionNo;
use casework::model::catalogue::Lang;
use casework::replay::{Run, Suite};

fn folder() -> Folder {
    Folder::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the folder is here")
}

fn loaded(folder: &Folder) -> Loaded {
    let loaded = load(folder, &BTreeMap::new(), RevisionNo(1));
    let text = report(&loaded.diagnostics, &loaded.sources, Lang::En, Look::Plain);
    assert!(loaded.is_sound(), "{text}");
    loaded
}

fn runs(folder: &Folder) -> Vec<Run> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut suite = Suite::read(&[root]).expect("the scenarios are here");
    let runs = suite.run(&loaded(folder));
    let text = report(&suite.diagnostics, &suite.sources, Lang::En, Look::Plain);
    assert_eq!(suite.broken(), 0, "{text}");
    runs
}

fn told(run: &Run) -> String {
    let mut text = format!("{} in {}", run.path, run.desk);
    for failure in &run.failures {
        let step = failure
            .step
            .map_or_else(String::new, |step| format!(", step {step}"));
        let (expected, found) = (
            failure.expected.render(Lang::En),
            failure.found.render(Lang::En),
        );
        text += &format!(
            "\n  line {}{step}: {}\n    expected {expected}\n    found    {found}",
            failure.line, failure.what
        );
    }
    text
}

#[test]
fn the_shipped_scenarios_pass() {
    let runs = runs(&folder());
    let failed: Vec<String> = runs.iter().filter(|run| !run.passed()).map(told).collect();
    assert!(
        failed.is_empty(),
        "{} failed\n{}",
        failed.len(),
        failed.join("\n")
    );
    // Each desk's own once, the shared ones in both.
    assert_eq!(runs.len(), 4 + 10 + 2 * (3 + 13));
}
