//! The fee schedule: the releases that are held, answering by date of service.

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::policy::Policy;
use crate::reference::{AddOnEdit, AnesthesiaBaseUnits, HcpcsDescriptor, Mue, PtpEdit, Zip, ZipLocality};
use crate::{Code, FeeRow, Locality, LocalityId, Release, ReleaseId, RowModifier};

/// How a date of service finds its figures when CMS corrected them later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// The release in effect that day, with the corrections that CMS made back to it.
    #[default]
    AsCorrected,
    /// The release in effect that day, as it was published.
    AsPublished,
}

/// The tables beside the fee schedule. Any may be empty: not held.
#[derive(Debug, Clone, Default)]
pub struct ReferenceTables {
    /// ZIP codes with their localities, in the order of ZIP codes.
    pub zips: Vec<ZipLocality>,
    /// Anesthesia base units, in the order of codes.
    pub anesthesia_base_units: Vec<AnesthesiaBaseUnits>,
    /// Add-on code edits, in the order of add-on codes.
    pub add_on_edits: Vec<AddOnEdit>,
    /// HCPCS Level II descriptors, in the order of codes.
    pub hcpcs: Vec<HcpcsDescriptor>,
    /// Procedure-to-procedure edits for practitioners, in the order of (column 1, column 2).
    pub ptp_edits: Vec<PtpEdit>,
    /// Medically unlikely edits for practitioners, in the order of codes.
    pub mues: Vec<Mue>,
}

impl ReferenceTables {
    /// Where a ZIP code is priced.
    #[must_use]
    pub fn zip(&self, zip: Zip) -> Option<&ZipLocality> {
        let at = self.zips.binary_search_by_key(&zip, |row| row.zip).ok()?;
        self.zips.get(at)
    }

    /// The base units of an anesthesia code.
    #[must_use]
    pub fn anesthesia_base(&self, code: Code) -> Option<u8> {
        let at = self.anesthesia_base_units.binary_search_by_key(&code, |row| row.code).ok()?;
        self.anesthesia_base_units.get(at).map(|row| row.units)
    }

    /// The edits of an add-on code.
    #[must_use]
    pub fn add_on_edits_of(&self, code: Code) -> &[AddOnEdit] {
        equal_range(&self.add_on_edits, |row| row.add_on.cmp(&code))
    }

    /// CMS's public words for a HCPCS Level II code.
    #[must_use]
    pub fn hcpcs_descriptor(&self, code: Code) -> Option<&HcpcsDescriptor> {
        equal_range(&self.hcpcs, |row| row.code.cmp(&code)).first()
    }

    /// The edits in whose first column a code stands.
    #[must_use]
    pub fn ptp_edits_of(&self, column_1: Code) -> &[PtpEdit] {
        equal_range(&self.ptp_edits, |row| row.column_1.cmp(&column_1))
    }

    /// The most units of a code that are usual.
    #[must_use]
    pub fn mue(&self, code: Code) -> Option<&Mue> {
        equal_range(&self.mues, |row| row.code.cmp(&code)).first()
    }
}

/// The run of rows that compare equal, in a slice ordered by the same comparison.
fn equal_range<T>(rows: &[T], compare: impl Fn(&T) -> std::cmp::Ordering) -> &[T] {
    let from = rows.partition_point(|row| compare(row).is_lt());
    let count = rows[from..].partition_point(|row| compare(row).is_eq());
    &rows[from..from + count]
}

/// A release with its time in effect and indexes of its codes and localities.
#[derive(Debug, Clone)]
pub struct HeldRelease {
    release: Arc<Release>,
    until: Option<Date>,
    rows: FxHashMap<Code, RowsOfCode>,
    localities: FxHashMap<LocalityId, u32>,
}

/// Where the rows of a code stand in the release, and for which modifiers there is one.
#[derive(Debug, Clone, Copy)]
struct RowsOfCode {
    from: u32,
    /// A bit for each row modifier, in their order, which is the order of the rows.
    modifiers: u8,
}

impl RowsOfCode {
    const fn bit(modifier: RowModifier) -> u8 {
        1 << modifier as u8
    }

    const fn count(self) -> usize {
        self.modifiers.count_ones() as usize
    }

    /// The place of the row of a modifier: behind those of the modifiers before it. No other row is looked at.
    const fn place(self, modifier: RowModifier) -> Option<usize> {
        let bit = Self::bit(modifier);
        let before = self.modifiers & (bit - 1);
        if self.modifiers & bit == 0 { None } else { Some(self.from as usize + before.count_ones() as usize) }
    }
}

impl std::ops::Deref for HeldRelease {
    type Target = Release;
    fn deref(&self) -> &Release {
        &self.release
    }
}

impl HeldRelease {
    fn new(release: Arc<Release>, until: Option<Date>) -> Self {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut rows = FxHashMap::default();
        rows.reserve(release.rows.len());
        for (at, row) in release.rows.iter().enumerate() {
            let of_code = rows.entry(row.code).or_insert(RowsOfCode { from: number(at), modifiers: 0 });
            of_code.modifiers |= RowsOfCode::bit(row.modifier);
        }
        let localities = release.localities.iter().enumerate();
        let localities = localities.map(|(at, locality)| (locality.id, number(at))).collect();
        Self { release, until, rows, localities }
    }

    /// The first day after the release's time; `None` where no later release is foreseen.
    #[must_use]
    pub fn effective_until(&self) -> Option<Date> {
        self.until
    }

    /// Whether the release is in effect on a day.
    #[must_use]
    pub fn is_in_effect(&self, date: Date) -> bool {
        self.release.effective_from <= date && self.until.is_none_or(|until| date < until)
    }

    /// Every row of a code, the global one first.
    #[must_use]
    pub fn rows_of(&self, code: Code) -> &[FeeRow] {
        let rows = self.rows.get(&code);
        let rows = rows.and_then(|rows| self.release.rows.get(rows.from as usize..)?.get(..rows.count()));
        rows.unwrap_or(&[])
    }

    /// The row of a code and row modifier.
    #[must_use]
    pub fn row(&self, code: Code, modifier: RowModifier) -> Option<&FeeRow> {
        self.release.rows.get(self.rows.get(&code)?.place(modifier)?)
    }

    /// A locality by its id.
    #[must_use]
    pub fn locality(&self, id: LocalityId) -> Option<&Locality> {
        self.release.localities.get(*self.localities.get(&id)? as usize)
    }

    /// The release shared, for whoever keeps it.
    #[must_use]
    pub fn shared(&self) -> Arc<Release> {
        Arc::clone(&self.release)
    }
}

/// Why no release answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotHeld {
    /// The release for a day is not held.
    #[error("no release held covers {date}{}: held are {held}", .wanted.map(|id| format!(" ({id} does)")).unwrap_or_default())]
    Date {
        /// The day asked for.
        date: Date,
        /// The release that covers it, where the calendar tells.
        wanted: Option<ReleaseId>,
        /// What is held, in words.
        held: String,
    },
    /// A release asked for by name is not held.
    #[error("{release} is not held: held are {held}")]
    Release {
        /// The release asked for.
        release: ReleaseId,
        /// What is held, in words.
        held: String,
    },
}

/// The row that answers for a day, and the release it is from.
#[derive(Debug, Clone, Copy)]
pub struct FoundRow<'a> {
    /// The release the row was read from.
    pub release: &'a HeldRelease,
    /// The row.
    pub row: &'a FeeRow,
    /// The release in effect, where a correction took the row from another.
    pub corrected_from: Option<ReleaseId>,
}

/// The releases that are held, in the order of time, with the reference tables and the policy data.
#[derive(Debug, Clone)]
pub struct Schedule {
    policy: Arc<Policy>,
    releases: Vec<HeldRelease>,
    tables: Arc<ReferenceTables>,
}

impl Schedule {
    /// A schedule of releases in any order; of two with one name the later in the list is kept.
    #[must_use]
    pub fn new(policy: Arc<Policy>, releases: Vec<Arc<Release>>, tables: Arc<ReferenceTables>) -> Self {
        let mut held: Vec<HeldRelease> = Vec::with_capacity(releases.len());
        for release in releases {
            held.retain(|other| other.id != release.id);
            let until = policy.calendar.effective_until(release.id);
            held.push(HeldRelease::new(release, until));
        }
        held.sort_by_key(|release| (release.effective_from, release.id));
        Self { policy, releases: held, tables }
    }

    /// The policy data.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The reference tables.
    #[must_use]
    pub fn tables(&self) -> &ReferenceTables {
        &self.tables
    }

    /// The releases held, in the order of time.
    #[must_use]
    pub fn releases(&self) -> &[HeldRelease] {
        &self.releases
    }

    /// The newest release held.
    #[must_use]
    pub fn newest(&self) -> Option<&HeldRelease> {
        self.releases.last()
    }

    /// A release by name.
    ///
    /// # Errors
    /// [`NotHeld`], which says what is held.
    pub fn release(&self, id: ReleaseId) -> Result<&HeldRelease, NotHeld> {
        self.releases
            .iter()
            .find(|release| release.id == id)
            .ok_or_else(|| NotHeld::Release { release: id, held: self.held_in_words() })
    }

    /// The release in effect on a day.
    ///
    /// A release's time ends where the next one's begins, held or not: a value is never carried forward.
    ///
    /// # Errors
    /// [`NotHeld`], which says what is held.
    pub fn release_on(&self, date: Date) -> Result<&HeldRelease, NotHeld> {
        let after = self.releases.partition_point(|release| release.effective_from <= date);
        after
            .checked_sub(1)
            .and_then(|at| self.releases.get(at))
            .filter(|release| release.is_in_effect(date))
            .ok_or_else(|| NotHeld::Date {
                date,
                wanted: self.policy.calendar.release_on(date),
                held: self.held_in_words(),
            })
    }

    /// The row of a code for a day of service, read from the release in effect or from the one that corrected it.
    #[must_use]
    pub fn row_on<'a>(
        &'a self,
        in_effect: &'a HeldRelease,
        code: Code,
        modifier: RowModifier,
        date: Date,
        reading: Reading,
    ) -> Option<FoundRow<'a>> {
        if reading == Reading::AsCorrected {
            for correction in &self.policy.corrections {
                if correction.applies(code, modifier, date)
                    && let Ok(release) = self.release(correction.corrected_in)
                    && let Some(row) = release.row(code, modifier)
                {
                    let corrected_from = (release.id != in_effect.id).then_some(in_effect.id);
                    return Some(FoundRow { release, row, corrected_from });
                }
            }
        }
        let row = in_effect.row(code, modifier)?;
        Some(FoundRow { release: in_effect, row, corrected_from: None })
    }

    /// A locality of a release, also where it is listed under a second contractor.
    #[must_use]
    pub fn locality<'a>(&self, release: &'a HeldRelease, id: LocalityId) -> Option<&'a Locality> {
        release.locality(id).or_else(|| release.locality(self.policy.localities.resolve(id)?))
    }

    /// What is held, with days, and where the gaps are: `RVU20A to RVU24C (2020-01-01 to 2024-09-30), …`.
    #[must_use]
    pub fn held_in_words(&self) -> String {
        let mut runs: Vec<(ReleaseId, ReleaseId, Date, Option<Date>)> = Vec::new();
        for release in &self.releases {
            match runs.last_mut() {
                Some((_, last, _, until)) if *until == Some(release.effective_from) => {
                    (*last, *until) = (release.id, release.until);
                }
                _ => runs.push((release.id, release.id, release.effective_from, release.until)),
            }
        }
        if runs.is_empty() {
            return "no releases".to_owned();
        }
        let words = runs.into_iter().map(|(first, last, from, until)| {
            let names = if first == last { first.to_string() } else { format!("{first} to {last}") };
            match until.and_then(|day| day.yesterday().ok()) {
                Some(end) => format!("{names} ({from} to {end})"),
                None => format!("{names} (from {from})"),
            }
        });
        words.collect::<Vec<_>>().join(", ")
    }
}
