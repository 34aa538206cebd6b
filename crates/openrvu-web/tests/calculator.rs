//! The calculator: a case that cannot be read is not priced, and every form of the answer says why.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

mod common;

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use common::{get, options, send, starter_schedule};
use jiff::civil::date;
use openrvu_content::Library;
use openrvu_web::{Site, SiteOptions};

/// Parts of a case that cannot be read, each with words of its error.
const UNREADABLE: [(&str, &str); 9] = [
    ("lines=45385%0Afoo", "foo: "),
    ("lines=45385&on=bad", "not a day"),
    ("lines=45385&place=bad", "not a place of service"),
    ("lines=45385&locality=bad", "not a locality"),
    ("lines=45385&by=wizard", "no clinician that prices depend on"),
    ("lines=45385&qualifying=maybe", "qualifying=maybe is neither yes nor no"),
    ("lines=45385&participating=maybe", "participating=maybe is neither yes nor no"),
    ("lines=45385&policy=none", "There is no credit policy"),
    ("lines=45385&value_release=RVU9", "not a release"),
];

#[test]
fn a_case_that_cannot_be_read_is_not_priced() {
    for (query, words) in UNREADABLE {
        let page = get(&format!("/calculator?{query}"));
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text().replace("&#34;", "\"");
        assert!(text.contains(words) && !text.contains("id=\"result\""), "{query}");
        for twin in ["json", "csv", "txt"] {
            let answer = get(&format!("/calculator.{twin}?{query}"));
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            assert!(answer.text().contains(words), "{twin}: {}", answer.text());
            assert!(!answer.text().contains('$'), "{twin}: {}", answer.text());
        }
        let twin = get(&format!("/calculator.json?{query}")).json();
        assert!(twin["value"].is_null() && twin["errors"].as_array().unwrap().len() == 1, "{twin}");
    }
}

#[test]
fn every_part_that_cannot_be_read_is_named() {
    let csv = get("/calculator.csv?lines=45385%0Afoo&on=bad&place=bad");
    let records: Vec<&str> = csv.text().lines().collect();
    assert_eq!(records[0], "record,line,outcome,allowed,patient,paid,work_rvu,release,words");
    assert_eq!(records.len(), 4);
    assert!(records[1..].iter().all(|record| record.starts_with("error,,,,,,,,")), "{records:?}");
}

#[test]
fn csv_has_one_layout_for_lines_total_and_reasons() {
    let csv = get("/calculator.csv?lines=45385%0A00840%0A6040F&place=facility&on=2025-11-01");
    assert_eq!(csv.status, StatusCode::OK);
    let records: Vec<&str> = csv.text().lines().collect();
    let starts = |at: usize, with: &str| assert!(records[at].starts_with(with), "{}", records[at]);
    starts(1, "line,45385,priced,242.92,");
    starts(2, "line,00840,unpriced,,,,,RVU25D,");
    assert!(records[2].contains("add the minutes"));
    starts(3, "line,6040F,");
    starts(4, "total,,,242.92,");
    assert!(records[4].contains("without an amount, not zero but unknown."), "{}", records[4]);
}

#[test]
fn text_says_what_its_total_leaves_out_and_why() {
    let answer = get("/calculator.txt?lines=45385%0A00840&place=facility&on=2025-11-01");
    let text = answer.text();
    for part in ["$242.92", "add the minutes", "1 line without an amount, not zero but unknown."] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(get("/calculator.txt").text().contains("No line is given"));
}

#[test]
fn more_lines_than_a_claim_has_are_refused_with_their_number() {
    let lines = "99213%0A".repeat(201);
    let twin = get(&format!("/calculator.json?lines={lines}")).json();
    assert_eq!(twin["errors"][0], "a claim has at most 200 lines, here are 201.");
    let long = "9".repeat(5000);
    let error = get(&format!("/calculator.json?lines={long}")).json()["errors"][0].to_string();
    assert!(error.len() < 300, "{error}");
}

/// A site that is served on a day.
fn on(today: fn() -> jiff::civil::Date) -> Arc<Site> {
    let options = SiteOptions { today: Some(today), ..options() };
    Site::new(starter_schedule(), Library::embedded().unwrap(), options).unwrap().shared()
}

#[test]
fn without_a_date_today_is_priced_where_it_is_held() {
    let held = on(|| date(2026, 8, 14));
    let page = send(&held, Method::GET, "/calculator?lines=99213", &[], "");
    assert!(page.text().contains("Without a date: today, 2026-08-14."));
    assert!(page.text().contains("on=2026-08-14"), "the link holds the day");
    let data = send(&held, Method::GET, "/data", &[], "");
    assert!(!data.text().contains("covers today"));
}

#[test]
fn where_today_is_not_held_the_site_says_so() {
    let late = on(|| date(2026, 11, 23));
    let words = "RVU26D covers today (2026-11-23) and is not held.";
    let page = send(&late, Method::GET, "/calculator?lines=99213", &[], "");
    assert!(
        page.text().contains("Without a date: 2026-07-01, the first day of RVU26C, the newest release held.")
    );
    assert!(page.text().contains(words));
    assert!(send(&late, Method::GET, "/data", &[], "").text().contains(words));
    assert_eq!(send(&late, Method::GET, "/data.json", &[], "").json()["not_covered_today"], words);
    assert!(get("/data.json").json()["not_covered_today"].is_null(), "nothing tells the day");
    for path in ["/", "/codes/27447"] {
        assert!(send(&late, Method::GET, path, &[], "").text().contains(words), "{path}");
        assert!(!get(path).text().contains("covers today"), "{path}");
    }
}

#[test]
fn what_is_paid_and_owed_adds_up_to_the_total() {
    let words = "Medicare pays $202.62, the patient $51.69, and $4.14 are sequestration.";
    let case = "lines=45385%0A45380&place=facility&on=2025-11-01";
    assert!(get(&format!("/calculator?{case}")).text().contains(words));
    assert!(get(&format!("/calculator.txt?{case}")).text().contains(words));
}
