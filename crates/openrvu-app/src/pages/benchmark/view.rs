//! What the page says, as text.

use openrvu_benchmark::BenchmarkSet;
use openrvu_benchmark::set::{Figure, Specialty};
use openrvu_benchmark::survey::{Basis, Measure};
use openrvu_benchmark::{Share, Survey, WorkRvus};
use openrvu_core::Cents;
use openrvu_log::figures;
use openrvu_web::{LevelChart, Whole};

use crate::App;
use crate::services::benchmark::{
    Amounts, BenchmarkQuery, Medicare, Modelled, OwnLevel, OwnLevels, standing_words,
};
use crate::services::documents::Kept;
use crate::services::ledger::UserLedger;
use crate::services::surveys::{Beside, OwnTable};

/// What can be chosen: value, words, whether it is.
pub(super) struct Choices {
    pub(super) specialties: Vec<(String, String, bool)>,
    pub(super) sets: Vec<(String, String, bool)>,
    pub(super) states: Vec<(String, bool)>,
}

impl Choices {
    pub(super) fn new(
        app: &App,
        set: Option<&BenchmarkSet>,
        chosen: Option<&str>,
        query: &BenchmarkQuery,
    ) -> Self {
        let specialties = set.map(|set| set.specialties.as_slice()).unwrap_or_default();
        let specialty = specialties.iter().find(|specialty| Some(&*specialty.slug) == chosen);
        let states = specialty.map(|specialty| specialty.states.as_slice()).unwrap_or_default();
        let sets = app.site.benchmarks().all().iter();
        Self {
            specialties: specialties
                .iter()
                .map(|of| (of.slug.clone(), of.name.clone(), Some(&*of.slug) == chosen))
                .collect(),
            sets: sets
                .map(|of| {
                    let synthetic = if of.synthetic { ", synthetic rows" } else { "" };
                    let words =
                        format!("{}, {}, valued on {}{synthetic}", of.id.year, of.area.words, of.id.release);
                    (of.id.to_string(), words, set.is_some_and(|set| set.id == of.id))
                })
                .collect(),
            states: states
                .iter()
                .map(|of| (of.state.clone(), of.state.eq_ignore_ascii_case(query.state.trim())))
                .collect(),
        }
    }
}

/// A figure at the head.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) value: String,
}

pub(super) fn among(medicare: &Medicare<'_>, specialty: &Specialty) -> String {
    let place = medicare.state.as_ref().map(|state| format!(" in {state}")).unwrap_or_default();
    let shown = match medicare.cell.coverage {
        Figure::Known(coverage) => format!("{}% of their services are shown", coverage.pooled.percent()),
        Figure::Absent(_) => "which part of their services is shown is unknown".to_owned(),
    };
    format!(
        "{} clinicians of {}{place} with at least {} services; {shown}",
        figures::count(medicare.cell.providers().into()),
        specialty.name,
        medicare.set.method.least_services.short()
    )
}

pub(super) fn counted(medicare: &Medicare<'_>) -> String {
    format!(
        "{} entries are counted as the set counts Medicare’s: {} services with {} work RVUs of {}, whatever the contract.",
        figures::count(medicare.own.entries),
        figures::count(medicare.own.units),
        figures::work(medicare.own.work),
        medicare.set.id.release
    )
}

pub(super) fn left_out(medicare: &Medicare<'_>) -> Vec<String> {
    let rows = medicare.own.left_out.iter();
    rows.map(|(reason, entries)| {
        let noun = if *entries == 1 { "entry" } else { "entries" };
        format!("{} {noun}: {reason}", figures::count(*entries))
    })
    .collect()
}

pub(super) fn keys(medicare: &Medicare<'_>) -> Vec<Key> {
    vec![
        Key { name: "your work RVUs of a year", value: Whole(medicare.work).to_string() },
        Key { name: "Medicare’s median", value: Whole(medicare.cell.work.median()).to_string() },
        Key { name: "your services of a year", value: Whole(medicare.services).to_string() },
        Key { name: "Medicare’s median", value: Whole(medicare.cell.services.median()).to_string() },
    ]
}

pub(super) fn standing(medicare: &Medicare<'_>) -> String {
    format!(
        "Your work stands {}; your services {}.",
        standing_words(&medicare.work_standing),
        standing_words(&medicare.services_standing)
    )
}

/// Percentile, work, services.
pub(super) fn percentiles(medicare: &Medicare<'_>) -> Vec<(String, String, String)> {
    let services = medicare.cell.services.points();
    let rows = medicare.cell.work.points().into_iter().zip(services);
    rows.map(|(work, services)| {
        (name(work.percentile), Whole(work.value).to_string(), Whole(services.value).to_string())
    })
    .collect()
}

fn name(percentile: u8) -> String {
    if percentile == 50 { "Median".to_owned() } else { format!("{percentile}th") }
}

/// A family of office visits.
pub(super) struct FamilyView {
    pub(super) title: String,
    pub(super) words: String,
    pub(super) chart: Option<LevelChart>,
    pub(super) levels: Vec<LevelView>,
}

/// A level.
pub(super) struct LevelView {
    pub(super) code: String,
    pub(super) visits: String,
    pub(super) share: String,
    pub(super) middle: String,
    pub(super) median: String,
    pub(super) place: &'static str,
}

impl FamilyView {
    pub(super) fn new(of: &OwnLevels<'_>, set: &BenchmarkSet) -> Self {
        let floor = set.method.least_em_services.short();
        let numbers = of.family.numbers();
        let words = match (of.of_specialty, of.visits) {
            (None, 0) => format!(
                "You logged none of these visits, and fewer than 11 of the specialty have {floor} of them."
            ),
            (None, _) => {
                format!(
                    "Fewer than 11 of the specialty have {floor} of these visits, so there is nothing to lay yours beside."
                )
            }
            (Some(em), 0) => {
                format!(
                    "You logged none of these visits; {} of the specialty have at least {floor}.",
                    figures::count(em.providers.into())
                )
            }
            (Some(em), visits) => format!(
                "Your {} visits laid over those of {} clinicians with at least {floor} of them.",
                figures::count(visits),
                figures::count(em.providers.into())
            ),
        };
        Self {
            title: format!(
                "{} {}, {} to {}",
                "Office visits of",
                of.family.name(),
                numbers.start(),
                numbers.end()
            ),
            words,
            chart: of.of_specialty.map(|em| LevelChart::draw(em, &of.shares())),
            levels: of.levels.iter().map(LevelView::new).collect(),
        }
    }
}

impl LevelView {
    fn new(level: &OwnLevel) -> Self {
        let percent = |share: Share| format!("{}%", share.percent());
        let middle = level.figures.map_or_else(
            || "fewer than 11 providers".to_owned(),
            |figures| format!("{} to {}", percent(figures.lower_quartile), percent(figures.upper_quartile)),
        );
        Self {
            code: level.code.to_string(),
            visits: figures::count(level.visits),
            share: level.share.map_or_else(|| "—".to_owned(), percent),
            middle,
            median: level.figures.map_or_else(|| "—".to_owned(), |figures| percent(figures.median)),
            place: level.place().unwrap_or("—"),
        }
    }
}

/// A row of the difference.
pub(super) struct RowView {
    pub(super) code: Option<String>,
    pub(super) name: String,
    pub(super) own: String,
    pub(super) usual: String,
    pub(super) difference: String,
    /// Whether it is the sum.
    pub(super) is_total: bool,
}

pub(super) fn difference(app: &App, medicare: &Medicare<'_>) -> Vec<RowView> {
    let row = |code: Option<String>, name: String, amounts: Amounts, is_total| RowView {
        code,
        name,
        own: hundredths(amounts.own),
        usual: hundredths(amounts.usual),
        difference: signed(amounts.difference()),
        is_total,
    };
    let found = &medicare.difference;
    let codes = found.codes.iter().map(|of| {
        let title = app.site.title(of.code).unwrap_or_default().to_owned();
        row(Some(of.code.to_string()), title, of.amounts, false)
    });
    let rest = [
        row(None, "All other codes".to_owned(), found.others, false),
        row(None, "All work".to_owned(), found.total, true),
    ];
    codes.chain(rest).collect()
}

pub(super) fn difference_words(medicare: &Medicare<'_>, specialty: &Specialty) -> String {
    let difference = medicare.difference.total.difference();
    let words = match difference {
        0 => "Your work of a year equals the median.".to_owned(),
        1.. => format!("Your work of a year is {} above the median.", hundredths(difference)),
        _ => format!("Your work of a year is {} below the median.", hundredths(-difference)),
    };
    format!(
        "{words} The set does not tell what the clinician at the median does, so the mix of all of {} stands in: its share of each code, of the median’s work.",
        specialty.name
    )
}

/// Hundredths of a work RVU, whole, rounded half-up.
fn hundredths(value: i64) -> String {
    let whole = Whole(WorkRvus::new(value.unsigned_abs())).to_string();
    if value < 0 && whole != "0" { format!("-{whole}") } else { whole }
}

fn signed(value: i64) -> String {
    let text = hundredths(value);
    if value > 0 && text != "0" { format!("+{text}") } else { text }
}

/// Figures of all payers.
pub(super) struct ModelledView {
    pub(super) assumption: String,
    pub(super) standing: String,
    /// Percentile, at the high share, at the low share.
    pub(super) rows: Vec<(String, String, String)>,
    pub(super) low: String,
    pub(super) high: String,
}

impl ModelledView {
    pub(super) fn new(modelled: &Modelled) -> Self {
        let (low, high) = (modelled.assumption.low.percent(), modelled.assumption.high.percent());
        let source = match &*modelled.assumption.source {
            "" => "you name no source for it".to_owned(),
            source => format!("your source: {source}"),
        };
        let words = |standing: &Option<openrvu_benchmark::Standing<WorkRvus>>| {
            standing.as_ref().map(standing_words).unwrap_or_default()
        };
        let rows = modelled.at_high_share.iter().zip(&modelled.at_low_share);
        Self {
            assumption: format!(
                "Modelled, not observed: Medicare’s figures divided by an assumed share of its fee-for-service in all work, {low}% to {high}% ({source}). The share is taken as one for everybody, which it is not, and what Medicare leaves out stays left out."
            ),
            standing: format!(
                "If the share is {high}%, your work stands {}; if it is {low}%, {}.",
                words(&modelled.standing_at_high_share),
                words(&modelled.standing_at_low_share)
            ),
            rows: rows
                .map(|(high, low)| {
                    (name(high.percentile), Whole(high.value).to_string(), Whole(low.value).to_string())
                })
                .collect(),
            low,
            high,
        }
    }
}

/// A table of the user's with where they stand on it.
pub(super) struct TableView {
    pub(super) address: String,
    pub(super) name: String,
    pub(super) about: String,
    pub(super) standing: Result<StandingView, String>,
}

/// Where one's year stands on a table.
pub(super) struct StandingView {
    pub(super) row: String,
    pub(super) n: String,
    pub(super) value: String,
    pub(super) words: String,
    pub(super) made: Vec<String>,
    pub(super) warnings: Vec<String>,
    pub(super) points: Vec<(String, String)>,
}

impl TableView {
    pub(super) fn new(
        app: &App,
        found: &UserLedger,
        kept: &Kept<OwnTable>,
        beside: Option<&Beside<'_>>,
    ) -> Self {
        let table = &kept.content.table;
        let standing = match beside {
            None => Err("No release is held.".to_owned()),
            Some(beside) => kept.content.standing(&app.site, found, beside).map(|on| StandingView {
                row: on.row.specialty.clone(),
                n: on.row.n.map_or_else(
                    || "providers not told".to_owned(),
                    |n| format!("{} providers", figures::count(n.into())),
                ),
                value: amount(table.measure, on.value),
                words: standing_words(&on.standing),
                made: on.made,
                warnings: on.warnings,
                points: points(table.measure, on.row),
            }),
        };
        Self {
            address: format!("/log/benchmark/tables/{}", kept.id),
            name: table.name.clone(),
            about: about(kept),
            standing,
        }
    }
}

/// What a table is, in words.
pub(super) fn about(kept: &Kept<OwnTable>) -> String {
    let table = &kept.content.table;
    format!("{} of {}, {}", capitalized(table.measure.name()), table.year, basis(table.basis))
}

pub(super) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::PerFte => "per full-time equivalent",
        Basis::PerClinician => "per clinician",
        Basis::NotTold => "per clinician or per full-time equivalent, which it does not say",
    }
}

pub(super) fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The tabled percentiles of a row.
pub(super) fn points(measure: Measure, row: &openrvu_benchmark::survey::SurveyRow) -> Vec<(String, String)> {
    row.points.iter().map(|point| (name(point.percentile), amount(measure, point.value))).collect()
}

/// A value of a table, with its unit where it is money.
pub(super) fn amount(measure: Measure, value: Survey) -> String {
    match measure {
        Measure::WorkRvus => Whole(value).to_string(),
        Measure::Compensation => Cents::new(i64::try_from(value.get() / 100 * 100).unwrap_or(i64::MAX))
            .dollars()
            .trim_end_matches(".00")
            .to_owned(),
        Measure::CompensationPerWorkRvu => {
            Cents::new(i64::try_from(value.get()).unwrap_or(i64::MAX)).dollars()
        }
    }
}
