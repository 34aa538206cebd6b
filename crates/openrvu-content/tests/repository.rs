//! The repository's own texts pass every check.
//!
//! The schedule and the short descriptors come from a CMS release that is not part of the repository; without it
//! those two checks are skipped, and a line says so.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use openrvu_content::{Check, Library, Sources, Stats, Volume, files};
use openrvu_core::Code;

const CONTENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content");
const CMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cms");

fn sources() -> Sources {
    Sources::read(files::read_folder(Path::new(CONTENT)).unwrap())
}

/// Code and short descriptor of every row of the July 2026 release; `None` where the file is not at hand.
fn descriptors() -> Option<Vec<(Code, String)>> {
    let Ok(file) = File::open(Path::new(CMS).join("releases/rvu26c.zip")) else {
        println!("skipped: no CMS release at ../shared/cms, so codes and descriptors were not compared");
        return None;
    };
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let mut bytes = Vec::new();
    archive.by_name("PPRRVU2026_Jul_nonQPP.csv").unwrap().read_to_end(&mut bytes).unwrap();
    let text: String = bytes.into_iter().map(char::from).collect();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(Result::unwrap).skip_while(|row| &row[0] != "HCPCS").skip(1);
    Some(rows.map(|row| (row[0].parse().unwrap(), row[2].to_owned())).collect())
}

#[test]
fn the_texts_pass_every_check() {
    let sources = sources();
    let descriptors = descriptors();
    let known: Option<BTreeSet<Code>> =
        descriptors.as_ref().map(|rows| rows.iter().map(|(code, _)| *code).collect());
    let in_schedule = |code: Code| known.as_ref().is_none_or(|known| known.contains(&code));
    let check = Check {
        in_schedule: known.is_some().then_some(&in_schedule),
        descriptors: descriptors.as_deref().unwrap_or_default(),
        ..Check::of(&sources)
    };
    let report = check.run();
    assert!(report.is_clean(), "{report}");
}

/// The codes of a release; `None` where the file is not at hand.
fn codes_of(release: &str) -> Option<BTreeSet<Code>> {
    let file = File::open(Path::new(CMS).join(format!("releases/{release}.zip"))).ok()?;
    let mut archive = zip::ZipArchive::new(file).unwrap();
    let names: Vec<String> =
        (0..archive.len()).map(|at| archive.by_index(at).unwrap().name().unwrap().into_owned()).collect();
    let is_schedule = |name: &&String| {
        name.rsplit('/').next().is_some_and(|name| name.starts_with("PPRRVU")) && name.ends_with(".csv")
    };
    let name = names.iter().find(is_schedule)?;
    let mut bytes = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    let text: String = bytes.into_iter().map(char::from).collect();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().map(Result::unwrap).skip_while(|row| &row[0] != "HCPCS").skip(1);
    Some(rows.filter_map(|row| row[0].parse().ok()).collect())
}

#[test]
fn a_retired_code_stands_in_the_last_release_of_its_last_year_and_in_none_after() {
    let last = ["rvu20d", "rvu21d", "rvu22d", "rvu23d", "rvu24c", "rvu25d", "rvu26c"];
    let Some(held) = last.into_iter().map(codes_of).collect::<Option<Vec<_>>>() else {
        println!(
            "skipped: no CMS releases at ../shared/cms, so the years of retired codes were not looked up"
        );
        return;
    };
    for retired in sources().library().retired() {
        // In releases laid out by a spreadsheet the codes of anesthesia lost their leading zeros.
        let lost = retired.code.is_anesthesia();
        for (year, codes) in (2020_u16..).zip(&held) {
            let stands = codes.contains(&retired.code);
            assert!(!stands || year <= retired.last_year, "{} still stands in {year}", retired.code);
            assert!(stands || lost || year != retired.last_year, "{} is not in {year}", retired.code);
        }
    }
}

#[test]
fn the_binary_holds_what_the_files_say() {
    let library = sources().library();
    let embedded = Library::embedded().unwrap();
    assert_eq!(embedded.len(), library.len());
    assert_eq!(embedded, library);
}

#[test]
fn the_volume_list_names_specialties_of_the_vocabulary() {
    let Ok(file) = File::open(Path::new(CMS).join("volume/volume_rank.csv")) else {
        println!("skipped: no volume list at ../shared/cms");
        return;
    };
    let library = sources().library();
    let volume = Volume::read(file).unwrap();
    let known: BTreeSet<&str> =
        library.specialties().iter().flat_map(|specialty| &specialty.cms).map(String::as_str).collect();
    // What Medicare does not know, and a supplier that is no specialty.
    let other =
        ["", "Unknown Physician Specialty Code", "Unknown Supplier/Provider", "Ambulance Service Supplier"];
    for name in volume.rows.iter().flat_map(|row| row.specialties.split(';')) {
        assert!(known.contains(name) || other.contains(&name), "{name:?} is not in specialties.toml");
    }
    println!("{}", Stats::of(&library, Some(&volume), 20));
}
