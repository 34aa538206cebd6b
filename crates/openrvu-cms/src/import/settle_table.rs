//! From a reference table that was read to a version in the store.

use super::fingerprint::REVISION_DIGITS;
use super::report::{ImportError, TableChange, TableOutcome};
use super::settle::{Settings, judge};
use super::tables::VersionedTable;
use crate::completeness::{self, Neighbour};
use crate::store::{FORMAT, Provenance, StoreError, TableManifest, TableSummary, is_intact, readable};

/// Prepares a reference table, where it is new. `held` are the tables in the store.
pub(super) fn settle_table(
    table: &VersionedTable,
    held: &[TableSummary],
    settings: Settings<'_>,
) -> Result<TableOutcome, ImportError> {
    let store = settings.transaction.store();
    let encode = |error: serde_json::Error| StoreError::Encode {
        name: table.kind.as_str().to_owned(),
        detail: error.to_string(),
    };
    let figures_sha256 = table.table.content_sha256().map_err(encode)?;
    let mut revision = figures_sha256.clone();
    revision.truncate(REVISION_DIGITS);
    let of_version: Vec<TableManifest> = readable(&store.table_dir(table.kind, &table.version))?;
    let next = of_version.iter().map(|manifest| manifest.provenance.sequence + 1).max().unwrap_or_default();
    let same = of_version.iter().find(|manifest| manifest.provenance.revision == revision);
    if let Some(manifest) = same.filter(|m| is_intact(&store.table_revision_dir(m), &m.provenance)) {
        // Given again, the revision that lies behind another of its version takes a new turn.
        let behind = of_version.last().is_some_and(|last| last.provenance.revision != revision);
        if !behind {
            return Ok(TableOutcome { manifest: manifest.clone(), outcome: TableChange::AlreadyHeld });
        }
        let mut again = manifest.clone();
        again.provenance.sequence = next;
        again.provenance.imported_at = settings.imported_at;
        let mut incoming = settings.transaction.revision(store.table_revision_dir(&again))?;
        incoming.copy(&again.provenance.files)?;
        incoming.keep(&again)?;
        return Ok(TableOutcome { manifest: again, outcome: TableChange::PutInForce });
    }
    let neighbours: Vec<Neighbour> = held
        .iter()
        .filter(|held| held.in_force.table == table.kind && held.in_force.complete)
        .map(|held| Neighbour {
            name: format!("{} {}", table.kind, held.in_force.version),
            rows: held.in_force.rows(),
        })
        .collect();
    let check = completeness::table(table.kind, &table.table, &neighbours, settings.bounds);
    let complete = check.passed();
    let mut checks = table.checks.clone();
    checks.push(check);
    judge(&mut checks, settings.partial, || table.name())?;
    let outcome = if same.is_some() { TableChange::Restored } else { TableChange::Added };
    let place = store.table_dir(table.kind, &table.version).join(&revision);
    let mut incoming = settings.transaction.revision(place)?;
    incoming.reference(&table.table)?;
    let manifest = TableManifest {
        table: table.kind,
        version: table.version.clone(),
        complete,
        provenance: Provenance {
            format: FORMAT,
            revision,
            figures_sha256,
            sequence: same.map_or(next, |manifest| manifest.provenance.sequence),
            imported_at: settings.imported_at,
            sources: table.sources.clone(),
            files: incoming.files(),
            checks,
            notes: Vec::new(),
        },
    };
    incoming.keep(&manifest)?;
    Ok(TableOutcome { manifest, outcome })
}
