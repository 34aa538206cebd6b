//! Contracts, statements, comparison and restatement over pages and API.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use axum::body::Body;
use axum::http::{StatusCode, header};
use common::{Server, request, text};
use http_body_util::BodyExt;
use serde_json::{Value, json};

const ID: &str = "3c1f5a52-6f3f-4f0e-8a55-0d6e6a2f9b11";
const OTHER: &str = "b5a3f1c2-9d7e-4c44-9a0b-7f2f6f0c1d22";

fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

fn contract(id: &str) -> Value {
    json!({
        "id": id, "name": "Employment", "from": "2026-07-01", "values": { "year": 2020 },
        "credit": { "preset": "mirror-cms", "modifiers": { "22": "1.25" } }, "year_start": "07-01",
        "pay": {
            "settlement": "month",
            "tiers": [{ "above": "0.000", "rate": "50.0000" }, { "above": "25.000", "rate": "60.0000" }],
            "draw": { "monthly": "500.00" }, "prorated": true
        }
    })
}

async fn put(server: &Server, id: &str, body: &Value) -> (StatusCode, Value) {
    let request = request("PUT", &format!("/api/v1/contracts/{id}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let (status, body) = text(server.send(request).await).await;
    (status, serde_json::from_str(&body).unwrap_or(Value::Null))
}

/// A log of two months: 20.72 and 20.72 of 2020, an assistant's 3.315, one line by report, one anesthesia.
async fn logged() -> Server {
    let server = Server::personal().await;
    let entry = |number: u32, date: &str, code: &str, modifiers: &[&str]| {
        json!({
            "id": id(number), "encounter": id(number), "date": date, "code": code, "modifiers": modifiers,
            "place": "22", "site": "Main hospital",
        })
    };
    let mut anesthesia = entry(5, "2026-08-06", "00840", &["AA"]);
    anesthesia["minutes"] = json!(90);
    let entries = [
        entry(1, "2026-07-06", "27447", &[]),
        entry(2, "2026-08-03", "27447", &[]),
        entry(3, "2026-08-04", "27447", &["80"]),
        entry(4, "2026-08-05", "27447", &["66"]),
        anesthesia,
        entry(6, "2026-06-30", "99213", &[]),
    ];
    let (status, answer) = server.post_json("/api/v1/entries", &json!({ "entries": entries })).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (status, answer) = put(&server, ID, &json!({ "contract": contract(ID) })).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    server
}

#[tokio::test]
async fn a_contract_is_written_changed_and_deleted() {
    let server = logged().await;
    let (_, kept) = server.get_json(&format!("/api/v1/contracts/{ID}")).await;
    assert_eq!(kept["contract"]["credit"], contract(ID)["credit"]);
    // Sent again as it is, it is there; changed without having been seen, it is a conflict.
    assert_eq!(put(&server, ID, &json!({ "contract": contract(ID) })).await.0, StatusCode::OK);
    let mut changed = contract(ID);
    changed["name"] = json!("Employment, changed");
    assert_eq!(put(&server, ID, &json!({ "contract": changed })).await.0, StatusCode::CONFLICT);
    let (status, answer) = put(&server, ID, &json!({ "contract": changed, "seen": kept["revision"] })).await;
    assert_eq!(status, StatusCode::OK);
    let address = format!("/api/v1/contracts/{ID}?seen={}", answer["revision"]);
    let deleted = server.send(request("DELETE", &address).body(Body::empty()).unwrap()).await;
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    assert_eq!(server.get_json("/api/v1/contracts").await.1, json!({ "contracts": [] }));
    assert_eq!(server.get(&format!("/api/v1/contracts/{ID}")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_by_field() {
    let server = logged().await;
    let fields = |problem: &Value| {
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut other = contract(OTHER);
    other["from"] = json!("2027-01-01");
    let (status, problem) = put(&server, OTHER, &json!({ "contract": other })).await;
    assert_eq!((status, fields(&problem)), (StatusCode::UNPROCESSABLE_ENTITY, vec!["from".to_owned()]));
    assert!(problem.to_string().contains("Employment"), "it names the other: {problem}");
    other["sites"] = json!({ "listed": ["Clinic"] });
    other["values"] = json!({ "year": 2019 });
    let (_, problem) = put(&server, OTHER, &json!({ "contract": other })).await;
    assert_eq!(fields(&problem), ["values"], "2019 is not held");
    other["values"] = json!("day-of-service");
    other["pay"]["tiers"][1]["above"] = json!("0.000");
    let (_, problem) = put(&server, OTHER, &json!({ "contract": other })).await;
    assert_eq!(fields(&problem), ["pay.tiers[1].above"]);
    other["pay"]["tiers"][1]["above"] = json!("1000.000");
    assert_eq!(put(&server, OTHER, &json!({ "contract": other })).await.0, StatusCode::OK);
    other["patient"] = json!("x");
    assert_eq!(put(&server, OTHER, &json!({ "contract": other })).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_statement_says_the_same_everywhere() {
    let server = logged().await;
    let query = format!("contract={ID}&period=month&on=2026-08-14");
    let (status, statement) = server.get_json(&format!("/api/v1/statement?{query}")).await;
    assert_eq!(status, StatusCode::OK, "{statement}");
    assert_eq!(statement["release"], "RVU20A");
    assert_eq!(statement["report"]["total"]["credited"], "24.035", "20.72 and 3.315");
    assert_eq!(statement["report"]["needs_review"], 1);
    let outcomes: Vec<_> =
        statement["report"]["lines"].as_array().unwrap().iter().map(|line| line["outcome"].clone()).collect();
    assert_eq!(json!(outcomes), json!(["credited", "credited", "without-work", "uncredited"]));
    // July's 20.72 leave 4.28 below 25: 4.28 at 50 and 19.755 at 60, less the draw.
    // August is not over, so it is not settled and the draw is that of 14 days.
    assert_eq!(statement["paid_through"], "2026-08-14");
    assert_eq!(statement["pay"]["settlements"], json!([]));
    let settlement = &statement["pay"]["open"];
    assert_eq!(settlement["tiers"][0]["amount"], "214.00");
    assert_eq!(settlement["tiers"][1]["amount"], "1185.30");
    assert_eq!(
        (&statement["pay"]["total"], &statement["pay"]["true_ups"]),
        (&json!("225.81"), &json!("0.00"))
    );

    let (status, page) = server.get(&format!("/log/statement?{query}")).await;
    assert_eq!(status, StatusCode::OK);
    for words in [
        "Statement, August 2026",
        "24.035",
        "$225.81, through August 14, 2026; the period is not over",
        "This settlement is not over.",
        "Needs review",
        "66",
        "RVU20A",
        "half up",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let (_, csv) = server.get(&format!("/log/statement/csv?{query}")).await;
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert!(csv.contains("2026-08-04,27447,80,1,performed,Main hospital,20.720,3.315,RVU20A"), "{csv}");
    for (form, magic) in [("pdf", &b"%PDF-"[..]), ("xlsx", b"PK")] {
        let address = format!("/log/statement/{form}?{query}");
        let response = server.send(request("GET", &address).body(Body::empty()).unwrap()).await;
        let disposition = response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
        assert!(disposition.contains(&format!("statement-2026-08-01-to-2026-08-31.{form}")), "{disposition}");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert!(bytes.starts_with(magic));
    }
    assert_eq!(server.get(&format!("/log/statement/doc?{query}")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/log/statement?contract=x").await.0, StatusCode::NOT_FOUND);
    let (status, page) = server.get(&format!("/log/statement?contract={ID}&on=yesterday")).await;
    assert!(status == StatusCode::OK && page.contains("is not a date"), "{status}");
    assert_eq!(
        server.get(&format!("/log/statement/pdf?contract={ID}&on=yesterday")).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn a_report_goes_over_every_contract_and_in_parts() {
    let server = logged().await;
    let (_, report) = server.get_json("/api/v1/report?period=all").await;
    assert_eq!(
        report["total"]["credited"], "46.055",
        "1.30 of June, without a contract, and 44.755 under it"
    );
    let (_, first) = server.get_json("/api/v1/report?period=all&limit=2").await;
    let (_, rest) = server
        .get_json(&format!("/api/v1/report?period=all&after={}", first["next"].as_str().unwrap()))
        .await;
    let count = |answer: &Value| answer["lines"].as_array().unwrap().len();
    assert_eq!((count(&first), count(&rest), &rest["next"]), (2, 4, &Value::Null));
    let (status, page) = server.get("/log/statement?period=year").await;
    assert!(status == StatusCode::OK && page.contains("Productivity report, 2026"));
}

#[tokio::test]
async fn lines_explain_themselves() {
    let server = logged().await;
    let (_, steps) = server.get_json(&format!("/api/v1/entries/{}/steps", id(3))).await;
    assert_eq!(steps["credited"], "3.315");
    assert!(steps["steps"].to_string().contains("Modifier 80"), "{steps}");
    let (status, page) = server.get(&format!("/log/steps/{}", id(3))).await;
    assert!(status == StatusCode::OK && page.contains("3.315") && page.contains("Modifier 80"));
    assert_eq!(server.get(&format!("/log/steps/{}", id(99))).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn work_is_restated_by_cause() {
    let server = logged().await;
    let (status, answer) = server.get_json("/api/v1/restatement?release=RVU26C&period=all").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let restated = &answer["restated"];
    // Two of 20.72 and an assistant's 3.315 at 19.11: revalued since 2020.
    assert_eq!(restated["causes"], json!([{ "cause": "revaluation", "lines": 3, "difference": "-3.477" }]));
    assert_eq!(restated["left_out"], 1);
    let (status, page) = server.get("/log/restate?release=RVU26C&period=all").await;
    assert!(status == StatusCode::OK && page.contains("Other revaluation") && page.contains("-3.477"));
    let (status, problem) = server.get_json("/api/v1/restatement?release=RVU19A").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
}

#[tokio::test]
async fn two_contracts_are_compared() {
    let server = logged().await;
    let mut other = contract(OTHER);
    (other["from"], other["to"]) = (json!("2030-01-01"), json!("2031-12-31"));
    other["sites"] = json!({ "listed": ["Clinic"] });
    other["values"] = json!("day-of-service");
    other["pay"]["draw"] = Value::Null;
    let (status, answer) = put(&server, OTHER, &json!({ "contract": other })).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let asked = json!({ "first": ID, "second": OTHER, "volume": "27447 100\n45385 + 45380 10" });
    let (status, compared) = server.post_json("/api/v1/comparison", &asked).await;
    assert_eq!(status, StatusCode::OK, "{compared}");
    assert_eq!(compared["sides"][0]["credited"], "2120.700", "100 at 20.72 and 10 at 4.87");
    assert_eq!(compared["sides"][1]["credited"], "1958.500", "100 at 19.11 and 10 at 4.75");
    let asked = json!({ "first": ID, "second": OTHER, "period": "all" });
    let (_, compared) = server.post_json("/api/v1/comparison", &asked).await;
    assert_eq!(compared["sides"][0]["uncredited"], 1);
    let wrong = json!({ "first": ID, "second": OTHER, "volume": "27447\n45385 x" });
    let (status, problem) = server.post_json("/api/v1/comparison", &wrong).await;
    assert_eq!((status, problem["errors"].as_array().unwrap().len()), (StatusCode::UNPROCESSABLE_ENTITY, 2));
    let (status, page) =
        server.get(&format!("/log/compare?first={ID}&second={OTHER}&volume=27447+100")).await;
    assert!(status == StatusCode::OK && page.contains("2,072.00") && page.contains("1,911.00"));
}

#[tokio::test]
async fn the_form_keeps_what_it_is_given_and_says_what_is_wrong() {
    let server = logged().await;
    let form = "name=&from=2026-01-01&to=2026-06-30&fte=1.00&year_start=01-01&values=day&preset=full&tier_above=&tier_rate=x";
    let (status, page) = text(server.post_form("/log/contracts", form).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("fill this in") && page.contains("aria-invalid") && page.contains("value=\"x\""));
    let form = form.replace("name=", "name=First+half").replace("tier_rate=x", "tier_rate=45.5");
    let response = server.post_form("/log/contracts", &form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let address = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let (status, page) = server.get(&address).await;
    assert!(status == StatusCode::OK && page.contains("$45.50 for each work RVU"), "{status}");
    let (_, page) = server.get(&format!("{address}/edit")).await;
    assert!(page.contains("value=\"First half\"") && page.contains("value=\"45.50\""));
    // Two tabs: the second to save is told.
    let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = format!("seen={seen}&{form}");
    let changed = form.replace("45.5", "46");
    assert_eq!(server.post_form(&address, &changed).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(server.post_form(&address, &form.replace("45.5", "47")).await.status(), StatusCode::CONFLICT);
    let overlapping = form.replace("to=2026-06-30", "to=").replace(&format!("seen={seen}&"), "");
    let (status, page) = text(server.post_form("/log/contracts", &overlapping).await).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("covers too"), "{status}");
}
