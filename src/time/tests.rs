//! Examples from the design, and a second opinion counted minute by minute.

mod calendars;
mod examples;
mod oracle;
mod printed;
mod rungs;
mod zones;

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::{Calendar, CalendarSpec, DayEntry, DayKind, Ledger, Period};
use crate::model::{Duration, Instant};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn periods(list: &[&str]) -> Vec<Period> {
    list.iter()
        .map(|text| Period::parse(text).unwrap())
        .collect()
}

fn day(on: &str, kind: DayKind, name: &str) -> DayEntry {
    DayEntry {
        date: date(on),
        kind,
        name: name.to_owned(),
        periods: None,
    }
}

/// Monday to Friday, 9 to 12 and 13 to 18.
fn office(zone: Tz, days: Vec<DayEntry>) -> CalendarSpec {
    let work = periods(&["09:00-12:00", "13:00-18:00"]);
    let mut week: [Vec<Period>; 7] = std::array::from_fn(|_| work.clone());
    week[5].clear();
    week[6].clear();
    CalendarSpec {
        name: "office".to_owned(),
        zone,
        week,
        makeup: work,
        published_until: Some(date("2026-12-31")),
        days,
    }
}

/// The office in Shanghai with the National Day of 2026 and a make-up Saturday before it.
fn cn() -> Calendar {
    let mut days = vec![
        day("2026-03-14", DayKind::Makeup, ""),
        day("2026-10-10", DayKind::Makeup, "国庆节调休"),
    ];
    for n in 1..=7 {
        let kind = if n <= 3 {
            DayKind::Statutory
        } else {
            DayKind::Swapped
        };
        days.push(day(&format!("2026-10-0{n}"), kind, "国庆节"));
    }
    Calendar::new(office(Tz::Asia__Shanghai, days)).unwrap()
}

fn at(calendar: &Calendar, local: &str) -> Instant {
    let form = if local.len() > 16 {
        "%Y-%m-%d %H:%M:%S%.f"
    } else {
        "%Y-%m-%d %H:%M"
    };
    calendar.instant_of(NaiveDateTime::parse_from_str(local, form).unwrap())
}

fn shown(calendar: &Calendar, at: Instant) -> String {
    let local = calendar
        .local(at)
        .format("%Y-%m-%d %H:%M:%S%.f")
        .to_string();
    local.strip_suffix(":00").unwrap_or(&local).to_owned()
}

fn length(text: &str) -> Duration {
    Duration::parse(text).unwrap()
}

fn ledger(calendar: &Calendar, budget: &str, start: &str) -> Ledger {
    Ledger::new(length(budget), at(calendar, start)).unwrap()
}

/// The local due time, `standing` while there is none.
fn due(calendar: &Calendar, ledger: &Ledger) -> String {
    match ledger.due(calendar).unwrap() {
        Some(at) => shown(calendar, at),
        None => "standing".to_owned(),
    }
}
