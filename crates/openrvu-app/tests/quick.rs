//! Quick entry: read back, logged once, taken back, repeated, changed several at once, and never over another's change.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use axum::http::{StatusCode, header};
use axum::response::Response;
use common::{Server, text};
use serde_json::{Value, json};

const SUBMISSION: &str = "5d2c1c1e-8f0a-4a53-9d0e-6f8b8a3c2d10";

async fn entries(server: &Server) -> Vec<Value> {
    server.get_json("/api/v1/entries").await.1["entries"].as_array().unwrap().clone()
}

fn lines(entries: &[Value]) -> Vec<String> {
    let line = |entry: &Value| {
        let modifiers = entry["modifiers"].as_array().into_iter().flatten();
        let modifiers: String =
            modifiers.map(|modifier| format!("-{}", modifier.as_str().unwrap())).collect();
        format!("{}{modifiers}", entry["code"].as_str().unwrap())
    };
    entries.iter().map(line).collect()
}

/// Entries with the revisions that a page was made from, as its form names them.
fn named(entries: &[Value]) -> String {
    let of = |entry: &Value| format!("&entry={}:{}", entry["id"].as_str().unwrap(), entry["revision"]);
    entries.iter().map(of).collect()
}

fn address(response: &Response) -> String {
    response.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_text_is_read_back_with_its_worth() {
    let server = Server::personal().await;
    let (status, report) = server
        .post_json(
            "/api/v1/quick/read",
            &json!({ "text": "992132520610rt; TKA, office visit", "date": "2026-08-03" }),
        )
        .await;
    assert_eq!(status, StatusCode::OK, "{report}");
    let rows = report["rows"].as_array().unwrap();
    let row =
        |at: usize| (rows[at]["line"].as_str(), rows[at]["work"].as_str(), rows[at]["encounter"].as_u64());
    assert_eq!(row(0), (Some("99213-25"), Some("1.30"), Some(1)));
    assert_eq!(row(1), (Some("20610-RT"), Some("0.77"), Some(1)));
    assert_eq!((row(2).0, row(2).2), (Some("27447"), Some(2)));
    assert_eq!(rows[2]["words"], "TKA");
    assert_eq!(rows[3]["line"], Value::Null, "several services are so called");
    assert!(rows[3]["candidates"].as_array().unwrap().len() > 1);
    assert_eq!((&report["lines"], &report["encounters"]), (&json!(3), &json!(2)));
    assert_eq!(entries(&server).await.len(), 0, "reading back writes nothing");

    let (status, problem) =
        server.post_json("/api/v1/quick/read", &json!({ "text": "9".repeat(2_001) })).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("text")));
    let (status, _) =
        server.post_json("/api/v1/quick/read", &json!({ "text": "99213", "note": "Mr Smith" })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_submission_sent_twice_is_logged_once() {
    let server = Server::personal().await;
    let body = json!({ "submission": SUBMISSION, "entry": { "text": "99213-25 20610; 99214", "date": "2026-08-03" } });
    let (status, logged) = server.post_json("/api/v1/quick/log", &body).await;
    assert_eq!((status, &logged["changed"]), (StatusCode::OK, &json!(3)), "{logged}");
    let (_, again) = server.post_json("/api/v1/quick/log", &body).await;
    assert_eq!((&again["changed"], &again["entries"]), (&json!(0), &logged["entries"]));
    let kept = entries(&server).await;
    assert_eq!(lines(&kept), ["99213-25", "20610", "99214"], "in the order in which they were typed");
    assert_eq!(kept[0]["encounter"], kept[1]["encounter"]);
    assert_ne!(kept[0]["encounter"], kept[2]["encounter"]);

    let (_, report) =
        server.post_json("/api/v1/quick/read", &json!({ "text": "99213 25", "date": "2026-08-03" })).await;
    assert_eq!(report["rows"][0]["logged"], 1);
}

#[tokio::test]
async fn what_is_not_understood_is_not_dropped() {
    let server = Server::personal().await;
    let mut body = json!({ "submission": SUBMISSION, "entry": { "text": "99213 abracadabra; 932" } });
    let (status, problem) = server.post_json("/api/v1/quick/log", &body).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(problem["errors"][0]["message"].as_str().unwrap().contains("abracadabra; 932"), "{problem}");
    assert!(entries(&server).await.is_empty());
    body["part"] = json!(true);
    let (_, logged) = server.post_json("/api/v1/quick/log", &body).await;
    assert_eq!((&logged["changed"], &logged["left"]), (&json!(1), &json!("abracadabra; 932")));

    // The page keeps the rest in its field.
    let form = format!("submission={SUBMISSION}&text=99214+abracadabra&date=2026-08-03&action=");
    let (status, page) =
        text(server.post_form("/log", &form.replace(SUBMISSION, "").replace("action=", "action=log")).await)
            .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("not understood yet: abracadabra") && page.contains("keep the rest here"));
    let (status, page) =
        text(server.post_form("/log", &form.replace("action=", "action=part").replace("5d2c", "6d2c")).await)
            .await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains(">abracadabra</textarea>") && page.contains("Logged 1 line"), "{page}");
}

#[tokio::test]
async fn the_page_reads_logs_and_takes_back_without_a_script() {
    let server = Server::personal().await;
    let (status, page) = server.get("/log").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("Read back")
            && page.contains("Nothing is logged on this day")
            && page.contains("Today")
    );

    let form = format!(
        "submission={SUBMISSION}&text=9921325%0A27447+lt&day=2026-08-13&date=2026-08-14&role=supervised&action="
    );
    let (status, page) = text(server.post_form("/log", &format!("{form}read")).await).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("99213-25") && page.contains("27447-LT") && page.contains("Log 2 lines"), "{page}");
    assert!(entries(&server).await.is_empty());

    let logged = server.post_form("/log", &format!("{form}log")).await;
    assert_eq!(logged.status(), StatusCode::SEE_OTHER);
    let (_, page) = server.get(&address(&logged)).await;
    assert!(page.contains("Logged 2 lines, 20.41 work RVUs, on Thursday, August 13, 2026"), "{page}");
    let kept = entries(&server).await;
    assert!(kept.iter().all(|entry| entry["role"] == "supervised" && entry["date"] == "2026-08-13"));
    // Sent again, as from a page gone back to.
    server.post_form("/log", &format!("{form}log")).await;
    assert_eq!(entries(&server).await.len(), 2);

    let undo: Vec<_> =
        page.split("name=\"entry\" value=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    assert_eq!(undo.len(), 2);
    let undone =
        server.post_form("/log/undo", &format!("date=2026-08-13&entry={}&entry={}", undo[0], undo[1])).await;
    assert_eq!(undone.status(), StatusCode::SEE_OTHER);
    assert!(entries(&server).await.is_empty());
}

#[tokio::test]
async fn nothing_that_names_a_patient_is_taken() {
    let server = Server::personal().await;
    let form =
        format!("submission={SUBMISSION}&text=99213&day=2026-08-13&note=pt+Smith&site=MRN+4411&action=log");
    let (status, page) = text(server.post_form("/log", &form).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("a patient&#39;s name") && page.contains("a record or account number"), "{page}");
    assert!(entries(&server).await.is_empty());
}

#[tokio::test]
async fn a_template_is_kept_put_in_renamed_and_deleted() {
    let server = Server::personal().await;
    let form = format!(
        "submission={SUBMISSION}&text=99213+25,+20610;+99214&day=2026-08-13&place=11&name=My+clinic+day&action=keep"
    );
    let (status, page) = text(server.post_form("/log", &form).await).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("My clinic day is saved as a template"), "{page}");
    let (_, list) = server.get_json("/api/v1/templates").await;
    let (id, revision) = (list["templates"][0]["id"].as_str().unwrap(), &list["templates"][0]["revision"]);
    assert_eq!(list["templates"][0]["text"], "99213-25, 20610; 99214");

    let (_, page) =
        text(server.post_form("/log", &format!("submission=&text=45378&day=2026-08-13&template={id}")).await)
            .await;
    assert!(
        page.contains(">45378; 99213-25, 20610; 99214</textarea>") && page.contains("Log 4 lines"),
        "{page}"
    );
    assert!(page.contains("<option value=\"11\" selected"));

    // Text that is not understood cannot be kept.
    let (status, page) = text(server.post_form("/log", &form.replace("99214", "smith")).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("is not understood"), "{page}");

    server
        .post_form(&format!("/log/templates/{id}"), &format!("seen={revision}&name=Clinic&action=rename"))
        .await;
    let (_, list) = server.get_json("/api/v1/templates").await;
    assert_eq!(list["templates"][0]["template"]["name"], "Clinic");
    let stale =
        server.post_form(&format!("/log/templates/{id}"), &format!("seen={revision}&action=delete")).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT);
    let revision = &list["templates"][0]["revision"];
    server.post_form(&format!("/log/templates/{id}"), &format!("seen={revision}&action=delete")).await;
    assert_eq!(server.get_json("/api/v1/templates").await.1["templates"], json!([]));
}

#[tokio::test]
async fn a_day_is_repeated_without_its_notes() {
    let server = Server::personal().await;
    let body = json!({ "submission": SUBMISSION, "entry": { "text": "99213; 99214", "date": "2026-08-13", "note": "redo", "site": "Main" } });
    server.post_json("/api/v1/quick/log", &body).await;
    let (_, page) = server.get("/log").await;
    assert!(page.contains("Repeat yesterday (2 entries, 3.22)"), "{page}");
    let form = "submission=7d2c1c1e-8f0a-4a53-9d0e-6f8b8a3c2d10&from=2026-08-13&to=2026-08-14";
    let repeated = server.post_form("/log/repeat", form).await;
    assert_eq!(repeated.status(), StatusCode::SEE_OTHER);
    server.post_form("/log/repeat", form).await;
    let kept = entries(&server).await;
    assert_eq!(lines(&kept), ["99213", "99214", "99213", "99214"]);
    assert_eq!(
        (&kept[2]["date"], &kept[2]["site"], &kept[2]["note"]),
        (&json!("2026-08-14"), &json!("Main"), &Value::Null)
    );
    let (status, _) = server
        .post_json(
            "/api/v1/quick/repeat",
            &json!({ "submission": SUBMISSION, "from": "2026-01-01", "to": "2026-08-14" }),
        )
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn entries_of_a_day_are_changed_several_at_once_or_not_at_all() {
    let server = Server::personal().await;
    let body =
        json!({ "submission": SUBMISSION, "entry": { "text": "99213; 99214; 12345", "date": "2026-08-13" } });
    server.post_json("/api/v1/quick/log", &body).await;
    let kept = entries(&server).await;
    let chosen = named(&kept[..2]);
    let (_, page) = server.get("/log/day?date=2026-08-13").await;
    assert!(page.contains("of encounter 3") && page.contains("Needs review: 12345 is not"), "{page}");
    let (_, review) = server.get("/log/day?date=2026-08-13&review=1").await;
    assert!(review.contains(">12345</a>") && !review.contains(">99214</a>"));

    let none = server.post_form("/log/day", "shown=2026-08-13&action=change&place=22&role=keep").await;
    assert_eq!(none.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let change =
        format!("shown=2026-08-13{chosen}&action=change&date=2026-08-12&place=22&site=Annex&role=keep");
    assert_eq!(server.post_form("/log/day", &change).await.status(), StatusCode::SEE_OTHER);
    let changed = entries(&server).await;
    assert_eq!(changed[0]["date"], "2026-08-12");
    assert_eq!((&changed[1]["place"], &changed[1]["site"]), (&json!("22"), &json!("Annex")));
    assert_eq!(changed[2]["date"], "2026-08-13");

    // The page was made before the change: nothing of it is done.
    let stale = server.post_form("/log/day", &change.replace("place=22", "place=11")).await;
    let (status, page) = text(stale).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("another tab"), "{page}");
    assert_eq!(entries(&server).await[0]["place"], "22");

    let chosen = named(&changed[..2]);
    server.post_form("/log/day", &format!("shown=2026-08-12{chosen}&action=join")).await;
    let joined = entries(&server).await;
    assert_eq!(joined[0]["encounter"], joined[1]["encounter"]);
    let chosen = named(&joined[..2]);
    server.post_form("/log/day", &format!("shown=2026-08-12{chosen}&action=delete")).await;
    assert_eq!(lines(&entries(&server).await), ["12345"]);
}

#[tokio::test]
async fn two_tabs_do_not_write_over_each_other() {
    let server = Server::personal().await;
    let body = json!({ "submission": SUBMISSION, "entry": { "text": "99213", "date": "2026-08-13" } });
    server.post_json("/api/v1/quick/log", &body).await;
    let entry = entries(&server).await[0].clone();
    let address = format!("/log/entries/{}", entry["id"].as_str().unwrap());
    let (status, page) = server.get(&address).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("value=\"99213\"") && page.contains("one of its own"));
    let form = |line: &str, seen: &Value| {
        format!(
            "seen={seen}&line={line}&date=2026-08-13&encounter={}&role=performed&action=save",
            entry["encounter"].as_str().unwrap()
        )
    };
    let seen = &entry["revision"];
    assert_eq!(server.post_form(&address, &form("99214-25", seen)).await.status(), StatusCode::SEE_OTHER);
    let (status, page) = text(server.post_form(&address, &form("99215", seen)).await).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        page.contains("99214-25") && page.contains("value=\"99215\"") && page.contains("take theirs"),
        "{page}"
    );
    assert_eq!(lines(&entries(&server).await), ["99214-25"]);
    let fresh = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let fresh: Value = fresh.parse::<u64>().unwrap().into();
    assert_eq!(server.post_form(&address, &form("99215", &fresh)).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(lines(&entries(&server).await), ["99215"]);

    let (status, page) = text(server.post_form(&address, &form("9921", &fresh)).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("is not a CPT or HCPCS code"));
    let kept = entries(&server).await;
    let deleted = server.post_form(&address, &format!("seen={}&action=delete", kept[0]["revision"])).await;
    assert_eq!(deleted.status(), StatusCode::SEE_OTHER);
    let (status, _) = text(server.post_form(&address, &form("99213", &kept[0]["revision"])).await).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(server.get(&address).await.0, StatusCode::NOT_FOUND);
}
