//! The readers on CMS's own files, which lie beside the repository and are not part of it.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use openrvu_cms::read::{self, Detection, FileKind, Input, Layout, NotData};

/// The folder of CMS files, or `None` with a line that says so.
fn cms(folder: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cms")).join(folder);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no CMS files at {}", path.display());
    None
}

/// Every file of an archive.
fn unpacked(path: &PathBuf) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// A file of an archive by its name.
fn one(files: &[(String, Vec<u8>)], name: &str) -> Vec<u8> {
    files.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no {name}")).1.clone()
}

fn as_input((name, bytes): &(String, Vec<u8>)) -> Input<'_> {
    Input { name, bytes }
}

/// A release's archive and how many rows and localities its PPRRVU and GPCI have.
const RELEASES: [(&str, &str, usize, usize); 23] = [
    ("rvu20a", "36.0896", 0, 112),
    ("rvu20b", "36.0896", 0, 112),
    ("rvu20c", "36.0896", 0, 112),
    ("rvu20d", "36.0896", 0, 112),
    ("rvu21a", "34.8931", 0, 112),
    ("rvu21b", "34.8931", 0, 112),
    ("rvu21c", "34.8931", 0, 112),
    ("rvu21d", "34.8931", 0, 112),
    ("rvu22a", "34.6062", 0, 112),
    ("rvu22b", "34.6062", 0, 112),
    ("rvu22c", "34.6062", 0, 112),
    ("rvu22d", "34.6062", 0, 112),
    ("rvu23a", "33.8872", 0, 112),
    ("rvu23b", "33.8872", 0, 112),
    ("rvu23c", "33.8872", 0, 112),
    ("rvu23d", "33.8872", 0, 112),
    ("rvu24a", "32.7442", 0, 109),
    ("rvu24ar", "33.2875", 0, 109),
    ("rvu24b", "33.2875", 0, 109),
    ("rvu24c", "33.2875", 0, 109),
    ("rvu25d", "32.3465", 0, 109),
    ("rvu26b", "33.4009", 0, 109),
    ("rvu26c", "33.4009", 0, 109),
];

#[test]
fn every_file_of_every_release_is_told_and_read() {
    let Some(folder) = cms("releases") else { return };
    for (name, factor, rows, localities) in RELEASES {
        let files = unpacked(&folder.join(name).with_extension("zip"));
        for file in &files {
            let input = as_input(file);
            match read::detect(input) {
                Detection::Data(FileKind::Pprrvu) => {
                    let read = read::pprrvu(input, false).unwrap_or_else(|error| panic!("{error}"));
                    assert_eq!(read.conversion_factor.to_string(), factor, "{name}");
                    println!(
                        "{name} {} {:?} {} {:?} {:?} {:?} {:?}",
                        input.name,
                        read.layout,
                        read.columns,
                        read.title_year,
                        read.title_letter,
                        read.released,
                        read.rows.len()
                    );
                    let _ = rows;
                }
                Detection::Data(FileKind::Gpci) => {
                    let read = read::gpci(input).unwrap_or_else(|error| panic!("{error}"));
                    assert_eq!(read.localities.len(), localities, "{name}");
                }
                Detection::Data(FileKind::Locco) => {
                    let read = read::locco(input).unwrap_or_else(|error| panic!("{error}"));
                    println!("{name} {} {:?} {}", input.name, read.year, read.rows.len());
                }
                Detection::Data(FileKind::Anes) => {
                    let read = read::anes(input).unwrap_or_else(|error| panic!("{error}"));
                    println!("{name} {} {:?} {:?} {}", input.name, read.year, read.national, read.rows.len());
                    assert_eq!(read.rows.len(), localities, "{name}");
                }
                Detection::Data(FileKind::OppsCap) => {
                    let read = read::oppscap(input).unwrap_or_else(|error| panic!("{error}"));
                    println!("{name} {} {:?} {}", input.name, read.layout, read.rows.len());
                }
                Detection::NotData(NotData::Pdf) => assert!(input.name.ends_with(".pdf")),
                other => panic!("{name}/{}: {other:?}", input.name),
            }
        }
    }
}
