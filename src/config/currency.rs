//! Currencies and their places behind the point.

use super::diagnostic::{Diagnostic, Diagnostics};
use super::reader::Said;

/// Currencies by ISO 4217 whose places are not two, and the usual ones that have two.
const PLACES: [(&str, u32); 24] = [
    ("CNY", 2),
    ("HKD", 2),
    ("MOP", 2),
    ("TWD", 2),
    ("USD", 2),
    ("EUR", 2),
    ("GBP", 2),
    ("CHF", 2),
    ("CAD", 2),
    ("AUD", 2),
    ("NZD", 2),
    ("SGD", 2),
    ("MYR", 2),
    ("THB", 2),
    ("INR", 2),
    ("RUB", 2),
    ("BRL", 2),
    ("JPY", 0),
    ("KRW", 0),
    ("VND", 0),
    ("CLP", 0),
    ("KWD", 3),
    ("BHD", 3),
    ("TND", 3),
];

/// The places of a currency; two, and told, for one not known.
pub(crate) fn places(said: &Said<'_>, found: &mut Diagnostics) -> u32 {
    if let Some((_, places)) = PLACES.iter().find(|(code, _)| *code == said.text) {
        return *places;
    }
    let fault = Diagnostic::new("unknown-word", said.inner())
        .with("word", said.text)
        .with("key", "currency");
    found.push(fault.known(said.text, PLACES.map(|(code, _)| code)));
    2
}
