//! Where one stands: the dashboard, goals, plans and settings, over pages and API, and beside other server processes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use axum::body::Body;
use axum::http::{StatusCode, header};
use common::{Server, request, text};
use serde_json::{Value, json};
use uuid::Uuid;

fn entry(number: u128, date: &str, code: &str) -> Value {
    let id = Uuid::from_u128(number).to_string();
    json!({ "id": id, "encounter": id, "date": date, "code": code })
}

/// A visit on each weekday of June to August 14, 2026, and an operation on Fridays.
async fn fill(server: &Server) -> usize {
    let mut entries = Vec::new();
    let mut day: jiff::civil::Date = "2026-06-01".parse().unwrap();
    while day <= "2026-08-14".parse().unwrap() {
        let number = u128::try_from(entries.len()).unwrap() + 1;
        match day.weekday() {
            jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday => {}
            jiff::civil::Weekday::Friday => entries.push(entry(number, &day.to_string(), "27447")),
            _ => entries.push(entry(number, &day.to_string(), "99213")),
        }
        day = day.tomorrow().unwrap();
    }
    let (status, written) = server.post_json("/api/v1/entries", &json!({ "entries": entries })).await;
    assert_eq!(status, StatusCode::OK, "{written}");
    entries.len()
}

async fn put_json(server: &Server, path: &str, body: &Value) -> (StatusCode, Value) {
    let request = request("PUT", path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ORIGIN, "http://127.0.0.1:8080")
        .body(Body::from(body.to_string()))
        .unwrap();
    let (status, text) = text(server.send(request).await).await;
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

fn goal(id: &str, target: &str) -> Value {
    json!({ "id": id, "name": "Year", "span": "2026", "target": target })
}

const GOAL: &str = "1c8a1d7c-2f6b-4c1e-9d3a-5b7f9c2e4a61";

#[tokio::test]
async fn the_dashboard_sums_what_is_logged() {
    let server = Server::personal().await;
    let (status, empty) = server.get("/log/dashboard").await;
    assert_eq!(status, StatusCode::OK);
    assert!(empty.contains("Nothing is logged yet"));

    let count = fill(&server).await;
    let (_, answer) = server.get_json("/api/v1/dashboard?period=quarter").await;
    assert_eq!(answer["today"], "2026-08-14");
    assert_eq!(answer["period"]["name"], "third quarter of 2026");
    // 26 visits and 7 operations from July 1 to August 14.
    assert_eq!(answer["total"]["work"], "167.570");
    assert_eq!(answer["standings"][0]["sums"]["work"], "19.110");
    assert_eq!(answer["codes"][0]["key"], "27447");
    assert_eq!(answer["releases"][0]["key"], "RVU26C");
    assert_eq!(answer["trend"].as_array().unwrap().len(), 14, "weeks");
    let (_, all) = server.get_json("/api/v1/dashboard?from=2026-01-01&to=2026-12-31").await;
    assert_eq!(all["total"]["entries"], json!(count));
    let (_, visits) =
        server.get_json("/api/v1/dashboard?period=year&section=category-i/evaluation-and-management").await;
    assert_eq!(visits["total"]["work"], "57.200");
    assert_eq!(visits["levels"][0]["levels"][2]["sums"]["units"], json!(44));

    let (_, page) = server.get("/log/dashboard?period=quarter").await;
    assert!(page.contains("167.57") && page.contains("RVU26C") && page.contains("<svg"), "{page}");
    let (_, filtered) = server.get("/log/dashboard?period=quarter&code=99213").await;
    assert!(filtered.contains("33.80") && filtered.contains("Show everything"));
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let server = Server::personal().await;
    let wrong = "period=decade&on=tomorrow&from=1&to=2&by=hour&section=x&code=9&role=boss&contract=mine";
    let (status, problem) = server.get_json(&format!("/api/v1/dashboard?{wrong}")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<_> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["on", "from", "to", "period", "by", "section", "code", "role", "contract"]);
    let (status, page) = server.get(&format!("/log/dashboard?{wrong}")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(page.matches("role=\"alert\"").count(), 9);
}

#[tokio::test]
async fn processes_beside_each_other_see_what_either_wrote() {
    let one = Server::personal().await;
    let other = one.beside().await;
    let work = async |server: &Server| {
        let (_, answer) = server.get_json("/api/v1/dashboard?period=day").await;
        answer["total"]["work"].as_str().unwrap().to_owned()
    };
    assert_eq!([work(&one).await, work(&other).await], ["0.000", "0.000"]);
    let put = async |server: &Server, entries: Value| {
        let (status, body) = server.post_json("/api/v1/entries", &json!({ "entries": entries })).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["revision"].clone()
    };
    let revision = put(&one, json!([entry(1, "2026-08-14", "99213")])).await;
    put(&other, json!([entry(2, "2026-08-14", "27447")])).await;
    assert_eq!([work(&one).await, work(&other).await], ["20.410", "20.410"]);

    let mut changed = entry(1, "2026-08-13", "99213");
    changed["seen"] = revision;
    put(&other, json!([changed])).await;
    assert_eq!([work(&one).await, work(&other).await], ["19.110", "19.110"]);

    let (_, kept) = one.get_json(&format!("/api/v1/entries/{}", Uuid::from_u128(2))).await;
    let address = format!("/api/v1/entries/{}?seen={}", Uuid::from_u128(2), kept["revision"]);
    let deleted = one.send(
        request("DELETE", &address)
            .header(header::ORIGIN, "http://127.0.0.1:8080")
            .body(Body::empty())
            .unwrap(),
    );
    assert_eq!(deleted.await.status(), StatusCode::NO_CONTENT);
    assert_eq!([work(&one).await, work(&other).await], ["0.000", "0.000"]);

    // Settings are of the same revision: a fiscal year that begins in July.
    let settings = json!({ "settings": { "fiscal_year_month": 7 } });
    let (status, _) = put_json(&one, "/api/v1/settings", &settings).await;
    assert_eq!(status, StatusCode::OK);
    let (_, answer) = other.get_json("/api/v1/dashboard?period=fiscal-year").await;
    assert_eq!(answer["period"]["from"], "2026-07-01");
}

#[tokio::test]
async fn many_at_once_load_a_ledger_and_see_the_same() {
    let server = Server::personal().await;
    fill(&server).await;
    let ask = || async { server.get_json("/api/v1/dashboard?period=year").await.1["total"].clone() };
    let (one, two, three, four) = tokio::join!(ask(), ask(), ask(), ask());
    let mut answers = vec![one, two, three, four];
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0]["work"], "267.410");
}

#[tokio::test]
async fn a_goal_is_set_paced_changed_and_deleted() {
    let server = Server::personal().await;
    fill(&server).await;
    let path = format!("/api/v1/goals/{GOAL}");
    let (status, written) = put_json(&server, &path, &json!({ "goal": goal(GOAL, "500") })).await;
    assert_eq!(status, StatusCode::OK, "{written}");
    let (status, _) = put_json(&server, &path, &json!({ "goal": goal(GOAL, "600") })).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let change = json!({ "goal": goal(GOAL, "600"), "seen": written["revision"] });
    let (_, changed) = put_json(&server, &path, &change).await;

    let (_, pace) = server.get_json(&format!("{path}/pace")).await;
    assert_eq!((&pace["state"], &pace["target"]), (&json!("running"), &json!("600.000")));
    // 44 visits and 11 operations.
    assert_eq!((&pace["done"], &pace["left"]), (&json!("267.410"), &json!("332.590")));
    assert_eq!(pace["months"].as_array().unwrap().len(), 12);
    assert!(pace["projection"]["assumption"].as_str().unwrap().contains("working days"), "{pace}");

    for page in ["/log/goals".to_owned(), format!("/log/goals/{GOAL}"), format!("/log/goals/{GOAL}/edit")] {
        let (status, text) = server.get(&page).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(text.contains("600.00"), "{page}");
    }
    let (_, dashboard) = server.get("/log/dashboard").await;
    assert!(dashboard.contains("267.41"));

    let wrong = json!({ "goal": goal(GOAL, "-1"), "seen": changed["revision"] });
    let (status, problem) = put_json(&server, &path, &wrong).await;
    assert_eq!(
        (status, &problem["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("target"))
    );
    let form = format!("action=delete&seen={}", changed["revision"]);
    let response = server.post_form(&format!("/log/goals/{GOAL}"), &form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let (status, _) = server.get_json(&path).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_goal_form_sent_twice_makes_one_goal_and_a_wrong_one_none() {
    let server = Server::personal().await;
    let form = format!(
        "id={GOAL}&name=Year&kind=fiscal-year&year=2027&target=6%2C500&ramp=50+60+70+80+90+100+100+100+100+100+100+100"
    );
    for _ in 0..2 {
        let response = server.post_form("/log/goals", &form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[header::LOCATION], format!("/log/goals/{GOAL}"));
    }
    let (_, list) = server.get_json("/api/v1/goals").await;
    assert_eq!(list["goals"].as_array().unwrap().len(), 1);
    assert_eq!(list["goals"][0]["goal"]["span"], "FY2027");

    let response = server.post_form("/log/goals", "name=&kind=year&year=20&target=x&ramp=1").await;
    let (status, page) = text(response).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("is not the time of a goal") && page.contains("Write work RVUs"), "{page}");
}

#[tokio::test]
async fn a_plan_reaches_what_is_left_of_a_goal() {
    let server = Server::personal().await;
    fill(&server).await;
    let path = format!("/api/v1/goals/{GOAL}");
    put_json(&server, &path, &json!({ "goal": goal(GOAL, "600") })).await;
    let (status, plan) = server.get_json(&format!("/api/v1/plan?goal={GOAL}&hold=procedures")).await;
    assert_eq!(status, StatusCode::OK, "{plan}");
    assert_eq!(plan["needed"], "332.590");
    let work: f64 = plan["work"].as_str().unwrap().parse().unwrap();
    assert!(work >= 332.59, "{plan}");
    let held = plan["items"].as_array().unwrap().iter().find(|item| item["name"] == "27447").unwrap();
    assert_eq!((&held["held"], &held["more"]), (&json!(true), &json!(0)));

    let typed = "needed=26&from=2026-08-17&to=2026-08-28&mix=99213x10";
    let (_, plan) = server.get_json(&format!("/api/v1/plan?{typed}")).await;
    assert_eq!((&plan["items"][0]["total"], &plan["beyond"]), (&json!(20), &json!("0.000")));
    let (status, page) = server.get(&format!("/log/planner?{typed}")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("exactly what is needed"), "{page}");
    let (status, problem) = server.get_json("/api/v1/plan?needed=5&to=2026-08-28&mix=99999").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem["errors"][0]["field"], "mix");
    let (_, page) = server.get("/log/planner").await;
    assert!(page.contains("Choose a goal"), "{page}");
}

#[tokio::test]
async fn settings_are_written_by_form_and_refused_field_by_field() {
    let server = Server::personal().await;
    let form = "fiscal_year_month=7&week_begins=monday&weekday=monday&weekday=tuesday&fte=0.80&public_holidays=federal\
                &place=22&site=Main&leave=2026-08-17+to+2026-08-21%0D%0A2026-09-04&time_zone=America%2FChicago&seen=";
    let response = server.post_form("/log/settings", form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let (_, kept) = server.get_json("/api/v1/settings").await;
    assert_eq!(kept["settings"]["fte"], "0.80");
    assert_eq!(kept["settings"]["leave"][0], json!({ "from": "2026-08-17", "to": "2026-08-21" }));
    assert_eq!(kept["settings"]["working_weekdays"], json!(["monday", "tuesday"]));
    // Written again by a form that saw nothing: another tab's change is not lost.
    let response = server.post_form("/log/settings", form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "the same content changes nothing");
    let response = server.post_form("/log/settings", &form.replace("fte=0.80", "fte=0.50")).await;
    assert_eq!(response.status(), StatusCode::CONFLICT);

    let form = form.replace("Chicago", "Nowhere").replace("seen=", &format!("seen={}", kept["revision"]));
    let (status, page) = text(server.post_form("/log/settings", &form).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("America/Nowhere is not a time zone"), "{page}");
    let (status, problem) =
        put_json(&server, "/api/v1/settings", &json!({ "settings": { "fte": "3" } })).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    let (_, page) = server.get("/log/settings").await;
    assert!(page.contains("2026-08-17 to 2026-08-21"));
}
