//! Figures in the site's own texts: written as `{{work 27447}}`, computed from the schedule when rendered.
//!
//! | written | becomes |
//! |---|---|
//! | `work CODE`, `malpractice CODE` | the RVU |
//! | `expense CODE SETTING`, `total CODE SETTING` | the RVU in `facility` or `non-facility` |
//! | `amount CODE SETTING` | the national amount in dollars |
//! | `factor`, `factor qualifying` | the conversion factor |
//! | `share CODE pre`, `intra`, `post` | the share of the global package in percent |
//! | `rate NAME` | a percentage of the policy data, without its sign |
//! | `index work LOCALITY`, `expense`, `malpractice`, `locality LOCALITY` | an index; the name of a locality |
//! | `claim …`, `year …`, `moved …` | several lines, a year's work, all rows: see the files in `figure/` |
//! | `efficiency CLASS`, `efficiency factor` | rows of a class; the factor |
//! | `efficiency extent` | ` of the 2063 codes held here` where the rows are not all; else nothing |
//! | `release`, `month`, `held`, `releases`, `codes`, `texts` | what is held |
//! | `code CODE` | the code and its title, linked |
//!
//! Any but the last two rows may end in `in RVU25D` to name a release. A figure that is not held says so.

mod claim;
mod moved;
#[cfg(test)]
mod tests;
mod year;

use openrvu_core::efficiency::{EfficiencyClass, classify};
use openrvu_core::policy::RateName;
use openrvu_core::{Cents, Code, FeeRow, LocalityId, ReleaseId, Setting};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NameError, StrDeserializer};

use super::Count;
use super::code::payment::{Asked, amount, locality_name};
use super::extent::of_codes_held;
use super::release::month;
use crate::Site;
use crate::site::AsOf;

/// A figure that no text may ask for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{{{{{0}}}}} is not a figure: see the table in views/figure.rs")]
pub(crate) struct UnknownFigure(String);

/// What is shown for a figure that is not held.
const NOT_HELD: &str = "(not held here)";

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
        ["rate", name] => Some(rate(site, as_of, name).ok_or_else(unknown)?),
        ["index", name, locality] => of_locality(as_of, locality, name).ok_or_else(unknown)?,
        ["locality", locality] => of_locality(as_of, locality, "name").ok_or_else(unknown)?,
        ["claim", wanted, lines, ref how @ ..] => {
            Some(claim::claim(site, as_of, wanted, lines, how).ok_or_else(unknown)?)
        }
        ["year", counts, ref more @ ..] => Some(year::year(site, as_of, counts, more).ok_or_else(unknown)?),
        ["moved", ref words @ ..] => Some(moved::moved(site, as_of, words).ok_or_else(unknown)?),
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
        [name] => setting(name),
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

/// A setting by its name.
fn setting(name: &str) -> Option<Setting> {
    [Setting::Facility, Setting::NonFacility].into_iter().find(|setting| setting.name() == name)
}

/// A percentage of the policy data on the day in view, without the sign; `None` for a name that is not there.
fn rate(site: &Site, as_of: AsOf<'_>, name: &str) -> Option<String> {
    let name: StrDeserializer<'_, NameError> = name.into_deserializer();
    let factor = site.schedule.policy().rates.on(RateName::deserialize(name).ok()?, as_of.date);
    Some(factor.as_percent().trim_end_matches('%').to_owned())
}

/// An index of a locality, or its name; the inner `None` where the release lacks the locality.
fn of_locality(as_of: AsOf<'_>, locality: &str, wanted: &str) -> Option<Option<String>> {
    let id: LocalityId = locality.parse().ok()?;
    let Some(locality) = as_of.release.locality(id) else { return Some(None) };
    Some(Some(match wanted {
        "name" => locality_name(locality),
        "work" => locality.gpcis.work.to_string(),
        "expense" => locality.gpcis.practice_expense.to_string(),
        "malpractice" => locality.gpcis.malpractice.to_string(),
        _ => return None,
    }))
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
    let releases = site.schedule.releases();
    let before = releases.iter().rfind(|release| release.id.year + 1 == adjustment.year);
    let after = releases.iter().rfind(|release| release.id.year == adjustment.year);
    let Some((before, after)) = before.zip(after) else {
        return Some(if class == "extent" { String::new() } else { NOT_HELD.to_owned() });
    };
    if class == "extent" {
        return Some(of_codes_held(before, after));
    }
    let class = EfficiencyClass::ALL.into_iter().find(|found| found.name().replace(' ', "-") == class)?;
    let changes = classify(before, after, adjustment.factor);
    Some(Count(changes.iter().filter(|change| change.class == class).count()).to_string())
}
