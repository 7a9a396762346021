//! The files of a folder, each read once however many desks use it, and the paths names lead to.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::csv::Sheet;
use super::decode::csv_text;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::node::Doc;
use crate::model::catalogue::Severity;

use super::source::{Folder, SourceId, Sources, Span};

/// Where the flows several desks share stand.
pub(crate) const COMMON: &str = "common";

/// The files read so far, and what is wrong with their syntax.
#[derive(Debug)]
pub(crate) struct Docs<'f> {
    pub(crate) folder: &'f Folder,
    pub(crate) sources: Sources,
    /// What is wrong with the text of files, whoever uses them.
    pub(crate) found: Diagnostics,
    docs: BTreeMap<String, Option<Arc<Doc>>>,
    sheets: BTreeMap<String, Option<Arc<Sheet>>>,
    texts: BTreeMap<String, Option<SourceId>>,
    unreadable: BTreeMap<String, SourceId>,
    touched: BTreeSet<SourceId>,
}

impl<'f> Docs<'f> {
    pub(crate) fn new(folder: &'f Folder) -> Docs<'f> {
        Docs {
            folder,
            sources: Sources::default(),
            found: Diagnostics::default(),
            docs: BTreeMap::new(),
            sheets: BTreeMap::new(),
            texts: BTreeMap::new(),
            unreadable: BTreeMap::new(),
            touched: BTreeSet::new(),
        }
    }

    /// Begins to note which files are used.
    pub(crate) fn begin(&mut self) {
        self.touched.clear();
    }

    /// Whether the text of a file used since [`Docs::begin`] has an error of its own.
    pub(crate) fn touched_error(&self) -> bool {
        let mut errors = self
            .found
            .iter()
            .filter(|told| told.severity == Severity::Error);
        errors.any(|told| self.touched.contains(&told.span.source))
    }

    /// A TOML file; `None` when there is none or its encoding is wrong.
    pub(crate) fn toml(&mut self, path: &str) -> Option<Arc<Doc>> {
        if let Some(known) = self.docs.get(path).cloned() {
            self.touch(path, known.as_ref().map(|doc| doc.source));
            return known;
        }
        let doc = match self.folder.text(path) {
            Some(text) => {
                let doc = Doc::parse(path, text, &mut self.sources, &mut self.found);
                Some(Arc::new(doc))
            }
            None => {
                self.report_encoding(path);
                None
            }
        };
        self.touch(path, doc.as_ref().map(|doc| doc.source));
        self.docs.insert(path.to_owned(), doc.clone());
        doc
    }

    /// A TOML file already read, without counting it as used.
    pub(crate) fn read_before(&self, path: &str) -> Option<&Doc> {
        self.docs.get(path)?.as_deref()
    }

    /// A CSV file; `None` when there is none, or it has no head.
    pub(crate) fn sheet(&mut self, path: &str) -> Option<Arc<Sheet>> {
        let source = self.text(path);
        if let Some(known) = self.sheets.get(path) {
            return known.clone();
        }
        let sheet = source
            .and_then(|source| Sheet::read(&self.sources, source, &mut self.found))
            .map(Arc::new);
        self.sheets.insert(path.to_owned(), sheet.clone());
        sheet
    }

    /// The text of a file, taken into the sources.
    pub(crate) fn text(&mut self, path: &str) -> Option<SourceId> {
        if let Some(known) = self.texts.get(path).copied() {
            self.touch(path, known);
            return known;
        }
        let source = match self.plain(path) {
            Some(text) => Some(self.sources.add(path, &text)),
            None => {
                self.report_encoding(path);
                None
            }
        };
        self.touch(path, source);
        self.texts.insert(path.to_owned(), source);
        source
    }

    /// The text of a file; of a CSV in whatever encoding Excel gave it.
    pub(crate) fn plain(&self, path: &str) -> Option<Cow<'f, str>> {
        match path.ends_with(".csv") {
            true => csv_text(self.folder.bytes(path)?),
            false => self.folder.text(path).map(Cow::Borrowed),
        }
    }

    fn touch(&mut self, path: &str, source: Option<SourceId>) {
        let source = source.or_else(|| self.unreadable.get(path).copied());
        self.touched.extend(source);
    }

    fn report_encoding(&mut self, path: &str) {
        if self.folder.has(path) {
            let source = self.sources.add(path, "");
            self.unreadable.insert(path.to_owned(), source);
            self.found
                .push(Diagnostic::new("not-utf-8", self.sources.whole(source)));
        }
    }

    /// Whether a file was asked for whose text cannot be read.
    pub(crate) fn is_unreadable(&self, path: &str) -> bool {
        self.unreadable.contains_key(path)
    }

    /// The folders below `workflows/` that are desks, by name.
    pub(crate) fn desks(&self) -> Vec<String> {
        let mut desks: Vec<String> = Vec::new();
        for path in self.folder.below("workflows/") {
            let desk = path.split('/').nth(1).unwrap_or("");
            let is_file = path.split('/').count() < 3;
            if !is_file && desk != COMMON && desks.last().is_none_or(|last| last != desk) {
                desks.push(desk.to_owned());
            }
        }
        desks
    }

    /// The names of the files directly in a folder with this ending, without it.
    pub(crate) fn stems(&self, folder: &str, ending: &str) -> Vec<String> {
        let prefix = format!("{folder}/");
        let paths = self.folder.below(&prefix);
        paths
            .filter_map(|path| path.strip_prefix(&prefix))
            .filter_map(|name| name.strip_suffix(ending))
            .filter(|name| !name.contains('/'))
            .map(str::to_owned)
            .collect()
    }

    /// The first of the desk's own file and the common one that exists.
    pub(crate) fn own_or_common(&self, root: &str, desk: &str, name: &str) -> Option<String> {
        [desk, COMMON]
            .into_iter()
            .map(|place| format!("{root}/{place}/{name}"))
            .find(|path| self.folder.has(path))
    }

    /// Reports a file that is named and does not exist.
    pub(crate) fn no_such_file(
        &self,
        name: &str,
        span: Span,
        known: &[String],
        found: &mut Diagnostics,
    ) {
        let fault = Diagnostic::new("no-such-file", span).with("file", name);
        found.push(fault.known(name, known));
    }
}
