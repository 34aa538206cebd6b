//! The site's own texts over the figures that ship: every figure is held, every link leads somewhere.

mod common;

use std::collections::BTreeSet;

use axum::http::StatusCode;
use common::get;

/// The addresses of every text, read off the lists of their parts.
fn addresses() -> BTreeSet<String> {
    let parts = ["/stages", "/resources", "/support", "/blog"];
    let of_part = |part: &str| {
        let list = get(part);
        let found = links(list.text()).into_iter().filter(|link| link.starts_with(&format!("{part}/")));
        found.filter(|link| !link.ends_with(".xml")).collect::<Vec<_>>()
    };
    parts.into_iter().flat_map(of_part).collect()
}

/// Where a page links to.
fn links(html: &str) -> Vec<String> {
    let parts = html.split("href=\"").skip(1).filter_map(|part| part.split('"').next());
    parts.map(|link| link.replace("&amp;", "&")).collect()
}

/// The part of a page that is the text's own.
fn article(html: &str) -> &str {
    let inside = html.split("<article").nth(1).and_then(|rest| rest.split("</article>").next());
    let inside = inside.unwrap_or_default();
    assert!(!inside.is_empty(), "a page without an article");
    inside
}

#[test]
fn every_figure_is_held() {
    let addresses = addresses();
    assert!(addresses.len() >= 17, "{addresses:?}");
    for address in addresses {
        let page = get(&address);
        assert_eq!(page.status, StatusCode::OK, "{address}");
        let text = article(page.text());
        for absent in ["not held here)", "{{", ":::", "style="] {
            assert!(!text.contains(absent), "{address}: {absent}");
        }
    }
}

#[test]
fn every_link_leads_somewhere_and_every_case_of_the_calculator_is_valued() {
    let mut seen = BTreeSet::new();
    for address in addresses() {
        let page = get(&address);
        for link in links(article(page.text())) {
            let (path, place) = link.split_once('#').unwrap_or((&link, ""));
            assert!(path.is_empty() || path.starts_with('/'), "{address} links to {link}");
            let path = if path.is_empty() { &*address } else { path };
            if !seen.insert(format!("{path}#{place}")) {
                continue;
            }
            let target = get(path);
            assert_eq!(target.status, StatusCode::OK, "{address} links to {link}");
            assert!(!target.text().contains("class=\"error\""), "{address} links to {link}");
            assert!(
                place.is_empty() || target.text().contains(&format!("id=\"{place}\"")),
                "{address} links to {link}"
            );
        }
    }
}

#[test]
fn a_long_text_lists_its_headings() {
    let page = get("/resources/modifiers");
    let (contents, _) = page.text().split_once("<article").unwrap();
    let listed: Vec<String> =
        links(contents).into_iter().filter(|link| link.starts_with('#') && link != "#main").collect();
    assert!(listed.len() > 2, "{listed:?}");
    for link in listed {
        assert!(page.text().contains(&format!("<h2 id=\"{}\">", &link[1..])), "{link}");
    }
}

#[test]
fn a_global_period_is_drawn_in_a_text() {
    assert!(get("/resources/global-periods").text().contains("aria-label=\"92 days:"));
}
