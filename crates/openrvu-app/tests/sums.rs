//! One rule of what counts: dashboard, report, statement, list and pages say the same sum over the same days.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use axum::body::Body;
use axum::http::{StatusCode, header};
use common::{Server, request, text};
use serde_json::{Value, json};

const CONTRACT: &str = "0e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61";

/// Lines that are credited, that are credited and need review all the same, that have no work RVU, and that are unknown.
const LINES: [(&str, &[&str], Option<u32>); 8] = [
    ("99213", &[], None),
    ("99214", &["25"], None),
    // A modifier that is unknown here: it changes nothing.
    ("99213", &["Q9"], None),
    ("99213", &["ZZ"], None),
    // Modifiers that do not fit the code.
    ("99213", &["26"], None),
    ("20610", &["62"], None),
    ("00840", &["AA"], Some(90)),
    // A code of no release.
    ("0001F", &[], None),
];

async fn server() -> Server {
    let server = Server::personal().await;
    let contract = json!({ "contract": { "id": CONTRACT, "name": "Employment", "from": "2026-01-01",
        "year_start": "01-01", "credit": { "preset": "full" },
        "pay": { "settlement": "month", "tiers": [{ "above": "0.000", "rate": "50.0000" }] } } });
    let put = request("PUT", &format!("/api/v1/contracts/{CONTRACT}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(contract.to_string()))
        .unwrap();
    let (status, said) = text(server.send(put).await).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let entries: Vec<Value> = LINES
        .iter()
        .enumerate()
        .map(|(at, (code, modifiers, minutes))| {
            let id = format!("{at}e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61");
            json!({ "id": id, "encounter": id, "date": "2026-08-03", "code": code, "modifiers": modifiers,
                "minutes": minutes })
        })
        .collect();
    let (status, said) = server.post_json("/api/v1/entries", &json!({ "entries": entries })).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    server
}

fn as_text(thousandths: i64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

fn thousandths(work: &Value) -> i64 {
    work.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[tokio::test]
async fn every_answer_counts_the_same() {
    let server = server().await;
    let days = "from=2026-08-01&to=2026-08-31";
    let (_, list) = server.get_json(&format!("/api/v1/entries?{days}")).await;
    let entries = list["entries"].as_array().unwrap();
    let known = || entries.iter().filter(|entry| !entry["work"].is_null());
    let listed: i64 = known().map(|entry| thousandths(&entry["work"])).sum();
    let is_marked = |entry: &&Value| !entry["review"].as_array().unwrap().is_empty();
    let (marked, both) = (entries.iter().filter(is_marked).count(), known().filter(is_marked).count());
    assert!(
        both > 0 && marked > both,
        "there are lines with a mark that are credited, and that are not: {list}"
    );

    let (_, dashboard) = server.get_json(&format!("/api/v1/dashboard?{days}")).await;
    let (_, report) = server.get_json(&format!("/api/v1/report?{days}")).await;
    let (_, statement) = server.get_json(&format!("/api/v1/statement?contract={CONTRACT}&{days}")).await;
    let total = &dashboard["total"];
    assert_eq!(thousandths(&total["work"]), listed);
    for (name, report) in [("report", &report), ("statement", &statement["report"])] {
        assert_eq!(thousandths(&report["total"]["credited"]), listed, "{name}");
        assert_eq!(report["total"]["published"], total["published"], "{name}");
        assert_eq!(report["total"]["lines"], known().count(), "{name}");
        assert_eq!(
            (&report["uncredited"], &report["needs_review"]),
            (&total["uncredited"], &total["review"]),
            "{name}"
        );
        assert_eq!(report["needs_review"], marked, "{name}");
        let lines = report["lines"].as_array().unwrap();
        assert_eq!(lines.len(), LINES.len(), "no line is dropped: {name}");
        for line in lines {
            assert_eq!(line["outcome"] == "credited", !line["credited"].is_null(), "{line}");
        }
        let of_outcome = |outcome: &str| lines.iter().filter(|line| line["outcome"] == outcome).count();
        assert_eq!(of_outcome("without-work"), total["without_work"].as_u64().unwrap() as usize);
        assert_eq!(of_outcome("uncredited"), total["uncredited"].as_u64().unwrap() as usize);
    }
    // The pay is for the same work.
    let settlement = &statement["pay"]["settlements"][0];
    let settlement = if settlement.is_null() { &statement["pay"]["open"] } else { settlement };
    assert_eq!(thousandths(&settlement["work"]), listed);

    let (_, same) = server
        .post_json(
            "/api/v1/comparison",
            &json!({ "first": CONTRACT, "second": CONTRACT, "from": "2026-08-01", "to": "2026-08-31" }),
        )
        .await;
    assert_eq!(same["sides"][0]["credited"], as_text(listed), "{same}");
    let (_, restated) = server.get_json(&format!("/api/v1/restatement?release=RVU26B&{days}")).await;
    assert_eq!(thousandths(&restated["restated"]["before"]), listed, "{restated}");

    // What the pages say, and what is handed over.
    let shown = format!("{}.{:02}", listed / 1000, listed % 1000 / 10);
    for path in [
        format!("/log/dashboard?{days}"),
        format!("/log/statement?{days}"),
        format!("/log/statement?contract={CONTRACT}&{days}"),
        "/log/day?date=2026-08-03".to_owned(),
    ] {
        let (status, page) = server.get(&path).await;
        assert!(status == StatusCode::OK && page.contains(&shown), "{path} does not say {shown}: {page}");
    }
    let (_, csv) = server.get(&format!("/log/statement/csv?contract={CONTRACT}&{days}")).await;
    let mut rows = csv.trim_start_matches('\u{feff}').lines();
    let names: Vec<&str> = rows.next().unwrap().split(',').collect();
    let column = |name: &str| names.iter().position(|given| given.trim_matches('"') == name).unwrap();
    let (credited, review) = (column("Credited"), column("Review"));
    let mut needed = 0;
    for row in rows.filter(|row| row.starts_with("2026") || row.starts_with("\"2026")) {
        needed += usize::from(row.split(',').nth(review).unwrap().contains("needed"));
        assert!(!row.split(',').nth(credited).unwrap().is_empty());
    }
    assert_eq!(needed, both, "what is marked and counted is marked in the file: {csv}");
}
