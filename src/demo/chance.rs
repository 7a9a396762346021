//! Chance that repeats: a small generator of its own, whole numbers only, so that a seed gives the same history on every
//! machine and in every version. The numbers are those of SplitMix64 (Steele, Lea and Flood, 2014).

/// A stream of random numbers that depends on its seed alone.
#[derive(Clone, Debug)]
pub struct Chance {
    state: u64,
}

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Chance {
    /// The stream of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Chance {
        Chance { state: seed }
    }

    /// A stream of its own for one question, named by numbers: what is drawn elsewhere does not move it.
    #[must_use]
    pub fn fork(&self, of: &[u64]) -> Chance {
        let state = of.iter().fold(mix(self.state), |state, part| {
            mix(state.wrapping_add(STEP) ^ mix(part.wrapping_add(STEP)))
        });
        Chance { state }
    }

    /// The next 64 bits.
    #[expect(
        clippy::should_implement_trait,
        reason = "a stream without end is no iterator to collect"
    )]
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// A number from 0 to one less than `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(n);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = u64::try_from(most.saturating_sub(least)).unwrap_or(0);
        let drawn = i64::try_from(self.below(width.saturating_add(1))).unwrap_or(0);
        least.saturating_add(drawn)
    }

    /// Whether something that happens so often in a thousand happens now.
    pub fn per_mille(&mut self, often: u32) -> bool {
        self.below(1000) < u64::from(often)
    }

    /// One of these, all alike; `None` where there is none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let n = u64::try_from(from.len()).unwrap_or(0);
        usize::try_from(self.below(n))
            .ok()
            .and_then(|at| from.get(at))
    }

    /// One of these by weight; `None` where no weight is left.
    pub fn weighted<'a, T>(&mut self, from: &'a [(u32, T)]) -> Option<&'a T> {
        let all = from.iter().map(|(weight, _)| u64::from(*weight)).sum();
        let mut drawn = self.below(all);
        for (weight, item) in from {
            let weight = u64::from(*weight);
            if drawn < weight {
                return Some(item);
            }
            drawn -= weight;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_splitmix64() {
        let mut chance = Chance::new(1_234_567);
        let drawn: Vec<u64> = (0..3).map(|_| chance.next()).collect();
        let known = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(drawn, known);
    }

    #[test]
    fn weights_are_kept_and_nothing_of_no_weight_is_drawn() {
        let mut chance = Chance::new(7);
        let rows = [(900, 'a'), (0, 'b'), (100, 'c')];
        let mut counts = [0; 3];
        for _ in 0..10_000 {
            match chance.weighted(&rows) {
                Some('a') => counts[0] += 1,
                Some('c') => counts[2] += 1,
                other => panic!("{other:?}"),
            }
        }
        assert!((8_800..9_200).contains(&counts[0]), "{counts:?}");
        assert_eq!(chance.weighted(&[(0, 'x')]), None);
        assert_eq!(chance.pick::<u8>(&[]), None);
    }

    #[test]
    fn a_fork_depends_on_its_name_only() {
        let one = Chance::new(3);
        let mut two = Chance::new(3);
        assert_eq!(one.fork(&[1, 2]).next(), two.fork(&[1, 2]).next());
        assert_ne!(one.fork(&[1, 2]).next(), one.fork(&[2, 1]).next());
        two.next();
        assert!((3..=9).contains(&two.between(3, 9)));
    }
}
