//! Bad input: refused with what is wrong, where, and what to do; the store is as before.

use openrvu_cms::archive::Limits;
use openrvu_cms::import::{ImportOptions, import};

use crate::support::{Bench, Pprrvu, anes, gpci, zip};

/// Imports a sound release, then the bad file, and gives the one message; the store is as before.
fn refused(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let bench = Bench::new();
    let message = bench.refusal(bench.file(name, &bytes));
    assert!(bench.contents().is_empty(), "a store that did not exist is not begun");
    let sound = Pprrvu {
        title: Some("2026 National Physician Fee Schedule Relative Value File April Release".to_owned()),
        ..Pprrvu::default()
    };
    bench.import(&[bench.file("sound.csv", sound.csv())]);
    let before = bench.contents();
    assert_eq!(bench.refusal(bench.file(name, bytes)), message);
    assert!(bench.contents() == before);
    message
}

fn sound_zip() -> Vec<u8> {
    let (rvu, localities) = (Pprrvu::default().csv(), gpci(2026, 109));
    zip(&[("PPRRVU2026_Jul_nonQPP.csv", rvu.as_bytes()), ("GPCI2026.csv", localities.as_bytes())])
}

#[test]
fn a_truncated_zip() {
    let whole = sound_zip();
    for length in [whole.len() - 1, whole.len() / 2, 30, 4] {
        let message = refused("rvu26c.zip", &whole[..length]);
        assert!(message.starts_with("rvu26c.zip: not a complete ZIP archive"), "{length}: {message}");
        assert!(message.ends_with("download it again from CMS."), "{message}");
    }
}

#[test]
fn a_web_page_saved_as_a_zip() {
    let message = refused("rvu26c.zip", "<html>License</html>");
    assert!(message.contains("is a web page"), "{message}");
}

#[test]
fn a_zip_with_a_flipped_byte() {
    let mut bytes = sound_zip();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    let message = refused("rvu26c.zip", bytes);
    assert!(message.contains("damaged: download it again"), "{message}");
}

#[test]
fn a_zip_bomb() {
    let bomb = zip(&[("PPRRVU2026_Jul_nonQPP.csv", &vec![b'0'; 64 << 20])]);
    let message = refused("bomb.zip", bomb);
    assert!(
        message.starts_with("bomb.zip/PPRRVU2026_Jul_nonQPP.csv: 67108864 bytes packed into"),
        "{message}"
    );
    assert!(message.ends_with("beyond the limit of 200 to 1. Refused as a ZIP bomb."), "{message}");
}

#[test]
fn a_zip_with_too_many_files() {
    let names: Vec<String> = (0..1001).map(|n| format!("{n}.csv")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    insta::assert_snapshot!(refused("many.zip", zip(&members)), @"many.zip: 1001 files inside, more than the limit of 1000. This is not a file of CMS's.");
}

#[test]
fn a_zip_that_is_too_large() {
    let bench = Bench::new();
    let limits = Limits { file_bytes: 1000, total_bytes: 1500, ..Limits::default() };
    let options = ImportOptions { limits, ..bench.options() };
    let told = |members: &[(&str, &[u8])]| {
        let report = import(&bench.store, &[bench.file("large.zip", zip(members))], &options, &()).unwrap();
        report.refused[0].error.to_string()
    };
    insta::assert_snapshot!(told(&[("a.csv", &[b'x'; 1001])]), @"large.zip/a.csv: larger than the limit of 1000 bytes. This is not a file of CMS's.");
    insta::assert_snapshot!(told(&[("a.csv", &[b'x'; 900]), ("b.csv", &[b'y'; 900])]), @"large.zip: larger than the limit of 1500 bytes. This is not a file of CMS's.");
    let path = bench.file("large.csv", [b'x'; 1001]);
    let report = import(&bench.store, &[path], &options, &()).unwrap();
    insta::assert_snapshot!(report.refused[0].error, @"large.csv: larger than the limit of 1000 bytes. This is not a file of CMS's.");
}

#[test]
fn names_that_lead_out_of_the_zip() {
    let rvu = Pprrvu::default().csv();
    for name in ["../PPRRVU.csv", "a/../../PPRRVU.csv", "/etc/PPRRVU.csv", "..\\PPRRVU.csv", "C:\\PPRRVU.csv"]
    {
        let message = refused("traversal.zip", zip(&[(name, rvu.as_bytes())]));
        assert!(message.contains("would be placed outside the folder"), "{name}: {message}");
    }
}

#[test]
fn a_zip_within_a_zip_within_a_zip() {
    let inner = sound_zip();
    let once = zip(&[("rvu26c.zip", &inner)]);
    let twice = zip(&[("outer.zip", &once)]);
    insta::assert_snapshot!(refused("outermost.zip", twice), @"outermost.zip/outer.zip/rvu26c.zip: a ZIP within a ZIP within a ZIP is not opened. Unpack it and give the inner one.");
    let bench = Bench::new();
    let report = bench.import(&[bench.file("outer.zip", once)]);
    assert_eq!(report.releases[0].manifest.release.to_string(), "RVU26C");
}

#[test]
fn a_row_with_a_column_too_few() {
    let text = Pprrvu::default().csv().replace("99214,,words", "99214,words");
    insta::assert_snapshot!(refused("PPRRVU2026_Jul_nonQPP.csv", text), @"PPRRVU2026_Jul_nonQPP.csv, row 6: the row has 31 columns, and the layout has 32. The file was cut or edited: download it again from CMS.");
}

#[test]
fn text_in_a_number() {
    let text = Pprrvu::default().csv().replace("1.92", "1.9Z");
    insta::assert_snapshot!(refused("PPRRVU2026_Jul_nonQPP.csv", text), @r#"PPRRVU2026_Jul_nonQPP.csv, row 6, column WORK RVU: "1.9Z" is not a number. Compare the row with CMS's own file; a spreadsheet may have changed it."#);
}

#[test]
fn a_total_that_does_not_add_up() {
    let text = Pprrvu::default().csv().replace("4.05", "4.06");
    insta::assert_snapshot!(refused("PPRRVU2026_Jul_nonQPP.csv", text), @"PPRRVU2026_Jul_nonQPP.csv, row 6, column NON-FACILITY TOTAL: the printed total 4.06 is not work, practice expense and malpractice together, 4.05. A figure of the row was changed: download the file again from CMS.");
}

#[test]
fn a_gpci_file_with_98_localities() {
    let rvu = Pprrvu::default().csv();
    let bytes =
        zip(&[("PPRRVU2026_Jul_nonQPP.csv", rvu.as_bytes()), ("GPCI2026.csv", gpci(2026, 98).as_bytes())]);
    insta::assert_snapshot!(refused("rvu26c.zip", bytes), @"rvu26c.zip/GPCI2026.csv: 98 localities, expected 109 in 2026. This is not the complete file of CMS: download it again from cms.gov.");
}

#[test]
fn a_gpci_file_of_another_year() {
    let rvu = Pprrvu::default().csv();
    let bytes =
        zip(&[("PPRRVU2026_Jul_nonQPP.csv", rvu.as_bytes()), ("GPCI2025.csv", gpci(2025, 109).as_bytes())]);
    insta::assert_snapshot!(refused("rvu26c.zip", bytes), @"rvu26c.zip/GPCI2025.csv: this is the GPCI file of 2025, but RVU26C needs that of 2026. Give the file of that year.");
}

#[test]
fn a_missing_conversion_factor() {
    let text = Pprrvu { factor: "", ..Pprrvu::default() }.csv();
    insta::assert_snapshot!(refused("PPRRVU2026_Jul_nonQPP.csv", text), @"PPRRVU2026_Jul_nonQPP.csv, row 5, column CONV FACTOR: a number is missing. Compare the row with CMS's own file; a spreadsheet may have changed it.");
}

#[test]
fn two_conversion_factors_in_one_file() {
    let text = Pprrvu::default().csv();
    let at = text.rfind("33.4009").unwrap();
    let text = format!("{}33.5675{}", &text[..at], &text[at + 7..]);
    insta::assert_snapshot!(refused("PPRRVU2026_Jul_nonQPP.csv", text), @"PPRRVU2026_Jul_nonQPP.csv, row 7, column CONV FACTOR: the conversion factor is 33.5675 here and 33.4009 before. Rows of two files were put together: give each file by itself.");
}

#[test]
fn a_conversion_factor_that_never_was_in_force() {
    let text = Pprrvu { factor: "32.3465", ..Pprrvu::default() }.csv();
    insta::assert_snapshot!(refused("PPRRVU2026_Jul_nonQPP.csv", text), @"PPRRVU2026_Jul_nonQPP.csv: conversion factor 32.3465, but RVU26C has 33.4009 or, for qualifying participants, 33.5675. The file was superseded before it took effect, or was changed: download the release again from CMS.");
}

#[test]
fn the_same_row_twice() {
    let mut twice = Pprrvu::default();
    twice.rows.push(twice.rows[0]);
    insta::assert_snapshot!(refused("PPRRVU2026_Jul_nonQPP.csv", twice.csv()), @"PPRRVU2026_Jul_nonQPP.csv, row 8: code 99213 without a modifier occurs a second time; it was first in row 5. Rows were repeated or two files put together: give CMS's own file.");
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(refused("PPRRVU2026_Jul_nonQPP.csv", ""), @"PPRRVU2026_Jul_nonQPP.csv: this is an empty file. Download the file again from CMS.");
    let (rvu, empty) = (Pprrvu::default().csv(), "");
    let bytes = zip(&[("PPRRVU2026_Jul_nonQPP.csv", rvu.as_bytes()), ("GPCI2026.csv", empty.as_bytes())]);
    insta::assert_snapshot!(refused("rvu26c.zip", bytes), @"rvu26c.zip/GPCI2026.csv: this is an empty file. Download the file again from CMS.");
}

#[test]
fn a_pdf() {
    insta::assert_snapshot!(refused("RVU26C.pdf", "%PDF-1.7 ..."), @"RVU26C.pdf: this is a PDF document. It describes the data: give the .csv, .txt or .xlsx file beside it, or the whole ZIP.");
}

#[test]
fn a_zip_without_a_file_of_cms() {
    insta::assert_snapshot!(refused("photos.zip", zip(&[("a.pdf", b"%PDF-1.7")])), @"photos.zip: none of its files is one that OpenRVU imports. Give a release ZIP such as rvu26c.zip.");
}

#[test]
fn a_folder_without_a_file_and_a_path_that_is_none() {
    let bench = Bench::new();
    let folder = bench.file("empty/x", "").parent().unwrap().to_owned();
    std::fs::remove_file(folder.join("x")).unwrap();
    let message = bench.refusal(folder);
    assert!(
        message.ends_with("the folder holds no file. Give the folder that holds CMS's files."),
        "{message}"
    );
    let message = bench.refusal("no/such/path.zip".into());
    assert!(message.starts_with("no/such/path.zip: No such file"), "{message}");
}

#[test]
fn a_file_that_does_not_name_its_release() {
    insta::assert_snapshot!(refused("GPCI2026.csv", gpci(2026, 109)), @"GPCI2026.csv: GPCI files do not name their release. Give it together with that release's PPRRVU file, or say which with --release, such as --release RVU26C.");
    insta::assert_snapshot!(refused("ANES2026.csv", anes(2026, 109)), @"ANES2026.csv: ANES files do not name their release. Give it together with that release's PPRRVU file, or say which with --release, such as --release RVU26C.");
    let untold = Pprrvu { title: None, ..Pprrvu::default() }.csv();
    insta::assert_snapshot!(refused("values.csv", untold), @"values.csv: neither the file nor its name tells the month of the release. Keep CMS's file name (PPRRVU2026_Apr_nonQPP.txt), or say which with --release, such as --release RVU26B.");
}

#[test]
fn the_file_for_qualifying_participants_alone() {
    insta::assert_snapshot!(refused("PPRRVU2026_Jul_QPP.csv", Pprrvu::qualifying().csv()), @"RVU26C: PPRRVU2026_Jul_QPP.csv alone is not a release, and RVU26C is not held. Give its PPRRVU file (since 2026 the one named nonQPP) with it.");
}

#[test]
fn two_files_of_a_release_whose_rows_differ() {
    let bench = Bench::new();
    let mut other = Pprrvu::qualifying();
    other.rows[1].1[0] = 193;
    let paths = [
        bench.file("PPRRVU2026_Jul_nonQPP.csv", Pprrvu::default().csv()),
        bench.file("PPRRVU2026_Jul_QPP.csv", other.csv()),
    ];
    let report = bench.import(&paths);
    assert!(report.releases.is_empty());
    insta::assert_snapshot!(report.refused[0].error, @"RVU26C (PPRRVU2026_Jul_nonQPP.csv): refused. 1 of 4 fail the check that the QPP file has the rows of the nonQPP file, but for PRIC IND and the conversion factor, such as 99214 WORK RVU: 1.92 and 1.93. Download it again from CMS.");
}

#[test]
fn two_files_in_one_zip_that_both_are_the_release() {
    let mut other = Pprrvu::default();
    other.rows[1].1[0] = 193;
    let bytes = zip(&[
        ("a/PPRRVU2026_Jul_nonQPP.csv", Pprrvu::default().csv().as_bytes()),
        ("b/PPRRVU2026_Jul_nonQPP.csv", other.csv().as_bytes()),
    ]);
    insta::assert_snapshot!(refused("rvu26c.zip", bytes), @"rvu26c.zip/a/PPRRVU2026_Jul_nonQPP.csv and rvu26c.zip/b/PPRRVU2026_Jul_nonQPP.csv are both the PPRRVU file of RVU26C, and differ. Give the files of each release by themselves.");
}

#[test]
fn the_callers_word_against_the_title() {
    let bench = Bench::new();
    let options = ImportOptions { release: "RVU26B".parse().ok(), ..bench.options() };
    let path = bench.file("PPRRVU2026_Jul_nonQPP.csv", Pprrvu::default().csv());
    let report = import(&bench.store, &[path], &options, &()).unwrap();
    insta::assert_snapshot!(report.refused[0].error, @"PPRRVU2026_Jul_nonQPP.csv: the file is RVU26C, not RVU26B. Leave out --release, or give the file of RVU26B.");
}

#[test]
fn a_data_directory_that_cannot_be_written() {
    let bench = Bench::new();
    std::fs::write(bench.store.root(), "a file where the folder should be").unwrap();
    let path = bench.file("PPRRVU2026_Jul_nonQPP.csv", Pprrvu::default().csv());
    assert!(import(&bench.store, &[path], &bench.options(), &()).is_err());

    let bench = Bench::new();
    std::fs::create_dir_all(bench.store.root().join("releases")).unwrap();
    std::fs::write(bench.store.root().join("releases/RVU26C"), "a file where the folder should be").unwrap();
    let before = bench.contents();
    let path = bench.file("PPRRVU2026_Jul_nonQPP.csv", Pprrvu::default().csv());
    let report = bench.import(&[path]);
    assert_eq!((report.releases.len(), report.refused.len()), (0, 1));
    assert!(bench.contents() == before, "what was begun is gone");
}
