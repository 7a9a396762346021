//! A text that knows where each of its characters stands, also behind escapes.

use crate::config::node::{Content, Node};
use crate::config::source::Span;
use crate::config::suggest;

/// A text and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'n> {
    /// The text.
    pub text: &'n str,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Where its characters stand, and how many bytes of what stands there were left out in front.
    content: Option<(&'n Content, usize)>,
}

impl<'n> Said<'n> {
    pub(super) fn of(text: &'n str, node: &'n Node) -> Said<'n> {
        Said {
            text,
            span: node.span,
            content: node.content.as_ref().map(|content| (content, 0)),
        }
    }

    /// The place in the file of byte `at` of the text; `None` when escapes or line ends make it uncertain.
    #[must_use]
    pub fn offset(&self, at: usize) -> Option<usize> {
        let (content, left_out) = self.content?;
        Some(content.place(left_out.checked_add(at)?))
    }

    /// Where bytes `start..end` of the text stand; the whole value when that is uncertain.
    #[must_use]
    pub fn piece(&self, start: usize, end: usize) -> Span {
        match (self.offset(start), self.offset(end)) {
            (Some(from), Some(to)) => self.span.at(from, 0, to.saturating_sub(from)),
            _ => self.span,
        }
    }

    /// Where the text stands without its quotes, if that is certain.
    #[must_use]
    pub fn inner(&self) -> Span {
        self.piece(0, self.text.len())
    }

    /// The whole value as a line of TOML would have it with this text in its place: `=` in front where it was left out,
    /// and quotes that fit.
    #[must_use]
    pub fn written(&self, text: &str) -> String {
        let formula = self.content.is_some_and(|(_, left_out)| left_out == 1);
        let front = if formula { "=" } else { "" };
        suggest::quoted(&format!("{front}{text}"))
    }

    /// Whether a `"` in the text would end it.
    #[must_use]
    pub fn ends_with_quote(&self) -> bool {
        self.content
            .is_none_or(|(content, _)| content.quote() == '"')
    }

    /// The first `length` bytes of the text.
    #[must_use]
    pub fn cut(&self, length: usize) -> Said<'n> {
        Said {
            text: self.text.get(..length).unwrap_or(self.text),
            ..*self
        }
    }

    /// Another text in its place: what stands at the same bytes in both is still found in the file.
    #[must_use]
    pub(crate) fn reading<'m>(&self, text: &'m str) -> Said<'m>
    where
        'n: 'm,
    {
        Said { text, ..*self }
    }

    /// The text from byte `from` on, still knowing where it stands.
    #[must_use]
    pub fn from(&self, from: usize) -> Said<'n> {
        Said {
            text: self.text.get(from..).unwrap_or(""),
            span: self.span,
            content: self.without(from),
        }
    }

    fn without(&self, length: usize) -> Option<(&'n Content, usize)> {
        let (content, left_out) = self.content?;
        Some((content, left_out.checked_add(length)?))
    }

    /// The rest of the text after `prefix` (`"="`, `"+"`), still knowing where it stands.
    #[must_use]
    pub fn strip(&self, prefix: &str) -> Option<Said<'n>> {
        let text = self.text.strip_prefix(prefix)?;
        Some(Said {
            text,
            span: self.span,
            content: self.without(prefix.len()),
        })
    }
}
