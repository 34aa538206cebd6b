//! The two requests of a passkey's ceremonies, which a script of the pages sends.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::go_to;
use crate::http::body::{self, Path};
use crate::identity::{PerhapsCaller, SignedIn};
use crate::services::sessions::{self, Visitor};
use crate::services::{accounts, passkeys};
use crate::{App, AppError};

/// Begins to sign in.
pub(super) async fn begin_sign_in(
    State(app): State<App>,
    visitor: Visitor,
) -> Result<Json<passkeys::Ceremony>, AppError> {
    Ok(Json(passkeys::begin_sign_in(&app, &visitor).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    ceremony: String,
    answer: Value,
    keep: bool,
    to: String,
}

/// Signs in.
pub(super) async fn finish_sign_in(
    State(app): State<App>,
    PerhapsCaller(caller): PerhapsCaller,
    visitor: Visitor,
    body::Json(sent): body::Json<SignIn>,
) -> Result<Response, AppError> {
    let user = passkeys::finish_sign_in(&app, &visitor, &sent.ceremony, &sent.answer).await?;
    let before = super::sign_in::session(caller);
    let cookie = sessions::begin(&app, &visitor, user, "by passkey", sent.keep, before.as_ref()).await?;
    let to = super::sign_in::destination(&sent.to);
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({ "to": to }))).into_response())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    password: String,
}

/// Begins to register a passkey.
pub(super) async fn begin(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    body::Json(sent): body::Json<Begin>,
) -> Result<Json<passkeys::Ceremony>, AppError> {
    let account = accounts::confirm(&app, &session, &sent.password).await?;
    let email = account.email.unwrap_or_default();
    Ok(Json(passkeys::begin_registration(&app, session.user, &email).await?))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Finish {
    ceremony: String,
    answer: Value,
    name: String,
}

/// Registers a passkey.
pub(super) async fn finish(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    body::Json(sent): body::Json<Finish>,
) -> Result<Json<Value>, AppError> {
    passkeys::finish_registration(&app, session.user, &sent.ceremony, &sent.answer, &sent.name).await?;
    Ok(Json(json!({ "to": "/account#passkeys" })))
}

/// Removes a passkey.
pub(super) async fn remove(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    passkeys::remove(&app, session.user, id).await?;
    Ok(go_to("/account#passkeys", None))
}
