//! `/register` and `/invitation/LINK`: making an account.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_store::AccountRole;
use openrvu_web::Shell;
use serde::Deserialize;

use super::{go_to, problems, refused, shell};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::identity::PerhapsCaller;
use crate::identity::password::FEWEST_CHARACTERS;
use crate::services::registration;
use crate::services::sessions::{self, Visitor};
use crate::{App, AppError, FieldProblem};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Register {
    email: String,
    password: String,
}

#[derive(Template)]
#[template(path = "account/register.html")]
struct RegisterPage<'a> {
    shell: Shell<'a>,
    /// The form's address; none where one needs an invitation.
    action: Option<String>,
    email: String,
    is_for_administrator: bool,
    problems: Vec<FieldProblem>,
    fewest: usize,
}

async fn draw(
    app: &App,
    link: Option<&str>,
    email: String,
    problems: Vec<FieldProblem>,
) -> Result<Response, AppError> {
    let invitation = match link {
        Some(link) => Some(registration::invitation(app, link).await?),
        None => None,
    };
    let action = match link {
        Some(link) => Some(format!("/invitation/{link}")),
        None => registration::is_open(app).then(|| "/register".to_owned()),
    };
    let email = if email.is_empty() {
        invitation.as_ref().and_then(|invitation| invitation.email.clone()).unwrap_or_default()
    } else {
        email
    };
    page(&RegisterPage {
        shell: shell(app, "/register", "Make an account"),
        action,
        email,
        is_for_administrator: invitation
            .is_some_and(|invitation| invitation.role == AccountRole::Administrator),
        problems,
        fewest: FEWEST_CHARACTERS,
    })
}

async fn make(
    app: &App,
    caller: PerhapsCaller,
    visitor: &Visitor,
    form: Register,
    link: Option<&str>,
) -> Result<Response, AppError> {
    match registration::register(app, visitor, &form.email, &form.password, link).await {
        Ok(account) => {
            let before = super::sign_in::session(caller.0);
            let cookie =
                sessions::begin(app, visitor, account.user, "after registration", false, before.as_ref());
            Ok(go_to("/account", Some(cookie.await?)))
        }
        Err(error) => refused(draw(app, link, form.email, problems(error)?).await),
    }
}

/// The form, where anybody may make an account.
pub(super) async fn show(State(app): State<App>) -> Result<Response, AppError> {
    draw(&app, None, String::new(), Vec::new()).await
}

/// Makes an account and signs in.
pub(super) async fn register(
    State(app): State<App>,
    caller: PerhapsCaller,
    visitor: Visitor,
    Form(form): Form<Register>,
) -> Result<Response, AppError> {
    make(&app, caller, &visitor, form, None).await
}

/// The form of an invitation.
pub(super) async fn show_invited(
    State(app): State<App>,
    Path(link): Path<String>,
) -> Result<Response, AppError> {
    draw(&app, Some(&link), String::new(), Vec::new()).await
}

/// Makes an account by an invitation and signs in.
pub(super) async fn register_invited(
    State(app): State<App>,
    caller: PerhapsCaller,
    visitor: Visitor,
    Path(link): Path<String>,
    Form(form): Form<Register>,
) -> Result<Response, AppError> {
    make(&app, caller, &visitor, form, Some(&link)).await
}
