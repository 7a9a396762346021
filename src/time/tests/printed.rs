//! The arithmetic as printed, and as data.

use chrono_tz::Tz;

use super::super::*;
use super::*;
use crate::model::HOUR_MS;

fn text(budget: &str, start: &str) -> String {
    let cal = cn();
    explain(&ledger(&cal, budget, start), &cal).unwrap().text()
}

#[test]
fn elapsed_time_names_both_ends() {
    assert_eq!(
        text("12h", "2026-03-06 16:00"),
        "12h = 03-06 16:00 … 03-07 04:00"
    );
    assert_eq!(
        text("90s", "2026-03-06 16:00"),
        "90s = 03-06 16:00 … 03-06 16:01:30"
    );
    assert_eq!(
        text("1ms", "2026-03-06 16:00"),
        "1ms = 03-06 16:00 … 03-06 16:00:00.001"
    );
    assert_eq!(
        text("12h", "2026-12-31 16:00"),
        "12h = 2026-12-31 16:00 … 2027-01-01 04:00"
    );
    assert_eq!(
        text("3 months", "2026-03-06 16:00"),
        "3 months = 03-06 16:00 … 06-06 16:00"
    );
}

#[test]
fn working_hours_list_their_stretches() {
    assert_eq!(
        text("16 working hours", "2026-03-06 14:00"),
        "16 working hours = Fri 03-06 14:00–18:00, Mon 03-09 09:00–12:00 13:00–18:00, Tue 03-10 09:00–12:00 13:00–14:00"
    );
    assert_eq!(
        text("8 working hours", "2026-09-30 14:00"),
        "8 working hours = Wed 09-30 14:00–18:00, Thu 10-08 09:00–12:00 13:00–14:00; skipped 10-01…10-07 国庆节"
    );
    assert_eq!(
        text("60 working hours", "2026-03-06 09:00"),
        "60 working hours = Fri 03-06 09:00–12:00 13:00–18:00, Mon 03-09 09:00–12:00 13:00–18:00, …, \
         Mon 03-16 09:00–12:00 13:00–14:00"
    );
}

#[test]
fn days_list_the_closes_counted() {
    assert_eq!(
        text("2 working days", "2026-03-06 10:00"),
        "2 working days = Mon 03-09 18:00, Tue 03-10 18:00"
    );
    assert_eq!(
        text("2 calendar days", "2026-03-06 10:00"),
        "2 calendar days = Sat 03-07 24:00, Sun 03-08 24:00"
    );
    assert_eq!(
        text("end of the working day", "2026-03-06 10:00"),
        "end of the working day = Fri 03-06 18:00"
    );
    assert_eq!(
        text("10 working days", "2026-09-23 10:00"),
        "10 working days = Thu 09-24 18:00, Fri 09-25 18:00, …, Tue 10-13 18:00; skipped 10-01…10-07 国庆节"
    );
}

#[test]
fn pauses_and_assumptions_are_said() {
    let cal = cn();
    let mut twelve = ledger(&cal, "12h", "2026-03-06 16:00");
    twelve.pause(at(&cal, "2026-03-06 18:00"));
    let line = |ledger: &Ledger| explain(ledger, &cal).unwrap().text();
    assert_eq!(
        line(&twelve),
        "12h = 03-06 16:00 … 03-06 18:00, …; paused 03-06 18:00 …"
    );
    twelve.resume(at(&cal, "2026-03-07 18:00"));
    assert_eq!(
        line(&twelve),
        "12h = 03-06 16:00 … 03-08 04:00; paused 03-06 18:00 … 03-07 18:00"
    );
    assert_eq!(
        text("2 working days", "2026-12-30 10:00"),
        "2 working days = Thu 2026-12-31 18:00, Fri 2027-01-01 18:00; holidays after 2026-12-31 not published"
    );
    assert_eq!(
        text("1 working day", "2026-12-30 10:00"),
        "1 working day = Thu 12-31 18:00"
    );
}

#[test]
fn what_was_kept_of_an_earlier_calendar_is_said() {
    let cal = cn();
    let ten = ledger(&cal, "10 working hours", "2026-03-06 10:00");
    let kept = ten.keep(at(&cal, "2026-03-09 09:00"), &cal).unwrap();
    let found = explain(&kept, &cal).unwrap();
    assert_eq!(
        found.text(),
        "10 working hours = 7 working hours until 03-09 09:00, Mon 03-09 09:00–12:00"
    );
    assert_eq!(found.carried.map(|(_, amount)| amount), Some(7 * HOUR_MS));
}

#[test]
fn a_holiday_takes_in_the_weekend_inside_it() {
    let mut days = Vec::new();
    for on in ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06"] {
        days.push(day(on, DayKind::Statutory, "国庆节"));
    }
    days.push(day("2026-10-07", DayKind::Statutory, ""));
    let cal = Calendar::new(office(Tz::Asia__Shanghai, days)).unwrap();
    let found = explain(&ledger(&cal, "4 working days", "2026-09-30 10:00"), &cal).unwrap();
    let runs: Vec<(String, String)> = found
        .skipped
        .iter()
        .map(|run| (run.from.to_string(), run.to.to_string()))
        .collect();
    let expected = [
        ("2026-10-01", "2026-10-06"),
        ("2026-10-07", "2026-10-07"),
        ("2026-10-10", "2026-10-11"),
    ];
    assert_eq!(runs, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(found.skipped[2].why, Why::Weekday);
    assert!(
        found
            .text()
            .ends_with("; skipped 10-01…10-06 国庆节, 10-07 statutory"),
        "{}",
        found.text()
    );
}

#[test]
fn a_night_shift_prints_as_one_stretch() {
    let mut spec = office(Tz::Asia__Shanghai, Vec::new());
    spec.week = std::array::from_fn(|_| periods(&["22:00-06:00"]));
    let cal = Calendar::new(spec).unwrap();
    let line = |budget| {
        explain(&ledger(&cal, budget, "2026-03-06 12:00"), &cal)
            .unwrap()
            .text()
    };
    assert_eq!(
        line("8 working hours"),
        "8 working hours = Fri 03-06 22:00–06:00"
    );
    assert_eq!(line("1 working day"), "1 working day = Sun 03-08 06:00");
}
