//! `/compare?codes=99213,99214`, and its twin `/compare.json`.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::SharedSite;
use super::code::InView;
use crate::WebError;
use crate::http::reader::Reader;
use crate::http::{json as as_json, page};
use crate::views::compare::ComparePage;
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "compare.html")]
pub(crate) struct CompareTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: ComparePage,
    pub(crate) asked: String,
}

/// What may stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    codes: String,
}

/// The page.
pub(crate) async fn show(
    State(site): SharedSite,
    Query(asked): Query<Asked>,
    Query(in_view): Query<InView>,
    reader: Reader,
) -> Result<Response, WebError> {
    let view = ComparePage::of(&site, in_view.as_of(&site)?, &asked.codes);
    if reader.wants_json {
        return as_json(&view);
    }
    let codes: Vec<String> = view.codes.iter().map(|compared| compared.code.to_string()).collect();
    let title = match &*codes {
        [] => "Compare codes".to_owned(),
        [only] => format!("{only}, to be compared"),
        several => format!("{} compared", several.join(", ")),
    };
    let mut shell = Shell::new(&site, Nav::Codes, "/compare", title)
        .described("Two to five codes side by side: RVUs, national amounts, indicators in words.")
        .with_json(format!("/compare.json?codes={}", codes.join(",")));
    shell.noindex = !codes.is_empty();
    page(&CompareTemplate { shell, page: view, asked: asked.codes })
}

/// The twin.
pub(crate) async fn json(
    State(site): SharedSite,
    Query(asked): Query<Asked>,
    Query(in_view): Query<InView>,
) -> Result<Response, WebError> {
    as_json(&ComparePage::of(&site, in_view.as_of(&site)?, &asked.codes))
}
