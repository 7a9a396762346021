//! Boxes in rows: in which row each box stands, and the order within the rows. Every arrow becomes a
//! chain with an item in each row it passes, its label among them, so that rows keep room for arrows as they do for boxes.

use rust_sugiyama::configure::{Config, CrossingMinimization, RankingType};

use super::order::{Order, order};
use super::sketch::{Link, Sketch};

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A box.
    Block(usize),
    /// The label of a link.
    Label(usize),
    /// A link passing by.
    Bend,
}

/// The way of a link through the rows.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// Its items from the upper box to the lower, both included.
    pub(super) items: Vec<usize>,
    /// Whether the arrow points up.
    pub(super) back: bool,
}

/// All items in their rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    /// The items; the boxes come first, in their order.
    pub(super) items: Vec<Item>,
    /// A chain for each link.
    pub(super) chains: Vec<Chain>,
    /// The rows from the top, each from the left.
    pub(super) rows: Vec<Vec<usize>>,
}

/// Puts the boxes of a sketch in rows.
pub(super) fn layers(sketch: &Sketch) -> Layers {
    let order = order(sketch);
    let ranks = ranks(sketch, &order);
    let mut layers = Layers {
        items: (0..sketch.blocks.len()).map(Item::Block).collect(),
        ..Layers::default()
    };
    // Boxes stand in the even rows, labels in the odd ones.
    let mut row_of: Vec<usize> = ranks.iter().map(|rank| rank * 2).collect();
    for (at, (link, back)) in sketch.links.iter().zip(&order.back).enumerate() {
        let (upper, lower) = ends(link, *back);
        let top = row_of.get(upper).copied().unwrap_or(0);
        let bottom = row_of.get(lower).copied().unwrap_or(0);
        // A label stands next to the box its arrow leaves: that is where a reader asks what happens next.
        let labelled = if *back {
            bottom.saturating_sub(1)
        } else {
            top + 1
        };
        let mut items = vec![upper];
        for row in top + 1..bottom {
            items.push(layers.items.len());
            layers.items.push(if row == labelled {
                Item::Label(at)
            } else {
                Item::Bend
            });
            row_of.push(row);
        }
        items.push(lower);
        layers.chains.push(Chain { items, back: *back });
    }
    layers.rows = rows(&layers, &row_of);
    layers
}

/// How many links lie above each box at most.
fn ranks(sketch: &Sketch, order: &Order) -> Vec<usize> {
    let mut ranks = vec![0_usize; sketch.blocks.len()];
    for block in &order.blocks {
        let rank = ranks.get(*block).copied().unwrap_or(0);
        for (link, back) in sketch.links.iter().zip(&order.back) {
            let (upper, lower) = ends(link, *back);
            if upper == *block
                && let Some(below) = ranks.get_mut(lower)
            {
                *below = (*below).max(rank + 1);
            }
        }
    }
    ranks
}

/// The upper and the lower box of a link.
fn ends(link: &Link, back: bool) -> (usize, usize) {
    if back {
        (link.to, link.from)
    } else {
        (link.from, link.to)
    }
}

/// The order within the rows that lets few arrows cross. Only the order is taken from the library, not its coordinates:
/// it keeps for every arrow the width of the widest box above or below it.
fn rows(layers: &Layers, row_of: &[usize]) -> Vec<Vec<usize>> {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let vertices: Vec<(u32, (f64, f64))> = (0..layers.items.len())
        .map(|at| (number(at), (1.0, 1.0)))
        .collect();
    let edges: Vec<(u32, u32)> = layers
        .chains
        .iter()
        .flat_map(|chain| chain.items.iter().zip(chain.items.iter().skip(1)))
        .map(|(upper, lower)| (number(*upper), number(*lower)))
        .collect();
    let config = Config {
        ranking_type: RankingType::Up,
        c_minimization: CrossingMinimization::Barycenter,
        transpose: true,
        ..Config::default()
    };
    let parts = rust_sugiyama::from_vertices_and_edges(&vertices, &edges, &config);
    let mut places: Vec<(usize, f64, usize)> = parts
        .into_iter()
        .enumerate()
        .flat_map(|(part, (items, _, _))| items.into_iter().map(move |(at, (x, _))| (part, x, at)))
        .collect();
    places.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut rows = vec![Vec::new(); row_of.iter().max().map_or(0, |last| last + 1)];
    for (_, _, at) in places {
        if let Some(row) = row_of.get(at).and_then(|row| rows.get_mut(*row)) {
            row.push(at);
        }
    }
    rows
}
