//! The reference tables: what they are called, and how they are hashed, stored and loaded.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use openrvu_core::reference::{
    AddOnEdit, AnesthesiaBaseUnits, HcpcsDescriptor, ModifierDescriptor, Mue, PtpEdit, ZipLocality,
};
use openrvu_core::schedule::ReferenceTables;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::file::TableBuilder;
use super::manifest::TableManifest;
use super::{Store, StoreError, TableSummary, force, load, manifests, readable, reference, subfolders};
use crate::archive::hex;

/// File name of a table that has one file.
const TABLE: &str = "table.parquet";
/// File name of the HCPCS Level II modifiers.
const MODIFIERS: &str = "modifiers.parquet";

/// A kind of reference table. Its text names the folder, `zip-locality`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum TableKind {
    /// ZIP code to carrier locality.
    ZipLocality,
    /// Anesthesia base units.
    AnesthesiaBaseUnits,
    /// NCCI add-on code edits.
    AddOnEdits,
    /// HCPCS Level II codes and modifiers.
    Hcpcs,
    /// NCCI procedure-to-procedure edits for practitioners.
    PtpPractitioner,
    /// NCCI procedure-to-procedure edits for outpatient hospitals.
    PtpHospital,
    /// NCCI medically unlikely edits for practitioners.
    MuePractitioner,
    /// NCCI medically unlikely edits for outpatient hospitals.
    MueHospital,
    /// NCCI medically unlikely edits for suppliers of durable equipment.
    MueSupplier,
}

impl TableKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::ZipLocality,
        Self::AnesthesiaBaseUnits,
        Self::AddOnEdits,
        Self::Hcpcs,
        Self::PtpPractitioner,
        Self::PtpHospital,
        Self::MuePractitioner,
        Self::MueHospital,
        Self::MueSupplier,
    ];

    /// The folder's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ZipLocality => "zip-locality",
            Self::AnesthesiaBaseUnits => "anesthesia-base-units",
            Self::AddOnEdits => "add-on-edits",
            Self::Hcpcs => "hcpcs",
            Self::PtpPractitioner => "ptp-practitioner",
            Self::PtpHospital => "ptp-hospital",
            Self::MuePractitioner => "mue-practitioner",
            Self::MueHospital => "mue-hospital",
            Self::MueSupplier => "mue-supplier",
        }
    }

    /// What a reader calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ZipLocality => "ZIP codes to localities",
            Self::AnesthesiaBaseUnits => "anesthesia base units",
            Self::AddOnEdits => "NCCI add-on code edits",
            Self::Hcpcs => "HCPCS Level II",
            Self::PtpPractitioner => "NCCI procedure-to-procedure edits, practitioners",
            Self::PtpHospital => "NCCI procedure-to-procedure edits, hospitals",
            Self::MuePractitioner => "NCCI medically unlikely edits, practitioners",
            Self::MueHospital => "NCCI medically unlikely edits, hospitals",
            Self::MueSupplier => "NCCI medically unlikely edits, suppliers",
        }
    }
}

impl fmt::Display for TableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Text that names no kind of reference table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no kind of reference table")]
pub struct TableKindError(String);

impl FromStr for TableKind {
    type Err = TableKindError;
    fn from_str(text: &str) -> Result<Self, TableKindError> {
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| TableKindError(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for TableKind {
    type Error = TableKindError;
    fn try_from(text: String) -> Result<Self, TableKindError> {
        text.parse()
    }
}

impl From<TableKind> for String {
    fn from(kind: TableKind) -> Self {
        kind.as_str().to_owned()
    }
}

/// A reference table in memory, in the order in which it is searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Table {
    /// ZIP codes with their localities, in the order of ZIP codes.
    ZipLocality(Vec<ZipLocality>),
    /// Anesthesia base units, in the order of codes.
    AnesthesiaBaseUnits(Vec<AnesthesiaBaseUnits>),
    /// Add-on code edits, in the order of add-on codes.
    AddOnEdits(Vec<AddOnEdit>),
    /// HCPCS Level II, in the order of codes and modifiers.
    Hcpcs {
        /// The codes.
        codes: Vec<HcpcsDescriptor>,
        /// The modifiers.
        modifiers: Vec<ModifierDescriptor>,
    },
    /// Procedure-to-procedure edits, in the order of (column 1, column 2).
    Ptp {
        /// The edits.
        edits: Vec<PtpEdit>,
        /// The distinct rationales.
        rationales: Vec<String>,
    },
    /// Medically unlikely edits, in the order of codes.
    Mue {
        /// The edits.
        edits: Vec<Mue>,
        /// The distinct rationales.
        rationales: Vec<String>,
    },
}

impl Table {
    /// Puts the rows into the order in which they are searched.
    pub(crate) fn sort(&mut self) {
        match self {
            Self::ZipLocality(rows) => rows.sort_by_key(|row| row.zip),
            Self::AnesthesiaBaseUnits(rows) => rows.sort_by_key(|row| row.code),
            Self::AddOnEdits(rows) => rows.sort_by_key(|row| (row.add_on, row.primary, row.effective_from)),
            Self::Hcpcs { codes, modifiers } => {
                codes.sort_by_key(|row| row.code);
                modifiers.sort_by_key(|row| row.modifier);
            }
            Self::Ptp { edits, .. } => {
                edits.sort_by_key(|row| (row.column_1, row.column_2, row.effective_from));
            }
            Self::Mue { edits, .. } => edits.sort_by_key(|row| row.code),
        }
    }

    /// SHA-256 of the rows as lines of JSON.
    pub(crate) fn content_sha256(&self) -> Result<String, serde_json::Error> {
        let mut hasher = Sha256::new();
        match self {
            Self::ZipLocality(rows) => hash(&mut hasher, rows)?,
            Self::AnesthesiaBaseUnits(rows) => hash(&mut hasher, rows)?,
            Self::AddOnEdits(rows) => hash(&mut hasher, rows)?,
            Self::Hcpcs { codes, modifiers } => {
                hash(&mut hasher, codes)?;
                hash(&mut hasher, modifiers)?;
            }
            Self::Ptp { edits, rationales } => {
                hash(&mut hasher, edits)?;
                hash(&mut hasher, rationales)?;
            }
            Self::Mue { edits, rationales } => {
                hash(&mut hasher, edits)?;
                hash(&mut hasher, rationales)?;
            }
        }
        Ok(hex(&hasher.finalize()))
    }

    /// The files the table is stored in.
    pub(super) fn encode(&self) -> Vec<(&'static str, TableBuilder)> {
        match self {
            Self::ZipLocality(rows) => vec![(TABLE, reference::zip_localities_table(rows))],
            Self::AnesthesiaBaseUnits(rows) => vec![(TABLE, reference::base_units_table(rows))],
            Self::AddOnEdits(rows) => vec![(TABLE, reference::add_on_table(rows))],
            Self::Hcpcs { codes, modifiers } => vec![
                (TABLE, reference::hcpcs_table(codes)),
                (MODIFIERS, reference::modifiers_table(modifiers)),
            ],
            Self::Ptp { edits, rationales } => vec![(TABLE, reference::ptp_table(edits, rationales))],
            Self::Mue { edits, rationales } => vec![(TABLE, reference::mue_table(edits, rationales))],
        }
    }
}

fn hash<T: Serialize>(hasher: &mut Sha256, rows: &[T]) -> Result<(), serde_json::Error> {
    let mut lines = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut lines, row)?;
        lines.push(b'\n');
        if lines.len() > 1 << 16 {
            hasher.update(&lines);
            lines.clear();
        }
    }
    hasher.update(&lines);
    Ok(())
}

impl Store {
    /// Every reference table that is held, with its versions.
    ///
    /// # Errors
    /// [`StoreError`] where a manifest cannot be read.
    pub fn tables(&self) -> Result<Vec<TableSummary>, StoreError> {
        self.between_commits(|| self.list_tables(manifests))
    }

    /// What can be read of every reference table that is held: versions whose manifest is damaged are left out. The
    /// caller holds the lock.
    pub(crate) fn readable_tables(&self) -> Result<Vec<TableSummary>, StoreError> {
        self.list_tables(readable)
    }

    fn list_tables(
        &self,
        read: fn(&Path) -> Result<Vec<TableManifest>, StoreError>,
    ) -> Result<Vec<TableSummary>, StoreError> {
        let mut tables = Vec::new();
        for kind in TableKind::ALL {
            let mut held: Vec<TableManifest> = Vec::new();
            for version in subfolders(&self.tables_dir().join(kind.as_str()))? {
                held.append(&mut read(&version)?);
            }
            force::order(&mut held);
            let mut held = held.into_iter();
            if let Some(in_force) = held.next() {
                tables.push(TableSummary { in_force, others: held.collect() });
            }
        }
        Ok(tables)
    }

    /// Loads a version of a reference table.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read.
    pub fn load_table(&self, manifest: &TableManifest) -> Result<Table, StoreError> {
        let dir = self.table_revision_dir(manifest);
        let files = &manifest.provenance;
        Ok(match manifest.table {
            TableKind::ZipLocality => {
                Table::ZipLocality(load(&dir, files, TABLE, reference::zip_localities)?.unwrap_or_default())
            }
            TableKind::AnesthesiaBaseUnits => Table::AnesthesiaBaseUnits(
                load(&dir, files, TABLE, reference::base_units)?.unwrap_or_default(),
            ),
            TableKind::AddOnEdits => {
                Table::AddOnEdits(load(&dir, files, TABLE, reference::add_on_edits)?.unwrap_or_default())
            }
            TableKind::Hcpcs => Table::Hcpcs {
                codes: load(&dir, files, TABLE, reference::hcpcs)?.unwrap_or_default(),
                modifiers: load(&dir, files, MODIFIERS, reference::modifiers)?.unwrap_or_default(),
            },
            TableKind::PtpPractitioner | TableKind::PtpHospital => {
                let (edits, rationales) = reference::indexed(
                    load(&dir, files, TABLE, reference::ptp_edits)?.unwrap_or_default(),
                    |edit, at| PtpEdit { rationale: at, ..edit },
                );
                Table::Ptp { edits, rationales }
            }
            TableKind::MuePractitioner | TableKind::MueHospital | TableKind::MueSupplier => {
                let (edits, rationales) = reference::indexed(
                    load(&dir, files, TABLE, reference::mues)?.unwrap_or_default(),
                    |edit, at| Mue { rationale: at, ..edit },
                );
                Table::Mue { edits, rationales }
            }
        })
    }

    /// Loads what the engine looks up beside the fee schedule: the newest version of each table it knows.
    ///
    /// # Errors
    /// [`StoreError`] where one cannot be read.
    pub fn load_tables(&self) -> Result<ReferenceTables, StoreError> {
        self.between_commits(|| self.load_tables_in_force())
    }

    fn load_tables_in_force(&self) -> Result<ReferenceTables, StoreError> {
        let mut tables = ReferenceTables::default();
        for held in self.list_tables(manifests)? {
            if matches!(
                held.in_force.table,
                TableKind::PtpHospital | TableKind::MueHospital | TableKind::MueSupplier
            ) {
                continue;
            }
            match self.load_table(&held.in_force)? {
                Table::ZipLocality(rows) => tables.zips = rows,
                Table::AnesthesiaBaseUnits(rows) => tables.anesthesia_base_units = rows,
                Table::AddOnEdits(rows) => tables.add_on_edits = rows,
                Table::Hcpcs { codes, .. } => tables.hcpcs = codes,
                Table::Ptp { edits, .. } => tables.ptp_edits = edits,
                Table::Mue { edits, .. } => tables.mues = edits,
            }
        }
        Ok(tables)
    }
}
