//! One's own office visits by level beside the specialty's.

use std::cmp::Ordering;

use openrvu_benchmark::Share;
use openrvu_benchmark::set::{Cell, EmDistribution, EmFamily, EmFigures, Figure};
use openrvu_core::Code;

use super::own::OwnWork;

/// Visits of a family below which nothing is said of their levels.
pub(super) const FEW: u64 = 100;

/// Visits of a level below which Medicare's lines would not show it, so that nothing is said of its share either.
const SHOWN: u64 = 11;

/// What a share below or above the middle half may mean at a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    /// One of the lower levels of the family.
    Low,
    /// The middle one.
    Middle,
    /// One of the higher.
    High,
}

/// A family.
#[derive(Debug, Clone)]
pub(crate) struct OwnLevels<'a> {
    /// The family.
    pub(crate) family: EmFamily,
    /// The specialty's; none where too few have enough of these visits.
    pub(crate) of_specialty: Option<&'a EmDistribution>,
    /// One's own visits of the family, as logged.
    pub(crate) visits: u64,
    /// The levels.
    pub(crate) levels: Vec<OwnLevel>,
}

/// A level.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnLevel {
    /// Its code.
    pub(crate) code: Code,
    /// One's own visits.
    pub(crate) visits: u64,
    /// Their share of the family's; none without a visit of the family.
    pub(crate) share: Option<Share>,
    /// The specialty's figures.
    pub(crate) figures: Option<EmFigures>,
}

impl<'a> OwnLevels<'a> {
    pub(super) fn of(own: &OwnWork, cell: &'a Cell) -> Vec<Self> {
        EmFamily::ALL.into_iter().map(|family| Self::of_family(own, family, cell.em_of(family))).collect()
    }

    fn of_family(own: &OwnWork, family: EmFamily, of_specialty: Option<&'a EmDistribution>) -> Self {
        let codes: Vec<Code> =
            family.numbers().filter_map(|number| number.to_string().parse().ok()).collect();
        let visits_of = |code: &Code| own.code(*code).map_or(0, |own| own.units);
        let visits: u64 = codes.iter().map(visits_of).sum();
        let levels = codes.iter().map(|code| {
            let level = of_specialty.and_then(|em| em.levels.iter().find(|level| level.code == *code));
            let figures = level.and_then(|level| match level.figures {
                Figure::Known(figures) => Some(figures),
                Figure::Absent(_) => None,
            });
            OwnLevel {
                code: *code,
                visits: visits_of(code),
                share: Share::of(visits_of(code).into(), visits.into()),
                figures,
            }
        });
        Self { family, of_specialty, visits, levels: levels.collect() }
    }

    /// The levels with their place in the family.
    pub(super) fn ranked(&self) -> impl Iterator<Item = (Rank, &OwnLevel)> {
        let last = self.levels.len().saturating_sub(1);
        self.levels.iter().enumerate().map(move |(at, level)| {
            let rank = match (at * 2).cmp(&last) {
                Ordering::Less => Rank::Low,
                Ordering::Equal => Rank::Middle,
                Ordering::Greater => Rank::High,
            };
            (rank, level)
        })
    }

    /// One's own shares, for a picture.
    pub(crate) fn shares(&self) -> Vec<(Code, Share)> {
        self.levels.iter().filter_map(|level| Some((level.code, level.share?))).collect()
    }
}

impl OwnLevel {
    /// Where one's own share is to the middle half, in words; none without either.
    ///
    /// The specialty's quartiles are over those whose lines show the level, so a share of too few visits for a line is
    /// not placed among them.
    pub(crate) fn place(&self) -> Option<&'static str> {
        let (share, figures) = (self.share?, self.figures?);
        Some(if self.visits < SHOWN {
            "too few to be placed"
        } else if share < figures.lower_quartile {
            "below the middle half"
        } else if share > figures.upper_quartile {
            "above the middle half"
        } else {
            "within the middle half"
        })
    }

    /// By how much the share lies outside the middle half, in ten-thousandths.
    pub(super) fn outside(&self) -> u64 {
        let (Some(share), Some(figures)) = (self.share, self.figures) else { return 0 };
        if self.visits < SHOWN {
            return 0;
        }
        let below = figures.lower_quartile.get().saturating_sub(share.get());
        below.max(share.get().saturating_sub(figures.upper_quartile.get()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openrvu_benchmark::set::EmLevel;
    use openrvu_core::CreditRvu;

    use super::super::own::OwnCode;

    #[test]
    fn a_share_of_too_few_visits_for_a_line_is_not_placed() {
        let code = |text: &str| text.parse::<Code>().unwrap();
        let figures = |lower, upper| EmFigures {
            providers: 40,
            pooled: Share::new(lower),
            lower_quartile: Share::new(lower),
            median: Share::new(lower),
            upper_quartile: Share::new(upper),
        };
        let level =
            |text, lower, upper| EmLevel { code: code(text), figures: Figure::Known(figures(lower, upper)) };
        let em = EmDistribution {
            family: EmFamily::NewPatient,
            providers: 40,
            levels: vec![
                level("99202", 1_000, 3_000),
                level("99203", 2_000, 5_000),
                level("99204", 2_000, 5_000),
                level("99205", 1_000, 3_000),
            ],
        };
        let own = |text, units| OwnCode { code: code(text), units, work: CreditRvu::ZERO };
        let codes = vec![own("99202", 10), own("99203", 120), own("99204", 11)];
        let own = OwnWork { codes, units: 141, work: CreditRvu::ZERO, entries: 141, left_out: Vec::new() };
        let levels = OwnLevels::of_family(&own, EmFamily::NewPatient, Some(&em));
        let places: Vec<Option<&str>> = levels.levels.iter().map(OwnLevel::place).collect();
        let few = Some("too few to be placed");
        assert_eq!(places, [few, Some("above the middle half"), Some("below the middle half"), few]);
        let outside: Vec<u64> = levels.levels.iter().map(OwnLevel::outside).collect();
        assert_eq!(outside, [0, 3_511, 1_220, 0]);
        let ranks: Vec<Rank> = levels.ranked().map(|(rank, _)| rank).collect();
        assert_eq!(ranks, [Rank::Low, Rank::Low, Rank::High, Rank::High]);
    }
}
