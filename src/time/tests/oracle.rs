//! The second opinion: the same sentences, counted naively. A world of some weeks is written out minute by minute (who works,
//! which local time it is), and every count is a walk over it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{Datelike, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::super::*;
use super::*;
use crate::model::{MINUTE_MS, Unit};

const MINUTES: usize = 50 * 1440;

/// The weeks around a change of the clocks, written out.
struct World {
    first: Instant,
    /// The working day each minute belongs to, if anybody works.
    working: Vec<Option<NaiveDate>>,
    /// The local date of each minute.
    dates: Vec<NaiveDate>,
    /// The minute at which each working day closes.
    closes: BTreeMap<NaiveDate, usize>,
    /// The minute at which each date ends.
    midnights: BTreeMap<NaiveDate, usize>,
}

/// The local time of each minute, and the first minute that shows each.
struct Locals {
    at_minute: Vec<NaiveDateTime>,
    firsts: BTreeMap<NaiveDateTime, usize>,
}

/// Written out once for each zone and season.
fn locals(zone: Tz, first: Instant) -> Rc<Locals> {
    thread_local! {
        static KNOWN: RefCell<BTreeMap<(&'static str, Instant), Rc<Locals>>> = RefCell::default();
    }
    let write = || {
        let local = |n| {
            let utc = first.plus_ms(n as i64 * MINUTE_MS).to_utc().unwrap();
            utc.with_timezone(&zone).naive_local()
        };
        let at_minute: Vec<_> = (0..MINUTES).map(local).collect();
        let mut firsts = BTreeMap::new();
        let mut latest = NaiveDateTime::MIN;
        for (n, local) in at_minute.iter().enumerate() {
            if *local > latest {
                latest = *local;
                firsts.insert(latest, n);
            }
        }
        Rc::new(Locals { at_minute, firsts })
    };
    KNOWN.with_borrow_mut(|known| {
        known
            .entry((zone.name(), first))
            .or_insert_with(write)
            .clone()
    })
}

impl World {
    fn write_out(spec: &CalendarSpec, first: Instant) -> World {
        let locals = locals(spec.zone, first);
        let Locals { at_minute, firsts } = &*locals;
        let minute_of = |local| firsts.range(local..).next().map(|(_, n)| *n);
        let mut world = World {
            first,
            working: vec![None; MINUTES],
            dates: at_minute.iter().map(|local| local.date()).collect(),
            closes: BTreeMap::new(),
            midnights: BTreeMap::new(),
        };
        for date in world.dates[0].iter_days().skip(1).take(48) {
            let zero = date.and_time(NaiveTime::MIN);
            if let Some(n) = minute_of(zero + TimeDelta::days(1)) {
                world.midnights.insert(date, n);
            }
            let entry = spec.days.iter().find(|entry| entry.date == date);
            let usual = &spec.week[date.weekday().num_days_from_monday() as usize];
            let periods = match entry {
                None => usual.clone(),
                Some(entry) => match (entry.kind, &entry.periods) {
                    (_, Some(own)) => own.clone(),
                    (DayKind::Makeup, None) => spec.makeup.clone(),
                    _ => Vec::new(),
                },
            };
            for period in periods {
                let bound = |m: u16| minute_of(zero + TimeDelta::minutes(i64::from(m)));
                let (Some(from), Some(to)) = (bound(period.from), bound(period.to)) else {
                    continue;
                };
                world.working[from..to].fill(Some(date));
                let close = world.closes.entry(date).or_insert(to);
                *close = to.max(*close);
            }
        }
        world
    }

    fn at(&self, minute: usize) -> Instant {
        self.first.plus_ms(minute as i64 * MINUTE_MS)
    }

    fn runs(&self, unit: Unit, minute: usize) -> bool {
        unit == Unit::Elapsed || self.working[minute].is_some()
    }

    /// The due minute: `Err` beyond the edge of the world, `Ok(None)` while it stands.
    fn due(&self, case: &Case) -> Result<Option<usize>, ()> {
        let open = case.pauses.last().filter(|(_, to)| to.is_none());
        let stands = |n: usize| {
            let covers =
                |(from, to): &(usize, Option<usize>)| *from <= n && to.is_none_or(|to| n < to);
            case.pauses.iter().any(covers)
        };
        let edge = |n: usize| match open {
            Some((from, _)) if *from <= n => Ok(None),
            _ => Err(()),
        };
        let n = case.amount;
        let marks: Vec<usize> = match case.unit {
            Unit::Elapsed | Unit::Working => {
                let mut counted = 0;
                for minute in case.start..MINUTES - 3 * 1440 {
                    counted += usize::from(self.runs(case.unit, minute) && !stands(minute));
                    if counted == n {
                        return Ok(Some(minute + 1));
                    }
                }
                return edge(MINUTES);
            }
            Unit::WorkingDays => {
                let day = self.working[case.start].unwrap_or(self.dates[case.start]);
                self.closes
                    .range(day..)
                    .skip_while(|(d, _)| **d == day)
                    .map(|(_, n)| *n)
                    .collect()
            }
            Unit::EndOfWorkingDay => self
                .closes
                .values()
                .copied()
                .filter(|n| *n > case.start)
                .collect(),
            _ => {
                // Literally: the end of the n-th day, moved on by the midnights paused until it moves no more.
                let ends: Vec<usize> = self
                    .midnights
                    .range(self.dates[case.start]..)
                    .map(|(_, n)| *n)
                    .collect();
                let mut k = n;
                loop {
                    let Some(passed) = ends.get(..=k) else {
                        return edge(MINUTES);
                    };
                    let paused = passed.iter().filter(|end| stands(**end)).count();
                    if n + paused == k {
                        return Ok(Some(ends[k]));
                    }
                    k = n + paused;
                }
            }
        };
        match marks.iter().filter(|mark| !stands(**mark)).nth(n - 1) {
            Some(mark) => Ok(Some(*mark)),
            None => edge(MINUTES),
        }
    }
}

#[derive(Clone, Debug)]
struct Case {
    spec: CalendarSpec,
    first: Instant,
    unit: Unit,
    amount: usize,
    start: usize,
    pauses: Vec<(usize, Option<usize>)>,
}

impl Case {
    fn ledger(&self, world: &World) -> Ledger {
        let scale = match self.unit {
            Unit::Elapsed | Unit::Working => MINUTE_MS,
            _ => 1,
        };
        let budget = Duration {
            unit: self.unit,
            amount: self.amount as i64 * scale,
        };
        let mut ledger = Ledger::new(budget, world.at(self.start)).unwrap();
        for (from, to) in &self.pauses {
            ledger.pause(world.at(*from));
            if let Some(to) = to {
                ledger.resume(world.at(*to));
            }
        }
        ledger
    }
}

fn day_periods() -> impl Strategy<Value = Vec<Period>> {
    prop_oneof![
        2 => Just(Vec::new()),
        4 => Just(periods(&["09:00-12:00", "13:00-18:00"])),
        2 => Just(periods(&["22:00-06:00"])),
        1 => Just(periods(&["08:17-12:03", "12:03-12:04", "20:00-24:00"])),
        1 => Just(periods(&["06:00-14:00", "23:59-02:30"])),
        1 => Just(periods(&["02:15-02:45", "07:30-09:10"])),
    ]
}

fn days(first: NaiveDate) -> impl Strategy<Value = Vec<DayEntry>> {
    let one = (0_u64..45, 0_usize..7, day_periods());
    prop::collection::vec(one, 0..12).prop_map(move |rows| {
        let mut days = BTreeMap::new();
        for (offset, kind, own) in rows {
            let kind = DayKind::ALL[kind];
            let own = (kind == DayKind::Half).then_some(own);
            if own.as_ref().is_some_and(Vec::is_empty) {
                continue;
            }
            let date = first + chrono::Days::new(offset);
            days.insert(
                date,
                DayEntry {
                    date,
                    kind,
                    name: "假".to_owned(),
                    periods: own,
                },
            );
        }
        days.into_values().collect()
    })
}

fn case() -> impl Strategy<Value = Case> {
    let zones = [
        Tz::Asia__Shanghai,
        Tz::Europe__Berlin,
        Tz::America__New_York,
    ];
    let place = (
        0_usize..3,
        prop::sample::select(vec!["2026-03-20", "2026-10-16"]),
    );
    let budget = prop_oneof![
        (1_usize..3000).prop_map(|n| (Unit::Working, n)),
        (1_usize..3000).prop_map(|n| (Unit::Elapsed, n)),
        (1_usize..9).prop_map(|n| (Unit::WorkingDays, n)),
        (1_usize..9).prop_map(|n| (Unit::CalendarDays, n)),
        Just((Unit::EndOfWorkingDay, 1)),
    ];
    // Lengths near whole hours make pauses meet closes and midnights.
    let gap = prop_oneof![0_usize..4000, (0_usize..60).prop_map(|n| n * 60)];
    let gaps = prop::collection::vec((gap.clone(), gap), 0..4);
    place.prop_flat_map(move |(zone, from)| {
        let first = date(from);
        let start = prop_oneof![2880_usize..20_000, (48_usize..330).prop_map(|n| n * 60)];
        let week = prop::collection::vec(day_periods(), 7);
        let rest = (
            week,
            days(first),
            budget.clone(),
            start,
            gaps.clone(),
            any::<bool>(),
        );
        rest.prop_map(move |(week, days, (unit, amount), start, gaps, open)| {
            let mut spec = office(zones[zone], days);
            spec.week = week.try_into().unwrap();
            let mut pauses = Vec::new();
            let mut now = start;
            for (run, stand) in gaps {
                pauses.push((now + run, Some(now + run + stand.max(1))));
                now += run + stand.max(1) + 1;
            }
            if let (true, Some(last)) = (open, pauses.last_mut()) {
                last.1 = None;
            }
            let first = Instant(first.and_time(NaiveTime::MIN).and_utc().timestamp_millis());
            Case {
                spec,
                first,
                unit,
                amount,
                start,
                pauses,
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn due_is_what_a_naive_count_finds(case in case()) {
        let Ok(calendar) = Calendar::new(case.spec.clone()) else {
            return Err(TestCaseError::reject("periods that overlap"));
        };
        let world = World::write_out(&case.spec, case.first);
        let ledger = case.ledger(&world);
        let Ok(expected) = world.due(&case) else {
            return Err(TestCaseError::reject("beyond the edge of the world"));
        };
        let expected = expected.map(|minute| world.at(minute));
        prop_assert_eq!(ledger.due(&calendar), Ok(expected));
        adds_up(&ledger, &calendar)?;
        shares(&case, &world, &calendar, &ledger)?;
        if let Some(due) = expected {
            // Taking the ledger over at any time, by the same calendar, moves nothing.
            for minute in (case.start..case.start + 9000).step_by(2977) {
                let kept = ledger.keep(world.at(minute), &calendar).unwrap();
                prop_assert_eq!(kept.due(&calendar), Ok(Some(due)), "kept at {}", minute);
                adds_up(&kept, &calendar)?;
            }
        }
    }

    #[test]
    fn working_time_between_is_what_a_naive_count_finds(case in case(), length in 0_usize..20_000) {
        let Ok(calendar) = Calendar::new(case.spec.clone()) else {
            return Err(TestCaseError::reject("periods that overlap"));
        };
        let world = World::write_out(&case.spec, case.first);
        let end = case.start + length;
        let naive = world.working[case.start..end].iter().filter(|day| day.is_some()).count();
        let found = calendar.working_ms_between(world.at(case.start), world.at(end));
        prop_assert_eq!(found, naive as i64 * MINUTE_MS);
        let day = world.working[case.start].unwrap_or(world.dates[case.start]);
        prop_assert_eq!(calendar.working_date(world.at(case.start)), day);
    }
}

/// The intervals lie in order, inside start and due, and add up to the budget.
fn adds_up(ledger: &Ledger, calendar: &Calendar) -> Result<(), TestCaseError> {
    let found = explain(ledger, calendar).unwrap();
    let sum: i64 = found.intervals.iter().map(|interval| interval.counts).sum();
    let sum = sum + found.carried.map_or(0, |(_, amount)| amount);
    let mut last = Instant::MIN;
    for interval in &found.intervals {
        prop_assert!(last <= interval.from && interval.from <= interval.to);
        last = interval.to;
    }
    match found.due {
        Some(due) => {
            prop_assert_eq!(sum, found.total);
            prop_assert!(last == Instant::MIN || last == due);
        }
        None => prop_assert!(sum < found.total),
    }
    prop_assert!(!found.text().is_empty());
    Ok(())
}

/// From a share's instant to due, that share of the running time is left; and the ledger does not stand there.
fn shares(
    case: &Case,
    world: &World,
    calendar: &Calendar,
    ledger: &Ledger,
) -> Result<(), TestCaseError> {
    let Some(due) = ledger.due(calendar).unwrap() else {
        return Ok(());
    };
    let unit = match case.unit {
        Unit::Elapsed | Unit::CalendarDays => Unit::Elapsed,
        _ => Unit::Working,
    };
    let stands = |n: usize| {
        let mut pauses = case.pauses.iter();
        pauses.any(|(from, to)| *from <= n && to.is_none_or(|to| n < to))
    };
    let minute = |at: Instant| usize::try_from(at.since_ms(world.first) / MINUTE_MS).unwrap();
    let count = |from: usize| {
        let running = (from..minute(due)).filter(|n| world.runs(unit, *n) && !stands(*n));
        running.count() as i64 * MINUTE_MS
    };
    let all = count(case.start);
    for percent in [1_u8, 25, 50, 75, 100] {
        let rung = rung_instant(ledger, calendar, RungAt::Share { percent }).unwrap();
        let at = rung.unwrap().instant();
        let n = minute(at);
        // Inside its minute the clock runs, so the part of the minute already passed is used.
        let left = count(n) - at.since_ms(world.at(n));
        prop_assert_eq!(left, all * i64::from(percent) / 100, "{} percent", percent);
        prop_assert!(left == 0 || (world.runs(unit, n) && !stands(n)));
        prop_assert!(at >= ledger.start);
    }
    Ok(())
}
