//! `/log/contracts`: the contracts, one in words, and the form of one.

mod form;
mod paper;
mod read;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_core::ReleaseId;
use openrvu_core::policy::CreditPolicy;
use openrvu_log::contract::words::{ContractWords, rate_in_words};
use openrvu_log::contract::{Deficit, Settlement, TierPays};
use openrvu_log::{Contract, ContractId, Role};
use openrvu_store::Revision;
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::{Part, Parts, shell};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::identity::{CanRead, CanWrite};
use crate::services::documents::{self, Kept};
use crate::services::{contracts, ledger};
use crate::{App, AppError, FieldProblem};

use form::{Fields, ROLES, STATUSES};
pub(crate) use paper::sections;

#[derive(Template)]
#[template(path = "log/contracts.html")]
struct ListPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    contracts: Vec<Kept<Contract>>,
}

impl ListPage<'_> {
    /// What a contract pays, in a few words.
    fn pay(contract: &Contract) -> String {
        let rates: Vec<_> =
            contract.pay.tiers.iter().map(|tier| format!("${}", rate_in_words(tier.rate))).collect();
        let mut words = Vec::new();
        words.extend(contract.pay.salary.map(|salary| format!("salary {}", salary.dollars())));
        words.extend((!rates.is_empty()).then(|| format!("{} a work RVU", rates.join(", then "))));
        words.join("; ")
    }
}

/// The list.
pub(super) async fn list(State(app): State<App>, CanRead(user): CanRead) -> Result<Response, AppError> {
    let contracts = documents::all::<Contract>(&app, user).await?;
    let (shell, parts) = (shell(&app, "/log/contracts", "Contracts"), Parts::of(&app, Part::Contracts));
    page(&ListPage { shell, parts, contracts })
}

#[derive(Template)]
#[template(path = "log/contract.html")]
struct ContractPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    kept: Kept<Contract>,
    words: ContractWords,
}

/// A contract in words.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let kept = documents::one::<Contract>(&app, user, id).await?;
    let words = contracts::in_words(&app, &kept.content)?;
    let shell = shell(&app, format!("/log/contracts/{id}"), kept.content.name.to_string());
    page(&ContractPage { shell, parts: Parts::of(&app, Part::Contracts), kept, words })
}

/// A contract in words as a PDF.
pub(super) async fn pdf(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let kept = documents::one::<Contract>(&app, user, id).await?;
    paper::paper(contracts::in_words(&app, &kept.content)?).respond(crate::paper::Form::Pdf).await
}

#[derive(Template)]
#[template(path = "log/contract_form.html")]
struct FormPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    /// The contract that is changed; none for a new one.
    id: Option<Uuid>,
    fields: Fields,
    problems: Vec<FieldProblem>,
    presets: &'a [CreditPolicy],
    releases: Vec<ReleaseId>,
    sites: Vec<String>,
}

/// A cell of a table of inputs: the field, what it holds.
type Input<'a> = (String, &'a str);

impl FormPage<'_> {
    /// The rows of tiers: threshold and rate.
    fn tiers(&self) -> impl Iterator<Item = [Input<'_>; 2]> {
        let rows = self.fields.tier_above.iter().zip(&self.fields.tier_rate).enumerate();
        rows.map(|(at, (above, rate))| {
            [
                (format!("pay.tiers[{at}].above"), above.as_str()),
                (format!("pay.tiers[{at}].rate"), rate.as_str()),
            ]
        })
    }

    /// The rows of bonuses: name, work to reach, amount, over which time.
    fn bonuses(&self) -> impl Iterator<Item = [Input<'_>; 4]> {
        let fields = &self.fields;
        (0..fields.bonus_name.len()).map(move |at| {
            [
                (format!("pay.bonuses[{at}].name"), at_of(&fields.bonus_name, at)),
                (format!("pay.bonuses[{at}].at_least"), at_of(&fields.bonus_at_least, at)),
                (format!("pay.bonuses[{at}].amount"), at_of(&fields.bonus_amount, at)),
                (format!("pay.bonuses[{at}].over"), at_of(&fields.bonus_over, at)),
            ]
        })
    }

    fn action(&self) -> String {
        self.id.map_or_else(|| "/log/contracts".to_owned(), |id| format!("/log/contracts/{id}"))
    }

    /// What is wrong with a field.
    fn wrong(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }

    /// The field as the form calls it.
    fn label(field: &str) -> String {
        form::label(field)
    }

    /// The id of a field's input.
    fn anchor(&self, field: &str) -> String {
        let kept = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let anchor: String = field.chars().map(kept).collect();
        let modifier = anchor.starts_with("credit-modifiers");
        if modifier { "credit-modifiers".to_owned() } else { anchor.replace("--", "-") }
    }

    fn has_status(&self, status: &str) -> bool {
        self.fields.status.iter().any(|held| held == status)
    }
}

fn at_of(list: &[String], at: usize) -> &str {
    list.get(at).map_or("", String::as_str)
}

async fn form(
    app: &App,
    user: openrvu_store::UserId,
    id: Option<Uuid>,
    mut fields: Fields,
    problems: Vec<FieldProblem>,
) -> Result<Response, AppError> {
    fields.add_free_rows();
    let ledger = ledger::of(app, user).await?;
    let sites = ledger.ledger.sites().map(|(_, name)| name.to_string()).collect();
    let title = if id.is_some() { "Change a contract" } else { "New contract" };
    let shell = shell(app, "/log/contracts", title);
    let schedule = app.site.schedule();
    let releases = schedule.releases().iter().rev().map(|release| release.id).collect();
    let presets = &schedule.policy().credit;
    let (parts, is_wrong) = (Parts::of(app, Part::Contracts), !problems.is_empty());
    let mut response = page(&FormPage { shell, parts, id, fields, problems, presets, releases, sites })?;
    if is_wrong {
        *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// The form of a new contract.
pub(super) async fn new(State(app): State<App>, CanWrite(user): CanWrite) -> Result<Response, AppError> {
    let today = ledger::of(&app, user).await?.today(&app);
    form(&app, user, None, Fields::new(today), Vec::new()).await
}

/// The form of a contract.
pub(super) async fn edit(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let kept = documents::one::<Contract>(&app, user, id).await?;
    form(&app, user, Some(id), Fields::of(&kept.content, kept.revision.0), Vec::new()).await
}

/// Keeps a new contract.
pub(super) async fn create(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let id = app.new_id();
    keep(&app, user, id, None, fields).await
}

/// Changes a contract.
pub(super) async fn change(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> Result<Response, AppError> {
    let seen = fields.seen.parse().map(Revision).map_err(|_| AppError::NoSuch("contract"))?;
    keep(&app, user, id, Some(seen), fields).await
}

async fn keep(
    app: &App,
    user: openrvu_store::UserId,
    id: Uuid,
    seen: Option<Revision>,
    fields: Fields,
) -> Result<Response, AppError> {
    let shown = seen.is_some().then_some(id);
    let contract = match read::read(&fields, ContractId::from(id)) {
        Ok(contract) => contract,
        Err(problems) => return form(app, user, shown, fields, problems).await,
    };
    match contracts::write(app, user, &contract, seen).await {
        Ok(_) => Ok(Redirect::to(&format!("/log/contracts/{id}")).into_response()),
        Err(AppError::Invalid(problems)) => form(app, user, shown, fields, problems).await,
        Err(error) => Err(error),
    }
}

/// What the button that deletes sends.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    seen: u64,
}

/// Deletes a contract. The entries stay, and are credited as those without one.
pub(super) async fn delete(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(Seen { seen }): Form<Seen>,
) -> Result<Response, AppError> {
    documents::delete::<Contract>(&app, user, id, Revision(seen)).await?;
    Ok(Redirect::to("/log/contracts").into_response())
}
