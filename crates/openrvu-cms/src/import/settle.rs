//! From a candidate to a revision in the store: what is held is added to it, the whole is verified, and written
//! where it is new.

use jiff::Timestamp;
use openrvu_core::policy::Policy;
use openrvu_core::{Locality, Release};

use super::candidate::Candidate;
use super::compose::{Base, Composed, compose};
use super::fingerprint::REVISION_DIGITS;
use super::report::{ImportError, Outcome, ReleaseOutcome, TableOutcome};
use super::tables::VersionedTable;
use crate::compare::{Comparison, compare};
use crate::store::{
    FORMAT, Incoming, Provenance, ReleaseManifest, Store, StoreError, TableManifest, in_force, is_intact,
    readable,
};
use crate::verify::{Check, verify};

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
    let same = held.iter().find(|manifest| manifest.provenance.revision == revision);
    if let Some(manifest) = same.filter(|m| is_intact(&store.table_revision_dir(m), &m.provenance)) {
        return Ok(TableOutcome { manifest: manifest.clone(), already_held: true });
    }
    let next = held.iter().map(|manifest| manifest.provenance.sequence + 1).max().unwrap_or_default();
    let mut incoming = Incoming::new(store)?;
    incoming.reference(&table.table)?;
    let manifest = TableManifest {
        table: table.kind,
        version: table.version.clone(),
        provenance: Provenance {
            format: FORMAT,
            revision,
            figures_sha256,
            sequence: same.map_or(next, |manifest| manifest.provenance.sequence),
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
