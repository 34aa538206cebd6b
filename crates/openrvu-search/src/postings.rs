//! Where stems stand, and how much a stem tells.

use crate::vocabulary::TermId;

/// The value of a stem in a name that has a word of it.
pub(crate) const WHOLE: u16 = 1000;

/// The least value of a stem in an entry that counts as one of its names'.
pub(crate) const NAMED: u16 = 800;

/// A stem in a name or in an entry.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posting {
    /// The name's or the entry's place.
    pub(crate) at: u32,
    /// How well the stem stands for a word sought, in thousandths.
    pub(crate) value: u16,
    /// How much of the name's mass the stem makes up.
    pub(crate) mass: u16,
}

/// Postings by stem, in one list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Postings {
    /// By stem: where its postings begin; one more at the end.
    starts: Vec<u32>,
    list: Vec<Posting>,
}

impl Postings {
    /// Puts postings under their stems, those of one stem in the order in which they come.
    pub(crate) fn new(terms: usize, postings: &[(TermId, Posting)]) -> Self {
        let mut starts = vec![0_u32; terms + 1];
        for (term, _) in postings {
            if let Some(count) = starts.get_mut(*term as usize + 1) {
                *count += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut list = vec![Posting { at: 0, value: 0, mass: 0 }; postings.len()];
        for (term, posting) in postings {
            let Some(place) = next.get_mut(*term as usize) else { continue };
            if let Some(cell) = list.get_mut(*place as usize) {
                *cell = *posting;
            }
            *place += 1;
        }
        Self { starts, list }
    }

    /// The postings of a stem.
    pub(crate) fn of(&self, term: TermId) -> &[Posting] {
        let term = term as usize;
        match (self.starts.get(term), self.starts.get(term + 1)) {
            (Some(start), Some(end)) => self.list.get(*start as usize..*end as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

/// How much a word tells that stands in `some` of `all` documents, in 64ths of a bit.
pub(crate) fn weight(all: u32, some: u32) -> u32 {
    let ratio = u64::from(all + some) * 256 / u64::from(some.max(1));
    log2_in_64ths(ratio).saturating_sub(8 * 64) + 32
}

/// The binary logarithm in 64ths, exact at powers of two and linear between them.
pub(crate) fn log2_in_64ths(number: u64) -> u32 {
    let Some(whole) = number.checked_ilog2() else { return 0 };
    let rest = u128::from(number) * 64 / (1_u128 << whole) - 64;
    whole * 64 + u32::try_from(rest).unwrap_or_default()
}

/// A value times another, both in thousandths.
pub(crate) fn scale(value: u16, by: u16) -> u16 {
    u16::try_from(u32::from(value) * u32::from(by) / 1000).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postings_lie_under_their_stems() {
        let posting = |at| Posting { at, value: 1000, mass: 1 };
        let postings = Postings::new(3, &[(2, posting(0)), (0, posting(1)), (2, posting(5))]);
        let at = |term| postings.of(term).iter().map(|one| one.at).collect::<Vec<_>>();
        assert_eq!([at(0), at(1), at(2), at(9)], [vec![1], vec![], vec![0, 5], vec![]]);
    }

    #[test]
    fn rare_words_tell_more() {
        assert_eq!(log2_in_64ths(1), 0);
        assert_eq!(log2_in_64ths(1024), 640);
        assert!(weight(20_000, 3) > weight(20_000, 300));
        assert!(weight(20_000, 20_000) > 0);
    }
}
