//! What is wrong with an expression or a rule, as data: the catalogue of messages words it, the reader of the folder
//! places it. A fault names its cause once; what only follows from it is not reported.

use std::ops::Range;

/// One fault of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which message: `expression-syntax`, `unknown-name`, `unknown-choice`, `never-comparable`, `type-mismatch`,
    /// `maybe-empty`, `bare-date`, `unknown-function`, `wrong-arguments`, `unknown-field`, `not-run-yet`.
    pub id: &'static str,
    /// What the message is filled with, by name.
    pub args: Vec<(&'static str, String)>,
    /// The bytes of the expression's text to underline.
    pub at: Range<usize>,
    /// Text that can be pasted in place of the underlined one.
    pub help: Option<String>,
}

impl Fault {
    pub(super) fn new(id: &'static str, at: Range<usize>) -> Fault {
        Fault {
            id,
            args: Vec::new(),
            at,
            help: None,
        }
    }

    pub(super) fn arg(mut self, name: &'static str, value: impl Into<String>) -> Fault {
        self.args.push((name, value.into()));
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Fault {
        self.help = Some(help.into());
        self
    }

    /// The same with the nearest of `known` as help, if one is near.
    pub(super) fn nearest<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Fault {
        match nearest(name, known) {
            Some(near) => self.arg("nearest", near.clone()).help(near),
            None => self,
        }
    }
}

/// The known name an unknown one most likely meant: at most two letters away, and not all of them.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let length = name.chars().count();
    known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, _)| *distance > 0 && *distance <= 2 && *distance < length)
        .min()
        .map(|(_, known)| known.to_owned())
}
