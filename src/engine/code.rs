//! Codes: unique, never reused. The running number counts per text of the rest of the pattern.

use std::fmt::Write as _;

use super::pattern::{CodePart, CodePattern};
use super::turn::Work;
use super::view::View;
use crate::model::{Effect, Instant, Text, Value};

/// Stands in the text of a series where its number goes; no text of a pattern or field contains it.
const NUMBER: char = '\u{0}';

impl<V: View> Work<'_, V> {
    /// The code a record is known by from its birth on: the next of the pattern that no record has. Two series can meet
    /// (`A{region}{n:2}`: the 101st of region 1 and the first of region 11), and a pattern of fields alone can repeat.
    pub(super) fn birth_code(&mut self, pattern: &CodePattern) -> Text {
        let view = self.view;
        self.code_where(pattern, |code| !view.is_coded(code))
    }

    /// The next code of a pattern, as the value of a field.
    pub(super) fn next_code(&mut self, pattern: &CodePattern) -> Text {
        self.code_where(pattern, |_| true)
    }

    /// The next code that is free; its number is used up with this turn.
    fn code_where(&mut self, pattern: &CodePattern, is_free: impl Fn(&str) -> bool) -> Text {
        let (mut series, width) = self.series(pattern);
        let width = match width {
            Some(width) => width,
            None if is_free(&series) => return Text::new(&series),
            // Nothing in the pattern tells the two apart: a number does.
            None => {
                series.push('-');
                series.push(NUMBER);
                1
            }
        };
        let counted = self.counted.iter().find(|(known, _)| *known == series);
        let mut n = counted.map_or_else(|| self.view.counted(&series), |(_, n)| *n);
        let code = loop {
            n = n.saturating_add(1);
            let code = series.replace(NUMBER, &format!("{n:0width$}"));
            if is_free(&code) || n == u64::MAX {
                break code;
            }
        };
        match self.counted.iter_mut().find(|(known, _)| *known == series) {
            Some(slot) => slot.1 = n,
            None => self.counted.push((series.clone(), n)),
        }
        let series = Text::new(&series);
        self.effects.push(Effect::Counted { series, n });
        Text::new(&code)
    }

    /// The text of a pattern with [`NUMBER`] where its number goes, and the least digits of that.
    fn series(&self, pattern: &CodePattern) -> (String, Option<usize>) {
        let mut series = String::new();
        let mut width = None;
        for part in &pattern.parts {
            match part {
                CodePart::Text(text) => series.push_str(text),
                CodePart::Opened(format) => self.push_date(&mut series, self.opened, format),
                CodePart::Today(format) => self.push_date(&mut series, self.now(), format),
                // A code is read aloud and typed: what cannot be seen has no place in it.
                CodePart::Field(field) => {
                    let shown = self.plain(&self.value(*field));
                    series.extend(shown.chars().filter(|c| !c.is_control()));
                }
                CodePart::Number(digits) => {
                    series.push(NUMBER);
                    width.get_or_insert(*digits);
                }
            }
        }
        (series, width)
    }

    fn push_date(&self, into: &mut String, at: Instant, format: &str) {
        let local = self.desk.calendar.local(at);
        // The format was tried when the revision was loaded.
        let _ = write!(into, "{}", local.format(format));
    }

    /// A value in plain words, as it stands in a code.
    fn plain(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.as_str().to_owned(),
            Value::Choice(name) => self.text(*name),
            Value::Record(no) => self
                .view
                .record(*no)
                .map_or_else(String::new, |record| record.code.to_string()),
            Value::Date(date) => date.to_string(),
            Value::Month(month) => month.to_string(),
            other => other
                .number()
                .map_or_else(String::new, |number| number.to_string()),
        }
    }
}
