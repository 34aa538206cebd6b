//! `/sign-in` and `/sign-out`.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_web::{Shell, own_path};
use serde::Deserialize;

use super::{go_to, refused, shell, signed_out};
use crate::http::body::{Form, Query};
use crate::http::page;
use crate::identity::{Caller, Credential, PerhapsCaller, SignedIn};
use crate::services::sessions::{self, Visitor};
use crate::services::{passkeys, registration};
use crate::{App, AppError};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SignIn {
    email: String,
    password: String,
    keep: Option<String>,
    to: String,
}

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignInPage<'a> {
    shell: Shell<'a>,
    form: SignIn,
    has_failed: bool,
    has_passkeys: bool,
    is_open: bool,
}

fn draw(app: &App, form: SignIn, has_failed: bool) -> Result<Response, AppError> {
    let shell = shell(app, "/sign-in", "Sign in");
    let (has_passkeys, is_open) = (passkeys::are_possible(app), registration::is_open(app));
    page(&SignInPage { shell, form, has_failed, has_passkeys, is_open })
}

/// Where somebody goes after signing in: the page that they asked for, or the log.
pub(super) fn destination(to: &str) -> String {
    let path = own_path(to);
    if path == "/" { "/log".to_owned() } else { path }
}

/// The form.
pub(super) async fn show(
    State(app): State<App>,
    PerhapsCaller(caller): PerhapsCaller,
    Query(form): Query<SignIn>,
) -> Result<Response, AppError> {
    if caller.is_some() {
        return Ok(go_to(&destination(&form.to), None));
    }
    draw(&app, SignIn { to: form.to, ..SignIn::default() }, false)
}

/// Signs in, with a new session.
pub(super) async fn by_password(
    State(app): State<App>,
    PerhapsCaller(caller): PerhapsCaller,
    visitor: Visitor,
    Form(form): Form<SignIn>,
) -> Result<Response, AppError> {
    let Some(account) = sessions::by_password(&app, &visitor, &form.email, &form.password).await? else {
        return refused(draw(&app, SignIn { password: String::new(), ..form }, true));
    };
    let keep = form.keep.is_some();
    let before = session(caller);
    let cookie = sessions::begin(&app, &visitor, account.user, "by password", keep, before.as_ref()).await?;
    Ok(go_to(&destination(&form.to), Some(cookie)))
}

/// The session by which a caller is known.
pub(super) fn session(caller: Option<Caller>) -> Option<openrvu_store::Session> {
    match caller?.credential {
        Credential::Session(session) => Some(session),
        Credential::Personal | Credential::Token(..) => None,
    }
}

/// Signs out.
pub(super) async fn out(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Response, AppError> {
    sessions::end(&app, session.user, session.id).await?;
    Ok(signed_out(&app))
}
