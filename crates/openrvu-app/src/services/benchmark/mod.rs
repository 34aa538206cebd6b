//! Where one's own work stands among a specialty: what an address asks for, and the answer.

mod difference;
mod levels;
mod modelled;
mod notes;
mod own;
mod span;

use jiff::civil::Date;
use openrvu_benchmark::set::{Cell, Specialty};
use openrvu_benchmark::{BenchmarkSet, Services, SetId, Share, Standing, WorkRvus};
use openrvu_core::quantity::parse_scaled;
use openrvu_web::Site;
use serde::{Deserialize, Serialize};

pub(crate) use difference::{Amounts, Difference};
pub(crate) use levels::{OwnLevel, OwnLevels};
pub(crate) use modelled::{Assumption, Modelled};
pub(crate) use notes::PREFACE;
pub(crate) use own::{OwnWork, work_of_a_year};
pub(crate) use span::Span;

use super::dashboard::day;
use super::ledger::UserLedger;
use crate::FieldProblem;

/// Most letters of a source.
const MOST_LETTERS: usize = 120;

/// What an address asks for, as text. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct BenchmarkQuery {
    /// The specialty as Medicare names it, by the last step of its benchmark's address; that of the settings where it is left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) specialty: String,
    /// The benchmark set, such as 2012-RVU26C; the newest held where it is left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) set: String,
    /// Clinicians of this state alone, by its two letters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) state: String,
    /// First day that is counted; a year before the last where it is left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) from: String,
    /// Last day; today where it is left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) to: String,
    /// Asks for modelled figures of all payers: the least part of all work that is Medicare's fee-for-service, in percent.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) share_from: String,
    /// The most.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) share_to: String,
    /// Where the share is known from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) share_source: String,
    /// Which work RVUs are laid beside own tables: credited or published. Credited where it is left out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) measure: String,
    /// Pay of a year in dollars, to be laid beside own tables of compensation.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) pay: String,
}

/// The answer.
pub(crate) struct Answer<'a> {
    /// The set.
    pub(crate) set: Option<&'a BenchmarkSet>,
    /// The specialty; in words why there is none.
    pub(crate) specialty: Result<&'a Specialty, String>,
    /// The days; in words why there are none.
    pub(crate) span: Result<Span, String>,
    /// The comparison; in words why there is none.
    pub(crate) medicare: Result<Medicare<'a>, String>,
    /// What cannot be read.
    pub(crate) problems: Vec<FieldProblem>,
}

/// One's own year among Medicare's.
pub(crate) struct Medicare<'a> {
    /// The set.
    pub(crate) set: &'a BenchmarkSet,
    /// The state, where one is asked for.
    pub(crate) state: Option<String>,
    /// Whom one is compared with.
    pub(crate) cell: &'a Cell,
    /// One's own work as the set counts.
    pub(crate) own: OwnWork,
    /// Work of a year.
    pub(crate) work: WorkRvus,
    /// Services of a year.
    pub(crate) services: Services,
    /// Where the work stands.
    pub(crate) work_standing: Standing<WorkRvus>,
    /// Where the services stand.
    pub(crate) services_standing: Standing<Services>,
    /// Office visits by level.
    pub(crate) levels: Vec<OwnLevels<'a>>,
    /// The codes that explain the difference from the median.
    pub(crate) difference: Difference,
    /// Where the log differs.
    pub(crate) notes: Vec<String>,
    /// Figures of all payers, where they are asked for.
    pub(crate) modelled: Option<Modelled>,
}

/// The specialties of a set that a specialty of the settings means.
pub(crate) fn of_settings<'a>(
    site: &Site,
    set: &'a BenchmarkSet,
    found: &UserLedger,
) -> Option<&'a Specialty> {
    let ours = site.library().specialty(found.settings.specialty.as_ref()?.as_str())?;
    ours.cms.iter().find_map(|name| set.specialty_named(name))
}

/// Answers the question of an address.
pub(crate) fn answer<'a>(
    site: &'a Site,
    found: &UserLedger,
    query: &BenchmarkQuery,
    today: Date,
) -> Answer<'a> {
    let mut problems = Vec::new();
    let mut read = |field: &str, text: &str| match text.trim() {
        "" => None,
        text => day(text).map_err(|message| problems.push(FieldProblem::new(field, message))).ok(),
    };
    let (from, to) = (read("from", &query.from), read("to", &query.to));
    let set = chosen_set(site, &query.set, &mut problems);
    let specialty = match set {
        None => Err("No benchmark set is held.".to_owned()),
        Some(set) => chosen_specialty(site, set, found, &query.specialty),
    };
    let assumption = assumption(query, &mut problems);
    let span = Span::of(found, from, to, today);
    let medicare = match (set, &specialty, &span) {
        (None, ..) => Err("No benchmark set is held.".to_owned()),
        (_, Err(why), _) | (_, _, Err(why)) => Err(why.clone()),
        (Some(set), Ok(specialty), Ok(span)) => {
            medicare(site, found, set, specialty, &query.state, span, assumption)
        }
    };
    Answer { set, specialty, span, medicare, problems }
}

fn chosen_set<'a>(site: &'a Site, text: &str, problems: &mut Vec<FieldProblem>) -> Option<&'a BenchmarkSet> {
    let sets = site.benchmarks();
    match text.trim() {
        "" => sets.newest(),
        text => {
            let id: Result<SetId, _> = text.parse();
            let found = match id {
                Ok(id) => sets.get(id).ok_or_else(|| format!("The benchmark set {id} is not held here.")),
                Err(error) => Err(format!("{error}.")),
            };
            found.map_err(|message| problems.push(FieldProblem::new("set", message))).ok().or(sets.newest())
        }
    }
}

fn chosen_specialty<'a>(
    site: &Site,
    set: &'a BenchmarkSet,
    found: &UserLedger,
    slug: &str,
) -> Result<&'a Specialty, String> {
    if !slug.is_empty() {
        return set.specialty(slug).ok_or_else(|| {
            let is_suppressed = set.suppressed.iter().any(|name| openrvu_benchmark::set::slug(name) == slug);
            if is_suppressed {
                "Fewer than 11 clinicians of that specialty are in the set, so nothing is shown of it."
                    .to_owned()
            } else {
                "The set has no such specialty: choose one.".to_owned()
            }
        });
    }
    of_settings(site, set, found).ok_or_else(|| {
        match &found.settings.specialty {
            None => "Choose your specialty: here, or for good in the settings.",
            Some(_) => "The specialty of your settings has no benchmark in this set: choose the nearest.",
        }
        .to_owned()
    })
}

fn medicare<'a>(
    site: &Site,
    found: &UserLedger,
    set: &'a BenchmarkSet,
    specialty: &'a Specialty,
    state: &str,
    span: &Span,
    assumption: Option<Assumption>,
) -> Result<Medicare<'a>, String> {
    let state = Some(state.trim().to_ascii_uppercase()).filter(|state| !state.is_empty());
    let cell = match &state {
        None => &specialty.whole,
        Some(state) => specialty.state(state).ok_or_else(|| {
            let state: String = state.chars().take(24).collect();
            format!("Fewer than 11 clinicians of the specialty are in {state:?} in this set, so nothing is shown of it.")
        })?,
    };
    let own = OwnWork::of(site.schedule(), set, found, span)?;
    if own.entries == 0 {
        return Err(format!("Nothing that the set counts was logged in {}.", span.period));
    }
    let (work, services) = (own.year_of_work(span), own.year_of_services(span));
    let work_standing = cell.work.percentile_of(work);
    let levels = OwnLevels::of(&own, cell);
    Ok(Medicare {
        set,
        difference: Difference::of(&own, span, specialty, cell.work.median()),
        notes: notes::notes(&own, span, specialty, &work_standing, &levels),
        modelled: assumption.map(|assumption| Modelled::of(assumption, &cell.work, work)),
        services_standing: cell.services.percentile_of(services),
        work_standing,
        levels,
        state,
        cell,
        own,
        work,
        services,
    })
}

/// The share of Medicare's fee-for-service, where one is given.
fn assumption(query: &BenchmarkQuery, problems: &mut Vec<FieldProblem>) -> Option<Assumption> {
    if query.share_from.trim().is_empty() && query.share_to.trim().is_empty() {
        return None;
    }
    let mut read = |field: &str, text: &str| {
        let share = percent(text);
        if share.is_none() {
            let message = "Write a part of all your work in percent, above 0 and at most 100, such as 25.";
            problems.push(FieldProblem::new(field, message));
        }
        share
    };
    let (low, high) = (read("share_from", &query.share_from), read("share_to", &query.share_to));
    let (low, high) = (low?, high?);
    if low > high {
        problems.push(FieldProblem::new("share_to", "The most is not less than the least."));
        return None;
    }
    let source: String = query.share_source.trim().chars().take(MOST_LETTERS).collect();
    Some(Assumption { low, high, source })
}

/// `25` or `25.5` percent as a share.
fn percent(text: &str) -> Option<Share> {
    let hundredths = parse_scaled(text.trim().trim_end_matches('%').trim().as_bytes(), 2).ok()?;
    let share = Share::new(u64::try_from(hundredths).ok()?);
    (share > Share::ZERO && share <= Share::ONE).then_some(share)
}

/// Where a value stands, in words.
pub(crate) fn standing_words<T>(standing: &Standing<T>) -> String {
    match standing {
        Standing::Below { lowest } => {
            format!("below the {}th percentile, the lowest that is tabled", lowest.percentile)
        }
        Standing::Above { highest } => {
            format!("above the {}th percentile, the highest that is tabled", highest.percentile)
        }
        Standing::Within { tenths: 500, .. } => "at the median".to_owned(),
        Standing::Within { tenths, lower, upper } if lower.percentile == upper.percentile => {
            format!("at the {} percentile", ordinal(*tenths))
        }
        Standing::Within { tenths, lower, upper } => format!(
            "at the {} percentile, on a straight line between the {}th and the {}th",
            ordinal(*tenths),
            lower.percentile,
            upper.percentile
        ),
    }
}

/// A percentile in tenths by its name, without decimals that are zero: `62.5th`, `61st`.
fn ordinal(tenths: u16) -> String {
    let (whole, tenth) = (tenths / 10, tenths % 10);
    if tenth > 0 {
        return format!("{whole}.{tenth}th");
    }
    let ending = match (whole % 100, whole % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{whole}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use openrvu_benchmark::Point;

    #[test]
    fn a_share_is_read_in_percent() {
        assert_eq!(percent("25"), Some(Share::new(2_500)));
        assert_eq!(percent(" 12.5 % "), Some(Share::new(1_250)));
        for bad in ["", "0", "101", "-5", "x"] {
            assert_eq!(percent(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_standing_is_said_as_far_as_it_is_known() {
        let point = |percentile| Point { percentile, value: WorkRvus::ZERO };
        let within =
            |tenths, lower, upper| Standing::Within { tenths, lower: point(lower), upper: point(upper) };
        assert_eq!(
            standing_words(&within(623, 50, 75)),
            "at the 62.3th percentile, on a straight line between the 50th and the 75th"
        );
        assert_eq!(standing_words(&within(500, 50, 50)), "at the median");
        assert!(standing_words(&Standing::Above { highest: point(95) }).starts_with("above the 95th"));
        assert_eq!(
            [ordinal(610), ordinal(620), ordinal(630), ordinal(110), ordinal(750)],
            ["61st", "62nd", "63rd", "11th", "75th"]
        );
    }
}
