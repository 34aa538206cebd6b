//! `/log/templates`: the templates of quick entry.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_log::ShortText;
use openrvu_log::template::Template as QuickTemplate;
use openrvu_store::{Revision, UserId};
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::{Part, Parts, shell};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::identity::{CanRead, CanWrite};
use crate::services::documents::{self, Kept};
use crate::{App, AppError};

#[derive(Template)]
#[template(path = "log/templates.html")]
struct TemplatesPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    templates: Vec<Kept<QuickTemplate>>,
    refused: Option<Refused>,
}

/// A name that a template cannot have, as it was typed, and why.
struct Refused {
    id: Uuid,
    name: String,
    message: String,
}

impl TemplatesPage<'_> {
    fn refused(&self, kept: &Kept<QuickTemplate>) -> Option<&Refused> {
        self.refused.as_ref().filter(|refused| refused.id == kept.id)
    }
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
    list_page(&app, user, None).await
}

async fn list_page(app: &App, user: UserId, refused: Option<Refused>) -> Result<Response, AppError> {
    let templates = documents::all::<QuickTemplate>(app, user).await?;
    let (shell, parts) = (shell(app, "/log/templates", "Templates"), Parts::of(app, Part::Enter));
    let is_wrong = refused.is_some();
    let mut response = page(&TemplatesPage { shell, parts, templates, refused })?;
    if is_wrong {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
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
        documents::delete::<QuickTemplate>(&app, user, id, seen).await?;
    } else {
        let mut template = documents::one::<QuickTemplate>(&app, user, id).await?.content;
        let name = form.name.parse::<ShortText>().map_err(|error| error.to_string());
        let name = name.and_then(|name| match name.as_str() {
            "" => Err("Write a name.".to_owned()),
            _ => Ok(name),
        });
        template.name = match name {
            Ok(name) => name,
            Err(message) => {
                return list_page(&app, user, Some(Refused { id, name: form.name, message })).await;
            }
        };
        documents::write(&app, user, id, &template, Some(seen)).await?;
    }
    Ok(Redirect::to("/log/templates").into_response())
}
