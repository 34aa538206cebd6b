//! `/log/day`: the entries of a day, changed several at once.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use openrvu_log::{EncounterId, Entry};
use openrvu_store::{EntryWrite, UserId};
use openrvu_web::Shell;
use serde::Deserialize;

use super::enter::{Choices, Day, form, named};
use super::{Part, Parts, shell};
use crate::http::body::{Form, Query};
use crate::http::page;
use crate::identity::{CanRead, CanWrite};
use crate::services::{entries, ledger};
use crate::{App, AppError, FieldProblem};

/// The value of a field that leaves what is there.
const KEEP: &str = "keep";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DayQuery {
    date: String,
    /// What was just done, `changed.3` or `deleted.3`.
    done: String,
    /// Whether to show what needs review alone.
    review: String,
}

/// What to do with the entries chosen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct BulkForm {
    /// The day that is shown.
    shown: String,
    /// `ID:REVISION` of those chosen.
    entry: Vec<String>,
    /// `change`, `delete`, `join` or `part`.
    action: String,
    date: String,
    place: String,
    /// The site to write; an empty one leaves what is there.
    site: String,
    /// Whether to take the site away.
    no_site: String,
    role: String,
}

impl BulkForm {
    /// One that leaves everything as it is.
    fn untouched() -> Self {
        let keep = || KEEP.to_owned();
        Self { place: keep(), role: keep(), ..Self::default() }
    }
}

#[derive(Template)]
#[template(path = "log/day.html")]
struct DayPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    day: Day,
    before: Option<Date>,
    after: Option<Date>,
    choices: Choices,
    /// As it was sent, where something is wrong with it.
    form: BulkForm,
    problems: Vec<FieldProblem>,
    done: Option<String>,
    only_review: bool,
}

impl DayPage<'_> {
    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }

    fn is_chosen(&self, id: &openrvu_log::EntryId) -> bool {
        self.form.entry.iter().any(|chosen| chosen.starts_with(&id.to_string()))
    }
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<DayQuery>,
) -> Result<Response, AppError> {
    let done = match query.done.split_once('.') {
        Some(("changed", count)) => Some(format!("{} changed.", counted(count))),
        Some(("deleted", count)) => Some(format!("{} deleted.", counted(count))),
        _ => None,
    };
    let form = BulkForm { shown: query.date, ..BulkForm::untouched() };
    write_page(&app, user, form, Vec::new(), done, !query.review.is_empty()).await
}

fn counted(count: &str) -> String {
    match count.parse::<usize>().unwrap_or_default() {
        1 => "1 entry".to_owned(),
        count => format!("{count} entries"),
    }
}

async fn write_page(
    app: &App,
    user: UserId,
    form: BulkForm,
    problems: Vec<FieldProblem>,
    done: Option<String>,
    only_review: bool,
) -> Result<Response, AppError> {
    let kept = ledger::of(app, user).await?;
    let date = form.shown.parse().unwrap_or_else(|_| kept.today(app));
    let mut day = Day::of(app, &kept, date);
    if only_review {
        day.encounters.iter_mut().for_each(|encounter| encounter.rows.retain(|row| !row.review.is_empty()));
        day.encounters.retain(|encounter| !encounter.rows.is_empty());
    }
    let refused = !problems.is_empty();
    let mut response = page(&DayPage {
        shell: shell(app, "/log/day", format!("Entries of {}", day.name)),
        parts: Parts::of(app, Part::Entries),
        day,
        before: date.yesterday().ok(),
        after: date.tomorrow().ok(),
        choices: Choices::of(app, &kept, date),
        form,
        problems,
        done,
        only_review,
    })?;
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// Changes or deletes the entries chosen, all or none.
pub(super) async fn change(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Form(form): Form<BulkForm>,
) -> Result<Response, AppError> {
    let mut problems = Vec::new();
    let writes = match form.action.as_str() {
        "delete" => named(&form.entry).map(|(id, seen)| EntryWrite::Delete { id, seen }).collect(),
        _ => changed(&app, user, &form, &mut problems).await?,
    };
    if writes.is_empty() && problems.is_empty() {
        problems.push(FieldProblem::new("entry", "Choose at least one entry."));
    }
    if !problems.is_empty() {
        return write_page(&app, user, form, problems, None, false).await;
    }
    match entries::write(&app, user, &writes).await {
        Ok(_) => {
            let done = if form.action == "delete" { "deleted" } else { "changed" };
            let address = format!("/log/day?date={}&done={done}.{}", form.shown, writes.len());
            Ok(Redirect::to(&address).into_response())
        }
        Err(AppError::Conflict(words)) => {
            let problems = vec![FieldProblem::new("entry", words)];
            let mut response = write_page(&app, user, form, problems, None, false).await?;
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
        Err(error) => Err(error),
    }
}

/// The chosen entries as the form would have them.
async fn changed(
    app: &App,
    user: UserId,
    form: &BulkForm,
    problems: &mut Vec<FieldProblem>,
) -> Result<Vec<EntryWrite>, AppError> {
    let date = if form.date.is_empty() { None } else { form::date(&form.date, problems) };
    let place = if form.place == KEEP { None } else { Some(form::place(&form.place, problems)) };
    let site = match (form.no_site.is_empty(), form.site.trim().is_empty()) {
        (true, true) => None,
        (true, false) => Some(form::short("site", &form.site, problems)),
        (false, _) => Some(None),
    };
    let role = if form.role == KEEP { None } else { Some(form::role(&form.role, problems)) };
    let joined = EncounterId::from(app.new_id());
    let kept = ledger::of(app, user).await?;
    let writes = named(&form.entry).filter_map(|(id, seen)| {
        let mut entry: Entry = kept.ledger.get(id)?.entry().clone();
        match form.action.as_str() {
            "join" => entry.encounter = joined,
            "part" => entry.encounter = EncounterId::from(app.new_id()),
            _ => {
                entry.date = date.unwrap_or(entry.date);
                entry.place = place.unwrap_or(entry.place);
                entry.site = site.clone().unwrap_or(entry.site);
                entry.role = role.unwrap_or(entry.role);
            }
        }
        Some(EntryWrite::Put { entry, seen: Some(seen) })
    });
    Ok(writes.collect())
}
