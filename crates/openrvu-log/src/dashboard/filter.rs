//! Which entries count.

use openrvu_core::Code;
use rustc_hash::FxHashMap;

use super::{Classify, LoggedValue};
use crate::contract::same_site;
use crate::ledger::{Ledger, SiteNumber};
use crate::{ContractId, Role, ShortText};

/// A site chosen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SiteChoice {
    /// Entries without a site.
    None,
    /// Entries of a site.
    Named(ShortText),
}

/// A contract chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContractChoice {
    /// Entries that no contract covers.
    None,
    /// Entries that a contract credits.
    Of(ContractId),
}

/// Which entries count: those that fit all that is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Filter {
    /// The site.
    pub site: Option<SiteChoice>,
    /// A section of the code set with all its parts, by its address.
    pub section: Option<String>,
    /// The code.
    pub code: Option<Code>,
    /// What the clinician did.
    pub role: Option<Role>,
    /// The contract.
    pub contract: Option<ContractChoice>,
}

impl Filter {
    /// Whether nothing is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A filter on one ledger.
pub(super) struct Matcher<'a> {
    filter: &'a Filter,
    classify: Classify<'a>,
    /// The site's number; an inner `None` for entries without a site.
    site: Option<Option<SiteNumber>>,
    /// The site chosen has no entry.
    nothing: bool,
    in_section: FxHashMap<Code, bool>,
}

impl<'a> Matcher<'a> {
    pub fn new(ledger: &Ledger, filter: &'a Filter, classify: Classify<'a>) -> Self {
        let (site, nothing) = match &filter.site {
            None => (None, false),
            Some(SiteChoice::None) => (Some(None), false),
            Some(SiteChoice::Named(name)) => {
                let number = ledger.sites().find(|(_, site)| same_site(site, name)).map(|(number, _)| number);
                (number.map(Some), number.is_none())
            }
        };
        Self { filter, classify, site, nothing, in_section: FxHashMap::default() }
    }

    pub fn lets_all_through(&self) -> bool {
        self.filter.is_empty()
    }

    pub fn section_of(&self, code: Code) -> String {
        (self.classify)(code)
    }

    pub fn matches(&mut self, value: &LoggedValue) -> bool {
        let Filter { role, code, contract, .. } = self.filter;
        !self.nothing
            && self.site.is_none_or(|site| site == value.site)
            && code.is_none_or(|code| code == value.code)
            && role.is_none_or(|role| role == value.role)
            && contract.is_none_or(|contract| match contract {
                ContractChoice::None => value.contract.is_none(),
                ContractChoice::Of(id) => value.contract == Some(id),
            })
            && self.is_in_section(value.code)
    }

    fn is_in_section(&mut self, code: Code) -> bool {
        let Some(section) = &self.filter.section else { return true };
        let classify = self.classify;
        *self.in_section.entry(code).or_insert_with(|| {
            let rest = classify(code);
            rest.strip_prefix(section.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}
