//! `/log/dashboard`: where one stands, over time and by what one does.

mod view;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use openrvu_log::dashboard::{Dashboard, needs_review};
use openrvu_log::figures;
use openrvu_log::{Goal, Pace, PeriodKind};
use openrvu_web::Shell;

use super::chart::{Columns, Point};
use super::{Part, Parts, shell};
use crate::http::body::Query;
use crate::http::page;
use crate::identity::CanRead;
use crate::services::dashboard::{DashboardQuery, dashboard, section_of};
use crate::services::{documents, ledger};
use crate::{App, AppError};

pub(crate) use view::pace_words;
use view::{Choices, Division, GoalLine, Latest, Level, ReviewRow, Tile, TrendRow};

/// Codes listed; the others are counted together.
const CODES: usize = 25;
/// Entries in need of review that are listed.
const REVIEWED: usize = 50;

#[derive(Template)]
#[template(path = "log/dashboard.html")]
struct DashboardPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    is_empty: bool,
    errors: Vec<String>,
    tiles: Vec<Tile>,
    goals: Vec<GoalLine>,
    choices: Choices,
    /// The days in words, and the addresses of those before and after.
    period: String,
    previous: String,
    next: String,
    is_filtered: bool,
    without_filter: String,
    /// Where there is something, if these days have nothing.
    latest: Option<Latest>,
    total: Totals,
    releases: String,
    by: &'static str,
    trend: Vec<TrendRow>,
    chart: Option<Columns>,
    divisions: Vec<Division>,
    levels: Vec<Level>,
    review: Vec<ReviewRow>,
}

/// The sums of the days asked for, as text.
struct Totals {
    work: String,
    published: Option<String>,
    entries: String,
    units: String,
    uncredited: u32,
    review: u32,
    provisional: u32,
    anesthesia: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<DashboardQuery>,
) -> Result<Response, AppError> {
    let found = ledger::of(&app, user).await?;
    let kept_goals = documents::all::<Goal>(&app, user).await?;
    let today = found.today(&app);
    let question = query.read(today, found.settings.divisions());
    let answer = dashboard(&found, &question, today);
    let running = kept_goals.into_iter().map(|kept| kept.content);
    let running = running.filter(|goal| goal.span.period(found.settings.divisions()).contains(today));
    let goals = running.map(|goal| {
        let pace = Pace::new(&goal, &found.settings, &found.ledger, today);
        GoalLine::new(&goal, &pace)
    });
    let divisions = found.settings.divisions();
    let (previous, next) = (question.period.previous(divisions), question.period.next(divisions));
    let trend = answer.trend(question.by);
    let points = trend.iter().map(|point| Point {
        label: view::short_label(point.period.from, question.by),
        words: point.period.to_string(),
        work: point.sums.work,
    });
    let chart = Columns::draw(&points.collect::<Vec<_>>());
    let review = needs_review(&found.ledger, &question.period, &question.filter, &section_of);
    let review = review.take(REVIEWED).map(ReviewRow::new);
    // A fiscal year that is the calendar year would say the same twice.
    let same = divisions.fiscal_year_month == 1;
    let standings = answer.standings.iter();
    let standings = standings.filter(|standing| !(same && standing.period.kind == PeriodKind::FiscalYear));
    page(&DashboardPage {
        shell: shell(&app, "/log/dashboard", "Dashboard"),
        parts: Parts::of(&app, Part::Dashboard),
        is_empty: found.ledger.is_empty(),
        errors: question
            .problems
            .iter()
            .map(|problem| format!("{}: {}", problem.field, problem.message))
            .collect(),
        tiles: standings.map(|standing| Tile::new(standing, &query, today)).collect(),
        goals: goals.collect(),
        choices: Choices::new(&found, &query, &question, &answer),
        period: question.period.to_string(),
        previous: view::of_period(&query, &previous),
        next: view::of_period(&query, &next),
        is_filtered: !question.filter.is_empty(),
        without_filter: view::without_filter(&query),
        latest: if answer.total.entries == 0 { Latest::of(&found, &query, question.period) } else { None },
        total: totals(&answer),
        releases: view::releases(&answer),
        by: view::part_name(question.by),
        trend: trend.iter().map(|point| TrendRow::new(point, question.by, &query)).collect(),
        chart,
        divisions: view::divisions(&app, &found, &query, &answer, CODES),
        levels: view::levels(&query, &answer),
        review: review.collect(),
    })
}

fn totals(answer: &Dashboard) -> Totals {
    let sums = &answer.total;
    let tenths = sums.anesthesia_units;
    Totals {
        work: figures::work(sums.work),
        published: (sums.published != sums.work).then(|| figures::work(sums.published)),
        entries: figures::count(sums.entries.into()),
        units: figures::count(sums.units),
        uncredited: sums.uncredited,
        review: sums.review,
        provisional: sums.provisional,
        anesthesia: (tenths > 0)
            .then(|| format!("{}.{}", figures::count(tenths.unsigned_abs() / 10), tenths % 10)),
    }
}
