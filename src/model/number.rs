//! Exact numbers. Whole numbers and short decimals are kept in place; anything longer falls back to
//! [`rust_decimal::Decimal`], whose results the short forms equal. No binary fraction exists anywhere in casework.

use std::cmp::Ordering;
use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

/// An exact number: a whole number or a decimal of up to 28 digits.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A whole number.
    Whole(i64),
    /// A decimal, normalised: no trailing zeros, and never a whole number that fits [`Number::Whole`].
    Decimal(Decimal),
}

/// Why arithmetic has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The result has more digits than fit.
    #[error("the result has more digits than fit")]
    Overflow,
    /// Division by zero.
    #[error("division by zero")]
    DivisionByZero,
}

#[expect(clippy::should_implement_trait, reason = "this arithmetic can fail")]
impl Number {
    /// Zero.
    pub const ZERO: Number = Number::Whole(0);

    /// From a decimal, brought to the one form equal numbers share.
    #[must_use]
    pub fn from_decimal(decimal: Decimal) -> Number {
        let normal = decimal.normalize();
        if normal.scale() == 0
            && let Ok(whole) = i64::try_from(normal.mantissa())
        {
            return Number::Whole(whole);
        }
        Number::Decimal(normal)
    }

    /// The number as a decimal.
    #[must_use]
    pub fn to_decimal(self) -> Decimal {
        match self {
            Number::Whole(whole) => Decimal::from(whole),
            Number::Decimal(decimal) => decimal,
        }
    }

    /// Reads `12`, `-0.98`, `1_000`; `None` for anything else, or for more digits than fit (never rounded).
    #[must_use]
    pub fn parse(text: &str) -> Option<Number> {
        let plain: String = text.chars().filter(|c| *c != '_').collect();
        if plain.is_empty() || !plain.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        if let Ok(whole) = plain.parse::<i64>() {
            return Some(Number::Whole(whole));
        }
        Decimal::from_str_exact(&plain)
            .ok()
            .map(Number::from_decimal)
    }

    /// The whole number, if it is one.
    #[must_use]
    pub fn whole(self) -> Option<i64> {
        match self {
            Number::Whole(whole) => Some(whole),
            Number::Decimal(_) => None,
        }
    }

    /// How many places it has behind the point.
    #[must_use]
    pub fn places(self) -> u32 {
        match self {
            Number::Whole(_) => 0,
            Number::Decimal(decimal) => decimal.scale(),
        }
    }

    /// The sum.
    ///
    /// # Errors
    /// When it has more digits than fit.
    pub fn add(self, other: Number) -> Result<Number, NumberError> {
        if let (Number::Whole(a), Number::Whole(b)) = (self, other)
            && let Some(sum) = a.checked_add(b)
        {
            return Ok(Number::Whole(sum));
        }
        checked(self.to_decimal().checked_add(other.to_decimal()))
    }

    /// The difference.
    ///
    /// # Errors
    /// When it has more digits than fit.
    pub fn sub(self, other: Number) -> Result<Number, NumberError> {
        if let (Number::Whole(a), Number::Whole(b)) = (self, other)
            && let Some(difference) = a.checked_sub(b)
        {
            return Ok(Number::Whole(difference));
        }
        checked(self.to_decimal().checked_sub(other.to_decimal()))
    }

    /// The product.
    ///
    /// # Errors
    /// When it has more digits than fit.
    pub fn mul(self, other: Number) -> Result<Number, NumberError> {
        if let (Number::Whole(a), Number::Whole(b)) = (self, other)
            && let Some(product) = a.checked_mul(b)
        {
            return Ok(Number::Whole(product));
        }
        checked(self.to_decimal().checked_mul(other.to_decimal()))
    }

    /// The exact quotient (`7 / 2` is 3.5), to 28 digits where it does not end.
    ///
    /// # Errors
    /// When `other` is zero, or the result does not fit.
    pub fn div(self, other: Number) -> Result<Number, NumberError> {
        if let (Number::Whole(a), Number::Whole(b)) = (self, other)
            && b != 0
            && a.checked_rem(b) == Some(0)
            && let Some(quotient) = a.checked_div(b)
        {
            return Ok(Number::Whole(quotient));
        }
        let divisor = other.to_decimal();
        if divisor.is_zero() {
            return Err(NumberError::DivisionByZero);
        }
        checked(self.to_decimal().checked_div(divisor))
    }

    /// The number with the opposite sign.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn neg(self) -> Result<Number, NumberError> {
        Number::ZERO.sub(self)
    }

    /// Rounded to `places` places, half away from zero (2.5 → 3, -2.5 → -3).
    #[must_use]
    pub fn round(self, places: u32) -> Number {
        match self {
            Number::Whole(_) => self,
            Number::Decimal(decimal) => Number::from_decimal(
                decimal.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero),
            ),
        }
    }
}

fn checked(result: Option<Decimal>) -> Result<Number, NumberError> {
    result
        .map(Number::from_decimal)
        .ok_or(NumberError::Overflow)
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        match (self, other) {
            (Number::Whole(a), Number::Whole(b)) => a.cmp(b),
            _ => self.to_decimal().cmp(&other.to_decimal()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Whole(whole) => whole.fmt(f),
            Number::Decimal(decimal) => decimal.fmt(f),
        }
    }
}
