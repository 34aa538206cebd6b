//! What stands at the head of a code's page: the path, the badges, the description.

use openrvu_content::structure;
use openrvu_core::indicator::{PcTc, Status};
use openrvu_core::{Code, Setting};
use serde::Serialize;

use super::{Facts, History, PaymentSection, RvuSection};
use crate::Site;

/// A step of the path.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Crumb {
    /// Name.
    pub(crate) name: &'static str,
    /// Address.
    pub(crate) url: String,
}

/// The way down the code set's structure to a code.
pub(crate) fn crumbs(code: Code) -> Vec<Crumb> {
    crumbs_of(&structure::path_of(code))
}

/// The way down the code set's structure to a section.
pub(crate) fn crumbs_of(path: &structure::Path) -> Vec<Crumb> {
    let mut url = String::from("/codes/browse");
    let step = |section: &&'static structure::Section| {
        url.push('/');
        url.push_str(section.slug);
        Crumb { name: section.name, url: url.clone() }
    };
    path.sections().iter().map(step).collect()
}

/// A few words at the head of the page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Badge {
    /// What kind of fact it is: a class of the stylesheet.
    pub(crate) kind: &'static str,
    /// The words.
    pub(crate) words: String,
    /// More words, on demand.
    pub(crate) meaning: String,
}

impl Badge {
    fn new(kind: &'static str, words: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self { kind, words: words.into(), meaning: meaning.into() }
    }
}

/// A figure at the head of the page.
#[derive(Debug, Clone)]
pub(crate) struct KeyFigure {
    /// What it is.
    pub(crate) name: String,
    /// Its value with its unit.
    pub(crate) value: String,
}

/// Work, totals and amounts of the first row; amounts are the locality's where one is chosen.
pub(super) fn key_figures(rvus: Option<&RvuSection>, payment: Option<&PaymentSection>) -> Vec<KeyFigure> {
    let mut figures = Vec::new();
    let mut add = |name: String, value: String| figures.push(KeyFigure { name, value });
    if let Some(row) = rvus.and_then(|rvus| rvus.rows.first()) {
        add("Work RVU".to_owned(), row.work.to_string());
        add("Total, non-facility".to_owned(), row.non_facility_total.to_string());
        add("Total, facility".to_owned(), row.facility_total.to_string());
    }
    if let Some(area) = payment.and_then(|payment| payment.areas.last())
        && let Some(row) = area.rows.first()
    {
        let place = if area.locality.is_some() { &area.name } else { "national" };
        for (setting, cell) in row.settings() {
            if cell.amount.is_some() {
                add(format!("{setting}, {place}"), cell.dollars());
            }
        }
    }
    figures
}

pub(super) fn badges(
    site: &Site,
    facts: Option<&Facts<'_>>,
    code: Code,
    history: Option<&History>,
) -> Vec<Badge> {
    let mut badges = Vec::new();
    let Some(facts) = facts else {
        if site.library.entry(code).is_some_and(|entry| entry.retired.is_some()) {
            badges.push(Badge::new("gone", "Deleted", "No longer in the fee schedule."));
        }
        return badges;
    };
    let row = facts.whole();
    let kind = if row.is_payable() { "good" } else { "plain" };
    badges.push(Badge::new(kind, format!("{} ({})", row.status.name(), row.status), row.status.meaning()));
    if row.status != facts.row.status {
        let words = format!("{}: {} ({})", facts.row.modifier, facts.row.status.name(), facts.row.status);
        badges.push(Badge::new("plain", words, facts.row.status.meaning()));
    }
    if row.is_add_on() {
        badges.push(Badge::new("plain", "Add-on code", row.global.meaning()));
    } else if row.status.uses_rvus() || row.status == Status::NonCovered {
        badges.push(Badge::new("plain", row.global.name(), row.global.meaning()));
    }
    if !matches!(row.pc_tc, PcTc::PhysicianService | PcTc::NotApplicable) {
        badges.push(Badge::new("plain", row.pc_tc.name(), row.pc_tc.meaning()));
    }
    if let Some(history) = history {
        badges.extend(history.badges(facts.as_of.release.id));
    }
    badges
}

/// One sentence for search engines, which no other code has: it begins with the code and its figures.
pub(super) fn description(site: &Site, facts: Option<&Facts<'_>>, code: Code) -> String {
    let subject = match site.title(code) {
        Some(title) => format!("{code}, {}", title.trim_end_matches('.')),
        None => format!("{code} ({})", structure::path_of(code)),
    };
    let Some(facts) = facts else {
        return format!("{subject}: what the code means and where its figures are.");
    };
    let id = facts.as_of.release.id;
    let row = facts.row;
    let mut parts = Vec::new();
    if row.has_rvus() {
        parts.push(format!("work RVU {}", row.work));
        parts.push(row.global.name().to_lowercase());
    }
    let national = |setting| facts.national(setting).map(openrvu_core::Cents::dollars);
    match (national(Setting::NonFacility), national(Setting::Facility)) {
        (Some(office), Some(facility)) if office != facility => {
            parts.push(format!("national amount {office} non-facility, {facility} facility"));
        }
        (Some(amount), _) | (None, Some(amount)) => parts.push(format!("national amount {amount}")),
        (None, None) => parts.push(format!("status {}, {}", row.status, row.status.name().to_lowercase())),
    }
    format!("{subject}: {} ({id}).", parts.join(", "))
}
