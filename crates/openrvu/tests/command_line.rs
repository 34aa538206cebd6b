//! The program as a stranger meets it: answers, forms and exit codes, on the figures that ship.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn openrvu(args: &[&str]) -> Output {
    let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-data");
    Command::new(env!("CARGO_BIN_EXE_openrvu")).env("OPENRVU_DATA_DIR", empty).args(args).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn json(args: &[&str]) -> Value {
    serde_json::from_slice(&openrvu(args).stdout).unwrap()
}

#[test]
fn a_code_tells_where_it_stands_and_what_it_is_worth() {
    let knee = json(&["code", "27447", "--json"]);
    assert_eq!(knee["release"], "RVU26C");
    assert_eq!(knee["rows"][0]["work"], "19.11");
    assert_eq!(knee["history"].as_array().unwrap().len(), 23);
    let safety = openrvu(&["code", "6040F"]);
    assert!(text(&safety).contains("CPT Category II › Patient safety"), "{}", text(&safety));
    assert_eq!(json(&["code", "27447", "--on", "2020-06-01", "--json"])["rows"][0]["work"], "20.72");
}

#[test]
fn a_code_that_does_not_ship_says_how_to_load_it() {
    let output = openrvu(&["code", "0001A"]);
    assert_eq!(output.status.code(), Some(3));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("openrvu import rvu26c.zip"), "{error}");
}

#[test]
fn a_day_that_nothing_covers_says_what_is_held() {
    let output = openrvu(&["price", "99213", "--on", "2024-11-01"]);
    assert_eq!(output.status.code(), Some(3));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        error.contains("a day of RVU24D, which is not held") && error.contains("RVU20A to RVU24C"),
        "{error}"
    );
    assert!(error.contains("openrvu import rvu24d.zip"), "{error}");
    let output = openrvu(&["code", "27447", "--release", "RVU25A"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("openrvu import rvu25a.zip"));
}

#[test]
fn a_malformed_date_or_zip_code_says_how_to_write_it() {
    let told = |args: &[&str]| {
        let output = openrvu(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for date in ["08/01/2026", "2026-2-1", "2026-02-30"] {
        assert!(told(&["price", "99213", "--on", date]).contains("such as 2026-08-01"), "{date}");
    }
    assert!(told(&["price", "99213", "--on", "2026-08-01", "--zip", "1234"]).contains("five digits"));
}

#[test]
fn a_code_shows_every_row_with_its_indicators_and_history() {
    let whole = text(&openrvu(&["code", "74328"]));
    assert!(
        whole.contains("History of row 26") && whole.contains("efficiency adjustment: adjusted"),
        "{whole}"
    );
    let status = |row: &str| whole.lines().any(|line| line.contains("STATUS CODE") && line.contains(row));
    assert!(status("global, TC") && status(" 26 "), "{whole}");
    let professional = json(&["code", "74328-26", "--json"]);
    let rows = professional["rows"].as_array().unwrap();
    assert_eq!((rows.len(), rows[0]["work"].as_str()), (1, Some("0.46")));
    let indicators = rows[0]["indicators"].as_array().unwrap();
    let supervision = indicators.iter().find(|i| i["column"].as_str().unwrap().contains("SUPERVISION"));
    assert_eq!(supervision.unwrap()["meaning"], "The concept does not apply.");
    assert!(professional["history"].as_array().unwrap().iter().all(|row| row["modifier"] == "26"));
    assert_eq!(openrvu(&["code", "74328-50"]).status.code(), Some(2));

    assert_eq!(json(&["code", "00840", "--json"])["anesthesia_base_units"], 6);
    assert!(text(&openrvu(&["code", "00840"])).contains("Anesthesia base units: 6"));
    assert!(text(&openrvu(&["code", "70496"])).contains("The imaging cap applies"));
}

#[test]
fn a_price_names_clinician_and_what_is_to_be_known_of_the_zip_code() {
    let args = [
        "price",
        "99213",
        "--on",
        "2025-10-01",
        "--practitioner",
        "nurse-practitioner",
        "--non-participating",
    ];
    let told = text(&openrvu(&args));
    assert!(told.contains("nurse practitioner (× 0.85), not participating (× 0.95)"), "{told}");
    let zip = ["price", "99213", "--on", "2026-08-01", "--zip", "20601"];
    let claim = json(&[&zip[..], &["--json"]].concat());
    assert_eq!(claim["zip"], "20601");
    assert!(claim["zip_note"].as_str().unwrap().contains("another locality"));
    assert!(text(&openrvu(&[&zip[..], &["--csv"]].concat())).contains("another locality"));
}

#[test]
fn csv_has_its_header_whatever_is_found() {
    let header = |args: &[&str]| {
        let output = openrvu(&[args, &["--csv"]].concat());
        text(&output).lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(header(&["search", "zzzz"]), header(&["search", "knee"]));
    assert_eq!(header(&["search", "zzzz"]), "code,title");
    assert_eq!(header(&["doctor"]), "gravity,subject,finding");
    assert_eq!(
        header(&["import", "no-such-file.zip"]),
        "kind,name,revision,rows,complete,in_force,outcome,checks_failed,message"
    );
    assert!(header(&["releases"]).starts_with("release,effective_from,effective_through"));
    assert_eq!(header(&["efficiency", "RVU25D", "RVU26C"]), "class,code,modifier,before,after");
    let code = text(&openrvu(&["code", "27447", "--csv"]));
    assert!(code.contains(",1159.35,1159.35,") && !code.contains('$'), "{code}");
    let code = text(&openrvu(&["code", "27447", "--on", "2024-03-09", "--csv"]));
    assert!(code.lines().nth(1).unwrap().starts_with("RVU24AR,2024-03-09,33.2875,27447,"), "{code}");
}

#[test]
fn parity_in_csv_is_one_row_a_file_with_its_counts() {
    let folder = tempfile::tempdir().unwrap();
    let row = "2025,10112,00,99213,,1.00,1.00,,0,A,0,0.00,0.00,9,0.00,0.00\n";
    let files = ["PFALL25D.txt", "PFREV25D.txt"].map(|name| {
        let path = folder.path().join(name);
        std::fs::write(&path, row).unwrap();
        path.to_string_lossy().into_owned()
    });
    let output = openrvu(&["parity", &files[0], &files[1], "--csv"]);
    assert_eq!(output.status.code(), Some(1));
    let table = text(&output);
    let lines: Vec<&str> = table.lines().collect();
    assert!(
        lines[0].starts_with("file,kind,release,qualifying,chosen_by,rows,equal,different,not_held"),
        "{table}"
    );
    assert_eq!(
        lines[1],
        "PFALL25D.txt,payment amount,RVU25D,false,by the file's name,1,0,1,0,0,0,0,0,0,0,0,0"
    );
    assert_eq!(lines.len(), 3);
}

#[test]
fn a_class_of_the_adjustment_is_listed_alone() {
    let revalued = json(&["efficiency", "RVU25D", "RVU26C", "--list", "revalued", "--json"]);
    let rows = revalued["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["class"] == "revalued"));
    let output = openrvu(&["efficiency", "RVU26C", "RVU25D"]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("name the earlier release first"), "{error}");
}

#[test]
fn a_policy_file_that_is_not_there_is_told_from_a_name_that_is_none() {
    let told = |policy: &str| {
        let output = openrvu(&["price", "99213", "--on", "2026-08-01", "--policy", policy]);
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(told("/no/such.toml").contains("/no/such.toml: No such file"), "{}", told("/no/such.toml"));
    assert!(told("ours").contains("choose full, mirror-cms"), "{}", told("ours"));
}

#[test]
fn an_address_is_for_serving_and_an_empty_data_folder_is_the_default() {
    assert_eq!(openrvu(&["--addr", "127.0.0.1:0", "releases"]).status.code(), Some(2));
    // Bare, it serves: an address that cannot be had says so.
    let output = openrvu(&["--addr", "192.0.2.1:9"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("192.0.2.1:9 cannot be listened on"));
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_openrvu"));
    let output =
        command.env("OPENRVU_DATA_DIR", "").env("XDG_DATA_HOME", home.path()).arg("releases").output();
    assert_eq!(output.unwrap().status.code(), Some(0));
}

#[test]
fn a_price_is_the_same_in_every_form() {
    let args = ["price", "27447-50", "99213x2", "--on", "2026-08-01", "--zip", "35203"];
    let claim = json(&[&args[..], &["--json"]].concat());
    assert_eq!(claim["area_name"], "ALABAMA");
    let allowed = claim["lines"][1]["payment"]["allowed"].as_str().unwrap();
    assert_eq!(allowed, "175.58");
    assert!(text(&openrvu(&args)).contains(allowed));
    let csv = text(&openrvu(&[&args[..], &["--csv"]].concat()));
    assert!(csv.starts_with("line,allowed,patient"), "{csv}");
    assert!(csv.contains("99213x2,175.58"), "{csv}");
}

#[test]
fn a_price_says_why_nothing_is_paid_or_credited() {
    let partial = text(&openrvu(&["price", "61715-26", "--on", "2026-08-01"]));
    let words = "61715 is not among the figures held of RVU26C; the complete release is loaded with: openrvu import rvu26c.zip";
    assert!(partial.contains(words), "{partial}");
    let other_year = text(&openrvu(&["price", "98000", "--on", "2026-08-01", "--value-release", "RVU20A"]));
    assert!(other_year.contains("98000: Status I"), "{other_year}");
    assert!(
        other_year.contains("98000: no credit: 98000 is not among the figures held of RVU20A"),
        "{other_year}"
    );
}

#[test]
fn wrong_usage_is_told_from_what_is_not_possible() {
    for args in [&["price", "99213"][..], &["price", "nonsense", "--on", "2026-08-01"], &["code"]] {
        assert_eq!(openrvu(args).status.code(), Some(2), "{args:?}");
    }
    assert_eq!(openrvu(&["price", "99213", "--on", "2026-08-01", "--zip", "00000"]).status.code(), Some(3));
    assert_eq!(openrvu(&["import", "no-such-file.zip"]).status.code(), Some(3));
}

#[test]
fn search_understands_shorthand() {
    let found = json(&["search", "lap", "chole", "--json"]);
    assert_eq!(found["results"][0]["code"], "47562");
}

#[test]
fn packagers_get_completions_and_a_manual() {
    assert!(text(&openrvu(&["completions", "bash"])).contains("_openrvu"));
    assert!(text(&openrvu(&["man"])).contains(".TH openrvu"));
}

#[test]
fn benchmarks_say_what_they_are_on_the_first_run() {
    let listed = json(&["benchmark", "--json"]);
    assert_eq!(listed["ships_with_the_program"], true);
    assert_eq!(listed["sets"][0]["id"], "2012-RVU26C");
    let people = text(&openrvu(&["benchmark"]));
    assert!(people.contains("21 states and territories, valued on RVU26C, a lower bound"), "{people}");
    assert!(people.contains("openrvu benchmark build"), "{people}");
    let shown = text(&openrvu(&["benchmark", "show", "Podiatry", "--state", "nv"]));
    assert!(shown.contains("percentiles by nearest rank") && shown.contains("no FTE"), "{shown}");
    let absent = openrvu(&["benchmark", "show", "Alchemy"]);
    assert_eq!(absent.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&absent.stderr).contains("is not in the set 2012-RVU26C"));
    let told = |args: &[&str]| String::from_utf8_lossy(&openrvu(args).stderr).into_owned();
    assert!(told(&["benchmark", "show", "Cardiologist"]).contains("like it: Cardiology"));
    let few = told(&["benchmark", "show", "addiction medicine"]);
    assert!(few.contains("\"Addiction Medicine\" has fewer than 11 providers"), "{few}");
    let state = told(&["benchmark", "show", "podiatry", "--state", "zz"]);
    assert!(state.contains("in ZZ, or none: states with as many are"), "{state}");
    let all = json(&["benchmark", "show", "--json"]);
    assert_eq!(all["specialties"].as_array().unwrap().len(), listed["sets"][0]["specialties"]);
    assert!(text(&openrvu(&["benchmark", "show"])).contains("Not shown, since fewer than 11"));
}

#[test]
fn synthetic_rows_make_a_set_that_says_so_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let (rows, set) = (path("rows.csv"), path("set"));
    let made = json(&["benchmark", "generate", "--rows", "20000", "--release", "RVU23D", &rows, "--json"]);
    assert_eq!(made["synthetic"], true);
    let refused = openrvu(&["benchmark", "build", &rows, "--year", "2023", "--out", &set]);
    assert_eq!(refused.status.code(), Some(3), "chosen codes only");
    assert!(!Path::new(&set).exists(), "nothing half-built");
    let built = json(&[
        "benchmark",
        "build",
        &rows,
        "--year",
        "2023",
        "--incomplete-release",
        "--out",
        &set,
        "--json",
    ]);
    assert_eq!((&built["synthetic"], &built["rows"]["read"]), (&Value::Bool(true), &Value::from(20_000)));
    assert!(built["label"].as_str().unwrap().starts_with("Synthetic rows, not data."), "{built}");
    assert!(Path::new(&set).join("set.json").exists());
    let args = ["benchmark", "build", &rows, "--year", "2023", "--incomplete-release", "--out", &set];
    assert!(text(&openrvu(&args)).contains(&format!("Written to {set}.")), "over the one that is there");
    assert!(Path::new(&set).join("set.json").exists());
    assert_eq!(
        std::fs::read_dir(dir.path()).unwrap().count(),
        2,
        "the rows and the set, nothing beside them"
    );
}

#[test]
fn years_stand_beside_each_other_and_data_before_synthetic_rows() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let data = path("data");
    for year in ["2022", "2023"] {
        let rows = path(&format!("{year}.csv"));
        let release = format!("RVU{}D", &year[2..]);
        openrvu(&["benchmark", "generate", "--rows", "20000", "--release", &release, &rows]);
        let build =
            ["--data-dir", &data, "benchmark", "build", &rows, "--year", year, "--incomplete-release"];
        assert!(text(&openrvu(&build)).contains(&format!("Kept as {year}-{release}")));
    }
    let sets = json(&["--data-dir", &data, "benchmark", "--json"]);
    let ids: Vec<_> =
        sets["sets"].as_array().unwrap().iter().map(|set| set["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["2012-RVU26C", "2022-RVU22D", "2023-RVU23D"], "what ships stays beside synthetic rows");
    let shown = json(&["--data-dir", &data, "benchmark", "show", "cardiology", "--json"]);
    assert_eq!((&shown["set"], shown["years"].as_array().unwrap().len()), (&Value::from("2012-RVU26C"), 1));
    let args = ["--data-dir", &data, "benchmark", "show", "cardiology", "--set", "2023-RVU23D"];
    let shown = text(&openrvu(&args));
    assert!(shown.contains("Years") && shown.contains("2022-RVU22D"), "{shown}");
    assert!(!shown.contains("2012-RVU26C") && shown.contains("by Provider and Service, SHA-256"), "{shown}");
}
