//! The pages of benchmarks: figures as the set has them, suppression with its reason, and the caveats everywhere.

#![allow(clippy::unwrap_used, reason = "what the tests share may stop at the first surprise")]

mod common;

use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use axum::http::{Method, StatusCode};
use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use common::benchmark::sample;
use common::{Answer, get, options, send, starter_schedule};
use openrvu_benchmark::BenchmarkSet;
use openrvu_content::Library;
use openrvu_web::{Site, SiteOptions};

fn site(sets: Vec<BenchmarkSet>) -> Arc<Site> {
    let benchmarks = sets.into_iter().map(Arc::new).collect();
    let options = SiteOptions { benchmarks, ..options() };
    Site::new(starter_schedule(), Library::embedded().unwrap(), options).unwrap().shared()
}

/// A site over two years of the sample.
static SAMPLE: LazyLock<Arc<Site>> = LazyLock::new(|| {
    let mut later = sample(2024);
    later.area.words = "3 states".to_owned();
    site(vec![sample(2023), later])
});

fn ask(path: &str) -> Answer {
    send(&SAMPLE, Method::GET, path, &[], "")
}

#[test]
fn the_list_says_which_set_it_is_and_what_the_numbers_are_not() {
    let page = get("/benchmarks");
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    let set = openrvu_benchmark::embedded().unwrap();
    assert!(text.contains(&format!("{}.", set.label())) && set.label().contains("21 states and territories"));
    for caveat in
        ["Not all of anyone’s work", "Not per FTE", "Not a survey", "Not the country", "A lower bound"]
    {
        assert!(text.contains(caveat), "{caveat}");
    }
    assert!(text.contains("openrvu benchmark build"), "the command for the current set");
    let twin = get("/benchmarks.json").json();
    assert_eq!(twin["set"]["id"], set.id.to_string());
    let lines = twin["specialties"].as_array().unwrap();
    assert_eq!(lines.len(), set.specialties.len());
    for (line, specialty) in lines.iter().zip(&set.specialties) {
        assert_eq!(line["median"], specialty.whole.work.median().to_string(), "exact in JSON");
        assert_eq!(line["providers"], specialty.whole.work.n);
    }
}

#[test]
fn the_list_is_searched_by_medicare_s_name_and_by_ours_and_sorted() {
    let names = |path: &str| -> Vec<String> {
        let lines = get(path).json()["specialties"].as_array().unwrap().clone();
        lines.iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("/benchmarks.json?q=cardiac+el"), ["Cardiac Electrophysiology"]);
    assert!(names("/benchmarks.json?q=family+medicine").contains(&"Family Practice".to_owned()));
    assert!(get("/benchmarks?q=zzz").text().contains("No specialty of Medicare’s files is called “zzz”"));
    let most = names("/benchmarks.json?sort=-providers");
    assert_eq!(most.first().map(String::as_str), Some("Internal Medicine"));
    assert_eq!(get("/benchmarks?sort=size").status, StatusCode::BAD_REQUEST);
    let sorted = get("/benchmarks?q=hematology%2Fonc&sort=-median");
    assert!(
        sorted.text().contains("href=\"/benchmarks?q=hematology%2Fonc&#38;sort=median\""),
        "the search is kept"
    );
    assert!(sorted.text().contains("noindex"));
}

#[test]
fn a_specialty_shows_the_set_s_figures() {
    let (page, twin) = (get("/benchmarks/cardiology"), get("/benchmarks/cardiology.json").json());
    let set = openrvu_benchmark::embedded().unwrap();
    let specialty = set.specialty("cardiology").unwrap();
    let rows = twin["percentiles"].as_array().unwrap();
    for ((row, work), services) in
        rows.iter().zip(specialty.whole.work.points()).zip(specialty.whole.services.points())
    {
        assert_eq!(row["percentile"], work.percentile);
        assert_eq!(row["work"], work.value.to_string());
        assert_eq!(row["services"], services.value.to_string());
    }
    assert_eq!(twin["states"]["rows"].as_array().unwrap().len(), specialty.states.len() + 1);
    assert_eq!(twin["code_mix"]["codes"].as_array().unwrap().len(), specialty.codes.len());
    assert_eq!(twin["per_day_absent"], "no-beneficiary-days");
    let text = page.text();
    assert!(
        text.contains("<svg class=\"chart narrow percentiles\"")
            && text.contains("<svg class=\"chart narrow levels\"")
    );
    assert!(text.contains("href=\"/codes/99214\"") && text.contains("href=\"/specialties/cardiology\""));
    assert!(text.contains("levels of 2012 are those of other rules"), "office visits changed in 2021");
    assert!(text.contains("One year is held"), "no trend of one year");
}

#[test]
fn what_is_suppressed_is_said_with_its_reason() {
    let page = ask("/benchmarks/cardiology");
    let text = page.text();
    assert!(text.contains("since fewer than 11 providers reach the floor there: VT."));
    assert!(text.contains("<th scope=\"row\"><a href=\"/codes/99211\">99211</a></th><td colspan=\"5\" class=\"none\">fewer than 11 providers</td>"));
    assert!(
        text.contains(
            "Not shown: fewer than 11 providers of the specialty have at least 100 of these visits"
        )
    );
    assert!(text.contains("5.0% of the work stands in codes that fewer than 11 of them bill"));
    let suppressed = ask("/benchmarks/addiction-medicine");
    assert_eq!(suppressed.status, StatusCode::OK);
    assert!(suppressed.text().contains("No figures are shown: fewer than 11 providers"));
    assert_eq!(ask("/benchmarks/addiction-medicine.json").json()["absent"], "too-few-providers");
    for nowhere in ["/benchmarks/addiction-medicine.xlsx", "/benchmarks/nothing", "/benchmarks/nothing.json"]
    {
        assert_eq!(ask(nowhere).status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[test]
fn sets_can_be_chosen_and_years_compared() {
    let page = ask("/benchmarks/cardiology");
    let text = page.text();
    assert!(text.contains("year 2024, 3 states") && text.contains("<svg class=\"chart narrow trend\""));
    assert!(text.contains("They cover different areas.") && !text.contains("valued on different releases"));
    let earlier = ask("/benchmarks/cardiology?set=2023-RVU26C");
    assert!(earlier.text().contains("year 2023, 2 states") && earlier.text().contains("noindex"));
    assert!(earlier.text().contains("/benchmarks/cardiology.xlsx?set=2023-RVU26C"));
    let absent = ask("/benchmarks?set=2020-RVU26C");
    assert_eq!(absent.status, StatusCode::BAD_REQUEST);
    assert!(absent.text().contains("Those held are 2024-RVU26C, 2023-RVU26C"));
    assert_eq!(ask("/benchmarks?set=x").status, StatusCode::BAD_REQUEST);
}

#[test]
fn no_set_and_a_synthetic_set_are_said() {
    let none = site(Vec::new());
    let page = send(&none, Method::GET, "/benchmarks", &[], "");
    assert!(
        page.text().contains("No benchmark set is held") && page.text().contains("openrvu benchmark build")
    );
    assert_eq!(send(&none, Method::GET, "/benchmarks/cardiology", &[], "").status, StatusCode::NOT_FOUND);
    assert!(
        send(&none, Method::GET, "/codes/99214.json", &[], "").json()["specialties"]["billing"].is_null()
    );
    let mut synthetic = sample(2025);
    synthetic.synthetic = true;
    let both = site(vec![synthetic, sample(2023)]);
    let page = send(&both, Method::GET, "/benchmarks/cardiology", &[], "");
    assert!(page.text().contains("year 2023"), "data go before synthetic rows");
    assert!(!page.text().contains("?set=2025-RVU26C\""), "and no trend runs into them");
    let page = send(&both, Method::GET, "/benchmarks/cardiology?set=2025-RVU26C", &[], "");
    assert!(page.text().contains("No figure on this page is data."));
    assert!(page.text().contains("One year is held"), "nor does one of synthetic rows run into data");
    let mut other = sample(2024);
    other.synthetic = true;
    let mut synthetic = sample(2025);
    synthetic.synthetic = true;
    let three = site(vec![synthetic, other, sample(2023)]);
    let page = send(&three, Method::GET, "/benchmarks/cardiology?set=2025-RVU26C", &[], "").text().to_owned();
    assert!(
        page.contains("narrow trend") && page.contains("?set=2024-RVU26C\""),
        "synthetic years side by side"
    );
    assert!(page.contains("No figure on this page is data.") && !page.contains("?set=2023-RVU26C\""));
}

#[test]
fn coverage_stands_beside_every_figure_where_it_is_known() {
    let (list, page) =
        (ask("/benchmarks").text().to_owned(), ask("/benchmarks/cardiology").text().to_owned());
    assert!(list.contains("Services shown</th>") && list.contains("<td class=\"num\">82.5%</td>"));
    let states = page.split("id=\"states\"").nth(1).unwrap();
    assert!(states.contains("<td class=\"num\">82.5%</td>"), "of all");
    assert!(states.contains("<td class=\"num\"><span class=\"none\">—</span></td>"), "not of the state");
    let twin = ask("/benchmarks.json").json();
    assert_eq!(twin["specialties"][0]["coverage"]["pooled"], "0.8250");
    let shipped = get("/benchmarks").text().to_owned();
    assert!(shipped.contains("lines show is unknown here: no file of provider totals was read"));
    assert!(!shipped.contains("Services shown</th>"));
    assert!(get("/codes/99214").text().contains("Which part of the country’s services that is, is unknown."));
}

#[test]
fn a_page_of_a_chosen_set_is_kept_under_that_set() {
    let of = |set: &str| ask(&format!("/benchmarks/cardiology.json?set={set}")).json()["set"]["year"].clone();
    for _ in 0..2 {
        assert_eq!((of("2023-RVU26C"), of("2024-RVU26C")), (2023.into(), 2024.into()));
        assert_eq!(ask("/benchmarks/cardiology.json").json()["set"]["year"], 2024);
        assert_eq!(
            ask("/codes/99214.json?set=2023-RVU26C").json()["specialties"]["billing"]["set"],
            "2024-RVU26C"
        );
    }
}

#[test]
fn a_code_s_page_tells_who_bills_it_from_the_same_set() {
    let (page, twin) = (ask("/codes/99214"), ask("/codes/99214.json").json());
    let billing = &twin["specialties"]["billing"];
    assert_eq!(billing["set"], "2024-RVU26C");
    assert_eq!(billing["specialties"][0]["median_services"], "250.00");
    let text = page.text();
    assert!(
        text.contains("Who bills it to Medicare")
            && text.contains("<a href=\"/benchmarks/cardiology\">Cardiology</a>")
    );
    assert!(text.contains("33.3%") && text.contains("1.2% of the code’s services in the country"));
    assert!(text.contains("66.7% of the services are of specialties in which fewer than 11"));
    assert!(ask("/codes/99213").text().contains("fewer than 11 clinicians billed the code, or none"));
}

#[test]
fn the_twin_of_a_specialty_keeps_its_shape() {
    insta::assert_json_snapshot!("benchmark", ask("/benchmarks/cardiology.json").json());
}

#[test]
fn the_list_is_a_workbook_too_as_it_is_sorted() {
    let sheet = |address: &str| {
        let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(ask(address).bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["About", "Specialties"]);
        book.worksheet_range("Specialties").unwrap()
    };
    let names = |address: &str| -> Vec<String> {
        sheet(address).rows().skip(2).map(|row| row[0].to_string()).collect()
    };
    let mut sorted = names("/benchmarks.xlsx?sort=-specialty");
    assert!(sorted.len() > 2, "{sorted:?}");
    let told: Vec<String> =
        sheet("/benchmarks.xlsx").rows().nth(1).unwrap().iter().map(Data::to_string).collect();
    assert_eq!(told[..2], ["Specialty", "Clinicians"]);
    assert_eq!(told[6], "Services shown");
    assert_eq!(names("/benchmarks.xlsx?q=cardiology&sort=specialty"), ["Cardiology"]);
    sorted.sort();
    let mut all = names("/benchmarks.xlsx");
    all.sort();
    assert_eq!(all, sorted, "the same, in another order");
}

#[test]
fn a_workbook_holds_the_same_figures_and_no_formula() {
    let answer = ask("/benchmarks/hyperlink.xlsx");
    assert_eq!(
        answer.header("content-type"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    assert_eq!(ask("/benchmarks/hyperlink.xlsx").bytes, answer.bytes, "the same bytes always");
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(answer.bytes)).unwrap();
    for sheet in book.sheet_names() {
        let formulas = book.worksheet_formula(&sheet).unwrap();
        assert!(formulas.used_cells().all(|(.., formula)| formula.is_empty()), "{sheet}");
    }
    let about = book.worksheet_range("About").unwrap();
    assert_eq!(about.get((0, 0)), Some(&Data::String("=HYPERLINK(\"https://example.org\")".to_owned())));
    let words: String = about.used_cells().map(|(.., cell)| cell.to_string()).collect();
    assert!(words.contains("a lower bound") && words.contains("Not per FTE"));
    assert!(words.contains("82.5% of the services of the 40 clinicians whose total is known"));
    let mut book: Xlsx<_> =
        open_workbook_from_rs(Cursor::new(ask("/benchmarks/cardiology.xlsx").bytes)).unwrap();
    let percentiles = book.worksheet_range("Percentiles").unwrap();
    assert_eq!(percentiles.get((5, 0)), Some(&Data::String("Median".to_owned())));
    assert_eq!(percentiles.get((5, 1)), Some(&Data::Float(2500.5)), "exact");
    let codes = book.worksheet_range("Codes").unwrap();
    assert_eq!(codes.get((2, 2)), Some(&Data::Float(0.6)));
    assert_eq!(codes.get((4, 3)), Some(&Data::String("no work RVU".to_owned())), "never zero");
    let states = book.worksheet_range("States").unwrap();
    assert_eq!(states.get((4, 1)), Some(&Data::String("fewer than 11 providers".to_owned())));
}
