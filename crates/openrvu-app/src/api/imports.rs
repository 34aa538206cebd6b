//! `/api/v1/imports`.

use axum::Json;
use axum::extract::{DefaultBodyLimit, State};
use jiff::civil::Date;
use openrvu_core::CreditRvu;
use openrvu_log::import::{DateOrder, Doubts, Field, RowProblem};
use openrvu_store::UserId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::http::body;
use crate::http::upload::MOST_TABLE_FORM;
use crate::identity::{CanRead, CanWrite};
use crate::services::imports::{self, Preview};
use crate::services::uploads::{self, Purpose, Upload};
use crate::{App, AppError, FieldProblem};

/// Problems that an answer lists.
const MOST_PROBLEMS: usize = 1_000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(import))
        .routes(routes!(preview))
        .layer(DefaultBodyLimit::max(MOST_TABLE_FORM))
}

/// A table and how it is read. What is left out is guessed, or as it was remembered for the header.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Table)]
#[serde(deny_unknown_fields)]
pub(super) struct TableBody {
    /// Comma-, semicolon- or tab-separated text.
    #[schema(min_length = 1, example = "DOS,CPT,Mod,Units\n8/3/26,99213,25,1\n")]
    text: String,
    /// What each column holds, from the first on: ignored, date, code, modifiers, units, work, work-per-unit, minutes,
    /// charge, place, site, provider, encounter, patient, role, colleague, note, entry-id, encounter-id.
    #[schema(max_items = 200, example = json!(["date", "code", "modifiers", "units"]))]
    columns: Option<Vec<String>>,
    /// The row of the header; 0 where there is none.
    header: Option<u32>,
    /// Which comes first in dates such as 8/3/2026: month-first or day-first.
    #[schema(pattern = "^(month-first|day-first)$")]
    date_order: Option<String>,
    /// Whether a row without a date is of the day of the row above.
    carry_dates: Option<bool>,
    /// Whose rows are read, as the table names them.
    #[schema(max_length = 200)]
    provider: Option<String>,
}

impl TableBody {
    /// The table with its mapping.
    pub(super) async fn upload(self, app: &App, user: UserId, purpose: Purpose) -> Result<Upload, AppError> {
        let mut upload = uploads::given(app, user, purpose, self.text).await?;
        let mapping = &mut upload.mapping;
        if let Some(header) = self.header {
            mapping.header = (header > 0).then_some(header);
        }
        if let Some(names) = self.columns {
            mapping.columns = fields(&names)?;
        }
        match self.date_order.as_deref() {
            None => {}
            Some("month-first") => mapping.date_order = DateOrder::MonthFirst,
            Some("day-first") => mapping.date_order = DateOrder::DayFirst,
            Some(_) => return Err(AppError::invalid("date_order", "Write month-first or day-first.")),
        }
        mapping.carry_dates = self.carry_dates.unwrap_or(mapping.carry_dates);
        mapping.provider = self.provider.or(mapping.provider.take());
        mapping.check().map_err(|error| AppError::invalid("columns", error.to_string()))?;
        Ok(upload)
    }
}

fn fields(names: &[String]) -> Result<Vec<Field>, AppError> {
    let field = |(at, name): (usize, &String)| {
        Field::from_slug(name).ok_or_else(|| {
            let shown: String = name.chars().take(24).collect();
            let words = format!("{shown:?} is not what a column can hold.");
            AppError::Invalid(vec![FieldProblem::new(format!("columns[{at}]"), words)])
        })
    };
    names.iter().enumerate().map(field).collect()
}

/// A table to be imported.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Import)]
#[serde(deny_unknown_fields)]
struct ImportBody {
    table: TableBody,
    /// Adds also lines that are the same as an entry that came in another way.
    #[serde(default)]
    add_alike: bool,
    /// Adds again lines that were imported before and deleted since.
    #[serde(default)]
    add_deleted: bool,
}

/// A column as it is read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Column)]
pub(super) struct ColumnBody {
    /// Its name, or its letter.
    name: String,
    /// What it holds.
    holds: String,
}

pub(super) fn columns(upload: &Upload) -> Result<Vec<ColumnBody>, AppError> {
    let columns = upload.told()?.columns.into_iter();
    let body = columns.map(|column| ColumnBody { name: column.name, holds: column.field.slug().to_owned() });
    Ok(body.collect())
}

/// A row that was not read, or not in full.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RowProblem)]
pub(super) struct ProblemBody {
    /// The row.
    row: u32,
    /// The column; empty where the whole row is meant.
    column: String,
    /// What the cell holds.
    found: String,
    /// What was wrong.
    what: String,
    /// What to do about it.
    remedy: String,
    /// Whether the row is read all the same.
    is_read: bool,
}

pub(super) fn problems(problems: &[RowProblem]) -> Vec<ProblemBody> {
    let body = |problem: &RowProblem| ProblemBody {
        row: problem.row,
        column: problem.column.clone(),
        found: problem.found.clone(),
        what: problem.kind.words().to_owned(),
        remedy: problem.kind.remedy().to_owned(),
        is_read: problem.kind.is_remark(),
    };
    problems.iter().take(MOST_PROBLEMS).map(body).collect()
}

/// What an import adds.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Imported)]
struct ImportedBody {
    /// The ledger's revision that the entries carry; none where nothing was written.
    revision: Option<u64>,
    /// Entries that are added.
    added: usize,
    /// Work RVUs that contracts credit for them, of those whose credit is known.
    #[schema(value_type = String, example = "1.300")]
    work: CreditRvu,
    /// Entries of them that need review.
    review: usize,
    /// The first day.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// The last day.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// Rows that were imported before.
    present: usize,
    /// Rows that are the same as an entry that came in another way.
    alike: usize,
    /// Rows that were imported before and deleted since.
    deleted: usize,
    /// Rows that hold no line: titles, totals, headings.
    not_lines: usize,
    /// Rows of other clinicians.
    of_others: usize,
    /// Lines and the lines that take them back.
    taken_back: usize,
    /// What each column was taken for.
    columns: Vec<ColumnBody>,
    /// How many rows have a problem.
    problem_count: usize,
    /// The problems, at most 1,000.
    problems: Vec<ProblemBody>,
}

impl ImportedBody {
    fn of(upload: &Upload, preview: &Preview) -> Result<Self, AppError> {
        let Preview { reading, plan, work, review } = preview;
        let dates = || plan.add.iter().map(|(_, entry)| entry.date);
        Ok(Self {
            revision: None,
            added: plan.add.len(),
            work: *work,
            review: review.len(),
            from: dates().min(),
            to: dates().max(),
            present: plan.present.len(),
            alike: plan.alike.len(),
            deleted: plan.deleted.len(),
            not_lines: reading.skipped.not_lines.len(),
            of_others: reading.skipped.of_others,
            taken_back: reading.skipped.taken_back,
            columns: columns(upload)?,
            problem_count: reading.problems.len(),
            problems: problems(&reading.problems),
        })
    }
}

/// Preview an import
///
/// Tells what an import of the table would add, and writes nothing.
#[utoipa::path(post, path = "/imports/preview", tag = "imports", request_body = ImportBody, security(("token" = ["log:read"])),
    responses((status = 200, body = ImportedBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn preview(
    State(app): State<App>,
    CanRead(user): CanRead,
    body::Json(sent): body::Json<ImportBody>,
) -> Result<Json<ImportedBody>, AppError> {
    let doubts = Doubts { add_alike: sent.add_alike, add_deleted: sent.add_deleted };
    let upload = sent.table.upload(&app, user, Purpose::Import).await?;
    let preview = imports::preview(&app, user, &upload, doubts).await?;
    Ok(Json(ImportedBody::of(&upload, &preview)?))
}

/// Import a table
///
/// Adds the lines of the table that the log does not have, all or none. A line has the same id whenever it is imported,
/// so the same table again adds nothing. Rows that cannot be read are told and left out.
#[utoipa::path(post, path = "/imports", tag = "imports", request_body = ImportBody, security(("token" = ["log:write"])),
    responses((status = 200, body = ImportedBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn import(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    body::Json(sent): body::Json<ImportBody>,
) -> Result<Json<ImportedBody>, AppError> {
    let doubts = Doubts { add_alike: sent.add_alike, add_deleted: sent.add_deleted };
    let upload = sent.table.upload(&app, user, Purpose::Import).await?;
    let preview = imports::preview(&app, user, &upload, doubts).await?;
    let mut body = ImportedBody::of(&upload, &preview)?;
    if body.added > 0 {
        let done = imports::apply(&app, user, app.new_id(), &upload, doubts, preview).await?;
        body.revision = Some(done.revision);
    }
    Ok(Json(body))
}
