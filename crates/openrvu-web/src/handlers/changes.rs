//! `/changes?from=RVU25D&to=RVU26C`, and its twin `/changes.json`.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

use super::SharedSite;
use crate::WebError;
use crate::http::reader::Reader;
use crate::http::{json as as_json, page};
use crate::views::changes::{Asked, ChangesPage, Kind};
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "changes.html")]
pub(crate) struct ChangesTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: ChangesPage,
    pub(crate) kinds: [Kind; 5],
    /// The filters as a query, without the page.
    pub(crate) query: String,
}

/// The page.
pub(crate) async fn show(
    State(site): SharedSite,
    Query(asked): Query<Asked>,
    reader: Reader,
) -> Result<Response, WebError> {
    let view = ChangesPage::of(&site, &asked);
    if reader.wants_json {
        return as_json(&view);
    }
    let ids = view.from.as_ref().zip(view.to.as_ref());
    let title =
        ids.map_or_else(|| "Changes".to_owned(), |(from, to)| format!("Changes from {} to {}", from.0, to.0));
    let id = |release: &Option<(openrvu_core::ReleaseId, String)>| {
        release.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default()
    };
    let kind = view.kind.map_or("", Kind::slug);
    let query = format!("from={}&to={}&kind={kind}&code={}", id(&view.from), id(&view.to), view.prefix);
    let mut shell = Shell::new(&site, Nav::Changes, "/changes", title)
        .described("What changed between two releases of the Medicare Physician Fee Schedule, code by code, with totals.");
    shell.noindex = !(asked.from.is_empty() && asked.to.is_empty() && asked.kind.is_empty());
    let query =
        if view.prefix.bytes().all(|byte| byte.is_ascii_alphanumeric()) { query } else { String::new() };
    page(&ChangesTemplate { shell, page: view, kinds: Kind::ALL, query })
}

/// The twin.
pub(crate) async fn json(State(site): SharedSite, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    as_json(&ChangesPage::of(&site, &asked))
}
