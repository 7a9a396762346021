//! The whole way from a folder in memory to checked desks: merge, declare, build, check. A desk with a fault gives no
//! [`Desk`]; the others do, and everything wrong anywhere is told in one go.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::assemble::assemble;
use super::check::MissingLabel;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::docs::Docs;
use super::merge::Merged;
use super::settings::{Settings, settings};
use super::source::{Folder, SETTINGS, Sources};
use crate::engine::Desk;
use crate::model::{Names, RevisionNo};

/// What a folder comes to.
#[derive(Debug)]
pub struct Loaded {
    /// The desks without fault, by name.
    pub desks: BTreeMap<String, Arc<Desk>>,
    /// What holds for the whole folder.
    pub settings: Settings,
    /// Everything the check has to say.
    pub diagnostics: Diagnostics,
    /// The texts its places lie in.
    pub sources: Sources,
    /// The hash of all text: the revision's name.
    pub text_hash: String,
    /// The desks that have a fault.
    pub broken_desks: BTreeSet<String>,
    /// The names of each desk that have no label in one of the languages.
    pub unlabelled: BTreeMap<String, Vec<MissingLabel>>,
    pub(crate) merged: BTreeMap<String, BTreeMap<String, Merged>>,
}

impl Loaded {
    /// A desk by its name, if it has no fault.
    #[must_use]
    pub fn desk(&self, name: &str) -> Option<&Arc<Desk>> {
        self.desks.get(name)
    }

    /// Where an entry of a desk's flow was written (`["param", "rounds"]`), as `workflows/mall/complaint.toml:3`.
    #[must_use]
    pub fn place_of(&self, desk: &str, flow: &str, path: &[&str]) -> Option<String> {
        let merged = self.merged.get(desk)?.get(flow)?;
        let mut entries = merged.root.entries();
        let mut found = None;
        for name in path {
            let entry = entries?.get(*name)?;
            found = Some(entry.key);
            entries = entry.node.entries();
        }
        let span = found?;
        let (line, _) = self.sources.line_column(span.source, span.start);
        Some(format!("{}:{line}", self.sources.path(span.source)))
    }

    /// The names of a section of a desk's flow, in the order they are written, those of a flow extended first.
    #[must_use]
    pub fn names_in(&self, desk: &str, flow: &str, section: &str) -> Vec<&str> {
        let merged = self.merged.get(desk).and_then(|flows| flows.get(flow));
        let entries = merged.and_then(|merged| merged.root.entries()?.get(section)?.node.entries());
        let names = entries.into_iter().flat_map(|entries| entries.keys());
        names.map(String::as_str).collect()
    }

    /// The files a desk's flow was made of, from the farthest one extended to its own.
    #[must_use]
    pub fn files_of(&self, desk: &str, flow: &str) -> Vec<&str> {
        let merged = self.merged.get(desk).and_then(|flows| flows.get(flow));
        let files = merged.into_iter().flat_map(|merged| &merged.files);
        files.map(|span| self.sources.path(span.source)).collect()
    }

    /// The files that are parts of desks: every desk.toml and what it includes, by path.
    #[must_use]
    pub fn desk_files(&self) -> BTreeSet<&str> {
        let desks = self.merged.values().filter_map(|flows| flows.get("desk"));
        let files = desks.flat_map(|merged| &merged.files);
        files.map(|span| self.sources.path(span.source)).collect()
    }

    /// Whether everything could be loaded.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.diagnostics.has_errors()
    }
}

/// Loads a folder. `known` are the names each desk has used so far: their numbers stay. Nothing outside is touched.
#[must_use]
pub fn load(folder: &Folder, known: &BTreeMap<String, Names>, revision: RevisionNo) -> Loaded {
    let mut docs = Docs::new(folder);
    // Read first, so that of a broken file nothing but its syntax is told.
    let _ = docs.toml(SETTINGS);
    let mut diagnostics = docs.found.clone();
    let settings = settings(&mut docs, &mut diagnostics);
    parse_all(&mut docs);
    let mut loaded = Loaded {
        desks: BTreeMap::new(),
        settings,
        diagnostics,
        sources: Sources::default(),
        text_hash: folder.hash(),
        broken_desks: BTreeSet::new(),
        unlabelled: BTreeMap::new(),
        merged: BTreeMap::new(),
    };
    let desks = docs.desks();
    if desks.is_empty() {
        let source = docs.sources.add("workflows", "");
        let told = Diagnostic::new("no-desk", docs.sources.whole(source));
        loaded.diagnostics.push(told);
    }
    for name in &desks {
        let names = known.get(name).cloned().unwrap_or_default();
        let made = assemble(name, &desks, names, revision, &mut docs);
        match made.desk {
            Some(desk) => drop(loaded.desks.insert(name.clone(), Arc::new(desk))),
            None => drop(loaded.broken_desks.insert(name.clone())),
        }
        loaded.diagnostics.extend(made.found);
        loaded.unlabelled.insert(name.clone(), made.unlabelled);
        loaded.merged.insert(name.clone(), made.merged);
    }
    loaded.diagnostics.extend(docs.found);
    loaded.sources = docs.sources;
    loaded.diagnostics.fold(&loaded.sources);
    loaded
}

/// Reads every TOML file, so that a slip in one no desk uses is told as well.
fn parse_all(docs: &mut Docs<'_>) {
    let paths: Vec<String> = ["workflows/", "rules/"]
        .into_iter()
        .flat_map(|below| docs.folder.below(below))
        .filter(|path| path.ends_with(".toml"))
        .map(str::to_owned)
        .collect();
    for path in paths {
        let _ = docs.toml(&path);
    }
}
