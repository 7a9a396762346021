//! What people see instead of the names in the files, in both languages.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::catalogue::Lang;

/// What people see of a thing, in both languages. Where one is missing the other serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Chinese.
    pub zh: Arc<str>,
    /// English.
    pub en: Arc<str>,
}

impl Label {
    /// The label in a language, or the other language's where that is missing; empty where there is none at all.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Zh => (&self.zh, &self.en),
            Lang::En => (&self.en, &self.zh),
        };
        if first.is_empty() { second } else { first }
    }
}

/// The labels of a desk by path (`complaint.decide.assign`). The most specific path wins, a bare word serves all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(pub BTreeMap<Arc<str>, Label>);

impl Labels {
    /// The label of what stands at this path, the name itself where there is none.
    #[must_use]
    pub fn of(&self, path: &[&str]) -> Label {
        let mut label = self.find(path);
        let name = path.last().copied().unwrap_or("");
        match (label.zh.is_empty(), label.en.is_empty()) {
            (true, true) => {
                label.zh = Arc::from(name);
                label.en = Arc::from(name);
            }
            (true, false) => label.zh = Arc::clone(&label.en),
            (false, true) => label.en = Arc::clone(&label.zh),
            (false, false) => {}
        }
        label
    }

    /// The label written for exactly this path, the name itself where there is none: a bare word says nothing of it.
    #[must_use]
    pub fn of_whole(&self, path: &[&str]) -> Label {
        let written = self.0.get(path.join(".").as_str());
        let mut whole = Labels::default();
        if let Some(label) = written {
            let name = path.last().copied().unwrap_or("");
            whole.0.insert(Arc::from(name), label.clone());
        }
        whole.of(path)
    }

    /// What is written for this path in each language, empty where nothing is.
    #[must_use]
    pub fn find(&self, path: &[&str]) -> Label {
        let mut label = Label::default();
        for start in 0..path.len() {
            let end = path.get(start..).unwrap_or(&[]).join(".");
            let Some(written) = self.0.get(end.as_str()) else {
                continue;
            };
            if label.zh.is_empty() {
                label.zh = Arc::clone(&written.zh);
            }
            if label.en.is_empty() {
                label.en = Arc::clone(&written.en);
            }
        }
        label
    }
}
