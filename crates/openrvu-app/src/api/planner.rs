//! `/api/v1/plan`.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use openrvu_core::CreditRvu;
use openrvu_log::planner::Group;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dashboard::PeriodBody;
use crate::http::body::Query;
use crate::identity::CanRead;
use crate::services::ledger;
use crate::services::planner::{self, PlannerQuery};
use crate::{App, AppError, FieldProblem};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// A line of a plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanItemBody {
    /// A code, or words for several.
    name: String,
    /// visits or procedures.
    #[schema(value_type = String)]
    group: Group,
    /// Whether it stays as usual.
    held: bool,
    /// The work RVU of one.
    #[schema(value_type = String)]
    each: CreditRvu,
    /// How many are usually given in the working days left.
    usual: u32,
    /// How many are needed in them.
    total: u32,
    /// How many more than usual, or fewer.
    more: i64,
    /// The work RVUs of the total.
    #[schema(value_type = String)]
    work: CreditRvu,
}

/// A week of a plan.
#[derive(Debug, Serialize, ToSchema)]
struct PlanWeekBody {
    period: PeriodBody,
    /// How many of its days are of work.
    working_days: u32,
    /// How many of each item, in their order.
    counts: Vec<u32>,
    /// The work RVUs of these.
    #[schema(value_type = String)]
    work: CreditRvu,
}

/// How many of what to reach a number of work RVUs.
#[derive(Debug, Serialize, ToSchema)]
struct PlanBody {
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Last day.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// Work RVUs to be done.
    #[schema(value_type = String)]
    needed: CreditRvu,
    /// Where the usual counts are from, in words.
    mix: String,
    /// Working days left.
    working_days: u32,
    /// The items.
    items: Vec<PlanItemBody>,
    /// The weeks with a working day.
    weeks: Vec<PlanWeekBody>,
    /// Work RVUs of the plan.
    #[schema(value_type = String)]
    work: CreditRvu,
    /// What the plan has beyond what is needed, by the rounding up of counts or because what is held suffices.
    #[schema(value_type = String)]
    beyond: CreditRvu,
}

/// Plan backward
///
/// How many of what, in each week that is left, to reach a number of work RVUs. Where there can be no plan, the problem
/// (422) says why.
#[utoipa::path(get, path = "/plan", tag = "goals", params(PlannerQuery), security(("token" = ["log:read"])),
    responses((status = 200, body = PlanBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<PlannerQuery>,
) -> Result<Json<PlanBody>, AppError> {
    let found = ledger::of(&app, user).await?;
    let planned = planner::plan(&app, user, &found, &query).await?;
    let mix = planned.mix.map(|mix| mix.words).unwrap_or_default();
    let mut problems = planned.problems;
    let plan = planned.plan.map_err(|why| {
        if problems.is_empty() {
            problems.push(FieldProblem::new("plan", why));
        }
        AppError::Invalid(problems)
    })?;
    let items = plan.items.into_iter().map(|item| PlanItemBody {
        name: item.name,
        group: item.group,
        held: item.held,
        each: item.each,
        usual: item.usual,
        total: item.total,
        more: item.more,
        work: item.work,
    });
    let weeks = plan.weeks.into_iter().map(|week| PlanWeekBody {
        period: week.period.into(),
        working_days: week.working_days,
        counts: week.counts,
        work: week.work,
    });
    Ok(Json(PlanBody {
        from: planned.from,
        to: planned.to,
        needed: plan.needed,
        mix,
        working_days: plan.working_days,
        items: items.collect(),
        weeks: weeks.collect(),
        work: plan.work,
        beyond: plan.beyond,
    }))
}
