//! Where things stand from left to right: near to what they are tied to in the rows above and below, in the order of
//! their row, arrows as straight as the room allows.

use super::layers::{Item, Layers};
use super::spread::{Wish, spread};

/// Positions are computed in parts of a pixel, or the rounding of many sweeps would show.
const PART: i64 = 16;
/// Between two boxes or labels of a row.
const APART: i64 = 22;
/// How often the rows are gone through.
const SWEEPS: usize = 40;

/// The room an item takes around the line on which its arrows would meet it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    /// To the left of it.
    pub(super) left: i64,
    /// To the right of it.
    pub(super) right: i64,
    /// From top to bottom; none for an arrow passing by.
    pub(super) height: i64,
}

/// A neighbour in the row above or below, and how much a straight way to it counts.
pub(super) type Near = (usize, i64);

/// The neighbours of each item, above and below.
pub(super) fn near(layers: &Layers) -> Vec<[Vec<Near>; 2]> {
    let mut near = vec![[Vec::new(), Vec::new()]; layers.items.len()];
    for chain in &layers.chains {
        for (upper, lower) in chain.items.iter().zip(chain.items.iter().skip(1)) {
            let weight = if is_block(layers, *upper) || is_block(layers, *lower) {
                1
            } else {
                6
            };
            if let Some([_, below]) = near.get_mut(*upper) {
                below.push((*lower, weight));
            }
            if let Some([above, _]) = near.get_mut(*lower) {
                above.push((*upper, weight));
            }
        }
    }
    near
}

/// Whether an item is a box.
pub(super) fn is_block(layers: &Layers, at: usize) -> bool {
    matches!(layers.items.get(at), Some(Item::Block(_)))
}

/// The lines of the items: near to those of their neighbours, in the order of the rows.
pub(super) fn columns(layers: &Layers, extents: &[Extent], near: &[[Vec<Near>; 2]]) -> Vec<i64> {
    let mut xs = vec![0_i64; layers.items.len()];
    let mut sweep = |sides: &[usize], upwards: bool| {
        let mut rows: Vec<&Vec<usize>> = layers.rows.iter().collect();
        if upwards {
            rows.reverse();
        }
        for row in rows {
            let wishes = wishes(row, extents, near, &xs, sides);
            for (at, x) in row.iter().zip(spread(&wishes)) {
                if let Some(slot) = xs.get_mut(*at) {
                    *slot = x;
                }
            }
        }
    };
    for _ in 0..SWEEPS {
        sweep(&[0], false);
        sweep(&[1], true);
    }
    for _ in 0..SWEEPS {
        sweep(&[0, 1], false);
        sweep(&[0, 1], true);
    }
    let mut xs: Vec<i64> = xs.into_iter().map(|x| x.div_euclid(PART)).collect();
    straighten(layers, extents, &mut xs);
    xs
}

fn wishes(
    row: &[usize],
    extents: &[Extent],
    near: &[[Vec<Near>; 2]],
    xs: &[i64],
    sides: &[usize],
) -> Vec<Wish> {
    let mut before: Option<Extent> = None;
    row.iter()
        .map(|at| {
            let extent = extents.get(*at).copied().unwrap_or_default();
            let gap = before.map_or(0, |b| b.right + extent.left + apart(b, extent));
            before = Some(extent);
            let mut sum = 0;
            let mut weight = 0;
            let near = near.get(*at).into_iter();
            let near = near.flat_map(|near| sides.iter().filter_map(|side| near.get(*side)));
            for (other, counts) in near.flatten() {
                sum += xs.get(*other).copied().unwrap_or(0) * counts;
                weight += counts;
            }
            let here = xs.get(*at).copied().unwrap_or(0);
            Wish {
                at: if weight == 0 {
                    here
                } else {
                    sum.div_euclid(weight)
                },
                weight: weight.max(1),
                gap: gap * PART + PART,
            }
        })
        .collect()
}

/// Sweeps draw a long arrow towards a slanting line, which in rows is a staircase. Lets it stand on one line as far down
/// as the room between its neighbours allows, then on the next.
fn straighten(layers: &Layers, extents: &[Extent], xs: &mut [i64]) {
    for _ in 0..4 {
        for chain in &layers.chains {
            let inner = chain.items.len().saturating_sub(2);
            let inner: Vec<usize> = chain.items.iter().skip(1).take(inner).copied().collect();
            let mut run: Vec<usize> = Vec::new();
            let mut room = (i64::MIN, i64::MAX);
            for at in inner {
                let (low, high) = free(layers, extents, xs, at);
                let both = (room.0.max(low), room.1.min(high));
                if both.0 > both.1 {
                    align(&run, room, xs);
                    run.clear();
                    room = (low, high);
                } else {
                    room = both;
                }
                run.push(at);
            }
            align(&run, room, xs);
        }
    }
}

fn align(run: &[usize], (low, high): (i64, i64), xs: &mut [i64]) {
    let mut places: Vec<i64> = run.iter().filter_map(|at| xs.get(*at)).copied().collect();
    places.sort_unstable();
    let Some(middle) = places.get(places.len() / 2).copied() else {
        return;
    };
    // What was placed with room to either side stays within it: low is never above high here.
    let line = middle.min(high).max(low);
    for at in run {
        if let Some(x) = xs.get_mut(*at) {
            *x = line;
        }
    }
}

/// How far to the left and right an item could go without its neighbours in the row moving.
fn free(layers: &Layers, extents: &[Extent], xs: &[i64], at: usize) -> (i64, i64) {
    let Some(row) = layers.rows.iter().find(|row| row.contains(&at)) else {
        return (i64::MIN, i64::MAX);
    };
    let place = row.iter().position(|other| *other == at).unwrap_or(0);
    let of = |at: usize| {
        let x = xs.get(at).copied().unwrap_or(0);
        (x, extents.get(at).copied().unwrap_or_default())
    };
    let (_, own) = of(at);
    let low = place
        .checked_sub(1)
        .and_then(|before| row.get(before))
        .map(|before| {
            let (x, extent) = of(*before);
            x + extent.right + own.left + apart(extent, own)
        });
    let high = row.get(place + 1).map(|after| {
        let (x, extent) = of(*after);
        x - extent.left - own.right - apart(own, extent)
    });
    (low.unwrap_or(i64::MIN), high.unwrap_or(i64::MAX))
}

/// Two passing arrows may run close to each other.
fn apart(a: Extent, b: Extent) -> i64 {
    if a.height == 0 || b.height == 0 {
        4
    } else {
        APART
    }
}

/// Where the first of all begins.
pub(super) fn leftmost(xs: &[i64], extents: &[Extent]) -> i64 {
    let lefts = xs.iter().zip(extents).map(|(x, e)| x - e.left);
    lefts.min().unwrap_or(0)
}
