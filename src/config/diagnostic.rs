//! A diagnostic is a value: what is wrong, where, and the arguments of its sentence. The sentence itself is in the
//! catalogue, so that one value reads in either language and as text or JSON.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::source::{SourceId, Sources, Span};
use super::suggest;
use crate::model::catalogue::{self, Arg, Lang, Severity};

/// A second place a diagnostic points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct More {
    /// Where.
    pub span: Span,
    /// The word of the catalogue that stands beside it (`"first-here"`).
    pub label: &'static str,
}

/// Something the check has to say, at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The entry of the catalogue.
    pub id: &'static str,
    /// How much it weighs; the catalogue's unless said otherwise.
    pub severity: Severity,
    /// The text to underline.
    pub span: Span,
    /// The arguments of its sentences.
    pub args: Vec<(&'static str, Arg)>,
    /// Other places that belong to it.
    pub more: Vec<More>,
}

impl Diagnostic {
    /// A diagnostic of this id at this place.
    #[must_use]
    pub fn new(id: &'static str, span: Span) -> Diagnostic {
        let entry = catalogue::find(id);
        debug_assert!(entry.is_some(), "the catalogue has no `{id}`");
        Diagnostic {
            id,
            severity: entry.map_or(Severity::Error, |entry| entry.severity),
            span,
            args: Vec::new(),
            more: Vec::new(),
        }
    }

    /// With an argument: the user's own words, or a number.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Diagnostic {
        self.args.push((name, Arg::Said(value.into())));
        self
    }

    /// With an argument if there is one; without it, the label or help that needs it is left out.
    #[must_use]
    pub fn maybe(self, name: &'static str, value: Option<String>) -> Diagnostic {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With a word of the catalogue as argument (`"state"`, `"a-text"`).
    #[must_use]
    pub fn word(mut self, name: &'static str, id: &str) -> Diagnostic {
        debug_assert!(catalogue::find(id).is_some(), "the catalogue has no `{id}`");
        self.args.push((name, Arg::Word(id.to_owned())));
        self
    }

    /// With an argument that is given in both languages (what a section is called).
    #[must_use]
    pub fn both(mut self, name: &'static str, zh: &str, en: &str) -> Diagnostic {
        self.args.push((name, Arg::both(zh, en)));
        self
    }

    /// With several of the user's words as argument; at most eight are shown.
    #[must_use]
    pub fn list<I: IntoIterator<Item: Into<String>>>(
        mut self,
        name: &'static str,
        values: I,
    ) -> Diagnostic {
        let values = values.into_iter().map(Into::into).collect();
        self.args.push((name, Arg::List(values)));
        self
    }

    /// With what was possible here: `near`, the nearest to `name`, and `known`, the list (left out when empty).
    #[must_use]
    pub fn known<'a, I, S>(self, name: &str, known: I) -> Diagnostic
    where
        I: IntoIterator<Item = &'a S>,
        S: AsRef<str> + ?Sized + 'a,
    {
        let known: Vec<&str> = known.into_iter().map(AsRef::as_ref).collect();
        let near = suggest::nearest(name, known.iter().copied());
        let this = self.maybe("near", near);
        if known.is_empty() {
            return this;
        }
        this.list("known", known)
    }

    /// With a second place; `label` is a word of the catalogue.
    #[must_use]
    pub fn also(mut self, span: Span, label: &'static str) -> Diagnostic {
        debug_assert!(
            catalogue::find(label).is_some(),
            "the catalogue has no `{label}`"
        );
        self.more.push(More { span, label });
        self
    }

    /// With another weight than the catalogue's.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Diagnostic {
        self.severity = severity;
        self
    }

    /// The sentence.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let args = catalogue::render_args(&self.args, lang);
        catalogue::message(self.id, lang, &catalogue::borrowed(&args))
    }

    /// The words beside the underlined text.
    #[must_use]
    pub fn label(&self, lang: Lang) -> Option<String> {
        let args = catalogue::render_args(&self.args, lang);
        catalogue::label(self.id, lang, &catalogue::borrowed(&args))
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self, lang: Lang) -> Option<String> {
        let args = catalogue::render_args(&self.args, lang);
        catalogue::help(self.id, lang, &catalogue::borrowed(&args))
    }
}

/// Everything found so far. The same id at the same place is kept once; of a file whose TOML cannot be read, only what
/// is wrong with its syntax is kept, for all else would be an echo.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: IndexMap<(&'static str, Span), Diagnostic>,
    broken: BTreeSet<SourceId>,
    hushed: BTreeSet<SourceId>,
}

impl Diagnostics {
    /// Keeps a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.broken.contains(&diagnostic.span.source) {
            return;
        }
        self.keep(diagnostic);
    }

    fn keep(&mut self, diagnostic: Diagnostic) {
        let place = (diagnostic.id, diagnostic.span);
        self.found.entry(place).or_insert(diagnostic);
    }

    /// Keeps what is wrong with the syntax of a file, and from now on nothing else about it.
    pub(super) fn push_syntax(&mut self, diagnostic: Diagnostic) {
        self.broken.insert(diagnostic.span.source);
        self.keep(diagnostic);
    }

    /// Whether the syntax of this file is wrong, so that names it may declare are unknown.
    #[must_use]
    pub fn is_broken(&self, source: SourceId) -> bool {
        self.broken.contains(&source)
    }

    /// Whether the syntax of a TOML file of this desk, or of a common one, is wrong.
    pub(super) fn is_broken_below(&self, sources: &Sources, desk: &str) -> bool {
        let mut broken = self.broken.iter().map(|source| sources.path(*source));
        broken.any(|path| {
            let mut parts = path.split('/').skip(1);
            path.ends_with(".toml") && parts.any(|part| part == desk || part == super::docs::COMMON)
        })
    }

    /// Notes that something in this file cannot be built because of a fault told elsewhere.
    pub(super) fn hush(&mut self, source: SourceId) {
        self.hushed.insert(source);
    }

    /// Whether something in this file cannot be built because of a fault told elsewhere.
    pub(super) fn is_hushed(&self, source: SourceId) -> bool {
        self.hushed.contains(&source)
    }

    /// One message for one cause: a name that is missing is told where it first stands, with the other places it is
    /// used in. What is missing in a common flow and in a desk is told apart.
    pub(super) fn fold(&mut self, sources: &Sources) {
        type Place = (&'static str, Span);
        let mut firsts: BTreeMap<String, Place> = BTreeMap::new();
        let mut others: BTreeMap<Place, Vec<Span>> = BTreeMap::new();
        let mut gone: BTreeSet<Place> = BTreeSet::new();
        for diagnostic in self.sorted(sources) {
            if diagnostic.id != "unknown-name" || !diagnostic.more.is_empty() {
                continue;
            }
            let path = sources.path(diagnostic.span.source);
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            // Where the name meant is known, it is one slip whatever each place takes it for.
            let said = |name: &str| {
                let found = diagnostic.args.iter().find(|(known, _)| *known == name);
                found.map(|(_, said)| said)
            };
            let cause = match (said("name"), said("near")) {
                (Some(name), Some(near)) => format!("{folder} {name:?} {near:?}"),
                _ => format!("{folder} {:?}", diagnostic.args),
            };
            let place = (diagnostic.id, diagnostic.span);
            match firsts.get(&cause) {
                Some(first) => {
                    others.entry(*first).or_default().push(place.1);
                    gone.insert(place);
                }
                None => drop(firsts.insert(cause, place)),
            }
        }
        self.found.retain(|place, _| !gone.contains(place));
        for (first, spans) in others {
            if let Some(diagnostic) = self.found.get_mut(&first) {
                let label = "also-here";
                let more = spans.into_iter().map(|span| More { span, label });
                diagnostic.more.extend(more);
            }
        }
    }

    /// Puts others in place of some.
    pub(super) fn reword(&mut self, other: impl Fn(&Diagnostic) -> Option<Diagnostic>) {
        let all = std::mem::take(&mut self.found);
        for diagnostic in all.into_values() {
            self.keep(other(&diagnostic).unwrap_or(diagnostic));
        }
    }

    /// Leaves out all messages of these ids.
    pub(super) fn drop_all(&mut self, ids: &[&str]) {
        self.found.retain(|(id, _), _| !ids.contains(id));
    }

    /// Takes over what another collector found.
    pub fn extend(&mut self, other: Diagnostics) {
        self.broken.extend(other.broken);
        self.hushed.extend(other.hushed);
        for diagnostic in other.found.into_values() {
            self.keep(diagnostic);
        }
    }

    /// Whether anything found is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.values().any(|d| d.severity == Severity::Error)
    }

    /// How many were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.values()
    }

    /// All of them by path and place.
    #[must_use]
    pub fn sorted(&self, sources: &Sources) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.found.values().collect();
        sorted.sort_by_key(|d| {
            let path = sources.path(d.span.source);
            (path, d.span.start, d.severity, d.span.end, d.id)
        });
        sorted
    }
}
