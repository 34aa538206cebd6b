//! Which contract an entry falls under.
//!
//! A contract that lists sites comes before one that covers all, so that a clinic of one's own can stand beside an
//! employment. Two contracts conflict where a day and a site would fall under both: both cover all sites, or both
//! list the same one. Conflicts are refused when a contract is saved, so that the choice never depends on an order.

use jiff::civil::Date;

use super::{Contract, Sites};
use crate::{Entry, ShortText};

/// The contract that an entry falls under, by its day and site; none where none covers it.
#[must_use]
pub fn choose<'c>(contracts: &'c [Contract], entry: &Entry) -> Option<&'c Contract> {
    choose_for(contracts, entry.date, entry.site.as_ref())
}

/// As [`choose`], by day and site.
#[must_use]
pub fn choose_for<'c>(
    contracts: &'c [Contract],
    date: Date,
    site: Option<&ShortText>,
) -> Option<&'c Contract> {
    let on_day = || contracts.iter().filter(|contract| contract.covers_day(date));
    let lists = |contract: &Contract| matches!((&contract.sites, site), (Sites::Listed(sites), Some(site)) if sites.iter().any(|listed| same_site(listed, site)));
    on_day()
        .find(|contract| lists(contract))
        .or_else(|| on_day().find(|contract| contract.sites == Sites::All))
}

/// The contract among others that a contract conflicts with. The same contract, as it was before, is not another.
#[must_use]
pub fn conflict<'c>(others: &'c [Contract], new: &Contract) -> Option<&'c Contract> {
    let days = |other: &Contract| {
        new.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| new.from <= to)
    };
    let sites = |other: &Contract| match (&new.sites, &other.sites) {
        (Sites::All, Sites::All) => true,
        (Sites::Listed(ours), Sites::Listed(theirs)) => {
            ours.iter().any(|site| theirs.iter().any(|other| same_site(site, other)))
        }
        _ => false,
    };
    others.iter().find(|other| other.id != new.id && days(other) && sites(other))
}

/// Whether two names mean the same site: they do but for case.
#[must_use]
pub fn same_site(one: &ShortText, other: &ShortText) -> bool {
    one.as_str().to_lowercase() == other.as_str().to_lowercase()
}
