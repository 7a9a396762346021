//! How often something recurs, as it is written: `friday at 15:00`, `first working day of the month at 09:00`.

use crate::config::diagnostic::{Diagnostic, Diagnostics};
use crate::config::reader::Said;
use crate::model::{Duration, suggest};

const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const UNITS: [&str; 5] = ["day", "week", "month", "quarter", "year"];
const PERIODS: [&str; 4] = ["week", "month", "quarter", "year"];
const ORDINALS: [&str; 5] = ["first", "second", "third", "fourth", "last"];

/// One word and where it begins.
type Word<'t> = (usize, &'t str);

/// Tells of the first word of a cadence that cannot stand where it does.
pub(super) fn check(said: &Said<'_>, found: &mut Diagnostics) {
    if Duration::parse(said.text).is_some() {
        return;
    }
    let words = words(said.text);
    if let Err((at, known)) = read(&words) {
        let (at, word) = at.unwrap_or((0, said.text));
        let place = said.piece(at, at + word.len());
        let told = Diagnostic::new("unknown-word", place)
            .with("word", word)
            .with("key", "every")
            .maybe("near", suggest::nearest(word, known.iter().copied()));
        found.push(told.list("known", known));
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut at = 0;
    let mut words = Vec::new();
    for word in text.split(' ') {
        if !word.is_empty() {
            words.push((at, word));
        }
        at += word.len() + 1;
    }
    words
}

/// What cannot stand there (nothing where the text ends too early), and what can.
type Wrong<'t> = (Option<Word<'t>>, Vec<&'static str>);

fn read<'t>(words: &[Word<'t>]) -> Result<(), Wrong<'t>> {
    let split = words.iter().position(|(_, word)| *word == "at");
    let (days, time) = words.split_at(split.unwrap_or(words.len()));
    day(days, words.last().copied())?;
    match time {
        [] => Ok(()),
        [_, (_, clock)] if chrono::NaiveTime::parse_from_str(clock, "%H:%M").is_ok() => Ok(()),
        [.., last] => Err((Some(*last), vec!["09:00"])),
    }
}

fn day<'t>(words: &[Word<'t>], last: Option<Word<'t>>) -> Result<(), Wrong<'t>> {
    let words = match words {
        [(_, "the" | "every"), rest @ ..] => rest,
        _ => words,
    };
    let Some((first, rest)) = words.split_first() else {
        return Err((last, firsts()));
    };
    if let ("day", [(_, number), of @ ..]) = (first.1, rest)
        && let Ok(1..=31) = number.parse::<u32>()
    {
        return period(of, last);
    }
    if first.1 == "working" {
        return only(rest, &["day"], last);
    }
    if UNITS.contains(&first.1) || DAYS.contains(&first.1) {
        return only(words, &[first.1], last);
    }
    if !ORDINALS.contains(&first.1) && numbered(first.1).is_none() {
        return Err((Some(*first), firsts()));
    }
    let of = rest.iter().position(|(_, word)| *word == "of");
    let (named, behind) = rest.split_at(of.unwrap_or(rest.len()));
    match named {
        [] if numbered(first.1).is_some() => {}
        [(_, "working"), rest @ ..] => only(rest, &["day"], last)?,
        [(_, name)] if *name == "day" || DAYS.contains(name) => {}
        [wrong, ..] => return Err((Some(*wrong), named_days())),
        [] => return Err((last, named_days())),
    }
    period(behind, last)
}

/// `of the month`.
fn period<'t>(words: &[Word<'t>], last: Option<Word<'t>>) -> Result<(), Wrong<'t>> {
    match words {
        [(_, word), ..] if *word != "of" => Err((words.first().copied(), vec!["of"])),
        [_, (_, "the" | "every" | "each"), rest @ ..] | [_, rest @ ..] => {
            only(rest, &PERIODS, last)
        }
        [] => Err((last, vec!["of the month"])),
    }
}

/// One of these words and nothing behind it.
fn only<'t>(words: &[Word<'t>], known: &[&str], last: Option<Word<'t>>) -> Result<(), Wrong<'t>> {
    let known: Vec<&'static str> = UNITS
        .iter()
        .chain(&DAYS)
        .copied()
        .filter(|word| known.contains(word))
        .collect();
    match words {
        [(_, word)] if known.contains(word) => Ok(()),
        [(_, word), extra, ..] if known.contains(word) => Err((Some(*extra), vec!["at"])),
        [wrong, ..] => Err((Some(*wrong), known)),
        [] => Err((last, known)),
    }
}

fn firsts() -> Vec<&'static str> {
    let first = ["working day"].into_iter();
    first.chain(UNITS).chain(DAYS).chain(ORDINALS).collect()
}

fn named_days() -> Vec<&'static str> {
    ["working day", "day"].into_iter().chain(DAYS).collect()
}

/// The number of `25th`.
fn numbered(word: &str) -> Option<u32> {
    let ends = ["st", "nd", "rd", "th"];
    let bare = ends.iter().find_map(|end| word.strip_suffix(end))?;
    bare.parse().ok().filter(|day| (1..=31).contains(day))
}
