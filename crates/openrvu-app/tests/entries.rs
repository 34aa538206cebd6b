//! Entries over the API: written whole or not at all, once, and by nobody else.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use axum::body::Body;
use axum::http::{StatusCode, header};
use common::{Server, request, text};
use serde_json::{Value, json};
use tower::ServiceExt;

const ID: &str = "0e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61";

fn entry(id: &str, code: &str) -> Value {
    json!({ "id": id, "encounter": id, "date": "2026-08-03", "code": code, "modifiers": ["25"] })
}

#[tokio::test]
async fn an_entry_is_written_read_changed_and_deleted() {
    let server = Server::personal().await;
    let (status, written) =
        server.post_json("/api/v1/entries", &json!({ "entries": [entry(ID, "99213")] })).await;
    assert_eq!((status, &written["changed"]), (StatusCode::OK, &json!(1)));

    // Sent again, it is there already.
    let (_, again) = server.post_json("/api/v1/entries", &json!({ "entries": [entry(ID, "99213")] })).await;
    assert_eq!(again, json!({ "revision": written["revision"], "changed": 0 }));

    let (_, shown) = server.get_json(&format!("/api/v1/entries/{ID}")).await;
    assert_eq!(
        (&shown["code"], &shown["units"], &shown["role"]),
        (&json!("99213"), &json!(1), &json!("performed"))
    );

    let mut changed = entry(ID, "99214");
    let (status, problem) = server.post_json("/api/v1/entries", &json!({ "entries": [changed] })).await;
    assert_eq!(status, StatusCode::CONFLICT, "{problem}");
    changed["seen"] = shown["revision"].clone();
    let (status, _) = server.post_json("/api/v1/entries", &json!({ "entries": [changed] })).await;
    assert_eq!(status, StatusCode::OK);

    let (_, changes) = server.get_json(&format!("/api/v1/changes?after={}", written["revision"])).await;
    assert_eq!(changes["entries"][0]["code"], "99214");
    let address = format!("/api/v1/entries/{ID}?seen={}", changes["revision"]);
    let deleted = server.send(request("DELETE", &address).body(Body::empty()).unwrap()).await;
    assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
    let (_, list) = server.get_json("/api/v1/entries").await;
    assert_eq!(list["entries"], json!([]));
}

#[tokio::test]
async fn a_list_with_a_wrong_entry_is_not_written_in_part() {
    let server = Server::personal().await;
    let with = |field: &str, value: Value| {
        let mut wrong = entry(ID, "99213");
        wrong[field] = value;
        wrong
    };
    let wrong = [
        (json!({ "code": "99213" }), "id"),
        (with("code", json!("nonsense")), "code"),
        (with("units", json!(0)), "units"),
        (with("units", json!(1000)), "units"),
        (with("units", json!(1e30)), "units"),
        (with("minutes", json!(2881)), "minutes"),
        (with("charge", json!("-1.00")), "charge"),
        (with("charge", json!("99999999999999999999.00")), "charge"),
        (with("date", json!("2026-02-30")), "date"),
        (with("date", json!("1989-12-31")), "date"),
        (with("date", json!("9999-12-31")), "date"),
        (with("date", json!("-009999-01-01")), "date"),
        (with("modifiers", json!(["25", "59", "LT", "RT", "76"])), "modifiers"),
        (with("modifiers", json!(["25", "?"])), "modifiers[1]"),
        (with("note", json!("Mr Smith")), "note"),
        (with("note", json!("a\u{0}b")), "note"),
        (with("note", json!("x".repeat(1_000_000))), "note"),
        (with("site", json!("\u{1b}[2J")), "site"),
        (with("patient", json!("x")), "patient"),
    ];
    for (wrong, field) in wrong {
        let good = entry("1e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61", "99213");
        let (status, problem) =
            server.post_json("/api/v1/entries", &json!({ "entries": [good, wrong] })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {problem}");
        assert_eq!(problem["errors"][0]["field"], format!("entries[1].{field}"), "{problem}");
        let said = problem["errors"][0]["message"].as_str().unwrap();
        assert!((10..600).contains(&said.len()) && !said.contains("Smith"), "{said}");
    }
    assert_eq!(server.get_json("/api/v1/entries").await.1["entries"], json!([]));
}

#[tokio::test]
async fn a_key_that_comes_again_gets_the_first_answer() {
    let server = Server::personal().await;
    let send = async |key: &str, body: Value| {
        let request = request("POST", "/api/v1/entries")
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key)
            .body(Body::from(body.to_string()))
            .unwrap();
        text(server.send(request).await).await
    };
    let body = json!({ "entries": [entry(ID, "99213")] });
    let first = send("a", body.clone()).await;
    assert_eq!(first.0, StatusCode::OK);
    assert_eq!(send("a", body.clone()).await, first);
    assert!(send("b", body).await.1.contains("\"changed\":0"));
    let (status, problem) = send("a", json!({ "entries": [] })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    // What failed may be sent again under its key, corrected.
    assert_eq!(send("c", json!({ "entries": 1 })).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send("c", json!({ "entries": [] })).await.0, StatusCode::OK);
}

#[tokio::test]
async fn of_many_at_once_under_one_key_one_is_done() {
    let server = Server::personal().await;
    let table = json!({ "table": { "text": "DOS,CPT\n8/3/26,99213\n" } }).to_string();
    let sends: Vec<_> = (0..8)
        .map(|_| {
            let request = request("POST", "/api/v1/imports")
                .header(header::CONTENT_TYPE, "application/json")
                .header("idempotency-key", "one")
                .body(Body::from(table.clone()))
                .unwrap();
            tokio::spawn(server.routes().clone().oneshot(request))
        })
        .collect();
    let mut done = Vec::new();
    for answer in sends {
        let (status, said) = text(answer.await.unwrap().unwrap()).await;
        assert!(matches!(status, StatusCode::OK | StatusCode::CONFLICT), "{said}");
        done.extend((status == StatusCode::OK).then_some(said));
    }
    assert!(!done.is_empty() && done.iter().all(|said| *said == done[0]), "{done:?}");
    assert!(done[0].contains("\"added\":1"), "{done:?}");
}

#[tokio::test]
async fn pages_of_a_list_follow_each_other() {
    let server = Server::personal().await;
    let ids: Vec<String> = (0..5).map(|n| format!("{n}e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61")).collect();
    let entries: Vec<Value> = ids.iter().map(|id| entry(id, "99213")).collect();
    server.post_json("/api/v1/entries", &json!({ "entries": entries })).await;
    let (mut seen, mut address) = (Vec::new(), "/api/v1/entries?limit=2".to_owned());
    loop {
        let (_, list) = server.get_json(&address).await;
        let of_page = list["entries"].as_array().unwrap();
        seen.extend(of_page.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()));
        let Some(next) = list["next"].as_str() else { break };
        address = format!("/api/v1/entries?limit=2&after={next}");
    }
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn no_page_elsewhere_reaches_a_personal_log() {
    let server = Server::personal().await;
    let foreign_name = axum::http::Request::builder()
        .uri("/api/v1/entries")
        .header(header::HOST, "evil.example")
        .body(Body::empty())
        .unwrap();
    assert_eq!(server.send(foreign_name).await.status(), StatusCode::FORBIDDEN);
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let foreign_form = request("POST", "/api/v1/entries")
            .header(name, value)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("{\"entries\":[]}"))
            .unwrap();
        assert_eq!(server.send(foreign_form).await.status(), StatusCode::FORBIDDEN, "{name}");
    }
}

#[tokio::test]
async fn the_page_lists_what_was_logged() {
    let server = Server::personal().await;
    server.post_json("/api/v1/entries", &json!({ "entries": [entry(ID, "99213")] })).await;
    let (status, page) = server.get("/log/entries").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains(&format!("/log/entries/{ID}"))
            && page.contains("2026-08-03")
            && page.contains("1.30 work RVUs"),
        "{page}"
    );
    let (_, none) = server.get("/log/entries?from=2026-08-04").await;
    assert!(none.contains("Nothing is logged on these days"));
    let (_, wrong) = server.get("/log/entries?from=tomorrow").await;
    assert!(wrong.contains("is not a date"));
}
