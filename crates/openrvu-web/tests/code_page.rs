//! What the page of a code says where a careless page would say something else: components, anesthesia, deleted
//! codes, gaps, the day in view.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use axum::http::StatusCode;
use common::{get, get_with};
use serde_json::Value;

fn twin(path: &str) -> Value {
    let answer = get(path);
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.json()
}

/// The answer to the question that begins with some words; empty where it is not asked.
fn answer(twin: &Value, begins: &str) -> String {
    let questions = twin["questions"].as_array().unwrap();
    let found = questions.iter().find(|question| question["question"].as_str().unwrap().starts_with(begins));
    found.map(|question| question["answer"].as_str().unwrap().to_owned()).unwrap_or_default()
}

fn badges(twin: &Value) -> Vec<&str> {
    twin["badges"].as_array().unwrap().iter().map(|badge| badge["words"].as_str().unwrap()).collect()
}

/// Each row of payment in an area: the factor, and the amounts outside a facility and in one.
fn amounts(twin: &Value, area: usize) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let rows = twin["payment"]["areas"][area]["rows"].as_array().unwrap();
    rows.iter()
        .map(|row| {
            let amount = |setting: &str| text(&row[setting]["amount"]);
            (text(&row["conversion_factor"]), amount("non_facility"), amount("facility"))
        })
        .collect()
}

fn priced(factor: &str, amount: &str) -> (String, String, String) {
    (factor.to_owned(), amount.to_owned(), amount.to_owned())
}

#[test]
fn anesthesia_is_shown_with_its_own_factors() {
    let page = twin("/codes/00840.json");
    assert_eq!(amounts(&page, 0), [priced("20.4976", "204.98"), priced("20.5998", "206.00")]);
    assert!(answer(&page, "What does Medicare pay").contains("$204.98 for 60 minutes: 6 base units"));
    assert_eq!(answer(&page, "Why does Medicare show no payment"), "");
    assert!(page["description"].as_str().unwrap().contains("$204.98 for 60 minutes"));
}

#[test]
fn anesthesia_whose_time_is_not_counted_is_base_units_alone() {
    let page = twin("/codes/01996.json");
    assert_eq!(amounts(&page, 0)[0], priced("20.4976", "61.49"));
    assert!(answer(&page, "What does Medicare pay").contains("3 base units, and no time is counted"));
    assert!(!get("/codes/01996").text().contains("60 minutes"));
}

#[test]
fn an_add_on_to_anesthesia_says_so_and_has_one_amount() {
    let page = twin("/codes/01968.json");
    assert!(badges(&page).contains(&"Add-on code"));
    assert_eq!(amounts(&page, 0)[0], priced("20.4976", "122.99"));
    assert!(answer(&page, "What does Medicare pay").contains("$122.99"));
    assert!(!get("/codes/01968").text().contains("$41.00</"));
}

#[test]
fn an_area_without_an_anesthesia_factor_says_why() {
    let page = twin("/codes/00840.json?locality=10112-00");
    assert_eq!(amounts(&page, 1), [priced("-", "-")]);
    assert!(get("/codes/00840?locality=10112-00").text().contains("No anesthesia conversion factor is held"));
}

#[test]
fn a_component_is_never_shown_as_the_whole() {
    let page = twin("/codes/74328.json");
    let rows = page["rvus"]["rows"].as_array().unwrap();
    let of_row = |row: &Value| {
        let text = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
        (text("modifier"), text("status"), text("work"))
    };
    let rows: Vec<_> = rows.iter().map(of_row).collect();
    let row = |modifier: &str, status: &str, work: &str| (modifier.into(), status.into(), work.into());
    assert_eq!(rows, [row("", "C", "-"), row("26", "A", "0.46"), row("TC", "C", "-")]);
    let paid = answer(&page, "What does Medicare pay");
    assert!(paid.contains("status C") && paid.contains("For 74328-26 alone, nationally"), "{paid}");
    let description = page["description"].as_str().unwrap();
    assert!(description.contains("status C, carrier-priced, only 74328-26 is valued"), "{description}");
    let text = get("/codes/74328").text().to_owned();
    for part in ["Work RVU, 74328-26", "How it is paid instead", "for 74328 as a whole and for 74328-TC"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.contains("/calculator?lines=74328-26\""));
}

#[test]
fn a_list_names_the_row_that_its_figures_are_of() {
    let page = get("/codes/browse/category-i/radiology/diagnostic-imaging");
    assert!(
        page.text().contains("74328</a><abbr class=\"small\" title=\"professional component\">-26</abbr>")
    );
}

#[test]
fn the_whole_of_a_test_is_paid_to_no_clinician_in_a_facility() {
    let page = twin("/codes/70496.json");
    let paid = answer(&page, "What does Medicare pay");
    assert!(
        paid.contains("$259.52 outside a facility. In one the clinician is paid 70496-26, $80.16"),
        "{paid}"
    );
    assert_eq!(page["payment"]["areas"][0]["rows"][0]["facility"]["for_comparison"], true);
    assert!(get("/codes/70496").text().contains("is paid to no clinician"));
}

#[test]
fn a_deleted_code_says_when_and_what_to_look_at_instead() {
    let page = twin("/codes/99441.json");
    assert_eq!(badges(&page), ["Deleted after 2024"]);
    assert_eq!(page["title"], Value::Null);
    let successors = page["deleted"]["successors"].as_array().unwrap();
    assert_eq!(successors[0]["code"], "98012");
    let text = get("/codes/99441").text().to_owned();
    assert!(text.contains("<h1><span class=\"code\">Code 99441</span>"));
    assert!(text.contains("href=\"/codes/98012\"") && text.contains("Telephone visits"));
    assert!(!text.contains("\"name\":\"Telephone visits\",\"url\""), "the section is no name of the code");
}

#[test]
fn what_changed_names_the_release_in_which_it_did() {
    // New in the second release of 2021, with no gap before; new in October 2025, after a year that is not held.
    assert!(badges(&twin("/codes/G2211.json?release=RVU21B")).contains(&"New in RVU21B"));
    let page = twin("/codes/98005.json?release=RVU25D");
    assert!(badges(&page).contains(&"New after RVU24C"), "{:?}", badges(&page));
    let history = get("/codes/98005").text().to_owned();
    assert!(history.contains("New between RVU24C and RVU25D."));
    assert!(history.contains("No release is held for 2024-10-01 to 2025-09-30."));
}

#[test]
fn a_new_conversion_factor_is_no_change_of_the_code() {
    let page = twin("/codes/27447.json?release=RVU24AR");
    assert!(!badges(&page).iter().any(|words| words.starts_with("Changed")), "{:?}", badges(&page));
    let rows = page["history"]["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["release"] == "RVU24AR").unwrap();
    assert_eq!(row["factor_change"], "Conversion factor 32.7442 to 33.2875.");
}

#[test]
fn releases_without_a_change_share_a_row() {
    let text = get("/codes/27447").text().to_owned();
    let (_, history) = text.split_once("id=\"history\"").unwrap();
    assert!(history.contains("RVU20D</a>, <a href=\"/codes/27447?release=RVU20C\">20C</a>"));
    assert_eq!(history.matches("?release=").count(), 23, "every release is linked");
}

#[test]
fn figures_of_chosen_codes_say_so() {
    let place = "that are held here have less work";
    assert!(get("/codes/27447").text().contains(place));
    assert!(answer(&twin("/codes/27447.json"), "How many work RVUs").contains("that are held here"));
    assert!(get("/resources/2026-changes").text().contains(" codes held here"));
}

#[test]
fn the_day_in_view_goes_along() {
    let page = get("/codes/27447?release=RVU20A").text().replace("&#38;", "&");
    assert!(page.contains("href=\"/calculator?lines=27447&on=2020-01-01\""));
    assert!(page.contains("href=\"/locality?back=/codes/27447%3Frelease%3DRVU20A\""));
    assert!(page.contains("href=\"/codes/27447.json?release=RVU20A\""));
    let day = get("/codes/27447?on=2024-03-09").text().to_owned();
    assert!(day.contains("RVU24AR") && day.contains("type=\"date\" required value=\"2024-03-09\""));
    let moved = get("/codes/j1100?on=2024-01-05");
    assert_eq!(moved.header("location"), "/codes/J1100?on=2024-01-05");
}

#[test]
fn a_locality_that_the_release_lacks_is_named() {
    let text = get("/codes/27447?locality=99999-99").text().to_owned();
    assert!(text.contains("Locality 99999-99 is not in RVU26C: amounts are national."));
    let cookie = get_with("/codes/27447?release=RVU26C", &[("cookie", "locality=99999-99")]);
    assert!(cookie.text().contains("Locality 99999-99 is not in RVU26C"));
}

#[test]
fn the_table_of_contents_leads_to_every_section_with_a_heading() {
    for code in ["27447", "74328", "6040F", "00840", "G2211"] {
        let text = get(&format!("/codes/{code}")).text().to_owned();
        let (_, contents) = text.split_once("aria-label=\"On this page\"").unwrap();
        let (contents, main) = contents.split_once("</nav>").unwrap();
        let linked: Vec<&str> =
            contents.split("href=\"#").skip(1).map(|part| part.split('"').next().unwrap()).collect();
        let sections: Vec<&str> =
            main.split("<section id=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
        assert_eq!(linked, sections, "{code}");
    }
}

#[test]
fn a_section_within_a_sentence_keeps_its_capitals() {
    assert!(answer(&twin("/codes/G2211.json"), "How many work RVUs").contains("in G: procedures"));
}

#[test]
fn a_test_that_has_no_components_is_not_paid_as_a_whole_in_a_facility() {
    let twin = twin("/codes/93000.json");
    assert_eq!(twin["payment"]["areas"][0]["rows"][0]["facility"]["for_comparison"], true);
    let paid = answer(&twin, "What does Medicare pay");
    assert!(paid.contains("the technical part is the facility's"), "{paid}");
    assert!(!paid.contains("in either setting"), "{paid}");
}

#[test]
fn a_service_of_staff_has_no_technical_part() {
    let paid = answer(&twin("/codes/96372.json"), "What does Medicare pay");
    assert!(paid.contains("in one no clinician is paid for it"), "{paid}");
}

#[test]
fn a_day_outside_the_release_asked_for_is_refused() {
    let page = get("/codes/27447?release=RVU20A&on=2026-07-05");
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("RVU20A is not in effect on 2026-07-05"));
    assert_eq!(get("/codes/27447?release=RVU20A&on=2020-02-01").status, StatusCode::OK);
}

#[test]
fn anesthesia_without_time_units_says_so_everywhere() {
    let text = get("/codes/01996").text().to_owned();
    assert!(text.contains("is base units, without time units"));
    assert!(!text.contains("plus time units"));
}
