//! What is too much, too large, too deep or out of this world is refused in words, by field, and nothing is changed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::io::Write;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{StatusCode, header};
use common::{Server, request, text};
use serde_json::{Value, json};
use uuid::Uuid;

async fn send(server: &Server, method: &str, path: &str, body: String) -> (StatusCode, Value) {
    let request = request(method, path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body))
        .unwrap();
    let (status, said) = text(server.send(request).await).await;
    (status, serde_json::from_str(&said).unwrap_or(Value::String(said)))
}

fn contract(number: u128) -> Value {
    json!({ "id": Uuid::from_u128(number), "name": format!("Site {number}"), "from": "2026-01-01",
        "sites": { "listed": [format!("Clinic {number}")] }, "year_start": "01-01", "credit": { "preset": "full" } })
}

fn goal(number: u128) -> Value {
    json!({ "id": Uuid::from_u128(number), "name": "Year", "span": "2026", "target": "5000" })
}

fn template() -> Value {
    json!({ "name": "Clinic", "encounters": [[{ "code": "99213" }]] })
}

#[tokio::test]
async fn there_are_so_many_documents_of_a_kind_and_no_more() {
    let server = Server::personal().await;
    let body = |kind: &str, number: u128| match kind {
        "contracts" => json!({ "contract": contract(number) }),
        "goals" => json!({ "goal": goal(number) }),
        _ => json!({ "template": template() }),
    };
    for (kind, most) in [("contracts", 50), ("goals", 100), ("templates", 100)] {
        let put = async |number: u128, seen: Option<u64>| {
            let mut body = body(kind, number);
            if let Some(seen) = seen {
                body["seen"] = json!(seen);
            }
            let path = format!("/api/v1/{kind}/{}", Uuid::from_u128(number));
            send(&server, "PUT", &path, body.to_string()).await
        };
        for number in 1..=most {
            let (status, said) = put(number, None).await;
            assert_eq!(status, StatusCode::OK, "{kind} {number}: {said}");
        }
        let (status, said) = put(most + 1, None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{kind}: {said}");
        assert!(said["detail"].as_str().unwrap().contains(&format!("t most {most} ")), "{said}");
        // Nor by a claim to have seen what never was.
        assert!(put(most + 1, Some(1)).await.0.is_client_error(), "{kind}");
        let (_, list) = server.get_json(&format!("/api/v1/{kind}")).await;
        assert_eq!(list[kind].as_array().unwrap().len() as u128, most);
    }
}

#[tokio::test]
async fn an_archive_brings_no_more_than_could_be_written() {
    let server = Server::personal().await;
    let archive = |documents: Vec<Value>| {
        json!({ "format": "openrvu-log", "version": 1, "exported": "2026-08-14T16:00:00Z", "entries": [],
            "documents": documents })
        .to_string()
    };
    let document = |kind: &str, number: u128, content: Value| json!({ "kind": kind, "id": Uuid::from_u128(number), "content": content });
    let with = |mut contract: Value, field: &str, value: Value| {
        contract[field] = value;
        contract
    };
    let refused = [
        ("more than 10000 documents", (1..=10_001).map(|n| document("goal", n, goal(n))).collect()),
        ("at most 100 documents", (1..=10_000).map(|n| document("goal", n, goal(n))).collect()),
        ("at most 50 documents", (1..=51).map(|n| document("contract", n, contract(n))).collect()),
        ("at most 100 documents", (1..=101).map(|n| document("template", n, template())).collect()),
        ("names itself", vec![document("contract", 1, contract(2))]),
        ("names itself", vec![document("goal", 1, goal(2))]),
        ("damaged", vec![document("settings", 1, json!({}))]),
        (
            "outside of 1992 to 2199",
            vec![document("contract", 1, with(contract(1), "from", json!("-009999-01-01")))],
        ),
        (
            "choose one of the presets",
            vec![document("contract", 1, with(contract(1), "credit", json!({ "preset": "x" })))],
        ),
        (
            "list at most 50 sites",
            vec![document(
                "contract",
                1,
                with(contract(1), "sites", json!({ "listed": vec!["Clinic"; 10_000] })),
            )],
        ),
        (
            "covers days and sites",
            vec![
                document("contract", 1, contract(1)),
                document("contract", 2, with(contract(1), "id", json!(Uuid::from_u128(2)))),
            ],
        ),
    ];
    for (words, documents) in refused {
        for path in ["/api/v1/archive?preview=true", "/api/v1/archive", "/api/v1/archive?differing=replace"] {
            let (status, said) = send(&server, "POST", path, archive(documents.clone())).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{words}: {said}");
            assert_eq!(said["errors"][0]["field"], "archive");
            assert!(said["detail"].as_str().unwrap().contains(words), "{words}: {said}");
        }
    }
    // A release that is not held here is no fault of the contract's.
    let elsewhere = with(contract(1), "values", json!({ "release": "RVU14A" }));
    let (status, said) =
        send(&server, "POST", "/api/v1/archive", archive(vec![document("contract", 1, elsewhere)])).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    // What is there counts too.
    let overlapping = with(contract(1), "id", json!(Uuid::from_u128(2)));
    let (status, said) =
        send(&server, "POST", "/api/v1/archive", archive(vec![document("contract", 2, overlapping)])).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
    assert_eq!(server.get_json("/api/v1/contracts").await.1["contracts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn bodies_are_bounded_in_size_and_depth() {
    let server = Server::personal().await;
    for (path, body, expected) in [
        ("/api/v1/entries", "x".repeat(2 * 1024 * 1024 + 1), StatusCode::PAYLOAD_TOO_LARGE),
        ("/api/v1/entries", "[".repeat(1_000_000), StatusCode::UNPROCESSABLE_ENTITY),
        (
            "/api/v1/entries",
            format!("{{\"entries\":[{{\"note\":{}", "[".repeat(100_000)),
            StatusCode::BAD_REQUEST,
        ),
        (
            "/api/v1/entries",
            format!("{{\"entries\":[{}]}}", "{},".repeat(6_000) + "{}"),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("/api/v1/entries", "{\"entries\":[]} x".to_owned(), StatusCode::BAD_REQUEST),
        ("/api/v1/entries", "{\"entries\":[{\"units\":1e999999}]}".to_owned(), StatusCode::BAD_REQUEST),
        ("/api/v1/entries", "\u{0}".to_owned(), StatusCode::BAD_REQUEST),
        ("/api/v1/archive", "[".repeat(1_000_000), StatusCode::UNPROCESSABLE_ENTITY),
        (
            "/api/v1/quick/read",
            json!({ "text": "9".repeat(2_001) }).to_string(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/api/v1/quick/read",
            json!({ "text": "99213", "date": "9999-12-31" }).to_string(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            "/api/v1/imports",
            json!({ "table": { "text": format!("{}\n", "a,".repeat(201)) } }).to_string(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let begun = Instant::now();
        let (status, said) = send(&server, "POST", path, body).await;
        assert_eq!(status, expected, "{path}: {said}");
        assert!(said["detail"].as_str().unwrap().len() < 400, "{said}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{path} took {:?}", begun.elapsed());
    }
    let (status, said) =
        send(&server, "POST", "/api/v1/entries", json!({ "entries": vec![json!({}); 5_001] }).to_string())
            .await;
    assert_eq!(
        (status, said["errors"].as_array().unwrap().len()),
        (StatusCode::UNPROCESSABLE_ENTITY, 100),
        "{said}"
    );
}

#[tokio::test]
async fn the_ends_of_the_calendar_are_refused_in_words() {
    let server = Server::personal().await;
    send(
        &server,
        "PUT",
        &format!("/api/v1/contracts/{}", Uuid::from_u128(1)),
        json!({ "contract": contract(1) }).to_string(),
    )
    .await;
    let id = Uuid::from_u128(1);
    for day in [
        "-009999-01-01",
        "0000-01-01",
        "1989-12-31",
        "2200-01-01",
        "9999-12-31",
        "10000-01-01",
        "2026-02-30",
        "%00",
        "1e9",
    ] {
        for path in [
            format!("/api/v1/statement?contract={id}&on={day}&period=contract-year"),
            format!("/api/v1/report?on={day}&period=12-months"),
            format!("/api/v1/report?from={day}&to=2026-08-01"),
            format!("/api/v1/restatement?release=RVU26A&to={day}"),
            format!("/api/v1/dashboard?on={day}&period=fiscal-year"),
            format!("/api/v1/dashboard?from=2026-01-01&to={day}"),
            format!("/api/v1/benchmark?to={day}"),
        ] {
            let (status, said) = server.get(&path).await;
            assert!(status.is_client_error() && said.contains("date"), "{path}: {status} {said}");
        }
        // A page says so and goes on.
        for page in ["dashboard", "statement", "planner", "compare", "restate", "entries", "benchmark", "day"]
        {
            let (status, _) = server
                .get(&format!("/log/{page}?on={day}&from={day}&to={day}&date={day}&period=12-months"))
                .await;
            assert!(!status.is_server_error(), "{page} {day}: {status}");
        }
    }
}

/// An archive of a few hundred kilobytes that unpacks to more than 256 MB.
fn bomb() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let part = vec![b' '; 1024 * 1024];
    for _ in 0..257 {
        archive.write_all(&part).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_workbook_that_unpacks_to_too_much_is_refused() {
    let server = Server::personal().await;
    let file = bomb();
    assert!(file.len() < 2 * 1024 * 1024, "{}", file.len());
    let mut body =
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n".to_vec();
    body.extend(file);
    body.extend(b"\r\n--x--\r\n");
    let sent = request("POST", "/log/import")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .unwrap();
    let begun = Instant::now();
    let (status, page) = text(server.send(sent).await).await;
    assert!(status.is_client_error() || status == StatusCode::OK, "{status}");
    assert!(page.contains("bytes once unpacked"), "{page}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
