//! What comes later: the same again, a re-cut, the other file of a release.

use openrvu_cms::doctor;
use openrvu_cms::import::{ImportOptions, Outcome, import};
use openrvu_cms::store::SourceKind;
use openrvu_core::{RowModifier, Rvu};

use crate::support::{Bench, Pprrvu, anes, contents, gpci, zip};

fn july() -> String {
    Pprrvu::default().csv()
}

/// The July release with another work RVU for 99213, published at a later date.
fn recut() -> Pprrvu {
    let mut recut = Pprrvu { released: Some("RELEASED 07/15/2026".to_owned()), ..Pprrvu::default() };
    recut.rows[0].1[0] = 131;
    recut.rows.push(("99215", [280, 260, 70, 19]));
    recut
}

#[test]
fn a_zip_becomes_a_release_with_its_sources_and_checks() {
    let bench = Bench::new();
    let (rvu, localities) = (july(), gpci(2026, 109));
    let path = bench.file(
        "rvu26c.zip",
        zip(&[("PPRRVU2026_Jul_nonQPP.csv", rvu.as_bytes()), ("GPCI2026.csv", localities.as_bytes())]),
    );
    let report = bench.import(&[path]);
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    let [outcome] = report.releases.as_slice() else { unreachable!() };
    assert_eq!(outcome.outcome, Outcome::Added);
    let names: Vec<&str> =
        outcome.manifest.provenance.sources.iter().map(|source| source.file.name.as_str()).collect();
    assert_eq!(names, ["rvu26c.zip/PPRRVU2026_Jul_nonQPP.csv", "rvu26c.zip/GPCI2026.csv"]);
    assert_eq!(outcome.manifest.provenance.sources[0].file.sha256.len(), 64);
    assert!(outcome.manifest.provenance.checks.iter().all(|check| check.passed()));
    let release = bench.store.load("RVU26C".parse().unwrap()).unwrap();
    assert_eq!((release.rows.len(), release.localities.len()), (3, 109));
    assert_eq!(release.rows[0].work, Rvu::new(130));
    assert!(doctor::examine(&bench.store, &bench.policy, &()).unwrap().is_clean());
}

#[test]
fn the_same_again_writes_nothing() {
    let bench = Bench::new();
    let path = bench.file("PPRRVU2026_Jul_nonQPP.csv", july());
    bench.import(std::slice::from_ref(&path));
    let before = bench.contents();
    let report = bench.import(&[path]);
    assert_eq!(report.releases[0].outcome, Outcome::AlreadyHeld);
    assert!(bench.contents() == before);
    // The same figures in other bytes are the same.
    let other = bench.file("other.csv", july().replace('\n', "\r\n"));
    assert_eq!(bench.import(&[other]).releases[0].outcome, Outcome::AlreadyHeld);
    assert!(bench.contents() == before);
}

#[test]
fn a_recut_is_kept_beside_the_first_and_its_changes_are_listed() {
    let bench = Bench::new();
    bench.import(&[bench.file("first.csv", july())]);
    let report = bench.import(&[bench.file("second.csv", recut().csv())]);
    let Outcome::Recut { comparison, .. } = &report.releases[0].outcome else {
        panic!("{:?}", report.releases[0].outcome)
    };
    assert_eq!(report.releases[0].superseded_by, None);
    let changes: Vec<String> = comparison.changed.iter().map(ToString::to_string).collect();
    assert_eq!(changes, ["99213 WORK RVU: 1.30 -> 1.31"]);
    assert_eq!(comparison.added.iter().map(ToString::to_string).collect::<Vec<_>>(), ["99215"]);
    let held = bench.store.release("RVU26C".parse().unwrap()).unwrap();
    assert_eq!(held.others.len(), 1);
    assert_eq!(held.in_force.rows(), 4);
    let work = |release: openrvu_core::Release| {
        release.row("99213".parse().unwrap(), RowModifier::Global).unwrap().work
    };
    assert_eq!(work(bench.store.load(held.id()).unwrap()), Rvu::new(131));
    assert_eq!(work(bench.store.load_revision(&held.others[0]).unwrap()), Rvu::new(130));
    assert!(doctor::examine(&bench.store, &bench.policy, &()).unwrap().is_clean());
}

#[test]
fn an_older_recut_that_comes_to_hand_late_is_not_in_force() {
    let bench = Bench::new();
    let older = Pprrvu { released: Some("RELEASED 06/30/2026".to_owned()), ..Pprrvu::default() };
    bench.import(&[bench.file("newer.csv", recut().csv())]);
    let report = bench.import(&[bench.file("older.csv", older.csv())]);
    assert!(matches!(report.releases[0].outcome, Outcome::Recut { .. }));
    let superseding = report.releases[0].superseded_by.clone().unwrap();
    assert_eq!(superseding.released, Some(jiff::civil::date(2026, 7, 15)));
    assert_eq!(bench.store.load("RVU26C".parse().unwrap()).unwrap().rows.len(), 4);
    // Given again, neither is new.
    let again = bench.import(&[bench.file("older.csv", older.csv())]);
    assert_eq!(again.releases[0].outcome, Outcome::AlreadyHeld);
    assert_eq!(again.releases[0].superseded_by, Some(superseding));
    // The user's word goes before the dates, until something else is imported.
    let options = ImportOptions { put_in_force: true, ..bench.options() };
    let put = import(&bench.store, &[bench.file("older.csv", older.csv())], &options, &()).unwrap();
    assert!(matches!(put.releases[0].outcome, Outcome::PutInForce { .. }), "{put:?}");
    assert_eq!(bench.store.load("RVU26C".parse().unwrap()).unwrap().rows.len(), 3);
    let back = bench.import(&[bench.file("newer.csv", recut().csv())]);
    assert!(matches!(back.releases[0].outcome, Outcome::PutInForce { .. }), "{back:?}");
    assert_eq!(bench.store.load("RVU26C".parse().unwrap()).unwrap().rows.len(), 4);
}

/// Two cuts of July that do not say when they were released.
fn undated(bench: &Bench) -> [std::path::PathBuf; 2] {
    let recut = Pprrvu { released: None, ..recut() };
    [bench.file("first.csv", july()), bench.file("second.csv", recut.csv())]
}

#[test]
fn of_cuts_without_a_date_that_imported_last_is_in_force() {
    let bench = Bench::new();
    let [first, second] = undated(&bench);
    let rows = || bench.store.load("RVU26C".parse().unwrap()).unwrap().rows.len();
    bench.import(std::slice::from_ref(&first));
    bench.import(std::slice::from_ref(&second));
    assert_eq!(rows(), 4);

    let report = bench.import(std::slice::from_ref(&first));
    let Outcome::PutInForce { comparison: Some(comparison), .. } = &report.releases[0].outcome else {
        panic!("{:?}", report.releases[0].outcome)
    };
    assert_eq!(comparison.removed.iter().map(ToString::to_string).collect::<Vec<_>>(), ["99215"]);
    assert_eq!((report.releases[0].superseded_by.clone(), rows()), (None, 3));
    assert!(doctor::examine(&bench.store, &bench.policy, &()).unwrap().is_clean());

    // Once more, nothing is new; and both at once, in the order given, put the last in force.
    let before = bench.contents();
    assert_eq!(bench.import(std::slice::from_ref(&first)).releases[0].outcome, Outcome::AlreadyHeld);
    assert!(bench.contents() == before);
    let zipped = [("a.zip", first), ("b.zip", second)].map(|(name, path)| {
        let bytes = std::fs::read(path).unwrap();
        bench.file(name, zip(&[("PPRRVU2026_Jul_nonQPP.csv", &bytes)]))
    });
    bench.import(&zipped);
    assert_eq!(rows(), 4);
}

#[test]
fn what_joins_a_superseded_cut_says_that_another_is_in_force() {
    let bench = Bench::new();
    let older = Pprrvu { released: Some("RELEASED 06/30/2026".to_owned()), ..Pprrvu::default() };
    let older = bench.file("PPRRVU2026_Jul_nonQPP.csv", older.csv());
    bench.import(std::slice::from_ref(&older));
    bench.import(&[bench.file("newer.csv", recut().csv())]);
    let report = bench.import(&[older, bench.file("GPCI2026.csv", gpci(2026, 109))]);
    let outcome = &report.releases[0];
    assert!(matches!(&outcome.outcome, Outcome::Extended { with } if with[0] == "localities"));
    assert_eq!(outcome.superseded_by.as_ref().unwrap().released, Some(jiff::civil::date(2026, 7, 15)));
}

#[test]
fn two_recuts_in_one_call_are_taken_in_the_order_of_their_dates() {
    let bench = Bench::new();
    let older = Pprrvu { released: Some("RELEASED 06/30/2026".to_owned()), ..Pprrvu::default() };
    let newer = zip(&[("PPRRVU2026_Jul_nonQPP.csv", recut().csv().as_bytes())]);
    let older = zip(&[("PPRRVU2026_Jul_nonQPP.csv", older.csv().as_bytes())]);
    let paths = [bench.file("rvu26c-updated-07-15-2026.zip", newer), bench.file("rvu26c.zip", older)];
    let report = bench.import(&paths);
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    assert_eq!(report.releases.len(), 2);
    assert_eq!(bench.store.load("RVU26C".parse().unwrap()).unwrap().rows.len(), 4);
}

#[test]
fn both_conversion_factors_of_a_release_come_from_its_two_files() {
    let bench = Bench::new();
    let paths = [
        bench.file("PPRRVU2026_Jul_nonQPP.csv", july()),
        bench.file("PPRRVU2026_Jul_QPP.csv", Pprrvu::qualifying().csv()),
        bench.file("GPCI2026.csv", gpci(2026, 109)),
    ];
    let report = bench.import(&paths);
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    let release = bench.store.load("RVU26C".parse().unwrap()).unwrap();
    assert_eq!(release.conversion_factor.to_string(), "33.4009");
    assert_eq!(release.qualifying_conversion_factor.unwrap().to_string(), "33.5675");
    assert_eq!(release.localities.len(), 109);
    let kinds: Vec<SourceKind> =
        report.releases[0].manifest.provenance.sources.iter().map(|source| source.kind).collect();
    assert_eq!(kinds, [SourceKind::RelativeValues, SourceKind::QualifyingRelativeValues, SourceKind::Gpci]);
}

#[test]
fn what_comes_later_joins_what_is_held() {
    let bench = Bench::new();
    bench.import(&[bench.file("PPRRVU2026_Jul_nonQPP.csv", july())]);
    let report = bench.import(&[bench.file("PPRRVU2026_Jul_QPP.csv", Pprrvu::qualifying().csv())]);
    let Outcome::Extended { with } = &report.releases[0].outcome else {
        panic!("{:?} {:?}", report.releases, report.refused)
    };
    assert_eq!(with, &["the conversion factor for qualifying participants"]);

    let mut options = bench.options();
    options.release = "RVU26C".parse().ok();
    let localities = bench.file("GPCI2026.csv", gpci(2026, 109));
    let report = import(&bench.store, &[localities], &options, &()).unwrap();
    let Outcome::Extended { with } = &report.releases[0].outcome else { panic!("{report:?}") };
    assert_eq!(with, &["localities"]);

    let zipped = bench.file("rvu26c.zip", zip(&[("ANES2026.csv", anes(2026, 109).as_bytes())]));
    let report = bench.import(&[zipped]);
    let Outcome::Extended { with } = &report.releases[0].outcome else { panic!("{report:?}") };
    assert_eq!(with, &["anesthesia factors"]);

    let release = bench.store.load("RVU26C".parse().unwrap()).unwrap();
    assert!(release.qualifying_conversion_factor.is_some());
    assert_eq!(release.localities[3].anesthesia.unwrap().to_string(), "20.03");
    assert_eq!(release.sources.len(), 4);
    assert_eq!(report.releases[0].manifest.provenance.sequence, 3);
    // All at once is what has come together.
    let all = [
        bench.file("PPRRVU2026_Jul_nonQPP.csv", july()),
        bench.file("PPRRVU2026_Jul_QPP.csv", Pprrvu::qualifying().csv()),
        bench.file("GPCI2026.csv", gpci(2026, 109)),
        bench.file("ANES2026.csv", anes(2026, 109)),
    ];
    assert_eq!(bench.import(&all).releases[0].outcome, Outcome::AlreadyHeld);
}

#[test]
fn a_recut_keeps_the_localities_and_lets_go_of_the_other_factor() {
    let bench = Bench::new();
    bench.import(&[
        bench.file("PPRRVU2026_Jul_nonQPP.csv", july()),
        bench.file("PPRRVU2026_Jul_QPP.csv", Pprrvu::qualifying().csv()),
        bench.file("GPCI2026.csv", gpci(2026, 109)),
    ]);
    let report = bench.import(&[bench.file("recut.csv", recut().csv())]);
    let manifest = &report.releases[0].manifest;
    assert_eq!(manifest.localities(), 109);
    assert_eq!(manifest.qualifying_conversion_factor, None);
    assert!(manifest.provenance.notes.iter().any(|note| note.contains("QPP")), "{manifest:?}");
    let names: Vec<&str> =
        manifest.provenance.sources.iter().map(|source| source.file.name.as_str()).collect();
    assert_eq!(names, ["recut.csv", "GPCI2026.csv"]);
}

#[test]
fn descriptions_of_cpt_are_kept_only_with_the_license() {
    let bench = Bench::new();
    let path = bench.file("PPRRVU2026_Jul_nonQPP.csv", july());
    let report = bench.import(std::slice::from_ref(&path));
    let texts = |manifest| -> Vec<String> {
        bench.store.descriptions(manifest).unwrap().into_iter().map(|d| d.text).collect()
    };
    assert_eq!(texts(&report.releases[0].manifest), ["words of G0101"]);
    for (path, bytes) in bench.contents() {
        let holds = bytes.windows(14).any(|window| window == b"words of 99213");
        assert!(!holds, "{}", path.display());
    }
    let options = ImportOptions { accept_license: true, ..bench.options() };
    let report = import(&bench.store, std::slice::from_ref(&path), &options, &()).unwrap();
    let Outcome::Extended { with } = &report.releases[0].outcome else { panic!("{report:?}") };
    assert_eq!(with, &["CPT and CDT descriptions"]);
    assert_eq!(texts(&report.releases[0].manifest), ["words of 99213", "words of 99214", "words of G0101"]);
    // Without the license again, nothing is new and nothing is lost.
    assert_eq!(bench.import(&[path]).releases[0].outcome, Outcome::AlreadyHeld);
}

#[test]
fn one_refused_release_does_not_keep_the_others_out() {
    let bench = Bench::new();
    let april = Pprrvu {
        title: Some("2026 National Physician Fee Schedule Relative Value File April Release".to_owned()),
        ..Pprrvu::default()
    };
    let broken = zip(&[("PPRRVU2026_Jul_nonQPP.csv", july().replace("1.30", "x.30").as_bytes())]);
    let sound = zip(&[("PPRRVU2026_Apr_nonQPP.csv", april.csv().as_bytes())]);
    let report = bench.import(&[bench.file("rvu26c.zip", broken), bench.file("rvu26b.zip", sound)]);
    assert_eq!(report.refused.len(), 1);
    let held: Vec<String> =
        bench.store.releases().unwrap().iter().map(|release| release.id().to_string()).collect();
    assert_eq!(held, ["RVU26B"]);
}

#[test]
fn a_damaged_revision_is_found_and_replaced_by_importing_again() {
    let bench = Bench::new();
    let path = bench.file("PPRRVU2026_Jul_nonQPP.csv", july());
    bench.import(std::slice::from_ref(&path));
    let before = bench.contents();
    let rows = before.keys().find(|path| path.ends_with("rows.parquet")).unwrap();
    let mut bytes = before[rows].clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(rows, bytes).unwrap();
    let examined = doctor::examine(&bench.store, &bench.policy, &()).unwrap();
    assert!(!examined.is_clean());
    let message = &examined.findings[0].message;
    assert!(message.contains("rows.parquet") && message.contains("PPRRVU2026_Jul_nonQPP.csv"), "{message}");
    let message = bench.store.load_all().unwrap_err().to_string();
    assert!(message.contains("SHA-256 differs") && message.contains("Import the same files"), "{message}");
    assert_eq!(bench.import(std::slice::from_ref(&path)).releases[0].outcome, Outcome::Restored);
    assert!(bench.contents() == before);

    let manifest = before.keys().find(|path| path.ends_with("manifest.json")).unwrap();
    std::fs::write(manifest, "{").unwrap();
    assert!(bench.store.load_all().unwrap_err().to_string().contains("Import the same files again"));
    assert_eq!(bench.import(&[path]).releases[0].outcome, Outcome::Restored);
    assert!(bench.contents() == before);
}

#[test]
fn what_does_not_belong_to_the_store_is_reported_and_left_alone() {
    let bench = Bench::new();
    bench.import(&[bench.file("PPRRVU2026_Jul_nonQPP.csv", july())]);
    let root = bench.store.root();
    std::fs::write(root.join("releases/RVU26C/notes.txt"), "x").unwrap();
    std::fs::create_dir_all(root.join(".incoming/revision-left")).unwrap();
    std::fs::write(root.join(".incoming/revision-left/rows.parquet"), "half").unwrap();
    let examined = doctor::examine(&bench.store, &bench.policy, &()).unwrap();
    assert!(examined.is_clean());
    let subjects: Vec<&str> = examined.findings.iter().map(|f| f.subject.as_str()).collect();
    assert!(
        subjects.iter().any(|s| s.ends_with("notes.txt")) && subjects.contains(&".incoming"),
        "{subjects:?}"
    );
    assert!(root.join("releases/RVU26C/notes.txt").exists());
    assert!(contents(&root.join(".incoming")).is_empty());
}
