//! `/log/benchmark`: where one's own year stands among the specialty, on Medicare's public figures and on own tables.

mod tables;
mod view;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_web::{Caveat, PercentileChart, Shell, caveats};

use super::{Part, Parts, shell};
use crate::http::body::Query;
use crate::http::page;
use crate::identity::CanRead;
use crate::services::benchmark::{self, BenchmarkQuery, PREFACE};
use crate::services::surveys::Beside;
use crate::services::surveys::OwnTable;
use crate::services::{documents, ledger};
use crate::{App, AppError};

pub(super) use tables::{change, columns, list, show as table, take, upload};
use view::{Choices, FamilyView, Key, ModelledView, RowView, TableView};

#[derive(Template)]
#[template(path = "log/benchmark.html")]
struct BenchmarkPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    query: BenchmarkQuery,
    choices: Choices,
    errors: Vec<String>,
    medicare: Result<MedicareView, String>,
    tables: Vec<TableView>,
}

/// The comparison with Medicare, as text.
struct MedicareView {
    address: String,
    label: String,
    among: String,
    assumption: String,
    counted: String,
    left_out: Vec<String>,
    keys: Vec<Key>,
    standing: String,
    chart: PercentileChart,
    percentiles: Vec<(String, String, String)>,
    families: Vec<FamilyView>,
    difference: Vec<RowView>,
    difference_words: String,
    notes: Vec<String>,
    modelled: Option<ModelledView>,
    caveats: Vec<Caveat>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<BenchmarkQuery>,
) -> Result<Response, AppError> {
    let found = ledger::of(&app, user).await?;
    let kept = documents::all::<OwnTable>(&app, user).await?;
    let today = found.today(&app);
    let answer = benchmark::answer(&app.site, &found, &query, today);
    let mut problems = answer.problems;
    let beside = Beside::asked(&app.site, &query, &answer.span, &mut problems);
    let tables = kept.iter().map(|kept| TableView::new(&app, &found, kept, beside.as_ref()));
    let medicare = match (&answer.medicare, &answer.specialty, &answer.span) {
        (Ok(medicare), Ok(specialty), Ok(span)) => Ok(MedicareView {
            address: format!("/benchmarks/{}?set={}", specialty.slug, medicare.set.id),
            label: medicare.set.label(),
            among: view::among(medicare, specialty),
            assumption: span.assumption(),
            counted: view::counted(medicare),
            left_out: view::left_out(medicare),
            keys: view::keys(medicare),
            standing: view::standing(medicare),
            chart: PercentileChart::draw(
                "Medicare work RVUs of a year",
                &medicare.cell.work.points(),
                Some(medicare.work),
            ),
            percentiles: view::percentiles(medicare),
            families: medicare.levels.iter().map(|of| FamilyView::new(of, medicare.set)).collect(),
            difference: view::difference(&app, medicare),
            difference_words: view::difference_words(medicare, specialty),
            notes: medicare.notes.clone(),
            modelled: medicare.modelled.as_ref().map(ModelledView::new),
            caveats: caveats(medicare.set, Some(medicare.cell)),
        }),
        (Err(why), ..) | (_, Err(why), _) | (_, _, Err(why)) => Err(why.clone()),
    };
    let chosen = answer.specialty.as_ref().ok().map(|specialty| specialty.slug.as_str());
    page(&BenchmarkPage {
        shell: shell(&app, "/log/benchmark", "Benchmark"),
        parts: Parts::of(&app, Part::Benchmark),
        choices: Choices::new(&app, answer.set, chosen, &query),
        errors: problems.iter().map(|problem| format!("{}: {}", problem.field, problem.message)).collect(),
        medicare,
        tables: tables.collect(),
        query,
    })
}
