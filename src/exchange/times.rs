//! Reading the times of a log. ISO 8601 is understood as it is; anything else only by the format the mapping gives.
//! A time without offset needs the mapping's zone.

use chrono::format::{Item, Parsed, StrftimeItems, parse};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use crate::model::Instant;
use crate::time::instant_of;

/// How the times of a log are to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Where times without an offset were written down.
    pub zone: Option<Tz>,
    /// How they are written, in strftime's letters, where it is not ISO 8601.
    pub format: Option<String>,
}

/// Why a text is no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum TimeFault {
    /// It is not written as expected.
    #[error("not a time as the mapping says they are written")]
    NotWrittenSo,
    /// It has no offset, and no zone is given.
    #[error("a time without offset, and the mapping names no zone")]
    NoZone,
}

impl Times {
    /// Whether a format can be used at all.
    #[must_use]
    pub fn is_format(format: &str) -> bool {
        let mut fields = 0_usize;
        for item in StrftimeItems::new(format) {
            match item {
                Item::Error => return false,
                Item::Numeric(..) | Item::Fixed(_) => fields += 1,
                _ => {}
            }
        }
        fields > 0
    }

    /// The instant a text names; fractions below a millisecond are cut off. A local time that does not exist becomes the
    /// first instant after the gap; of two, the earlier.
    ///
    /// # Errors
    /// When the text is not written as expected, or has no offset and no zone is given.
    pub fn read(&self, text: &str) -> Result<Instant, TimeFault> {
        let text = text.trim();
        match &self.format {
            Some(format) => self.by_format(text, format),
            None => self.iso(text),
        }
    }

    fn by_format(&self, text: &str, format: &str) -> Result<Instant, TimeFault> {
        let mut parsed = Parsed::new();
        parse(&mut parsed, text, StrftimeItems::new(format))
            .map_err(|_| TimeFault::NotWrittenSo)?;
        if let Ok(at) = parsed.to_datetime() {
            return Ok(Instant::from_datetime(&at));
        }
        let date = parsed
            .to_naive_date()
            .map_err(|_| TimeFault::NotWrittenSo)?;
        // A format without hours means the day's beginning; one with hours must give a whole time.
        let has_time = parsed.hour_mod_12().is_some();
        let time = match (parsed.to_naive_time(), has_time) {
            (Ok(time), _) => time,
            (Err(_), false) => NaiveTime::MIN,
            (Err(_), true) => return Err(TimeFault::NotWrittenSo),
        };
        self.local(date.and_time(time))
    }

    fn iso(&self, text: &str) -> Result<Instant, TimeFault> {
        // Four digits first: chrono would read `12-04-03` as the year 12.
        let year = text.bytes().take(4).filter(u8::is_ascii_digit).count() == 4;
        if !year || text.as_bytes().get(4) != Some(&b'-') {
            return Err(TimeFault::NotWrittenSo);
        }
        let text = text.replacen(' ', "T", 1);
        if let Ok(at) = DateTime::parse_from_rfc3339(&text) {
            return Ok(Instant::from_datetime(&at));
        }
        for format in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"] {
            if let Ok(at) = DateTime::parse_from_str(&text, format) {
                return Ok(Instant::from_datetime(&at));
            }
        }
        for format in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"] {
            if let Ok(local) = NaiveDateTime::parse_from_str(&text, format) {
                return self.local(local);
            }
        }
        match NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
            Ok(date) => self.local(date.and_time(NaiveTime::MIN)),
            Err(_) => Err(TimeFault::NotWrittenSo),
        }
    }

    fn local(&self, local: NaiveDateTime) -> Result<Instant, TimeFault> {
        let zone = self.zone.ok_or(TimeFault::NoZone)?;
        Ok(instant_of(zone, local))
    }
}

#[cfg(test)]
mod tests;
