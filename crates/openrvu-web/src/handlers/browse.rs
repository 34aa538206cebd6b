//! `/codes` and `/codes/browse/SECTION/…`, long lists on several pages (`…/page/2`); each with its twin (`….json`).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;

use super::SharedSite;
use super::list::{ListQuery, untwinned};
use crate::WebError;
use crate::http::reader::Reader;
use crate::http::{json, page};
use crate::views::browse::BrowsePage;
use crate::views::sort::SortColumn;
use crate::views::sorted_codes::CodeHeadings;
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "browse.html")]
pub(crate) struct BrowseTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: BrowsePage,
    /// The section's address below `/codes/browse`.
    pub(crate) url: String,
    /// The headings of its list.
    pub(crate) headings: CodeHeadings,
}

/// The list of code sets.
pub(crate) async fn all(State(site): SharedSite, uri: Uri, reader: Reader) -> Result<Response, WebError> {
    let view = BrowsePage::all(&site, site.as_of(None, None).ok());
    if untwinned(uri.path()).1 || reader.wants_json {
        return json(&view);
    }
    let shell = Shell::new(&site, Nav::Codes, "/codes", "CPT and HCPCS codes by section")
        .described(
            "The sections of the CPT and HCPCS code sets, each with its codes, work RVUs and global periods.",
        )
        .with_json("/codes.json");
    let headings = CodeHeadings { address: String::new(), sort: None };
    page(&BrowseTemplate { shell, page: view, url: String::new(), headings })
}

/// One section.
pub(crate) async fn section(
    State(site): SharedSite,
    Path(path): Path<String>,
    Query(query): Query<ListQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    let (path, twin) = untwinned(&path);
    let (url, number) = match path.split_once("/page/") {
        Some((url, number)) => (url, number.parse().map_err(|_| WebError::NoSuchPage)?),
        None => (path, 1),
    };
    let sort = query.sort()?;
    let view = BrowsePage::section(&site, site.as_of(None, None).ok(), url, number, sort)
        .ok_or(WebError::NoSuchPage)?;
    if twin || reader.wants_json {
        return json(&view);
    }
    let list = format!("/codes/browse/{url}");
    let address = match view.pages.0 {
        1 => list.clone(),
        number => format!("{list}/page/{number}"),
    };
    let mut shell = Shell::new(&site, Nav::Codes, &*address, format!("{}: codes", view.name))
        .described(view.description())
        .with_json(format!("{address}.json"));
    shell.noindex = sort.is_some();
    let headings = CodeHeadings { address: list, sort };
    page(&BrowseTemplate { shell, page: view, url: url.to_owned(), headings })
}
