//! What changed between two releases: every row of which any column differs, with totals.

mod asked;
mod columns;
mod kind;
mod pairs;

use openrvu_core::efficiency::{EfficiencyClass, classify};
use openrvu_core::{Code, ConversionFactor, FeeRow, HeldRelease, ReleaseId, RowModifier, Rvu, Setting};
use serde::Serialize;

use super::extent::codes_in_both;
use super::release::month;
use super::sort::Sort;
use super::{Count, ReleaseChoice};
use crate::Site;
use columns::{Difference, differences};
use pairs::{Pair, changed};

pub(crate) use asked::{Asked, Order};
pub(crate) use kind::Kind;

/// Rows on one page.
const ON_A_PAGE: usize = 200;

/// The report.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChangesPage {
    /// The release before, with its month; none where it cannot be read or is not held.
    pub(crate) from: Option<(ReleaseId, String)>,
    /// The release after, with its month.
    pub(crate) to: Option<(ReleaseId, String)>,
    /// What the counts leave out, where a release is held for chosen codes only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extent: Option<String>,
    /// How many rows changed at all, before filters.
    pub(crate) changed: Count,
    /// How many rows of each kind that the releases tell of, before filters. A row may be of several.
    pub(crate) totals: Vec<(Kind, Count)>,
    /// What the efficiency adjustment did, where one lies between the releases.
    pub(crate) efficiency: Vec<(EfficiencyClass, Count)>,
    /// The conversion factors.
    pub(crate) factors: Option<(ConversionFactor, ConversionFactor)>,
    /// The rows on this page.
    pub(crate) rows: Vec<ChangedRow>,
    /// How many rows pass the filters.
    pub(crate) count: Count,
    /// The page and how many there are.
    pub(crate) pages: (usize, usize),
    /// The filters as asked.
    #[serde(skip)]
    pub(crate) kind: Option<Kind>,
    /// The beginning of the codes wanted.
    #[serde(skip)]
    pub(crate) prefix: String,
    /// The order.
    #[serde(skip)]
    pub(crate) sort: Option<Sort<Order>>,
    /// Releases to choose, those before and those after.
    #[serde(skip)]
    pub(crate) choices: [Vec<ReleaseChoice>; 2],
    /// What could not be read; then nothing is reported.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<String>,
}

/// A row that changed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChangedRow {
    /// The code.
    pub(crate) code: Code,
    /// Which of its rows.
    pub(crate) modifier: RowModifier,
    /// Its title.
    pub(crate) title: String,
    /// What became of it.
    pub(crate) kinds: Vec<Kind>,
    /// Work before and after; none where the release has no such row, or the row no RVUs.
    pub(crate) work: (Option<Rvu>, Option<Rvu>),
    /// Total outside a facility, likewise.
    pub(crate) non_facility: (Option<Rvu>, Option<Rvu>),
    /// Total in a facility, likewise.
    pub(crate) facility: (Option<Rvu>, Option<Rvu>),
    /// Why there are no RVUs before and after, where the row stands there without.
    pub(crate) without_rvus: (Option<String>, Option<String>),
    /// Every value that differs.
    pub(crate) differences: Vec<Difference>,
}

impl ChangesPage {
    /// The report; by default between the newest release and the one before it.
    pub(crate) fn of(site: &Site, asked: &Asked) -> Self {
        let releases = site.schedule.releases();
        let mut errors = Vec::new();
        let before = releases.len().checked_sub(2).and_then(|at| releases.get(at));
        let old = asked::release(site, &asked.from, before, &mut errors);
        let new = asked::release(site, &asked.to, releases.last(), &mut errors);
        let kind = asked::kind(&asked.kind, old.zip(new), &mut errors);
        let sort = Sort::read(&asked.sort).unwrap_or_else(|error| {
            errors.push(error);
            None
        });
        let number = asked::number(&asked.page, &mut errors);
        let prefix = asked::prefix(&asked.code, &mut errors);
        let named = |held: Option<&HeldRelease>| held.map(|held| (held.id, month(held.id)));
        let mut page = Self {
            from: named(old),
            to: named(new),
            extent: None,
            changed: Count(0),
            totals: Vec::new(),
            efficiency: Vec::new(),
            factors: None,
            rows: Vec::new(),
            count: Count(0),
            pages: (number, 1),
            kind,
            prefix,
            sort,
            choices: [old, new].map(|selected| choices(releases, selected)),
            errors,
        };
        if let (Some((old, new)), true) = (old.zip(new), page.errors.is_empty()) {
            page.fill(site, old, new);
        }
        page
    }

    /// Whether only a kind is shown.
    pub(crate) fn shows(&self, kind: &Kind) -> bool {
        self.kind == Some(*kind)
    }

    fn fill(&mut self, site: &Site, old: &HeldRelease, new: &HeldRelease) {
        self.factors = Some((old.conversion_factor, new.conversion_factor));
        self.extent = extent(old, new);
        let mut pairs = changed(old, new);
        self.changed = Count(pairs.len());
        let count = |kind| Count(pairs.iter().filter(|pair| pair.kinds.contains(&kind)).count());
        let told = Kind::ALL.into_iter().filter(|kind| kind.is_told(old, new));
        self.totals = told.map(|kind| (kind, count(kind))).collect();
        let between = |year: u16| old.id.year < year && year <= new.id.year;
        if let Some(adjustment) = site.schedule.policy().efficiency.iter().find(|found| between(found.year)) {
            let classes = classify(old, new, adjustment.factor);
            self.efficiency = EfficiencyClass::ALL
                .map(|class| (class, Count(classes.iter().filter(|change| change.class == class).count())))
                .into_iter()
                .collect();
        }
        pairs.retain(|pair| {
            self.kind.is_none_or(|asked| pair.kinds.contains(&asked))
                && pair.code().is_some_and(|code| code.as_str().starts_with(&*self.prefix))
        });
        match self.sort {
            Some(Sort { by: Order::Code, descending: true }) => pairs.reverse(),
            Some(sort) if sort.by != Order::Code => sort.apply(&mut pairs, |pair| pair.growth(sort.by)),
            _ => {}
        }
        self.count = Count(pairs.len());
        let pages = pairs.len().div_ceil(ON_A_PAGE).max(1);
        if self.pages.0 > pages {
            self.errors
                .push(format!("There is no page {} of these changes: {pages} is the last.", self.pages.0));
            return;
        }
        self.pages.1 = pages;
        let shown = pairs.iter().skip((self.pages.0 - 1) * ON_A_PAGE).take(ON_A_PAGE);
        self.rows = shown.filter_map(|pair| ChangedRow::of(site, pair)).collect();
    }
}

impl ChangedRow {
    fn of(site: &Site, pair: &Pair<'_>) -> Option<Self> {
        let one = pair.new.or(pair.old)?;
        let valued =
            |row: Option<&'_ FeeRow>, value: fn(&FeeRow) -> Rvu| row.filter(|row| row.has_rvus()).map(value);
        let both = |value: fn(&FeeRow) -> Rvu| (valued(pair.old, value), valued(pair.new, value));
        let without = |row: Option<&FeeRow>| {
            let row = row.filter(|row| !row.has_rvus())?;
            Some(format!("{} ({})", row.status.name(), row.status))
        };
        Some(Self {
            code: one.code,
            modifier: one.modifier,
            title: site.label(one.code),
            kinds: pair.kinds.clone(),
            work: both(|row| row.work),
            non_facility: both(|row| row.total(Setting::NonFacility)),
            facility: both(|row| row.total(Setting::Facility)),
            without_rvus: (without(pair.old), without(pair.new)),
            differences: match (pair.old, pair.new) {
                (Some(old), Some(new)) => differences(old, new).collect(),
                _ => Vec::new(),
            },
        })
    }

    /// What changed, in words: the kinds, and the values that the table has no columns for.
    pub(crate) fn words(&self) -> String {
        // A change of status is one of status or rule.
        let has_status = self.kinds.contains(&Kind::Status);
        let only_status = has_status && self.differences.iter().all(|found| found.kind != Kind::Indicator);
        let shown = self.kinds.iter().filter(|kind| match kind {
            Kind::Indicator => !only_status,
            Kind::Status => only_status,
            _ => true,
        });
        let kinds = shown.map(|kind| kind.words().to_owned());
        let in_table = |found: &&Difference| !matches!(found.kind, Kind::Work | Kind::Expense);
        let values = self.differences.iter().filter(in_table).map(ToString::to_string);
        kinds.chain(values).collect::<Vec<_>>().join("; ")
    }
}

fn choices(releases: &[HeldRelease], selected: Option<&HeldRelease>) -> Vec<ReleaseChoice> {
    let all = releases.iter().rev().map(|release| ReleaseChoice {
        id: release.id,
        month: month(release.id),
        selected: selected.is_some_and(|selected| selected.id == release.id),
    });
    all.collect()
}

/// What the counts leave out, where a release is held for chosen codes only.
fn extent(old: &HeldRelease, new: &HeldRelease) -> Option<String> {
    let partial: Vec<String> = [old, new]
        .into_iter()
        .filter(|release| !release.complete)
        .map(|release| release.id.to_string())
        .collect();
    if partial.is_empty() {
        return None;
    }
    let untold = match (old.complete, new.complete) {
        (false, false) => "added or removed",
        (false, true) => "added",
        _ => "removed",
    };
    Some(format!(
        "Of the {} codes held here: {} {} held for chosen codes only, so that what was {untold} cannot be told.",
        codes_in_both(old, new),
        partial.join(" and "),
        if partial.len() == 1 { "is" } else { "are" },
    ))
}
