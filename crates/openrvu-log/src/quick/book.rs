//! What a reader of quick entry knows: codes, modifiers, and what words mean.

use jiff::civil::Date;
use openrvu_core::indicator::Bilateral;
use openrvu_core::policy::CreditPolicy;
use openrvu_core::valuation::{Payment, Reason};
use openrvu_core::{Code, HeldRelease, Line, Modifier, Request, RowModifier, Schedule};
use serde::{Deserialize, Serialize};

use crate::value::release_for;

/// A service that words may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The code.
    pub code: Code,
    /// Its title in our own words; empty where there is none.
    pub title: String,
}

/// What words were found to mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The services, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// Whether the first is meant beyond reasonable doubt.
    pub certain: bool,
}

/// What decides how a text is read.
pub trait Book {
    /// Whether a code is in the release of the day.
    fn holds(&self, code: Code) -> bool;
    /// Whether a code is in any release held.
    fn has_held(&self, code: Code) -> bool;
    /// Whether a code of the release begins with these characters, in upper case.
    fn begins(&self, start: &str) -> bool;
    /// Whether a modifier is known.
    fn knows(&self, modifier: Modifier) -> bool;
    /// Whether a known modifier begins with this character, in upper case.
    fn modifier_begins(&self, start: u8) -> bool;
    /// Whether a known modifier can stand on a code: the row's indicators do not exclude it.
    fn fits(&self, code: Code, modifier: Modifier) -> bool;
    /// Whether a service has a left and a right.
    fn has_sides(&self, code: Code) -> bool;
    /// What words mean.
    fn find(&self, words: &str) -> Found;
}

/// The book of a fee schedule on a day, with a search for words.
pub struct ScheduleBook<'a, F> {
    schedule: &'a Schedule,
    date: Date,
    release: Option<&'a HeldRelease>,
    policy: Option<&'a CreditPolicy>,
    find: F,
}

impl<'a, F: Fn(&str) -> Found> ScheduleBook<'a, F> {
    /// The book for a day of service: of the release that prices it, or of the newest where none does.
    #[must_use]
    pub fn new(schedule: &'a Schedule, date: Date, find: F) -> Self {
        let of_day = release_for(schedule, date).and_then(|(id, _)| schedule.release(id).ok());
        let policy = schedule.policy().credit_preset("full");
        Self { schedule, date, release: of_day.or(schedule.newest()), policy, find }
    }
}

impl<F: Fn(&str) -> Found> Book for ScheduleBook<'_, F> {
    fn holds(&self, code: Code) -> bool {
        self.release.is_some_and(|release| !release.rows_of(code).is_empty())
    }

    fn has_held(&self, code: Code) -> bool {
        self.schedule.releases().iter().any(|release| !release.rows_of(code).is_empty())
    }

    fn begins(&self, start: &str) -> bool {
        self.release.is_some_and(|release| {
            let at = release.rows.partition_point(|row| row.code.as_str() < start);
            release.rows.get(at).is_some_and(|row| row.code.as_str().starts_with(start))
        })
    }

    fn knows(&self, modifier: Modifier) -> bool {
        self.schedule.policy().modifiers.get(modifier).is_some()
    }

    fn modifier_begins(&self, start: u8) -> bool {
        self.schedule
            .policy()
            .modifiers
            .all()
            .any(|rule| rule.code.as_str().as_bytes().first() == Some(&start))
    }

    fn fits(&self, code: Code, modifier: Modifier) -> bool {
        let (Some(release), Some(policy)) = (self.release, self.policy) else { return true };
        if modifier == Modifier::known(b"50") {
            return self.has_sides(code);
        }
        let request =
            Request { release: Some(release.id), explain: false, ..Request::new(self.date, policy) };
        let line = Line { modifiers: vec![modifier], ..Line::new(code) };
        let Ok(valuation) = self.schedule.value(&request, &[line]) else { return true };
        !valuation.lines.first().is_some_and(|line| {
            matches!(
                &line.payment,
                Payment::Unpriced(Reason::Incompatible(_) | Reason::NoSuchRow(..))
                    | Payment::NotPaid(
                        Reason::Incompatible(_) | Reason::NoSuchRow(..) | Reason::DeniedByIndicator(_)
                    )
            )
        })
    }

    fn has_sides(&self, code: Code) -> bool {
        let row = self.release.and_then(|release| release.row(code, RowModifier::Global));
        row.is_none_or(|row| matches!(row.bilateral, Bilateral::Applies | Bilateral::EachSide))
    }

    fn find(&self, words: &str) -> Found {
        (self.find)(words)
    }
}
