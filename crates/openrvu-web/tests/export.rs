//! The static export: complete, and without links to what needs a server.

mod common;

use std::fs;

use common::{options, starter_schedule};
use openrvu_content::Library;
use openrvu_web::export;

#[test]
fn the_exported_site_stands_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let library = Library::embedded().unwrap();
    let exported = export(starter_schedule(), library, options(), folder.path()).unwrap();
    assert!(exported.files > 400 && exported.bytes > 0);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let page = read("codes/27447/index.html");
    assert!(page.contains("19.11"));
    for needs_a_server in ["/calculator", "/locality", "/compare\"", "?release=", "/log"] {
        assert!(!page.contains(needs_a_server), "{needs_a_server}");
        assert!(!read("index.html").contains(needs_a_server), "{needs_a_server}");
    }
    assert!(!read("resources/how-a-payment-is-made/index.html").contains("href=\"/locality"));
    assert!(read("codes/27447.json").contains("\"27447\""));
    assert!(
        read("search-index.txt")
            .lines()
            .any(|line| line.starts_with("27447\tTotal knee replacement\t19.11\t"))
    );
    assert!(read("search/index.html").contains("data-results"));
    for name in ["blog/feed.xml", "sitemap.xml", "robots.txt"] {
        assert!(folder.path().join(name).is_file(), "{name}");
    }
}
