//! Codes: unique, never reused. The running number counts per text of the rest of the pattern.

use std::fmt::Write as _;

use super::pattern::{CodePart, CodePattern};
use super::turn::Work;
use super::view::View;
use crate::model::{Effect, Instant, Text, Value};

impl<V: View> Work<'_, V> {
    /// The next code of a pattern; its number is used up with this turn.
    pub(super) fn next_code(&mut self, pattern: &CodePattern) -> Text {
        let mut series = String::new();
        for part in &pattern.parts {
            match part {
                CodePart::Text(text) => series.push_str(text),
                CodePart::Opened(format) => self.push_date(&mut series, self.opened, format),
                CodePart::Today(format) => self.push_date(&mut series, self.now(), format),
                CodePart::Field(field) => {
                    let shown = self.plain(&self.value(*field));
                    series.push_str(&shown);
                }
                CodePart::Number(_) => series.push('\u{0}'),
            }
        }
        let width = pattern.parts.iter().find_map(|part| match part {
            CodePart::Number(width) => Some(*width),
            _ => None,
        });
        let Some(width) = width else {
            return Text::new(&series);
        };
        let counted = self
            .counted
            .iter()
            .find(|(known, _)| *known == series)
            .map_or_else(|| self.view.counted(&series), |(_, n)| *n);
        let n = counted.saturating_add(1);
        match self.counted.iter_mut().find(|(known, _)| *known == series) {
            Some(slot) => slot.1 = n,
            None => self.counted.push((series.clone(), n)),
        }
        self.effects.push(Effect::Counted {
            series: Text::new(&series),
            n,
        });
        Text::new(&series.replace('\u{0}', &format!("{n:0width$}")))
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
