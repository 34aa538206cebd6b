//! The page of a code: its sections, each absent where it has nothing of its own to say.

mod compare;
mod contents;
mod deleted;
mod heading;
mod history;
mod json_ld;
mod no_work;
pub(crate) mod payment;
mod questions;
mod related;
mod rules;
mod rvus;
mod specialties;
mod texts;
pub(crate) mod timeline;

use openrvu_core::{Code, FeeRow, Locality, LocalityId, RowModifier};
use serde::Serialize;

use super::Title;
use super::release::{self, ReleaseChoice, ReleaseView};
use crate::Site;
use crate::site::AsOf;

pub(crate) use compare::Comparison;
pub(crate) use contents::Content;
pub(crate) use deleted::Deleted;
pub(crate) use heading::{Badge, Crumb, KeyFigure, crumbs, crumbs_of};
pub(crate) use history::History;
pub(crate) use json_ld::structured_data;
pub(crate) use no_work::NoWork;
pub(crate) use payment::PaymentSection;
pub(crate) use questions::Question;
pub(crate) use related::Related;
pub(crate) use rules::Rules;
pub(crate) use rvus::RvuSection;
pub(crate) use specialties::Specialties;
pub(crate) use texts::Texts;

/// Everything that a code's page says.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CodePage {
    /// The code.
    pub(crate) code: Code,
    /// Its title; null in JSON where it has none of its own.
    pub(crate) title: Title,
    /// `CPT Category I` and the like.
    pub(crate) kind: &'static str,
    /// The way down the code set's structure.
    pub(crate) path: Vec<Crumb>,
    /// The figures most asked for.
    #[serde(skip)]
    pub(crate) key_figures: Vec<KeyFigure>,
    /// What a reader should see at a glance.
    pub(crate) badges: Vec<Badge>,
    /// One sentence that no other code has.
    pub(crate) description: String,
    /// The release in view; none where none is held.
    pub(crate) release: Option<ReleaseView>,
    /// The releases that the page can be switched to.
    #[serde(skip)]
    pub(crate) releases: Vec<ReleaseChoice>,
    /// What became of a code that left the schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deleted: Option<Deleted>,
    /// What was asked for and cannot be shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) notice: Option<String>,
    /// The code as a line of the calculator.
    #[serde(skip)]
    pub(crate) calculator_line: String,
    /// The releases that hold the code, where the one in view does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) absent: Option<Absent>,
    /// The reference texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) texts: Option<Texts>,
    /// CMS's words for a HCPCS Level II code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) descriptor: Option<String>,
    /// RVUs by row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rvus: Option<RvuSection>,
    /// Why there is no work RVU, and how the code is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) no_work: Option<NoWork>,
    /// Amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payment: Option<PaymentSection>,
    /// Rules in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rules: Option<Rules>,
    /// How the code compares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) comparison: Option<Comparison>,
    /// Every release held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history: Option<History>,
    /// Who uses the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) specialties: Option<Specialties>,
    /// Questions and answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) questions: Vec<Question>,
    /// Other codes worth a look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) related: Option<Related>,
}

/// A code that the release in view does not hold.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Absent {
    /// What that means, in a sentence or two.
    pub(crate) words: String,
    /// The command that loads the complete release, where the one in view is not complete.
    pub(crate) command: Option<&'static str>,
}

/// What the sections of a page are made from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) site: &'a Site,
    pub(crate) as_of: AsOf<'a>,
    pub(crate) code: Code,
    /// Every row of the code in the release.
    pub(crate) rows: &'a [FeeRow],
    /// The row by which the code is listed.
    pub(crate) row: &'a FeeRow,
}

impl<'a> Facts<'a> {
    /// The facts; none where the release has no row of the code.
    pub(crate) fn of(site: &'a Site, as_of: AsOf<'a>, code: Code) -> Option<Self> {
        let rows = as_of.release.rows_of(code);
        Some(Self { site, as_of, code, rows, row: Site::listed_row(as_of.release, code)? })
    }

    /// The row of the whole service, or else the listed one.
    pub(crate) fn whole(&self) -> &'a FeeRow {
        self.rows.iter().find(|row| row.modifier == RowModifier::Global).unwrap_or(self.row)
    }

    /// The row of the professional component.
    pub(crate) fn professional(&self) -> Option<&'a FeeRow> {
        self.rows.iter().find(|row| row.modifier == RowModifier::Professional)
    }

    /// Whether the listed row is that of a component, because CMS publishes no RVUs for the whole.
    pub(crate) fn only_a_component_is_valued(&self) -> bool {
        self.row.modifier != self.whole().modifier
    }

    /// Whether the code goes with another service: by its global period, the rules of anesthesia, or NCCI.
    pub(crate) fn is_add_on(&self) -> bool {
        let schedule = &self.site.schedule;
        let edits = schedule.tables().add_on_edits_of(self.code);
        self.whole().is_add_on()
            || schedule.policy().anesthesia.is_add_on(self.code)
            || edits.iter().any(|edit| edit.in_force(self.as_of.date))
    }

    /// The listed row as a clinician bills it: `27447`, `74328-26`.
    pub(crate) fn listed(&self) -> String {
        named(self.code, self.row.modifier)
    }
}

/// A row of a code as a clinician bills it: `27447`, `74328-26`.
pub(crate) fn named(code: Code, modifier: RowModifier) -> String {
    match modifier.as_str() {
        "" => code.to_string(),
        modifier => format!("{code}-{modifier}"),
    }
}

/// A name as it stands within a sentence: its first letter small, unless the first word is an abbreviation.
pub(crate) fn in_a_sentence(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name.to_owned(),
    }
}

impl CodePage {
    /// The page of a code that has one, for a reader in a locality or in none.
    pub(crate) fn of(site: &Site, as_of: Option<AsOf<'_>>, code: Code, asked: Option<LocalityId>) -> Self {
        let (locality, notice) = place(site, as_of, asked);
        let facts = as_of.and_then(|as_of| Facts::of(site, as_of, code));
        let rvus = facts.and_then(|facts| RvuSection::of(&facts));
        let payment = facts.and_then(|facts| PaymentSection::of(site, facts.as_of, code, locality));
        let history = History::of(site, code);
        let rules = facts.and_then(|facts| Rules::of(&facts));
        let related = Related::of(site, as_of, code);
        let deleted = Deleted::of(site, code);
        let mut page = Self {
            code,
            title: Title::of(site, code),
            kind: code.kind().name(),
            path: crumbs(code),
            key_figures: heading::key_figures(facts.as_ref(), payment.as_ref()),
            badges: heading::badges(facts.as_ref(), history.as_ref(), deleted.as_ref()),
            description: heading::description(site, code, facts.as_ref(), payment.as_ref(), deleted.as_ref()),
            release: as_of.map(|as_of| ReleaseView::of(site, as_of)),
            releases: as_of.map(|as_of| release::choices(site, as_of)).unwrap_or_default(),
            absent: absent(site, as_of, code, deleted.as_ref()),
            deleted,
            notice,
            calculator_line: calculator_line(code, facts.as_ref(), payment.as_ref()),
            texts: Texts::of(site, code),
            descriptor: descriptor(site, code),
            no_work: facts.and_then(|facts| NoWork::of(&facts)),
            comparison: facts.and_then(|facts| Comparison::of(&facts)),
            specialties: Specialties::of(site, code),
            questions: Vec::new(),
            rvus,
            payment,
            rules,
            history,
            related,
        };
        if let Some(facts) = facts {
            page.questions = questions::questions(&facts, &page);
        }
        page
    }

    /// The sections of the page that have a heading, in their order.
    pub(crate) fn contents(&self) -> Vec<Content> {
        contents::contents(self)
    }

    /// The code with its title: the heading, and the title of the window.
    pub(crate) fn heading(&self) -> String {
        match self.title.own() {
            Some(title) => format!("{} {title}", self.code),
            None => format!("Code {} ({})", self.code, self.title),
        }
    }
}

/// The locality asked for, or why it cannot be shown.
fn place<'a>(
    site: &'a Site,
    as_of: Option<AsOf<'a>>,
    asked: Option<LocalityId>,
) -> (Option<&'a Locality>, Option<String>) {
    let (Some(as_of), Some(id)) = (as_of, asked) else { return (None, None) };
    match site.schedule.locality(as_of.release, id) {
        Some(locality) => (Some(locality), None),
        None => {
            let words = format!("Locality {id} is not in {}: amounts are national.", as_of.release.id);
            (None, Some(words))
        }
    }
}

/// The listed row as a line of the calculator, with the minutes of an anesthesia example.
fn calculator_line(code: Code, facts: Option<&Facts<'_>>, payment: Option<&PaymentSection>) -> String {
    let minutes = payment.and_then(|payment| payment.anesthesia?.minutes);
    let listed = facts.map_or_else(|| code.to_string(), Facts::listed);
    match minutes {
        Some(minutes) => format!("{listed}@{minutes}min"),
        None => listed,
    }
}

/// CMS's long words for a HCPCS code, where our own title does not say them already.
fn descriptor(site: &Site, code: Code) -> Option<String> {
    site.descriptor(code).filter(|words| site.title(code) != Some(words))
}

/// Why the release in view does not hold the code; none where it does, and where the code's end says it.
fn absent(site: &Site, as_of: Option<AsOf<'_>>, code: Code, deleted: Option<&Deleted>) -> Option<Absent> {
    let Some(as_of) = as_of else {
        let words = "No release of the fee schedule is held here, so no figures can be shown.".to_owned();
        return Some(Absent { words, command: Some(crate::site::LOAD_COMMAND) });
    };
    if !as_of.release.rows_of(code).is_empty() {
        return None;
    }
    let holding: Vec<&openrvu_core::HeldRelease> =
        site.schedule.releases().iter().filter(|release| !release.rows_of(code).is_empty()).collect();
    let id = as_of.release.id;
    if deleted.is_some()
        && holding.last().is_none_or(|last| last.effective_from < as_of.release.effective_from)
    {
        return None;
    }
    let mut words = if as_of.release.complete {
        format!("{code} is not in {id}.")
    } else {
        format!(
            "{code} is not among the figures of {id} that are held here, which are those of chosen codes."
        )
    };
    if let (Some(first), Some(last)) = (holding.first(), holding.last()) {
        let span =
            if first.id == last.id { first.id.to_string() } else { format!("{} to {}", first.id, last.id) };
        words.push_str(&format!(" It stands in {span}."));
    }
    Some(Absent { words, command: (!as_of.release.complete).then_some(crate::site::LOAD_COMMAND) })
}

#[cfg(test)]
mod tests {
    use super::in_a_sentence;

    #[test]
    fn a_name_within_a_sentence_keeps_its_abbreviations() {
        let names = [
            ("Not valid for Medicare", "not valid for Medicare"),
            ("Musculoskeletal system", "musculoskeletal system"),
            ("G: procedures and professional services", "G: procedures and professional services"),
            ("CPT Category II", "CPT Category II"),
            ("90-day global", "90-day global"),
        ];
        for (name, within) in names {
            assert_eq!(in_a_sentence(name), within);
        }
    }
}
