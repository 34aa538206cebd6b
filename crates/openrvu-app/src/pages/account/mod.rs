//! Pages of accounts, which there are on a hosted server alone: signing in, registering, the account itself, those for
//! administrators.

mod administration;
mod own;
mod passkeys;
mod recover;
mod register;
mod sign_in;
mod tokens;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};

use super::{Part, Parts, moment, shell};
use crate::identity::cookie;
use crate::{App, AppError, FieldProblem};

/// Every page of accounts.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::by_password))
        .route("/sign-in/passkey/begin", post(passkeys::begin_sign_in))
        .route("/sign-in/passkey/finish", post(passkeys::finish_sign_in))
        .route("/sign-out", post(sign_in::out))
        .route("/register", get(register::show).post(register::register))
        .route("/invitation/{link}", get(register::show_invited).post(register::register_invited))
        .route("/recover", get(recover::show).post(recover::by_code))
        .route("/reset/{link}", get(recover::show_link).post(recover::by_link))
        .route("/account", get(own::show))
        .route("/account/password", post(own::set_password))
        .route("/account/recovery-codes", post(own::make_codes))
        .route("/account/sessions/{id}/end", post(own::end_session))
        .route("/account/sessions/end-others", post(own::end_others))
        .route("/account/delete", post(own::delete))
        .route("/account/passkeys/begin", post(passkeys::begin))
        .route("/account/passkeys/finish", post(passkeys::finish))
        .route("/account/passkeys/{id}/remove", post(passkeys::remove))
        .route("/account/tokens", post(tokens::make))
        .route("/account/tokens/{id}/end", post(tokens::end))
        .route("/admin", get(administration::show))
        .route("/admin/invitations", post(administration::invite))
        .route("/admin/invitations/{hash}/withdraw", post(administration::withdraw))
        .route("/admin/accounts/{id}", post(administration::set_standing))
}

/// To another page, with a cookie where one is to be set.
fn go_to(path: &str, cookie: Option<HeaderValue>) -> Response {
    let mut response = Redirect::to(path).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// To the page of signing in, for who is signed in no more. The browser shows no page again that it left before.
fn signed_out(app: &App) -> Response {
    let mut response = go_to("/sign-in", Some(cookie::clear(app)));
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    response
}

/// What is wrong with a form, to be shown on its page again; any other error is none of the form's.
fn problems(error: AppError) -> Result<Vec<FieldProblem>, AppError> {
    match error {
        AppError::Invalid(problems) => Ok(problems),
        error => Err(error),
    }
}

/// The page of a form that could not be taken.
fn refused(page: Result<Response, AppError>) -> Result<Response, AppError> {
    let mut response = page?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
