//! How work divides: by code, section, site, role, contract, visit level.

use std::cmp::Reverse;

use openrvu_core::{Code, ReleaseId};
use rustc_hash::FxHashMap;

use super::filter::Matcher;
use super::level::{FamilyMix, family_mixes};
use crate::ledger::{Ledger, SiteNumber, Sums};
use crate::period::Period;
use crate::{ContractId, Role, ShortText};

/// How the work of a period divides. Each list goes from the most work to the least, and each adds up to the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mix {
    /// By code.
    pub codes: Vec<(Code, Sums)>,
    /// By section of the code set, by its address.
    pub sections: Vec<(String, Sums)>,
    /// By site; none for entries without one.
    pub sites: Vec<(Option<ShortText>, Sums)>,
    /// By what the clinician did.
    pub roles: Vec<(Role, Sums)>,
    /// By contract; none for entries that no contract covers.
    pub contracts: Vec<(Option<ContractId>, Sums)>,
    /// By the release whose work RVUs are credited; none where no release answers for the day.
    pub releases: Vec<(Option<ReleaseId>, Sums)>,
    /// By level, for the families of visits that were given. These do not add up to the whole.
    pub levels: Vec<FamilyMix>,
}

impl Mix {
    pub(super) fn new(ledger: &Ledger, matcher: &mut Matcher<'_>, period: &Period) -> Self {
        let mut codes: FxHashMap<Code, Sums> = FxHashMap::default();
        let mut sites: FxHashMap<Option<SiteNumber>, Sums> = FxHashMap::default();
        let (mut roles, mut contracts, mut releases) = (Tally::default(), Tally::default(), Tally::default());
        for (_, value) in ledger.values(period.from, period.to) {
            if !matcher.matches(value) {
                continue;
            }
            let sums = value.sums();
            *codes.entry(value.code).or_default() += sums;
            *sites.entry(value.site).or_default() += sums;
            roles.add(value.role, sums);
            contracts.add(value.contract, sums);
            releases.add(value.release, sums);
        }
        let mut sections: FxHashMap<String, Sums> = FxHashMap::default();
        for (code, sums) in &codes {
            *sections.entry(matcher.section_of(*code)).or_default() += *sums;
        }
        let codes = by_work(codes.into_iter().collect());
        let sites = by_work(sites.into_iter().collect()).into_iter();
        Self {
            levels: family_mixes(&codes),
            codes,
            sections: by_work(sections.into_iter().collect()),
            sites: sites
                .map(|(site, sums)| (site.and_then(|site| ledger.site(site)).cloned(), sums))
                .collect(),
            roles: by_work(roles.0),
            contracts: by_work(contracts.0),
            releases: by_work(releases.0),
        }
    }
}

/// The most work first; of equal work the most units, then the names in order.
fn by_work<K: Ord>(mut sorted: Vec<(K, Sums)>) -> Vec<(K, Sums)> {
    sorted.sort_by(|(one, a), (other, b)| {
        let key = |sums: &Sums| Reverse((sums.work, sums.units, sums.entries));
        key(a).cmp(&key(b)).then_with(|| one.cmp(other))
    });
    sorted
}

/// Sums by keys of which there are few.
struct Tally<K>(Vec<(K, Sums)>);

impl<K> Default for Tally<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: PartialEq> Tally<K> {
    fn add(&mut self, key: K, sums: Sums) {
        match self.0.iter_mut().find(|(other, _)| *other == key) {
            Some((_, total)) => *total += sums,
            None => self.0.push((key, sums)),
        }
    }
}
