//! Office visits by level: the bell curves.

use openrvu_benchmark::Share;
use openrvu_benchmark::set::{Absent, Cell, EmDistribution, EmFamily, EmFigures, Figure};
use openrvu_core::Code;
use serde::Serialize;

use super::chart::LevelChart;
use crate::views::Count;

/// A family of office visits in a specialty.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OfficeVisits {
    /// The family.
    pub(crate) family: EmFamily,
    /// Clinicians with enough visits, and the levels; or why there is nothing.
    #[serde(flatten)]
    pub(crate) found: Found,
}

/// What there is of a family.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(crate) enum Found {
    /// The levels.
    Levels {
        /// Clinicians with enough visits of the family.
        providers: Count,
        /// Every level.
        levels: Vec<Level>,
        /// The picture.
        #[serde(skip)]
        chart: LevelChart,
    },
    /// Too few have enough visits.
    Absent {
        /// Why.
        absent: Absent,
    },
}

/// A level.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Level {
    /// Its code.
    pub(crate) code: Code,
    /// Its shares, or why there are none.
    pub(crate) figures: Figure<EmFigures>,
}

impl OfficeVisits {
    /// Both families of a cell.
    pub(super) fn of(cell: &Cell) -> Vec<Self> {
        EmFamily::ALL.into_iter().map(|family| Self { family, found: found(cell.em_of(family)) }).collect()
    }

    /// Its codes, in words: `99202 to 99205`.
    pub(crate) fn range(&self) -> String {
        let numbers = self.family.numbers();
        format!("{} to {}", numbers.start(), numbers.end())
    }
}

fn found(em: Option<&EmDistribution>) -> Found {
    let Some(em) = em else { return Found::Absent { absent: Absent::TooFewProviders } };
    Found::Levels {
        providers: Count::of(em.providers),
        levels: em.levels.iter().map(|level| Level { code: level.code, figures: level.figures }).collect(),
        chart: LevelChart::draw(em, &[]),
    }
}

impl Level {
    /// How many clinicians show the level.
    pub(crate) fn providers(figures: &EmFigures) -> Count {
        Count::of(figures.providers)
    }

    /// The three quartiles, in percent.
    pub(crate) fn quartiles(figures: &EmFigures) -> [String; 3] {
        [figures.lower_quartile, figures.median, figures.upper_quartile].map(Share::percent)
    }
}
