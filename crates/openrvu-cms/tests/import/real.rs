//! CMS's own files: all releases in one call, and the reference tables.

use std::sync::OnceLock;

use openrvu_cms::archive::{self, Limits, Member, Source};
use openrvu_cms::completeness::Bounds;
use openrvu_cms::doctor;
use openrvu_cms::import::{ImportOptions, ImportReport, Outcome, import};
use openrvu_cms::read::{self, Input};
use openrvu_cms::store::{Table, TableKind, gaps};
use openrvu_core::reference::PtpEdit;
use openrvu_core::{Code, CodeKind, Release, RowModifier};

use crate::support::{Bench, cms};

const ALL: [&str; 23] = [
    "RVU20A", "RVU20B", "RVU20C", "RVU20D", "RVU21A", "RVU21B", "RVU21C", "RVU21D", "RVU22A", "RVU22B",
    "RVU22C", "RVU22D", "RVU23A", "RVU23B", "RVU23C", "RVU23D", "RVU24A", "RVU24AR", "RVU24B", "RVU24C",
    "RVU25D", "RVU26B", "RVU26C",
];

/// Everything at hand, imported once for all tests.
pub struct Real {
    pub bench: Bench,
    pub report: ImportReport,
    pub releases: Vec<Release>,
}

pub fn real() -> Option<&'static Real> {
    static REAL: OnceLock<Option<Real>> = OnceLock::new();
    REAL.get_or_init(|| {
        let paths =
            ["releases", "locality/zip5_oct2025.zip", "anesthesia", "ncci/AOC_V2026Q2-MCR.xlsx", "hcpcs"];
        let paths: Vec<_> = paths.into_iter().map(cms).collect::<Option<_>>()?;
        let bench = Bench::new();
        let options = ImportOptions { bounds: Bounds::default(), ..bench.options() };
        let report = import(&bench.store, &paths, &options, &()).unwrap();
        let releases = bench.store.load_all().unwrap();
        Some(Real { bench, report, releases })
    })
    .as_ref()
}

fn release<'a>(real: &'a Real, name: &str) -> &'a Release {
    real.releases.iter().find(|release| release.id.to_string() == name).unwrap()
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

#[test]
fn all_23_releases_are_held_after_one_call() {
    let Some(real) = real() else { return };
    let refused: Vec<String> = real.report.refused.iter().map(|r| r.error.to_string()).collect();
    assert!(refused.is_empty(), "{refused:#?}");
    let names: Vec<String> = real.releases.iter().map(|release| release.id.to_string()).collect();
    assert_eq!(names, ALL);
    assert!(real.report.releases.iter().all(|release| release.outcome == Outcome::Added));
    let rows: usize = real.releases.iter().map(|release| release.rows.len()).sum();
    assert_eq!(rows, 413_569);
    for release in &real.releases {
        assert_eq!(
            release.localities.len(),
            if release.id.year < 2024 { 112 } else { 109 },
            "{}",
            release.id
        );
    }
    assert_eq!(real.report.skipped.len(), 8, "{:?}", real.report.skipped);
}

#[test]
fn every_check_passes_on_every_release() {
    let Some(real) = real() else { return };
    for outcome in &real.report.releases {
        for check in &outcome.manifest.provenance.checks {
            assert!(check.passed(), "{} {check:?}", outcome.manifest.release);
        }
    }
    let checked = |name: &str, check: &str| {
        let outcome = real.report.releases.iter().find(|r| r.manifest.release.to_string() == name).unwrap();
        let checks = &outcome.manifest.provenance.checks;
        checks.iter().filter(|c| c.name == check).map(|c| c.checked).sum::<u64>()
    };
    assert_eq!(checked("RVU25D", "components"), 3548);
    assert_eq!(checked("RVU25D", "totals"), 2 * 19_090);
    // Five files, each in three forms.
    assert_eq!(checked("RVU25D", "forms"), 10);
    assert_eq!(checked("RVU25D", "anesthesia"), 109);
    assert_eq!(checked("RVU26C", "conversion-factor"), 1);
}

#[test]
fn the_doctor_finds_nothing() {
    let Some(real) = real() else { return };
    let examined = doctor::examine(&real.bench.store, &real.bench.policy, &()).unwrap();
    assert_eq!(examined.findings, []);
    assert_eq!((examined.releases, examined.tables), (23, 4));
}

#[test]
fn releases_of_one_title_are_told_apart() {
    let Some(real) = real() else { return };
    let factor = |name| release(real, name).conversion_factor.to_string();
    assert_eq!([factor("RVU24A"), factor("RVU24AR")], ["32.7442", "33.2875"]);
    let day = |name| release(real, name).effective_from.to_string();
    assert_eq!([day("RVU24A"), day("RVU24AR"), day("RVU24B")], ["2024-01-01", "2024-03-09", "2024-04-01"]);
    let april = real.report.releases.iter().find(|r| r.manifest.release.to_string() == "RVU26B").unwrap();
    assert_eq!(april.manifest.identified_by, "by file name (2026, April) and conversion factor 33.4009");
}

#[test]
fn what_is_loaded_is_what_the_files_say() {
    let Some(real) = real() else { return };
    for name in ["rvu20a", "rvu25d", "rvu26b"] {
        let Some(zip) = cms(&format!("releases/{name}.zip")) else { return };
        let container = archive::open(&Source::Zip(zip), &Limits::default()).unwrap();
        let member = container
            .members
            .iter()
            .find(|m| m.name.contains("PPRRVU") && (m.name.ends_with("csv") || name == "rvu26b"))
            .unwrap();
        let mut file = read::pprrvu(Input { name: &member.name, bytes: &member.bytes }, false).unwrap();
        file.rows.sort_by_key(|row| (row.code, row.modifier));
        let held = release(real, &name.to_uppercase());
        assert!(file.rows == held.rows, "{name}");
        assert_eq!(file.released, held.released);
        assert!(held.sources.contains(&member.source()));
    }
}

#[test]
fn figures_of_the_worked_cases_are_held() {
    let Some(real) = real() else { return };
    let work = |name: &str, text: &str, modifier| {
        release(real, name).row(code(text), modifier).unwrap().work.to_string()
    };
    let history: Vec<String> =
        ["RVU20A", "RVU21A", "RVU25D", "RVU26C"].map(|n| work(n, "27447", RowModifier::Global)).into();
    assert_eq!(history, ["20.72", "19.60", "19.60", "19.11"]);
    assert_eq!(work("RVU25D", "45378", RowModifier::Discontinued), "1.63");
    assert_eq!(work("RVU25D", "74328", RowModifier::Professional), "0.47");
    let locality = release(real, "RVU25D").locality("10112-00".parse().unwrap()).unwrap();
    assert_eq!(locality.name, "ALABAMA");
    assert_eq!(locality.anesthesia.unwrap().to_string(), "19.31");
    assert_eq!(locality.counties.as_deref(), Some("ALL COUNTIES"));
    // The work index with the floor of 1.0 is in force, whichever columns the file has.
    for name in ["RVU26B", "RVU26C"] {
        let alabama = release(real, name).locality("10112-00".parse().unwrap()).unwrap();
        assert_eq!(alabama.gpcis.work.to_string(), "1.000");
    }
}

#[test]
fn only_public_descriptions_are_kept_without_the_license() {
    let Some(real) = real() else { return };
    for held in real.bench.store.releases().unwrap() {
        let descriptions = real.bench.store.descriptions(&held.in_force).unwrap();
        assert!(descriptions.len() > 1000, "{}", held.id());
        for description in descriptions {
            let public = description.code.kind() == CodeKind::HcpcsII && !description.code.is_dental();
            assert!(public, "{}", description.code);
        }
    }
}

#[test]
fn importing_again_changes_nothing() {
    let (Some(real), Some(january), Some(july)) =
        (real(), cms("releases/rvu20a.zip"), cms("releases/rvu26c.zip"))
    else {
        return;
    };
    let before = real.bench.contents();
    let report = real.bench.import(&[january, july]);
    assert!(report.releases.iter().all(|release| release.outcome == Outcome::AlreadyHeld));
    assert_eq!(report.releases.len(), 2);
    assert!(real.bench.contents() == before);
}

#[test]
fn gaps_between_the_releases_are_told() {
    let Some(real) = real() else { return };
    let ids: Vec<_> = real.releases.iter().map(|release| release.id).collect();
    let told: Vec<String> = gaps(&ids, &real.bench.policy.calendar).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "RVU24D to RVU25C are not held: dates 2024-10-01 to 2025-09-30 are priced by none",
            "RVU26A is not held: dates 2026-01-01 to 2026-03-31 are priced by none",
        ]
    );
}

#[test]
fn reference_tables_are_held_by_version() {
    let Some(real) = real() else { return };
    let held: Vec<(String, String, u64)> = real
        .bench
        .store
        .tables()
        .unwrap()
        .into_iter()
        .map(|table| {
            (table.in_force.table.as_str().to_owned(), table.in_force.version.clone(), table.in_force.rows())
        })
        .collect();
    let expected = [
        ("zip-locality", "2025Q4", 42_956),
        ("anesthesia-base-units", "2022", 276),
        ("add-on-edits", "2026Q2", 9000),
        ("hcpcs", "2025Q1", 8259),
    ];
    assert_eq!(held, expected.map(|(kind, version, rows)| (kind.to_owned(), version.to_owned(), rows)));
    let tables = real.bench.store.load_tables().unwrap();
    let cleveland = openrvu_core::reference::Zip::from_bytes(b"44114").unwrap();
    assert_eq!(tables.zip(cleveland).unwrap().locality.to_string(), "15202-00");
    assert_eq!(tables.anesthesia_base(code("00840")), Some(6));
    assert!(!tables.add_on_edits_of(code("22552")).is_empty());
    assert!(tables.hcpcs_descriptor(code("G0105")).is_some());
    for summary in real.bench.store.tables().unwrap() {
        if let Table::Hcpcs { codes, modifiers } = real.bench.store.load_table(&summary.in_force).unwrap() {
            assert!(codes.is_sorted_by_key(|row| row.code) && modifiers.len() > 300);
        }
    }
}

/// The one file of a ZIP, or the file itself.
fn member(path: &str, part: &str) -> Option<Member> {
    let path = cms(path)?;
    let zip = path.extension().is_some_and(|extension| extension == "zip");
    let source = if zip { Source::Zip(path) } else { Source::Loose(vec![path]) };
    let members = archive::open(&source, &Limits::default()).unwrap().members;
    members.into_iter().find(|member| member.name.contains(part))
}

#[test]
fn reference_tables_are_loaded_as_they_were_read() {
    let Some(real) = real() else { return };
    let files = [
        ("locality/zip5_oct2025.zip", "ZIP5_OCT2025"),
        ("anesthesia/CY_2022_Anesthesia_Base_Units_110921.xlsx", ""),
        ("ncci/AOC_V2026Q2-MCR.xlsx", ""),
        ("hcpcs/HCPC2025_JAN_ANWEB.zip", "ANWEB_12172024.txt"),
    ];
    let held = real.bench.store.tables().unwrap();
    for ((path, part), held) in files.into_iter().zip(held) {
        let Some(member) = member(path, part) else { return };
        let input = Input { name: &member.name, bytes: &member.bytes };
        match real.bench.store.load_table(&held.in_force).unwrap() {
            Table::ZipLocality(rows) => {
                let mut read = read::zip_locality(input).unwrap().rows;
                read.sort_by_key(|row| row.zip);
                assert!(rows == read);
            }
            Table::AnesthesiaBaseUnits(rows) => {
                let mut read = read::anesthesia_base(input).unwrap().rows;
                read.sort_by_key(|row| row.code);
                assert!(rows == read);
            }
            Table::AddOnEdits(rows) => {
                let mut read = read::add_on(input).unwrap().edits;
                read.sort_by_key(|row| (row.add_on, row.primary, row.effective_from));
                assert!(rows == read);
            }
            Table::Hcpcs { codes, modifiers } => {
                let mut read = read::hcpcs(input).unwrap();
                read.rows.sort_by_key(|row| row.code);
                read.modifiers.sort_by_key(|row| row.modifier);
                assert!(codes == read.rows && modifiers == read.modifiers);
            }
            Table::Ptp { .. } | Table::Mue { .. } => panic!("{path} is none of these"),
        }
    }
}

#[test]
fn ncci_excerpts_are_read_into_tables() {
    let (Some(mue), Some(ptp)) = (
        cms("ncci/excerpts/MCR_MUE_PractitionerServices_Eff_07-01-2026.head.csv"),
        cms("ncci/excerpts/ccipra-v322r0-f1.head.txt"),
    ) else {
        return;
    };
    let bench = Bench::new();
    let report = bench.import(&[mue, ptp]);
    assert!(report.refused.is_empty(), "{:?}", report.refused);
    let versions: Vec<&str> = report.tables.iter().map(|table| table.manifest.version.as_str()).collect();
    assert_eq!(versions, ["v322r0", "2026Q3"]);
    let tables = bench.store.load_tables().unwrap();
    assert!(!tables.ptp_edits.is_empty() && !tables.mues.is_empty());
    assert!(tables.ptp_edits.is_sorted_by_key(|edit| (edit.column_1, edit.column_2)));
    let Some(member) = member("ncci/excerpts/ccipra-v322r0-f1.head.txt", "") else { return };
    let read = read::ptp(Input { name: &member.name, bytes: &member.bytes }).unwrap();
    let held =
        bench.store.tables().unwrap().into_iter().find(|t| t.in_force.table == TableKind::PtpPractitioner);
    let Table::Ptp { edits, rationales } = bench.store.load_table(&held.unwrap().in_force).unwrap() else {
        panic!("the table is of another kind")
    };
    assert_eq!(edits.len(), read.edits.len());
    for edit in read.edits {
        let text = &read.rationales[usize::from(edit.rationale)];
        let same = |held: &&PtpEdit| PtpEdit { rationale: edit.rationale, ..**held } == edit;
        let held = edits.iter().find(same).unwrap();
        assert_eq!(&rationales[usize::from(held.rationale)], text);
    }
}
