//! How a figure moved between two releases over all rows held: `{{moved expense facility down since RVU25D}}`.
//!
//! | written | becomes |
//! |---|---|
//! | `moved FIGURE up`, `down`, `same` … `since RVU25D` | how many rows |
//! | `moved FIGURE median since RVU25D` | the median of new over old, in percent |
//!
//! `FIGURE` is `work`, `malpractice`, `expense SETTING` or `total SETTING`. Counted are the rows that Medicare pays by RVUs
//! (status A, R or T) in both releases, with the figure above zero in both and the setting marked NA in neither.

use std::cmp::Ordering;

use openrvu_core::quantity::round_half_up;
use openrvu_core::{FeeRow, HeldRelease, ReleaseId, Rvu, Setting};

use super::{NOT_HELD, setting};
use crate::Site;
use crate::site::AsOf;

/// A figure of a row and the setting that it is of.
type Figure = (fn(&FeeRow, Setting) -> Rvu, Option<Setting>);

/// A count of rows or a median; `None` where it is not written as above.
pub(super) fn moved(site: &Site, as_of: AsOf<'_>, words: &[&str]) -> Option<String> {
    let [figure @ .., wanted, "since", id] = words else { return None };
    let figure = read_figure(figure)?;
    let Ok(before) = site.schedule.release(id.parse::<ReleaseId>().ok()?) else {
        return Some(NOT_HELD.to_owned());
    };
    let pairs = pairs(before, as_of.release, figure);
    let count = |wanted: Ordering| pairs.iter().filter(|(old, new)| new.cmp(old) == wanted).count();
    Some(match *wanted {
        "up" => count(Ordering::Greater).to_string(),
        "down" => count(Ordering::Less).to_string(),
        "same" => count(Ordering::Equal).to_string(),
        "median" => median(pairs).map_or_else(|| NOT_HELD.to_owned(), |percent| percent.to_string()),
        _ => return None,
    })
}

fn read_figure(words: &[&str]) -> Option<Figure> {
    Some(match *words {
        ["work"] => (|row, _| row.work, None),
        ["malpractice"] => (|row, _| row.malpractice, None),
        ["expense", of] => (|row, setting| row.practice_expense(setting), Some(setting(of)?)),
        ["total", of] => (|row, setting| row.total(setting), Some(setting(of)?)),
        _ => return None,
    })
}

/// The figure of each row, before and after.
fn pairs(before: &HeldRelease, after: &HeldRelease, (figure, setting): Figure) -> Vec<(Rvu, Rvu)> {
    let counts = |row: &&FeeRow| row.status.uses_rvus() && setting.is_none_or(|setting| !row.is_na(setting));
    let of = |row: &FeeRow| figure(row, setting.unwrap_or(Setting::NonFacility));
    let both = before.rows.iter().filter(counts).filter_map(|old| {
        let new = after.row(old.code, old.modifier).filter(counts)?;
        Some((of(old), of(new)))
    });
    both.filter(|(old, new)| *old > Rvu::ZERO && *new > Rvu::ZERO).collect()
}

/// The median of new over old in whole percent: the lower of the two in the middle.
fn median(mut pairs: Vec<(Rvu, Rvu)>) -> Option<i128> {
    let parts = |(old, new): &(Rvu, Rvu)| (i128::from(old.get()), i128::from(new.get()));
    pairs.sort_by(|a, b| {
        let ((a_old, a_new), (b_old, b_new)) = (parts(a), parts(b));
        (a_new * b_old).cmp(&(b_new * a_old))
    });
    let (old, new) = parts(pairs.get(pairs.len().checked_sub(1)? / 2)?);
    Some(round_half_up(new * 100, old))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_of_ratios_and_not_of_values() {
        let pair = |old, new| (Rvu::new(old), Rvu::new(new));
        assert_eq!(median(vec![pair(100, 50), pair(1000, 790), pair(10, 12)]), Some(79));
        assert_eq!(median(vec![pair(100, 50), pair(100, 80)]), Some(50));
        assert_eq!(median(Vec::new()), None);
    }
}
