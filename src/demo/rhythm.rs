//! When things come in: by the desk's own calendar, more on Mondays and after holidays, less on rest days, most of it in
//! the morning and the middle of the afternoon.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};

use super::chance::Chance;
use crate::model::{Instant, MINUTE_MS};
use crate::time::Calendar;

/// Rows of (weight, first minute of the day, last minute).
const HOURS: &[(u32, i64, i64)] = &[
    (15, 420, 540),
    (290, 540, 660),
    (170, 660, 720),
    (45, 720, 780),
    (220, 780, 900),
    (180, 900, 1_020),
    (60, 1_020, 1_080),
    (20, 1_080, 1_290),
];

/// `count` instants over the dates from `first` to `last`, in order. `rest_days`: what a rest day brings, per mille of an
/// ordinary one.
pub(super) fn arrivals(
    calendar: &Calendar,
    (first, last): (NaiveDate, NaiveDate),
    count: u64,
    rest_days: u32,
    chance: &Chance,
) -> Vec<Instant> {
    let days: Vec<(NaiveDate, u64)> = first
        .iter_days()
        .take_while(|date| *date <= last)
        .map(|date| (date, weight(calendar, date, rest_days, chance)))
        .collect();
    let all: u64 = days.iter().map(|(_, weight)| *weight).sum();
    let mut instants = Vec::new();
    let (mut before, mut given) = (0_u64, 0_u64);
    for (date, weight) in days {
        before += weight;
        // What all days up to here should have had, rounded: the days add up to the count.
        let due = u128::from(before) * u128::from(count) / u128::from(all.max(1));
        let due = u64::try_from(due).unwrap_or(given);
        let mut day = chance.fork(&[2, day_number(date)]);
        for _ in given..due {
            instants.push(instant(calendar, date, &mut day));
        }
        given = due;
    }
    instants.sort_unstable();
    instants
}

fn day_number(date: NaiveDate) -> u64 {
    u64::try_from(date.num_days_from_ce()).unwrap_or(0)
}

fn weight(calendar: &Calendar, date: NaiveDate, rest_days: u32, chance: &Chance) -> u64 {
    let ordinary: u64 = match date.weekday() {
        Weekday::Mon => 1_280,
        Weekday::Tue => 1_080,
        Weekday::Wed => 980,
        Weekday::Thu => 960,
        Weekday::Fri => 1_020,
        Weekday::Sat | Weekday::Sun => 1_000,
    };
    let worked = calendar.is_working_day(date);
    let rested = |back: u64| {
        let day = date.checked_sub_days(Days::new(back));
        day.is_some_and(|day| !calendar.is_working_day(day))
    };
    let ordinary = match worked {
        // The first day after a long rest.
        true if rested(1) && rested(2) && rested(3) => ordinary * 3 / 2,
        true => ordinary,
        false => u64::from(rest_days),
    };
    // No two days are alike: 70 to 130 in a hundred.
    let mut day = chance.fork(&[1, day_number(date)]);
    ordinary * (70 + day.below(61)) / 100
}

fn instant(calendar: &Calendar, date: NaiveDate, chance: &mut Chance) -> Instant {
    let rows = HOURS.iter().map(|row| (row.0, *row));
    let rows: Vec<(u32, (u32, i64, i64))> = rows.collect();
    let minute = chance
        .weighted(&rows)
        .copied()
        .map_or(600, |(_, from, to)| chance.between(from, to));
    let seconds = chance.between(0, 59);
    calendar
        .instant_of(date.and_time(NaiveTime::MIN))
        .plus_ms(minute * MINUTE_MS + seconds * 1_000)
}
