//! `/calculator`: the whole case stands in the address; also as `.json`, `.csv` and `.txt`.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

use super::SharedSite;
use crate::WebError;
use crate::http::reader::Reader;
use crate::http::{answered, content, json as as_json, page};
use crate::views::calculator::{CalculatorPage, Case};
use crate::views::{Nav, Shell};

#[derive(Template)]
#[template(path = "calculator.html")]
pub(crate) struct CalculatorTemplate<'a> {
    pub(crate) shell: Shell<'a>,
    pub(crate) page: CalculatorPage,
}

/// The page.
pub(crate) async fn show(
    State(site): SharedSite,
    Query(case): Query<Case>,
    reader: Reader,
) -> Result<Response, WebError> {
    if reader.wants_json {
        return json(State(site), Query(case), reader).await;
    }
    let view = CalculatorPage::of(&site, case, reader.locality);
    let mut shell = Shell::new(&site, Nav::Calculator, "/calculator", "Calculator").described(
        "Price several codes with modifiers, units, minutes, place, date and locality; Medicare amounts and work RVU \
         credit with every step.",
    );
    shell.noindex = !view.case.lines.is_empty();
    page(&CalculatorTemplate { shell, page: view })
}

/// The case and its valuation with all steps.
pub(crate) async fn json(
    State(site): SharedSite,
    Query(case): Query<Case>,
    reader: Reader,
) -> Result<Response, WebError> {
    let view = CalculatorPage::of(&site, case, reader.locality);
    Ok(answered(as_json(&view)?, &view.errors))
}

/// A record a line.
pub(crate) async fn csv(State(site): SharedSite, Query(case): Query<Case>, reader: Reader) -> Response {
    let view = CalculatorPage::of(&site, case, reader.locality);
    answered(content("text/csv; charset=utf-8", view.csv()), &view.errors)
}

/// A table of text.
pub(crate) async fn text(State(site): SharedSite, Query(case): Query<Case>, reader: Reader) -> Response {
    let view = CalculatorPage::of(&site, case, reader.locality);
    answered(content("text/plain; charset=utf-8", view.text()), &view.errors)
}
