//! A part given where the whole should be: refused, or kept knowingly as a part.

use std::fmt::Write as _;

use openrvu_cms::archive::{self, Limits, Source};
use openrvu_cms::completeness::Bounds;
use openrvu_cms::doctor;
use openrvu_cms::import::{ImportOptions, ImportReport, import};
use openrvu_core::ReleaseId;

use crate::support::{Bench, Pprrvu, cms, gpci, zip};

fn july() -> ReleaseId {
    "RVU26C".parse().unwrap()
}

fn report(bench: &Bench, files: &[(&str, &[u8])], options: ImportOptions<'_>) -> ImportReport {
    let paths: Vec<_> = files.iter().map(|(name, bytes)| bench.file(name, bytes)).collect();
    import(&bench.store, &paths, &options, &()).unwrap()
}

fn refusal(report: &ImportReport) -> String {
    assert!(report.releases.is_empty() && report.tables.is_empty(), "{report:?}");
    report.refused.iter().map(|refusal| refusal.error.to_string()).collect()
}

#[test]
fn a_part_of_a_release_is_refused_by_what_is_held_beside_it() {
    let bench = Bench::new();
    let april = Pprrvu {
        title: Some("2026 National Physician Fee Schedule Relative Value File April Release".to_owned()),
        ..Pprrvu::default()
    };
    let bounds = Bounds { percent_of_neighbour: 97, ..Bounds::NONE };
    let options = ImportOptions { bounds, ..bench.options() };
    assert!(report(&bench, &[("april.csv", april.csv().as_bytes())], options).refused.is_empty());
    let mut part = Pprrvu::default();
    part.rows.pop();
    let before = bench.contents();
    let refused = refusal(&report(&bench, &[("july.csv", part.csv().as_bytes())], options));
    insta::assert_snapshot!(refused, @"RVU26C (july.csv): a part of the file is missing: 2 rows, where RVU26B has 3. Download it again from CMS; or, if you mean to keep a part, say --partial.");
    assert!(bench.contents() == before);
    // Beside the whole in the same call, too.
    let whole = zip(&[("PPRRVU2026_Jul_nonQPP.csv", Pprrvu::default().csv().as_bytes())]);
    let both = report(&bench, &[("july.csv", part.csv().as_bytes()), ("rvu26c.zip", &whole)], options);
    assert_eq!((both.releases.len(), both.refused.len()), (1, 1));
    assert_eq!(bench.store.load(july()).unwrap().rows.len(), 3);
}

#[test]
fn a_part_is_told_by_what_can_be_read_where_something_else_is_damaged() {
    let bench = Bench::new();
    let bounds = Bounds { percent_of_neighbour: 97, ..Bounds::NONE };
    let options = ImportOptions { bounds, ..bench.options() };
    for (file, month) in [("january.csv", "January"), ("april.csv", "April")] {
        let title = format!("2026 National Physician Fee Schedule Relative Value File {month} Release");
        let text = Pprrvu { title: Some(title), ..Pprrvu::default() }.csv();
        assert!(report(&bench, &[(file, text.as_bytes())], options).refused.is_empty());
    }
    damage(&bench, "RVU26A");
    let mut part = Pprrvu::default();
    part.rows.pop();
    let refused = refusal(&report(&bench, &[("july.csv", part.csv().as_bytes())], options));
    assert!(refused.contains("2 rows, where RVU26B has 3"), "{refused}");

    let units = |year: u16, rows: &str| format!("CODE,{year}\n,BASE UNIT\n00100,5\n00102,6\n{rows}");
    for (year, file) in [(2020, "a.csv"), (2021, "b.csv")] {
        let text = units(year, "00103,5\n");
        let held = report(&bench, &[(file, text.as_bytes())], options);
        assert!(held.refused.is_empty() && held.tables.len() == 1, "{held:?}");
    }
    damage(&bench, "2020");
    let refused = refusal(&report(&bench, &[("c.csv", units(2022, "").as_bytes())], options));
    assert!(refused.contains("2 codes, where anesthesia base units 2021 has 3"), "{refused}");
}

/// Makes the manifests of a release or table in the store unreadable.
fn damage(bench: &Bench, of: &str) {
    let contents = bench.contents();
    let manifests = contents.keys().filter(|path| {
        path.ends_with("manifest.json") && path.components().any(|part| part.as_os_str() == of)
    });
    let damaged = manifests.map(|path| std::fs::write(path, "{").unwrap()).count();
    assert_eq!(damaged, 1, "{of}");
}

#[test]
fn a_part_that_is_kept_knowingly_is_marked_and_never_before_the_whole() {
    let bench = Bench::new();
    let bounds = Bounds { rows: 3, ..Bounds::NONE };
    let options = ImportOptions { bounds, partial: true, ..bench.options() };
    let mut part = Pprrvu { released: Some("RELEASED 08/01/2026".to_owned()), ..Pprrvu::default() };
    part.rows.pop();
    let part = part.csv();
    let kept = report(&bench, &[("part.csv", part.as_bytes())], options);
    let manifest = &kept.releases[0].manifest;
    let findings: Vec<&str> = manifest.provenance.findings().map(|check| check.name.as_str()).collect();
    assert_eq!((manifest.complete, findings), (false, vec!["complete"]));
    assert!(!bench.store.load(july()).unwrap().complete);
    // More of the same release can come to a part, without saying so again.
    let options = ImportOptions { partial: false, ..options };
    let extended = report(
        &bench,
        &[("part.csv", part.as_bytes()), ("GPCI2026.csv", gpci(2026, 109).as_bytes())],
        options,
    );
    assert!(extended.refused.is_empty() && !extended.releases[0].manifest.complete, "{extended:?}");
    let examined = doctor::examine(&bench.store, &bench.policy, &()).unwrap();
    assert!(examined.is_clean() && examined.findings.iter().any(|f| f.message.contains("a part")));

    let whole = Pprrvu::default().csv();
    let outcome = report(&bench, &[("whole.csv", whole.as_bytes())], options);
    assert_eq!(outcome.releases[0].superseded_by, None);
    let again = report(&bench, &[("part.csv", part.as_bytes())], options);
    assert!(again.releases[0].superseded_by.as_ref().unwrap().complete);
    assert_eq!(bench.store.load(july()).unwrap().rows.len(), 3);
}

#[test]
fn a_locco_file_that_ends_early_is_refused() {
    let mut locco = "2026 COUNTIES INCLUDED IN LOCALITIES,,,,\nMedicare Administrative Contractor,Locality Number,State,Fee Schedule Area,Counties\n".to_owned();
    for n in 0..107 {
        writeln!(locco, "{:05},{:02},OHIO,PLACE {n},ALL COUNTIES", 1000 + n, n % 100).unwrap();
    }
    let (rvu, localities) = (Pprrvu::default().csv(), gpci(2026, 109));
    let members: [(&str, &[u8]); 3] = [
        ("PPRRVU2026_Jul_nonQPP.csv", rvu.as_bytes()),
        ("GPCI2026.csv", localities.as_bytes()),
        ("26LOCCO.csv", locco.as_bytes()),
    ];
    let bench = Bench::new();
    let refused = refusal(&report(&bench, &members, bench.options()));
    insta::assert_snapshot!(refused, @"RVU26C (PPRRVU2026_Jul_nonQPP.csv): a part of the file is missing: 01107-07 PLACE 107 is not in the LOCCO file; 01108-08 PLACE 108 is not in the LOCCO file. Download it again from CMS; or, if you mean to keep a part, say --partial.");
    let options = ImportOptions { partial: true, ..bench.options() };
    let kept = report(&bench, &members, options);
    // Only words are missing: the figures are all there.
    assert!(
        kept.releases[0].manifest.complete && kept.releases[0].manifest.provenance.findings().count() == 1
    );
}

/// The bytes of one file of CMS's, up to the end of a line.
fn cut(path: &str, part: &str, lines: usize) -> Option<Vec<u8>> {
    let container = archive::open(&Source::Zip(cms(path)?), &Limits::default()).unwrap();
    let member = container.members.into_iter().find(|member| member.name.contains(part)).unwrap();
    Some(member.bytes.split_inclusive(|byte| *byte == b'\n').take(lines).flatten().copied().collect())
}

#[test]
fn files_of_cms_that_were_cut_at_the_end_of_a_line_are_refused() {
    let (Some(half), Some(nearly), Some(zips)) = (
        cut("releases/rvu26c.zip", "PPRRVU", 5009),
        cut("releases/rvu26c.zip", "PPRRVU", 19_100),
        cut("locality/zip5_oct2025.zip", "ZIP5", 100),
    ) else {
        return;
    };
    let bench = Bench::new();
    let options = ImportOptions { bounds: Bounds::default(), ..bench.options() };
    let told = |name: &str, bytes: &[u8]| refusal(&report(&bench, &[(name, bytes)], options));
    insta::assert_snapshot!(told("PPRRVU2026_Jul_nonQPP.csv", &half), @"RVU26C (PPRRVU2026_Jul_nonQPP.csv): a part of the file is missing: 4999 rows, where a complete file has at least 15000; no code begins with 5, 6, 7, 8, 9, A, D, G, H, J, M, P, Q, S, T, V. Download it again from CMS; or, if you mean to keep a part, say --partial.");
    insta::assert_snapshot!(told("PPRRVU2026_Jul_nonQPP.csv", &nearly), @"RVU26C (PPRRVU2026_Jul_nonQPP.csv): a part of the file is missing: no code begins with V. Download it again from CMS; or, if you mean to keep a part, say --partial.");
    insta::assert_snapshot!(told("ZIP5_OCT2025.txt", &zips), @"ZIP5_OCT2025.txt: a part of the file is missing: 100 ZIP codes, where a complete file has at least 40000. Download it again from CMS; or, if you mean to keep a part, say --partial.");
    assert!(bench.contents().is_empty());
}
