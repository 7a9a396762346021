//! What a calendar file is made of: periods of a day, and the days that differ from their week.

use std::fmt;

use chrono::NaiveDate;

/// Minutes in a day of the clock on the wall.
pub(super) const DAY_MINUTES: u16 = 24 * 60;

/// A working period, in minutes of the day it begins on; `to` passes 1440 when it ends after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The minute it begins, 0 to 1439.
    pub from: u16,
    /// The minute it ends, after `from` and at most a day later.
    pub to: u16,
}

impl Period {
    /// Reads `09:00-12:00`, `00:00-24:00`, or `22:00-06:00`, which ends on the day after; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Period> {
        let (from, to) = text.split_once(['-', '–'])?;
        let (from, to) = (minute(from.trim())?, minute(to.trim())?);
        if from == to || from >= DAY_MINUTES {
            return None;
        }
        let to = if to < from { to + DAY_MINUTES } else { to };
        Some(Period { from, to })
    }

    /// Whether it begins on its day, ends after it begins, and lasts a day at most.
    #[must_use]
    pub fn is_valid(self) -> bool {
        self.from < DAY_MINUTES && self.from < self.to && self.to - self.from <= DAY_MINUTES
    }
}

/// `09:00` as a minute of the day, up to `24:00`.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |part: &str, least: usize| {
        (part.len() >= least && part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u16>().ok())
            .flatten()
    };
    let (hours, minutes) = (two(hours, 1)?, two(minutes, 2)?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= DAY_MINUTES).then_some(all)
}

impl fmt::Display for Period {
    /// As [`Period::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to > DAY_MINUTES {
            self.to - DAY_MINUTES
        } else {
            self.to
        };
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            self.from / 60,
            self.from % 60,
            to / 60,
            to % 60
        )
    }
}

/// Why a day differs from its week. The rest days are told apart because work on them is paid differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayKind {
    /// A holiday by law.
    Statutory,
    /// A working day made free in exchange for a make-up day.
    Swapped,
    /// A day off in place of a holiday that fell on a rest day.
    Substitute,
    /// A weekend day listed for its place inside a holiday.
    Weekend,
    /// A day a holiday was lengthened by.
    Extension,
    /// A rest day worked in exchange for a swapped one.
    Makeup,
    /// A day with periods of its own.
    Half,
}

impl DayKind {
    /// All of them, in the order the manual lists them.
    pub const ALL: [DayKind; 7] = [
        DayKind::Statutory,
        DayKind::Swapped,
        DayKind::Substitute,
        DayKind::Weekend,
        DayKind::Extension,
        DayKind::Makeup,
        DayKind::Half,
    ];

    /// Reads the word of a calendar file's `kind` column.
    #[must_use]
    pub fn parse(text: &str) -> Option<DayKind> {
        DayKind::ALL.into_iter().find(|kind| kind.word() == text)
    }

    /// The word of a calendar file's `kind` column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            DayKind::Statutory => "statutory",
            DayKind::Swapped => "swapped",
            DayKind::Substitute => "substitute",
            DayKind::Weekend => "weekend",
            DayKind::Extension => "extension",
            DayKind::Makeup => "makeup",
            DayKind::Half => "half",
        }
    }

    /// Whether nobody works on such a day.
    #[must_use]
    pub fn is_rest(self) -> bool {
        !matches!(self, DayKind::Makeup | DayKind::Half)
    }
}

impl fmt::Display for DayKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One row of a calendar's days: a date that differs from its week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayEntry {
    /// The date.
    pub date: NaiveDate,
    /// How it differs.
    pub kind: DayKind,
    /// What people call it, `国庆节`; may be empty.
    pub name: String,
    /// Its own periods: needed for a half day, allowed for a make-up day, an error on a rest day.
    pub periods: Option<Vec<Period>>,
}
