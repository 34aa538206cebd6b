//! `/api/v1/dashboard`.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use openrvu_core::{AnesthesiaUnits, CreditRvu};
use openrvu_log::dashboard::{Dashboard, needs_review};
use openrvu_log::{Period, Sums};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::http::body::Query;
use crate::identity::CanRead;
use crate::services::dashboard::{self, DashboardQuery, section_name, section_of};
use crate::services::ledger;
use crate::{App, AppError};

/// Entries in need of review that are listed.
const REVIEWED: usize = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Sums over entries, with counts of what they leave out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Sums)]
pub(super) struct SumsBody {
    /// Work RVUs credited, of the entries whose credit is known.
    #[schema(value_type = String, example = "1203.450")]
    work: CreditRvu,
    /// Work RVUs as published, times units, before any policy.
    #[schema(value_type = String)]
    published: CreditRvu,
    /// Anesthesia units, which are counted apart.
    #[schema(example = "12.3")]
    anesthesia_units: String,
    /// Entries.
    entries: u32,
    /// Units of all lines.
    units: u64,
    /// Entries whose credit is unknown, and so not in the sums.
    uncredited: u32,
    /// Entries of services that have no work RVU: anesthesia.
    without_work: u32,
    /// Entries that need review.
    review: u32,
    /// Entries credited by a release that stands in for one that is not held.
    provisional: u32,
}

impl From<Sums> for SumsBody {
    fn from(sums: Sums) -> Self {
        let Sums { work, published, entries, units, uncredited, without_work, review, provisional, .. } =
            sums;
        let tenths = AnesthesiaUnits::new(i32::try_from(sums.anesthesia_units).unwrap_or(i32::MAX));
        let anesthesia_units = tenths.to_string();
        Self {
            work,
            published,
            anesthesia_units,
            entries,
            units,
            uncredited,
            without_work,
            review,
            provisional,
        }
    }
}

/// Days from the first to the last, both included.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Period)]
pub(super) struct PeriodBody {
    /// The kind.
    #[schema(example = "month")]
    kind: &'static str,
    /// In words.
    #[schema(example = "August 2026")]
    name: String,
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    to: Date,
}

impl From<Period> for PeriodBody {
    fn from(period: Period) -> Self {
        Self { kind: period.kind.slug(), name: period.to_string(), from: period.from, to: period.to }
    }
}

/// The sums of the period that holds today.
#[derive(Debug, Serialize, ToSchema)]
struct StandingBody {
    period: PeriodBody,
    sums: SumsBody,
    /// The sums of the period before, to the day that is as far into it as today; none where the log begins later.
    before: Option<SumsBody>,
    /// That day.
    #[schema(value_type = String, format = Date)]
    before_to: Date,
}

/// A part of the days asked for.
#[derive(Debug, Serialize, ToSchema)]
struct TrendBody {
    period: PeriodBody,
    sums: SumsBody,
}

/// A part of the work.
#[derive(Debug, Serialize, ToSchema)]
struct PartBody {
    /// A code, the address of a section, a site, a role, a contract's id, a release; none for entries without one.
    key: Option<String>,
    /// The name in words.
    name: String,
    sums: SumsBody,
}

impl PartBody {
    fn new(key: Option<String>, name: impl Into<String>, sums: Sums) -> Self {
        Self { key, name: name.into(), sums: sums.into() }
    }
}

/// A family of visits.
#[derive(Debug, Serialize, ToSchema)]
struct FamilyBody {
    /// The name.
    name: &'static str,
    /// Units of all levels.
    units: u64,
    /// The levels, the lowest first.
    levels: Vec<PartBody>,
}

/// An entry that needs review.
#[derive(Debug, Serialize, ToSchema)]
struct ReviewBody {
    /// The entry.
    id: Uuid,
    /// Date of service.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// The line as it is written.
    #[schema(example = "99213-25")]
    line: String,
    /// Why it needs review.
    reasons: Vec<String>,
}

/// Where a user stands.
#[derive(Debug, Serialize, ToSchema)]
struct DashboardBody {
    /// The day it is for the user.
    #[schema(value_type = String, format = Date)]
    today: Date,
    /// Day, week, month, quarter, year, fiscal year, twelve months.
    standings: Vec<StandingBody>,
    /// The days asked for.
    period: PeriodBody,
    /// Their sums.
    total: SumsBody,
    /// The days asked for in parts of equal kind.
    trend: Vec<TrendBody>,
    /// By code, from the most work to the least; as are the lists that follow.
    codes: Vec<PartBody>,
    /// By section of the code set.
    sections: Vec<PartBody>,
    /// By site.
    sites: Vec<PartBody>,
    /// By role.
    roles: Vec<PartBody>,
    /// By contract.
    contracts: Vec<PartBody>,
    /// By the release whose work RVUs are credited.
    releases: Vec<PartBody>,
    /// The levels of the visits given.
    levels: Vec<FamilyBody>,
    /// The latest 200 entries that need review.
    review: Vec<ReviewBody>,
}

/// Show where you stand
///
/// Work RVUs by period to today, and the trend, the mix and what needs review of the days asked for.
#[utoipa::path(get, path = "/dashboard", tag = "dashboard", params(DashboardQuery), security(("token" = ["log:read"])),
    responses((status = 200, body = DashboardBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<DashboardQuery>,
) -> Result<Json<DashboardBody>, AppError> {
    let found = ledger::of(&app, user).await?;
    let today = found.today(&app);
    let question = query.read(today, found.settings.divisions());
    if !question.problems.is_empty() {
        return Err(AppError::Invalid(question.problems));
    }
    let answer: Dashboard = dashboard::dashboard(&found, &question, today);
    let title = |code| app.site.title(code).unwrap_or_default();
    let contract = |id| {
        let found = found.terms.contracts().iter().find(|contract| contract.id == id);
        found.map_or_else(String::new, |contract| contract.name.to_string())
    };
    let review = needs_review(&found.ledger, &question.period, &question.filter, &section_of);
    let review = review.take(REVIEWED).map(|logged| ReviewBody {
        id: logged.entry().id.uuid(),
        date: logged.entry().date,
        line: logged.entry().line.to_string(),
        reasons: logged.value.review().iter().map(|words| words.to_string()).collect(),
    });
    let trend = answer.trend(question.by).into_iter();
    let standings = answer.standings.into_iter().map(|standing| StandingBody {
        period: standing.period.into(),
        sums: standing.sums.into(),
        before: standing.before.map(Into::into),
        before_to: standing.before_to,
    });
    let mix = answer.mix;
    let levels = mix.levels.into_iter().map(|family| FamilyBody {
        name: family.name,
        units: family.units,
        levels: family
            .levels
            .into_iter()
            .map(|level| PartBody::new(Some(level.code.to_string()), title(level.code), level.sums))
            .collect(),
    });
    let named = |id: Option<String>, none: &str| id.unwrap_or_else(|| none.to_owned());
    Ok(Json(DashboardBody {
        today,
        standings: standings.collect(),
        period: question.period.into(),
        total: answer.total.into(),
        trend: trend
            .map(|point| TrendBody { period: point.period.into(), sums: point.sums.into() })
            .collect(),
        codes: mix
            .codes
            .into_iter()
            .map(|(code, sums)| PartBody::new(Some(code.to_string()), title(code), sums))
            .collect(),
        sections: mix
            .sections
            .into_iter()
            .map(|(section, sums)| PartBody::new(Some(section.clone()), section_name(&section), sums))
            .collect(),
        sites: mix
            .sites
            .into_iter()
            .map(|(site, sums)| (site.map(|site| site.to_string()), sums))
            .map(|(site, sums)| PartBody::new(site.clone(), named(site, "no site given"), sums))
            .collect(),
        roles: mix
            .roles
            .into_iter()
            .map(|(role, sums)| PartBody::new(Some(role.slug().to_owned()), role.name(), sums))
            .collect(),
        contracts: mix
            .contracts
            .into_iter()
            .map(|(id, sums)| {
                PartBody::new(
                    id.map(|id| id.to_string()),
                    id.map_or_else(|| "no contract".to_owned(), contract),
                    sums,
                )
            })
            .collect(),
        releases: mix
            .releases
            .into_iter()
            .map(|(id, sums)| (id.map(|id| id.to_string()), sums))
            .map(|(id, sums)| PartBody::new(id.clone(), named(id, "no release held"), sums))
            .collect(),
        levels: levels.collect(),
        review: review.collect(),
    }))
}
