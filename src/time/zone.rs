//! From local time to instants and back. Every local time has one instant here: a time that a zone leaps over becomes the
//! first instant after the gap, and of two the earlier is meant. Openings, closes, midnights and months all pass through it.

use chrono::{MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::model::{HOUR_MS, Instant};

/// The last millisecond of the year 9999 and its mirror before 1970: beyond, local time is clamped, so that no calendar
/// arithmetic leaves chrono's range.
const FAR: i64 = 253_402_300_799_999;

/// Whether an instant has a local time that is not clamped.
pub(super) fn is_near(at: Instant) -> bool {
    (-FAR..=FAR).contains(&at.0)
}

/// The local time at an instant; instants beyond the year 9999 are clamped to it.
pub(super) fn local(zone: Tz, at: Instant) -> NaiveDateTime {
    let at = Instant(at.0.clamp(-FAR, FAR));
    let utc = at
        .to_utc()
        .expect("the years up to 9999 are in chrono's range")
        .naive_utc();
    utc + zone.offset_from_utc_datetime(&utc).fix()
}

/// The instant a local time names: after a gap its first instant, of two the earlier.
#[must_use]
pub fn instant_of(zone: Tz, wanted: NaiveDateTime) -> Instant {
    match zone.from_local_datetime(&wanted) {
        MappedLocalTime::Single(at) => Instant::from_datetime(&at),
        MappedLocalTime::Ambiguous(a, b) => {
            Instant::from_datetime(&a).min(Instant::from_datetime(&b))
        }
        MappedLocalTime::None => after_gap(zone, wanted),
    }
}

/// The first instant whose local time is not before `wanted`, which lies in a gap. No offset is as large as 26 hours, and
/// across a gap local time only grows, so halving finds it.
fn after_gap(zone: Tz, wanted: NaiveDateTime) -> Instant {
    let centre = wanted.and_utc().timestamp_millis();
    let (mut before, mut after) = (centre - 26 * HOUR_MS, centre + 26 * HOUR_MS);
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if local(zone, Instant(middle)) < wanted {
            before = middle;
        } else {
            after = middle;
        }
    }
    Instant(after)
}

/// A local time some minutes after another; `None` at the end of chrono's range.
pub(super) fn plus_minutes(at: NaiveDateTime, minutes: u16) -> Option<NaiveDateTime> {
    at.checked_add_signed(TimeDelta::minutes(i64::from(minutes)))
}
