//! Whether boxes cover a space: each row of a table is a box, one set of classes of values a column. Found by splitting
//! column by column, not over all combinations; what was shown to be covered once is not looked at again.

use std::collections::{BTreeMap, BTreeSet};

/// A set of small numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// The set of these numbers.
    pub(super) fn of(members: impl IntoIterator<Item = usize>) -> Bits {
        let mut bits = Bits::default();
        members.into_iter().for_each(|member| bits.insert(member));
        bits
    }

    pub(super) fn insert(&mut self, member: usize) {
        let at = member / 64;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        if let Some(word) = self.0.get_mut(at) {
            *word |= 1 << (member % 64);
        }
    }

    pub(super) fn has(&self, member: usize) -> bool {
        self.0
            .get(member / 64)
            .is_some_and(|word| word & (1 << (member % 64)) != 0)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn and(&self, other: &Bits) -> Bits {
        let words = self.0.iter().zip(&other.0).map(|(a, b)| a & b);
        Bits(words.collect()).trimmed()
    }

    /// Whether every member is one of another set.
    pub(super) fn is_within(&self, other: &Bits) -> bool {
        self.0.iter().enumerate().all(|(at, word)| {
            let theirs = other.0.get(at).copied().unwrap_or(0);
            word & !theirs == 0
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let length = self.0.len() * 64;
        (0..length).filter(|member| self.has(*member))
    }

    /// Equal sets have one form.
    fn trimmed(mut self) -> Bits {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }
}

/// A set of classes in every column.
pub(super) type Region = Vec<Bits>;

/// Whether two boxes share a combination, and which.
pub(super) fn shared(a: &[Bits], b: &[Bits]) -> Option<Region> {
    let region: Region = a.iter().zip(b).map(|(a, b)| a.and(b)).collect();
    region.iter().all(|bits| !bits.is_empty()).then_some(region)
}

/// The search gave up: there are too many combinations to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMuch;

/// A part of `domain` that no box covers; `None` where they cover all of it. Every step takes from `budget`, more where
/// there are many boxes.
pub(super) fn uncovered(
    domain: &[Bits],
    boxes: &[&[Bits]],
    budget: &mut usize,
) -> Result<Option<Region>, TooMuch> {
    if domain.iter().any(Bits::is_empty) {
        return Ok(None);
    }
    let near: Vec<&[Bits]> = boxes
        .iter()
        .copied()
        .filter(|other| shared(domain, other).is_some())
        .collect();
    let columns = domain.len();
    let full = (0..columns).map(|column| {
        let all = domain.get(column);
        let is_full = |row: &&[Bits]| match (all, row.get(column)) {
            (Some(all), Some(of)) => all.is_within(of),
            _ => true,
        };
        Bits::of(positions(&near, is_full)).trimmed()
    });
    let has = domain.iter().enumerate().map(|(column, all)| {
        let classes = all.iter().map(|class| {
            let holds = |row: &&[Bits]| row.get(column).is_some_and(|of| of.has(class));
            (class, Bits::of(positions(&near, holds)).trimmed())
        });
        classes.collect()
    });
    let mut search = Search {
        domain,
        full: full.collect(),
        has: has.collect(),
        covered: BTreeSet::new(),
        budget,
    };
    let rows = Bits::of(0..near.len());
    let mut chosen: Vec<Option<Bits>> = vec![None; columns];
    search.hole(&rows, &mut chosen)
}

fn positions(rows: &[&[Bits]], holds: impl Fn(&&[Bits]) -> bool) -> Vec<usize> {
    let rows = rows.iter().enumerate();
    rows.filter(|(_, row)| holds(row))
        .map(|(at, _)| at)
        .collect()
}

struct Search<'a> {
    domain: &'a [Bits],
    /// By column: the rows that restrict it nowhere.
    full: Vec<Bits>,
    /// By column: each class with the rows that take it.
    has: Vec<Vec<(usize, Bits)>>,
    /// What was shown to be covered: rows, and the columns already split.
    covered: BTreeSet<(Bits, Vec<bool>)>,
    budget: &'a mut usize,
}

impl Search<'_> {
    /// A hole among the combinations chosen so far, to which only these rows still apply.
    fn hole(
        &mut self,
        rows: &Bits,
        chosen: &mut Vec<Option<Bits>>,
    ) -> Result<Option<Region>, TooMuch> {
        if rows.is_empty() {
            let whole = chosen.iter().zip(self.domain);
            let region = whole.map(|(chosen, all)| chosen.clone().unwrap_or_else(|| all.clone()));
            return Ok(Some(region.collect()));
        }
        let open = chosen
            .iter()
            .enumerate()
            .filter(|(_, chosen)| chosen.is_none());
        let open: Vec<usize> = open.map(|(column, _)| column).collect();
        let mut free = rows.clone();
        for full in open.iter().filter_map(|column| self.full.get(*column)) {
            free = free.and(full);
        }
        if !free.is_empty() {
            return Ok(None);
        }
        let state = (rows.clone(), chosen.iter().map(Option::is_some).collect());
        if self.covered.contains(&state) {
            return Ok(None);
        }
        let cost = rows.0.len().max(1);
        *self.budget = self.budget.checked_sub(cost).ok_or(TooMuch)?;
        let Some((column, groups)) = self.split(rows, &open) else {
            return Ok(None);
        };
        for (left, classes) in groups {
            if let Some(slot) = chosen.get_mut(column) {
                *slot = Some(classes);
            }
            let found = self.hole(&left, chosen);
            if let Some(slot) = chosen.get_mut(column) {
                *slot = None;
            }
            if let Some(hole) = found? {
                return Ok(Some(hole));
            }
        }
        self.covered.insert(state);
        Ok(None)
    }

    /// The column that restricts most rows, its classes grouped by the rows that take them. A group is left out where
    /// another's rows are among its own: if those cover what is left, so do these.
    fn split(&self, rows: &Bits, open: &[usize]) -> Option<(usize, Vec<(Bits, Bits)>)> {
        let restricting = |column: &usize| {
            let full = self.full.get(*column).map(|full| rows.and(full));
            rows.iter().count() - full.map_or(0, |full| full.iter().count())
        };
        let column = open.iter().copied().max_by_key(restricting)?;
        let mut groups: BTreeMap<Bits, Bits> = BTreeMap::new();
        for (class, takers) in self.has.get(column)? {
            groups.entry(rows.and(takers)).or_default().insert(*class);
        }
        let keys: Vec<Bits> = groups.keys().cloned().collect();
        let least = |key: &Bits| {
            !keys
                .iter()
                .any(|other| other != key && other.is_within(key))
        };
        let mut groups: Vec<(Bits, Bits)> =
            groups.into_iter().filter(|(key, _)| least(key)).collect();
        // Where fewest rows apply a hole is most likely.
        groups.sort_by_key(|(key, _)| key.iter().count());
        Some((column, groups))
    }
}
