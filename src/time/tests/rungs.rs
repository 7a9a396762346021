//! Rungs before and after due, breach beside due, judging, cadences. 2026-03-06 is a Friday.

use chrono_tz::Tz;

use super::super::*;
use super::*;

fn rung(budget: &str, start: &str, rung: &str) -> String {
    let cal = cn();
    let found = rung_instant(
        &ledger(&cal, budget, start),
        &cal,
        RungAt::parse(rung).unwrap(),
    );
    match found.unwrap() {
        Some(RungInstant::At(at)) => shown(&cal, at),
        Some(RungInstant::Skipped(at)) => format!("skipped {}", shown(&cal, at)),
        None => "standing".to_owned(),
    }
}

#[test]
fn rungs_before_due() {
    // 16 hours from Friday 10:00: due Tuesday 10:00; a quarter is four hours.
    assert_eq!(
        rung("16 working hours", "2026-03-06 10:00", "25% before"),
        "2026-03-09 15:00"
    );
    assert_eq!(
        rung("24h", "2026-03-06 10:00", "25% before"),
        "2026-03-07 04:00"
    );
    assert_eq!(
        rung("24h", "2026-03-06 10:00", "100% before"),
        "2026-03-06 10:00"
    );
    assert_eq!(
        rung("24h", "2026-03-06 10:00", "2h before"),
        "2026-03-07 08:00"
    );
    assert_eq!(
        rung("1h", "2026-03-06 10:00", "2h before"),
        "skipped 2026-03-06 09:00"
    );
    // Working days from Monday 10:00 to Wednesday 18:00: 7 + 8 + 8 hours, half is 11:30.
    assert_eq!(
        rung("2 working days", "2026-03-09 10:00", "50% before"),
        "2026-03-10 14:30"
    );
    // Closes counted back, the due day left out.
    assert_eq!(
        rung("3 working days", "2026-03-06 10:00", "1 working day before"),
        "2026-03-10 18:00"
    );
    assert_eq!(
        rung(
            "3 working days",
            "2026-03-06 10:00",
            "3 working days before"
        ),
        "2026-03-06 18:00"
    );
    assert_eq!(
        rung(
            "3 working days",
            "2026-03-06 10:00",
            "4 working days before"
        ),
        "skipped 2026-03-05 18:00"
    );
    assert_eq!(
        rung(
            "3 calendar days",
            "2026-03-06 10:00",
            "1 calendar day before"
        ),
        "2026-03-09 00:00"
    );
    // An hour of work before Monday 10:00 is Monday 9:00, not Friday evening.
    assert_eq!(
        rung(
            "8 working hours",
            "2026-03-06 10:00",
            "1 working hour before"
        ),
        "2026-03-09 09:00"
    );
    assert_eq!(
        rung("end of the working day", "2026-03-06 10:00", "due"),
        "2026-03-06 18:00"
    );
}

#[test]
fn rungs_after_due_run_on_and_stand_with_the_ledger() {
    assert_eq!(
        rung("2 working days", "2026-03-06 10:00", "1 working day after"),
        "2026-03-11 18:00"
    );
    assert_eq!(
        rung("12h", "2026-03-06 10:00", "4h after"),
        "2026-03-07 02:00"
    );
    assert_eq!(
        rung("12h", "2026-03-06 10:00", "1 working day after"),
        "2026-03-09 18:00"
    );
    // Due at Saturday 24:00, a day after is Sunday 24:00.
    assert_eq!(
        rung("1 calendar day", "2026-03-06 10:00", "1 calendar day after"),
        "2026-03-09 00:00"
    );
    let cal = cn();
    let mut ledger = ledger(&cal, "12h", "2026-03-06 10:00");
    ledger.pause(at(&cal, "2026-03-06 23:00"));
    let four = RungAt::parse("4h after").unwrap();
    assert_eq!(rung_instant(&ledger, &cal, four), Ok(None));
    assert_eq!(due(&cal, &ledger), "2026-03-06 22:00");
    ledger.resume(at(&cal, "2026-03-07 23:00"));
    let found = rung_instant(&ledger, &cal, four).unwrap();
    assert_eq!(found, Some(RungInstant::At(at(&cal, "2026-03-08 02:00"))));
}

#[test]
fn a_close_at_midnight_belongs_to_the_day_it_ends() {
    let mut spec = office(Tz::Asia__Shanghai, Vec::new());
    spec.week = std::array::from_fn(|_| periods(&["16:00-24:00"]));
    let cal = Calendar::new(spec).unwrap();
    let two = ledger(&cal, "1 working day", "2026-03-06 17:00");
    assert_eq!(due(&cal, &two), "2026-03-08 00:00");
    let rung = |text| rung_instant(&two, &cal, RungAt::parse(text).unwrap()).unwrap();
    assert_eq!(
        rung("1 working day after"),
        Some(RungInstant::At(at(&cal, "2026-03-09 00:00")))
    );
    assert_eq!(
        rung("1 working day before"),
        Some(RungInstant::At(at(&cal, "2026-03-07 00:00")))
    );
}

#[test]
fn a_pause_between_moves_a_rung_to_where_work_goes_on() {
    let cal = cn();
    let mut four = ledger(&cal, "4h", "2026-03-06 10:00");
    four.pause(at(&cal, "2026-03-06 12:00"));
    four.resume(at(&cal, "2026-03-06 18:00"));
    let rung = |text| rung_instant(&four, &cal, RungAt::parse(text).unwrap()).unwrap();
    assert_eq!(
        rung("3h before"),
        Some(RungInstant::At(at(&cal, "2026-03-06 11:00")))
    );
    assert_eq!(
        rung("50% before"),
        Some(RungInstant::At(at(&cal, "2026-03-06 18:00")))
    );
    assert_eq!(
        rung("1h before"),
        Some(RungInstant::At(at(&cal, "2026-03-06 19:00")))
    );
}

#[test]
fn a_fixed_date_has_rungs_too() {
    let cal = cn();
    let start = at(&cal, "2026-03-06 10:00");
    let due = cal.due_date(date("2026-03-09")).unwrap();
    let rung = |text| fixed_rung_instant(start, due, &cal, RungAt::parse(text).unwrap()).unwrap();
    assert_eq!(
        rung("20% before"),
        RungInstant::At(at(&cal, "2026-03-09 15:00"))
    );
    assert_eq!(
        rung("1 working day before"),
        RungInstant::At(at(&cal, "2026-03-06 18:00"))
    );
    assert_eq!(
        rung("2 working days before"),
        RungInstant::Skipped(at(&cal, "2026-03-05 18:00"))
    );
    assert_eq!(
        rung("1 working day after"),
        RungInstant::At(at(&cal, "2026-03-10 18:00"))
    );
}

#[test]
fn the_same_ledger_counts_breach_beside_due() {
    let cal = cn();
    let mut ledger = ledger(&cal, "2 working days", "2026-03-06 10:00");
    let breach =
        |ledger: &Ledger| due(&cal, &ledger.with_budget(length("3 working days")).unwrap());
    assert_eq!(breach(&ledger), "2026-03-11 18:00");
    ledger.pause(at(&cal, "2026-03-11 10:00"));
    assert_eq!(due(&cal, &ledger), "2026-03-10 18:00");
    assert_eq!(breach(&ledger), "standing");
}

#[test]
fn judged_at_once_or_after_the_time_to_backdate() {
    let cal = cn();
    let due = at(&cal, "2026-03-06 18:00");
    let judged = |within| judge_at(due, within, &cal).map(|at| shown(&cal, at));
    assert_eq!(judged(None), Ok("2026-03-06 18:00".to_owned()));
    assert_eq!(
        judged(Some(length("0h"))),
        Ok("2026-03-06 18:00".to_owned())
    );
    assert_eq!(
        judged(Some(length("1 working day"))),
        Ok("2026-03-09 18:00".to_owned())
    );
    assert_eq!(
        judged(Some(length("24h"))),
        Ok("2026-03-07 18:00".to_owned())
    );
}

#[test]
fn a_cadence_does_not_drift() {
    let cal = cn();
    let anchor = at(&cal, "2026-01-31 09:00");
    let nth = |period, n| shown(&cal, cadence(anchor, length(period), n, &cal).unwrap());
    assert_eq!(nth("1 month", 0), "2026-01-31 09:00");
    assert_eq!(nth("1 month", 1), "2026-02-28 09:00");
    assert_eq!(nth("1 month", 2), "2026-03-31 09:00");
    assert_eq!(nth("1 year", 2), "2028-01-31 09:00");
    assert_eq!(nth("12h", 3), "2026-02-01 21:00");
    assert_eq!(nth("2 working days", 2), "2026-02-05 18:00");
}
