//! The program on CMS's own files: import, doctor, parity, efficiency. Skips where the files are absent.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use openrvu_cms::archive::{self, Limits, Source};
use serde_json::Value;

fn cms() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cms");
    if folder.join("releases/rvu26c.zip").exists() {
        return Some(folder);
    }
    println!("skipped: CMS's files are not at ../shared/cms");
    None
}

fn openrvu(data: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_openrvu")).arg("--data-dir").arg(data).args(args).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// OPPSCAP rows, and those that differ from our own computation, by release. All others are equal.
///
/// CMS did not recompute the file for RVU21A, B and D and RVU24C; RVU20C and D and RVU23D carry some codes' figures of the
/// release before.
const OPPSCAP: [(&str, u64, u64); 21] = [
    ("rvu20a", 18207, 0),
    ("rvu20b", 18207, 0),
    ("rvu20c", 18207, 238),
    ("rvu20d", 18207, 238),
    ("rvu21a", 17969, 17842),
    ("rvu21b", 17969, 17842),
    ("rvu21c", 19397, 0),
    ("rvu21d", 17969, 17842),
    ("rvu22a", 18564, 0),
    ("rvu22b", 18564, 0),
    ("rvu22c", 18564, 0),
    ("rvu22d", 18564, 0),
    ("rvu23a", 18326, 0),
    ("rvu23b", 18326, 0),
    ("rvu23c", 18326, 0),
    ("rvu23d", 18326, 308),
    ("rvu24a", 17710, 0),
    ("rvu24ar", 17710, 0),
    ("rvu24b", 17710, 0),
    ("rvu24c", 17710, 17710),
    ("rvu25d", 16100, 0),
];

#[test]
fn every_release_imports_and_agrees_with_cms() {
    let Some(cms) = cms() else { return };
    let data = tempfile::tempdir().unwrap();
    let path = |name: &str| cms.join(name).to_string_lossy().into_owned();

    let imported = openrvu(data.path(), &["import", "--json", &path("releases")]);
    assert_eq!(imported.status.code(), Some(0), "{}", String::from_utf8_lossy(&imported.stdout));
    assert_eq!(json(&imported)["releases"].as_array().unwrap().len(), 23);
    let again = json(&openrvu(data.path(), &["import", "--json", &path("releases/rvu26c.zip")]));
    assert_eq!(again["releases"][0]["outcome"]["outcome"], "already-held");

    // A file cut at the end of a line is no release; kept as a part, it says what it lacks.
    let zip = Source::Zip(cms.join("releases/rvu26c.zip"));
    let members = archive::open(&zip, &Limits::default()).unwrap().members;
    let values = members.into_iter().find(|member| member.name.contains("PPRRVU")).unwrap();
    let text = String::from_utf8_lossy(&values.bytes).into_owned();
    let half = data.path().join("PPRRVU2026_Jul_nonQPP.csv");
    let lines: Vec<&str> = text.split_inclusive('\n').take(5009).collect();
    std::fs::write(&half, lines.concat()).unwrap();
    let refused = openrvu(data.path(), &["import", half.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("4999 rows, where RVU26C has 19356"));
    let kept = openrvu(data.path(), &["import", "--partial", half.to_str().unwrap()]);
    assert_eq!(kept.status.code(), Some(0));
    let told = String::from_utf8_lossy(&kept.stdout).into_owned();
    for words in ["14357 removed", "kept as a part; not in force", "complete: 4 of 6 fail"] {
        assert!(told.contains(words), "{words}: {told}");
    }

    let doctor = openrvu(data.path(), &["doctor", "--json"]);
    assert_eq!(doctor.status.code(), Some(0), "{}", String::from_utf8_lossy(&doctor.stdout));

    let payment = openrvu(data.path(), &["parity", "--json", &path("payment/PFREV25C.txt")]);
    assert_eq!(payment.status.code(), Some(0));
    let counts = &json(&payment)[0];
    assert_eq!((counts["rows"].as_u64(), counts["equal"].as_u64()), (Some(109), Some(109)));

    for (release, rows, different) in OPPSCAP {
        let output = openrvu(data.path(), &["parity", "--json", &path(&format!("releases/{release}.zip"))]);
        assert_eq!(output.status.code(), Some(i32::from(different > 0)), "{release}");
        for file in json(&output).as_array().unwrap() {
            let found = ["rows", "different", "not_held"].map(|field| file[field].as_u64().unwrap());
            assert_eq!(found, [rows, different, 0], "{release} {}", file["file"]);
        }
    }

    let efficiency = json(&openrvu(data.path(), &["efficiency", "--json", "RVU25D", "RVU26C"]));
    let counts =
        ["adjusted", "too-small", "exempt", "revalued"].map(|class| efficiency["counts"][class].as_u64());
    assert_eq!(counts, [Some(7372), Some(261), Some(430), Some(55)]);
}

#[test]
fn the_first_rows_of_the_national_file_of_2012_make_a_set() {
    let Some(cms) = cms() else { return };
    let data = tempfile::tempdir().unwrap();
    let path = |name: &str| cms.join(name).to_string_lossy().into_owned();
    let rows = path("puf2012/Medicare-Physician-and-Other-Supplier-PUF-CY2012_head17028.txt.gz");
    let build = |year: &str| {
        let value = ["--value-release", "RVU26C", "--json"];
        openrvu(data.path(), &[&["benchmark", "build", rows.as_str(), "--year", year], &value[..]].concat())
    };
    let incomplete = build("2012");
    assert_eq!(incomplete.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&incomplete.stderr).contains("openrvu import rvu26c.zip"));
    openrvu(data.path(), &["import", &path("releases/rvu26c.zip")]);
    let other_year = String::from_utf8_lossy(&build("2013").stderr).into_owned();
    assert!(other_year.contains("are of 2012, and --year says 2013"), "{other_year}");
    assert!(!data.path().join("benchmarks/2012-RVU26C").exists(), "nothing half-built");

    let set = json(&build("2012"));
    let rows = &set["rows"];
    let counts = ["read", "used", "without_place", "without_days"].map(|field| rows[field].as_u64().unwrap());
    assert_eq!(counts, [17_028, 11_889, 0, 0]);
    let left_out: u64 =
        rows["excluded"].as_array().unwrap().iter().map(|reason| reason["rows"].as_u64().unwrap()).sum();
    assert_eq!(counts[1] + left_out, counts[0]);
    assert_eq!(set["biases"]["reason"], "no-release", "amounts of 2012 are not those of 2026");
    let shown = json(&openrvu(data.path(), &["benchmark", "show", "internal-medicine", "--json"]));
    assert_eq!(shown["set"], "2012-RVU26C");
    assert!(shown["specialty"]["whole"]["work_per_day"]["n"].as_u64().unwrap() > 100);
    let doctor = openrvu(data.path(), &["doctor", "--json"]);
    assert_eq!(json(&doctor)["benchmark_sets"]["verified"], 1);

    // The re-published columns of the states are no layout of Medicare's.
    let state = openrvu(
        data.path(),
        &["benchmark", "build", &path("puf2012/VI.csv.zip"), "--year", "2012", "--value-release", "RVU26C"],
    );
    let told = String::from_utf8_lossy(&state.stderr).into_owned();
    assert!(state.status.code() == Some(3) && told.contains("VI.csv.zip/VI.csv, row 1"), "{told}");
}
