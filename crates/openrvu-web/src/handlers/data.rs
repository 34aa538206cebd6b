//! `/data`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::SharedSite;
use crate::WebError;
use crate::http::page;
use crate::views::data::DataPage;
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "data.html")]
pub(crate) struct DataTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: DataPage,
}

/// The page.
pub(crate) async fn show(State(site): SharedSite) -> Result<Response, WebError> {
    let shell = Shell::new(&site, Nav::Support, "/data", "About the data")
        .described("Which releases of the Medicare fee schedule are held, from which files, how they were checked, and known gaps.");
    page(&DataTemplate { shell, page: DataPage::of(&site) })
}
