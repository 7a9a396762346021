//! A single value in a spreadsheet cell, as its column's type has it: `yes`, `98%`, `2026/1/5`, a choice, a row's key.

use std::sync::Arc;

use super::{Part, Reading, Spot};
use crate::config::compile::expected;
use crate::config::diagnostic::Diagnostic;
use crate::config::suggest;
use crate::lang::{Choices, Type, read_text};
use crate::model::{Month, Number, Value};

/// Reads a value, quoted or not.
pub(super) fn read(
    spot: &Spot<'_>,
    part: Part<'_>,
    how: &Reading<'_>,
) -> Result<Value, Box<Diagnostic>> {
    let part = match part.text.starts_with('"') {
        true => part
            .unquoted()
            .ok_or_else(|| Box::new(spot.fault("cell-quotes", part)))?,
        false => part,
    };
    if ERRORS.contains(&part.text) {
        return Err(Box::new(spot.fault("csv-not-computed", part)));
    }
    if is_rounded(part.text) {
        return Err(Box::new(spot.fault("csv-rounded", part)));
    }
    let misfit = |example: &str| {
        let told = spot.fault("csv-cell", part);
        Box::new(told.word("expected", word(how.ty)).with("example", example))
    };
    match how.ty {
        Type::Text | Type::Unknown | Type::Record(_) => Ok(Value::text(part.text)),
        Type::YesNo => match part.text {
            "yes" | "是" | "true" | "TRUE" => Ok(Value::YesNo(true)),
            "no" | "否" | "false" | "FALSE" => Ok(Value::YesNo(false)),
            _ => Err(misfit("yes")),
        },
        Type::Whole | Type::Number | Type::Money | Type::Percent => number(spot, part, how),
        Type::Choice(choices) | Type::Row(_, choices) => choice(spot, part, how, choices),
        Type::Date => date(part.text)
            .map(Value::Date)
            .ok_or_else(|| misfit("2026-01-31")),
        Type::Month => month(part.text)
            .map(Value::Month)
            .ok_or_else(|| misfit("2026-01")),
        Type::Time => read_text(part.text, how.ty).ok_or_else(|| misfit("09:00")),
        Type::Instant => {
            read_text(part.text, how.ty).ok_or_else(|| misfit("2026-01-31T09:00:00+08:00"))
        }
        Type::Duration => read_text(part.text, how.ty).ok_or_else(|| misfit("2 working days")),
        Type::List(of) => {
            let how = Reading { ty: of, ..*how };
            let parts = part.split(';').into_iter();
            let values: Result<Vec<Value>, _> = parts.map(|part| read(spot, part, &how)).collect();
            Ok(Value::List(Arc::new(values?)))
        }
        Type::Form(_) | Type::Item(_) => Err(misfit("")),
    }
}

/// The word of the catalogue for what a cell of a type takes.
fn word(ty: &Type) -> &'static str {
    match ty {
        Type::YesNo => "yes-or-no-cell",
        other => expected(other),
    }
}

fn number(spot: &Spot<'_>, part: Part<'_>, how: &Reading<'_>) -> Result<Value, Box<Diagnostic>> {
    let percent = part.text.strip_suffix('%').map(str::trim_end);
    let digits = match how.ty {
        Type::Percent => percent.unwrap_or(part.text),
        _ => part.text,
    };
    let Some(number) = Number::parse(digits) else {
        if is_digits(digits) {
            return Err(Box::new(spot.fault("cell-digits", part)));
        }
        let told = spot.fault("csv-cell", part).word("expected", word(how.ty));
        let plain = digits.replace([',', '，', ' '], "");
        let meant = match Number::parse(&plain) {
            Some(_) => plain,
            None => range_meant(digits).unwrap_or_else(|| "3".to_owned()),
        };
        return Err(Box::new(told.with("example", meant)));
    };
    let number = match (how.ty, percent) {
        (Type::Percent, Some(_)) => number
            .div(Number::Whole(100))
            .map_err(|_| Box::new(spot.fault("cell-digits", part)))?,
        _ => number,
    };
    match how.ty {
        Type::Whole if number.whole().is_none() => {
            let told = spot.fault("csv-cell", part).word("expected", word(how.ty));
            Err(Box::new(told.with("example", "3")))
        }
        Type::Money if number.places() > how.money_places => {
            let told = spot.fault("cell-places", part);
            Err(Box::new(told.with("places", how.money_places.to_string())))
        }
        _ => Ok(Value::from(number)),
    }
}

/// What a spreadsheet leaves of a text that begins with `=` and that it could not compute.
const ERRORS: [&str; 6] = ["#NAME?", "#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NUM!"];

/// `1.10101E+17`: how a spreadsheet shows a long number it has rounded.
fn is_rounded(text: &str) -> bool {
    let Some((digits, power)) = text.split_once("E+") else {
        return false;
    };
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(power) && is_digits(digits)
}

/// Digits with at most one sign and point: a number, were there not too many of them.
fn is_digits(text: &str) -> bool {
    let bare = text.strip_prefix('-').unwrap_or(text);
    let (whole, places) = bare.split_once('.').unwrap_or((bare, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(places)
}

/// `3-7`, `3~7` and their like as the range they were meant to be.
fn range_meant(text: &str) -> Option<String> {
    let signs = ['-', '~', '～', '—', '–', '至', '到'];
    let (low, high) = signs.iter().find_map(|sign| text.split_once(*sign))?;
    let (low, high) = (low.trim(), high.trim());
    (Number::parse(low).is_some() && Number::parse(high).is_some())
        .then(|| format!("{low}..{high}"))
}

fn choice(
    spot: &Spot<'_>,
    part: Part<'_>,
    how: &Reading<'_>,
    choices: &Choices,
) -> Result<Value, Box<Diagnostic>> {
    if let Some(id) = choices.find(part.text) {
        return Ok(Value::Choice(id));
    }
    let known: Vec<&str> = choices.0.iter().map(|(name, _)| &**name).collect();
    if let Some(whole) = zero_lost(part.text, &known) {
        let told = spot.fault("csv-lost-zero", part).with("near", whole);
        return Err(Box::new(told));
    }
    let id = match how.ty {
        Type::Row(..) => "cell-row",
        _ => "cell-choice",
    };
    let near = suggest::nearest(part.text, known.iter().copied());
    let told = spot.fault(id, part).maybe("near", near);
    Err(Box::new(told.list("known", known)))
}

/// The known code that lacks only zeros in front, as a spreadsheet takes them away.
pub(super) fn zero_lost<'k>(text: &str, known: &[&'k str]) -> Option<&'k str> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(text) {
        return None;
    }
    let bare = text.trim_start_matches('0');
    let mut same = known
        .iter()
        .filter(|name| digits(name) && name.trim_start_matches('0') == bare);
    same.next().copied()
}

/// A date as spreadsheets write it: `2026-01-05`, `2026/1/5`, `2026年1月5日`, also with a time of midnight.
pub(crate) fn date(text: &str) -> Option<chrono::NaiveDate> {
    let text = ["00:00:00", "0:00:00", "00:00", "0:00"]
        .iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .filter(|day| day.ends_with(' '))
        .unwrap_or(text);
    let text = text.trim();
    let text = text.strip_suffix('日').unwrap_or(text);
    let parts: Vec<&str> = match text.contains('年') {
        true => text.split(['年', '月']).collect(),
        false => {
            let sign = text.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
            text.split(sign).collect()
        }
    };
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let of = |text: &str, most: usize| {
        let plain = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let year = of(year, 4).filter(|year| *year >= 1000)?;
    chrono::NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, of(month, 2)?, of(day, 2)?)
}

fn month(text: &str) -> Option<Month> {
    let text = text.strip_suffix('月').unwrap_or(text);
    let text = text.replace(['年', '/'], "-");
    date(&format!("{text}-1")).map(Month::of)
}
