//! A spreadsheet cell read against the type of its column: what it matches (an input, a form's `pass`), or what it says
//! (an output, a list's value). Every fault names the cell as the spreadsheet does and underlines the part that has it.

mod value;

pub(crate) use value::date;

use super::csv;
use super::diagnostic::{Diagnostic, Diagnostics};
use super::faults;
use super::reader::Said;
use super::source::Span;
use crate::lang::{self, Expr, Matching, Scope, Type, Typed, Want};
use crate::model::{Bound, Cell, Than, Value};

/// How the cells of a column are read.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// The column's type.
    pub(crate) ty: &'a Type,
    /// Places of the currency.
    pub(crate) money_places: u32,
    /// What `=name` may name; where nothing can be named, it is refused.
    pub(crate) scope: Option<&'a dyn Scope>,
}

/// The text of a cell and where each part of it stands.
pub(crate) struct Spot<'a> {
    text: &'a str,
    name: &'a str,
    at: At<'a>,
}

enum At<'a> {
    Cell(&'a csv::Cell),
    Said(Said<'a>),
}

impl<'a> Spot<'a> {
    /// A cell of a CSV.
    pub(crate) fn cell(cell: &'a csv::Cell) -> Spot<'a> {
        Spot {
            text: &cell.text,
            name: &cell.place,
            at: At::Cell(cell),
        }
    }

    /// A text of a TOML file that is written like a cell (`within`), under its key.
    pub(crate) fn said(said: Said<'a>, key: &'a str) -> Spot<'a> {
        Spot {
            text: said.text,
            name: key,
            at: At::Said(said),
        }
    }

    fn piece(&self, start: usize, end: usize) -> Span {
        match &self.at {
            At::Cell(cell) => cell.piece(start, end),
            At::Said(said) => said.piece(start, end),
        }
    }

    fn whole(&self) -> Part<'a> {
        Part {
            text: self.text,
            start: 0,
        }
        .trimmed()
    }

    fn fault(&self, id: &'static str, part: Part<'_>) -> Diagnostic {
        let span = match (&self.at, part.text.is_empty()) {
            // A blank cell has no text to underline; its own place is between two separators.
            (At::Cell(cell), true) => cell.span,
            _ => self.piece(part.start, part.start + part.text.len()),
        };
        Diagnostic::new(id, span)
            .with("cell", self.name)
            .with("text", part.text)
    }
}

/// A part of a cell's text.
#[derive(Clone, Copy, Debug)]
struct Part<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Part<'a> {
    fn from(self, at: usize) -> Part<'a> {
        Part {
            text: self.text.get(at..).unwrap_or(""),
            start: self.start + at.min(self.text.len()),
        }
    }

    fn until(self, at: usize) -> Part<'a> {
        Part {
            text: self.text.get(..at).unwrap_or(self.text),
            start: self.start,
        }
    }

    fn strip(self, prefix: &str) -> Option<Part<'a>> {
        self.text
            .starts_with(prefix)
            .then(|| self.from(prefix.len()))
    }

    fn trimmed(self) -> Part<'a> {
        let lead = self.text.len() - self.text.trim_start().len();
        Part {
            text: self.text.trim(),
            start: self.start + lead,
        }
    }

    /// The parts between signs that stand outside double quotes.
    fn split(self, sign: char) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let (mut quoted, mut from) = (false, 0);
        for (at, c) in self.text.char_indices() {
            if c == '"' {
                quoted = !quoted;
            } else if c == sign && !quoted {
                parts.push(self.until(at).from(from).trimmed());
                from = at + c.len_utf8();
            }
        }
        parts.push(self.from(from).trimmed());
        parts
    }

    /// The text between double quotes, if it stands in them.
    fn unquoted(self) -> Option<Part<'a>> {
        let inner = self.strip("\"")?;
        let end = inner.text.len().checked_sub(1)?;
        inner.text.ends_with('"').then(|| inner.until(end))
    }
}

/// Reads what a cell matches.
pub(crate) fn input(
    spot: &Spot<'_>,
    how: &Reading<'_>,
    found: &mut Diagnostics,
) -> Option<Matching> {
    let mut reader = Reader {
        spot,
        how,
        beside: Vec::new(),
    };
    match reader.cell() {
        Ok(cell) => Some(Matching {
            cell,
            beside: reader.beside,
        }),
        Err(faults) => {
            faults.into_iter().for_each(|fault| found.push(fault));
            None
        }
    }
}

/// Reads a plain value; a blank cell is no value.
pub(crate) fn literal(
    spot: &Spot<'_>,
    how: &Reading<'_>,
    found: &mut Diagnostics,
) -> Option<Value> {
    let part = spot.whole();
    if part.text.is_empty() {
        return Some(Value::Empty);
    }
    match value::read(spot, part, how) {
        Ok(value) => Some(value),
        Err(fault) => {
            found.push(*fault);
            None
        }
    }
}

/// Reads what an output gives: a value, or an expression after `=`.
pub(crate) fn output(spot: &Spot<'_>, how: &Reading<'_>, found: &mut Diagnostics) -> Option<Expr> {
    let part = spot.whole();
    let typed = Typed {
        ty: how.ty.clone(),
        maybe_empty: true,
    };
    if let (Some(rest), Some(scope)) = (part.strip("="), how.scope) {
        let want = match how.ty {
            Type::Unknown => Want::Any,
            _ => Want::Is(typed),
        };
        return match lang::compile(rest.text, scope, &want) {
            Ok(expr) => Some(expr),
            Err(faults) => {
                if faults.is_empty() {
                    found.hush(spot.piece(0, 0).source);
                }
                for fault in faults {
                    found.push(placed(spot, rest, &fault));
                }
                None
            }
        };
    }
    let value = literal(spot, how, found)?;
    let typed = Typed {
        maybe_empty: value.is_empty(),
        ..typed
    };
    Some(Expr::constant(value, typed, part.text))
}

fn placed(spot: &Spot<'_>, part: Part<'_>, fault: &lang::Fault) -> Diagnostic {
    let (start, end) = (part.start + fault.at.start, part.start + fault.at.end);
    faults::told(fault, spot.piece(start, end))
}

/// Signs that look like those of a cell and are none, and the ones meant.
const WIDE: [(&str, &str); 10] = [
    ("≥", ">="),
    ("≤", "<="),
    ("＞", ">"),
    ("＜", "<"),
    ("＝", "="),
    ("=>", ">="),
    ("=<", "<="),
    ("==", "="),
    ("<>", "not "),
    ("!=", "not "),
];

const SIGNS: [(&str, Than); 4] = [
    (">=", Than::AtLeast),
    ("<=", Than::AtMost),
    (">", Than::More),
    ("<", Than::Less),
];

struct Reader<'a, 's> {
    spot: &'s Spot<'a>,
    how: &'s Reading<'s>,
    beside: Vec<Expr>,
}

type Faults = Vec<Diagnostic>;

impl<'a> Reader<'a, '_> {
    fn cell(&mut self) -> Result<Cell, Faults> {
        let whole = self.spot.whole();
        match whole.text {
            "" => return Err(vec![self.spot.fault("cell-blank", whole)]),
            "-" => return Ok(Cell::Any),
            _ => {}
        }
        let negated = whole.strip("not ").map(Part::trimmed);
        let rest = negated.unwrap_or(whole);
        if negated.is_some() && rest.text == "none" {
            return Ok(Cell::NotNone);
        }
        let mut cells = Vec::new();
        let mut faults = Vec::new();
        for part in rest.split(self.separator(rest)?) {
            match self.entry(part) {
                Ok(cell) => cells.push(cell),
                Err(found) => faults.extend(found),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        if negated.is_some() {
            return Ok(Cell::NotOneOf(cells));
        }
        match <[Cell; 1]>::try_from(cells) {
            Ok([cell]) => Ok(cell),
            Err(cells) => Ok(Cell::OneOf(cells)),
        }
    }

    /// `;`; a wide one is told, unless the column's texts may hold it.
    fn separator(&self, part: Part<'_>) -> Result<char, Faults> {
        let wide = part.text.find(['；', '、']);
        match wide {
            Some(at) if !matches!(self.how.ty, Type::Text | Type::Unknown) => {
                let known = match self.how.ty {
                    Type::Choice(choices) | Type::Row(_, choices) => choices.find(part.text),
                    _ => None,
                };
                let sign = part.from(at);
                let length = sign.text.chars().next().map_or(0, char::len_utf8);
                match known {
                    Some(_) => Ok(';'),
                    None => Err(vec![
                        self.spot
                            .fault("cell-sign", sign.until(length))
                            .with("near", ";"),
                    ]),
                }
            }
            _ => Ok(';'),
        }
    }

    fn entry(&mut self, part: Part<'a>) -> Result<Cell, Faults> {
        if matches!(part.text, "" | "-") {
            return Err(vec![self.spot.fault("cell-entry", part)]);
        }
        if part.text == "none" {
            return Ok(Cell::None);
        }
        if part.text.starts_with('"') {
            return self.value(part).map(Cell::Is);
        }
        if let Some((sign, meant)) = WIDE.iter().find(|(sign, _)| part.text.starts_with(sign)) {
            let fault = self.spot.fault("cell-sign", part.until(sign.len()));
            return Err(vec![fault.with("near", *meant)]);
        }
        for (sign, than) in SIGNS {
            if let Some(rest) = part.strip(sign) {
                return self.comparison(than, part, rest.trimmed());
            }
        }
        if let Some(rest) = part.strip("=") {
            return self.beside(part, rest).map(Cell::IsBeside);
        }
        match part.text.split_once("..") {
            Some((low, _)) => self.range(part, low.len()),
            None => self.value(part).map(Cell::Is),
        }
    }

    fn value(&self, part: Part<'a>) -> Result<Value, Faults> {
        value::read(self.spot, part, self.how).map_err(|fault| vec![*fault])
    }

    fn comparison(&mut self, than: Than, part: Part<'a>, rest: Part<'a>) -> Result<Cell, Faults> {
        self.ordered(part)?;
        match rest.strip("=") {
            Some(named) => {
                let at = self.beside(rest, named)?;
                Ok(Cell::ThanBeside(than, at))
            }
            None => Ok(Cell::Than(than, self.value(rest)?)),
        }
    }

    /// Refuses ranges and comparisons where the type has no order.
    fn ordered(&self, part: Part<'a>) -> Result<(), Faults> {
        if is_ordered(self.how.ty) {
            return Ok(());
        }
        let fault = self.spot.fault("cell-order", part);
        Err(vec![match self.how.ty {
            Type::Text => fault.with("quoted", format!("\"{}\"", part.text)),
            _ => fault,
        }])
    }

    fn range(&mut self, part: Part<'a>, dots: usize) -> Result<Cell, Faults> {
        self.ordered(part)?;
        let (low, high) = (part.until(dots).trimmed(), part.from(dots + 2));
        let (low, low_open) = match low.text.strip_suffix('<') {
            Some(rest) => (low.until(rest.len()).trimmed(), true),
            None => (low, false),
        };
        let (high, high_open) = match high.strip("<") {
            Some(rest) => (rest.trimmed(), true),
            None => (high.trimmed(), false),
        };
        if low.text.is_empty() || high.text.is_empty() || high.text.starts_with('.') {
            return Err(vec![self.spot.fault("cell-range", part)]);
        }
        let (from, to) = match (self.value(low), self.value(high)) {
            (Ok(from), Ok(to)) => (from, to),
            (from, to) => {
                let faults = from.err().into_iter().chain(to.err()).flatten();
                return Err(faults.collect());
            }
        };
        let holds = match from.order(&to) {
            Some(order) => order.is_lt() || (order.is_eq() && !low_open && !high_open),
            None => false,
        };
        if !holds {
            let fault = self.spot.fault("cell-backwards", part);
            let turned = from.order(&to).is_some_and(std::cmp::Ordering::is_gt);
            let near = turned.then(|| format!("{}..{}", high.text, low.text));
            return Err(vec![fault.maybe("near", near)]);
        }
        let end = |value, open| match open {
            true => Bound::Open(value),
            false => Bound::Closed(value),
        };
        Ok(Cell::Range(end(from, low_open), end(to, high_open)))
    }

    /// Compiles the expression a comparison names; gives its number.
    fn beside(&mut self, part: Part<'a>, named: Part<'a>) -> Result<u16, Faults> {
        let Some(scope) = self.how.scope else {
            return Err(vec![self.spot.fault("cell-no-names", part)]);
        };
        let want = match self.how.ty {
            Type::Unknown | Type::Record(_) => Want::Any,
            // A whole number may be compared with any number.
            Type::Whole => Want::Is(Typed {
                ty: Type::Number,
                maybe_empty: true,
            }),
            ty => Want::Is(Typed {
                ty: ty.clone(),
                maybe_empty: true,
            }),
        };
        match lang::compile(named.text, scope, &want) {
            Ok(expr) => {
                self.beside.push(expr);
                Ok(u16::try_from(self.beside.len() - 1).unwrap_or(u16::MAX))
            }
            Err(faults) => {
                let told = faults.iter().map(|fault| placed(self.spot, named, fault));
                Err(told.collect())
            }
        }
    }
}

/// Whether the values of a type stand in an order people compare by.
pub(crate) fn is_ordered(ty: &Type) -> bool {
    match ty {
        Type::Whole
        | Type::Number
        | Type::Money
        | Type::Percent
        | Type::Date
        | Type::Time
        | Type::Instant
        | Type::Month
        | Type::Duration => true,
        Type::YesNo
        | Type::Text
        | Type::Choice(_)
        | Type::Row(..)
        | Type::Record(_)
        | Type::List(_)
        | Type::Form(_)
        | Type::Item(_)
        | Type::Unknown => false,
    }
}

#[cfg(test)]
mod tests;
