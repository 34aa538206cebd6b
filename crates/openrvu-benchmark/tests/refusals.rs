//! Bad files are refused with their place, and nothing is half-built.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what the tests share may stop at the first surprise")]

mod common;

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use common::{HEADER, Row, SCHEDULE, build_of, file, options, write};
use openrvu_benchmark::build::{BuildError, BuildOptions, Progress, build};
use openrvu_benchmark::{BenchmarkStore, embedded};
use openrvu_core::{Policy, Schedule};

fn internists(from: u32) -> Vec<Row> {
    (from..from + 12).map(|npi| Row::of(npi, "Internal Medicine", "99213", 'O', 200)).collect()
}

fn refusal(files: &[(&str, &str)]) -> String {
    build_of(files).unwrap_err().to_string()
}

#[test]
fn a_bad_file_is_refused_with_row_and_column() {
    let good = file(&internists(0));
    let with = |row: &str| format!("{good}{row}\n");
    let row = |change: fn(&mut Row)| {
        let mut row = Row::of(50, "Internal Medicine", "99214", 'O', 100);
        change(&mut row);
        row.text()
    };
    let whole = row(|_| ());
    let cases = [
        (with(&whole.replace(",100,100,", ",100,-100,")), "row 14, column Tot_Srvcs: \"-100\""),
        (with(&whole.replace(",O,100,", ",O,-3,")), "row 14, column Tot_Benes: \"-3\""),
        (with(&whole.replace(",100,100,100,", ",100,100,-9,")), "row 14, column Tot_Bene_Day_Srvcs: \"-9\""),
        (with(&row(|row| row.entity = 'X')), "row 14, column Rndrng_Prvdr_Ent_Cd: \"X\""),
        (with(&whole.replace(",I,", ",,")), "row 14, column Rndrng_Prvdr_Ent_Cd: the field is blank"),
        (with(&row(|row| row.specialty = "")), "row 14, column Rndrng_Prvdr_Type: the field is blank"),
        (with(&row(|row| row.place = '7')), "row 14, column Place_Of_Srvc: \"7\""),
        (with(&row(|row| row.drug = '?')), "row 14, column HCPCS_Drug_Ind: \"?\""),
        (with(&row(|row| row.code = "9921")), "row 14, column HCPCS_Cd: \"9921\""),
        (with(&row(|row| row.npi = 100)), "row 14, column Rndrng_NPI: \"100\""),
        (with(&row(|row| row.allowed = "free".to_owned())), "row 14, column Avg_Mdcr_Alowd_Amt: \"free\""),
        // Cut in the middle of a line, as a broken download is.
        (with(&whole)[..good.len() + 40].to_owned(), "row 14: the row has"),
        (with(&whole)[..good.len() + 14].to_owned(), "row 14: a quotation mark is never closed"),
        // A row twice, and rows that contradict each other.
        (
            with(&Row::of(3, "Internal Medicine", "99213", 'O', 9).text()),
            "row 14, column HCPCS_Cd: NPI 1000000003 with code 99213, place of service O, occurs a second time; it was first in row 5",
        ),
        (with(&Row::of(3, "Podiatry", "99214", 'O', 9).text()), "row 14, column Rndrng_Prvdr_Type"),
        (
            with(&Row { state: "KY", ..Row::of(3, "Internal Medicine", "99214", 'O', 9) }.text()),
            "row 14, column Rndrng_Prvdr_State_Abrvtn",
        ),
        (good.replace("Rndrng_Prvdr_Ent_Cd,", "Entity,"), "row 1, column Rndrng_Prvdr_Ent_Cd"),
        (good.replace("HCPCS_Cd", "Code"), "row 1: the header reads"),
        (format!("{HEADER}\n"), "the file has no rows of data"),
        (String::new(), "the file has no rows of data"),
        ("a;b;c".to_owned(), "HCPCS_Cd (by Provider and Service)"),
        ("\0\0\0".to_owned(), "row 1: the header reads"),
    ];
    for (text, expected) in cases {
        let told = refusal(&[("rows.csv", &text)]);
        assert!(told.starts_with("rows.csv"), "{told}");
        assert!(told.contains(expected), "{told}\n  lacks {expected}");
    }
}

#[test]
fn the_first_fault_is_told_whatever_the_threads() {
    // Several blocks, with a fault in the first and one in the last.
    let mut rows: Vec<String> =
        (0..45_000).map(|npi| Row::of(npi, "Podiatry", "99213", 'O', 50).text()).collect();
    rows[100] = rows[100].replace("1000000100", "x");
    rows[44_990] = rows[44_990].replace("99213", "?");
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    assert!(text.len() > 2 << 20);
    for threads in [1, 2, 5] {
        let dir = tempfile::tempdir().unwrap();
        let path = write(dir.path(), "rows.csv", &text);
        let error = build(&[path], &SCHEDULE, &BuildOptions { threads, ..options() }, None, &()).unwrap_err();
        assert!(error.to_string().contains("row 102, column Rndrng_NPI"), "{error}");
    }
}

#[test]
fn a_row_in_two_files_is_refused_with_both_places() {
    let (first, second) = (file(&internists(0)), file(&internists(11)));
    let told = refusal(&[("first.csv", &first), ("second.csv", &second)]);
    assert!(told.starts_with("second.csv, row 2, column HCPCS_Cd: NPI 1000000011"), "{told}");
    assert!(told.contains("in the file first.csv") && told.contains("first in row 13"), "{told}");
}

#[test]
fn another_year_than_asked_for_is_refused() {
    let good = file(&internists(0));
    let told = refusal(&[("MUP_PHY_R24_P05_V10_D22_Prov_Svc.csv", &good)]);
    assert!(told.contains("are of 2022, and --year says 2023"), "{told}");
    assert!(build_of(&[("MUP_PHY_R25_P05_V20_D23_Prov_Svc.csv", &good)]).is_ok());
}

#[test]
fn a_release_that_is_not_held_is_named_with_those_that_are() {
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), "rows.csv", file(&internists(0)));
    let error =
        build(std::slice::from_ref(&path), &SCHEDULE, &BuildOptions::of_year(2024), None, &()).unwrap_err();
    assert!(matches!(error, BuildError::NotHeld { .. }));
    let told = error.to_string();
    assert!(told.starts_with("RVU24D is not held: held are RVU20A to RVU24C"), "{told}");
    let error = build(&[path], &SCHEDULE, &BuildOptions::of_year(2023), None, &()).unwrap_err();
    assert!(error.to_string().contains("openrvu import rvu23d.zip"), "{error}");
}

#[test]
fn too_few_providers_make_no_set() {
    let ten = file(&internists(0)[..10]);
    assert!(matches!(build_of(&[("rows.csv", &ten)]), Err(BuildError::NoSpecialty { rows: 10, .. })));
    let totals = "Rndrng_NPI,Tot_HCPCS_Cds,Tot_Srvcs\n1000000001,1,5\n";
    let told = refusal(&[("totals.csv", totals)]);
    assert!(told.starts_with("totals.csv is by Provider, and nothing can be counted without"), "{told}");
}

#[test]
fn totals_of_another_year_are_refused() {
    let rows = file(&internists(0));
    let by_provider = |each: u32| {
        let lines = (0..12).map(|npi| format!("{},1,{each}\n", 1_000_000_000 + npi));
        format!("Rndrng_NPI,Tot_HCPCS_Cds,Tot_Srvcs\n{}", lines.collect::<String>())
    };
    assert!(build_of(&[("rows.csv", &rows), ("totals.csv", &by_provider(200))]).is_ok());
    let told = refusal(&[("rows.csv", &rows), ("totals.csv", &by_provider(150))]);
    let expected = "totals.csv: 12 of 12 providers have more services in the rows than in this file, such as NPI 1000000000 with 200.00 and 150.00";
    assert!(told.starts_with(expected), "{told}");

    let national =
        |all: u32| format!("Rndrng_Prvdr_Geo_Lvl,HCPCS_Cd,Place_Of_Srvc,Tot_Srvcs\nNational,99213,O,{all}\n");
    assert!(build_of(&[("rows.csv", &rows), ("areas.csv", &national(2_400))]).is_ok());
    let told = refusal(&[("rows.csv", &rows), ("areas.csv", &national(2_000))]);
    assert!(told.starts_with("areas.csv: 1 of 1 codes have more services in the rows"), "{told}");
}

#[test]
fn rows_of_another_year_are_told_by_their_codes() {
    // The figures that ship hold chosen codes; here they stand for whole releases.
    let shipped = openrvu_cms::starter::load().unwrap();
    let releases = shipped.releases.into_iter().map(|mut release| {
        release.complete = true;
        Arc::new(release)
    });
    let policy = Arc::new(Policy::builtin().unwrap());
    let schedule = Schedule::new(policy, releases.collect(), Arc::new(shipped.tables));
    let dir = tempfile::tempdir().unwrap();
    let built = |rows: &[Row]| {
        let path = write(dir.path(), "rows.csv", file(rows));
        build(&[path], &schedule, &options(), None, &())
    };
    // 99217 ended with 2022.
    let mut rows = internists(0);
    rows.extend((0..12).map(|npi| Row::of(npi, "Internal Medicine", "99217", 'F', 40)));
    assert!(built(&rows).is_ok(), "a few may be of a code that ended within the year");
    rows.extend((12..30).map(|npi| Row::of(npi, "Internal Medicine", "99217", 'F', 40)));
    let told = built(&rows).unwrap_err().to_string();
    let expected = "rows.csv, row 14, column HCPCS_Cd: 99217 is in RVU22D and in no release of 2023, like the codes of 30 of 42 rows";
    assert!(told.starts_with(expected), "{told}");
    let path = write(dir.path(), "rows.csv", file(&rows));
    let of_2022 = BuildOptions { year: 2022, ..options() };
    assert!(build(&[path], &schedule, &of_2022, None, &()).is_ok());
}

#[test]
fn a_file_given_twice_a_folder_and_a_last_line_without_end_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let whole = file(&internists(0));
    let path = write(dir.path(), "rows.csv", &whole);
    let again = dir.path().join(".").join("rows.csv");
    let error = build(&[path, again], &SCHEDULE, &options(), None, &()).unwrap_err();
    assert!(matches!(error, BuildError::Twice { .. }), "{error}");
    let folder = build(&[dir.path().to_owned()], &SCHEDULE, &options(), None, &()).unwrap_err();
    assert!(folder.to_string().ends_with("is a folder: name the files in it"), "{folder}");

    let begun = Begun::default();
    let path = write(dir.path(), "cut.csv", whole.trim_end());
    build(&[path], &SCHEDULE, &options(), None, &begun).unwrap();
    let begun = begun.0.into_inner().unwrap();
    assert!(begun[1].starts_with("note: cut.csv: the last line, 13, has no end"), "{begun:?}");
}

#[test]
fn every_file_of_a_zip_is_read_or_named() {
    let dir = tempfile::tempdir().unwrap();
    let zip = |name: &str, members: &[(&str, &str)]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (member, text) in members {
            zip.start_file(*member, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
        }
        let path = write(dir.path(), name, zip.finish().unwrap().into_inner());
        build(&[path], &SCHEDULE, &options(), None, &())
    };
    let (first, second) = (file(&internists(0)), file(&internists(12)));
    let both = zip("two.zip", &[("a.csv", &first), ("sub/b.csv", &second), ("read.pdf", "words")]).unwrap();
    assert_eq!(both.sources.len(), 2);
    assert_eq!(both.rows.read, 24);
    // What a Mac adds is no file of anybody's.
    assert!(zip("mac.zip", &[("a.csv", &first), ("__MACOSX/._a.csv", "\0\u{5}")]).is_ok());
    let told = zip("words.zip", &[("a.csv", &first), ("readme.txt", "Words.\n")]).unwrap_err().to_string();
    assert!(told.starts_with("words.zip/readme.txt, row 1: the header reads"), "{told}");
    assert!(
        told.ends_with("The ZIP holds 2 files: unpack it, and give those that are Medicare's."),
        "{told}"
    );
}

#[test]
fn archives_that_are_cut_off_or_empty_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let text = file(&internists(0));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, text.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let cut = write(dir.path(), "rows.csv.gz", &gz[..gz.len() - 12]);
    let no_zip = write(dir.path(), "rows.zip", &text);
    let empty = zip::ZipWriter::new(std::io::Cursor::new(Vec::new())).finish().unwrap().into_inner();
    let empty = write(dir.path(), "empty.zip", empty);
    for path in [cut, no_zip, empty, dir.path().join("absent.csv")] {
        let error = build(std::slice::from_ref(&path), &SCHEDULE, &options(), None, &()).unwrap_err();
        assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
    }
}

/// Remembers what was begun.
#[derive(Default)]
struct Begun(Mutex<Vec<String>>);

impl Progress for Begun {
    fn begin(&self, what: &str, _: Option<u64>) {
        self.0.lock().unwrap().push(what.to_owned());
    }
    fn read(&self, _: u64) {}
    fn note(&self, words: &str) {
        self.0.lock().unwrap().push(format!("note: {words}"));
    }
}

#[test]
fn a_build_that_broke_off_does_not_read_its_finished_files_again() {
    let dir = tempfile::tempdir().unwrap();
    let parts = dir.path().join("benchmarks/.parts/2023");
    let paths: Vec<PathBuf> = vec![
        write(dir.path(), "a.csv", file(&internists(0))),
        write(dir.path(), "b.csv", "no header of ours\n"),
    ];
    let run = || {
        let begun = Begun::default();
        let built = build(&paths, &SCHEDULE, &options(), Some(&parts), &begun);
        (built, begun.0.into_inner().unwrap())
    };
    let error = run().0.unwrap_err().to_string();
    assert!(error.starts_with("b.csv, row 1"), "{error}");
    assert_eq!(fs::read_dir(&parts).unwrap().count(), 1);

    let mut orthopedists = internists(100);
    orthopedists.iter_mut().for_each(|row| row.specialty = "Orthopedic Surgery");
    write(dir.path(), "b.csv", file(&orthopedists));
    let (resumed, begun) = run();
    let resumed = resumed.unwrap();
    assert!(begun[0].ends_with("a.csv, kept") && begun[1] == "b.csv", "{begun:?}");
    assert_eq!(resumed, build(&paths, &SCHEDULE, &options(), None, &()).unwrap());

    // A damaged part counts as nothing, and so does that of a file which changed.
    let part = fs::read_dir(&parts).unwrap().next().unwrap().unwrap().path();
    fs::write(&part, "damaged").unwrap();
    assert_eq!(run().0.unwrap(), resumed);
    write(dir.path(), "a.csv", file(&internists(1)));
    assert_ne!(run().0.unwrap(), resumed);

    let store = BenchmarkStore::open(dir.path());
    store.keep(&resumed).unwrap();
    assert!(!parts.exists(), "parts go when the set is kept");
}

#[test]
fn a_set_is_kept_whole_and_replaces_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    let store = BenchmarkStore::open(&dir.path().join("data"));
    assert!(store.load_all().unwrap().is_empty());
    assert!(!dir.path().join("data").exists(), "reading creates nothing");
    let first = build_of(&[("rows.csv", &file(&internists(0)))]).unwrap();
    store.keep(&first).unwrap();
    assert_eq!(store.load(first.id).unwrap(), first);
    let mut more = internists(0);
    more.extend(internists(12));
    let second = build_of(&[("rows.csv", &file(&more))]).unwrap();
    store.keep(&second).unwrap();
    assert_eq!(store.load_all().unwrap(), std::slice::from_ref(&second));
    let place = dir.path().join("data/benchmarks").join(second.id.to_string());
    assert_eq!(fs::read_dir(&place).unwrap().count(), 1);

    let ships = embedded().unwrap();
    store.keep(&ships).unwrap();
    assert_eq!(store.ids().unwrap(), [ships.id, second.id]);
    let table = place.join("2/codes.csv");
    fs::write(&table, "specialty\n").unwrap();
    let error = store.load(second.id).unwrap_err().to_string();
    assert!(error.contains("codes.csv: the file is not the one that was written"), "{error}");
}
