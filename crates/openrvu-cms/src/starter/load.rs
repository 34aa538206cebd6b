//! Reading the starter figures.

use std::str::FromStr;

use csv::ByteRecord;
use jiff::civil::Date;
use openrvu_core::reference::{AddOnEdit, AddOnType, AnesthesiaBaseUnits, StateCode, Zip, ZipLocality};
use openrvu_core::schedule::ReferenceTables;
use openrvu_core::{
    Cents, Code, ConversionFactor, Gpci, Gpcis, Locality, LocalityId, Release, ReleaseId, SourceFile,
};

use super::{
    ADD_ONS, ANESTHESIA, COUNTIES, LOCALITIES, RELEASES, ROWS, SOURCES, Starter, StarterError, StarterFile,
    TableSource, ZIPS,
};
use crate::columns::{COLUMNS, blank};

/// Columns of `rows.csv` before those of PPRRVU: code, from, through.
const KEY: usize = 3;

/// Reads starter figures from their files.
///
/// # Errors
/// [`StarterError`], which names file and line.
pub fn read(files: &[StarterFile]) -> Result<Starter, StarterError> {
    let mut releases = releases(files)?;
    rows(files, &mut releases)?;
    localities(files, &mut releases)?;
    counties(files, &mut releases)?;
    let tables = ReferenceTables {
        zips: zips(files)?,
        anesthesia_base_units: anesthesia(files)?,
        add_on_edits: add_ons(files)?,
        ..ReferenceTables::default()
    };
    let table_sources = sources(files, &mut releases)?;
    Ok(Starter { releases, tables, table_sources })
}

/// A line of a file, read field by field.
struct Line<'a> {
    file: &'static str,
    record: &'a ByteRecord,
}

impl<'a> Line<'a> {
    fn bytes(&self, place: usize) -> &'a [u8] {
        self.record.get(place).unwrap_or_default()
    }

    fn error(&self, problem: impl Into<String>) -> StarterError {
        let line = self.record.position().map_or(0, csv::Position::line);
        StarterError::Line { file: self.file, line, problem: problem.into() }
    }

    fn bad(&self, place: usize) -> StarterError {
        let found = String::from_utf8_lossy(self.bytes(place)).into_owned();
        self.error(format!("{found:?} in column {} is not a value of it", place + 1))
    }

    fn text(&self, place: usize) -> Result<&'a str, StarterError> {
        std::str::from_utf8(self.bytes(place)).map_err(|_| self.bad(place))
    }

    fn get<T: FromStr>(&self, place: usize) -> Result<T, StarterError> {
        self.text(place)?.parse().map_err(|_| self.bad(place))
    }

    fn optional<T: FromStr>(&self, place: usize) -> Result<Option<T>, StarterError> {
        if self.bytes(place).is_empty() { Ok(None) } else { self.get(place).map(Some) }
    }

    fn locality(&self, mac: usize, number: usize) -> Result<LocalityId, StarterError> {
        LocalityId::from_columns(self.bytes(mac), self.bytes(number)).map_err(|_| self.bad(mac))
    }

    fn zip(&self, place: usize) -> Result<Zip, StarterError> {
        Zip::from_bytes(self.bytes(place)).ok_or_else(|| self.bad(place))
    }
}

/// Visits every line of a file but the header.
fn each_line(
    files: &[StarterFile],
    name: &'static str,
    mut visit: impl FnMut(Line<'_>) -> Result<(), StarterError>,
) -> Result<(), StarterError> {
    let file = files.iter().find(|file| file.name == name).ok_or(StarterError::Missing(name))?;
    let mut reader = csv::Reader::from_reader(file.bytes.as_ref());
    let mut record = ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => visit(Line { file: name, record: &record })?,
            Ok(false) => return Ok(()),
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                return Err(StarterError::Line { file: name, line, problem: error.to_string() });
            }
        }
    }
}

fn releases(files: &[StarterFile]) -> Result<Vec<Release>, StarterError> {
    let mut releases = Vec::<Release>::new();
    each_line(files, RELEASES, |line| {
        let id = line.get(0)?;
        if releases.last().is_some_and(|before| before.id >= id) {
            return Err(line.error(format!("{id} is not in the order of time")));
        }
        releases.push(Release {
            id,
            effective_from: line.get(1)?,
            released: line.optional(2)?,
            conversion_factor: line.get::<ConversionFactor>(3)?,
            qualifying_conversion_factor: line.optional(4)?,
            anesthesia_conversion_factor: line.optional(5)?,
            rows: Vec::new(),
            localities: Vec::new(),
            sources: Vec::new(),
            complete: false,
        });
        Ok(())
    })?;
    Ok(releases)
}

/// The releases of a run, by its columns `from` and `through`.
fn run<'a>(
    line: &Line<'_>,
    from: usize,
    releases: &'a mut [Release],
) -> Result<&'a mut [Release], StarterError> {
    let place = |at: usize, releases: &[Release]| {
        let id: ReleaseId = line.get(at)?;
        releases.binary_search_by_key(&id, |release| release.id).map_err(|_| line.bad(at))
    };
    let (first, last) = (place(from, releases)?, place(from + 1, releases)?);
    releases.get_mut(first..=last).ok_or_else(|| line.bad(from))
}

fn rows(files: &[StarterFile], releases: &mut [Release]) -> Result<(), StarterError> {
    each_line(files, ROWS, |line| {
        let code = Code::from_bytes(line.bytes(0)).map_err(|_| line.bad(0))?;
        let mut row = blank(code);
        for (place, column) in (KEY..).zip(COLUMNS) {
            if !(column.read)(&mut row, line.bytes(place)) {
                return Err(line.bad(place));
            }
        }
        for release in run(&line, 1, releases)? {
            let before = release.rows.last().map(|row| (row.code, row.modifier));
            if before.is_some_and(|before| before >= (row.code, row.modifier)) {
                return Err(
                    line.error(format!("{code} stands twice, or not in its place, in {}", release.id))
                );
            }
            release.rows.push(row);
        }
        Ok(())
    })
}

fn localities(files: &[StarterFile], releases: &mut [Release]) -> Result<(), StarterError> {
    each_line(files, LOCALITIES, |line| {
        let locality = Locality {
            id: line.locality(0, 1)?,
            state: line.get(4)?,
            name: line.get(5)?,
            gpcis: Gpcis { work: line.get(6)?, practice_expense: line.get(7)?, malpractice: line.get(8)? },
            unfloored_work: line.optional::<Gpci>(9)?,
            counties: None,
            anesthesia: line.optional::<Cents>(10)?,
        };
        for release in run(&line, 2, releases)? {
            if release.localities.last().is_some_and(|before| before.id >= locality.id) {
                return Err(line.error(format!("{} stands twice, or not in its place", locality.id)));
            }
            release.localities.push(locality.clone());
        }
        Ok(())
    })
}

fn counties(files: &[StarterFile], releases: &mut [Release]) -> Result<(), StarterError> {
    each_line(files, COUNTIES, |line| {
        let id = line.locality(0, 1)?;
        let counties = line.text(4)?;
        for release in run(&line, 2, releases)? {
            let found = release.localities.binary_search_by_key(&id, |locality| locality.id);
            let locality = found.ok().and_then(|at| release.localities.get_mut(at));
            let locality = locality.ok_or_else(|| line.error(format!("{id} is not in {LOCALITIES}")))?;
            locality.counties = Some(counties.to_owned());
        }
        Ok(())
    })
}

fn zips(files: &[StarterFile]) -> Result<Vec<ZipLocality>, StarterError> {
    let mut zips = Vec::<ZipLocality>::new();
    each_line(files, ZIPS, |line| {
        let (first, last) = (line.zip(0)?, line.zip(1)?);
        if first > last || zips.last().is_some_and(|before| before.zip >= first) {
            return Err(line.error(format!("{first} to {last} is not in its place")));
        }
        let state = StateCode::from_bytes(line.bytes(2)).ok_or_else(|| line.bad(2))?;
        let locality = line.locality(3, 4)?;
        let plus_four = line.bytes(5) == b"1";
        for number in first.get()..=last.get() {
            let digits = [10_000, 1000, 100, 10, 1].map(|place| b'0' + (number / place % 10) as u8);
            let zip = Zip::from_bytes(&digits).ok_or_else(|| line.bad(0))?;
            zips.push(ZipLocality { zip, state, locality, plus_four });
        }
        Ok(())
    })?;
    Ok(zips)
}

fn anesthesia(files: &[StarterFile]) -> Result<Vec<AnesthesiaBaseUnits>, StarterError> {
    let mut rows = Vec::new();
    each_line(files, ANESTHESIA, |line| {
        rows.push(AnesthesiaBaseUnits { code: line.get(0)?, units: line.get(1)? });
        Ok(())
    })?;
    Ok(rows)
}

fn add_ons(files: &[StarterFile]) -> Result<Vec<AddOnEdit>, StarterError> {
    let mut edits = Vec::new();
    each_line(files, ADD_ONS, |line| {
        let number: u8 = line.get(0)?;
        let kind = AddOnType::ALL.into_iter().find(|kind| kind.number() == number);
        edits.push(AddOnEdit {
            kind: kind.ok_or_else(|| line.bad(0))?,
            add_on: line.get(1)?,
            add_on_deleted: line.optional::<Date>(2)?,
            primary: line.optional::<Code>(3)?,
            primary_deleted: line.optional::<Date>(4)?,
            effective_from: line.get(5)?,
            deleted: line.optional::<Date>(6)?,
            note: line.optional(7)?,
        });
        Ok(())
    })?;
    Ok(edits)
}

fn sources(files: &[StarterFile], releases: &mut [Release]) -> Result<Vec<TableSource>, StarterError> {
    let mut tables = Vec::new();
    each_line(files, SOURCES, |line| {
        let file = SourceFile { name: line.get(2)?, bytes: line.get(3)?, sha256: line.get(4)? };
        if line.bytes(0) == b"release" {
            let id: ReleaseId = line.get(1)?;
            let release = releases.iter_mut().find(|release| release.id == id).ok_or_else(|| line.bad(1))?;
            release.sources.push(file);
        } else {
            tables.push(TableSource { kind: line.get(0)?, version: line.get(1)?, file });
        }
        Ok(())
    })?;
    Ok(tables)
}
