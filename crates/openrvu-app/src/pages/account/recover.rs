//! `/recover` and `/reset/LINK`: a new password for who lost theirs.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_web::Shell;
use serde::Deserialize;

use super::{go_to, problems, refused, shell};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::identity::password::FEWEST_CHARACTERS;
use crate::services::recovery;
use crate::services::sessions::{self, Visitor};
use crate::{App, AppError, FieldProblem};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Recover {
    email: String,
    code: String,
    password: String,
}

#[derive(Template)]
#[template(path = "account/recover.html")]
struct RecoverPage<'a> {
    shell: Shell<'a>,
    action: String,
    /// Whether a code is asked for: not where a link stands for it.
    needs_code: bool,
    email: String,
    problems: Vec<FieldProblem>,
    fewest: usize,
}

fn draw(
    app: &App,
    link: Option<&str>,
    email: String,
    problems: Vec<FieldProblem>,
) -> Result<Response, AppError> {
    page(&RecoverPage {
        shell: shell(app, "/recover", "Set a new password"),
        action: link.map_or_else(|| "/recover".to_owned(), |link| format!("/reset/{link}")),
        needs_code: link.is_none(),
        email,
        problems,
        fewest: FEWEST_CHARACTERS,
    })
}

/// The form for a recovery code.
pub(super) async fn show(State(app): State<App>) -> Result<Response, AppError> {
    draw(&app, None, String::new(), Vec::new())
}

/// Sets a new password by a recovery code, and signs in.
pub(super) async fn by_code(
    State(app): State<App>,
    visitor: Visitor,
    Form(form): Form<Recover>,
) -> Result<Response, AppError> {
    let recovered = recovery::by_code(&app, &visitor, &form.email, &form.code, &form.password).await;
    let problems = match recovered {
        Ok(Some(account)) => {
            let by = "by recovery code";
            let cookie = sessions::begin(&app, &visitor, account.user, by, false, None).await?;
            return Ok(go_to("/account", Some(cookie)));
        }
        Ok(None) => vec![FieldProblem::new(
            "code",
            "This address and this code do not belong together, or the code was used before.",
        )],
        Err(error) => problems(error)?,
    };
    refused(draw(&app, None, form.email, problems))
}

/// The form of an operator's link.
pub(super) async fn show_link(
    State(app): State<App>,
    Path(link): Path<String>,
) -> Result<Response, AppError> {
    draw(&app, Some(&link), String::new(), Vec::new())
}

/// Sets a new password by an operator's link, and signs in.
pub(super) async fn by_link(
    State(app): State<App>,
    visitor: Visitor,
    Path(link): Path<String>,
    Form(form): Form<Recover>,
) -> Result<Response, AppError> {
    match recovery::by_link(&app, &visitor, &link, &form.password).await {
        Ok(user) => {
            let cookie = sessions::begin(&app, &visitor, user, "by link", false, None).await?;
            Ok(go_to("/account", Some(cookie)))
        }
        Err(error) => refused(draw(&app, Some(&link), String::new(), problems(error)?)),
    }
}
