//! A sentence of the catalogue with what fills it, kept as data so that it can be stored and said in either language.

use serde::{Deserialize, Serialize};

use super::{Arg, Lang, borrowed, message, render_args};

/// Why something was refused or failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The entry of the catalogue.
    pub id: String,
    /// What fills it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, Arg)>,
    /// The field or name it is about, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

impl Reason {
    /// A reason of this id, not filled yet.
    #[must_use]
    pub fn new(id: &str) -> Reason {
        Reason {
            id: id.to_owned(),
            args: Vec::new(),
            at: None,
        }
    }

    /// With an argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Arg>) -> Reason {
        self.args.push((name.to_owned(), value.into()));
        self
    }

    /// With the field or name it is about.
    #[must_use]
    pub fn about(mut self, name: &str) -> Reason {
        self.at = Some(name.to_owned());
        self
    }

    /// With the name that was probably meant, where one is near.
    #[must_use]
    pub fn near<S: AsRef<str>>(self, name: &str, known: &[S]) -> Reason {
        let near = crate::model::nearest(name, known.iter().map(AsRef::as_ref));
        match near {
            Some(near) => self.with("near", near),
            None => self,
        }
    }

    /// The sentence.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let args = render_args(&self.args, lang);
        message(&self.id, lang, &borrowed(&args))
    }

    /// What can be done about it, where the catalogue knows.
    #[must_use]
    pub fn help(&self, lang: Lang) -> Option<String> {
        let args = render_args(&self.args, lang);
        super::help(&self.id, lang, &borrowed(&args))
    }
}
