//! `/changes?from=RVU25D&to=RVU26C`, and its twin `/changes.json`.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

use super::SharedSite;
use crate::WebError;
use crate::http::reader::Reader;
use crate::http::{answered, json as as_json, page};
use crate::views::changes::{Asked, ChangesPage, Kind, Order};
use crate::views::sort::{Heading, Sort};
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "changes.html")]
pub(crate) struct ChangesTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: ChangesPage,
    pub(crate) kinds: [Kind; 7],
    /// The filters as a query, without order and page.
    pub(crate) filters: String,
    /// The filters and the order as a query.
    pub(crate) query: String,
}

impl ChangesTemplate<'_> {
    /// The heading of a column.
    fn heading(&self, column: &Order) -> Heading {
        Heading::of(*column, self.page.sort)
    }
}

/// The page.
pub(crate) async fn show(
    State(site): SharedSite,
    Query(asked): Query<Asked>,
    reader: Reader,
) -> Result<Response, WebError> {
    if reader.wants_json {
        return json(State(site), Query(asked)).await;
    }
    let view = ChangesPage::of(&site, &asked);
    let ids = view.from.as_ref().zip(view.to.as_ref());
    let title =
        ids.map_or_else(|| "Changes".to_owned(), |(from, to)| format!("Changes from {} to {}", from.0, to.0));
    let filters = filters(&view);
    let order = view.sort.map(Sort::written).map(|sort| format!("&sort={sort}")).unwrap_or_default();
    let mut shell = Shell::new(&site, Nav::Changes, "/changes", title)
        .described("What changed between two releases of the Medicare Physician Fee Schedule, code by code, with totals.")
        .with_json(format!("/changes.json?{filters}"));
    shell.noindex = asked != Asked::default();
    page(&ChangesTemplate {
        shell,
        page: view,
        kinds: Kind::ALL,
        query: format!("{filters}{order}"),
        filters,
    })
}

/// The filters as a query.
fn filters(view: &ChangesPage) -> String {
    let releases = [("from", &view.from), ("to", &view.to)];
    let releases = releases
        .into_iter()
        .filter_map(|(name, release)| release.as_ref().map(|(id, _)| format!("{name}={id}")));
    let kind = view.kind.map(|kind| format!("kind={}", kind.slug()));
    let code = (!view.prefix.is_empty()).then(|| format!("code={}", view.prefix));
    releases.chain(kind).chain(code).collect::<Vec<_>>().join("&")
}

/// The twin.
pub(crate) async fn json(State(site): SharedSite, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let view = ChangesPage::of(&site, &asked);
    Ok(answered(as_json(&view)?, &view.errors))
}
