//! Faults of calendars, their words, and the small questions they answer.

use chrono::Weekday;
use chrono_tz::Tz;

use super::super::*;
use super::*;
use crate::model::{HOUR_MS, Month};

#[test]
fn faults_of_a_calendar_name_their_place() {
    let fault = |change: fn(&mut CalendarSpec)| {
        let mut spec = office(Tz::UTC, vec![day("2026-03-14", DayKind::Makeup, "")]);
        change(&mut spec);
        Calendar::new(spec).unwrap_err()
    };
    let found = fault(|spec| spec.week[1] = periods(&["13:00-18:00", "09:00-13:01"]));
    assert!(matches!(
        found,
        CalendarError::Overlap {
            place: Place::Weekday(Weekday::Tue),
            ..
        }
    ));
    assert_eq!(
        found.to_string(),
        "the periods `09:00-13:01` and `13:00-18:00` overlap"
    );
    let found = fault(|spec| spec.week[6] = periods(&["22:00-09:01"]));
    assert!(matches!(
        found,
        CalendarError::Overlap {
            place: Place::Weekday(Weekday::Mon),
            ..
        }
    ));
    let found = fault(|spec| spec.makeup = vec![Period { from: 60, to: 60 }]);
    assert!(matches!(
        found,
        CalendarError::BadPeriod {
            place: Place::Makeup,
            ..
        }
    ));
    let found = fault(|spec| spec.days.push(day("2026-03-14", DayKind::Swapped, "")));
    assert!(matches!(
        found,
        CalendarError::HolidayAndMakeup { index: 1, .. }
    ));
    let found = fault(|spec| spec.days.push(day("2026-03-14", DayKind::Makeup, "")));
    assert!(matches!(
        found,
        CalendarError::RepeatedDate { index: 1, .. }
    ));
    let found = fault(|spec| spec.days.push(day("2026-03-16", DayKind::Half, "")));
    assert!(matches!(
        found,
        CalendarError::HalfWithoutPeriods { index: 1, .. }
    ));
    let found = fault(|spec| spec.makeup.clear());
    assert!(matches!(
        found,
        CalendarError::MakeupWithoutPeriods { index: 0, .. }
    ));
    let found = fault(|spec| {
        let mut half = day("2026-03-15", DayKind::Half, "");
        half.periods = Some(periods(&["20:00-10:00"]));
        spec.days.push(half);
    });
    assert!(matches!(
        found,
        CalendarError::Overlap {
            place: Place::Entry(1),
            ..
        }
    ));
}

#[test]
fn words_are_read_and_written_alike() {
    for text in ["09:00-12:00", "00:00-24:00", "22:00-06:00"] {
        assert_eq!(Period::parse(text).unwrap().to_string(), text);
    }
    for text in [
        "",
        "9-12",
        "09:00",
        "24:00-06:00",
        "09:00-09:00",
        "09:60-10:00",
        "09:00-25:00",
        "+9:00-10:00",
    ] {
        assert_eq!(Period::parse(text), None, "{text}");
    }
    for kind in DayKind::ALL {
        assert_eq!(DayKind::parse(kind.word()), Some(kind));
    }
    for text in [
        "25% before",
        "2h before",
        "2 working days before",
        "due",
        "4h after",
        "1 working day after",
    ] {
        assert_eq!(RungAt::parse(text).unwrap().to_string(), text);
    }
    for text in [
        "",
        "before",
        "0% before",
        "101% before",
        "25% after",
        "0h before",
        "2h",
        "end of the working day after",
    ] {
        assert_eq!(RungAt::parse(text), None, "{text}");
    }
}

#[test]
fn small_questions_to_a_calendar() {
    let cal = cn();
    assert_eq!(
        cal.next_opening(at(&cal, "2026-03-06 12:30")),
        Ok(at(&cal, "2026-03-06 13:00"))
    );
    assert_eq!(
        cal.next_opening(at(&cal, "2026-03-06 14:30")),
        Ok(at(&cal, "2026-03-06 14:30"))
    );
    assert_eq!(cal.day_kind(date("2026-10-04")), Some(DayKind::Swapped));
    assert!(!cal.is_working_day(date("2026-10-04")) && cal.is_working_day(date("2026-03-14")));
    let october = Month {
        year: 2026,
        month: 10,
    };
    let mut days = cal.working_days_in(october);
    assert_eq!(days.next(), Some(date("2026-10-08")));
    assert_eq!(days.count(), 17);
    let (from, to) = (at(&cal, "2026-09-30 17:00"), at(&cal, "2026-10-08 10:30"));
    assert_eq!(cal.working_ms_between(from, to), 2 * HOUR_MS + HOUR_MS / 2);
    assert_eq!(cal.working_ms_between(to, from), 0);
    // The ends of time are errors, not panics.
    for text in [
        "1h",
        "1 working hour",
        "1 working day",
        "1 calendar day",
        "1 month",
    ] {
        for start in [Instant::MAX, Instant::MIN] {
            let found = Ledger::new(length(text), start).unwrap().due(&cal);
            assert_eq!(found, Err(TimeError::OutOfRange), "{text}");
        }
    }
}
