//! The pages over the figures that ship: what they say, how they answer.

mod common;

use axum::http::{Method, StatusCode};
use common::{ORIGIN, STARTER, get, get_with, send};

#[test]
fn the_page_of_a_code_shows_figures_with_their_release() {
    let page = get("/codes/27447");
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for part in ["RVU26C", "19.11", "90-day global", "Surgery", "Total knee", "In plain language"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(text.contains(&format!("<link rel=\"canonical\" href=\"{ORIGIN}/codes/27447\">")));
}

#[test]
fn the_shares_of_specialties_carry_their_year_and_area() {
    let twin = get("/codes/45385.json").json();
    let billing = &twin["specialties"]["billing"];
    assert_eq!(billing["set"], "2012-RVU26C");
    let rows = billing["specialties"].as_array().unwrap();
    assert_eq!(rows[0]["benchmark"], "gastroenterology");
    let share =
        |row: &serde_json::Value| row["share"].as_str().unwrap().replace('.', "").parse::<u64>().unwrap();
    let shares: u64 = rows.iter().map(share).sum();
    assert!((9_000..=10_001).contains(&shares), "{shares}");
    assert!(get("/codes/45385").text().contains("year 2012, 21 states and territories, valued on RVU26C"));
    assert!(!get("/codes/6040F").text().contains("Share of services"), "no count, no table");
}

#[test]
fn work_times_the_factor_is_never_shown_as_a_payment() {
    let twin = get("/codes/27447.json").json();
    let cell = &twin["payment"]["areas"][0]["rows"][0]["facility"];
    assert_eq!(cell["amount"], "1159.35");
    // 19.11 × 33.4009 = 638.29.
    assert!(!get("/codes/27447").text().contains("638.29"));
}

#[test]
fn a_measurement_code_says_why_it_has_no_work_and_how_it_is_paid() {
    let text = get("/codes/6040F").text().to_owned();
    for part in ["CPT Category II", "Patient safety", "CMS assigns no work RVU", "How it is paid instead"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("id=\"payment\""), "a section with nothing to say is absent");
    assert!(!text.contains(">Other<"));
}

#[test]
fn a_code_in_other_letters_moves_to_its_page() {
    let moved = get("/codes/6040f");
    assert_eq!((moved.status, moved.header("location")), (StatusCode::PERMANENT_REDIRECT, "/codes/6040F"));
}

#[test]
fn a_code_that_is_not_held_suggests_and_gives_the_one_command() {
    let missing = get("/codes/27448");
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.text().contains("openrvu import rvu26c.zip"));
    assert!(missing.text().contains("27447"), "a neighbor is suggested");
    let not_a_code = get("/codes/knee");
    assert_eq!(not_a_code.status, StatusCode::NOT_FOUND);
    assert!(not_a_code.text().contains("is not a CPT or HCPCS code"));
}

#[test]
fn an_error_is_problem_json_for_who_wants_json() {
    let problem = get_with("/codes/27448", &[("accept", "application/json")]);
    assert_eq!(problem.header("content-type"), "application/problem+json");
    assert_eq!(problem.json()["status"], 404);
    assert_eq!(get("/codes/27448.json").json()["title"], "Code not held");
}

#[test]
fn search_finds_a_code_by_number_and_by_words() {
    let found = get("/search.json?q=27447").json();
    assert_eq!(found["results"][0]["code"], "27447");
    let found = get("/search.json?q=total+knee+replacement").json();
    assert_eq!(found["results"][0]["code"], "27447");
    let page = get("/search?q=27447-50");
    assert!(page.text().contains("/calculator?lines=27447-50"), "modifiers lead to the calculator");
}

#[test]
fn a_release_or_a_day_can_be_chosen_and_one_not_held_says_what_is() {
    assert!(get("/codes/27447?release=RVU25D").text().contains("19.60"));
    assert!(get("/codes/27447?on=2025-12-01").text().contains("RVU25D"));
    let missing = get("/codes/27447?on=1999-01-01");
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.text().contains("held are"));
    assert_eq!(get("/codes/27447?on=tomorrow").status, StatusCode::BAD_REQUEST);
}

#[test]
fn json_is_given_to_who_accepts_it() {
    let twin = get_with("/codes/27447", &[("accept", "application/json")]);
    assert_eq!(twin.header("content-type"), "application/json");
    assert_eq!(twin.json()["code"], "27447");
    assert!(twin.header("vary").contains("accept"));
}

#[test]
fn an_unchanged_page_is_not_sent_again() {
    let first = get("/codes/27447");
    let etag = first.header("etag").to_owned();
    assert!(!etag.is_empty());
    let again = get_with("/codes/27447", &[("if-none-match", &etag)]);
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    let other = get_with("/codes/27447", &[("if-none-match", "W/\"0\"")]);
    assert_eq!(other.status, StatusCode::OK);
}

#[test]
fn a_page_is_compressed_as_the_client_takes_it() {
    let plain = get("/codes/27447").bytes;
    let gzip = get_with("/codes/27447", &[("accept-encoding", "gzip")]);
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*gzip.bytes), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain);
    let brotli = get_with("/codes/27447", &[("accept-encoding", "gzip, br")]);
    assert_eq!(brotli.header("content-encoding"), "br");
    assert!(brotli.bytes.len() < gzip.bytes.len());
    assert!(brotli.bytes.len() < 100_000 / 3);
}

#[test]
fn assets_are_kept_for_good_and_the_page_names_them_by_content() {
    let page = get("/");
    let start = page.text().find("/assets/style.").unwrap();
    let url: String = page.text()[start..].chars().take_while(|c| *c != '"').collect();
    let style = get(&url);
    assert_eq!(style.status, StatusCode::OK);
    assert!(style.header("cache-control").contains("immutable"));
    assert_eq!(get("/assets/style.0000000000000000.css").status, StatusCode::NOT_FOUND);
}

#[test]
fn every_answer_has_the_security_headers_and_no_page_has_anything_inline() {
    for path in ["/", "/codes/27447", "/codes/27448", "/search?q=knee", "/search.json?q=knee", "/locality"] {
        let answer = get(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        if answer.header("content-type").starts_with("text/html") {
            let text = answer.text();
            assert!(
                !text.contains(" style=") && !text.contains("<style") && !text.contains(" onclick="),
                "{path}"
            );
            let scripts = text.matches("<script").count();
            let of_files = text.matches("<script type=\"module\" src=").count();
            let of_data = text.matches("<script type=\"application/ld+json\">").count();
            assert_eq!(scripts, of_files + of_data, "{path}");
        }
    }
}

#[test]
fn a_locality_is_chosen_by_zip_code_or_list_and_kept_in_a_cookie() {
    let form =
        [("content-type", "application/x-www-form-urlencoded"), ("host", "openrvu.test"), ("origin", ORIGIN)];
    let chosen = send(&STARTER, Method::POST, "/locality", &form, "locality=15202-00&back=/codes/27447");
    assert_eq!((chosen.status, chosen.header("location")), (StatusCode::SEE_OTHER, "/codes/27447"));
    let cookie = chosen.header("set-cookie");
    assert!(cookie.starts_with("locality=15202-00;") && cookie.contains("HttpOnly"), "{cookie}");
    let page = get_with("/codes/27447", &[("cookie", "locality=15202-00")]);
    assert!(page.text().to_lowercase().contains("ohio"));
    let wrong = send(&STARTER, Method::POST, "/locality", &form, "zip=4411&back=/");
    assert!(wrong.text().contains("is not a ZIP code"));
    let by_zip = send(&STARTER, Method::POST, "/locality", &form, "zip=44114&back=/");
    assert!(by_zip.header("set-cookie").starts_with("locality=15202-00;"), "Cleveland lies in Ohio");
}

#[test]
fn a_form_of_another_site_is_refused() {
    let form = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("host", "openrvu.test"),
        ("origin", "https://evil.example"),
    ];
    let refused = send(&STARTER, Method::POST, "/locality", &form, "locality=15202-00");
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.header("set-cookie").is_empty());
}

#[test]
fn the_calculator_ranks_lines_and_keeps_the_case_in_the_address() {
    let twin = get("/calculator.json?lines=45385%0A45380&place=facility&on=2025-11-01").json();
    let lines = twin["value"]["lines"].as_array().unwrap();
    assert_eq!(lines[0]["payment"]["allowed"], "242.92");
    assert_eq!(lines[1]["payment"]["allowed"], "15.53");
    assert_eq!(twin["value"]["totals"]["allowed"], "258.45");
    let page = get("/calculator?lines=45385%0A45380&place=facility&on=2025-11-01");
    assert!(page.text().contains("$258.45"));
    assert!(
        page.text().contains("/calculator.csv?lines=45385%0A45380&amp;on=2025-11-01")
            || page.text().contains("/calculator.csv?lines=45385%0A45380&on=2025-11-01")
    );
    let csv = get("/calculator.csv?lines=45385&place=facility&on=2025-11-01");
    assert!(csv.text().lines().nth(1).unwrap().starts_with("line,45385,priced,242.92,"));
}

#[test]
fn markup_in_a_query_is_shown_and_not_obeyed() {
    let attack = "%3Cscript%3Ealert(1)%3C/script%3E%22%3E";
    for path in
        ["/search?q=", "/calculator?lines=", "/compare?codes=", "/changes?code=", "/codes/27447?release="]
    {
        let answer = get(&format!("{path}{attack}"));
        assert!(!answer.text().contains("<script>alert"), "{path}");
    }
}

#[test]
fn a_feed_a_sitemap_and_robots_are_served() {
    assert!(get("/blog/feed.xml").text().contains("<entry>"));
    assert!(get("/sitemap.xml").text().contains("/sitemap/1.xml"));
    assert!(get("/sitemap/1.xml").text().contains(&format!("{ORIGIN}/codes/27447<")));
    assert_eq!(get("/sitemap/9.xml").status, StatusCode::NOT_FOUND);
    assert!(get("/robots.txt").text().contains("Sitemap:"));
}

#[test]
fn questions_of_a_code_are_its_own() {
    let questions = |code: &str| {
        let twin = get(&format!("/codes/{code}.json")).json();
        let all = twin["questions"].as_array().unwrap().clone();
        all.into_iter().map(|question| question["answer"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (knee, visit) = (questions("27447"), questions("99213"));
    assert!(knee.len() >= 5 && visit.len() >= 2);
    assert!(knee.iter().all(|answer| !visit.contains(answer)));
}

#[test]
fn structured_data_is_json_and_names_the_code() {
    let page = get("/codes/27447");
    let (_, rest) = page.text().split_once("application/ld+json\">").unwrap();
    let data: serde_json::Value = serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap();
    let graph = data["@graph"].as_array().unwrap();
    let types: Vec<_> = graph.iter().map(|node| node["@type"].as_str().unwrap()).collect();
    assert_eq!(types, ["MedicalCode", "BreadcrumbList", "FAQPage"]);
    assert_eq!(graph[0]["codeValue"], "27447");
}
