//! What can be chosen in the form of the calculator.

use jiff::civil::Date;
use openrvu_core::LocalityId;
use openrvu_core::policy::CreditPolicy;
use openrvu_core::valuation::Practitioner;

use super::case::{Case, Reading};
use crate::Site;
use crate::views::ReleaseChoice;
use crate::views::code::payment::locality_name;
use crate::views::release;

/// One thing to choose.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// What the address holds.
    pub(crate) value: String,
    /// What the reader sees.
    pub(crate) words: String,
    /// Whether it is chosen.
    pub(crate) selected: bool,
}

/// Everything to choose.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choices {
    pub(crate) localities: Vec<Choice>,
    pub(crate) places: Vec<Choice>,
    pub(crate) practitioners: Vec<Choice>,
    pub(crate) policies: Vec<Choice>,
    pub(crate) releases: Vec<ReleaseChoice>,
}

impl Choices {
    /// The choices beside a case, those of the case marked.
    pub(super) fn of(site: &Site, case: &Case, reading: &Reading<'_>) -> Self {
        let newest = site.as_of(None, None).ok();
        Self {
            localities: localities(site, reading.locality),
            places: places(site, &case.place, reading.date.unwrap_or(Date::MAX)),
            practitioners: practitioners(reading.practitioner),
            policies: policies(site, reading.policy),
            releases: newest.map(|as_of| release::choices(site, as_of)).unwrap_or_default(),
        }
    }
}

fn localities(site: &Site, chosen: Option<LocalityId>) -> Vec<Choice> {
    let held = site.schedule.newest().into_iter().flat_map(|release| &release.localities);
    let mut found: Vec<Choice> = held
        .map(|locality| Choice {
            value: locality.id.to_string(),
            words: format!("{} ({})", locality_name(locality), locality.id),
            selected: Some(locality.id) == chosen,
        })
        .collect();
    found.sort_by(|a, b| a.words.cmp(&b.words));
    let national = Choice {
        value: "national".to_owned(),
        words: "National, unadjusted".to_owned(),
        selected: chosen.is_none(),
    };
    std::iter::once(national).chain(found).collect()
}

fn places(site: &Site, chosen: &str, date: Date) -> Vec<Choice> {
    let settings =
        [("non-facility", "Non-facility"), ("facility", "Facility")].map(|(value, words)| Choice {
            value: value.to_owned(),
            words: words.to_owned(),
            selected: chosen == value || (chosen.is_empty() && value == "non-facility"),
        });
    let places = site.schedule.policy().places.in_use(date).map(|place| Choice {
        value: place.code.to_string(),
        words: format!("{} {} ({})", place.code, place.name, place.setting.name()),
        selected: chosen == place.code.to_string(),
    });
    settings.into_iter().chain(places).collect()
}

fn practitioners(chosen: Practitioner) -> Vec<Choice> {
    let all = Practitioner::ALL.into_iter().map(|practitioner| {
        let words = practitioner.slug().replace('-', " ");
        let mut letters = words.chars();
        let words =
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect();
        Choice { value: practitioner.slug().to_owned(), words, selected: practitioner == chosen }
    });
    all.collect()
}

fn policies(site: &Site, chosen: Option<&CreditPolicy>) -> Vec<Choice> {
    let all = site.schedule.policy().credit.iter().map(|policy| Choice {
        value: policy.name.clone(),
        words: policy.title.clone(),
        selected: chosen.is_some_and(|chosen| chosen.name == policy.name),
    });
    all.collect()
}
