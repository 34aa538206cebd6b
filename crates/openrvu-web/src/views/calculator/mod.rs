//! The calculator: lines of one claim, ranked and reduced as Medicare does, with both outputs and every step.

mod case;
mod choices;
mod written;

use openrvu_core::valuation::{Credit, Output, Payment, Rule};
use openrvu_core::{Cents, LocalityId, Valuation};
use serde::Serialize;

use super::ReleaseView;
use crate::Site;
use crate::site::UsualDay;
use case::Reading;
use choices::Choices;

pub(crate) use case::Case;

/// The calculator with a case.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CalculatorPage {
    /// The case as asked.
    pub(crate) case: Case,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<Valuation>,
    /// The lines with their titles, as the valuation has them.
    #[serde(skip)]
    pub(crate) lines: Vec<LineView>,
    /// The release that prices.
    #[serde(skip)]
    pub(crate) release: Option<ReleaseView>,
    /// The credit policy in words.
    #[serde(skip)]
    pub(crate) policy_summary: String,
    /// What could not be read, a sentence each; then nothing is valued.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<String>,
    /// The day that is priced where none is given, in words.
    #[serde(skip)]
    pub(crate) usual_day: String,
    /// What can be chosen.
    #[serde(skip)]
    pub(crate) choices: Choices,
    /// The case as a query, for links.
    #[serde(skip)]
    pub(crate) query: String,
}

/// A line of the result.
#[derive(Debug, Clone)]
pub(crate) struct LineView {
    /// The line as written.
    pub(crate) text: String,
    /// The code.
    pub(crate) code: openrvu_core::Code,
    /// Its title.
    pub(crate) title: String,
    /// Whether its code has a page.
    pub(crate) has_page: bool,
    /// The allowed amount, or a dash.
    pub(crate) allowed: String,
    /// The work RVUs credited, or a dash.
    pub(crate) work: String,
    /// Why there is no amount.
    pub(crate) reason: Option<String>,
    /// Factors of the payment in words, such as `Multiple procedures 50 %`.
    pub(crate) factors: Vec<String>,
}

impl CalculatorPage {
    /// Values a case for a reader in a locality or in none. A case of which a part cannot be read is not valued: an
    /// amount for another case than the one asked would be a guess.
    pub(crate) fn of(site: &Site, case: Case, own: Option<LocalityId>) -> Self {
        let mut reading = Reading::of(site, &case, own);
        let mut value = None;
        if let Some(request) = reading.request() {
            match site.schedule.value(&request, &reading.lines) {
                Ok(valued) => value = Some(valued),
                Err(error) => reading.errors.push(format!("{error}.")),
            }
        }
        let release = value.as_ref().and_then(|value| {
            let as_of = site.as_of(Some(value.release), Some(value.date)).ok()?;
            Some(ReleaseView::of(site, as_of))
        });
        Self {
            lines: value.as_ref().map(|value| line_views(site, value)).unwrap_or_default(),
            policy_summary: reading.policy.map(|policy| policy.summary.clone()).unwrap_or_default(),
            query: query(&case, &reading),
            usual_day: usual_day(site),
            choices: Choices::of(site, &case, &reading),
            errors: reading.errors,
            case,
            value,
            release,
        }
    }

    /// The total of the credit.
    pub(crate) fn total_work(&self) -> String {
        self.value.as_ref().map(|value| decimals(value.totals.work, value)).unwrap_or_default()
    }

    /// What becomes of the total, in a sentence: what is neither paid nor the patient's is sequestration.
    pub(crate) fn paid_in_words(&self) -> Option<String> {
        let totals = &self.value.as_ref()?.totals;
        let withheld = Cents::new(totals.allowed.get() - totals.paid.get() - totals.patient.get());
        let held = if withheld.get() > 0 {
            format!(", and {} are sequestration", withheld.dollars())
        } else {
            String::new()
        };
        Some(format!(
            "Medicare pays {}, the patient {}{held}.",
            totals.paid.dollars(),
            totals.patient.dollars()
        ))
    }

    /// What the sums leave out, and that it is not zero; a sentence each.
    pub(crate) fn left_out(&self) -> Vec<String> {
        let Some(value) = &self.value else { return Vec::new() };
        let lines = |count| if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
        let counts = [(value.totals.unpriced, "an amount"), (value.totals.uncredited, "work RVUs")];
        let some = counts.into_iter().filter(|(count, _)| *count > 0);
        some.map(|(count, what)| format!("{} without {what}, not zero but unknown.", lines(count))).collect()
    }
}

/// Work RVUs with as many decimals as the longest of the claim, so that they stand on one point.
fn decimals(work: openrvu_core::CreditRvu, value: &Valuation) -> String {
    let all = value.lines.iter().filter_map(|line| line.credit.work()).chain([value.totals.work]);
    let fine = all.into_iter().any(|work| work.get() % 10 != 0);
    if fine { work.to_string() } else { work.short() }
}

fn line_views(site: &Site, value: &Valuation) -> Vec<LineView> {
    let view = |line: &openrvu_core::valuation::LineValue| LineView {
        text: line.line.to_string(),
        code: line.line.code,
        title: site.label(line.line.code),
        has_page: site.has_page(line.line.code),
        allowed: line.payment.allowed().map_or_else(|| "—".to_owned(), openrvu_core::Cents::dollars),
        work: line.credit.work().map_or_else(|| "—".to_owned(), |work| decimals(work, value)),
        reason: match (&line.payment, &line.credit) {
            (Payment::NotPaid(reason) | Payment::Unpriced(reason), _) => Some(reason.words()),
            (_, Credit::Uncredited(reason)) => Some(reason.words()),
            _ => None,
        },
        factors: line
            .steps
            .iter()
            .filter(|step| step.output == Output::Payment)
            .filter(|step| !matches!(step.rule, Rule::PatientShare | Rule::Sequestration))
            .filter_map(|step| {
                let factor = step.factor.filter(|factor| !factor.is_one())?;
                Some(format!("{} {}", step.rule.title(), factor.as_percent()))
            })
            .collect(),
    };
    value.lines.iter().map(view).collect()
}

/// The day that is priced where none is given, in words.
fn usual_day(site: &Site) -> String {
    let Some(UsualDay { date, release, is_today }) = site.usual_day() else { return String::new() };
    let day = if is_today {
        format!("Without a date: today, {date}.")
    } else {
        format!("Without a date: {date}, the first day of {release}, the newest release held.")
    };
    match site.not_covered_today() {
        Some(not_covered) => format!("{day} {not_covered}."),
        None => day,
    }
}

/// The case as a query: a link shares it whatever cookie the reader has and whatever day it is.
fn query(case: &Case, reading: &Reading<'_>) -> String {
    let locality = reading.locality.map_or_else(|| "national".to_owned(), |id| id.to_string());
    let on = match reading.date {
        Some(date) if case.on.is_empty() => date.to_string(),
        _ => case.on.clone(),
    };
    let parts = [
        ("lines", &*case.lines),
        ("on", &on),
        ("locality", &locality),
        ("place", &case.place),
        ("by", &case.by),
        ("qualifying", &case.qualifying),
        ("participating", &case.participating),
        ("policy", &case.policy),
        ("value_release", &case.value_release),
    ];
    let written = parts.into_iter().filter(|(_, value)| !value.is_empty());
    written.map(|(name, value)| format!("{name}={}", percent(value))).collect::<Vec<_>>().join("&")
}

/// Percent-encoding for a query.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
