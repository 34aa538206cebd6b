//! What is counted while rows are read.

use serde::{Deserialize, Serialize};

use crate::set::{BiasClass, Exclusion};

/// Rows and their services in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Count {
    pub(super) rows: u64,
    pub(super) services: u64,
}

impl Count {
    pub(super) fn add(&mut self, services: u64) {
        self.merge(Self { rows: 1, services });
    }

    fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.services = self.services.saturating_add(other.services);
    }
}

/// The counts of a block, a file, or all files.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    pub(super) read: u64,
    pub(super) used: u64,
    pub(super) without_place: u64,
    /// Rows of a code that another year has and not this one.
    pub(super) other_year: u64,
    /// Used rows that do not count days.
    pub(super) without_days: u64,
    /// By [`Exclusion`].
    pub(super) excluded: [Count; Exclusion::ALL.len()],
    /// Used rows with an amount, a place and a ZIP code: rows that could be compared if a release were held.
    pub(super) comparable: u64,
    pub(super) compared: u64,
    /// By specialty and [`BiasClass`].
    pub(super) classes: Vec<[Count; BiasClass::ALL.len()]>,
}

impl Tally {
    pub(super) fn exclude(&mut self, reason: Exclusion, services: u64) {
        if let Some(count) = self.excluded.get_mut(reason as usize) {
            count.add(services);
        }
    }

    pub(super) fn classify(&mut self, specialty: u16, class: BiasClass, services: u64) {
        let specialty = usize::from(specialty);
        if self.classes.len() <= specialty {
            self.classes.resize(specialty + 1, Default::default());
        }
        if let Some(count) = self.classes.get_mut(specialty).and_then(|of| of.get_mut(class as usize)) {
            count.add(services);
        }
    }

    /// The counts of a class in all specialties.
    pub(super) fn class(&self, class: BiasClass) -> Count {
        let mut all = Count::default();
        self.classes.iter().filter_map(|of| of.get(class as usize)).for_each(|count| all.merge(*count));
        all
    }

    /// Adds other counts, whose specialties have other numbers: `numbers` gives ours by theirs, or they are the same.
    pub(super) fn merge(&mut self, other: &Self, numbers: Option<&[u16]>) {
        self.read += other.read;
        self.used += other.used;
        self.without_place += other.without_place;
        self.other_year += other.other_year;
        self.without_days += other.without_days;
        self.comparable += other.comparable;
        self.compared += other.compared;
        for (own, others) in self.excluded.iter_mut().zip(other.excluded) {
            own.merge(others);
        }
        for (specialty, of) in other.classes.iter().enumerate() {
            let own =
                numbers.map_or(specialty, |numbers| numbers.get(specialty).map_or(0, |own| (*own).into()));
            if self.classes.len() <= own {
                self.classes.resize(own + 1, Default::default());
            }
            for (own, others) in self.classes.iter_mut().skip(own).take(1).flatten().zip(of) {
                own.merge(*others);
            }
        }
    }
}
