//! The static export: complete, without links to what needs a server, and at home at any address.

#![allow(clippy::unwrap_used, reason = "what the tests share may stop at the first surprise")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use common::{ORIGIN, options, starter_schedule};
use openrvu_content::Library;
use openrvu_web::{SiteOptions, export};

/// An export of the starter figures for a base address with a path.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("export");
    let _ = fs::remove_dir_all(&folder);
    let options = SiteOptions { origin: format!("{ORIGIN}/some/where"), ..options() };
    let exported = export(starter_schedule(), Library::embedded().unwrap(), options, &folder).unwrap();
    assert!(exported.files > 400 && exported.bytes > 0);
    folder
});

fn read(name: &str) -> String {
    fs::read_to_string(FOLDER.join(name)).unwrap()
}

#[test]
fn the_exported_site_stands_without_a_server() {
    let page = read("codes/27447/index.html");
    assert!(page.contains("19.11"));
    for needs_a_server in ["/calculator", "/locality", "/compare\"", "?release=", "/log"] {
        assert!(!page.contains(needs_a_server), "{needs_a_server}");
        assert!(!read("index.html").contains(needs_a_server), "{needs_a_server}");
    }
    assert!(!read("resources/how-a-payment-is-made/index.html").contains("locality/\""));
    let benchmark = read("benchmarks/cardiology/index.html");
    assert!(
        benchmark.contains("What these numbers are not")
            && read("benchmarks/index.html").contains("Cardiology")
    );
    for needs_a_server in [".xlsx", "?set=", "?sort=", "<form class=\"panel"] {
        assert!(!benchmark.contains(needs_a_server), "{needs_a_server}");
    }
    assert!(read("codes/27447.json").contains("\"27447\""));
    assert!(read("search/index.html").contains("data-results"));
    for name in ["blog/feed.xml", "sitemap.xml", "robots.txt"] {
        assert!(FOLDER.join(name).is_file(), "{name}");
    }
}

#[test]
fn the_search_index_has_what_a_hit_shows_of_every_code() {
    let file: serde_json::Value = serde_json::from_str(&read("search-index.json")).unwrap();
    let codes: Vec<&str> = file["index"]["codes"].as_str().unwrap().split(' ').collect();
    let at = codes.iter().position(|code| *code == "27447").unwrap();
    assert_eq!(file["titles"][at], "Total knee replacement");
    assert_eq!(file["work"][at], "19.11");
    assert_eq!(file["titles"].as_array().unwrap().len(), codes.len());
    assert_eq!(file["work"].as_array().unwrap().len(), codes.len());
}

#[test]
fn exported_pages_work_at_any_address() {
    let mut pages = 0;
    for file in files(&FOLDER).into_iter().filter(|file| file.ends_with("index.html")) {
        pages += 1;
        let page = fs::read_to_string(&file).unwrap();
        for address in addresses(&page) {
            assert!(!address.starts_with('/'), "{}: {address}", file.display());
            let path = address.split(['?', '#']).next().unwrap();
            if path.starts_with('.') {
                let target = file.parent().unwrap().join(path);
                let target = if path.ends_with('/') { target.join("index.html") } else { target };
                assert!(target.is_file(), "{}: {address}", file.display());
            }
        }
    }
    assert!(pages > 400, "{pages}");
    // A host shows this page at any address, so it goes by the base.
    let missing = read("404.html");
    assert!(missing.contains("Page not found") && !missing.contains("Perhaps you meant"));
    assert!(missing.contains("href=\"/some/where/codes/\""));
}

#[test]
fn all_scripts_of_an_export_are_under_thirty_kilobytes() {
    let scripts = files(&FOLDER).into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "js"));
    let bytes: u64 = scripts.map(|file| fs::metadata(file).unwrap().len()).sum();
    assert!((1..30_000).contains(&bytes), "{bytes}");
}

/// Every file in a folder and in the folders within.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Every address on a page.
fn addresses(page: &str) -> Vec<&str> {
    let of = |attribute| page.split(attribute).skip(1).filter_map(|piece| piece.split('"').next());
    [" href=\"", " src=\"", " action=\"", " data-module=\""].into_iter().flat_map(of).collect()
}
