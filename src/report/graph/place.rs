//! Coordinates, in whole pixels: where each box and label stands and the way each arrow takes. Arrows run straight down
//! through the rows, in room kept for them, and bend only between rows; so none can cross a box or a label.

use super::columns::{Extent, Near, columns, is_block, leftmost, near};
use super::layers::{Chain, Item, Layers, layers};
use super::sketch::{LOOP, MARK, PORT, SMALL, Sketch, TITLE, label_size};
use super::spread::spread_within;
use super::width::width;

/// Between the sides of a passing arrow and what stands beside it.
const BEND: i64 = 7;
/// How far an arrow runs straight where it meets a box, so that its tip stands upright.
const STUB: i64 = 9;
/// Around the whole picture.
const MARGIN: i64 = 24;
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

/// Gives a sketch its coordinates.
pub(super) fn place(sketch: &Sketch) -> Picture {
    let layers = layers(sketch);
    let extents: Vec<Extent> = layers.items.iter().map(|i| extent(sketch, *i)).collect();
    let near = near(&layers);
    let mut xs = columns(&layers, &extents, &near);
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
