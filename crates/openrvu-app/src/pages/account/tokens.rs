//! Personal access tokens, made and ended on the account's page.

use axum::extract::State;
use axum::response::Response;
use openrvu_store::TokenId;
use serde::Deserialize;
use uuid::Uuid;

use super::own::{self, SecretPage};
use super::{Part, Parts, go_to, problems, refused, shell};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::identity::SignedIn;
use crate::services::{accounts, tokens};
use crate::{App, AppError};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewToken {
    name: String,
    scopes: Vec<String>,
    days: i64,
    password: String,
}

/// Makes a token, shown once.
pub(super) async fn make(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Form(form): Form<NewToken>,
) -> Result<Response, AppError> {
    let made = match accounts::confirm(&app, &session, &form.password).await {
        Ok(_) => tokens::make(&app, session.user, &form.name, &form.scopes, form.days).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(secret) => page(&SecretPage {
            shell: shell(&app, "/account/tokens", "Access token"),
            parts: Parts::of(&app, Part::Account),
            words: "Send it as Authorization: Bearer with each request. It is shown only now.",
            secrets: vec![secret],
            back: "/account#tokens",
        }),
        Err(error) => refused(own::draw(&app, session, "tokens", problems(error)?).await),
    }
}

/// Ends a token.
pub(super) async fn end(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    tokens::end(&app, session.user, TokenId(id)).await?;
    Ok(go_to("/account#tokens", None))
}
