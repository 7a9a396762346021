use proptest::prelude::*;

use super::*;

/// The classes of each column, by number.
fn domain(widths: &[usize]) -> Region {
    widths.iter().map(|width| Bits::of(0..*width)).collect()
}

fn row(columns: &[Vec<usize>], gives: usize) -> Row {
    let least: Region = columns
        .iter()
        .map(|set| Bits::of(set.iter().copied()))
        .collect();
    Row {
        most: least.clone(),
        least,
        gives,
    }
}

/// Every combination of the space, one class a column.
fn points(widths: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for width in widths {
        all = all
            .into_iter()
            .flat_map(|point: Vec<usize>| {
                (0..*width).map(move |class| {
                    let mut longer = point.clone();
                    longer.push(class);
                    longer
                })
            })
            .collect();
    }
    all
}

fn holds(region: &[Bits], point: &[usize]) -> bool {
    region.iter().zip(point).all(|(set, class)| set.has(*class))
}

fn tables() -> impl Strategy<Value = (Vec<usize>, Vec<Row>)> {
    proptest::collection::vec(1..5_usize, 1..5).prop_flat_map(|widths| {
        let cells: Vec<_> = widths
            .iter()
            .map(|width| {
                let set = proptest::collection::vec(any::<bool>(), *width);
                // Half of the cells restrict nothing, as in real tables.
                (set, any::<bool>())
            })
            .collect();
        let one = (cells, any::<bool>(), 0..2_usize).prop_map(|(cells, unsure, gives)| {
            let most: Region = cells
                .iter()
                .map(|(set, all)| {
                    let taken = set.iter().enumerate().filter(|(_, taken)| *all || **taken);
                    Bits::of(taken.map(|(class, _)| class))
                })
                .collect();
            let least = match unsure && gives == 0 {
                true => vec![Bits::default(); most.len()],
                false => most.clone(),
            };
            Row { least, most, gives }
        });
        (Just(widths), proptest::collection::vec(one, 0..9))
    })
}

proptest! {
    #[test]
    fn holes_are_those_of_brute_force((widths, rows) in tables()) {
        let found = analyse(&domain(&widths), &rows, Hit::First);
        prop_assert!(!found.too_large);
        let open: Vec<Vec<usize>> = points(&widths)
            .into_iter()
            .filter(|point| !rows.iter().any(|row| holds(&row.most, point)))
            .collect();
        let certain = points(&widths)
            .iter()
            .all(|point| rows.iter().any(|row| holds(&row.least, point)));
        prop_assert_eq!(found.whole, certain);
        prop_assert_eq!(found.holes.is_empty(), open.is_empty());
        for hole in &found.holes {
            for point in points(&widths).iter().filter(|point| holds(hole, point)) {
                prop_assert!(open.contains(point), "{:?} is no hole", point);
            }
        }
        if found.holes.len() < HOLES {
            for point in &open {
                prop_assert!(found.holes.iter().any(|hole| holds(hole, point)), "{:?}", point);
            }
        }
    }

    #[test]
    fn rows_masked_under_first_are_those_of_brute_force((widths, rows) in tables()) {
        let found = analyse(&domain(&widths), &rows, Hit::First);
        let points = points(&widths);
        for (at, row) in rows.iter().enumerate() {
            let reached: Vec<&Vec<usize>> =
                points.iter().filter(|point| holds(&row.most, point)).collect();
            let above = &rows[..at];
            let taken = reached
                .iter()
                .all(|point| above.iter().any(|other| holds(&other.least, point)));
            prop_assert_eq!(found.never.contains(&at), reached.is_empty());
            let masked = found.masked.iter().find(|(masked, _)| *masked == at);
            prop_assert_eq!(masked.is_some(), taken && !reached.is_empty());
            if let Some((_, by)) = masked {
                // The rows named do take it all.
                let all = reached
                    .iter()
                    .all(|point| by.iter().any(|other| holds(&rows[*other].least, point)));
                prop_assert!(all, "{:?}", by);
            }
        }
    }

    #[test]
    fn unique_rows_are_told_like_brute_force((widths, rows) in tables()) {
        let found = analyse(&domain(&widths), &rows, Hit::Unique);
        let points = points(&widths);
        for (at, row) in rows.iter().enumerate() {
            let clash = rows[..at].iter().position(|other| {
                other.gives != row.gives
                    && points
                        .iter()
                        .any(|point| holds(&row.least, point) && holds(&other.least, point))
            });
            let told = found.overlaps.iter().find(|(_, second, _)| *second == at);
            prop_assert_eq!(told.map(|(first, _, _)| *first), clash);
            if let Some((first, _, both)) = told {
                for point in points.iter().filter(|point| holds(both, point)) {
                    prop_assert!(holds(&row.least, point) && holds(&rows[*first].least, point));
                }
            }
        }
        // Without the rows told, everything certain is still decided.
        let gone: Vec<usize> = found.masked.iter().map(|(at, _)| *at).collect();
        for point in &points {
            let decided = |(at, row): (usize, &Row)| !gone.contains(&at) && holds(&row.least, point);
            if rows.iter().any(|row| holds(&row.least, point)) {
                prop_assert!(rows.iter().enumerate().any(decided), "{:?}", point);
            }
        }
    }
}

#[test]
fn a_large_table_is_looked_at_quickly() {
    // 100 rows over eight columns of six classes each: the worst a person would write, rows of every pattern.
    let mut seed = 7_u64;
    let mut roll = move |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % sides
    };
    let widths = [6; 8];
    let rows: Vec<Row> = (0..100)
        .map(|_| {
            let columns: Vec<Vec<usize>> = (0..8)
                .map(|_| match roll(3) {
                    0 => (0..6).collect(),
                    1 => (0..6).filter(|_| roll(2) == 0).collect(),
                    _ => vec![usize::try_from(roll(6)).unwrap()],
                })
                .collect();
            row(&columns, 0)
        })
        .collect();
    let found = analyse(&domain(&widths), &rows, Hit::First);
    assert!(!found.too_large);
    assert_eq!(found.holes.len(), HOLES);
}

/// Rows that split the space by halves until there are a hundred: whole, and none masks another.
fn split(widths: &[usize], count: usize, mut roll: impl FnMut(usize) -> usize) -> Vec<Row> {
    let mut parts: Vec<Region> = vec![domain(widths)];
    while parts.len() < count {
        let at = roll(parts.len());
        let column = roll(widths.len());
        let members: Vec<usize> = parts[at][column].iter().collect();
        if members.len() < 2 {
            continue;
        }
        let cut = 1 + roll(members.len() - 1);
        let mut other = parts[at].clone();
        parts[at][column] = Bits::of(members[..cut].iter().copied());
        other[column] = Bits::of(members[cut..].iter().copied());
        parts.push(other);
    }
    let rows = parts.into_iter().enumerate();
    rows.map(|(at, least)| Row {
        most: least.clone(),
        least,
        gives: at,
    })
    .collect()
}

#[test]
fn a_large_table_without_fault_is_proved_whole() {
    let mut seed = 11_u64;
    let mut roll = move |sides: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap() % sides
    };
    let widths = [6; 8];
    for _ in 0..5 {
        let rows = split(&widths, 100, &mut roll);
        for hit in [Hit::First, Hit::Unique] {
            let found = analyse(&domain(&widths), &rows, hit);
            let sound = Findings {
                whole: true,
                ..Findings::default()
            };
            assert_eq!(found, sound);
        }
        // Without one of them there is exactly that hole.
        let (lost, rest) = rows.split_first().unwrap();
        let found = analyse(&domain(&widths), rest, Hit::First);
        assert!(!found.whole && !found.too_large);
        for hole in &found.holes {
            assert!(hole.iter().zip(&lost.least).all(|(a, b)| a.is_within(b)));
        }
    }
}
