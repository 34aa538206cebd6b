//! Every page in one go: well-formed, with working links and a description of its own.

#![allow(clippy::panic, reason = "a check of many pages stops at the first that is wrong")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use common::{Answer, ORIGIN, STARTER, complete_site, send};
use openrvu_web::Site;
use rayon::prelude::*;

/// Elements that have no end.
const VOID: [&str; 7] = ["meta", "link", "input", "br", "hr", "img", "wbr"];

/// Checks that elements nest, and returns the addresses that the page links to.
fn links(path: &str, html: &str) -> Vec<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    let mut rest = html.strip_prefix("<!doctype html>").unwrap_or_else(|| panic!("{path}: no doctype"));
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap_or_else(|| panic!("{path}: a tag without an end"));
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        assert!(!tag.contains('<'), "{path}: <{tag}>");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{path}: </{name}>");
            continue;
        }
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default();
        if name == "script" {
            rest =
                rest.split_once("</script>").unwrap_or_else(|| panic!("{path}: a script without an end")).1;
            continue;
        }
        for attribute in ["href=\"", "src=\"", "action=\""] {
            if let Some((_, value)) = tag.split_once(attribute) {
                found.push(
                    value.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&"),
                );
            }
        }
        if !(tag.ends_with('/') || VOID.contains(&name)) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{path}: {open:?} left open");
    found
}

fn description(path: &str, html: &str) -> String {
    let (_, rest) = html
        .split_once("<meta name=\"description\" content=\"")
        .unwrap_or_else(|| panic!("{path}: no description"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

fn ask(site: &Arc<Site>, path: &str) -> Answer {
    send(site, Method::GET, path, &[], "")
}

/// Renders every address of the sitemap and checks each page; returns how many there are.
fn check(site: &Arc<Site>) -> usize {
    let list = ask(site, "/sitemap/1.xml");
    let paths: Vec<String> = list
        .text()
        .split("<loc>")
        .skip(1)
        .map(|part| part.split("</loc>").next().unwrap_or_default().replace(ORIGIN, ""))
        .collect();
    let read: Vec<(String, Vec<String>)> = paths
        .par_iter()
        .map(|path| {
            let page = ask(site, path);
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let text = page.text();
            assert!(!text.contains("{{") && !text.contains("{%"), "{path}: an unfilled template");
            (description(path, text), links(path, text))
        })
        .collect();
    let mut descriptions: BTreeMap<&str, &str> = BTreeMap::new();
    let mut targets: BTreeSet<&str> = BTreeSet::new();
    for (path, (description, links)) in paths.iter().zip(&read) {
        assert!(description.len() >= 40, "{path}: {description:?}");
        if let Some(other) = descriptions.insert(description, path) {
            panic!("{path} and {other} have one description: {description}");
        }
        for link in links {
            let own = link.strip_prefix(ORIGIN).unwrap_or(link);
            assert!(own.starts_with('/') || own.starts_with('#'), "{path} links to {link}");
            if own.starts_with('/') {
                targets.insert(own);
            }
        }
    }
    let held: BTreeSet<&str> = paths.iter().map(String::as_str).collect();
    let others: Vec<&str> = targets.into_iter().filter(|target| !held.contains(target)).collect();
    let of_codes =
        |target: &&&str| target.starts_with("/codes/") && (target.ends_with(".json") || target.contains('?'));
    let (twins, rest): (Vec<&&str>, Vec<&&str>) = others.iter().partition(of_codes);
    // A twin or an older release is made from the same view: one in forty is asked for.
    let sample = twins.into_iter().step_by(40).chain(
        rest.into_iter()
            .filter(|target| !target.starts_with("/calculator?") && !target.starts_with("/locality?")),
    );
    sample.collect::<Vec<_>>().par_iter().for_each(|target| {
        let status = ask(site, target.split('#').next().unwrap_or_default()).status;
        assert_eq!(status, StatusCode::OK, "{target}");
    });
    paths.len()
}

/// Codes without a title, without RVUs in any row, new and deleted.
fn check_what_only_complete_figures_show(site: &Arc<Site>) {
    let text = |path: &str| ask(site, path).text().to_owned();
    let untitled = text("/codes/27616");
    assert!(untitled.contains("<title>Code 27616 (Musculoskeletal system)"), "no section as a name");
    assert!(!untitled.contains("\"name\":\"Musculoskeletal system\",\"url\""), "nor in the structured data");
    assert!(ask(site, "/codes/27616.json").json()["title"].is_null());
    let unpriced = text("/codes/0075T");
    assert!(unpriced.contains("without a published work RVU") && !unpriced.contains(">0.00<"));
    assert!(text("/codes/G0575").contains("New in RVU26C"));
    let deleted = text("/codes/55700");
    assert!(deleted.contains("Deleted after 2025") && deleted.contains("Gone between RVU25D and RVU26B"));
    let gone = text("/codes/G9037");
    assert!(gone.contains(">Deleted<") && gone.contains("is no longer in the fee schedule"));
    let place = "codes with work RVUs in <a href=\"/codes/browse/category-i/surgery/musculoskeletal\">Musculoskeletal system</a> have less";
    assert!(text("/codes/27447").contains(&format!("1,456 of the 1,625 {place}")));
}

#[test]
fn every_page_over_the_starter_figures_is_sound() {
    let count = check(&STARTER);
    assert!(count > 200, "{count}");
}

#[test]
fn every_page_over_a_complete_release_is_sound() {
    let zips = ["rvu25d.zip", "rvu26b.zip", "rvu26c.zip"];
    let Some(site) = complete_site("every_page_over_a_complete_release_is_sound", &zips) else { return };
    let rows = site.schedule().newest().unwrap().rows.len();
    let count = check(&site);
    println!("{count} pages over {rows} rows");
    assert!(rows > 19_000 && count > 17_000, "{rows} rows, {count} pages");
    check_what_only_complete_figures_show(&site);
}
