//! Every release held: the figures of a code in each, drawn as a step line, with changes called by their cause.

mod change;

use jiff::civil::Date;
use openrvu_core::efficiency::{EfficiencyClass, adjusted_work};
use openrvu_core::indicator::{GlobalPeriod, Status};
use openrvu_core::valuation::Prices;
use openrvu_core::{Cents, Code, FeeRow, Gpcis, HeldRelease, ReleaseId, RowModifier, Rvu, Setting};
use serde::Serialize;

use self::change::Change;
use super::heading::Badge;
use crate::Site;
use crate::views::chart::{Span, StepChart};
use crate::views::release::last_day;

/// The history.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct History {
    /// Which row's figures these are.
    pub(crate) modifier: RowModifier,
    /// A row a release, newest first.
    pub(crate) rows: Vec<HistoryRow>,
    /// What the 2026 efficiency adjustment, or a later one, did to the work RVU.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) adjustments: Vec<Adjustment>,
    /// The step line of the work RVU, or of the facility total where there is no work.
    #[serde(skip)]
    pub(crate) chart: Option<StepChart>,
    /// Whether the chart shows work.
    #[serde(skip)]
    pub(crate) charts_work: bool,
}

/// The figures of one release.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HistoryRow {
    /// The release.
    pub(crate) release: ReleaseId,
    /// First day in effect.
    pub(crate) from: Date,
    /// Last day in effect.
    pub(crate) to: Option<Date>,
    /// The figures; none where the release has no such row.
    pub(crate) figures: Option<Figures>,
    /// What changed in the row since the release before, by its cause.
    pub(crate) changes: Vec<String>,
    /// How the conversion factor changed, where Medicare pays by it: a change of every code, not of this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) factor_change: Option<String>,
    /// Whether the row is new: the release before has none.
    pub(crate) new: bool,
    /// The days between this release and the one before for which none is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) not_held: Option<NotHeldDays>,
}

impl HistoryRow {
    /// The RVUs, where the release has the row and CMS publishes any for it.
    fn values(&self) -> Option<&Values> {
        self.figures.as_ref()?.rvus.as_ref()
    }
}

/// Days for which no release is held, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct NotHeldDays {
    /// First day.
    pub(crate) from: Date,
    /// Last day.
    pub(crate) to: Date,
}

/// Releases one after the other in which nothing changed, newest first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'a> {
    /// The rows: never empty, all with the same figures.
    pub(crate) rows: &'a [HistoryRow],
}

impl Run<'_> {
    /// The figures.
    pub(crate) fn figures(&self) -> Option<&Figures> {
        self.rows.first()?.figures.as_ref()
    }

    /// The releases with their names, those after the first without the letters that all have: `RVU24C`, `24B`.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&HistoryRow, String)> {
        self.rows.iter().enumerate().map(|(at, row)| {
            let name = row.release.to_string();
            let short = name.strip_prefix("RVU").filter(|_| at > 0).map(str::to_owned);
            (row, short.unwrap_or(name))
        })
    }

    /// First day in effect.
    pub(crate) fn from(&self) -> Option<Date> {
        Some(self.rows.last()?.from)
    }

    /// Last day in effect.
    pub(crate) fn to(&self) -> Option<Date> {
        self.rows.first()?.to
    }

    /// What changed when the run began: in the row, then in the conversion factor.
    pub(crate) fn changes(&self) -> impl Iterator<Item = &str> {
        let begin = self.rows.last();
        begin.into_iter().flat_map(|row| row.changes.iter().chain(&row.factor_change)).map(String::as_str)
    }

    /// Whether there is anything to say of how the run began.
    pub(crate) fn has_words(&self) -> bool {
        self.changes().next().is_some() || self.not_held().is_some()
    }

    /// The days before the run for which no release is held.
    pub(crate) fn not_held(&self) -> Option<NotHeldDays> {
        self.rows.last()?.not_held
    }
}

/// The figures of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Figures {
    /// Status.
    pub(crate) status: Status,
    /// Global period.
    pub(crate) global: GlobalPeriod,
    /// Its RVUs; none where CMS publishes none, which are not zero but unknown.
    #[serde(flatten)]
    pub(crate) rvus: Option<Values>,
    /// National amount outside a facility, where Medicare pays by RVUs.
    pub(crate) non_facility: Option<Cents>,
    /// National amount in a facility, likewise.
    pub(crate) facility: Option<Cents>,
}

/// The RVUs that the history follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Values {
    /// Work.
    pub(crate) work: Rvu,
    /// Total outside a facility.
    pub(crate) non_facility_total: Rvu,
    /// Total in a facility.
    pub(crate) facility_total: Rvu,
}

impl Values {
    fn of(row: &FeeRow) -> Option<Self> {
        (row.has_rvus() || row.is_payable()).then(|| Self {
            work: row.work,
            non_facility_total: row.total(Setting::NonFacility),
            facility_total: row.total(Setting::Facility),
        })
    }
}

/// An efficiency adjustment with its arithmetic.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Adjustment {
    /// The year.
    pub(crate) year: u16,
    /// What became of the work RVU.
    pub(crate) class: EfficiencyClass,
    /// The release before and the work RVU in it.
    pub(crate) before: (ReleaseId, Rvu),
    /// The release after and the work RVU in it.
    pub(crate) after: (ReleaseId, Rvu),
    /// The arithmetic in words.
    pub(crate) words: String,
}

impl History {
    /// The history; none where no release holds the code, or only one release is held.
    pub(super) fn of(site: &Site, code: Code) -> Option<Self> {
        let releases = site.schedule.releases();
        let modifier = releases.iter().rev().find_map(|release| Site::listed_row(release, code))?.modifier;
        let mut rows: Vec<HistoryRow> = Vec::with_capacity(releases.len());
        let mut before: Option<(&HeldRelease, Option<&FeeRow>)> = None;
        for release in releases {
            let row = release.row(code, modifier);
            let not_held = before.and_then(|(earlier, _)| days_between(earlier, release));
            let change = before
                .map(|(earlier, old)| Change::between(site, (earlier, old), (release, row), not_held))
                .unwrap_or_default();
            rows.push(HistoryRow {
                release: release.id,
                from: release.effective_from,
                to: last_day(release),
                figures: row.map(|row| figures(release, row)),
                changes: change.row,
                factor_change: change.factor,
                new: change.new,
                not_held,
            });
            before = Some((release, row));
        }
        let charts_work = rows.iter().filter_map(HistoryRow::values).any(|values| values.work > Rvu::ZERO);
        let chart = chart(&rows, charts_work);
        let adjustments = adjustments(site, code, modifier);
        rows.reverse();
        (rows.len() > 1).then_some(Self { modifier, rows, adjustments, chart, charts_work })
    }

    /// What the history adds to the head of the page for a release.
    pub(super) fn badges(&self, release: ReleaseId) -> Vec<Badge> {
        let mut badges = Vec::new();
        let Some(at) = self.rows.iter().position(|row| row.release == release) else { return badges };
        let Some(row) = self.rows.get(at) else { return badges };
        let words = match (row.new, row.not_held, self.rows.get(at + 1)) {
            (true, Some(_), Some(before)) => Some(format!("New after {}", before.release)),
            (true, ..) => Some(format!("New in {release}")),
            _ if row.changes.is_empty() => None,
            _ => Some(format!("Changed in {release}")),
        };
        badges.extend(words.map(|words| Badge { kind: "change", words, meaning: row.changes.join(" ") }));
        for adjustment in self.adjustments.iter().filter(|adjustment| adjustment.year == release.year) {
            let words = match adjustment.class {
                EfficiencyClass::Adjusted => format!("{} efficiency adjustment", adjustment.year),
                EfficiencyClass::Exempt => format!("Exempt from the {} adjustment", adjustment.year),
                EfficiencyClass::TooSmall => continue,
                EfficiencyClass::Revalued => format!("Revalued in {}", adjustment.year),
            };
            badges.push(Badge { kind: "change", words, meaning: adjustment.words.clone() });
        }
        badges
    }

    /// The releases newest first, those in which nothing changed taken together; without those before the first that
    /// has the row.
    pub(crate) fn runs(&self) -> Vec<Run<'_>> {
        let goes_on = |newer: &HistoryRow, older: &HistoryRow| {
            newer.figures == older.figures
                && newer.changes.is_empty()
                && newer.factor_change.is_none()
                && newer.not_held.is_none()
        };
        let mut runs: Vec<Run<'_>> = self.rows.chunk_by(goes_on).map(|rows| Run { rows }).collect();
        runs.truncate(runs.iter().rposition(|run| run.figures().is_some()).map_or(0, |at| at + 1));
        runs
    }

    /// The latest release in which the work RVU differs from the one before it: the release before, this one, and
    /// both values.
    pub(crate) fn last_work_change(&self) -> Option<(&HistoryRow, &HistoryRow, Rvu, Rvu)> {
        self.rows.windows(2).find_map(|pair| {
            let [newer, older] = pair else { return None };
            let (new, old) = (newer.values()?, older.values()?);
            (new.work != old.work).then_some((older, newer, old.work, new.work))
        })
    }
}

/// The days after a release's time and before the next one held.
fn days_between(earlier: &HeldRelease, release: &HeldRelease) -> Option<NotHeldDays> {
    let from = earlier.effective_until()?;
    let to = release.effective_from.yesterday().ok()?;
    (from <= to).then_some(NotHeldDays { from, to })
}

fn figures(release: &HeldRelease, row: &FeeRow) -> Figures {
    let prices = Prices { gpcis: Gpcis::NATIONAL, conversion_factor: release.conversion_factor };
    let amount = |setting| row.is_payable().then(|| row.fee(setting, &prices));
    Figures {
        status: row.status,
        global: row.global,
        rvus: Values::of(row),
        non_facility: amount(Setting::NonFacility),
        facility: amount(Setting::Facility),
    }
}

/// The work RVU on both sides of each efficiency adjustment, where both sides are held.
fn adjustments(site: &Site, code: Code, modifier: RowModifier) -> Vec<Adjustment> {
    let releases = site.schedule.releases();
    let counts = |row: &&FeeRow| row.status.uses_rvus() && row.work > Rvu::ZERO;
    let found = site.schedule.policy().efficiency.iter().filter_map(|adjustment| {
        let before = releases.iter().rfind(|release| release.id.year + 1 == adjustment.year)?;
        let after = releases.iter().find(|release| release.id.year == adjustment.year)?;
        let old = before.row(code, modifier).filter(counts)?;
        let new = after.row(code, modifier).filter(counts)?;
        let class = EfficiencyClass::of(old.work, new.work, adjustment.factor);
        let product = adjusted_work(old.work, adjustment.factor);
        let arithmetic = format!("{} × {} = {product}, rounded half-up", old.work, adjustment.factor);
        let words = match class {
            EfficiencyClass::Adjusted => format!("{arithmetic}: {} holds exactly this.", after.id),
            EfficiencyClass::TooSmall => format!("{arithmetic}: too small to change."),
            EfficiencyClass::Exempt => format!(
                "The adjustment would have made it {product} ({arithmetic}); {} still holds {}, so it was exempt.",
                after.id, new.work
            ),
            EfficiencyClass::Revalued => {
                format!("The adjustment would have made it {product}; {} holds {}, a value of its own.", after.id, new.work)
            }
        };
        Some(Adjustment {
            year: adjustment.year,
            class,
            before: (before.id, old.work),
            after: (after.id, new.work),
            words,
        })
    });
    found.collect()
}

fn chart(rows: &[HistoryRow], work: bool) -> Option<StepChart> {
    let day = |date: Date| {
        i64::from(date.year()) * 372 + i64::from(date.month() - 1) * 31 + i64::from(date.day() - 1)
    };
    let spans: Vec<Span> = rows
        .iter()
        .filter_map(|row| {
            let values = row.values()?;
            let value = if work { values.work } else { values.facility_total };
            let to = row.to.and_then(|last| last.tomorrow().ok()).map_or(day(row.from) + 93, day);
            Some(Span { from: day(row.from), to, value, label: format!("{}: {value}", row.release) })
        })
        .collect();
    let years = rows.first()?.from.year()..=rows.last()?.from.year() + 1;
    let years: Vec<(i64, String)> = years.map(|year| (i64::from(year) * 372, year.to_string())).collect();
    StepChart::draw(&spans, &years)
}
