//! Two to five codes side by side.

use openrvu_core::efficiency::EfficiencyClass;
use openrvu_core::valuation::{Payment, Site as Place};
use openrvu_core::{Cents, Code, FeeRow, Line, Request, RowModifier, Rvu, Setting};
use serde::Serialize;

use super::ReleaseView;
use crate::Site;
use crate::site::AsOf;

/// The most codes side by side.
pub(crate) const MOST: usize = 5;

/// The most words that are read; those behind them are counted.
const MOST_READ: usize = 20;

/// The comparison.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ComparePage {
    /// The release.
    pub(crate) release: Option<ReleaseView>,
    /// The codes, in the order asked for.
    pub(crate) codes: Vec<Compared>,
    /// What is compared: a name and a value a code.
    pub(crate) rows: Vec<CompareRow>,
    /// What could not be compared, or is not of the release, in words.
    pub(crate) notes: Vec<String>,
}

/// A code that is compared.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Compared {
    /// The code.
    pub(crate) code: Code,
    /// Its title.
    pub(crate) title: String,
    /// Its summary, where it has a text.
    pub(crate) summary: Option<String>,
}

/// One thing compared.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CompareRow {
    /// What it is.
    pub(crate) name: &'static str,
    /// Whether the values are numbers.
    pub(crate) numeric: bool,
    /// A value a code; none where there is none, which is not zero.
    pub(crate) values: Vec<Option<String>>,
    /// Whether the values differ.
    pub(crate) differs: bool,
}

/// A code with the rows of the release that its figures are from.
#[derive(Debug, Clone, Copy)]
struct Figures<'a> {
    as_of: AsOf<'a>,
    /// The row of the whole service.
    whole: &'a FeeRow,
    /// The row of the interpretation alone.
    professional: Option<&'a FeeRow>,
}

impl ComparePage {
    /// Compares the codes written in a text, apart by commas or blanks.
    pub(crate) fn of(site: &Site, as_of: Option<AsOf<'_>>, text: &str) -> Self {
        let mut page = Self {
            release: as_of.map(|as_of| ReleaseView::of(site, as_of)),
            codes: Vec::new(),
            rows: Vec::new(),
            notes: Vec::new(),
        };
        let Some(as_of) = as_of else { return page };
        let mut figures: Vec<Figures<'_>> = Vec::new();
        let mut words = text.split([',', ' ', ';', '+']).filter(|word| !word.is_empty());
        for word in words.by_ref().take(MOST_READ) {
            let code: Code = match word.parse() {
                Ok(code) => code,
                Err(error) => {
                    page.notes.push(format!("{error}."));
                    continue;
                }
            };
            if page.codes.iter().any(|compared| compared.code == code) {
                continue;
            }
            if page.codes.len() == MOST {
                page.notes.push(format!("{code}: at most {MOST} codes are shown side by side."));
                continue;
            }
            let Some(found) = Figures::of(site, as_of, code) else {
                page.notes.push(format!("{code} is in no release that is held here."));
                continue;
            };
            page.notes.extend(found.note(as_of));
            let summary = site.library.entry(code).map(|entry| entry.summary.clone());
            page.codes.push(Compared { code, title: site.label(code), summary });
            figures.push(found);
        }
        let unread = words.count();
        if unread > 0 {
            page.notes
                .push(format!("{unread} more were not read: at most {MOST} codes are shown side by side."));
        }
        if let [only] = &*page.codes {
            page.notes.push(format!("{} stands alone: name a second code to compare it with.", only.code));
        }
        page.rows = rows(site, as_of, &figures);
        page
    }
}

impl<'a> Figures<'a> {
    /// The figures of a code: of the release in view, or else of the last before it that has the code, or else of the
    /// first after it.
    fn of(site: &'a Site, as_of: AsOf<'a>, code: Code) -> Option<Self> {
        let in_release = |as_of: AsOf<'a>| {
            let rows = as_of.release.rows_of(code);
            let professional =
                rows.iter().find(|row| row.modifier == RowModifier::Professional && row.has_rvus());
            Some(Self { as_of, whole: rows.first()?, professional })
        };
        in_release(as_of).or_else(|| {
            let releases = site.schedule.releases();
            let (before, after) = releases.split_at(
                releases.partition_point(|held| held.effective_from < as_of.release.effective_from),
            );
            before
                .iter()
                .rev()
                .chain(after)
                .find_map(|release| in_release(AsOf { release, date: release.effective_from, chosen: true }))
        })
    }

    /// That the figures are of another release than that in view.
    fn note(&self, in_view: AsOf<'_>) -> Option<String> {
        let (own, id, code) = (self.as_of.release, in_view.release.id, self.whole.code);
        let which = if own.effective_from < in_view.release.effective_from { "last" } else { "first" };
        let absent = if in_view.release.complete { "not in" } else { "not among the figures held of" };
        (own.id != id).then(|| {
            format!(
                "{code} is {absent} {id}: its figures are those of {}, the {which} release held that has it.",
                own.id
            )
        })
    }

    /// The national amount in a setting, or why there is none.
    fn amount(&self, site: &Site, setting: Setting) -> Result<Cents, String> {
        let policy = site.full_credit().ok_or("No credit policy is held.")?;
        let request = Request {
            site: Place::Setting(setting),
            release: Some(self.as_of.release.id),
            explain: false,
            ..Request::new(self.as_of.date, policy)
        };
        let value = site.schedule.value(&request, &[Line::new(self.whole.code)]);
        let line = value.map_err(|error| format!("{error}."))?.lines.pop();
        match line.map(|line| line.payment) {
            Some(Payment::Priced(amounts)) => Ok(amounts.allowed),
            Some(Payment::NotPaid(reason) | Payment::Unpriced(reason)) => Err(reason.words()),
            None => Err(String::new()),
        }
    }

    /// What the efficiency adjustment in force did to the work RVU, where both its sides are held.
    fn efficiency(&self, site: &Site) -> Option<String> {
        let (year, releases) = (self.as_of.release.id.year, site.schedule.releases());
        let adjustment = site.schedule.policy().efficiency.iter().rfind(|found| found.year <= year)?;
        let side = |release: Option<&openrvu_core::HeldRelease>| {
            let row = *release?.row(self.whole.code, self.whole.modifier)?;
            (row.status.uses_rvus() && row.work > Rvu::ZERO).then_some(row.work)
        };
        let before = side(releases.iter().rfind(|release| release.id.year + 1 == adjustment.year))?;
        let after = side(releases.iter().find(|release| release.id.year == adjustment.year))?;
        let class = EfficiencyClass::of(before, after, adjustment.factor);
        Some(format!("{}, {before} to {after} in {}", class.name(), adjustment.year))
    }
}

/// What is compared of the codes, row by row.
fn rows(site: &Site, in_view: AsOf<'_>, codes: &[Figures<'_>]) -> Vec<CompareRow> {
    type Value<'v> = &'v dyn Fn(&Figures<'_>) -> Option<String>;
    let mut rows = Vec::new();
    let mut add = |name, numeric, value: Value<'_>| {
        let values: Vec<Option<String>> = codes.iter().map(value).collect();
        let differs = values.windows(2).any(|pair| pair[0] != pair[1]);
        if values.iter().any(Option::is_some) {
            rows.push(CompareRow { name, numeric, values, differs });
        }
    };
    let rvu = |read: fn(&FeeRow) -> Rvu| {
        move |code: &Figures<'_>| code.whole.has_rvus().then(|| read(code.whole).to_string())
    };
    let indicator = |read: fn(&FeeRow) -> (&'static str, &'static str)| {
        move |code: &Figures<'_>| {
            let (value, name) = read(code.whole);
            Some(format!("{name} ({value})"))
        }
    };
    let amount = |setting| {
        move |code: &Figures<'_>| {
            let is_facilitys = setting == Setting::Facility && code.whole.is_whole_test();
            code.amount(site, setting).ok().filter(|_| !is_facilitys).map(Cents::dollars)
        }
    };
    if codes.iter().any(|code| code.as_of.release.id != in_view.release.id) {
        add("Release", false, &|code| Some(code.as_of.release.id.to_string()));
    }
    add("Status", false, &indicator(|row| (row.status.as_str(), row.status.name())));
    add("Work RVU", true, &rvu(|row| row.work));
    add("Practice expense, non-facility", true, &rvu(|row| row.non_facility_pe));
    add("Practice expense, facility", true, &rvu(|row| row.facility_pe));
    add("Malpractice", true, &rvu(|row| row.malpractice));
    add("Total, non-facility", true, &rvu(|row| row.total(Setting::NonFacility)));
    add("Total, facility", true, &rvu(|row| row.total(Setting::Facility)));
    add("Work RVU of the interpretation (26)", true, &|code| Some(code.professional?.work.to_string()));
    add("National amount, non-facility", true, &amount(Setting::NonFacility));
    add("National amount, facility", true, &amount(Setting::Facility));
    add("Why there is no amount", false, &|code| {
        let reasons = Setting::BOTH.map(|setting| code.amount(site, setting).err());
        match reasons {
            [Some(office), Some(_)] => Some(office),
            [None, Some(facility)] => Some(format!("In a facility: {facility}")),
            [None, None] if code.whole.is_whole_test() => Some(
                "In a facility: the technical part is the facility's, so the whole is paid to no clinician."
                    .to_owned(),
            ),
            _ => None,
        }
    });
    add("Global period", false, &indicator(|row| (row.global.as_str(), row.global.name())));
    add(
        "Several procedures",
        false,
        &indicator(|row| (row.multiple_procedure.as_str(), row.multiple_procedure.name())),
    );
    add("Endoscopic base", false, &|code| code.whole.endoscopic_base.map(|base| base.to_string()));
    add("Both sides", false, &indicator(|row| (row.bilateral.as_str(), row.bilateral.name())));
    add("Assistant at surgery", false, &indicator(|row| (row.assistant.as_str(), row.assistant.name())));
    add("Co-surgeons", false, &indicator(|row| (row.co_surgeons.as_str(), row.co_surgeons.name())));
    add("Team of surgeons", false, &indicator(|row| (row.team_surgeons.as_str(), row.team_surgeons.name())));
    add("Components", false, &indicator(|row| (row.pc_tc.as_str(), row.pc_tc.name())));
    add("Supervision", false, &indicator(|row| (row.supervision.as_str(), row.supervision.name())));
    add("Efficiency adjustment", false, &|code| code.efficiency(site));
    rows
}
