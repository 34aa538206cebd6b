//! The form of quick entry, and the fields that entries share.

use jiff::civil::Date;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_log::quick::Circumstances;
use openrvu_log::{Role, Settings, ShortText, TextError};
use serde::Deserialize;
use uuid::Uuid;

use crate::FieldProblem;
use crate::services::quick::Quick;

/// The form as text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct EnterForm {
    /// Names the submission, so that sending it twice logs it once.
    pub(super) submission: String,
    pub(super) text: String,
    /// A date, or `other` for the one in `date`.
    pub(super) day: String,
    pub(super) date: String,
    pub(super) apart: String,
    pub(super) place: String,
    pub(super) site: String,
    pub(super) role: String,
    pub(super) colleague: String,
    pub(super) note: String,
    /// What to do: `read`, `log`, `part`, `keep`.
    pub(super) action: String,
    /// The template to be put in.
    pub(super) template: String,
    /// The name under which to keep the text as a template.
    pub(super) name: String,
}

impl EnterForm {
    /// An empty form for a day.
    pub(super) fn new(submission: Uuid, date: Date, settings: &Settings) -> Self {
        Self {
            submission: submission.to_string(),
            day: date.to_string(),
            date: date.to_string(),
            site: settings.site.as_ref().map(ToString::to_string).unwrap_or_default(),
            role: Role::Performed.slug().to_owned(),
            ..Self::default()
        }
    }

    /// The day as given.
    fn day(&self) -> &str {
        if matches!(self.day.as_str(), "" | "other") { &self.date } else { &self.day }
    }

    /// The day of service; `today` where it cannot be read.
    pub(super) fn date_or(&self, today: Date) -> Date {
        self.day().trim().parse().unwrap_or(today)
    }

    /// What the form says, and what is wrong with it; what is wrong is left out of what is read.
    pub(super) fn read(&self, today: Date) -> (Quick, Vec<FieldProblem>) {
        let mut problems = Vec::new();
        let date = date(self.day(), &mut problems).unwrap_or(today);
        let circumstances = Circumstances {
            date,
            place: place(&self.place, &mut problems),
            site: short("site", &self.site, &mut problems),
            role: role(&self.role, &mut problems),
            colleague: short("colleague", &self.colleague, &mut problems),
            note: short("note", &self.note, &mut problems),
        };
        (Quick { text: self.text.clone(), apart: !self.apart.is_empty(), circumstances }, problems)
    }

    /// Takes over what was read or added.
    pub(super) fn take(&mut self, quick: &Quick) {
        self.text = quick.text.clone();
        self.place = quick.circumstances.place.map(|place| place.to_string()).unwrap_or_default();
        self.site = quick.circumstances.site.as_ref().map(ToString::to_string).unwrap_or_default();
        self.role = quick.circumstances.role.slug().to_owned();
    }
}

/// A day of service.
pub(in crate::pages) fn date(text: &str, problems: &mut Vec<FieldProblem>) -> Option<Date> {
    let read = text.trim().parse::<Date>().ok().filter(|date| (2000..2100).contains(&date.year()));
    if read.is_none() {
        problems.push(FieldProblem::new(
            "date",
            "Write year, month and day of this century, such as 2026-08-03.",
        ));
    }
    read
}

/// A place of service.
pub(in crate::pages) fn place(text: &str, problems: &mut Vec<FieldProblem>) -> Option<PlaceOfServiceCode> {
    let text = text.trim();
    let read = if text.is_empty() { None } else { Some(text.parse()) };
    match read {
        Some(Err(_)) => {
            problems.push(FieldProblem::new("place", "Choose a place of service, two digits."));
            None
        }
        Some(Ok(place)) => Some(place),
        None => None,
    }
}

/// A role.
pub(in crate::pages) fn role(text: &str, problems: &mut Vec<FieldProblem>) -> Role {
    let role = Role::ALL.into_iter().find(|role| role.slug() == text);
    if role.is_none() && !text.is_empty() {
        problems.push(FieldProblem::new("role", "Choose a role from the list."));
    }
    role.unwrap_or_default()
}

/// A short text, none where it is empty.
pub(in crate::pages) fn short(
    field: &str,
    text: &str,
    problems: &mut Vec<FieldProblem>,
) -> Option<ShortText> {
    let read = if text.trim().is_empty() { None } else { Some(text.parse()) };
    match read {
        Some(Err(error)) => {
            let error: TextError = error;
            problems.push(FieldProblem::new(field, error.to_string()));
            None
        }
        Some(Ok(text)) => Some(text),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_every_problem() {
        let today = "2026-08-14".parse().unwrap();
        let mut form = EnterForm::new(Uuid::nil(), today, &Settings::default());
        form.text = "99213".to_owned();
        let (quick, problems) = form.read(today);
        assert!(problems.is_empty());
        assert_eq!(quick.circumstances, Circumstances::on(today));

        form.day = "other".to_owned();
        form.date = "2026-02-30".to_owned();
        (form.place, form.role) = ("x".to_owned(), "surgeon".to_owned());
        (form.site, form.note) = ("a".repeat(90), "Mr Smith".to_owned());
        let (quick, problems) = form.read(today);
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["date", "place", "site", "role", "note"]);
        assert_eq!(quick.circumstances, Circumstances::on(today));
    }
}
