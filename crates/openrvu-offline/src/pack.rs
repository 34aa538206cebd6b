//! The pack: the schedule and the names of services that a phone needs, in few bytes.
//!
//! The newest release stands whole, every other as what differs from the one after it. There are no localities, for the
//! log values nationally; and no tables of procedure-to-procedure and medically unlikely edits, which are large: where
//! they are held on the server, its values are the final ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use openrvu_core::schedule::ReferenceTables;
use openrvu_core::{
    AnesthesiaBaseUnits, Code, ConversionFactor, FeeRow, HeldRelease, Policy, Release, ReleaseId,
    RowModifier, Schedule,
};
use openrvu_search::{Document, Field};
use serde::{Deserialize, Serialize};

use crate::row::PackedRow;

/// The version of the layout.
pub const FORMAT: u32 = 1;

/// Why bytes are not a pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Not written by [`Pack::bytes`].
    #[error("the pack cannot be read: {0}")]
    Bytes(#[from] postcard::Error),
    /// Another layout than this code reads.
    #[error("the pack is of layout {0}, and this program reads {FORMAT}: load the page again")]
    Format(u32),
    /// A value that stands for nothing.
    #[error("the pack holds a damaged {0}")]
    Damaged(&'static str),
    /// The policy that is built into the program.
    #[error(transparent)]
    Policy(#[from] openrvu_core::PolicyError),
}

/// A release as what differs from the one after it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct PackedRelease {
    id: String,
    effective_from: String,
    conversion_factor: i32,
    complete: bool,
    /// Rows that the release after it has not, or has otherwise.
    rows: Vec<PackedRow>,
    /// Rows of the release after it that this one has not, by code and column.
    gone: Vec<(Code, RowModifier)>,
}

/// A service's names.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct PackedDocument {
    code: Code,
    rank: Option<u32>,
    current: bool,
    /// Kind of text and text.
    texts: Vec<(u8, String)>,
}

/// What a phone needs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pack {
    format: u32,
    /// The newest first.
    releases: Vec<PackedRelease>,
    anesthesia: Vec<(Code, u8)>,
    documents: Vec<PackedDocument>,
}

const FIELDS: [Field; 8] = [
    Field::Title,
    Field::Synonym,
    Field::Descriptor,
    Field::Family,
    Field::Section,
    Field::Specialty,
    Field::Summary,
    Field::Text,
];

type RowKey = (Code, RowModifier);

fn by_key(release: &Release) -> BTreeMap<RowKey, PackedRow> {
    release.rows.iter().map(|row| ((row.code, row.modifier), PackedRow::of(row))).collect()
}

impl Pack {
    /// Packs releases of a schedule, and what words are looked up in.
    #[must_use]
    pub fn new(
        schedule: &Schedule,
        wanted: &[ReleaseId],
        documents: impl IntoIterator<Item = Document>,
    ) -> Self {
        let held = schedule.releases().iter().rev();
        let mut after: BTreeMap<RowKey, PackedRow> = BTreeMap::new();
        let mut releases = Vec::new();
        for release in held.filter(|release| wanted.contains(&release.id)) {
            let rows = by_key(release);
            releases.push(Self::release(release, &rows, &after));
            after = rows;
        }
        let anesthesia = schedule.tables().anesthesia_base_units.iter().map(|row| (row.code, row.units));
        let document = |document: Document| {
            let place = |field| FIELDS.iter().position(|other| *other == field);
            let texts = document.fields.into_iter();
            let texts = texts.filter_map(|(field, text)| Some((u8::try_from(place(field)?).ok()?, text)));
            PackedDocument {
                code: document.code,
                rank: document.rank,
                current: document.current,
                texts: texts.collect(),
            }
        };
        Self {
            format: FORMAT,
            releases,
            anesthesia: anesthesia.collect(),
            documents: documents.into_iter().map(document).collect(),
        }
    }

    fn release(
        release: &HeldRelease,
        rows: &BTreeMap<RowKey, PackedRow>,
        after: &BTreeMap<RowKey, PackedRow>,
    ) -> PackedRelease {
        let differs = rows.iter().filter(|(key, row)| after.get(key) != Some(row));
        PackedRelease {
            id: release.id.to_string(),
            effective_from: release.effective_from.to_string(),
            conversion_factor: release.conversion_factor.get(),
            complete: release.complete,
            rows: differs.map(|(_, row)| *row).collect(),
            gone: after.keys().filter(|key| !rows.contains_key(key)).copied().collect(),
        }
    }

    /// The pack as bytes.
    ///
    /// # Errors
    /// The encoder's, which has none to give for a pack.
    pub fn bytes(&self) -> Result<Vec<u8>, PackError> {
        Ok(postcard::to_stdvec(self)?)
    }

    /// Reads a pack.
    ///
    /// # Errors
    /// [`PackError`], where the bytes are none or of another layout.
    pub fn read(bytes: &[u8]) -> Result<Self, PackError> {
        // The layout stands first, so that it can be told before the rest is read by it.
        let (format, _) = postcard::take_from_bytes::<u32>(bytes)?;
        if format != FORMAT {
            return Err(PackError::Format(format));
        }
        Ok(postcard::from_bytes(bytes)?)
    }

    /// The schedule.
    ///
    /// # Errors
    /// [`PackError::Damaged`] where a value stands for nothing.
    pub fn schedule(&self) -> Result<Schedule, PackError> {
        let mut rows: BTreeMap<RowKey, FeeRow> = BTreeMap::new();
        let mut releases = Vec::new();
        for packed in &self.releases {
            for row in &packed.rows {
                let row = row.row().ok_or(PackError::Damaged("row"))?;
                rows.insert((row.code, row.modifier), row);
            }
            for key in &packed.gone {
                rows.remove(key);
            }
            releases.push(Arc::new(Release {
                id: packed.id.parse().map_err(|_| PackError::Damaged("release"))?,
                effective_from: date(&packed.effective_from)?,
                released: None,
                conversion_factor: ConversionFactor::new(packed.conversion_factor),
                qualifying_conversion_factor: None,
                anesthesia_conversion_factor: None,
                rows: rows.values().copied().collect(),
                localities: Vec::new(),
                sources: Vec::new(),
                complete: packed.complete,
            }));
        }
        let anesthesia = self.anesthesia.iter();
        let anesthesia = anesthesia.map(|(code, units)| AnesthesiaBaseUnits { code: *code, units: *units });
        let tables =
            ReferenceTables { anesthesia_base_units: anesthesia.collect(), ..ReferenceTables::default() };
        Ok(Schedule::new(Arc::new(Policy::builtin()?), releases, Arc::new(tables)))
    }

    /// What words are looked up in.
    #[must_use]
    pub fn documents(&self) -> Vec<Document> {
        let document = |packed: &PackedDocument| {
            let texts = packed.texts.iter();
            let fields =
                texts.filter_map(|(field, text)| Some((*FIELDS.get(usize::from(*field))?, text.clone())));
            Document {
                code: packed.code,
                fields: fields.collect(),
                rank: packed.rank,
                current: packed.current,
            }
        };
        self.documents.iter().map(document).collect()
    }
}

fn date(text: &str) -> Result<Date, PackError> {
    text.parse().map_err(|_| PackError::Damaged("date"))
}
