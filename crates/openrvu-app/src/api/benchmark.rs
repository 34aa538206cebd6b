//! `/api/v1/benchmark`.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use openrvu_benchmark::{Quantity, Standing};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::http::body::Query;
use crate::identity::CanRead;
use crate::services::benchmark::{
    self, Amounts, BenchmarkQuery, Medicare, Modelled, OwnLevels, Span, standing_words,
};
use crate::services::documents::{self, Kept};
use crate::services::ledger;
use crate::services::surveys::OwnTable;
use crate::services::surveys::{Beside, OnTable};
use crate::{App, AppError};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// Where a value stands among tabled percentiles.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Standing)]
pub(super) struct StandingBody {
    /// The percentile, on a straight line between the two tabled ones next to it; none beyond the outermost.
    #[schema(example = "62.3")]
    percentile: Option<String>,
    /// In words.
    words: String,
}

impl<T: Quantity> From<&Standing<T>> for StandingBody {
    fn from(standing: &Standing<T>) -> Self {
        let percentile = match standing {
            Standing::Within { tenths, .. } => Some(format!("{}.{}", tenths / 10, tenths % 10)),
            Standing::Below { .. } | Standing::Above { .. } => None,
        };
        Self { percentile, words: standing_words(standing) }
    }
}

/// A percentile with its value.
#[derive(Debug, Serialize, ToSchema)]
struct PointBody {
    percentile: u8,
    #[schema(example = "1662.14")]
    value: String,
}

/// The days that are compared, brought to a year.
#[derive(Debug, Serialize, ToSchema)]
struct SpanBody {
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// How many of them are of work.
    working_days: u32,
    /// Working days of the year that ends with the last of them.
    year_days: u32,
    /// How the year is made, in words.
    assumption: String,
}

impl From<&Span> for SpanBody {
    fn from(span: &Span) -> Self {
        let Span { period, working_days, year_days, .. } = span;
        let assumption = span.assumption();
        Self {
            from: period.from,
            to: period.to,
            working_days: *working_days,
            year_days: *year_days,
            assumption,
        }
    }
}

/// Entries that are not counted.
#[derive(Debug, Serialize, ToSchema)]
struct LeftOutBody {
    reason: &'static str,
    entries: u64,
}

/// A level of office visits.
#[derive(Debug, Serialize, ToSchema)]
struct OwnLevelBody {
    #[schema(example = "99214")]
    code: String,
    /// Your visits, as logged.
    visits: u64,
    /// Their share of the family.
    #[schema(example = "0.3680")]
    share: Option<String>,
    /// The specialty’s share at the 25th percentile; none where fewer than 11 show the level.
    lower_quartile: Option<String>,
    /// At the median.
    median: Option<String>,
    /// At the 75th percentile.
    upper_quartile: Option<String>,
}

/// Office visits of a family by level.
#[derive(Debug, Serialize, ToSchema)]
struct OwnFamilyBody {
    /// new-patient or established-patient.
    #[schema(value_type = String)]
    family: openrvu_benchmark::set::EmFamily,
    /// Your visits.
    visits: u64,
    /// Clinicians of the specialty with enough of them; none where they are fewer than 11.
    providers: Option<u32>,
    levels: Vec<OwnLevelBody>,
}

impl From<&OwnLevels<'_>> for OwnFamilyBody {
    fn from(of: &OwnLevels<'_>) -> Self {
        let levels = of.levels.iter().map(|level| OwnLevelBody {
            code: level.code.to_string(),
            visits: level.visits,
            share: level.share.map(|share| share.to_string()),
            lower_quartile: level.figures.map(|figures| figures.lower_quartile.to_string()),
            median: level.figures.map(|figures| figures.median.to_string()),
            upper_quartile: level.figures.map(|figures| figures.upper_quartile.to_string()),
        });
        Self {
            family: of.family,
            visits: of.visits,
            providers: of.of_specialty.map(|em| em.providers),
            levels: levels.collect(),
        }
    }
}

/// A code’s part of the difference from the median, in work RVUs of a year.
#[derive(Debug, Serialize, ToSchema)]
struct DifferenceBody {
    /// The code; none for all others together.
    code: Option<String>,
    own: String,
    /// The specialty’s share of the code, of the median’s work.
    at_the_median: String,
    difference: String,
}

impl DifferenceBody {
    fn new(code: Option<String>, amounts: Amounts) -> Self {
        let text = |hundredths: i64| {
            let sign = if hundredths < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100)
        };
        Self {
            code,
            own: text(amounts.own),
            at_the_median: text(amounts.usual),
            difference: text(amounts.difference()),
        }
    }
}

/// Figures of all payers, by an assumption.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Modelled)]
struct ModelledBody {
    /// Least share of Medicare’s fee-for-service in all work that is assumed.
    #[schema(example = "0.2000")]
    share_from: String,
    /// Most.
    #[schema(example = "0.3500")]
    share_to: String,
    /// Where the share is known from, as it was given.
    source: String,
    /// Percentiles of work if the share is the most.
    at_most: Vec<PointBody>,
    /// If it is the least.
    at_least: Vec<PointBody>,
    /// Where you stand if it is the most.
    standing_at_most: Option<StandingBody>,
    /// If it is the least.
    standing_at_least: Option<StandingBody>,
}

impl From<&Modelled> for ModelledBody {
    fn from(modelled: &Modelled) -> Self {
        Self {
            share_from: modelled.assumption.low.to_string(),
            share_to: modelled.assumption.high.to_string(),
            source: modelled.assumption.source.clone(),
            at_most: points(&modelled.at_high_share),
            at_least: points(&modelled.at_low_share),
            standing_at_most: modelled.standing_at_high_share.as_ref().map(Into::into),
            standing_at_least: modelled.standing_at_low_share.as_ref().map(Into::into),
        }
    }
}

fn points<T: Quantity + std::fmt::Display>(points: &[openrvu_benchmark::Point<T>]) -> Vec<PointBody> {
    points.iter().map(|of| PointBody { percentile: of.percentile, value: of.value.to_string() }).collect()
}

/// Your year among Medicare’s figures. Yours is of all payers, Medicare’s of its fee-for-service alone.
#[derive(Debug, Serialize, ToSchema)]
struct MedicareBody {
    /// The benchmark set.
    #[schema(example = "2012-RVU26C")]
    set: String,
    /// What has to stand beside every figure of the set.
    label: String,
    /// The specialty, by the last step of its benchmark’s address.
    specialty: String,
    /// The state; none for the whole area.
    state: Option<String>,
    /// Clinicians compared with.
    providers: u32,
    /// The part of their services that the rows show; none where it is unknown.
    #[schema(example = "0.8310")]
    coverage: Option<String>,
    /// The days.
    span: SpanBody,
    /// Your work RVUs of a year, valued as the set is.
    #[schema(example = "6823.66")]
    work: String,
    /// Your services of a year.
    services: String,
    work_standing: StandingBody,
    services_standing: StandingBody,
    /// Percentiles of work.
    work_percentiles: Vec<PointBody>,
    /// Percentiles of services.
    services_percentiles: Vec<PointBody>,
    /// Entries that are not counted, by reason.
    left_out: Vec<LeftOutBody>,
    /// Office visits by level.
    office_visits: Vec<OwnFamilyBody>,
    /// The codes that explain the difference from the median, then all others together, then the whole.
    difference: Vec<DifferenceBody>,
    /// Where the log differs, in words.
    notes: Vec<String>,
    /// Figures of all payers; none where no share is given.
    modelled: Option<ModelledBody>,
}

impl MedicareBody {
    fn new(medicare: &Medicare<'_>, specialty: &str, span: &Span) -> Self {
        let found = &medicare.difference;
        let codes = found.codes.iter().map(|of| DifferenceBody::new(Some(of.code.to_string()), of.amounts));
        let rest = [DifferenceBody::new(None, found.others), DifferenceBody::new(None, found.total)];
        let left_out = medicare.own.left_out.iter();
        Self {
            set: medicare.set.id.to_string(),
            label: medicare.set.label(),
            specialty: specialty.to_owned(),
            state: medicare.state.clone(),
            providers: medicare.cell.providers(),
            coverage: medicare.cell.coverage.known().map(|of| of.pooled.to_string()),
            span: span.into(),
            work: medicare.work.to_string(),
            services: medicare.services.to_string(),
            work_standing: (&medicare.work_standing).into(),
            services_standing: (&medicare.services_standing).into(),
            work_percentiles: points(&medicare.cell.work.points()),
            services_percentiles: points(&medicare.cell.services.points()),
            left_out: left_out.map(|(reason, entries)| LeftOutBody { reason, entries: *entries }).collect(),
            office_visits: medicare.levels.iter().map(Into::into).collect(),
            difference: codes.chain(rest).collect(),
            notes: medicare.notes.clone(),
            modelled: medicare.modelled.as_ref().map(Into::into),
        }
    }
}

/// Your year on a survey table.
#[derive(Debug, Serialize, ToSchema)]
struct OnTableBody {
    /// The table.
    table: Uuid,
    /// Its name.
    name: String,
    /// Its row that is yours.
    row: Option<String>,
    /// Your value as the table counts.
    value: Option<String>,
    standing: Option<StandingBody>,
    /// How the value was made, in sentences.
    made: Vec<String>,
    /// What to mind.
    warnings: Vec<String>,
    /// Why nothing can be said; none where something is.
    absent: Option<String>,
}

impl OnTableBody {
    fn new(kept: &Kept<OwnTable>, on: Result<OnTable<'_>, String>) -> Self {
        let name = kept.content.table.name.clone();
        let empty = Self {
            table: kept.id,
            name,
            row: None,
            value: None,
            standing: None,
            made: Vec::new(),
            warnings: Vec::new(),
            absent: None,
        };
        match on {
            Err(why) => Self { absent: Some(why), ..empty },
            Ok(on) => Self {
                row: Some(on.row.specialty.clone()),
                value: Some(on.value.to_string()),
                standing: Some((&on.standing).into()),
                made: on.made,
                warnings: on.warnings,
                ..empty
            },
        }
    }
}

/// Where your year stands.
#[derive(Debug, Serialize, ToSchema)]
struct BenchmarkBody {
    /// Among Medicare’s figures; none where that cannot be said.
    medicare: Option<MedicareBody>,
    /// Why it cannot.
    no_medicare: Option<String>,
    /// On your own tables.
    tables: Vec<OnTableBody>,
}

/// Show where your year stands
///
/// Among the specialty’s clinicians in Medicare’s public figures, and on your own survey tables. Yours is of all payers
/// and Medicare’s of its fee-for-service alone, so your place there is the highest that it can be.
#[utoipa::path(get, path = "/benchmark", tag = "benchmark", params(BenchmarkQuery), security(("token" = ["log:read"])),
    responses((status = 200, body = BenchmarkBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<BenchmarkQuery>,
) -> Result<Json<BenchmarkBody>, AppError> {
    let found = ledger::of(&app, user).await?;
    let kept = documents::all::<OwnTable>(&app, user).await?;
    let answer = benchmark::answer(&app.site, &found, &query, found.today(&app));
    let mut problems = answer.problems;
    let beside = Beside::asked(&app.site, &query, &answer.span, &mut problems);
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let tables = kept.iter().map(|kept| {
        let on = match &beside {
            Some(beside) => kept.content.standing(&app.site, &found, beside),
            None => Err("No release is held.".to_owned()),
        };
        OnTableBody::new(kept, on)
    });
    let medicare = match (&answer.medicare, &answer.specialty, &answer.span) {
        (Ok(medicare), Ok(specialty), Ok(span)) => Ok(MedicareBody::new(medicare, &specialty.slug, span)),
        (Err(why), ..) | (_, Err(why), _) | (_, _, Err(why)) => Err(why.clone()),
    };
    let tables = tables.collect();
    let (medicare, no_medicare) = match medicare {
        Ok(medicare) => (Some(medicare), None),
        Err(why) => (None, Some(why)),
    };
    Ok(Json(BenchmarkBody { medicare, no_medicare, tables }))
}
