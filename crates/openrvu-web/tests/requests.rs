//! Requests that cannot be read, and headers that weigh: each is answered in words, in the form that was asked for.

mod common;

use axum::http::{Method, StatusCode};
use common::{STARTER, get, get_with, send};

#[test]
fn a_part_of_the_address_that_stands_twice_is_named() {
    let page = get("/codes/27447?on=a&on=b");
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.text().contains("on stands more than once in the address"), "{}", page.text());
    let twin = get("/codes/27447.json?on=a&on=b");
    assert_eq!(twin.header("content-type"), "application/problem+json");
    assert_eq!(twin.json()["detail"], "on stands more than once in the address: give each part once.");
    assert_eq!(twin.json()["status"], 400);
}

#[test]
fn bytes_that_are_no_text_are_refused_in_words() {
    let page = get("/codes/%FF");
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("bytes that are not UTF-8 text"));
}

#[test]
fn a_number_of_results_that_cannot_be_read_is_named() {
    for limit in ["abc", "-1", "0", "1.5", "201"] {
        let page = get(&format!("/search?q=knee&limit={limit}"));
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{limit}");
        let problem = get(&format!("/search.json?q=knee&limit={limit}")).json();
        assert_eq!(
            problem["detail"],
            format!("limit={limit} is not a number of results: write 1 to 200."),
            "{limit}"
        );
    }
    assert_eq!(get("/search.json?q=knee&limit=3").json()["results"].as_array().unwrap().len(), 3);
}

#[test]
fn a_long_query_says_that_its_end_was_left_out() {
    let long = "knee+".repeat(60);
    assert!(get(&format!("/search?q={long}")).text().contains("was left out"));
    assert_eq!(get(&format!("/search.json?q={long}")).json()["understood"]["cut"], true);
    assert!(!get("/search?q=knee").text().contains("was left out"));
}

#[test]
fn a_method_that_an_address_does_not_take_is_named() {
    let page = send(&STARTER, Method::POST, "/codes/27447", &[], "");
    assert_eq!((page.status, page.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
    assert!(page.text().contains("This address does not answer to POST."));
    let json = send(&STARTER, Method::DELETE, "/search.json", &[], "");
    assert_eq!(json.header("content-type"), "application/problem+json");
}

#[test]
fn what_is_no_form_is_refused_in_words() {
    let post = |kind: &str, body: &str| {
        let headers = [("content-type", kind), ("accept", "application/json")];
        send(&STARTER, Method::POST, "/locality", &headers, body)
    };
    let json = post("application/json", "{}");
    assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(json.header("content-type"), "application/problem+json");
    assert!(json.json()["detail"].as_str().unwrap().contains("application/x-www-form-urlencoded"));
    let twice = post("application/x-www-form-urlencoded", "zip=1&zip=2");
    assert_eq!(twice.json()["detail"], "The form cannot be read: send each field once.");
}

#[test]
fn the_form_that_weighs_most_is_sent() {
    let kind =
        |accept: &str| get_with("/codes/27447", &[("accept", accept)]).header("content-type").to_owned();
    assert_eq!(kind("text/html;q=0.1, application/json"), "application/json");
    assert!(kind("application/json;q=0.1, text/html").starts_with("text/html"));
    let encoding = |accept: &str| {
        get_with("/codes/27447", &[("accept-encoding", accept)]).header("content-encoding").to_owned()
    };
    assert_eq!(encoding("br;q=0.1, gzip;q=1"), "gzip");
    assert_eq!(encoding("*"), "br");
}

#[test]
fn a_tab_in_the_way_back_does_not_lead_to_another_site() {
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let chosen = send(&STARTER, Method::POST, "/locality", &form, "locality=15202-00&back=/%09/evil.example");
    assert_eq!((chosen.status, chosen.header("location")), (StatusCode::SEE_OTHER, "/"));
    assert!(!get("/locality?back=/%09/evil.example").text().contains("evil.example"));
}

#[test]
fn a_code_that_is_not_held_names_the_command_that_loads_it() {
    let missing = get("/search.json?q=99999").json();
    assert_eq!(missing["not_held"][0], "99999");
    assert_eq!(missing["command"], "openrvu import rvu26c.zip");
}

#[test]
fn a_locality_that_the_release_has_not_is_named() {
    let cookie = [("cookie", "locality=99999-99")];
    assert!(
        get_with("/locality", &cookie).text().contains("99999-99, is not among those held here of RVU26C")
    );
    let priced = get_with("/calculator.json?lines=99213", &cookie);
    assert_eq!(priced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(priced.json()["errors"][0].as_str().unwrap().contains("locality 99999-99 is not in RVU26C"));
}
