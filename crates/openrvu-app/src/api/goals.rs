//! `/api/v1/goals`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use openrvu_core::CreditRvu;
use openrvu_log::{Goal, Pace};
use openrvu_store::Revision;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::dashboard::PeriodBody;
use super::settings::Changed;
use crate::http::body::{self, Path, Query};
use crate::identity::{CanRead, CanWrite};
use crate::services::documents::{self, Kept};
use crate::services::{goals, ledger};
use crate::{App, AppError};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show, write, delete)).routes(routes!(pace))
}

/// A goal: so many work RVUs in a time.
#[derive(ToSchema)]
#[schema(as = Goal)]
#[expect(dead_code, reason = "documents the log's own goal")]
struct GoalFields {
    /// Names the goal; the client draws it at random. That of the address.
    id: Uuid,
    /// What its owner calls it.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// When it is to be reached: a year, a fiscal year by the year in which it ends, or a month.
    #[schema(pattern = "^(FY)?2[01][0-9]{2}$|^2[01][0-9]{2}-(0[1-9]|1[0-2])$", example = "FY2027")]
    span: String,
    /// Work RVUs in all of that time.
    #[schema(pattern = "^[0-9]{1,6}[.][0-9]{1,3}$", example = "6500.000")]
    target: String,
    /// Whether the target is stated for full time, so that the share of full time acts on it.
    #[schema(default = false)]
    for_full_time: Option<bool>,
    /// The share of full time, 0.01 to 2.00; that of the settings where it is left out.
    #[schema(pattern = "^[0-2][.][0-9]{2}$", example = "0.80")]
    fte: Option<String>,
    /// What is expected of a working day in each month, in percent of an even one; left out where every month is even.
    #[schema(max_items = 12)]
    ramp: Option<Vec<u16>>,
    /// Which work RVUs count: those that contracts credit, or those published.
    #[schema(pattern = "^(credited|published)$", default = "credited")]
    measure: Option<String>,
    /// The contract whose entries count alone.
    contract: Option<Uuid>,
}

/// A goal as kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeptGoal)]
struct GoalBody {
    #[schema(value_type = GoalFields)]
    goal: Goal,
    /// The ledger's revision that changed it last. To change or delete the goal, send it back as `seen`.
    revision: u64,
}

impl From<Kept<Goal>> for GoalBody {
    fn from(kept: Kept<Goal>) -> Self {
        Self { goal: kept.content, revision: kept.revision.0 }
    }
}

/// Goals.
#[derive(Debug, Serialize, ToSchema)]
struct GoalList {
    goals: Vec<GoalBody>,
}

/// A goal to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GoalWrite {
    #[schema(value_type = GoalFields)]
    goal: Goal,
    /// The revision of the goal that is changed; none for a new one.
    seen: Option<u64>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Seen {
    /// The revision of the goal that is deleted.
    seen: u64,
}

/// List goals
///
/// In the order in which they were made.
#[utoipa::path(get, path = "/goals", tag = "goals", security(("token" = ["log:read"])),
    responses((status = 200, body = GoalList), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn list(State(app): State<App>, CanRead(user): CanRead) -> Result<Json<GoalList>, AppError> {
    let goals = documents::all::<Goal>(&app, user).await?;
    Ok(Json(GoalList { goals: goals.into_iter().map(Into::into).collect() }))
}

/// Show a goal
#[utoipa::path(get, path = "/goals/{id}", tag = "goals", params(("id" = Uuid, Path, description = "The goal")), security(("token" = ["log:read"])),
    responses((status = 200, body = GoalBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Json<GoalBody>, AppError> {
    Ok(Json(documents::one::<Goal>(&app, user, id).await?.into()))
}

/// Write a goal
///
/// One that is there already as sent changes nothing; one that was changed since it was `seen` is a conflict (409).
#[utoipa::path(put, path = "/goals/{id}", tag = "goals", params(("id" = Uuid, Path, description = "The goal")), request_body = GoalWrite, security(("token" = ["log:write"])),
    responses((status = 200, body = Changed), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    body::Json(sent): body::Json<GoalWrite>,
) -> Result<Json<Changed>, AppError> {
    if sent.goal.id.uuid() != id {
        return Err(AppError::invalid("goal.id", "It is another than that of the address."));
    }
    let revision = goals::write(&app, user, &sent.goal, sent.seen.map(Revision)).await?;
    Ok(Json(Changed { revision: revision.0 }))
}

/// Delete a goal
///
/// One that is deleted already stays so.
#[utoipa::path(delete, path = "/goals/{id}", tag = "goals", params(("id" = Uuid, Path, description = "The goal"), Seen), security(("token" = ["log:write"])),
    responses((status = 204, description = "Deleted"), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn delete(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Query(Seen { seen }): Query<Seen>,
) -> Result<StatusCode, AppError> {
    documents::delete::<Goal>(&app, user, id, Revision(seen)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A month of a goal.
#[derive(Debug, Serialize, ToSchema)]
struct GoalMonthBody {
    period: PeriodBody,
    /// How many of its days are of work.
    working_days: u32,
    /// What it is to bring; the months add up to the target.
    #[schema(value_type = String)]
    expected: CreditRvu,
    /// What it brought, to today.
    #[schema(value_type = String)]
    done: CreditRvu,
}

/// What will be done by the end at the rate of late.
#[derive(Debug, Serialize, ToSchema)]
struct ProjectionBody {
    /// Work RVUs done by the end.
    #[schema(value_type = String)]
    work: CreditRvu,
    /// The same, less the target.
    #[schema(value_type = String)]
    beyond: CreditRvu,
    /// What a working day brings at that rate.
    #[schema(value_type = String)]
    rate: CreditRvu,
    /// Working days left that are taken at the rate.
    days: u32,
    /// The day on which the target is reached at that rate; none where it is not, or was before today.
    #[schema(value_type = Option<String>, format = Date)]
    reached_on: Option<Date>,
    /// The assumption in words.
    assumption: String,
}

/// The pace of a goal today.
#[derive(Debug, Serialize, ToSchema)]
struct PaceBody {
    /// The day it is for the user.
    #[schema(value_type = String, format = Date)]
    today: Date,
    period: PeriodBody,
    /// Where the goal is in its time: not-begun, running or over.
    #[schema(value_type = String, example = "running")]
    state: openrvu_log::goal::GoalState,
    /// Work RVUs to be reached, after the share of full time.
    #[schema(value_type = String)]
    target: CreditRvu,
    /// Work RVUs done, today included.
    #[schema(value_type = String)]
    done: CreditRvu,
    /// What is left to the target.
    #[schema(value_type = String)]
    left: CreditRvu,
    /// What was to be done by the end of yesterday; none where there is no working day.
    #[schema(value_type = Option<String>)]
    expected: Option<CreditRvu>,
    /// What was done by the end of yesterday, less what was to be done.
    #[schema(value_type = Option<String>)]
    ahead: Option<CreditRvu>,
    /// Working days of the whole time.
    working_days: u32,
    /// Working days left, today included.
    days_left: u32,
    /// What each working day left needs; none where none is left.
    #[schema(value_type = Option<String>)]
    needed_per_day: Option<CreditRvu>,
    /// What a week of the usual number of working days needs.
    #[schema(value_type = Option<String>)]
    needed_per_week: Option<CreditRvu>,
    /// Entries whose credit is unknown, and so not in the figures.
    uncredited: u32,
    /// The months.
    months: Vec<GoalMonthBody>,
    /// What will be done by the end; none where that cannot be said.
    projection: Option<ProjectionBody>,
    /// Why there is no projection.
    no_projection: Option<String>,
}

/// Show the pace of a goal
#[utoipa::path(get, path = "/goals/{id}/pace", tag = "goals", params(("id" = Uuid, Path, description = "The goal")), security(("token" = ["log:read"])),
    responses((status = 200, body = PaceBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn pace(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Json<PaceBody>, AppError> {
    let goal = documents::one::<Goal>(&app, user, id).await?.content;
    let found = ledger::of(&app, user).await?;
    let today = found.today(&app);
    let pace = Pace::new(&goal, &found.settings, &found.ledger, today);
    let no_projection = pace.projection.as_ref().err().cloned();
    let projection = pace.projection.ok().map(|projection| ProjectionBody {
        work: projection.work,
        beyond: projection.beyond,
        rate: projection.rate,
        days: projection.days,
        reached_on: projection.reached_on,
        assumption: projection.assumption,
    });
    let months = pace.months.into_iter().map(|month| GoalMonthBody {
        period: month.period.into(),
        working_days: month.working_days,
        expected: month.expected,
        done: month.done,
    });
    Ok(Json(PaceBody {
        today,
        period: pace.period.into(),
        state: pace.state,
        target: pace.target,
        done: pace.done,
        left: pace.left,
        expected: pace.expected,
        ahead: pace.ahead,
        working_days: pace.working_days,
        days_left: pace.days_left,
        needed_per_day: pace.needed_per_day,
        needed_per_week: pace.needed_per_week,
        uncredited: pace.uncredited,
        months: months.collect(),
        projection,
        no_projection,
    }))
}
