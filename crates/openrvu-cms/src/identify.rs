//! Which release a PPRRVU file is: by what is inside, and by names only where the content leaves it open.
//!
//! The title line names year and month. A corrected January release has January's title, and is told apart by
//! its conversion factor. A fixed-width file has no title: its conversion factor gives the year, its name or
//! that of its ZIP the month. The two files of one release since 2026 differ by conversion factor and `PRIC IND`.

use jiff::civil::Date;
use openrvu_core::indicator::PricingIndicator;
use openrvu_core::policy::{ConversionFactors, Policy};
use openrvu_core::{ConversionFactor, ReleaseId, ReleaseLetter};

use crate::read::PprrvuFile;

/// What a PPRRVU file was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The release.
    pub id: ReleaseId,
    /// First day the release is in effect.
    pub effective_from: Date,
    /// Whether it is the release's file for qualifying participants (`QPP`).
    pub qualifying: bool,
    /// How it was told, in words.
    pub basis: String,
}

/// Why a PPRRVU file could not be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentifyError {
    /// Nothing tells the month.
    #[error(
        "{file}: neither the file nor its name tells the month of the release. Keep CMS's file name (PPRRVU2026_Apr_nonQPP.txt), or say which with --release, such as --release RVU26B."
    )]
    NoMonth {
        /// The file.
        file: String,
    },
    /// Nothing tells the year.
    #[error(
        "{file}: no title, no year in its name, and conversion factor {found} is of no known year. Say which release it is with --release, such as --release RVU26B."
    )]
    NoYear {
        /// The file.
        file: String,
        /// `CONV FACTOR`.
        found: ConversionFactor,
    },
    /// The caller named another release than the file does.
    #[error("{file}: the file is {found}, not {wanted}. Leave out --release, or give the file of {wanted}.")]
    AnotherRelease {
        /// The file.
        file: String,
        /// What the file says.
        found: String,
        /// What the caller said.
        wanted: ReleaseId,
    },
    /// The conversion factor is not that of the release.
    #[error(
        "{file}: conversion factor {found}, but {release} has {expected}. The file was superseded before it took effect, or was changed: download the release again from CMS."
    )]
    ConversionFactor {
        /// The file.
        file: String,
        /// The release by title or name.
        release: String,
        /// `CONV FACTOR`.
        found: ConversionFactor,
        /// The dated table's factors, in words.
        expected: String,
    },
    /// `PRIC IND` and conversion factor contradict each other.
    #[error(
        "{file}: PRIC IND says that this is the file for qualifying participants, but conversion factor {found} is not theirs. Download the release again from CMS."
    )]
    Qualifying {
        /// The file.
        file: String,
        /// `CONV FACTOR`.
        found: ConversionFactor,
    },
    /// The release calendar has no such release.
    #[error(
        "{file}: {release} is not in the release calendar (policy/releases.toml): no date of effect is known."
    )]
    NotInCalendar {
        /// The file.
        file: String,
        /// The release.
        release: ReleaseId,
    },
}

/// What a file name tells of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NameHint {
    /// Calendar year.
    pub year: Option<u16>,
    /// Place in the year. A name tells `AR` only where it is that of a ZIP.
    pub letter: Option<ReleaseLetter>,
}

/// Reads what the name of a release's ZIP tells: `rvu26b-updated-05-01-2026.zip` is RVU26B.
#[must_use]
pub fn zip_hint(name: &str) -> NameHint {
    let name = name.to_ascii_lowercase();
    let hint = name.match_indices("rvu").find_map(|(at, word)| {
        let rest = &name[at + word.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        rest[..end].parse::<ReleaseId>().ok()
    });
    hint.map_or_else(NameHint::default, |id| NameHint { year: Some(id.year), letter: Some(id.letter) })
}

/// Reads what the name of a PPRRVU file tells: `PPRRVU2026_Apr_nonQPP.txt`, `PPRRVU24_JAN.csv` or, with the day
/// it was made, `PPRRVU20_V0618.csv`.
#[must_use]
pub fn file_hint(name: &str) -> NameHint {
    let name = name.to_ascii_lowercase();
    let Some((_, rest)) = name.rsplit_once("pprrvu") else { return NameHint::default() };
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (year, rest) = rest.split_at(digits);
    let year = match (year.len(), year.parse::<u16>()) {
        (2, Ok(year)) => Some(2000 + year),
        (4, Ok(year)) => Some(year),
        _ => None,
    };
    let rest = rest.trim_start_matches(['_', '-', ' ']);
    let made =
        rest.strip_prefix('v').and_then(|date| date.get(..2)).and_then(|month| month.parse::<u8>().ok());
    let letter = match (rest.get(..3), made) {
        (Some("jan"), _) | (_, Some(12 | 1 | 2)) => Some(ReleaseLetter::A),
        (Some("apr"), _) | (_, Some(3..=5)) => Some(ReleaseLetter::B),
        (Some("jul"), _) | (_, Some(6..=8)) => Some(ReleaseLetter::C),
        // November is late for October and early for January: left open.
        (Some("oct"), _) | (_, Some(9 | 10)) => Some(ReleaseLetter::D),
        _ => None,
    };
    NameHint { year, letter }
}

/// Tells which release a PPRRVU file is.
///
/// `file` is its name, with its ZIP's before it (`rvu26b.zip/PPRRVU2026_Apr_nonQPP.txt`). `wanted` is the release
/// the caller says it is; it settles what the content leaves open and overrules names, never the content.
///
/// # Errors
/// [`IdentifyError`] where the release cannot be told, or the file contradicts itself or the dated table.
pub fn identify(
    table: &PprrvuFile,
    file: &str,
    wanted: Option<ReleaseId>,
    policy: &Policy,
) -> Result<Identity, IdentifyError> {
    let (zip, member) = file.rsplit_once('/').unwrap_or(("", file));
    let (by_file, by_zip) = (file_hint(member), zip_hint(zip));
    let found = table.conversion_factor;
    let by_factor = years_with(policy, found);

    let (year, year_basis) = [
        (table.title_year, "title"),
        (wanted.map(|id| id.year), "your word"),
        (by_file.year, "file name"),
        (by_zip.year, "the ZIP's name"),
        (by_factor, "conversion factor"),
    ]
    .into_iter()
    .find_map(|(year, basis)| year.map(|year| (year, basis)))
    .ok_or_else(|| IdentifyError::NoYear { file: file.to_owned(), found })?;
    let (letter, letter_basis) = [
        (table.title_letter, "title"),
        (wanted.map(|id| id.letter), "your word"),
        (by_file.letter, "file name"),
        (by_zip.letter, "the ZIP's name"),
    ]
    .into_iter()
    .find_map(|(letter, basis)| letter.map(|letter| (letter, basis)))
    .ok_or_else(|| IdentifyError::NoMonth { file: file.to_owned() })?;

    let id = among_january(ReleaseId { year, letter }, wanted, by_zip, found, policy);
    if let Some(wanted) = wanted.filter(|wanted| *wanted != id) {
        return Err(IdentifyError::AnotherRelease { file: file.to_owned(), found: id.to_string(), wanted });
    }
    let effective_from = policy
        .calendar
        .effective_from(id)
        .ok_or_else(|| IdentifyError::NotInCalendar { file: file.to_owned(), release: id })?;
    let qualifying = is_qualifying(table, file, id, policy.conversion_factors.on(effective_from))?;
    let basis = if year_basis == letter_basis {
        format!("by {year_basis} ({year}, {}) and conversion factor {found}", id.letter.month_name())
    } else {
        format!(
            "year {year} by {year_basis}, {} by {letter_basis}, conversion factor {found}",
            id.letter.month_name()
        )
    };
    Ok(Identity { id, effective_from, qualifying, basis })
}

/// The year whose conversion factor this is.
fn years_with(policy: &Policy, found: ConversionFactor) -> Option<u16> {
    let entries = policy.conversion_factors.entries().iter();
    let mut matching =
        entries.filter(|entry| entry.value.non_qualifying == found || entry.value.qualifying == Some(found));
    matching.next().and_then(|entry| u16::try_from(entry.from.year()).ok())
}

/// January has up to two releases of one title: the one whose conversion factor the file has is meant.
fn among_january(
    named: ReleaseId,
    wanted: Option<ReleaseId>,
    by_zip: NameHint,
    found: ConversionFactor,
    policy: &Policy,
) -> ReleaseId {
    if !matches!(named.letter, ReleaseLetter::A | ReleaseLetter::AR) {
        return named;
    }
    let both = [ReleaseLetter::A, ReleaseLetter::AR].map(|letter| ReleaseId { year: named.year, letter });
    let fitting: Vec<ReleaseId> = both
        .into_iter()
        .filter(|id| {
            let day = policy.calendar.effective_from(*id);
            let factors = day.and_then(|day| policy.conversion_factors.on(day));
            factors.is_some_and(|f| f.non_qualifying == found || f.qualifying == Some(found))
        })
        .collect();
    let preferred = wanted.or(by_zip.letter.map(|letter| ReleaseId { year: named.year, letter }));
    match fitting.as_slice() {
        [only] => *only,
        several => preferred.filter(|id| several.contains(id)).unwrap_or(named),
    }
}

/// Whether the file is the one for qualifying participants, by its conversion factor; `PRIC IND` must agree.
fn is_qualifying(
    table: &PprrvuFile,
    file: &str,
    id: ReleaseId,
    expected: Option<&ConversionFactors>,
) -> Result<bool, IdentifyError> {
    let found = table.conversion_factor;
    let marked = table.rows.iter().any(|row| row.pricing == PricingIndicator::Qualifying);
    // A year that the dated table does not know yet: the checks report it.
    let Some(expected) = expected else { return Ok(marked) };
    if expected.qualifying == Some(found) {
        return Ok(true);
    }
    if expected.non_qualifying != found {
        let and = expected.qualifying.map(|factor| format!(" or, for qualifying participants, {factor}"));
        return Err(IdentifyError::ConversionFactor {
            file: file.to_owned(),
            release: id.to_string(),
            found,
            expected: format!("{}{}", expected.non_qualifying, and.unwrap_or_default()),
        });
    }
    if marked { Err(IdentifyError::Qualifying { file: file.to_owned(), found }) } else { Ok(false) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Layout;
    use openrvu_core::FeeRow;

    fn table(factor: &str, title: Option<(u16, ReleaseLetter)>) -> PprrvuFile {
        PprrvuFile {
            layout: Layout::Csv,
            columns: 31,
            title_year: title.map(|(year, _)| year),
            title_letter: title.map(|(_, letter)| letter),
            released: None,
            conversion_factor: factor.parse().unwrap(),
            rows: vec![FeeRow {
                pricing: PricingIndicator::Absent,
                ..crate::columns::blank("99213".parse().unwrap())
            }],
            descriptions: None,
        }
    }

    fn name(table: &PprrvuFile, file: &str) -> Result<(String, bool), IdentifyError> {
        let policy = Policy::builtin().unwrap();
        identify(table, file, None, &policy).map(|identity| (identity.id.to_string(), identity.qualifying))
    }

    #[test]
    fn a_corrected_january_release_is_told_by_its_factor() {
        let january = Some((2024, ReleaseLetter::A));
        assert_eq!(name(&table("32.7442", january), "x.csv"), Ok(("RVU24A".to_owned(), false)));
        assert_eq!(name(&table("33.2875", january), "x.csv"), Ok(("RVU24AR".to_owned(), false)));
        let error = name(&table("33.8872", january), "x.csv").unwrap_err();
        assert!(matches!(error, IdentifyError::ConversionFactor { .. }), "{error}");
    }

    #[test]
    fn a_file_without_a_title_is_told_by_factor_and_name() {
        let april = table("33.4009", None);
        assert_eq!(name(&april, "PPRRVU2026_Apr_nonQPP.txt"), Ok(("RVU26B".to_owned(), false)));
        assert_eq!(name(&april, "rvu26b-updated-05-01-2026.zip/x.txt"), Ok(("RVU26B".to_owned(), false)));
        assert!(matches!(name(&april, "x.txt"), Err(IdentifyError::NoMonth { .. })));
        let strange = name(&table("40.0000", None), "jul.txt").unwrap_err();
        assert!(matches!(strange, IdentifyError::NoYear { .. }), "{strange}");
    }

    #[test]
    fn the_qualifying_file_is_told_by_its_factor() {
        let july = Some((2026, ReleaseLetter::C));
        assert_eq!(name(&table("33.5675", july), "x.csv"), Ok(("RVU26C".to_owned(), true)));
        let mut marked = table("33.4009", july);
        marked.rows[0].pricing = PricingIndicator::Qualifying;
        assert!(matches!(name(&marked, "x.csv"), Err(IdentifyError::Qualifying { .. })));
    }

    #[test]
    fn the_callers_word_settles_what_is_open_and_never_overrules_the_title() {
        let policy = Policy::builtin().unwrap();
        let wanted = "RVU26B".parse().ok();
        let told = identify(&table("33.4009", None), "x.txt", wanted, &policy).unwrap();
        assert_eq!(told.id.to_string(), "RVU26B");
        let july = table("33.4009", Some((2026, ReleaseLetter::C)));
        let error = identify(&july, "x.csv", wanted, &policy).unwrap_err();
        assert!(matches!(error, IdentifyError::AnotherRelease { .. }), "{error}");
    }

    #[test]
    fn names_tell_year_and_month() {
        let hint = |year, letter| NameHint { year: Some(year), letter };
        assert_eq!(file_hint("PPRRVU2026_Apr_nonQPP.txt"), hint(2026, Some(ReleaseLetter::B)));
        assert_eq!(file_hint("PPRRVU24_JAN.csv"), hint(2024, Some(ReleaseLetter::A)));
        assert_eq!(file_hint("PPRRVU20_V0618.csv"), hint(2020, Some(ReleaseLetter::C)));
        assert_eq!(file_hint("PPRRVU20_V1123.csv"), hint(2020, None));
        assert_eq!(file_hint("GPCI2026.csv"), NameHint::default());
        assert_eq!(zip_hint("RVU24AR.zip"), hint(2024, Some(ReleaseLetter::AR)));
        assert_eq!(zip_hint("rvu26b-updated-05-01-2026.zip"), hint(2026, Some(ReleaseLetter::B)));
        assert_eq!(zip_hint("zip5_oct2025.zip"), NameHint::default());
    }
}
