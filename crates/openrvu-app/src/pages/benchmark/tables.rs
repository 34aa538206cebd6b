//! `/log/benchmark/tables`: the user's survey tables; a file is taken in, its columns are told, and the table is kept.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_benchmark::survey::{About, Basis, Field, Mapping, Measure, Sheet};
use openrvu_store::Revision;
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::view::{self, TableView};
use crate::http::body::{Form, Path, Query};
use crate::http::page;
use crate::http::upload::Upload;
use crate::identity::{CanRead, CanWrite};
use crate::pages::{Part, Parts, shell};
use crate::services::benchmark::{self, BenchmarkQuery};
use crate::services::documents::{self, Kept};
use crate::services::ledger;
use crate::services::surveys::{self, Beside, OwnTable};
use crate::{App, AppError, FieldProblem};

/// Rows of a file that are shown.
const SHOWN: usize = 6;
/// Columns that are shown.
const COLUMNS: usize = 16;

#[derive(Template)]
#[template(path = "log/survey_tables.html")]
struct TablesPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    tables: Vec<(String, String, String, usize)>,
    problems: Vec<FieldProblem>,
    /// What was pasted and cannot be read.
    text: String,
}

/// The tables, and the form that takes in a file.
pub(in crate::pages) async fn list(
    State(app): State<App>,
    CanRead(user): CanRead,
) -> Result<Response, AppError> {
    tables_page(&app, &documents::all::<OwnTable>(&app, user).await?, Vec::new(), String::new())
}

fn tables_page(
    app: &App,
    kept: &[Kept<OwnTable>],
    problems: Vec<FieldProblem>,
    text: String,
) -> Result<Response, AppError> {
    let tables = kept.iter().map(|kept| {
        let table = &kept.content.table;
        (
            format!("/log/benchmark/tables/{}", kept.id),
            table.name.clone(),
            view::about(kept),
            table.rows.len(),
        )
    });
    page(&TablesPage {
        shell: shell(app, "/log/benchmark/tables", "Survey tables"),
        parts: Parts::of(app, Part::Benchmark),
        tables: tables.collect(),
        problems,
        text,
    })
}

/// Takes in a file.
pub(in crate::pages) async fn upload(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    given: Result<Upload, AppError>,
) -> Result<Response, AppError> {
    let (file, text) = match given {
        Ok(file) => {
            let text = file.pasted();
            (file, text)
        }
        Err(AppError::Invalid(problems)) => {
            return refused(tables_page(
                &app,
                &documents::all::<OwnTable>(&app, user).await?,
                problems,
                String::new(),
            )?);
        }
        Err(error) => return Err(error),
    };
    match surveys::keep_file(&app, user, &file.bytes).await {
        Ok(id) => {
            let name = serde_html_form::to_string([("name", stem(&file.name))]).unwrap_or_default();
            Ok(Redirect::to(&format!("/log/benchmark/tables/file/{id}?{name}")).into_response())
        }
        Err(AppError::Invalid(problems)) => {
            refused(tables_page(&app, &documents::all::<OwnTable>(&app, user).await?, problems, text)?)
        }
        Err(error) => Err(error),
    }
}

/// The name of a file without its folders and its ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn refused(mut response: Response) -> Result<Response, AppError> {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// What the form tells of a file: its sheet, what the table is, which column is which, each counted from one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct ColumnsForm {
    sheet: usize,
    name: String,
    year: String,
    measure: String,
    basis: String,
    column: Vec<String>,
}

/// A field with the columns that it can have: place counted from one, header, whether it is chosen.
struct FieldChoice {
    id: usize,
    name: String,
    is_needed: bool,
    columns: Vec<(usize, String, bool)>,
}

#[derive(Template)]
#[template(path = "log/survey_columns.html")]
struct ColumnsPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    address: String,
    form: ColumnsForm,
    sheets: Vec<(usize, String, bool)>,
    fields: Vec<FieldChoice>,
    measures: Vec<(String, String)>,
    bases: Vec<(String, &'static str)>,
    header: Vec<String>,
    rows: Vec<(u32, Vec<String>)>,
    row_count: usize,
    problems: Vec<FieldProblem>,
}

/// The columns of a file as they are guessed.
pub(in crate::pages) async fn columns(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
    Query(form): Query<ColumnsForm>,
) -> Result<Response, AppError> {
    let sheets = surveys::sheets_of(&app, user, id).await?;
    columns_page(&app, id, &sheets, form, None, Vec::new())
}

/// Takes in the table of a file whose columns are told.
pub(in crate::pages) async fn take(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(form): Form<ColumnsForm>,
) -> Result<Response, AppError> {
    let address = format!("/log/benchmark/tables/{id}");
    let sheets = match surveys::sheets_of(&app, user, id).await {
        // The form was sent twice: the table is there.
        Err(AppError::NoSuch(_)) if documents::one::<OwnTable>(&app, user, id).await.is_ok() => {
            return Ok(Redirect::to(&address).into_response());
        }
        other => other?,
    };
    let sheet = sheets.get(form.sheet).ok_or(AppError::NoSuch("sheet"))?;
    let mapping = mapping_of(&form.column);
    let read = about_of(&form).and_then(|about| surveys::table_of(sheet, &mapping, &about));
    let written = match read {
        Ok(table) => documents::write(&app, user, id, &OwnTable { table, mine: None }, None).await,
        Err(error) => Err(error),
    };
    match written {
        Ok(_) => {
            surveys::drop_file(&app, user, id).await?;
            Ok(Redirect::to(&address).into_response())
        }
        Err(AppError::Invalid(problems)) => {
            refused(columns_page(&app, id, &sheets, form, Some(mapping), problems)?)
        }
        Err(error) => Err(error),
    }
}

/// The columns of a form, in the order of the fields.
fn mapping_of(columns: &[String]) -> Mapping {
    let mut mapping = Mapping::default();
    for (field, column) in Field::ALL.into_iter().zip(columns) {
        mapping.set(field, column.parse::<usize>().ok().and_then(|column| column.checked_sub(1)));
    }
    mapping
}

fn about_of(form: &ColumnsForm) -> Result<About, AppError> {
    let year = match form.year.trim() {
        "" => None,
        text => Some(
            text.parse().map_err(|_| AppError::invalid("year", "Write a calendar year, such as 2024."))?,
        ),
    };
    let measure = Measure::ALL.into_iter().find(|measure| slug(measure) == form.measure);
    let basis = BASES.into_iter().find(|basis| slug(basis) == form.basis);
    Ok(About {
        name: form.name.clone(),
        year,
        measure: measure.ok_or_else(|| AppError::invalid("measure", "Say what the table is of."))?,
        basis: basis.ok_or_else(|| {
            AppError::invalid("basis", "Say whether the table is per full-time equivalent.")
        })?,
    })
}

const BASES: [Basis; 3] = [Basis::PerFte, Basis::PerClinician, Basis::NotTold];

/// The name of a choice in forms and JSON.
fn slug(choice: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(choice).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn columns_page(
    app: &App,
    id: Uuid,
    sheets: &[Sheet],
    form: ColumnsForm,
    mapping: Option<Mapping>,
    problems: Vec<FieldProblem>,
) -> Result<Response, AppError> {
    let sheet = sheets.get(form.sheet).ok_or(AppError::NoSuch("sheet"))?;
    let (header, rows) = sheet.rows.split_first().ok_or(AppError::NoSuch("sheet"))?;
    let mapping = mapping.unwrap_or_else(|| Mapping::guess(&header.cells));
    let shown = |cells: &[String]| -> Vec<String> {
        cells.iter().take(COLUMNS).map(|cell| cell.chars().take(40).collect()).collect()
    };
    let fields = Field::ALL.into_iter().enumerate().map(|(at, field)| FieldChoice {
        id: at,
        name: view::capitalized(field.name()),
        is_needed: field == Field::Specialty,
        columns: header
            .cells
            .iter()
            .enumerate()
            .map(|(column, words)| {
                let words = if words.is_empty() { "(without a header)" } else { words };
                let words = format!("{}: {}", column + 1, words.chars().take(40).collect::<String>());
                (column + 1, words, mapping.column(field) == Some(column))
            })
            .collect(),
    });
    let named = sheets.iter().enumerate().map(|(at, sheet)| {
        let name = if sheet.name.is_empty() { "the text".to_owned() } else { sheet.name.clone() };
        (at, name, at == form.sheet)
    });
    page(&ColumnsPage {
        shell: shell(app, "/log/benchmark/tables", "Columns of a survey table"),
        parts: Parts::of(app, Part::Benchmark),
        address: format!("/log/benchmark/tables/file/{id}"),
        sheets: named.collect(),
        fields: fields.collect(),
        measures: Measure::ALL.iter().map(|of| (slug(of), view::capitalized(of.name()))).collect(),
        bases: BASES.iter().map(|of| (slug(of), view::basis(*of))).collect(),
        header: shown(&header.cells),
        rows: rows.iter().take(SHOWN).map(|row| (row.number, shown(&row.cells))).collect(),
        row_count: rows.len(),
        problems,
        form,
    })
}

#[derive(Template)]
#[template(path = "log/survey_table.html")]
struct TablePage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    view: TableView,
    revision: u64,
    percentiles: Vec<u8>,
    rows: Vec<SurveyRowView>,
}

/// A row of the table.
struct SurveyRowView {
    specialty: String,
    n: String,
    values: Vec<String>,
    is_mine: bool,
}

/// A table, with where one stands on it.
pub(in crate::pages) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
    Query(query): Query<BenchmarkQuery>,
) -> Result<Response, AppError> {
    let kept = documents::one::<OwnTable>(&app, user, id).await?;
    let found = ledger::of(&app, user).await?;
    let answer = benchmark::answer(&app.site, &found, &query, found.today(&app));
    let beside = Beside::asked(&app.site, &query, &answer.span, &mut Vec::new());
    let mine = kept.content.row(&app.site, &found).map(|row| row.specialty.clone());
    let table = &kept.content.table;
    let percentiles: Vec<u8> = Field::PERCENTILES
        .into_iter()
        .filter_map(Field::percentile)
        .filter(|percentile| table.rows.iter().any(|row| row.tabled(*percentile).is_some()))
        .collect();
    let rows = table.rows.iter().map(|row| SurveyRowView {
        specialty: row.specialty.clone(),
        n: row.n.map_or_else(|| "—".to_owned(), |n| openrvu_log::figures::count(n.into())),
        values: percentiles
            .iter()
            .map(|percentile| {
                row.tabled(*percentile)
                    .map_or_else(|| "—".to_owned(), |value| view::amount(table.measure, value))
            })
            .collect(),
        is_mine: mine.as_ref() == Some(&row.specialty),
    });
    page(&TablePage {
        shell: shell(&app, format!("/log/benchmark/tables/{id}"), table.name.as_str()),
        parts: Parts::of(&app, Part::Benchmark),
        view: TableView::new(&app, &found, &kept, beside.as_ref()),
        revision: kept.revision.0,
        rows: rows.collect(),
        percentiles,
    })
}

/// What is done with a table.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct ChangeForm {
    action: String,
    mine: String,
    seen: u64,
}

/// Chooses the user's row, or deletes the table.
pub(in crate::pages) async fn change(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(form): Form<ChangeForm>,
) -> Result<Response, AppError> {
    let seen = Revision(form.seen);
    if form.action == "delete" {
        documents::delete::<OwnTable>(&app, user, id, seen).await?;
        return Ok(Redirect::to("/log/benchmark/tables").into_response());
    }
    let mut own = documents::one::<OwnTable>(&app, user, id).await?.content;
    own.mine = match own.table.row(&form.mine) {
        Some(row) => Some(row.specialty.clone()),
        None if form.mine.is_empty() => None,
        None => return Err(AppError::invalid("mine", "The table has no such row.")),
    };
    documents::write(&app, user, id, &own, Some(seen)).await?;
    Ok(Redirect::to(&format!("/log/benchmark/tables/{id}")).into_response())
}
