//! `/robots.txt` and the sitemaps: an index, and a list of at most 50,000 addresses each.

use std::fmt::Write;

use axum::extract::{Path, State};
use axum::response::Response;

use super::SharedSite;
use super::text::PARTS;
use crate::http::content;
use crate::{Site, WebError};

/// Addresses in one list, as the protocol allows.
const MOST: usize = 50_000;

/// Every canonical path of the site, in a fixed order.
pub(crate) fn paths(site: &Site) -> Vec<String> {
    let fixed = ["/", "/codes", "/specialties", "/benchmarks", "/changes", "/data", "/search"];
    let mut paths: Vec<String> = fixed.map(str::to_owned).into();
    if !site.exporting {
        paths.extend(["/calculator", "/compare"].map(str::to_owned));
    }
    paths.extend(PARTS.iter().map(|part| format!("/{}", part.slug)));
    paths.extend(site.texts.iter().map(|text| text.url()));
    paths.extend(site.sections.iter().map(|section| format!("/codes/browse/{}", section.path.url())));
    paths.extend(crate::views::specialty::all(site).iter().map(|line| format!("/specialties/{}", line.slug)));
    paths.extend(crate::views::benchmark::slugs(site).map(|slug| format!("/benchmarks/{slug}")));
    paths.extend(site.codes.iter().map(|code| format!("/codes/{code}")));
    paths
}

/// The index of sitemaps.
pub(crate) async fn index(State(site): SharedSite) -> Response {
    content("application/xml; charset=utf-8", index_of(&site))
}

/// The index as XML.
pub(crate) fn index_of(site: &Site) -> String {
    let origin = &site.options.origin;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for number in 1..=paths(site).len().div_ceil(MOST) {
        // Writing to a string does not fail.
        let _ = writeln!(out, "<sitemap><loc>{origin}/sitemap/{number}.xml</loc></sitemap>");
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// One list.
pub(crate) async fn list(State(site): SharedSite, Path(name): Path<String>) -> Result<Response, WebError> {
    let number = name.strip_suffix(".xml").and_then(|number| number.parse::<usize>().ok());
    let found = number.and_then(|number| list_of(&site, number)).ok_or(WebError::NoSuchPage)?;
    Ok(content("application/xml; charset=utf-8", found))
}

/// A list as XML, by its number from one.
pub(crate) fn list_of(site: &Site, number: usize) -> Option<String> {
    let paths = paths(site);
    let chunk = paths.chunks(MOST).nth(number.checked_sub(1)?)?;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in chunk {
        let _ = writeln!(out, "<url><loc>{}{path}</loc></url>", site.options.origin);
    }
    out.push_str("</urlset>\n");
    Some(out)
}

/// What robots may read: everything but answers to queries.
pub(crate) async fn robots(State(site): SharedSite) -> String {
    robots_of(&site)
}

/// `robots.txt`.
pub(crate) fn robots_of(site: &Site) -> String {
    format!(
        "User-agent: *\nDisallow: /search?\nDisallow: /search.json\nDisallow: /calculator?\nDisallow: /locality\n\nSitemap: {}/sitemap.xml\n",
        site.options.origin
    )
}
