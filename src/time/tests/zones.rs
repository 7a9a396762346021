//! Zones that set their clocks: Berlin leaps 02:00–03:00 on 2026-03-29 and repeats 02:00–03:00 on 2026-10-25; in Beirut
//! 2026-03-29 begins at 01:00; Samoa had no 2011-12-30; St. John's set its clocks back at 00:01.

use chrono_tz::Tz;

use super::super::*;
use super::*;
use crate::model::{HOUR_MS, MINUTE_MS};

fn every_day(zone: Tz, work: &str) -> Calendar {
    let mut spec = office(zone, Vec::new());
    spec.week = std::array::from_fn(|_| periods(&[work]));
    Calendar::new(spec).unwrap()
}

fn utc(text: &str) -> Instant {
    Instant::parse_rfc3339(text).unwrap()
}

#[test]
fn a_time_in_the_gap_is_the_first_instant_after_it() {
    let cal = every_day(Tz::Europe__Berlin, "09:00-17:00");
    let after = utc("2026-03-29T01:00:00Z");
    for local in ["2026-03-29 02:00", "2026-03-29 02:30", "2026-03-29 03:00"] {
        assert_eq!(at(&cal, local), after, "{local}");
    }
    let samoa = every_day(Tz::Pacific__Apia, "09:00-17:00");
    assert_eq!(
        at(&samoa, "2011-12-30 12:00"),
        at(&samoa, "2011-12-31 00:00")
    );
}

#[test]
fn of_two_times_the_earlier_is_meant() {
    let cal = every_day(Tz::Europe__Berlin, "09:00-17:00");
    assert_eq!(at(&cal, "2026-10-25 02:30"), utc("2026-10-25T00:30:00Z"));
    assert_eq!(at(&cal, "2026-10-25 03:00"), utc("2026-10-25T02:00:00Z"));
}

#[test]
fn a_night_shift_is_shorter_in_spring_and_longer_in_autumn() {
    let cal = every_day(Tz::Europe__Berlin, "22:00-06:00");
    let hours = |from, to| cal.working_ms_between(at(&cal, from), at(&cal, to)) / HOUR_MS;
    assert_eq!(hours("2026-03-28 12:00", "2026-03-29 12:00"), 7);
    assert_eq!(hours("2026-10-24 12:00", "2026-10-25 12:00"), 9);
}

#[test]
fn openings_and_closes_in_the_gap_and_the_overlap() {
    // Opening in the gap: 03:00; nothing is left of a period wholly inside it, yet its day has a close.
    let cal = every_day(Tz::Europe__Berlin, "02:30-04:00");
    let from = at(&cal, "2026-03-29 00:00");
    assert_eq!(cal.next_opening(from), Ok(utc("2026-03-29T01:00:00Z")));
    let cal = every_day(Tz::Europe__Berlin, "02:00-03:00");
    assert_eq!(cal.next_opening(from), Ok(at(&cal, "2026-03-30 02:00")));
    let one = ledger(&cal, "1 working day", "2026-03-28 12:00");
    assert_eq!(one.due(&cal), Ok(Some(utc("2026-03-29T01:00:00Z"))));
    // A close in the overlap is the first of the two; the hour that comes again is not worked.
    let cal = every_day(Tz::Europe__Berlin, "01:00-02:30");
    let (from, to) = (at(&cal, "2026-10-25 00:00"), at(&cal, "2026-10-25 12:00"));
    assert_eq!(cal.working_ms_between(from, to), 90 * MINUTE_MS);
}

#[test]
fn days_of_23_and_25_hours() {
    let cal = every_day(Tz::Europe__Berlin, "09:00-17:00");
    let due = |budget, start| due(&cal, &ledger(&cal, budget, start));
    assert_eq!(due("24h", "2026-03-28 12:00"), "2026-03-29 13:00");
    assert_eq!(due("24h", "2026-10-24 12:00"), "2026-10-25 11:00");
    assert_eq!(due("1 month", "2026-02-28 02:30"), "2026-03-28 02:30");
    assert_eq!(due("1 month", "2026-09-25 02:30"), "2026-10-25 02:30");
    assert_eq!(
        due("1 calendar day", "2026-10-24 12:00"),
        "2026-10-26 00:00"
    );
    let spring = cadence(at(&cal, "2026-01-29 02:30"), length("2 months"), 1, &cal);
    assert_eq!(spring, Ok(utc("2026-03-29T01:00:00Z")));
}

#[test]
fn a_midnight_that_does_not_exist() {
    let cal = every_day(Tz::Asia__Beirut, "09:00-17:00");
    let one = ledger(&cal, "1 calendar day", "2026-03-27 12:00");
    let midnight = at(&cal, "2026-03-29 01:00");
    assert_eq!(one.due(&cal), Ok(Some(midnight)));
    assert_eq!(cal.date_of(midnight.plus_ms(-1)), date("2026-03-28"));
    let after = RungAt::parse("1 calendar day after").unwrap();
    let next = at(&cal, "2026-03-30 00:00");
    assert_eq!(
        rung_instant(&one, &cal, after),
        Ok(Some(RungInstant::At(next)))
    );
}

#[test]
fn an_evening_that_comes_twice_lies_after_its_midnight() {
    // At 00:01 on 2010-11-07 it became 23:01 again; the day had begun at the first midnight.
    let cal = every_day(Tz::America__St_Johns, "09:00-17:00");
    let first = at(&cal, "2010-11-07 00:00");
    let again = first.plus_ms(30 * MINUTE_MS);
    assert_eq!(cal.local(again).date(), date("2010-11-06"));
    assert_eq!(cal.date_of(again), date("2010-11-07"));
    let one = Ledger::new(length("1 calendar day"), again).unwrap();
    assert_eq!(due(&cal, &one), "2010-11-09 00:00");
}
