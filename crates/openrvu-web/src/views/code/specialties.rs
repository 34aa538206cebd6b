//! Who uses a code: the specialties of its text, and how Medicare's services divide among specialties.

use openrvu_core::Code;
use serde::Serialize;

use crate::Site;
use crate::views::Count;

/// The section.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Specialties {
    /// Those that the text names, the most frequent first.
    pub(crate) named: Vec<SpecialtyLink>,
    /// How the services of a year divide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shares: Option<Shares>,
}

/// A specialty with its page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SpecialtyLink {
    /// The end of its address.
    pub(crate) slug: String,
    /// Its name.
    pub(crate) name: String,
}

/// How the services of a year divide among specialties.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Shares {
    /// The calendar year.
    pub(crate) year: u16,
    /// Whose services these are, in words.
    pub(crate) area: String,
    /// Clinicians and organizations that billed the code.
    pub(crate) providers: u32,
    /// The largest shares first.
    pub(crate) rows: Vec<Share>,
}

/// A specialty's share.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Share {
    /// The specialty as Medicare names it.
    pub(crate) specialty: String,
    /// Our page of it, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) slug: Option<String>,
    /// In thousandths of all services.
    pub(crate) permille: u16,
}

impl Shares {
    /// How many billed the code, as readers read it.
    pub(crate) fn providers(&self) -> Count {
        Count(usize::try_from(self.providers).unwrap_or(usize::MAX))
    }
}

impl Share {
    /// In percent with one decimal.
    pub(crate) fn percent(&self) -> String {
        format!("{}.{}", self.permille / 10, self.permille % 10)
    }
}

impl Specialties {
    /// The section; none where neither a text nor a count tells.
    pub(super) fn of(site: &Site, code: Code) -> Option<Self> {
        let entry = site.library.entry(code);
        let slugs = entry.map(|entry| entry.specialties.as_slice()).unwrap_or_default();
        let named: Vec<SpecialtyLink> = slugs
            .iter()
            .filter_map(|slug| site.library.specialty(slug))
            .map(|specialty| SpecialtyLink { slug: specialty.slug.clone(), name: specialty.name.clone() })
            .collect();
        let usage = &site.options.usage;
        let shares = usage.of(code).map(|of_code| Shares {
            year: usage.year,
            area: usage.area.clone(),
            providers: of_code.providers,
            rows: of_code
                .shares
                .iter()
                .map(|share| Share::of(site, &share.specialty, share.permille))
                .collect(),
        });
        (!named.is_empty() || shares.is_some()).then_some(Self { named, shares })
    }
}

impl Share {
    fn of(site: &Site, specialty: &str, permille: u16) -> Self {
        let known =
            site.library.specialties().iter().find(|known| known.cms.iter().any(|name| name == specialty));
        Self { specialty: specialty.to_owned(), slug: known.map(|known| known.slug.clone()), permille }
    }
}
