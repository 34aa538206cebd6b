//! `/log/goals`: goals, each with its pace, and the form that sets one.

mod form;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_log::goal::Measure;
use openrvu_log::period::long;
use openrvu_log::{Goal, GoalId, Pace, figures};
use openrvu_store::Revision;
use openrvu_web::Shell;
use uuid::Uuid;

use super::chart::{Lines, bar, percent};
use super::dashboard::pace_words;
use super::{Part, Parts, shell};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::identity::{CanRead, CanWrite};
use crate::services::ledger::{self, UserLedger};
use crate::services::{documents, goals};
use crate::{App, AppError, FieldProblem};

use form::GoalForm;

/// A goal in the list.
struct GoalCard {
    address: String,
    name: String,
    period: String,
    done: String,
    target: String,
    percent: String,
    bar: i64,
    words: String,
}

#[derive(Template)]
#[template(path = "log/goals.html")]
struct GoalsPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    running: Vec<GoalCard>,
    others: Vec<GoalCard>,
}

/// The list: those whose time it is first.
pub(super) async fn list(State(app): State<App>, CanRead(user): CanRead) -> Result<Response, AppError> {
    let kept = documents::all::<Goal>(&app, user).await?;
    let found = ledger::of(&app, user).await?;
    let today = found.today(&app);
    let card = |goal: &Goal| {
        let pace = Pace::new(goal, &found.settings, &found.ledger, today);
        let card = GoalCard {
            address: format!("/log/goals/{}", goal.id),
            name: goal.name.to_string(),
            period: pace.period.to_string(),
            done: figures::work(pace.done),
            target: figures::work(pace.target),
            percent: percent(pace.done.get(), pace.target.get()),
            bar: bar(pace.done.get(), pace.target.get()),
            words: pace_words(&pace),
        };
        (pace.period.contains(today), card)
    };
    let (running, others): (Vec<_>, Vec<_>) =
        kept.iter().map(|kept| card(&kept.content)).partition(|(is_running, _)| *is_running);
    let cards = |list: Vec<(bool, GoalCard)>| list.into_iter().map(|(_, card)| card).collect();
    page(&GoalsPage {
        shell: shell(&app, "/log/goals", "Goals"),
        parts: Parts::of(&app, Part::Goals),
        running: cards(running),
        others: cards(others),
    })
}

/// A month of a goal, as text.
struct MonthRow {
    name: String,
    working_days: u32,
    share: u16,
    expected: String,
    done: String,
    difference: String,
}

#[derive(Template)]
#[template(path = "log/goal.html")]
struct GoalPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    goal: Goal,
    period: String,
    words: String,
    counts: String,
    facts: Vec<(&'static str, String)>,
    chart: Option<Lines>,
    months: Vec<MonthRow>,
    has_ramp: bool,
    done: String,
    target: String,
    working_days: u32,
    difference: String,
    projection: String,
    verdict: Option<String>,
}

/// One goal.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let goal = documents::one::<Goal>(&app, user, id).await?.content;
    let found = ledger::of(&app, user).await?;
    let pace = Pace::new(&goal, &found.settings, &found.ledger, found.today(&app));
    let months = pace.months.iter().map(|month| MonthRow {
        name: month.period.to_string(),
        working_days: month.working_days,
        share: month.share,
        expected: figures::work(month.expected),
        done: figures::work(month.done),
        difference: signed(month.done - month.expected),
    });
    let (projection, verdict) = match &pace.projection {
        Ok(projection) => (projection.assumption.clone(), Some(verdict(projection, &pace))),
        Err(why) => (why.clone(), None),
    };
    page(&GoalPage {
        shell: shell(&app, format!("/log/goals/{id}"), goal.name.as_str()),
        parts: Parts::of(&app, Part::Goals),
        period: pace.period.to_string(),
        words: pace_words(&pace),
        counts: counts(&goal, &found),
        facts: facts(&pace),
        chart: Lines::draw(&pace),
        months: months.collect(),
        has_ramp: !goal.ramp.is_empty(),
        done: figures::work(pace.done),
        target: figures::work(pace.target),
        working_days: pace.working_days,
        difference: signed(pace.done - pace.target),
        projection,
        verdict,
        goal,
    })
}

fn verdict(projection: &openrvu_log::goal::Projection, pace: &Pace) -> String {
    let beyond = projection.beyond;
    let end = long(pace.period.to);
    let work = figures::work(projection.work);
    match (projection.reached_on, beyond.get()) {
        (Some(day), _) => format!("{work} work RVUs by {end}; the target is reached on {}.", long(day)),
        (None, 0..) => format!("{work} work RVUs by {end}, {} above the target.", figures::work(beyond)),
        (None, _) => format!("{work} work RVUs by {end}, {} short of the target.", figures::work(-beyond)),
    }
}

fn signed(difference: openrvu_core::CreditRvu) -> String {
    let sign = if difference.get() > 0 { "+" } else { "" };
    format!("{sign}{}", figures::work(difference))
}

/// What counts towards a goal, in words.
fn counts(goal: &Goal, found: &UserLedger) -> String {
    let mut words = match goal.measure {
        Measure::Credited => "Counts work RVUs as contracts credit them".to_owned(),
        Measure::Published => "Counts work RVUs as published, before modifiers and contracts".to_owned(),
    };
    if let Some(id) = goal.contract {
        let contract = found.terms.contracts().iter().find(|contract| contract.id == id);
        let name = contract.map_or("a contract that was deleted", |contract| contract.name.as_str());
        words.push_str(&format!(", of {name} alone"));
    }
    if goal.for_full_time {
        let fte = goal.fte.unwrap_or(found.settings.fte);
        words.push_str(&format!("; {} for full time, at {fte} of it", figures::work(goal.target)));
    }
    words + "."
}

fn facts(pace: &Pace) -> Vec<(&'static str, String)> {
    let work = |work: Option<openrvu_core::CreditRvu>| work.map_or_else(|| "—".to_owned(), figures::work);
    let mut facts = vec![
        ("Done", figures::work(pace.done)),
        ("Target", figures::work(pace.target)),
        ("Left", figures::work(pace.left)),
        ("Expected by the end of yesterday", work(pace.expected)),
        ("Ahead of the pace", pace.ahead.map_or_else(|| "—".to_owned(), signed)),
        ("Working days left", format!("{} of {}", pace.days_left, pace.working_days)),
        ("Needed a working day", work(pace.needed_per_day)),
        ("Needed a usual week", work(pace.needed_per_week)),
    ];
    if pace.uncredited > 0 {
        facts.push(("Entries of unknown credit, in no figure", pace.uncredited.to_string()));
    }
    facts
}

#[derive(Template)]
#[template(path = "log/goal_edit.html")]
struct GoalEditPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    form: GoalForm,
    /// The goal that is changed; none for a new one.
    id: Option<GoalId>,
    contracts: Vec<(String, String)>,
    fte: String,
    problems: Vec<FieldProblem>,
}

impl GoalEditPage<'_> {
    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }
}

/// The form for a new goal.
pub(super) async fn new(State(app): State<App>, CanRead(user): CanRead) -> Result<Response, AppError> {
    let found = ledger::of(&app, user).await?;
    edit_page(&app, &found, GoalForm::new(app.new_id(), found.today(&app)), None, Vec::new())
}

/// The form for a goal that there is.
pub(super) async fn edit(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let kept = documents::one::<Goal>(&app, user, id).await?;
    let found = ledger::of(&app, user).await?;
    edit_page(&app, &found, GoalForm::of(&kept.content, kept.revision), Some(kept.content.id), Vec::new())
}

fn edit_page(
    app: &App,
    found: &UserLedger,
    form: GoalForm,
    id: Option<GoalId>,
    problems: Vec<FieldProblem>,
) -> Result<Response, AppError> {
    let (path, title) = match id {
        Some(id) => (format!("/log/goals/{id}/edit"), "Change the goal"),
        None => ("/log/goals/new".to_owned(), "New goal"),
    };
    let contracts = found.terms.contracts().iter();
    let mut response = page(&GoalEditPage {
        shell: shell(app, path, title),
        parts: Parts::of(app, Part::Goals),
        form,
        id,
        contracts: contracts.map(|contract| (contract.id.to_string(), contract.name.to_string())).collect(),
        fte: found.settings.fte.to_string(),
        problems: problems.clone(),
    })?;
    if !problems.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Makes a goal.
pub(super) async fn create(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Form(form): Form<GoalForm>,
) -> Result<Response, AppError> {
    // The form carries the id, so that sending it twice makes one goal.
    let id = form.id.parse::<Uuid>().unwrap_or_else(|_| app.new_id());
    save(&app, user, form, id.into(), true).await
}

/// Changes or deletes a goal.
pub(super) async fn change(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(form): Form<GoalForm>,
) -> Result<Response, AppError> {
    if form.action == "delete" {
        let seen =
            form.seen.parse().map(Revision).map_err(|_| AppError::invalid("seen", "Open the goal again."))?;
        documents::delete::<Goal>(&app, user, id, seen).await?;
        return Ok(Redirect::to("/log/goals").into_response());
    }
    save(&app, user, form, id.into(), false).await
}

async fn save(
    app: &App,
    user: openrvu_store::UserId,
    form: GoalForm,
    id: GoalId,
    is_new: bool,
) -> Result<Response, AppError> {
    let problems = match form.read(id) {
        Ok(goal) => {
            let seen = if is_new { None } else { form.seen.parse().ok().map(Revision) };
            match goals::write(app, user, &goal, seen).await {
                Ok(_) => return Ok(Redirect::to(&format!("/log/goals/{id}")).into_response()),
                Err(AppError::Invalid(problems)) => problems,
                Err(error) => return Err(error),
            }
        }
        Err(problems) => problems,
    };
    let found = ledger::of(app, user).await?;
    edit_page(app, &found, form, (!is_new).then_some(id), problems)
}
