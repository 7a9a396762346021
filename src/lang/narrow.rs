//! What a condition leaves open of each value it compares: whether two parts of it exclude each other, and whether one
//! condition holds wherever another does. It understands `&&` over comparisons of a field or param with a constant, and
//! says nothing about the rest.

use std::cmp::Ordering;
use std::ops::Range;

use crate::model::Value;

use super::expr::{Expr, Node, Op};
use super::syntax::Cmp;

/// What is known of one value.
#[derive(Debug, Default)]
struct Narrowed<'e> {
    least: Option<(&'e Value, Cmp)>,
    most: Option<(&'e Value, Cmp)>,
    equal: Option<&'e Value>,
    not: Vec<&'e Value>,
    /// It would have to be two values at once.
    torn: bool,
}

/// A comparison of what stands in `what` with a constant.
struct Atom<'e> {
    what: &'e Node,
    cmp: Cmp,
    to: &'e Value,
    at: &'e Range<usize>,
}

impl Expr {
    /// Two parts of the condition that exclude each other, so that it never holds.
    #[must_use]
    pub fn contradiction(&self) -> Option<[Range<usize>; 2]> {
        let atoms: Vec<Atom<'_>> = parts(&self.root).filter_map(atom).collect();
        for (at, later) in atoms.iter().enumerate() {
            for earlier in atoms.iter().take(at) {
                if !same(earlier.what, later.what) {
                    continue;
                }
                let known = narrowed([earlier, later].into_iter());
                if known.is_nothing() {
                    return Some([earlier.at.clone(), later.at.clone()]);
                }
            }
        }
        None
    }

    /// Whether this condition holding means that the other holds too, as far as can be seen.
    #[must_use]
    pub fn implies(&self, other: &Expr) -> bool {
        if self.text().trim() == other.text().trim() {
            return true;
        }
        let own: Vec<&Node> = parts(&self.root).collect();
        parts(&other.root).all(|wanted| {
            if own.iter().any(|known| same(known, wanted)) {
                return true;
            }
            let Some(wanted) = atom(wanted) else {
                return false;
            };
            let atoms: Vec<Atom<'_>> = own
                .iter()
                .filter_map(|node| atom(node))
                .filter(|known| same(known.what, wanted.what))
                .collect();
            narrowed(atoms.iter()).ensures(wanted.cmp, wanted.to)
        })
    }
}

/// The parts joined by `&&`.
fn parts(node: &Node) -> Box<dyn Iterator<Item = &Node> + '_> {
    match &node.op {
        Op::All(nodes) => Box::new(nodes.iter().flat_map(parts)),
        _ => Box::new(std::iter::once(node)),
    }
}

fn atom(node: &Node) -> Option<Atom<'_>> {
    let Op::Compare(cmp, left, right) = &node.op else {
        return None;
    };
    let (what, cmp, to) = match (&left.op, &right.op) {
        (_, Op::Const(to)) => (left, *cmp, to),
        (Op::Const(to), _) => (right, turned(*cmp), to),
        _ => return None,
    };
    is_path(what).then_some(Atom {
        what,
        cmp,
        to,
        at: &node.at,
    })
}

/// A field, a param, or what follows from one: the same wherever it stands in a condition.
fn is_path(node: &Node) -> bool {
    match &node.op {
        Op::Leaf(_) => true,
        Op::Follow(of, _) | Op::Head(of, _) => is_path(of),
        _ => false,
    }
}

/// The same with its sides exchanged.
fn turned(cmp: Cmp) -> Cmp {
    match cmp {
        Cmp::Less => Cmp::Greater,
        Cmp::LessOrEqual => Cmp::GreaterOrEqual,
        Cmp::Greater => Cmp::Less,
        Cmp::GreaterOrEqual => Cmp::LessOrEqual,
        Cmp::Equal | Cmp::NotEqual => cmp,
    }
}

/// Whether two nodes say the same, wherever they stand.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.op, &b.op) {
        (Op::Leaf(a), Op::Leaf(b)) => a == b,
        (Op::Follow(a, x), Op::Follow(b, y)) => x == y && same(a, b),
        (Op::Head(a, x), Op::Head(b, y)) => x == y && same(a, b),
        (Op::Const(a), Op::Const(b)) => a == b,
        (Op::Not(a), Op::Not(b)) | (Op::IsSet(a), Op::IsSet(b)) => same(a, b),
        (Op::Compare(x, a, c), Op::Compare(y, b, d)) => x == y && same(a, b) && same(c, d),
        _ => false,
    }
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    super::eval::order(a, b).ok().flatten()
}

fn narrowed<'e>(atoms: impl Iterator<Item = &'e Atom<'e>>) -> Narrowed<'e> {
    let mut known = Narrowed::default();
    for atom in atoms {
        match atom.cmp {
            Cmp::Equal => match known.equal {
                Some(other) if other != atom.to => known.torn = true,
                _ => known.equal = Some(atom.to),
            },
            Cmp::NotEqual => known.not.push(atom.to),
            Cmp::Greater | Cmp::GreaterOrEqual => {
                let tighter = known.least.is_none_or(|(to, _)| {
                    order(atom.to, to) == Some(Ordering::Greater)
                        || (atom.to == to && atom.cmp == Cmp::Greater)
                });
                if tighter {
                    known.least = Some((atom.to, atom.cmp));
                }
            }
            Cmp::Less | Cmp::LessOrEqual => {
                let tighter = known.most.is_none_or(|(to, _)| {
                    order(atom.to, to) == Some(Ordering::Less)
                        || (atom.to == to && atom.cmp == Cmp::Less)
                });
                if tighter {
                    known.most = Some((atom.to, atom.cmp));
                }
            }
        }
    }
    known
}

impl Narrowed<'_> {
    /// Whether no value is left.
    fn is_nothing(&self) -> bool {
        if self.torn {
            return true;
        }
        if let Some(equal) = self.equal {
            let outside = |bound: Option<(&Value, Cmp)>| {
                bound.is_some_and(|(to, cmp)| holds(equal, cmp, to) == Some(false))
            };
            return outside(self.least) || outside(self.most) || self.not.contains(&equal);
        }
        let (Some((least, from)), Some((most, to))) = (self.least, self.most) else {
            return false;
        };
        match order(least, most) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => from == Cmp::Greater || to == Cmp::Less,
            _ => false,
        }
    }

    /// Whether what is known means that this comparison holds.
    fn ensures(&self, cmp: Cmp, to: &Value) -> bool {
        if let Some(equal) = self.equal {
            return holds(equal, cmp, to) == Some(true);
        }
        let above = self
            .least
            .is_some_and(|(least, how)| match order(least, to) {
                Some(Ordering::Greater) => true,
                Some(Ordering::Equal) => how == Cmp::Greater || cmp == Cmp::GreaterOrEqual,
                _ => false,
            });
        let below = self.most.is_some_and(|(most, how)| match order(most, to) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => how == Cmp::Less || cmp == Cmp::LessOrEqual,
            _ => false,
        });
        match cmp {
            Cmp::Equal => false,
            Cmp::NotEqual => {
                let strictly = |bound: Option<(&Value, Cmp)>, beyond: Ordering, open: Cmp| {
                    bound.is_some_and(|(at, how)| match order(at, to) {
                        Some(Ordering::Equal) => how == open,
                        found => found == Some(beyond),
                    })
                };
                self.not.contains(&to)
                    || strictly(self.least, Ordering::Greater, Cmp::Greater)
                    || strictly(self.most, Ordering::Less, Cmp::Less)
            }
            Cmp::Greater | Cmp::GreaterOrEqual => above,
            Cmp::Less | Cmp::LessOrEqual => below,
        }
    }
}

/// Whether a comparison of two constants holds; `None` where they have no order.
fn holds(value: &Value, cmp: Cmp, to: &Value) -> Option<bool> {
    match cmp {
        Cmp::Equal => Some(value == to),
        Cmp::NotEqual => Some(value != to),
        Cmp::Less => order(value, to).map(Ordering::is_lt),
        Cmp::LessOrEqual => order(value, to).map(Ordering::is_le),
        Cmp::Greater => order(value, to).map(Ordering::is_gt),
        Cmp::GreaterOrEqual => order(value, to).map(Ordering::is_ge),
    }
}

#[cfg(test)]
mod tests;
