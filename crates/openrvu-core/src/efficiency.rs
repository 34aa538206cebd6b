//! The efficiency adjustment seen in the data: what became of each work RVU between two releases.

use serde::Serialize;

use crate::{Code, Exact, Factor, FeeRow, Release, RowModifier, Rvu};

/// What became of a row's work RVU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EfficiencyClass {
    /// Exactly the old value times the factor, rounded half-up.
    Adjusted,
    /// So small that the adjusted value rounds to the old one.
    TooSmall,
    /// Unchanged although the adjustment would have changed it.
    Exempt,
    /// Changed to something else.
    Revalued,
}

impl EfficiencyClass {
    /// Every class, in the order of a report.
    pub const ALL: [Self; 4] = [Self::Adjusted, Self::TooSmall, Self::Exempt, Self::Revalued];

    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Adjusted => "adjusted",
            Self::TooSmall => "too small to change",
            Self::Exempt => "exempt",
            Self::Revalued => "revalued",
        }
    }

    /// Classifies a work RVU by its value before and after.
    #[must_use]
    pub fn of(before: Rvu, after: Rvu, factor: Factor) -> Self {
        let adjusted = adjusted_work(before, factor);
        match (after == before, adjusted == before) {
            (true, true) => Self::TooSmall,
            (true, false) => Self::Exempt,
            (false, _) if after == adjusted => Self::Adjusted,
            (false, _) => Self::Revalued,
        }
    }
}

/// The work RVU times the factor, rounded half-up to hundredths.
#[must_use]
pub fn adjusted_work(before: Rvu, factor: Factor) -> Rvu {
    let rounded = Exact::whole(i64::from(before.get())).times(factor).round();
    Rvu::new(i32::try_from(rounded).unwrap_or(i32::MAX))
}

/// A row of both releases with what became of its work RVU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EfficiencyChange {
    /// The code.
    pub code: Code,
    /// Which of its rows.
    pub modifier: RowModifier,
    /// Work RVU in the earlier release.
    pub before: Rvu,
    /// Work RVU in the later release.
    pub after: Rvu,
    /// What became of it.
    pub class: EfficiencyClass,
}

/// Classifies every row that Medicare pays by RVUs (status A, R or T) in both releases and has work in the earlier.
#[must_use]
pub fn classify(before: &Release, after: &Release, factor: Factor) -> Vec<EfficiencyChange> {
    let counts = |row: &FeeRow| row.status.uses_rvus() && row.work > Rvu::ZERO;
    before
        .rows
        .iter()
        .filter(|row| counts(row))
        .filter_map(|old| {
            let new = after.row(old.code, old.modifier).filter(|new| counts(new))?;
            let class = EfficiencyClass::of(old.work, new.work, factor);
            Some(EfficiencyChange {
                code: old.code,
                modifier: old.modifier,
                before: old.work,
                after: new.work,
                class,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_round_up_as_cms_rounds_them() {
        let factor = Factor::ten_thousandths(9750);
        // 11462, 10006 and 11008 of RVU25D and RVU26C.
        for (before, after) in [(300, 293), (100, 98), (500, 488)] {
            assert_eq!(adjusted_work(Rvu::new(before), factor), Rvu::new(after));
        }
        let classes = [
            (1960, 1911, EfficiencyClass::Adjusted),
            (17, 17, EfficiencyClass::TooSmall),
            (45, 45, EfficiencyClass::Exempt),
            (363, 378, EfficiencyClass::Revalued),
            (17, 18, EfficiencyClass::Revalued),
        ];
        for (before, after, class) in classes {
            assert_eq!(EfficiencyClass::of(Rvu::new(before), Rvu::new(after), factor), class);
        }
    }
}
