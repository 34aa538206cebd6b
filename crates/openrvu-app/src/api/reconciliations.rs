//! `/api/v1/reconciliations`: reports of employers, compared with the log.

use std::sync::Arc;

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use openrvu_core::{Cents, ConversionFactor, CreditRvu, ReleaseId};
use openrvu_log::ShortText;
use openrvu_log::reconcile::KeptReport;
use openrvu_log::reconcile::{Cause, Finding, Kind, Total, Totals, dollars};
use openrvu_store::Revision;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::imports::TableBody;
use super::limit;
use super::settings::Changed;
use crate::http::body::{self, Path, Query};
use crate::http::upload::MOST_TABLE_FORM;
use crate::identity::{CanRead, CanWrite};
use crate::services::documents::{self, Kept};
use crate::services::reconciliations::{self, Wishes};
use crate::services::uploads::Purpose;
use crate::{App, AppError};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, make, delete))
        .routes(routes!(compare))
        .routes(routes!(findings))
        .layer(DefaultBodyLimit::max(MOST_TABLE_FORM))
}

/// How a report is named and compared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationReport)]
struct ReportBody {
    /// Names the report.
    id: Uuid,
    /// What it is called.
    name: String,
    /// The day on which it was read.
    #[schema(value_type = String, format = Date)]
    read_on: Date,
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// By how many days a line may be off.
    days: u8,
    /// Dollars for one work RVU.
    #[schema(value_type = Option<String>, example = "52.5000")]
    rate: Option<ConversionFactor>,
    /// How many lines it has.
    lines: usize,
    /// How many of its rows were not read.
    refused: usize,
    /// Whether it has modifiers.
    has_modifiers: bool,
    /// Whether it has units.
    has_units: bool,
    /// Whether it has work RVUs.
    has_work: bool,
    /// The ledger's revision that changed it last. To change or delete the report, send it back as `seen`.
    revision: u64,
}

impl From<&Kept<KeptReport>> for ReportBody {
    fn from(kept: &Kept<KeptReport>) -> Self {
        let Kept { id, content: report, revision } = kept;
        let problems = report.problems.iter().filter(|(kind, _)| !kind.is_remark());
        Self {
            id: *id,
            name: report.name.to_string(),
            read_on: report.read_on,
            from: report.comparison.from,
            to: report.comparison.to,
            days: report.comparison.days,
            rate: report.rate,
            lines: report.lines.len(),
            refused: problems.map(|(_, count)| count).sum(),
            has_modifiers: report.has.modifiers,
            has_units: report.has.units,
            has_work: report.has.work,
            revision: revision.0,
        }
    }
}

/// Reports.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationList)]
struct ReportList {
    reconciliations: Vec<ReportBody>,
}

/// What findings of one kind and cause come to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReconciliationTotal)]
struct TotalBody {
    /// missing-from-theirs, missing-from-mine, units, modifiers, code, credit, agrees; all for the sum.
    kind: &'static str,
    /// Why a credit differs.
    cause: Option<&'static str>,
    /// The same in words.
    words: String,
    /// How many findings.
    findings: usize,
    /// Work RVUs that the log credits.
    #[schema(value_type = String)]
    my_work: CreditRvu,
    /// Work RVUs that the report credits.
    #[schema(value_type = String)]
    their_work: CreditRvu,
    /// Work RVUs that the report credits less, of the findings where both are known.
    #[schema(value_type = String)]
    difference: CreditRvu,
    /// The difference in dollars, where there is a rate.
    #[schema(value_type = Option<String>)]
    dollars: Option<Cents>,
    /// Findings where either is unknown, and so not in the difference.
    unknown: usize,
}

impl TotalBody {
    fn of(
        kind: &'static str,
        words: &str,
        cause: Option<Cause>,
        total: &Total,
        rate: Option<ConversionFactor>,
    ) -> Self {
        let words = cause.map_or_else(|| words.to_owned(), |cause| format!("{words}: {}", cause.name()));
        Self {
            kind,
            cause: cause.map(Cause::slug),
            words,
            findings: total.findings,
            my_work: total.my_work,
            their_work: total.their_work,
            difference: total.difference,
            dollars: rate.map(|rate| dollars(total.difference, rate)),
            unknown: total.unknown,
        }
    }
}

/// A release whose values a report has.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReleaseTally)]
struct TallyBody {
    /// The release.
    #[schema(value_type = String, example = "RVU25D")]
    release: ReleaseId,
    /// Lines whose figure it gives.
    lines: usize,
}

/// A report compared with the log as it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reconciliation)]
struct ComparedBody {
    report: ReportBody,
    /// The sum of all findings.
    all: TotalBody,
    /// By kind and cause.
    by: Vec<TotalBody>,
    /// The releases whose values the report has, those of the most lines first.
    releases: Vec<TallyBody>,
    /// Findings whose days differ.
    other_day: usize,
    /// Findings of lines that one side has split.
    split: usize,
}

/// List reconciliations
///
/// In the order in which they were made.
#[utoipa::path(get, path = "/reconciliations", tag = "reconciliations", security(("token" = ["log:read"])),
    responses((status = 200, body = ReportList), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn list(State(app): State<App>, CanRead(user): CanRead) -> Result<Json<ReportList>, AppError> {
    let reports = documents::all::<KeptReport>(&app, user).await?;
    Ok(Json(ReportList { reconciliations: reports.iter().map(Into::into).collect() }))
}

/// Show a reconciliation
///
/// Compared with the log as it stands now.
#[utoipa::path(get, path = "/reconciliations/{id}", tag = "reconciliations", params(("id" = Uuid, Path, description = "The report")), security(("token" = ["log:read"])),
    responses((status = 200, body = ComparedBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Json<ComparedBody>, AppError> {
    let kept = documents::one::<KeptReport>(&app, user, id).await?;
    let report = ReportBody::from(&kept);
    let rate = kept.content.rate;
    let totals: Totals =
        reconciliations::compared(&app, user, Arc::new(kept.content), |_, _, found| found.totals.clone())
            .await?;
    let by = totals.by.iter();
    Ok(Json(ComparedBody {
        report,
        all: TotalBody::of("all", "all", None, &totals.all, rate),
        by: by
            .map(|(kind, cause, total)| TotalBody::of(kind.slug(), kind.name(), *cause, total, rate))
            .collect(),
        releases: totals
            .releases
            .iter()
            .map(|tally| TallyBody { release: tally.release, lines: tally.lines })
            .collect(),
        other_day: totals.other_day,
        split: totals.split,
    }))
}

/// A report to be kept. Its days are those of its lines where they are left out.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReportPut)]
#[serde(deny_unknown_fields)]
struct MakeBody {
    table: TableBody,
    /// What it is called; its months where it is left out.
    #[schema(value_type = Option<String>, min_length = 1, max_length = 80)]
    name: Option<ShortText>,
    /// Its first day.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Its last day.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// By how many days a line may be off; 1 where it is left out.
    #[schema(maximum = 7)]
    days: Option<u8>,
    /// Dollars for one work RVU; the first rate of the contract that covers the first day where it is left out.
    #[schema(value_type = Option<String>, pattern = "^[0-9]{1,3}[.][0-9]{1,4}$", example = "52.5000")]
    rate: Option<ConversionFactor>,
}

/// Reconcile a report
///
/// Reads a table as an employer's report and keeps it. One that is there already under the id is a conflict (409).
#[utoipa::path(put, path = "/reconciliations/{id}", tag = "reconciliations", params(("id" = Uuid, Path, description = "The report; the client draws it at random")), request_body = MakeBody, security(("token" = ["log:write"])),
    responses((status = 200, body = Changed), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn make(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    body::Json(sent): body::Json<MakeBody>,
) -> Result<Json<Changed>, AppError> {
    let MakeBody { table, name, from, to, days, rate } = sent;
    let upload = table.upload(&app, user, Purpose::Reconcile).await?;
    let kept = reconciliations::make(&app, user, id, &upload, Wishes { name, from, to, days, rate }).await?;
    Ok(Json(Changed { revision: kept.revision.0 }))
}

/// How a report is compared.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReconciliationPut)]
#[serde(deny_unknown_fields)]
struct ComparisonBody {
    /// What it is called.
    #[schema(value_type = String, min_length = 1, max_length = 80)]
    name: ShortText,
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// By how many days a line may be off.
    #[schema(maximum = 7)]
    days: u8,
    /// Dollars for one work RVU; nothing is told in dollars where it is left out.
    #[schema(value_type = Option<String>, pattern = "^[0-9]{1,3}[.][0-9]{1,4}$", example = "52.5000")]
    rate: Option<ConversionFactor>,
    /// The revision of the report that is changed.
    seen: u64,
}

/// Change how a report is compared
#[utoipa::path(put, path = "/reconciliations/{id}/comparison", tag = "reconciliations", params(("id" = Uuid, Path, description = "The report")), request_body = ComparisonBody, security(("token" = ["log:write"])),
    responses((status = 200, body = Changed), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn compare(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    body::Json(sent): body::Json<ComparisonBody>,
) -> Result<Json<Changed>, AppError> {
    let mut report = documents::one::<KeptReport>(&app, user, id).await?.content;
    report.name = sent.name;
    (report.comparison.from, report.comparison.to) = (sent.from, sent.to);
    (report.comparison.days, report.rate) = (sent.days, sent.rate);
    let revision = reconciliations::write(&app, user, id, &report, Some(Revision(sent.seen))).await?;
    Ok(Json(Changed { revision: revision.0 }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Seen {
    /// The revision of the report that is deleted.
    seen: u64,
}

/// Delete a reconciliation
///
/// One that is deleted already stays so.
#[utoipa::path(delete, path = "/reconciliations/{id}", tag = "reconciliations", params(("id" = Uuid, Path, description = "The report"), Seen), security(("token" = ["log:write"])),
    responses((status = 204, description = "Deleted"), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn delete(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Query(Seen { seen }): Query<Seen>,
) -> Result<StatusCode, AppError> {
    documents::delete::<KeptReport>(&app, user, id, Revision(seen)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct FindingsQuery {
    /// Only those of a kind: missing-from-theirs, missing-from-mine, units, modifiers, code, credit, agrees.
    kind: Option<String>,
    /// How many findings are passed over, the `next` of the page before.
    #[serde(default)]
    skip: usize,
    /// Findings on a page, 1 to 1,000; 100 where it is left out.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// A line of the report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportLine)]
struct LineBody {
    /// Its row.
    row: u32,
    /// Its day.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Code, modifiers and units.
    #[schema(example = "99213-25")]
    line: String,
}

/// What was found of lines that belong together, or of one that the other side has not.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Finding)]
struct FindingBody {
    /// missing-from-theirs, missing-from-mine, units, modifiers, code, credit, agrees.
    kind: &'static str,
    /// Why the credit differs, at most two causes, in words.
    causes: Vec<String>,
    /// Entries of the log.
    mine: Vec<Uuid>,
    /// Lines of the report.
    theirs: Vec<LineBody>,
    /// Days by which the report is later.
    days: i32,
    /// Work RVUs that the log credits.
    #[schema(value_type = Option<String>)]
    my_work: Option<CreditRvu>,
    /// Work RVUs that the report credits.
    #[schema(value_type = Option<String>)]
    their_work: Option<CreditRvu>,
    /// Work RVUs that the report credits less; none where either is unknown.
    #[schema(value_type = Option<String>)]
    difference: Option<CreditRvu>,
}

impl From<&Finding<'_>> for FindingBody {
    fn from(finding: &Finding<'_>) -> Self {
        let line = |line: &&openrvu_log::import::ReadLine| LineBody {
            row: line.row,
            date: line.date,
            line: line.line.to_string(),
        };
        Self {
            kind: finding.kind.slug(),
            causes: finding.causes.iter().map(|cause| cause.words()).collect(),
            mine: finding.mine.iter().map(|entry| entry.id.uuid()).collect(),
            theirs: finding.theirs.iter().map(line).collect(),
            days: finding.days,
            my_work: finding.my_work,
            their_work: finding.their_work,
            difference: finding.difference(),
        }
    }
}

/// A page of findings.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FindingList)]
struct FindingList {
    findings: Vec<FindingBody>,
    /// What to send as `skip` for the next page; none on the last.
    next: Option<usize>,
}

/// List what was found
///
/// By day and code.
#[utoipa::path(get, path = "/reconciliations/{id}/findings", tag = "reconciliations", params(("id" = Uuid, Path, description = "The report"), FindingsQuery), security(("token" = ["log:read"])),
    responses((status = 200, body = FindingList), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn findings(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
    Query(query): Query<FindingsQuery>,
) -> Result<Json<FindingList>, AppError> {
    let limit = limit(query.limit)?;
    let kind = match query.kind {
        None => None,
        Some(name) => Some(
            Kind::ALL
                .into_iter()
                .find(|kind| kind.slug() == name)
                .ok_or_else(|| AppError::invalid("kind", "This is not a kind of finding."))?,
        ),
    };
    let report = Arc::new(documents::one::<KeptReport>(&app, user, id).await?.content);
    let skip = query.skip;
    let list = reconciliations::compared(&app, user, report, move |_, _, found| {
        let shown = found.findings.iter().filter(|finding| kind.is_none_or(|kind| finding.kind == kind));
        let mut rest = shown.skip(skip).peekable();
        let findings: Vec<FindingBody> = rest.by_ref().take(limit).map(Into::into).collect();
        let next = rest.peek().map(|_| skip.saturating_add(findings.len()));
        FindingList { findings, next }
    });
    Ok(Json(list.await?))
}
