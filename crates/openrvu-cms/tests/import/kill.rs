//! An import that is killed leaves nothing or everything of each release.

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

#[test]
fn a_killed_import_leaves_each_release_whole_or_absent() {
    let bench = Bench::new();
    let months = ["April", "July", "October", "January"];
    for (letter, month) in ["b", "c", "d", "a"].iter().zip(months) {
        let title = format!("2026 National Physician Fee Schedule Relative Value File {month} Release");
        let rvu = Pprrvu { title: Some(title), ..Pprrvu::default() }.csv();
        let localities = gpci(2026, 109);
        let members = [("PPRRVU2026.csv", rvu.as_bytes()), ("GPCI2026.csv", localities.as_bytes())];
        bench.file(&format!("zips/rvu26{letter}.zip"), zip(&members));
    }
    let zips = bench.folder().join("zips");
    let report = bench.import(std::slice::from_ref(&zips));
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    let whole = bench.store.load_all().unwrap();
    assert_eq!(whole.len(), 4);

    let mut partial = 0;
    for delay in [0, 2, 5, 10, 20, 35, 50, 75, 100, 150, 250] {
        let killed = Bench::new();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::as_child_import_until_killed"])
            .env(STORE, killed.store.root())
            .env(FILES, &zips)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();

        let held = killed.store.load_all().unwrap();
        partial += usize::from(!held.is_empty() && held.len() < whole.len());
        for release in &held {
            assert!(whole.contains(release), "{} is not whole", release.id);
        }
        let examined = doctor::examine(&killed.store, &killed.policy, &()).unwrap();
        assert!(examined.is_clean(), "{examined:?}");
        let again = killed.import(std::slice::from_ref(&zips));
        assert!(again.refused.is_empty(), "{:?}", again.refused);
        let added = again.releases.iter().filter(|release| release.outcome == Outcome::Added).count();
        assert_eq!(added, whole.len() - held.len());
        assert_eq!(killed.store.load_all().unwrap(), whole);
        assert!(doctor::examine(&killed.store, &killed.policy, &()).unwrap().findings.is_empty());
    }
    println!("{partial} of the kills fell between two releases");
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
    let mut sequences: Vec<u32> = held.revisions().map(|manifest| manifest.provenance.sequence).collect();
    sequences.sort_unstable();
    assert_eq!(sequences, [0, 1]);
}
