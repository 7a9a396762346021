//! Things in a row that want to stand somewhere and must keep their order and distance: the places nearest to the wishes.

/// A thing in a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// Where it wants to stand.
    pub(super) at: i64,
    /// How much that counts; at least one.
    pub(super) weight: i64,
    /// The least distance from the one before it.
    pub(super) gap: i64,
}

struct Pool {
    sum: i64,
    weight: i64,
    count: usize,
}

impl Pool {
    fn mean(&self) -> i64 {
        self.sum.div_euclid(self.weight.max(1))
    }
}

/// The places that keep all gaps with the least sum of weighted squared distances from the wishes (pool adjacent violators).
pub(super) fn spread(wishes: &[Wish]) -> Vec<i64> {
    let mut offset = 0;
    let mut offsets = Vec::with_capacity(wishes.len());
    let mut pools: Vec<Pool> = Vec::new();
    for (at, wish) in wishes.iter().enumerate() {
        if at > 0 {
            offset += wish.gap;
        }
        offsets.push(offset);
        let weight = wish.weight.max(1);
        let mut pool = Pool {
            sum: (wish.at - offset) * weight,
            weight,
            count: 1,
        };
        while let Some(before) = pools.pop_if(|before| before.mean() > pool.mean()) {
            pool.sum += before.sum;
            pool.weight += before.weight;
            pool.count += before.count;
        }
        pools.push(pool);
    }
    let means = pools
        .iter()
        .flat_map(|pool| std::iter::repeat_n(pool.mean(), pool.count));
    means
        .zip(offsets)
        .map(|(mean, offset)| mean + offset)
        .collect()
}

/// As [`spread`] with one gap for all, kept between `low` and `high` as far as the room allows.
pub(super) fn spread_within(wishes: &[i64], gap: i64, low: i64, high: i64) -> Vec<i64> {
    let last = i64::try_from(wishes.len())
        .unwrap_or(i64::MAX)
        .saturating_sub(1);
    let gap = gap.min((high - low).max(0) / last.max(1));
    let wishes: Vec<Wish> = wishes
        .iter()
        .map(|at| Wish {
            at: (*at).clamp(low, high.max(low)),
            weight: 1,
            gap,
        })
        .collect();
    let spread = spread(&wishes);
    (0..)
        .zip(spread)
        .map(|(place, at)| {
            let lowest = low + place * gap;
            let highest = (high - (last - place) * gap).max(lowest);
            at.clamp(lowest, highest)
        })
        .collect()
}
