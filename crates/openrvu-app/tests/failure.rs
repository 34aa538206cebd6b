//! A full disk, a busy file, two tabs: contracts, imports and restores are done whole or not at all, and it is said in words.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::time::Duration;

use axum::body::Body;
use axum::http::{StatusCode, header};
use common::{Server, request, text};
use openrvu_store_sqlite::SqliteOptions;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Executor};

const ID: &str = "0e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61";

async fn send(server: &Server, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
    let request = request(method, path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let (status, said) = text(server.send(request).await).await;
    (status, serde_json::from_str(&said).unwrap_or(Value::String(said)))
}

fn contract(name: &str, seen: Option<&Value>) -> Value {
    let contract = json!({ "id": ID, "name": name, "from": "2026-01-01", "year_start": "01-01",
        "credit": { "preset": "full" } });
    json!({ "contract": contract, "seen": seen })
}

fn table(rows: usize, code: &str) -> Value {
    let rows: String = (1..=rows)
        .map(|n| format!("{}/{}/{},{code},{}\n", 1 + n % 12, 1 + n % 28, 2000 + n / 400, 1 + n % 900))
        .collect();
    json!({ "table": { "text": format!("DOS,CPT,Units\n{rows}") }, "add_alike": true })
}

fn archive(entries: u32) -> Value {
    let entry = |n: u32| {
        let id = format!("{n:08x}-2f6b-4c1e-9d3a-5b7f9c2e4a61");
        json!({ "id": id, "encounter": id, "date": "2026-08-03", "line": { "code": "99213" }, "note": "n".repeat(70) })
    };
    json!({ "format": "openrvu-log", "version": 1, "exported": "2026-08-14T16:00:00Z",
        "entries": (0..entries).map(entry).collect::<Vec<_>>(), "documents": [] })
}

/// Everything that the log holds, to be compared with later.
async fn all(server: &Server) -> Value {
    let mut archive = server.get_json("/api/v1/archive").await.1;
    archive.as_object_mut().unwrap().remove("exported");
    archive
}

/// Tries each way to write; every one is refused in words, with the status, and nothing is changed.
async fn refuses_everything(server: &Server, words: &str) {
    let before = all(server).await;
    // Of many sites, so that it fits into no room that is left in a page.
    let mut large = contract("Employment", None);
    large["contract"]["sites"] = json!({ "listed": (0..50).map(|n| format!("{n} {}", "clinic ".repeat(10).trim())).collect::<Vec<_>>() });
    for (method, path, body) in [
        ("PUT", format!("/api/v1/contracts/{ID}"), large),
        ("POST", "/api/v1/imports".to_owned(), table(4_000, "99215")),
        ("POST", "/api/v1/archive".to_owned(), archive(4_000)),
    ] {
        let (status, said) = send(server, method, &path, &body).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{method} {path}: {said}");
        let detail = said["detail"].as_str().unwrap();
        assert!(detail.contains(words) && detail.contains("nothing was written"), "{detail}");
    }
    let page = server.post_form("/log", "text=99213&action=log&day=other&date=2026-08-03").await;
    let (status, page) = text(page).await;
    assert!(status == StatusCode::SERVICE_UNAVAILABLE && page.contains(words), "{status} {page}");
    assert_eq!(all(server).await, before, "nothing was half-written");
}

#[tokio::test]
async fn a_busy_file_refuses_in_words_and_can_be_read() {
    let first = Server::personal().await;
    send(&first, "POST", "/api/v1/imports", &table(10, "99213")).await;
    let limits = SqliteOptions { wait: Duration::from_millis(150), ..SqliteOptions::default() };
    let server = first.within(&limits).await;
    let mut other = SqliteConnectOptions::new().filename(first.file()).connect().await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    refuses_everything(&server, "busy").await;
    other.execute("ROLLBACK").await.unwrap();
    assert_eq!(
        send(&server, "PUT", &format!("/api/v1/contracts/{ID}"), &contract("Employment", None)).await.0,
        StatusCode::OK
    );
    assert_eq!(send(&server, "POST", "/api/v1/archive", &archive(50)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_full_disk_refuses_in_words_and_can_be_read() {
    let first = Server::personal().await;
    send(&first, "POST", "/api/v1/imports", &table(10, "99213")).await;
    let size = std::fs::metadata(first.file()).unwrap().len();
    let pages = u32::try_from(size / 4096).unwrap();
    // Room for nothing more.
    let limits = SqliteOptions { most_pages: Some(pages.max(1)), ..SqliteOptions::default() };
    let server = first.within(&limits).await;
    // What room there is in the last pages is used up first.
    for n in 0..2_000_u32 {
        let id = format!("{n:08x}-0000-4c1e-9d3a-5b7f9c2e4a61");
        let entry = json!({ "id": id, "encounter": id, "date": "2026-08-03", "code": "99213", "note": "n".repeat(70) });
        let (status, said) = send(&server, "POST", "/api/v1/entries", &json!({ "entries": [entry] })).await;
        if status == StatusCode::SERVICE_UNAVAILABLE {
            assert!(said["detail"].as_str().unwrap().contains("free space and try again"), "{said}");
            break;
        }
        assert_eq!(status, StatusCode::OK, "{said}");
    }
    refuses_everything(&server, "the disk is full").await;
    let again = first.within(&SqliteOptions::default()).await;
    assert_eq!(send(&again, "POST", "/api/v1/archive", &archive(50)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn two_tabs_change_one_contract_and_the_second_is_told() {
    let server = Server::personal().await;
    let path = format!("/api/v1/contracts/{ID}");
    let (_, made) = send(&server, "PUT", &path, &contract("Employment", None)).await;
    let seen = Some(&made["revision"]);
    assert_eq!(send(&server, "PUT", &path, &contract("First tab", seen)).await.0, StatusCode::OK);
    let (status, said) = send(&server, "PUT", &path, &contract("Second tab", seen)).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let words = "changed in another tab or on another device";
    assert!(said["detail"].as_str().unwrap().contains(words), "{said}");
    assert_eq!(server.get_json(&path).await.1["contract"]["name"], "First tab");
    let deleted =
        request("DELETE", &format!("{path}?seen={}", made["revision"])).body(Body::empty()).unwrap();
    assert_eq!(server.send(deleted).await.status(), StatusCode::CONFLICT);

    // An archive that was looked at in one tab while the other changed what it is compared with.
    let mut old = all(&server).await;
    old["exported"] = json!("2026-08-14T16:00:00Z");
    let (_, kept) = server.get_json(&path).await;
    send(&server, "PUT", &path, &contract("Third", Some(&kept["revision"]))).await;
    let (_, restored) = send(&server, "POST", "/api/v1/archive", &old).await;
    assert_eq!(
        (&restored["written"], &restored["documents"]["differing"]),
        (&json!(0), &json!(1)),
        "what differs stays unless it is asked for"
    );
    assert_eq!(server.get_json(&path).await.1["contract"]["name"], "Third");
}

#[tokio::test]
async fn a_table_given_in_two_tabs_is_added_once() {
    let server = Server::personal().await;
    let table = json!({ "table": { "text": "DOS,CPT\n8/3/26,99213\n8/4/26,99214\n" } });
    let give = || send(&server, "POST", "/api/v1/imports", &table);
    let (one, two) = tokio::join!(give(), give());
    assert!(
        [&one, &two].iter().all(|said| said.0 == StatusCode::OK || said.0 == StatusCode::CONFLICT),
        "{one:?} {two:?}"
    );
    assert_eq!(server.get_json("/api/v1/entries").await.1["entries"].as_array().unwrap().len(), 2);
}
