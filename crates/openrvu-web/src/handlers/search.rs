//! `/search?q=…`, and its twin `/search.json?q=…`.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use openrvu_search::RESULT_LIMIT;
use serde::Deserialize;

use super::SharedSite;
use crate::WebError;
use crate::http::reader::Reader;
use crate::http::{content, page};
use crate::views::search::SearchPage;
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "search.html")]
pub(crate) struct SearchTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: SearchPage,
}

/// What may stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct SearchQuery {
    /// The query.
    #[serde(default)]
    q: String,
    /// How many results, 1 to [`RESULT_LIMIT`]; empty for the usual number.
    #[serde(default)]
    limit: String,
}

impl SearchQuery {
    /// How many results are wanted.
    fn limit(&self, usual: usize) -> Result<usize, WebError> {
        let text = self.limit.trim();
        if text.is_empty() {
            return Ok(usual);
        }
        let read = text.parse().ok().filter(|limit| (1..=RESULT_LIMIT).contains(limit));
        read.ok_or_else(|| {
            let shown: String = text.chars().take(24).collect();
            WebError::BadRequest(format!(
                "limit={shown} is not a number of results: write 1 to {RESULT_LIMIT}."
            ))
        })
    }
}

/// Results on a page.
const ON_A_PAGE: usize = 50;
/// Results of the twin, unless more or fewer are asked for.
const IN_JSON: usize = 20;

/// The page.
pub(crate) async fn show(
    State(site): SharedSite,
    Query(query): Query<SearchQuery>,
    reader: Reader,
) -> Result<Response, WebError> {
    if reader.wants_json {
        return json(State(site), Query(query)).await;
    }
    let view = SearchPage::of(&site, &query.q, query.limit(ON_A_PAGE)?);
    let title = if view.query.is_empty() { "Search".to_owned() } else { format!("Search: {}", view.query) };
    let mut shell = Shell::new(&site, Nav::None, "/search", title)
        .described("Search codes by number, range, clinical words, abbreviations or plain language.");
    shell.query.clone_from(&view.query);
    shell.noindex = !view.query.is_empty();
    page(&SearchTemplate { shell, page: view })
}

/// The twin, not indented: it is fetched at each key.
pub(crate) async fn json(
    State(site): SharedSite,
    Query(query): Query<SearchQuery>,
) -> Result<Response, WebError> {
    let view = SearchPage::of(&site, &query.q, query.limit(IN_JSON)?);
    Ok(content("application/json", serde_json::to_vec(&view)?))
}
