//! `/api/v1/comparison`, `/api/v1/restatement` and an entry's steps.

use axum::Json;
use axum::extract::State;
use jiff::ToSpan;
use openrvu_core::valuation::{Output, Step};
use openrvu_core::{CreditRvu, ReleaseId};
use openrvu_log::compare::{Comparison, read_volume};
use openrvu_log::contract::Days;
use openrvu_log::restate::Restated;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::dashboard::PeriodBody;
use super::statements::{DaysFields, PayFields};
use crate::http::body::{self, Path, Query};
use crate::identity::CanRead;
use crate::services::statements::PeriodQuery;
use crate::services::{comparisons, ledger, statements};
use crate::{App, AppError, FieldProblem};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(compare)).routes(routes!(restated)).routes(routes!(steps))
}

/// Two contracts, and what they are compared on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CompareBody {
    /// One contract.
    first: Uuid,
    /// The other.
    second: Uuid,
    /// A volume of a year, a claim and how many a line, such as `99213 1200`; own work where it is left out.
    #[serde(default)]
    #[schema(max_length = 50000, example = "99213 1200\n45385 + 45380 120")]
    volume: String,
    /// The period of own work: month, quarter, year, fiscal-year, contract-year, 12-months, all, custom.
    #[serde(default)]
    period: String,
    /// A day of the period, or the last of 12 months; today where it is left out.
    #[serde(default)]
    on: String,
    /// First day of any days.
    #[serde(default)]
    from: String,
    /// Last day of any days.
    #[serde(default)]
    to: String,
}

/// A contract's side of a comparison.
#[derive(ToSchema)]
#[schema(as = ComparisonSide)]
#[expect(dead_code, reason = "documents the log's own comparison")]
struct SideFields {
    /// The contract.
    contract: Uuid,
    /// Its name.
    name: String,
    /// Work RVUs that it credits.
    credited: String,
    /// Lines whose credit is unknown under it.
    uncredited: u64,
    /// What it pays.
    pay: PayFields,
}

/// A code under both contracts.
#[derive(ToSchema)]
#[schema(as = CodeCompared)]
#[expect(dead_code, reason = "documents the log's own comparison")]
struct CodeComparedFields {
    /// The code.
    code: String,
    /// Units.
    units: u64,
    /// Work RVUs that each contract credits.
    credited: Vec<String>,
}

/// Two contracts on the same work.
#[derive(ToSchema)]
#[schema(as = Comparison)]
#[expect(dead_code, reason = "documents the log's own comparison")]
struct ComparisonFields {
    /// The days compared. Each contract is taken as if it covered them, at every site.
    days: DaysFields,
    /// The first contract, then the second.
    sides: Vec<SideFields>,
    /// By code, the largest difference first.
    codes: Vec<CodeComparedFields>,
}

/// Compare two contracts
///
/// On own work of a period, or on a typed volume that is spread evenly over a year from today on. Nothing is kept.
#[utoipa::path(post, path = "/comparison", tag = "contracts", request_body = CompareBody, security(("token" = ["log:read"])),
    responses((status = 200, body = ComparisonFields), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn compare(
    State(app): State<App>,
    CanRead(user): CanRead,
    body::Json(sent): body::Json<CompareBody>,
) -> Result<Json<Comparison>, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let contracts = [
        statements::contract(&ledger, sent.first.into())?,
        statements::contract(&ledger, sent.second.into())?,
    ];
    let (today, schedule) = (ledger.today(&app), app.site.schedule());
    if sent.volume.trim().is_empty() {
        let days = PeriodQuery { period: sent.period, on: sent.on, from: sent.from, to: sent.to };
        let (period, problems) = days.read(&ledger, today, Some(contracts[0]));
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        return Ok(Json(comparisons::of_work(schedule, &ledger, contracts, period)?));
    }
    let volume = read_volume(&sent.volume).map_err(|errors| {
        let problems = errors.iter().map(|error| FieldProblem::new("volume", error.to_string()));
        AppError::Invalid(problems.collect())
    })?;
    let year = Days { from: today, to: today.saturating_add(1.year()).saturating_sub(1.day()) };
    let place = comparisons::place(&ledger)?;
    Ok(Json(comparisons::of_volume(schedule, contracts, &volume, year, (today, place))?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RestateQuery {
    /// The other release.
    #[param(value_type = String, example = "RVU26C")]
    release: String,
    /// A contract whose policy credits instead of each line's own.
    policy: Option<Uuid>,
}

/// A cause of the difference.
#[derive(ToSchema)]
#[schema(as = CauseSum)]
#[expect(dead_code, reason = "documents the log's own causes")]
struct CauseFields {
    /// efficiency, revaluation, absent or policy.
    cause: String,
    /// Lines that it changes.
    lines: u64,
    /// Work RVUs, by which all together change.
    difference: String,
}

/// What becomes of a code.
#[derive(ToSchema)]
#[schema(as = CodeRestated)]
#[expect(dead_code, reason = "documents the log's own restatement")]
struct CodeRestatedFields {
    /// The code.
    code: String,
    /// Lines.
    lines: u64,
    /// Units of all lines.
    units: u64,
    /// Work RVUs credited.
    before: String,
    /// Work RVUs under the other release.
    after: String,
    /// The causes of the difference.
    causes: Vec<CauseFields>,
}

/// Work restated under another release.
#[derive(ToSchema)]
#[schema(as = Restated)]
#[expect(dead_code, reason = "documents the log's own restatement")]
struct RestatedFields {
    /// The other release.
    release: String,
    /// Lines restated.
    lines: u64,
    /// Lines whose credit is unknown as they are, and so in no sum.
    left_out: u64,
    /// Lines credited now of which the other release has no work RVU.
    lost: u64,
    /// Work RVUs credited.
    before: String,
    /// Work RVUs under the other release.
    after: String,
    /// The difference by cause; together they are `after` less `before`.
    causes: Vec<CauseFields>,
    /// By code, the largest difference first.
    codes: Vec<CodeRestatedFields>,
}

/// The work of a period under another release.
#[derive(Debug, Serialize, ToSchema)]
struct RestatedBody {
    period: PeriodBody,
    #[schema(value_type = RestatedFields)]
    restated: Restated,
}

/// Restate work
///
/// The work of a period under another release: the difference by cause and by code.
#[utoipa::path(get, path = "/restatement", tag = "statements", params(RestateQuery, PeriodQuery), security(("token" = ["log:read"])),
    responses((status = 200, body = RestatedBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn restated(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<RestateQuery>,
    Query(days): Query<PeriodQuery>,
) -> Result<Json<RestatedBody>, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let (period, mut problems) = days.read(&ledger, ledger.today(&app), None);
    let release: Result<ReleaseId, _> = query.release.parse();
    let release =
        release.map_err(|error| problems.push(FieldProblem::new("release", error.to_string()))).ok();
    let Some(release) = release.filter(|_| problems.is_empty()) else {
        return Err(AppError::Invalid(problems));
    };
    let policy = query.policy.map(|id| statements::contract(&ledger, id.into())).transpose()?;
    let restated = comparisons::restated(app.site.schedule(), &ledger, period, release, policy)?;
    Ok(Json(RestatedBody { period: period.into(), restated }))
}

/// A step of a line's credit.
#[derive(ToSchema)]
#[schema(as = CreditStep)]
#[expect(dead_code, reason = "documents the engine's own steps")]
struct StepFields {
    /// credit.
    output: String,
    /// The rule, as a fixed word.
    rule: String,
    /// What was looked at and why.
    words: String,
    /// The factor, where the step multiplies.
    factor: Option<String>,
    /// Work RVUs before.
    before: Option<String>,
    /// Work RVUs after.
    after: Option<String>,
}

/// How the credit of an entry came about.
#[derive(Debug, Serialize, ToSchema)]
struct StepsBody {
    /// Work RVUs credited; null where the credit is unknown.
    #[schema(value_type = Option<String>)]
    credited: Option<CreditRvu>,
    /// The release whose work RVUs are credited.
    #[schema(value_type = Option<String>)]
    release: Option<ReleaseId>,
    /// Why it needs review.
    review: Vec<String>,
    /// Every step.
    #[schema(value_type = Vec<StepFields>)]
    steps: Vec<Step>,
}

/// Show an entry's steps
///
/// The entry is valued as a line of its encounter, under its contract.
#[utoipa::path(get, path = "/entries/{id}/steps", tag = "entries", params(("id" = Uuid, Path, description = "The entry")), security(("token" = ["log:read"])),
    responses((status = 200, body = StepsBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn steps(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Json<StepsBody>, AppError> {
    let ledger = ledger::of(&app, user).await?;
    let (_, value) = comparisons::explained(app.site.schedule(), &ledger, id.into())?;
    let steps = value.line.map(|line| line.steps).unwrap_or_default();
    Ok(Json(StepsBody {
        credited: value.work,
        release: value.release,
        review: value.review,
        steps: steps.into_iter().filter(|step| step.output == Output::Credit).collect(),
    }))
}
