//! Import, reconciliation and archive over the API.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use axum::body::Body;
use axum::http::{StatusCode, header};
use common::{Server, request, text};
use serde_json::{Value, json};

async fn put(server: &Server, path: &str, body: &Value) -> (StatusCode, Value) {
    let request = request("PUT", path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let (status, text) = text(server.send(request).await).await;
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

const TABLE: &str = "Patient,DOS,CPT,Mod,Units\nDoe,8/3/26,99213,25,1\nDoe,8/3/26,20610,LT,1\nRoe,8/4/26,97110,GP,4\nRoe,8/4/26,x,,1\n";

#[tokio::test]
async fn a_table_is_looked_at_and_imported_once() {
    let server = Server::personal().await;
    let body = json!({ "table": { "text": TABLE } });
    let (status, seen) = server.post_json("/api/v1/imports/preview", &body).await;
    assert_eq!(status, StatusCode::OK, "{seen}");
    assert_eq!(
        (&seen["added"], &seen["revision"], &seen["problem_count"]),
        (&json!(3), &Value::Null, &json!(1))
    );
    assert_eq!(seen["columns"][0], json!({ "name": "Patient", "holds": "patient" }));
    assert_eq!(seen["problems"][0]["row"], 5);
    assert!(!seen.to_string().contains("Doe"), "nothing of a patient comes back");
    assert_eq!(server.get_json("/api/v1/entries").await.1["entries"], json!([]));

    let (status, done) = server.post_json("/api/v1/imports", &body).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!((&done["added"], done["revision"].is_u64()), (&json!(3), true));
    let (_, again) = server.post_json("/api/v1/imports", &body).await;
    assert_eq!(
        (&again["added"], &again["present"], &again["revision"]),
        (&json!(0), &json!(3), &Value::Null)
    );

    // What each column holds can be said, and is refused where it cannot be.
    let columns = json!(["patient", "date", "code", "modifiers", "ignored"]);
    let body =
        json!({ "table": { "text": TABLE, "columns": columns, "header": 1, "date_order": "day-first" } });
    let (_, seen) = server.post_json("/api/v1/imports/preview", &body).await;
    assert_eq!((&seen["added"], &seen["from"]), (&json!(3), &json!("2026-03-08")));
    for (field, value, at) in [
        ("columns", json!(["date", "nothing"]), "columns[1]"),
        ("columns", json!(["date"]), "columns"),
        ("date_order", json!("year-first"), "date_order"),
        ("text", json!("%PDF-1.7"), "table"),
    ] {
        let mut table = json!({ "text": TABLE });
        table[field] = value;
        let (status, problem) = server.post_json("/api/v1/imports", &json!({ "table": table })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!(problem["errors"][0]["field"], at, "{problem}");
    }
    let (status, _) =
        server.post_json("/api/v1/imports", &json!({ "table": { "text": TABLE }, "foo": 1 })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_report_is_reconciled() {
    let server = Server::personal().await;
    server.post_json("/api/v1/imports", &json!({ "table": { "text": TABLE } })).await;
    let report = "DOS,CPT,Mod,Units,wRVU\n8/3/26,99213,25,1,1.30\n8/3/26,20610,LT,1,0.79\n8/4/26,97110,GP,3,1.35\n8/5/26,99215,,1,2.80\n";
    let id = "0e8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61";
    let path = format!("/api/v1/reconciliations/{id}");
    let body = json!({ "table": { "text": report }, "rate": "50.00" });
    let (status, made) = put(&server, &path, &body).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let (_, list) = server.get_json("/api/v1/reconciliations").await;
    assert_eq!(list["reconciliations"][0]["name"], "Report of August 2026");
    let (_, found) = server.get_json(&path).await;
    assert_eq!(found["all"]["difference"], "-2.370");
    let kinds: Vec<_> =
        found["by"].as_array().unwrap().iter().map(|by| (by["kind"].clone(), by["cause"].clone())).collect();
    assert_eq!(
        kinds,
        [
            (json!("missing-from-mine"), Value::Null),
            (json!("units"), Value::Null),
            (json!("credit"), json!("efficiency")),
            (json!("agrees"), Value::Null)
        ]
    );
    assert_eq!(found["by"][1]["dollars"], "22.50");
    assert_eq!(found["releases"], json!([{ "release": "RVU25D", "lines": 1 }]));

    let (_, page) = server.get_json(&format!("{path}/findings?limit=2")).await;
    assert_eq!((page["findings"].as_array().unwrap().len(), &page["next"]), (2, &json!(2)));
    let (_, page) = server.get_json(&format!("{path}/findings?skip=2")).await;
    assert_eq!((page["findings"].as_array().unwrap().len(), &page["next"]), (2, &Value::Null));
    let (_, page) = server.get_json(&format!("{path}/findings?kind=units")).await;
    assert_eq!(
        page["findings"][0]["theirs"][0],
        json!({ "row": 4, "date": "2026-08-04", "line": "97110-GPx3" })
    );
    assert_eq!(server.get(&format!("{path}/findings?kind=foo")).await.0, StatusCode::UNPROCESSABLE_ENTITY);

    let comparison = json!({ "name": "August", "from": "2026-08-01", "to": "2026-08-04", "days": 0, "seen": made["revision"] });
    let (status, changed) = put(&server, &format!("{path}/comparison"), &comparison).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    let (status, _) = put(&server, &format!("{path}/comparison"), &comparison).await;
    assert_eq!(status, StatusCode::OK, "the same content again changes nothing");
    let (_, found) = server.get_json(&path).await;
    assert_eq!((&found["all"]["findings"], &found["all"]["dollars"]), (&json!(3), &Value::Null));
    let mut wrong = comparison.clone();
    wrong["days"] = json!(8);
    assert_eq!(put(&server, &format!("{path}/comparison"), &wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    wrong["days"] = json!(2);
    assert_eq!(put(&server, &format!("{path}/comparison"), &wrong).await.0, StatusCode::CONFLICT);

    let delete =
        request("DELETE", &format!("{path}?seen={}", changed["revision"])).body(Body::empty()).unwrap();
    assert_eq!(server.send(delete).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(server.get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_log_is_archived_and_restored() {
    let server = Server::personal().await;
    server.post_json("/api/v1/imports", &json!({ "table": { "text": TABLE } })).await;
    let (status, archive) = server.get_json("/api/v1/archive").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        (&archive["format"], archive["entries"].as_array().unwrap().len()),
        (&json!("openrvu-log"), 3)
    );
    let other = Server::personal().await;
    let (status, seen) = other.post_json("/api/v1/archive?preview=true", &archive).await;
    assert_eq!(status, StatusCode::OK, "{seen}");
    assert_eq!(seen["entries"], json!({ "new": 3, "same": 0, "differing": 0, "deleted": 0 }));
    assert_eq!(other.get_json("/api/v1/entries").await.1["entries"], json!([]), "a preview writes nothing");
    let (_, restored) = other.post_json("/api/v1/archive", &archive).await;
    assert!(restored["written"].as_u64().unwrap() >= 3, "{restored}");
    let (_, again) = other.post_json("/api/v1/archive?differing=replace", &archive).await;
    assert_eq!((&again["written"], &again["entries"]["same"]), (&json!(0), &json!(3)));
    let mut damaged = archive.clone();
    damaged["entries"][0]["line"]["code"] = json!("Total");
    let (status, problem) = other.post_json("/api/v1/archive", &damaged).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem["detail"].as_str().unwrap().contains("nothing of it was taken"), "{problem}");
}
