//! What the program writes while it fails tells of nobody: no entry, no address, no secret.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod common;

use std::process::Stdio;

use common::{Browser, PASSWORD, Server, entry, join, openrvu};
use serde_json::json;

const ADA: &str = "ada.lovelace@example.org";
const NOTE: &str = "second look in the OR";

#[test]
fn what_fails_is_told_without_whom_or_what() {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("told");
    let server = Server::start_telling(
        folder.path(),
        &["--hosted"],
        Stdio::from(std::fs::File::create(&told).unwrap()),
    );
    let mut ada = join(&server, folder.path(), None, ADA);
    let mut line = entry(1);
    line["note"] = json!(NOTE);
    assert_eq!(ada.post_json(&server, "/api/v1/entries", &json!({ "entries": [line] })).status, 200);
    let reset = openrvu(folder.path(), None).args(["account", "reset", ADA, "--json"]).output().unwrap();
    let reset: serde_json::Value = serde_json::from_slice(&reset.stdout).unwrap();
    let reset = reset["link"].as_str().unwrap().split_once(":8080").unwrap().1.to_owned();
    let invited = openrvu(folder.path(), None)
        .args(["account", "create", "eve.b@example.org", "--json"])
        .output()
        .unwrap();
    let invited: serde_json::Value = serde_json::from_slice(&invited.stdout).unwrap();
    let invited = invited["link"].as_str().unwrap().split_once(":8080").unwrap().1.to_owned();

    // The store fails from here on: every table has lost its name.
    let broken = std::process::Command::new("sqlite3")
        .arg(folder.path().join("hosted.sqlite"))
        .arg("ALTER TABLE document RENAME TO d; ALTER TABLE challenge RENAME TO c; ALTER TABLE invitation RENAME TO i; UPDATE entry SET code = 'QQQQQ';")
        .output();
    if !broken.is_ok_and(|broken| broken.status.success()) {
        eprintln!("skipped: no sqlite3 here to break the file with");
        return;
    }
    let cookie = ada.cookie.clone().unwrap();
    let mut failed = 0;
    for path in [
        "/log",
        "/log/dashboard",
        "/api/v1/entries",
        "/log/contracts",
        &invited,
        "/log/entries?from=2026-08-01",
    ] {
        failed += usize::from(ada.get(&server, path).status == 500);
    }
    for (path, form) in [
        (reset.as_str(), vec![("password", "battery staple horse")]),
        (invited.as_str(), vec![("email", "eve.b@example.org"), ("password", PASSWORD)]),
        ("/log", vec![("text", "99213"), ("note", NOTE), ("action", "log")]),
    ] {
        failed += usize::from(ada.post(&server, path, &form).status == 500);
    }
    Browser::default().post(&server, "/sign-in", &[("email", ADA), ("password", "wrong")]);
    drop(server);
    let told = std::fs::read_to_string(&told).unwrap();
    assert!(failed >= 6 && told.matches("a request failed").count() >= failed, "{failed} {told}");
    let secrets = [
        reset.rsplit('/').next().unwrap(),
        invited.rsplit('/').next().unwrap(),
        cookie.split('=').nth(1).unwrap(),
    ];
    for personal in
        [ADA, "ada.lovelace", "eve.b", NOTE, "QQQQQ", PASSWORD, "battery", "wrong"].into_iter().chain(secrets)
    {
        assert!(!told.contains(personal), "{personal} was told: {told}");
    }
}
