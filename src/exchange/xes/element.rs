//! One element of an XES file: its name, the attributes XES gives a meaning to, and the value it holds.

use quick_xml::events::BytesStart;

use super::super::log::{LogError, Loses, Raw, RawKind};
use super::super::place::Place;

/// An element's name and the three attributes that XES gives a meaning to.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) key: Option<String>,
    pub(super) value: Option<String>,
    /// `scope` of a global, `name` and `keys` of a classifier.
    pub(super) scope: Option<String>,
    pub(super) called: Option<String>,
    pub(super) keys: Option<String>,
}

pub(super) fn syntax(place: Place, error: &quick_xml::Error) -> LogError {
    if let quick_xml::Error::Io(error) = error {
        return LogError::Io(std::io::Error::new(error.kind(), error.to_string()));
    }
    LogError::fatal(place, error.to_string(), "well-formed XML")
}

pub(super) fn element(place: Place, start: &BytesStart<'_>) -> Result<Element, LogError> {
    let mut element = Element {
        place,
        name: text_of(place, start.local_name().as_ref())?,
        key: None,
        value: None,
        scope: None,
        called: None,
        keys: None,
    };
    for attribute in start.attributes() {
        let attribute = attribute
            .map_err(|e| LogError::fatal(place, e.to_string(), "name=\"value\", each name once"))?;
        let into = match attribute.key.local_name().as_ref() {
            b"key" => &mut element.key,
            b"value" => &mut element.value,
            b"scope" => &mut element.scope,
            b"name" => &mut element.called,
            b"keys" => &mut element.keys,
            _ => continue,
        };
        let value = attribute
            .unescape_value()
            .map_err(|e| LogError::fatal(place, e.to_string(), "well-formed text"))?;
        *into = Some(value.into_owned());
    }
    Ok(element)
}

fn text_of(place: Place, bytes: &[u8]) -> Result<String, LogError> {
    std::str::from_utf8(bytes)
        .map(str::to_owned)
        .map_err(|_| LogError::fatal(place, "bytes that are not UTF-8", "UTF-8"))
}

/// One attribute of an event or trace; `None` for lists and containers, which hold no value of their own.
pub(super) fn attribute(element: &Element) -> Result<Option<(String, Raw)>, LogError> {
    let kind = match element.name.as_str() {
        "string" => RawKind::Text,
        "date" => RawKind::Date,
        "int" => RawKind::Whole,
        "float" => RawKind::Decimal,
        "boolean" => RawKind::YesNo,
        "id" => RawKind::Id,
        "list" | "container" | "values" => return Ok(None),
        other => {
            let expected = "<event> or an attribute (string, date, int, float, boolean, id, list)";
            let found = format!("<{other}>");
            return Err(LogError::at(element.place, Loses::Value, found, expected));
        }
    };
    let missing = |what: &str| {
        let found = format!("<{}> without {what}", element.name);
        LogError::at(element.place, Loses::Value, found, "key=\"…\" value=\"…\"")
    };
    let key = element.key.as_deref().ok_or_else(|| missing("key"))?;
    let value = element.value.as_deref().ok_or_else(|| missing("value"))?;
    let text = value.trim();
    let expected = match kind {
        RawKind::Whole if text.parse::<i64>().is_err() => "a whole number",
        RawKind::Decimal if !is_decimal(text) => "a number such as 12.5",
        RawKind::YesNo if !matches!(text, "true" | "false") => "true or false",
        _ => {
            let text = text.to_owned();
            return Ok(Some((key.to_owned(), Raw { kind, text })));
        }
    };
    let found = format!("`{text}` for `{key}`");
    Err(LogError::at(element.place, Loses::Value, found, expected))
}

/// Whether a text is a decimal number, with an exponent or without; `NaN` and `INF` are none.
pub(super) fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let unsigned = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| exponent.parse::<i16>().is_ok())
}

/// The keys of a classifier stand apart by blanks, and may hold blanks themselves: quoted by `'`, or recognised because
/// the log declares an attribute of that name.
pub(super) fn split_keys(text: &str, declared: &[String]) -> Vec<String> {
    let mut keys = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if let Some((key, after)) = rest.strip_prefix('\'').and_then(|r| r.split_once('\'')) {
            keys.push(key.to_owned());
            rest = after.trim_start();
            continue;
        }
        let known = declared
            .iter()
            .filter_map(|name| Some((name, rest.strip_prefix(name.as_str())?)))
            .filter(|(_, after)| after.is_empty() || after.starts_with(char::is_whitespace))
            .max_by_key(|(name, _)| name.len());
        let (key, after) = match known {
            Some((name, after)) => (name.as_str(), after),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        keys.push(key.to_owned());
        rest = after.trim_start();
    }
    keys
}
