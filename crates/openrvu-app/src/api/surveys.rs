//! `/api/v1/survey-tables`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use openrvu_benchmark::survey::{About, Basis, Field, Mapping, Measure, SurveyTable};
use openrvu_store::Revision;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::settings::Changed;
use crate::http::body::{self, Path, Query};
use crate::identity::{CanRead, CanWrite};
use crate::services::documents::{self, Kept};
use crate::services::surveys::{self, OwnTable};
use crate::{App, AppError};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show, write, delete))
}

/// A percentile of a row with its value.
#[derive(ToSchema)]
#[schema(as = SurveyPoint)]
#[expect(dead_code, reason = "documents a point of a survey table")]
struct PointFields {
    /// 10, 25, 50, 75 or 90.
    percentile: u8,
    /// Work RVUs or dollars.
    #[schema(example = "6482.00")]
    value: String,
}

/// A specialty of a table.
#[derive(ToSchema)]
#[schema(as = SurveyRow)]
#[expect(dead_code, reason = "documents a row of a survey table")]
struct RowFields {
    /// As the table has it.
    specialty: String,
    /// Providers behind it.
    n: Option<u32>,
    points: Vec<PointFields>,
}

/// A survey table.
#[derive(ToSchema)]
#[schema(as = SurveyTable)]
#[expect(dead_code, reason = "documents a survey table")]
struct TableFields {
    /// What you call it.
    name: String,
    /// Calendar year surveyed.
    year: u16,
    /// work-rvus, compensation or compensation-per-work-rvu.
    measure: String,
    /// per-fte, per-clinician or not-told.
    basis: String,
    rows: Vec<RowFields>,
}

/// A table as kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeptSurveyTable)]
struct TableBody {
    /// Names it.
    id: Uuid,
    #[schema(value_type = TableFields)]
    table: SurveyTable,
    /// The row that you chose; none where it is told by your specialty’s name.
    mine: Option<String>,
    /// The ledger’s revision that changed it last. To change or delete it, send it back as `seen`.
    revision: u64,
}

impl From<Kept<OwnTable>> for TableBody {
    fn from(kept: Kept<OwnTable>) -> Self {
        Self { id: kept.id, table: kept.content.table, mine: kept.content.mine, revision: kept.revision.0 }
    }
}

/// A table in the list.
#[derive(Debug, Serialize, ToSchema)]
struct ListedTable {
    id: Uuid,
    name: String,
    year: u16,
    /// work-rvus, compensation or compensation-per-work-rvu.
    #[schema(value_type = String)]
    measure: Measure,
    /// per-fte, per-clinician or not-told.
    #[schema(value_type = String)]
    basis: Basis,
    /// How many rows it has.
    rows: usize,
    revision: u64,
}

/// Survey tables.
#[derive(Debug, Serialize, ToSchema)]
struct TableList {
    tables: Vec<ListedTable>,
}

/// Which column of a text has what, by its header. A column that is left out is none.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct ColumnsBody {
    specialty: Option<String>,
    n: Option<String>,
    year: Option<String>,
    p10: Option<String>,
    p25: Option<String>,
    p50: Option<String>,
    p75: Option<String>,
    p90: Option<String>,
}

/// A table to be taken in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TableWrite {
    /// What you call it.
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    /// Calendar year surveyed; left out where a column tells it.
    year: Option<u16>,
    /// work-rvus, compensation or compensation-per-work-rvu.
    #[schema(value_type = String)]
    measure: Measure,
    /// per-fte, per-clinician or not-told.
    #[schema(value_type = String)]
    basis: Basis,
    /// The table as comma- or tab-separated text, with a header.
    csv: String,
    /// Which column is which; guessed by the headers where it is left out.
    columns: Option<ColumnsBody>,
    /// The row that is yours; by your specialty’s name where it is left out.
    mine: Option<String>,
    /// The revision of the table that is changed; none for a new one.
    seen: Option<u64>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Seen {
    /// The revision of the table that is deleted.
    seen: u64,
}

/// List survey tables
///
/// Those that you took in, in that order. Nobody else sees them.
#[utoipa::path(get, path = "/survey-tables", tag = "benchmark", security(("token" = ["log:read"])),
    responses((status = 200, body = TableList), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn list(State(app): State<App>, CanRead(user): CanRead) -> Result<Json<TableList>, AppError> {
    let tables = documents::all::<OwnTable>(&app, user).await?.into_iter().map(|kept| ListedTable {
        id: kept.id,
        year: kept.content.table.year,
        measure: kept.content.table.measure,
        basis: kept.content.table.basis,
        rows: kept.content.table.rows.len(),
        name: kept.content.table.name,
        revision: kept.revision.0,
    });
    Ok(Json(TableList { tables: tables.collect() }))
}

/// Show a survey table
#[utoipa::path(get, path = "/survey-tables/{id}", tag = "benchmark", params(("id" = Uuid, Path, description = "The table")), security(("token" = ["log:read"])),
    responses((status = 200, body = TableBody), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Json<TableBody>, AppError> {
    Ok(Json(documents::one::<OwnTable>(&app, user, id).await?.into()))
}

/// Take in a survey table
///
/// All of it or nothing; what is wrong is named by row and column.
#[utoipa::path(put, path = "/survey-tables/{id}", tag = "benchmark", params(("id" = Uuid, Path, description = "The table; the client draws it at random")), request_body = TableWrite, security(("token" = ["log:write"])),
    responses((status = 200, body = Changed), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn write(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    body::Json(sent): body::Json<TableWrite>,
) -> Result<Json<Changed>, AppError> {
    let sheets = surveys::read_file(sent.csv.as_bytes())?;
    let sheet = sheets.first().ok_or(AppError::NoSuch("sheet"))?;
    let header = sheet.rows.first().map(|row| row.cells.as_slice()).unwrap_or_default();
    let mapping = match &sent.columns {
        None => Mapping::guess(header),
        Some(columns) => columns.mapping(header)?,
    };
    let about = About { name: sent.name, year: sent.year, measure: sent.measure, basis: sent.basis };
    let table = surveys::table_of(sheet, &mapping, &about)?;
    let mine = match sent.mine {
        None => None,
        Some(mine) => {
            let row = table.row(&mine);
            Some(
                row.ok_or_else(|| AppError::invalid("mine", "The table has no such row."))?.specialty.clone(),
            )
        }
    };
    let own = OwnTable { table, mine };
    let revision = documents::write(&app, user, id, &own, sent.seen.map(Revision)).await?;
    Ok(Json(Changed { revision: revision.0 }))
}

impl ColumnsBody {
    fn mapping(&self, header: &[String]) -> Result<Mapping, AppError> {
        let columns = [
            (Field::Specialty, "specialty", &self.specialty),
            (Field::N, "n", &self.n),
            (Field::Year, "year", &self.year),
            (Field::P10, "p10", &self.p10),
            (Field::P25, "p25", &self.p25),
            (Field::P50, "p50", &self.p50),
            (Field::P75, "p75", &self.p75),
            (Field::P90, "p90", &self.p90),
        ];
        let mut mapping = Mapping::default();
        for (field, name, wanted) in columns {
            let Some(wanted) = wanted else { continue };
            let column = header.iter().position(|words| words.eq_ignore_ascii_case(wanted.trim()));
            let column = column.ok_or_else(|| {
                AppError::invalid(format!("columns.{name}"), "The text has no column with that header.")
            })?;
            mapping.set(field, Some(column));
        }
        Ok(mapping)
    }
}

/// Delete a survey table
///
/// One that is deleted already stays so.
#[utoipa::path(delete, path = "/survey-tables/{id}", tag = "benchmark", params(("id" = Uuid, Path, description = "The table"), Seen), security(("token" = ["log:write"])),
    responses((status = 204, description = "Deleted"), (status = "4XX", description = "A problem document", content_type = "application/problem+json")))]
async fn delete(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Query(Seen { seen }): Query<Seen>,
) -> Result<StatusCode, AppError> {
    documents::delete::<OwnTable>(&app, user, id, Revision(seen)).await?;
    Ok(StatusCode::NO_CONTENT)
}
