//! What is not held between the releases that are.

use jiff::civil::Date;
use openrvu_core::ReleaseId;
use openrvu_core::policy::ReleaseCalendar;
use serde::Serialize;

/// Releases in a row that are not held, and the days that no release held therefore covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The releases that are missing, in the order of time.
    pub missing: Vec<ReleaseId>,
    /// First day not covered.
    pub from: Date,
    /// Last day not covered.
    pub through: Date,
}

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.missing.as_slice() {
            [one] => write!(f, "{one} is not held")?,
            [first, .., last] => write!(f, "{first} to {last} are not held")?,
            [] => write!(f, "nothing is missing")?,
        }
        write!(f, ": dates {} to {} are priced by none", self.from, self.through)
    }
}

/// The gaps between the first and the last of the releases held, which are in the order of time.
#[must_use]
pub fn gaps(held: &[ReleaseId], calendar: &ReleaseCalendar) -> Vec<Gap> {
    let (Some(first), Some(last)) = (held.first(), held.last()) else { return Vec::new() };
    let between: Vec<(ReleaseId, Date)> = (first.year..=last.year)
        .flat_map(|year| calendar.of_year(year))
        .filter(|(id, _)| (*first..=*last).contains(id))
        .collect();
    let missing = |id: &ReleaseId| held.binary_search(id).is_err();
    between
        .chunk_by(|(a, _), (b, _)| missing(a) == missing(b))
        .filter(|run| run.first().is_some_and(|(id, _)| missing(id)))
        .filter_map(|run| {
            let (_, from) = *run.first()?;
            let (last, _) = *run.last()?;
            let through = calendar.effective_until(last)?.yesterday().ok()?;
            Some(Gap { missing: run.iter().map(|(id, _)| *id).collect(), from, through })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use openrvu_core::policy::Policy;

    #[test]
    fn gaps_are_told_in_plain_words() {
        let calendar = Policy::builtin().unwrap().calendar;
        let held: Vec<ReleaseId> =
            ["RVU24B", "RVU24C", "RVU25D", "RVU26B", "RVU26C"].iter().map(|n| n.parse().unwrap()).collect();
        let told: Vec<String> = gaps(&held, &calendar).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "RVU24D to RVU25C are not held: dates 2024-10-01 to 2025-09-30 are priced by none",
                "RVU26A is not held: dates 2026-01-01 to 2026-03-31 are priced by none",
            ]
        );
        assert_eq!(gaps(&held[..2], &calendar), []);
        assert_eq!(gaps(&[], &calendar), []);
    }
}
