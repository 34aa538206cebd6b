//! Percentiles by nearest rank, and the way back from a value to a percentile.
//!
//! **Nearest rank:** the p-th percentile of n values in ascending order is the value at place `ceil(p / 100 * n)`,
//! counted from 1. It is always one of the values.
//!
//! **Between the tabled percentiles** a straight line is drawn through the two neighbours. Beyond the outermost
//! nothing is known, and nothing is said.

use serde::{Deserialize, Serialize};

use crate::Quantity;

/// The percentiles tabled.
pub const PERCENTILES: [u8; 7] = [5, 10, 25, 50, 75, 90, 95];

/// The value at a percentile of values in ascending order, by nearest rank; `None` of no values.
#[must_use]
pub fn nearest_rank<T: Copy>(ascending: &[T], percentile: u8) -> Option<T> {
    let rank = (ascending.len() * usize::from(percentile)).div_ceil(100).max(1);
    ascending.get(rank - 1).copied()
}

/// How a quantity is spread over providers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Distribution<T> {
    /// Providers.
    pub n: u32,
    /// The values at [`PERCENTILES`], by nearest rank.
    pub values: [T; PERCENTILES.len()],
}

/// Where a value stands among tabled percentiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing<T> {
    /// Below the lowest percentile tabled: how far cannot be told.
    Below {
        /// The lowest tabled.
        lowest: Point<T>,
    },
    /// Between two tabled percentiles, or at one.
    Within {
        /// The percentile in tenths, by a straight line between the two, rounded half-up.
        tenths: u16,
        /// The tabled percentile at or below the value.
        lower: Point<T>,
        /// The one at or above it.
        upper: Point<T>,
    },
    /// Above the highest percentile tabled: how far cannot be told.
    Above {
        /// The highest tabled.
        highest: Point<T>,
    },
}

/// A percentile and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point<T> {
    /// From 1 to 99.
    pub percentile: u8,
    /// The value there.
    pub value: T,
}

impl<T: Quantity> Distribution<T> {
    /// The distribution of values in ascending order; `None` of fewer than `least`.
    #[must_use]
    pub fn of(ascending: &[T], least: u32) -> Option<Self> {
        let n = u32::try_from(ascending.len()).ok().filter(|&n| n >= least.max(1))?;
        let mut values = [T::from_scaled(0); PERCENTILES.len()];
        for (value, percentile) in values.iter_mut().zip(PERCENTILES) {
            *value = nearest_rank(ascending, percentile)?;
        }
        Some(Self { n, values })
    }

    /// The tabled percentiles with their values.
    #[must_use]
    pub fn points(&self) -> [Point<T>; PERCENTILES.len()] {
        let mut points = self.values.map(|value| Point { percentile: 0, value });
        for (point, percentile) in points.iter_mut().zip(PERCENTILES) {
            point.percentile = percentile;
        }
        points
    }

    /// The value at a tabled percentile.
    #[must_use]
    pub fn at(&self, percentile: u8) -> Option<T> {
        let at = PERCENTILES.iter().position(|tabled| *tabled == percentile)?;
        self.values.get(at).copied()
    }

    /// The median.
    #[must_use]
    pub fn median(&self) -> T {
        self.values[PERCENTILES.len() / 2]
    }

    /// Where a value stands.
    #[must_use]
    pub fn percentile_of(&self, value: T) -> Standing<T> {
        let points = self.points();
        standing(&points, value).unwrap_or(Standing::Below { lowest: points[0] })
    }
}

/// Where a value stands among points in ascending order; `None` of no points.
///
/// Where several percentiles have the value, the lowest of them counts.
#[must_use]
pub fn standing<T: Quantity>(points: &[Point<T>], value: T) -> Option<Standing<T>> {
    let (first, last) = (points.first()?, points.last()?);
    if value < first.value {
        return Some(Standing::Below { lowest: *first });
    }
    let Some(at) = points.iter().position(|point| value <= point.value) else {
        return Some(Standing::Above { highest: *last });
    };
    let upper = points[at];
    let lower = if value == upper.value { upper } else { points[at.saturating_sub(1)] };
    let tenths = between(
        (lower.value.scaled(), upper.value.scaled()),
        (u64::from(lower.percentile) * 10, u64::from(upper.percentile) * 10),
        value.scaled(),
    );
    Some(Standing::Within { tenths: u16::try_from(tenths).unwrap_or(u16::MAX), lower, upper })
}

/// The value at a percentile, given in tenths, by a straight line between the two tabled ones next to it, rounded
/// half-up; `None` beyond the outermost.
#[must_use]
pub fn value_at<T: Quantity>(points: &[Point<T>], tenths: u16) -> Option<T> {
    let tenths_of = |point: &Point<T>| u64::from(point.percentile) * 10;
    let at = points.iter().position(|point| u64::from(tenths) <= tenths_of(point))?;
    let upper = points.get(at)?;
    if tenths_of(upper) == u64::from(tenths) {
        return Some(upper.value);
    }
    let lower = points.get(at.checked_sub(1)?)?;
    Some(T::from_scaled(between(
        (tenths_of(lower), tenths_of(upper)),
        (lower.value.scaled(), upper.value.scaled()),
        u64::from(tenths),
    )))
}

/// The point at `x` of the straight line from `(x.0, y.0)` to `(x.1, y.1)`, rounded half-up.
fn between(x: (u64, u64), y: (u64, u64), at: u64) -> u64 {
    let run = u128::from(x.1.saturating_sub(x.0));
    if run == 0 {
        return y.1;
    }
    let rise = u128::from(y.1.saturating_sub(y.0)) * u128::from(at.saturating_sub(x.0));
    y.0 + u64::try_from((rise * 2 + run) / (run * 2)).unwrap_or(u64::MAX - y.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::WorkRvus;

    fn hundred() -> Distribution<WorkRvus> {
        let values: Vec<WorkRvus> = (1..=100).map(|value| WorkRvus::new(value * 100)).collect();
        Distribution::of(&values, 11).unwrap()
    }

    #[test]
    fn nearest_rank_is_always_one_of_the_values() {
        assert_eq!(nearest_rank(&[15, 20, 35, 40, 50], 5), Some(15));
        assert_eq!(nearest_rank(&[15, 20, 35, 40, 50], 40), Some(20));
        assert_eq!(nearest_rank(&[15, 20, 35, 40, 50], 50), Some(35));
        assert_eq!(nearest_rank(&[15, 20, 35, 40, 50], 100), Some(50));
        assert_eq!(nearest_rank::<u8>(&[], 50), None);
        assert_eq!(hundred().values.map(WorkRvus::get), [500, 1000, 2500, 5000, 7500, 9000, 9500]);
    }

    #[test]
    fn a_distribution_of_too_few_is_none() {
        let values = [WorkRvus::new(1); 10];
        assert_eq!(Distribution::of(&values, 11), None);
        assert!(Distribution::of(&values, 10).is_some());
    }

    #[test]
    fn a_value_beyond_the_outermost_percentile_has_no_percentile() {
        let distribution = hundred();
        let [first, .., last] = distribution.points();
        assert_eq!(distribution.percentile_of(WorkRvus::new(499)), Standing::Below { lowest: first });
        assert_eq!(distribution.percentile_of(WorkRvus::new(9501)), Standing::Above { highest: last });
        let at = |value| match distribution.percentile_of(WorkRvus::new(value)) {
            Standing::Within { tenths, .. } => tenths,
            other => panic!("{other:?}"),
        };
        assert_eq!([at(500), at(5000), at(6250), at(9500)], [50, 500, 625, 950]);
    }

    #[test]
    fn of_several_percentiles_with_one_value_the_lowest_counts() {
        let distribution = Distribution { n: 20, values: [1, 1, 1, 1, 5, 5, 9].map(WorkRvus::new) };
        let tenths = |value| match distribution.percentile_of(WorkRvus::new(value)) {
            Standing::Within { tenths, .. } => tenths,
            other => panic!("{other:?}"),
        };
        assert_eq!([tenths(1), tenths(5), tenths(9)], [50, 750, 950]);
    }

    #[test]
    fn a_percentile_between_two_tabled_ones_has_a_value_and_one_beyond_them_none() {
        let points = hundred().points();
        assert_eq!(value_at(&points, 500), Some(WorkRvus::new(5000)));
        assert_eq!(value_at(&points, 625), Some(WorkRvus::new(6250)));
        assert_eq!(value_at(&points, 49), None);
        assert_eq!(value_at(&points, 951), None);
    }

    proptest! {
        #[test]
        fn percentiles_are_those_of_a_count(mut values in prop::collection::vec(0_u64..500, 1..200), percentile in 1_u8..=99) {
            values.sort_unstable();
            let found = nearest_rank(&values, percentile).unwrap();
            // The least value with at least p percent of the values at or below it.
            let enough = |value: u64| {
                let below = values.iter().filter(|other| **other <= value).count();
                below * 100 >= usize::from(percentile) * values.len()
            };
            let naive = values.iter().copied().find(|value| enough(*value)).unwrap();
            prop_assert_eq!(found, naive);
        }

        #[test]
        fn a_standing_lies_between_its_neighbours(
            mut values in prop::collection::vec(0_u64..5000, 11..60), value in 0_u64..6000,
        ) {
            values.sort_unstable();
            let values: Vec<WorkRvus> = values.into_iter().map(WorkRvus::new).collect();
            let distribution = Distribution::of(&values, 11).unwrap();
            match distribution.percentile_of(WorkRvus::new(value)) {
                Standing::Below { lowest } => prop_assert!(value < lowest.value.get()),
                Standing::Above { highest } => prop_assert!(value > highest.value.get()),
                Standing::Within { tenths, lower, upper } => {
                    prop_assert!((lower.value.get()..=upper.value.get()).contains(&value));
                    let span = u16::from(lower.percentile) * 10..=u16::from(upper.percentile) * 10;
                    prop_assert!(span.contains(&tenths));
                }
            }
        }
    }
}
