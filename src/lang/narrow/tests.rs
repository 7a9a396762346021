use proptest::prelude::*;

use super::super::expr::{Expr, Node, Op};
use super::super::syntax::Cmp;
use super::super::types::{Leaf, ParamId, Type, Typed};
use crate::model::{Number, Value};

const ALL: [Cmp; 6] = [
    Cmp::Equal,
    Cmp::NotEqual,
    Cmp::Less,
    Cmp::LessOrEqual,
    Cmp::Greater,
    Cmp::GreaterOrEqual,
];

fn number(whole: i64) -> Value {
    Number::Whole(whole).into()
}

fn node(op: Op) -> Node {
    Node { op, at: 0..0 }
}

/// `x0 < 3 && x1 == 2 …`: which of two values, how it is compared, with what.
fn condition(atoms: &[(u16, usize, i64)]) -> Expr {
    let parts = atoms.iter().map(|(of, cmp, to)| {
        let leaf = node(Op::Leaf(Leaf::Param(ParamId(*of))));
        let to = node(Op::Const(number(*to)));
        node(Op::Compare(ALL[*cmp], Box::new(leaf), Box::new(to)))
    });
    let typed = Typed {
        ty: Type::YesNo,
        maybe_empty: false,
    };
    let text = format!("{atoms:?}");
    Expr::new(node(Op::All(parts.collect())), typed, &text)
}

fn holds(atoms: &[(u16, usize, i64)], values: [i64; 2]) -> bool {
    atoms.iter().all(|(of, cmp, to)| {
        let value = values[usize::from(*of)];
        match ALL[*cmp] {
            Cmp::Equal => value == *to,
            Cmp::NotEqual => value != *to,
            Cmp::Less => value < *to,
            Cmp::LessOrEqual => value <= *to,
            Cmp::Greater => value > *to,
            Cmp::GreaterOrEqual => value >= *to,
        }
    })
}

fn everywhere() -> impl Iterator<Item = [i64; 2]> {
    (-1..8).flat_map(|a| (-1..8).map(move |b| [a, b]))
}

fn atoms() -> impl Strategy<Value = Vec<(u16, usize, i64)>> {
    proptest::collection::vec((0u16..2, 0usize..6, 0i64..6), 1..4)
}

proptest! {
    #[test]
    fn what_is_said_to_exclude_itself_holds_nowhere(atoms in atoms()) {
        if condition(&atoms).contradiction().is_some() {
            prop_assert!(!everywhere().any(|values| holds(&atoms, values)), "{atoms:?}");
        }
    }

    #[test]
    fn two_comparisons_of_one_value_that_no_value_meets_are_found(
        a in (0usize..6, 0i64..6), b in (0usize..6, 0i64..6),
    ) {
        let atoms = [(0, a.0, a.1 * 2), (0, b.0, b.1 * 2)];
        // Between two numbers lies another, so that whole ones alone prove nothing.
        let meets = (-2..24).any(|value| holds(&[(0, a.0, a.1 * 4), (0, b.0, b.1 * 4)], [value, 0]));
        prop_assert_eq!(condition(&atoms).contradiction().is_none(), meets, "{:?}", atoms);
    }

    #[test]
    fn what_is_said_to_follow_holds_wherever_the_other_does(one in atoms(), other in atoms()) {
        if condition(&one).implies(&condition(&other)) {
            let bad = everywhere().find(|values| holds(&one, *values) && !holds(&other, *values));
            // A contradiction implies everything.
            prop_assert!(bad.is_none(), "{one:?} {other:?} {bad:?}");
        }
    }

    #[test]
    fn a_tighter_bound_implies_a_wider_one(a in 0i64..6, b in 0i64..6) {
        let wide = condition(&[(0, 4, a)]);
        let tight = condition(&[(0, 4, a + b), (1, 0, 3)]);
        prop_assert!(tight.implies(&wide));
        prop_assert_eq!(wide.implies(&tight), false);
    }
}
