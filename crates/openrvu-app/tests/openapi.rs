//! The OpenAPI document: as it was reviewed, and complete.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use serde_json::Value;

fn document() -> Value {
    serde_json::to_value(openrvu_app::openapi()).unwrap()
}

#[test]
fn the_document_is_the_reviewed_one() {
    insta::assert_json_snapshot!(document());
}

#[test]
fn every_operation_says_what_it_does_and_what_it_needs() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert!(!operation["summary"].as_str().unwrap_or_default().is_empty(), "{name} has no summary");
            assert!(!operation["tags"].as_array().unwrap().is_empty(), "{name} has no noun");
            let scopes = operation["security"][0]["token"].as_array();
            let reads = method == "get";
            let needed = if reads { "log:read" } else { "log:write" };
            // What only reads a body in order to compute may be a POST that asks for reading alone.
            let fits = |scope: &Value| scope == needed || (method == "post" && scope == "log:read");
            assert!(
                scopes.is_some_and(|scopes| scopes.iter().all(fits) && scopes.len() == 1),
                "{name}: {scopes:?}"
            );
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.keys().any(|status| status.starts_with('2')), "{name} has no success");
            assert!(responses.contains_key("4XX"), "{name} documents no problem");
        }
    }
}
