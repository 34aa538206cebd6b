//! The codes that make up a specialty's work.

use openrvu_benchmark::set::{CodeOfSpecialty, Specialty};
use openrvu_benchmark::{Services, Share, WorkRvus};
use openrvu_core::Code;
use serde::Serialize;

use super::Whole;
use crate::Site;
use crate::views::{Count, Title};

/// Codes that stand on the page at once; the others are folded.
const SHOWN: usize = 40;

/// The codes.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CodeMix {
    /// Every code that enough clinicians of the specialty bill, the most work first.
    pub(crate) codes: Vec<CodeRow>,
    /// The share of the work that stands in codes which too few of them bill.
    pub(crate) other_work_share: Option<Share>,
}

/// A code's part in the specialty.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CodeRow {
    /// The code.
    pub(crate) code: Code,
    /// Its title.
    pub(crate) title: Title,
    /// Whether it has a page here.
    #[serde(skip)]
    pub(crate) has_page: bool,
    /// Its share of the specialty's work; none where the value release has no work RVU for it.
    pub(crate) work_share: Option<Share>,
    /// Work RVUs of all of them.
    pub(crate) work: Option<Whole<WorkRvus>>,
    /// Clinicians that bill it.
    pub(crate) providers: Count,
    /// Their services.
    pub(crate) services: Whole<Services>,
    /// Services of the one at the median.
    pub(crate) median_services: Whole<Services>,
    /// Its share as part of the largest, in hundredths.
    #[serde(skip)]
    pub(crate) bar: u64,
}

impl CodeMix {
    pub(super) fn of(site: &Site, specialty: &Specialty) -> Self {
        let most = specialty.codes.iter().map(|code| code.work_share.get()).max().unwrap_or(0).max(1);
        Self {
            codes: specialty.codes.iter().map(|code| CodeRow::of(site, code, most)).collect(),
            other_work_share: specialty.other_work_share().filter(|share| *share > Share::ZERO),
        }
    }

    /// The codes at the head of the list.
    pub(crate) fn first(&self) -> &[CodeRow] {
        &self.codes[..self.codes.len().min(SHOWN)]
    }

    /// The others.
    pub(crate) fn rest(&self) -> &[CodeRow] {
        &self.codes[self.codes.len().min(SHOWN)..]
    }

    /// Whether any of them has no work RVU.
    pub(crate) fn has_unvalued(&self) -> bool {
        self.codes.iter().any(|code| code.work.is_none())
    }
}

impl CodeRow {
    fn of(site: &Site, of_specialty: &CodeOfSpecialty, most: u64) -> Self {
        let valued = of_specialty.work > WorkRvus::ZERO;
        let code = of_specialty.code;
        Self {
            code,
            title: Title::of(site, code),
            has_page: site.has_page(code),
            work_share: valued.then_some(of_specialty.work_share),
            work: valued.then_some(Whole(of_specialty.work)),
            providers: Count::of(of_specialty.providers),
            services: Whole(of_specialty.services),
            median_services: Whole(of_specialty.median_services),
            bar: of_specialty.work_share.get() * 100 / most,
        }
    }
}
