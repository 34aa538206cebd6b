//! `/codes` and `/codes/browse/SECTION/…`, long lists on several pages (`…/page/2`).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::SharedSite;
use crate::WebError;
use crate::http::page;
use crate::views::browse::BrowsePage;
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "browse.html")]
pub(crate) struct BrowseTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: BrowsePage,
    /// The section's address below `/codes/browse`.
    pub(crate) url: String,
}

/// The list of code sets.
pub(crate) async fn all(State(site): SharedSite) -> Result<Response, WebError> {
    let view = BrowsePage::all(&site, site.as_of(None, None).ok());
    let shell = Shell::new(&site, Nav::Codes, "/codes", "CPT and HCPCS codes by section").described(
        "The sections of the CPT and HCPCS code sets, each with its codes, work RVUs and global periods.",
    );
    page(&BrowseTemplate { shell, page: view, url: String::new() })
}

/// One section.
pub(crate) async fn section(State(site): SharedSite, Path(path): Path<String>) -> Result<Response, WebError> {
    let (url, number) = match path.split_once("/page/") {
        Some((url, number)) => (url.to_owned(), number.parse().map_err(|_| WebError::NoSuchPage)?),
        None => (path, 1),
    };
    let view =
        BrowsePage::section(&site, site.as_of(None, None).ok(), &url, number).ok_or(WebError::NoSuchPage)?;
    let address = match view.pages.0 {
        1 => format!("/codes/browse/{url}"),
        number => format!("/codes/browse/{url}/page/{number}"),
    };
    let shell =
        Shell::new(&site, Nav::Codes, address, format!("{}: codes", view.name)).described(view.description());
    page(&BrowseTemplate { shell, page: view, url })
}
