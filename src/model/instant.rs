//! Points in time. An [`Instant`] is UTC in whole milliseconds: the journal orders by it and every timer is due at one.

use std::fmt;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Serialize};

/// Milliseconds in a second.
pub const SECOND_MS: i64 = 1_000;
/// Milliseconds in a minute.
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
/// Milliseconds in an hour.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Milliseconds in a day of 24 hours.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Instant(pub i64);

impl Instant {
    /// The earliest instant that can be written; sorts before every real one.
    pub const MIN: Instant = Instant(i64::MIN);
    /// The latest instant that can be written; sorts after every real one.
    pub const MAX: Instant = Instant(i64::MAX);

    /// This instant moved by `ms` milliseconds, clamped at the ends of the range.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Instant {
        Instant(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this instant (negative when `earlier` is later).
    #[must_use]
    pub fn since_ms(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The same point as a chrono value; `None` outside chrono's range of years.
    #[must_use]
    pub fn to_utc(self) -> Option<DateTime<Utc>> {
        Utc.timestamp_millis_opt(self.0).single()
    }

    /// From a chrono value of any zone; fractions below a millisecond are cut off.
    #[must_use]
    pub fn from_datetime<Z: TimeZone>(at: &DateTime<Z>) -> Instant {
        Instant(at.timestamp_millis())
    }

    /// Reads RFC 3339 (`2026-03-06T16:00:00+08:00`); `None` for anything else.
    #[must_use]
    pub fn parse_rfc3339(text: &str) -> Option<Instant> {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|at| Instant::from_datetime(&at))
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC with milliseconds, `2026-03-06T08:00:00.000Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_utc() {
            Some(at) => f.write_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true)),
            None => write!(f, "{} ms", self.0),
        }
    }
}

/// Reads a date written `2026-01-31`; `None` for anything else, years of more than four digits included.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    // chrono also reads signs, blanks, single digits and years far beyond what a calendar reaches.
    let plain = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    plain
        .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
        .flatten()
}

/// A month of a year, `2026-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// The year, 2026.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u8,
}

impl Month {
    /// The month a date lies in.
    #[must_use]
    pub fn of(date: NaiveDate) -> Month {
        use chrono::Datelike;
        Month {
            year: date.year(),
            month: u8::try_from(date.month()).unwrap_or(1),
        }
    }

    /// Reads `2026-03`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Month> {
        parse_date(&format!("{text}-01")).map(Month::of)
    }

    /// Its first day; `None` outside chrono's range of years.
    #[must_use]
    pub fn start(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, u32::from(self.month), 1)
    }

    /// Its last day; `None` outside chrono's range of years.
    #[must_use]
    pub fn end(self) -> Option<NaiveDate> {
        let (year, month) = match self.month {
            12 => (self.year.checked_add(1)?, 1),
            month => (self.year, month + 1),
        };
        NaiveDate::from_ymd_opt(year, u32::from(month), 1)?.pred_opt()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_months_are_read_as_they_are_written_and_no_other_way() {
        let date = parse_date("2026-01-31").unwrap();
        assert_eq!(date.to_string(), "2026-01-31");
        assert_eq!(Month::parse("2026-01"), Some(Month::of(date)));
        for text in [
            "+12345-1-1",
            "+262142-12-31",
            " 2026-1-31",
            "2026-1-031",
            "2026-02-30",
            "二〇二六",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
        for text in ["+1234-1", " 2026-1", "2026-13", "2026-1", "2026-011"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }
}
