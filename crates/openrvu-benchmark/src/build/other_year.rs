//! Rows of another year than was asked for: the files do not tell their year, but their codes do.

use openrvu_core::{Code, ReleaseId, Schedule};
use rustc_hash::{FxHashMap, FxHashSet};

use super::BuildError;
use super::gather::Gathered;
use super::record::{CodePlace, unpack};

/// Codes with work RVUs that no release of the year has: those that ended before it or began after it.
#[derive(Debug, Default)]
pub(super) struct OtherYears {
    /// The release nearest to the year that has the code, by packed code.
    codes: FxHashMap<u32, ReleaseId>,
}

/// Of so many rows one may be of such a code: a code can end within a year, before its October release.
const ONE_OF: u64 = 500;
/// Such rows from which on something is said.
const FEWEST: u64 = 20;

impl OtherYears {
    /// The codes of complete releases of other years; none where no release of the year is held complete.
    pub(super) fn of(schedule: &Schedule, year: u16) -> Self {
        let complete = || schedule.releases().iter().filter(|release| release.complete);
        let packed = |code: Code| CodePlace::new(code, None).packed_code();
        let of_year = complete().filter(|release| release.id.year == year);
        let own: FxHashSet<u32> =
            of_year.flat_map(|release| &release.rows).map(|row| packed(row.code)).collect();
        let mut codes: FxHashMap<u32, ReleaseId> = FxHashMap::default();
        if own.is_empty() {
            return Self { codes };
        }
        for release in complete().filter(|release| release.id.year != year) {
            let worked = release.rows.iter().filter(|row| row.work.get() > 0);
            for code in worked.map(|row| packed(row.code)).filter(|code| !own.contains(code)) {
                let nearest = codes.entry(code).or_insert(release.id);
                let far = |id: ReleaseId| id.year.abs_diff(year);
                // Releases come in their order: of those before the year the last counts, of those after it the first.
                if far(release.id) < far(*nearest)
                    || release.id.year < year && far(release.id) == far(*nearest)
                {
                    *nearest = release.id;
                }
            }
        }
        Self { codes }
    }

    /// Whether a row with the code is none of the year.
    #[inline]
    pub(super) fn has(&self, code: CodePlace) -> bool {
        self.codes.contains_key(&code.packed_code())
    }

    /// Refuses rows of which more than a few are none of the year.
    ///
    /// # Errors
    /// [`BuildError::Codes`] at the first row of the most frequent of their codes.
    pub(super) fn refuse(&self, gathered: &Gathered, year: u16) -> Result<(), BuildError> {
        let tally = &gathered.part.tally;
        if tally.other_year < FEWEST || tally.other_year * ONE_OF <= tally.read {
            return Ok(());
        }
        let mut found: FxHashMap<u32, (u64, u32)> = FxHashMap::default();
        for record in gathered.part.records.iter().filter(|record| self.has(record.code_place)) {
            let (rows, first) = found.entry(record.code_place.packed_code()).or_insert((0, u32::MAX));
            *rows += 1;
            *first = record.line.min(*first);
        }
        let most = found.iter().max_by_key(|(code, (rows, _))| (*rows, std::cmp::Reverse(**code)));
        let Some((packed, (rows, first))) = most else { return Ok(()) };
        let Some((code, release)) = unpack(*packed).zip(self.codes.get(packed)) else { return Ok(()) };
        let (file, row) = gathered.part.place(*first);
        Err(BuildError::Codes {
            file: file.to_owned(),
            row,
            code,
            of_code: *rows,
            release: *release,
            all: tally.other_year,
            read: tally.read,
            year,
        })
    }
}
