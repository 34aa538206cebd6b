//! The page of a code: its sections, each absent where it has nothing of its own to say.

mod compare;
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

use openrvu_core::{Code, FeeRow, Locality, RowModifier, Setting};
use serde::Serialize;

use super::release::{self, ReleaseChoice, ReleaseView};
use crate::Site;
use crate::site::AsOf;

pub(crate) use compare::Comparison;
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
    /// Its title, or the name of its section.
    pub(crate) title: String,
    /// Whether the title is of the code itself.
    #[serde(skip)]
    pub(crate) titled: bool,
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

    /// The national amount of the listed row.
    pub(crate) fn national(&self, setting: Setting) -> Option<openrvu_core::Cents> {
        payment::amount(
            self.site,
            self.as_of,
            payment::Asked::national(self.code, self.row.modifier, setting),
        )
    }
}

impl CodePage {
    /// The page of a code that has one, for a reader in a locality or in none.
    pub(crate) fn of(site: &Site, as_of: Option<AsOf<'_>>, code: Code, locality: Option<&Locality>) -> Self {
        let facts = as_of.and_then(|as_of| Facts::of(site, as_of, code));
        let rvus = facts.and_then(|facts| RvuSection::of(&facts));
        let payment = facts.and_then(|facts| PaymentSection::of(site, facts.as_of, code, locality));
        let history = History::of(site, code);
        let rules = facts.and_then(|facts| Rules::of(&facts));
        let related = Related::of(site, as_of, code);
        let mut page = Self {
            code,
            title: site.label(code),
            titled: site.title(code).is_some(),
            kind: code.kind().name(),
            path: crumbs(code),
            key_figures: heading::key_figures(rvus.as_ref(), payment.as_ref()),
            badges: heading::badges(site, facts.as_ref(), code, history.as_ref()),
            description: heading::description(site, facts.as_ref(), code),
            release: as_of.map(|as_of| ReleaseView::of(site, as_of)),
            releases: as_of.map(|as_of| release::choices(site, as_of)).unwrap_or_default(),
            absent: absent(site, as_of, code),
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

    /// The code with its title: the heading, and the title of the window.
    pub(crate) fn heading(&self) -> String {
        if self.titled {
            format!("{} {}", self.code, self.title)
        } else {
            format!("{} ({})", self.code, self.title)
        }
    }
}

/// CMS's long words for a HCPCS code, where our own title does not say them already.
fn descriptor(site: &Site, code: Code) -> Option<String> {
    let found = site.schedule.tables().hcpcs_descriptor(code).filter(|_| !code.is_dental())?;
    (site.title(code) != Some(&*found.long)).then(|| found.long.clone())
}

fn absent(site: &Site, as_of: Option<AsOf<'_>>, code: Code) -> Option<Absent> {
    let Some(as_of) = as_of else {
        let words = "No release of the fee schedule is held here, so no figures can be shown.".to_owned();
        return Some(Absent { words, command: Some(crate::site::LOAD_COMMAND) });
    };
    if !as_of.release.rows_of(code).is_empty() {
        return None;
    }
    let others: Vec<String> = site
        .schedule
        .releases()
        .iter()
        .filter(|release| !release.rows_of(code).is_empty())
        .map(|release| release.id.to_string())
        .collect();
    let id = as_of.release.id;
    let mut words = if as_of.release.complete {
        format!("{code} is not in {id}.")
    } else {
        format!(
            "{code} is not among the figures of {id} that are held here, which are those of chosen codes."
        )
    };
    if let Some(retired) = site.library.entry(code).and_then(|entry| entry.retired.as_deref()) {
        words.push(' ');
        words.push_str(retired);
    }
    if let (Some(first), Some(last)) = (others.first(), others.last()) {
        let span = if first == last { first.clone() } else { format!("{first} to {last}") };
        words.push_str(&format!(" It stands in {span}."));
    }
    Some(Absent { words, command: (!as_of.release.complete).then_some(crate::site::LOAD_COMMAND) })
}
