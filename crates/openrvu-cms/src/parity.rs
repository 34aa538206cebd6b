//! Parity with CMS's own amounts: every row of a payment amount or OPPSCAP file beside ours.
//!
//! The fee columns of a payment amount file are not capped, whatever its layout says, so they are compared with the
//! fee schedule amount and the OPPS columns with the imaging cap. The file's year, its name and, where these leave a
//! choice, its figures tell the release.

use openrvu_core::indicator::Status;
use openrvu_core::valuation::{Area, Prices, amount};
use openrvu_core::{
    Cents, Code, FeeRow, HeldRelease, LocalityId, ReleaseId, ReleaseLetter, RowModifier, Schedule, Setting,
};
use serde::Serialize;

use crate::error::ReadError;
use crate::read::{self, Detection, FileKind, Input, OppsCapRow, PaymentRow};

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

/// A row that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
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
    /// How the release was chosen, in words.
    pub chosen_by: String,
    /// The amounts.
    #[serde(flatten)]
    pub counts: Counts,
    /// The imaging cap columns of a payment amount file, where the OPPS indicator says that a cap applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imaging_cap: Option<Counts>,
    /// The first differences, at most as many as asked for.
    pub differences: Vec<Difference>,
    /// The first rows that are not held, likewise.
    pub rows_not_held: Vec<(LocalityId, Code, RowModifier)>,
}

/// What a comparison is asked for.
#[derive(Debug, Clone, Copy)]
pub struct ParityOptions {
    /// The release to compare with, whatever the file says.
    pub release: Option<ReleaseId>,
    /// The release that the file was published with, where its ZIP tells: before the file's own name.
    pub published_with: Option<ReleaseId>,
    /// Whether the file is for qualifying participants.
    pub qualifying: bool,
    /// Most differences to list.
    pub most: usize,
}

/// An amount of CMS's to compare with ours.
struct Official {
    locality: LocalityId,
    code: Code,
    modifier: RowModifier,
    non_facility: Cents,
    facility: Cents,
}

/// Which of our amounts is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    FeeScheduleAmount,
    ImagingCap,
}

/// Compares a file with the release it belongs to.
///
/// # Errors
/// [`ParityError`] where the file cannot be read, is of another kind, or no release for it is held.
pub fn compare(schedule: &Schedule, input: Input<'_>, options: ParityOptions) -> Result<Parity, ParityError> {
    let file = input.name.to_owned();
    match read::detect(input) {
        Detection::Data(FileKind::Payment) => {
            let table = read::payment(input)?;
            let fees: Vec<Official> = table.rows.iter().map(Official::fee).collect();
            let caps: Vec<Official> =
                table.rows.iter().filter(|row| row.opps_indicator == 1).map(Official::cap).collect();
            let letter = letter_of(&file);
            let candidates = candidates(schedule, options, Some(table.year), letter);
            let wanted = letter.map_or(table.year.to_string(), |letter| {
                format!("{} of {}", letter.month_name(), table.year)
            });
            let (release, chosen_by) =
                choose(schedule, &fees, Column::FeeScheduleAmount, candidates, options).ok_or_else(|| {
                    ParityError::NoRelease { file: file.clone(), wanted, held: schedule.held_in_words() }
                })?;
            let mut parity = count(schedule, release, &fees, Column::FeeScheduleAmount, options);
            (parity.file, parity.kind, parity.chosen_by) = (file, FileKind::Payment.name(), chosen_by);
            parity.imaging_cap = (!caps.is_empty())
                .then(|| count(schedule, release, &caps, Column::ImagingCap, options).counts);
            Ok(parity)
        }
        Detection::Data(FileKind::OppsCap) => {
            let table = read::oppscap(input)?;
            let caps: Vec<Official> = table.rows.iter().map(Official::opps_cap).collect();
            let letter = letter_of(&file);
            let candidates = candidates(schedule, options, None, letter);
            let wanted = letter.map_or("this file", ReleaseLetter::month_name).to_owned();
            let (release, chosen_by) =
                choose(schedule, &caps, Column::ImagingCap, candidates, options).ok_or_else(|| {
                    ParityError::NoRelease { file: file.clone(), wanted, held: schedule.held_in_words() }
                })?;
            let mut parity = count(schedule, release, &caps, Column::ImagingCap, options);
            (parity.file, parity.kind, parity.chosen_by) = (file, FileKind::OppsCap.name(), chosen_by);
            Ok(parity)
        }
        Detection::Data(kind) => {
            Err(ParityError::NotAmounts { file, found: format!("a {} file", kind.name()) })
        }
        Detection::NotData(what) => Err(ParityError::NotAmounts { file, found: what.name().to_owned() }),
    }
}

impl Official {
    fn fee(row: &PaymentRow) -> Self {
        Self {
            locality: row.locality,
            code: row.code,
            modifier: row.modifier,
            non_facility: row.non_facility,
            facility: row.facility,
        }
    }

    fn cap(row: &PaymentRow) -> Self {
        Self { non_facility: row.opps_non_facility, facility: row.opps_facility, ..Self::fee(row) }
    }

    fn opps_cap(row: &OppsCapRow) -> Self {
        Self {
            locality: row.locality,
            code: row.code,
            modifier: row.modifier,
            non_facility: row.non_facility,
            facility: row.facility,
        }
    }
}

/// What the name of an amount file tells: `PFREV25C`, `PFALL26AR`, `OPPSCAP_Oct`.
fn letter_of(file: &str) -> Option<ReleaseLetter> {
    let name = file.rsplit('/').next().unwrap_or(file).to_ascii_uppercase();
    let stem = name.split('.').next().unwrap_or(&name);
    if let Some(rest) = stem.strip_prefix("PFALL").or_else(|| stem.strip_prefix("PFREV")) {
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        return ReleaseLetter::ALL.into_iter().find(|letter| letter.as_str() == &rest[..end]);
    }
    let months = [
        ("JAN", ReleaseLetter::A),
        ("APR", ReleaseLetter::B),
        ("JUL", ReleaseLetter::C),
        ("OCT", ReleaseLetter::D),
    ];
    months.into_iter().find(|(month, _)| stem.contains(month)).map(|(_, letter)| letter)
}

/// The releases held that a file may belong to, and whether it can only be these.
fn candidates(
    schedule: &Schedule,
    options: ParityOptions,
    year: Option<u16>,
    letter: Option<ReleaseLetter>,
) -> (Vec<&HeldRelease>, &'static str) {
    if let Some(id) = options.release {
        return (schedule.release(id).into_iter().collect(), "as asked");
    }
    if let Some(release) = options.published_with.and_then(|id| schedule.release(id).ok()) {
        return (vec![release], "by the ZIP that it lies in");
    }
    let of_year: Vec<&HeldRelease> = schedule
        .releases()
        .iter()
        .filter(|release| year.is_none_or(|year| release.id.year == year))
        .collect();
    let named: Vec<&HeldRelease> = of_year
        .iter()
        .copied()
        .filter(|release| letter.is_some_and(|letter| same_month(letter, release.id.letter)))
        .collect();
    if named.is_empty() && year.is_some() {
        (of_year, "of the year's releases held")
    } else {
        (named, "by the file's name")
    }
}

/// The name of a file made in January does not tell the corrected release from the first.
fn same_month(named: ReleaseLetter, held: ReleaseLetter) -> bool {
    named == held || (named == ReleaseLetter::A && held == ReleaseLetter::AR)
}

/// Of several candidates, the one with which the most rows agree; of equals, the newest.
fn choose<'a>(
    schedule: &'a Schedule,
    official: &[Official],
    column: Column,
    (candidates, basis): (Vec<&'a HeldRelease>, &'static str),
    options: ParityOptions,
) -> Option<(&'a HeldRelease, String)> {
    if let [only] = candidates[..] {
        return Some((only, basis.to_owned()));
    }
    let best = candidates.iter().copied().max_by_key(|release| {
        let counts = count(schedule, release, official, column, ParityOptions { most: 0, ..options }).counts;
        (counts.equal, release.effective_from)
    })?;
    Some((best, format!("{basis}: of {} it agrees in the most rows", candidates.len())))
}

fn count(
    schedule: &Schedule,
    release: &HeldRelease,
    official: &[Official],
    column: Column,
    options: ParityOptions,
) -> Parity {
    let conversion_factor = schedule.conversion_factor(release, options.qualifying);
    let mut parity = Parity {
        file: String::new(),
        kind: "",
        release: release.id,
        chosen_by: String::new(),
        counts: Counts::default(),
        imaging_cap: None,
        differences: Vec::new(),
        rows_not_held: Vec::new(),
    };
    for row in official {
        parity.counts.rows += 1;
        let area = Area::Locality(row.locality);
        let prices = schedule
            .gpcis(release, area, release.effective_from)
            .map(|gpcis| Prices { gpcis, conversion_factor });
        let (Ok(prices), Some(held)) = (prices, release.row(row.code, row.modifier)) else {
            parity.counts.not_held += 1;
            if parity.rows_not_held.len() < options.most {
                parity.rows_not_held.push((row.locality, row.code, row.modifier));
            }
            continue;
        };
        let ours = |setting| our_amount(held, release, setting, &prices, column);
        let (non_facility, facility) = (ours(Setting::NonFacility), ours(Setting::Facility));
        if non_facility == row.non_facility && facility == row.facility {
            parity.counts.equal += 1;
            continue;
        }
        parity.counts.different += 1;
        if parity.differences.len() < options.most {
            parity.differences.push(Difference {
                locality: row.locality,
                code: row.code,
                modifier: row.modifier,
                non_facility: [row.non_facility, non_facility],
                facility: [row.facility, facility],
            });
        }
    }
    parity
}

fn our_amount(
    held: &FeeRow,
    release: &HeldRelease,
    setting: Setting,
    prices: &Prices,
    column: Column,
) -> Cents {
    match column {
        Column::FeeScheduleAmount => held.fee_schedule_amount(setting, prices),
        Column::ImagingCap => {
            // The whole of a carrier-priced test has no work of its own in PPRRVU; CMS caps it with that of its
            // professional component.
            let professional = release.row(held.code, RowModifier::Professional).map(|row| row.work);
            let work = professional
                .filter(|_| held.status == Status::CarrierPriced && held.modifier == RowModifier::Global);
            let practice_expense = held.opps_practice_expense(setting);
            amount(work.unwrap_or(held.work), practice_expense, held.opps_malpractice, prices)
        }
    }
}
