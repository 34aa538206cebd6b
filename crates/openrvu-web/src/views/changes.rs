//! What changed between two releases: every listed row whose figures differ, with totals.

use openrvu_core::efficiency::{EfficiencyClass, classify};
use openrvu_core::{Code, FeeRow, HeldRelease, ReleaseId, RowModifier, Rvu, Setting};
use serde::{Deserialize, Serialize};

use super::ReleaseChoice;
use super::release::month;
use crate::Site;

/// Rows on one page.
const ON_A_PAGE: usize = 200;

/// What is asked, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The release before.
    pub(crate) from: String,
    /// The release after.
    pub(crate) to: String,
    /// Which changes: a [`Kind`] by its slug; empty for all.
    pub(crate) kind: String,
    /// The beginning of the codes wanted.
    pub(crate) code: String,
    /// The page, from one.
    pub(crate) page: Option<usize>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Only the later release has it.
    Added,
    /// Only the earlier release has it.
    Removed,
    /// The work RVU differs.
    Work,
    /// The work RVU is the same, and practice expense or malpractice differs.
    Expense,
    /// The RVUs are the same, and an indicator differs.
    Indicator,
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Self; 5] =
        [Self::Work, Self::Expense, Self::Indicator, Self::Added, Self::Removed];

    /// What the address holds.
    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Work => "work",
            Self::Expense => "expense",
            Self::Indicator => "indicator",
        }
    }

    /// What the reader sees.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Removed => "Removed",
            Self::Work => "Work RVU changed",
            Self::Expense => "Practice expense or malpractice changed",
            Self::Indicator => "Status or rule changed",
        }
    }
}

/// The report.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChangesPage {
    /// The release before, with its month.
    pub(crate) from: Option<(ReleaseId, String)>,
    /// The release after, with its month.
    pub(crate) to: Option<(ReleaseId, String)>,
    /// How many rows of each kind, before filters.
    pub(crate) totals: Vec<(Kind, usize)>,
    /// What the efficiency adjustment did, where one lies between the releases.
    pub(crate) efficiency: Vec<(EfficiencyClass, usize)>,
    /// The conversion factors.
    pub(crate) factors: Option<(openrvu_core::ConversionFactor, openrvu_core::ConversionFactor)>,
    /// The rows on this page.
    pub(crate) rows: Vec<ChangedRow>,
    /// How many rows pass the filters.
    pub(crate) count: usize,
    /// The page and how many there are.
    pub(crate) pages: (usize, usize),
    /// The filters as asked.
    #[serde(skip)]
    pub(crate) kind: Option<Kind>,
    /// The beginning of the codes wanted.
    #[serde(skip)]
    pub(crate) prefix: String,
    /// Releases to choose, those before and those after.
    #[serde(skip)]
    pub(crate) choices: [Vec<ReleaseChoice>; 2],
    /// What could not be read.
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
    pub(crate) kind: Kind,
    /// Work before and after.
    pub(crate) work: (Option<Rvu>, Option<Rvu>),
    /// Total outside a facility, before and after.
    pub(crate) non_facility: (Option<Rvu>, Option<Rvu>),
    /// Total in a facility, before and after.
    pub(crate) facility: (Option<Rvu>, Option<Rvu>),
    /// Indicators that changed, in words.
    pub(crate) indicators: String,
}

impl ChangesPage {
    /// The report; by default between the newest release and the one before it.
    pub(crate) fn of(site: &Site, asked: &Asked) -> Self {
        let releases = site.schedule.releases();
        let mut errors = Vec::new();
        let mut find = |text: &str, default: Option<&HeldRelease>| -> Option<ReleaseId> {
            if text.is_empty() {
                return default.map(|release| release.id);
            }
            match text.parse::<ReleaseId>().map_err(|error| error.to_string()) {
                Ok(id) => match site.schedule.release(id) {
                    Ok(_) => return Some(id),
                    Err(error) => errors.push(format!("{error}.")),
                },
                Err(error) => errors.push(format!("{error}.")),
            }
            default.map(|release| release.id)
        };
        let before = releases.len().checked_sub(2).and_then(|at| releases.get(at));
        let ids = (find(&asked.from, before), find(&asked.to, releases.last()));
        let kind = Kind::ALL.into_iter().find(|kind| kind.slug() == asked.kind);
        let prefix: String = asked.code.trim().to_ascii_uppercase().chars().take(5).collect();
        let choices = [ids.0, ids.1].map(|selected| {
            let all = releases.iter().rev();
            all.map(|r| ReleaseChoice { id: r.id, month: month(r.id), selected: Some(r.id) == selected })
                .collect()
        });
        let mut page = Self {
            from: ids.0.map(|id| (id, month(id))),
            to: ids.1.map(|id| (id, month(id))),
            totals: Vec::new(),
            efficiency: Vec::new(),
            factors: None,
            rows: Vec::new(),
            count: 0,
            pages: (1, 1),
            kind,
            prefix,
            choices,
            errors,
        };
        if let (Some(Ok(old)), Some(Ok(new))) =
            (ids.0.map(|id| site.schedule.release(id)), ids.1.map(|id| site.schedule.release(id)))
        {
            page.fill(site, old, new, asked.page.unwrap_or(1));
        }
        page
    }

    /// Whether only a kind is shown.
    pub(crate) fn shows(&self, kind: &Kind) -> bool {
        self.kind == Some(*kind)
    }

    fn fill(&mut self, site: &Site, old: &HeldRelease, new: &HeldRelease, page: usize) {
        self.factors = Some((old.conversion_factor, new.conversion_factor));
        let changed = changed(old, new);
        self.totals = Kind::ALL
            .map(|kind| (kind, changed.iter().filter(|(_, found)| *found == kind).count()))
            .into_iter()
            .collect();
        let between = |year: u16| old.id.year < year && year <= new.id.year;
        if let Some(adjustment) = site.schedule.policy().efficiency.iter().find(|found| between(found.year)) {
            let classes = classify(old, new, adjustment.factor);
            self.efficiency = EfficiencyClass::ALL
                .map(|class| (class, classes.iter().filter(|change| change.class == class).count()))
                .into_iter()
                .collect();
        }
        let wanted: Vec<_> = changed
            .into_iter()
            .filter(|((before, after), kind)| {
                let code = before.or(*after).map(|row| row.code);
                self.kind.is_none_or(|asked| asked == *kind)
                    && code.is_some_and(|code| code.as_str().starts_with(&*self.prefix))
            })
            .collect();
        self.count = wanted.len();
        let pages = wanted.len().div_ceil(ON_A_PAGE).max(1);
        self.pages = (page.clamp(1, pages), pages);
        let shown = wanted.into_iter().skip((self.pages.0 - 1) * ON_A_PAGE).take(ON_A_PAGE);
        self.rows = shown.filter_map(|(pair, kind)| row(site, pair, kind)).collect();
    }
}

type Pair<'a> = (Option<&'a FeeRow>, Option<&'a FeeRow>);

/// Every row that differs, in the order of codes: both lists are walked once.
fn changed<'a>(old: &'a HeldRelease, new: &'a HeldRelease) -> Vec<(Pair<'a>, Kind)> {
    let key = |row: &FeeRow| (row.code, row.modifier);
    let (mut before, mut after) = (old.rows.iter().peekable(), new.rows.iter().peekable());
    let mut found = Vec::new();
    loop {
        let pair = match (before.peek(), after.peek()) {
            (None, None) => return found,
            (Some(a), Some(b)) if key(a) == key(b) => (before.next(), after.next()),
            (Some(a), Some(b)) if key(a) < key(b) => (before.next(), None),
            (Some(_), None) => (before.next(), None),
            _ => (None, after.next()),
        };
        let kind = match pair {
            (Some(a), Some(b)) => match kind(a, b) {
                Some(kind) => kind,
                None => continue,
            },
            // A release of chosen codes does not tell what was added or removed.
            (None, _) if old.complete => Kind::Added,
            (_, None) if new.complete => Kind::Removed,
            _ => continue,
        };
        found.push((pair, kind));
    }
}

fn kind(old: &FeeRow, new: &FeeRow) -> Option<Kind> {
    let expense = |row: &FeeRow| (row.non_facility_pe, row.facility_pe, row.malpractice);
    if old.work != new.work {
        Some(Kind::Work)
    } else if expense(old) != expense(new) {
        Some(Kind::Expense)
    } else if !indicators(old, new).is_empty() {
        Some(Kind::Indicator)
    } else {
        None
    }
}

fn indicators(old: &FeeRow, new: &FeeRow) -> String {
    let pairs = [
        ("status", old.status.as_str(), new.status.as_str()),
        ("global", old.global.as_str(), new.global.as_str()),
        ("PC/TC", old.pc_tc.as_str(), new.pc_tc.as_str()),
        ("several procedures", old.multiple_procedure.as_str(), new.multiple_procedure.as_str()),
        ("both sides", old.bilateral.as_str(), new.bilateral.as_str()),
        ("assistant", old.assistant.as_str(), new.assistant.as_str()),
        ("co-surgeons", old.co_surgeons.as_str(), new.co_surgeons.as_str()),
        ("team", old.team_surgeons.as_str(), new.team_surgeons.as_str()),
        ("supervision", old.supervision.as_str(), new.supervision.as_str()),
    ];
    let differing = pairs.into_iter().filter(|(_, old, new)| old != new);
    differing.map(|(name, old, new)| format!("{name} {old} to {new}")).collect::<Vec<_>>().join(", ")
}

fn row(site: &Site, (old, new): Pair<'_>, kind: Kind) -> Option<ChangedRow> {
    let one = new.or(old)?;
    let both = |value: &dyn Fn(&FeeRow) -> Rvu| (old.map(value), new.map(value));
    Some(ChangedRow {
        code: one.code,
        modifier: one.modifier,
        title: site.label(one.code),
        kind,
        work: both(&|row| row.work),
        non_facility: both(&|row| row.total(Setting::NonFacility)),
        facility: both(&|row| row.total(Setting::Facility)),
        indicators: match (old, new) {
            (Some(old), Some(new)) => indicators(old, new),
            _ => String::new(),
        },
    })
}
