//! What is wrong with a decision table as a whole: combinations no row applies to, rows that never count, rows that
//! contradict each other.

use super::cover::{Bits, Region, TooMuch, shared, uncovered};
use crate::lang::Hit;

/// Each table may take so many steps: beyond, nobody would wait for the answer.
const BUDGET: usize = 60_000;
/// So many holes are shown of a table.
const HOLES: usize = 4;

/// A row as a box.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// What it applies to for certain.
    pub(super) least: Region,
    /// What it may apply to, where a cell compares with something known only when it is called.
    pub(super) most: Region,
    /// What it gives: rows with the same mark agree.
    pub(super) gives: usize,
}

/// What was found; rows by their place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Findings {
    /// Combinations to which no row applies.
    pub(super) holes: Vec<Region>,
    /// Rows no value can reach.
    pub(super) never: Vec<usize>,
    /// Rows that never count, and the ones that take everything from them.
    pub(super) masked: Vec<(usize, Vec<usize>)>,
    /// Rows that both apply and disagree, and to what.
    pub(super) overlaps: Vec<(usize, usize, Region)>,
    /// A row always applies.
    pub(super) whole: bool,
    /// There were too many combinations to look at them all.
    pub(super) too_large: bool,
}

/// Looks at a table; `domain` are the classes of values each column can have.
pub(super) fn analyse(domain: &[Bits], rows: &[Row], hit: Hit) -> Findings {
    let mut budget = BUDGET;
    let mut found = Findings {
        never: (0..rows.len())
            .filter(|at| {
                let row = rows.get(*at);
                row.is_some_and(|row| shared(domain, &row.most).is_none())
            })
            .collect(),
        ..Findings::default()
    };
    if hit == Hit::Unique {
        found.overlaps = overlaps(domain, rows);
    }
    let done = holes(domain, rows, &mut found, &mut budget).and_then(|()| match hit {
        Hit::First => masked_by_earlier(domain, rows, &mut found, &mut budget),
        Hit::Unique => masked_by_others(domain, rows, &mut found, &mut budget),
        Hit::Collect => Ok(()),
    });
    if done.is_err() {
        found.too_large = true;
        found.whole = false;
    }
    found
}

fn holes(
    domain: &[Bits],
    rows: &[Row],
    found: &mut Findings,
    budget: &mut usize,
) -> Result<(), TooMuch> {
    let certain: Vec<&[Bits]> = rows.iter().map(|row| &*row.least).collect();
    found.whole = uncovered(domain, &certain, budget)?.is_none();
    if found.whole {
        return Ok(());
    }
    // Where a row may apply nothing can be proved: only what no row reaches is a hole for certain.
    while found.holes.len() < HOLES {
        let possible = rows.iter().map(|row| &*row.most);
        let known = found.holes.iter().map(|hole| &**hole);
        let boxes: Vec<&[Bits]> = possible.chain(known).collect();
        match uncovered(domain, &boxes, budget)? {
            Some(hole) => found.holes.push(hole),
            None => break,
        }
    }
    Ok(())
}

/// What a row can apply to at all.
fn reach(domain: &[Bits], row: &Row) -> Option<Region> {
    shared(domain, &row.most)
}

/// Under `first`: a row never counts where those above it apply to all it applies to.
fn masked_by_earlier(
    domain: &[Bits],
    rows: &[Row],
    found: &mut Findings,
    budget: &mut usize,
) -> Result<(), TooMuch> {
    for (at, row) in rows.iter().enumerate() {
        let Some(reach) = reach(domain, row) else {
            continue;
        };
        let above = rows.get(..at).unwrap_or(&[]);
        if let Some(by) = cover(&reach, above.iter().enumerate(), budget)? {
            found.masked.push((at, by));
        }
    }
    Ok(())
}

/// Under `unique`: a row never counts where others that agree with it apply to all it applies to. From the last row on,
/// so that of two alike the second is told.
fn masked_by_others(
    domain: &[Bits],
    rows: &[Row],
    found: &mut Findings,
    budget: &mut usize,
) -> Result<(), TooMuch> {
    let mut gone = Bits::default();
    for (at, row) in rows.iter().enumerate().rev() {
        let Some(reach) = reach(domain, row) else {
            continue;
        };
        let others = rows.iter().enumerate();
        let others = others.filter(|(other, _)| *other != at && !gone.has(*other));
        if let Some(by) = cover(&reach, others, budget)? {
            gone.insert(at);
            let told = |(a, b, _): &(usize, usize, Region)| *a == at || *b == at;
            if !found.overlaps.iter().any(told) {
                found.masked.push((at, by));
            }
        }
    }
    found.masked.reverse();
    Ok(())
}

/// The rows that together take a whole region, if they do: one alone where there is one, else all that reach into it.
fn cover<'r>(
    region: &[Bits],
    rows: impl Iterator<Item = (usize, &'r Row)>,
    budget: &mut usize,
) -> Result<Option<Vec<usize>>, TooMuch> {
    let near: Vec<(usize, &Row)> = rows
        .filter(|(_, row)| shared(region, &row.least).is_some())
        .collect();
    let within = |row: &Row| region.iter().zip(&row.least).all(|(a, b)| a.is_within(b));
    if let Some((at, _)) = near.iter().find(|(_, row)| within(row)) {
        return Ok(Some(vec![*at]));
    }
    let boxes: Vec<&[Bits]> = near.iter().map(|(_, row)| &*row.least).collect();
    let covered = uncovered(region, &boxes, budget)?.is_none();
    Ok(covered.then(|| near.iter().map(|(at, _)| *at).collect()))
}

/// For each row the first one above it that applies to the same and disagrees.
fn overlaps(domain: &[Bits], rows: &[Row]) -> Vec<(usize, usize, Region)> {
    let mut found = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let above = rows.get(..at).unwrap_or(&[]).iter().enumerate();
        let mut clashing = above.filter(|(_, other)| other.gives != row.gives);
        let first = clashing.find_map(|(first, other)| {
            let both = shared(&row.least, &other.least)?;
            Some((first, shared(domain, &both)?))
        });
        found.extend(first.map(|(first, both)| (first, at, both)));
    }
    found
}

#[cfg(test)]
mod tests;
