//! Which release a file of amounts was computed from, and with which of its conversion factors.

use openrvu_core::{HeldRelease, ReleaseId, ReleaseLetter, Schedule};

use super::amounts::{Column, Official, Ours, compare};
use super::{Counts, ParityOptions};
use crate::identify::zip_hint;

/// What the name of an amount file tells: `PFREV25C`, `PFALL26AR`, `OPPSCAP_Oct`.
pub(super) fn letter_of(file: &str) -> Option<ReleaseLetter> {
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

/// Whether the name of an amount file says that it is for qualifying participants (`QPP`) or that it is not (`nonQPP`).
#[must_use]
pub fn qualifying_by_name(file: &str) -> Option<bool> {
    let name = file.to_ascii_uppercase();
    name.contains("QPP").then(|| !name.contains("NONQPP"))
}

/// The release that a ZIP or folder is named after: `rvu24c.zip`, `rvu24c`.
#[must_use]
pub fn release_by_name(name: &str) -> Option<ReleaseId> {
    let hint = zip_hint(name);
    Some(ReleaseId { year: hint.year?, letter: hint.letter? })
}

/// The releases held that a file may belong to, and how they were told.
fn candidates(
    schedule: &Schedule,
    options: ParityOptions,
    year: Option<u16>,
    letter: Option<ReleaseLetter>,
) -> (Vec<&HeldRelease>, &'static str) {
    if let Some(id) = options.release {
        return (schedule.release(id).into_iter().collect(), "as asked");
    }
    // A ZIP or folder can be named for another year than that of the file put in it.
    let published_with = options.published_with.filter(|id| year.is_none_or(|year| id.year == year));
    if let Some(release) = published_with.and_then(|id| schedule.release(id).ok()) {
        return (vec![release], "by the ZIP or folder that it lies in");
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

/// What a file was computed from, and how that was told, in words.
pub(super) struct Choice<'a> {
    pub(super) ours: Ours<'a>,
    pub(super) basis: String,
}

/// Of several releases and conversion factors, those with which the most rows agree: by the first column, then by the
/// others; of equals, the newest release and the factor that is not for qualifying participants.
pub(super) fn choose<'a>(
    schedule: &'a Schedule,
    columns: &[(Column, Vec<Official>)],
    options: ParityOptions,
    year: Option<u16>,
    letter: Option<ReleaseLetter>,
) -> Option<Choice<'a>> {
    let (releases, mut basis) = {
        let (releases, basis) = candidates(schedule, options, year, letter);
        (releases, basis.to_owned())
    };
    let ours = |release: &'a HeldRelease, qualifying| Ours { schedule, release, qualifying };
    let two_factors = |release: &HeldRelease| {
        schedule.conversion_factor(release, true) != schedule.conversion_factor(release, false)
    };
    let open_factor = options.qualifying.is_none() && releases.iter().any(|release| two_factors(release));
    let mut choices: Vec<Ours<'a>> = Vec::new();
    for release in &releases {
        choices.push(ours(release, options.qualifying.unwrap_or(false)));
        if options.qualifying.is_none() && two_factors(release) {
            choices.push(ours(release, true));
        }
    }
    if let [only] = choices[..] {
        return Some(Choice { ours: only, basis });
    }
    let counts = |ours: Ours<'a>| -> Vec<Counts> {
        columns.iter().map(|(column, rows)| compare(ours, rows, *column, 0).counts).collect()
    };
    let (counts, best) =
        choices.into_iter().map(|ours| (counts(ours), ours)).max_by_key(|(counts, ours)| {
            let equal: Vec<u64> = counts.iter().map(|counts| counts.equal).collect();
            (equal, ours.release.effective_from, !ours.qualifying)
        })?;
    if releases.len() > 1 {
        let Counts { equal, different, .. } = counts.first().copied().unwrap_or_default();
        basis.push_str(&if equal < different {
            format!(
                ": of {} none agrees in half of the rows, this one in {equal}, which tells nothing: name the release with --release",
                releases.len()
            )
        } else {
            format!(": of {} it agrees in the most rows", releases.len())
        });
    }
    if open_factor {
        let whose = if best.qualifying { "qualifying participants" } else { "those who do not qualify" };
        basis.push_str(&format!("; by its figures with the conversion factor of {whose}"));
    }
    Some(Choice { ours: best, basis })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_month_factor_and_release() {
        let letter = |name| letter_of(name).map(ReleaseLetter::as_str);
        let names = ["PFREV25C.txt", "x/PFALL26AR.txt", "OPPSCAP_Oct.csv", "PFALL20.txt", "amounts.txt"];
        assert_eq!(names.map(letter), [Some("C"), Some("AR"), Some("D"), None, None]);
        let names = ["PFALL26C_QPP.txt", "pfall26_nonqpp.txt", "PF26QP.txt"];
        assert_eq!(names.map(qualifying_by_name), [Some(true), Some(false), None]);
        let release = |name| release_by_name(name).map(|id| id.to_string());
        assert_eq!(release("rvu24c").as_deref(), Some("RVU24C"));
        assert_eq!(release("rvu26b-updated-05-01-2026.zip").as_deref(), Some("RVU26B"));
        assert_eq!(release("downloads"), None);
    }
}
