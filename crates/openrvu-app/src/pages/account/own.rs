//! `/account`: one's own account.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::tz::TimeZone;
use openrvu_store::{Account, AccountRole, Passkey, Session, SessionId, Token};
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::{Part, Parts, go_to, moment, problems, refused, shell, signed_out};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::identity::password::FEWEST_CHARACTERS;
use crate::identity::{Scope, SignedIn};
use crate::services::{accounts, ledger, passkeys, recovery, sessions, settings, tokens};
use crate::{App, AppError, FieldProblem};

#[derive(Template)]
#[template(path = "account/account.html")]
struct AccountPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    account: Account,
    session: Session,
    sessions: Vec<Session>,
    passkeys: Vec<Passkey>,
    has_passkeys: bool,
    tokens: Vec<Token>,
    codes: u32,
    /// The form that could not be taken, and why.
    form: &'static str,
    problems: Vec<FieldProblem>,
    fewest: usize,
    zone: TimeZone,
}

impl AccountPage<'_> {
    fn is_administrator(&self) -> bool {
        self.account.role == AccountRole::Administrator
    }

    fn when(&self, at: &jiff::Timestamp) -> String {
        moment(*at, &self.zone)
    }

    fn agent(&self, session: &Session) -> String {
        sessions::agent_in_words(&session.agent)
    }

    fn scopes(&self) -> [(&'static str, &'static str); 2] {
        [(Scope::Read.name(), "read the log"), (Scope::Write.name(), "change the log")]
    }

    fn days(&self) -> [i64; 4] {
        tokens::DAYS
    }

    /// What is wrong with a form.
    fn wrong(&self, form: &str) -> &[FieldProblem] {
        if form == self.form { &self.problems } else { &[] }
    }
}

/// The page, with what is wrong with one of its forms.
pub(super) async fn draw(
    app: &App,
    session: Session,
    form: &'static str,
    problems: Vec<FieldProblem>,
) -> Result<Response, AppError> {
    let user = session.user;
    let (settings, _) = settings::of(app, user).await?;
    page(&AccountPage {
        shell: shell(app, "/account", "Account"),
        parts: Parts::of(app, Part::Account),
        account: accounts::of(app, user).await?,
        sessions: sessions::all(app, user).await?,
        passkeys: passkeys::all(app, user).await?,
        has_passkeys: passkeys::are_possible(app),
        tokens: tokens::all(app, user).await?,
        codes: app.store.count_recovery_codes(user).await?,
        session,
        form,
        problems,
        fewest: FEWEST_CHARACTERS,
        zone: ledger::zone(app, &settings),
    })
}

/// The page.
pub(super) async fn show(State(app): State<App>, SignedIn(session): SignedIn) -> Result<Response, AppError> {
    draw(&app, session, "", Vec::new()).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewPassword {
    current: String,
    new: String,
}

/// Sets a new password. Every other session ends.
pub(super) async fn set_password(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Form(form): Form<NewPassword>,
) -> Result<Response, AppError> {
    match accounts::set_password(&app, &session, &form.current, &form.new).await {
        Ok(()) => Ok(go_to("/account#password", None)),
        Err(error) => refused(draw(&app, session, "password", problems(error)?).await),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Confirmed {
    password: String,
}

#[derive(Template)]
#[template(path = "account/secret.html")]
pub(super) struct SecretPage<'a> {
    pub(super) shell: Shell<'a>,
    pub(super) parts: Parts,
    pub(super) words: &'static str,
    pub(super) secrets: Vec<String>,
    pub(super) back: &'static str,
}

/// Makes recovery codes, shown once.
pub(super) async fn make_codes(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Form(form): Form<Confirmed>,
) -> Result<Response, AppError> {
    if let Err(error) = accounts::confirm(&app, &session, &form.password).await {
        return refused(draw(&app, session, "recovery-codes", problems(error)?).await);
    }
    page(&SecretPage {
        shell: shell(&app, "/account/recovery-codes", "Recovery codes"),
        parts: Parts::of(&app, Part::Account),
        words: "Each code sets a new password once. Print them or keep them in a password manager: they are shown only now. Codes made before are no longer valid.",
        secrets: recovery::make_codes(&app, session.user).await?,
        back: "/account#recovery-codes",
    })
}

/// Ends a session.
pub(super) async fn end_session(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    sessions::end(&app, session.user, SessionId(id)).await?;
    if session.id == SessionId(id) {
        return Ok(signed_out(&app));
    }
    Ok(go_to("/account#sessions", None))
}

/// Ends every session but this one.
pub(super) async fn end_others(
    State(app): State<App>,
    SignedIn(session): SignedIn,
) -> Result<Response, AppError> {
    sessions::end_others(&app, &session).await?;
    Ok(go_to("/account#sessions", None))
}

/// Removes the account with all that belongs to it.
pub(super) async fn delete(
    State(app): State<App>,
    SignedIn(session): SignedIn,
    Form(form): Form<Confirmed>,
) -> Result<Response, AppError> {
    match accounts::delete(&app, &session, &form.password).await {
        Ok(()) => Ok(signed_out(&app)),
        Err(error) => refused(draw(&app, session, "delete", problems(error)?).await),
    }
}
