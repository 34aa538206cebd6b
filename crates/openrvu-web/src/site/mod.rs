//! What is served, computed once when the server starts: no request scans the releases.

mod acronyms;
mod benchmarks;
mod codes;
pub(crate) mod documents;
mod peers;
pub(crate) mod texts;
mod today;

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use openrvu_benchmark::BenchmarkSet;
use openrvu_content::Library;
use openrvu_core::policy::CreditPolicy;
use openrvu_core::{
    Code, CodeKind, FeeRow, HcpcsDescriptor, HeldRelease, NotHeld, ReleaseId, RowModifier, Schedule,
};
use openrvu_search::{Compact, Document, Index, Lexicon, LexiconError};
use rustc_hash::FxHashMap;

use crate::http::assets::{AssetFile, Assets};
use crate::http::cache::PageCache;

pub use benchmarks::Benchmarks;
pub use codes::SectionCodes;
pub use peers::{Peer, Peers, Standing};
pub use texts::SiteTextError;
pub use today::{NotCovered, UsualDay};

/// The command that loads the complete release, shown wherever a code is not in the figures held.
pub const LOAD_COMMAND: &str = "openrvu import rvu26c.zip";

/// Why a site cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The search lexicon that is built into the program.
    #[error("the search lexicon inside the program is damaged: {0}")]
    Lexicon(#[from] LexiconError),
    /// A text of the site.
    #[error(transparent)]
    Text(#[from] SiteTextError),
}

/// How the site presents itself.
#[derive(Debug, Clone)]
pub struct SiteOptions {
    /// Scheme and host of canonical addresses, without a slash at the end: `https://openrvu.example`.
    pub origin: String,
    /// Codes by how much clinicians use them, the most used first; may be empty.
    pub ranking: Vec<Code>,
    /// Benchmark sets, in any order; of several with one name the first counts. May be empty.
    pub benchmarks: Vec<Arc<BenchmarkSet>>,
    /// Whether the program also serves the log, so that a code's page offers to log it.
    pub has_log: bool,
    /// Files of the program's other parts, served with the site's own.
    pub files: Vec<AssetFile>,
    /// Bytes of rendered pages that are kept in memory; zero keeps none.
    pub cache_bytes: usize,
    /// Tells the day it is, so that pages say whether today's release is held. None where pages outlive the day, as
    /// in a static export.
    pub today: Option<fn() -> Date>,
}

impl Default for SiteOptions {
    fn default() -> Self {
        Self {
            origin: "http://127.0.0.1:8080".to_owned(),
            ranking: Vec::new(),
            benchmarks: Vec::new(),
            has_log: false,
            files: Vec::new(),
            cache_bytes: 8 * 1024 * 1024,
            today: None,
        }
    }
}

/// Everything the pages are made from.
#[derive(Debug)]
pub struct Site {
    pub(crate) schedule: Schedule,
    pub(crate) library: Library,
    pub(crate) options: SiteOptions,
    pub(crate) index: Index,
    pub(crate) assets: Assets,
    pub(crate) cache: PageCache,
    /// Whether pages are to be static files, without what needs a server.
    pub(crate) exporting: bool,
    /// The benchmark sets, the newest first.
    pub(crate) benchmarks: Benchmarks,
    /// The site's own texts.
    pub(crate) texts: Vec<texts::SiteText>,
    /// Every code that has a page, in order.
    pub(crate) codes: Vec<Code>,
    /// Codes by section, in the order of browsing.
    pub(crate) sections: Vec<SectionCodes>,
    /// CMS's words for HCPCS codes, where abbreviations in them had to be mended.
    mended: FxHashMap<Code, String>,
    /// Work RVUs of each release by section, made when first asked for.
    peers: FxHashMap<ReleaseId, OnceLock<Peers>>,
}

/// The release in view and the day for which it is asked.
#[derive(Debug, Clone, Copy)]
pub struct AsOf<'a> {
    /// The release.
    pub release: &'a HeldRelease,
    /// The day of service that amounts are computed for.
    pub date: Date,
    /// Whether the reader asked for it, rather than getting the newest.
    pub chosen: bool,
}

impl Site {
    /// Prepares a site: the search index, the lists of sections, the assets.
    ///
    /// A schedule without releases is served too: its pages say what to load.
    ///
    /// # Errors
    /// [`SiteError`] where what is built into the program is damaged.
    pub fn new(schedule: Schedule, library: Library, options: SiteOptions) -> Result<Self, SiteError> {
        let codes = codes::all(&schedule, &library);
        let sections = codes::by_section(&codes);
        let mended = mended(&schedule, &codes);
        let documents = documents::documents(&schedule, &library, &codes, &options.ranking);
        let index = Index::build(documents, Lexicon::embedded()?);
        let peers = schedule.releases().iter().map(|release| (release.id, OnceLock::new())).collect();
        let cache = PageCache::new(options.cache_bytes);
        let assets = Assets::embedded(&options.files);
        let texts = texts::all()?;
        let exporting = false;
        let benchmarks = Benchmarks::new(options.benchmarks.clone());
        Ok(Self {
            schedule,
            library,
            options,
            index,
            assets,
            cache,
            exporting,
            benchmarks,
            texts,
            codes,
            sections,
            mended,
            peers,
        })
    }

    /// A site whose pages are to be static files: nothing on them needs a server.
    pub(crate) fn for_export(
        schedule: Schedule,
        library: Library,
        options: SiteOptions,
    ) -> Result<Self, SiteError> {
        let options = SiteOptions { cache_bytes: 0, ..options };
        Ok(Self { exporting: true, ..Self::new(schedule, library, options)? })
    }

    /// The schedule that is served.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The reference texts.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The address of a file by its name in the repository; empty where there is none.
    #[must_use]
    pub fn asset(&self, name: &str) -> &str {
        self.assets.url(name)
    }

    /// What the search index is made from, as far as it may be published: no licensed descriptors, no running texts.
    pub fn public_documents(&self) -> impl Iterator<Item = Document> {
        let documents =
            documents::documents(&self.schedule, &self.library, &self.codes, &self.options.ranking);
        Compact::documents(documents)
    }

    /// The search index.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The benchmark sets held.
    #[must_use]
    pub fn benchmarks(&self) -> &Benchmarks {
        &self.benchmarks
    }

    /// Every code that has a page, in order.
    #[must_use]
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// The release that a page shows: the one asked for by name or by day, or else the newest held.
    ///
    /// # Errors
    /// [`NotHeld`], which says what is held.
    pub(crate) fn as_of(&self, release: Option<ReleaseId>, on: Option<Date>) -> Result<AsOf<'_>, NotHeld> {
        match (release, on) {
            (Some(id), on) => {
                let release = self.schedule.release(id)?;
                Ok(AsOf { release, date: on.unwrap_or(release.effective_from), chosen: true })
            }
            (None, Some(date)) => Ok(AsOf { release: self.schedule.release_on(date)?, date, chosen: true }),
            (None, None) => {
                let release = self.schedule.newest().ok_or(NotHeld::Date {
                    date: Date::ZERO,
                    wanted: None,
                    held: "no releases".to_owned(),
                })?;
                Ok(AsOf { release, date: release.effective_from, chosen: false })
            }
        }
    }

    /// The command that loads the complete release; none where the newest release held is complete.
    pub(crate) fn load_command(&self) -> Option<&'static str> {
        self.schedule.newest().is_none_or(|release| !release.complete).then_some(LOAD_COMMAND)
    }

    /// Whether a code has a page.
    #[must_use]
    pub fn has_page(&self, code: Code) -> bool {
        self.codes.binary_search(&code).is_ok()
    }

    /// What a code is called: our title, or CMS's public words for a HCPCS code that is not dental.
    #[must_use]
    pub fn title(&self, code: Code) -> Option<&str> {
        if let Some(entry) = self.library.entry(code) {
            return Some(&entry.title);
        }
        let descriptor = self.schedule.tables().hcpcs_descriptor(code).filter(|_| !code.is_dental())?;
        let words = shown(descriptor);
        Some(self.mended.get(&code).map_or(words, String::as_str))
    }

    /// CMS's long words for a HCPCS code that is not dental.
    pub(crate) fn descriptor(&self, code: Code) -> Option<String> {
        let found = self.schedule.tables().hcpcs_descriptor(code).filter(|_| !code.is_dental())?;
        Some(acronyms::mended(&found.long).unwrap_or_else(|| found.long.clone()))
    }

    /// What a code is called, or else the section it stands in.
    #[must_use]
    pub(crate) fn label(&self, code: Code) -> String {
        self.title(code).map_or_else(|| codes::place_name(code), str::to_owned)
    }

    /// The row by which a code is listed: its global row, or the professional one where the global row has no RVUs.
    #[must_use]
    pub(crate) fn listed_row(release: &HeldRelease, code: Code) -> Option<&FeeRow> {
        let rows = release.rows_of(code);
        let global = rows.iter().find(|row| row.modifier == RowModifier::Global);
        global
            .filter(|row| row.has_rvus())
            .or_else(|| rows.iter().find(|row| row.has_rvus()))
            .or(global)
            .or_else(|| rows.first())
    }

    /// The work RVUs of a release by section.
    pub(crate) fn peers(&self, release: &HeldRelease) -> Option<&Peers> {
        Some(self.peers.get(&release.id)?.get_or_init(|| Peers::of(release)))
    }

    /// The policy by which work RVUs are shown where no contract is meant: credited in full.
    pub(crate) fn full_credit(&self) -> Option<&CreditPolicy> {
        self.schedule.policy().credit_preset("full").or_else(|| self.schedule.policy().credit.first())
    }

    /// The site shared, as the router wants it.
    #[must_use]
    pub fn shared(self) -> Arc<Self> {
        Arc::new(self)
    }
}

/// The one of CMS's two wordings of a HCPCS code that serves as its title.
fn shown(descriptor: &HcpcsDescriptor) -> &str {
    if descriptor.long.len() <= 90 { &descriptor.long } else { &descriptor.short }
}

/// CMS's words for the codes whose abbreviations had to be mended.
fn mended(schedule: &Schedule, codes: &[Code]) -> FxHashMap<Code, String> {
    let of_hcpcs = codes.iter().filter(|code| code.kind() == CodeKind::HcpcsII && !code.is_dental());
    let found = of_hcpcs.filter_map(|code| {
        let descriptor = schedule.tables().hcpcs_descriptor(*code)?;
        Some((*code, acronyms::mended(shown(descriptor))?))
    });
    found.collect()
}
