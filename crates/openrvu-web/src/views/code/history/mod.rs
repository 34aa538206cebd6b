//! Every release held: the figures of a code in each, drawn as a step line, with changes called by their cause.

use jiff::civil::Date;
use openrvu_core::efficiency::{EfficiencyClass, adjusted_work};
use openrvu_core::indicator::{GlobalPeriod, Status};
use openrvu_core::valuation::Prices;
use openrvu_core::{Cents, Code, FeeRow, Gpcis, HeldRelease, ReleaseId, RowModifier, Rvu, Setting};
use serde::Serialize;

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
    /// What changed since the release before, by its cause.
    pub(crate) changes: Vec<String>,
    /// Whether releases between this one and the one before are not held.
    pub(crate) after_gap: bool,
}

/// The figures of a row.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figures {
    /// Status.
    pub(crate) status: Status,
    /// Global period.
    pub(crate) global: GlobalPeriod,
    /// Work.
    pub(crate) work: Rvu,
    /// Total outside a facility.
    pub(crate) non_facility_total: Rvu,
    /// Total in a facility.
    pub(crate) facility_total: Rvu,
    /// National amount outside a facility, where Medicare pays by RVUs.
    pub(crate) non_facility: Option<Cents>,
    /// National amount in a facility, likewise.
    pub(crate) facility: Option<Cents>,
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
            let after_gap =
                before.is_some_and(|(earlier, _)| earlier.effective_until() != Some(release.effective_from));
            rows.push(HistoryRow {
                release: release.id,
                from: release.effective_from,
                to: last_day(release),
                figures: row.map(|row| figures(release, row)),
                changes: before
                    .map(|(earlier, old)| changes(site, earlier, old, release, row))
                    .unwrap_or_default(),
                after_gap,
            });
            before = Some((release, row));
        }
        let charts_work =
            rows.iter().any(|row| row.figures.as_ref().is_some_and(|figures| figures.work > Rvu::ZERO));
        let chart = chart(&rows, charts_work);
        let adjustments = adjustments(site, code, modifier);
        rows.reverse();
        (rows.len() > 1).then_some(Self { modifier, rows, adjustments, chart, charts_work })
    }

    /// What the history adds to the head of the page for a release.
    pub(super) fn badges(&self, release: ReleaseId) -> Vec<Badge> {
        let mut badges = Vec::new();
        let Some(at) = self.rows.iter().position(|row| row.release == release) else { return badges };
        let (row, before) = (&self.rows[at], self.rows.get(at + 1));
        if let Some(before) = before.filter(|before| before.figures.is_none() && row.figures.is_some()) {
            let words = format!("New since {}", before.release);
            badges.push(Badge {
                kind: "change",
                words,
                meaning: "The earlier release has no such row.".to_owned(),
            });
        } else if !row.changes.is_empty() {
            let words = format!("Changed in {release}");
            badges.push(Badge { kind: "change", words, meaning: row.changes.join(" ") });
        }
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

    /// The latest release in which the work RVU differs from the one before it, for a release in view.
    pub(crate) fn last_work_change(&self) -> Option<(&HistoryRow, Rvu, Rvu)> {
        self.rows.windows(2).find_map(|pair| {
            let (new, old) = (pair[0].figures.as_ref()?, pair[1].figures.as_ref()?);
            (new.work != old.work).then_some((&pair[0], old.work, new.work))
        })
    }
}

fn figures(release: &HeldRelease, row: &FeeRow) -> Figures {
    let prices = Prices { gpcis: Gpcis::NATIONAL, conversion_factor: release.conversion_factor };
    let amount = |setting| row.is_payable().then(|| row.fee(setting, &prices));
    Figures {
        status: row.status,
        global: row.global,
        work: row.work,
        non_facility_total: row.total(Setting::NonFacility),
        facility_total: row.total(Setting::Facility),
        non_facility: amount(Setting::NonFacility),
        facility: amount(Setting::Facility),
    }
}

fn changes(
    site: &Site,
    earlier: &HeldRelease,
    old: Option<&FeeRow>,
    release: &HeldRelease,
    new: Option<&FeeRow>,
) -> Vec<String> {
    let mut out = Vec::new();
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (None, Some(_)) if earlier.complete => return vec![format!("First appears after {}.", earlier.id)],
        (Some(_), None) if release.complete => return vec![format!("Gone since {}.", earlier.id)],
        _ => return out,
    };
    if old.status != new.status {
        out.push(format!("Status {} became {}.", old.status, new.status));
    }
    if old.global != new.global {
        out.push(format!("Global period {} became {}.", old.global, new.global));
    }
    if old.work != new.work {
        let adjustment = site
            .schedule
            .policy()
            .efficiency
            .iter()
            .find(|adjustment| adjustment.year == release.id.year && earlier.id.year < release.id.year);
        let cause = adjustment.is_some_and(|adjustment| {
            old.status.uses_rvus()
                && EfficiencyClass::of(old.work, new.work, adjustment.factor) == EfficiencyClass::Adjusted
        });
        let cause = if cause { ", the efficiency adjustment" } else { "" };
        out.push(format!("Work {} became {}{cause}.", old.work, new.work));
    }
    let expense = |row: &FeeRow| (row.non_facility_pe, row.facility_pe);
    let mut parts = Vec::new();
    if expense(old).0 != expense(new).0 {
        parts.push(format!("non-facility {} to {}", expense(old).0, expense(new).0));
    }
    if expense(old).1 != expense(new).1 {
        parts.push(format!("facility {} to {}", expense(old).1, expense(new).1));
    }
    if !parts.is_empty() {
        out.push(format!("Practice expense {}.", parts.join(", ")));
    }
    if old.malpractice != new.malpractice {
        out.push(format!("Malpractice {} to {}.", old.malpractice, new.malpractice));
    }
    if earlier.conversion_factor != release.conversion_factor && new.is_payable() {
        out.push(format!(
            "Conversion factor {} to {}.",
            earlier.conversion_factor, release.conversion_factor
        ));
    }
    out
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
            let figures = row.figures.as_ref()?;
            let value = if work { figures.work } else { figures.facility_total };
            let to = row.to.and_then(|last| last.tomorrow().ok()).map_or(day(row.from) + 93, day);
            Some(Span { from: day(row.from), to, value, label: format!("{}: {value}", row.release) })
        })
        .collect();
    let years = rows.first()?.from.year()..=rows.last()?.from.year() + 1;
    let years: Vec<(i64, String)> = years.map(|year| (i64::from(year) * 372, year.to_string())).collect();
    StepChart::draw(&spans, &years)
}
