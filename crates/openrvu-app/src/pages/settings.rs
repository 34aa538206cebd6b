//! `/log/settings`: how a user divides time, where and when they work.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::{Date, Weekday};
use openrvu_log::Settings;
use openrvu_log::calendar::PublicHolidays;
use openrvu_log::settings::{Holiday, Leave, Weekdays};
use openrvu_store::Revision;
use openrvu_web::Shell;
use serde::Deserialize;

use super::{Part, Parts, shell};
use crate::http::body::{Form, Query};
use crate::http::page;
use crate::identity::{CanRead, CanWrite};
use crate::services::dashboard::day;
use crate::services::settings;
use crate::{App, AppError, FieldProblem};

/// The months, January first.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The form as text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct SettingsForm {
    fiscal_year_month: String,
    week_begins: String,
    place: String,
    site: String,
    specialty: String,
    fte: String,
    weekday: Vec<String>,
    public_holidays: String,
    holidays: String,
    leave: String,
    time_zone: String,
    locality: String,
    seen: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Saved {
    saved: String,
}

#[derive(Template)]
#[template(path = "log/settings.html")]
struct SettingsPage<'a> {
    shell: Shell<'a>,
    parts: Parts,
    form: SettingsForm,
    problems: Vec<FieldProblem>,
    saved: bool,
    months: [&'static str; 12],
    weekdays: [(Weekday, &'static str); 7],
    holidays: [PublicHolidays; 3],
    places: Vec<(String, String)>,
    specialties: Vec<(String, String)>,
    localities: Vec<(String, String)>,
    zone: String,
}

impl SettingsPage<'_> {
    fn works_on(&self, name: &str) -> bool {
        self.form.weekday.iter().any(|day| day == name)
    }

    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str())
    }
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    CanRead(user): CanRead,
    Query(query): Query<Saved>,
) -> Result<Response, AppError> {
    let (settings, revision) = settings::of(&app, user).await?;
    write_page(&app, form_of(&settings, revision), Vec::new(), !query.saved.is_empty())
}

/// Takes the form in.
pub(super) async fn save(
    State(app): State<App>,
    CanWrite(user): CanWrite,
    Form(form): Form<SettingsForm>,
) -> Result<Response, AppError> {
    let problems = match read(&form) {
        Ok((read, seen)) => match settings::write(&app, user, read, seen).await {
            Ok(_) => return Ok(Redirect::to("/log/settings?saved=1").into_response()),
            Err(AppError::Invalid(problems)) => problems,
            Err(error) => return Err(error),
        },
        Err(problems) => problems,
    };
    let mut response = write_page(&app, form, problems, false)?;
    *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

fn write_page(
    app: &App,
    form: SettingsForm,
    problems: Vec<FieldProblem>,
    saved: bool,
) -> Result<Response, AppError> {
    let schedule = app.site.schedule();
    let places = schedule.policy().places.in_use(app.today());
    let localities = schedule.newest().map(|release| release.localities.as_slice()).unwrap_or_default();
    let mut localities: Vec<_> = localities
        .iter()
        .map(|locality| (locality.id.to_string(), format!("{}, {}", locality.state, locality.name)))
        .collect();
    localities.sort_by(|one, other| one.1.cmp(&other.1));
    let specialties = app.site.library().specialties().iter();
    page(&SettingsPage {
        shell: shell(app, "/log/settings", "Settings"),
        parts: Parts::of(app, Part::Settings),
        form,
        problems,
        saved,
        months: MONTHS,
        weekdays: Weekdays::NAMES,
        holidays: PublicHolidays::ALL,
        places: places.map(|place| (place.code.to_string(), place.name.clone())).collect(),
        specialties: specialties.map(|specialty| (specialty.slug.clone(), specialty.name.clone())).collect(),
        localities,
        zone: app.options.clock.zone.iana_name().unwrap_or("UTC").to_owned(),
    })
}

fn form_of(settings: &Settings, revision: Option<Revision>) -> SettingsForm {
    let text = |value: Option<String>| value.unwrap_or_default();
    let name_of = |day: Weekday| {
        Weekdays::NAMES.into_iter().find(|(other, _)| *other == day).map_or("", |(_, name)| name)
    };
    let holidays = settings.holidays.iter().map(|holiday| match &holiday.name {
        Some(name) => format!("{} {name}", holiday.date),
        None => holiday.date.to_string(),
    });
    let leave = settings.leave.iter().map(|leave| match leave.from == leave.to {
        true => leave.from.to_string(),
        false => format!("{} to {}", leave.from, leave.to),
    });
    SettingsForm {
        fiscal_year_month: settings.fiscal_year_month.to_string(),
        week_begins: name_of(settings.week_begins).to_owned(),
        place: text(settings.place.map(|place| place.to_string())),
        site: text(settings.site.as_ref().map(ToString::to_string)),
        specialty: text(settings.specialty.as_ref().map(ToString::to_string)),
        fte: settings.fte.to_string(),
        weekday: settings.working_weekdays.into(),
        public_holidays: settings.public_holidays.slug().to_owned(),
        holidays: holidays.collect::<Vec<_>>().join("\n"),
        leave: leave.collect::<Vec<_>>().join("\n"),
        time_zone: text(settings.time_zone.as_ref().map(ToString::to_string)),
        locality: text(settings.locality.map(|locality| locality.to_string())),
        seen: text(revision.map(|revision| revision.0.to_string())),
    }
}

/// The settings of a form, and the revision that its writer saw; or every problem at once.
fn read(form: &SettingsForm) -> Result<(Settings, Option<Revision>), Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut note = |field: &str, message: String| problems.push(FieldProblem::new(field, message));
    let mut settings = Settings::default();
    match form.fiscal_year_month.parse() {
        Ok(month) => settings.fiscal_year_month = month,
        Err(_) => note("fiscal_year_month", "Choose a month.".to_owned()),
    }
    match Weekdays::NAMES.into_iter().find(|(_, name)| *name == form.week_begins) {
        Some((day, _)) => settings.week_begins = day,
        None => note("week_begins", "Choose a weekday.".to_owned()),
    }
    match form.fte.parse() {
        Ok(fte) => settings.fte = fte,
        Err(message) => note("fte", message),
    }
    match Weekdays::try_from(form.weekday.clone()) {
        Ok(days) => settings.working_weekdays = days,
        Err(message) => note("working_weekdays", message),
    }
    match PublicHolidays::ALL.into_iter().find(|choice| choice.slug() == form.public_holidays) {
        Some(choice) => settings.public_holidays = choice,
        None => note("public_holidays", "Choose one of them.".to_owned()),
    }
    settings.place = optional(&form.place, "place", &mut note);
    settings.site = optional(&form.site, "site", &mut note);
    settings.specialty = optional(&form.specialty, "specialty", &mut note);
    settings.time_zone = optional(&form.time_zone, "time_zone", &mut note);
    settings.locality = optional(&form.locality, "locality", &mut note);
    for line in lines(&form.holidays) {
        match holiday(line) {
            Ok(holiday) => settings.holidays.push(holiday),
            Err(message) => note("holidays", message),
        }
    }
    for line in lines(&form.leave) {
        match leave(line) {
            Ok(leave) => settings.leave.push(leave),
            Err(message) => note("leave", message),
        }
    }
    let seen = form.seen.parse().ok().map(Revision);
    if problems.is_empty() { Ok((settings, seen)) } else { Err(problems) }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn optional<T: std::str::FromStr<Err: std::fmt::Display>>(
    text: &str,
    field: &str,
    note: &mut impl FnMut(&str, String),
) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    text.parse().map_err(|error: T::Err| note(field, error.to_string())).ok()
}

/// `2026-12-24 Christmas Eve`.
fn holiday(line: &str) -> Result<Holiday, String> {
    let (date, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let name = Some(name.trim()).filter(|name| !name.is_empty()).map(str::parse).transpose();
    Ok(Holiday { date: day(date)?, name: name.map_err(|error: openrvu_log::TextError| error.to_string())? })
}

/// `2026-08-03 to 2026-08-14`, or one day.
fn leave(line: &str) -> Result<Leave, String> {
    let days: Vec<&str> = line.split_whitespace().filter(|word| !matches!(*word, "to" | "-" | "–")).collect();
    let (from, to) = match days.as_slice() {
        [one] => (*one, *one),
        [from, to] => (*from, *to),
        _ => {
            let line: String = line.chars().take(40).collect();
            return Err(format!(
                "{line:?} is not leave: write the first and the last day, such as 2026-08-03 to 2026-08-14."
            ));
        }
    };
    let (from, to): (Date, Date) = (day(from)?, day(to)?);
    Ok(Leave { from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_reads_as_it_is_written() {
        let settings = Settings {
            fiscal_year_month: 7,
            place: Some("22".parse().unwrap()),
            fte: "0.8".parse().unwrap(),
            holidays: vec![holiday("2026-12-24 Christmas Eve").unwrap(), holiday("2026-12-31").unwrap()],
            leave: vec![leave("2026-08-03 to 2026-08-14").unwrap(), leave("2026-09-01").unwrap()],
            time_zone: Some("America/Chicago".parse().unwrap()),
            ..Settings::default()
        };
        let (read, seen) = read(&form_of(&settings, Some(Revision(7)))).unwrap();
        assert_eq!((read, seen), (settings, Some(Revision(7))));
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let form = SettingsForm {
            fiscal_year_month: "x".to_owned(),
            week_begins: "sun".to_owned(),
            fte: "9".to_owned(),
            weekday: vec!["mon".to_owned()],
            public_holidays: "all".to_owned(),
            place: "one".to_owned(),
            holidays: "tomorrow".to_owned(),
            leave: "2026-08-03 2026-08-04 2026-08-05\n2026-02-30".to_owned(),
            locality: "here".to_owned(),
            ..SettingsForm::default()
        };
        let problems = read(&form).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "fiscal_year_month",
                "week_begins",
                "fte",
                "working_weekdays",
                "public_holidays",
                "place",
                "locality",
                "holidays",
                "leave",
                "leave"
            ]
        );
    }
}
