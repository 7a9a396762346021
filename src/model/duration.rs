//! Durations as an admin writes them: a number of a unit, where the unit says which clock counts.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::instant::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};

/// Which clock a duration is counted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// Elapsed time; the amount is in milliseconds (`"24h"`, `"90m"`, `"1ms"`, `"3 days"` = 72 h).
    Elapsed,
    /// Working time; the amount is in milliseconds (`"4 working hours"`).
    Working,
    /// Closes of business (`"2 working days"`).
    WorkingDays,
    /// Ends of local days (`"2 calendar days"`).
    CalendarDays,
    /// Months of the local calendar (`"3 months"`).
    Months,
    /// `"end of the working day"`; the amount is 1.
    EndOfWorkingDay,
}

/// A length of time with its unit. `amount` is in milliseconds for [`Unit::Elapsed`] and [`Unit::Working`], else a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Duration {
    /// Which clock counts.
    pub unit: Unit,
    /// How much of it: milliseconds, or a count of days or months.
    pub amount: i64,
}

impl Duration {
    /// An elapsed duration of `ms` milliseconds.
    #[must_use]
    pub fn elapsed_ms(ms: i64) -> Duration {
        Duration {
            unit: Unit::Elapsed,
            amount: ms,
        }
    }

    /// Whether it is longer than a hundred years: no deadline is counted that far.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        const YEARS: i64 = 100;
        let most = match self.unit {
            Unit::Elapsed | Unit::Working => YEARS * 366 * DAY_MS,
            Unit::WorkingDays | Unit::CalendarDays => YEARS * 366,
            Unit::Months => YEARS * 12,
            Unit::EndOfWorkingDay => 1,
        };
        self.amount > most
    }

    /// Reads a duration as the configuration writes it; `None` when it is not one of the closed list of forms:
    /// `24h` `90m` `30s` `1ms` `3 days` `2 hours` `30 minutes` `4 working hours` `30 working minutes`
    /// `2 working days` `2 calendar days` `3 months` `end of the working day`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Duration> {
        let text = text.trim();
        if text == "end of the working day" {
            return Some(Duration {
                unit: Unit::EndOfWorkingDay,
                amount: 1,
            });
        }
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        let (number, rest) = text.split_at_checked(digits)?;
        let number: i64 = number.parse().ok()?;
        let (unit, scale) = match rest.trim_start() {
            "ms" => (Unit::Elapsed, 1),
            "s" | "second" | "seconds" => (Unit::Elapsed, SECOND_MS),
            "m" | "min" | "minute" | "minutes" => (Unit::Elapsed, MINUTE_MS),
            "h" | "hour" | "hours" => (Unit::Elapsed, HOUR_MS),
            "d" | "day" | "days" => (Unit::Elapsed, DAY_MS),
            "week" | "weeks" => (Unit::Elapsed, 7 * DAY_MS),
            "working minute" | "working minutes" => (Unit::Working, MINUTE_MS),
            "working hour" | "working hours" => (Unit::Working, HOUR_MS),
            "working day" | "working days" => (Unit::WorkingDays, 1),
            "calendar day" | "calendar days" => (Unit::CalendarDays, 1),
            "month" | "months" => (Unit::Months, 1),
            "year" | "years" => (Unit::Months, 12),
            _ => return None,
        };
        Some(Duration {
            unit,
            amount: number.checked_mul(scale)?,
        })
    }
}

impl fmt::Display for Duration {
    /// The shortest form that [`Duration::parse`] reads back to the same value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = self.amount;
        let plural = |n: i64| if n == 1 { "" } else { "s" };
        match self.unit {
            Unit::Elapsed if n % HOUR_MS == 0 => write!(f, "{}h", n / HOUR_MS),
            Unit::Elapsed if n % MINUTE_MS == 0 => write!(f, "{}m", n / MINUTE_MS),
            Unit::Elapsed if n % SECOND_MS == 0 => write!(f, "{}s", n / SECOND_MS),
            Unit::Elapsed => write!(f, "{n}ms"),
            Unit::Working if n % HOUR_MS == 0 => {
                write!(f, "{} working hour{}", n / HOUR_MS, plural(n / HOUR_MS))
            }
            Unit::Working => {
                write!(
                    f,
                    "{} working minute{}",
                    n / MINUTE_MS,
                    plural(n / MINUTE_MS)
                )
            }
            Unit::WorkingDays => write!(f, "{n} working day{}", plural(n)),
            Unit::CalendarDays => write!(f, "{n} calendar day{}", plural(n)),
            Unit::Months => write!(f, "{n} month{}", plural(n)),
            Unit::EndOfWorkingDay => f.write_str("end of the working day"),
        }
    }
}
