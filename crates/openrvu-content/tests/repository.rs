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
