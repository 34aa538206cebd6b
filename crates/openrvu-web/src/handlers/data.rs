//! `/data`, and its twin `/data.json`.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;

use super::SharedSite;
use super::list::untwinned;
use crate::WebError;
use crate::http::reader::Reader;
use crate::http::{json, page};
use crate::views::data::DataPage;
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "data.html")]
pub(crate) struct DataTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: DataPage,
}

/// The page or its twin.
pub(crate) async fn show(State(site): SharedSite, uri: Uri, reader: Reader) -> Result<Response, WebError> {
    let view = DataPage::of(&site);
    if untwinned(uri.path()).1 || reader.wants_json {
        return json(&view);
    }
    let shell = Shell::new(&site, Nav::Support, "/data", "About the data")
        .described("Which releases of the Medicare fee schedule are held, from which files, how they were checked, and known gaps.")
        .with_json("/data.json");
    page(&DataTemplate { shell, page: view })
}
