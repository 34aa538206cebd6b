//! Valuation: lines of a claim become Medicare amounts and work-RVU credits, each with its steps.
//!
//! The stages, in order: the row (`resolve`), two sides (`bilateral`), ranking (`ranking`), who did it and who
//! pays (`settle`), and apart from all that the credit (`credit`). Anesthesia goes its own way (`anesthesia`).
//! The outcome does not depend on the order of the lines.

mod amount;
mod anesthesia;
mod bilateral;
mod claim;
mod credit;
mod effects;
mod line;
mod ncci;
mod outcome;
mod ranking;
mod request;
mod resolve;
mod settle;
mod step;
mod warnings;

pub use amount::{Prices, amount, weigh};
pub use line::{Line, LineError, MOST_MINUTES, MOST_MODIFIERS, MOST_UNITS};
pub use outcome::{Amounts, Credit, LineValue, Payment, Reason, Totals, Valuation};
pub use request::{Area, Practitioner, Request, Site};
pub use step::{Output, Quantity, Rule, Step};

use crate::policy::PlaceOfServiceCode;
use crate::schedule::{HeldRelease, NotHeld, Schedule};
use crate::{Cents, Code, ConversionFactor, Gpcis, LocalityId, ReleaseId, RowModifier};

use claim::{Claim, FeeLine, RefusedLine, Resolved};
use credit::Standing;

/// Most lines of a claim.
pub const MOST_LINES: usize = 200;

/// Why a claim cannot be valued at all. What is wrong with a single line is that line's outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValuationError {
    /// No release held answers for the day.
    #[error(transparent)]
    NotHeld(#[from] NotHeld),
    /// The locality is not in the release.
    #[error("locality {locality} is not in {release}: choose one of its localities, or the national amount")]
    Locality {
        /// The locality asked for.
        locality: LocalityId,
        /// The release that prices.
        release: ReleaseId,
    },
    /// The release was read without a GPCI file.
    #[error(
        "{release} is held without its GPCI file, so no locality can be priced: import the file, or ask for the national amount"
    )]
    NoLocalities {
        /// The release that prices.
        release: ReleaseId,
    },
    /// The place of service is unknown on that day.
    #[error("place of service {code} is not in use on {date}")]
    Place {
        /// The code asked for.
        code: PlaceOfServiceCode,
        /// The day.
        date: jiff::civil::Date,
    },
    /// The credit policy does not cover the day.
    #[error("credit policy {name} covers {days}, not {date}: give the policy of that day")]
    CreditPolicy {
        /// The policy's name.
        name: String,
        /// The days that it covers, in words.
        days: String,
        /// The day.
        date: jiff::civil::Date,
    },
    /// Too many lines.
    #[error("a claim has at most {MOST_LINES} lines, here are {0}")]
    TooManyLines(usize),
    /// A line made without reading it from text, with more units than a line has, or none.
    #[error("{code} has {units} units: a line has 1 to {MOST_UNITS}")]
    Units {
        /// The line's code.
        code: Code,
        /// Its units.
        units: u32,
    },
}

impl Schedule {
    /// Values the lines of one claim: one patient, one day, one clinician.
    ///
    /// # Errors
    /// [`ValuationError`] where the day, the place or the number of lines makes it impossible; nothing is half done.
    pub fn value(&self, request: &Request<'_>, lines: &[Line]) -> Result<Valuation, ValuationError> {
        if lines.len() > MOST_LINES {
            return Err(ValuationError::TooManyLines(lines.len()));
        }
        if let Some(line) = lines.iter().find(|line| !(1..=MOST_UNITS).contains(&line.units)) {
            return Err(ValuationError::Units { code: line.code, units: line.units });
        }
        let claim = self.claim(request)?;
        let mut values = value_lines(&claim, lines);
        values.sort_by_key(|(at, _)| *at);
        let lines: Vec<LineValue> = values.into_iter().map(|(_, value)| value).collect();
        Ok(Valuation {
            date: request.date,
            release: claim.release.id,
            reading: request.reading,
            sources: claim.release.sources.clone(),
            area: request.area,
            area_name: area_name(&claim),
            gpcis: claim.prices.gpcis,
            setting: claim.setting,
            conversion_factor: claim.prices.conversion_factor,
            qualifying: request.qualifying,
            practitioner: request.practitioner,
            participating: request.participating,
            credit_policy: request.credit_policy.name.clone(),
            value_release: claim.value_release.id,
            totals: totals(&lines),
            lines,
        })
    }

    /// The conversion factor of a release for a clinician's status on a day: the release's own, or the dated table's
    /// for qualifying participants where no QPP file was read.
    #[must_use]
    pub fn conversion_factor(&self, release: &HeldRelease, qualifying: bool) -> ConversionFactor {
        if !qualifying {
            return release.conversion_factor;
        }
        release
            .qualifying_conversion_factor
            .or_else(|| self.policy().conversion_factors.on(release.effective_from)?.qualifying)
            .unwrap_or(release.conversion_factor)
    }

    /// The indices of an area in a release, on a day: unfloored where no floor is in force and the file tells both.
    ///
    /// # Errors
    /// [`ValuationError`] where the locality is not in the release.
    pub fn gpcis(
        &self,
        release: &HeldRelease,
        area: Area,
        date: jiff::civil::Date,
    ) -> Result<Gpcis, ValuationError> {
        let Area::Locality(id) = area else { return Ok(Gpcis::NATIONAL) };
        if release.localities.is_empty() {
            return Err(ValuationError::NoLocalities { release: release.id });
        }
        let locality = self
            .locality(release, id)
            .ok_or(ValuationError::Locality { locality: id, release: release.id })?;
        let floored = self.policy().work_floor.on(date).is_some();
        let work = locality.unfloored_work.filter(|_| !floored).unwrap_or(locality.gpcis.work);
        Ok(Gpcis { work, ..locality.gpcis })
    }

    fn claim<'a>(&'a self, request: &'a Request<'a>) -> Result<Claim<'a>, ValuationError> {
        let release = match request.release {
            Some(id) => self.release(id)?,
            None => self.release_on(request.date)?,
        };
        let value_release = match request.value_release {
            Some(id) => self.release(id)?,
            None => release,
        };
        let setting = match request.site {
            Site::Setting(setting) => setting,
            Site::Place(code) => {
                let place = self.policy().places.on(code, request.date);
                place.ok_or(ValuationError::Place { code, date: request.date })?.setting
            }
        };
        let policy = request.credit_policy;
        if !policy.covers(request.date) {
            let (name, days, date) = (policy.name.clone(), policy.days_in_words(), request.date);
            return Err(ValuationError::CreditPolicy { name, days, date });
        }
        let gpcis = self.gpcis(release, request.area, request.date)?;
        let conversion_factor = self.conversion_factor(release, request.qualifying);
        let prices = Prices { gpcis, conversion_factor };
        let practitioner_paid_from = self.paid_later(request.practitioner, request.date);
        Ok(Claim { schedule: self, request, release, value_release, prices, setting, practitioner_paid_from })
    }

    /// The first day that Medicare pays a kind of clinician, where it comes after a day.
    fn paid_later(&self, practitioner: Practitioner, date: jiff::civil::Date) -> Option<jiff::civil::Date> {
        let first = self.policy().rates.timeline(practitioner.rate()?)?.entries().first()?;
        (date < first.from).then_some(first.from)
    }
}

fn area_name(claim: &Claim<'_>) -> String {
    match claim.request.area {
        Area::National => "national, unadjusted".to_owned(),
        Area::Locality(id) => {
            claim.release.locality(id).map(|locality| locality.name.clone()).unwrap_or_default()
        }
    }
}

fn value_lines<'a>(claim: &Claim<'a>, lines: &'a [Line]) -> Vec<(usize, LineValue)> {
    let (mut fees, mut anesthesia, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for (at, line) in lines.iter().enumerate() {
        match resolve::resolve(claim, at, line) {
            Resolved::Fee(line) => fees.push(*line),
            Resolved::Anesthesia(line) => anesthesia.push(line),
            Resolved::Refused(line) => refused.push(line),
        }
    }
    refuse_unless_alone(&mut fees, !anesthesia.is_empty(), &mut refused);
    ncci::deny_pairs(claim, &mut fees, &mut refused);
    fees.iter_mut().for_each(|line| ncci::warn(claim, line, lines));
    bilateral::apply(claim, &mut fees);
    ranking::apply(claim, &mut fees);
    let standings = credit::rank_for_credit(claim, &fees);
    let charges: Vec<Option<Cents>> =
        fees.iter_mut().map(|line| bilateral::joint_charge(line, lines)).collect();

    let mut values = Vec::with_capacity(lines.len());
    for ((mut line, standing), charge) in fees.into_iter().zip(standings).zip(charges) {
        let payment = Payment::Priced(settle::settle_fee(claim, &mut line, charge));
        let FeeLine { at, line, found, mut trail, mut warnings, .. } = line;
        let row = found.row.modifier;
        let credit = credit::credit(claim, line, row, &standing, &mut trail, &mut warnings);
        let value = LineValue {
            line: line.clone(),
            row: Some(row),
            release: Some(found.release.id),
            payment,
            credit,
            anesthesia_units: None,
            warnings,
            steps: trail.into_steps(),
        };
        values.push((at, value));
    }
    let amounts = anesthesia::value(claim, &mut anesthesia);
    for (line, (payment, anesthesia_units)) in anesthesia.into_iter().zip(amounts) {
        let value = LineValue {
            line: line.line.clone(),
            row: Some(line.found.row.modifier),
            release: Some(line.found.release.id),
            payment,
            credit: Credit::Uncredited(Reason::NoWorkRvu),
            anesthesia_units,
            warnings: line.warnings,
            steps: line.trail.into_steps(),
        };
        values.push((line.at, value));
    }
    let standings = credit::stand_unpaid(claim, &refused);
    let unpaid = refused.into_iter().zip(&standings);
    values.extend(unpaid.map(|(line, standing)| refused_value(claim, line, standing)));
    values
}

/// Status T: paid only when nothing else payable stands beside it.
fn refuse_unless_alone<'a>(
    fees: &mut Vec<FeeLine<'a>>,
    beside_anesthesia: bool,
    refused: &mut Vec<RefusedLine<'a>>,
) {
    use crate::indicator::Status;
    let is_injection = |line: &FeeLine<'_>| line.found.row.status == Status::Injection;
    if !(beside_anesthesia || fees.iter().any(|line| !is_injection(line))) {
        return;
    }
    for mut line in fees.extract_if(.., |line| is_injection(line)) {
        let reason = Reason::NotAlone;
        line.trail.note(Rule::Refused, || reason.words());
        refused.push(RefusedLine {
            at: line.at,
            line: line.line,
            found: Some(line.found),
            payment: Payment::NotPaid(reason),
            effects: line.effects,
            trail: line.trail,
            warnings: line.warnings,
        });
    }
}

fn refused_value(claim: &Claim<'_>, refused: RefusedLine<'_>, standing: &Standing) -> (usize, LineValue) {
    let RefusedLine { at, line, found, payment, mut trail, mut warnings, .. } = refused;
    let credit = match (&payment, found) {
        // What contradicts itself must be put right before it can be credited.
        (Payment::Unpriced(reason @ Reason::Incompatible(_)), _) => Credit::Uncredited(reason.clone()),
        (Payment::Unpriced(reason), None) if claim.request.value_release.is_none() => {
            Credit::Uncredited(reason.clone())
        }
        _ => {
            let row = found.map_or(RowModifier::Global, |found| found.row.modifier);
            credit::credit(claim, line, row, standing, &mut trail, &mut warnings)
        }
    };
    let value = LineValue {
        line: line.clone(),
        row: found.map(|found| found.row.modifier),
        release: found.map(|found| found.release.id),
        payment,
        credit,
        anesthesia_units: None,
        warnings,
        steps: trail.into_steps(),
    };
    (at, value)
}

fn totals(lines: &[LineValue]) -> Totals {
    let mut totals = Totals::default();
    for line in lines {
        match &line.payment {
            Payment::Priced(amounts) => {
                totals.allowed += amounts.allowed;
                totals.patient += amounts.patient;
                totals.paid += amounts.paid;
            }
            Payment::NotPaid(_) => {}
            Payment::Unpriced(_) => totals.unpriced += 1,
        }
        match line.credit.work() {
            Some(work) => totals.work += work,
            None => totals.uncredited += 1,
        }
    }
    totals
}
