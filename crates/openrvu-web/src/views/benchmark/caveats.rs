//! What the numbers are not: said on every page that shows them.

use openrvu_benchmark::BenchmarkSet;
use openrvu_benchmark::set::{Biases, Cell, Figure, LEAST_PROVIDERS};
use serde::Serialize;

/// A warning: the short of it, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Caveat {
    /// What the numbers are not.
    pub not: &'static str,
    /// Why, in a sentence or two.
    pub because: String,
}

/// The first year of office visits whose level is chosen by medical decision making or time.
const NEW_OFFICE_VISITS: u16 = 2021;

/// The warnings of a set, and of one cell of it where a page shows one.
#[must_use]
pub fn caveats(set: &BenchmarkSet, cell: Option<&Cell>) -> Vec<Caveat> {
    let year = set.id.year;
    let caveat = |not, because: String| Caveat { not, because };
    let mut caveats = vec![caveat(
        "Not all of anyone’s work",
        "Only services to patients of Medicare fee-for-service are counted. Medicare Advantage, Medicaid, commercial plans and patients without insurance are not in the files.".to_owned(),
    )];
    if !is_national(set) {
        caveats
            .push(caveat("Not the country", format!("The rows are those of {} in {year}.", set.area.words)));
    }
    caveats.extend([
        caveat("Not the whole of Medicare’s either", lower_bound(cell)),
        caveat(
            "Not per FTE",
            format!(
                "The files do not say how much anyone works. Whoever has {} services or more counts as one, full time or not.",
                set.method.least_services.short()
            ),
        ),
        caveat(
            "Not a survey",
            "MGMA, AMGA and SullivanCotter report work for all payers, often per FTE, from groups that answer. These figures and theirs measure different things: never set them side by side as like for like, and never divide one by the other.".to_owned(),
        ),
        caveat("Not sure of who did the work", who_did_the_work(set)),
        caveat("Not today’s practice", age(set)),
        caveat(
            "Not zero where there is none",
            format!("A figure with fewer than {LEAST_PROVIDERS} clinicians behind it is left out, and the page says so."),
        ),
    ]);
    caveats
}

/// Whether every state occurs.
fn is_national(set: &BenchmarkSet) -> bool {
    set.area.states.len() > 50
}

fn lower_bound(cell: Option<&Cell>) -> String {
    let first = format!(
        "A lower bound: Medicare leaves out every line of a clinician with fewer than {LEAST_PROVIDERS} patients."
    );
    match cell.map(|cell| &cell.coverage) {
        Some(Figure::Known(coverage)) => format!(
            "{first} The lines shown hold {}% of these clinicians’ services.",
            coverage.pooled.percent()
        ),
        Some(Figure::Absent(reason)) => {
            format!("{first} How much that is cannot be told here: {}.", reason.words())
        }
        None => first,
    }
}

fn who_did_the_work(set: &BenchmarkSet) -> String {
    let modifiers = match set.biases {
        Biases::NotApplicable { .. } => {
            "The files have no modifiers: assistants at surgery count in full, which overstates physician assistants in surgery several times over; each of two surgeons counts in full, and both sides as one service."
        }
        Biases::Compared { .. } => {
            "The files have no modifiers: assistants, co-surgeons, technical parts and both sides are guessed from the allowed amounts."
        }
    };
    format!(
        "{modifiers} Work done incident to a physician stands under the physician, a resident’s under the teacher."
    )
}

fn age(set: &BenchmarkSet) -> String {
    let (year, release) = (set.id.year, set.id.release);
    let visits = if year < NEW_OFFICE_VISITS {
        format!(
            " The rules for the level of an office visit changed in {NEW_OFFICE_VISITS}, so levels of {year} are those of other rules."
        )
    } else {
        String::new()
    };
    format!(
        "The services are those of {year}, valued with the work RVUs of {release}. Since then codes, habits and the share of Medicare Advantage have moved.{visits}"
    )
}
