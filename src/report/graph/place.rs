//! Coordinates, in whole pixels: where each box and label stands and the way each arrow takes. Arrows run straight down
//! through the rows, in room kept for them, and bend only between rows; so none can cross a box or a label.

use super::layers::{Chain, Item, Layers, layers};
use super::sketch::{LOOP, MARK, PORT, SMALL, Sketch, TITLE, label_size};
use super::spread::{Wish, spread, spread_within};
use super::width::width;

/// Positions are computed in parts of a pixel, or the rounding of many sweeps would show.
const PART: i64 = 16;
/// Between two boxes or labels of a row.
const APART: i64 = 22;
/// Between the sides of a passing arrow and what stands beside it.
const BEND: i64 = 7;
/// How far an arrow runs straight where it meets a box, so that its tip stands upright.
const STUB: i64 = 9;
/// Around the whole picture.
const MARGIN: i64 = 24;
/// How often the rows are gone through.
const SWEEPS: usize = 40;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rect {
    /// Its left side.
    pub(super) x: i64,
    /// Its upper side.
    pub(super) y: i64,
    /// Its width.
    pub(super) w: i64,
    /// Its height.
    pub(super) h: i64,
}

impl Rect {
    /// Its right side.
    pub(super) fn right(&self) -> i64 {
        self.x + self.w
    }

    /// Its lower side.
    pub(super) fn bottom(&self) -> i64 {
        self.y + self.h
    }

    /// The height of its middle.
    pub(super) fn middle(&self) -> i64 {
        self.y + self.h / 2
    }
}

/// The way of an arrow, from the box it leaves: a straight piece, a curve, a straight piece, and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Route {
    /// The ends of the pieces.
    pub(super) points: Vec<(i64, i64)>,
    /// Whether it leads up.
    pub(super) back: bool,
}

/// Everything with its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Picture {
    /// The boxes.
    pub(super) blocks: Vec<Rect>,
    /// The labels of the self loops, where there is one.
    pub(super) loops: Vec<Option<Rect>>,
    /// The labels of the links.
    pub(super) labels: Vec<Rect>,
    /// The ways of the links.
    pub(super) routes: Vec<Route>,
    /// The width of all.
    pub(super) width: i64,
    /// The height of all.
    pub(super) height: i64,
}

/// The room an item takes around the line on which its arrows would meet it.
#[derive(Clone, Copy, Debug, Default)]
struct Extent {
    left: i64,
    right: i64,
    height: i64,
}

/// Gives a sketch its coordinates.
pub(super) fn place(sketch: &Sketch) -> Picture {
    let layers = layers(sketch);
    let extents: Vec<Extent> = layers.items.iter().map(|i| extent(sketch, *i)).collect();
    let near = near(&layers);
    let mut xs = columns(&layers, &extents, &near);
    straighten(&layers, &extents, &mut xs);
    let left = leftmost(&xs, &extents);
    for x in &mut xs {
        *x += MARGIN - left;
    }
    let ports = ports(sketch, &layers, &near, &xs);
    let bands = bands(sketch, &layers, &extents, &ports);
    let mut picture = Picture {
        loops: vec![None; sketch.blocks.len()],
        labels: vec![Rect::default(); sketch.links.len()],
        ..Picture::default()
    };
    stand(sketch, &layers, &extents, &xs, &bands, &mut picture);
    for (chain, ports) in layers.chains.iter().zip(&ports) {
        picture
            .routes
            .push(route(chain, ports, &layers, &bands, &picture));
    }
    let right = xs.iter().zip(&extents).map(|(x, e)| x + e.right).max();
    let head = width(&sketch.title, TITLE).max(width(&sketch.note, SMALL));
    picture.width = right.unwrap_or(0).max(i64::from(head) + MARGIN) + MARGIN;
    picture.height = bands.last().map_or_else(|| top(sketch), |b| b.1 + MARGIN);
    picture
}

fn extent(sketch: &Sketch, item: Item) -> Extent {
    match item {
        Item::Block(at) => sketch.blocks.get(at).map_or_else(Extent::default, |block| {
            let half = i64::from(block.width) / 2;
            let mark = if block.look.starts() { MARK } else { 0 };
            let again = if block.again.is_empty() {
                0
            } else {
                LOOP + label_size(&block.again).0
            };
            Extent {
                left: half + i64::from(mark),
                right: i64::from(block.width) - half + i64::from(again),
                height: i64::from(block.height),
            }
        }),
        Item::Label(at) => sketch.links.get(at).map_or_else(Extent::default, |link| {
            let (wide, high) = label_size(&link.rows);
            let half = i64::from(wide) / 2;
            Extent {
                left: half,
                right: i64::from(wide) - half,
                height: i64::from(high),
            }
        }),
        Item::Bend => Extent {
            left: BEND,
            right: BEND,
            height: 0,
        },
    }
}

/// A neighbour in the row above or below, and how much a straight way to it counts.
type Near = (usize, i64);

/// The neighbours of each item, above and below.
fn near(layers: &Layers) -> Vec<[Vec<Near>; 2]> {
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

fn is_block(layers: &Layers, at: usize) -> bool {
    matches!(layers.items.get(at), Some(Item::Block(_)))
}

/// The lines of the items: near to those of their neighbours, in the order of the rows.
fn columns(layers: &Layers, extents: &[Extent], near: &[[Vec<Near>; 2]]) -> Vec<i64> {
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
    xs.into_iter().map(|x| x.div_euclid(PART)).collect()
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

fn leftmost(xs: &[i64], extents: &[Extent]) -> i64 {
    let lefts = xs.iter().zip(extents).map(|(x, e)| x - e.left);
    lefts.min().unwrap_or(0)
}

/// Where each chain meets its upper and its lower box.
fn ports(sketch: &Sketch, layers: &Layers, near: &[[Vec<Near>; 2]], xs: &[i64]) -> Vec<Vec<i64>> {
    let line = |at: usize| xs.get(at).copied().unwrap_or(0);
    let mut ways: Vec<Vec<i64>> = layers
        .chains
        .iter()
        .map(|chain| chain.items.iter().map(|at| line(*at)).collect())
        .collect();
    for (at, block) in sketch.blocks.iter().enumerate() {
        for side in [0, 1] {
            let Some(items) = near.get(at).and_then(|near| near.get(side)) else {
                continue;
            };
            let mut items: Vec<usize> = items.iter().map(|(other, _)| *other).collect();
            items.sort_by_key(|other| (line(*other), *other));
            let half = i64::from(block.width) / 2 - 14;
            let wishes: Vec<i64> = items.iter().map(|other| line(*other)).collect();
            let middle = line(at);
            let places = spread_within(&wishes, i64::from(PORT), middle - half, middle + half);
            for (other, x) in items.into_iter().zip(places) {
                meet(layers, &mut ways, (at, other), side, x);
            }
        }
    }
    ways
}

/// Lets the chain between a box and its neighbour meet the box at `x`.
fn meet(layers: &Layers, ways: &mut [Vec<i64>], pair: (usize, usize), side: usize, x: i64) {
    let (block, other) = pair;
    for (chain, way) in layers.chains.iter().zip(ways) {
        let (end, next) = if side == 1 {
            (chain.items.first(), chain.items.get(1))
        } else {
            (chain.items.last(), chain.items.iter().rev().nth(1))
        };
        if end == Some(&block) && next == Some(&other) {
            let slot = if side == 1 {
                way.first_mut()
            } else {
                way.last_mut()
            };
            if let Some(slot) = slot {
                *slot = x;
            }
        }
    }
}

fn top(sketch: &Sketch) -> i64 {
    MARGIN + i64::from(TITLE) + if sketch.note.is_empty() { 14 } else { 36 }
}

/// The upper and lower side of each row. Between rows there is the more room the further an arrow goes aside there.
fn bands(
    sketch: &Sketch,
    layers: &Layers,
    extents: &[Extent],
    ways: &[Vec<i64>],
) -> Vec<(i64, i64)> {
    let mut aside = vec![0_i64; layers.rows.len()];
    for (chain, way) in layers.chains.iter().zip(ways) {
        let first = chain.items.first();
        let row = layers
            .rows
            .iter()
            .position(|row| row.iter().any(|at| Some(at) == first));
        let steps = way.iter().zip(way.iter().skip(1));
        for (step, (a, b)) in steps.enumerate() {
            if let Some(slot) = aside.get_mut(row.unwrap_or(0) + step) {
                *slot = (*slot).max((a - b).abs());
            }
        }
    }
    let mut y = top(sketch);
    let mut bands = Vec::with_capacity(layers.rows.len());
    for (row, aside) in layers.rows.iter().zip(aside) {
        let heights = row
            .iter()
            .filter_map(|at| extents.get(*at))
            .map(|e| e.height);
        let stubs = if row.iter().any(|at| is_block(layers, *at)) {
            2 * STUB
        } else {
            0
        };
        let bottom = y + heights.max().unwrap_or(0) + stubs;
        bands.push((y, bottom));
        y = bottom + (14 + aside / 8).clamp(16, 80);
    }
    bands
}

/// Puts boxes, loops and labels in the middle of their rows.
fn stand(
    sketch: &Sketch,
    layers: &Layers,
    extents: &[Extent],
    xs: &[i64],
    bands: &[(i64, i64)],
    picture: &mut Picture,
) {
    picture.blocks = vec![Rect::default(); sketch.blocks.len()];
    for (row, (upper, lower)) in layers.rows.iter().zip(bands) {
        for at in row {
            let (Some(item), Some(extent)) = (layers.items.get(*at), extents.get(*at)) else {
                continue;
            };
            let x = xs.get(*at).copied().unwrap_or(0);
            let y = (upper + lower - extent.height) / 2;
            match *item {
                Item::Block(block) => stand_block(sketch, block, (x, y), picture),
                Item::Label(link) => {
                    if let Some(slot) = picture.labels.get_mut(link) {
                        *slot = Rect {
                            x: x - extent.left,
                            y,
                            w: extent.left + extent.right,
                            h: extent.height,
                        };
                    }
                }
                Item::Bend => {}
            }
        }
    }
}

fn stand_block(sketch: &Sketch, at: usize, (x, y): (i64, i64), picture: &mut Picture) {
    let Some(block) = sketch.blocks.get(at) else {
        return;
    };
    let rect = Rect {
        x: x - i64::from(block.width) / 2,
        y,
        w: i64::from(block.width),
        h: i64::from(block.height),
    };
    if let Some(slot) = picture.blocks.get_mut(at) {
        *slot = rect;
    }
    if let Some(slot) = picture
        .loops
        .get_mut(at)
        .filter(|_| !block.again.is_empty())
    {
        let (wide, high) = label_size(&block.again);
        *slot = Some(Rect {
            x: rect.right() + i64::from(LOOP),
            y: rect.middle() - i64::from(high) / 2,
            w: i64::from(wide),
            h: i64::from(high),
        });
    }
}

fn route(
    chain: &Chain,
    way: &[i64],
    layers: &Layers,
    bands: &[(i64, i64)],
    picture: &Picture,
) -> Route {
    let first = chain.items.first();
    let row = layers
        .rows
        .iter()
        .position(|row| row.iter().any(|at| Some(at) == first));
    let block = |at: Option<&usize>| at.and_then(|at| picture.blocks.get(*at)).copied();
    let last = chain.items.len().saturating_sub(1);
    let mut points = Vec::new();
    let places = way.iter().zip(bands.iter().skip(row.unwrap_or(0)));
    for (step, (x, (upper, lower))) in places.enumerate() {
        if step == 0 {
            points.push((*x, block(first).map_or(*upper, |r| r.bottom())));
        } else {
            points.push((*x, *upper));
        }
        if step == last {
            points.push((*x, block(chain.items.last()).map_or(*lower, |r| r.y)));
        } else {
            points.push((*x, *lower));
        }
    }
    if chain.back {
        points.reverse();
    }
    Route {
        points,
        back: chain.back,
    }
}
