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
    assert!(error.contains("RVU24D does") && error.contains("RVU20A to RVU24C"), "{error}");
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
