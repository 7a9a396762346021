//! A cell of a decision table's input, or of a form's `pass` column, as plain data: which values it matches.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::value::Value;

/// Which values a cell matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    /// `-`: anything, also no value.
    Any,
    /// `none`: only no value.
    None,
    /// `not none`: any given value.
    NotNone,
    /// A value.
    Is(Value),
    /// `3..7`: from one value to another.
    Range(Bound, Bound),
    /// `>= 3`: a comparison with a value.
    Than(Than, Value),
    /// `>= =name`: a comparison with the value of an expression that stands beside the cell, by its number.
    ThanBeside(Than, u16),
    /// `=name`: the value of an expression that stands beside the cell, by its number.
    IsBeside(u16),
    /// `a; b`: one of these.
    OneOf(Vec<Cell>),
    /// `not a; b`: any given value but these.
    NotOneOf(Vec<Cell>),
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Bound {
    /// The value itself belongs to the range.
    Closed(Value),
    /// It does not.
    Open(Value),
}

impl Bound {
    /// The value at the end.
    #[must_use]
    pub fn value(&self) -> &Value {
        match self {
            Bound::Closed(value) | Bound::Open(value) => value,
        }
    }
}

/// How a comparison compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Than {
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    More,
    /// `>=`.
    AtLeast,
}

impl Than {
    /// Whether a value stands in this relation to another it is so ordered to.
    #[must_use]
    pub fn holds(self, ordering: Ordering) -> bool {
        match self {
            Than::Less => ordering.is_lt(),
            Than::AtMost => ordering.is_le(),
            Than::More => ordering.is_gt(),
            Than::AtLeast => ordering.is_ge(),
        }
    }

    /// As it is written.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Than::Less => "<",
            Than::AtMost => "<=",
            Than::More => ">",
            Than::AtLeast => ">=",
        }
    }
}

impl Cell {
    /// Whether the cell matches a value; `beside` are the values of the expressions that stand beside it. Values of
    /// different kinds never match, and no value (`Value::Empty`) only where the cell speaks of it.
    #[must_use]
    pub fn matches(&self, value: &Value, beside: &[Value]) -> bool {
        let beside_it = |at: &u16| beside.get(usize::from(*at)).unwrap_or(&Value::Empty);
        match self {
            Cell::Any => true,
            Cell::None => value.is_empty(),
            Cell::NotNone => !value.is_empty(),
            Cell::Is(wanted) => value.order(wanted).is_some_and(Ordering::is_eq),
            Cell::IsBeside(at) => value.order(beside_it(at)).is_some_and(Ordering::is_eq),
            Cell::Range(low, high) => {
                let from = |end: Than| value.order(low.value()).is_some_and(|o| end.holds(o));
                let to = |end: Than| value.order(high.value()).is_some_and(|o| end.holds(o));
                let above = match low {
                    Bound::Closed(_) => from(Than::AtLeast),
                    Bound::Open(_) => from(Than::More),
                };
                above
                    && match high {
                        Bound::Closed(_) => to(Than::AtMost),
                        Bound::Open(_) => to(Than::Less),
                    }
            }
            Cell::Than(than, limit) => value.order(limit).is_some_and(|o| than.holds(o)),
            Cell::ThanBeside(than, at) => value.order(beside_it(at)).is_some_and(|o| than.holds(o)),
            Cell::OneOf(cells) => cells.iter().any(|cell| cell.matches(value, beside)),
            Cell::NotOneOf(cells) => {
                !value.is_empty() && !cells.iter().any(|cell| cell.matches(value, beside))
            }
        }
    }

    /// The same cell with the values of the expressions beside it put in.
    #[must_use]
    pub fn settled(&self, beside: &[Value]) -> Cell {
        let beside_it = |at: &u16| beside.get(usize::from(*at)).cloned().unwrap_or_default();
        let all = |cells: &[Cell]| cells.iter().map(|cell| cell.settled(beside)).collect();
        match self {
            Cell::IsBeside(at) => Cell::Is(beside_it(at)),
            Cell::ThanBeside(than, at) => Cell::Than(*than, beside_it(at)),
            Cell::OneOf(cells) => Cell::OneOf(all(cells)),
            Cell::NotOneOf(cells) => Cell::NotOneOf(all(cells)),
            plain => plain.clone(),
        }
    }

    /// Whether it compares with the value of an expression, so that what it matches is not known before it is run.
    #[must_use]
    pub fn depends(&self) -> bool {
        match self {
            Cell::ThanBeside(..) | Cell::IsBeside(_) => true,
            Cell::OneOf(cells) | Cell::NotOneOf(cells) => cells.iter().any(Cell::depends),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(n: i64) -> Value {
        Value::Whole(n)
    }

    #[test]
    fn ends_belong_to_a_range_or_not() {
        let matched = |cell: Cell| -> Vec<i64> {
            (2..=8).filter(|n| cell.matches(&whole(*n), &[])).collect()
        };
        let closed = |n| Bound::Closed(whole(n));
        let open = |n| Bound::Open(whole(n));
        assert_eq!(matched(Cell::Range(closed(3), closed(7))), [3, 4, 5, 6, 7]);
        assert_eq!(matched(Cell::Range(closed(3), open(7))), [3, 4, 5, 6]);
        assert_eq!(matched(Cell::Range(open(3), closed(7))), [4, 5, 6, 7]);
        assert_eq!(matched(Cell::Range(open(3), open(7))), [4, 5, 6]);
        assert_eq!(matched(Cell::Than(Than::Less, whole(4))), [2, 3]);
        assert_eq!(matched(Cell::Than(Than::AtMost, whole(4))), [2, 3, 4]);
        assert_eq!(matched(Cell::Than(Than::More, whole(6))), [7, 8]);
        assert_eq!(matched(Cell::Than(Than::AtLeast, whole(6))), [6, 7, 8]);
    }

    #[test]
    fn no_value_is_matched_only_where_it_is_spoken_of() {
        let empty = |cell: Cell| cell.matches(&Value::Empty, &[]);
        assert!(empty(Cell::Any));
        assert!(empty(Cell::None));
        assert!(!empty(Cell::NotNone));
        assert!(!empty(Cell::Is(whole(1))));
        assert!(!empty(Cell::Than(Than::Less, whole(1))));
        assert!(!empty(Cell::NotOneOf(vec![Cell::Is(whole(1))])));
        assert!(empty(Cell::OneOf(vec![Cell::None, Cell::Is(whole(1))])));
        assert!(!empty(Cell::IsBeside(0)), "empty is not equal to empty");
    }

    #[test]
    fn what_stands_beside_is_compared() {
        let cell = Cell::OneOf(vec![Cell::ThanBeside(Than::AtLeast, 0), Cell::IsBeside(1)]);
        assert!(cell.depends());
        let beside = [whole(10), whole(3)];
        let matched: Vec<i64> = (1..=11)
            .filter(|n| cell.matches(&whole(*n), &beside))
            .collect();
        assert_eq!(matched, [3, 10, 11]);
    }

    #[test]
    fn values_of_different_kinds_never_match() {
        assert!(!Cell::Is(Value::text("1")).matches(&whole(1), &[]));
        let not = Cell::NotOneOf(vec![Cell::Is(Value::text("1"))]);
        assert!(not.matches(&whole(1), &[]));
        let half = Value::Short {
            scale: 1,
            mantissa: 5,
        };
        assert!(
            Cell::Than(Than::Less, whole(1)).matches(&half, &[]),
            "numbers are one kind"
        );
    }
}
