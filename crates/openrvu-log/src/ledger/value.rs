//! What a ledger keeps of an entry's value, and sums of it.

use std::iter::Sum;
use std::ops::AddAssign;

use openrvu_core::{AnesthesiaUnits, Code, CreditRvu, ReleaseId};
use serde::Serialize;

use crate::{ContractId, Entry, EntryValue, Role};

/// Names a site within its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteNumber(pub(super) u32);

/// What an entry is worth, in the little space that a ledger has, with what a dashboard groups by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedValue {
    work: i64,
    published: i64,
    anesthesia_units: Option<AnesthesiaUnits>,
    review: Box<[Box<str>]>,
    /// The site.
    pub site: Option<SiteNumber>,
    /// Units of the line.
    pub units: u32,
    /// The code.
    pub code: Code,
    /// What the clinician did.
    pub role: Role,
    /// The contract that credits it; none where no contract covers it.
    pub contract: Option<ContractId>,
    /// The release whose work RVUs are credited; none where no release answers for the day.
    pub release: Option<ReleaseId>,
    /// The release that covers the day where it is not held and another stands in for it.
    pub provisional_for: Option<ReleaseId>,
}

/// Stands for a work RVU that is not known; no line comes near it.
const UNKNOWN: i64 = i64::MIN;

impl LoggedValue {
    pub(super) fn new(
        entry: &Entry,
        site: Option<SiteNumber>,
        contract: Option<ContractId>,
        value: EntryValue,
    ) -> Self {
        let review = value.review.into_iter().map(String::into_boxed_str);
        Self {
            work: value.work.map_or(UNKNOWN, CreditRvu::get),
            published: value.published.map_or(UNKNOWN, CreditRvu::get),
            anesthesia_units: value.line.and_then(|line| line.anesthesia_units),
            review: review.collect(),
            site,
            units: entry.line.units,
            code: entry.line.code,
            role: entry.role,
            contract,
            release: value.release,
            provisional_for: value.provisional_for,
        }
    }

    /// Work RVUs credited; none where the credit is unknown or the service has no work RVU.
    #[must_use]
    pub fn work(&self) -> Option<CreditRvu> {
        (self.work != UNKNOWN).then(|| CreditRvu::new(self.work))
    }

    /// Work RVUs as published, times units, before any policy.
    #[must_use]
    pub fn published(&self) -> Option<CreditRvu> {
        (self.published != UNKNOWN).then(|| CreditRvu::new(self.published))
    }

    /// Anesthesia units, which are counted apart: anesthesia has no work RVU.
    #[must_use]
    pub const fn anesthesia_units(&self) -> Option<AnesthesiaUnits> {
        self.anesthesia_units
    }

    /// Why the entry needs review, in words; empty where it does not.
    #[must_use]
    pub fn review(&self) -> &[Box<str>] {
        &self.review
    }

    /// Its part of a sum.
    #[must_use]
    pub fn sums(&self) -> Sums {
        Sums {
            work: self.work().unwrap_or_default(),
            published: self.published().filter(|_| self.work != UNKNOWN).unwrap_or_default(),
            anesthesia_units: self.anesthesia_units.map_or(0, |units| units.get().into()),
            entries: 1,
            units: self.units.into(),
            uncredited: u32::from(self.work == UNKNOWN && self.anesthesia_units.is_none()),
            without_work: u32::from(self.work == UNKNOWN && self.anesthesia_units.is_some()),
            review: u32::from(!self.review.is_empty()),
            provisional: u32::from(self.provisional_for.is_some()),
        }
    }
}

/// Sums over entries, with counts of what they leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Sums {
    /// Work RVUs credited, of the entries whose credit is known.
    pub work: CreditRvu,
    /// Work RVUs as published, times units, of the entries whose credit is known.
    pub published: CreditRvu,
    /// Anesthesia units, in tenths.
    pub anesthesia_units: i64,
    /// Entries.
    pub entries: u32,
    /// Units of all lines.
    pub units: u64,
    /// Entries whose credit is unknown, and so not in the sum. Anesthesia is not among them.
    pub uncredited: u32,
    /// Entries of services that have no work RVU: anesthesia.
    pub without_work: u32,
    /// Entries that need review.
    pub review: u32,
    /// Entries credited by a release that stands in for one that is not held.
    pub provisional: u32,
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.work += other.work;
        self.published += other.published;
        self.anesthesia_units += other.anesthesia_units;
        self.entries += other.entries;
        self.units += other.units;
        self.uncredited += other.uncredited;
        self.without_work += other.without_work;
        self.review += other.review;
        self.provisional += other.provisional;
    }
}

impl Sum for Sums {
    fn sum<I: Iterator<Item = Self>>(sums: I) -> Self {
        sums.fold(Self::default(), |mut total, sums| {
            total += sums;
            total
        })
    }
}
