//! The sentences of the design, one by one. 2026-03-06 is a Friday.

use chrono_tz::Tz;

use super::super::*;
use super::*;
use crate::model::{DAY_MS, HOUR_MS};

fn simple(budget: &str, start: &str) -> String {
    let cal = cn();
    due(&cal, &ledger(&cal, budget, start))
}

/// A due time with pauses; one without an end is open.
fn paused(budget: &str, start: &str, pauses: &[(&str, &str)]) -> String {
    let cal = cn();
    let mut ledger = ledger(&cal, budget, start);
    for (from, to) in pauses {
        ledger.pause(at(&cal, from));
        if !to.is_empty() {
            ledger.resume(at(&cal, to));
        }
    }
    due(&cal, &ledger)
}

#[test]
fn working_days_never_count_the_day_of_the_start() {
    for start in ["2026-03-06 10:00", "2026-03-06 19:00", "2026-03-07 11:00"] {
        assert_eq!(
            simple("2 working days", start),
            "2026-03-10 18:00",
            "{start}"
        );
    }
    assert_eq!(
        simple("1 working day", "2026-03-09 18:00"),
        "2026-03-10 18:00"
    );
}

#[test]
fn a_make_up_saturday_counts_and_a_holiday_does_not() {
    assert_eq!(
        simple("1 working day", "2026-03-13 10:00"),
        "2026-03-14 18:00"
    );
    assert_eq!(
        simple("2 working days", "2026-09-30 10:00"),
        "2026-10-09 18:00"
    );
    assert_eq!(
        simple("3 working days", "2026-09-30 10:00"),
        "2026-10-10 18:00"
    );
    assert_eq!(
        simple("4 working days", "2026-09-30 10:00"),
        "2026-10-12 18:00"
    );
}

#[test]
fn a_close_passed_while_paused_does_not_count() {
    let start = "2026-03-09 10:00";
    let two = |pauses| paused("2 working days", start, pauses);
    assert_eq!(
        two(&[("2026-03-10 18:00", "2026-03-10 18:00:00.001")]),
        "2026-03-12 18:00"
    );
    assert_eq!(
        two(&[("2026-03-10 12:00", "2026-03-10 18:00")]),
        "2026-03-11 18:00"
    );
    // The close of the day it goes on still counts.
    assert_eq!(
        two(&[("2026-03-09 12:00", "2026-03-11 17:00")]),
        "2026-03-12 18:00"
    );
    assert_eq!(two(&[("2026-03-11 18:00", "")]), "standing");
    assert_eq!(two(&[("2026-03-11 18:00:00.001", "")]), "2026-03-11 18:00");
}

#[test]
fn working_time_takes_its_breaks() {
    assert_eq!(
        simple("4 working hours", "2026-03-06 10:00"),
        "2026-03-06 15:00"
    );
    assert_eq!(
        simple("2 working hours", "2026-03-06 10:00"),
        "2026-03-06 12:00"
    );
    assert_eq!(
        simple("30 working minutes", "2026-03-06 12:10"),
        "2026-03-06 13:30"
    );
    assert_eq!(
        simple("4 working hours", "2026-03-06 19:00"),
        "2026-03-09 14:00"
    );
    assert_eq!(
        simple("8 working hours", "2026-03-06 09:00"),
        "2026-03-06 18:00"
    );
    assert_eq!(
        simple("16 working hours", "2026-09-30 14:00"),
        "2026-10-09 14:00"
    );
}

#[test]
fn working_time_stands_while_paused_and_not_without_anything_left() {
    let start = "2026-03-09 10:00";
    let four = |pauses| paused("4 working hours", start, pauses);
    assert_eq!(
        four(&[("2026-03-09 11:00", "2026-03-10 10:00")]),
        "2026-03-10 14:00"
    );
    assert_eq!(four(&[("2026-03-09 11:00", "")]), "standing");
    assert_eq!(four(&[("2026-03-09 15:00", "")]), "2026-03-09 15:00");
    assert_eq!(
        four(&[("2026-03-09 15:00", "2026-03-10 10:00")]),
        "2026-03-09 15:00"
    );
    assert_eq!(
        four(&[("2026-03-09 19:00", "2026-03-10 08:00")]),
        "2026-03-09 15:00"
    );
}

#[test]
fn calendar_days_end_at_midnight_and_slide_by_the_midnights_paused() {
    assert_eq!(
        simple("1 calendar day", "2026-03-06 10:00"),
        "2026-03-08 00:00"
    );
    assert_eq!(
        simple("2 calendar days", "2026-03-06 00:00"),
        "2026-03-09 00:00"
    );
    let two = |pauses| paused("2 calendar days", "2026-03-06 10:00", pauses);
    assert_eq!(
        two(&[("2026-03-07 10:00", "2026-03-07 20:00")]),
        "2026-03-09 00:00"
    );
    assert_eq!(
        two(&[("2026-03-07 10:00", "2026-03-08 10:00")]),
        "2026-03-10 00:00"
    );
    assert_eq!(
        two(&[("2026-03-06 12:00", "2026-03-08 12:00")]),
        "2026-03-11 00:00"
    );
    assert_eq!(two(&[("2026-03-09 00:00", "")]), "standing");
    assert_eq!(two(&[("2026-03-09 00:00:00.001", "")]), "2026-03-09 00:00");
}

#[test]
fn elapsed_time_and_months() {
    assert_eq!(simple("24h", "2026-03-06 10:00"), "2026-03-07 10:00");
    assert_eq!(
        paused(
            "24h",
            "2026-03-06 10:00",
            &[("2026-03-06 12:00", "2026-03-06 15:30")]
        ),
        "2026-03-07 13:30"
    );
    assert_eq!(
        paused("24h", "2026-03-06 10:00", &[("2026-03-07 10:00", "")]),
        "2026-03-07 10:00"
    );
    assert_eq!(simple("1 month", "2026-01-31 10:00"), "2026-02-28 10:00");
    assert_eq!(
        paused(
            "1 month",
            "2026-01-31 10:00",
            &[("2026-02-01 00:00", "2026-02-02 06:00")]
        ),
        "2026-03-01 16:00"
    );
}

#[test]
fn the_end_of_the_working_day_is_the_first_close_after_the_start() {
    let end = |start| simple("end of the working day", start);
    assert_eq!(end("2026-03-06 07:00"), "2026-03-06 18:00");
    assert_eq!(end("2026-03-06 17:59"), "2026-03-06 18:00");
    assert_eq!(end("2026-03-06 18:00"), "2026-03-09 18:00");
}

#[test]
fn a_date_means_its_close_or_that_of_the_next_working_day() {
    let cal = cn();
    let due = |on| shown(&cal, cal.due_date(date(on)).unwrap());
    assert_eq!(due("2026-03-06"), "2026-03-06 18:00");
    assert_eq!(due("2026-03-07"), "2026-03-09 18:00");
    assert_eq!(due("2026-10-01"), "2026-10-08 18:00");
}

#[test]
fn nothing_and_too_much_are_refused() {
    let cal = cn();
    for text in ["0h", "0 working days", "0 months", "0 calendar days"] {
        let budget = length(text);
        let refused = TimeError::NoBudget { budget };
        assert_eq!(Ledger::new(budget, Instant(0)), Err(refused.clone()));
        let by_hand = Ledger {
            budget,
            ..ledger(&cal, "1h", "2026-03-06 10:00")
        };
        assert_eq!(by_hand.due(&cal), Err(refused));
    }
    assert!(matches!(
        Ledger::new(length("99999 working days"), Instant(0)),
        Err(TimeError::TooLong { .. })
    ));
}

#[test]
fn a_calendar_that_falls_silent_is_an_error_not_a_hang() {
    let mut spec = office(Tz::UTC, Vec::new());
    spec.week = Default::default();
    assert_eq!(
        Calendar::new(spec.clone()),
        Err(CalendarError::NoWorkingPeriod)
    );
    spec.days = vec![day("2026-03-14", DayKind::Makeup, "")];
    let cal = Calendar::new(spec).unwrap();
    assert_eq!(
        due(&cal, &ledger(&cal, "8 working hours", "2026-03-06 10:00")),
        "2026-03-14 18:00"
    );
    for budget in ["9 working hours", "2 working days"] {
        let found = ledger(&cal, budget, "2026-03-06 10:00").due(&cal);
        assert!(
            matches!(found, Err(TimeError::NoWorkingTime { .. })),
            "{found:?}"
        );
    }
    let mut standing = ledger(&cal, "9 working hours", "2026-03-06 10:00");
    standing.pause(at(&cal, "2026-03-20 10:00"));
    assert_eq!(standing.due(&cal), Ok(None));
}

#[test]
fn a_night_shift_belongs_to_the_day_it_begins() {
    let mut spec = office(Tz::Asia__Shanghai, Vec::new());
    spec.week = std::array::from_fn(|_| periods(&["22:00-06:00"]));
    let cal = Calendar::new(spec).unwrap();
    let due = |budget, start| due(&cal, &ledger(&cal, budget, start));
    // In Thursday's shift, after midnight; then in none.
    assert_eq!(due("1 working day", "2026-03-06 02:00"), "2026-03-07 06:00");
    assert_eq!(due("1 working day", "2026-03-06 12:00"), "2026-03-08 06:00");
    assert_eq!(
        due("5 working hours", "2026-03-06 02:00"),
        "2026-03-06 23:00"
    );
    assert_eq!(
        due("end of the working day", "2026-03-06 02:00"),
        "2026-03-06 06:00"
    );
    assert_eq!(
        cal.close_of(date("2026-03-05")),
        Some(at(&cal, "2026-03-06 06:00"))
    );
    assert!(
        ledger(&cal, "1 calendar day", "2026-03-06 02:00")
            .due(&cal)
            .unwrap()
            == Some(at(&cal, "2026-03-08 00:00"))
    );
}

#[test]
fn a_change_of_calendar_keeps_what_was_consumed() {
    let old = cn();
    let mut spec = office(Tz::Asia__Shanghai, Vec::new());
    spec.week = std::array::from_fn(|_| periods(&["00:00-24:00"]));
    let new = Calendar::new(spec).unwrap();
    let change = at(&old, "2026-03-09 09:00");
    // Seven of ten hours were used on Friday; three are left from Monday 9:00, at any hour, under the new one.
    let hours = ledger(&old, "10 working hours", "2026-03-06 10:00");
    let kept = hours.keep(change, &old).unwrap();
    assert_eq!(due(&old, &kept), due(&old, &hours));
    assert_eq!(due(&new, &kept), "2026-03-09 12:00");
    let three = ledger(&old, "3 working days", "2026-03-05 10:00");
    let kept = three.keep(at(&old, "2026-03-07 09:00"), &old).unwrap();
    assert_eq!(kept.kept.map(|kept| kept.amount), Some(1));
    assert_eq!(due(&new, &kept), "2026-03-09 00:00");
    // Past due nothing moves.
    let kept = hours.keep(at(&old, "2026-03-20 09:00"), &old).unwrap();
    assert_eq!(due(&new, &kept), due(&old, &hours));
}

#[test]
fn how_much_is_used() {
    let cal = cn();
    let used = |budget, when| {
        let used = ledger(&cal, budget, "2026-03-06 10:00").used(at(&cal, when), &cal);
        used.map(|used| (used.amount, used.of)).unwrap()
    };
    assert_eq!(
        used("16 working hours", "2026-03-09 10:00"),
        (8 * HOUR_MS, 16 * HOUR_MS)
    );
    assert_eq!(
        used("16 working hours", "2026-03-29 10:00"),
        (16 * HOUR_MS, 16 * HOUR_MS)
    );
    assert_eq!(used("2 working days", "2026-03-09 17:59"), (0, 2));
    assert_eq!(used("2 working days", "2026-03-09 18:00"), (1, 2));
    assert_eq!(used("2 calendar days", "2026-03-07 10:00"), (0, 2));
    assert_eq!(used("2 calendar days", "2026-03-08 00:00"), (1, 2));
    assert_eq!(used("1 month", "2026-03-07 10:00"), (DAY_MS, 31 * DAY_MS));
}

#[test]
fn pauses_are_kept_in_order_and_apart() {
    let cal = cn();
    let mut ledger = ledger(&cal, "24h", "2026-03-06 10:00");
    ledger.resume(at(&cal, "2026-03-06 11:00"));
    ledger.pause(at(&cal, "2026-03-06 11:00"));
    ledger.resume(at(&cal, "2026-03-06 11:00"));
    assert!(ledger.pauses.is_empty());
    ledger.pause(at(&cal, "2026-03-06 12:00"));
    ledger.pause(at(&cal, "2026-03-06 13:00"));
    assert!(ledger.is_paused());
    ledger.resume(at(&cal, "2026-03-06 14:00"));
    ledger.pause(at(&cal, "2026-03-06 13:00"));
    ledger.resume(at(&cal, "2026-03-06 15:00"));
    assert_eq!(ledger.pauses[1].from, at(&cal, "2026-03-06 14:00"));
    assert_eq!(due(&cal, &ledger), "2026-03-07 13:00");
    let json = serde_json::to_string(&ledger).unwrap();
    assert_eq!(serde_json::from_str::<Ledger>(&json).unwrap(), ledger);
}
