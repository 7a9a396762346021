//! Facts as numbers: two facts are the same where their hashes are. The same in every run and on every machine.

use crate::model::{Duration, NameId, SheetItem, Value};

/// A hash under way. Every number added goes through the whole mixing, so that the order of adding counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mix(u64);

impl Mix {
    /// Begins with what kind of fact it is.
    pub(super) fn new(kind: u64) -> Mix {
        Mix(stir(kind))
    }

    /// Adds a number.
    #[must_use]
    pub(super) fn num(self, number: u64) -> Mix {
        Mix(stir(self.0.rotate_left(17) ^ number))
    }

    /// Adds a number with a sign.
    #[must_use]
    pub(super) fn int(self, number: i64) -> Mix {
        self.num(number.cast_unsigned())
    }

    /// Adds a name.
    #[must_use]
    pub(super) fn name(self, name: NameId) -> Mix {
        self.num(u64::from(name.0))
    }

    /// Adds a name that may be missing.
    #[must_use]
    pub(super) fn maybe(self, name: Option<NameId>) -> Mix {
        self.num(name.map_or(0, |name| u64::from(name.0) + 1))
    }

    /// Adds a text.
    #[must_use]
    pub(super) fn text(self, text: &str) -> Mix {
        let mut mix = self.num(u64::try_from(text.len()).unwrap_or(u64::MAX));
        for chunk in text.as_bytes().chunks(8) {
            let mut bytes = [0; 8];
            bytes
                .iter_mut()
                .zip(chunk)
                .for_each(|(to, from)| *to = *from);
            mix = mix.num(u64::from_le_bytes(bytes));
        }
        mix
    }

    /// Adds a value; `ident` says who a record is in every run alike.
    #[must_use]
    pub(super) fn value(self, value: &Value, ident: &dyn Fn(crate::model::RecordNo) -> u64) -> Mix {
        match value {
            Value::Empty => self.num(0),
            Value::YesNo(yes) => self.num(1).num(u64::from(*yes)),
            Value::Whole(whole) => self.num(2).int(*whole),
            Value::Short { scale, mantissa } => self.num(3).num(u64::from(*scale)).int(*mantissa),
            Value::Wide(decimal) => self.num(4).text(&decimal.to_string()),
            Value::Text(text) => self.num(5).text(text.as_str()),
            Value::Choice(name) => self.num(6).name(*name),
            Value::Date(date) => {
                use chrono::Datelike;
                self.num(7).int(i64::from(date.num_days_from_ce()))
            }
            Value::Time(seconds) => self.num(8).num(u64::from(*seconds)),
            Value::Instant(at) => self.num(9).int(at.0),
            Value::Month(month) => self
                .num(10)
                .int(i64::from(month.year))
                .num(u64::from(month.month)),
            Value::Duration { unit, amount } => self.duration(Duration {
                unit: *unit,
                amount: *amount,
            }),
            Value::Record(record) => self.num(12).num(ident(*record)),
            Value::List(list) => list
                .iter()
                .fold(self.num(13), |mix, value| mix.value(value, ident)),
            Value::Form(answers) => answers
                .items
                .iter()
                .fold(self.num(14).name(answers.form), |mix, (item, value)| {
                    mix.name(*item).value(value, ident)
                }),
            // What was asked and what was answered; by whom and when stands in the acts.
            Value::Sheet(sheet) => {
                let mix = self.num(15).name(sheet.form);
                sheet
                    .items
                    .iter()
                    .fold(mix, |mix, item| mix.item(item, ident))
            }
            Value::Item(item) => self.num(16).item(item, ident),
        }
    }

    fn item(self, item: &SheetItem, ident: &dyn Fn(crate::model::RecordNo) -> u64) -> Mix {
        self.name(item.name)
            .text(item.text.as_str())
            .num(u64::from(item.required))
            .num(u64::from(item.is_met()))
            .value(&item.weight, ident)
            .value(&item.answer, ident)
    }

    fn duration(self, duration: Duration) -> Mix {
        self.num(11).text(&duration.to_string())
    }

    /// The hash.
    pub(super) fn done(self) -> u64 {
        self.0
    }
}

/// The finaliser of splitmix64 (Steele, Lea, Flood 2014): every bit of the result depends on every bit put in.
fn stir(number: u64) -> u64 {
    let mut x = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
