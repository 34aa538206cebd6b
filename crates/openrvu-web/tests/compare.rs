//! Codes side by side: without figures where there are none, from the last release of a deleted code, with every rule.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

mod common;

use axum::http::Method;
use common::{complete_site, get, send};
use serde_json::Value;

/// The values of a row of the comparison.
fn values<'a>(report: &'a Value, name: &str) -> &'a [Value] {
    let rows = report["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["name"] == name);
    row.map_or(&[], |row| row["values"].as_array().unwrap())
}

#[test]
fn a_code_without_rvus_has_no_figure_and_says_why_it_has_no_amount() {
    let report = get("/compare.json?codes=27447,00840,6040F").json();
    for name in ["Work RVU", "Malpractice", "Total, facility"] {
        let values = values(&report, name);
        assert!(values[0].is_string() && values[1].is_null() && values[2].is_null(), "{name}: {report}");
    }
    let reasons = values(&report, "Why there is no amount");
    assert!(reasons[0].is_null());
    assert!(reasons[1].as_str().unwrap().contains("add the minutes"));
    assert!(reasons[2].as_str().unwrap().starts_with("Status "));
    let page = get("/compare?codes=27447,00840,6040F");
    assert!(!page.text().contains(">0.00<"));
}

#[test]
fn the_status_is_that_of_the_whole_service() {
    let Some(site) = complete_site("the_status_is_that_of_the_whole_service", &["rvu21a.zip", "rvu26c.zip"])
    else {
        return;
    };
    let report =
        |codes: &str| send(&site, Method::GET, &format!("/compare.json?codes={codes}"), &[], "").json();
    let parts = report("74328,27447");
    assert_eq!(values(&parts, "Status")[0], "Carrier-priced (C)");
    assert!(values(&parts, "Work RVU")[0].is_null());
    assert_eq!(values(&parts, "Work RVU of the interpretation (26)")[0], "0.46");
    assert!(values(&parts, "Why there is no amount")[0].as_str().unwrap().contains("Carrier-priced"));

    // Deleted since: the last release that has it.
    let deleted = report("99441,99213");
    assert_eq!(values(&deleted, "Release"), ["RVU21A", "RVU26C"]);
    assert!(values(&deleted, "Work RVU")[0].is_string());
    let note = deleted["notes"][0].as_str().unwrap();
    assert_eq!(
        note,
        "99441 is not in RVU26C: its figures are those of RVU21A, the last release held that has it."
    );
}

#[test]
fn every_rule_that_an_indicator_tells_is_compared() {
    let report = get("/compare.json?codes=27447,29881").json();
    for name in ["Co-surgeons", "Team of surgeons", "Supervision", "Components", "Efficiency adjustment"] {
        assert_eq!(values(&report, name).len(), 2, "{name}");
    }
    assert_eq!(values(&report, "Efficiency adjustment")[0], "adjusted, 19.60 to 19.11 in 2026");
}

#[test]
fn one_code_alone_and_words_that_are_not_read_say_so() {
    assert!(get("/compare?codes=27447").text().contains("27447 stands alone: name a second code"));
    let many = "27447,".repeat(30);
    assert!(get(&format!("/compare?codes={many}")).text().contains("10 more were not read"));
    assert!(get("/compare?codes=99999").text().contains("99999 is in no release that is held here."));
}

#[test]
fn the_numbers_of_a_column_stand_on_one_edge() {
    let page = get("/compare?codes=27447,99213");
    assert!(page.text().contains("<td class=\"num\"><span>19.11</span></td>"));
}

#[test]
fn the_whole_of_a_test_has_no_amount_in_a_facility() {
    let twin = get("/compare.json?codes=27447,70496").json();
    assert!(values(&twin, "National amount, non-facility")[1].is_string());
    assert!(values(&twin, "National amount, facility")[1].is_null());
    let reason = values(&twin, "Why there is no amount")[1].as_str().unwrap();
    assert!(reason.starts_with("In a facility: the technical part"), "{reason}");
}
