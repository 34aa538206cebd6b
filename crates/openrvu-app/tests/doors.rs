//! The doors of a personal log and of a hosted one: who gets in from where, and what stays behind in a browser.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use common::people::{PASSWORD, joined};
use common::{Server, text};
use openrvu_app::Hosted;
use openrvu_store::AccountRole;

const READS: [&str; 8] = [
    "/log",
    "/log/offline",
    "/log/offline/me",
    "/log/offline/pack",
    "/log/worker.js",
    "/log/manifest.webmanifest",
    "/log/export/log.json",
    "/api/v1/entries",
];

fn request(method: Method, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::empty()).unwrap()
}

async fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> Response {
    server.send(request(Method::GET, path, headers)).await
}

#[tokio::test]
async fn a_personal_log_answers_to_names_of_this_machine_alone() {
    let server = Server::personal().await;
    for own in ["127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:8080", "[::1]", "[::1]:8080"] {
        for path in READS {
            let status = get(&server, path, &[("host", own)]).await.status();
            assert!(status.is_success(), "{own} {path}: {status}");
        }
    }
    for foreign in [
        "rebound.example",
        "rebound.example:8080",
        "127.0.0.1.nip.io:8080",
        "localhost.rebound.example",
        "localhost@rebound.example",
        "rebound.example#127.0.0.1",
        "0.0.0.0:8080",
        "192.168.1.20:8080",
        "[::ffff:192.168.1.20]:8080",
        "[fe80::1]",
        "[::1",
        "::1",
        "127.0.0.1:80:80",
        "",
    ] {
        for path in READS {
            let status = get(&server, path, &[("host", foreign)]).await.status();
            assert_eq!(status, StatusCode::FORBIDDEN, "{foreign} {path}");
        }
    }
    assert_eq!(get(&server, "/log", &[]).await.status(), StatusCode::FORBIDDEN, "without a name");
    let two = get(&server, "/log", &[("host", "127.0.0.1"), ("host", "rebound.example")]).await;
    assert_eq!(two.status(), StatusCode::FORBIDDEN);
    let whole = get(&server, "http://rebound.example/log", &[("host", "127.0.0.1")]).await;
    assert_eq!(whole.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn no_page_of_another_site_reads_or_writes_a_personal_log() {
    let server = Server::personal().await;
    let host = ("host", "127.0.0.1:8080");
    let foreign: [&[(&str, &str)]; 8] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        // Another port of this machine is another site: a development server, say.
        &[("origin", "http://127.0.0.1:3000")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")],
        &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")],
        &[("referer", "https://evil.example/127.0.0.1:8080")],
        &[("referer", "http://127.0.0.1:3000/")],
    ];
    for headers in foreign {
        let headers: Vec<_> = [host].into_iter().chain(headers.iter().copied()).collect();
        for path in READS {
            assert_eq!(
                get(&server, path, &headers).await.status(),
                StatusCode::FORBIDDEN,
                "{path} {headers:?}"
            );
        }
        // Nor where it knows how to send a header that elsewhere would be a token.
        let with_token: Vec<_> = headers.iter().copied().chain([("authorization", "Bearer x")]).collect();
        for headers in [&headers, &with_token] {
            for (method, path) in [
                (Method::POST, "/log"),
                (Method::DELETE, "/api/v1/entries/0"),
                (Method::PUT, "/api/v1/settings"),
            ] {
                let answer = server.send(request(method, path, headers)).await;
                assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} {headers:?}");
            }
        }
    }
    let own: [&[(&str, &str)]; 5] = [
        &[("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "same-origin")],
        &[("referer", "http://127.0.0.1:8080/log?date=2026-08-03")],
        &[("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")],
        // A link on another page leads here as any link does.
        &[
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
            ("referer", "https://other.example/"),
        ],
        &[],
    ];
    for headers in own {
        let headers: Vec<_> = [host].into_iter().chain(headers.iter().copied()).collect();
        assert_eq!(get(&server, "/log", &headers).await.status(), StatusCode::OK, "{headers:?}");
    }
}

#[tokio::test]
async fn nothing_personal_is_kept_by_caches_or_shown_in_frames() {
    let server = Server::personal().await;
    for path in READS {
        let answer = get(&server, path, &[("host", "127.0.0.1:8080")]).await;
        let value =
            |name: &str| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        let expected = match path {
            "/log/offline/pack" => "private, no-cache",
            "/log/worker.js" => "no-cache",
            _ => "no-store",
        };
        assert_eq!(value("cache-control"), expected, "{path}");
        assert_eq!(value("cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(
            (value("x-frame-options").as_str(), value("x-content-type-options").as_str()),
            ("DENY", "nosniff")
        );
        let policy = value("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        assert_eq!(
            policy.contains("'wasm-unsafe-eval'"),
            ["/log", "/log/offline"].contains(&path),
            "{path}: {policy}"
        );
        assert!(answer.headers().get("access-control-allow-origin").is_none());
    }
}

#[tokio::test]
async fn signing_out_leaves_nothing_in_the_browser() {
    let server = Server::hosted(Hosted::default()).await;
    let (mut ada, _) = joined(&server, "ada@example.org", AccountRole::Member).await;
    let cookie = ada.cookie.clone().unwrap();
    let host = ("host", "127.0.0.1:8080");
    let out = ada.post(&server, "/sign-out", &[]).await;
    assert_eq!(out.headers()["clear-site-data"], "\"cache\"");
    // A script that asks for what a phone keeps is told so, and keeps no page in its place; a person is led to sign in.
    let script =
        [host, ("cookie", cookie.as_str()), ("sec-fetch-mode", "cors"), ("sec-fetch-site", "same-origin")];
    for path in ["/log/offline/me", "/log/offline/pack", "/log?date=2026-08-03"] {
        assert_eq!(get(&server, path, &script).await.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    let person = [
        host,
        ("cookie", cookie.as_str()),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-site", "same-origin"),
    ];
    let led = get(&server, "/log", &person).await;
    assert_eq!(
        (led.status(), &led.headers()[header::LOCATION]),
        (StatusCode::SEE_OTHER, &"/sign-in?to=/log".parse().unwrap())
    );
    let (_, page) = text(get(&server, "/sign-in", &[host]).await).await;
    assert!(page.contains("/signed-out."), "the page drops what the phone kept: {page}");
    let deleting = ada.sign_in(&server, "ada@example.org", PASSWORD).await;
    assert!(deleting);
    let deleted = ada.post(&server, "/account/delete", &[("password", PASSWORD)]).await;
    assert_eq!(deleted.headers()["clear-site-data"], "\"cache\"");
}
