//! From a candidate to a revision in the store: what is held is added to it, the whole is verified, and written
//! where it is new.

use jiff::Timestamp;
use openrvu_core::policy::Policy;
use openrvu_core::{FeeRow, Locality, Release};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::candidate::Candidate;
use super::report::{ImportError, Outcome, ReleaseOutcome, TableOutcome};
use super::tables::VersionedTable;
use crate::archive::hex;
use crate::columns::{COLUMNS, text, write_decimal, write_row};
use crate::compare::{Comparison, compare};
use crate::read::{LoccoFile, OppsCapRow};
use crate::store::{
    Description, FORMAT, Incoming, Provenance, ReleaseManifest, SourceKind, SourceRecord, Store, StoreError,
    TableManifest, in_force, is_intact, readable,
};
use crate::verify::{Check, Severity, verify};

/// Digits of a revision's name.
const REVISION_DIGITS: usize = 12;

/// A revision that is held, with all that it holds.
struct Base {
    manifest: ReleaseManifest,
    release: Release,
    descriptions: Vec<Description>,
    opps_cap: Option<Vec<OppsCapRow>>,
}

/// A revision put together, not yet written.
struct Composed {
    release: Release,
    descriptions: Vec<Description>,
    licensed_descriptions: bool,
    opps_cap: Option<Vec<OppsCapRow>>,
    sources: Vec<SourceRecord>,
    checks: Vec<Check>,
    notes: Vec<String>,
    identified_by: String,
    figures_sha256: String,
    revision: String,
}

/// What all releases of an import have in common.
#[derive(Clone, Copy)]
pub(super) struct Settings<'a> {
    pub(super) store: &'a Store,
    pub(super) policy: &'a Policy,
    pub(super) imported_at: Timestamp,
    pub(super) accept_license: bool,
}

/// Puts a candidate into the store.
pub(super) fn settle(candidate: &Candidate, settings: Settings<'_>) -> Result<ReleaseOutcome, ImportError> {
    let (store, id) = (settings.store, candidate.id);
    let held: Vec<ReleaseManifest> = readable(&store.release_dir(id))?;
    // What is damaged is no base; composed anew, it is replaced.
    let bases: Vec<Base> = held.iter().filter_map(|manifest| load_base(store, manifest).ok()).collect();
    let current = in_force(&held).and_then(|manifest| bases.iter().find(|base| base.manifest == *manifest));
    let base = base_for(candidate, &bases, current);
    let mut composed = compose(candidate, base, settings)?;

    let same = held.iter().find(|manifest| manifest.provenance.revision == composed.revision);
    if let Some(manifest) = same.filter(|m| is_intact(&store.revision_dir(m), &m.provenance)) {
        return Ok(ReleaseOutcome { manifest: manifest.clone(), outcome: Outcome::AlreadyHeld });
    }
    composed.checks.extend(verify(&composed.release, settings.policy));
    let refusing: Vec<Check> = composed.checks.iter().filter(|check| check.refuses()).cloned().collect();
    if !refusing.is_empty() {
        return Err(ImportError::Checks { release: id, checks: refusing });
    }
    let next = held.iter().map(|manifest| manifest.provenance.sequence + 1).max().unwrap_or_default();
    let sequence = same.map_or(next, |manifest| manifest.provenance.sequence);
    let restored = store.release_dir(id).join(&composed.revision).exists();
    let comparison = base.map(|base| compare(&base.release, &composed.release));
    let added = base.map(|base| additions(base, &composed)).unwrap_or_default();
    let manifest = write(composed, sequence, settings)?;
    let outcome = match (base, comparison) {
        _ if restored => Outcome::Restored,
        (Some(_), Some(comparison)) if changes_nothing_held(&comparison) => Outcome::Extended { with: added },
        (Some(base), Some(comparison)) => {
            let all: Vec<ReleaseManifest> = held.into_iter().chain([manifest.clone()]).collect();
            Outcome::Recut {
                before: base.manifest.provenance.revision.clone(),
                in_force: in_force(&all) == Some(&manifest),
                comparison,
            }
        }
        _ => Outcome::Added,
    };
    Ok(ReleaseOutcome { manifest, outcome })
}

/// The revision that a candidate adds to: that of the same rows, or else the one in force.
fn base_for<'a>(candidate: &Candidate, bases: &'a [Base], current: Option<&'a Base>) -> Option<&'a Base> {
    let Some(values) = &candidate.relative_values else { return current };
    let same_rows = |base: &&Base| base.release.rows == values.file.rows;
    current.filter(same_rows).or_else(|| bases.iter().rev().find(same_rows)).or(current)
}

fn load_base(store: &Store, manifest: &ReleaseManifest) -> Result<Base, StoreError> {
    Ok(Base {
        manifest: manifest.clone(),
        release: store.load_revision(manifest)?,
        descriptions: store.descriptions(manifest)?,
        opps_cap: store.opps_cap(manifest)?,
    })
}

/// Puts together what the candidate brings and what the base holds besides.
fn compose(
    candidate: &Candidate,
    base: Option<&Base>,
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
                complete: true,
            };
            (release, same, values.identity.basis.clone())
        }
        (None, Some(base)) => {
            checks.extend(base.manifest.provenance.checks.iter().filter(|c| c.name == "totals").cloned());
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
    localities(candidate, base.map(|base| &base.release), &mut release, &mut notes);

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

/// Joins GPCI, LOCCO and ANES, each from the candidate or else from what is held.
fn localities(candidate: &Candidate, held: Option<&Release>, release: &mut Release, notes: &mut Vec<String>) {
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
    if amounts.is_some() {
        let without = localities.iter().filter(|locality| locality.anesthesia.is_none()).count();
        if without > 0 {
            notes.push(format!("{without} localities have no factor in the ANES file."));
        }
    }
    release.localities = localities;
}

/// The counties of each locality, which LOCCO may spread over several rows.
fn counties(file: &LoccoFile) -> FxHashMap<openrvu_core::LocalityId, String> {
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

/// SHA-256 of the figures, and the revision's name: the first digits of that of everything kept.
fn fingerprint(
    release: &Release,
    descriptions: &[Description],
    opps_cap: Option<&[OppsCapRow]>,
) -> (String, String) {
    let mut hasher = Sha256::new();
    let mut text = Vec::new();
    let factors = [
        Some(release.conversion_factor),
        release.qualifying_conversion_factor,
        release.anesthesia_conversion_factor,
    ];
    text.extend_from_slice(format!("{} {}\n", release.id, release.effective_from).as_bytes());
    for factor in factors {
        let factor = factor.map(|factor| factor.to_string()).unwrap_or_default();
        text.extend_from_slice(format!("{factor}\n").as_bytes());
    }
    for row in &release.rows {
        write_row(row, &mut text);
        text.push(b'\n');
    }
    for locality in &release.localities {
        write_locality(locality, &mut text);
    }
    hasher.update(&text);
    let figures = hex(&hasher.finalize());

    let mut hasher = Sha256::new();
    let mut text = format!("{figures}\n").into_bytes();
    for row in descriptions {
        text.extend_from_slice(format!("{} {} {}\n", row.code, row.modifier, row.text).as_bytes());
    }
    for row in opps_cap.unwrap_or_default() {
        text.extend_from_slice(
            format!("{} {} {} {} ", row.code, row.modifier, row.status, row.locality).as_bytes(),
        );
        write_decimal(row.facility.get(), 2, &mut text);
        text.push(b' ');
        write_decimal(row.non_facility.get(), 2, &mut text);
        text.push(b'\n');
    }
    hasher.update(&text);
    let mut revision = hex(&hasher.finalize());
    revision.truncate(REVISION_DIGITS);
    (figures, revision)
}

fn write_locality(locality: &Locality, text: &mut Vec<u8>) {
    let optional = |value: Option<String>| value.unwrap_or_default();
    let line = format!(
        "{}|{}|{}|{}|{}|{}|{}|{}|{}\n",
        locality.id,
        locality.state,
        locality.name,
        locality.gpcis.work,
        locality.gpcis.practice_expense,
        locality.gpcis.malpractice,
        optional(locality.unfloored_work.map(|gpci| gpci.to_string())),
        optional(locality.anesthesia.map(|cents| cents.to_string())),
        locality.counties.as_deref().unwrap_or_default(),
    );
    text.extend_from_slice(line.as_bytes());
}

/// Whether everything that was held is still as it was.
fn changes_nothing_held(comparison: &Comparison) -> bool {
    comparison.added.is_empty()
        && comparison.removed.is_empty()
        && comparison.changed.is_empty()
        && comparison.localities.iter().all(|change| change.old.is_empty())
        && comparison.factors.iter().all(|change| change.old.is_empty())
}

/// What came to a revision, in words.
fn additions(base: &Base, composed: &Composed) -> Vec<String> {
    let (before, now) = (&base.release, &composed.release);
    let has = |release: &Release, of: fn(&Locality) -> bool| release.localities.iter().any(of);
    let counties: fn(&Locality) -> bool = |locality| locality.counties.is_some();
    let anesthesia: fn(&Locality) -> bool = |locality| locality.anesthesia.is_some();
    let came = [
        (
            before.qualifying_conversion_factor.is_none() && now.qualifying_conversion_factor.is_some(),
            "the conversion factor for qualifying participants",
        ),
        (before.localities.is_empty() && !now.localities.is_empty(), "localities"),
        (!has(before, counties) && has(now, counties), "the counties of the localities"),
        (!has(before, anesthesia) && has(now, anesthesia), "anesthesia factors"),
        (base.opps_cap.is_none() && composed.opps_cap.is_some(), "the imaging cap file"),
        (!base.manifest.licensed_descriptions && composed.licensed_descriptions, "CPT and CDT descriptions"),
    ];
    let came: Vec<String> =
        came.into_iter().filter(|(came, _)| *came).map(|(_, what)| what.to_owned()).collect();
    if came.is_empty() { vec!["other words or cross-checks, and no other figure".to_owned()] } else { came }
}

fn write(composed: Composed, sequence: u32, settings: Settings<'_>) -> Result<ReleaseManifest, ImportError> {
    let mut incoming = Incoming::new(settings.store)?;
    incoming.rows(&composed.release.rows)?;
    incoming.localities(&composed.release.localities)?;
    if let Some(rows) = &composed.opps_cap {
        incoming.opps_cap(rows)?;
    }
    incoming.descriptions(&composed.descriptions)?;
    let release = composed.release;
    let manifest = ReleaseManifest {
        release: release.id,
        effective_from: release.effective_from,
        released: release.released,
        conversion_factor: release.conversion_factor,
        qualifying_conversion_factor: release.qualifying_conversion_factor,
        anesthesia_conversion_factor: release.anesthesia_conversion_factor,
        licensed_descriptions: composed.licensed_descriptions,
        identified_by: composed.identified_by,
        provenance: Provenance {
            format: FORMAT,
            revision: composed.revision,
            figures_sha256: composed.figures_sha256,
            sequence,
            imported_at: settings.imported_at,
            sources: composed.sources,
            files: incoming.files(),
            checks: composed.checks,
            notes: composed.notes,
        },
    };
    incoming.commit(&settings.store.revision_dir(&manifest), &manifest)?;
    Ok(manifest)
}

/// Puts a reference table into the store.
pub(super) fn settle_table(
    table: &VersionedTable,
    settings: Settings<'_>,
) -> Result<TableOutcome, ImportError> {
    let store = settings.store;
    let dir = store.table_dir(table.kind, &table.version);
    let encode = |error: serde_json::Error| StoreError::Encode {
        name: table.kind.as_str().to_owned(),
        detail: error.to_string(),
    };
    let figures_sha256 = table.table.content_sha256().map_err(encode)?;
    let mut revision = figures_sha256.clone();
    revision.truncate(REVISION_DIGITS);
    let held: Vec<TableManifest> = readable(&dir)?;
    if let Some(manifest) = held.iter().find(|manifest| manifest.provenance.revision == revision)
        && is_intact(&store.table_revision_dir(manifest), &manifest.provenance)
    {
        return Ok(TableOutcome { manifest: manifest.clone(), already_held: true });
    }
    let mut incoming = Incoming::new(store)?;
    incoming.reference(&table.table)?;
    let manifest = TableManifest {
        table: table.kind,
        version: table.version.clone(),
        provenance: Provenance {
            format: FORMAT,
            revision,
            figures_sha256,
            sequence: held.iter().map(|m| m.provenance.sequence + 1).max().unwrap_or_default(),
            imported_at: settings.imported_at,
            sources: table.sources.clone(),
            files: incoming.files(),
            checks: table.checks.clone(),
            notes: Vec::new(),
        },
    };
    incoming.commit(&store.table_revision_dir(&manifest), &manifest)?;
    Ok(TableOutcome { manifest, already_held: false })
}
