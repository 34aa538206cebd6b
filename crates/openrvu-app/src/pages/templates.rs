//! `/log/templates`: the templates of quick entry.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_store::Revision;
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::{Part, Parts, shell};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::identity::{CanRead, CanWrite};
use crate::services::templates::{self, KeptTemplate};
use crate::{App, AppError};

#[derive(Template)]
#[template(path = "log/templates.html")]
struct TemplatesPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    templates: Vec<KeptTemplate>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TemplateForm {
    seen: String,
    action: String,
    name: String,
}

/// The list.
pub(super) async fn list(State(app): State<App>, CanRead(user): CanRead) -> Result<Response, AppError> {
    let templates = templates::all(&app, user).await?;
    let (shell, parts) = (shell(&app, "/log/templates", "Templates"), Parts::of(&app, Part::Enter));
    page(&TemplatesPage { shell, parts, templates })
}

/// Renames or deletes a template.
pub(super) async fn change(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(form): Form<TemplateForm>,
) -> Result<Response, AppError> {
    let seen = form.seen.parse().map(Revision);
    let seen = seen.map_err(|_| AppError::invalid("seen", "Open the list again, then change it."))?;
    if form.action == "delete" {
        templates::delete(&app, user, id, seen).await?;
    } else {
        let mut template = templates::one(&app, user, id).await?.template;
        template.name = form
            .name
            .parse()
            .map_err(|error: openrvu_log::TextError| AppError::invalid("name", error.to_string()))?;
        if template.name.as_str().is_empty() {
            return Err(AppError::invalid("name", "A template has a name."));
        }
        templates::write(&app, user, id, &template, Some(seen)).await?;
    }
    Ok(Redirect::to("/log/templates").into_response())
}
