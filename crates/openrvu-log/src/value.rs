//! The worth of entries: an encounter is valued as one claim by the engine.

use jiff::civil::Date;
use openrvu_core::policy::PlaceOfServiceCode;
use openrvu_core::valuation::{Credit, LineValue, Output, Payment, Quantity, Reason, Rule, Site, Step};
use openrvu_core::{CreditRvu, Exact, ReleaseId, Request, Rvu, Schedule, Setting};

use crate::{Crediting, Entry};

/// What came of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryValue {
    /// Work RVUs credited, all units together; none where the credit is unknown, which is not zero.
    pub work: Option<CreditRvu>,
    /// The work RVU as published for the row, times units, before any policy; none where there is none.
    pub published: Option<CreditRvu>,
    /// The release whose work RVUs are credited; none where no release answers for the day.
    pub release: Option<ReleaseId>,
    /// The release that covers the day where it is not held, and another of its year stands in for it.
    pub provisional_for: Option<ReleaseId>,
    /// Why the entry needs review, in words; empty where it does not.
    pub review: Vec<String>,
    /// The engine's whole answer for the line; none where no release answers for the day.
    pub line: Option<LineValue>,
}

impl EntryValue {
    /// Nothing is known, for a reason in words.
    #[must_use]
    pub fn unknown(why: String) -> Self {
        Self {
            work: None,
            published: None,
            release: None,
            provisional_for: None,
            review: vec![why],
            line: None,
        }
    }
}

/// The release that prices a day, and the one that it stands in for.
///
/// Where the release of the day is not held, the nearest one of the same calendar year stands in, and every value says
/// so: work RVUs change little within a year. None where nothing is held of that year.
#[must_use]
pub fn release_for(schedule: &Schedule, date: Date) -> Option<(ReleaseId, Option<ReleaseId>)> {
    if let Ok(release) = schedule.release_on(date) {
        return Some((release.id, None));
    }
    let of_year = schedule.releases().iter().filter(|release| release.effective_from.year() == date.year());
    let (earlier, later): (Vec<_>, Vec<_>) = of_year.partition(|release| release.effective_from <= date);
    let nearest = earlier.last().or(later.first())?;
    Some((nearest.id, schedule.policy().calendar.release_on(date)))
}

/// Values the entries of one encounter as one claim. `usual_place` stands in for entries without a place.
///
/// The answers come in the order of the entries. Steps are kept where `explain` says so.
#[must_use]
pub fn value_encounter(
    schedule: &Schedule,
    crediting: &Crediting,
    entries: &[&Entry],
    usual_place: Option<PlaceOfServiceCode>,
    explain: bool,
) -> Vec<EntryValue> {
    let Some(first) = entries.first() else { return Vec::new() };
    let lines: Vec<_> = entries.iter().map(|entry| entry.line.clone()).collect();
    let place = entries.iter().find_map(|entry| entry.place).or(usual_place);
    let in_force = release_for(schedule, first.date);
    let provisional_for = in_force.and_then(|(_, wanted)| wanted);
    let request = Request {
        site: place.map_or(Site::Setting(Setting::NonFacility), Site::Place),
        release: in_force.filter(|(_, wanted)| wanted.is_some()).map(|(stands_in, _)| stands_in),
        value_release: crediting.release,
        explain,
        ..Request::new(first.date, &crediting.policy)
    };
    match schedule.value(&request, &lines) {
        Ok(valuation) => valuation
            .lines
            .into_iter()
            .zip(entries)
            .map(|(line, entry)| EntryValue {
                provisional_for: provisional_for.filter(|_| crediting.release.is_none()),
                ..of_line(schedule, crediting, entry, valuation.value_release, line)
            })
            .collect(),
        Err(error) => vec![EntryValue::unknown(error.to_string()); entries.len()],
    }
}

fn of_line(
    schedule: &Schedule,
    crediting: &Crediting,
    entry: &Entry,
    value_release: ReleaseId,
    mut line: LineValue,
) -> EntryValue {
    let role = crediting.role_factor(entry);
    let work = line.credit.work().map(|work| CreditRvu::new(Exact::whole(work.get()).times(role).round()));
    if !role.is_one() && !line.steps.is_empty() {
        line.steps.push(Step {
            output: Output::Credit,
            rule: Rule::CreditRole,
            words: format!(
                "Role {}: the factor on the line's credit, rounded half-up to a thousandth.",
                entry.role.name()
            ),
            factor: Some(role),
            before: line.credit.work().map(Quantity::Work),
            after: work.map(Quantity::Work),
        });
    }
    let published = line.row.and_then(|row| {
        let row = schedule.release(value_release).ok()?.row(entry.line.code, row)?;
        (row.has_rvus() || row.work != Rvu::ZERO).then(|| row.work.to_credit().times(entry.line.units))
    });
    let mut review = Vec::new();
    if let Credit::Uncredited(reason) = &line.credit
        && *reason != Reason::NoWorkRvu
    {
        review.push(reason.words());
    }
    if let Payment::Unpriced(reason) | Payment::NotPaid(reason) = &line.payment
        && (matches!(reason, Reason::Incompatible(_) | Reason::NoSuchRow(..) | Reason::MinutesMissing)
            || (matches!(reason, Reason::DeniedByIndicator(_)) && !entry.line.modifiers.is_empty()))
    {
        review.push(reason.words());
    }
    let unknown =
        entry.line.modifiers.iter().filter(|code| schedule.policy().modifiers.get(**code).is_none());
    review.extend(unknown.map(|code| format!("Modifier {code} is unknown here: it changes nothing.")));
    review.dedup();
    EntryValue {
        work,
        published,
        release: Some(value_release),
        provisional_for: None,
        review,
        line: Some(line),
    }
}
