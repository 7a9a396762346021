//! Lengths of time in words, as people say them.

use crate::model::catalogue::Lang;
use crate::model::{Duration, Unit};

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;
const SECOND: i64 = 1_000;

/// A duration in words.
pub(super) fn duration_text(duration: Duration, lang: Lang) -> String {
    match lang {
        Lang::Zh => chinese(duration),
        Lang::En => english(duration),
    }
}

fn chinese(duration: Duration) -> String {
    let n = duration.amount;
    match duration.unit {
        Unit::Elapsed if n % DAY == 0 && n >= 3 * DAY => format!("{} 天", n / DAY),
        Unit::Elapsed if n % HOUR == 0 => format!("{} 小时", n / HOUR),
        Unit::Elapsed if n % MINUTE == 0 => format!("{} 分钟", n / MINUTE),
        Unit::Elapsed if n % SECOND == 0 => format!("{} 秒", n / SECOND),
        Unit::Elapsed => format!("{n} 毫秒"),
        Unit::Working if n % HOUR == 0 => format!("{} 工作小时", n / HOUR),
        Unit::Working => format!("{} 工作分钟", n / MINUTE),
        Unit::WorkingDays => format!("{n} 个工作日"),
        Unit::CalendarDays => format!("{n} 个日历日"),
        Unit::Months => format!("{n} 个月"),
        Unit::EndOfWorkingDay => "当个工作日结束".to_owned(),
    }
}

fn english(duration: Duration) -> String {
    let n = duration.amount;
    let of = |n: i64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    match duration.unit {
        Unit::Elapsed if n % DAY == 0 && n >= 3 * DAY => of(n / DAY, "day"),
        Unit::Elapsed if n % HOUR == 0 => of(n / HOUR, "hour"),
        Unit::Elapsed if n % MINUTE == 0 => of(n / MINUTE, "minute"),
        Unit::Elapsed if n % SECOND == 0 => of(n / SECOND, "second"),
        _ => duration.to_string(),
    }
}
