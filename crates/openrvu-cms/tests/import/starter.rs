//! The starter figures: built from releases, shipped, and loaded.

use std::collections::BTreeSet;

use openrvu_cms::starter::{self, StarterFile, StarterInput, TableSource};
use openrvu_core::{Code, RowModifier};

use crate::real::real;

fn file<'a>(files: &'a mut [StarterFile], name: &str) -> &'a mut StarterFile {
    files.iter_mut().find(|file| file.name == name).unwrap()
}

#[test]
fn the_shipped_figures_load() {
    let starter = starter::load().unwrap();
    assert_eq!(starter.releases.len(), 23);
    for release in &starter.releases {
        assert!(!release.complete && release.rows.len() > 200, "{}", release.id);
        assert!(!release.sources.is_empty());
    }
    let july = starter.releases.last().unwrap();
    let patient_safety = july.row("6040F".parse().unwrap(), RowModifier::Global).unwrap();
    assert_eq!(patient_safety.status.as_str(), "I");
    assert_eq!(starter.tables.zips.len(), 42_956);
    let size: usize = starter::files().iter().map(|file| file.bytes.len()).sum();
    assert!(size < 6 << 20, "{size} bytes are too many to ship");
}

#[test]
fn the_shipped_figures_are_those_of_the_releases_and_build_again_to_the_byte() {
    let Some(real) = real() else { return };
    let shipped = starter::load().unwrap();
    let codes: BTreeSet<Code> =
        shipped.releases.iter().flat_map(|release| &release.rows).map(|row| row.code).collect();
    for (mine, whole) in shipped.releases.iter().zip(&real.releases) {
        let chosen: Vec<_> = whole.rows.iter().filter(|row| codes.contains(&row.code)).copied().collect();
        assert!(mine.rows == chosen, "rows of {}", mine.id);
        assert_eq!(mine.localities, whole.localities, "localities of {}", mine.id);
        assert_eq!(mine.sources, whole.sources);
        let header = |release: &openrvu_core::Release| openrvu_core::Release {
            rows: Vec::new(),
            localities: Vec::new(),
            complete: false,
            ..release.clone()
        };
        assert_eq!(header(mine), header(whole));
    }
    let tables = real.bench.store.load_tables().unwrap();
    assert!(shipped.tables.zips == tables.zips);

    let table_sources = TableSource::of(&real.bench.store.tables().unwrap());
    let input = StarterInput { releases: &real.releases, tables: &tables, table_sources: &table_sources };
    let built = starter::build(&input, codes.iter().copied()).unwrap();
    assert!(built == starter::build(&input, codes.iter().rev().copied()).unwrap());
    for (shipped, built) in starter::files().iter().zip(&built) {
        assert!(shipped == built, "data/starter/{} is stale: run openrvu starter build", shipped.name);
    }
}

#[test]
fn the_bases_of_endoscopic_families_come_along() {
    let Some(real) = real() else { return };
    let input = StarterInput {
        releases: &real.releases,
        tables: &real.bench.store.load_tables().unwrap(),
        table_sources: &[],
    };
    let files = starter::build(&input, ["45385".parse().unwrap()]).unwrap();
    let starter = starter::read(&files).unwrap();
    let codes: BTreeSet<String> =
        starter.releases.iter().flat_map(|release| &release.rows).map(|row| row.code.to_string()).collect();
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["45378", "45385"]);
    let history: BTreeSet<String> = starter
        .releases
        .iter()
        .map(|release| {
            release.row("45378".parse().unwrap(), RowModifier::Discontinued).unwrap().work.to_string()
        })
        .collect();
    assert!(history.contains("1.59") && history.contains("1.63"), "{history:?}");
}

#[test]
fn no_words_of_cpt_or_cdt_are_shipped() {
    let header = |name: &str| {
        let mut files = starter::files();
        let text = String::from_utf8(file(&mut files, name).bytes.to_vec()).unwrap();
        text.lines().next().unwrap().to_owned()
    };
    assert!(!header("rows.csv").contains("description"));
    assert_eq!(header("anesthesia.csv"), "code,base_units");
}

#[test]
fn a_damaged_file_is_told_by_its_line() {
    let mut files = starter::files();
    let rows = file(&mut files, "rows.csv");
    let text = String::from_utf8(rows.bytes.to_vec()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let bad = lines[2].replacen(",RVU", ",XXX", 1);
    let damaged = [lines[0], lines[1], &bad].join("\n");
    file(&mut files, "rows.csv").bytes = damaged.into_bytes().into();
    let error = starter::read(&files).unwrap_err();
    assert!(error.to_string().starts_with("rows.csv, line 3: \"XXX"), "{error}");

    let repeated = [lines[0], lines[1], lines[1]].join("\n");
    file(&mut files, "rows.csv").bytes = repeated.into_bytes().into();
    let error = starter::read(&files).unwrap_err();
    assert!(error.to_string().contains("stands twice"), "{error}");

    let missing = starter::read(&files[1..]).unwrap_err();
    assert!(missing.to_string().starts_with("releases.csv is missing"), "{missing}");
    let nothing = StarterInput { releases: &[], tables: &Default::default(), table_sources: &[] };
    assert!(starter::build(&nothing, []).is_err());
}
