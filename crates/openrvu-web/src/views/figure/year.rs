//! A year's work in work RVUs, credited in full: `{{year 27447x200,99213x900}}`.
//!
//! | written | becomes |
//! |---|---|
//! | `year COUNTS` | work RVUs of so many services of each code |
//! | `year COUNTS since RVU25D` | how many more or fewer than under that release |
//! | … `percent` | the same in percent of that release |
//! | … `at 50` | either in dollars, at so many whole dollars a work RVU |

use openrvu_core::quantity::round_half_up;
use openrvu_core::{Cents, Code, CreditRvu, Exact, Factor, HeldRelease, ReleaseId};

use super::NOT_HELD;
use crate::Site;
use crate::site::AsOf;

/// Work RVUs of a year; `None` where they are not written as above.
pub(super) fn year(site: &Site, as_of: AsOf<'_>, counts: &str, more: &[&str]) -> Option<String> {
    let counts = read_counts(counts)?;
    let (since, more) = match more {
        ["since", id, more @ ..] => (Some(id.parse::<ReleaseId>().ok()?), more),
        more => (None, more),
    };
    let now = sum(as_of.release, &counts);
    let before = match since {
        Some(id) => site.schedule.release(id).ok().map(|release| sum(release, &counts)),
        None => Some(Some(CreditRvu::ZERO)),
    };
    let Some((now, before)) = now.zip(before.flatten()) else { return Some(NOT_HELD.to_owned()) };
    let found = now - before;
    Some(match more {
        [] => grouped(&found.short()),
        ["percent"] if since.is_some() && !before.is_zero() => percent(found, before),
        ["at", dollars] => worth(found, dollars.parse().ok()?).dollars().replace('-', "−"),
        _ => return None,
    })
}

/// Reads `27447x200,99213x900`.
fn read_counts(text: &str) -> Option<Vec<(Code, u32)>> {
    let one = |part: &str| {
        let (code, count) = part.split_once('x')?;
        Some((code.parse().ok()?, count.parse().ok()?))
    };
    text.split(',').map(one).collect()
}

/// Work RVUs of a year under a release; none where it lacks a code.
fn sum(release: &HeldRelease, counts: &[(Code, u32)]) -> Option<CreditRvu> {
    let each = counts
        .iter()
        .map(|&(code, count)| Some(Site::listed_row(release, code)?.work.to_credit().times(count)));
    each.sum()
}

/// What work RVUs, kept in thousandths, are worth at so many dollars each, rounded half up to the cent.
fn worth(work: CreditRvu, dollars: u32) -> Cents {
    let tenth = Factor::percent(10);
    Cents::new(Exact::whole(work.get()).times_whole(dollars).times(tenth).round())
}

/// A part of a whole in percent, to one decimal.
fn percent(part: CreditRvu, whole: CreditRvu) -> String {
    let tenths = round_half_up(i128::from(part.get()) * 1000, i128::from(whole.get()));
    let sign = if tenths < 0 { "−" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// With thousands commas and a true minus sign.
fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("−", digits));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out}.{decimals}")
}
