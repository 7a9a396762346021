//! Which arrows lead back up. A loop has to be cut somewhere; a reader expects what always comes first to stand above, and
//! as few arrows against the grain as possible.

use petgraph::algo::dominators::{Dominators, simple_fast};
use petgraph::graph::{DiGraph, NodeIndex};

use super::sketch::{Link, Sketch};

/// How often the order is gone through for an improvement; it settles long before.
const PASSES: usize = 20;

/// The boxes from the top down.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    /// All boxes; arrows that do not lead back go from an earlier to a later one.
    pub(super) blocks: Vec<usize>,
    /// For each link, whether it leads back.
    pub(super) back: Vec<bool>,
}

/// Orders the boxes of a sketch: no box above one every way to it passes; within that, few arrows lead back.
pub(super) fn order(sketch: &Sketch) -> Order {
    let above = dominators(sketch);
    let starts = [Turn::First, Turn::Last].map(|turn| {
        let mut blocks = finished_last_first(sketch, turn);
        for _ in 0..PASSES {
            let mut better = false;
            for block in 0..sketch.blocks.len() {
                better |= improve(&mut blocks, &sketch.links, above.as_ref(), block);
            }
            if !better {
                break;
            }
        }
        ordered(sketch, blocks)
    });
    let backs = |order: &Order| order.back.iter().filter(|back| **back).count();
    starts.into_iter().min_by_key(backs).unwrap_or_default()
}

/// Which of its arrows a walk takes first from a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// The first in the file.
    First,
    /// The last.
    Last,
}

fn ordered(sketch: &Sketch, blocks: Vec<usize>) -> Order {
    let mut place = vec![0; blocks.len()];
    for (at, block) in blocks.iter().enumerate() {
        if let Some(slot) = place.get_mut(*block) {
            *slot = at;
        }
    }
    let back = sketch
        .links
        .iter()
        .map(|link| place.get(link.to) < place.get(link.from));
    Order {
        back: back.collect(),
        blocks,
    }
}

/// A first order: depth first from the initial state, the box finished last at the top.
fn finished_last_first(sketch: &Sketch, turn: Turn) -> Vec<usize> {
    fn visit(block: usize, links: &[&Link], seen: &mut [bool], done: &mut Vec<usize>) {
        match seen.get_mut(block) {
            Some(seen) if !*seen => *seen = true,
            _ => return,
        }
        for link in links.iter().filter(|link| link.from == block) {
            visit(link.to, links, seen, done);
        }
        done.push(block);
    }
    let mut links: Vec<&Link> = sketch.links.iter().collect();
    if turn == Turn::Last {
        links.reverse();
    }
    let mut seen = vec![false; sketch.blocks.len()];
    let mut done = Vec::with_capacity(seen.len());
    // Boxes nothing leads to go first, the initial state before them: what is visited last stands highest.
    let is_root = |block: &usize| !sketch.links.iter().any(|link| link.to == *block);
    let (roots, others): (Vec<usize>, Vec<usize>) = (1..sketch.blocks.len()).partition(is_root);
    for block in (0..sketch.blocks.len().min(1)).chain(roots).chain(others) {
        visit(block, &links, &mut seen, &mut done);
    }
    done.reverse();
    done
}

fn node(block: usize) -> NodeIndex {
    NodeIndex::new(block)
}

/// For each box that can be reached, the last box every way to it passes.
fn dominators(sketch: &Sketch) -> Option<Dominators<NodeIndex>> {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    for _ in &sketch.blocks {
        graph.add_node(());
    }
    for link in &sketch.links {
        graph.add_edge(node(link.from), node(link.to), ());
    }
    (!sketch.blocks.is_empty()).then(|| simple_fast(&graph, node(0)))
}

/// Moves a box to where fewest arrows lead back; says whether that is better than where it was.
fn improve(
    blocks: &mut Vec<usize>,
    links: &[Link],
    above: Option<&Dominators<NodeIndex>>,
    block: usize,
) -> bool {
    let Some(here) = blocks.iter().position(|other| *other == block) else {
        return false;
    };
    let (low, high) = bounds(blocks, above, block, here);
    // How the count of arrows leading back changes as the box passes others, to either side.
    let mut best = (0_i64, here);
    for upwards in [true, false] {
        let passed: Vec<usize> = if upwards {
            (low..here).rev().collect()
        } else {
            (here + 1..=high).collect()
        };
        let mut change = 0_i64;
        for at in passed {
            let other = blocks.get(at).copied().unwrap_or(block);
            for link in links {
                if (link.from, link.to) == (block, other) {
                    change += if upwards { -1 } else { 1 };
                } else if (link.from, link.to) == (other, block) {
                    change += if upwards { 1 } else { -1 };
                }
            }
            if change < best.0 {
                best = (change, at);
            }
        }
    }
    if best.0 == 0 {
        return false;
    }
    let moved = blocks.remove(here);
    blocks.insert(best.1, moved);
    true
}

/// The places a box may take: below the box that dominates it, above those it dominates.
fn bounds(
    blocks: &[usize],
    above: Option<&Dominators<NodeIndex>>,
    block: usize,
    here: usize,
) -> (usize, usize) {
    let last = blocks.len().saturating_sub(1);
    let Some(above) = above else {
        return (0, last);
    };
    let over = |at: usize| above.immediate_dominator(node(at));
    let low = match over(block) {
        Some(over) => blocks
            .iter()
            .position(|other| node(*other) == over)
            .map_or(0, |at| at + 1),
        None => 0,
    };
    let under = |at: &usize| {
        blocks
            .get(*at)
            .is_some_and(|other| over(*other) == Some(node(block)))
    };
    let high = (here + 1..blocks.len())
        .find(under)
        .map_or(last, |at| at - 1);
    (low, high)
}
