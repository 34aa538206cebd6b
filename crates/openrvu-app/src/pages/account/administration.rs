//! `/admin`: accounts and invitations. Nothing of what anybody logs.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_store::{Account, AccountRole, AccountStatus, Invitation, SecretHash, Session, UserId};
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::own::SecretPage;
use super::{Part, Parts, go_to, moment, problems, refused, shell};
use crate::http::body::{Form, Path, Query};
use crate::http::{finish, page};
use crate::identity::{Administrator, secret};
use crate::services::administration;
use crate::{App, AppError, FieldProblem};

/// Accounts on a page.
const ON_PAGE: u32 = 200;

#[derive(Template)]
#[template(path = "account/administration.html")]
struct AdministrationPage<'a> {
    app: &'a App,
    shell: Shell<'a>,
    parts: Parts,
    session: Session,
    accounts: Vec<Account>,
    /// The address behind which the next page begins.
    behind: Option<String>,
    invitations: Vec<Invitation>,
    problems: Vec<FieldProblem>,
}

impl AdministrationPage<'_> {
    fn is_own(&self, account: &Account) -> bool {
        account.user == self.session.user
    }

    fn is_administrator(&self, role: &AccountRole) -> bool {
        *role == AccountRole::Administrator
    }

    fn is_active(&self, account: &Account) -> bool {
        account.status == AccountStatus::Active
    }

    fn when(&self, at: &jiff::Timestamp) -> String {
        moment(*at, &self.app.options.clock.zone)
    }

    fn hex(&self, hash: &SecretHash) -> String {
        secret::hex(hash)
    }
}

async fn draw(
    app: &App,
    session: Session,
    behind: Option<&str>,
    problems: Vec<FieldProblem>,
) -> Result<Response, AppError> {
    let accounts = administration::accounts(app, behind, ON_PAGE).await?;
    let is_full = accounts.len() == usize::try_from(ON_PAGE).unwrap_or(0);
    let last = accounts.last().filter(|_| is_full).and_then(|account| account.email.as_deref());
    page(&AdministrationPage {
        app,
        shell: shell(app, "/admin", "Administration"),
        parts: Parts::of(app, Part::Account),
        session,
        behind: last.map(finish::percent_encoded),
        accounts,
        invitations: administration::invitations(app).await?,
        problems,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Listed {
    behind: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Administrator(session): Administrator,
    Query(query): Query<Listed>,
) -> Result<Response, AppError> {
    draw(&app, session, query.behind.as_deref(), Vec::new()).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Invite {
    email: String,
    administrator: Option<String>,
}

/// Makes an invitation, whose link is shown once.
pub(super) async fn invite(
    State(app): State<App>,
    Administrator(session): Administrator,
    Form(form): Form<Invite>,
) -> Result<Response, AppError> {
    let role = if form.administrator.is_some() { AccountRole::Administrator } else { AccountRole::Member };
    match administration::invite(&app, session.user, &form.email, role).await {
        Ok(link) => page(&SecretPage {
            shell: shell(&app, "/admin/invitations", "Invitation"),
            parts: Parts::of(&app, Part::Account),
            words: "Send this link to whom you invite. It makes one account, within 14 days, and is shown only now.",
            secrets: vec![link],
            back: "/admin",
        }),
        Err(error) => refused(draw(&app, session, None, problems(error)?).await),
    }
}

/// Takes an invitation back.
pub(super) async fn withdraw(
    State(app): State<App>,
    Administrator(session): Administrator,
    Path(hash): Path<String>,
) -> Result<Response, AppError> {
    let hash = secret::unhex(&hash).ok_or(AppError::NoSuch("invitation"))?;
    administration::withdraw(&app, session.user, hash).await?;
    Ok(go_to("/admin", None))
}

#[derive(Debug, Deserialize)]
pub(super) struct Standing {
    role: AccountRole,
    status: AccountStatus,
}

/// Sets what an account may do and whether it may sign in.
pub(super) async fn set_standing(
    State(app): State<App>,
    Administrator(session): Administrator,
    Path(id): Path<Uuid>,
    Form(form): Form<Standing>,
) -> Result<Response, AppError> {
    administration::set_standing(&app, session.user, UserId(id), form.role, form.status).await?;
    Ok(go_to("/admin", None))
}
