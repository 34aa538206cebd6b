//! Where one's own year stands: on Medicare's figures, on own tables, by page, form and API.
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

async fn write(server: &Server, entries: &[Value]) {
    let (status, written) = server.post_json("/api/v1/entries", &json!({ "entries": entries })).await;
    assert_eq!(status, StatusCode::OK, "{written}");
}

/// A visit on each weekday of June to August 14, 2026, and an operation on Fridays: 267.41 work RVUs of RVU26C.
async fn fill(server: &Server) {
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
    write(server, &entries).await;
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

async fn set(server: &Server, settings: Value) {
    let (status, body) = put_json(server, "/api/v1/settings", &json!({ "settings": settings })).await;
    assert_eq!(status, StatusCode::OK, "{body}");
}

const ASK: &str = "/api/v1/benchmark?specialty=orthopedic-surgery";

/// Hundredths of a decimal text.
fn hundredths(value: &Value) -> i64 {
    value.as_str().unwrap().replace('.', "").parse().unwrap()
}

#[tokio::test]
async fn without_work_or_specialty_it_says_what_is_missing() {
    let server = Server::personal().await;
    let (status, page) = server.get("/log/benchmark").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Choose your specialty"), "{page}");
    let (_, answer) = server.get_json(ASK).await;
    assert_eq!(answer["no_medicare"], "Nothing is logged yet.");
    write(&server, &[entry(500, "2026-08-14", "99213")]).await;
    let (_, answer) = server.get_json(ASK).await;
    assert!(answer["no_medicare"].as_str().unwrap().contains("at least 20 working days"), "{answer}");
    fill(&server).await;
    set(&server, json!({ "specialty": "orthopedic-surgery" })).await;
    let (_, answer) = server.get_json("/api/v1/benchmark").await;
    assert_eq!(answer["medicare"]["specialty"], "orthopedic-surgery", "that of the settings");
    for (query, words) in [
        ("specialty=addiction-medicine", "Fewer than 11 clinicians"),
        ("specialty=nothing", "no such specialty"),
        ("specialty=orthopedic-surgery&state=GU", "Fewer than 11 clinicians"),
        ("from=2027-01-01&specialty=orthopedic-surgery", "Nothing is logged from"),
    ] {
        let (_, answer) = server.get_json(&format!("/api/v1/benchmark?{query}")).await;
        assert!(answer["no_medicare"].as_str().unwrap().contains(words), "{query}: {answer}");
    }
}

#[tokio::test]
async fn a_year_is_made_of_working_days_and_placed_among_the_specialty() {
    let server = Server::personal().await;
    fill(&server).await;
    let (status, answer) = server.get_json(ASK).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let medicare = &answer["medicare"];
    // 55 weekdays less July 3, of 261 less six holidays.
    assert_eq!(medicare["span"]["working_days"], 54);
    assert_eq!(medicare["span"]["year_days"], 255);
    assert!(medicare["span"]["assumption"].as_str().unwrap().contains("255 / 54"));
    // 267.41 × 255 / 54 = 1262.769…
    assert_eq!(medicare["work"], "1262.77");
    assert_eq!(medicare["services"], "259.72");

    let set = openrvu_benchmark::embedded().unwrap();
    let specialty = set.specialty("orthopedic-surgery").unwrap();
    let [.., median, upper, _, _] =
        specialty.whole.work.values.map(|value| i64::try_from(value.get()).unwrap());
    assert!(median < 126_277 && 126_277 < upper, "the test stands between the median and the 75th");
    let tenths = 500 + ((126_277 - median) * 500 + (upper - median)) / ((upper - median) * 2);
    assert_eq!(medicare["work_standing"]["percentile"], format!("{}.{}", tenths / 10, tenths % 10));

    let rows = medicare["difference"].as_array().unwrap();
    let (total, parts) = rows.split_last().unwrap();
    let sum: i64 = parts.iter().map(|row| hundredths(&row["difference"])).sum();
    assert_eq!(sum, hundredths(&total["difference"]), "the parts add up");
    assert_eq!(hundredths(&total["difference"]), 126_277 - median);
    assert_eq!(rows[0]["code"], "27447");

    let established = &medicare["office_visits"][1];
    assert_eq!((&established["visits"], &established["levels"][2]["share"]), (&json!(44), &json!("1.0000")));
    let (_, page) = server.get("/log/benchmark?specialty=orthopedic-surgery").await;
    for words in [
        "Yours is of all payers, Medicare’s of its fee-for-service alone.",
        "year 2012, 21 states and territories",
        "you 1,263",
        "class=\"own\"",
        "Not per FTE",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("id=\"modelled\"") && medicare["modelled"].is_null(), "off by default");
}

#[tokio::test]
async fn what_another_bills_and_what_has_no_work_is_left_out_with_its_reason() {
    let server = Server::personal().await;
    fill(&server).await;
    let mut observed = entry(900, "2026-08-13", "27447");
    observed["role"] = json!("observed");
    let mut technical = entry(901, "2026-08-13", "93000");
    technical["modifiers"] = json!(["TC"]);
    let mut anesthesia = entry(902, "2026-08-13", "00840");
    anesthesia["minutes"] = json!(60);
    write(&server, &[observed, technical, anesthesia]).await;
    let (_, answer) = server.get_json(ASK).await;
    assert_eq!(answer["medicare"]["work"], "1262.77", "unchanged");
    let left_out = answer["medicare"]["left_out"].as_array().unwrap();
    let reasons: Vec<_> = left_out.iter().map(|row| row["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.starts_with("anesthesia")));
}

#[tokio::test]
async fn all_payers_are_modelled_only_on_request_and_as_a_range() {
    let server = Server::personal().await;
    fill(&server).await;
    let (_, answer) = server.get_json(&format!("{ASK}&share_from=20&share_to=40&share_source=billing")).await;
    let modelled = &answer["medicare"]["modelled"];
    let observed = hundredths(&answer["medicare"]["work_percentiles"][3]["value"]);
    assert_eq!(hundredths(&modelled["at_least"][3]["value"]), observed * 5);
    assert_eq!(hundredths(&modelled["at_most"][3]["value"]), (observed * 10 + 2) / 4);
    let (_, page) = server
        .get("/log/benchmark?specialty=orthopedic-surgery&share_from=20&share_to=40&share_source=billing")
        .await;
    assert!(
        page.contains("Modelled, not observed") && page.contains("20.0% to 40.0% (your source: billing)")
    );
    for wrong in
        ["share_from=0&share_to=40", "share_from=50&share_to=40", "share_from=20", "share_to=x&share_from=1"]
    {
        let (status, problem) = server.get_json(&format!("{ASK}&{wrong}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {problem}");
    }
}

const TABLE: &str = "6f1c0b7e-8a44-4d7e-9a5c-3b0f4de0a111";
const CSV: &str = "Specialty,n,10th,25th,Median,75th,90th\nOrthopedic Surgery,140,500,900,1500,2100,3000\nUrology,12,1,2,3,4,5\n";

fn table(basis: &str) -> Value {
    json!({ "name": "Ours", "year": 2025, "measure": "work-rvus", "basis": basis, "csv": CSV })
}

#[tokio::test]
async fn an_own_table_is_kept_compared_by_its_own_basis_and_deleted() {
    let server = Server::personal().await;
    fill(&server).await;
    set(&server, json!({ "specialty": "orthopedic-surgery", "fte": "0.80" })).await;
    let path = format!("/api/v1/survey-tables/{TABLE}");
    let (status, written) = put_json(&server, &path, &table("per-fte")).await;
    assert_eq!(status, StatusCode::OK, "{written}");
    let (_, answer) = server.get_json("/api/v1/benchmark").await;
    let on = &answer["tables"][0];
    // 1262.77 / 0.80 = 1578.46.
    assert_eq!((&on["row"], &on["value"]), (&json!("Orthopedic Surgery"), &json!("1578.46")));
    assert_eq!(on["standing"]["percentile"], "53.3");
    assert!(on["made"].to_string().contains("divided by 0.80"));
    assert!(on["warnings"].to_string().contains("projected from a part"));
    assert!(on["made"].to_string().contains("which assumes that the other days are like these"), "{on}");
    assert!(answer["medicare"]["work"] == "1262.77", "Medicare’s is never per FTE");

    let mut change = table("per-clinician");
    change["seen"] = written["revision"].clone();
    let (status, changed) = put_json(&server, &path, &change).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    let (_, answer) = server.get_json("/api/v1/benchmark").await;
    assert_eq!(answer["tables"][0]["value"], "1262.77", "as it is");
    assert!(answer["tables"][0]["warnings"].to_string().contains("per clinician"));
    assert_eq!(put_json(&server, &path, &table("not-told")).await.0, StatusCode::CONFLICT);

    let mut of_pay = table("per-fte");
    of_pay["measure"] = json!("compensation-per-work-rvu");
    of_pay["csv"] = json!("Specialty,25th,75th\nOrthopedic Surgery,40,90\n");
    let other = format!("/api/v1/survey-tables/{}", Uuid::from_u128(77));
    let (status, written) = put_json(&server, &other, &of_pay).await;
    assert_eq!(status, StatusCode::OK, "{written}");
    let (_, answer) = server.get_json("/api/v1/benchmark").await;
    // Both were made at one moment of the clock that stands still.
    let of_pay = |answer: &Value| {
        let tables = answer["tables"].as_array().unwrap();
        tables.iter().find(|on| on["table"] == Uuid::from_u128(77).to_string()).unwrap().clone()
    };
    assert!(of_pay(&answer)["absent"].as_str().unwrap().contains("what you are paid"));
    let (_, answer) = server.get_json("/api/v1/benchmark?pay=63%2C138.50").await;
    assert_eq!(of_pay(&answer)["value"], "50.00", "63138.50 / 1262.77");

    let (_, list) = server.get_json("/api/v1/survey-tables").await;
    assert_eq!(list["tables"].as_array().unwrap().len(), 2);
    let address = format!("{path}?seen={}", changed["revision"]);
    let delete = request("DELETE", &address)
        .header(header::ORIGIN, "http://127.0.0.1:8080")
        .body(Body::empty())
        .unwrap();
    assert_eq!(server.send(delete).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(server.get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_table_with_a_fault_is_refused_whole_with_its_place() {
    let server = Server::personal().await;
    let path = format!("/api/v1/survey-tables/{TABLE}");
    let mut wrong = table("per-fte");
    wrong["csv"] = json!("Specialty,25th,75th\nUrology,40,many\nUrology,50,60\n");
    let (status, problem) = put_json(&server, &path, &wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem["errors"][0]["field"], "row 2, 75th", "{problem}");
    let mut unknown = table("per-fte");
    unknown["columns"] = json!({ "specialty": "Fach" });
    let (_, problem) = put_json(&server, &path, &unknown).await;
    assert_eq!(problem["errors"][0]["field"], "columns.specialty");
    assert_eq!(server.get_json("/api/v1/survey-tables").await.1["tables"], json!([]));
}

/// Sends a file as a browser does.
async fn upload(server: &Server, name: &str, content: &str) -> axum::response::Response {
    let body = format!(
        "--line\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n{content}\r\n--line--\r\n"
    );
    let request = request("POST", "/log/benchmark/tables")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=line")
        .header(header::ORIGIN, "http://127.0.0.1:8080")
        .body(Body::from(body))
        .unwrap();
    server.send(request).await
}

#[tokio::test]
async fn a_file_is_taken_in_by_form_its_columns_told() {
    let server = Server::personal().await;
    fill(&server).await;
    let response = upload(&server, "C:\\my tables\\ours 2025.csv", CSV).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let address = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let (status, page) = server.get(&address).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("value=\"ours 2025\"") && page.contains("<option value=\"5\" selected>5: Median"),
        "{page}"
    );

    let file = address.split('?').next().unwrap().to_owned();
    let form = "sheet=0&name=Ours&year=2025&measure=work-rvus&column=1&column=2&column=&column=3&column=4&column=5&column=6&column=7";
    let (status, page) = text(server.post_form(&file, form).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say whether the table is per full-time equivalent."), "{page}");
    let form = format!("{form}&basis=per-fte");
    for _ in 0..2 {
        let response = server.post_form(&file, &form).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "sent twice, it is there once");
    }
    let (_, list) = server.get_json("/api/v1/survey-tables").await;
    assert_eq!(list["tables"].as_array().unwrap().len(), 1);
    let table = format!("/log/benchmark/tables/{}", list["tables"][0]["id"].as_str().unwrap());
    let (_, page) = server.get(&table).await;
    assert!(page.contains("Choose which row of the table is yours."), "{page}");
    let form = format!("action=choose&mine=Orthopedic+Surgery&seen={}", list["tables"][0]["revision"]);
    assert_eq!(server.post_form(&table, &form).await.status(), StatusCode::SEE_OTHER);
    let (_, page) = server.get(&table).await;
    assert!(page.contains("percentile") && page.contains(">mine<"), "{page}");
    let (_, page) = server.get("/log/benchmark").await;
    assert!(page.contains("stands at the") && page.contains("(140 providers)"), "{page}");

    for bad in ["", "\u{0}\u{1}\u{2}"] {
        assert_eq!(upload(&server, "x.csv", bad).await.status(), StatusCode::UNPROCESSABLE_ENTITY, "{bad:?}");
    }
    let large = "x".repeat(6 * 1024 * 1024);
    assert_eq!(upload(&server, "x.csv", &large).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(server.get(&format!("/log/benchmark/tables/file/{TABLE}")).await.0, StatusCode::NOT_FOUND);
}
