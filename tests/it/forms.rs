//! A desk in which every way a form can be used stands once, run by its scenarios.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use casework::config::{Folder, Look, load, report};
use casework::model::RevisionNo;
use casework::model::catalogue::Lang;
use casework::replay::Suite;

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms")
}

#[test]
fn every_use_of_a_form_runs() {
    let folder = Folder::read(&place()).expect("the folder is here");
    let loaded = load(&folder, &BTreeMap::new(), RevisionNo(1));
    let text = report(&loaded.diagnostics, &loaded.sources, Lang::En, Look::Plain);
    assert!(loaded.is_sound(), "{text}");
    assert!(!text.contains("warning["), "{text}");
    let mut suite =
        Suite::read(&[place().join("tests/scenarios")]).expect("the scenarios are here");
    let runs = suite.run(&loaded);
    let text = report(&suite.diagnostics, &suite.sources, Lang::En, Look::Plain);
    assert_eq!(suite.broken().len(), 0, "{text}");
    let mut failed = String::new();
    for run in runs.iter().filter(|run| !run.passed()) {
        for failure in &run.failures {
            failed += &format!(
                "{} line {}: {}\n  expected {}\n  found    {}\n",
                run.path,
                failure.line,
                failure.what,
                failure.expected.render(Lang::En),
                failure.found.render(Lang::En)
            );
        }
    }
    assert!(failed.is_empty(), "{failed}");
    assert_eq!(runs.len(), 5);
}
