//! Figures of a claim, valued as the calculator does: `{{claim allowed 45385,45380 facility}}`.
//!
//! After `claim` stand what is wanted, the lines apart by commas, and how they are valued.
//!
//! | wanted | becomes |
//! |---|---|
//! | `allowed`, `patient`, `medicare`, `withheld`, `paid` | dollars of all lines; `withheld` is sequestration |
//! | `limit` | the limiting charge in dollars, with `non-participating` |
//! | `work`, `credit` | the work RVUs credited; `credit` with three decimals, for a column that needs them |
//! | `words:RULE`, `after:RULE` | a step of the first line that has it, such as `words:base-amount` |
//!
//! Any of the first three rows may end in the number of a line, `allowed:2`.
//!
//! | how | means |
//! |---|---|
//! | `facility`, `non-facility` | the setting; non-facility unless said |
//! | `15202-00` | a locality; the nation unless said |
//! | `nurse-practitioner` and so on | who gave the service |
//! | `qualifying`, `non-participating` | the clinician's standing |
//! | `full`, `half-second`, `mirror-cms` | the credit policy; full credit unless said |
//! | `RVU20A` | the release whose work RVUs are credited |

use openrvu_core::valuation::Site as Place;
use openrvu_core::valuation::{Amounts, Area, LineValue, Output, Payment, Practitioner, Quantity, Step};
use openrvu_core::{Cents, CreditRvu, Line, LocalityId, ReleaseId, Request, Setting};

use super::NOT_HELD;
use crate::Site;
use crate::site::AsOf;

/// What is wanted of a claim.
enum Wanted<'a> {
    /// An amount in dollars.
    Dollars(fn(&Amounts) -> Option<Cents>),
    /// Work RVUs credited, as they are written.
    Work(fn(CreditRvu) -> String),
    /// The words of the step of a rule.
    Words(&'a str),
    /// The quantity after the step of a rule.
    After(&'a str),
}

/// A figure of a claim; `None` where it is not written as above.
pub(super) fn claim(site: &Site, as_of: AsOf<'_>, wanted: &str, lines: &str, how: &[&str]) -> Option<String> {
    let (wanted, only) = read_wanted(wanted)?;
    let lines: Vec<Line> = lines.split(',').map(|line| line.parse().ok()).collect::<Option<_>>()?;
    let request = read_how(site, as_of, how)?;
    let Ok(valued) = site.schedule.value(&request, &lines) else { return Some(NOT_HELD.to_owned()) };
    let chosen: &[LineValue] = match only {
        Some(number) => std::slice::from_ref(valued.lines.get(number.checked_sub(1)?)?),
        None => &valued.lines,
    };
    let found = match wanted {
        Wanted::Dollars(amount) => dollars(chosen, amount),
        Wanted::Work(written) => work(chosen).map(written),
        Wanted::Words(rule) => step(chosen, rule).map(|step| words(&step.words)),
        Wanted::After(rule) => step(chosen, rule).and_then(|step| step.after).map(|after| after.to_string()),
    };
    Some(found.unwrap_or_else(|| NOT_HELD.to_owned()))
}

/// Reads what is wanted, and of which line alone.
fn read_wanted(text: &str) -> Option<(Wanted<'_>, Option<usize>)> {
    let (name, of) = text.split_once(':').map_or((text, None), |(name, of)| (name, Some(of)));
    let amount: fn(&Amounts) -> Option<Cents> = match name {
        "words" => return Some((Wanted::Words(of?), None)),
        "after" => return Some((Wanted::After(of?), None)),
        "work" => return Some((Wanted::Work(CreditRvu::short), number(of)?)),
        "credit" => return Some((Wanted::Work(|work| work.to_string()), number(of)?)),
        "allowed" => |amounts| Some(amounts.allowed),
        "patient" => |amounts| Some(amounts.patient),
        "medicare" => |amounts| Some(amounts.medicare),
        "withheld" => |amounts| Some(amounts.sequestration),
        "paid" => |amounts| Some(amounts.paid),
        "limit" => |amounts| amounts.limiting_charge,
        _ => return None,
    };
    Some((Wanted::Dollars(amount), number(of)?))
}

/// The number of a line, where one is given; `None` where it is no number.
fn number(of: Option<&str>) -> Option<Option<usize>> {
    of.map_or(Some(None), |of| of.parse().ok().map(Some))
}

fn read_how<'a>(site: &'a Site, as_of: AsOf<'_>, how: &[&str]) -> Option<Request<'a>> {
    let mut request =
        Request { release: Some(as_of.release.id), ..Request::new(as_of.date, site.full_credit()?) };
    for word in how {
        let practitioner = Practitioner::ALL.into_iter().find(|found| found.slug() == *word);
        match *word {
            "facility" => request.site = Place::Setting(Setting::Facility),
            "non-facility" => request.site = Place::Setting(Setting::NonFacility),
            "qualifying" => request.qualifying = true,
            "non-participating" => request.participating = false,
            word => {
                if let Some(practitioner) = practitioner {
                    request.practitioner = practitioner;
                } else if let Some(policy) = site.schedule.policy().credit_preset(word) {
                    request.credit_policy = policy;
                } else if let Ok(locality) = word.parse::<LocalityId>() {
                    request.area = Area::Locality(locality);
                } else {
                    request.value_release = Some(word.parse::<ReleaseId>().ok()?);
                }
            }
        }
    }
    Some(request)
}

/// The sum of an amount; none where a line has none, for a part of a sum would pass for the whole.
fn dollars(lines: &[LineValue], amount: fn(&Amounts) -> Option<Cents>) -> Option<String> {
    let each = lines.iter().map(|line| match &line.payment {
        Payment::Priced(amounts) => amount(amounts),
        Payment::NotPaid(_) => Some(Cents::ZERO),
        Payment::Unpriced(_) => None,
    });
    each.sum::<Option<Cents>>().map(Cents::dollars)
}

fn work(lines: &[LineValue]) -> Option<CreditRvu> {
    lines.iter().map(|line| line.credit.work()).sum()
}

fn step<'a>(lines: &'a [LineValue], rule: &str) -> Option<&'a Step> {
    let steps = lines.iter().flat_map(|line| &line.steps);
    steps.filter(|step| matches!(step.after, Some(Quantity::Cents(_)) | None)).find(|step| {
        step.rule.id() == rule && (step.output == Output::Payment || step.rule.id().starts_with("credit"))
    })
}

/// The words of a step as a part of a sentence: without the remark on rounding and the period.
fn words(text: &str) -> String {
    text.trim_end_matches('.').trim_end_matches(", rounded half-up to the cent").to_owned()
}
