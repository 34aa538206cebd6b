//! The report of changes: every column is compared, a row may be of several kinds, and what is not known is not shown
//! as zero or as none.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use common::{Answer, complete_site, get, send};
use openrvu_web::Site;
use serde_json::Value;

fn totals(report: &Value) -> BTreeMap<&str, u64> {
    let pairs = report["totals"].as_array().unwrap().iter();
    pairs.map(|pair| (pair[0].as_str().unwrap(), pair[1].as_u64().unwrap())).collect()
}

/// The row of a code in a report that is asked for by that code.
fn row<'a>(report: &'a Value, code: &str) -> &'a Value {
    let rows = report["rows"].as_array().unwrap();
    rows.iter().find(|row| row["code"] == code).unwrap_or(&Value::Null)
}

fn ask(site: &Arc<Site>, path: &str) -> Answer {
    send(site, Method::GET, path, &[], "")
}

#[test]
fn every_column_of_two_complete_releases_is_compared() {
    let Some(site) = complete_site(
        "every_column_of_two_complete_releases_is_compared",
        &["rvu25d.zip", "rvu26b.zip", "rvu26c.zip"],
    ) else {
        return;
    };
    let report = |query: &str| ask(&site, &format!("/changes.json?{query}")).json();
    let year = report("from=RVU25D&to=RVU26C");
    let totals = totals(&year);
    assert_eq!(totals["work"], 7477);
    assert_eq!(totals["indicator"], 401, "status or any indicator, whatever else changed");
    assert_eq!(totals["status"], 334);
    assert_eq!((totals["added"], totals["removed"]), (496, 230));
    assert!(totals["cap"] >= 121, "rows of which the imaging cap changed");
    assert!(year["extent"].is_null());

    // A skin substitute: its status and its values changed together.
    let skin = report("from=RVU25D&to=RVU26C&kind=status&code=Q4132");
    let kinds = &row(&skin, "Q4132")["kinds"];
    assert!(kinds.as_array().unwrap().iter().any(|kind| kind == "status"), "{skin}");
    assert!(kinds.as_array().unwrap().iter().any(|kind| kind == "expense"), "{skin}");
    assert_eq!(row(&skin, "Q4132")["differences"][0]["column"], "STATUS CODE");

    // Carrier-priced since: no figure, and the reason.
    let quarter = report("from=RVU26B&to=RVU26C&kind=indicator&code=A4100");
    let priced = row(&quarter, "A4100");
    assert!(priced["non_facility"][0].is_string() && priced["non_facility"][1].is_null(), "{quarter}");
    assert_eq!(priced["without_rvus"][1], "Carrier-priced (C)");
    let page = ask(&site, "/changes?from=RVU26B&to=RVU26C&kind=added");
    assert!(page.text().contains("no RVUs in RVU26C: Carrier-priced (C)"));

    // The greatest growth first, over all pages.
    let grown = report("from=RVU25D&to=RVU26C&sort=-work");
    let growth = |row: &Value| hundredths(&row["work"][1]) - hundredths(&row["work"][0]);
    let rows = grown["rows"].as_array().unwrap();
    assert!(rows.windows(2).all(|pair| growth(&pair[0]) >= growth(&pair[1])));
    assert!(growth(&rows[0]) > 0);
}

/// An RVU as text in hundredths.
fn hundredths(value: &Value) -> i64 {
    value.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[test]
fn counts_over_chosen_codes_say_so_and_tell_nothing_added_or_removed() {
    let report = get("/changes.json?from=RVU25D&to=RVU26C").json();
    let totals = totals(&report);
    assert!(totals["work"] > 0 && !totals.contains_key("added") && !totals.contains_key("removed"));
    let extent = report["extent"].as_str().unwrap();
    assert!(extent.starts_with("Of the ") && extent.contains("added or removed cannot be told"), "{extent}");
    assert!(get("/changes?from=RVU25D&to=RVU26C").text().contains(extent));
    for path in ["/resources/2026-changes", "/stages/attendings"] {
        assert!(get(path).text().contains("codes held here"), "{path}");
    }
    let added = get("/changes.json?kind=added");
    assert!(added.text().contains("cannot be told"), "{}", added.text());
}

#[test]
fn what_cannot_be_read_is_an_error_and_nothing_is_reported_in_its_place() {
    for (query, words) in [
        ("kind=foo", "is no kind of change: write one of work, expense, indicator"),
        ("from=RVU99D", "RVU99D is not held"),
        ("to=foo", "foo"),
        ("page=0", "is not the number of a page"),
        ("page=99999", "There is no page 99999"),
        ("sort=size", "is nothing to sort by"),
        ("code=27447x", "is not the beginning of a code"),
    ] {
        let twin = get(&format!("/changes.json?{query}"));
        assert_eq!(twin.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(twin.json()["errors"][0].as_str().unwrap().contains(words), "{}", twin.text());
        assert!(twin.json()["rows"].as_array().unwrap().is_empty(), "{query}");
        let page = get(&format!("/changes?{query}"));
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text().contains("role=\"alert\"") && !page.text().contains("aria-label=\"Changed rows\"")
        );
    }
}
