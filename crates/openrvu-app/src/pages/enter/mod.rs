//! `/log`: quick entry. The text is read back with its worth, and logged when it says what was meant.

pub(super) mod form;

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use openrvu_core::Modifier;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_log::ledger::Sums;
use openrvu_log::period::long;
use openrvu_log::quick::{Report, RowState};
use openrvu_log::template::Template as QuickTemplate;
use openrvu_log::{EncounterId, Entry, EntryId, Logged, Role, figures};
use openrvu_store::{EntryWrite, Revision, UserId};
use openrvu_web::Shell;
use serde::Deserialize;
use uuid::Uuid;

use super::{Part, Parts, shell};
use crate::http::body::{Form, Query};
use crate::http::page;
use crate::identity::{CanRead, CanWrite};
use crate::services::documents::{self, Kept};
use crate::services::entries;
use crate::services::ledger::{self, UserLedger};
use crate::services::quick::{self, ReadBack};
use crate::{App, AppError, FieldProblem};

use form::EnterForm;

/// Most sites that are offered.
const MOST_SITES: usize = 50;

/// A line of the day.
pub(super) struct DayRow {
    pub(super) id: EntryId,
    pub(super) revision: u64,
    pub(super) line: String,
    /// Code, modifiers in their order, and role: what two entries share that are likely one.
    pub(super) service: String,
    pub(super) title: String,
    pub(super) work: Option<String>,
    pub(super) place: String,
    pub(super) site: String,
    pub(super) role: Option<&'static str>,
    pub(super) colleague: String,
    pub(super) note: String,
    pub(super) review: Vec<String>,
}

/// The lines of an encounter.
pub(super) struct DayEncounter {
    pub(super) number: usize,
    pub(super) rows: Vec<DayRow>,
}

/// What is logged of a day.
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) name: String,
    pub(super) sums: Sums,
    pub(super) work: String,
    pub(super) encounters: Vec<DayEncounter>,
}

impl Day {
    /// The day of a ledger, its encounters in the order in which they were begun.
    pub(super) fn of(app: &App, kept: &UserLedger, date: Date) -> Self {
        let mut numbers: BTreeMap<EncounterId, usize> = BTreeMap::new();
        let mut encounters: Vec<DayEncounter> = Vec::new();
        for logged in kept.ledger.between(date, date) {
            let number = *numbers.entry(logged.entry().encounter).or_insert_with(|| {
                encounters.push(DayEncounter { number: encounters.len() + 1, rows: Vec::new() });
                encounters.len() - 1
            });
            encounters[number].rows.push(row(app, logged));
        }
        let sums = kept.ledger.sums(date, date);
        Self { date, name: day_name(date), sums, work: figures::work(sums.work), encounters }
    }
}

/// A day in words with its weekday: `Monday, August 3, 2026`.
pub(super) fn day_name(date: Date) -> String {
    format!("{}, {}", date.strftime("%A"), long(date))
}

fn row(app: &App, logged: Logged<'_>) -> DayRow {
    let entry = logged.entry();
    DayRow {
        id: entry.id,
        revision: logged.record.revision,
        line: entry.line.to_string(),
        service: service(entry),
        title: quick::title(&app.site, entry.line.code),
        work: logged.value.work().map(figures::work),
        place: entry.place.map(|place| place.to_string()).unwrap_or_default(),
        site: entry.site.as_ref().map(ToString::to_string).unwrap_or_default(),
        role: (entry.role != Role::Performed).then(|| entry.role.name()),
        colleague: entry.colleague.as_ref().map(ToString::to_string).unwrap_or_default(),
        note: entry.note.as_ref().map(ToString::to_string).unwrap_or_default(),
        review: logged.value.review().iter().map(ToString::to_string).collect(),
    }
}

fn service(entry: &Entry) -> String {
    let mut modifiers: Vec<&str> = entry.line.modifiers.iter().map(Modifier::as_str).collect();
    modifiers.sort_unstable();
    let parts = std::iter::once(entry.line.code.as_str()).chain(modifiers).chain([entry.role.slug()]);
    parts.collect::<Vec<_>>().join(" ")
}

/// What was just logged, with what takes it back.
struct Done {
    words: String,
    /// Entries with their revisions.
    entries: Vec<String>,
}

/// Choices that forms offer for the fields that entries share.
pub(super) struct Choices {
    pub(super) places: Vec<(PlaceOfServiceCode, String)>,
    pub(super) sites: Vec<String>,
    pub(super) usual_place: String,
}

impl Choices {
    pub(super) fn of(app: &App, kept: &UserLedger, date: Date) -> Self {
        let in_use = app.site.schedule().policy().places.in_use(date);
        let mut sites: Vec<String> = kept.ledger.sites().map(|(_, name)| name.to_string()).collect();
        sites.sort_unstable();
        sites.truncate(MOST_SITES);
        Self {
            places: in_use.map(|place| (place.code, place.name.clone())).collect(),
            sites,
            usual_place: kept.settings.place.map(|place| place.to_string()).unwrap_or_default(),
        }
    }
}

#[derive(Template)]
#[template(path = "log/enter.html")]
struct EnterPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    /// Whether it is the page that a phone keeps, with nothing of anybody's log.
    is_shell: bool,
    form: EnterForm,
    /// None before anything was read.
    report: Option<Report>,
    problems: Vec<FieldProblem>,
    done: Option<Done>,
    said: Option<String>,
    days: [(Date, String); 2],
    is_other_day: bool,
    choices: Choices,
    templates: Vec<Kept<QuickTemplate>>,
    /// The last day before the chosen one on which something is logged.
    before: Option<(Date, String)>,
    /// Whether nothing was ever logged.
    is_first: bool,
    day: Day,
}

impl EnterPage<'_> {
    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }

    /// What the fields under "Place, site, role" hold, in a few words.
    fn summary(&self) -> String {
        let role = Role::ALL.into_iter().find(|role| role.slug() == self.form.role).unwrap_or_default();
        let place = if self.form.place.is_empty() { "usual place" } else { &self.form.place };
        let mut parts = vec![place.to_owned()];
        parts.extend((!self.form.site.is_empty()).then(|| self.form.site.clone()));
        parts.push(role.name().to_owned());
        parts.extend((!self.form.colleague.is_empty()).then(|| format!("with {}", self.form.colleague)));
        parts.extend((!self.form.note.is_empty()).then(|| "a note".to_owned()));
        parts.join(", ")
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct EnterQuery {
    /// The day to log on.
    date: String,
    /// A code to begin with, from its page.
    add: String,
    /// What was logged last: the submission, and how many lines.
    done: String,
}

/// What a page says beside its form.
#[derive(Default)]
struct Said {
    report: Option<Report>,
    problems: Vec<FieldProblem>,
    done: Option<Done>,
    said: Option<String>,
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<EnterQuery>,
) -> Result<Response, AppError> {
    let kept = ledger::of(&app, user).await?;
    let today = kept.today(&app);
    let date = query.date.parse().unwrap_or(today);
    let mut form = EnterForm::new(app.new_id(), date, &kept.settings);
    form.text = query.add;
    let mut said = Said { done: done(&kept, &query.done), ..Said::default() };
    if !form.text.is_empty() {
        said.report = Some(quick::read(&app, &kept, form.read(today).0).await?.report);
    }
    write_page(&app, user, &kept, form, said).await
}

/// What a submission logged, as far as it still stands.
fn done(kept: &UserLedger, text: &str) -> Option<Done> {
    let (submission, lines) = text.rsplit_once('.')?;
    let submission: Uuid = submission.parse().ok()?;
    let lines: usize = lines.parse().ok().filter(|lines| *lines <= openrvu_log::quick::MOST_LINES)?;
    // Every line took an id, and every encounter one.
    let mut ids = quick::ids(submission);
    let found: Vec<_> = std::iter::repeat_with(|| EntryId::from_bytes(ids()))
        .take(2 * lines)
        .filter_map(|id| kept.ledger.get(id))
        .collect();
    let date = found.first()?.entry().date;
    let work = found.iter().filter_map(|logged| logged.value.work()).sum();
    let count = found.len();
    let words = format!(
        "Logged {count} {}, {} work RVUs, on {}.",
        if count == 1 { "line" } else { "lines" },
        figures::work(work),
        day_name(date),
    );
    let entries = found.iter().map(|logged| format!("{}:{}", logged.entry().id, logged.record.revision));
    Some(Done { words, entries: entries.collect() })
}

async fn write_page(
    app: &App,
    user: UserId,
    kept: &Arc<UserLedger>,
    form: EnterForm,
    said: Said,
) -> Result<Response, AppError> {
    let today = kept.today(app);
    let date = form.date_or(today);
    let yesterday = today.yesterday().unwrap_or(today);
    let before = date.yesterday().ok().and_then(|until| kept.ledger.days(Date::MIN, until).next_back());
    let before = before.map(|(day, sums)| {
        let name = if day == yesterday && date == today { "yesterday".to_owned() } else { day_name(day) };
        let entries = if sums.entries == 1 { "entry" } else { "entries" };
        (day, format!("{name} ({} {entries}, {})", sums.entries, figures::work(sums.work)))
    });
    let refused = !said.problems.is_empty();
    let mut response = page(&EnterPage {
        shell: shell(app, "/log", "Enter"),
        parts: Parts::of(app, Part::Enter),
        is_shell: false,
        report: said.report,
        problems: said.problems,
        done: said.done,
        said: said.said,
        days: [(today, short_day(today)), (yesterday, short_day(yesterday))],
        is_other_day: date != today && date != yesterday,
        choices: Choices::of(app, kept, date),
        templates: documents::all::<QuickTemplate>(app, user).await?,
        before,
        is_first: kept.ledger.is_empty(),
        day: Day::of(app, kept, date),
        form,
    })?;
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(with_engine(response))
}

/// Lets a page run the engine: compiling WebAssembly is to be allowed by name.
fn with_engine(mut response: Response) -> Response {
    let policy = openrvu_web::POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The page as a phone keeps it: its script fills in days, templates and sites.
pub(super) fn shell_page(app: &App) -> Result<Response, AppError> {
    let nobody = UserLedger::nobody(app);
    let day = Day {
        date: Date::ZERO,
        name: String::new(),
        sums: Sums::default(),
        work: String::new(),
        encounters: Vec::new(),
    };
    let form = EnterForm {
        day: Date::ZERO.to_string(),
        role: Role::Performed.slug().to_owned(),
        ..EnterForm::default()
    };
    let response = page(&EnterPage {
        shell: shell(app, "/log", "Enter"),
        parts: Parts::of(app, Part::Enter),
        is_shell: true,
        form,
        report: None,
        problems: Vec::new(),
        done: None,
        said: None,
        days: [(Date::ZERO, String::new()), (Date::ZERO, String::new())],
        is_other_day: false,
        choices: Choices::of(app, &nobody, app.today()),
        templates: Vec::new(),
        before: None,
        is_first: false,
        day,
    })?;
    Ok(with_engine(response))
}

fn short_day(date: Date) -> String {
    date.strftime("%a %b %-d").to_string()
}

/// Takes the form in: reads it back, logs it, puts a template in or keeps one.
pub(super) async fn submit(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Form(mut form): Form<EnterForm>,
) -> Result<Response, AppError> {
    let kept = ledger::of(&app, user).await?;
    let (mut quick, problems) = form.read(kept.today(&app));
    if let Ok(template) = form.template.parse() {
        quick = quick::with_template(&app, user, quick, template).await?;
        form.take(&quick);
    }
    let circumstances = quick.circumstances.clone();
    let ReadBack { reading, report } = quick::read(&app, &kept, quick).await?;
    let mut said = Said { problems, ..Said::default() };
    let wants_log = matches!(form.action.as_str(), "log" | "part");
    if form.action == "keep" {
        said.said = keep(&app, user, &form, &reading, &circumstances, &mut said.problems).await?;
    } else if wants_log && said.problems.is_empty() {
        if report.lines > 0 && (report.whole || form.action == "part") {
            let submission = form.submission.parse().unwrap_or_else(|_| app.new_id());
            let logged = quick::log(&app, user, submission, &reading, &circumstances).await?;
            let address =
                format!("/log?date={}&done={submission}.{}", circumstances.date, logged.entries.len());
            if report.whole {
                return Ok(Redirect::to(&address).into_response());
            }
            return rest(&app, user, form, &report, submission, logged.entries.len()).await;
        }
        said.problems.push(FieldProblem::new("text", not_whole(&report)));
    }
    said.report = Some(report);
    write_page(&app, user, &kept, form, said).await
}

fn not_whole(report: &Report) -> String {
    match report.lines {
        0 => "There is no line to log yet: write a code, such as 99213.".to_owned(),
        _ => format!("Nothing was logged: this is not understood yet: {}", report.left),
    }
}

/// The page after a part of the text was logged: the rest stays in the field.
async fn rest(
    app: &App,
    user: UserId,
    mut form: EnterForm,
    report: &Report,
    submission: Uuid,
    lines: usize,
) -> Result<Response, AppError> {
    let kept = ledger::of(app, user).await?;
    form.text = report.left.clone();
    form.submission = app.new_id().to_string();
    let again = quick::read(app, &kept, form.read(kept.today(app)).0).await?;
    let done = done(&kept, &format!("{submission}.{lines}"));
    write_page(app, user, &kept, form, Said { report: Some(again.report), done, ..Said::default() }).await
}

/// Keeps the text as a template; tells so in words.
async fn keep(
    app: &App,
    user: UserId,
    form: &EnterForm,
    reading: &openrvu_log::quick::Reading,
    circumstances: &openrvu_log::quick::Circumstances,
    problems: &mut Vec<FieldProblem>,
) -> Result<Option<String>, AppError> {
    let name = form.name.parse().map_err(|error: openrvu_log::TextError| error.to_string());
    let made = name.and_then(|name| QuickTemplate::of(name, reading).map_err(|error| error.to_string()));
    match made {
        Ok(template) => {
            let template = QuickTemplate {
                place: circumstances.place,
                site: circumstances.site.clone(),
                role: circumstances.role,
                ..template
            };
            documents::write(app, user, app.new_id(), &template, None).await?;
            Ok(Some(format!("{} is saved as a template.", template.name)))
        }
        Err(message) => {
            problems.push(FieldProblem::new("name", message));
            Ok(None)
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RepeatForm {
    submission: String,
    from: String,
    to: String,
}

/// Logs a day's entries again on another.
pub(super) async fn repeat(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Form(form): Form<RepeatForm>,
) -> Result<Response, AppError> {
    let day = |field: &str, text: &str| {
        text.parse().map_err(|_| AppError::invalid(field, "Write year, month and day, such as 2026-08-03."))
    };
    let submission = form.submission.parse().unwrap_or_else(|_| app.new_id());
    let (from, to) = (day("from", &form.from)?, day("to", &form.to)?);
    let logged = quick::log_again(&app, user, submission, from, to).await?;
    let lines = logged.entries.len();
    Ok(Redirect::to(&format!("/log?date={to}&done={submission}.{lines}")).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct UndoForm {
    entry: Vec<String>,
    date: String,
}

/// Takes back what was just logged.
pub(super) async fn undo(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Form(form): Form<UndoForm>,
) -> Result<Response, AppError> {
    let deletes: Vec<_> = named(&form.entry).map(|(id, seen)| EntryWrite::Delete { id, seen }).collect();
    entries::write(&app, user, &deletes).await?;
    let date = form.date.parse::<Date>().map(|date| format!("?date={date}")).unwrap_or_default();
    Ok(Redirect::to(&format!("/log{date}")).into_response())
}

/// The entries that a form names with the revisions that it was made from, as `ID:REVISION`.
pub(super) fn named(entries: &[String]) -> impl Iterator<Item = (EntryId, Revision)> + '_ {
    entries.iter().filter_map(|entry| {
        let (id, seen) = entry.split_once(':')?;
        Some((id.parse().ok()?, Revision(seen.parse().ok()?)))
    })
}
