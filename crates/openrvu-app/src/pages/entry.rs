//! `/log/entries/{id}`: one entry, to be changed.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use openrvu_core::{Code, Line};
use openrvu_log::{EncounterId, Entry, EntryId, Logged, Role, figures};
use openrvu_store::{EntryWrite, Revision, UserId};
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::enter::{Choices, form};
use super::{Part, Parts, shell};
use crate::http::body::{Form, Path};
use crate::http::page;
use crate::identity::{CanRead, CanWrite};
use crate::services::{entries, ledger, quick};
use crate::{App, AppError, FieldProblem};

/// The form as text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct EntryForm {
    seen: String,
    action: String,
    line: String,
    date: String,
    encounter: String,
    place: String,
    site: String,
    role: String,
    colleague: String,
    note: String,
}

impl EntryForm {
    fn of(entry: &Entry, revision: u64) -> Self {
        let text = |text: &Option<openrvu_log::ShortText>| {
            text.as_ref().map(ToString::to_string).unwrap_or_default()
        };
        Self {
            seen: revision.to_string(),
            action: String::new(),
            line: entry.line.to_string(),
            date: entry.date.to_string(),
            encounter: entry.encounter.to_string(),
            place: entry.place.map(|place| place.to_string()).unwrap_or_default(),
            site: text(&entry.site),
            role: entry.role.slug().to_owned(),
            colleague: text(&entry.colleague),
            note: text(&entry.note),
        }
    }

    /// The entry of the form, or every problem at once. `alone` names an encounter of its own.
    fn read(&self, id: EntryId, alone: EncounterId) -> Result<Entry, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let line = self.line.parse::<Line>();
        if let Err(error) = &line {
            problems.push(FieldProblem::new("line", error.to_string()));
        }
        let date = form::date(&self.date, &mut problems);
        let place = form::place(&self.place, &mut problems);
        let site = form::short("site", &self.site, &mut problems);
        let role = form::role(&self.role, &mut problems);
        let colleague = form::short("colleague", &self.colleague, &mut problems);
        let note = form::short("note", &self.note, &mut problems);
        let encounter = if self.encounter == "alone" { Ok(alone) } else { self.encounter.parse() };
        if encounter.is_err() {
            problems
                .push(FieldProblem::new("encounter", "Choose an encounter of the day, or one of its own."));
        }
        match (line, date, encounter) {
            (Ok(line), Some(date), Ok(encounter)) if problems.is_empty() => {
                Ok(Entry { id, encounter, date, line, place, site, role, colleague, note })
            }
            _ => Err(problems),
        }
    }
}

/// An encounter to choose.
struct EncounterChoice {
    id: EncounterId,
    words: String,
}

#[derive(Template)]
#[template(path = "log/entry.html")]
struct EntryPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    id: EntryId,
    code: Code,
    title: String,
    work: Option<String>,
    review: Vec<String>,
    form: EntryForm,
    choices: Choices,
    encounters: Vec<EncounterChoice>,
    problems: Vec<FieldProblem>,
    /// What another wrote meanwhile.
    theirs: Option<Vec<(&'static str, String)>>,
}

impl EntryPage<'_> {
    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Path(id): Path<Uuid>,
) -> Result<Response, AppError> {
    let kept = ledger::of(&app, user).await?;
    let logged = kept.ledger.get(id.into()).ok_or(AppError::NoSuch("entry"))?;
    let form = EntryForm::of(logged.entry(), logged.record.revision);
    write_page(&app, user, id.into(), form, Vec::new(), None).await
}

async fn write_page(
    app: &App,
    user: UserId,
    id: EntryId,
    form: EntryForm,
    problems: Vec<FieldProblem>,
    theirs: Option<Vec<(&'static str, String)>>,
) -> Result<Response, AppError> {
    let kept = ledger::of(app, user).await?;
    let logged = kept.ledger.get(id).ok_or(AppError::NoSuch("entry"))?;
    let entry = logged.entry();
    let mut encounters: Vec<EncounterChoice> = Vec::new();
    for other in kept.ledger.between(entry.date, entry.date) {
        let line = other.entry().line.to_string();
        match encounters.iter_mut().find(|encounter| encounter.id == other.entry().encounter) {
            Some(encounter) => encounter.words.push_str(&format!(", {line}")),
            None => encounters.push(EncounterChoice { id: other.entry().encounter, words: line }),
        }
    }
    let status = match (&theirs, problems.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, true) => StatusCode::OK,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let mut response = page(&EntryPage {
        shell: shell(app, format!("/log/entries/{id}"), format!("{} on {}", entry.line, entry.date)),
        parts: Parts::of(app, Part::Entries),
        id,
        code: entry.line.code,
        title: quick::title(&app.site, entry.line.code),
        work: logged.value.work().map(figures::work),
        review: logged.value.review().iter().map(ToString::to_string).collect(),
        choices: Choices::of(app, &kept, entry.date),
        encounters,
        form,
        problems,
        theirs,
    })?;
    *response.status_mut() = status;
    Ok(response)
}

/// Changes or deletes the entry. Where another changed it meanwhile, theirs is shown beside what was to be written.
pub(super) async fn change(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Path(id): Path<Uuid>,
    Form(mut form): Form<EntryForm>,
) -> Result<Response, AppError> {
    let id = EntryId::from(id);
    let seen = form.seen.parse().map(Revision);
    let seen = seen.map_err(|_| AppError::invalid("seen", "Open the entry again, then change it."))?;
    let before = ledger::of(&app, user).await?;
    let date = before.ledger.get(id).map(|logged| logged.entry().date);
    let write = if form.action == "delete" {
        Ok(EntryWrite::Delete { id, seen })
    } else {
        let alone = EncounterId::from(app.new_id());
        form.read(id, alone).map(|entry| EntryWrite::Put { entry, seen: Some(seen) })
    };
    let write = match write {
        Ok(write) => write,
        Err(problems) => return write_page(&app, user, id, form, problems, None).await,
    };
    let to = match &write {
        EntryWrite::Put { entry, .. } => Some(entry.date),
        EntryWrite::Delete { .. } => date,
    };
    match entries::write(&app, user, &[write]).await {
        Ok(_) => {
            let day = to.map(|date| format!("?date={date}")).unwrap_or_default();
            Ok(Redirect::to(&format!("/log/day{day}")).into_response())
        }
        Err(AppError::Conflict(words)) => {
            let kept = ledger::of(&app, user).await?;
            // Deleted meanwhile: there is nothing to show beside it.
            let logged = kept.ledger.get(id).ok_or(AppError::Conflict(
                "This entry was deleted in another tab or on another device since it was read here."
                    .to_owned(),
            ))?;
            let theirs = in_words(logged);
            form.seen = logged.record.revision.to_string();
            let problems = vec![FieldProblem::new("entry", words)];
            write_page(&app, user, id, form, problems, Some(theirs)).await
        }
        Err(error) => Err(error),
    }
}

/// An entry, field by field.
fn in_words(logged: Logged<'_>) -> Vec<(&'static str, String)> {
    let form = EntryForm::of(logged.entry(), logged.record.revision);
    let role = Role::ALL.into_iter().find(|role| role.slug() == form.role).map_or("", Role::name);
    let fields = [
        ("Line", form.line),
        ("Date", form.date),
        ("Place of service", form.place),
        ("Site", form.site),
        ("Role", role.to_owned()),
        ("Colleague", form.colleague),
        ("Note", form.note),
    ];
    fields.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
