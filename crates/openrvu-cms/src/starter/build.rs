//! Writing the starter figures.

use std::borrow::Cow;
use std::collections::BTreeSet;

use openrvu_core::reference::ZipLocality;
use openrvu_core::schedule::ReferenceTables;
use openrvu_core::{Cents, Code, FeeRow, Gpci, Locality, Release, ReleaseId};

use super::{
    ADD_ONS, ANESTHESIA, COUNTIES, LOCALITIES, RELEASES, ROWS, SOURCES, StarterError, StarterFile,
    TableSource, ZIPS,
};
use crate::columns::{COLUMNS, text};
use crate::store::TableKind;

/// The tables whose rows are taken.
const TAKEN: [TableKind; 3] = [TableKind::ZipLocality, TableKind::AnesthesiaBaseUnits, TableKind::AddOnEdits];

/// What starter figures are built from.
#[derive(Debug, Clone, Copy)]
pub struct StarterInput<'a> {
    /// The releases, in the order of time.
    pub releases: &'a [Release],
    /// The tables; of these ZIP codes, anesthesia base units and add-on edits are taken.
    pub tables: &'a ReferenceTables,
    /// Where the tables came from: [`TableSource::of`] the store's.
    pub table_sources: &'a [TableSource],
}

/// Builds the starter figures of some codes, and of the base codes of their endoscopic families. A code that no
/// release has is left out.
///
/// # Errors
/// [`StarterError::NoReleases`].
pub fn build(
    input: &StarterInput<'_>,
    codes: impl IntoIterator<Item = Code>,
) -> Result<Vec<StarterFile>, StarterError> {
    if input.releases.is_empty() {
        return Err(StarterError::NoReleases);
    }
    let codes = with_bases(codes, input.releases);
    Ok(vec![
        releases(input.releases)?,
        rows(input.releases, &codes)?,
        localities(input.releases)?,
        counties(input.releases)?,
        zips(&input.tables.zips)?,
        anesthesia(input.tables, &codes)?,
        add_ons(input.tables, &codes)?,
        sources(input)?,
    ])
}

/// Those of the codes that any release has, and the bases of their endoscopic families, without which a family is
/// not priced.
fn with_bases(codes: impl IntoIterator<Item = Code>, releases: &[Release]) -> BTreeSet<Code> {
    let held = |code: &Code| releases.iter().any(|release| !release.rows_of(*code).is_empty());
    let mut all: BTreeSet<Code> = codes.into_iter().filter(held).collect();
    let rows = releases.iter().flat_map(|release| &release.rows);
    let bases: Vec<Code> =
        rows.filter(|row| all.contains(&row.code)).filter_map(|row| row.endoscopic_base).collect();
    all.extend(bases);
    all
}

/// A csv file in the making.
struct Csv {
    file: &'static str,
    writer: csv::Writer<Vec<u8>>,
}

impl Csv {
    fn new(file: &'static str, header: &[&str]) -> Result<Self, StarterError> {
        let mut csv = Self { file, writer: csv::Writer::from_writer(Vec::new()) };
        csv.line(header.iter().copied())?;
        Ok(csv)
    }

    fn line<T: AsRef<[u8]>>(&mut self, fields: impl IntoIterator<Item = T>) -> Result<(), StarterError> {
        let file = self.file;
        let error = |error: csv::Error| StarterError::Write { file, problem: error.to_string() };
        self.writer.write_record(fields).map_err(error)
    }

    fn finish(self) -> Result<StarterFile, StarterError> {
        let name = self.file;
        let bytes = self
            .writer
            .into_inner()
            .map_err(|error| StarterError::Write { file: name, problem: error.to_string() })?;
        Ok(StarterFile { name, bytes: Cow::Owned(bytes) })
    }
}

fn optional<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn releases(releases: &[Release]) -> Result<StarterFile, StarterError> {
    let header = [
        "release",
        "effective_from",
        "released",
        "conversion_factor",
        "qualifying_conversion_factor",
        "anesthesia_conversion_factor",
    ];
    let mut csv = Csv::new(RELEASES, &header)?;
    for release in releases {
        csv.line([
            release.id.to_string(),
            release.effective_from.to_string(),
            optional(release.released),
            release.conversion_factor.to_string(),
            optional(release.qualifying_conversion_factor),
            optional(release.anesthesia_conversion_factor),
        ])?;
    }
    csv.finish()
}

/// A value over a run of releases that follow each other.
struct Run<T> {
    from: ReleaseId,
    through: ReleaseId,
    value: T,
}

/// Puts equal values of releases that follow each other together. A release without the value ends a run.
fn runs<T: PartialEq>(of_releases: impl Iterator<Item = (ReleaseId, Option<T>)>) -> Vec<Run<T>> {
    let mut runs: Vec<Run<T>> = Vec::new();
    let mut open = false;
    for (id, value) in of_releases {
        let Some(value) = value else {
            open = false;
            continue;
        };
        match runs.last_mut().filter(|run| open && run.value == value) {
            Some(run) => run.through = id,
            None => runs.push(Run { from: id, through: id, value }),
        }
        open = true;
    }
    runs
}

fn rows(releases: &[Release], codes: &BTreeSet<Code>) -> Result<StarterFile, StarterError> {
    let mut header = vec!["code", "from", "through"];
    header.extend(COLUMNS.iter().map(|column| column.field));
    let mut csv = Csv::new(ROWS, &header)?;
    for code in codes {
        let modifiers: BTreeSet<_> =
            releases.iter().flat_map(|release| release.rows_of(*code)).map(|row| row.modifier).collect();
        for modifier in modifiers {
            let of_releases =
                releases.iter().map(|release| (release.id, release.row(*code, modifier).copied()));
            for run in runs::<FeeRow>(of_releases) {
                let key = [code.to_string(), run.from.to_string(), run.through.to_string()];
                let values = COLUMNS.iter().map(|column| text(column, &run.value));
                csv.line(key.into_iter().chain(values))?;
            }
        }
    }
    csv.finish()
}

/// Every locality of any release, with its values in each.
fn each_locality<T: PartialEq>(
    releases: &[Release],
    of: impl Fn(&Locality) -> Option<T>,
    mut visit: impl FnMut([String; 4], T) -> Result<(), StarterError>,
) -> Result<(), StarterError> {
    let ids: BTreeSet<_> =
        releases.iter().flat_map(|release| &release.localities).map(|locality| locality.id).collect();
    for id in ids {
        let of_releases = releases.iter().map(|release| (release.id, release.locality(id).and_then(&of)));
        for run in runs(of_releases) {
            let key = [
                format!("{:05}", id.mac),
                format!("{:02}", id.number),
                run.from.to_string(),
                run.through.to_string(),
            ];
            visit(key, run.value)?;
        }
    }
    Ok(())
}

fn localities(releases: &[Release]) -> Result<StarterFile, StarterError> {
    let header = [
        "mac",
        "locality",
        "from",
        "through",
        "state",
        "name",
        "work_gpci",
        "pe_gpci",
        "mp_gpci",
        "unfloored_work_gpci",
        "anesthesia",
    ];
    let mut csv = Csv::new(LOCALITIES, &header)?;
    let figures = |locality: &Locality| {
        let counties = None;
        Some(Locality { counties, ..locality.clone() })
    };
    each_locality(releases, figures, |key, locality| {
        let gpcis = &locality.gpcis;
        let figures = [
            locality.state.clone(),
            locality.name.clone(),
            gpcis.work.to_string(),
            gpcis.practice_expense.to_string(),
            gpcis.malpractice.to_string(),
            optional::<Gpci>(locality.unfloored_work),
            optional::<Cents>(locality.anesthesia),
        ];
        csv.line(key.into_iter().chain(figures))
    })?;
    csv.finish()
}

fn counties(releases: &[Release]) -> Result<StarterFile, StarterError> {
    let mut csv = Csv::new(COUNTIES, &["mac", "locality", "from", "through", "counties"])?;
    each_locality(
        releases,
        |locality| locality.counties.clone(),
        |key, counties| csv.line(key.into_iter().chain([counties])),
    )?;
    csv.finish()
}

fn zips(zips: &[ZipLocality]) -> Result<StarterFile, StarterError> {
    let mut csv = Csv::new(ZIPS, &["first", "last", "state", "mac", "locality", "plus_four"])?;
    let follows = |a: &ZipLocality, b: &ZipLocality| {
        b.zip.get() == a.zip.get() + 1
            && (a.state, a.locality, a.plus_four) == (b.state, b.locality, b.plus_four)
    };
    for run in zips.chunk_by(follows) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        csv.line([
            first.zip.to_string(),
            last.zip.to_string(),
            first.state.to_string(),
            format!("{:05}", first.locality.mac),
            format!("{:02}", first.locality.number),
            if first.plus_four { "1" } else { "0" }.to_owned(),
        ])?;
    }
    csv.finish()
}

fn anesthesia(tables: &ReferenceTables, codes: &BTreeSet<Code>) -> Result<StarterFile, StarterError> {
    let mut csv = Csv::new(ANESTHESIA, &["code", "base_units"])?;
    for row in tables.anesthesia_base_units.iter().filter(|row| codes.contains(&row.code)) {
        csv.line([row.code.to_string(), row.units.to_string()])?;
    }
    csv.finish()
}

fn add_ons(tables: &ReferenceTables, codes: &BTreeSet<Code>) -> Result<StarterFile, StarterError> {
    let header = [
        "type",
        "add_on",
        "add_on_deleted",
        "primary",
        "primary_deleted",
        "effective_from",
        "deleted",
        "note",
    ];
    let mut csv = Csv::new(ADD_ONS, &header)?;
    let chosen = tables.add_on_edits.iter().filter(|edit| {
        codes.contains(&edit.add_on) && edit.primary.is_none_or(|primary| codes.contains(&primary))
    });
    for edit in chosen {
        csv.line([
            edit.kind.number().to_string(),
            edit.add_on.to_string(),
            optional(edit.add_on_deleted),
            optional(edit.primary),
            optional(edit.primary_deleted),
            edit.effective_from.to_string(),
            optional(edit.deleted),
            edit.note.clone().unwrap_or_default(),
        ])?;
    }
    csv.finish()
}

fn sources(input: &StarterInput<'_>) -> Result<StarterFile, StarterError> {
    let mut csv = Csv::new(SOURCES, &["of", "version", "name", "bytes", "sha256"])?;
    let of_releases = input.releases.iter().flat_map(|release| {
        release.sources.iter().map(move |source| ("release", release.id.to_string(), source))
    });
    let of_tables = input
        .table_sources
        .iter()
        .filter(|source| TAKEN.contains(&source.kind))
        .map(|source| (source.kind.as_str(), source.version.clone(), &source.file));
    for (of, version, source) in of_releases.chain(of_tables) {
        csv.line([
            of.to_owned(),
            version,
            source.name.clone(),
            source.bytes.to_string(),
            source.sha256.clone(),
        ])?;
    }
    csv.finish()
}
