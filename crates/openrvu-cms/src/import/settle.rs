//! From a candidate to a revision: what is held is added to it, the whole is verified, and prepared where it is new.

use std::path::PathBuf;

use jiff::Timestamp;
use openrvu_core::policy::Policy;
use openrvu_core::{Locality, Release, ReleaseId};

use super::candidate::Candidate;
use super::compose::{Base, Composed, compose};
use super::report::{ImportError, Outcome, ReleaseOutcome, Superseding};
use crate::compare::{Comparison, compare};
use crate::completeness::{self, Bounds, Neighbour, finds_a_part};
use crate::store::{
    FORMAT, Provenance, ReleaseManifest, Store, StoreError, Transaction, in_force, is_intact, readable,
};
use crate::verify::{Check, Severity, verify};

/// What all releases of an import have in common.
#[derive(Clone, Copy)]
pub(super) struct Settings<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) policy: &'a Policy,
    pub(super) imported_at: Timestamp,
    pub(super) accept_license: bool,
    pub(super) bounds: &'a Bounds,
    /// Whether the user keeps parts knowingly.
    pub(super) partial: bool,
    /// Whether the user puts what is given in force, whatever the dates say.
    pub(super) put_in_force: bool,
}

/// The revisions of a release as they will be once the import is committed.
struct Revisions<'a> {
    /// In the order of their turns.
    manifests: Vec<ReleaseManifest>,
    /// Those that can be read.
    bases: Vec<Base>,
    /// Those that this import brings.
    prepared: Vec<String>,
    neighbours: Vec<Neighbour>,
    settings: Settings<'a>,
}

/// Prepares what an import brings of one release; the candidates are in the order in which they were published.
pub(super) fn settle_release(
    candidates: &[Candidate],
    complete: &[(ReleaseId, u64)],
    settings: Settings<'_>,
) -> Vec<Result<ReleaseOutcome, ImportError>> {
    let Some(id) = candidates.first().map(|candidate| candidate.id) else { return Vec::new() };
    let mut revisions = match Revisions::held(id, completeness::next_to(id, complete), settings) {
        Ok(revisions) => revisions,
        Err(error) => return vec![Err(error.into())],
    };
    let mut outcomes: Vec<Result<ReleaseOutcome, ImportError>> =
        candidates.iter().map(|candidate| revisions.settle(candidate)).collect();
    if let Some(Ok(last)) = outcomes.iter_mut().rev().find(|outcome| outcome.is_ok())
        && let Err(error) = revisions.put_in_force(last)
    {
        outcomes.push(Err(error));
    }
    for outcome in outcomes.iter_mut().flatten() {
        outcome.superseded_by = in_force(&revisions.manifests)
            .filter(|in_force| in_force.provenance.revision != outcome.manifest.provenance.revision)
            .map(Superseding::of);
    }
    outcomes
}

impl<'a> Revisions<'a> {
    fn held(id: ReleaseId, neighbours: Vec<Neighbour>, settings: Settings<'a>) -> Result<Self, StoreError> {
        let store = settings.transaction.store();
        let manifests: Vec<ReleaseManifest> = readable(&store.release_dir(id))?;
        // What is damaged is no base; composed anew, it is replaced.
        let bases = manifests.iter().filter_map(|manifest| load_base(store, manifest).ok()).collect();
        Ok(Self { manifests, bases, prepared: Vec::new(), neighbours, settings })
    }

    /// Whether a revision is whole, in the store or among those that this import brings.
    fn is_whole(&self, manifest: &ReleaseManifest) -> bool {
        let dir = self.settings.transaction.store().revision_dir(manifest);
        self.prepared.contains(&manifest.provenance.revision) || is_intact(&dir, &manifest.provenance)
    }

    fn next_turn(&self) -> u32 {
        self.manifests.iter().map(|manifest| manifest.provenance.sequence + 1).max().unwrap_or_default()
    }

    /// Prepares a candidate, where it is new.
    fn settle(&mut self, candidate: &Candidate) -> Result<ReleaseOutcome, ImportError> {
        let current = in_force(&self.manifests)
            .and_then(|manifest| self.bases.iter().find(|base| base.manifest == *manifest));
        let base = base_for(candidate, &self.bases, current);
        let mut composed = compose(candidate, base, &self.neighbours, self.settings)?;
        let same = self.manifests.iter().find(|held| held.provenance.revision == composed.revision);
        if let Some(manifest) = same.filter(|manifest| self.is_whole(manifest)) {
            return Ok(ReleaseOutcome::new(manifest.clone(), Outcome::AlreadyHeld));
        }
        composed.checks.extend(verify(&composed.release, self.settings.policy));
        judge(&mut composed.checks, self.settings.partial, || candidate.name())?;
        let sequence = same.map_or_else(|| self.next_turn(), |manifest| manifest.provenance.sequence);
        let place = self.settings.transaction.store().release_dir(candidate.id).join(&composed.revision);
        let outcome = match base.map(|base| (base, compare(&base.release, &composed.release))) {
            _ if place.exists() => Outcome::Restored,
            Some((base, comparison)) if changes_nothing_held(&comparison) => {
                Outcome::Extended { with: additions(base, &composed) }
            }
            Some((base, comparison)) => {
                Outcome::Recut { before: base.manifest.provenance.revision.clone(), comparison }
            }
            None => Outcome::Added,
        };
        let new = write(composed, sequence, place, self.settings)?;
        let manifest = new.manifest.clone();
        self.manifests.retain(|held| held.provenance.revision != manifest.provenance.revision);
        self.manifests.push(manifest.clone());
        self.manifests.sort_by_key(|held| held.provenance.sequence);
        self.bases.retain(|held| held.manifest.provenance.revision != manifest.provenance.revision);
        self.bases.push(new);
        self.prepared.push(manifest.provenance.revision.clone());
        Ok(ReleaseOutcome::new(manifest, outcome))
    }

    /// Gives a revision that was held, and given again last, a new turn where that puts it in force.
    fn put_in_force(&mut self, last: &mut ReleaseOutcome) -> Result<(), ImportError> {
        let revision = &last.manifest.provenance.revision;
        let Some(before) = in_force(&self.manifests).filter(|held| held.provenance.revision != *revision)
        else {
            return Ok(());
        };
        if last.outcome != Outcome::AlreadyHeld || self.prepared.contains(revision) {
            return Ok(());
        }
        let mut again = last.manifest.clone();
        again.provenance.sequence = self.next_turn();
        again.provenance.imported_at = self.settings.imported_at;
        again.put_in_force = self.settings.put_in_force;
        let mut manifests = self.manifests.clone();
        manifests.retain(|held| held.provenance.revision != *revision);
        manifests.push(again.clone());
        if in_force(&manifests) != Some(&again) {
            return Ok(());
        }
        let load = |manifest: &ReleaseManifest| {
            self.bases.iter().find(|base| base.manifest.provenance.revision == manifest.provenance.revision)
        };
        let comparison = load(before).zip(load(&last.manifest)).map(|(a, b)| compare(&a.release, &b.release));
        let transaction = self.settings.transaction;
        let mut incoming = transaction.revision(transaction.store().revision_dir(&again))?;
        incoming.copy(&again.provenance.files)?;
        incoming.keep(&again)?;
        last.outcome = Outcome::PutInForce { before: before.provenance.revision.clone(), comparison };
        last.manifest = again;
        self.manifests = manifests;
        Ok(())
    }
}

/// Refuses what failed a check that refuses. Where the user keeps a part knowingly, what is missing is reported instead.
pub(super) fn judge(checks: &mut [Check], partial: bool, of: impl Fn() -> String) -> Result<(), ImportError> {
    for check in checks.iter_mut().filter(|check| partial && finds_a_part(check)) {
        check.severity = Severity::Report;
    }
    let refusing: Vec<Check> = checks.iter().filter(|check| check.refuses()).cloned().collect();
    if refusing.is_empty() {
        Ok(())
    } else if refusing.iter().all(finds_a_part) {
        Err(ImportError::Incomplete { of: of(), checks: refusing })
    } else {
        Err(ImportError::Checks { of: of(), checks: refusing })
    }
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

/// Writes a revision into the transaction.
fn write(
    composed: Composed,
    sequence: u32,
    place: PathBuf,
    settings: Settings<'_>,
) -> Result<Base, ImportError> {
    let mut incoming = settings.transaction.revision(place)?;
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
        complete: release.complete,
        put_in_force: settings.put_in_force,
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
    incoming.keep(&manifest)?;
    Ok(Base { manifest, release, descriptions: composed.descriptions, opps_cap: composed.opps_cap })
}
