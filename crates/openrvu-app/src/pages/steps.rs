//! `/log/steps/{id}`: how the credit of an entry came about.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_core::valuation::{Output, Step};
use openrvu_log::{Entry, EntryId, EntryValue};
use openrvu_web::Shell;
use uuid::Uuid;

use super::{Part, Parts, shell};
use crate::http::body::Path;
use crate::http::page;
use crate::identity::CanRead;
use crate::services::{comparisons, ledger};
use crate::{App, AppError};

#[derive(Template)]
#[template(path = "log/steps.html")]
struct StepsPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    entry: Entry,
    title: &'a str,
    value: EntryValue,
}

impl StepsPage<'_> {
    fn steps(&self) -> impl Iterator<Item = &Step> {
        let steps = self.value.line.iter().flat_map(|line| &line.steps);
        steps.filter(|step| step.output == Output::Credit)
    }

    fn warnings(&self) -> impl Iterator<Item = &String> {
        self.value.line.iter().flat_map(|line| &line.warnings)
    }
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let (entry, value) = comparisons::explained(app.site.schedule(), &ledger, EntryId::from(id))?;
    let title = app.site.title(entry.line.code).unwrap_or_default();
    let (shell, parts) = (
        shell(&app, format!("/log/steps/{id}"), format!("Steps of {}", entry.line)),
        Parts::of(&app, Part::Entries),
    );
    page(&StepsPage { shell, parts, title, entry, value })
}
