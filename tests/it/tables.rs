//! Lists and decision tables run: the folder `tables` with its scenarios.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use casework::config::{Folder, Loaded, Look, load, report};
use casework::model::RevisionNo;
use casework::model::catalogue::Lang;
use casework::replay::Suite;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables")
}

fn loaded(folder: &Folder) -> Loaded {
    let loaded = load(folder, &BTreeMap::new(), RevisionNo(1));
    let text = report(&loaded.diagnostics, &loaded.sources, Lang::En, Look::Plain);
    assert!(loaded.diagnostics.is_empty(), "{text}");
    loaded
}

#[test]
fn the_scenarios_of_lists_and_tables_pass() {
    let folder = Folder::read(&root()).expect("the folder is here");
    let mut suite = Suite::read(&[root().join("scenarios")]).expect("the scenarios are here");
    let runs = suite.run(&loaded(&folder));
    let text = report(&suite.diagnostics, &suite.sources, Lang::En, Look::Plain);
    assert_eq!(suite.broken(), 0, "{text}");
    for run in &runs {
        for failure in &run.failures {
            let (wanted, got) = (
                failure.expected.render(Lang::En),
                failure.found.render(Lang::En),
            );
            eprintln!(
                "{}:{} {}: {wanted} / {got}",
                run.path, failure.line, failure.what
            );
        }
    }
    assert!(runs.iter().all(casework::replay::Run::passed));
    assert_eq!(runs.len(), 2);
}
