//! Where one's log differs from the specialty: said calmly, since most differences have plain reasons.

use openrvu_benchmark::set::Specialty;
use openrvu_benchmark::{Share, Standing, WorkRvus};
use openrvu_log::figures;

use super::Span;
use super::levels::{FEW, OwnLevels, Rank};
use super::own::{OwnWork, services_of_a_year};

/// How far outside the middle half a level's share lies to be told, in ten-thousandths.
const FAR: u64 = 1_000;
/// Services of a year below which a code is not told.
const RARE: u64 = 50;
/// Most codes that are told.
const MOST_CODES: usize = 5;
/// A part of the work in codes which the specialty hardly bills that is told, in ten-thousandths.
const UNUSUAL: Share = Share::new(1_000);

/// What stands before the notes.
pub(crate) const PREFACE: &str = "A note is where your log differs from the specialty’s Medicare work, and nothing more. Payers, patients and the kind of practice explain most of it; none of it says that a code was wrong.";

pub(super) fn notes(
    own: &OwnWork,
    span: &Span,
    specialty: &Specialty,
    work: &Standing<WorkRvus>,
    levels: &[OwnLevels<'_>],
) -> Vec<String> {
    let mut notes = Vec::new();
    match work {
        Standing::Above { .. } => notes.push(
            "Your work is above the 95th percentile. Yours is of all payers and Medicare’s of one, so that is no surprise for a busy practice."
                .to_owned(),
        ),
        Standing::Below { .. } => notes.push(
            "Your work is below the 5th percentile, as it is for whoever works part of the time or began lately."
                .to_owned(),
        ),
        Standing::Within { .. } => {}
    }
    for family in levels.iter().filter(|family| family.visits >= FEW) {
        for (rank, level) in family.ranked().filter(|(_, level)| level.outside() >= FAR) {
            let (Some(share), Some(figures), Some(place)) = (level.share, level.figures, level.place())
            else {
                continue;
            };
            let remark = match (rank, share > figures.upper_quartile) {
                (Rank::High, true) => {
                    " A reviewer may ask about it; notes that carry the level are the answer."
                }
                (Rank::High, false) => {
                    " If your notes carry it more often than you bill it, work goes uncounted."
                }
                (Rank::Low, true) => " If your notes carry a higher level, work goes uncounted.",
                (Rank::Low, false) | (Rank::Middle, _) => "",
            };
            notes.push(format!(
                "{}: {}% of your visits of {}, {place} of the specialty ({}% to {}%).{remark}",
                level.code,
                share.percent(),
                family.family.name(),
                figures.lower_quartile.percent(),
                figures.upper_quartile.percent()
            ));
        }
    }
    notes.extend(frequent(own, span, specialty));
    notes.extend(unusual(own, specialty));
    notes
}

/// Codes that one gives more than three times as often as the half of those who bill them.
fn frequent<'a>(
    own: &'a OwnWork,
    span: &'a Span,
    specialty: &'a Specialty,
) -> impl Iterator<Item = String> + 'a {
    let mut found: Vec<_> = own
        .codes
        .iter()
        .filter_map(|of_own| {
            let of_specialty = specialty.code(of_own.code)?;
            let services = services_of_a_year(of_own.units, span);
            let often = services.get() > of_specialty.median_services.get() * 3;
            (often && services.get() >= RARE * 100).then_some((services, of_specialty))
        })
        .collect();
    found.sort_by_key(|(services, _)| std::cmp::Reverse(*services));
    found.into_iter().take(MOST_CODES).map(|(services, of_specialty)| {
        format!(
            "{}: {} in a year of yours; half of the {} of the specialty who bill it to Medicare give {} or fewer there.",
            of_specialty.code,
            figures::count((services.get() + 50) / 100),
            figures::count(of_specialty.providers.into()),
            figures::count((of_specialty.median_services.get() + 50) / 100),
        )
    })
}

/// The part of the work that stands in codes which too few of the specialty bill to be listed.
fn unusual(own: &OwnWork, specialty: &Specialty) -> Option<String> {
    let mut codes: Vec<_> = own.codes.iter().filter(|of_own| specialty.code(of_own.code).is_none()).collect();
    codes.sort_by_key(|of_own| std::cmp::Reverse(of_own.work));
    let work: i64 = codes.iter().map(|of_own| of_own.work.get()).sum();
    let share = Share::of(u128::try_from(work).ok()?, u128::try_from(own.work.get()).ok()?)?;
    let names: Vec<String> = codes.iter().take(MOST_CODES).map(|of_own| of_own.code.to_string()).collect();
    (share >= UNUSUAL).then(|| {
        format!(
            "{}% of your work is in codes that fewer than 11 of the specialty bill to Medicare in this set, such as {}. Is the specialty the right one?",
            share.percent(),
            names.join(", ")
        )
    })
}
