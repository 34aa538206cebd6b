//! Ranks that follow each other: those of the units of a line, which are all of one value.

use crate::Factor;

/// The ranks of procedures of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ranks {
    /// How many procedures rank before them.
    pub(super) after: u32,
    /// How many they are, at least one.
    pub(super) count: u32,
}

impl Ranks {
    /// The first of all at one and every other at the rate; an empty part is left out.
    pub(super) fn with_factors(self, rate: Factor) -> impl Iterator<Item = (Self, Factor)> {
        let full = u32::from(self.after == 0).min(self.count);
        let first = Self { after: self.after, count: full };
        let rest = Self { after: self.after + full, count: self.count - full };
        [(first, Factor::ONE), (rest, rate)].into_iter().filter(|(ranks, _)| ranks.count > 0)
    }

    /// Those past a rank.
    pub(super) fn past(self, rank: u32) -> Option<Self> {
        let after = self.after.max(rank);
        (self.after + self.count)
            .checked_sub(after)
            .filter(|count| *count > 0)
            .map(|count| Self { after, count })
    }

    /// `rank 2 of 7`, or `ranks 3 to 5 of 7`.
    pub(super) fn of(self, all: u32) -> String {
        format!("{} of {all}", self.named("rank"))
    }

    /// `Number 2`, or `Numbers 3 to 5`, by a name.
    pub(super) fn named(self, name: &str) -> String {
        let first = self.after + 1;
        match self.count {
            1 => format!("{name} {first}"),
            count => format!("{name}s {first} to {}", self.after + count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_of_all_is_paid_in_full() {
        let parts = |after, count| -> Vec<(u32, u32, Factor)> {
            let ranks = Ranks { after, count }.with_factors(Factor::HALF);
            ranks.map(|(ranks, factor)| (ranks.after, ranks.count, factor)).collect()
        };
        assert_eq!(parts(0, 1), [(0, 1, Factor::ONE)]);
        assert_eq!(parts(0, 3), [(0, 1, Factor::ONE), (1, 2, Factor::HALF)]);
        assert_eq!(parts(2, 3), [(2, 3, Factor::HALF)]);
    }

    #[test]
    fn ranks_are_told_in_words() {
        let ranks = Ranks { after: 2, count: 4 };
        assert_eq!(ranks.of(9), "ranks 3 to 6 of 9");
        assert_eq!(ranks.past(5).map(|past| past.named("Rank")).as_deref(), Some("Rank 6"));
        assert_eq!(ranks.past(6), None);
        assert_eq!(ranks.past(0), Some(ranks));
    }
}
