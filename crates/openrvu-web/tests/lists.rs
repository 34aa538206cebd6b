//! Lists: sorted by the address over all their pages, and each page with its JSON twin.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

mod common;

use axum::http::StatusCode;
use common::{get, get_with};
use serde_json::Value;

const SECTION: &str = "/codes/browse/category-i/surgery/musculoskeletal";

/// The work RVUs of a list in hundredths; none where a code has none.
fn work(list: &Value) -> Vec<Option<i64>> {
    let codes = list["codes"].as_array().unwrap().iter();
    codes.map(|line| Some(line["work"].as_str()?.replace('.', "").parse().unwrap())).collect()
}

#[test]
fn a_list_is_sorted_by_the_address() {
    for list in [SECTION, "/specialties/cardiology"] {
        let down = work(&get(&format!("{list}.json?sort=-work")).json());
        assert!(down.len() > 1 && down.is_sorted_by(|a, b| a >= b), "{list}: {down:?}");
        let up = work(&get(&format!("{list}.json?sort=work")).json());
        let (valued, rest) = up.split_at(up.iter().position(Option::is_none).unwrap_or(up.len()));
        assert!(valued.is_sorted() && rest.iter().all(Option::is_none), "codes without work come last");
    }
}

#[test]
fn headings_lead_to_the_order_without_a_script() {
    let page = get(SECTION);
    assert!(page.text().contains(&format!("<a class=\"sort\" href=\"{SECTION}?sort=-work\"")));
    let sorted = get(&format!("{SECTION}?sort=-work"));
    assert!(sorted.text().contains("aria-sort=\"descending\""));
    assert!(sorted.text().contains(&format!("href=\"{SECTION}?sort=work\"")), "and back");
    assert!(sorted.text().contains("<meta name=\"robots\" content=\"noindex\">"));
    let heads: Vec<_> = ["Work RVU</a>", "Global</a>", "Total, non-facility</a>"]
        .map(|head| page.text().find(head).unwrap())
        .into();
    assert!(heads.is_sorted(), "the global period stands beside the work RVU, in view on a phone");
    let unknown = get(&format!("{SECTION}?sort=size"));
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert!(unknown.text().contains("is nothing to sort by"));
}

#[test]
fn every_page_has_a_twin_by_address_and_by_accept() {
    let pages = [
        ("/codes", "sections"),
        (SECTION, "codes"),
        ("/specialties/cardiology", "codes"),
        ("/benchmarks", "specialties"),
        ("/benchmarks/cardiology", "percentiles"),
        ("/data", "releases"),
        ("/changes", "totals"),
        ("/compare", "codes"),
        ("/resources/modifiers", "body"),
    ];
    for (path, field) in pages {
        let twin = get(&format!("{path}.json"));
        assert_eq!(
            (twin.status, twin.header("content-type")),
            (StatusCode::OK, "application/json"),
            "{path}"
        );
        assert!(!twin.json()[field].is_null(), "{path}: {field}");
        let accepted = get_with(path, &[("accept", "application/json")]);
        assert_eq!(accepted.json(), twin.json(), "{path}");
        let link = format!("<link rel=\"alternate\" type=\"application/json\" href=\"{path}.json");
        assert!(get(path).text().contains(&link), "{path}");
    }
    for list in ["/specialties", "/stages", "/resources", "/support", "/blog"] {
        assert!(!get(&format!("{list}.json")).json().as_array().unwrap().is_empty(), "{list}");
    }
    assert_eq!(get("/specialties/nothing.json").header("content-type"), "application/problem+json");
}
