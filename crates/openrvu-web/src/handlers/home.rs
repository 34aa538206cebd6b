//! `/`, which answers JSON to who wants it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::SharedSite;
use crate::WebError;
use crate::http::reader::Reader;
use crate::http::{json, page};
use crate::views::home::HomePage;
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: HomePage,
}

/// The page or its twin.
pub(crate) async fn show(State(site): SharedSite, reader: Reader) -> Result<Response, WebError> {
    let view = HomePage::of(&site);
    if reader.wants_json {
        return json(&view);
    }
    let shell = Shell::new(&site, Nav::None, "/", "CPT codes, work RVUs and Medicare payment, explained").described(
        "Every CPT and HCPCS code with its work RVUs, Medicare payment by locality and setting, rules in words and the \
         arithmetic behind each number.",
    );
    page(&Home { shell, page: view })
}
