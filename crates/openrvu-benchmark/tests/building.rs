//! Sets against a naive count, whatever the order of the rows, and what a small one says.
#![allow(clippy::unwrap_used, clippy::panic, reason = "what the tests share may stop at the first surprise")]

mod common;

use std::collections::BTreeMap;
use std::io::Write as _;

use common::{Row, SCHEDULE, build_of, file, options, write};
use openrvu_benchmark::build::build;
use openrvu_benchmark::set::{self, Absent, EmFamily, Exclusion};
use openrvu_benchmark::{BenchmarkSet, Figure, PERCENTILES};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

/// Codes with their work RVU in RVU23D in hundredths, by place; none where their rows do not count.
const CODES: [(&str, Option<u64>, Option<u64>); 7] = [
    ("99202", Some(93), Some(93)),
    ("99213", Some(130), Some(130)),
    ("99214", Some(192), Some(192)),
    ("27447", Some(1960), Some(1960)),
    // A test that divides: in a facility the row with modifier 26.
    ("70450", Some(85), Some(85)),
    // The technical part alone.
    ("93005", None, None),
    // By statute outside the fee schedule.
    ("36415", None, None),
];
const SPECIALTIES: [&str; 3] = ["Internal Medicine", "Orthopedic Surgery", "Podiatry"];

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0_u32..40, 0..CODES.len(), any::<bool>(), 11_u32..900, 0_u32..12);
    prop::collection::vec(row, 40..160).prop_map(|rows| {
        let mut unique = BTreeMap::new();
        for (npi, code, facility, services, chance) in rows {
            let specialty = SPECIALTIES[npi as usize % if npi < 36 { 2 } else { 3 }];
            let place = if facility { 'F' } else { 'O' };
            let mut row = Row::of(npi, specialty, CODES[code].0, place, services);
            row.state = if npi % 4 == 0 { "KY" } else { "OH" };
            // An organization is one in all its rows.
            row.entity = if npi == 7 { 'O' } else { 'I' };
            row.drug = if chance == 0 { 'Y' } else { 'N' };
            unique.insert((npi, code, facility), row);
        }
        unique.into_values().collect()
    })
}

/// The least value that at least p percent of the values do not exceed.
fn naive(values: &[u64], percentile: u8) -> u64 {
    let enough = |value: u64| {
        values.iter().filter(|other| **other <= value).count() * 100 >= usize::from(percentile) * values.len()
    };
    values.iter().copied().filter(|value| enough(*value)).min().unwrap()
}

fn counts(row: &Row) -> Option<u64> {
    let (_, facility, office) = CODES.iter().find(|(code, ..)| *code == row.code).unwrap();
    let work = if row.place == 'F' { facility } else { office };
    work.filter(|_| row.entity == 'I' && row.drug == 'N')
}

/// Services and work of each provider of a specialty, in hundredths.
fn sums(rows: &[Row], specialty: &str, state: Option<&str>) -> (Vec<u64>, Vec<u64>) {
    let mut sums: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for row in
        rows.iter().filter(|row| row.specialty == specialty && state.is_none_or(|state| row.state == state))
    {
        if let Some(work) = counts(row) {
            let sum = sums.entry(row.npi).or_default();
            sum.0 += u64::from(row.services) * 100;
            sum.1 += u64::from(row.services) * work;
        }
    }
    sums.into_values().unzip()
}

fn without_sources(set: BenchmarkSet) -> BenchmarkSet {
    BenchmarkSet { sources: Vec::new(), ..set }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn percentiles_are_those_of_a_naive_count(rows in rows()) {
        let Ok(set) = build_of(&[("rows.csv", &file(&rows))]) else {
            for specialty in SPECIALTIES {
                prop_assert!(sums(&rows, specialty, None).0.len() < 11);
            }
            return Ok(());
        };
        for name in SPECIALTIES {
            for state in [None, Some("OH"), Some("KY")] {
                let (services, work) = sums(&rows, name, state);
                let specialty = set.specialty_named(name);
                let cell = match state {
                    None => specialty.map(|specialty| &specialty.whole),
                    Some(state) => specialty.and_then(|specialty| specialty.state(state)),
                };
                prop_assert_eq!(cell.is_some(), services.len() >= 11, "{} {:?}", name, state);
                let Some(cell) = cell else { continue };
                prop_assert_eq!(cell.providers() as usize, services.len());
                for (at, percentile) in PERCENTILES.into_iter().enumerate() {
                    prop_assert_eq!(cell.services.values[at].get(), naive(&services, percentile));
                    // Work of whole services is whole hundredths.
                    prop_assert_eq!(cell.work.values[at].get(), naive(&work, percentile));
                }
            }
        }
        let counted = rows.iter().filter(|row| counts(row).is_some()).count();
        prop_assert_eq!(set.rows.used as usize, counted);
        let left_out: u64 = set.rows.excluded.iter().map(|excluded| excluded.rows).sum();
        prop_assert_eq!(set.rows.used + left_out, rows.len() as u64);
    }

    #[test]
    fn the_order_of_rows_and_files_never_matters(
        (rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        cut in 1_usize..39,
    ) {
        let whole = build_of(&[("rows.csv", &file(&rows))]).map(without_sources);
        let (first, second) = shuffled.split_at(cut.min(shuffled.len() - 1));
        let parts = build_of(&[("b.csv", &file(first)), ("a.csv", &file(second))]).map(without_sources);
        match (whole, parts) {
            (Ok(whole), Ok(parts)) => prop_assert_eq!(whole, parts),
            (whole, parts) => prop_assert_eq!(whole.is_err(), parts.is_err()),
        }
    }

    #[test]
    fn a_set_reads_as_it_was_written(rows in rows()) {
        if let Ok(built) = build_of(&[("rows.csv", &file(&rows))]) {
            prop_assert_eq!(set::read(&set::write(&built).unwrap()).unwrap(), built);
        }
    }
}

/// Twelve internists with visits, one of them a hospitalist, and an organization.
fn dozen() -> Vec<Row> {
    let mut rows: Vec<Row> = (0..12)
        .flat_map(|npi| {
            let visits = |code, services| Row::of(npi, "Internal Medicine", code, 'O', services);
            [visits("99213", 100 + npi * 10), visits("99214", 50 + npi)]
        })
        .collect();
    rows.push(Row::of(0, "Internal Medicine", "99215", 'O', 20));
    rows.push(Row::of(0, "Internal Medicine", "99214", 'F', 30));
    rows.push(Row { entity: 'O', ..Row::of(90, "Clinical Laboratory", "36415", 'O', 5000) });
    rows.push(Row { drug: 'Y', ..Row::of(1, "Internal Medicine", "J1100", 'O', 70) });
    rows.push(Row::of(2, "Internal Medicine", "00100", 'F', 40));
    rows.push(Row::of(3, "Internal Medicine", "66987", 'O', 11));
    rows
}

#[test]
fn a_small_set_says_this() {
    let set = build_of(&[("rows.csv", &file(&dozen()))]).unwrap();
    let files = set::write(&set).unwrap();
    let text = |file: &set::SetFile| format!("== {}\n{}", file.name, String::from_utf8_lossy(&file.bytes));
    insta::assert_snapshot!(files.iter().map(text).collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_level_that_few_show_is_missing_and_not_zero() {
    let set = build_of(&[("rows.csv", &file(&dozen()))]).unwrap();
    let em = set.specialty("internal-medicine").unwrap().whole.em_of(EmFamily::EstablishedPatient).unwrap();
    let figures = |code: &str| em.levels.iter().find(|level| level.code.as_str() == code).unwrap().figures;
    assert_eq!(figures("99215"), Figure::Absent(Absent::TooFewProviders));
    let shown = figures("99213");
    assert_eq!(shown.known().unwrap().providers, 12);
    assert!(set.specialty("internal-medicine").unwrap().whole.em_of(EmFamily::NewPatient).is_none());
}

#[test]
fn every_row_that_is_left_out_has_its_reason() {
    let set = build_of(&[("rows.csv", &file(&dozen()))]).unwrap();
    let reasons: Vec<Exclusion> = set.rows.excluded.iter().map(|excluded| excluded.reason).collect();
    assert_eq!(
        reasons,
        [Exclusion::Organization, Exclusion::Drug, Exclusion::Anesthesia, Exclusion::NoWorkRvu],
        "{:?}",
        set.rows
    );
}

#[test]
fn coverage_is_of_the_totals_by_provider_and_those_shown_too_little_are_dropped() {
    let rows: Vec<Row> = (0..13).map(|npi| Row::of(npi, "Internal Medicine", "99213", 'O', 100)).collect();
    let mut totals = "Rndrng_NPI,Rndrng_Prvdr_Last_Org_Name,Tot_HCPCS_Cds,Tot_Srvcs\n".to_owned();
    for npi in 0..12 {
        totals.push_str(&format!(
            "{},\"Doe, X\",1,{}\n",
            1_000_000_000 + npi,
            if npi == 0 { 201 } else { 125 }
        ));
    }
    let geography =
        "Rndrng_Prvdr_Geo_Lvl,HCPCS_Cd,Tot_Srvcs\nNational,99213,1000\nNational,99213,1600\nState,99213,7\n";
    let files = [("rows.csv", file(&rows)), ("totals.csv", totals), ("areas.csv", geography.to_owned())];
    let set = build_of(&files.each_ref().map(|(name, text)| (*name, text.as_str()))).unwrap();
    let internists = set.specialty("internal-medicine").unwrap();
    // One of 13 shows half its services less one; one has no total and stays.
    assert_eq!((internists.providers, internists.whole.providers()), (13, 12));
    assert_eq!(set.rows.below_coverage, 1);
    let coverage = internists.whole.coverage.known().unwrap();
    assert_eq!((coverage.providers, coverage.pooled.to_string().as_str()), (11, "0.8000"));
    let code = set.code("99213".parse().unwrap()).unwrap();
    assert_eq!(code.coverage.known().unwrap().to_string(), "0.5000");
    assert_eq!(set::read(&set::write(&set).unwrap()).unwrap(), set);
}

#[test]
fn what_is_compressed_reads_as_what_is_plain() {
    let dir = tempfile::tempdir().unwrap();
    let text = file(&dozen());
    let plain = write(dir.path(), "rows.csv", &text);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    let gz = write(dir.path(), "rows.csv.gz", gz.finish().unwrap());
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default();
    for (name, content) in [("read me.pdf", "no rows"), ("rows.csv", text.as_str())] {
        zip.start_file(name, stored).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    let zip = write(dir.path(), "rows.zip", zip.finish().unwrap().into_inner());
    let built = |path| build(&[path], &SCHEDULE, &options(), None, &()).unwrap();
    let [plain, gz, zip] = [plain, gz, zip].map(built);
    let hash = |set: &BenchmarkSet| set.sources[0].file.sha256.clone();
    assert_eq!((hash(&gz), hash(&zip)), (hash(&plain), hash(&plain)));
    assert_eq!(zip.sources[0].file.name, "rows.zip/rows.csv");
    let plain = without_sources(plain);
    assert_eq!(without_sources(gz), plain);
    assert_eq!(without_sources(zip), plain);
}

#[test]
fn a_damaged_set_names_its_file_and_row() {
    let built = build_of(&[("rows.csv", &file(&dozen()))]).unwrap();
    let mut files = set::write(&built).unwrap();
    let at = files.iter().position(|file| file.name == "distributions.csv").unwrap();
    files[at].bytes.push(b'\n');
    assert_eq!(set::read(&files).unwrap_err().file, "distributions.csv");
    files.remove(at);
    assert_eq!(
        set::read(&files).unwrap_err().to_string(),
        "distributions.csv: the file is missing. Build the set again."
    );
}
