use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::{Bound, NameId, Than};

fn whole(n: i64) -> Value {
    Value::Whole(n)
}

fn is(n: i64) -> Cell {
    Cell::Is(whole(n))
}

fn range(low: i64, high: i64) -> Cell {
    Cell::Range(Bound::Closed(whole(low)), Bound::Closed(whole(high)))
}

/// The cells a column's classes are shown as, and what is shown of all but a cell.
fn shown(ty: &Type, cells: &[Cell], within: Option<&Cell>) -> (Vec<String>, Vec<String>) {
    let all: Vec<&Cell> = cells.iter().collect();
    let classes = Classes::of(ty, 2, &all, (within, false)).expect("classes");
    let each = classes
        .possible
        .iter()
        .map(|at| classes.cell(&Bits::of([at])));
    let others = cells.iter().map(|cell| {
        let taken = classes.taken(cell).0;
        let others = classes.possible.iter().filter(|at| !taken.has(*at));
        classes.cell(&Bits::of(others))
    });
    (each.collect(), others.collect())
}

#[test]
fn whole_numbers_have_nothing_between_neighbours() {
    let within = Cell::Than(Than::AtLeast, whole(0));
    let cells = [range(0, 7), range(8, 15), Cell::Than(Than::More, whole(15))];
    let (each, others) = shown(&Type::Whole, &cells, Some(&within));
    assert_eq!(each, ["0", "1..6", "7", "8", "9..14", "15", "> 15"]);
    assert_eq!(others, [">= 8", "0..7; > 15", "0..15"]);
}

#[test]
fn decimals_have_always_something_between() {
    let cells = [is(1), is(2)];
    let (each, others) = shown(&Type::Number, &cells, None);
    assert_eq!(each, ["< 1", "1", "1<..<2", "2", "> 2"]);
    assert_eq!(others, ["< 1; > 1", "< 2; > 2"]);
    let (each, _) = shown(&Type::Money, &cells, None);
    assert_eq!(each[2], "1.01..1.99");
}

#[test]
fn words_are_shown_as_words() {
    let names = ["phone", "letter", "visit", "mail", "app", "none"];
    let choices = Choices(Arc::new(
        names
            .iter()
            .zip(1..)
            .map(|(name, id)| (Arc::from(*name), NameId(id)))
            .collect(),
    ));
    let of = |id| Cell::Is(Value::Choice(NameId(id)));
    let cells = [of(1), Cell::OneOf(vec![of(1), of(2)])];
    let (each, others) = shown(&Type::Choice(choices.clone()), &cells, None);
    assert_eq!(each, ["phone", "letter", "not phone; letter"]);
    assert_eq!(others, ["not phone", "not phone; letter"]);
    let (_, others) = shown(
        &Type::Choice(choices),
        &[Cell::NotOneOf(vec![of(5), of(6)])],
        None,
    );
    assert_eq!(others, ["app; \"none\""]);
    let (each, _) = shown(&Type::Text, &[Cell::Is(Value::text("a; b"))], None);
    assert_eq!(each, ["\"a; b\"", "not \"a; b\""]);
    assert_eq!(shown(&Type::YesNo, &[], None).0, ["yes", "no"]);
}

#[test]
fn dates_are_shown_as_dates() {
    let date = |text| Value::Date(crate::model::parse_date(text).expect("a date"));
    let cell = Cell::Range(
        Bound::Closed(date("2026-01-01")),
        Bound::Open(date("2026-02-01")),
    );
    let (each, others) = shown(&Type::Date, &[cell], None);
    assert_eq!(each[2], "2026-01-02..2026-01-31");
    assert_eq!(others, ["< 2026-01-01; >= 2026-02-01"]);
    let time = Cell::Than(Than::Less, Value::Time(9 * 3600));
    let (_, others) = shown(&Type::Time, &[time], None);
    assert_eq!(others, ["09:00..23:59"]);
}

fn cells() -> impl Strategy<Value = Cell> {
    let number = 0..8_i64;
    let simple = prop_oneof![
        Just(Cell::Any),
        Just(Cell::None),
        Just(Cell::NotNone),
        number.clone().prop_map(is),
        (number.clone(), number.clone(), any::<bool>(), any::<bool>()).prop_map(|(a, b, c, d)| {
            let end = |open, n| match open {
                true => Bound::Open(whole(n)),
                false => Bound::Closed(whole(n)),
            };
            Cell::Range(end(c, a.min(b)), end(d, a.max(b)))
        }),
        (0..4_usize, number).prop_map(|(than, n)| {
            let all = [Than::Less, Than::AtMost, Than::More, Than::AtLeast];
            Cell::Than(all[than], whole(n))
        }),
    ];
    let list = proptest::collection::vec(simple.clone(), 1..4);
    prop_oneof![
        3 => simple,
        1 => list.clone().prop_map(Cell::OneOf),
        1 => list.prop_map(Cell::NotOneOf),
    ]
}

proptest! {
    /// Every value belongs to a class, and no cell tells it apart from the class's sample.
    #[test]
    fn no_cell_tells_values_of_a_class_apart(cells in proptest::collection::vec(cells(), 1..5)) {
        let all: Vec<&Cell> = cells.iter().collect();
        let classes = Classes::of(&Type::Whole, 2, &all, (None, true)).expect("classes");
        let values: Vec<Value> = (-3..12).map(whole).chain([Value::Empty]).collect();
        for value in &values {
            let taken: Vec<bool> = cells.iter().map(|cell| cell.matches(value, &[])).collect();
            let alike = classes.classes.iter().any(|class| {
                let same: Vec<bool> = cells.iter().map(|cell| cell.matches(&class.sample, &[])).collect();
                same == taken && class.sample.is_empty() == value.is_empty()
            });
            prop_assert!(alike, "{:?}", value);
        }
        // And every class is of a value that can be asked.
        for class in &classes.classes {
            let taken: Vec<bool> = cells.iter().map(|cell| cell.matches(&class.sample, &[])).collect();
            let asked = values.iter().any(|value| {
                let same: Vec<bool> = cells.iter().map(|cell| cell.matches(value, &[])).collect();
                same == taken
            });
            prop_assert!(asked, "{:?}", class.sample);
        }
    }
}
