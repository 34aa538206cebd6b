//! An import that is killed leaves nothing or everything.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use openrvu_cms::doctor;
use openrvu_cms::import::{Outcome, import};
use openrvu_cms::store::Store;

use crate::support::{Bench, Pprrvu, gpci, zip};

const STORE: &str = "OPENRVU_TEST_STORE";
const FILES: &str = "OPENRVU_TEST_FILES";

/// What the child process does: it imports, until its parent kills it. In the parent's run it does nothing.
#[test]
fn as_child_import_until_killed() {
    let (Ok(store), Ok(files)) = (std::env::var(STORE), std::env::var(FILES)) else { return };
    let bench = Bench::new();
    import(&Store::open(store), &[PathBuf::from(files)], &bench.options(), &()).unwrap();
}

/// Eight release ZIPs in a folder.
fn eight_zips(bench: &Bench) -> PathBuf {
    let months = [("a", "January"), ("b", "April"), ("c", "July"), ("d", "October")];
    for (year, factor) in [(2025, "32.3465"), (2026, "33.4009")] {
        let localities = gpci(year, 109);
        for (letter, month) in months {
            let title = format!("{year} National Physician Fee Schedule Relative Value File {month} Release");
            let rvu = Pprrvu { title: Some(title), factor, ..Pprrvu::default() }.csv();
            let members = [("PPRRVU.csv", rvu.as_bytes()), ("GPCI.csv", localities.as_bytes())];
            bench.file(&format!("zips/rvu{}{letter}.zip", year % 100), zip(&members));
        }
    }
    bench.folder().join("zips")
}

/// When to kill: once so many releases are prepared, once all are committed, or once so many are in their place.
#[derive(Clone, Copy)]
enum Moment {
    Prepared(usize),
    Committed,
    Placed(usize),
}

fn reached(moment: Moment, store: &Store) -> bool {
    let entries = |folder: &str| std::fs::read_dir(store.root().join(folder)).into_iter().flatten().count();
    match moment {
        Moment::Prepared(count) => {
            let incoming = std::fs::read_dir(store.root().join(".incoming")).into_iter().flatten().flatten();
            let prepared = |entry: std::fs::DirEntry| {
                std::fs::read_dir(entry.path().join("place/releases")).into_iter().flatten().count()
            };
            incoming.map(prepared).sum::<usize>() >= count
        }
        Moment::Committed => store.root().join(".incoming/committed").exists(),
        Moment::Placed(count) => entries("releases") >= count,
    }
}

#[test]
fn a_killed_import_leaves_nothing_or_everything() {
    let bench = Bench::new();
    let zips = eight_zips(&bench);
    let report = bench.import(std::slice::from_ref(&zips));
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    let whole = bench.store.load_all().unwrap();
    assert_eq!(whole.len(), 8);

    let prepared = [0, 1, 4, 8].map(Moment::Prepared);
    let placed = [1, 2, 3, 5, 8].map(Moment::Placed);
    let moments = prepared.into_iter().chain([Moment::Committed, Moment::Committed]).chain(placed);
    let (mut nothing, mut everything) = (0, 0);
    for moment in moments {
        let killed = Bench::new();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::as_child_import_until_killed"])
            .env(STORE, killed.store.root())
            .env(FILES, &zips)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !reached(moment, &killed.store) && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let held = killed.store.load_all().unwrap();
        assert!(held.is_empty() || held == whole, "{} of {} releases", held.len(), whole.len());
        nothing += usize::from(held.is_empty());
        everything += usize::from(!held.is_empty());
        let examined = doctor::examine(&killed.store, &killed.policy, &()).unwrap();
        assert!(examined.is_clean(), "{examined:?}");
        let again = killed.import(std::slice::from_ref(&zips));
        assert!(again.refused.is_empty(), "{:?}", again.refused);
        let added = again.releases.iter().filter(|release| release.outcome == Outcome::Added).count();
        assert_eq!(added, whole.len() - held.len());
        assert!(killed.store.load_all().unwrap() == whole);
        assert!(doctor::examine(&killed.store, &killed.policy, &()).unwrap().findings.is_empty());
    }
    assert!(nothing > 0 && everything > 0, "killed on one side of the commit only: the test shows nothing");
}

#[test]
fn a_committed_import_is_completed_by_whoever_opens_the_store_next() {
    let bench = Bench::new();
    bench.import(&[eight_zips(&bench)]);
    let whole = bench.store.load_all().unwrap();
    // As a kill leaves it: some revisions in their place, one laid aside for its successor, the others committed.
    let root = bench.store.root();
    let committed = root.join(".incoming/committed/releases");
    std::fs::create_dir_all(&committed).unwrap();
    for release in ["RVU25A", "RVU25C", "RVU26D"] {
        std::fs::rename(root.join("releases").join(release), committed.join(release)).unwrap();
    }
    std::fs::create_dir_all(root.join(".incoming/replaced/left")).unwrap();
    assert!(Store::open(root).load_all().unwrap() == whole);
    assert!(!root.join(".incoming/committed").exists());
    assert!(doctor::examine(&bench.store, &bench.policy, &()).unwrap().findings.is_empty());
}

#[test]
fn two_imports_at_once_do_not_interleave() {
    let bench = Bench::new();
    let july = bench.file("july.csv", Pprrvu::default().csv());
    let mut recut = Pprrvu::default();
    recut.rows[0].1[0] = 131;
    let recut = bench.file("recut.csv", recut.csv());
    std::thread::scope(|scope| {
        for path in [&july, &recut, &july, &recut] {
            scope.spawn(|| assert!(bench.import(std::slice::from_ref(path)).refused.is_empty()));
        }
    });
    let held = bench.store.release("RVU26C".parse().unwrap()).unwrap();
    // Two revisions, whichever came last; each import took a turn of its own.
    let turns: Vec<u32> = held.revisions().map(|manifest| manifest.provenance.sequence).collect();
    assert!(matches!(turns[..], [last, first] if last > first), "{turns:?}");
}
