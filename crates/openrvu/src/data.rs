//! The data folder: what was imported, over the figures that ship with the program.

use std::path::PathBuf;
use std::sync::Arc;

use openrvu_benchmark::{BenchmarkSet, BenchmarkStore};
use openrvu_cms::starter;
use openrvu_cms::store::Store;
use openrvu_core::{Code, FeeRow, Policy, ReferenceTables, Release, Schedule};

use crate::failure::Failure;

/// Where data are kept, and what is read from there.
pub struct Data {
    store: Store,
    policy: Arc<Policy>,
}

impl Data {
    /// The data of a folder, by default, or where it has no name, `openrvu` in the user's data folder. Nothing is created yet.
    pub fn new(dir: Option<PathBuf>) -> Result<Self, Failure> {
        let dir = match dir.filter(|dir| !dir.as_os_str().is_empty()) {
            Some(dir) => dir,
            None => dirs::data_dir().ok_or(Failure::NoDataDir)?.join("openrvu"),
        };
        Ok(Self { store: Store::open(dir), policy: Arc::new(Policy::builtin()?) })
    }

    /// The store of imported files.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The file of the personal log, or of a hosted server's accounts and logs.
    pub fn log_file(&self, hosted: bool) -> PathBuf {
        self.store.root().join(if hosted { "hosted.sqlite" } else { "log.sqlite" })
    }

    /// The policy data.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The benchmark sets of the folder.
    pub fn benchmark_store(&self) -> BenchmarkStore {
        BenchmarkStore::open(self.store.root())
    }

    /// Every benchmark set held, the one that ships where none was built of data, in the order of their names.
    pub fn benchmarks(&self) -> Result<Vec<BenchmarkSet>, Failure> {
        let mut held = self.benchmark_store().load_all()?;
        if held.iter().all(|set| set.synthetic) {
            let ships = openrvu_benchmark::embedded()?;
            held.retain(|set| set.id != ships.id);
            held.push(ships);
            held.sort_by_key(|set| set.id);
        }
        Ok(held)
    }

    /// Everything held: imported releases and tables, and the figures that ship where nothing was imported.
    pub fn schedule(&self) -> Result<Schedule, Failure> {
        let shipped = starter::load()?;
        let mut imported = self.store.load_all()?;
        for release in &mut imported {
            if let Some(ships) = shipped.releases.iter().find(|ships| ships.id == release.id) {
                fill(release, ships);
            }
        }
        let releases: Vec<Arc<Release>> =
            shipped.releases.into_iter().chain(imported).map(Arc::new).collect();
        let tables = over(self.store.load_tables()?, shipped.tables);
        Ok(Schedule::new(Arc::clone(&self.policy), releases, Arc::new(tables)))
    }
}

/// Puts figures that ship where an import of the same release has none: codes of a part, localities of a release
/// without its GPCI file. So an import never hides what was answered before.
fn fill(imported: &mut Release, ships: &Release) {
    let without_localities = imported.localities.is_empty();
    if imported.complete && !without_localities {
        return;
    }
    if without_localities {
        imported.localities.clone_from(&ships.localities);
        imported.anesthesia_conversion_factor =
            imported.anesthesia_conversion_factor.or(ships.anesthesia_conversion_factor);
    }
    if !imported.complete {
        let absent = ships.rows.iter().filter(|row| imported.rows_of(row.code).is_empty());
        let absent: Vec<FeeRow> = absent.copied().collect();
        imported.rows.extend(absent);
        imported.rows.sort_by_key(|row| (row.code, row.modifier));
    }
    imported.sources.extend_from_slice(&ships.sources);
}

/// Codes by how much clinicians use them, the most used first.
pub fn codes_by_use() -> Vec<Code> {
    let list = include_str!("../../../data/usage/codes_by_use.txt");
    list.lines().filter_map(|line| line.parse().ok()).collect()
}

/// Imported tables where there are any, else those that ship.
fn over(imported: ReferenceTables, shipped: ReferenceTables) -> ReferenceTables {
    fn choose<T>(imported: Vec<T>, shipped: Vec<T>) -> Vec<T> {
        if imported.is_empty() { shipped } else { imported }
    }
    ReferenceTables {
        zips: choose(imported.zips, shipped.zips),
        anesthesia_base_units: choose(imported.anesthesia_base_units, shipped.anesthesia_base_units),
        add_on_edits: choose(imported.add_on_edits, shipped.add_on_edits),
        hcpcs: choose(imported.hcpcs, shipped.hcpcs),
        ptp_edits: choose(imported.ptp_edits, shipped.ptp_edits),
        mues: choose(imported.mues, shipped.mues),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_hides_nothing_that_ships() {
        let ships = starter::load().unwrap().releases.pop().unwrap();
        let code: Code = "99213".parse().unwrap();
        let of_code: Vec<FeeRow> = ships.rows_of(code).to_vec();
        let mut part = Release { rows: of_code, localities: Vec::new(), ..ships.clone() };
        part.rows[0].work = openrvu_core::Rvu::new(1);
        fill(&mut part, &ships);
        assert_eq!(part.rows.len(), ships.rows.len());
        assert!(part.rows.is_sorted_by_key(|row| (row.code, row.modifier)));
        assert_eq!(part.rows_of(code)[0].work.get(), 1, "what was imported counts");
        assert_eq!(part.localities, ships.localities);

        let mut whole = Release { complete: true, rows: part.rows_of(code).to_vec(), ..ships.clone() };
        let before = whole.clone();
        fill(&mut whole, &ships);
        assert_eq!(whole, before, "a complete release with its localities stays as it is");
    }
}
