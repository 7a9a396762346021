//! The sides of a record's history that a change can touch.

/// A side of a record's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// The transitions taken and states entered, in order.
    Path,
    /// What became late, and the final word on each deadline.
    Breach,
    /// When deadlines are due and waiting transitions are tried.
    Due,
    /// Whom the record and its tasks lie with.
    Assignee,
    /// Which tasks were opened, what they took, how they closed.
    Tasks,
    /// Notices and reminders.
    Notices,
    /// Field values, codes left out.
    Values,
}

impl Facet {
    /// All of them, in the order they are told.
    pub const ALL: [Facet; 7] = [
        Facet::Path,
        Facet::Breach,
        Facet::Due,
        Facet::Assignee,
        Facet::Tasks,
        Facet::Notices,
        Facet::Values,
    ];

    /// Its name in reports and gate keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Facet::Path => "path",
            Facet::Breach => "breach",
            Facet::Due => "due",
            Facet::Assignee => "assignee",
            Facet::Tasks => "tasks",
            Facet::Notices => "notices",
            Facet::Values => "values",
        }
    }

    fn bit(self) -> u8 {
        match self {
            Facet::Path => 1,
            Facet::Breach => 2,
            Facet::Due => 4,
            Facet::Assignee => 8,
            Facet::Tasks => 16,
            Facet::Notices => 32,
            Facet::Values => 64,
        }
    }
}

/// Some of the facets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facets(u8);

impl Facets {
    /// None of them.
    pub const NONE: Facets = Facets(0);

    /// These and one more.
    #[must_use]
    pub fn with(self, facet: Facet) -> Facets {
        Facets(self.0 | facet.bit())
    }

    /// Whether one is among them.
    #[must_use]
    pub fn has(self, facet: Facet) -> bool {
        self.0 & facet.bit() != 0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Those among them, in the order they are told.
    pub fn iter(self) -> impl Iterator<Item = Facet> {
        Facet::ALL.into_iter().filter(move |facet| self.has(*facet))
    }
}

/// A sum of facts for each facet. The order of facts does not count, so that two timers due at the same instant may
/// fire in either order; where order counts (the path) the fact holds its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums([u64; Facet::ALL.len()]);

impl Sums {
    /// Adds a fact.
    pub(super) fn add(&mut self, facet: Facet, fact: u64) {
        let slot = Facet::ALL.iter().zip(self.0.iter_mut());
        for (_, sum) in slot.filter(|(known, _)| **known == facet) {
            *sum = sum.wrapping_add(fact);
        }
    }

    /// Adds all facts of another.
    pub(super) fn merge(&mut self, other: &Sums) {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum = sum.wrapping_add(more);
        }
    }

    /// All facts in one number; 0 where there is none.
    pub(super) fn print(&self) -> u64 {
        if self.0.iter().all(|sum| *sum == 0) {
            return 0;
        }
        let mix = super::mix::Mix::new(1);
        self.0.iter().fold(mix, |mix, sum| mix.num(*sum)).done()
    }

    /// The facets in which two differ.
    pub(super) fn differing(&self, other: &Sums) -> Facets {
        let pairs = self.0.iter().zip(other.0);
        let facets = Facet::ALL.into_iter().zip(pairs);
        facets
            .filter(|(_, (a, b))| **a != *b)
            .fold(Facets::NONE, |facets, (facet, _)| facets.with(facet))
    }
}
