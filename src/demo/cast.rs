//! The desk's people and when each of them is at work: office hours of the desk's calendar, duty on rest days where the
//! desk has it, leave and sick days. Nobody acts while away.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::chance::Chance;
use crate::engine::{Desk, roles_of};
use crate::model::{Instant, MINUTE_MS, NameId, RecordNo};
use crate::world::World;

/// Minutes of a rest day at which duty begins and ends.
const DUTY: (i64, i64) = (570, 990);
/// How many stretches of time are looked through for somebody's next hour at work.
const MOST_LOOKS: usize = 90;

/// A stretch in which somebody does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// From when.
    pub from: Instant,
    /// Until when; the person is back then.
    pub to: Instant,
    /// Whether it was planned, so that work could be handed over.
    pub planned: bool,
}

/// One of the people.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their record.
    pub no: RecordNo,
    /// Their login.
    pub login: String,
    /// Whether they take turns on rest days.
    pub on_duty: bool,
    /// When they are away, in order.
    pub away: Vec<Away>,
}

impl Person {
    /// The absence that covers an instant.
    #[must_use]
    pub fn away_at(&self, at: Instant) -> Option<Away> {
        self.away
            .iter()
            .copied()
            .find(|away| away.from <= at && at < away.to)
    }
}

/// All people of a desk.
#[derive(Clone, Debug, Default)]
pub struct Cast {
    people: Vec<Person>,
    duty: Vec<RecordNo>,
}

impl Cast {
    /// Adds somebody.
    pub(super) fn add(&mut self, person: Person) {
        if person.on_duty {
            self.duty.push(person.no);
        }
        self.people.push(person);
    }

    /// Everybody, in the order they were hired.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Somebody by their record.
    #[must_use]
    pub fn person(&self, no: RecordNo) -> Option<&Person> {
        self.people.iter().find(|person| person.no == no)
    }

    /// Those who hold a role now.
    pub(super) fn holders<'a>(
        &'a self,
        desk: &'a Desk,
        world: &'a World,
        role: NameId,
    ) -> impl Iterator<Item = RecordNo> + 'a {
        let all = self.people.iter().map(|person| person.no);
        all.filter(move |no| roles_of(desk, world, *no).contains(&role))
    }

    /// Whether somebody is at work.
    #[must_use]
    pub fn at_work(&self, desk: &Desk, who: RecordNo, at: Instant) -> bool {
        self.next_at_work(desk, who, at) == Some(at)
    }

    /// When somebody is next at work: now, or the next opening or duty on which they are not away.
    #[must_use]
    pub fn next_at_work(&self, desk: &Desk, who: RecordNo, at: Instant) -> Option<Instant> {
        let person = self.person(who)?;
        let mut at = at;
        for _ in 0..MOST_LOOKS {
            if let Some(away) = person.away_at(at) {
                at = away.to;
                continue;
            }
            let opening = desk.calendar.next_opening(at).ok()?;
            let next = self.next_duty(desk, person, at, opening).unwrap_or(opening);
            if person.away_at(next).is_none() {
                return Some(next);
            }
            at = next;
        }
        None
    }

    /// The first instant of duty from `at` on, before an opening.
    fn next_duty(
        &self,
        desk: &Desk,
        person: &Person,
        at: Instant,
        opening: Instant,
    ) -> Option<Instant> {
        if !person.on_duty || opening == at {
            return None;
        }
        let calendar = &desk.calendar;
        let last = calendar.date_of(opening);
        let dates = calendar.local(at).date().iter_days();
        let minute = |date: NaiveDate, minute: i64| {
            calendar
                .instant_of(date.and_time(NaiveTime::MIN))
                .plus_ms(minute * MINUTE_MS)
        };
        dates
            .take_while(|date| *date < last)
            .filter(|date| {
                !calendar.is_working_day(*date) && self.duty_on(*date) == Some(person.no)
            })
            .map(|date| (minute(date, DUTY.0).max(at), minute(date, DUTY.1)))
            .find_map(|(from, to)| (from < to).then_some(from))
    }

    /// Who is on duty on a rest day.
    fn duty_on(&self, date: NaiveDate) -> Option<RecordNo> {
        let n = i32::try_from(self.duty.len()).ok().filter(|n| *n > 0)?;
        // Turns go by the week, so that nobody has all Sundays of a fortnight.
        let turn = (date.num_days_from_ce() + date.num_days_from_ce() / 7).rem_euclid(n);
        usize::try_from(turn)
            .ok()
            .and_then(|at| self.duty.get(at))
            .copied()
    }
}

/// When somebody is away between two dates: one long leave, one short one, and a few sick days.
pub(super) fn absences(
    desk: &Desk,
    (first, last): (NaiveDate, NaiveDate),
    nth: u64,
    chance: &Chance,
) -> Vec<Away> {
    let mut chance = chance.fork(&[3, nth]);
    let days = u64::try_from((last - first).num_days()).unwrap_or(0);
    if days < 30 {
        return Vec::new();
    }
    let mut spans: Vec<(u64, u64, bool)> = Vec::new();
    // Leave is staggered, so that not all are away at once.
    let long = (25 + nth * 83 + chance.below(25)) % days;
    spans.push((long, 7 + chance.below(6), true));
    spans.push((
        (long + days / 2 + chance.below(30)) % days,
        2 + chance.below(3),
        true,
    ));
    for _ in 0..chance.below(4) {
        spans.push((chance.below(days), 1 + chance.below(2), false));
    }
    let midnight = |day: u64| {
        let date = first.checked_add_days(Days::new(day)).unwrap_or(last);
        desk.calendar.instant_of(date.and_time(NaiveTime::MIN))
    };
    let mut away: Vec<Away> = spans
        .into_iter()
        .map(|(start, length, planned)| Away {
            from: midnight(start),
            to: midnight(start + length),
            planned,
        })
        .collect();
    away.sort_by_key(|away| away.from);
    let mut apart: Vec<Away> = Vec::new();
    for next in away {
        if apart.last().is_none_or(|last| last.to < next.from) {
            apart.push(next);
        }
    }
    apart
}
