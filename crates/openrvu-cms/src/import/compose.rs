//! Putting a revision together: what the candidate brings, and what is held besides.

use openrvu_core::{FeeRow, Locality, LocalityId, Release};
use rustc_hash::FxHashMap;

use super::candidate::Candidate;
use super::fingerprint::fingerprint;
use super::report::ImportError;
use super::settle::Settings;
use crate::columns::{COLUMNS, text};
use crate::completeness::{self, Beside, COMPLETE, Neighbour};
use crate::read::{LoccoFile, OppsCapRow};
use crate::store::{Description, ReleaseManifest, SourceKind, SourceRecord};
use crate::verify::{Check, Severity};

/// A revision that is held, with all that it holds.
pub(super) struct Base {
    pub(super) manifest: ReleaseManifest,
    pub(super) release: Release,
    pub(super) descriptions: Vec<Description>,
    pub(super) opps_cap: Option<Vec<OppsCapRow>>,
}

impl Base {
    /// A check that was made when the revision was imported.
    fn check(&self, name: &str) -> Option<Check> {
        self.manifest.provenance.checks.iter().find(|check| check.name == name).cloned()
    }
}

/// A revision put together, not yet written.
pub(super) struct Composed {
    pub(super) release: Release,
    pub(super) descriptions: Vec<Description>,
    pub(super) licensed_descriptions: bool,
    pub(super) opps_cap: Option<Vec<OppsCapRow>>,
    pub(super) sources: Vec<SourceRecord>,
    pub(super) checks: Vec<Check>,
    pub(super) notes: Vec<String>,
    pub(super) identified_by: String,
    pub(super) figures_sha256: String,
    pub(super) revision: String,
}

/// Puts together what the candidate brings and what the base holds besides.
pub(super) fn compose(
    candidate: &Candidate,
    base: Option<&Base>,
    neighbours: &[Neighbour],
    settings: Settings<'_>,
) -> Result<Composed, ImportError> {
    let mut kinds: Vec<SourceKind> = candidate.sources.iter().map(|source| source.kind).collect();
    let mut notes = Vec::new();
    let mut checks = candidate.checks.clone();
    let (mut release, same_rows, identified_by) = match (&candidate.relative_values, base) {
        (Some(values), base) => {
            checks.push(Check::made_on_reading(
                "totals",
                2 * values.file.rows.len(),
                "work, practice expense and malpractice add up to the printed totals",
            ));
            let same = base.is_some_and(|base| base.release.rows == values.file.rows);
            let check = match base.filter(|_| same) {
                Some(base) => base.check(COMPLETE),
                None => Some(completeness::release(&values.file.rows, neighbours, settings.bounds)),
            };
            let complete = check.as_ref().is_none_or(Check::passed);
            checks.extend(check);
            let release = Release {
                id: candidate.id,
                effective_from: values.identity.effective_from,
                released: values.file.released.or(base.filter(|_| same).and_then(|b| b.release.released)),
                conversion_factor: values.file.conversion_factor,
                qualifying_conversion_factor: None,
                anesthesia_conversion_factor: None,
                rows: values.file.rows.clone(),
                localities: Vec::new(),
                sources: Vec::new(),
                complete,
            };
            (release, same, values.identity.basis.clone())
        }
        (None, Some(base)) => {
            checks.extend(["totals", COMPLETE].iter().filter_map(|name| base.check(name)));
            let release = Release {
                qualifying_conversion_factor: None,
                anesthesia_conversion_factor: None,
                localities: Vec::new(),
                ..base.release.clone()
            };
            (release, true, base.manifest.identified_by.clone())
        }
        (None, None) => {
            return Err(ImportError::NoRelativeValues {
                release: candidate.id,
                file: candidate.first_file(),
            });
        }
    };
    let same_base = base.filter(|_| same_rows);

    // The second conversion factor goes with its rows only.
    if let Some(qualifying) = &candidate.qualifying {
        checks.push(qualifying_rows(&release.rows, &qualifying.file.rows));
        release.qualifying_conversion_factor = Some(qualifying.file.conversion_factor);
    } else if let Some(base) = same_base {
        release.qualifying_conversion_factor = base.release.qualifying_conversion_factor;
    } else if base.is_some_and(|base| base.release.qualifying_conversion_factor.is_some()) {
        notes.push("The QPP file held is of the revision before: give that of this revision too.".to_owned());
        kinds.push(SourceKind::QualifyingRelativeValues);
    }
    checks.extend(localities(candidate, base.map(|base| &base.release), &mut release, &mut notes));

    let opps_cap = candidate.opps_cap.clone().or_else(|| same_base.and_then(|base| base.opps_cap.clone()));
    if opps_cap.is_none() {
        kinds.push(SourceKind::OppsCap);
    }
    let (descriptions, licensed_descriptions) = descriptions(candidate, base, &release.rows, settings);

    let mut sources = candidate.sources.clone();
    let inherited = base.map(|base| base.manifest.provenance.sources.as_slice()).unwrap_or_default();
    sources.extend(inherited.iter().filter(|source| !kinds.contains(&source.kind)).cloned());
    sources.sort();
    sources.dedup();
    release.sources = sources.iter().map(|source| source.file.clone()).collect();
    let (figures_sha256, revision) = fingerprint(&release, &descriptions, opps_cap.as_deref());
    Ok(Composed {
        release,
        descriptions,
        licensed_descriptions,
        opps_cap,
        sources,
        checks,
        notes,
        identified_by,
        figures_sha256,
        revision,
    })
}

/// The rows of the QPP file are those of the other, but for the pricing indicator.
fn qualifying_rows(rows: &[FeeRow], qualifying: &[FeeRow]) -> Check {
    let mut check = Check::new(
        "qpp-rows",
        Severity::Refuse,
        "the QPP file has the rows of the nonQPP file, but for PRIC IND and the conversion factor",
    );
    check.count(rows.len() == qualifying.len(), || format!("{} rows and {}", rows.len(), qualifying.len()));
    for (row, other) in rows.iter().zip(qualifying) {
        let (row, other) = (FeeRow { pricing: other.pricing, ..*row }, other);
        check.count(row == *other, || difference(&row, other));
    }
    check
}

/// Where two rows that should be equal first differ.
fn difference(row: &FeeRow, other: &FeeRow) -> String {
    if row.code != other.code {
        return format!("{} where the other has {}", other.code, row.code);
    }
    let differing = COLUMNS.iter().find(|column| text(column, row) != text(column, other));
    differing.map_or_else(String::new, |column| {
        format!("{} {}: {} and {}", row.code, column.header, text(column, row), text(column, other))
    })
}

/// Joins GPCI, LOCCO and ANES, each from the candidate or else from what is held; checks that those given have every
/// locality.
fn localities(
    candidate: &Candidate,
    held: Option<&Release>,
    release: &mut Release,
    notes: &mut Vec<String>,
) -> Vec<Check> {
    let held_localities = held.map(|held| held.localities.as_slice()).unwrap_or_default();
    let mut localities = candidate.gpci.clone().unwrap_or_else(|| held_localities.to_vec());
    release.anesthesia_conversion_factor = match &candidate.anes {
        Some(anes) => anes.national,
        None => held.and_then(|held| held.anesthesia_conversion_factor),
    };
    if localities.is_empty() {
        notes.push("No GPCI file was given: amounts can be computed for the nation only.".to_owned());
        for (given, kind) in [(candidate.locco.is_some(), "LOCCO"), (candidate.anes.is_some(), "ANES")] {
            if given {
                notes.push(format!("The {kind} file could not be used without a GPCI file."));
            }
        }
    }
    let before: FxHashMap<_, &Locality> = held_localities.iter().map(|held| (held.id, held)).collect();
    let counties = candidate.locco.as_ref().map(counties);
    let amounts = candidate
        .anes
        .as_ref()
        .map(|anes| anes.rows.iter().map(|row| (row.locality, row.amount)).collect::<FxHashMap<_, _>>());
    for locality in &mut localities {
        let before = before.get(&locality.id);
        locality.counties = match &counties {
            Some(counties) => counties.get(&locality.id).cloned(),
            None => before.and_then(|held| held.counties.clone()),
        };
        locality.anesthesia = match &amounts {
            Some(amounts) => amounts.get(&locality.id).copied(),
            None => before.and_then(|held| held.anesthesia),
        };
    }
    if candidate.anes.iter().any(|anes| anes.rows.iter().any(|row| row.qualifying.is_some())) {
        notes.push(
            "The ANES file's factors for qualifying participants are not kept: they are computed from the national one."
                .to_owned(),
        );
    }
    let without = |lacks: fn(&Locality) -> bool| -> Vec<String> {
        let lacking = localities.iter().filter(|locality| lacks(locality));
        lacking.map(|locality| format!("{} {}", locality.id, locality.name)).collect()
    };
    let mut checks = Vec::new();
    if candidate.locco.is_some() && !localities.is_empty() {
        let without = without(|locality| locality.counties.is_none());
        checks.push(completeness::localities(Beside::Locco, &without, localities.len()));
    }
    if candidate.anes.is_some() && !localities.is_empty() {
        let without = without(|locality| locality.anesthesia.is_none());
        checks.push(completeness::localities(Beside::Anes, &without, localities.len()));
    }
    release.localities = localities;
    checks
}

/// The counties of each locality, which LOCCO may spread over several rows.
fn counties(file: &LoccoFile) -> FxHashMap<LocalityId, String> {
    let mut counties = FxHashMap::<_, String>::default();
    for row in &file.rows {
        let text = counties.entry(row.locality).or_default();
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(&row.counties);
    }
    counties
}

/// The descriptions that are kept: the candidate's, and those held of rows that it says nothing of.
fn descriptions(
    candidate: &Candidate,
    base: Option<&Base>,
    rows: &[FeeRow],
    settings: Settings<'_>,
) -> (Vec<Description>, bool) {
    let given = candidate.relative_values.as_ref().map(|values| values.descriptions.as_slice());
    let held = base.map(|base| base.descriptions.as_slice()).unwrap_or_default();
    let mut of_row = FxHashMap::default();
    for description in held.iter().chain(given.unwrap_or_default()) {
        of_row.insert((description.code, description.modifier), description);
    }
    let kept = rows.iter().filter_map(|row| of_row.get(&(row.code, row.modifier)).map(|d| (*d).clone()));
    let licensed = (given.is_some() && settings.accept_license)
        || base.is_some_and(|base| base.manifest.licensed_descriptions);
    (kept.collect(), licensed)
}
