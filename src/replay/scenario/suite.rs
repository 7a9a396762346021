//! All scenarios of a folder, and in which desks each of them runs.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Failure, Run, Scenario, read, run};
use crate::config::{Diagnostic, Diagnostics, Loaded, Sources};
use crate::engine::Desk;
use crate::model::catalogue::Arg;

/// Folders whose scenarios run in every desk that has what they open.
const SHARED: [&str; 2] = ["common", "traps"];

/// Scenarios as they were read.
#[derive(Debug, Default)]
pub struct Suite {
    scenarios: Vec<Scenario>,
    /// What is wrong with the files themselves; a file with an error does not run.
    pub diagnostics: Diagnostics,
    /// The texts its places lie in.
    pub sources: Sources,
    broken: Vec<String>,
}

impl Suite {
    /// Reads these files, and all `.toml` files below these folders.
    ///
    /// # Errors
    /// When one of them cannot be read; the error names it.
    pub fn read(paths: &[PathBuf]) -> io::Result<Suite> {
        let mut files = BTreeMap::new();
        for path in paths {
            collect(path, &mut files)?;
        }
        let mut suite = Suite::default();
        let mut load = |path: &str| fs::read(path).ok();
        for (path, bytes) in files {
            suite.add(&path, bytes, &mut load);
        }
        Ok(suite)
    }

    /// Reads scenarios handed in by path; their CSV files are looked up among the same.
    #[must_use]
    pub fn of(files: &BTreeMap<String, Vec<u8>>) -> Suite {
        let mut suite = Suite::default();
        let mut load = |path: &str| files.get(path).cloned();
        let scenarios = files.iter().filter(|(path, _)| path.ends_with(".toml"));
        for (path, bytes) in scenarios {
            suite.add(path, bytes.clone(), &mut load);
        }
        suite
    }

    fn add(&mut self, path: &str, bytes: Vec<u8>, load: &mut dyn FnMut(&str) -> Option<Vec<u8>>) {
        let mut found = Diagnostics::default();
        let scenario = match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                read::scenario(path, text, load, &mut self.sources, &mut found)
            }
            Err(_) => {
                let source = self.sources.add(path, "");
                found.push(Diagnostic::new("not-utf-8", self.sources.whole(source)));
                None
            }
        };
        match scenario {
            Some(scenario) => self.scenarios.push(scenario),
            None => self.broken.push(path.to_owned()),
        }
        self.diagnostics.extend(found);
    }

    /// The files that cannot run.
    #[must_use]
    pub fn broken(&self) -> &[String] {
        &self.broken
    }

    /// Runs every scenario in the desks it is for. A desk with a fault runs none: that is a failure of what is for it.
    pub fn run(&mut self, loaded: &Loaded) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut found = Diagnostics::default();
        for scenario in &self.scenarios {
            let desks = desks_of(scenario, loaded, &mut found);
            if desks.is_empty() {
                self.broken.push(scenario.path.clone());
            }
            for desk in desks {
                let failures = match loaded.desk(&desk) {
                    Some(desk) => run::run(desk, scenario),
                    None => vec![unsound(scenario.line)],
                };
                runs.push(Run {
                    id: scenario.id.clone(),
                    desk,
                    path: scenario.path.clone(),
                    failures,
                });
            }
        }
        self.diagnostics.extend(found);
        runs
    }
}

fn unsound(line: usize) -> Failure {
    Failure {
        step: None,
        line,
        what: "desk".to_owned(),
        expected: Arg::both("没有错误的部门", "a desk without fault"),
        found: Arg::both("casework check 指出了错误", "faults, see casework check"),
        says: Vec::new(),
    }
}

/// The desks a scenario runs in: those it names, else its folder, else all that have what it opens.
fn desks_of(scenario: &Scenario, loaded: &Loaded, found: &mut Diagnostics) -> Vec<String> {
    let known: Vec<&String> = loaded.desks.keys().chain(&loaded.broken_desks).collect();
    if !scenario.desks.is_empty() {
        let mut desks = Vec::new();
        for (name, span) in &scenario.desks {
            if known.contains(&name) {
                desks.push(name.clone());
            } else {
                let fault = Diagnostic::new("unknown-name", *span)
                    .word("kind", "desk")
                    .with("name", name.as_str());
                found.push(fault.known(name, known.iter().copied()));
            }
        }
        return desks;
    }
    let folders: Vec<&str> = scenario.path.rsplit('/').skip(1).collect();
    for folder in &folders {
        if let Some(desk) = known.iter().find(|desk| desk.as_str() == *folder) {
            return vec![(*desk).clone()];
        }
        if SHARED.contains(folder) {
            return having(scenario, loaded, found);
        }
    }
    let folder = folders.first().copied().unwrap_or("");
    let fault = Diagnostic::new("scenario-no-folder", scenario.span).with("folder", folder);
    found.push(fault.known(folder, known));
    Vec::new()
}

fn having(scenario: &Scenario, loaded: &Loaded, found: &mut Diagnostics) -> Vec<String> {
    let opens = scenario.opens();
    let has = |desk: &Desk| {
        opens.iter().all(|workflow| {
            let name = desk.names.find(workflow);
            name.is_some_and(|name| desk.workflow(name).is_some())
        })
    };
    let desks = loaded.desks.iter().filter(|(_, desk)| has(desk));
    let desks: Vec<String> = desks.map(|(name, _)| name.clone()).collect();
    if desks.is_empty() {
        let fault = Diagnostic::new("scenario-no-desk", scenario.span);
        found.push(fault.list("workflows", opens));
    }
    desks
}

fn collect(path: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    if !fs::metadata(path).map_err(named)?.is_dir() {
        let shown = path.to_string_lossy().replace('\\', "/");
        let shown = shown.strip_prefix("./").unwrap_or(&shown).to_owned();
        files.insert(shown, fs::read(path).map_err(named)?);
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(named)? {
        let entry = entry.map_err(named)?;
        let name = entry.file_name();
        let hidden = name.to_string_lossy().starts_with('.');
        let below = entry.path();
        let is_scenario = below.extension().is_some_and(|ending| ending == "toml");
        if !hidden && (is_scenario || below.is_dir()) {
            collect(&below, files)?;
        }
    }
    Ok(())
}
