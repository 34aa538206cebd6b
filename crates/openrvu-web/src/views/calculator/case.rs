//! The case as it stands in the address, and read: every part that cannot be read is named, and nothing stands in for
//! it.

use std::fmt::Display;
use std::str::FromStr;

use jiff::civil::Date;
use openrvu_core::policy::{CreditPolicy, PlaceOfServiceCode};
use openrvu_core::valuation::{Area, MOST_LINES, Practitioner, Site as Place, ValuationError};
use openrvu_core::{Line, LocalityId, ReleaseId, Request, Setting};
use serde::{Deserialize, Serialize};

use crate::Site;

/// Characters of a part of the address that an error repeats.
const SHOWN: usize = 24;

/// The whole case, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Case {
    /// The lines, apart by line breaks, commas or semicolons.
    pub(crate) lines: String,
    /// Day of service; empty for the usual one.
    pub(crate) on: String,
    /// Locality; empty for the reader's own, `national` for none.
    pub(crate) locality: String,
    /// Place of service, or a setting by name.
    pub(crate) place: String,
    /// Who gave the service.
    pub(crate) by: String,
    /// `yes` for a qualifying participant.
    pub(crate) qualifying: String,
    /// `no` for a clinician who does not participate.
    pub(crate) participating: String,
    /// Credit policy by name.
    pub(crate) policy: String,
    /// The release whose work RVUs are credited.
    pub(crate) value_release: String,
}

/// The case as far as it could be read.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) lines: Vec<Line>,
    /// None where no day is given and no release is held.
    pub(super) date: Option<Date>,
    pub(super) locality: Option<LocalityId>,
    pub(super) place: Place,
    pub(super) practitioner: Practitioner,
    pub(super) qualifying: bool,
    pub(super) participating: bool,
    pub(super) policy: Option<&'a CreditPolicy>,
    pub(super) value_release: Option<ReleaseId>,
    /// What could not be read, a sentence each.
    pub(super) errors: Vec<String>,
}

impl<'a> Reading<'a> {
    /// Reads a case for a reader in a locality or in none.
    pub(super) fn of(site: &'a Site, case: &Case, own: Option<LocalityId>) -> Self {
        let mut errors = Vec::new();
        let lines = lines(&case.lines, &mut errors);
        let on = read(&case.on, "a day such as 2026-08-01", &mut errors);
        let locality = match case.locality.trim() {
            "" => own,
            "national" => None,
            text => read(text, "a locality such as 15202-00", &mut errors),
        };
        Self {
            lines,
            date: on.or_else(|| site.usual_day().map(|day| day.date)),
            locality,
            place: place(&case.place, &mut errors),
            practitioner: practitioner(&case.by, &mut errors),
            qualifying: yes_or_no("qualifying", &case.qualifying, false, &mut errors),
            participating: yes_or_no("participating", &case.participating, true, &mut errors),
            policy: policy(site, &case.policy, &mut errors),
            value_release: read(&case.value_release, "a release such as RVU25D", &mut errors),
            errors,
        }
    }

    /// What the engine is asked; none where a part could not be read, where there are no lines, or where nothing is
    /// held.
    pub(super) fn request(&self) -> Option<Request<'a>> {
        let (date, policy) = self.date.zip(self.policy)?;
        let complete = self.errors.is_empty() && !self.lines.is_empty();
        complete.then(|| Request {
            area: self.locality.map_or(Area::National, Area::Locality),
            site: self.place,
            qualifying: self.qualifying,
            practitioner: self.practitioner,
            participating: self.participating,
            value_release: self.value_release,
            ..Request::new(date, policy)
        })
    }
}

/// The beginning of what was written, for an error.
fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// Reads a part of the case that may be empty.
fn read<T: FromStr>(text: &str, wanted: impl Display, errors: &mut Vec<String>) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let found = text.parse().ok();
    if found.is_none() {
        errors.push(format!("{:?} is not {wanted}.", shown(text)));
    }
    found
}

fn lines(text: &str, errors: &mut Vec<String>) -> Vec<Line> {
    let written = || text.split(['\n', ';', ',']).map(str::trim).filter(|line| !line.is_empty());
    let count = written().count();
    if count > MOST_LINES {
        errors.push(format!("{}.", ValuationError::TooManyLines(count)));
        return Vec::new();
    }
    let read = written().filter_map(|line| match line.parse() {
        Ok(line) => Some(line),
        Err(error) => {
            errors.push(format!("{}: {error}.", shown(line)));
            None
        }
    });
    read.collect()
}

fn yes_or_no(name: &str, text: &str, usual: bool, errors: &mut Vec<String>) -> bool {
    match text.trim() {
        "" => usual,
        "yes" => true,
        "no" => false,
        other => {
            errors.push(format!("{name}={} is neither yes nor no.", shown(other)));
            usual
        }
    }
}

fn practitioner(text: &str, errors: &mut Vec<String>) -> Practitioner {
    let text = text.trim();
    let found = Practitioner::ALL.into_iter().find(|practitioner| practitioner.slug() == text);
    if found.is_none() && !text.is_empty() {
        let known: Vec<&str> = Practitioner::ALL.into_iter().map(Practitioner::slug).collect();
        errors.push(format!(
            "{:?} is no clinician that prices depend on: write one of {}.",
            shown(text),
            known.join(", ")
        ));
    }
    found.unwrap_or_default()
}

fn policy<'a>(site: &'a Site, name: &str, errors: &mut Vec<String>) -> Option<&'a CreditPolicy> {
    let name = name.trim();
    if name.is_empty() {
        return site.full_credit();
    }
    let found = site.schedule.policy().credit_preset(name);
    if found.is_none() {
        let known: Vec<&str> =
            site.schedule.policy().credit.iter().map(|policy| policy.name.as_str()).collect();
        errors.push(format!(
            "There is no credit policy {:?}: write one of {}.",
            shown(name),
            known.join(", ")
        ));
    }
    found
}

fn place(text: &str, errors: &mut Vec<String>) -> Place {
    match text.trim() {
        "" | "non-facility" => Place::Setting(Setting::NonFacility),
        "facility" => Place::Setting(Setting::Facility),
        text => {
            let read = read::<PlaceOfServiceCode>(
                text,
                "a place of service such as 22, nor facility or non-facility",
                errors,
            );
            read.map_or(Place::Setting(Setting::NonFacility), Place::Place)
        }
    }
}
