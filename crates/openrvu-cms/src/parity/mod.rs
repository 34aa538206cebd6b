//! Parity with CMS's own amounts: every row of a payment amount or OPPSCAP file beside ours.
//!
//! The fee columns of a payment amount file are not capped, whatever its layout says, so they are compared with the
//! fee schedule amount and the OPPS columns with the imaging cap. The therapy columns are compared where the row has
//! `MULT PROC` 5. The file's year, its name and, where these leave a choice, its figures tell the release and the
//! conversion factor.

mod amounts;
mod choose;

use openrvu_core::{Cents, Code, LocalityId, ReleaseId, ReleaseLetter, RowModifier, Schedule};
use serde::Serialize;

use crate::error::ReadError;
use crate::read::{self, Detection, FileKind, Input};
use amounts::Official;
use choose::{choose, letter_of};

pub use amounts::Column;
pub use choose::{qualifying_by_name, release_by_name};

/// Why a file could not be compared.
#[derive(Debug, thiserror::Error)]
pub enum ParityError {
    /// The file is not readable as what it looks like.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file is of another kind.
    #[error("{file} is {found}: give a payment amount file (PFALL, PFREV or a carrier's) or an OPPSCAP file")]
    NotAmounts {
        /// The file.
        file: String,
        /// What it was found to be.
        found: String,
    },
    /// No release of its year or month is held.
    #[error(
        "{file}: no release for {wanted} is held. Import one, or name a held release with --release; held are {held}."
    )]
    NoRelease {
        /// The file.
        file: String,
        /// The year or month looked for.
        wanted: String,
        /// What is held, in words.
        held: String,
    },
}

/// Counts of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Rows compared or not.
    pub rows: u64,
    /// Rows whose amounts in both settings equal ours.
    pub equal: u64,
    /// Rows in which at least one differs.
    pub different: u64,
    /// Rows whose code or locality is not in the release.
    pub not_held: u64,
}

/// A pair of amounts that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What the amounts are.
    pub column: Column,
    /// The locality.
    pub locality: LocalityId,
    /// The code.
    pub code: Code,
    /// Its row.
    pub modifier: RowModifier,
    /// Non-facility amounts: CMS's and ours.
    pub non_facility: [Cents; 2],
    /// Facility amounts: CMS's and ours.
    pub facility: [Cents; 2],
}

/// How a file compares with a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parity {
    /// The file.
    pub file: String,
    /// `payment amount` or `OPPSCAP`.
    pub kind: &'static str,
    /// The release that ours are computed from.
    pub release: ReleaseId,
    /// Whether they are computed with the qualifying participants' conversion factor.
    pub qualifying: bool,
    /// How release and conversion factor were chosen, in words.
    pub chosen_by: String,
    /// The fee schedule amounts, or the caps of an OPPSCAP file.
    #[serde(flatten)]
    pub counts: Counts,
    /// The imaging cap columns of a payment amount file, where the OPPS indicator says that a cap applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imaging_cap: Option<Counts>,
    /// The therapy columns of a payment amount file, where `MULT PROC` is 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub therapy_reduction: Option<Counts>,
    /// The first differences of each column, at most as many as asked for.
    pub differences: Vec<Difference>,
    /// The first rows that are not held, likewise.
    pub rows_not_held: Vec<(LocalityId, Code, RowModifier)>,
}

impl Parity {
    /// Whether any amount of any column differs.
    #[must_use]
    pub fn differs(&self) -> bool {
        let columns = [Some(self.counts), self.imaging_cap, self.therapy_reduction];
        columns.into_iter().flatten().any(|counts| counts.different > 0)
    }

    /// Whether the file has rows and none of them is in the release, so that nothing is known of its amounts.
    #[must_use]
    pub fn compared_nothing(&self) -> bool {
        let Counts { rows, equal, different, .. } = self.counts;
        rows > 0 && equal + different == 0
    }
}

/// What a comparison is asked for.
#[derive(Debug, Clone, Copy)]
pub struct ParityOptions {
    /// The release to compare with, whatever the file says.
    pub release: Option<ReleaseId>,
    /// The release that the file was published with, where its ZIP or folder tells: before the file's own name, after
    /// the year inside it.
    pub published_with: Option<ReleaseId>,
    /// Whether the file is for qualifying participants, where that is known; its figures tell it otherwise.
    pub qualifying: Option<bool>,
    /// Most differences to list of each column.
    pub most: usize,
}

/// Compares a file with the release it belongs to.
///
/// # Errors
/// [`ParityError`] where the file cannot be read, is of another kind, or no release for it is held.
pub fn compare(schedule: &Schedule, input: Input<'_>, options: ParityOptions) -> Result<Parity, ParityError> {
    let file = input.name.to_owned();
    let (kind, year, columns) = match read::detect(input) {
        Detection::Data(FileKind::Payment) => {
            let table = read::payment(input)?;
            let columns = Column::ALL.map(|column| {
                let rows = table.rows.iter().filter_map(|row| Official::of_payment(row, column));
                (column, rows.collect())
            });
            (FileKind::Payment, Some(table.year), columns.to_vec())
        }
        Detection::Data(FileKind::OppsCap) => {
            let caps: Vec<Official> = read::oppscap(input)?.rows.iter().map(Official::of_opps_cap).collect();
            (FileKind::OppsCap, None, vec![(Column::ImagingCap, caps)])
        }
        Detection::Data(kind) => {
            return Err(ParityError::NotAmounts { file, found: format!("a {} file", kind.name()) });
        }
        Detection::NotData(what) => {
            return Err(ParityError::NotAmounts { file, found: what.name().to_owned() });
        }
    };
    let letter = letter_of(&file);
    let Some(choice) = choose(schedule, &columns, options, year, letter) else {
        let wanted = match (year, letter) {
            (Some(year), Some(letter)) => format!("{} of {year}", letter.month_name()),
            (Some(year), None) => year.to_string(),
            (None, letter) => letter.map_or("this file", ReleaseLetter::month_name).to_owned(),
        };
        return Err(ParityError::NoRelease { file, wanted, held: schedule.held_in_words() });
    };
    let mut parity = Parity {
        file,
        kind: kind.name(),
        release: choice.ours.release.id,
        qualifying: choice.ours.qualifying,
        chosen_by: choice.basis,
        counts: Counts::default(),
        imaging_cap: None,
        therapy_reduction: None,
        differences: Vec::new(),
        rows_not_held: Vec::new(),
    };
    for (at, (column, rows)) in columns.iter().enumerate().filter(|(_, (_, rows))| !rows.is_empty()) {
        let mut compared = amounts::compare(choice.ours, rows, *column, options.most);
        parity.differences.append(&mut compared.differences);
        match column {
            _ if at == 0 => {
                parity.counts = compared.counts;
                parity.rows_not_held = compared.not_held;
            }
            Column::ImagingCap => parity.imaging_cap = Some(compared.counts),
            Column::TherapyReduction => parity.therapy_reduction = Some(compared.counts),
            Column::FeeScheduleAmount => {}
        }
    }
    Ok(parity)
}
