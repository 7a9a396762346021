//! A deadline's arithmetic on one line, in figures and signs as far as they go.
//!
//! `12h = 03-06 16:00 … 03-07 04:00` ·
//! `16 working hours = Fri 03-06 14:00–18:00, Mon 03-09 09:00–12:00 13:00–18:00, …; skipped 10-01…10-07 国庆节` ·
//! `2 working days = Mon 03-09 18:00, Tue 03-10 18:00`

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::explain::{Arithmetic, Interval, Why};
use super::zone;
use crate::model::{Duration, Instant, Unit};

/// How many days are shown before the middle is left out.
const SHOWN: usize = 5;

impl Arithmetic {
    /// The arithmetic on one line. Years are shown where start and due lie in different ones; of a long list the first days
    /// and the last ([`Arithmetic::intervals`] has them all).
    #[must_use]
    pub fn text(&self) -> String {
        let mut parts = Vec::new();
        if let Some((until, amount)) = self.carried {
            parts.push(format!(
                "{} until {}",
                self.amount(amount),
                self.stamp(until)
            ));
        }
        parts.extend(match self.budget.unit {
            Unit::Elapsed | Unit::Months => self.both_ends(),
            Unit::Working => shorten(&self.stretches()),
            Unit::WorkingDays | Unit::CalendarDays | Unit::EndOfWorkingDay => {
                let ends: Vec<String> = self
                    .intervals
                    .iter()
                    .map(|interval| self.day_end(interval.to))
                    .collect();
                shorten(&ends)
            }
        });
        if self.due.is_none() {
            parts.push("…".to_owned());
        }
        let mut line = format!("{} = {}", self.budget, parts.join(", "));
        for pause in &self.pauses {
            line.push_str("; paused ");
            line.push_str(&self.stamp(pause.from));
            line.push_str(" … ");
            if let Some(to) = pause.to {
                line.push_str(&self.stamp(to));
            }
        }
        let mut word = "; skipped ";
        for run in &self.skipped {
            if let Why::Listed(kind, name) = &run.why {
                line.push_str(word);
                word = ", ";
                line.push_str(&self.date(run.from));
                if run.to != run.from {
                    line.push('…');
                    line.push_str(&self.date(run.to));
                }
                line.push(' ');
                line.push_str(if name.is_empty() { kind.word() } else { name });
            }
        }
        if let Some(until) = self.assumed_after {
            line.push_str(&format!("; holidays after {until} not published"));
        }
        line.trim_end().to_owned()
    }

    /// Elapsed time: where it begins and ends, however often it stood between.
    fn both_ends(&self) -> Vec<String> {
        let from = self.carried.map_or(self.start, |(until, _)| until);
        let to = self.due.or(self.intervals.last().map(|last| last.to));
        to.map(|to| format!("{} … {}", self.stamp(from), self.stamp(to)))
            .into_iter()
            .collect()
    }

    /// Working stretches, one text a day.
    fn stretches(&self) -> Vec<String> {
        let mut days: Vec<(NaiveDate, String)> = Vec::new();
        for Interval { from, to, .. } in &self.intervals {
            let (from, end) = (self.local(*from), self.local(*to));
            let until = if end.time() == NaiveTime::MIN {
                "24:00".to_owned()
            } else {
                clock(end.time())
            };
            let stretch = format!(" {}–{until}", clock(from.time()));
            match days.last_mut() {
                Some((day, text)) if *day == from.date() => text.push_str(&stretch),
                _ => days.push((
                    from.date(),
                    format!("{} {}{stretch}", from.weekday(), self.date(from.date())),
                )),
            }
        }
        days.into_iter().map(|(_, text)| text).collect()
    }

    /// The end of a counted day: `Mon 03-09 18:00`, at midnight `Mon 03-09 24:00`.
    fn day_end(&self, at: Instant) -> String {
        let local = self.local(at);
        let before = local.date().pred_opt();
        let (date, time) = match before {
            Some(before) if local.time() == NaiveTime::MIN => (before, "24:00".to_owned()),
            _ => (local.date(), clock(local.time())),
        };
        format!("{} {} {time}", date.weekday(), self.date(date))
    }

    fn stamp(&self, at: Instant) -> String {
        let local = self.local(at);
        format!("{} {}", self.date(local.date()), clock(local.time()))
    }

    fn date(&self, date: NaiveDate) -> String {
        let far = self
            .due
            .is_some_and(|due| self.local(due.plus_ms(-1)).year() != self.local(self.start).year());
        if far {
            date.to_string()
        } else {
            format!("{:02}-{:02}", date.month(), date.day())
        }
    }

    fn local(&self, at: Instant) -> NaiveDateTime {
        zone::local(self.zone, at)
    }

    /// An amount in the budget's measure; months are measured in elapsed time.
    fn amount(&self, amount: i64) -> String {
        let unit = match self.budget.unit {
            Unit::Months => Unit::Elapsed,
            Unit::EndOfWorkingDay => Unit::WorkingDays,
            unit => unit,
        };
        Duration { unit, amount }.to_string()
    }
}

/// `18:00`, with seconds and milliseconds only where there are some.
fn clock(time: NaiveTime) -> String {
    let form = match (time.second(), time.nanosecond()) {
        (0, 0) => "%H:%M",
        (_, 0) => "%H:%M:%S",
        _ => "%H:%M:%S%.3f",
    };
    time.format(form).to_string()
}

/// The list, or its first two, `…` and its last.
fn shorten(list: &[String]) -> Vec<String> {
    match list {
        [first, second, .., last] if list.len() > SHOWN => {
            vec![first.clone(), second.clone(), "…".to_owned(), last.clone()]
        }
        _ => list.to_vec(),
    }
}
