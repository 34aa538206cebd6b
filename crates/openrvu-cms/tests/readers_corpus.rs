//! Every reader on the seeds of its fuzz target: small files written for the purpose, whole and broken.
//!
//! The snapshot holds what each seed is told to be and what its reader says, so that a change of either, and of
//! any message, is seen.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what the tests share may stop at the first surprise")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use openrvu_cms::error::ReadError;
use openrvu_cms::read::{self, Detection, Input, PractitionerLayout};

#[path = "../../../fuzz/wrap.rs"]
#[allow(unreachable_pub, reason = "a fuzz target is the other user")]
mod wrap;

/// Reads a seed and says in a few words what was read.
type Reader = fn(Input<'_>) -> Result<String, ReadError>;

/// A fuzz target and its reader.
const READERS: [(&str, Reader); 14] = [
    ("pprrvu", |input| {
        let file = read::pprrvu(input, true)?;
        let descriptions = file.descriptions.unwrap_or_default();
        assert_eq!(descriptions.len(), file.rows.len());
        let [year, letter, released] = [
            format!("{:?}", file.title_year),
            format!("{:?}", file.title_letter),
            format!("{:?}", file.released),
        ];
        let (rows, columns, factor) = (file.rows.len(), file.columns, file.conversion_factor);
        let last = descriptions.last().cloned().unwrap_or_default();
        Ok(format!("{rows} rows of {columns} columns, {factor}, {year}, {letter}, {released}, last: {last}"))
    }),
    ("gpci", |input| {
        let file = read::gpci(input)?;
        let unfloored = file.localities.iter().filter(|locality| locality.unfloored_work.is_some()).count();
        Ok(format!("{} localities of {}, {unfloored} with both works", file.localities.len(), file.year))
    }),
    ("locco", |input| {
        let file = read::locco(input)?;
        let rows: Vec<String> = file
            .rows
            .iter()
            .map(|row| format!("{} {} / {} / {}", row.locality, row.state, row.area, row.counties))
            .collect();
        Ok(format!("{:?}, {}", file.year, rows.join("; ")))
    }),
    ("anes", |input| {
        let file = read::anes(input)?;
        let rows: Vec<String> = file
            .rows
            .iter()
            .map(|row| format!("{} {} {} {:?}", row.locality, row.name, row.amount, row.qualifying))
            .collect();
        Ok(format!(
            "{:?}, national {:?} and {:?}, {}",
            file.year,
            file.national,
            file.qualifying_national,
            rows.join("; ")
        ))
    }),
    ("oppscap", |input| Ok(format!("{} rows", read::oppscap(input)?.rows.len()))),
    ("zip_locality", |input| {
        let file = read::zip_locality(input)?;
        let (first, last) = (file.rows.first(), file.rows.last());
        Ok(format!("quarter {} of {}, from {first:?} to {last:?}", file.quarter, file.year))
    }),
    ("anesthesia_base", |input| {
        let file = read::anesthesia_base(input)?;
        let rows: Vec<String> = file.rows.iter().map(|row| format!("{} {}", row.code, row.units)).collect();
        Ok(format!("{}: {}", file.year, rows.join(", ")))
    }),
    ("add_on", |input| {
        let file = read::add_on(input)?;
        Ok(format!("{:?}, {} edits, last {:?}", file.version, file.edits.len(), file.edits.last()))
    }),
    ("hcpcs", |input| {
        let file = read::hcpcs(input)?;
        let codes: Vec<String> = file.rows.iter().map(|row| format!("{} {}", row.code, row.long)).collect();
        let modifiers: Vec<String> =
            file.modifiers.iter().map(|row| format!("{} {}", row.modifier, row.long)).collect();
        Ok(format!("{}; {}; {} left out", codes.join(", "), modifiers.join(", "), file.left_out))
    }),
    ("ptp", |input| {
        let file = read::ptp(input)?;
        Ok(format!("{} edits, last {:?}, {:?}", file.edits.len(), file.edits.last(), file.rationales))
    }),
    ("mue", |input| {
        let file = read::mue(input)?;
        Ok(format!("{:?}, {} edits, {:?}", file.service, file.edits.len(), file.rationales))
    }),
    ("workbook", |input| {
        let bytes = wrap::workbook(input.bytes).unwrap();
        let file = read::anesthesia_base(Input { bytes: &bytes, ..input })?;
        Ok(format!("{}: {} codes", file.year, file.rows.len()))
    }),
    ("payment", |input| {
        let file = read::payment(input)?;
        Ok(format!("{} rows of {}", file.rows.len(), file.year))
    }),
    ("provider_service", |input| {
        let mut lines = input.bytes.split(|byte| *byte == b'\n');
        if let Ok(layout) = PractitionerLayout::of_header(input.name, lines.next().unwrap_or_default()) {
            let lines = lines.filter(|line| !line.is_empty()).zip(2..);
            let rows: Result<Vec<String>, ReadError> = match &layout {
                PractitionerLayout::ProviderService(layout) => {
                    lines.map(|(line, row)| Ok(format!("{:?}", layout.row(input.name, row, line)?))).collect()
                }
                PractitionerLayout::Provider(layout) => {
                    lines.map(|(line, row)| Ok(format!("{:?}", layout.row(input.name, row, line)?))).collect()
                }
                PractitionerLayout::Geography(layout) => {
                    lines.map(|(line, row)| Ok(format!("{:?}", layout.row(input.name, row, line)?))).collect()
                }
            };
            return Ok(rows?.join(", "));
        }
        let mut file = read::ProviderServices::open(input.name, input.bytes)?;
        let mut rows = Vec::new();
        while let Some(row) = file.next_row()? {
            let specialty = row.specialty_name();
            rows.push(format!("{} {specialty} {} {}", row.npi, row.code, row.services));
        }
        Ok(rows.join(", "))
    }),
];

/// The seeds of a target in the order of their names.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus")).join(target);
    let mut seeds: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .filter(|(name, _)| name.starts_with("ok-") || name.starts_with("bad-"))
        .collect();
    seeds.sort();
    assert!(!seeds.is_empty(), "{target} has no seeds");
    seeds
}

fn told(input: Input<'_>) -> String {
    match read::detect(input) {
        Detection::Data(kind) => kind.to_string(),
        Detection::NotData(what) => format!("not data, {what}"),
    }
}

#[test]
fn every_seed_is_read_or_refused_with_its_place() {
    let mut report = String::new();
    for (target, reader) in READERS {
        for (name, bytes) in seeds(target) {
            let input = Input { name: &name, bytes: &bytes };
            let result = reader(input);
            assert_eq!(result.is_ok(), name.starts_with("ok-"), "{target}/{name}: {result:?}");
            let outcome = result.unwrap_or_else(|error| error.to_string());
            writeln!(report, "{target}/{name}\n    told: {}\n    {outcome}", told(input)).unwrap();
        }
    }
    for (name, bytes) in seeds("detect") {
        writeln!(report, "detect/{name}\n    told: {}", told(Input { name: &name, bytes: &bytes })).unwrap();
    }
    insta::assert_snapshot!(report);
}

#[test]
fn no_reader_stumbles_over_the_seed_of_another() {
    let targets = READERS.iter().map(|(target, _)| *target).chain(["detect"]);
    for (owner, name, bytes) in
        targets.flat_map(|target| seeds(target).into_iter().map(move |(name, bytes)| (target, name, bytes)))
    {
        for (target, reader) in READERS {
            let input = Input { name: &name, bytes: &bytes };
            let read = reader(input);
            assert!(target == owner || read.is_err(), "{owner}/{name} was read as {target}");
        }
    }
}

#[test]
fn every_beginning_of_a_seed_is_read_or_refused() {
    for (target, reader) in READERS {
        for (name, bytes) in seeds(target).into_iter().filter(|(name, _)| name.starts_with("ok-")) {
            // A step that shares no factor with the width of a line ends at ever other places of it.
            for end in (0..bytes.len()).step_by(37) {
                let input = Input { name: &name, bytes: &bytes[..end] };
                let _ = (reader(input), told(input));
            }
        }
    }
}

#[test]
fn a_reference_of_too_many_letters_is_refused_in_every_build() {
    let reference = "B".repeat(40);
    let sheet = format!(
        r#"<worksheet><sheetData><row r="1"><c r="{reference}1"><v>1</v></c></row></sheetData></worksheet>"#
    );
    let bytes = wrap::workbook(sheet.as_bytes()).unwrap();
    let error = read::gpci(Input { name: "GPCI2026.xlsx", bytes: &bytes }).unwrap_err();
    assert!(error.to_string().starts_with("GPCI2026.xlsx: "), "{error}");
}
