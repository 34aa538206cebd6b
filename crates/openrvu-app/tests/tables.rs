//! Import, reconciliation, export and restore, over pages.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::Response;
use common::{Server, request, text};
use http_body_util::BodyExt;

const REPORT: &str = "\
Productivity detail\n\
Patient Name,MRN,Svc Date,CPT,Mod 1,Units,Total wRVUs,POS,Department\n\
\"Doe, Jane\",12345678,8/3/26,99213,25,1,1.30,11,Main Clinic\n\
\"Doe, Jane\",12345678,8/3/26,20610,LT,1,0.77,11,Main Clinic\n\
\"Roe, Rick\",12345679,8/4/26,97110,GP,3,1.35,11,Main Clinic\n\
\"Poe, Ann\",12345680,8/13/26,nothing,,1,1.30,11,Main Clinic\n\
,,,,,Total,4.72,,\n";

/// A form with a file.
async fn give(server: &Server, path: &str, field: &str, name: &str, bytes: &[u8]) -> Response {
    let mut body = format!(
        "--boundary\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--boundary--\r\n");
    let request = request("POST", path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=boundary")
        .header(header::ORIGIN, "http://127.0.0.1:8080")
        .body(Body::from(body))
        .unwrap();
    server.send(request).await
}

/// Where a response leads.
fn leads_to(response: &Response) -> String {
    assert!(response.status().is_redirection(), "{}", response.status());
    response.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

/// The fields of the form of columns, as the page shows them chosen.
fn chosen_columns(page: &str) -> String {
    let mut form = String::new();
    for select in page.split("<select name=\"column\"").skip(1) {
        let select = select.split("</select>").next().unwrap();
        let option = select.split("<option value=\"").find(|option| option.contains(" selected>")).unwrap();
        form.push_str(&format!("&column={}", option.split('"').next().unwrap()));
    }
    form
}

/// Imports a table as its columns are guessed. The page after.
async fn import(server: &Server, bytes: &[u8]) -> String {
    let address = leads_to(&give(server, "/log/import", "file", "table.csv", bytes).await);
    let (status, page) = server.get(&address).await;
    assert_eq!(status, StatusCode::OK);
    let header = if page.contains("name=\"header\" value=\"2\"") { "2" } else { "1" };
    let form = format!("header={header}&date_order=month-first{}", chosen_columns(&page));
    let preview = leads_to(&server.post_form(&address, &form).await);
    let (status, page) = server.get(&preview).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let applied = server.post_form(&format!("{address}/apply"), "").await;
    if !applied.status().is_redirection() {
        return text(applied).await.1;
    }
    server.get(&leads_to(&applied)).await.1
}

async fn bytes(response: Response) -> Vec<u8> {
    assert_eq!(response.status(), StatusCode::OK);
    response.into_body().collect().await.unwrap().to_bytes().to_vec()
}

async fn download(server: &Server, path: &str) -> Vec<u8> {
    bytes(server.send(request("GET", path).body(Body::empty()).unwrap()).await).await
}

#[tokio::test]
async fn a_report_is_imported_step_by_step_and_undone() {
    let server = Server::personal().await;
    let address = leads_to(&give(&server, "/log/import", "file", "August.csv", REPORT.as_bytes()).await);
    let (_, page) = server.get(&address).await;
    assert!(page.contains("never read: Patient Name, MRN"), "{page}");
    assert!(!page.contains("Doe") && !page.contains("12345678"), "nothing of a patient is shown");
    assert!(page.contains("August.csv") && page.contains("by its name and contents"));

    // A mapping that lacks the code is refused, and nothing is lost.
    let wrong = format!("header=2{}", chosen_columns(&page).replace("=code", "=ignored"));
    let (status, refused) = text(server.post_form(&address, &wrong).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("No column holds the code"), "{refused}");

    let form = format!("header=2&date_order=month-first{}", chosen_columns(&page));
    let preview = leads_to(&server.post_form(&address, &form).await);
    let (_, page) = server.get(&preview).await;
    assert!(page.contains("<b>3</b> entries to add, 2026-08-03 to 2026-08-04"), "{page}");
    assert!(page.contains("<b>3.42</b> work RVUs"), "{page}");
    assert!(page.contains("this is not a CPT or HCPCS code") && page.contains("<td>nothing</td>"));
    assert!(page.contains("1 rows are titles, totals or headings"), "{page}");
    assert_eq!(server.get_json("/api/v1/entries").await.1["entries"].as_array().unwrap().len(), 0);

    let done = leads_to(&server.post_form(&format!("{address}/apply"), "").await);
    let (_, page) = server.get(&done).await;
    assert!(page.contains("3 entries were added, 2026-08-03 to 2026-08-04: 3.42 work RVUs."), "{page}");
    let (_, list) = server.get_json("/api/v1/entries").await;
    assert_eq!(list["entries"][0]["site"], "Main Clinic");
    assert_eq!(list["entries"].as_array().unwrap().len(), 3);

    // The same table again adds nothing, and its columns are remembered.
    let again = leads_to(&give(&server, "/log/import", "file", "August.csv", REPORT.as_bytes()).await);
    let (_, page) = server.get(&again).await;
    assert!(page.contains("as you set them last time"), "{page}");
    leads_to(&server.post_form(&again, &form).await);
    let (_, page) = server.get(&format!("{again}/preview")).await;
    assert!(page.contains("There is nothing to add") && page.contains("<b>3</b> rows imported before"));
    assert_eq!(
        server.post_form(&format!("{again}/apply"), "").await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );

    // Undone, it is offered again as deleted.
    let undone = leads_to(&server.post_form(&format!("{address}/undo"), "").await);
    assert!(server.get(&undone).await.1.contains("3 entries were taken out of the log again"));
    assert_eq!(server.get_json("/api/v1/entries").await.1["entries"].as_array().unwrap().len(), 0);
    let (_, page) = server.get(&format!("{again}/preview")).await;
    assert!(page.contains("Add again the 3 rows"), "{page}");
    leads_to(&server.post_form(&format!("{again}/apply"), "add_deleted=1").await);
    assert_eq!(server.get_json("/api/v1/entries").await.1["entries"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn what_is_no_table_is_refused_in_words() {
    let server = Server::personal().await;
    for (bytes, words) in [
        (&b"%PDF-1.7"[..], "this is a PDF, not a table"),
        (b"DOS,CPT\n8/3/26,\"99213\n8/3/26,99214\n", "Row 2: a quotation mark is opened here"),
        (b"", "Choose a file, or paste a table"),
    ] {
        for path in ["/log/import", "/log/reconcile"] {
            let (status, page) = text(give(&server, path, "file", "x", bytes).await).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains(words), "{path}: {page}");
        }
    }
    let big = vec![b'x'; 22 * 1024 * 1024];
    let (status, page) = text(give(&server, "/log/import", "file", "x", &big).await).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.contains("too large"), "{page}");
    let nowhere = "/log/import/00000000-0000-4000-8000-000000000000";
    let (status, page) = server.get(nowhere).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(page.contains("not kept any more"), "{page}");
}

#[tokio::test]
async fn a_report_is_compared_and_its_sheet_handed_over() {
    let server = Server::personal().await;
    import(
        &server,
        b"DOS,CPT,Mod,Units\n8/3/26,99213,25,1\n8/3/26,20610,LT,1\n8/4/26,97110,GP,4\n8/5/26,99214,,1\n",
    )
    .await;
    let report = b"DOS,CPT,Mod,Units,wRVU\n8/3/26,99213,25,1,1.30\n8/4/26,20610,LT,1,0.79\n8/4/26,97110,GP,3,1.35\n8/6/26,99215,,1,2.80\n";
    let address = leads_to(&give(&server, "/log/reconcile", "text", "", report).await);
    let (_, page) = server.get(&address).await;
    let form = format!("header=1&date_order=month-first{}", chosen_columns(&page));
    let result = leads_to(&server.post_form(&address, &form).await);
    assert_eq!(leads_to(&server.post_form(&address, &form).await), result, "sent twice it is one report");
    let (_, page) = server.get(&result).await;
    for words in [
        "missing from the report",
        "missing from my log",
        "other units",
        "credited otherwise: the efficiency adjustment",
        "1 day later in the report",
        "values of RVU25D",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains("all that differs (4)") && page.contains("everything (5)"), "{page}");
    let (_, page) = server.get(&format!("{result}?show=units")).await;
    assert!(page.contains("97110-GPx4") && !page.contains("99214"), "{page}");
    assert_eq!(server.get(&format!("{result}?show=foo")).await.0, StatusCode::NOT_FOUND);

    // A rate tells dollars; a wrong one is refused.
    let id = result.rsplit('/').next().unwrap().to_owned();
    let fields = "name=August&from=2026-08-01&to=2026-08-31&days=0";
    let (status, page) = text(server.post_form(&result, &format!("{fields}&rate=many")).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("write dollars, such as 52.50"), "{page}");
    leads_to(&server.post_form(&result, &format!("{fields}&rate=50")).await);
    let (_, page) = server.get(&result).await;
    assert!(page.contains("$22.50") && page.contains("<h1>August</h1>"), "{page}");
    assert!(page.contains("all that differs (5)"), "with no day off, the injection is missing twice: {page}");

    assert!(download(&server, &format!("{result}/pdf?show=units")).await.starts_with(b"%PDF"));
    assert!(download(&server, &format!("{result}/xlsx")).await.starts_with(b"PK"));
    let csv = String::from_utf8(download(&server, &format!("{result}/csv?show=all")).await).unwrap();
    assert!(csv.starts_with("Day,Log,Report,Row,"), "{csv}");

    let (_, list) = server.get("/log/reconcile").await;
    assert!(list.contains(&id) && list.contains("August"));
    leads_to(&server.post_form(&result, "action=delete").await);
    assert_eq!(server.get(&result).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_log_comes_back_whole_from_each_of_its_files() {
    let server = Server::personal().await;
    import(&server, REPORT.as_bytes()).await;
    let settings = "fiscal_year_month=7&week_begins=monday&weekday=monday&fte=1&public_holidays=none";
    server.post_form("/log/settings", settings).await;
    let json = download(&server, "/log/export/log.json").await;
    let (_, list) = server.get_json("/api/v1/entries").await;

    // The whole log, into an empty one.
    let other = Server::personal().await;
    let address = leads_to(&give(&other, "/log/restore", "file", "log.json", &json).await);
    let (_, page) = other.get(&address).await;
    assert!(page.contains("The file is whole"), "{page}");
    assert!(leads_to(&other.post_form(&address, "").await).contains("restored="));
    let (_, restored) = other.get_json("/api/v1/entries").await;
    let ids = |list: &serde_json::Value| -> Vec<serde_json::Value> {
        let fields = ["id", "encounter", "date", "code", "modifiers", "units", "place", "site", "work"];
        let entries = list["entries"].as_array().unwrap().iter();
        let mut rows: Vec<_> =
            entries.map(|entry| serde_json::json!(fields.map(|field| entry[field].clone()))).collect();
        rows.sort_by_key(ToString::to_string);
        rows
    };
    assert_eq!(ids(&restored), ids(&list));
    let drop_time = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let again = download(&other, "/log/export/log.json").await;
    assert_eq!(drop_time(&again), drop_time(&json), "documents come back too");
    // A second time there is nothing to restore, and the import page leads there as well.
    let address = leads_to(&give(&other, "/log/import", "file", "log.json", &json).await);
    assert!(other.get(&address).await.1.contains("there is nothing to restore"));

    // A damaged file is refused whole.
    let damaged = String::from_utf8(json.clone()).unwrap().replace("\"99213\"", "\"9921\"");
    let (status, page) = text(give(&other, "/log/restore", "file", "x", damaged.as_bytes()).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Line 3, column") && page.contains("nothing of it was taken"), "{page}");
    let damaged =
        String::from_utf8(json).unwrap().replace("\"fiscal_year_month\":7", "\"fiscal_year_month\":13");
    let (_, page) = text(give(&other, "/log/restore", "file", "x", damaged.as_bytes()).await).await;
    assert!(page.contains("is damaged"), "{page}");

    // The entries alone, as CSV and as a workbook.
    for name in ["entries.csv", "entries.xlsx"] {
        let table = download(&server, &format!("/log/export/{name}")).await;
        let other = Server::personal().await;
        let page = import(&other, &table).await;
        assert!(page.contains("3 entries were added"), "{name}: {page}");
        assert_eq!(ids(&other.get_json("/api/v1/entries").await.1), ids(&list), "{name}");
        assert!(import(&other, &table).await.contains("nothing in it that the log does not have"), "{name}");
    }
}

#[tokio::test]
async fn what_changed_since_stays_or_is_replaced_as_one_wishes() {
    let server = Server::personal().await;
    import(&server, REPORT.as_bytes()).await;
    let json = download(&server, "/log/export/log.json").await;
    let (_, list) = server.get_json("/api/v1/entries").await;
    let entry = &list["entries"][0];
    let mut changed = entry.clone();
    for field in
        ["revision", "created", "work", "published", "release", "provisional_for", "contract", "review"]
    {
        changed.as_object_mut().unwrap().remove(field);
    }
    changed["units"] = 2.into();
    changed["seen"] = entry["revision"].clone();
    let (status, _) = server.post_json("/api/v1/entries", &serde_json::json!({"entries": [changed]})).await;
    assert_eq!(status, StatusCode::OK);
    let restore = async |form: &str| {
        let address = leads_to(&give(&server, "/log/restore", "file", "log.json", &json).await);
        leads_to(&server.post_form(&address, form).await);
        let (_, list) = server.get_json("/api/v1/entries").await;
        list["entries"][0]["units"].clone()
    };
    assert_eq!(restore("differing=keep").await, 2);
    assert_eq!(restore("differing=replace").await, 1);
}
