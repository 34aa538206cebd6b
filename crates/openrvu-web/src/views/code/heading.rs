//! What stands at the head of a code's page: the path, the badges, the description.

use openrvu_content::structure;
use openrvu_content::text::plural;
use openrvu_core::indicator::{GlobalPeriod, PcTc, Status};
use openrvu_core::{Code, FeeRow, RowModifier, Setting};
use serde::Serialize;

use super::payment::PaymentRow;
use super::{Deleted, Facts, History, PaymentSection, in_a_sentence, named};
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

/// Work, totals and amounts of the listed row, which is named where it is a component's; amounts are the locality's
/// where one is chosen.
pub(super) fn key_figures(facts: Option<&Facts<'_>>, payment: Option<&PaymentSection>) -> Vec<KeyFigure> {
    let mut figures = Vec::new();
    let Some(facts) = facts else { return figures };
    let row = facts.row;
    let mut add = |name: String, modifier: RowModifier, value: String| {
        let of = match modifier {
            RowModifier::Global => String::new(),
            modifier => format!(", {}", named(facts.code, modifier)),
        };
        figures.push(KeyFigure { name: format!("{name}{of}"), value });
    };
    if row.has_rvus() {
        add("Work RVU".to_owned(), row.modifier, row.work.to_string());
        for setting in [Setting::NonFacility, Setting::Facility] {
            add(format!("Total, {}", setting.name()), row.modifier, row.total(setting).to_string());
        }
    }
    let Some(area) = payment.and_then(|payment| payment.areas.last()) else { return figures };
    let place = if area.locality.is_some() { &*area.name } else { "national" };
    let paid = |modifier| area.rows.iter().find(move |paid| paid.modifier == modifier && paid.is_priced());
    let Some(listed) = paid(row.modifier) else { return figures };
    if let Some(example) = payment.and_then(|payment| payment.anesthesia) {
        // The setting makes no difference: one amount is enough.
        if let Some(units) = example.base_units {
            add("Base units".to_owned(), row.modifier, units.to_string());
        }
        let minutes = example.minutes.map(|minutes| format!("{minutes} minutes, ")).unwrap_or_default();
        add(format!("{minutes}{place}"), row.modifier, listed.facility.dollars());
        return figures;
    }
    for (setting, cell) in listed.settings() {
        let component = paid(RowModifier::Professional).filter(|_| cell.for_comparison);
        match component {
            Some(component) => {
                add(format!("{setting}, {place}"), component.modifier, component.facility.dollars());
            }
            None if cell.amount.is_some() && !cell.for_comparison => {
                add(format!("{setting}, {place}"), listed.modifier, cell.dollars());
            }
            None => {}
        }
    }
    figures
}

pub(super) fn badges(
    facts: Option<&Facts<'_>>,
    history: Option<&History>,
    deleted: Option<&Deleted>,
) -> Vec<Badge> {
    let mut badges = Vec::new();
    if let Some(deleted) = deleted {
        badges.push(Badge::new("gone", deleted.badge(), &*deleted.words));
    }
    let Some(facts) = facts else { return badges };
    let row = facts.whole();
    let kind = if row.is_payable() { "good" } else { "plain" };
    badges.push(Badge::new(kind, format!("{} ({})", row.status.name(), row.status), row.status.meaning()));
    if facts.only_a_component_is_valued() && row.status != facts.row.status {
        let words = format!("{}: {} ({})", facts.listed(), facts.row.status.name(), facts.row.status);
        badges.push(Badge::new("plain", words, facts.row.status.meaning()));
    }
    if facts.is_add_on() {
        let meaning = match row.global {
            GlobalPeriod::AddOn => GlobalPeriod::AddOn.meaning(),
            _ => "Paid only beside one of its primary codes.",
        };
        badges.push(Badge::new("plain", "Add-on code", meaning));
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
pub(super) fn description(
    site: &Site,
    code: Code,
    facts: Option<&Facts<'_>>,
    payment: Option<&PaymentSection>,
    deleted: Option<&Deleted>,
) -> String {
    let subject = match site.title(code) {
        Some(title) => format!("{code}, {}", title.trim_end_matches('.')),
        None => format!("{code} ({})", structure::path_of(code)),
    };
    let Some(facts) = facts else {
        return match deleted {
            Some(deleted) => format!("{subject}. {}", deleted.words),
            None => format!("{subject}: what the code means and where its figures are."),
        };
    };
    let id = facts.as_of.release.id;
    let row = facts.row;
    let status = |row: &FeeRow| format!("status {}, {}", row.status, in_a_sentence(row.status.name()));
    let mut parts = Vec::new();
    if facts.only_a_component_is_valued() {
        parts.push(status(facts.whole()));
        parts.push(format!("only {} is valued", facts.listed()));
    }
    if row.has_rvus() {
        parts.push(format!("work RVU {}", row.work));
        parts.push(in_a_sentence(row.global.name()));
    }
    if let Some(units) = payment.and_then(|payment| payment.anesthesia?.base_units) {
        parts.push(plural(usize::from(units), "base unit"));
    }
    match payment.and_then(|payment| payment.national(row.modifier).map(|row| (payment, row))) {
        Some((payment, row)) => parts.push(amounts(payment, row)),
        None => parts.push(status(row)),
    }
    format!("{subject}: {} ({id}).", parts.join(", "))
}

/// The national amounts in a few words.
fn amounts(payment: &PaymentSection, row: &PaymentRow) -> String {
    let facility = if row.facility.for_comparison { None } else { row.facility.amount };
    let amounts = match (row.non_facility.amount, facility) {
        (Some(office), Some(facility)) if office != facility => {
            format!("{} non-facility, {} facility", office.dollars(), facility.dollars())
        }
        (Some(office), None) => format!("{} non-facility", office.dollars()),
        (Some(amount), _) | (None, Some(amount)) => amount.dollars(),
        (None, None) => row.facility.dollars(),
    };
    match payment.anesthesia.and_then(|example| example.minutes) {
        Some(minutes) => format!("national amount {amounts} for {minutes} minutes"),
        None => format!("national amount {amounts}"),
    }
}
