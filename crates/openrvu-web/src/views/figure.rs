//! Figures in the site's own texts: written as `{{work 27447}}`, computed from the schedule when rendered.
//!
//! | written | becomes |
//! |---|---|
//! | `work CODE`, `malpractice CODE` | the RVU |
//! | `expense CODE SETTING`, `total CODE SETTING` | the RVU in `facility` or `non-facility` |
//! | `amount CODE SETTING` | the national amount in dollars |
//! | `factor`, `factor qualifying` | the conversion factor |
//! | `share CODE pre`, `intra`, `post` | the share of the global package in percent |
//! | `rate NAME` | a percentage of the policy data |
//! | `efficiency CLASS`, `efficiency factor` | rows of a class; the factor |
//! | `release`, `month`, `held`, `releases`, `codes`, `texts` | what is held |
//! | `code CODE` | the code and its title, linked |
//!
//! Any but the last two rows may end in `in RVU25D` to name a release. A figure that is not held says so.

use openrvu_core::efficiency::{EfficiencyClass, classify};
use openrvu_core::{Cents, Code, FeeRow, ReleaseId, Setting};

use super::Count;
use super::code::payment::{Asked, amount};
use super::release::month;
use crate::Site;
use crate::site::AsOf;

/// A figure that no text may ask for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{{{{{0}}}}} is not a figure: see the table in views/figure.rs")]
pub(crate) struct UnknownFigure(String);

/// What is shown for a figure that is not held.
const NOT_HELD: &str = "(not held here)";

/// What is said after a count over the figures that ship, which are those of chosen codes.
const OF_CODES_HELD: &str = "(of the codes held here)";

/// Fills in the figures of a text.
///
/// # Errors
/// [`UnknownFigure`] for one that is not in the table above.
pub(crate) fn fill(site: &Site, text: &str) -> Result<String, UnknownFigure> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (figure, after) =
            after.split_once("}}").ok_or_else(|| UnknownFigure(after.chars().take(40).collect()))?;
        out.push_str(before);
        out.push_str(&compute(site, figure)?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn compute(site: &Site, figure: &str) -> Result<String, UnknownFigure> {
    let unknown = || UnknownFigure(figure.to_owned());
    let (words, release) = match figure.split_once(" in ") {
        Some((words, id)) => (words, Some(id.trim().parse::<ReleaseId>().map_err(|_| unknown())?)),
        None => (figure, None),
    };
    let words: Vec<&str> = words.split_whitespace().collect();
    match words[..] {
        ["held"] => return Ok(site.schedule.held_in_words()),
        ["releases"] => return Ok(site.schedule.releases().len().to_string()),
        ["codes"] => return Ok(Count(site.codes.len()).to_string()),
        ["texts"] => return Ok(Count(site.library.len()).to_string()),
        ["code", code] => return linked(site, code).ok_or_else(unknown),
        ["efficiency", class] => return efficiency(site, class).ok_or_else(unknown),
        _ => {}
    }
    let Ok(as_of) = site.as_of(release, None) else { return Ok(NOT_HELD.to_owned()) };
    let found = match words[..] {
        ["release"] => Some(as_of.release.id.to_string()),
        ["month"] => Some(month(as_of.release.id)),
        ["factor"] => Some(site.schedule.conversion_factor(as_of.release, false).to_string()),
        ["factor", "qualifying"] => Some(site.schedule.conversion_factor(as_of.release, true).to_string()),
        [name, code, ref more @ ..] => {
            let code: Code = code.parse().map_err(|_| unknown())?;
            match Site::listed_row(as_of.release, code) {
                Some(row) => Some(of_row(site, as_of, row, name, more).ok_or_else(unknown)?),
                None => None,
            }
        }
        _ => return Err(unknown()),
    };
    Ok(found.unwrap_or_else(|| NOT_HELD.to_owned()))
}

/// A figure of a row; `None` for one that does not exist.
fn of_row(site: &Site, as_of: AsOf<'_>, row: &FeeRow, name: &str, more: &[&str]) -> Option<String> {
    let setting = || match more {
        ["facility"] => Some(Setting::Facility),
        ["non-facility"] => Some(Setting::NonFacility),
        _ => None,
    };
    Some(match name {
        "work" => row.work.to_string(),
        "malpractice" => row.malpractice.to_string(),
        "expense" => row.practice_expense(setting()?).to_string(),
        "total" => row.total(setting()?).to_string(),
        "amount" => amount(site, as_of, Asked::national(row.code, row.modifier, setting()?))
            .map_or_else(|| NOT_HELD.to_owned(), Cents::dollars),
        "share" => match more {
            ["pre"] => row.preoperative.to_string(),
            ["intra"] => row.intraoperative.to_string(),
            ["post"] => row.postoperative.to_string(),
            _ => return None,
        },
        _ => return None,
    })
}

fn linked(site: &Site, code: &str) -> Option<String> {
    let code: Code = code.parse().ok()?;
    let label = site.label(code);
    Some(if site.has_page(code) {
        format!("[{code}](/codes/{code}) ({label})")
    } else {
        format!("{code} ({label})")
    })
}

/// Rows of a class of the latest efficiency adjustment, read off the releases on both its sides.
fn efficiency(site: &Site, class: &str) -> Option<String> {
    let adjustment = site.schedule.policy().efficiency.last()?;
    if class == "factor" {
        return Some(adjustment.factor.to_string());
    }
    let class = EfficiencyClass::ALL.into_iter().find(|found| found.name().replace(' ', "-") == class)?;
    let releases = site.schedule.releases();
    let before = releases.iter().rfind(|release| release.id.year + 1 == adjustment.year);
    let after = releases.iter().rfind(|release| release.id.year == adjustment.year);
    Some(match before.zip(after) {
        Some((before, after)) => {
            let changes = classify(before, after, adjustment.factor);
            let count = Count(changes.iter().filter(|change| change.class == class).count());
            if before.complete && after.complete {
                count.to_string()
            } else {
                format!("{count} {OF_CODES_HELD}")
            }
        }
        None => NOT_HELD.to_owned(),
    })
}
