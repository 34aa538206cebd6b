//! The readers on CMS's own files, which lie beside the repository and are not part of it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what the tests share may stop at the first surprise")]

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use openrvu_cms::error::Problem;
use openrvu_cms::read::{self, Detection, FileKind, Input, Layout, MueService, NotData};
use openrvu_core::{
    AddOnType, Cents, Code, HcpcsCoverage, LocalityId, MueAdjudication, PtpModifierIndicator,
};

/// The folder of CMS files, or `None` with a line that says so.
fn cms(folder: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/cms")).join(folder);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no CMS files at {}", path.display());
    None
}

/// A file's name and its bytes.
type Named = (String, Vec<u8>);

/// Every file of an archive.
fn unpacked(path: &Path) -> Vec<Named> {
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

/// A file that lies by itself.
fn file(path: &Path) -> Named {
    (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap())
}

/// A file of an archive by its name.
fn find<'a>(files: &'a [Named], name: &str) -> Input<'a> {
    as_input(files.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no {name}")))
}

fn as_input((name, bytes): &Named) -> Input<'_> {
    Input { name, bytes }
}

fn day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn locality(text: &str) -> LocalityId {
    text.parse().unwrap()
}

/// A release's archive, its conversion factor, and how many rows its PPRRVU, OPPSCAP and GPCI have; no OPPSCAP
/// came with the two of 2026.
const RELEASES: [(&str, &str, usize, usize, usize); 23] = [
    ("rvu20a", "36.0896", 17_236, 18_207, 112),
    ("rvu20b", "36.0896", 17_250, 18_207, 112),
    ("rvu20c", "36.0896", 17_320, 18_207, 112),
    ("rvu20d", "36.0896", 17_346, 18_207, 112),
    ("rvu21a", "34.8931", 17_327, 17_969, 112),
    ("rvu21b", "34.8931", 17_338, 17_969, 112),
    ("rvu21c", "34.8931", 17_403, 19_397, 112),
    ("rvu21d", "34.8931", 17_432, 17_969, 112),
    ("rvu22a", "34.6062", 17_600, 18_564, 112),
    ("rvu22b", "34.6062", 17_630, 18_564, 112),
    ("rvu22c", "34.6062", 17_695, 18_564, 112),
    ("rvu22d", "34.6062", 17_726, 18_564, 112),
    ("rvu23a", "33.8872", 18_010, 18_326, 112),
    ("rvu23b", "33.8872", 18_037, 18_326, 112),
    ("rvu23c", "33.8872", 18_132, 18_326, 112),
    ("rvu23d", "33.8872", 18_168, 18_326, 112),
    ("rvu24a", "32.7442", 18_499, 17_710, 109),
    ("rvu24ar", "33.2875", 18_499, 17_710, 109),
    ("rvu24b", "33.2875", 18_534, 17_710, 109),
    ("rvu24c", "33.2875", 18_664, 17_710, 109),
    ("rvu25d", "32.3465", 19_090, 16_100, 109),
    ("rvu26b", "33.4009", 19_277, 0, 109),
    ("rvu26c", "33.4009", 19_356, 0, 109),
];

#[test]
fn every_file_of_every_release_is_told_and_read() {
    let Some(folder) = cms("releases") else { return };
    for (name, factor, rows, cap_rows, localities) in RELEASES {
        let year: u16 = 2000 + name[3..5].parse::<u16>().unwrap();
        for file in &unpacked(&folder.join(name).with_extension("zip")) {
            let input = as_input(file);
            match read::detect(input) {
                Detection::Data(FileKind::Pprrvu) => {
                    let read = read::pprrvu(input, false).unwrap_or_else(|error| panic!("{error}"));
                    assert_eq!(read.rows.len(), rows, "{name}");
                    assert_eq!(read.conversion_factor.to_string(), factor, "{name}");
                    assert_eq!(read.columns, if year < 2026 { 31 } else { 32 }, "{name}");
                    // Fixed-width text has no title.
                    let (title_year, letter) = match read.layout {
                        Layout::FixedWidth => (None, None),
                        _ => (Some(year), Some(name[5..6].to_uppercase())),
                    };
                    assert_eq!(read.title_year, title_year, "{name}");
                    assert_eq!(read.title_letter.map(|letter| letter.as_str().to_owned()), letter, "{name}");
                }
                Detection::Data(FileKind::Gpci) => {
                    let read = read::gpci(input).unwrap_or_else(|error| panic!("{error}"));
                    assert_eq!((read.year, read.localities.len()), (year, localities), "{name}");
                }
                Detection::Data(FileKind::Locco) => {
                    let read = read::locco(input).unwrap_or_else(|error| panic!("{error}"));
                    // A locality of Missouri stands there twice.
                    assert_eq!((read.year, read.rows.len()), (Some(year), localities + 1), "{name}");
                }
                Detection::Data(FileKind::Anes) => {
                    let read = read::anes(input).unwrap_or_else(|error| panic!("{error}"));
                    assert_eq!(read.rows.len(), localities, "{name}");
                }
                Detection::Data(FileKind::OppsCap) => {
                    let read = read::oppscap(input).unwrap_or_else(|error| panic!("{error}"));
                    assert_eq!(read.rows.len(), cap_rows, "{name}");
                }
                Detection::NotData(NotData::Pdf) => assert!(input.name.ends_with(".pdf")),
                other => panic!("{name}/{}: {other:?}", input.name),
            }
        }
    }
}

#[test]
fn the_three_forms_of_october_2025_hold_the_same() {
    let Some(folder) = cms("releases/rvu25d.zip") else { return };
    let files = unpacked(&folder);

    let forms = |stem: &str| ["csv", "txt", "xlsx"].map(|form| format!("{stem}.{form}"));
    let [csv, txt, xlsx] =
        forms("PPRRVU2025_Oct").map(|name| read::pprrvu(find(&files, &name), true).unwrap());
    assert_eq!([csv.layout, txt.layout, xlsx.layout], [Layout::Csv, Layout::FixedWidth, Layout::Xlsx]);
    assert!(csv.rows == txt.rows && csv.rows == xlsx.rows);
    assert!(csv.descriptions == txt.descriptions && csv.descriptions == xlsx.descriptions);
    assert_eq!([csv.released, xlsx.released], [Some(day("2025-09-11")); 2]);

    let [csv, txt, xlsx] = forms("GPCI2025").map(|name| read::gpci(find(&files, &name)).unwrap());
    assert_eq!(csv.localities, txt.localities);
    assert_eq!(csv.localities, xlsx.localities);

    let [csv, txt, xlsx] = forms("ANES2025").map(|name| read::anes(find(&files, &name)).unwrap());
    assert_eq!(csv, xlsx);
    assert_eq!(csv.national, Some("20.3178".parse().unwrap()));
    let amounts = |file: &read::AnesFile| -> Vec<(LocalityId, Cents)> {
        file.rows.iter().map(|row| (row.locality, row.amount)).collect()
    };
    assert_eq!(amounts(&csv), amounts(&txt));

    let [csv, txt, xlsx] = forms("OPPSCAP_Oct").map(|name| read::oppscap(find(&files, &name)).unwrap());
    assert!(csv.rows == txt.rows && csv.rows == xlsx.rows);

    let [csv, txt, xlsx] = forms("25LOCCO").map(|name| read::locco(find(&files, &name)).unwrap());
    assert_eq!(csv, xlsx);
    for (csv, txt) in csv.rows.iter().zip(&txt.rows) {
        assert_eq!(csv.locality, txt.locality);
        // The text lacks the name of California.
        assert_eq!(csv.state.replace("CALIFORNIA", ""), txt.state);
    }
}

#[test]
fn the_work_index_in_force_is_the_floored_one() {
    let Some(folder) = cms("releases") else { return };
    let april = unpacked(&folder.join("rvu26b.zip"));
    let july = unpacked(&folder.join("rvu26c.zip"));
    let april = read::gpci(find(&april, "GPCI2026.csv")).unwrap();
    let july = read::gpci(find(&july, "GPCI2026.csv")).unwrap();
    let of = |file: &read::GpciFile, id: &str| {
        file.localities.iter().find(|found| found.id == locality(id)).cloned().unwrap()
    };
    let alabama = of(&april, "10112-00");
    assert_eq!(alabama.gpcis.work.to_string(), "1.000");
    assert_eq!(alabama.unfloored_work.unwrap().to_string(), "0.988");
    assert_eq!(of(&april, "02102-01").name, "ALASKA");
    for locality in &july.localities {
        assert_eq!(locality.gpcis, of(&april, &locality.id.to_string()).gpcis);
        assert_eq!(locality.unfloored_work, None);
    }
}

#[test]
fn anesthesia_amounts_are_those_of_the_oracle_table() {
    let Some(folder) = cms("releases") else { return };
    let amount = |archive: &str, name: &str, id: &str| {
        let files = unpacked(&folder.join(archive));
        let rows = read::anes(find(&files, name)).unwrap().rows;
        rows.iter().find(|row| row.locality == locality(id)).unwrap().amount.to_string()
    };
    assert_eq!(amount("rvu25d.zip", "ANES2025.csv", "10112-00"), "19.31");
    assert_eq!(amount("rvu25d.zip", "ANES2025.csv", "02102-01"), "27.86");
    assert_eq!(amount("rvu25d.zip", "ANES2025.csv", "01112-05"), "22.37");
    assert_eq!(amount("rvu24a.zip", "ANES2024.csv", "10112-00"), "19.45");
    assert_eq!(amount("rvu24ar.zip", "ANES2024.csv", "10112-00"), "19.77");
}

#[test]
fn the_payment_amounts_of_july_2025_are_read() {
    let Some(folder) = cms("payment") else { return };
    let file = file(&folder.join("PFREV25C.txt"));
    assert_eq!(read::detect(as_input(&file)), Detection::Data(FileKind::Payment));
    let read = read::payment(as_input(&file)).unwrap();
    assert_eq!((read.year, read.rows.len()), (2025, 109));
    let row = read.rows.iter().find(|row| row.locality == locality("01112-05")).unwrap();
    assert_eq!((row.code, row.non_facility.to_string()), (code("76145"), "1339.81".to_owned()));

    let layout = fs::read(folder.join("PF25PC.pdf")).unwrap();
    let input = Input { name: "PF25PC.pdf", bytes: &layout };
    assert_eq!(read::detect(input), Detection::NotData(NotData::Pdf));
    assert_eq!(*read::payment(input).unwrap_err().problem, Problem::NotData(NotData::Pdf));
}

#[test]
fn the_zip_codes_of_october_2025_are_read() {
    let Some(folder) = cms("locality") else { return };
    let files = unpacked(&folder.join("zip5_oct2025.zip"));
    let kinds: Vec<Detection> = files.iter().map(|file| read::detect(as_input(file))).collect();
    assert!(kinds.contains(&Detection::Data(FileKind::ZipLocality)));
    assert!(kinds.contains(&Detection::NotData(NotData::Notes)));
    let read = read::zip_locality(find(&files, "ZIP5_OCT2025.txt")).unwrap();
    assert_eq!((read.year, read.quarter, read.rows.len()), (2025, 4, 42_956));
    assert_eq!(read.rows.iter().filter(|row| row.plus_four).count(), 580);
    let manhattan = read.rows.iter().find(|row| row.zip.get() == 10_001).unwrap();
    assert_eq!((manhattan.state.as_str(), manhattan.locality), ("NY", locality("13202-01")));
}

#[test]
fn the_anesthesia_base_units_of_2022_are_read() {
    let Some(folder) = cms("anesthesia") else { return };
    let file = file(&folder.join("CY_2022_Anesthesia_Base_Units_110921.xlsx"));
    assert_eq!(read::detect(as_input(&file)), Detection::Data(FileKind::AnesthesiaBase));
    let read = read::anesthesia_base(as_input(&file)).unwrap();
    assert_eq!((read.year, read.rows.len()), (2022, 276));
    let units = |text: &str| read.rows.iter().find(|row| row.code == code(text)).unwrap().units;
    let checked = ["00100", "00812", "00840", "01402", "01967", "01968"].map(units);
    assert_eq!(checked, [5, 3, 6, 7, 5, 2]);
}

#[test]
fn the_ncci_files_are_read() {
    let Some(folder) = cms("ncci") else { return };
    let add_on = file(&folder.join("AOC_V2026Q2-MCR.xlsx"));
    assert_eq!(read::detect(as_input(&add_on)), Detection::Data(FileKind::AddOn));
    let read = read::add_on(as_input(&add_on)).unwrap();
    assert_eq!((read.version, read.edits.len()), (Some((2026, 2)), 9000));
    let count = |kind: AddOnType| read.edits.iter().filter(|edit| edit.kind == kind).count();
    assert_eq!(AddOnType::ALL.map(count), [8293, 47, 660]);
    assert_eq!(read.edits.iter().filter(|edit| edit.primary.is_none()).count(), 55);
    let edit = read.edits.iter().find(|edit| edit.add_on == code("0079T")).unwrap();
    assert_eq!((edit.effective_from, edit.deleted), (day("2013-04-01"), Some(day("2013-12-31"))));

    let mue = file(&folder.join("excerpts/MCR_MUE_PractitionerServices_Eff_07-01-2026.head.csv"));
    assert_eq!(read::detect(as_input(&mue)), Detection::Data(FileKind::Mue));
    let read = read::mue(as_input(&mue)).unwrap();
    assert_eq!((read.service, read.edits.len()), (MueService::Practitioner, 6));
    assert_eq!((read.edits[4].units, read.edits[4].adjudication), (2, MueAdjudication::DayClinical));

    let ptp = file(&folder.join("excerpts/ccipra-v322r0-f1.head.txt"));
    assert_eq!(read::detect(as_input(&ptp)), Detection::Data(FileKind::Ptp));
    let read = read::ptp(as_input(&ptp)).unwrap();
    assert_eq!((read.edits.len(), read.rationales.len()), (6, 2));
    let edit = &read.edits[2];
    assert_eq!((edit.column_1, edit.column_2), (code("0001A"), code("90473")));
    assert_eq!(edit.modifier, PtpModifierIndicator::NotApplicable);
    assert!(!edit.in_force(day("2022-01-01")));
}

#[test]
fn hcpcs_is_read_from_text_and_workbook_without_the_dental_codes() {
    let Some(folder) = cms("hcpcs") else { return };
    let files = unpacked(&folder.join("HCPC2025_JAN_ANWEB.zip"));
    for file in &files {
        let told = read::detect(as_input(file));
        let expected = match file.0.as_str() {
            "HCPC2025_JAN_ANWEB_12172024.txt" | "HCPC2025_JAN_ANWEB_12172024.xlsx" => {
                Detection::Data(FileKind::Hcpcs)
            }
            name if name.ends_with(".txt") => Detection::NotData(NotData::Notes),
            _ => Detection::NotData(NotData::HcpcsReport),
        };
        assert_eq!(told, expected, "{}", file.0);
    }
    let text = read::hcpcs(find(&files, "HCPC2025_JAN_ANWEB_12172024.txt")).unwrap();
    assert_eq!((text.rows.len(), text.modifiers.len(), text.left_out), (8259, 383, 0));
    let row = text.rows.iter().find(|row| row.code == code("G0105")).unwrap();
    assert_eq!(row.long, "Colorectal cancer screening; colonoscopy on individual at high risk");
    assert_eq!(
        (row.coverage, row.added),
        (Some(HcpcsCoverage::SpecialInstructions), Some(day("1998-01-01")))
    );

    // The workbook leaves the date of the latest change out for old codes, and cuts one descriptor short.
    let mut sheet = read::hcpcs(find(&files, "HCPC2025_JAN_ANWEB_12172024.xlsx")).unwrap();
    assert_eq!(text.modifiers, sheet.modifiers);
    for (text, sheet) in text.rows.iter().zip(&mut sheet.rows) {
        sheet.changed = sheet.changed.or(text.changed);
    }
    let other: Vec<_> = text.rows.iter().zip(&sheet.rows).filter(|(text, sheet)| text != sheet).collect();
    assert_eq!(other.len(), 1);
    assert!(other[0].0.long.starts_with(&other[0].1.long));
}
