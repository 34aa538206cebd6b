//! The data folder: what was imported, over the figures that ship with the program.

use std::path::PathBuf;
use std::sync::Arc;

use openrvu_cms::starter;
use openrvu_cms::store::Store;
use openrvu_cms::usage;
use openrvu_core::{Code, Policy, ReferenceTables, Release, Schedule, Usage};

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

    /// The policy data.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Everything held: imported releases and tables, and the figures that ship where nothing was imported.
    pub fn schedule(&self) -> Result<Schedule, Failure> {
        let shipped = starter::load()?;
        let imported = self.store.load_all()?;
        let releases: Vec<Arc<Release>> =
            shipped.releases.into_iter().chain(imported).map(Arc::new).collect();
        let tables = over(self.store.load_tables()?, shipped.tables);
        Ok(Schedule::new(Arc::clone(&self.policy), releases, Arc::new(tables)))
    }
}

/// Codes by how much clinicians use them, the most used first.
pub fn codes_by_use() -> Vec<Code> {
    let list = include_str!("../../../data/usage/codes_by_use.txt");
    list.lines().filter_map(|line| line.parse().ok()).collect()
}

/// Who uses each code, by Medicare's public files.
pub fn usage_by_specialty() -> Result<Usage, Failure> {
    Ok(usage::read(include_str!("../../../data/usage/specialties.csv"))?)
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
